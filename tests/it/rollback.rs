//! The state before a change: saved first, put back exactly, also after a kill.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::support::certificates::Authority;
use crate::support::{QUICK, Ran, Sandbox, http, psql};

fn saved_files(sandbox: &Sandbox, id: &str) -> Vec<PathBuf> {
    let folder = sandbox.home.path().join(".local/state/forcessl").join(id);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    files.sort();
    files
}

#[test]
fn rollback_gives_back_the_state_before() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let id = instance.id.as_str();
    let ca = Authority::new("forcessl test CA");
    let before = sandbox.settings(id);
    let ca_file = ca.ca();
    let both = [
        "enforce",
        id,
        "--via",
        "acl",
        "--via",
        "hba",
        "--client-ca",
        &ca_file,
        "--yes",
    ];
    let (code, first) = sandbox.json(&both);
    assert_eq!(code, 0, "{first:#}");
    assert!(!psql::login(&instance, "sslmode=disable").ok);

    sandbox.run(&["rollback", id]).expect(3);
    let (code, back) = sandbox.json(&["rollback", id, "--yes"]);
    assert_eq!(code, 0, "{back:#}");
    let steps: Vec<&str> = back["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["step"].as_str().unwrap())
        .collect();
    assert_eq!(
        steps,
        ["pg-hba", "acl+client-ca-clear+ssl-off"],
        "the safe order"
    );
    assert_eq!(sandbox.settings(id), before);
    assert!(psql::login(&instance, "sslmode=disable").ok);

    let (_, list) = sandbox.json(&["rollback", id, "--list"]);
    let states = list["saved"].as_array().unwrap();
    assert_eq!(states.len(), 2);
    assert!(
        states.iter().all(|state| state["ending"] == "done"),
        "{list:#}"
    );
    assert!(states[0]["sent"][0]["request_id"].is_string(), "{list:#}");

    // Back to the state before the rollback, by its id: enforced again.
    let to = states[1]["id"].as_str().unwrap();
    sandbox
        .run(&["rollback", id, "--to", to, "--yes"])
        .expect(0);
    assert!(!psql::login(&instance, "sslmode=disable").ok);
    let (code, _) = sandbox.json(&["check", id]);
    assert_eq!(code, 0);
}

#[test]
fn an_interrupted_rollback_is_resumed_by_the_same_command() {
    let state = serde_json::json!({ "instances": [{ "id": "pgm-a" }, { "id": "pgm-b" }] });
    let args = ["--change-time", "2s", "--database", "none"];
    let sandbox = Sandbox::with_state(&state, &args);
    let before = sandbox.settings("pgm-a");
    for (id, is_killed, waits) in [("pgm-a", true, true), ("pgm-b", false, false)] {
        let enforce = ["enforce", id, "--via", "hba", "--no-probe", "--yes"];
        sandbox.run(&enforce).expect(0);
        let back = ["rollback", id, "--yes"];
        let writes = sandbox.writes();
        let mut child = sandbox.command(&back).spawn().unwrap();
        sandbox.await_writes(writes + 1);
        let signal = if is_killed {
            Signal::KILL
        } else {
            Signal::TERM
        };
        kill_process(Pid::from_child(&child), signal).unwrap();
        child.wait().unwrap();
        if waits {
            sandbox.run(&["wait", id, "--settle", "1s"]).expect(0);
        }
        let list = sandbox.run(&["rollback", id, "--list"]).expect(0).stdout;
        assert!(list.contains("interrupted"), "{list}");
        let (_, list) = sandbox.json(&["rollback", id, "--list"]);
        assert_eq!(list["saved"][1]["ending"], Value::Null, "{list:#}");

        sandbox.run(&back).expect(0);
        assert_eq!(sandbox.settings(id), before);
        sandbox
            .run(&back)
            .expect(8)
            .says(&["was a rollback; nothing was sent"]);
        assert_eq!(sandbox.settings(id), before);
    }
}

