//! One lane of a campaign: a sandbox on real servers that is put back to a state for each script,
//! and the binary turned to it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rexpect::reader::Options;
use rexpect::session::spawn_with_options;
use serde_json::{Value, json};

use super::logins::{Identities, Server, Survey};
use super::proxy::{Event, Orders, Proxy};
use super::script::{Act, Ca, Command, Consent, Deed, INSTANCES, Moment, Start, record, records};
use crate::support::{self, Sandbox, http, within};

/// No command takes longer, also on a machine that is very busy.
const LONGEST: Duration = Duration::from_secs(420);
/// How long a change takes at the sandbox.
const CHANGE_TIME: &str = "60ms";
/// How long a change is waited for, on the tool's clock.
const LIMIT: &str = "10m";
/// How much shorter the tool's pauses are.
const PACE: &str = "20";
/// The end of a question on a terminal.
const QUESTION: &str = r"y/N\] |continue: |[Tt]ype [^:\r\n]*: ";
/// The reason of a failure before the script.
pub const OLD_FAILURE: &str = "old failure of last month";

/// Held while a sandbox starts.
static START: Mutex<()> = Mutex::new(());

/// What the client CAs of a campaign consist of.
pub struct Authorities {
    pub folder: tempfile::TempDir,
    pub identities: Identities,
    pem: BTreeMap<Ca, (String, String)>,
}

impl Authorities {
    pub fn new() -> Self {
        use rcgen::{
            BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa,
            Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, SerialNumber, date_time_ymd,
        };
        let folder = tempfile::tempdir().unwrap();
        let mut identities = Identities::new();
        let mut pem = BTreeMap::new();
        for ca in [Ca::A, Ca::B] {
            let mut parameters = CertificateParams::default();
            let name = format!("client CA {ca:?}");
            parameters.distinguished_name.push(DnType::CommonName, name);
            parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
            parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
            parameters.not_before = date_time_ymd(2020, 1, 1);
            parameters.not_after = date_time_ymd(2090, 1, 1);
            let key = KeyPair::generate().unwrap();
            let certificate = parameters.self_signed(&key).unwrap().pem();
            let issuer = Issuer::new(parameters, key);
            let list = CertificateRevocationListParams {
                this_update: date_time_ymd(2020, 1, 2),
                next_update: date_time_ymd(2089, 1, 1),
                crl_number: SerialNumber::from(7),
                issuing_distribution_point: None,
                revoked_certs: vec![],
                key_identifier_method: KeyIdMethod::Sha256,
            };
            let list = list.signed_by(&issuer).unwrap().pem().unwrap();
            for user in ["app", "ana"] {
                let key = KeyPair::generate().unwrap();
                let mut parameters = CertificateParams::default();
                parameters.distinguished_name = rcgen::DistinguishedName::new();
                parameters.distinguished_name.push(DnType::CommonName, user);
                parameters.not_before = date_time_ymd(2020, 1, 1);
                parameters.not_after = date_time_ymd(2080, 1, 1);
                parameters.use_authority_key_identifier_extension = true;
                let leaf = parameters.signed_by(&key, &issuer).unwrap().pem();
                let keyed = key.serialize_pem();
                write(&folder.path().join(format!("{ca:?}.{user}.crt")), &leaf);
                write(&folder.path().join(format!("{ca:?}.{user}.key")), &keyed);
                identities.insert((ca, user), (leaf, keyed));
            }
            write(&folder.path().join(format!("{ca:?}.ca")), &certificate);
            write(&folder.path().join(format!("{ca:?}.crl")), &list);
            pem.insert(ca, (certificate, list));
        }
        Self {
            folder,
            identities,
            pem,
        }
    }

    pub fn ca(&self, ca: Ca) -> &str {
        &self.pem[&ca].0
    }

    fn ssl(&self, start: &Start) -> Value {
        if !start.ssl {
            return json!({"enabled": false});
        }
        json!({
            "enabled": true,
            "client_ca": start.ca.map(|ca| self.ca(ca)),
            "crl": start.ca.filter(|_| start.crl).map(|ca| &self.pem[&ca].1),
            "acl": start.acl,
            "replication_acl": start.replication_acl,
        })
    }
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// A text without its white space: the service breaks the lines of PEM where it likes.
pub fn joined(value: &Value) -> Value {
    value.as_str().map_or_else(
        || value.clone(),
        |text| json!(text.split_whitespace().collect::<String>()),
    )
}

/// What is in force at one instance, and what its server says to logins.
#[derive(Clone)]
pub struct Fact {
    pub truth: Value,
    pub survey: Arc<Survey>,
}

impl Fact {
    pub fn ssl(&self) -> bool {
        self.truth["ssl"] == true
    }

