//! `export ram-policy`: each policy suffices for its purpose and holds nothing that is not needed. The
//! sandbox enforces them.

use serde_json::{Value, json};

use crate::support::certificates::Authority;
use crate::support::{Ran, Sandbox, run};

fn policy(args: &[&str]) -> Value {
    let ran = run(&[&["export", "ram-policy"], args].concat()).expect(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn actions(policy: &Value) -> Vec<String> {
    policy["Statement"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|statement| statement["Action"].as_array().unwrap())
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

fn without(policy: &Value, action: &str) -> Value {
    let mut policy = policy.clone();
    for statement in policy["Statement"].as_array_mut().unwrap() {
        statement["Action"]
            .as_array_mut()
            .unwrap()
            .retain(|one| one != action);
    }
    policy
}

/// A sandbox with a key for each policy, and these instances.
fn sandbox(policies: &[(&str, Value)], instances: &[&str]) -> Sandbox {
    let keys: Vec<Value> = policies
        .iter()
        .map(|(id, policy)| json!({ "id": id, "secret": "secret", "policy": policy }))
        .collect();
    let instances: Vec<Value> = instances.iter().map(|id| json!({ "id": id })).collect();
    let state = json!({ "access_keys": keys, "instances": instances });
    Sandbox::with_state(
        &state,
        &["--database", "embedded", "--change-time", "100ms"],
    )
}

fn run_as(sandbox: &Sandbox, key: &str, args: &[&str]) -> Ran {
    let output = sandbox
        .command(args)
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", key)
        .output()
        .unwrap();
    Ran::of(output, args)
}

/// What `check` says, without what differs from run to run.
fn checked(sandbox: &Sandbox, key: &str, id: &str) -> (i32, Value) {
    let ran = run_as(sandbox, key, &["check", id, "-o", "json"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let row = &document["instances"][0];
    let said = json!({
        "verdict": row["verdict"],
        "findings": row["findings"],
        "hba": row["hba"],
        "proof": row["proof"]["result"],
        "error": row["error"]["code"],
    });
    (ran.code, said)
}

#[test]
fn the_audit_policy_suffices_and_is_minimal() {
    let audit = policy(&["audit", "--instance", "pgm-a"]);
    let needed = actions(&audit);
    let reduced: Vec<(String, Value)> = needed
        .iter()
        .map(|action| (action.clone(), without(&audit, action)))
        .collect();
    let mut policies = vec![("everything", Value::Null), ("audit", audit)];
    policies.extend(
        reduced
            .iter()
            .map(|(action, policy)| (action.as_str(), policy.clone())),
    );
    let sandbox = sandbox(&policies, &["pgm-a", "pgm-b"]);
    let ca = Authority::new("forcessl test CA");
    let whole = checked(&sandbox, "everything", "pgm-a");
    assert_eq!(whole.0, 1);
    assert_eq!(checked(&sandbox, "audit", "pgm-a"), whole);
    let hba = ["plan", "pgm-a", "--via", "hba"];
    let acl = ["plan", "pgm-a", "--via", "acl", "--client-ca", &ca.ca()];
    for plan in [hba.as_slice(), &acl] {
        run_as(&sandbox, "audit", plan).expect(1);
    }
    run_as(
        &sandbox,
        "audit",
        &["doctor", "pgm-a", "--user", "app", "--database", "appdb"],
    )
    .expect(0);

    // It is for one instance, and for looking.
    assert_eq!(checked(&sandbox, "audit", "pgm-b").0, 4);
    run_as(
        &sandbox,
        "audit",
        &["enforce", "pgm-a", "--via", "hba", "--yes"],
    )
    .expect(4)
    .says(&["rds:ModifyDBInstanceSSL"]);
    assert_eq!(sandbox.writes(), 0);

    for action in &needed {
        let doctor = run_as(&sandbox, action, &["doctor", "pgm-a"]);
        assert!([1, 4].contains(&doctor.code), "{action}: {}", doctor.stdout);
        assert!(
            doctor
                .stdout
                .contains(&format!("allow the RAM action {action};")),
            "{action}: {}",
            doctor.stdout
        );
        let part = checked(&sandbox, action, "pgm-a");
        // Of a proxy that is not there, no more can be missing than the word that there is none.
        if action != "rds:DescribeDBProxy" && action != "rds:DescribeDBInstanceIPArrayList" {
            assert_ne!(part, whole, "{action} changes nothing");
        }
    }
}

#[test]
fn the_enforce_policy_suffices_in_both_ways_and_is_minimal() {
    let enforce = policy(&["enforce"]);
    let policies = [
        ("enforce", enforce.clone()),
        ("no-ssl", without(&enforce, "rds:ModifyDBInstanceSSL")),
        ("no-hba", without(&enforce, "rds:ModifyPGHbaConfig")),
        (
            "no-log",
            without(&enforce, "rds:DescribeModifyPGHbaConfigLog"),
        ),
    ];
    let sandbox = sandbox(&policies, &["pgm-a", "pgm-b", "pgm-c", "pgm-d"]);
    let ca = Authority::new("forcessl test CA");
    let ca = ca.ca();
    let acl = |id| ["enforce", id, "--via", "acl", "--client-ca", &ca, "--yes"];
    let hba = |id| ["enforce", id, "--via", "hba", "--yes"];
    run_as(&sandbox, "no-ssl", &acl("pgm-c"))
        .expect(4)
        .says(&["rds:ModifyDBInstanceSSL"]);
    run_as(&sandbox, "no-hba", &hba("pgm-c"))
        .expect(4)
        .says(&["rds:ModifyPGHbaConfig"]);
    run_as(&sandbox, "enforce", &acl("pgm-a")).expect(0);
    let whole = run_as(&sandbox, "enforce", &hba("pgm-b")).expect(0);
    let unknown = "overwritten at the same moment is not known";
    assert!(!whole.stderr.contains(unknown), "{}", whole.stderr);
    run_as(&sandbox, "no-log", &hba("pgm-d"))
        .expect(0)
        .says(&[unknown]);
    for id in ["pgm-a", "pgm-b"] {
        assert_eq!(
            checked(&sandbox, "enforce", id).1["verdict"],
            "enforced",
            "{id}"
        );
    }
}

#[test]
fn the_sweep_rights_suffice_and_are_minimal() {
    let sweep = policy(&["audit", "--sweep"]);
    let listing = ["rds:DescribeDBInstances", "rds:DescribeRegions"];
    assert!(
        listing
            .iter()
            .all(|one| actions(&sweep).contains(&(*one).to_owned()))
    );
    assert!(
        !actions(&policy(&["audit"]))
            .iter()
            .any(|one| listing.contains(&one.as_str()))
    );
    let mut policies = vec![("sweep", sweep.clone())];
    policies.extend(listing.map(|action| (action, without(&sweep, action))));
    let sandbox = sandbox(&policies, &["pgm-a", "pgm-b"]);
    let all = ["check", "--all-regions", "-o", "json"];
    let ran = run_as(&sandbox, "sweep", &all).expect(1);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["instances"].as_array().unwrap().len(), 2);
    assert_eq!(document["not_checked"]["places"], json!([]));
    for action in listing {
        run_as(&sandbox, action, &all).expect(4).says(&[action]);
    }
}

#[test]
fn the_enforce_policy_for_sweeps_suffices_and_is_minimal() {
    let sweep = policy(&["enforce", "--sweep"]);
    let listing = "rds:DescribeDBInstances";
    let policies = [
        ("sweep", sweep.clone()),
        ("no-list", without(&sweep, listing)),
        ("no-ssl", without(&sweep, "rds:ModifyDBInstanceSSL")),
        ("one-by-one", policy(&["enforce"])),
    ];
    let sandbox = sandbox(&policies, &["pgm-a", "pgm-b"]);
    let all = ["enforce", "--all", "--yes", "--max-failures", "2"];
    for key in ["no-list", "one-by-one"] {
        run_as(&sandbox, key, &all).expect(4).says(&[listing]);
    }
    run_as(&sandbox, "no-ssl", &all)
        .expect(4)
        .says(&["rds:ModifyDBInstanceSSL"]);
    assert_eq!(sandbox.writes(), 0);
    run_as(&sandbox, "sweep", &all).expect(0);
    run_as(&sandbox, "sweep", &["wait", "--all"]).expect(0);
    run_as(&sandbox, "sweep", &["check", "--all-regions"]).expect(0);
    run_as(&sandbox, "sweep", &["check", "pgm-a", "--find"]).expect(0);
    run_as(
        &sandbox,
        "sweep",
        &["plan", "--tag", "stage=prod", "--allow-empty"],
    )
    .expect(0);
}

#[test]
fn the_guard_forbids_switching_ssl_off_and_nothing_else() {
    let mut guarded = policy(&["enforce"]);
    let guard = policy(&["guard"])["Statement"].as_array().unwrap().clone();
    guarded["Statement"].as_array_mut().unwrap().extend(guard);
    let policies = [("guarded", guarded), ("enforce", policy(&["enforce"]))];
    let sandbox = sandbox(&policies, &["pgm-a"]);
    let with = |key, args: &[&str]| run_as(&sandbox, key, args);
    with("guarded", &["ssl", "enable", "pgm-a", "--yes"]).expect(0);
    with("guarded", &["ssl", "renew", "pgm-a", "--yes"]).expect(0);
    let before = sandbox.writes();
    with("guarded", &["ssl", "disable", "pgm-a", "--yes"])
        .expect(4)
        .says(&["Forbidden.RAM", "rds:ModifyDBInstanceSSL"]);
    assert_eq!(sandbox.writes(), before);
    let shown = with("guarded", &["ssl", "show", "pgm-a", "-o", "json"]).expect(0);
    assert!(
        shown.stdout.contains("\"enabled\": true"),
        "{}",
        shown.stdout
    );
    // The same call goes through without the guard, so it was the guard.
    with("enforce", &["ssl", "disable", "pgm-a", "--yes"]).expect(0);
}

#[test]
fn a_policy_names_region_account_and_instances() {
    let narrow = policy(&[
        "audit",
        "--region",
        "cn-hangzhou",
        "--account",
        "1234567890123456",
        "--instance",
        "pgm-a",
        "--instance",
        "pgm-b",
    ]);
    assert_eq!(
        narrow["Statement"][0]["Resource"],
        json!([
            "acs:rds:cn-hangzhou:1234567890123456:dbinstance/pgm-a",
            "acs:rds:cn-hangzhou:1234567890123456:dbinstance/pgm-b",
        ])
    );
    let sandbox = sandbox(&[("narrow", narrow)], &["pgm-a"]);
    assert_eq!(checked(&sandbox, "narrow", "pgm-a").0, 1);
    run(&["export", "ram-policy", "audit", "--account", "me"]).expect(2);
}
