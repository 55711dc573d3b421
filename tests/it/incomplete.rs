//! What a sweep could not look at is in every format, in the exit code and in what is made of the
//! report later.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::documents::{Reports, fits, formats};
use crate::support::{Sandbox, http, run};

fn fleet(more: &[&str]) -> Sandbox {
    let fleet = ["--fleet", "mixed:5", "--instances", "120", "--regions", "3"];
    Sandbox::start(&[&["--database", "none"], &fleet[..], more].concat())
}

const SWEEP: [&str; 6] = [
    "check",
    "--all-regions",
    "--qps",
    "1000",
    "--parallel",
    "64",
];

#[test]
fn a_dead_region_is_in_every_format() {
    let sandbox = fleet(&["--fault", "dead-region:cn-shanghai"]);
    let reports = Reports::new();
    let flags = reports.flags();
    let outputs: Vec<&str> = flags.iter().map(String::as_str).collect();
    let ran = sandbox.run(&[&SWEEP[..], &outputs].concat());
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    for format in formats() {
        let text = reports.text(format);
        assert!(text.contains("cn-shanghai"), "{format}");
        let told = text.contains("could not be listed");
        assert!(told || matches!(format, "json" | "ndjson"), "{format}");
    }
    let (document, lines) = reports.fitting();
    let not_checked = &document["not_checked"];
    assert_eq!(not_checked["places"].as_array().unwrap().len(), 1);
    assert_eq!(not_checked["places"][0]["region"], "cn-shanghai");
    assert_eq!(not_checked["interrupted"], false);
    assert!(not_checked["other_engines"].as_u64().unwrap() > 0);
    assert_eq!(&lines.last().unwrap()["not_checked"], not_checked);
    assert!(reports.text("prometheus").contains("forcessl_complete 0"));
    assert!(reports.text("html").contains("This report is not complete"));

    // It stays with the report, whichever form that has.
    for format in ["json", "ndjson"] {
        let merged = run(&["report", "merge", &reports.path(format), "-o", "json"]);
        assert_eq!(merged.code, 5, "{}", merged.stderr);
        let merged: Value = serde_json::from_str(&merged.stdout).unwrap();
        assert_eq!(&merged["not_checked"], not_checked, "{format}");
    }

    // Against the whole fleet nothing in the dark region is gone.
    let url = sandbox.ready["faults"].as_str().unwrap();
    http("DELETE", url, "");
    let whole = format!("--output=json={}", reports.path("whole"));
    let ran = sandbox.run(&[&SWEEP[..], &[&whole]].concat());
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let diff = run(&[
        "report",
        "diff",
        &reports.path("whole"),
        &reports.path("json"),
        "-o",
        "json",
    ])
    .expect(5);
    let diff: Value = serde_json::from_str(&diff.stdout).unwrap();
    fits("diff", &diff);
    assert_eq!(diff["complete"], false);
    assert_eq!(diff["summary"]["gone"], 0);
    assert!(
        diff["summary"]["not_comparable"].as_u64().unwrap() > 20,
        "{diff:#}"
    );
}

/// A rule by tag cannot be applied where nobody can tell who has the tag: that region is left out, and
/// told, and the others are judged.
#[test]
fn a_policy_by_tag_costs_no_living_region() {
    let sandbox = fleet(&["--fault", "dead-region:cn-shanghai"]);
    let file = sandbox.home.path().join("forcessl.toml");
    let rule = "[[rules]]\nname = \"prod\"\nmatch = { tag = { stage = \"prod\" } }\nset = { expiry_days = 60 }\n";
    std::fs::write(&file, format!("version = 1\n{rule}")).unwrap();
    let policy = ["--policy", file.to_str().unwrap()];
    let (code, document) = sandbox.json(&[&SWEEP[..], &policy].concat());
    assert_eq!(code, 5);
    let places = document["not_checked"]["places"].as_array().unwrap();
    assert_eq!(places.len(), 1, "{places:?}");
    assert_eq!(places[0]["region"], "cn-shanghai");
    let rows = document["instances"].as_array().unwrap();
    assert!(rows.len() > 40, "{}", rows.len());
    assert!(rows.iter().all(|row| row["region"] != "cn-shanghai"));
}

