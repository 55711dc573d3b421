//! The commands under which the service lies, and what is true when they begin.

use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};
use std::time::{Duration, Instant};

use super::api::{Api, Lie, World};
use super::judge::{Evidence, Promise, broken};
use super::lie::Read;
use super::model::Model;
use crate::support::certificates::Authority;
use crate::support::{command, tree};

pub const ID: &str = "pgm-lie";
pub const OTHER: &str = "pgm-more";

/// How long a change is waited for: longer than one that is never seen running must stay quiet.
const TIMEOUT: &str = "16s";
/// No run takes longer: reads, resends and the looks after a change have limits of their own.
const LONGEST: Duration = Duration::from_secs(150);

pub const OWN: [&str; 5] = [
    "host all app 10.0.0.0~255.0.0.0 scram-sha-256",
    "host orders,postgres alice 192.168.7.0/24 md5",
    "hostssl all ldapper 172.16.0.0/12 ldap ldapserver=x ldapbindpasswd=ldap-s3cret",
    "host replication repl 10.0.0.0/8 md5",
    "host all all 0.0.0.0/0 md5",
];
const FACTORY: [&str; 2] = [
    "host all all 0.0.0.0/0 md5",
    "host replication all 0.0.0.0/0 md5",
];
const REPLICATION: [&str; 2] = [
    "hostssl all all 0.0.0.0/0 md5",
    "host replication repl 10.0.0.0/8 md5",
];

/// A command, and the state in which it begins.
pub struct Command {
    pub name: &'static str,
    pub promise: Promise,
    pub ids: &'static [&'static str],
    args: Vec<String>,
    models: Vec<Model>,
    /// Saved states from an earlier command.
    home: Option<tempfile::TempDir>,
    goal: Option<Model>,
}

/// What one run showed.
pub struct Ran {
    pub code: Option<i32>,
    pub took: Duration,
    pub broken: Vec<String>,
    pub actions: Vec<String>,
    pub told: String,
}

impl Command {
    fn new(name: &'static str, promise: Promise, args: &[&str], models: Vec<Model>) -> Self {
        let ids: &[&str] = if models.len() > 1 {
            &[ID, OTHER]
        } else {
            &[ID]
        };
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Self {
            name,
            promise,
            ids,
            args,
            models,
            home: None,
            goal: None,
        }
    }

    /// After another command, whose saved states and instance it finds.
    fn after(mut self, first: &Self) -> Self {
        let home = tempfile::tempdir().unwrap();
        let (ran, world) = first.start(&[], home.path());
        assert!(matches!(ran.code, Some(0 | 6)), "{}", ran.told);
        self.models = world.into_values().collect();
        self.goal = match self.promise {
            Promise::PutBack => Some(first.models[0].clone()),
            _ => None,
        };
        self.home = Some(home);
        self
    }

    fn start(&self, lies: &[Lie], home: &Path) -> (Ran, std::collections::BTreeMap<String, Model>) {
        if let Some(template) = &self.home {
            copy(template.path(), home);
        }
        let states = home.join("state");
        let mut models = self.models.clone();
        for model in &mut models {
            model.ends_in(Duration::from_millis(2500));
        }
        let api = Api::start(World::new(models, lies, states.clone()));
        let first = api.world.lock().unwrap().models.clone();
        let out = |name: &str| std::fs::File::create(home.join(name)).unwrap();
        let began = Instant::now();
        // A change that is not waited for takes no limit.
        let waits = !self.args.iter().any(|arg| arg == "--no-wait");
        let limit = ["--timeout", TIMEOUT].into_iter().filter(|_| waits);
        let mut child = process(home)
            .args(&self.args)
            .args(limit)
            .env("FORCESSL_ENDPOINT", &api.url)
            .env("FORCESSL_STATE_DIR", &states)
            .stdout(out("stdout"))
            .stderr(out("stderr"))
            .spawn()
            .unwrap();
        let code = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code();
            }
            if began.elapsed() > LONGEST {
                child.kill().unwrap();
                child.wait().unwrap();
                break None;
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let took = began.elapsed();
        let mut world = api.world.lock().unwrap();
        let last = world.now().clone();
        let text = |name: &str| std::fs::read_to_string(home.join(name)).unwrap();
        let (stdout, stderr) = (text("stdout"), text("stderr"));
        let listing = |lie: &Lie| matches!(lie, Lie::Read("DescribeDBInstances", Read::Foreign, _));
        let broken = broken(&Evidence {
            promise: self.promise,
            unseen_colleague: lies
                .iter()
                .any(|lie| matches!(lie, Lie::Read(_, Read::Behind, _))),
            log_lied: lies
                .iter()
                .any(|lie| lie.action() == "DescribeModifyPGHbaConfigLog"),
            listed_elsewhere: self.ids.len() > 1 && lies.iter().any(listing),
            ids: self.ids,
            code,
            stdout: &stdout,
            stderr: &stderr,
            first: &first,
            last: &last,
            came: &world.came,
            states: &states,
            goal: self.goal.as_ref(),
        });
        let actions = world.calls.keys().cloned().collect();
        let told = format!("{stdout}\n{stderr}");
        (
            Ran {
                code,
                took,
                broken,
                actions,
                told,
            },
            last,
        )
    }

    pub fn run(&self, lies: &[Lie]) -> Ran {
        let home = tempfile::tempdir().unwrap();
        self.start(lies, home.path()).0
    }

