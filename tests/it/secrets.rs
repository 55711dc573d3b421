//! No secret in what the tool says or keeps: planted values, every way to fail, the loudest output, and
//! a search through all of it.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::support::certificates::{Authority, self_signed};
use crate::support::documents::formats;
use crate::support::{Ran, Sandbox, command, files, repository, rust_files, shell, tree};

const KEY: &str = "LTAIplanted";
const SECRET: &str = "planted/access+key=secret";
const TEMPORARY: &str = "STS.planted";
const TEMPORARY_SECRET: &str = "planted/temporary+secret";
const TOKEN: &str = "planted/security+token==";
const EXPIRED: &str = "STS.expired";
const WRONG: &str = "planted-wrong-secret";
const PASSWORD: &str = "planted-proxy-password";
const BIND: &str = "planted-ldap-password";
const PHRASE: &str = "planted phrase of words";
const RADIUS: &str = "planted-radius-secret";

/// Everything that must not be found, in each form it may travel in.
struct Planted(Vec<String>);

impl Planted {
    fn new(private_keys: &[&str]) -> Self {
        let mut values: Vec<String> = [
            SECRET,
            TEMPORARY_SECRET,
            TOKEN,
            WRONG,
            PASSWORD,
            BIND,
            PHRASE,
            RADIUS,
            // A signature, and the header of the other scheme with one.
            "Signature=",
            "\"Signature\"",
        ]
        .map(str::to_owned)
        .to_vec();
        for value in [SECRET, TEMPORARY_SECRET, TOKEN] {
            values.push(
                value
                    .replace('/', "%2F")
                    .replace('+', "%2B")
                    .replace('=', "%3D"),
            );
        }
        for file in private_keys {
            let pem = std::fs::read_to_string(file).unwrap();
            let lines: Vec<&str> = pem
                .lines()
                .filter(|line| !line.starts_with("-----") && line.len() > 20)
                .collect();
            assert!(lines.len() > 3, "{file}");
            values.extend(lines.into_iter().map(str::to_owned));
        }
        values.push("PRIVATE KEY-----\nM".to_owned());
        Self(values)
    }

    #[track_caller]
    fn is_not_in(&self, text: &str, place: &str) {
        for value in &self.0 {
            assert!(!text.contains(value), "`{value}` is in {place}:\n{text}");
        }
    }
}

/// One place where the tool runs: its home, its states and its temporary files, all of which are searched.
struct Room {
    folder: tempfile::TempDir,
    sandbox: Sandbox,
    planted: Planted,
}

impl Room {
    fn folder(&self, name: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    /// An endpoint of the sandbox.
    fn target(&self) -> String {
        let instance = self.sandbox.instance(1);
        format!("{}:{}", instance.host, instance.port)
    }

    /// Where the API is.
    fn place(&self) -> [(&str, &str); 2] {
        let endpoint = self.sandbox.ready["endpoint"].as_str().unwrap();
        [
            ("FORCESSL_ENDPOINT", endpoint),
            ("FORCESSL_REGION", "cn-hangzhou"),
        ]
    }

    /// Runs with `-vvv` as this key, and searches what was said.
    #[track_caller]
    fn run(&self, key: &[(&str, &str)], args: &[&str], codes: &[i32]) -> Ran {
        let mut command = command(&self.folder("home"));
        command
            .args(args)
            .arg("-vvv")
            .env("TMPDIR", self.folder("tmp"))
            .env("XDG_STATE_HOME", self.folder("state"))
            .envs(self.place())
            .envs(key.iter().copied())
            .stdin(std::process::Stdio::null());
        let ran = Ran::of(command.output().unwrap(), args);
        assert!(
            codes.contains(&ran.code),
            "{args:?} ended with {}:\n{}\n{}",
            ran.code,
            ran.stdout,
            ran.stderr
        );
        self.planted.is_not_in(&ran.stdout, "stdout");
        self.planted.is_not_in(&ran.stderr, "stderr");
        ran
    }

    /// Searches every file the tool wrote, and gives how many there are.
    fn search_files(&self) -> usize {
        ["home", "state", "tmp"]
            .iter()
            .map(|name| search(&self.folder(name), &self.planted))
            .sum()
    }
}

fn search(folder: &Path, planted: &Planted) -> usize {
    let files = files(folder);
    for path in &files {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        planted.is_not_in(&text, &path.display().to_string());
    }
    files.len()
}

fn variables<'a>(id: &'a str, secret: &'a str, token: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let mut variables = vec![
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", id),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", secret),
    ];
    variables.extend(token.map(|token| ("ALIBABA_CLOUD_SECURITY_TOKEN", token)));
    variables
}

