//! `doctor`: what works from here, found out by reading.

use serde_json::{Value, json};

use crate::support::documents::documented;
use crate::support::{Sandbox, command};

fn permission(document: &Value, action: &str) -> String {
    document["actions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["action"] == action)
        .unwrap()["permission"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[test]
fn all_right_is_told_and_nothing_is_written() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let (code, document) = sandbox.json(&["doctor", &id]);
    assert_eq!(code, 0, "{document:#}");
    assert_eq!(document["result"], "ok");
    assert_eq!(document["complaints"], json!([]));
    assert_eq!(document["credentials"][0]["source"], "environment");
    assert_eq!(document["credentials"][0]["state"], "used");
    assert_eq!(document["credentials"][1]["state"], "not_reached");
    assert_eq!(document["identity"]["account_id"], "1234567890123456");
    let ahead = document["endpoint"]["clock_ahead_seconds"]
        .as_i64()
        .unwrap();
    assert!(ahead.abs() < 60, "{ahead}");
    for action in [
        "DescribeRegions",
        "DescribeDBInstances",
        "DescribeDBInstanceAttribute",
        "DescribeDBInstanceNetInfo",
        "DescribeDBInstanceSSL",
        "DescribePGHbaConfig",
        "DescribeDBInstanceIPArrayList",
        "DescribeDBProxy",
    ] {
        assert_eq!(permission(&document, action), "allowed", "{action}");
    }
    for action in ["ModifyDBInstanceSSL", "ModifyPGHbaConfig"] {
        assert_eq!(permission(&document, action), "not_asked", "{action}");
    }
    assert_eq!(document["probes"][0]["result"], "refuted");
    // Every read was really made, and no write.
    assert_eq!(sandbox.calls().len(), 11, "{:#?}", sandbox.calls());
    assert_eq!(sandbox.writes(), 0);
    let table = sandbox.run(&["doctor", &id]).expect(0);
    for words in [
        "✔ used",
        "✔ allowed",
        "reached; plaintext ACCEPTED at",
        "✔ no problems found",
    ] {
        assert!(table.stdout.contains(words), "{words}:\n{}", table.stdout);
    }
}

#[test]
fn the_document_has_exactly_the_documented_keys() {
    let sandbox = Sandbox::embedded(&[]);
    let (_, document) = sandbox.json(&["doctor"]);
    let keys =
        |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(
        keys(&document),
        [
            "schema_version",
            "generated_at",
            "result",
            "complaints",
            "credentials",
            "identity",
            "identity_error",
            "endpoint",
            "defaults",
            "actions",
            "instance_id",
            "probes",
            "probes_error"
        ]
    );
    assert_eq!(
        keys(&document["endpoint"]),
        [
            "url",
            "region",
            "proxy",
            "seconds",
            "clock_ahead_seconds",
            "error"
        ]
    );
    assert_eq!(
        keys(&document["actions"][0]),
        ["action", "ram_action", "used_for", "permission", "detail"]
    );
    let top = keys(&document);
    documented("doctor", top.iter().map(String::as_str));
}

#[test]
fn a_denied_read_names_the_missing_action() {
    let sandbox = Sandbox::embedded(&[]);
    for (action, code) in [
        ("DescribeDBInstanceSSL", 4),
        // It adds to the first.
        ("DescribeDBProxy", 4),
    ] {
        sandbox.fault(&[&format!("deny:{action}")]);
        let (ended, document) = sandbox.json(&["doctor"]);
        assert_eq!(ended, code, "{action}: {document:#}");
        assert_eq!(permission(&document, action), "denied");
        let next = document["complaints"].to_string();
        assert!(next.contains(&format!("rds:{action}")), "{next}");
    }
}

#[test]
fn a_clock_that_is_off_is_a_warning() {
    let sandbox = Sandbox::embedded(&["--fault", "skew:-8m"]);
    let (code, document) = sandbox.json(&["doctor"]);
    assert_eq!(code, 1, "{document:#}");
    assert_eq!(document["result"], "warning");
    let ahead = document["endpoint"]["clock_ahead_seconds"]
        .as_i64()
        .unwrap();
    assert!((-490..=-470).contains(&ahead), "{ahead}");
    assert_eq!(permission(&document, "DescribeDBInstanceSSL"), "allowed");
}

#[test]
fn refused_missing_and_unreachable_are_told_apart() {
    let sandbox = Sandbox::embedded(&[]);
    let doctor = |variables: &[(&str, &str)], args: &[&str]| {
        let mut command = sandbox.command(&[&["doctor", "-o", "json"], args].concat());
        command.envs(variables.iter().copied());
        let output = command.output().unwrap();
        let document: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().unwrap(), document)
    };
    let (code, document) = doctor(&[("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "wrong")], &[]);
    assert_eq!(code, 4);
    assert_eq!(document["identity_error"]["code"], "SignatureDoesNotMatch");
    assert_eq!(permission(&document, "DescribeDBInstanceSSL"), "not_asked");

    let nobody = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", ""),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", ""),
    ];
    let (code, document) = doctor(&nobody, &[]);
    assert_eq!(code, 4);
    let states: Vec<&str> = document["credentials"]
        .as_array()
        .unwrap()
        .iter()
        .map(|source| source["state"].as_str().unwrap())
        .collect();
    let are_absent = !states.is_empty() && states.iter().all(|state| *state == "absent");
    assert!(are_absent, "{states:?}");

    let (code, document) = doctor(&[("FORCESSL_ENDPOINT", "http://127.0.0.1:1")], &[]);
    assert_eq!(code, 5);
    assert_eq!(document["result"], "api");
    assert_ne!(document["endpoint"]["error"], Value::Null);

    let (code, document) = doctor(&[], &["pgm-nobody"]);
    assert_eq!(code, 5);
    assert_eq!(
        document["probes_error"]["code"],
        "InvalidDBInstanceName.NotFound"
    );
}

#[test]
fn a_database_out_of_reach_is_told() {
    let state = json!({ "instances": [{ "id": "pgm-a", "database": "none" }] });
    let sandbox = Sandbox::with_state(&state, &[]);
    let (code, document) = sandbox.json(&["doctor", "pgm-a"]);
    assert_eq!(code, 5, "{document:#}");
    assert!(
        document["complaints"][0]["message"]
            .as_str()
            .unwrap()
            .contains("can be reached")
    );
}

#[test]
fn without_a_region_and_an_endpoint_it_asks_for_one() {
    let home = tempfile::tempdir().unwrap();
    let output = command(home.path()).arg("doctor").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
