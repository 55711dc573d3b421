//! A real PostgreSQL server for one test.

#![expect(clippy::disallowed_methods, reason = "starts the server's programs")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, getuid, kill_process};
use tempfile::TempDir;

/// How long the server may take for anything.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; stopped and removed when dropped.
pub(super) struct Server {
    directory: TempDir,
    _template: Arc<TempDir>,
    binaries: PathBuf,
    owner: Option<(u32, u32)>,
    child: Child,
    pub(super) port: u16,
}

/// Where the server's programs are.
///
/// `FORCESSL_TEST_POSTGRES_BIN` names another folder, to run these tests on another version.
fn binaries() -> PathBuf {
    std::env::var_os("FORCESSL_TEST_POSTGRES_BIN").map_or_else(installed, PathBuf::from)
}

/// The newest of the usual folders, else where `pg_config` says.
///
/// A machine without a server fails these tests; `tests/run` installs one.
fn installed() -> PathBuf {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
        .map(|(version, path)| (version, path.join("bin")))
        .filter(|(version, path)| *version >= 12 && path.join("postgres").exists())
        .collect();
    found.sort();
    let configured = || {
        let output = Command::new("pg_config").arg("--bindir").output().ok()?;
        let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
        path.join("postgres").exists().then_some(path)
    };
    found
        .pop()
        .map(|(_, path)| path)
        .or_else(configured)
        .expect("a PostgreSQL server is installed; tests/run does it")
}

