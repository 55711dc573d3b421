//! A pipeline has no terminal and nobody to ask: every question is a no, and every wait has an end,
//! also when stdin is open and says nothing.

use std::io::Read;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Ran, Sandbox, run};

/// Far beyond every limit that is given here; a command that is still there then hangs.
const HANGS: Duration = Duration::from_secs(90);

/// A run with a stdin that stays open.
struct Run {
    args: Vec<String>,
    child: Child,
}

impl Run {
    fn of(sandbox: &Sandbox, args: &[&str]) -> Self {
        let child = sandbox
            .command(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            args: args.iter().map(|&arg| arg.to_owned()).collect(),
            child,
        }
    }

    /// The end, which has to come by itself.
    fn ended(mut self) -> Ran {
        let started = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            if started.elapsed() > HANGS {
                self.child.kill().unwrap();
                panic!("{:?} hangs", self.args);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let text = |stream: &mut dyn Read| {
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        };
        Ran {
            code: self.child.wait().unwrap().code().unwrap(),
            stdout: text(self.child.stdout.as_mut().unwrap()),
            stderr: text(self.child.stderr.as_mut().unwrap()),
        }
    }
}

/// Every command that changes an instance. The words in capitals stand for files, and for an instance
/// that is made for the command: one with SSL off, one with SSL on and a client CA, one whose ACL
/// forces SSL too, and one that was changed before.
const WRITES: [&[&str]; 17] = [
    &["enforce", "PLAIN", "--via", "hba"],
    &[
        "enforce",
        "PLAIN",
        "--via",
        "acl",
        "--client-ca",
        "CA",
        "--stepwise",
    ],
    &[
        "enforce",
        "PLAIN",
        "--via",
        "hba",
        "--wave-size",
        "2",
        "--canary",
        "1",
    ],
    &[
        "enforce",
        "PLAIN",
        "--via",
        "hba",
        "--auto-rollback",
        "--wait-ready",
    ],
    &["ssl", "enable", "PLAIN"],
    &["ssl", "disable", "SECURED"],
    &["ssl", "renew", "SECURED"],
    &["ca", "set", "SECURED", "OTHER"],
    &["ca", "clear", "SECURED"],
    &["ca", "rotate", "SECURED", "OTHER"],
    &["crl", "set", "SECURED", "CRL"],
    &["acl", "set", "SECURED", "verify-ca"],
    &["acl", "set", "STRICT", "prefer"],
    &["hba", "harden", "SECURED"],
    &["hba", "apply", "SECURED", "RECORDS"],
    &["hba", "restore", "CHANGED", "--at", "1h"],
    &["rollback", "CHANGED"],
];

#[test]
fn no_question_waits_and_every_wait_has_an_end() {
    let folder = tempfile::tempdir().unwrap();
    let authority = |name: &str| {
        let folder = folder.path().join(name).to_str().unwrap().to_owned();
        run(&["cert", "new-ca", "--name", name, "--out", &folder]).expect(0);
        run(&["cert", "crl", "--ca", &folder]).expect(0);
        folder
    };
    let (ca, other) = (authority("ca"), authority("other"));
    let records = folder.path().join("records").to_str().unwrap().to_owned();
    std::fs::write(&records, "hostssl all all 0.0.0.0/0 md5\n").unwrap();
    let pem = std::fs::read_to_string(format!("{ca}/ca.pem")).unwrap();
    let ssl = |acl: &str| json!({ "enabled": true, "client_ca": pem, "acl": acl, "replication_acl": acl });
    let kind = |args: &[&str]| {
        let kinds = ["PLAIN", "SECURED", "STRICT", "CHANGED"];
        *kinds.iter().find(|kind| args.contains(kind)).unwrap()
    };
    let id = |index: usize| format!("pgm-{index}x");
    let instances: Vec<Value> = WRITES
        .iter()
        .enumerate()
        .map(|(index, args)| match kind(args) {
            "SECURED" => json!({ "id": id(index), "ssl": ssl("prefer") }),
            "STRICT" => json!({ "id": id(index), "ssl": ssl("verify-ca") }),
            _ => json!({ "id": id(index) }),
        })
        .collect();
    let sandbox = Sandbox::with_state(
        &json!({ "instances": instances }),
        &["--database", "none", "--change-time", "200ms"],
    );
    let commands: Vec<Vec<String>> = WRITES
        .iter()
        .enumerate()
        .map(|(index, args)| {
            args.iter()
                .map(|&word| match word {
                    "CA" => format!("{ca}/ca.pem"),
                    "OTHER" => format!("{other}/ca.pem"),
                    "CRL" => format!("{ca}/crl.pem"),
                    "RECORDS" => records.clone(),
                    word if word == kind(args) => id(index),
                    word => word.to_owned(),
                })
                .collect()
        })
        .collect();
    for (index, args) in WRITES.iter().enumerate() {
        if kind(args) == "CHANGED" {
            let enforce = ["enforce", &id(index), "--via", "hba", "--yes"];
            sandbox.run(&enforce).expect(0);
        }
    }
    let all = |more: &[&str]| -> Vec<Ran> {
        let runs: Vec<Run> = commands
            .iter()
            .map(|args| {
                let args = args.iter().map(String::as_str);
                Run::of(
                    &sandbox,
                    &args.chain(more.iter().copied()).collect::<Vec<_>>(),
                )
            })
            .collect();
        runs.into_iter().map(Run::ended).collect()
    };
    let told =
        |ran: &Ran, index: usize| format!("{:?}\n{}{}", commands[index], ran.stdout, ran.stderr);

    let writes = sandbox.writes();
    for (index, ran) in all(&[]).iter().enumerate() {
        assert_eq!(ran.code, 3, "{}", told(ran, index));
        assert!(ran.stderr.contains("--yes"), "{}", told(ran, index));
    }
    assert_eq!(sandbox.writes(), writes, "nothing was sent");

    // Nothing lands any more: what was sent goes on, and says how to wait.
    sandbox.fault(&["stuck"]);
    for (index, ran) in all(&["--yes", "--timeout", "3s"]).iter().enumerate() {
        assert_eq!(ran.code, 6, "{}", told(ran, index));
        let hint = format!("forcessl wait {}", id(index));
        assert!(ran.stderr.contains(&hint), "{}", told(ran, index));
    }

    // And what only waits or looks ends too.
    let busy = id(0);
    for (args, code) in [
        (vec!["wait", &busy, "--timeout", "2s"], 6),
        (vec!["wait", "--all", "--timeout", "3s", "--qps", "500"], 6),
        (
            vec!["enforce", &busy, "--yes", "--wait-ready", "--timeout", "2s"],
            8,
        ),
        (
            vec![
                "enforce",
                "--all",
                "--yes",
                "--timeout",
                "2s",
                "--qps",
                "500",
            ],
            8,
        ),
        (vec!["plan", &busy], 8),
        (vec!["check", "--all", "--qps", "500"], 1),
    ] {
        let ran = Run::of(&sandbox, &args).ended();
        assert_eq!(ran.code, code, "{args:?}\n{}{}", ran.stdout, ran.stderr);
    }
}

/// An API that takes the call and never answers.
#[test]
fn an_api_that_does_not_answer_is_given_up() {
    let sandbox = Sandbox::start(&["--database", "none", "--fault", "slow:10m"]);
    let quick = ["--read-timeout", "500ms", "--connect-timeout", "500ms"];
    let runs: Vec<Run> = [
        vec!["check", "pgm-sandbox1"],
        vec!["check", "--all"],
        vec!["plan", "pgm-sandbox1"],
        vec!["enforce", "pgm-sandbox1", "--yes"],
        vec!["wait", "pgm-sandbox1", "--timeout", "3s"],
        vec!["doctor"],
        vec!["hba", "list", "pgm-sandbox1"],
        vec!["rollback", "pgm-sandbox1", "--yes"],
    ]
    .iter()
    .map(|args| Run::of(&sandbox, &[args, &quick[..]].concat()))
    .collect();
    for run in runs {
        let args = run.args.clone();
        let ran = run.ended();
        assert_ne!(ran.code, 0, "{args:?}\n{}{}", ran.stdout, ran.stderr);
        assert!(!ran.stderr.is_empty() || !ran.stdout.is_empty(), "{args:?}");
    }
}