fn room(private_keys: &[&str]) -> Room {
    let ldap = json!({
        "priority": 2, "type": "host", "database": "all", "user": "app", "address": "10.0.0.0/8",
        "method": "ldap",
        "option": format!("ldapserver=ldap.example.com ldapbasedn=\"dc=x\" ldapbindpasswd={BIND}"),
    });
    let option = |priority: u32, method: &str, option: String| {
        json!({
            "priority": priority, "type": "host", "database": "all", "user": "app",
            "address": "10.1.0.0/16", "method": method, "option": option,
        })
    };
    let quoted = format!("ldapserver=ldap.example.com ldapbindpasswd=\"{PHRASE}\"");
    let radius = format!("radiusservers=radius.example.com radiussecrets=\"{RADIUS},{RADIUS}\"");
    let url = format!("ldapurl=ldap://me:{BIND}@ldap.example.com/dc=x");
    let open = |priority: u32, database: &str| {
        json!({
            "priority": priority, "type": "host", "database": database, "user": "all",
            "address": "0.0.0.0/0", "method": "md5",
        })
    };
    let hba = json!([
        open(0, "all"),
        open(1, "replication"),
        ldap,
        option(3, "ldap", quoted),
        option(4, "radius", radius),
        option(5, "ldap", url),
    ]);
    let instance = |id: &str, ssl: bool| json!({ "id": id, "database": "embedded", "hba": hba, "ssl": { "enabled": ssl } });
    let state = json!({
        "access_keys": [
            { "id": KEY, "secret": SECRET },
            { "id": TEMPORARY, "secret": TEMPORARY_SECRET, "security_token": TOKEN },
            { "id": EXPIRED, "secret": TEMPORARY_SECRET, "security_token": TOKEN,
              "expires": "2020-01-01T00:00:00Z" },
        ],
        "instances": [
            instance("pgm-a", false), instance("pgm-b", true), instance("pgm-c", false),
        ],
    });
    Room {
        folder: tempfile::tempdir().unwrap(),
        sandbox: Sandbox::with_state(&state, &["--change-time", "50ms"]),
        planted: Planted::new(private_keys),
    }
}

/// A certificate for `localhost`, signed by itself, with its key.
fn server_certificate(ca: &Authority) -> (String, String) {
    self_signed(
        ca.folder.path(),
        "server",
        "localhost",
        &[
            "subjectAltName=DNS:localhost",
            "basicConstraints=critical,CA:FALSE",
        ],
    );
    let path = |name: &str| ca.path(name).to_str().unwrap().to_owned();
    (path("server.pem"), path("server.key"))
}