/// The account to run as, since the server refuses to run as root.
fn owner() -> Option<(u32, u32)> {
    if !getuid().is_root() {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let postgres = passwd.lines().find(|line| line.starts_with("postgres:"));
    let number = |field| postgres?.split(':').nth(field)?.parse().ok();
    Some((number(2).unwrap_or(65534), number(3).unwrap_or(65534)))
}

/// A fresh data directory to copy, made once for the servers of one version that live at the same
/// time.
fn template(binaries: &Path, owner: Option<(u32, u32)>) -> Arc<TempDir> {
    static TEMPLATES: Mutex<BTreeMap<PathBuf, Weak<TempDir>>> = Mutex::new(BTreeMap::new());
    let mut shared = TEMPLATES.lock().unwrap();
    if let Some(template) = shared.get(binaries).and_then(Weak::upgrade) {
        return template;
    }
    let template = tempfile::Builder::new()
        .prefix("pg")
        .tempdir_in("/tmp")
        .unwrap();
    fs::set_permissions(template.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let data = template.path().join("data");
    fs::create_dir(&data).unwrap();
    hand_over(&data, owner, 0o700);
    let initdb = program(&binaries.join("initdb"), owner)
        .args([
            "--no-sync",
            "--auth=trust",
            "--username=postgres",
            "--locale=C",
            "--wal-segsize=1",
        ])
        .arg("-D")
        .arg(&data)
        .output()
        .unwrap();
    assert!(
        initdb.status.success(),
        "{}",
        String::from_utf8_lossy(&initdb.stderr)
    );
    let template = Arc::new(template);
    shared.insert(binaries.to_owned(), Arc::downgrade(&template));
    template
}

impl Server {
    /// Makes a data directory and starts a server on it with these settings; `ready` is what its
    /// status file says in the end.
    pub(super) fn start(settings: &str, ready: &str) -> Self {
        Self::run(binaries(), None, settings, ready)
    }

    /// Starts the server that the system's packages installed, for these carry the translated
    /// messages; `locales` is the folder of the locales that it may take.
    pub(super) fn installed(locales: &Path) -> Self {
        Self::run(installed(), Some(locales), "", "ready")
    }

    fn run(binaries: PathBuf, locales: Option<&Path>, settings: &str, ready: &str) -> Self {
        let owner = owner();
        let template = template(&binaries, owner);
        let directory = tempfile::Builder::new()
            .prefix("pg")
            .tempdir_in("/tmp")
            .unwrap();
        fs::set_permissions(directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let data = directory.path().join("data");
        let mut copy = Command::new("cp");
        copy.arg("-a").arg(template.path().join("data")).arg(&data);
        assert!(copy.status().unwrap().success());
        // A port that was free a moment ago can be taken by another test.
        for _ in 0..10 {
            let port = std::net::TcpListener::bind("127.0.0.1:0")
                .unwrap()
                .local_addr()
                .unwrap()
                .port();
            let configuration = format!(
                "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{}'\nfsync = off\n\
                 lc_messages = 'C'\ninclude_if_exists = 'test.conf'\n{settings}\n",
                data.display()
            );
            fs::write(data.join("postgresql.conf"), configuration).unwrap();
            if settings.contains("hot_standby") {
                // Source: PostgreSQL 12 release notes, "Move recovery.conf settings into
                // postgresql.conf".
                let (name, text) = match fs::read_to_string(data.join("PG_VERSION")).unwrap().trim()
                {
                    "11" => ("recovery.conf", "standby_mode = on\n"),
                    _ => ("standby.signal", ""),
                };
                fs::write(data.join(name), text).unwrap();
                hand_over(&data.join(name), owner, 0o600);
            }
            let log = fs::File::create(directory.path().join("log")).unwrap();
            let mut postgres = program(&binaries.join("postgres"), owner);
            if let Some(locales) = locales {
                postgres.env("LOCPATH", locales);
            }
            let mut child = postgres
                .arg("-D")
                .arg(&data)
                .stdout(Stdio::null())
                .stderr(log)
                .spawn()
                .unwrap();
            let started = Instant::now();
            while started.elapsed() < PATIENCE {
                let status = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
                if status
                    .lines()
                    .nth(7)
                    .is_some_and(|line| line.starts_with(ready))
                {
                    return Self {
                        directory,
                        _template: template,
                        binaries,
                        owner,
                        child,
                        port,
                    };
                }
                if child.try_wait().unwrap().is_some() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        let log = fs::read_to_string(directory.path().join("log")).unwrap_or_default();
        panic!("the server does not start: {log}");
    }

    /// Writes a file into the data directory.
    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.data().join(name);
        fs::write(&path, text).unwrap();
        hand_over(&path, self.owner, 0o600);
    }

    /// Puts these `pg_hba` records and settings into force.
    pub(super) fn apply(&self, hba: &str, settings: &str) {
        self.write("pg_hba.conf", &format!("local all all trust\n{hba}\n"));
        let loaded = "SELECT pg_conf_load_time()";
        let before = self.sql(loaded);
        self.write("test.conf", settings);
        self.signal(Signal::HUP);
        let started = Instant::now();
        while self.sql(loaded) == before {
            assert!(started.elapsed() < PATIENCE, "the settings were not loaded");
        }
        let faults = "SELECT string_agg(error, ', ') FROM (SELECT error FROM pg_hba_file_rules \
                      UNION ALL SELECT error FROM pg_file_settings) AS faults \
                      WHERE error !~ 'SSL is disabled'";
        assert_eq!(self.sql(faults).trim(), "", "in {hba} {settings}");
        let log = fs::read_to_string(self.directory.path().join("log")).unwrap();
        assert!(!log.contains("was not reloaded"), "{log}");
    }

    /// Runs one statement over the Unix socket.
    pub(super) fn sql(&self, statement: &str) -> String {
        let output = program(&psql(&self.binaries), self.owner)
            .args([
                "-XAtq",
                "-U",
                "postgres",
                "-d",
                "postgres",
                "-p",
                &self.port.to_string(),
                "-h",
            ])
            .arg(self.data())
            .args(["-c", statement])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Whether libpq connects with this connection string; the message when it does not.
    pub(super) fn libpq(&self, connection: &str) -> Result<(), String> {
        let output = program(&psql(&self.binaries), self.owner)
            .args([
                "-XAtq",
                "-c",
                "SELECT 1",
                &format!("{connection} port={}", self.port),
            ])
            .output()
            .unwrap();
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// The major version.
    pub(super) fn major(&self) -> u32 {
        let number: u32 = self.sql("SHOW server_version_num").trim().parse().unwrap();
        number / 10_000
    }

    /// What the server has written to its log.
    pub(super) fn log(&self) -> String {
        fs::read_to_string(self.directory.path().join("log")).unwrap()
    }

    /// The data directory.
    pub(super) fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal(Signal::QUIT);
        let _ = self.child.wait();
    }
}

fn program(path: &Path, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(path);
    command
        .current_dir("/")
        .stdin(Stdio::null())
        .env("LC_ALL", "C")
        .env("HOME", "/nonexistent");
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}

/// The client beside the server's programs, else the one on the path.
fn psql(binaries: &Path) -> PathBuf {
    let beside = binaries.join("psql");
    if beside.exists() {
        beside
    } else {
        "psql".into()
    }
}

fn hand_over(path: &Path, owner: Option<(u32, u32)>, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    if let Some((user, group)) = owner {
        chown(path, Some(user), Some(group)).unwrap();
    }
}