    /// The records as lines, without their priorities.
    pub fn records(&self) -> Vec<String> {
        self.truth["hba"]
            .as_array()
            .unwrap()
            .iter()
            .map(line)
            .collect()
    }

    /// Everything that can be set.
    pub fn settings(&self) -> Value {
        let names = ["ssl", "client_ca_pem", "crl_pem", "acl", "replication_acl"];
        let settings = names.iter().map(|name| joined(&self.truth[*name]));
        let mut all: Vec<Value> = settings.collect();
        all.push(json!(self.records()));
        Value::Array(all)
    }
}

/// A record as one line.
pub fn line(record: &Value) -> String {
    let names = [
        "type", "database", "user", "address", "mask", "method", "option",
    ];
    let words = names.iter().filter_map(|name| record[*name].as_str());
    words.collect::<Vec<_>>().join(" ")
}

pub type World = BTreeMap<&'static str, Fact>;

/// What a command answered.
#[derive(Debug, Clone)]
pub struct Ran {
    /// None when it did not end.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The JSON answer, an entry for each instance.
    pub fn rows(&self) -> Vec<Value> {
        match serde_json::from_str::<Value>(&self.stdout) {
            Ok(Value::Object(document)) => match document.get("instances") {
                Some(Value::Array(rows)) => rows.clone(),
                _ => vec![Value::Object(document)],
            },
            _ => vec![],
        }
    }
}

/// What a command did.
pub struct Done {
    pub ran: Ran,
    pub before: World,
    pub after: World,
    /// The settings of the instance right before the colleague's act.
    pub found: Option<Value>,
    /// What the instance was like after it.
    pub between: Option<Fact>,
    pub events: Vec<Event>,
    /// Accepted writes: instances, in order.
    pub writes: Vec<String>,
    /// Faults that were met: kind and instance.
    pub strikes: Vec<(String, String)>,
    /// New saved states, oldest first.
    pub saved: Vec<Value>,
    /// Whether the question came, where one was waited for.
    pub asked: bool,
}

pub struct Lane {
    sandbox: Sandbox,
    proxy: Arc<Proxy>,
    servers: BTreeMap<&'static str, Arc<Server>>,
    authorities: Arc<Authorities>,
    home: tempfile::TempDir,
    policies: usize,
}

impl Lane {
    pub fn start(authorities: &Arc<Authorities>) -> Self {
        let all: Vec<Value> = INSTANCES
            .iter()
            .map(|id| entry(id, &Start::default(), authorities))
            .collect();
        let state = json!({"instances": all});
        let arguments = ["--database", "postgres", "--change-time", CHANGE_TIME];
        // Each makes its database cluster first, and all at once would be too much.
        let turn = START.lock().unwrap_or_else(PoisonError::into_inner);
        let sandbox = Sandbox::with_state(&state, &arguments);
        drop(turn);
        let endpoint = sandbox.ready["endpoint"].as_str().unwrap();
        let server_ca = http("GET", &format!("{endpoint}/sandbox/ca.pem"), "");
        let servers = (0..INSTANCES.len()).map(|index| {
            let instance = sandbox.instance(index);
            let shown = std::process::Command::new("psql")
                .args(["-X", "-A", "-t", "-w", "-c", "SHOW unix_socket_directories"])
                .arg(format!(
                    "host=localhost port={} dbname={} user={}",
                    instance.port, instance.database, instance.user
                ))
                .env("PGPASSWORD", &instance.password)
                .output()
                .expect("psql is installed");
            let sockets = String::from_utf8(shown.stdout).unwrap().trim().into();
            let id = INSTANCES
                .into_iter()
                .find(|id| **id == instance.id)
                .unwrap();
            let server = Server::new(instance.port, sockets, &server_ca, &authorities.identities);
            (id, Arc::new(server))
        });
        let servers = servers.collect();
        Self {
            proxy: Proxy::start(endpoint),
            sandbox,
            servers,
            authorities: Arc::clone(authorities),
            home: tempfile::tempdir().unwrap(),
            policies: 0,
        }
    }

    fn beside(&self, method: &str, path: &str, body: &str) -> String {
        let endpoint = self.sandbox.ready["endpoint"].as_str().unwrap();
        http(method, &format!("{endpoint}/sandbox/{path}"), body)
    }