#[test]
fn a_rollback_that_ends_while_it_is_resumed_is_judged() {
    let sandbox = Sandbox::embedded(&["--change-time", "2s"]);
    let id = sandbox.instance(0).id;
    let before = sandbox.settings(&id);
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    let back = ["rollback", id.as_str(), "--yes"];
    let mut child = sandbox.command(&back).spawn().unwrap();
    sandbox.await_writes(2);
    child.kill().unwrap();
    child.wait().unwrap();
    sandbox.run(&back).expect(0);
    assert_eq!((sandbox.settings(&id), sandbox.writes()), (before, 2));
    sandbox.run(&back).expect(8).says(&["was a rollback"]);
}

#[test]
fn saved_states_are_private_and_hold_no_key() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    sandbox.run(&["ssl", "renew", &id, "--yes"]).expect(0);
    for file in saved_files(&sandbox, &id) {
        assert_eq!(
            std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o600
        );
        assert!(
            !std::fs::read_to_string(&file)
                .unwrap()
                .contains("PRIVATE KEY")
        );
    }
    assert_eq!(saved_files(&sandbox, &id).len(), 2);
}

#[test]
fn without_a_place_for_the_state_nothing_is_sent() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let file = sandbox.home.path().join("not-a-folder");
    std::fs::write(&file, "").unwrap();
    let inside = file.join("state");
    sandbox
        .run(&[
            "ssl",
            "enable",
            &id,
            "--yes",
            "--state-dir",
            inside.to_str().unwrap(),
        ])
        .expect(8)
        .says(&[
            "could not save the state",
            "nothing was sent",
            "--state-dir",
        ]);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn records_that_let_nobody_in_are_not_put_back_and_the_way_out_is_told() {
    let record = serde_json::json!({ "priority": 0, "type": "host", "database": "all", "user": "all",
        "address": "0.0.0.0/0", "method": "reject" });
    let state = serde_json::json!({ "instances": [{ "id": "pgm-a", "hba": [record] }] });
    let sandbox = Sandbox::with_state(&state, &[QUICK, &["--database", "embedded"]].concat());
    let file = sandbox.home.path().join("pg_hba.conf");
    std::fs::write(&file, "host all all 10.0.0.0/8 md5\n").unwrap();
    let apply = ["hba", "apply", "pgm-a", file.to_str().unwrap()];
    let apply = [&apply[..], &["--no-probe", "--yes"]].concat();
    sandbox.run(&apply).expect(0);
    sandbox
        .run(&["rollback", "pgm-a", "--yes"])
        .expect(8)
        .says(&["no client could log in", "--list", "hba apply pgm-a FILE"]);
}

#[test]
fn an_edited_state_is_refused() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    let file = saved_files(&sandbox, &id).remove(0);
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("\"enabled\":false", "\"enabled\":true")).unwrap();
    let writes = sandbox.writes();
    sandbox
        .run(&["rollback", &id, "--yes"])
        .expect(8)
        .says(&["checksum", "hint:"]);
    assert_eq!(sandbox.writes(), writes);
    sandbox
        .run(&["rollback", &id, "--to", "nonsense", "--yes"])
        .expect(2);
}

#[test]
fn how_to_undo_a_change_is_told_where_it_may_be_in_force() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let enable = ["ssl", "enable", id.as_str(), "--yes"];
    let denied = "deny:ModifyDBInstanceSSL";
    for fault in ["fail-change:no luck", denied, "fail-change:no luck"] {
        sandbox.fault(&[fault]);
        let (code, failed) = sandbox.json(&enable);
        assert_eq!(code, if fault == denied { 4 } else { 5 }, "{failed:#}");
        assert_eq!(failed["undo"], Value::Null, "{fault}: {failed:#}");
        http("DELETE", sandbox.ready["faults"].as_str().unwrap(), "");
    }
    let lost = ["lost-answer:1@ModifyDBInstanceSSL", "stuck"];
    for (faults, timeout, expected) in [(&lost[..], "1s", 6), (&[], "1m", 0)] {
        sandbox.fault(faults);
        let (code, sent) = sandbox.json(&[&enable[..], &["--timeout", timeout]].concat());
        assert_eq!(code, expected, "{sent:#}");
        let undo = sent["undo"].as_str().unwrap();
        assert!(undo.contains(" --to "), "{sent:#}");
        http("DELETE", sandbox.ready["faults"].as_str().unwrap(), "");
        sandbox.run(&["wait", &id, "--settle", "1s"]).expect(0);
        sandbox.run(&["ssl", "disable", &id, "--yes"]).expect(0);
    }
}

