//! `sessions` over real logins: what each kind of account sees, ends, and never touches.

use std::process::Stdio;

use serde_json::Value;

use crate::support::certificates::Authority;
use crate::support::server::{Open, superuser};
use crate::support::{Instance, Ran, Sandbox, command, pty};

const PASSWORD: &str = "s3cret-of-tests";

/// Roles of every kind, with one password.
fn roles(instance: &Instance) {
    superuser(
        instance,
        &format!(
            "CREATE ROLE boss SUPERUSER LOGIN PASSWORD '{PASSWORD}';
             CREATE ROLE monitor LOGIN PASSWORD '{PASSWORD}' IN ROLE pg_monitor;
             CREATE ROLE signaller LOGIN PASSWORD '{PASSWORD}' IN ROLE pg_signal_backend;
             CREATE ROLE warden LOGIN PASSWORD '{PASSWORD}' IN ROLE pg_monitor, pg_signal_backend;
             CREATE ROLE plain LOGIN PASSWORD '{PASSWORD}';
             CREATE ROLE shop LOGIN PASSWORD '{PASSWORD}';
             CREATE ROLE standby LOGIN REPLICATION PASSWORD '{PASSWORD}'"
        ),
    );
}

/// A server with these roles.
fn with_roles() -> (Sandbox, Instance) {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    roles(&instance);
    (sandbox, instance)
}

fn ssl_on(sandbox: &Sandbox, instance: &Instance) {
    sandbox
        .run(&["ssl", "enable", &instance.id, "--yes"])
        .expect(0);
}

fn conninfo(instance: &Instance, user: &str, extra: &str) -> String {
    format!(
        "host={} port={} user={user} application_name=it-{user} {}{extra}",
        instance.host,
        instance.port,
        if extra.contains("replication") {
            String::new()
        } else {
            format!("dbname={} ", instance.database)
        }
    )
}

fn open(instance: &Instance, user: &str, extra: &str) -> Open {
    Open::new(&conninfo(instance, user, extra), PASSWORD).unwrap()
}

/// `forcessl sessions HOST:PORT` as this user, with no credentials of the API in sight.
fn as_user(instance: &Instance, user: &str, args: &[&str]) -> Ran {
    let home = tempfile::tempdir().unwrap();
    let target = format!("{}:{}", instance.host, instance.port);
    Ran::of(
        command(home.path())
            .args(["sessions", &target])
            .args(args)
            .env("PGUSER", user)
            .env("PGPASSWORD", PASSWORD)
            // Some of the servers have no SSL.
            .env("PGSSLMODE", "prefer")
            .stdin(Stdio::null())
            .output()
            .unwrap(),
        args,
    )
}

fn json(instance: &Instance, user: &str, args: &[&str]) -> (i32, Value) {
    let ran = as_user(instance, user, &[args, &["-o", "json"]].concat());
    let document = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|error| panic!("{error}\n{}\n{}", ran.stdout, ran.stderr));
    (ran.code, document)
}