#[test]
fn shards_count_other_engines_once() {
    let sandbox = fleet(&[]);
    let others = |flags: &[&str]| {
        let (_, document) = sandbox.json(&[&SWEEP[..], flags].concat());
        document["not_checked"]["other_engines"].as_u64().unwrap()
    };
    let all = others(&[]);
    assert!(all > 0);
    let shards = ["1/3", "2/3", "3/3"].map(|shard| others(&["--shard", shard]));
    assert_eq!(shards.iter().sum::<u64>(), all, "{shards:?}");
}

#[test]
fn an_interrupted_report_says_so_in_every_format() {
    use std::process::Stdio;
    let sandbox = fleet(&["--latency", "20ms"]);
    let reports = Reports::new();
    let mut child = sandbox
        .command(&["check", "--all-regions", "--qps", "20"])
        .args(reports.flags())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while sandbox.calls().len() < 20 {
        assert!(child.try_wait().unwrap().is_none(), "it ended too early");
        std::thread::yield_now();
    }
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let (document, lines) = reports.fitting();
    let not_checked = &document["not_checked"];
    assert_eq!(not_checked["interrupted"], true);
    assert_eq!(&lines.last().unwrap()["not_checked"], not_checked);
    let missing = not_checked["instances"].as_u64().unwrap();
    assert!(missing > 0);
    let told = format!("interrupted: {missing} instances that were found are missing");
    for format in formats() {
        let text = reports.text(format);
        let is_data = matches!(format, "json" | "ndjson" | "prometheus");
        assert!(is_data || text.contains(&told), "{format}: {text}");
    }
    assert!(reports.text("prometheus").contains("forcessl_complete 0"));
}

/// A primary that refuses plaintext with a replica that does not, one whose replica refuses it too,
/// and one that is open itself.
#[test]
fn an_open_replica_is_a_finding_of_its_enforced_primary() {
    let sandbox = Sandbox::with_state(
        &json!({ "instances": [
            { "id": "pgm-half" }, { "id": "pgr-half", "primary_id": "pgm-half" },
            { "id": "pgm-whole" }, { "id": "pgr-whole", "primary_id": "pgm-whole" },
            { "id": "pgm-open" }, { "id": "pgr-open", "primary_id": "pgm-open" },
            { "id": "pgm-local" }, { "id": "pgr-local", "primary_id": "pgm-local", "storage": "local_ssd" },
        ] }),
        &["--database", "none", "--change-time", "200ms"],
    );
    let enforced = ["pgm-half", "pgm-whole", "pgr-whole", "pgm-local"];
    let flags = ["--via", "hba", "--yes", "--no-probe"];
    let done = sandbox
        .run(&[&["enforce"][..], &enforced, &flags].concat())
        .expect(0);
    // The last words are about the replicas that stay open, and give the command.
    let mut last = done.stderr.lines().rev();
    let local = "the change of `pgm-local` does not cover its replicas: the replica pgr-local cannot enforce SSL";
    assert!(last.next().unwrap().contains(local), "{}", done.stderr);
    let half = last.next().unwrap();
    assert!(half.contains(": the replica pgr-half is open"), "{half}");
    assert!(
        half.contains("forcessl enforce pgr-half --via hba"),
        "{half}"
    );
    let again = sandbox.run(&["enforce", "pgm-half", "--via", "hba", "--yes", "--no-probe"]);
    let again = again.expect(0);
    assert_eq!(again.stderr.lines().last(), Some(half), "as wanted already");
    let open_replicas = |document: &Value| -> BTreeMap<String, Vec<String>> {
        let rows = document["instances"].as_array().unwrap();
        rows.iter()
            .map(|row| {
                let findings = row["findings"].as_array().unwrap();
                let of_replicas = findings.iter().filter(|one| one["id"] == "replica-open");
                let told = of_replicas.map(|one| one["message"].as_str().unwrap().to_owned());
                (
                    row["instance_id"].as_str().unwrap().to_owned(),
                    told.collect(),
                )
            })
            .collect()
    };
    let half = "the replica pgr-half is open: clients without SSL get in there";
    let (code, document) = sandbox.json(&["check", "--all"]);
    assert_eq!(code, 1);
    let told = open_replicas(&document);
    assert_eq!(told.len(), 8);
    for (id, told) in &told {
        let expected: &[&str] = match id.as_str() {
            "pgm-half" => &[half],
            "pgm-local" => {
                &["the replica pgr-local cannot enforce SSL: clients without SSL may get in there"]
            }
            _ => &[],
        };
        assert_eq!(told, expected, "{id}");
    }
    // Of one instance alone too, and it is a gap.
    let (code, document) = sandbox.json(&["check", "pgm-half", "--no-probe"]);
    assert_eq!(
        (code, &document["instances"][0]["verdict"]),
        (1, &json!("enforced"))
    );
    assert_eq!(open_replicas(&document)["pgm-half"], [half]);
    for (id, expected) in [("pgm-whole", 0), ("pgm-local", 1)] {
        let (code, _) = sandbox.json(&["check", id, "--no-probe"]);
        assert_eq!(code, expected, "{id}");
    }
}