#[test]
fn a_change_that_fails_half_way_is_undone_on_request() {
    // The records name a user that does not exist, so the second step fails after SSL is on.
    let state = serde_json::json!({ "instances": [{
        "id": "pgm-half", "database": "none", "users": ["app"],
        "hba": [{ "priority": 0, "type": "host", "database": "all", "user": "ghost", "address": "0.0.0.0/0", "method": "md5" }],
    }]});
    let sandbox = Sandbox::with_state(&state, &[QUICK, &["--database", "embedded"]].concat());
    let before = sandbox.settings("pgm-half");
    let evidence = sandbox.home.path().join("evidence.md");
    let (code, done) = sandbox.json(&[
        "enforce",
        "pgm-half",
        "--via",
        "hba",
        "--auto-rollback",
        "--yes",
        "--evidence",
        evidence.to_str().unwrap(),
    ]);
    assert_eq!(code, 5, "{done:#}");
    assert_eq!(done["rolled_back"]["error"], Value::Null, "{done:#}");
    assert_eq!(done["verdict"], "open", "{done:#}");
    assert_eq!(done["error"]["hint"], "forcessl hba list pgm-half");
    let causes = done["error"]["causes"].to_string();
    assert!(
        causes.contains("done, and put back again: ssl-on"),
        "{causes}"
    );
    assert!(!causes.contains("in force"), "{causes}");
    let evidence = std::fs::read_to_string(evidence).unwrap();
    let (made, undone) = evidence
        .split_once("**The state before was put back.**")
        .unwrap();
    assert!(made.contains("- ssl-on: done"), "{evidence}");
    assert!(undone.contains("- ssl-off: done"), "{evidence}");
    assert!(undone.contains("Verdict: **open**"), "{evidence}");
    assert_eq!(sandbox.settings("pgm-half"), before);
}

#[test]
fn a_change_of_which_nothing_was_accepted_undoes_no_earlier_one() {
    let authority = Authority::new("forcessl test CA");
    let ca = authority.ca();
    let earlier = |id: &str| ["enforce", id, "--via", "hba", "--yes"].map(str::to_owned);
    let later = |id: &str| {
        let words = ["enforce", id, "--via", "acl", "--client-ca", &ca];
        let flags = ["--auto-rollback", "--yes"];
        [&words[..], &flags].concat().join(" ")
    };
    let run = |sandbox: &Sandbox, words: &str| sandbox.json(&words.split(' ').collect::<Vec<_>>());
    // How many calls come before the first part of the refused call.
    let calm = Sandbox::embedded(QUICK);
    let id = calm.instance(0).id;
    assert_eq!(run(&calm, &earlier(&id).join(" ")).0, 0);
    let before = calm.calls().len();
    calm.fault(&["refuse-combined"]);
    let (code, done) = run(&calm, &later(&id));
    assert_eq!((code, &done["steps"][0]["status"]), (0, &"split".into()));
    let calls = calm.calls().split_off(before);
    let part = calls.iter().position(|call| call["write"] == true).unwrap();

    let sandbox = Sandbox::embedded(QUICK);
    assert_eq!(run(&sandbox, &earlier(&id).join(" ")).0, 0);
    let enforced = sandbox.settings(&id);
    let faults = serde_json::json!([
        { "fault": "refuse-combined" },
        { "fault": "http-500:50", "after": part },
    ]);
    let url = format!(
        "{}/sandbox/faults",
        sandbox.ready["endpoint"].as_str().unwrap()
    );
    http("POST", &url, &faults.to_string());
    let writes = sandbox.writes();
    let (code, failed) = run(&sandbox, &later(&id));
    assert_eq!(code, 5, "{failed:#}");
    assert_eq!(failed["steps"].as_array().unwrap().len(), 1, "{failed:#}");
    assert_eq!(failed["steps"][0]["status"], "split", "{failed:#}");
    assert_eq!(failed["changed"], false, "{failed:#}");
    assert_eq!(failed["rolled_back"], Value::Null, "{failed:#}");
    assert_eq!(sandbox.writes(), writes);
    http("DELETE", &url, "");
    assert_eq!(sandbox.settings(&id), enforced);
}

