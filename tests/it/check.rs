//! `check` and `plan`: what they say, and that they change nothing.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::support::Sandbox;
use crate::support::documents::{documented, schema};

#[test]
fn check_and_plan_never_write() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let (first, second) = (sandbox.instance(0).id, sandbox.instance(1).id);
    sandbox.run(&["check", &first, &second]).expect(1);
    sandbox.run(&["plan", &first, &second]).expect(1);
    sandbox
        .run(&["enforce", &first, "--via", "hba", "--dry-run"])
        .expect(1);
    sandbox.run(&["hba", "list", &first]).expect(0);
    sandbox.run(&["ssl", "show", &first]).expect(0);
    sandbox.run(&["ca", "show", &first]).expect(0);
    sandbox.run(&["acl", "show", &first]).expect(0);
    assert!(!sandbox.calls().is_empty());
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn every_instance_has_a_row() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let (first, second) = (sandbox.instance(0).id, sandbox.instance(1).id);
    let (code, document) = sandbox.json(&["check", &first, "pgm-nobody", &second]);
    assert_eq!(code, 5, "the worst one wins");
    let rows = document["instances"].as_array().unwrap();
    let verdicts: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| {
            (
                row["instance_id"].as_str().unwrap(),
                row["verdict"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        verdicts,
        [
            (first.as_str(), "open"),
            ("pgm-nobody", "unknown"),
            (second.as_str(), "open")
        ]
    );
    assert_ne!(rows[1]["error"], Value::Null);
    assert_eq!(document["summary"]["open"], 2);
    assert_eq!(document["summary"]["unknown"], 1);
}

/// Every key of docs/schema/check.json, also those that a report may lack, and no other.
#[test]
fn the_document_has_exactly_the_documented_keys() {
    let sandbox = Sandbox::embedded(&[]);
    let (_, document) = sandbox.json(&["check", &sandbox.instance(0).id]);
    let schema = schema("check");
    let keys = |value: &Value| -> BTreeSet<String> {
        let object = value.as_object();
        let object = object.unwrap_or_else(|| panic!("no object: {value}"));
        object.keys().cloned().collect()
    };
    for (value, declared) in [
        ("", ""),
        ("/summary", "/properties/summary"),
        ("/not_checked", "/$defs/not_checked"),
        ("/instances/0", "/$defs/row"),
        ("/instances/0/proof", "/$defs/proof"),
        ("/instances/0/ssl", "/$defs/row/properties/ssl"),
        ("/instances/0/hba/0", "/$defs/hba"),
        ("/instances/0/findings/0", "/$defs/finding"),
    ] {
        let declared = schema.pointer(declared).unwrap();
        let declared = keys(&declared["properties"]);
        assert_eq!(keys(document.pointer(value).unwrap()), declared, "{value}");
        documented("check", declared.iter().map(String::as_str));
    }
    let instance = &document["instances"][0];
    let ids: Vec<&str> = instance["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["id"].as_str().unwrap())
        .collect();
    for id in ["ssl-off", "plaintext-admitted", "plaintext-replication"] {
        assert!(ids.contains(&id), "{ids:?}");
    }
}

#[test]
fn a_denied_read_is_unknown_and_never_a_pass() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    for action in [
        "DescribeDBInstanceSSL",
        "DescribePGHbaConfig",
        "DescribeDBInstanceAttribute",
    ] {
        sandbox.fault(&[&format!("deny:{action}")]);
        let (code, document) = sandbox.json(&["check", &id, "--no-probe"]);
        assert_eq!(code, 4, "{action}: {document:#}");
        assert_eq!(document["instances"][0]["verdict"], "unknown", "{action}");
    }
}

#[test]
fn an_instance_is_found_in_its_region_and_checked_there() {
    let state = serde_json::json!({ "instances": [
        { "id": "pgm-near" },
        { "id": "pgm-far", "region": "eu-central-1" },
    ] });
    let sandbox = Sandbox::with_state(&state, &["--database", "embedded"]);
    let ran = sandbox
        .run(&["check", "--find", "pgm-far", "pgm-near", "-o", "json"])
        .expect(1)
        .says(&[
            "pgm-far: found in eu-central-1",
            "pgm-near: found in cn-hangzhou",
        ]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let regions: Vec<&Value> = document["instances"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["region"])
        .collect();
    assert_eq!(regions, ["eu-central-1", "cn-hangzhou"]);

    let ran = sandbox
        .run(&["check", "--find", "pgm-nobody"])
        .expect(5)
        .says(&["pgm-nobody: in none of the"]);
    assert!(ran.stdout.contains("unknown"), "{}", ran.stdout);
    // Without it, the error says that there is such a flag.
    sandbox
        .run(&["check", "pgm-nobody"])
        .expect(5)
        .says(&["--find"]);
}

#[test]
fn a_region_that_does_not_answer_is_listed_and_stops_nothing() {
    let sandbox = Sandbox::embedded(&["--fault", "truncate:1@DescribeDBInstances"]);
    let id = sandbox.instance(0).id;
    // A cut answer is asked for again; a refusal is not.
    sandbox.run(&["check", "--find", &id]).expect(1);
    sandbox.fault(&["deny:DescribeDBInstances"]);
    sandbox
        .run(&["check", "--find", &id])
        .expect(1)
        .says(&["in none of the 0 regions", "could not be searched"]);
    sandbox.fault(&["deny:DescribeRegions"]);
    sandbox
        .run(&["check", "--find", &id])
        .expect(4)
        .says(&["rds:DescribeRegions"]);
}

#[test]
fn a_watch_checks_again_and_ends_with_the_last_result() {
    let sandbox = Sandbox::embedded(&["--change-time", "0s"]);
    let id = sandbox.instance(0).id;
    let mut watching = sandbox
        .command(&["check", &id, "--watch", "3s", "-o", "ndjson"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut rows = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut pauses = BufReader::new(watching.stderr.take().unwrap()).lines();
    let mut verdict = || {
        let row: Value = serde_json::from_str(&rows.next().unwrap().unwrap()).unwrap();
        let mut told = pauses.by_ref().map(Result::unwrap);
        assert!(told.any(|line| line.contains("Checking again in 3s")));
        row["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(), "open");
    sandbox
        .run(&["enforce", &id, "--via", "hba", "--yes"])
        .expect(0);
    while verdict() != "enforced" {}
    let pid = rustix::process::Pid::from_child(&watching);
    rustix::process::kill_process(pid, rustix::process::Signal::INT).unwrap();
    assert_eq!(watching.wait().unwrap().code(), Some(0));
    sandbox.run(&["check", &id, "--watch", "10ms"]).expect(2);
}
