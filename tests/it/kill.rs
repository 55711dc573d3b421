//! `kill -9` in the middle of a change or of its rollback: at every call it makes, and at random moments, with
//! saved states of other versions, damaged ones and those of somebody else beside it.
//!
//! Whatever the moment, the next run ends in the goal or in the saved state, or refuses and says what to do;
//! no state file is torn, nothing was written without one, and no write is sent twice without a look between.
//! `FORCESSL_SEED` repeats a campaign, `FORCESSL_KILLS` is how many kills there are.

use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use data_encoding::HEXLOWER;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::certificates::Authority;
use crate::support::{Sandbox, campaign, look_of};

/// Kills without `FORCESSL_KILLS`, and kills on one sandbox: its log of calls is read over and over,
/// so it must stay short.
const KILLS: usize = 24;
/// Runs at the same time; they wait more than they compute.
const LANES: usize = 24;
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

/// A file beside the saved states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Beside {
    Older,
    Newer,
    Torn,
    Edited,
    OfAnotherInstance,
    WritableForOthers,
    NoState,
}

const BESIDE: [Beside; 7] = [
    Beside::Older,
    Beside::Newer,
    Beside::Torn,
    Beside::Edited,
    Beside::OfAnotherInstance,
    Beside::WritableForOthers,
    Beside::NoState,
];

/// A run that is killed.
#[derive(Debug)]
struct Run<'a> {
    way: Vec<&'a str>,
    /// Whether the rollback of the change is killed, and not the change.
    is_rollback: bool,
    moment: Moment,
    /// What stands beside the states from before, and what comes after the kill and may be the latest.
    earlier: Vec<Beside>,
    later: Option<Beside>,
    /// Whether it is undone afterwards, and not brought to the goal.
    is_undone: bool,
}

