//! `forcessl list`, and the verdicts that it shows.

use serde_json::Value;

use crate::support::{Sandbox, tree};

const FLEET: &[&str] = &[
    "--instances",
    "6",
    "--fleet",
    "mixed:3",
    "--database",
    "none",
];

fn rows(sandbox: &Sandbox) -> Vec<Value> {
    let (code, document) = sandbox.json(&["list", "--all-regions"]);
    assert_eq!(code, 0);
    document["instances"].as_array().unwrap().clone()
}

#[test]
fn a_listing_shows_the_verdict_of_the_last_check() {
    let sandbox = Sandbox::start(FLEET);
    assert!(
        rows(&sandbox)
            .iter()
            .all(|row| row["last_verdict"].is_null())
    );
    let (_, report) = sandbox.json(&["check", "--all-regions"]);
    let verdict = |id: &Value| {
        let mut rows = report["instances"].as_array().unwrap().iter();
        rows.find(|row| row["instance_id"] == *id)
            .map(|row| &row["verdict"])
    };
    let rows = rows(&sandbox);
    assert_eq!(rows.len(), report["instances"].as_array().unwrap().len());
    for row in &rows {
        assert_eq!(
            Some(&row["last_verdict"]),
            verdict(&row["instance_id"]),
            "{row}"
        );
        assert!(row["judged_at"].is_string(), "{row}");
    }
    let ids: Vec<&str> = rows
        .iter()
        .map(|row| row["instance_id"].as_str().unwrap())
        .collect();
    let quiet = sandbox.run(&["list", "--all-regions", "-q"]).expect(0);
    assert_eq!(quiet.stdout.lines().collect::<Vec<_>>(), ids);
}

#[test]
fn what_was_listed_is_kept_for_its_owner_alone_and_damage_is_no_trouble() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::start(FLEET);
    let file = sandbox.home.path().join("states/instances.tsv");
    let list = |code| {
        let folder = file.parent().unwrap().to_str().unwrap();
        sandbox
            .run(&["list", "--all-regions", "--state-dir", folder])
            .expect(code)
    };
    list(0);
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let whole = std::fs::read_to_string(&file).unwrap();
    let damaged = format!("no such\tline\n\u{0}\npgm-x\t\topen\tnever\n{whole}");
    std::fs::write(&file, damaged).unwrap();
    let shown = list(0).stdout;
    assert!(
        !shown.contains("pgm-x"),
        "what is not listed is not shown: {shown}"
    );
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    list(0);
    assert!(!tree(sandbox.home.path()).iter().any(|path| {
        path.file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with(".forcessl-")
    }));
}

#[test]
fn a_filter_that_matches_nothing_is_an_error_and_a_lost_region_too() {
    let sandbox = Sandbox::start(FLEET);
    sandbox
        .run(&["list", "--all-regions", "--tag", "no=such"])
        .expect(2);
    sandbox
        .run(&["list", "--all-regions", "--tag", "no=such", "--allow-empty"])
        .expect(0);
    sandbox.fault(&["deny:DescribeDBInstances"]);
    sandbox.run(&["list"]).expect(4);
}