/// The sealed file with another time in it, as one that was made then.
fn made_at(file: &Path, key: &str, time: DateTime<Utc>) {
    let text = std::fs::read_to_string(file).unwrap();
    let mut made = serde_json::from_str::<Value>(&text).unwrap()["saved"].take();
    let document = match &mut made {
        Value::Array(plans) => &mut plans[0],
        state => state,
    };
    assert!(document[key].is_string(), "{document}");
    document[key] = time.to_rfc3339().into();
    std::fs::write(file, forcessl::domain::sealed::seal(&made).unwrap()).unwrap();
}

#[test]
fn what_is_a_month_old_is_not_carried_out_by_chance() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let file = sandbox.home.path().join("plan.json");
    let path = file.to_str().unwrap();
    sandbox
        .run(&["plan", &id, "--via", "hba", "--out", path])
        .expect(1);
    let days = |days| Utc::now() - TimeDelta::days(days);
    let enforce = ["enforce", "--plan", path, "--yes"];
    for (time, says) in [
        (
            days(31),
            "it was made 31 days ago, and 14 days are the limit",
        ),
        (
            days(-31),
            "which is still to come by the clock of this machine",
        ),
    ] {
        made_at(&file, "made_at", time);
        sandbox.run(&enforce).expect(2).says(&[
            says,
            &format!("carry it out: forcessl plan {id} --via hba "),
        ]);
    }
    assert_eq!(sandbox.writes(), 0);
    // Its time is a part of what was planned, so that a younger one is another plan.
    made_at(&file, "made_at", days(13));
    let says = ["is out of date", "or the saved plan itself"];
    sandbox.run(&enforce).expect(8).says(&says);
    std::fs::remove_file(&file).unwrap();
    sandbox
        .run(&["plan", &id, "--via", "hba", "--out", path])
        .expect(1);
    sandbox.run(&enforce).expect(0);

    let writes = sandbox.writes();
    let before = saved_files(&sandbox, &id).remove(0);
    made_at(&before, "saved_at", days(31));
    let name = before.file_stem().unwrap().to_str().unwrap();
    let back = ["rollback", id.as_str(), "--yes"];
    sandbox.run(&back).expect(8).says(&[
        "is not put back without being named; nothing was sent",
        "it was made 31 days ago",
        &format!("forcessl rollback {id} --to {name}"),
    ]);
    assert_eq!(sandbox.writes(), writes);
    sandbox
        .run(&[&back[..], &["--to", name]].concat())
        .expect(0);
    assert!(sandbox.writes() > writes);
}