/// What goes well, with both signatures, both kinds of key and in both formats.
#[test]
fn reading_tells_no_secret() {
    let ca = Authority::new("forcessl test CA");
    let (client, client_key) = ca.issue("app");
    let room = room(&[&client_key]);
    let plain = variables(KEY, SECRET, None);
    let temporary = variables(TEMPORARY, TEMPORARY_SECRET, Some(TOKEN));
    for key in [&plain, &temporary] {
        for signature in ["v1", "v3"] {
            for format in ["table", "json"] {
                let more = ["--signature", signature, "-o", format];
                for args in [
                    &["check", "pgm-a"][..],
                    &["doctor", "pgm-a"],
                    &["plan", "pgm-a", "--via", "hba"],
                    &["hba", "list", "pgm-a"],
                    &["check", "--find", "pgm-a"],
                ] {
                    room.run(key, &[args, &more].concat(), &[0, 1]);
                }
            }
        }
    }
    // Every view of the records with secrets in them, and every file of them.
    let outputs = room.folder("state");
    let file = |name: &str| outputs.join(name).to_str().unwrap().to_owned();
    for format in formats() {
        let output = format!("{format}={}", file(format));
        room.run(&plain, &["check", "pgm-a", "-o", &output], &[1]);
    }
    for args in [
        &["hba", "export", "pgm-a"][..],
        &["hba", "export", "pgm-a", &file("records.conf")],
        &["hba", "history", "pgm-a"],
        &["hba", "explain", "pgm-a", "app@x", "from", "10.1.2.3"],
        &["hba", "harden", "pgm-a", "--dry-run"],
        &["export", "terraform", "pgm-a"],
        &["plan", "pgm-a", "--via", "hba", "--out", &file("plan.json")],
        &["ssl", "show", "pgm-b"],
        &["rollback", "pgm-a", "--list"],
        // Without a terminal it shows the plan and stops.
        &["enforce", "pgm-a", "--via", "hba"],
    ] {
        room.run(&plain, args, &[0, 1, 3, 8]);
    }
    let ran = room.run(&plain, &["hba", "list", "pgm-a"], &[0]);
    assert!(
        ran.stdout.contains("***"),
        "the records are shown: {}",
        ran.stdout
    );
    let target = room.target();
    let probe = ["probe", &target, "--cert", &client, "--key", &client_key];
    room.run(&[], &probe, &[0, 1, 7]);
    assert!(room.search_files() >= 12);
}

/// States, plans, records and keys are for their owner alone, and lie in folders of their owner.
#[test]
fn private_files_are_private_whatever_the_umask() {
    let room = room(&[]);
    let top = room.folder("out");
    let place = |name: &str| top.join(name).to_str().unwrap().to_owned();
    let ca = place("ca");
    for args in [
        &[
            "enforce",
            "pgm-a",
            "--via",
            "hba",
            "--yes",
            "--state-dir",
            &place("state"),
        ][..],
        &[
            "plan",
            "pgm-b",
            "--via",
            "hba",
            "--out",
            &place("plan.json"),
        ],
        &[
            "hba",
            "export",
            "pgm-b",
            &place("records.conf"),
            "--show-secrets",
        ],
        &["cert", "new-ca", "--name", "test", "--out", &ca],
        &[
            "cert",
            "issue",
            "app",
            "--ca",
            &ca,
            "--out",
            &place("new/keys"),
        ],
        &["cert", "revoke", &place("new/keys/app.crt"), "--ca", &ca],
    ] {
        let mut shell = shell(&room.folder("home"), r#"umask 000; exec "$0" "$@""#);
        shell
            .args(args)
            .envs(variables(KEY, SECRET, None))
            .envs(room.place())
            .stdin(std::process::Stdio::null());
        let ran = Ran::of(shell.output().unwrap(), args);
        assert!([0, 1].contains(&ran.code), "{args:?}: {}", ran.stderr);
    }
    let mut private = 0;
    for path in tree(&top) {
        let mode = path.metadata().unwrap().permissions().mode() & 0o777;
        let public = path
            .extension()
            .is_some_and(|ending| ["pem", "crt", "crl"].iter().any(|one| ending == *one));
        if public {
            assert_eq!(mode, 0o644, "{}", path.display());
        } else {
            assert_eq!(mode & 0o077, 0, "{} is {mode:o}", path.display());
            private += 1;
        }
    }
    assert!(private >= 14, "{private}");
}

/// A crash leaves no image of the memory, in which keys are.
#[test]
#[cfg(target_os = "linux")]
fn a_crash_leaves_no_memory_behind() {
    use std::os::unix::process::ExitStatusExt;
    let room = room(&[]);
    let mut child = room.held(&mut shell(
        &room.folder("home"),
        r#"ulimit -c "$(ulimit -H -c)"; exec "$0" "$@""#,
    ));
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"));
    let soft = core.unwrap().split_whitespace().nth(4);
    assert_eq!(soft, Some("0"), "{limits}");
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::ABORT).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(6));
    assert!(!status.core_dumped());
    assert_eq!(room.search_files(), 0);
}