    /// The honest answer to a read when it begins.
    pub fn answer(&self, action: &str) -> serde_json::Value {
        match action {
            "DescribeDBInstances" => Model::listing(&self.models.iter().collect::<Vec<_>>()),
            _ => self.models[0].answer(action),
        }
    }
}

pub fn process(home: &Path) -> Process {
    let mut process = command(home);
    process
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "key")
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "access-s3cret")
        .env("FORCESSL_REGION", "cn-hangzhou")
        .env("FORCESSL_OUTPUT", "json")
        .env("FORCESSL_READ_TIMEOUT", "1s")
        .env("FORCESSL_QPS", "1000")
        .stdin(Stdio::null());
    process
}

fn copy(from: &Path, to: &Path) {
    for path in tree(from) {
        let target: PathBuf = to.join(path.strip_prefix(from).unwrap());
        if path.is_dir() {
            use std::os::unix::fs::DirBuilderExt;
            std::fs::DirBuilder::new()
                .mode(0o700)
                .recursive(true)
                .create(&target)
                .unwrap();
        } else {
            std::fs::create_dir_all(target.parent().unwrap()).unwrap();
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Every command of the table.
pub fn commands(authority: &Authority) -> Vec<Command> {
    let ca = authority.ca();
    let pem = std::fs::read_to_string(&ca).unwrap();
    let file = authority.file(
        "pg_hba.conf",
        b"hostssl all app 10.0.0.0/8 scram-sha-256\nhost all all 0.0.0.0/0 md5\n",
    );
    let open = |id| Model::new(id, true, &OWN);
    let off = Model::new(ID, false, &[OWN[0], OWN[3], OWN[4]]);
    let factory = || Model::new(ID, true, &FACTORY);
    let mut half = factory();
    half.ssl.force(&pem);
    "prefer".clone_into(&mut half.ssl.replication_acl);
    let hba = ["enforce", ID, "--via", "hba", "--yes", "--no-probe"];
    let acl = [
        "enforce",
        ID,
        "--via",
        "acl",
        "--client-ca",
        &ca,
        "--allow-uncovered",
        "--yes",
        "--no-probe",
    ];
    let all = [
        "enforce",
        "--all",
        "--via",
        "hba",
        "--yes",
        "--no-probe",
        "--wave-size",
        "2",
    ];
    let wait = ["wait", ID, "--settle", "1s", "--interval", "200ms"];
    let check = ["check", ID, "--no-probe"];
    let by_hba = Command::new("enforce-hba", Promise::Enforced, &hba, vec![open(ID)]);
    let by_acl = Command::new("enforce-acl", Promise::Enforced, &acl, vec![factory()]);
    let unwaited = |args: &[&str], model| {
        let args: Vec<&str> = args
            .iter()
            .copied()
            .filter(|arg| *arg != "--no-probe")
            .collect();
        let args = [&args[..], &["--no-wait"]].concat();
        Command::new("no-wait", Promise::Enforced, &args, vec![model])
    };
    let rollback = |name| {
        Command::new(
            name,
            Promise::PutBack,
            &["rollback", ID, "--yes"],
            vec![open(ID)],
        )
    };
    let waited = |name| Command::new(name, Promise::Waited, &wait, vec![open(ID)]);
    let mut applied = Command::new(
        "apply",
        Promise::Applied,
        &["hba", "apply", ID, &file, "--yes", "--no-probe"],
        vec![open(ID)],
    );
    applied.goal = Some(Model::new(
        ID,
        true,
        &[
            "hostssl all app 10.0.0.0/8 scram-sha-256",
            "host all all 0.0.0.0/0 md5",
        ],
    ));
    let enforce = |name, model, more: &[&str]| {
        Command::new(
            name,
            Promise::Enforced,
            &[&hba[..], more].concat(),
            vec![model],
        )
    };
    let mut commands = vec![
        Command::new("check-open", Promise::Checked, &check, vec![open(ID)]),
        Command::new(
            "check-replication",
            Promise::Checked,
            &check,
            vec![Model::new(ID, true, &REPLICATION)],
        ),
        Command::new("check-half-acl", Promise::Checked, &check, vec![half]),
        Command::new(
            "check-all",
            Promise::Checked,
            &["check", "--all"],
            vec![open(ID), open(OTHER)],
        ),
        Command::new(
            "plan-hba",
            Promise::Looked,
            &["plan", ID, "--via", "hba"],
            vec![open(ID)],
        ),
        Command::new(
            "plan-acl",
            Promise::Looked,
            &["plan", ID, "--client-ca", &ca],
            vec![factory()],
        ),
        enforce("enforce-off", off, &[]),
        enforce("enforce-untouched", factory().untouched(), &[]),
        enforce(
            "enforce-replication",
            Model::new(ID, true, &REPLICATION),
            &[],
        ),
        enforce("enforce-auto-rollback", open(ID), &["--auto-rollback"]),
        Command::new(
            "enforce-all",
            Promise::Enforced,
            &all,
            vec![open(ID), open(OTHER)],
        ),
        rollback("rollback-hba").after(&by_hba),
        rollback("rollback-acl").after(&by_acl),
        waited("wait"),
        waited("wait-hba").after(&unwaited(&hba, open(ID))),
        waited("wait-acl").after(&unwaited(&acl, factory())),
        Command::new(
            "wait-all",
            Promise::Waited,
            &[&["wait", "--all"], &wait[2..]].concat(),
            vec![open(ID), open(OTHER)],
        ),
        applied,
    ];
    commands.extend([by_hba, by_acl]);
    commands
}
