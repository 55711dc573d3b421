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

/// The policy without each of its actions.
fn each_without(policy: &Value) -> Vec<(String, Value)> {
    let all = actions(policy).into_iter();
    all.map(|action| {
        let reduced = without(policy, &action);
        (action, reduced)
    })
    .collect()
}

/// A sandbox with a key for each policy, and these instances.
fn sandbox(policies: &[(&str, Value)], instances: &[&str]) -> Sandbox {
    let keys: Vec<Value> = policies
        .iter()
        .map(|(id, policy)| json!({ "id": id, "secret": "secret", "policy": policy }))
        .collect();
    // A proxy and a whitelist have something to say of each.
    let instances: Vec<Value> = instances
        .iter()
        .map(|id| json!({ "id": id, "proxy": true, "whitelist": ["0.0.0.0/0"] }))
        .collect();
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
    // Texts name the instance.
    let document: Value = serde_json::from_str(&ran.stdout.replace(id, "pgm-x")).unwrap();
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
    let reduced = each_without(&audit);
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
        assert_ne!(part, whole, "{action} changes nothing");
    }
}

/// Everything that an `enforce` in both ways and the check after it say, without what differs from run to run.
fn enforced(sandbox: &Sandbox, key: &str, id: &str, ca: &str) -> [(i32, Value); 2] {
    let both = ["--via", "acl", "--via", "hba", "--client-ca", ca];
    let args = [&["enforce", id, "--yes", "-o", "json"][..], &both].concat();
    let ran = run_as(sandbox, key, &args);
    let row: Value = serde_json::from_str(&ran.stdout).unwrap();
    let said = json!({
        "changed": row["changed"],
        "verdict": row["verdict"],
        "proof": row["proof"]["result"],
        "error": row["error"]["code"],
        "overwritten": ran.stderr.contains("overwritten at the same moment is not known"),
    });
    [(ran.code, said), checked(sandbox, key, id)]
}

#[test]
fn the_enforce_policy_suffices_in_both_ways_and_each_action_is_needed() {
    let enforce = policy(&["enforce"]);
    let reduced = each_without(&enforce);
    assert_eq!(reduced.len(), 9);
    let mut policies = vec![("everything", Value::Null), ("enforce", enforce)];
    policies.extend(
        reduced
            .iter()
            .map(|(action, policy)| (action.as_str(), policy.clone())),
    );
    // Each key has an instance of its own, so that each starts at the same state.
    let ids: Vec<String> = (0..policies.len())
        .map(|number| format!("pgm-{number}"))
        .collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let sandbox = sandbox(&policies, &ids);
    let authority = Authority::new("forcessl test CA");
    let ca = authority.ca();
    let said: Vec<[(i32, Value); 2]> = std::thread::scope(|scope| {
        let runs: Vec<_> = policies
            .iter()
            .zip(&ids)
            .map(|((key, _), id)| scope.spawn(|| enforced(&sandbox, key, id, &ca)))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    let [everything, whole, parts @ ..] = said.as_slice() else {
        unreachable!()
    };
    assert_eq!(everything[0].0, 0, "{everything:?}");
    assert_eq!(everything[0].1["verdict"], "enforced");
    assert_eq!(whole, everything);
    for ((action, _), part) in reduced.iter().zip(parts) {
        assert_ne!(part, whole, "{action} is not needed");
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
fn the_enforce_policy_for_sweeps_suffices_and_each_action_is_needed() {
    let sweep = policy(&["enforce", "--sweep"]);
    let reduced = each_without(&sweep);
    assert_eq!(reduced.len(), 11);
    let mut policies = vec![("one-by-one", policy(&["enforce"]))];
    policies.extend(
        reduced
            .iter()
            .map(|(action, policy)| (action.as_str(), policy.clone())),
    );
    policies.push(("sweep", sweep));
    let commands = [
        &["enforce", "--all", "--yes", "--max-failures", "3"][..],
        &["wait", "--all"],
        &[
            "check",
            "--all-regions",
            "--thorough",
            "--fail-on",
            "note",
            "-o",
            "json",
        ],
        &["check", "pgm-a", "--find", "-o", "json"],
        &["plan", "--tag", "stage=prod", "--allow-empty"],
    ];
    let swept = |key: &str| {
        // Both are as they were at the start, for each key.
        let sandbox = sandbox(&policies, &["pgm-a", "pgm-b"]);
        commands.map(|args| {
            let ran = run_as(&sandbox, key, args);
            let findings = serde_json::from_str::<Value>(&ran.stdout).map_or(vec![], |document| {
                let rows = document["instances"]
                    .as_array()
                    .cloned()
                    .unwrap_or_default();
                rows.iter().map(|row| row["findings"].clone()).collect()
            });
            let unknown = ran
                .stderr
                .contains("overwritten at the same moment is not known");
            (ran.code, findings, unknown)
        })
    };
    let whole = swept("sweep");
    assert_eq!(
        whole.clone().map(|(code, ..)| code),
        [0, 0, 1, 0, 0],
        "{whole:?}"
    );
    std::thread::scope(|scope| {
        for (key, _) in policies.iter().filter(|(key, _)| *key != "sweep") {
            let (swept, whole) = (&swept, &whole);
            scope.spawn(move || assert_ne!(&swept(key), whole, "{key} is enough"));
        }
    });
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
