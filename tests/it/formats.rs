//! `-o`: several formats at once, files, refusals, and the published schemas of the documents.

use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::support::documents::{Reports, documented, fits, formats, schema};
use crate::support::{Sandbox, repository, run};

#[test]
fn one_run_answers_in_every_format() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let (first, second) = (sandbox.instance(0).id, sandbox.instance(1).id);
    let reports = Reports::new();
    let flags = reports.flags();
    let mut args = vec!["check", &first, &second, "-o", "table"];
    args.extend(flags.iter().map(String::as_str));
    let ran = sandbox.run(&args).expect(1);
    assert!(ran.stdout.contains("2 instances: 2 open"), "{}", ran.stdout);
    for format in formats() {
        let text = reports.text(format);
        assert!(text.contains(&first), "{format}: {text}");
        assert!(!text.contains('\u{1b}'), "{format} has colour");
    }
    let left = std::fs::read_dir(reports.folder.path()).unwrap().count();
    assert_eq!(
        left,
        formats().count(),
        "nothing else is left in the folder"
    );
    reports.fitting();
    // What was written to a file is what stdout would have had.
    let merged = run(&["report", "merge", &reports.path("json"), "-o", "csv"]).expect(1);
    assert_eq!(merged.stdout, reports.text("csv"));
}

#[test]
fn every_format_is_documented() {
    documented("Formats", formats());
}

#[test]
fn what_cannot_be_is_refused_before_anything_is_sent() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let real = folder.path().join("real");
    std::fs::write(&real, "kept").unwrap();
    let link = folder.path().join("link");
    symlink(&real, &link).unwrap();
    let to = |path: &std::path::Path| format!("json={}", path.display());
    let missing = to(&folder.path().join("missing/report.json"));
    let (link, itself, good) = (to(&link), to(folder.path()), to(&real));
    for (args, says) in [
        (vec!["check", &id, "-o", "yaml"], "possible values"),
        (vec!["check", &id, "-o", "json="], "names no file"),
        (
            vec!["check", &id, "-o", "json", "-o", "csv"],
            "only one format",
        ),
        (vec!["check", &id, "-o", &missing], "there is no folder"),
        (vec!["check", &id, "-o", &link], "symbolic link"),
        (vec!["check", &id, "-o", &itself], "not a file"),
        (vec!["check", &id, "-o", "json=/dev/zero"], "not a file"),
        (vec!["check", &id, "-o", &good, "-o", &good], "two formats"),
        (
            vec!["plan", &id, "-o", "sarif"],
            "it answers in table, json",
        ),
        (vec!["hba", "list", &id, "-o", &good], "writes no file"),
        (vec!["enforce", &id, "--yes", "-o", "csv"], "it answers in"),
        (vec!["hba", "list", &id, "-o", "csv"], "it answers in"),
        (
            vec!["report", "diff", "a", "b", "-o", "html"],
            "it answers in table, json, markdown",
        ),
    ] {
        sandbox.run(&args).expect(2).says(&[says]);
    }
    assert!(sandbox.calls().is_empty());
    assert_eq!(std::fs::read_to_string(&real).unwrap(), "kept");
    assert!(folder.path().join("link").is_symlink());
}

#[test]
fn a_file_is_replaced_whole() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    std::fs::write(&file, "x".repeat(1 << 20)).unwrap();
    let output = format!("json={}", file.display());
    let ran = sandbox.run(&["check", &id, "-o", &output]).expect(1);
    assert_eq!(ran.stdout, "", "nothing was asked of stdout");
    let text = std::fs::read_to_string(&file).unwrap();
    fits("check", &serde_json::from_str(&text).unwrap());
}

#[test]
fn documents_fit_their_schemas() {
    let sandbox = Sandbox::embedded(&["--instances", "2", "--change-time", "1s"]);
    let (first, second) = (sandbox.instance(0), sandbox.instance(1));
    let id = &first.id;
    fits("check", &sandbox.json(&["check", id, "pgm-nobody"]).1);
    fits("plan", &sandbox.json(&["plan", id, "--via", "hba"]).1);
    fits(
        "plan",
        &sandbox.json(&["plan", id, &second.id, "--via", "hba"]).1,
    );
    let target = format!("{}:{}", first.host, first.port);
    fits("probe", &sandbox.json(&["probe", &target, "127.0.0.1:1"]).1);
    let (_, outcome) = sandbox.json(&["enforce", id, "--via", "hba", "--yes"]);
    fits("outcome", &outcome);
    fits("check", &sandbox.json(&["check", id]).1);
    let (_, outcomes) = sandbox.json(&["enforce", id, &second.id, "--via", "hba", "--yes"]);
    fits("outcome", &outcomes);
    let ran = sandbox.run(&["ca", "show", "pgm-nobody", "-o", "json"]);
    fits("error", &serde_json::from_str(&ran.stderr).unwrap());
}

#[test]
fn the_schemas_refuse_what_they_do_not_know() {
    let text = std::fs::read_to_string(repository("tests/data/report_mixed.json")).unwrap();
    let mut document: Value = serde_json::from_str(&text).unwrap();
    fits("check", &document);
    document["instances"][0]["ssl"]["colour"] = "red".into();
    let validator = jsonschema::validator_for(&schema("check")).unwrap();
    assert!(!validator.is_valid(&document));
}

#[test]
fn texts_of_other_programs_are_wrapped_in_json() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let (code, exported) = sandbox.json(&["hba", "export", &id]);
    assert_eq!(code, 0);
    assert!(exported["pg_hba"].as_str().unwrap().contains("host"));
    let (code, exported) = sandbox.json(&["export", "terraform", &id]);
    assert_eq!(code, 0);
    assert!(exported["terraform"].as_str().unwrap().contains("alicloud"));
}
