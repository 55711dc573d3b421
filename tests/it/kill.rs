//! `kill -9` in the middle of a change: at every call it makes, and at random moments.
//!
//! Whatever the moment, the next run ends in the goal or in the saved state, no state file is torn,
//! nothing was written without one, and no write is sent twice without a look between.
//! `FORCESSL_SEED` repeats a campaign, `FORCESSL_KILLS` is how many kills there are.

use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::support::Sandbox;
use crate::support::certificates::Authority;

/// Kills without `FORCESSL_KILLS`, and kills on one sandbox: its log of calls is read over and over,
/// so it must stay short.
const KILLS: usize = 24;
/// Runs at the same time; they wait more than they compute.
const LANES: usize = 12;
/// A boundary that no run reaches in this time is passed over: the run is killed where it is.
const LONGEST: Duration = Duration::from_secs(20);

/// When a run is killed.
#[derive(Debug)]
enum Moment {
    /// As soon as the service has accepted so many calls for the instance.
    Calls(usize),
    /// So long after its start.
    After(Duration),
}

/// How SSL is enforced in a run.
const WAYS: [&[&str]; 4] = [
    &["--via", "hba"],
    &["--via", "acl", "--client-ca", "CA"],
    &["--via", "acl", "--client-ca", "CA", "--stepwise"],
    &["--via", "acl", "--via", "hba", "--client-ca", "CA"],
];

fn number(name: &str) -> Option<u64> {
    let text = std::env::var_os(name)?.into_string().ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} is no number")),
    )
}

/// Everything that decides.
fn settings(sandbox: &Sandbox, id: &str) -> Value {
    let (_, check) = sandbox.json(&["check", id, "--no-probe"]);
    let row = &check["instances"][0];
    json!([
        row["ssl"]["enabled"],
        row["client_ca"],
        row["crl"],
        row["acl"],
        row["replication_acl"],
        row["hba"],
        row["verdict"]
    ])
}

/// The calls that the service accepted for one instance, in order: action, and whether it writes.
fn calls(sandbox: &Sandbox, id: &str) -> Vec<(String, bool)> {
    sandbox
        .calls()
        .iter()
        .filter(|call| call["instance_id"] == id)
        .map(|call| {
            (
                call["action"].as_str().unwrap().to_owned(),
                call["write"] == true,
            )
        })
        .collect()
}

/// The read that shows what this write did.
fn look_of(write: &str) -> &'static str {
    match write {
        "ModifyDBInstanceSSL" => "DescribeDBInstanceSSL",
        "ModifyPGHbaConfig" => "DescribePGHbaConfig",
        other => panic!("{other} is not expected here"),
    }
}

fn no_write_without_a_look(sandbox: &Sandbox, id: &str, told: &str) {
    let mut looked = Vec::new();
    for (action, write) in calls(sandbox, id) {
        if write {
            let look = look_of(&action);
            assert!(
                looked.contains(&look.to_owned()),
                "{told}: {action} without a look"
            );
            looked.clear();
        } else {
            looked.push(action);
        }
    }
}

fn kill_and_recover(sandbox: &Sandbox, index: usize, way: &[&str], moment: &Moment) {
    let id = sandbox.instance(index).id;
    let told = format!("{id} {way:?} killed at {moment:?}");
    let before = settings(sandbox, &id);
    let asked = calls(sandbox, &id).len();
    // A machine that is busy with kills is slow to answer.
    let patient = ["enforce", id.as_str(), "--yes", "--probe-timeout", "30s"];
    let enforce = [&patient, way].concat();

    let started = Instant::now();
    let mut child = sandbox
        .command(&enforce)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let due = |spent: Duration| match moment {
        Moment::Calls(number) => calls(sandbox, &id).len() >= asked + number,
        Moment::After(delay) => spent >= *delay,
    };
    while !due(started.elapsed())
        && started.elapsed() < LONGEST
        && child.try_wait().unwrap().is_none()
    {
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();

    let written = calls(sandbox, &id).iter().any(|(_, write)| *write);
    // A torn state file is refused by the list.
    let (code, list) = sandbox.json(&["rollback", &id, "--list"]);
    assert_eq!(code, 0, "{told}");
    let saved = list["saved"].as_array().unwrap().clone();
    assert!(
        !written || !saved.is_empty(),
        "{told}: written without a saved state"
    );
    sandbox.run(&["wait", &id, "--settle", "1s"]).expect(0);

    let sent = saved.iter().any(|state| state["sent"][0].is_object());
    if index.is_multiple_of(2) || !sent {
        let (code, done) = sandbox.json(&enforce);
        assert_eq!(code, 0, "{told}: {done:#}");
        let (code, check) = sandbox.json(&["check", &id, "--no-probe"]);
        assert_eq!(code, 0, "{told}: {check:#}");
        assert_eq!(check["instances"][0]["verdict"], "enforced", "{told}");
    } else {
        sandbox.run(&["rollback", &id, "--yes"]).expect(0);
        assert_eq!(settings(sandbox, &id), before, "{told}");
    }
    no_write_without_a_look(sandbox, &id, &told);
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "a failed campaign is repeated by its seed"
)]
fn after_a_kill_at_any_moment_the_next_run_reaches_the_goal_or_the_saved_state() {
    let seed = number("FORCESSL_SEED").unwrap_or_else(rand::random);
    let kills = number("FORCESSL_KILLS").map_or(KILLS, |kills| kills.try_into().unwrap());
    let authority = Authority::new("forcessl test CA");
    let ca = authority.ca();
    let mut random = StdRng::seed_from_u64(seed);
    let runs: Vec<(Vec<&str>, Moment)> = (0..kills)
        .map(|index| {
            let way = WAYS[index % WAYS.len()];
            let way = way
                .iter()
                .map(|word| if *word == "CA" { ca.as_str() } else { *word });
            let moment = if (index / WAYS.len()).is_multiple_of(2) {
                Moment::Calls(random.random_range(1..30))
            } else {
                Moment::After(Duration::from_millis(random.random_range(0..7000)))
            };
            (way.collect(), moment)
        })
        .collect();
    eprintln!("{kills} kills, FORCESSL_SEED={seed}");
    for (runs, batch) in runs.chunks(KILLS).zip(1..) {
        let count = runs.len().to_string();
        let sandbox = Sandbox::embedded(&["--change-time", "300ms", "--instances", &count]);
        let next = AtomicUsize::new(0);
        let lane = || {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some((way, moment)) = runs.get(index) else {
                    return;
                };
                kill_and_recover(&sandbox, index, way, moment);
            }
        };
        std::thread::scope(|scope| {
            for _ in 0..LANES {
                scope.spawn(lane);
            }
        });
        eprintln!("batch {batch}: {count} killed and recovered");
    }
}