/// The kernel gives what lies in `/proc` of a process to root when no other program of its user may
/// read its memory.
#[test]
#[cfg(target_os = "linux")]
fn no_other_program_of_the_user_reads_the_memory() {
    use std::os::unix::fs::MetadataExt;
    use std::os::unix::process::CommandExt;
    let room = room(&[]);
    let program = room.folder("home").join("forcessl");
    std::fs::copy(crate::support::binary(), &program).unwrap();
    let as_user = |program: &Path| {
        let mut command = std::process::Command::new(program);
        command.env_clear();
        if rustix::process::geteuid().is_root() {
            // `nobody`, who has to reach the program.
            command.uid(65534).gid(65534);
            for folder in program.ancestors().take(3) {
                let mode = std::fs::Permissions::from_mode(0o755);
                std::fs::set_permissions(folder, mode).unwrap();
            }
        }
        command
    };
    let owner = |child: &std::process::Child| {
        std::fs::metadata(format!("/proc/{}/environ", child.id()))
            .unwrap()
            .uid()
    };
    let mut other = as_user(&program);
    let mut ours = room.held(&mut other);
    assert_eq!(owner(&ours), 0);
    ours.kill().unwrap();
    ours.wait().unwrap();
    // A program that has no such wish.
    let sleep = room.folder("home").join("sleep");
    std::fs::copy("/bin/sleep", &sleep).unwrap();
    let mut other = as_user(&sleep).arg("60").spawn().unwrap();
    assert_ne!(owner(&other), 0);
    other.kill().unwrap();
    other.wait().unwrap();
}

