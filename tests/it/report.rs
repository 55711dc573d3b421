//! `report merge`, `report diff` and `check --baseline`.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::documents::fits;
use crate::support::{Sandbox, repository, run};

const MIXED: &str = "tests/data/report_mixed.json";

fn mixed() -> (String, Value) {
    let path = repository(MIXED);
    let text = std::fs::read_to_string(&path).unwrap();
    (
        path.to_str().unwrap().to_owned(),
        serde_json::from_str(&text).unwrap(),
    )
}

#[test]
fn shards_are_put_together_and_duplicates_are_named() {
    let (path, whole) = mixed();
    let folder = tempfile::tempdir().unwrap();
    let lines = run(&["report", "merge", &path, "-o", "ndjson"]).expect(4);
    let lines: Vec<&str> = lines.stdout.lines().collect();
    let shard = |name: &str, lines: &[&str]| {
        let file = folder.path().join(name);
        std::fs::write(&file, lines.join("\n") + "\n").unwrap();
        file.to_str().unwrap().to_owned()
    };
    let (first, second) = (shard("0", &lines[..3]), shard("1", &lines[2..]));
    let ran = run(&["report", "merge", &first, &second, "-o", "json"])
        .expect(4)
        .says(&["3 instances", "in 2 rows; the newest is kept"]);
    let merged: Value = serde_json::from_str(&ran.stdout).unwrap();
    fits("check", &merged);
    assert_eq!(merged["summary"], whole["summary"]);
    let rows = |document: &Value| -> BTreeMap<String, Value> {
        let rows = document["instances"].as_array().unwrap();
        rows.iter()
            .map(|row| (row["instance_id"].to_string(), row.clone()))
            .collect()
    };
    let (merged, mut expected) = (rows(&merged), rows(&whole));
    for (id, row) in merged {
        assert_eq!(Some(row), expected.remove(&id), "{id}");
    }
    assert!(expected.is_empty(), "not merged: {:?}", expected.keys());
}

#[test]
fn what_is_read_is_never_replaced() {
    let (path, _) = mixed();
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (one, link, soft) = (place("a.json"), place("b.json"), place("c.json"));
    std::fs::copy(&path, &one).unwrap();
    std::fs::hard_link(&one, &link).unwrap();
    std::os::unix::fs::symlink(&one, &soft).unwrap();
    let before = std::fs::read(&one).unwrap();
    let output = format!("json={one}");
    for args in [
        ["report", "merge", &path, &one],
        ["report", "merge", &soft, &path],
        ["report", "merge", &link, &path],
        ["report", "diff", &one, &path],
        ["check", "--all", "--baseline", &one],
    ] {
        let args = [&args[..], &["-o", &output]].concat();
        run(&args)
            .expect(2)
            .says(&["reads it", "name another file"]);
        assert_eq!(std::fs::read(&one).unwrap(), before);
    }
    let other = format!("json={}", place("d.json"));
    run(&["report", "merge", &one, "-o", &other]).expect(4);
}

