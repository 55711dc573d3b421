//! A plan: it sends nothing, can be saved, and is carried out only while it holds.

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use forcessl::domain::sealed::seal;
use serde_json::{Value, json};

use crate::support::{QUICK, Sandbox};

#[test]
fn a_saved_plan_is_kept_for_its_owner_and_carried_out_once() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let file = sandbox.home.path().join("plan.json");
    let path = file.to_str().unwrap();
    let (code, plan) = sandbox.json(&["plan", &id, "--via", "hba", "--out", path]);
    let steps: Vec<&str> = plan["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["step"].as_str().unwrap())
        .collect();
    assert_eq!((code, steps), (1, vec!["ssl-on", "pg-hba"]));
    assert_eq!(sandbox.writes(), 0, "a plan sends nothing");
    let mode = file.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    sandbox
        .run(&["plan", &id, "--via", "hba", "--out", path])
        .expect(2)
        .says(&["never overwritten"]);

    sandbox
        .run(&["enforce", &id, "--plan", path, "--yes"])
        .expect(2);
    sandbox.run(&["enforce", "--plan", path, "--yes"]).expect(0);
    assert_eq!(sandbox.writes(), 2);
    let (code, again) = sandbox.json(&["plan", &id, "--via", "hba"]);
    assert_eq!((code, &again["steps"]), (0, &serde_json::json!([])));
    sandbox
        .run(&["enforce", "--plan", path, "--yes"])
        .expect(8)
        .says(&[
            "is out of date",
            "changed since the plan",
            "SSL: off → on",
            "record changed: host all all",
        ]);
    assert_eq!(sandbox.writes(), 2);
}

#[test]
fn a_plan_of_which_a_part_was_done_says_which() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let file = sandbox.home.path().join("plan.json");
    let path = file.to_str().unwrap();
    let plan = ["plan", &id, "--via", "hba", "--out", path];
    sandbox.run(&plan).expect(1);
    sandbox.fault(&["deny:ModifyPGHbaConfig"]);
    let enforce = ["enforce", "--plan", path, "--yes"];
    sandbox.run(&enforce).expect(4);
    assert_eq!(sandbox.writes(), 1);
    sandbox.run(&enforce).expect(8).says(&[
        "is out of date; nothing was sent",
        "changed since the plan",
        "done and in force: ssl-on",
        &format!("hint: make a new plan, check it, and carry it out: forcessl plan {id} --"),
    ]);
    assert_eq!(sandbox.writes(), 1);
}

#[test]
fn the_hint_of_a_plan_that_does_not_hold_is_the_command_that_made_it() {
    let sandbox = Sandbox::embedded(&["--instances", "2", "--change-time", "200ms"]);
    let [one, other] = [0, 1].map(|index| sandbox.instance(index).id);
    let folder = sandbox.home.path();
    let policy = folder.join("a policy.toml");
    let text = "version = 1\n[defaults]\nvia = [\"hba\"]\nstrategy = \"guard\"\n";
    std::fs::write(&policy, text).unwrap();
    let [file, again] = ["plan.json", "again.json"].map(|name| folder.join(name));
    let [path, again] = [&file, &again].map(|file| file.to_str().unwrap());
    let policy = policy.to_str().unwrap();
    let by_flags = ["--via", "hba", "--strategy", "guard"];
    for (selection, wanted) in [
        (&[&*one, &other][..], &by_flags[..]),
        (&[&one], &["--policy", policy]),
        (
            &[
                "--all",
                "--engine-version",
                "15.0",
                "--engine-version",
                "16.0",
            ],
            &by_flags[..],
        ),
    ] {
        let made = [&["plan"], selection, wanted, &["--out", path]].concat();
        sandbox.run(&made).expect(1);
        sandbox.run(&["ssl", "enable", &one, "--yes"]).expect(0);
        let stale = sandbox.run(&["enforce", "--plan", path, "--yes"]);
        let stale = stale.expect(8).stderr;
        let hint = stale
            .lines()
            .find_map(|line| line.split_once(": forcessl plan "));
        let words = shell_words::split(hint.unwrap().1).unwrap();
        for word in selection.iter().chain(wanted) {
            assert!(words.iter().any(|one| one == word), "{word}: {stale}");
        }
        let words = words
            .iter()
            .map(|word| if word == "FILE" { again } else { word });
        let words: Vec<&str> = std::iter::once("plan").chain(words).collect();
        sandbox.run(&words).expect(1);
        let read = |path| std::fs::read_to_string(path).unwrap();
        let saved = |path| serde_json::from_str::<Value>(&read(path)).unwrap()["saved"].take();
        let [before, after] = [path, again].map(saved);
        for (before, after) in before
            .as_array()
            .unwrap()
            .iter()
            .zip(after.as_array().unwrap())
        {
            assert_eq!(before["policy"], after["policy"]);
            assert_eq!(before["made_by"], after["made_by"]);
        }
        for path in [path, again] {
            std::fs::remove_file(path).unwrap();
        }
        sandbox.run(&["ssl", "disable", &one, "--yes"]).expect(0);
    }
}

