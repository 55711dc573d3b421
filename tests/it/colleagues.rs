//! Two administrators at one instance: each undoes what is their own, and only that.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Ran, Sandbox, http};

/// What `check` reads of the instance.
fn settings(sandbox: &Sandbox) -> Value {
    let (_, check) = sandbox.json(&["check", "pgm-a", "--no-probe"]);
    check["instances"][0].clone()
}

/// An administrator of their own, with a folder of saved states of their own.
struct Administrator<'a> {
    sandbox: &'a Sandbox,
    name: &'a str,
    states: tempfile::TempDir,
}

impl<'a> Administrator<'a> {
    fn new(sandbox: &'a Sandbox, name: &'a str) -> Self {
        let states = tempfile::tempdir().unwrap();
        Self {
            sandbox,
            name,
            states,
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.sandbox.command(args);
        command
            .env("FORCESSL_STATE_DIR", self.states.path())
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", self.name)
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", self.name);
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap(), args)
    }

    /// A run whose write arrives late, while `meanwhile` happens.
    fn run_beside(&self, write: &str, args: &[&str], meanwhile: impl FnOnce()) -> Ran {
        let url = self.sandbox.ready["faults"].as_str().unwrap();
        let late = json!([{ "fault": format!("slow:1500ms@{write}"), "access_key_id": self.name }]);
        http("POST", url, &late.to_string());
        let mut command = self.command(args);
        let piped = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let late = piped.spawn().unwrap();
        std::thread::sleep(Duration::from_millis(600));
        meanwhile();
        Ran::of(late.wait_with_output().unwrap(), args)
    }
}

fn two_administrators(ssl: bool, change_time: &str) -> Sandbox {
    let keys = ["alice", "bert"].map(|name| json!({ "id": name, "secret": name }));
    let state = json!({
        "access_keys": keys,
        "instances": [{ "id": "pgm-a", "ssl": { "enabled": ssl } }],
    });
    Sandbox::with_state(&state, &["--change-time", change_time])
}

fn is_enforced(alice: &Administrator<'_>) {
    alice.run(&["check", "pgm-a"]).expect(0);
}

#[test]
fn a_write_that_was_refused_is_not_undone_over_what_a_colleague_set() {
    let sandbox = two_administrators(true, "3s");
    let [alice, bert] = ["alice", "bert"].map(|name| Administrator::new(&sandbox, name));
    let guard = [
        "enforce",
        "pgm-a",
        "--via",
        "hba",
        "--strategy",
        "guard",
        "--yes",
    ];
    let ran = bert.run_beside("ModifyPGHbaConfig", &guard, || {
        alice
            .run(&["enforce", "pgm-a", "--via", "hba", "--yes"])
            .expect(0);
    });
    let ran = ran.expect(8);
    assert!(!ran.stderr.contains("undo:") && !ran.stdout.contains("undo:"));
    assert_eq!(sandbox.writes(), 1);
    let ran = bert.run(&["rollback", "pgm-a", "--yes"]).expect(8);
    ran.says(&["to have taken effect", "changed by somebody else"]);
    assert_eq!(sandbox.writes(), 1);
    is_enforced(&alice);
}

#[test]
fn a_switch_that_a_colleague_turned_is_not_taken_for_ours() {
    let sandbox = two_administrators(false, "3s");
    let [alice, bert] = ["alice", "bert"].map(|name| Administrator::new(&sandbox, name));
    let enforce = ["enforce", "pgm-a", "--via", "hba", "--yes"];
    let ran = bert.run_beside("ModifyDBInstanceSSL", &enforce, || {
        alice.run(&["ssl", "enable", "pgm-a", "--yes"]).expect(0);
    });
    ran.expect(8).says(&["changed after the plan was made"]);
    bert.run(&["rollback", "pgm-a", "--yes"]).expect(8);
    // On what he sees now he goes on, and undoes that alone.
    bert.run(&enforce).expect(0);
    bert.run(&["rollback", "pgm-a", "--yes"]).expect(0);
    assert_eq!(settings(&sandbox)["ssl"]["enabled"], true);
}