#[test]
fn a_file_that_is_no_report_is_refused() {
    let (path, mut document) = mixed();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let file = file.to_str().unwrap();
    let refused = |text: &str, says: &str| {
        std::fs::write(file, text).unwrap();
        run(&["report", "merge", &path, file])
            .expect(2)
            .says(&[says]);
        run(&["report", "diff", &path, file])
            .expect(2)
            .says(&[says]);
    };
    refused("", "empty");
    refused("not json", "line 1");
    refused("{}", "schema_version");
    refused(&document.to_string()[..2000], "EOF");
    refused(r#"{"schema_version":1,"colour":1}"#, "neither");
    document["schema_version"] = 2.into();
    refused(&document.to_string(), "its schema version is 2");
    document["schema_version"] = 1.into();
    document["instances"][0]["colour"] = "red".into();
    refused(&document.to_string(), "unknown key `instances.colour`");
    document["tool"]["version"] = "9.9.9".into();
    let verdict = document["instances"][0]["verdict"].take();
    document["instances"][0]["verdict"] = "ajar".into();
    refused(&document.to_string(), "written by forcessl 9.9.9");
    document["instances"][0]["verdict"] = verdict;
    let row = document["instances"].as_array_mut().unwrap();
    row.remove(0);
    refused(
        &document.to_string(),
        "its summary counts 6 instances, and it has 5",
    );
    run(&["report", "merge", "/nonexistent"]).expect(2);
}

#[test]
fn keys_of_a_newer_version_are_ignored_and_named() {
    let (path, mut document) = mixed();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    document["tool"]["version"] = "0.9.0".into();
    document["fleet"] = serde_json::json!({ "name": "all" });
    for row in document["instances"].as_array_mut().unwrap() {
        row["colour"] = "red".into();
        for finding in row["findings"].as_array_mut().unwrap() {
            finding["since"] = "2027-01-01".into();
        }
    }
    let said = ["ignored: fleet, instances.colour, instances.findings.since"];
    let newer = write("newer.json", &document.to_string());
    let merged = |file: &str| run(&["report", "merge", file, "-o", "json"]).expect(4);
    let shown = merged(&newer).says(&said).stdout;
    assert_eq!(shown, merged(&path).stdout, "nothing else is lost");
    run(&["report", "diff", &path, &newer]).says(&said);
    // Lines name no version; a key that was added is one that this version does not know either way.
    let lines = run(&["report", "merge", &path, "-o", "ndjson"])
        .expect(4)
        .stdout;
    let lines: Vec<String> = lines
        .lines()
        .map(|line| line.replacen('{', r#"{"colour":"red","#, 1))
        .collect();
    let lines = write("newer.ndjson", &lines.join("\n"));
    run(&["report", "merge", &lines])
        .expect(4)
        .says(&["ignored: colour"]);
}

#[test]
fn a_comparison_tells_worse_from_better_and_sets_the_exit_code() {
    let (old, mut document) = mixed();
    // Without what could not be looked at or judged, which would be the worst ending.
    document["not_checked"]["places"] = Value::Array(vec![]);
    let rows = document["instances"].as_array_mut().unwrap();
    rows.retain(|row| row["verdict"] != "unknown");
    document["summary"]["unknown"] = 0.into();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, document: &Value| {
        let file = folder.path().join(name);
        std::fs::write(&file, document.to_string()).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let same = write("same", &document);
    document["instances"][2]["verdict"] = "open".into();
    document["instances"][3]["verdict"] = "enforced".into();
    let changed = write("changed", &document);
    run(&["report", "diff", &same, &same]).expect(0);
    run(&["report", "diff", &same, &same, "--fail-on", "any"]).expect(1);
    let ran = run(&["report", "diff", &same, &changed, "-o", "json"]).expect(1);
    let comparison: Value = serde_json::from_str(&ran.stdout).unwrap();
    fits("diff", &comparison);
    assert_eq!(comparison["summary"]["worse"], 1);
    assert_eq!(comparison["summary"]["better"], 1);
    assert_eq!(comparison["instances"][0]["instance_id"], "pgm-uf6billing");
    run(&["report", "diff", &same, &changed, "--fail-on", "high"]).expect(0);
    let markdown = run(&["report", "diff", &old, &same, "-o", "markdown"]).expect(0);
    assert!(markdown.stdout.contains("| gone |"), "{}", markdown.stdout);
    // One that cannot be judged is neither.
    run(&["report", "diff", &same, &old]).expect(4);
}

#[test]
fn gaps_of_the_baseline_do_not_fail_and_new_ones_do() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let (first, second) = (sandbox.instance(0).id, sandbox.instance(1).id);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("baseline.json");
    let file = file.to_str().unwrap();
    sandbox
        .run(&["check", &first, "-o", &format!("json={file}")])
        .expect(1);
    sandbox
        .run(&["check", &first, "--baseline", file])
        .expect(0)
        .says(&["compared with the baseline", "1 same"]);
    sandbox
        .run(&["check", &first, &second, "--baseline", file])
        .expect(1)
        .says(&["1 new"]);
    sandbox
        .run(&["check", &first, "--baseline", "/nonexistent"])
        .expect(2);
}

/// A primary with a waived record, a record of a weak method and two replicas, one of them open.
fn estate(method: &str, open: [Option<&str>; 2]) -> Sandbox {
    let record = |priority: u32, kind: &str, user: &str, address: &str, method: &str| json!({ "priority": priority, "type": kind, "database": "all", "user": user, "address": address, "method": method });
    let last = record(1, "hostssl", "all", "0.0.0.0/0", "scram-sha-256");
    let instance = |id: &str, records: Vec<Value>| json!({ "id": id, "database": "none", "ssl": { "enabled": true }, "hba": records });
    let mut instances = vec![instance(
        "pgm-a",
        vec![
            record(0, "hostssl", "etl", "10.0.0.0/8", method),
            last.clone(),
        ],
    )];
    for (id, address) in ["pgr-1", "pgr-2"].into_iter().zip(open) {
        let first = address.map(|address| record(0, "host", "etl", address, "scram-sha-256"));
        let mut replica = instance(id, first.into_iter().chain([last.clone()]).collect());
        replica["primary_id"] = json!("pgm-a");
        instances.push(replica);
    }
    let line = record(0, "hostnossl", "old", "10.0.0.0/8", "scram-sha-256");
    instances.push(instance("pgm-waived", vec![line, last]));
    Sandbox::with_state(&json!({ "instances": instances }), &[])
}

#[test]
fn a_finding_is_accepted_for_what_it_is_about() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let policy = |until: &str| {
        let text = format!(
            "version = 1\n[[waivers]]\nmatch = {{ id = [\"pgm-waived\"] }}\nfindings = [\"plaintext-admitted\"]\n\
             user = \"old\"\nreason = \"loader\"\nuntil = \"{until}\"\n"
        );
        std::fs::write(path(until), text).unwrap();
        path(until)
    };
    let (valid, past) = (policy("2999-01-01"), policy("2001-01-01"));
    let (base, now, older) = (path("base"), path("now"), path("older"));
    let open = [Some("10.0.0.0/8"), None];
    let first = estate("md5", open);
    let args = ["check", "--all", "--no-probe", "--policy", &valid];
    let output = format!("json={base}");
    first.run(&[&args[..], &["-o", &output]].concat()).expect(1);
    let output = format!("json={now}");
    let of_base = ["--baseline", &base, "-o", &output];
    for (method, replicas, until, worse) in [
        ("md5", open, &valid, None),
        ("md5", [Some("10.1.0.0/16"), None], &valid, None),
        ("trust", open, &valid, Some("pgm-a")),
        ("password", open, &valid, Some("pgm-a")),
        ("md5", [Some("0.0.0.0/0"), None], &valid, Some("pgm-a")),
        ("md5", [None, Some("10.0.0.0/8")], &valid, Some("pgm-a")),
        ("md5", open, &past, Some("pgm-waived")),
    ] {
        let case = format!("{method} {replicas:?} {until}");
        let args = ["check", "--all", "--no-probe", "--policy", until];
        let code = i32::from(worse.is_some());
        let ran = estate(method, replicas).run(&[&args[..], &of_base].concat());
        assert_eq!(ran.code, code, "{case}: {}", ran.stderr);
        let diff = run(&["report", "diff", &base, &now, "-o", "json"]).expect(code);
        let diff: Value = serde_json::from_str(&diff.stdout).unwrap();
        let rows = diff["instances"].as_array().unwrap().iter();
        let found = rows.filter(|row| row["course"] == "worse");
        let found: Vec<&str> = found
            .filter_map(|row| row["instance_id"].as_str())
            .collect();
        assert!(
            worse.is_none_or(|id| found.contains(&id)),
            "{case}: {found:?}"
        );
    }
    // A check of one instance does not know the account of the sweep.
    let alone = ["check", "pgm-a", "--no-probe", "--baseline", &base];
    first.run(&alone).expect(0).says(&["1 same"]);
    // An older report does not say of which replica a finding is, nor what it lets in.
    let mut document: Value =
        serde_json::from_str(&std::fs::read_to_string(&base).unwrap()).unwrap();
    for row in document["instances"].as_array_mut().unwrap() {
        for finding in row["findings"].as_array_mut().unwrap() {
            finding.as_object_mut().unwrap().remove("subject");
        }
    }
    fits("check", &document);
    std::fs::write(&older, document.to_string()).unwrap();
    let alone = ["check", "pgm-a", "--no-probe", "--baseline", &older];
    first
        .run(&alone)
        .expect(1)
        .says(&["written by an older version", "1 worse"]);
    run(&["report", "diff", &older, &older]).expect(0);
}

#[test]
fn a_report_ends_as_the_check_that_wrote_it() {
    let sandbox = Sandbox::embedded(&["--change-time", "0s"]);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let file = file.to_str().unwrap();
    let ends = |command: &[&str], code: i32| {
        let output = format!("json={file}");
        sandbox
            .run(&[command, &["-o", &output]].concat())
            .expect(code);
        run(&["report", "merge", file]).expect(code);
        run(&["report", "diff", file, file, "--fail-on", "any"]).expect(code);
    };
    ends(&["check", &id], 1);
    ends(&["check", "pgm-nobody"], 5);
    sandbox
        .run(&["enforce", &id, "--via", "hba", "--yes"])
        .expect(0);
    ends(&["check", &id], 0);
    ends(&["check", &id, "--fail-on", "note"], 1);
    run(&["report", "merge", file, "--fail-on", "high"]).expect(0);
    let judged = |format, words: &str| {
        let ran = run(&["report", "merge", file, "-o", format]).expect(1);
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
    };
    judged("junit", "<failure");
    judged("ocsf", "\"Fail\"");
    for (action, arguments) in [
        ("DescribeDBInstanceAttribute", ["check", &id]),
        ("DescribeDBInstanceSSL", ["check", &id]),
        ("DescribePGHbaConfig", ["check", &id]),
        ("DescribePGHbaConfig", ["check", "--all"]),
        ("DescribeDBInstances", ["check", "--all"]),
    ] {
        sandbox.fault(&[&format!("deny:{action}")]);
        ends(&arguments, 4);
    }
}