/// The places of all values in a document that have none below them, and of all objects.
fn places(value: &Value, at: &str, leaves: &mut Vec<String>, objects: &mut Vec<String>) {
    let (below, is_object): (Vec<(String, &Value)>, _) = match value {
        Value::Object(map) => (
            map.iter().map(|(key, one)| (key.clone(), one)).collect(),
            true,
        ),
        Value::Array(list) => {
            let numbered = list.iter().enumerate();
            (
                numbered
                    .map(|(place, one)| (place.to_string(), one))
                    .collect(),
                false,
            )
        }
        _ => (vec![], false),
    };
    if is_object {
        objects.push(at.to_owned());
    }
    if below.is_empty() {
        leaves.push(at.to_owned());
    }
    for (key, one) in below {
        places(one, &format!("{at}/{key}"), leaves, objects);
    }
}

/// What a value may be changed to.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec![
            json!("x"),
            json!(true),
            json!("cert"),
            json!("forcing"),
            json!("2026-01-01"),
        ],
        Value::Bool(is) => vec![json!(!is), Value::Null],
        Value::Number(number) => vec![json!(number.as_u64().unwrap() + 1), Value::Null],
        Value::String(text) => {
            let earlier = text.replacen("20", "21", 1);
            [format!("{text}x"), earlier]
                .into_iter()
                .map(Value::from)
                .chain([Value::Null])
                .collect()
        }
        Value::Array(_) => vec![json!(["x"]), Value::Null],
        Value::Object(_) => vec![Value::Null],
    }
}

#[test]
fn no_field_of_a_saved_plan_is_without_effect() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let file = sandbox.home.path().join("plan.json");
    let path = file.to_str().unwrap();
    let who = "user=app,database=appdb,address=10.0.0.1";
    let plan = ["plan", &id, "--via", "hba", "--except", who, "--out", path];
    sandbox.run(&plan).expect(1);
    let saved: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let saved = &saved["saved"];
    let (mut leaves, mut objects) = (vec![], vec![]);
    places(saved, "", &mut leaves, &mut objects);
    assert!(
        leaves.len() > 60 && objects.len() > 6,
        "{leaves:?} {objects:?}"
    );
    let enforce = ["enforce", "--plan", path, "--no-probe", "--yes"];
    for at in &objects {
        let mut plans = saved.clone();
        plans.pointer_mut(at).unwrap()["novelty"] = json!(1);
        std::fs::write(&file, seal(&plans).unwrap()).unwrap();
        // Beside the one word of a choice there is room for no key, whatever its name.
        let is_choice = at.ends_with("/hba");
        let why = if is_choice { "do not fit" } else { "novelty`" };
        sandbox.run(&enforce).expect(2).says(&[why]);
    }
    for at in &leaves {
        let mut plans = saved.clone();
        let whole = plans.clone();
        for other in others(whole.pointer(at).unwrap()) {
            *plans.pointer_mut(at).unwrap() = other.clone();
            if plans == whole {
                continue;
            }
            std::fs::write(&file, seal(&plans).unwrap()).unwrap();
            let ran = sandbox.run(&enforce);
            let is_elsewhere = at.ends_with("/instance_id");
            assert!(
                [2, 8].contains(&ran.code) || is_elsewhere && ran.code == 5,
                "{at} = {other}: {} {}",
                ran.code,
                ran.stderr
            );
        }
    }
    assert_eq!(sandbox.writes(), 0);
    std::fs::write(&file, seal(saved).unwrap()).unwrap();
    sandbox.run(&enforce).expect(0);
}

