//! A sandbox of the built binary, a cleared environment, certificates by stock `openssl`, logins by
//! stock `psql`.

pub mod campaign;
pub mod certificates;
pub mod documents;
pub mod issued;
pub mod psql;
pub mod pty;
pub mod server;
pub mod words;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use serde_json::Value;

pub fn binary() -> &'static str {
    env!("CARGO_BIN_EXE_forcessl")
}

/// How long a server of a test may take to answer, so that no result depends on how busy the machine is. A
/// test that is about a limit sets its own.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A sandbox whose changes take a second.
pub const QUICK: &[&str] = &["--change-time", "1s"];

/// One running `forcessl sandbox`; stopped on drop.
pub struct Sandbox {
    child: Child,
    pub ready: Value,
    pub home: tempfile::TempDir,
}

impl Sandbox {
    pub fn start(args: &[&str]) -> Self {
        Self::spawn(command(&std::env::temp_dir()), args)
    }

    /// With a command that has the binary and its environment.
    pub fn spawn(mut command: Command, args: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = command
            .env("HOME", home.path())
            .arg("sandbox")
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let ready = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("the sandbox did not get ready: {error}: {line:?}"));
        Self { child, ready, home }
    }

    /// On a real PostgreSQL server.
    pub fn postgres(args: &[&str]) -> Self {
        Self::start(&[&["--database", "postgres"], args].concat())
    }

    /// On the embedded front door.
    pub fn embedded(args: &[&str]) -> Self {
        Self::start(&[&["--database", "embedded"], args].concat())
    }

    /// With instances from a state document.
    pub fn with_state(state: &Value, args: &[&str]) -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(state.to_string().as_bytes()).unwrap();
        let path = file.path().to_str().unwrap().to_owned();
        Self::start(&[&["--state", &path], args].concat())
    }

    pub fn instance(&self, index: usize) -> Instance {
        let instance = &self.ready["instances"][index];
        Instance {
            id: instance["instance_id"].as_str().unwrap().to_owned(),
            host: instance["host"].as_str().unwrap().to_owned(),
            port: instance["port"].as_u64().unwrap().try_into().unwrap(),
            database: instance["database"].as_str().unwrap().to_owned(),
            user: instance["user"].as_str().unwrap().to_owned(),
            password: instance["password"].as_str().unwrap().to_owned(),
        }
    }

    /// Variables that point the tool at this sandbox, with its limits.
    pub fn variables(&self) -> BTreeMap<String, String> {
        let text = |key: &str| self.ready[key].as_str().unwrap().to_owned();
        let mut variables = BTreeMap::from([
            ("FORCESSL_ENDPOINT".to_owned(), text("endpoint")),
            ("FORCESSL_REGION".to_owned(), text("region")),
            (
                "ALIBABA_CLOUD_ACCESS_KEY_ID".to_owned(),
                text("access_key_id"),
            ),
            (
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET".to_owned(),
                text("access_key_secret"),
            ),
        ]);
        variables.extend(limits());
        variables
    }

    /// `forcessl ARGS…` against this sandbox.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = command(self.home.path());
        command
            .args(args)
            .envs(self.variables())
            .stdin(Stdio::null());
        command
    }

    /// The same started by a line of shell, in which `"$0" "$@"` is the command.
    pub fn shell(&self, script: &str, args: &[&str]) -> Command {
        let mut command = shell(self.home.path(), script);
        command
            .args(args)
            .envs(self.variables())
            .stdin(Stdio::null());
        command
    }

    /// Waits until the sandbox has accepted so many writes.
    pub fn await_writes(&self, count: usize) {
        let start = std::time::Instant::now();
        while self.writes() < count {
            assert!(start.elapsed().as_secs() < 60, "no write {count} came");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// Runs `forcessl ARGS…` and gives what it answered.
    pub fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap(), args)
    }

    /// Runs with `-o json` and gives the document.
    pub fn json(&self, args: &[&str]) -> (i32, Value) {
        let ran = self.run(&[args, &["-o", "json"]].concat());
        let document = serde_json::from_str(&ran.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", ran.stdout, ran.stderr));
        (ran.code, document)
    }

    /// What decides at one instance, as `check` reads it.
    pub fn settings(&self, id: &str) -> Value {
        let (_, check) = self.json(&["check", id, "--no-probe"]);
        let row = &check["instances"][0];
        serde_json::json!([
            row["ssl"]["enabled"],
            row["ssl"]["ca_type"],
            row["client_ca"],
            row["crl"],
            row["acl"],
            row["replication_acl"],
            row["hba"],
            row["verdict"]
        ])
    }

    /// The calls the sandbox has accepted so far.
    pub fn calls(&self) -> Vec<Value> {
        let url = self.ready["faults"]
            .as_str()
            .unwrap()
            .replace("/faults", "/calls");
        serde_json::from_str::<Vec<Value>>(&http("GET", &url, "")).unwrap()
    }

    /// How many writes the sandbox has accepted so far.
    pub fn writes(&self) -> usize {
        self.calls()
            .iter()
            .filter(|call| call["write"] == true)
            .count()
    }

    /// Switches faults on.
    pub fn fault(&self, faults: &[&str]) {
        let url = self.ready["faults"].as_str().unwrap();
        http("POST", url, &serde_json::to_string(faults).unwrap());
    }

    /// Asks the sandbox to stop with this signal, and waits until it has.
    pub fn stop(&mut self, signal: rustix::process::Signal) -> std::process::ExitStatus {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let pid = rustix::process::Pid::from_child(&self.child);
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            let _ = self.child.wait();
        }
    }
}

