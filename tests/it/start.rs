//! A change that starts later: at a time, or in the maintenance window.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::support::{Ran, Sandbox};

fn now() -> DateTime<Utc> {
    Utc::now()
}

fn stamp(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Starts `args` and waits until it has said when the change starts.
fn scheduled(sandbox: &Sandbox, args: &[&str]) -> Child {
    let mut child = sandbox
        .command(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::with_capacity(1, child.stderr.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.contains("the change starts at"), "{line}");
    child
}

#[test]
fn a_change_waits_for_its_time() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let at = now() + TimeDelta::seconds(8);
    let started = stamp(at);
    let args = ["enforce", &id, "--via", "hba", "--yes", "--at", &started];
    let child = scheduled(&sandbox, &args);
    assert!(
        now() < at && sandbox.writes() == 0,
        "nothing is sent before"
    );
    let ran = Ran::of(child.wait_with_output().unwrap(), &args).expect(0);
    assert!(now() >= at);
    assert!(ran.stdout.contains("proven"), "{}", ran.stdout);
    assert_eq!(sandbox.writes(), 2);
}

#[test]
fn what_changed_while_a_change_waited_stops_it() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let started = stamp(now() + TimeDelta::seconds(12));
    let args = ["enforce", &id, "--via", "hba", "--yes", "--at", &started];
    let child = scheduled(&sandbox, &args);
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    let writes = sandbox.writes();
    Ran::of(child.wait_with_output().unwrap(), &args)
        .expect(5)
        .says(&[
            "not as the plan saw it",
            "the SSL switch is another",
            "nothing was sent",
        ]);
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn an_interrupt_before_the_time_sends_nothing() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let started = stamp(now() + TimeDelta::minutes(30));
    let args = ["ssl", "enable", &id, "--yes", "--at", &started];
    let child = scheduled(&sandbox, &args);
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    Ran::of(child.wait_with_output().unwrap(), &args)
        .expect(130)
        .says(&["nothing was sent"]);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_window_that_is_open_is_used_and_one_that_is_not_is_waited_for() {
    let window = |from: i64, to: i64| {
        let time = |minutes| {
            (now() + TimeDelta::minutes(minutes))
                .format("%H:%MZ")
                .to_string()
        };
        format!("{}-{}", time(from), time(to))
    };
    let state = json!({ "instances": [
        { "id": "pgm-open", "database": "none", "maintenance_window": window(-30, 90) },
        { "id": "pgm-later", "database": "none", "maintenance_window": window(60, 120) },
        { "id": "pgm-silent", "database": "none", "maintenance_window": "" },
    ]});
    let sandbox = Sandbox::with_state(&state, &["--change-time", "1s"]);
    let enable = |id| ["ssl", "enable", id, "--yes", "--in-maintenance-window"];
    sandbox.run(&enable("pgm-open")).expect(0);
    assert_eq!(sandbox.writes(), 1);

    let mut child = scheduled(&sandbox, &enable("pgm-later"));
    assert!(child.try_wait().unwrap().is_none(), "it waits");
    child.kill().unwrap();
    child.wait().unwrap();

    sandbox.run(&enable("pgm-silent")).expect(8).says(&[
        "does not tell the maintenance window",
        "--at",
        "nothing was sent",
    ]);
    assert_eq!(sandbox.writes(), 1);
}

#[test]
fn a_time_that_cannot_be_one_is_refused_before_anything_is_read() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    for bad in ["soon", "25:00", "2020-01-01 02:00", "2999-01-01 02:00", ""] {
        sandbox
            .run(&["enforce", &id, "--yes", "--at", bad])
            .expect(2)
            .says(&["cannot start at", "--at 02:00"]);
    }
    sandbox
        .run(&["enforce", &id, "--at", "02:00", "--in-maintenance-window"])
        .expect(2);
    assert!(sandbox.calls().is_empty());
}