#[test]
fn a_plan_that_was_edited_or_torn_is_refused() {
    let sandbox = Sandbox::embedded(QUICK);
    let file = saved_plan(&sandbox);
    let path = file.to_str().unwrap();
    let saved = std::fs::read_to_string(&file).unwrap();
    for (bad, says) in [
        (saved.replace("convert", "guard").as_str(), "checksum"),
        (&saved[..saved.len() / 2], "hint"),
        ("", "hint"),
    ] {
        assert_ne!(bad, saved);
        std::fs::write(&file, bad).unwrap();
        sandbox
            .run(&["enforce", "--plan", path, "--yes"])
            .expect(2)
            .says(&["hint", says]);
    }
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_plan_that_wants_no_enforcement_is_refused_with_a_right_checksum_too() {
    let sandbox = Sandbox::embedded(QUICK);
    let file = saved_plan(&sandbox);
    let path = file.to_str().unwrap();
    let saved: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let opened = json!({ "exactly": [{ "priority": 0, "type": "host", "database": "all", "user": "all",
        "address": "0.0.0.0/0", "mask": null, "method": "trust", "option": null }] });
    for (field, value) in [
        ("hba", opened),
        ("hba", Value::Null),
        ("acl", json!({ "exactly": "prefer" })),
        ("replication_acl", json!({ "exactly": "cert" })),
        ("switch", json!("off")),
        ("client_ca", json!("clear")),
        ("restores", json!("logged")),
    ] {
        let mut plans = saved["saved"].clone();
        plans[0]["policy"][field] = value;
        std::fs::write(&file, seal(&plans).unwrap()).unwrap();
        let refused = sandbox.run(&["enforce", "--plan", path, "--yes"]);
        refused.expect(2).says(&["is no enforcement"]);
    }
    let mut plans = saved["saved"].clone();
    let again = plans[0].clone();
    plans.as_array_mut().unwrap().push(again);
    std::fs::write(&file, seal(&plans).unwrap()).unwrap();
    let twice = sandbox.run(&["enforce", "--plan", path, "--yes"]);
    twice.expect(2).says(&["stands in it twice"]);
    assert_eq!(sandbox.writes(), 0);
}

/// The file with the plan of the first instance.
fn saved_plan(sandbox: &Sandbox) -> PathBuf {
    let id = sandbox.instance(0).id;
    let file = sandbox.home.path().join("plan.json");
    let path = file.to_str().unwrap();
    let made = sandbox.run(&["plan", &id, "--via", "hba", "--out", path]);
    made.expect(1);
    file
}

#[test]
fn a_plan_of_several_says_which_would_change() {
    let sandbox = Sandbox::start(&[
        "--database",
        "none",
        "--instances",
        "3",
        "--change-time",
        "1s",
    ]);
    let [first, second, third] = [0, 1, 2].map(|index| sandbox.instance(index).id);
    sandbox
        .run(&["enforce", &second, "--via", "hba", "--no-probe", "--yes"])
        .expect(0);
    let writes = sandbox.writes();
    let (code, plans) = sandbox.json(&["plan", &first, &second, &third, "--via", "hba"]);
    let plans = plans["instances"].as_array().unwrap();
    let steps = plans
        .iter()
        .map(|plan| plan["steps"].as_array().unwrap().len());
    assert_eq!((code, steps.collect::<Vec<_>>()), (1, vec![2, 0, 2]));
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn a_plan_that_its_gate_refused_is_not_saved() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let file = sandbox.home.path().join("plan.json");
    let out = file.to_str().unwrap();
    let plan = ["plan", &id, "--via", "hba", "--out", out];
    let dsn = "host=localhost port=1 user=app dbname=appdb";
    let gate = ["--dsn", dsn, "--max-cut-off", "0"];
    let ran = sandbox.run(&[&plan[..], &gate].concat());
    assert!(ran.code > 1, "{}", ran.code);
    assert!(!file.exists());
    sandbox.run(&plan).expect(1);
    assert!(file.exists());
}

#[test]
fn a_plan_is_saved_for_all_that_was_selected_or_not_at_all() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let file = sandbox.home.path().join("plan.json");
    let (good, out) = (sandbox.instance(0).id, file.to_str().unwrap());
    let ran = sandbox.run(&["plan", &good, "pgm-elsewhere", "--via", "hba", "--out", out]);
    assert!(ran.code > 1, "{}", ran.code);
    ran.says(&["the plan is not saved"]);
    assert!(!file.exists());
    let other = sandbox.instance(1).id;
    sandbox
        .run(&["plan", &good, &other, "--via", "hba", "--out", out])
        .expect(1);
    assert!(file.exists());
}

#[test]
fn a_plan_of_two_regions_is_carried_out_and_undone_where_each_instance_is() {
    let state = serde_json::json!({"instances": [
        {"id": "pgm-east", "region": "cn-hangzhou", "database": "none"},
        {"id": "pgm-north", "region": "cn-beijing", "database": "none"},
    ]});
    let sandbox = Sandbox::with_state(&state, &["--change-time", "300ms"]);
    let file = sandbox.home.path().join("plan.json");
    let out = file.to_str().unwrap();
    sandbox
        .run(&[
            "plan",
            "--all",
            "--all-regions",
            "--via",
            "hba",
            "--out",
            out,
        ])
        .expect(1);
    let enforce = ["enforce", "--plan", out, "--no-probe", "--yes"];
    sandbox
        .run(&[&enforce[..], &["--region", "cn-hangzhou"]].concat())
        .expect(2)
        .says(&["pgm-north in cn-beijing", "hint: leave --region out"]);
    assert_eq!(sandbox.writes(), 0);
    let ran = sandbox.run(&enforce).expect(0);
    let said = ran.stdout + &ran.stderr;
    for (id, region) in [("pgm-east", "cn-hangzhou"), ("pgm-north", "cn-beijing")] {
        let undo = format!("undo: forcessl rollback {id} --to ");
        let line = said.lines().find(|line| line.starts_with(&undo));
        let place = format!("--region {region} ");
        assert!(
            line.is_some_and(|line| format!("{line} ").contains(&place)),
            "{said}"
        );
    }
}
