//! A change that starts later: in the maintenance window of its instance.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::support::{Ran, Sandbox};

fn now() -> DateTime<Utc> {
    Utc::now()
}

fn window(opens: DateTime<Utc>, closes: DateTime<Utc>) -> String {
    format!("{}-{}", opens.format("%H:%MZ"), closes.format("%H:%MZ"))
}

/// A sandbox whose instance has a window that opens with the next minute that is some seconds away,
/// and when that is.
fn soon() -> (Sandbox, DateTime<Utc>) {
    let opens = now() + TimeDelta::seconds(70);
    let opens = opens - TimeDelta::seconds(opens.timestamp() % 60);
    let window = window(opens, opens + TimeDelta::minutes(60));
    let state = json!({ "instances": [
        { "id": "pgm-soon", "database": "embedded", "maintenance_window": window },
    ]});
    (Sandbox::with_state(&state, &["--change-time", "1s"]), opens)
}

/// Starts `args` and waits until the plan was shown.
fn holding(sandbox: &Sandbox, args: &[&str]) -> Child {
    let mut child = sandbox
        .command(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = child.stderr.as_mut().unwrap();
    let mut shown = BufReader::with_capacity(1, stderr).lines();
    let starts = shown.find(|line| line.as_ref().unwrap().contains("It starts at"));
    assert!(starts.is_some(), "the plan says when it starts");
    child
}

const SOON: [&str; 6] = [
    "enforce",
    "pgm-soon",
    "--via",
    "hba",
    "--yes",
    "--in-maintenance-window",
];

#[test]
fn a_change_waits_for_its_window() {
    let (sandbox, opens) = soon();
    let child = holding(&sandbox, &SOON);
    assert!(
        now() < opens && sandbox.writes() == 0,
        "nothing is sent before"
    );
    let ran = Ran::of(child.wait_with_output().unwrap(), &SOON).expect(0);
    assert!(now() >= opens);
    assert!(ran.stdout.contains("plaintext REFUSED"), "{}", ran.stdout);
    assert_eq!(sandbox.writes(), 2);
}

#[test]
fn what_changed_while_a_change_waited_stops_it() {
    let (sandbox, _) = soon();
    let child = holding(&sandbox, &SOON);
    sandbox
        .run(&["ssl", "enable", "pgm-soon", "--yes"])
        .expect(0);
    let writes = sandbox.writes();
    Ran::of(child.wait_with_output().unwrap(), &SOON)
        .expect(8)
        .says(&[
            "changed after the plan was made",
            "SSL: off → on",
            "nothing was sent",
        ]);
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn an_interrupt_before_the_window_sends_nothing() {
    let (sandbox, _) = soon();
    let child = holding(&sandbox, &SOON);
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    Ran::of(child.wait_with_output().unwrap(), &SOON)
        .expect(130)
        .says(&["nothing was sent"]);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_window_that_is_open_is_used_and_one_that_is_not_is_waited_for() {
    let window = |from, to| {
        window(
            now() + TimeDelta::minutes(from),
            now() + TimeDelta::minutes(to),
        )
    };
    let state = json!({ "instances": [
        { "id": "pgm-open", "database": "none", "maintenance_window": window(-30, 90) },
        { "id": "pgm-later", "database": "none", "maintenance_window": window(60, 120) },
        { "id": "pgm-silent", "database": "none", "maintenance_window": "" },
        { "id": "pgm-short", "database": "none", "maintenance_window": window(1, 2) },
        { "id": "pgm-none", "database": "none", "maintenance_window": window(1, 1) },
    ]});
    let sandbox = Sandbox::with_state(&state, &["--change-time", "1s"]);
    let enable = |id| ["ssl", "enable", id, "--yes", "--in-maintenance-window"];
    sandbox.run(&enable("pgm-open")).expect(0);
    assert_eq!(sandbox.writes(), 1);

    let mut child = holding(&sandbox, &enable("pgm-later"));
    assert!(child.try_wait().unwrap().is_none(), "it waits");
    child.kill().unwrap();
    child.wait().unwrap();

    sandbox
        .run(&enable("pgm-silent"))
        .expect(8)
        .says(&["does not report the maintenance window", "nothing was sent"]);
    for (id, why) in [
        (
            "pgm-short",
            "is shorter than the plan, which takes about 3 minutes",
        ),
        ("pgm-none", "which is not HH:MMZ-HH:MMZ"),
    ] {
        sandbox
            .run(&enable(id))
            .expect(8)
            .says(&[why, "nothing was sent"]);
    }
    assert_eq!(sandbox.writes(), 1);
}