/// One instance of the sandbox.
#[derive(Clone, Debug)]
pub struct Instance {
    pub id: String,
    pub host: String,
    pub port: u16,
    pub database: String,
    pub user: String,
    pub password: String,
}

/// What one run answered.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    pub fn of(output: Output, args: &[&str]) -> Self {
        let ran = Self {
            code: output
                .status
                .code()
                .unwrap_or_else(|| panic!("{args:?} was killed")),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!ran.stderr.contains("panicked"), "{args:?}: {}", ran.stderr);
        ran
    }

    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Asserts that stderr has each of these texts.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(
                self.stderr.contains(word),
                "`{word}` is missing in:\n{}",
                self.stderr
            );
        }
        self
    }
}

/// The action that reads what this one writes.
pub fn look_of(write: &str) -> &'static str {
    match write {
        "ModifyDBInstanceSSL" => "DescribeDBInstanceSSL",
        "ModifyPGHbaConfig" => "DescribePGHbaConfig",
        other => panic!("{other} is not expected here"),
    }
}

/// Runs a command without input, and kills it when it has not ended within the limit: `None`, and what it
/// said until then. What it prints fits into the pipes' buffers, so it can end without being read.
pub fn within(command: &mut Command, limit: Duration) -> (Option<i32>, String, String) {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let started = std::time::Instant::now();
    while child.try_wait().unwrap().is_none() && started.elapsed() < limit {
        std::thread::sleep(Duration::from_millis(20));
    }
    let hangs = child.try_wait().unwrap().is_none();
    if hangs {
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().filter(|_| !hangs),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// The built binary with a cleared environment and a home of its own.
pub fn command(home: &Path) -> Command {
    isolated(Command::new(binary()), home)
}

/// With a cleared environment, a home of its own, and limits that a busy machine keeps.
fn isolated(mut command: Command, home: &Path) -> Command {
    command
        .env_clear()
        .env("HOME", home)
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
        .envs(limits());
    command
}

/// Variables that give servers [`PATIENCE`].
pub fn limits() -> [(String, String); 3] {
    let seconds = PATIENCE.as_secs();
    [
        ("FORCESSL_PROBE_TIMEOUT", format!("{seconds}s")),
        ("FORCESSL_CONNECT_TIMEOUT", format!("{seconds}s")),
        ("PGCONNECT_TIMEOUT", seconds.to_string()),
    ]
    .map(|(name, limit)| (name.to_owned(), limit))
}

/// The same started by a line of shell, in which `"$0" "$@"` is the command.
pub fn shell(home: &Path, script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script, binary()]);
    isolated(command, home)
}

/// Everything below a folder.
pub fn tree(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(tree(&path));
        }
        found.push(path);
    }
    found.sort();
    found
}

/// Runs the binary with no sandbox in sight.
pub fn run(args: &[&str]) -> Ran {
    let home = tempfile::tempdir().unwrap();
    Ran::of(
        command(home.path())
            .args(args)
            .stdin(Stdio::null())
            .output()
            .unwrap(),
        args,
    )
}

/// A plain HTTP request to a loopback URL; the body of the answer.
pub fn http(method: &str, url: &str, body: &str) -> String {
    let rest = url.strip_prefix("http://").unwrap();
    let (authority, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(authority).unwrap();
    write!(
        stream,
        "{method} /{path} HTTP/1.1\r\nHost: {authority}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 2"), "{method} {url}: {answer}");
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

/// A file of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = tree(folder);
    found.retain(|path| !path.is_dir());
    found
}

/// Every Rust file below a folder.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = files(folder);
    found.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    found
}

/// Makes a pipe at this path; the call for it is not there on every system.
pub fn make_pipe(path: &Path) {
    let made = Command::new("mkfifo")
        .args(["-m", "600"])
        .arg(path)
        .status();
    assert!(made.unwrap().success(), "{}", path.display());
}
