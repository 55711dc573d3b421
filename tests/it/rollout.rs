//! Changes of a fleet in portions: resumed, stopped, refused.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::Sandbox;

/// How many writes each instance has taken.
fn writes(sandbox: &Sandbox) -> BTreeMap<String, usize> {
    let mut writes = BTreeMap::new();
    for call in sandbox.calls() {
        if call["write"] == true {
            let id = call["instance_id"].as_str().unwrap().to_owned();
            *writes.entry(id).or_default() += 1;
        }
    }
    writes
}

fn open_fleet(more: &[&str]) -> Sandbox {
    let fleet = [
        "--database",
        "none",
        "--instances",
        "6",
        "--change-time",
        "500ms",
    ];
    Sandbox::start(&[&fleet[..], more].concat())
}

const ENFORCE: [&str; 9] = [
    "enforce",
    "--all",
    "--via",
    "hba",
    "--canary",
    "1",
    "--wave-size",
    "3",
    "--qps=200",
];

#[test]
fn a_killed_fleet_enforce_goes_on_where_it_was() {
    let sandbox = open_fleet(&[]);
    let enforce = [&ENFORCE[..], &["--yes"]].concat();
    let mut child = sandbox
        .command(&enforce)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // In the middle of the second wave.
    while sandbox.writes() < 4 {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let before = writes(&sandbox).len();
    assert!((2..6).contains(&before), "{before}");

    // A change that still runs is waited for when that is asked for.
    let resume = [&enforce[..], &["--wait-ready"]].concat();
    let ran = sandbox.run(&resume).expect(0);
    for number in 1..=6 {
        let id = format!("pgm-sandbox{number}");
        assert!(ran.stdout.contains(&id), "{}", ran.stdout);
        // One call for SSL, one for the records: none left out, none sent twice.
        assert_eq!(writes(&sandbox)[&id], 2, "{id}");
        let (code, saved) = sandbox.json(&["rollback", &id, "--list"]);
        assert_eq!(code, 0);
        assert!(!saved["saved"].as_array().unwrap().is_empty());
    }
    sandbox.run(&["check", "--all", "--qps=200"]).expect(0);
    let again = sandbox.run(&enforce).expect(0);
    assert_eq!(
        again.stdout.matches("nothing to do").count(),
        6,
        "{}",
        again.stdout
    );
    assert_eq!(writes(&sandbox).values().sum::<usize>(), 12);
}

#[test]
fn a_change_that_does_not_end_in_time_counts_as_a_failure() {
    let sandbox = open_fleet(&["--fault", "stuck"]);
    let enforce = ["enforce", "--all", "--yes", "--timeout", "3s", "--qps=200"];
    sandbox.run(&enforce).expect(6);
    assert_eq!(writes(&sandbox).len(), 1);
}

#[test]
fn a_failed_canary_stops_the_rest() {
    let sandbox = open_fleet(&["--fault", "fail-change:no room"]);
    let enforce = [&ENFORCE[..], &["--yes"]].concat();
    let ran = sandbox.run(&enforce).expect(5);
    assert_eq!(writes(&sandbox).len(), 1, "{}", ran.stdout);
    assert_eq!(
        ran.stdout.matches("│ pgm-sandbox").count(),
        6,
        "{}",
        ran.stdout
    );
    ran.says(&[
        "no room",
        "was skipped; nothing was sent",
        "run the same command again",
    ]);
}

#[test]
fn a_fleet_is_not_changed_without_consent_or_beyond_its_limit() {
    let sandbox = open_fleet(&[]);
    sandbox.run(&ENFORCE).expect(3).says(&["--yes"]);
    let limited = [&ENFORCE[..], &["--yes", "--max-instances", "5"]].concat();
    sandbox
        .run(&limited)
        .expect(8)
        .says(&["6 instances would change, and --max-instances allows 5"]);
    assert_eq!(sandbox.writes(), 0);
    let saved = sandbox
        .home
        .path()
        .join("plan")
        .to_str()
        .unwrap()
        .to_owned();
    let plan = sandbox
        .run(&["plan", "--all", "--qps=200", "--out", &saved])
        .expect(1);
    // A saved plan is rolled out like any other, and has its own instances and policy.
    let carry_out = ["enforce", "--plan", &saved, "--yes"];
    for flag in ["--no-replicas", "--all", "--via=hba", "--policy=none.toml"] {
        sandbox
            .run(&[&carry_out[..], &[flag]].concat())
            .expect(2)
            .says(&["does not go with"]);
    }
    sandbox
        .run(&[&carry_out[..], &["--max-instances=5"]].concat())
        .expect(8)
        .says(&["--max-instances allows 5"]);
    assert_eq!(sandbox.writes(), 0);
    assert!(
        plan.stdout
            .contains("In all: 6 instances to change, 0 blocked"),
        "{}",
        plan.stdout
    );
    sandbox
        .run(&["wait", "--all", "--settle", "0s", "--qps=200"])
        .expect(0);
}

#[test]
fn what_several_instances_have_in_common_is_said_once_and_nothing_in_the_run_is_called_left_out() {
    let state = json!({
        "instances": [
            { "id": "pgm-a", "database": "none" },
            { "id": "pgr-a", "database": "none", "primary_id": "pgm-a" },
            { "id": "pgr-b", "database": "none", "primary_id": "pgm-a" },
            { "id": "pgm-local", "database": "none", "storage": "local_ssd" },
        ],
    });
    let sandbox = Sandbox::with_state(&state, &["--change-time", "100ms"]);
    let run = |args: &[&str]| sandbox.run(&[args, &["--via", "hba"]].concat());
    let all = ["pgm-a", "pgr-a", "pgr-b", "pgm-local"];
    let limited = [&["enforce"], &all[..], &["--max-instances", "2"]].concat();
    let said = run(&limited).expect(8).stderr;
    let once = |line: &str| assert_eq!(said.matches(line).count(), 1, "{line}: {said}");
    once("--max-instances allows 2");
    once("the same for 2 more instances: pgr-a, pgr-b");
    let said = run(&[&["enforce"], &all[..]].concat()).expect(3).stderr;
    let once = |line: &str| assert_eq!(said.matches(line).count(), 1, "{line}: {said}");
    once("! pgm-a, pgr-a, pgr-b: the instance restarts once");
    once("left out, blocked or not readable (why: below): pgm-local");
    once("add --yes");
    assert!(!said.contains("not covered"), "{said}");
    for (some, left_out) in [
        (&["pgm-a", "pgr-a"][..], "are not covered: pgr-b"),
        (&["pgr-a", "pgr-b"], "its primary pgm-a is not covered"),
    ] {
        run(&[&["plan"], some].concat()).expect(1).says(&[left_out]);
    }
    run(&["enforce", "pgm-a", "--no-probe", "--yes"]).expect(0);
    let report = sandbox.run(&["check", "--all"]).stdout;
    assert!(report.contains("replica-open"), "{report}");
    assert!(!report.contains("not decided: replica-open"), "{report}");
}