#[test]
fn a_password_in_a_record_is_not_saved_and_comes_back_from_the_services_log() {
    let state = serde_json::json!({ "instances": [{
        "id": "pgm-ldap", "database": "none", "ssl": { "enabled": true },
        "hba": [{
            "priority": 0, "type": "host", "database": "all", "user": "all", "address": "0.0.0.0/0",
            "method": "ldap", "option": "ldapserver=ldap.example ldapbinddn=x ldapbindpasswd=hunter2",
        }],
    }]});
    let sandbox = Sandbox::with_state(&state, &[QUICK, &["--database", "embedded"]].concat());
    sandbox
        .run(&["hba", "harden", "pgm-ldap", "--yes"])
        .expect(0);
    for file in saved_files(&sandbox, "pgm-ldap") {
        assert!(!std::fs::read_to_string(file).unwrap().contains("hunter2"));
    }
    sandbox.run(&["rollback", "pgm-ldap", "--yes"]).expect(0);
    let exported = sandbox
        .run(&["hba", "export", "pgm-ldap", "--show-secrets"])
        .expect(0)
        .stdout;
    assert!(
        exported.contains("host all all 0.0.0.0/0 ldap"),
        "{exported}"
    );
    assert!(exported.contains("ldapbindpasswd=hunter2"), "{exported}");
}

#[test]
fn a_password_that_the_records_in_force_have_needs_no_log() {
    let record = |password: &str| {
        format!(
            "host all u1 10.0.0.0/8 ldap ldapserver=s1 ldapbasedn=dc=x ldapbinddn=x ldapbindpasswd={password}\n\
             host all all 0.0.0.0/0 md5\n"
        )
    };
    let state = serde_json::json!({ "instances": [{
        "id": "pgm-ldap", "database": "none", "users": ["u1"], "ssl": { "enabled": true },
    }]});
    let denied = ["--fault", "deny:DescribeModifyPGHbaConfigLog"];
    let args = [QUICK, &["--database", "embedded"], &denied].concat();
    let sandbox = Sandbox::with_state(&state, &args);
    let apply = |password: &str| {
        let file = sandbox.home.path().join("records");
        std::fs::write(&file, record(password)).unwrap();
        let apply = ["hba", "apply", "pgm-ldap", file.to_str().unwrap()];
        sandbox.run(&[&apply[..], &["--yes"]].concat()).expect(0);
    };
    let exported = || {
        let export = ["hba", "export", "pgm-ldap", "--show-secrets"];
        let exported = sandbox.run(&export).expect(0).stdout;
        let records = exported.lines().filter(|line| !line.starts_with('#'));
        records.map(str::to_owned).collect::<Vec<_>>()
    };
    apply("hunter2");
    let before = exported();
    let harden = ["hba", "harden", "pgm-ldap", "--yes"];
    sandbox.run(&harden).expect(0);
    let back = ["rollback", "pgm-ldap", "--yes"];
    let ran = sandbox.run(&back).expect(0);
    assert!(!ran.stderr.contains("changed since"), "{}", ran.stderr);
    assert_eq!(exported(), before);

    // One that only the log has is not made up.
    apply("other");
    let state = saved_files(&sandbox, "pgm-ldap").pop().unwrap();
    let state = state.file_stem().unwrap().to_str().unwrap();
    let writes = sandbox.writes();
    sandbox
        .run(&[&back[..], &["--to", state]].concat())
        .expect(4)
        .says(&[
            "the password in record 0 is not in the records in force",
            "log of pg_hba changes could not be read",
            "DescribeModifyPGHbaConfigLog",
            "hint:",
        ]);
    assert_eq!(sandbox.writes(), writes);
}

/// An emulator with one instance `pgm-prod1` in a region.
fn place(region: &str, kind: &str, port: &str) -> Sandbox {
    let record = serde_json::json!({ "priority": 0, "type": kind, "database": "all", "user": "all",
        "address": "0.0.0.0/0", "method": "md5" });
    let state = serde_json::json!({ "instances": [{
        "id": "pgm-prod1", "region": region, "database": "none", "ssl": { "enabled": true }, "hba": [record],
    }]});
    Sandbox::with_state(
        &state,
        &[QUICK, &["--listen", port, "--database", "none"]].concat(),
    )
}

fn saved_at(sandbox: &Sandbox, states: &Path, args: &[&str]) -> Ran {
    let folder = ["--state-dir", states.to_str().unwrap()];
    sandbox.run(&[args, &folder].concat())
}