#[test]
fn what_a_colleague_set_beside_our_change_stays() {
    let sandbox = two_administrators(true, "100ms");
    let [alice, bert] = ["alice", "bert"].map(|name| Administrator::new(&sandbox, name));
    let records = settings(&sandbox)["hba"].clone();
    bert.run(&["enforce", "pgm-a", "--via", "hba", "--yes"])
        .expect(0);
    let ca = alice.states.path().join("ca");
    let out = ca.to_str().unwrap();
    alice
        .run(&["cert", "new-ca", "--name", "shop", "--out", out])
        .expect(0);
    let ca = ca.join("ca.pem");
    let set = ["ca", "set", "pgm-a", ca.to_str().unwrap(), "--yes"];
    alice.run(&set).expect(0);
    let ran = bert.run(&["rollback", "pgm-a", "--yes"]).expect(0);
    ran.says(&["changed since by somebody else, and left as it is: client CA"]);
    let after = settings(&sandbox);
    assert_eq!(after["hba"], records);
    assert_ne!(after["client_ca"], Value::Null);
}

#[test]
fn a_change_that_failed_is_not_undone_over_what_a_colleague_set() {
    let sandbox = two_administrators(true, "100ms");
    let [alice, bert] = ["alice", "bert"].map(|name| Administrator::new(&sandbox, name));
    sandbox.fault(&["fail-change:boom"]);
    bert.run(&["enforce", "pgm-a", "--via", "hba", "--yes"])
        .expect(5);
    alice
        .run(&["enforce", "pgm-a", "--via", "hba", "--yes"])
        .expect(0);
    bert.run(&["rollback", "pgm-a", "--yes"]).expect(8);
    is_enforced(&alice);
}

#[test]
fn a_change_that_is_still_to_show_is_waited_for_before_it_is_undone() {
    let state = json!({ "instances": [{ "id": "pgm-a", "ssl": { "enabled": true } }] });
    let lag = ["--change-time", "1s", "--status-lag", "4s"];
    let sandbox = Sandbox::with_state(&state, &lag);
    let before = settings(&sandbox)["hba"].clone();
    let enforce = ["enforce", "pgm-a", "--via", "hba", "--yes", "--no-wait"];
    sandbox.run(&enforce).expect(6);
    let soon = ["rollback", "pgm-a", "--yes", "--timeout", "2s"];
    sandbox.run(&soon).expect(6);
    sandbox.run(&["rollback", "pgm-a", "--yes"]).expect(0);
    assert_eq!(sandbox.writes(), 2);
    assert_eq!(settings(&sandbox)["hba"], before);
}

#[test]
fn a_change_that_failed_while_nobody_looked_is_told_from_a_colleagues_by_the_log() {
    let sandbox = two_administrators(true, "300ms");
    let [alice, bert] = ["alice", "bert"].map(|name| Administrator::new(&sandbox, name));
    sandbox.fault(&["fail-change:boom"]);
    let harden = ["hba", "harden", "pgm-a", "--yes"];
    bert.run(&[&harden[..], &["--no-wait"]].concat()).expect(6);
    std::thread::sleep(Duration::from_millis(1200));
    alice.run(&harden).expect(0);
    let writes = sandbox.writes();
    bert.run(&["rollback", "pgm-a", "--yes"]).expect(8);
    assert_eq!(sandbox.writes(), writes);
    is_enforced(&alice);
}

