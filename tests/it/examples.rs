//! Every example of help and man pages is run, on a sandbox of its own for each command, and ends as it says.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use forcessl::commands::{EXAMPLES, Example};

use crate::support::{Ran, Sandbox, command};

/// The instance of the examples.
const SHOWN: &str = "pgm-bp1s1e3w5n3a";

/// What a reader has done before the examples of a command.
const BEFORE: &[(&str, &[&str])] = &[
    ("plan", &[NEW_CA]),
    ("enforce", &[NEW_CA]),
    ("ssl renew", &[ENABLE]),
    ("ssl disable", &[ENABLE]),
    ("ca set", &[NEW_CA, ENABLE]),
    (
        "ca rotate",
        &[
            NEW_CA,
            "cert new-ca --name other --out new-ca",
            ENABLE,
            SET_CA,
        ],
    ),
    ("ca clear", &[NEW_CA, ENABLE, SET_CA]),
    ("crl set", &[NEW_CA, NEW_CRL, ENABLE, SET_CA]),
    (
        "crl clear",
        &[
            NEW_CA,
            NEW_CRL,
            ENABLE,
            SET_CA,
            "crl set pgm-bp1s1e3w5n3a ca/crl.pem",
        ],
    ),
    ("cert issue", &[NEW_CA]),
    ("cert revoke", &[NEW_CA, ISSUE]),
    ("cert crl", &[NEW_CA]),
    ("cert inspect", &[NEW_CA, ISSUE]),
    ("acl set", &[NEW_CA, ENABLE, SET_CA]),
    ("hba harden", &[ENABLE]),
    ("hba apply", &[ENABLE]),
    ("hba history", &[ENABLE, HARDEN]),
    ("hba restore", &[ENABLE, HARDEN]),
    ("report merge", &[YESTERDAY, TODAY]),
    ("report diff", &[YESTERDAY, TODAY]),
    ("policy validate", &[POLICY]),
    ("policy explain", &[POLICY]),
    ("rollback", &[ENABLE]),
];
const NEW_CA: &str = "cert new-ca --name one --out ca";
const NEW_CRL: &str = "cert crl --ca ca";
const ISSUE: &str = "cert issue app report --ca ca --out clients";
const ENABLE: &str = "ssl enable pgm-bp1s1e3w5n3a";
const SET_CA: &str = "ca set pgm-bp1s1e3w5n3a ca/ca.pem";
const HARDEN: &str = "hba harden pgm-bp1s1e3w5n3a";
const YESTERDAY: &str = "check --all -o json=yesterday.json";
const TODAY: &str = "check --all -o json=today.json";
const POLICY: &str = "policy init forcessl.toml";

/// The commands that ask before they send.
const ASKING: &[&str] = &["enforce", "ssl", "ca", "crl", "acl", "hba", "rollback"];

/// Runs one line in a folder, on the instance of the sandbox, and agrees where it asks.
fn run(sandbox: &Sandbox, folder: &Path, line: &str) -> Ran {
    let instance = sandbox.instance(0);
    let endpoint = format!("{}:{}", instance.host, instance.port);
    let line = line
        .replace(&format!("{SHOWN}.pg.rds.aliyuncs.com"), &endpoint)
        .replace(SHOWN, &instance.id);
    let words = shell_words::split(&line).unwrap();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let mut command = sandbox.command(&words);
    command
        .current_dir(folder)
        .env("PGPASSWORD", &instance.password);
    if ASKING.contains(&words[0]) && !words.contains(&"--yes") {
        command.env("FORCESSL_YES", "true");
    }
    Ran::of(command.output().unwrap(), &words)
}

fn of(name: &str) -> Vec<&'static Example> {
    EXAMPLES.iter().filter(|one| one.of == name).collect()
}

/// Runs the examples of one command, one after another.
fn run_all(name: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let plane = if name == "sessions" {
        "postgres"
    } else {
        "embedded"
    };
    let sandbox = Sandbox::start(&["--database", plane, "--change-time", "100ms"]);
    std::fs::write(
        folder.path().join("pg_hba.conf"),
        "hostssl all all 0.0.0.0/0 md5\n",
    )
    .unwrap();
    let before = BEFORE.iter().find(|(of, _)| *of == name);
    for line in before.map_or(&[][..], |(_, lines)| lines) {
        let ran = run(&sandbox, folder.path(), line);
        assert!(ran.code < 2, "{line}: {}", ran.stderr);
    }
    let examples = of(name);
    for example in &examples {
        let ran = run(&sandbox, folder.path(), example.line);
        assert_eq!(
            ran.code,
            i32::from(example.code),
            "{}\n{}\n{}",
            example.line,
            ran.stdout,
            ran.stderr
        );
    }
    examples.len()
}

#[test]
fn every_example_ends_as_it_says() {
    let mut names: Vec<&str> = EXAMPLES.iter().map(|one| one.of).collect();
    names.dedup();
    names.retain(|name| *name != "sandbox");
    let next = std::sync::Mutex::new(names.into_iter());
    let worker = || {
        let mut ran = 0;
        loop {
            let name = next.lock().unwrap().next();
            let Some(name) = name else { return ran };
            ran += run_all(name);
        }
    };
    let ran: usize = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..3).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!(ran, EXAMPLES.len() - of("sandbox").len());
}

#[test]
fn the_sandbox_of_each_example_gets_ready() {
    for example in of("sandbox") {
        let home = tempfile::tempdir().unwrap();
        let mut child = command(home.path())
            .args(example.line.split(' '))
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        Command::new("kill")
            .arg(child.id().to_string())
            .status()
            .unwrap();
        child.wait().unwrap();
        assert!(
            line.starts_with("{\"endpoint\""),
            "{}: {line}",
            example.line
        );
    }
}

#[test]
fn every_command_has_at_least_two_examples_and_shows_them() {
    fn visit(command: &clap::Command, path: &str) {
        let inner: Vec<&clap::Command> = command
            .get_subcommands()
            .filter(|one| one.get_name() != "help")
            .collect();
        let count = of(path).len();
        if inner.is_empty() {
            assert!((2..=5).contains(&count) || path == "man", "{path}: {count}");
        }
        let mut args: Vec<&str> = path.split(' ').filter(|word| !word.is_empty()).collect();
        args.push("--help");
        let help = crate::support::run(&args).expect(0).stdout;
        assert!(help.contains("\nExamples:\n"), "{path}");
        for example in of(path) {
            assert!(help.contains(example.line), "{}", example.line);
        }
        for one in inner {
            visit(one, format!("{path} {}", one.get_name()).trim_start());
        }
    }
    visit(&forcessl::commands::command(), "");
}
