//! A primary that does not say which replicas it has.

use serde_json::{Value, json};

use super::api::{Api, Lie, World};
use super::commands::{ID, process};
use super::lie::{Read, When};
use super::model::Model;

/// The exit code of a check of a primary whose list of replicas is this, and its row in the report.
fn check(replicas: &Value, lies: &[Lie], args: &[&str]) -> (Option<i32>, Value) {
    const CLOSED: [&str; 2] = ["hostssl all all 0.0.0.0/0 md5", "hostssl all all ::/0 md5"];
    let home = tempfile::tempdir().unwrap();
    let mut primary = Model::new(ID, true, &CLOSED);
    primary.says = json!({ "ReadOnlyDBInstanceIds": replicas });
    let mut replica = Model::new("pgr-lie", true, &["host all all 0.0.0.0/0 md5"]);
    replica.says = json!({ "DBInstanceType": "Readonly", "MasterInstanceId": ID });
    let states = home.path().join("state");
    let api = Api::start(World::new(vec![primary, replica], lies, states));
    let mut process = process(home.path());
    process.args(["check", "-o", "json"]).args(args);
    let ran = process.env("FORCESSL_ENDPOINT", &api.url).output().unwrap();
    let document: Value = serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    let rows = document["instances"].as_array().unwrap();
    let row = rows.iter().find(|row| row["instance_id"] == ID);
    (
        ran.status.code(),
        row.unwrap_or_else(|| panic!("{document:#}")).clone(),
    )
}

fn findings(row: &Value) -> Vec<&str> {
    let findings = row["findings"].as_array().unwrap().iter();
    findings.map(|one| one["id"].as_str().unwrap()).collect()
}

const CHECKS: [&[&str]; 4] = [
    &[ID, "--no-probe"],
    &["--all"],
    &["--all", "--no-replicas"],
    &["--tag", "stage=prod"],
];

#[test]
fn an_open_replica_counts_that_only_names_its_primary() {
    for unsaid in [
        Value::Null,
        json!({}),
        json!({ "ReadOnlyDBInstanceId": null }),
    ] {
        for args in CHECKS {
            let (code, row) = check(&unsaid, &[], args);
            assert_eq!(code, Some(1), "{args:?} {unsaid}");
            assert!(findings(&row).contains(&"replica-open"), "{args:?} {row:#}");
        }
    }
    // A list that leaves out what the listing of the region shows.
    let none = json!({ "ReadOnlyDBInstanceId": [] });
    for args in &CHECKS[1..] {
        let (code, row) = check(&none, &[], args);
        assert_eq!(code, Some(1), "{args:?}");
        assert!(findings(&row).contains(&"replica-open"), "{args:?} {row:#}");
    }
    assert_eq!(
        check(&none, &[], CHECKS[0]).0,
        Some(0),
        "the service says that there is none"
    );
}

#[test]
fn where_nothing_says_which_replicas_there_are_the_primary_is_unknown() {
    let lie = Lie::Read("DescribeDBInstances", Read::Denied, When::Always);
    let (code, row) = check(&Value::Null, &[lie], CHECKS[0]);
    assert_eq!(row["verdict"], "unknown");
    assert!(findings(&row).contains(&"unreadable"), "{row:#}");
    assert!(!matches!(code, Some(0 | 1)), "{code:?}");
}

#[test]
fn a_sweep_lists_as_often_for_many_primaries_that_name_no_replicas_as_for_one() {
    let listings = |primaries: usize, args: &[&str]| {
        let home = tempfile::tempdir().unwrap();
        let primary = |number: usize| {
            let mut primary =
                Model::new(&format!("pgm-lie{number}"), true, &["host all all all md5"]);
            primary.says = json!({ "ReadOnlyDBInstanceIds": null });
            primary
        };
        let models = (0..primaries).map(primary).collect();
        let api = Api::start(World::new(models, &[], home.path().join("state")));
        let mut process = process(home.path());
        let ran = process
            .args(args)
            .env("FORCESSL_ENDPOINT", &api.url)
            .output();
        assert_eq!(ran.unwrap().status.code(), Some(1), "{args:?}");
        api.world.lock().unwrap().calls["DescribeDBInstances"]
    };
    for args in [&["check", "--all"][..], &["plan", "--all", "--via", "hba"]] {
        assert_eq!(listings(1, args), listings(5, args), "{args:?}");
    }
}