/// Whatever is selected, an enforced primary is told of its replica once, and a sweep over everything reads each
/// instance once.
#[test]
fn a_replica_outside_of_the_selection_is_judged_for_its_primary() {
    let closed = json!([{ "priority": 0, "type": "hostssl", "database": "all", "user": "all",
        "address": "0.0.0.0/0", "method": "scram-sha-256" }]);
    let old = |id: &str| {
        json!({ "id": id, "engine_version": "14.0", "tags": { "env": "prod" },
            "ssl": { "enabled": true }, "hba": closed })
    };
    let sandbox = Sandbox::with_state(
        &json!({ "instances": [old("pgm-a"), old("pgm-b"), { "id": "pgr-a", "primary_id": "pgm-a" }] }),
        &["--database", "none"],
    );
    let told = |selection: &[&str]| -> (i32, usize) {
        let (code, document) = sandbox.json(&[&["check", "--no-probe"][..], selection].concat());
        let rows = document["instances"].as_array().unwrap().iter();
        let findings = rows.flat_map(|row| row["findings"].as_array().unwrap());
        let of_replicas = findings.filter(|one| one["id"] == "replica-open");
        (code, of_replicas.count())
    };
    for selection in [
        &["pgm-a"][..],
        &["pgm-a", "pgm-b"],
        &["pgm-a", "pgr-a"],
        &["--find", "pgm-a"],
        &["--find", "pgm-a", "pgr-a"],
        &["--all-regions", "pgm-a"],
        &["--all", "--tag", "env=prod"],
        &["--all", "--tag", "env=prod", "--thorough"],
        &["--all", "--engine-version", "14"],
        &["--all", "--no-replicas"],
        &["--all-regions"],
    ] {
        assert_eq!(told(selection), (1, 1), "{selection:?}");
    }
    let shards = ["1/4", "2/4", "3/4", "4/4"].map(|shard| told(&["--all", "--shard", shard]).1);
    assert_eq!(shards.iter().sum::<usize>(), 1, "{shards:?}");
    let earlier = sandbox.calls().len();
    assert_eq!(told(&["--all"]), (1, 1));
    let calls = sandbox.calls();
    for action in ["DescribeDBInstanceSSL", "DescribePGHbaConfig"] {
        let calls = calls[earlier..].iter();
        let calls = calls.filter(|call| call["action"] == action);
        assert_eq!(calls.count(), 3, "{action}");
    }
}
