//! `kill -9` at random moments of one roll-out over a fleet, again and again, until it is done.
//!
//! However often: every instance is changed, none is changed twice, nothing was written without a
//! saved state, and each saved state can be read and leads back. `FORCESSL_SEED` repeats the moments.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;

use crate::support::{Sandbox, campaign};

/// Kills of a run that is under way; one that ended before its moment does not count.
const KILLS: usize = 12;
const FLEET: usize = 17;

/// The writes that the service accepted, by instance and in order.
fn writes(sandbox: &Sandbox) -> BTreeMap<String, Vec<String>> {
    let mut writes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for call in sandbox.calls() {
        if call["write"] == true {
            let text = |key: &str| call[key].as_str().unwrap().to_owned();
            writes
                .entry(text("instance_id"))
                .or_default()
                .push(text("action"));
        }
    }
    writes
}

fn saved(sandbox: &Sandbox, id: &str, told: &str) -> Vec<Value> {
    let (code, list) = sandbox.json(&["rollback", id, "--list"]);
    assert_eq!(
        code, 0,
        "{told}: a saved state of {id} cannot be read: {list:#}"
    );
    list["saved"].as_array().unwrap().clone()
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "a failed campaign is repeated by its seed"
)]
fn a_roll_out_that_is_killed_again_and_again_changes_each_instance_once() {
    let seed = campaign::seed();
    eprintln!("{KILLS} kills, FORCESSL_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);
    let fleet = FLEET.to_string();
    let sandbox = Sandbox::start(&[
        "--database",
        "none",
        "--instances",
        &fleet,
        "--change-time",
        "200ms",
    ]);
    let enforce = [
        "enforce",
        "--all",
        "--via",
        "hba",
        "--canary",
        "1",
        "--wave-size",
        "8",
        "--qps=500",
        "--parallel=32",
        "--yes",
    ];
    let mut kills = Vec::new();
    // A run that is done before its moment has nothing left to do; the rest of the kills is then moot.
    while kills.len() < KILLS {
        let by_writes = random.random_bool(0.5);
        let more = random.random_range(1..6);
        let delay = Duration::from_millis(random.random_range(0..4000));
        let before = sandbox.writes();
        let started = Instant::now();
        let mut child = sandbox
            .command(&enforce)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let due = || {
            if by_writes {
                sandbox.writes() >= before + more
            } else {
                started.elapsed() >= delay
            }
        };
        let mut ended = false;
        while !due() && !ended {
            ended = child.try_wait().unwrap().is_some();
            std::thread::sleep(Duration::from_millis(2));
        }
        if ended {
            break;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kills.push(sandbox.writes());
        let told = format!("seed {seed}, writes at the kills {kills:?}");
        for (id, writes) in writes(&sandbox) {
            assert!(
                !saved(&sandbox, &id, &told).is_empty(),
                "{told}: {id} was written without a saved state"
            );
            assert!(
                writes.len() <= 2,
                "{told}: {id} was changed twice: {writes:?}"
            );
        }
    }
    let told = format!("seed {seed}, writes at the kills {kills:?}");
    assert!(kills.len() >= 3, "{told}: too few to tell anything");
    let ran = sandbox.run(&[&enforce[..], &["--wait-ready"]].concat());
    assert_eq!(ran.code, 0, "{told}\n{}{}", ran.stdout, ran.stderr);
    sandbox.run(&["check", "--all", "--qps=500"]).expect(0);
    let all = writes(&sandbox);
    assert_eq!(all.len(), FLEET, "{told}: some were skipped");
    for (id, writes) in &all {
        assert_eq!(
            writes,
            &["ModifyDBInstanceSSL", "ModifyPGHbaConfig"],
            "{told}: {id}"
        );
    }
    // The oldest state of each is the one before all of it, and it leads back.
    for (id, number) in all.keys().zip(0..) {
        let states = saved(&sandbox, id, &told);
        let oldest = states[0]["id"].as_str().unwrap();
        if number % 8 == 0 {
            sandbox
                .run(&["rollback", id, "--to", oldest, "--yes"])
                .expect(0);
            let (_, check) = sandbox.json(&["check", id, "--no-probe"]);
            assert_eq!(check["instances"][0]["verdict"], "open", "{told}: {id}");
        }
    }
}