    /// Puts everything back for a new script.
    pub fn reset(&mut self, starts: &[Start]) {
        self.proxy.order(Orders::default());
        self.beside("DELETE", "faults", "");
        self.settle();
        let all = INSTANCES.iter().zip(starts);
        let all: Vec<Value> = all
            .map(|(id, start)| entry(id, start, &self.authorities))
            .collect();
        self.beside("PUT", "instances", &json!(all).to_string());
        self.home = tempfile::tempdir_in(memory()).unwrap();
        self.policies = 0;
    }

    fn truths(&self) -> Vec<Value> {
        serde_json::from_str(&self.beside("GET", "instances", "")).unwrap()
    }

    /// Waits until nothing changes any more.
    fn settle(&self) -> Vec<Value> {
        let started = Instant::now();
        loop {
            let truths = self.truths();
            if truths.iter().all(|truth| truth["changing"] == false) {
                return truths;
            }
            assert!(
                started.elapsed() < LONGEST,
                "a change does not end: {truths:?}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// How everything is once nothing changes.
    pub fn world(&self) -> World {
        let truths = self.settle();
        INSTANCES
            .into_iter()
            .map(|id| {
                let truth = truths
                    .iter()
                    .find(|truth| truth["instance_id"] == id)
                    .unwrap();
                let survey = self.servers[id].survey();
                let truth = truth.clone();
                (id, Fact { truth, survey })
            })
            .collect()
    }

    fn list(&self, path: &str) -> Vec<Value> {
        serde_json::from_str(&self.beside("GET", path, "")).unwrap()
    }

    /// What the colleague does, as a request to the sandbox.
    fn edit(&self, act: &Act) -> Value {
        let truth = self.truths();
        let truth = truth
            .iter()
            .find(|truth| truth["instance_id"] == act.instance.as_str());
        edit(&act.deed, truth.unwrap(), &act.instance, &self.authorities)
    }

    /// Lets a colleague act now.
    pub fn act(&self, act: &Act) {
        self.settle();
        self.beside("PATCH", "instances", &json!([self.edit(act)]).to_string());
    }

    fn state_folder(&self) -> PathBuf {
        self.home.path().join("state")
    }

    /// The saved states on disk, in the order of their time.
    fn saved(&self) -> Vec<(String, Value)> {
        let folder = self.state_folder();
        if !folder.exists() {
            return vec![];
        }
        let mut found = Vec::new();
        for path in support::tree(&folder) {
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
                && let Ok(text) = std::fs::read_to_string(&path)
                && let Ok(document) = serde_json::from_str::<Value>(&text)
            {
                found.push((path.display().to_string(), document["saved"].clone()));
            }
        }
        found.sort_by_key(|(_, saved)| saved["saved_at"].as_str().unwrap_or_default().to_owned());
        found
    }

    fn arguments(&mut self, command: &Command) -> Vec<String> {
        let home = self.home.path().to_owned();
        self.policies += 1;
        let number = self.policies;
        if let Some(policy) = &command.policy {
            write(&home.join(format!("policy{number}.toml")), &policy.text());
        }
        if let Some(records) = &command.records {
            write(
                &home.join(format!("records{number}")),
                &format!("{}\n", records.join("\n")),
            );
        }
        let certificates = self.authorities.folder.path().to_owned();
        let file = move |name: &str| {
            let path = match name {
                "policy" => home.join(format!("policy{number}.toml")),
                "records" => home.join(format!("records{number}")),
                "plan" => home.join("plan.json"),
                "evidence" => home.join(format!("evidence{number}.json")),
                "ids" => {
                    let path = home.join("ids");
                    write(&path, "pgm-a\npgm-b\n");
                    path
                }
                word if word.contains('.') => certificates.join(word),
                word => return word.to_owned(),
            };
            path.display().to_string()
        };
        let mut arguments = command.arguments(&file);
        let waits = command.writes() || command.name() == "wait";
        if waits
            && !["--timeout", "--no-wait", "--dry-run"]
                .iter()
                .any(|flag| command.has(flag))
        {
            arguments.extend(["--timeout", LIMIT].map(str::to_owned));
        }
        arguments
    }

    fn process(&self, arguments: &[String]) -> std::process::Command {
        let mut process = support::command(self.home.path());
        process
            .args(arguments)
            .env("NO_COLOR", "1")
            .envs(self.sandbox.variables())
            .env("FORCESSL_ENDPOINT", &self.proxy.url)
            .env("FORCESSL_STATE_DIR", self.state_folder())
            .env("FORCESSL_QPS", "500")
            .env("FORCESSL_TEST_PACE", PACE)
            .env("FORCESSL_CONNECT_TIMEOUT", "60s")
            .env("FORCESSL_READ_TIMEOUT", "60s");
        process
    }

    /// Runs one command and looks at what became of it.
    pub fn run(&mut self, command: &Command, before: World) -> Done {
        let arguments = self.arguments(command);
        let known: Vec<String> = self.saved().into_iter().map(|(path, _)| path).collect();
        let calls = self.list("calls").len();
        let strikes = self.list("strikes").len();
        let between: Arc<Mutex<Option<(Value, Fact)>>> = Arc::default();
        let faults: Vec<Value> = command
            .faults
            .iter()
            .map(|(fault, id)| json!({"fault": fault, "instance_id": id}))
            .collect();
        self.beside("POST", "faults", &json!(faults).to_string());
        self.proxy.order(Orders {
            lies: command.lies.clone(),
            colleague: command.colleague.clone(),
            act: command
                .colleague
                .as_ref()
                .map(|(_, act)| self.deed(act, &between)),
        });
        let (ran, asked) = match &command.consent {
            Consent::Flag | Consent::Nobody => (self.unattended(&arguments), false),
            consent => self.attended(&arguments, command, consent),
        };
        self.beside("DELETE", "faults", "");
        let events = self.proxy.end();
        let after = self.world();
        let writes = self.list("calls").split_off(calls);
        let writes = writes.iter().filter(|call| call["write"] == true);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let writes = writes.map(|call| text(&call["instance_id"])).collect();
        let strikes = self.list("strikes").split_off(strikes);
        let strikes = strikes.iter();
        let strikes = strikes
            .map(|strike| (text(&strike["fault"]), text(&strike["instance_id"])))
            .collect();
        let saved = self
            .saved()
            .into_iter()
            .filter(|(path, _)| !known.contains(path));
        let saved = saved.map(|(_, saved)| saved).collect();
        let (found, between) = between.lock().unwrap().take().unzip();
        Done {
            ran,
            before,
            after,
            found,
            between,
            events,
            writes,
            strikes,
            saved,
            asked,
        }
    }

    /// The colleague's act, to be carried out by the proxy; what the settings are before it, and the instance after it.
    fn deed(&self, act: &Act, between: &Arc<Mutex<Option<(Value, Fact)>>>) -> Box<dyn Fn() + Send> {
        let endpoint = self.sandbox.ready["endpoint"].as_str().unwrap().to_owned();
        let server = Arc::clone(&self.servers[act.instance.as_str()]);
        let (act, between) = (act.clone(), Arc::clone(between));
        let authorities = Arc::clone(&self.authorities);
        Box::new(move || {
            let url = format!("{endpoint}/sandbox/instances");
            let read = || {
                let query = format!("{url}?instance_id={}", act.instance);
                let all: Vec<Value> = serde_json::from_str(&http("GET", &query, "")).unwrap();
                all[0].clone()
            };
            let mut truth = read();
            while truth["changing"] == true {
                std::thread::sleep(Duration::from_millis(20));
                truth = read();
            }
            let edit = edit(&act.deed, &truth, &act.instance, &authorities);
            http("PATCH", &url, &json!([edit]).to_string());
            let survey = server.survey();
            let was = Fact {
                truth,
                survey: Arc::clone(&survey),
            };
            let was = was.settings();
            let truth = read();
            let is = Fact { truth, survey };
            // What was so already is nobody's change.
            *between.lock().unwrap() = (is.settings() != was).then_some((was, is));
        })
    }

    fn unattended(&self, arguments: &[String]) -> Ran {
        let (code, stdout, stderr) = within(&mut self.process(arguments), LONGEST);
        Ran {
            code,
            stdout,
            stderr,
        }
    }

    /// On a terminal; says whether a question came too.
    fn attended(&self, arguments: &[String], command: &Command, consent: &Consent) -> (Ran, bool) {
        let mut process = self.process(arguments);
        process.env("TERM", "xterm").current_dir(self.home.path());
        let ahead = if let Consent::Ahead(text) = consent {
            Some(text)
        } else {
            None
        };
        self.proxy.hold(ahead.is_some());
        let options = Options::new()
            .timeout_ms(Some(u64::try_from(LONGEST.as_millis()).unwrap()))
            .strip_ansi_escape_codes(true);
        let mut session = spawn_with_options(process, options).unwrap();
        if let Some(text) = ahead {
            // It asks the API something first, and that is held back until the line is typed.
            std::thread::sleep(Duration::from_millis(300));
            session.send_line(text).unwrap();
            self.proxy.hold(false);
        }
        let (mut said, mut asked) = (String::new(), false);
        loop {
            match session.exp_regex(QUESTION) {
                Ok((before, matched)) => {
                    let _ = write!(said, "{before}{matched}");
                    if !asked && matches!(command.colleague, Some((Moment::Question, _))) {
                        self.proxy.act();
                    }
                    std::thread::sleep(Duration::from_millis(200));
                    let _gone = match consent {
                        // Asked again: there is nobody any more.
                        _ if asked => session.send_control('d'),
                        Consent::Typed(text) => session.send_line(text).map(drop),
                        Consent::AsAsked if matched.contains("y/N") => {
                            session.send_line("y").map(drop)
                        }
                        Consent::AsAsked => {
                            let id = command.instances.first().map_or("pgm-a", String::as_str);
                            session.send_line(id).map(drop)
                        }
                        Consent::Ahead(_) => session.send_line("n").map(drop),
                        _ => session.send_control('d'),
                    };
                    asked = true;
                }
                Err(rexpect::error::Error::EOF { got, .. }) => {
                    said.push_str(&got);
                    break;
                }
                Err(error) => {
                    let _ = write!(said, "{error}");
                    break;
                }
            }
        }
        let code = match session.process().wait() {
            Ok(rexpect::process::WaitStatus::Exited(_, code)) => Some(code),
            _ => None,
        };
        let ran = Ran {
            code,
            stdout: String::new(),
            stderr: said,
        };
        (ran, asked)
    }
}

/// An instance of a state document.
fn entry(id: &str, start: &Start, authorities: &Authorities) -> Value {
    let mut ssl = authorities.ssl(start);
    if start.old_failure {
        ssl["last_modify_status"] = json!("failed");
        ssl["reason"] = json!(OLD_FAILURE);
    }
    let mut entry = json!({"id": id, "users": ["ana"], "ssl": ssl, "database": "postgres"});
    if id.starts_with("pgr") {
        entry["primary_id"] = json!("pgm-a");
    }
    if start.unsupported {
        entry["storage"] = json!("local_ssd");
    }
    if start.records.is_empty() {
        entry["hba_untouched"] = json!(true);
    } else {
        entry["hba"] = json!(records(&start.records));
    }
    entry
}

/// A colleague's deed on top of what is in force.
fn edit(deed: &Deed, truth: &Value, id: &str, authorities: &Authorities) -> Value {
    let ssl = json!({
        "enabled": truth["ssl"],
        "client_ca": truth["client_ca_pem"],
        "crl": truth["crl_pem"],
        "acl": truth["acl"],
        "replication_acl": truth["replication_acl"],
    });
    let with = |changes: Value| {
        let mut ssl = ssl.clone();
        for (name, value) in changes.as_object().unwrap() {
            ssl[name] = value.clone();
        }
        json!({"id": id, "ssl": ssl})
    };
    let among = |line: &str, first: bool| {
        let mut all = truth["hba"].as_array().unwrap().clone();
        let new = record(line, 0);
        all.insert(if first { 0 } else { all.len() }, new);
        for (place, record) in all.iter_mut().enumerate() {
            record["priority"] = json!(place);
        }
        json!({"id": id, "hba": all})
    };
    match deed {
        Deed::SslOff => json!({"id": id, "ssl": {"enabled": false}}),
        Deed::SslOn => with(json!({"enabled": true})),
        Deed::Demand(ca, acl) => with(json!({"enabled": true, "client_ca": authorities.ca(*ca),
            "crl": null, "acl": acl, "replication_acl": acl})),
        Deed::Replace(ca) => {
            with(json!({"enabled": true, "client_ca": authorities.ca(*ca), "crl": null}))
        }
        Deed::Relax => with(json!({"client_ca": null, "crl": null, "acl": "prefer",
            "replication_acl": "prefer"})),
        Deed::First(line) => among(line, true),
        Deed::Last(line) => among(line, false),
    }
}

/// Small files that are written through to the disk are best kept in memory.
fn memory() -> PathBuf {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        memory.to_owned()
    } else {
        std::env::temp_dir()
    }
}
