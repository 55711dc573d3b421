//! Signals, closed streams, narrow terminals and poor locales.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use rexpect::session::PtySession;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::support::server::{Open, superuser};
use crate::support::{Ran, Sandbox, command, pty, run, shell};

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

fn piped(command: &mut Command) -> Child {
    command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn whatever_signal_stops_a_wait_tells_what_was_sent_and_how_to_go_on() {
    let sandbox = Sandbox::embedded(&["--change-time", "60s", "--instances", "3"]);
    for (index, signal) in [Signal::INT, Signal::TERM, Signal::HUP]
        .into_iter()
        .enumerate()
    {
        let id = sandbox.instance(index).id;
        let child = piped(&mut sandbox.command(&["ssl", "enable", &id, "--yes"]));
        sandbox.await_writes(index + 1);
        // The answer to the write is not read yet at once; both messages name the write.
        send(&child, signal);
        let ran = Ran::of(child.wait_with_output().unwrap(), &[]).expect(130);
        let (_, list) = sandbox.json(&["rollback", &id, "--list"]);
        assert_eq!(list["saved"].as_array().unwrap().len(), 1, "{signal:?}");
        let saved = list["saved"][0]["id"].as_str().unwrap();
        let undo = format!("undo: forcessl rollback {id} --to {saved}");
        let wait = format!("forcessl wait {id}");
        ran.says(&["interrupted", "ssl-on to", &wait, &undo]);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn signals_that_were_ignored_from_the_start_stay_ignored() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let ignoring = r#"trap '' HUP INT; exec "$0" "$@""#;
    let child = piped(&mut sandbox.shell(ignoring, &["ssl", "enable", &id, "--yes"]));
    sandbox.await_writes(1);
    send(&child, Signal::HUP);
    send(&child, Signal::INT);
    Ran::of(child.wait_with_output().unwrap(), &[]).expect(0);
    let child = piped(&mut sandbox.shell(ignoring, &["hba", "harden", &id, "--yes"]));
    sandbox.await_writes(2);
    send(&child, Signal::TERM);
    Ran::of(child.wait_with_output().unwrap(), &[])
        .expect(130)
        .says(&["interrupted"]);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    for (args, code) in [
        (&["--help"][..], 0),
        (&["completions", "zsh"], 0),
        (&["check", &id], 1),
        (&["check", &id, "-o", "html"], 1),
        (&["check", "--all", "-o", "ndjson"], 1),
        (&["hba", "list", &id, "-o", "json"], 0),
    ] {
        let mut child = piped(&mut sandbox.command(args));
        drop(child.stdout.take());
        let ran = Ran::of(child.wait_with_output().unwrap(), args).expect(code);
        assert!(!ran.stderr.contains("error:"), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn closed_streams_change_no_ending_and_get_into_no_file() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let report = folder.path().join("report.json");
    let output = format!("json={}", report.display());
    let all: &[&[&str]] = &[
        &["--help"],
        &["--version"],
        &["nonsense"],
        &["explain", "InvalidACL.Permission"],
        &["check", &id],
        &["check", &id, "-o", "json"],
        &["check", &id, "-o", "table", "-o", &output],
        &["plan", &id, "--via", "hba"],
        &["hba", "list", &id],
        &["ssl", "show", &id],
        &["doctor"],
        &["enforce", &id, "--via", "hba"],
        &["rollback", &id, "--list"],
        &["ca", "set", &id, "-", "--yes"],
        &["completions", "bash"],
        &["probe", "127.0.0.1:1"],
    ];
    for args in all {
        let usual = sandbox.run(args);
        for closed in [">&-", "<&- 2>&-", "<&- >&- 2>&-"] {
            let script = format!(r#"exec "$0" "$@" {closed}"#);
            let ran = Ran::of(sandbox.shell(&script, args).output().unwrap(), args);
            assert_eq!(ran.code, usual.code, "{args:?} {closed}: {}", ran.stderr);
            if closed == "<&- 2>&-" {
                assert_eq!(ran.stdout.is_empty(), usual.stdout.is_empty(), "{args:?}");
            }
        }
    }
    let document = std::fs::read_to_string(&report).unwrap();
    assert!(
        serde_json::from_str::<Value>(&document).is_ok(),
        "{document}"
    );
    for closed in [">&-", "<&- >&- 2>&-"] {
        let script = format!(r#"exec "$0" "$@" {closed}"#);
        let enforce = ["enforce", &id, "--via", "hba", "--yes"];
        Ran::of(sandbox.shell(&script, &enforce).output().unwrap(), &enforce).expect(0);
        // The states are whole, so no table went into one; the rollback finds and uses them.
        sandbox.run(&["check", &id]).expect(0);
        let rollback = ["rollback", &id, "--yes"];
        Ran::of(
            sandbox.shell(&script, &rollback).output().unwrap(),
            &rollback,
        )
        .expect(0);
        sandbox.run(&["check", &id]).expect(1);
    }
}

#[test]
fn an_interrupted_watch_prints_what_was_seen() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    let conninfo = format!(
        "host={} port={} dbname={} user={} application_name=seen-before sslmode=disable",
        instance.host, instance.port, instance.database, instance.user
    );
    let _open = Open::new(&conninfo, &instance.password).unwrap();
    let target = format!("{}:{}", instance.host, instance.port);
    for (format, signal) in [("table", Signal::INT), ("json", Signal::TERM)] {
        let mut watch = command(sandbox.home.path());
        watch
            .args([
                "sessions",
                &target,
                "--watch",
                "1h",
                "--interval",
                "100ms",
                "-o",
                format,
            ])
            .args([
                "--dsn",
                &format!("dbname={} sslmode=prefer", instance.database),
            ])
            .env("PGUSER", &instance.user)
            .env("PGPASSWORD", &instance.password)
            .stdin(Stdio::null());
        let mut child = piped(&mut watch);
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut told = String::new();
        while !told.contains("watching") {
            assert!(stderr.read_line(&mut told).unwrap() > 0, "{told}");
        }
        send(&child, signal);
        let mut stdout = String::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut stdout)
            .unwrap();
        stderr.read_to_string(&mut told).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{told}");
        assert!(told.contains("interrupted"), "{told}");
        assert!(!told.contains("nothing was sent"), "{told}");
        assert!(stdout.contains("seen-before"), "{stdout}");
        if format == "json" {
            let document: Value = serde_json::from_str(&stdout).unwrap();
            assert!(
                document["watch"]["looks"].as_u64().unwrap() >= 1,
                "{stdout}"
            );
        } else {
            assert!(stdout.contains("looked"), "{stdout}");
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_interrupted_termination_tells_which_sessions_were_told_to_end() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    let conninfo = format!(
        "host={} port={} dbname={} user={} application_name=lingers sslmode=disable",
        instance.host, instance.port, instance.database, instance.user
    );
    let _open = Open::new(&conninfo, &instance.password).unwrap();
    let pid = superuser(
        &instance,
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'lingers'",
    );
    let backend = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    // It hears the signal and cannot follow it.
    kill_process(backend, Signal::STOP).unwrap();
    let target = format!("{}:{}", instance.host, instance.port);
    let mut terminate = command(sandbox.home.path());
    terminate
        .args(["sessions", &target, "--terminate", "--yes"])
        .args([
            "--dsn",
            &format!("dbname={} sslmode=prefer", instance.database),
        ])
        .env("PGUSER", &instance.user)
        .env("PGPASSWORD", &instance.password)
        .stdin(Stdio::null());
    let child = piped(&mut terminate);
    let told = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", pid.trim())).unwrap();
        let pending = status.lines().find_map(|line| line.strip_prefix("ShdPnd:"));
        let pending = u64::from_str_radix(pending.unwrap().trim(), 16).unwrap();
        pending & (1 << (Signal::TERM.as_raw() - 1)) != 0
    };
    let start = std::time::Instant::now();
    while !told() {
        assert!(start.elapsed().as_secs() < 30, "nothing was told to end");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    send(&child, Signal::INT);
    let ran = Ran::of(child.wait_with_output().unwrap(), &[]);
    kill_process(backend, Signal::CONT).unwrap();
    let ran = ran
        .expect(130)
        .says(&["interrupted", "1 session was already told to end"]);
    assert!(
        ran.stdout.contains("told to end, still there"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stderr.contains("nothing was sent"), "{}", ran.stderr);
}

/// A terminal of this many columns; the first line it shows is its name.
fn narrow(sandbox: &Sandbox, columns: u16, args: &[&str]) -> PtySession {
    let script = format!(
        r#"stty cols {columns} rows 12; tty; echo before $(stty -g); (sh -c 'echo pid $PPID'; exec "$0" "$@"); echo ended $?; echo after $(stty -g)"#
    );
    let mut shell = shell(sandbox.home.path(), &script);
    shell.args(args).envs(sandbox.variables());
    pty::spawn(shell)
}

fn stty(terminal: &str, columns: u16) {
    let file = std::fs::File::open(terminal.trim()).unwrap();
    let done = Command::new("stty")
        .args(["cols", &columns.to_string()])
        .stdin(file)
        .status()
        .unwrap();
    assert!(done.success());
}

#[test]
fn a_terminal_that_is_resized_and_narrow_is_no_trouble() {
    let sandbox = Sandbox::embedded(&["--change-time", "2s"]);
    let id = sandbox.instance(0).id;
    let mut session = narrow(&sandbox, 20, &["enforce", &id, "--via", "hba"]);
    let terminal = session.read_line().unwrap();
    session.exp_string("[y/N] ").unwrap();
    for columns in [60, 1, 20] {
        stty(&terminal, columns);
    }
    session.send_line("y").unwrap();
    sandbox.await_writes(1);
    for columns in [200, 5, 0, 20] {
        stty(&terminal, columns);
    }
    let shown = session.exp_string("ended 0").unwrap();
    assert!(!shown.contains("panicked"), "{shown}");
    sandbox.run(&["check", &id]).expect(0);
}

#[test]
fn a_terminal_is_whole_after_any_signal_in_a_question() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let mut session = narrow(&sandbox, 80, &["enforce", &id, "--via", "hba"]);
        session.exp_string("before ").unwrap();
        let before = session.read_line().unwrap();
        session.exp_string("pid ").unwrap();
        let pid = session.read_line().unwrap().trim().parse().unwrap();
        session.exp_string("[y/N] ").unwrap();
        kill_process(Pid::from_raw(pid).unwrap(), signal).unwrap();
        session.exp_string("nothing was sent").unwrap();
        session.exp_string("ended 130").unwrap();
        session.exp_string("after ").unwrap();
        assert_eq!(session.read_line().unwrap(), before, "{signal:?}");
        session.exp_eof().unwrap();
    }
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_locale_without_utf_8_gets_ascii_and_documents_stay_as_they_are() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let with = |locale: Option<&str>, args: &[&str]| {
        let mut command = sandbox.command(args);
        if let Some(locale) = locale {
            command.env("LC_ALL", locale);
        }
        Ran::of(command.output().unwrap(), args)
    };
    for args in [
        &["check", &id][..],
        &["plan", &id, "--via", "hba"],
        &["hba", "list", &id],
        &["enforce", &id, "--via", "hba"],
        &["doctor", &id],
    ] {
        for locale in ["C", "POSIX", "en_US.ISO-8859-1"] {
            let ran = with(Some(locale), args);
            assert!(ran.stdout.is_ascii(), "{args:?} {locale}: {}", ran.stdout);
            assert!(ran.stderr.is_ascii(), "{args:?} {locale}: {}", ran.stderr);
        }
        for locale in [None, Some("C.UTF-8"), Some("en_US.utf8")] {
            let ran = with(locale, args);
            assert!(
                (ran.stdout + &ran.stderr).contains('│'),
                "{args:?} {locale:?}"
            );
        }
    }
    let without_time = |text: String| {
        let mut document: Value = serde_json::from_str(&text).unwrap();
        document["generated_at"].take();
        document["instances"][0]["seen_at"].take();
        document
    };
    let json = ["check", &id, "--no-probe", "-o", "json"];
    assert_eq!(
        without_time(with(Some("C"), &json).stdout),
        without_time(with(None, &json).stdout)
    );
    let script = ["completions", "zsh"];
    assert_eq!(run(&script).stdout, with(Some("C"), &script).stdout);
}