/// Users of the listed sessions but the own one.
fn users(document: &Value) -> Vec<String> {
    let mut users: Vec<String> = document["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|session| session["own"] == false)
        .map(|session| session["user"].as_str().unwrap().to_owned())
        .collect();
    users.sort();
    users
}

#[test]
fn what_each_kind_of_account_sees() {
    let (sandbox, instance) = with_roles();
    ssl_on(&sandbox, &instance);
    let _open = [
        open(&instance, "shop", "sslmode=disable"),
        open(&instance, "shop", "sslmode=require"),
        open(&instance, "boss", "sslmode=disable"),
        open(&instance, "standby", "sslmode=disable replication=true"),
    ];
    for user in ["boss", "monitor", "warden"] {
        let (code, seen) = json(&instance, user, &["--dsn", "sslmode=require"]);
        assert_eq!(
            (code, &seen["result"]),
            (1, &"plaintext".into()),
            "{user}: {seen:#}"
        );
        assert_eq!(users(&seen), ["boss", "shop", "standby"], "{user}");
        assert_eq!(seen["hidden"].as_array().unwrap().len(), 0, "{user}");
        assert_eq!((&seen["plaintext"], &seen["ssl"]), (&3.into(), &1.into()));
        let stream = seen["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|s| s["user"] == "standby");
        assert_eq!(stream.unwrap()["replication"], "physical");
        let (_, all) = json(&instance, user, &["--dsn", "sslmode=require", "--all"]);
        assert_eq!(users(&all), ["boss", "shop", "shop", "standby"], "{user}");
    }
    for user in ["plain", "signaller"] {
        let (code, seen) = json(&instance, user, &["--dsn", "sslmode=require"]);
        assert_eq!(
            (code, &seen["result"]),
            (7, &"unknown".into()),
            "{user}: {seen:#}"
        );
        let hidden: i64 = seen["hidden"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["sessions"].as_i64().unwrap())
            .sum();
        assert!(
            hidden >= 4,
            "{user} must know that it sees too little: {seen:#}"
        );
        let told = as_user(&instance, user, &["--dsn", "sslmode=require"]).expect(7);
        assert!(
            told.stdout.contains("GRANT pg_monitor TO"),
            "{}",
            told.stdout
        );
        // Its own sessions it does see, and they are certain.
        let own = open(&instance, user, "sslmode=disable");
        let (code, seen) = json(&instance, user, &["--dsn", "sslmode=require"]);
        assert_eq!((code, users(&seen)), (1, vec![user.to_owned()]));
        drop(own);
    }
    // The own session is listed and does not count: it ends with the look.
    let (code, seen) = json(&instance, "monitor", &["--dsn", "sslmode=disable"]);
    assert_eq!((code, &seen["plaintext"]), (1, &3.into()));
    let own = |session: &&Value| session["own"] == true;
    assert_eq!(
        seen["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .filter(own)
            .count(),
        1
    );
}

#[test]
fn nothing_is_ended_without_consent_and_never_the_own_or_replication_session() {
    let (sandbox, instance) = with_roles();
    let stream = open(&instance, "standby", "sslmode=disable replication=true");
    let sessions = [
        open(&instance, "shop", "sslmode=disable"),
        open(&instance, "shop", "sslmode=disable"),
    ];
    as_user(&instance, "warden", &["--terminate"])
        .expect(3)
        .says(&["--yes", "hint:"]);
    let (_, seen) = json(&instance, "warden", &[]);
    assert_eq!(
        users(&seen),
        ["shop", "shop", "standby"],
        "nothing was ended"
    );

    // An account that sees but may not end.
    let (code, refused) = json(&instance, "monitor", &["--terminate", "--yes"]);
    assert_eq!(code, 4, "{refused:#}");
    let results: Vec<&str> = refused["terminated"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["result"].as_str().unwrap())
        .collect();
    assert_eq!(
        results
            .iter()
            .filter(|result| **result == "refused")
            .count(),
        2
    );
    assert_eq!(refused["terminated"][1]["sqlstate"], "42501");

    // The own session is without SSL too, and stays; the stream stays until it is asked for.
    let (code, ended) = json(&instance, "warden", &["--terminate", "--yes"]);
    assert_eq!(code, 1, "the stream is left: {ended:#}");
    assert_eq!(users(&ended), ["standby"]);
    let mut results: Vec<(String, String)> = ended["terminated"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            (text(&row["session"]["user"]), text(&row["result"]))
        })
        .collect();
    results.sort();
    let pair = |user: &str, result: &str| (user.to_owned(), result.to_owned());
    assert_eq!(
        results,
        [
            pair("shop", "ended"),
            pair("shop", "ended"),
            pair("standby", "replication_kept"),
        ]
    );
    ssl_on(&sandbox, &instance);
    drop((stream, sessions));
    let _boss = open(&instance, "boss", "sslmode=disable");
    let _stream = open(&instance, "standby", "sslmode=disable replication=true");
    let safe = open(&instance, "shop", "sslmode=require");
    // Rows are ended each on its own: the superuser's is refused, the others go all the same.
    let args = [
        "--terminate",
        "--include-replication",
        "--yes",
        "--all",
        "--dsn",
        "sslmode=require",
    ];
    let (code, ended) = json(&instance, "warden", &args);
    assert_eq!(code, 4, "{ended:#}");
    assert_eq!(users(&ended), ["boss", "shop"]);
    drop(safe);
    let (code, ended) = json(&instance, "boss", &args);
    assert_eq!((code, &ended["result"]), (0, &"none".into()), "{ended:#}");
}

#[test]
fn a_watch_catches_clients_that_come_and_go() {
    let (sandbox, instance) = with_roles();
    ssl_on(&sandbox, &instance);
    let home = tempfile::tempdir().unwrap();
    let mut watching = command(home.path())
        .args(["sessions", &format!("{}:{}", instance.host, instance.port)])
        .args([
            "--watch",
            "20s",
            "--interval",
            "100ms",
            "-o",
            "json",
            "--dsn",
            "sslmode=require",
        ])
        .env("PGUSER", "monitor")
        .env("PGPASSWORD", PASSWORD)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It says that it watches once it has looked for the first time.
    let mut line = String::new();
    let mut said = std::io::BufReader::new(watching.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut said, &mut line).unwrap();
    assert!(line.contains("watching"), "{line}");
    for _ in 0..2 {
        let session = open(&instance, "shop", "sslmode=disable");
        let seen = "SELECT pg_sleep(0.8)";
        superuser(&instance, seen);
        drop(session);
    }
    let output = watching.wait_with_output().unwrap();
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{seen:#}");
    assert_eq!(seen["plaintext"], 0, "none is open any more");
    assert_eq!(seen["watch"]["missed"], 0);
    let clients = seen["watch"]["clients"].as_array().unwrap();
    assert_eq!(clients.len(), 1, "{seen:#}");
    assert_eq!(
        (&clients[0]["user"], &clients[0]["sessions"]),
        (&"shop".into(), &2.into())
    );
    assert_eq!(clients[0]["application"], "it-shop");
    assert!(clients[0]["first_seen"].as_str() < clients[0]["last_seen"].as_str());
}

#[test]
fn logins_follow_the_rules_of_libpq() {
    let (sandbox, instance) = with_roles();
    let ca = Authority::new("forcessl test CA");
    let (cert, key) = ca.issue("warden");
    let stranger = Authority::new("another CA");
    let enforce = ["--mode", "cert", "--client-ca", &ca.ca(), "--yes"];
    sandbox
        .run(&[&["enforce", instance.id.as_str()], enforce.as_slice()].concat())
        .expect(0);
    let server_ca = crate::enforce::server_ca(&sandbox, &instance.id);
    let server_ca = ca.file("server-ca.pem", server_ca.as_bytes());
    // By the instance's endpoints, with the certificate alone.
    let log_in = |dsn: &str| sandbox.run(&["sessions", &instance.id, "--dsn", dsn]);
    let with = |rest: &str| format!("user=warden sslcert={cert} sslkey={key} {rest}");
    log_in(&with("sslmode=require")).expect(0);
    for mode in ["verify-ca", "verify-full"] {
        log_in(&with(&format!("sslmode={mode} sslrootcert={server_ca}"))).expect(0);
        log_in(&with(&format!(
            "sslmode={mode} sslrootcert={}",
            stranger.ca()
        )))
        .expect(5)
        .says(&["SSL failed", "sslrootcert"]);
        log_in(&with(&format!("sslmode={mode}"))).expect(2);
    }
    let uri = format!(
        "postgresql://warden@127.0.0.1:{}/?sslmode=verify-full&sslrootcert={server_ca}&sslcert={cert}&sslkey={key}",
        instance.port
    );
    log_in(&uri).expect(0);
    log_in(&with("sslmode=disable")).expect(4).says(&["28000"]);
    log_in("user=warden sslmode=require")
        .expect(4)
        .says(&["certificate"]);

    // By a service file and a password file, over the pg_hba records as they were.
    sandbox
        .run(&["acl", "set", &instance.id, "prefer", "--yes"])
        .expect(0);
    let home = sandbox.home.path();
    let service = format!(
        "[shop]\nhost={}\nport={}\nuser=warden\nsslmode=require\n",
        instance.host, instance.port
    );
    std::fs::write(home.join(".pg_service.conf"), service).unwrap();
    let passfile = home.join("passwords");
    std::fs::write(
        &passfile,
        format!("*:{}:postgres:warden:{PASSWORD}\n", instance.port),
    )
    .unwrap();
    let by_file = |mode: u32| {
        let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
        std::fs::set_permissions(&passfile, permissions).unwrap();
        let args = ["sessions", "--dsn", "service=shop"];
        let output = sandbox
            .command(&args)
            .env("PGPASSFILE", &passfile)
            .output()
            .unwrap();
        Ran::of(output, &args)
    };
    by_file(0o600).expect(0);
    by_file(0o644)
        .expect(4)
        .says(&["can be read by others", "asks for a password"]);
    // A wrong password is told, and shown nowhere.
    let args = ["sessions", &instance.id, "-vv"];
    let output = sandbox
        .command(&args)
        .env(
            "FORCESSL_DSN",
            "user=warden password=hunter2 sslmode=require",
        )
        .output()
        .unwrap();
    let ran = Ran::of(output, &args).expect(4).says(&["28P01"]);
    assert!(!ran.stderr.contains("hunter2") && !ran.stdout.contains("hunter2"));
}

#[test]
fn bad_input_is_refused_before_anything_is_sent() {
    let home = tempfile::tempdir().unwrap();
    // Nothing may connect there: a listener would notice.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let target = listener.local_addr().unwrap().to_string();
    let empty = home.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();
    let roots = format!("user=a sslmode=verify-ca sslrootcert={}", empty.display());
    let cases: &[&[&str]] = &[
        &["sessions", &target],
        &["sessions"],
        &["sessions", "a b", "--dsn", "user=a"],
        &["sessions", &target, "--dsn", "user=a password=hunter2"],
        &["sessions", &target, "--dsn", "postgres://a:hunter2@h/"],
        &["sessions", &target, "--dsn", "user"],
        &["sessions", &target, "--dsn", "user=a sslmode=on"],
        &["sessions", &target, "--dsn", "user=a host=elsewhere"],
        &["sessions", &target, "--dsn", "user=a service=none"],
        &["sessions", &target, "--dsn", "user=a sslcert=/nowhere"],
        &["sessions", &target, "--dsn", &roots],
        &["sessions", &target, "--dsn", "user=a port=x"],
        &["sessions", &target, "--dsn", "user=a", "--watch", "soon"],
        &[
            "sessions",
            &target,
            "--dsn",
            "user=a",
            "--watch",
            "1s",
            "--interval",
            "2s",
        ],
        &[
            "sessions",
            &target,
            "--dsn",
            "user=a",
            "--watch",
            "1s",
            "--interval",
            "1ms",
        ],
        &["sessions", &target, "--dsn", "user=a", "--interval", "1s"],
        &[
            "sessions",
            &target,
            "--dsn",
            "user=a",
            "--watch",
            "1s",
            "--terminate",
        ],
        &[
            "sessions",
            &target,
            "--dsn",
            "user=a",
            "--include-replication",
        ],
        &["plan", "pgm-a", "--dsn", "user=a password=hunter2"],
        &["plan", "pgm-a", "pgm-b", "--dsn", "user=a host=h"],
        &["plan", "pgm-a", "--sessions"],
        &["plan", "pgm-a", "--max-cut-off", "-1"],
        &["enforce", "pgm-a", "--max-cut-off", "many", "--yes"],
        &["enforce", "pgm-a", "--dsn", "sslmode=require", "--yes"],
    ];
    for args in cases {
        let output = command(home.path())
            .args(*args)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let ran = Ran::of(output, args);
        assert_eq!(ran.code, 2, "{args:?}: {}", ran.stderr);
        assert!(!ran.stderr.contains("hunter2"), "{args:?}: {}", ran.stderr);
        assert!(!ran.stderr.is_empty() && ran.stdout.is_empty(), "{args:?}");
    }
    let accepted = listener.accept();
    assert_eq!(accepted.unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    let closed = {
        let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        gone.local_addr().unwrap().to_string()
    };
    let output = command(home.path())
        .args(["sessions", &closed, "--dsn", "user=a"])
        .output();
    Ran::of(output.unwrap(), &["sessions"])
        .expect(5)
        .says(&["could not log in", "refused"]);
}

#[test]
fn sessions_are_ended_row_by_row_as_they_are_marked() {
    let (sandbox, instance) = with_roles();
    let _first = open(&instance, "shop", "sslmode=disable");
    let _second = open(&instance, "plain", "sslmode=disable");
    let target = format!("{}:{}", instance.host, instance.port);
    let asked = || {
        let mut command = command(sandbox.home.path());
        command
            .args(["sessions", &target, "--terminate", "--color", "never"])
            .env("PGUSER", "warden")
            .env("PGPASSWORD", PASSWORD)
            .env("PGSSLMODE", "prefer");
        let mut terminal = pty::spawn(command);
        terminal.exp_string("Mark the sessions to end").unwrap();
        terminal
    };
    // Enter with none marked is a no.
    let mut terminal = asked();
    terminal.send_line("").unwrap();
    terminal.exp_string("declined").unwrap();
    terminal.exp_eof().unwrap();
    let (_, seen) = json(&instance, "warden", &[]);
    assert_eq!(users(&seen), ["plain", "shop"]);

    let mut terminal = asked();
    terminal.send(" \r").unwrap();
    terminal.flush().unwrap();
    terminal.exp_string("End this session? [y/N] ").unwrap();
    terminal.send_line("y").unwrap();
    terminal.exp_eof().unwrap();
    let (_, seen) = json(&instance, "warden", &[]);
    assert_eq!(
        users(&seen).len(),
        1,
        "the marked one alone is ended: {seen:#}"
    );
}