#[test]
fn what_a_colleague_set_between_our_changes_is_listed() {
    let sandbox = two_administrators(true, "100ms");
    let [alice, bert] = ["alice", "bert"].map(|name| Administrator::new(&sandbox, name));
    let folder = alice.states.path().join("ca");
    let out = folder.to_str().unwrap();
    alice
        .run(&["cert", "new-ca", "--name", "shop", "--out", out])
        .expect(0);
    let file = folder.join("ca.pem");
    bert.run(&["ca", "set", "pgm-a", file.to_str().unwrap(), "--yes"])
        .expect(0);
    let records = "host all app 127.0.0.1/32 reject\nhost all all 0.0.0.0/0 md5\n";
    let file = alice.states.path().join("pg_hba.conf");
    std::fs::write(&file, records).unwrap();
    let apply = ["hba", "apply", "pgm-a", file.to_str().unwrap()];
    alice
        .run(&[&apply[..], &["--no-probe", "--yes"]].concat())
        .expect(0);
    bert.run(&["hba", "harden", "pgm-a", "--yes"]).expect(0);
    let list = bert.run(&["rollback", "pgm-a", "--list", "-o", "json"]);
    let saved: Value = serde_json::from_str(&list.stdout).unwrap();
    let first = saved["saved"][0]["id"].as_str().unwrap();
    let ran = bert.run(&["rollback", "pgm-a", "--to", first, "--dry-run"]);
    ran.says(&["changed since by somebody else", "127.0.0.1/32 reject"]);
}

#[test]
fn an_automatic_rollback_of_a_change_that_failed_says_that_nothing_was_there() {
    let sandbox = two_administrators(true, "100ms");
    let bert = Administrator::new(&sandbox, "bert");
    sandbox.fault(&["fail-change:boom"]);
    let enforce = [
        "enforce",
        "pgm-a",
        "--via",
        "hba",
        "--yes",
        "--auto-rollback",
    ];
    let ran = bert.run(&enforce).expect(5);
    ran.says(&[
        "boom",
        "the state before of `pgm-a` was not put back",
        "nothing",
    ]);
    assert_eq!(sandbox.writes(), 1);
}

/// What a colleague's change leaves behind does not show while it runs, so that "as wanted" is not known till then.
#[test]
fn an_instance_is_not_as_wanted_while_a_colleague_opens_it() {
    let sandbox = two_administrators(true, "3s");
    let (alice, bert) = (
        Administrator::new(&sandbox, "alice"),
        Administrator::new(&sandbox, "bert"),
    );
    let enforce = ["enforce", "pgm-a", "--via", "hba", "--yes", "--no-probe"];
    alice.run(&enforce).expect(0);
    let records = bert.states.path().join("records.conf");
    std::fs::write(&records, "host all all 0.0.0.0/0 md5\n").unwrap();
    let apply = ["hba", "apply", "pgm-a", records.to_str().unwrap()];
    bert.run(&[&apply[..], &["--yes", "--no-wait"]].concat())
        .expect(6);
    let plan = alice.run(&["plan", "pgm-a", "--via", "hba"]).expect(8);
    assert!(plan.stdout.contains("another change is still running"));
    alice
        .run(&enforce)
        .expect(8)
        .says(&["another change is still running", "forcessl wait pgm-a"]);
    let (_, check) = sandbox.json(&["check", "pgm-a", "--no-probe"]);
    let findings = check["instances"][0]["findings"].to_string();
    assert!(findings.contains("change-running"), "{findings}");
    assert_eq!(sandbox.writes(), 2);
    alice
        .run(&[&enforce[..], &["--wait-ready"]].concat())
        .expect(0);
    assert_eq!(sandbox.writes(), 3);
    alice.run(&["check", "pgm-a", "--no-probe"]).expect(0);
}

/// What lands while a rollback waits for the instance is told before it is undone.
#[test]
fn a_rollback_that_waits_names_the_change_that_it_waited_for() {
    let sandbox = two_administrators(true, "2s");
    let (alice, bert) = (
        Administrator::new(&sandbox, "alice"),
        Administrator::new(&sandbox, "bert"),
    );
    alice
        .run(&["hba", "harden", "pgm-a", "--yes", "--no-probe"])
        .expect(0);
    let records = bert.states.path().join("records.conf");
    std::fs::write(&records, "hostssl all all 10.0.0.0/8 scram-sha-256\n").unwrap();
    let records = records.to_str().unwrap();
    bert.run(&["hba", "apply", "pgm-a", records, "--yes", "--no-wait"])
        .expect(6);
    let back = alice
        .run(&["rollback", "pgm-a", "--wait-ready", "--yes"])
        .expect(0);
    let told = |line: &str| line.contains("somebody else") && line.contains("10.0.0.0/8");
    assert!(back.stderr.lines().any(told), "{}", back.stderr);
}