#[test]
fn a_state_is_not_put_back_on_an_instance_of_another_endpoint_with_the_same_id() {
    let states = tempfile::tempdir().unwrap();
    let rehearsal = place("cn-hangzhou", "host", "127.0.0.1:0");
    let production = place("cn-hangzhou", "hostssl", "127.0.0.1:0");
    let harden = ["hba", "harden", "pgm-prod1", "--no-probe", "--yes"];
    saved_at(&rehearsal, states.path(), &harden).expect(0);

    let listed = saved_at(
        &production,
        states.path(),
        &["rollback", "pgm-prod1", "--list", "-o", "json"],
    );
    let listed: Value = serde_json::from_str(&listed.expect(0).stdout).unwrap();
    let state = &listed["saved"][0];
    let service = state["origin"]["service"].as_str().unwrap();
    assert!(
        rehearsal.variables()["FORCESSL_ENDPOINT"].contains(service),
        "{listed}"
    );
    let id = state["id"].as_str().unwrap();
    for to in [&[][..], &["--to", id]] {
        let back = [&["rollback", "pgm-prod1", "--yes"][..], to].concat();
        saved_at(&production, states.path(), &back)
            .expect(8)
            .says(&[
                "made at another place",
                service,
                "nothing was sent",
                "hint:",
                "--list",
            ]);
    }
    saved_at(
        &production,
        states.path(),
        &["wait", "pgm-prod1", "--settle", "1s"],
    )
    .expect(0);
    assert_eq!(production.writes(), 0);

    // It is not the latest of production, whose own state is the one to put back.
    let renew = ["ssl", "renew", "pgm-prod1", "--yes"];
    saved_at(&production, states.path(), &renew).expect(0);
    saved_at(&rehearsal, states.path(), &renew).expect(0);
    let back = ["rollback", "pgm-prod1", "--dry-run"];
    saved_at(&production, states.path(), &back).expect(0);
}

#[test]
fn a_state_is_not_put_back_on_an_instance_of_another_region() {
    let states = tempfile::tempdir().unwrap();
    let first = place("cn-hangzhou", "host", "127.0.0.1:0");
    let harden = ["hba", "harden", "pgm-prod1", "--no-probe", "--yes"];
    saved_at(&first, states.path(), &harden).expect(0);
    let port = first.variables()["FORCESSL_ENDPOINT"]
        .trim_start_matches("http://")
        .to_owned();
    drop(first);
    let second = place("cn-beijing", "hostssl", &port);
    saved_at(&second, states.path(), &["rollback", "pgm-prod1", "--yes"])
        .expect(8)
        .says(&["cn-hangzhou", "now at", "cn-beijing"]);
    assert_eq!(second.writes(), 0);
}

#[test]
fn a_state_that_does_not_tell_where_it_was_made_has_to_be_named() {
    let sandbox = place("cn-hangzhou", "host", "127.0.0.1:0");
    let harden = ["hba", "harden", "pgm-prod1", "--no-probe", "--yes"];
    sandbox.run(&harden).expect(0);
    let file = saved_files(&sandbox, "pgm-prod1").remove(0);
    let text = std::fs::read_to_string(&file).unwrap();
    let mut state = serde_json::from_str::<Value>(&text).unwrap()["saved"].take();
    state.as_object_mut().unwrap().remove("origin").unwrap();
    std::fs::write(&file, forcessl::domain::sealed::seal(&state).unwrap()).unwrap();
    let listed = sandbox.run(&["rollback", "pgm-prod1", "--list"]).expect(0);
    assert!(listed.stdout.contains("not known"), "{}", listed.stdout);
    let id = state["id"].as_str().unwrap();
    sandbox
        .run(&["rollback", "pgm-prod1", "--yes"])
        .expect(8)
        .says(&["older version", &format!("--to {id}")]);
    sandbox
        .run(&["rollback", "pgm-prod1", "--to", id, "--yes"])
        .expect(0);
}
