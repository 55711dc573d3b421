//! A listing that is cut short, and what the service says of how many there are; a row that is not understood.

use serde_json::{Value, json};

use super::api::{Api, World};
use super::commands::process;
use super::model::Model;

const CLOSED: [&str; 2] = ["hostssl all all 0.0.0.0/0 md5", "hostssl all all ::/0 md5"];

/// The exit code and the report of a command against two closed instances, whose service counts so.
fn ran(counted: Option<Value>, says: Value, args: &[&str]) -> (Option<i32>, Value, String) {
    let home = tempfile::tempdir().unwrap();
    let mut models = ["pgm-a", "pgm-b"].map(|id| Model::new(id, true, &CLOSED));
    models[1].says = says;
    let mut world = World::new(models.into(), &[], home.path().join("state"));
    world.counted = counted;
    let api = Api::start(world);
    let mut process = process(home.path());
    process.args(args).args(["-o", "json"]);
    let ran = process.env("FORCESSL_ENDPOINT", &api.url).output().unwrap();
    let document = serde_json::from_slice(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    let said = String::from_utf8(ran.stderr).unwrap();
    (ran.status.code(), document, said)
}

#[test]
fn a_listing_whose_count_is_not_told_or_another_is_not_known_to_be_whole() {
    let enforce = ["enforce", "--all", "--via", "hba", "--yes", "--no-probe"];
    let commands: [&[&str]; 4] = [
        &["check", "--all"],
        &["check", "--tag", "a=1", "--tag", "b=2"],
        &["list"],
        &enforce,
    ];
    for args in commands {
        assert_eq!(ran(Some(json!(2)), json!({}), args).0, Some(0), "{args:?}");
        for counted in [
            json!(null),
            json!("x"),
            json!(-1),
            json!(0),
            json!(1),
            json!(3),
        ] {
            let (code, document, said) = ran(Some(counted.clone()), json!({}), args);
            assert_eq!(code, Some(5), "{args:?} {counted}: {said}");
            let told = match counted.as_u64() {
                Some(_) => "the service counts",
                None => "does not say how many",
            };
            assert!(said.contains(told), "{args:?} {counted}: {said}");
            if args[0] == "check" {
                let places = document["not_checked"]["places"].as_array();
                assert_eq!(places.map(Vec::len), Some(1), "{document:#}");
            }
        }
    }
}

#[test]
fn a_row_that_is_not_understood_costs_its_instance_alone() {
    let garbled = json!({ "BabelfishConfig": "x" });
    let (code, document, _) = ran(None, garbled, &["check", "--all"]);
    let row = |document: &Value, id: &str| {
        let rows = document["instances"].as_array().unwrap();
        let mut rows = rows.iter().filter(|row| row["instance_id"] == id);
        rows.next()
            .unwrap_or_else(|| panic!("{document:#}"))
            .clone()
    };
    assert_eq!(code, Some(0), "{document:#}");
    let found = row(&document, "pgm-b")["findings"].to_string();
    assert!(found.contains("BabelfishConfig"), "{found}");
    // What decides, as the name of a replica does, leaves the one instance unknown.
    let garbled = json!({ "ReadOnlyDBInstanceIds": "x" });
    let (code, document, _) = ran(None, garbled, &["check", "--all"]);
    assert_eq!(code, Some(5), "{document:#}");
    assert_eq!(row(&document, "pgm-a")["verdict"], "enforced");
    assert_eq!(row(&document, "pgm-b")["verdict"], "unknown");
    assert_eq!(document["not_checked"]["places"], json!([]));
}