impl Room {
    /// Starts a check that has its keys and waits for the service.
    fn held(&self, command: &mut std::process::Command) -> std::process::Child {
        self.sandbox.fault(&["slow:60s"]);
        let mut child = command
            .args(["check", "pgm-a", "-vvv"])
            .envs(variables(KEY, SECRET, None))
            .envs(self.place())
            .current_dir(self.folder("home"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = std::io::BufReader::new(child.stderr.take().unwrap());
        let mut told = String::new();
        while !told.contains("credentials:") {
            let read = std::io::BufRead::read_line(&mut stderr, &mut told).unwrap();
            assert!(read > 0, "{told}");
        }
        child
    }
}

/// Keys that are refused, and answers that are none.
#[test]
fn failed_reads_tell_no_secret() {
    let room = room(&[]);
    let plain = variables(KEY, SECRET, None);
    let temporary = variables(TEMPORARY, TEMPORARY_SECRET, Some(TOKEN));
    for key in [
        variables(KEY, WRONG, None),
        variables("LTAInobody", WRONG, None),
        variables(EXPIRED, TEMPORARY_SECRET, Some(TOKEN)),
        variables(TEMPORARY, TEMPORARY_SECRET, None),
        variables(TEMPORARY, TEMPORARY_SECRET, Some("planted-other-token")),
        variables(KEY, SECRET, Some(TOKEN)),
    ] {
        for signature in ["v1", "v3"] {
            for args in [&["check", "pgm-a"][..], &["doctor"]] {
                let args = [args, &["--signature", signature]].concat();
                let ran = room.run(&key, &args, &[4]);
                let all = ran.stdout + &ran.stderr;
                assert!(!all.contains("planted-other-token"), "{all}");
            }
        }
    }
    for fault in [
        "deny:DescribeDBInstanceSSL",
        "http-500:1",
        "html:1",
        "truncate:1",
        "reset:1",
        "expired-token:1",
        "throttle:1",
        "skew:20m",
    ] {
        room.sandbox.fault(&[fault]);
        room.run(&temporary, &["check", "pgm-c", "-o", "json"], &[1, 4, 5]);
        let url = room.sandbox.ready["faults"].as_str().unwrap();
        crate::support::http("DELETE", url, "");
    }
    let closed = [&plain[..], &[("FORCESSL_ENDPOINT", "http://127.0.0.1:1")]].concat();
    room.run(&closed, &["doctor"], &[5]);
    room.search_files();
}

/// A write with a private key in it meets every way to fail; the states before it are kept.
#[test]
fn writes_tell_no_secret_however_they_end() {
    let ca = Authority::new("forcessl test CA");
    let (server, key) = server_certificate(&ca);
    let renew = [
        "ssl",
        "renew",
        "pgm-b",
        "--ca-type",
        "custom",
        "--server-cert",
        &server,
        "--server-key",
        &key,
        "--no-wait",
        "--yes",
    ];
    std::thread::scope(|scope| {
        for (fault, codes) in [
            (None, &[6][..]),
            (Some("deny:ModifyDBInstanceSSL"), &[4]),
            (Some("throttle:2@ModifyDBInstanceSSL"), &[6]),
            (Some("expired-token:1@ModifyDBInstanceSSL"), &[6]),
            (Some("http-500:1@ModifyDBInstanceSSL"), &[5]),
            (Some("html:1@ModifyDBInstanceSSL"), &[5]),
            (Some("reset:1@ModifyDBInstanceSSL"), &[5]),
            (Some("truncate:1@ModifyDBInstanceSSL"), &[5, 6]),
            (Some("lost-answer:1@ModifyDBInstanceSSL"), &[5, 6]),
        ] {
            let (renew, key) = (&renew, &key);
            scope.spawn(move || {
                let room = room(&[key]);
                room.sandbox.fault(&fault.into_iter().collect::<Vec<_>>());
                let temporary = variables(TEMPORARY, TEMPORARY_SECRET, Some(TOKEN));
                let plain = variables(KEY, SECRET, None);
                let args = [&renew[..], &["--signature", "v1"]].concat();
                room.run(&plain, &args, codes);
                assert!(room.search_files() > 0, "{fault:?}: no state was kept");
                // Faults that are counted are used up; a change may still be running, or be done, which leaves nothing to do.
                let args = [&renew[..], &["--signature", "v3"]].concat();
                room.run(&temporary, &args, &[0, 4, 6, 8]);
                room.search_files();
            });
        }
        scope.spawn(|| {
            let room = room(&[]);
            let plain = variables(KEY, SECRET, None);
            room.run(&plain, &["enforce", "pgm-a", "--via", "hba", "--yes"], &[0]);
            assert!(room.search_files() > 0);
        });
    });
}

/// Files and settings that are no use, each with a secret in it.
#[test]
fn refused_inputs_are_not_quoted() {
    let ca = Authority::new("forcessl test CA");
    let (client, client_key) = ca.issue("app");
    let room = room(&[&client_key]);
    let plain = variables(KEY, SECRET, None);
    let target = room.target();
    let key_text = std::fs::read_to_string(&client_key).unwrap();
    let swapped = ca.file("swapped.pem", key_text.as_bytes());
    let cut = ca.file("cut.pem", &key_text.as_bytes()[..key_text.len() / 2]);
    for file in [&swapped, &cut] {
        for args in [
            &[
                "enforce",
                "pgm-c",
                "--via",
                "acl",
                "--client-ca",
                file,
                "--yes",
            ][..],
            &["ca", "set", "pgm-c", file, "--yes"],
            &["probe", &target, "--cert", file, "--key", &client_key],
        ] {
            room.run(&plain, args, &[2]);
        }
    }
    let probe = ["probe", &target, "--cert", &client, "--key", &cut];
    room.run(&[], &probe, &[2]);
    // What is on this machine is reached without a proxy: that of the system is not used, and one for us refused.
    let proxy = format!("http://me:{PASSWORD}@127.0.0.1:1");
    let of_the_system = [&plain[..], &[("HTTPS_PROXY", proxy.as_str())]].concat();
    room.run(&of_the_system, &["check", "pgm-c"], &[1]);
    let for_us = [&plain[..], &[("FORCESSL_PROXY", proxy.as_str())]].concat();
    room.run(&for_us, &["check", "pgm-c"], &[2]);
    room.run(&plain, &["check", "pgm-c", "--proxy", &proxy], &[2]);
    // Elsewhere a dead one is named without its password.
    let elsewhere = [
        "check",
        "pgm-c",
        "--endpoint",
        "https://rds.invalid",
        "--proxy",
        &proxy,
    ];
    room.run(
        &plain,
        &[&elsewhere[..], &["--timeout", "1s"]].concat(),
        &[5],
    );
    let proxy = format!("ftp://me:{PASSWORD}@proxy");
    room.run(&plain, &["check", "pgm-c", "--proxy", &proxy], &[2]);
    let endpoint = format!("https://me:{PASSWORD}@rds.example.com");
    let endpoint = [&plain[..], &[("FORCESSL_ENDPOINT", endpoint.as_str())]].concat();
    room.run(&endpoint, &["check", "pgm-c"], &[2]);
    assert_eq!(room.sandbox.writes(), 0);
    room.search_files();
}

#[test]
fn broken_files_of_keys_are_named_and_not_quoted() {
    let room = room(&[]);
    let home = room.folder("inputs");
    let put = |path: &str, text: &str| {
        let path = home.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    let config = |profile: &str| {
        format!(
            r#"{{"current":"p","profiles":[{{"name":"p","region_id":"cn-hangzhou",{profile}}}]}}"#
        )
    };
    let documents = [
        // Cut in the middle of the secret, and text that is no JSON at all.
        format!(
            r#"{{"current":"p","profiles":[{{"name":"p","mode":"AK","access_key_secret":"{SECRET}"#
        ),
        format!("access_key_secret = {SECRET}"),
        config(&format!(r#""mode":"AK","access_key_secret":"{SECRET}""#)),
        config(&format!(r#""mode":"{SECRET}","access_key_id":"x""#)),
        config(&format!(
            r#""mode":"StsToken","access_key_id":"x","access_key_secret":"{SECRET}""#
        )),
        config(&format!(
            r#""mode":"AK","access_key_id":["{SECRET}"],"access_key_secret":"{SECRET}""#
        )),
        config(&format!(
            r#""mode":"External","process_command":"/nonexistent --secret '{SECRET}'""#
        )),
        config(&format!(
            r#""mode":"External","process_command":"sh -c 'echo {SECRET}; echo {SECRET} >&2; exit 3'""#
        )),
        config(&format!(
            r#""mode":"RsaKeyPair","public_key_id":"x","private_key":"{SECRET}""#
        )),
    ];
    let home_text = home.to_str().unwrap().to_owned();
    for document in &documents {
        put(".aliyun/config.json", document);
        for args in [&["check", "pgm-a"][..], &["doctor", "-o", "json"]] {
            let ran = room.run(&[("HOME", &home_text)], args, &[4]);
            let all = ran.stdout + &ran.stderr;
            assert!(all.contains("config.json"), "{document}:\n{all}");
        }
    }
    std::fs::remove_file(home.join(".aliyun/config.json")).unwrap();
    for text in [
        format!("[default]\ntype = access_key\naccess_key_secret = {SECRET}\n"),
        format!("[default\n{SECRET}\n"),
        format!("[default]\ntype = {SECRET}\naccess_key_id = x\naccess_key_secret = {SECRET}\n"),
    ] {
        put(".alibabacloud/credentials", &text);
        let ran = room.run(&[("HOME", &home_text)], &["check", "pgm-a"], &[4]);
        assert!(
            ran.stderr.contains("credentials"),
            "{text}:\n{}",
            ran.stderr
        );
    }
    room.search_files();
}

/// `SecretString` masks its `Debug` and is zeroised on drop; so every field that is named like a secret has
/// that type, and no struct with one can be serialised.
#[test]
fn types_that_hold_secrets_cannot_show_them() {
    let mut held = 0;
    // The sandbox's keys are its own, and printed on purpose.
    let sandbox = repository("src/sandbox");
    let sources = rust_files(&repository("src"));
    for file in sources.iter().filter(|file| !file.starts_with(&sandbox)) {
        let text = std::fs::read_to_string(file).unwrap();
        let mut derives = String::new();
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[derive") {
                line.clone_into(&mut derives);
            }
            if line == "}" {
                derives.clear();
            }
            let field = line.trim_end_matches(',').split_once(": ");
            let Some((name, kind)) = field.filter(|_| line.ends_with(',')) else {
                continue;
            };
            let name = name.rsplit(' ').next().unwrap();
            let place = format!("{}: {line}", file.display());
            if kind.contains("SecretString") {
                held += 1;
                assert!(!derives.contains("Serialize"), "{place}");
            }
            // The mark of a page of a listing opens nothing.
            let secret = ["secret", "password", "token", "server_key", "private_key"]
                .iter()
                .any(|word| name.contains(word))
                && name != "next_token";
            let clear = ["String", "Option<String>", "Vec<u8>"].contains(&kind);
            assert!(!(secret && clear), "a secret in the clear: {place}");
        }
    }
    assert!(held >= 5, "{held}");
}
