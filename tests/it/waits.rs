//! Waits for many instances: they share one listing a second, and each is looked at by itself only
//! when something is to be seen.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::{QUICK, Sandbox};

/// How many calls of each action there were.
fn counted(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for call in sandbox.calls() {
        let action = call["action"].as_str().unwrap().to_owned();
        *counted.entry(action).or_default() += 1;
    }
    counted
}

const MANY: usize = 150;

/// Two pages.
fn many(change_time: &str) -> Sandbox {
    let many = MANY.to_string();
    Sandbox::start(&[
        "--database",
        "none",
        "--instances",
        &many,
        "--change-time",
        change_time,
    ])
}

#[test]
fn a_wave_of_many_is_waited_for_by_the_listing() {
    let sandbox = many("6s");
    let started = Instant::now();
    let wave = MANY.to_string();
    let ran = sandbox.run(&[
        "enforce",
        "--all",
        "--via",
        "hba",
        "--yes",
        "--wave-size",
        &wave,
        "--qps=1000",
        "--parallel=64",
    ]);
    ran.expect(0);
    let seconds = usize::try_from(started.elapsed().as_secs()).unwrap();
    let calls = counted(&sandbox);
    assert_eq!(calls["ModifyDBInstanceSSL"], MANY);
    assert_eq!(calls["ModifyPGHbaConfig"], MANY);
    // One call a second for a hundred instances, and the selection itself.
    let listings = calls["DescribeDBInstances"];
    assert!(
        listings <= 2 * (seconds + 2),
        "{listings} in {seconds} s: {calls:?}"
    );
    // For the plan, before each of the two writes, when it was done, for the proof: however long a
    // change takes.
    assert!(calls["DescribeDBInstanceSSL"] <= 5 * MANY, "{calls:?}");
    assert!(calls["DescribePGHbaConfig"] <= 5 * MANY, "{calls:?}");
    assert!(
        calls["DescribeDBInstanceAttribute"] <= 5 * MANY,
        "{calls:?}"
    );
}

#[test]
fn a_wait_for_many_ends_when_the_last_is_done() {
    let sandbox = many("5s");
    for number in 1..=20 {
        let id = format!("pgm-sandbox{number}");
        let sent = sandbox.run(&["ssl", "enable", &id, "--yes", "--no-wait"]);
        assert_eq!(sent.code, 6, "{}", sent.stderr);
    }
    let before = counted(&sandbox);
    let ran = sandbox.run(&[
        "wait",
        "--all",
        "--settle",
        "1s",
        "--qps=1000",
        "-o",
        "json",
    ]);
    let ran = ran.expect(0);
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["instances"].as_array().unwrap().len(), MANY);
    let calls = counted(&sandbox);
    let more = |action: &str| calls[action] - before.get(action).copied().unwrap_or(0);
    assert!(more("DescribeDBInstanceSSL") <= 2 * MANY, "{calls:?}");
    assert!(more("DescribeDBInstances") <= 40, "{calls:?}");
    for number in 1..=20 {
        let (_, shown) = sandbox.json(&["ssl", "show", &format!("pgm-sandbox{number}")]);
        assert_eq!(shown["ssl"]["enabled"], true, "{shown:#}");
    }
}

#[test]
fn a_change_that_is_sent_again_before_it_shows_says_to_wait_for_the_first() {
    let lag = ["--change-time", "3s", "--status-lag", "2s"];
    let sandbox = Sandbox::embedded(&lag);
    let id = sandbox.instance(0).id;
    let enable = ["ssl", "enable", &id, "--no-wait", "--yes"];
    sandbox.run(&enable).expect(6);
    sandbox.run(&enable).expect(8).says(&[
        "the service refused what was sent",
        &format!("hint: `forcessl wait {id}`, then run the same command again"),
    ]);
    assert_eq!(sandbox.writes(), 1);
    // The first is the change that is undone, and nobody else's.
    let back = sandbox.run(&["rollback", &id, "--yes"]).expect(0);
    assert!(!back.stderr.contains("somebody else"), "{}", back.stderr);
    let (_, shown) = sandbox.json(&["ssl", "show", &id]);
    assert_eq!(shown["ssl"]["enabled"], false, "{shown:#}");
}

#[test]
fn a_wait_beside_a_change_takes_nothing_from_its_notes() {
    let sandbox = Sandbox::embedded(&["--change-time", "500ms"]);
    let id = sandbox.instance(0).id;
    for (round, way) in ["enforce", "rollback", "enforce"].into_iter().enumerate() {
        let via = ["--via", "hba", "--no-probe"];
        let flags = if way == "enforce" { &via[..] } else { &[] };
        let change = [&[way, id.as_str(), "--yes"][..], flags].concat();
        let mut child = sandbox.command(&change).spawn().unwrap();
        sandbox.await_writes(2 * round + 1);
        sandbox.run(&["wait", &id, "--settle", "1s"]).expect(0);
        assert!(child.wait().unwrap().success());
        let (_, list) = sandbox.json(&["rollback", &id, "--list"]);
        let last = &list["saved"][round];
        assert_eq!(last["sent"].as_array().unwrap().len(), 2, "{last:#}");
        assert_eq!(last["ending"], "done", "{last:#}");
    }
}

#[test]
fn a_wait_for_many_that_never_ends_is_given_up_in_time() {
    let sandbox = many("200ms");
    sandbox.fault(&["stuck"]);
    let sent = sandbox.run(&["ssl", "enable", "pgm-sandbox7", "--yes", "--no-wait"]);
    assert_eq!(sent.code, 6, "{}", sent.stderr);
    let started = Instant::now();
    let args = [
        "wait",
        "--all",
        "--settle",
        "0s",
        "--qps=1000",
        "--timeout",
        "5s",
    ];
    let ran = sandbox.run(&args).expect(6);
    ran.says(&["`pgm-sandbox7` is not ready in time", "SSL_MODIFYING"]);
    assert!(started.elapsed() < Duration::from_secs(60));
}

/// A policy that names instances may leave the listing out.
#[test]
fn who_may_not_list_waits_for_each_by_itself() {
    let sandbox = many("200ms");
    sandbox.fault(&["deny:DescribeDBInstances"]);
    let args = [
        "wait",
        "pgm-sandbox1",
        "pgm-sandbox2",
        "pgm-sandbox3",
        "--settle",
        "2s",
    ];
    sandbox.run(&args).expect(0);
    assert!(counted(&sandbox)["DescribeDBInstanceAttribute"] >= 6);
}

/// The mark of a failure from before is no trace of a write.
#[test]
fn a_lost_write_is_given_up_beside_a_failure_from_before() {
    let old = json!({"enabled": false, "last_modify_status": "failed", "reason": "long ago"});
    let state = json!({"instances": [{"id": "pgm-a", "ssl": old}]});
    let sandbox = Sandbox::with_state(&state, QUICK);
    sandbox.fault(&["reset:1@ModifyDBInstanceSSL"]);
    sandbox
        .run(&["ssl", "enable", "pgm-a", "--yes"])
        .expect(5)
        .says(&["shows no effect", "forcessl wait pgm-a"]);
    sandbox.run(&["ssl", "enable", "pgm-a", "--yes"]).expect(0);
}