/// Puts a file under this id into the folder of the instance.
fn plant(sandbox: &Sandbox, instance: &str, id: &str, beside: Beside) {
    let folder = sandbox
        .home
        .path()
        .join(".local/state/forcessl")
        .join(instance);
    let mut builder = std::fs::DirBuilder::new();
    builder.mode(0o700).recursive(true).create(&folder).unwrap();
    let mut state = json!({
        "schema_version": 1, "id": id, "instance_id": instance, "saved_at": "2026-01-01T00:00:00Z",
        "planned": [], "records": null, "ended": null,
        "writes": [{ "step": "ssl-on", "at": "2026-01-01T00:00:00Z", "request_id": "R" }],
        "ssl": { "enabled": false, "ca_type": null, "endpoint": null, "expires": null, "created": null,
            "requires_update": null, "server_certificate": null, "server_ca_url": null,
            "client_ca": null, "crl": null, "acl": null, "replication_acl": null,
            "force_encryption": null, "last_change": "Never" },
    });
    match beside {
        Beside::Newer => {
            state["schema_version"] = json!(2);
            state["novelty"] = json!(true);
        }
        Beside::OfAnotherInstance => state["instance_id"] = json!("pgm-elsewhere"),
        _ => {}
    }
    let sum = HEXLOWER.encode(&Sha256::digest(state.to_string()));
    if beside == Beside::Edited {
        state["ssl"]["enabled"] = json!(true);
    }
    let mut text = format!("{{\"sha256\":\"{sum}\",\"saved\":{state}}}\n");
    match beside {
        Beside::Torn => text.truncate(text.len() / 2),
        Beside::NoState => "a note of somebody".clone_into(&mut text),
        _ => {}
    }
    let mode = if beside == Beside::WritableForOthers {
        0o666
    } else {
        0o600
    };
    let mut options = std::fs::OpenOptions::new();
    let path = folder.join(format!("{id}.json"));
    let mut file = options
        .create_new(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
    file.set_permissions(permissions).unwrap();
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

fn kill_and_recover(sandbox: &Sandbox, index: usize, run: &Run<'_>) {
    let id = sandbox.instance(index).id;
    let told = format!("{id}: {run:?}");
    for (number, beside) in run.earlier.iter().enumerate() {
        plant(
            sandbox,
            &id,
            &format!("20260101T00000000000{number}Z"),
            *beside,
        );
    }
    let before = sandbox.settings(&id);
    let enforce = [&["enforce", id.as_str(), "--yes"][..], &run.way].concat();
    let rollback = ["rollback", id.as_str(), "--yes"];
    if run.is_rollback {
        sandbox.run(&enforce).expect(0);
    }
    let is_older = |state: &&Value| state["id"].as_str().unwrap().starts_with("20260101T");
    let states = || {
        // A torn state file is left out of the list.
        let (code, list) = sandbox.json(&["rollback", &id, "--list"]);
        assert_eq!(code, 0, "{told}");
        let states = list["saved"].as_array().unwrap().iter();
        states
            .filter(|state| !is_older(state))
            .cloned()
            .collect::<Vec<_>>()
    };
    let (asked, saved) = (calls(sandbox, &id), states().len());
    kill(
        sandbox,
        &id,
        if run.is_rollback { &rollback } else { &enforce },
        &run.moment,
        asked.len(),
    );
    let written = calls(sandbox, &id)[asked.len()..]
        .iter()
        .any(|(_, write)| *write);
    let now = states();
    assert!(
        !written || now.len() > saved,
        "{told}: written without a saved state"
    );
    sandbox.run(&["wait", &id, "--settle", "1s"]).expect(0);

    let sent = now.iter().any(|state| state["sent"][0].is_object());
    if let (Some(beside), Some(first)) = (run.later, now.first().filter(|_| sent)) {
        // What may be the latest and cannot be used is told, with the way out; and that leads out.
        plant(sandbox, &id, "20990101T000000000000Z", beside);
        let halfway = sandbox.settings(&id);
        sandbox
            .run(&rollback)
            .expect(8)
            .says(&["20990101T000000000000Z", "--list"]);
        assert_eq!(sandbox.settings(&id), halfway, "{told}");
        let first = first["id"].as_str().unwrap();
        sandbox
            .run(&[&rollback[..], &["--to", first]].concat())
            .expect(0);
        assert_eq!(sandbox.settings(&id), before, "{told}");
    } else if !run.is_undone || !sent {
        let (code, done) = sandbox.json(&enforce);
        assert_eq!(code, 0, "{told}: {done:#}");
        let (code, check) = sandbox.json(&["check", &id, "--no-probe"]);
        assert_eq!(code, 0, "{told}: {check:#}");
        assert_eq!(check["instances"][0]["verdict"], "enforced", "{told}");
    } else {
        let ran = sandbox.run(&rollback);
        if ran.code == 8 {
            ran.says(&["was a rollback", "--to"]);
        } else {
            ran.expect(0);
        }
        assert_eq!(sandbox.settings(&id), before, "{told}");
    }
    no_write_without_a_look(sandbox, &id, &told);
}

fn kill(sandbox: &Sandbox, id: &str, args: &[&str], moment: &Moment, asked: usize) {
    let started = Instant::now();
    let mut child = sandbox
        .command(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let due = |spent: Duration| match moment {
        Moment::Calls(number) => calls(sandbox, id).len() >= asked + number,
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
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "a failed campaign is repeated by its seed"
)]
fn after_a_kill_at_any_moment_the_next_run_reaches_the_goal_or_the_saved_state() {
    let seed = campaign::seed();
    let kills = campaign::number("FORCESSL_KILLS").unwrap_or(KILLS);
    let authority = Authority::new("forcessl test CA");
    let ca = authority.ca();
    let mut random = StdRng::seed_from_u64(seed);
    let runs: Vec<Run<'_>> = (0..kills)
        .map(|index| {
            let way = WAYS[index % WAYS.len()].iter();
            let moment = if (index / WAYS.len()).is_multiple_of(2) {
                Moment::Calls(random.random_range(1..30))
            } else {
                Moment::After(Duration::from_millis(random.random_range(0..7000)))
            };
            let count = random.random_range(0..4);
            let unusable = BESIDE[1..].choose(&mut random).copied();
            Run {
                way: way
                    .map(|word| if *word == "CA" { ca.as_str() } else { *word })
                    .collect(),
                is_rollback: random.random(),
                moment,
                earlier: BESIDE.sample(&mut random, count).copied().collect(),
                later: unusable.filter(|_| index % 6 == 5),
                is_undone: random.random(),
            }
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
                let Some(run) = runs.get(index) else {
                    return;
                };
                kill_and_recover(&sandbox, index, run);
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
