//! Policy files: what they change in `check`, `plan` and `enforce`, and how bad ones are refused.

use serde_json::{Value, json};

use crate::support::certificates::{Authority, expired_ca};
use crate::support::{Sandbox, issued, repository, run};

const HEAD: &str = "version = 1\n[defaults]\nvia = [\"hba\"]\n";

fn with(sandbox: &Sandbox, more: &str) -> String {
    let file = sandbox.home.path().join("forcessl.toml");
    std::fs::write(&file, format!("{HEAD}{more}")).unwrap();
    file.to_str().unwrap().to_owned()
}

fn waiver(until: &str) -> String {
    format!(
        "[[waivers]]\nmatch = {{ id = [\"pgm-*\"] }}\nreason = \"old loader\"\nuntil = \"{until}\"\n\
         findings = [\"ssl-off\", \"plaintext-admitted\", \"plaintext-replication\"]\n"
    )
}

#[test]
fn a_waiver_in_force_is_shown_and_one_past_its_day_is_a_gap() {
    let sandbox = Sandbox::start(&["--database", "none", "--instances", "2"]);
    let file = with(&sandbox, &waiver("2999-01-01"));
    let ran = sandbox
        .run(&["check", "--all", "--policy", &file, "-o", "json"])
        .expect(0);
    assert!(
        ran.stdout
            .contains("accepted until 2999-01-01 (old loader)")
    );
    assert!(ran.stdout.contains("\"open\": 2"), "{}", ran.stdout);
    let file = with(&sandbox, &waiver("2001-01-01"));
    let ran = sandbox
        .run(&["check", "pgm-sandbox1", "--policy", &file, "-o", "json"])
        .expect(1);
    assert!(ran.stdout.contains("it was accepted until 2001-01-01"));
}

/// Waived or not, an instance is the same to `check`, to who reads its report, and to the formats that say pass or fail.
#[test]
fn everybody_who_reads_a_report_sees_the_same_gap() {
    let state = json!({"instances": [
        {"id": "pgm-open", "database": "none"},
        {"id": "pgm-disk", "database": "none", "storage": "local_ssd"},
    ]});
    let sandbox = Sandbox::with_state(&state, &[]);
    let file = sandbox.home.path().join("report.json");
    let report = file.to_str().unwrap();
    let all = r#""ssl-off", "plaintext-admitted", "plaintext-replication", "unsupported""#;
    for (id, waived) in [
        ("pgm-open", all),
        ("pgm-disk", all),
        ("pgm-*", "\"weak-method\""),
    ] {
        let policy = with(
            &sandbox,
            &format!(
                "[[waivers]]\nmatch = {{ id = [\"{id}\"] }}\nfindings = [{waived}]\nreason = \"old\"\nuntil = \"2999-01-01\"\n"
            ),
        );
        for named in ["pgm-open", "pgm-disk"] {
            let code = i32::from(named != id);
            let to = format!("json={report}");
            let check = ["check", named, "--policy", &policy, "--no-probe", "-o"];
            sandbox.run(&[&check[..], &[&to]].concat()).expect(code);
            let reads = |arguments: &[&str]| sandbox.run(arguments).expect(code).stdout;
            reads(&["report", "merge", report]);
            reads(&["report", "diff", report, report, "--fail-on", "any"]);
            let junit = reads(&["report", "merge", report, "-o", "junit"]);
            assert_eq!(junit.contains("<failure"), code == 1, "{junit}");
            assert_eq!(junit.contains("<skipped"), code == 0, "{junit}");
            let ocsf = reads(&["report", "merge", report, "-o", "ocsf"]);
            let fails = ocsf.contains(r#""status":"Fail""#) || ocsf.contains(r#""status": "Fail""#);
            assert!(!fails || code == 1, "{ocsf}");
        }
    }
}

#[test]
fn plan_and_enforce_follow_the_rules() {
    let sandbox = Sandbox::start(&[
        "--database",
        "none",
        "--instances",
        "2",
        "--change-time",
        "300ms",
    ]);
    let file = with(
        &sandbox,
        "[[rules]]\nname = \"guarded\"\nmatch = { id = [\"*2\"] }\nset = { strategy = \"guard\" }\n",
    );
    sandbox
        .run(&[
            "enforce",
            "--all",
            "--policy",
            &file,
            "--yes",
            "--wave-size",
            "2",
        ])
        .expect(0);
    let types = |id: &str| {
        let (_, document) = sandbox.json(&["hba", "list", id]);
        let records = document["hba"].as_array().unwrap();
        records
            .iter()
            .map(|record| record["type"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(types("pgm-sandbox1").iter().all(|kind| kind == "hostssl"));
    assert!(types("pgm-sandbox2").contains(&"hostnossl".to_owned()));
    let ran = sandbox
        .run(&["policy", "explain", "pgm-sandbox2", "--policy", &file])
        .expect(0);
    assert!(ran.stdout.contains("rules: guarded") && ran.stdout.contains("strategy: guard"));
    sandbox.run(&["plan", "--all", "--policy", &file]).expect(0);
}

#[test]
fn a_client_ca_that_no_rule_takes_is_refused_for_named_and_for_listed_instances() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    let file = with(&sandbox, "");
    let authority = Authority::new("forcessl test CA");
    let ca = authority.ca();
    for which in ["pgm-sandbox1", "--all"] {
        let given = ["enforce", which, "--policy", &file, "--client-ca", &ca];
        let refused = sandbox.run(&[&given[..], &["--yes"]].concat()).expect(2);
        refused.says(&["--client-ca has no effect"]);
    }
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn the_starter_validates_and_mistakes_have_a_place() {
    let printed = |args: &[&str]| run(args).expect(0).stdout;
    assert_eq!(
        printed(&["policy", "init", "-"]),
        printed(&["policy", "init"])
    );
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("p.toml");
    let path = file.to_str().unwrap();
    run(&["policy", "init", path]).expect(0);
    run(&["policy", "init", path])
        .expect(2)
        .says(&["could not write"]);
    let ran = run(&["policy", "validate", path]).expect(0);
    assert!(ran.stdout.contains("1 rule, 0 waivers"), "{}", ran.stdout);
    assert!(
        ran.stdout.contains("No instance was asked"),
        "{}",
        ran.stdout
    );
    std::fs::write(&file, "version = 1\n[defaults]\nvai = [\"hba\"]\n").unwrap();
    run(&["policy", "validate", path])
        .expect(2)
        .says(&["line 3, column 1", "did you mean `via`?"]);
}

/// The schema names the keys that the parser knows, which it lists when it meets another one.
#[test]
fn the_schema_has_the_keys_of_the_parser() {
    let schema = std::fs::read_to_string(repository("docs/schema/policy.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("p.toml");
    for (text, place) in [
        ("version = 1\nzzz = 1\n", "/properties"),
        (
            "version = 1\n[defaults]\nzzz = 1\n",
            "/$defs/settings/properties",
        ),
        (
            "version = 1\n[[rules]]\nzzz = 1\n",
            "/properties/rules/items/properties",
        ),
        (
            "version = 1\n[[rules]]\nmatch = { zzz = 1 }\n",
            "/$defs/match/properties",
        ),
        (
            "version = 1\n[[waivers]]\nzzz = 1\n",
            "/properties/waivers/items/properties",
        ),
    ] {
        std::fs::write(&file, text).unwrap();
        let ran = run(&["policy", "validate", file.to_str().unwrap()]).expect(2);
        let mut known: Vec<&str> = ran.stderr.split('`').skip(1).step_by(2).collect();
        known.retain(|name| *name != "zzz" && !name.contains('/'));
        let mut keys: Vec<&str> = schema
            .pointer(place)
            .unwrap()
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        known.sort_unstable();
        keys.sort_unstable();
        assert_eq!(known, keys, "{}", ran.stderr);
    }
}

/// What a file has beside its version, and whether it is a policy.
const EXAMPLES: [(&str, bool); 38] = [
    ("", true),
    (
        "[defaults]\nvia = [\"acl\", \"hba\"]\nmode = \"verify-ca\"\nreplication = \"cert\"\n",
        true,
    ),
    (
        "[defaults]\nstrategy = \"guard\"\nexpiry_days = 0\nfail_on = [\"note\", \"high\"]\n",
        true,
    ),
    ("[defaults]\nexpiry_days = 3650\n", true),
    ("[defaults]\nfail_on = []\n", false),
    ("[[rules]]\nname = \"a\"\nmatch = {}\nset = {}\n", true),
    (
        "[[rules]]\nname = \"a\"\nmatch = { id = [\"pgm-*\"], region = [\"cn-*\"], tag = { a = \"b\" } }\nset = { via = [\"hba\"] }\n",
        true,
    ),
    (
        "[[waivers]]\nmatch = {}\nfindings = [\"replica-open\"]\nreason = \"x\"\nuntil = \"2027-06-30\"\n",
        true,
    ),
    (
        "[[waivers]]\nmatch = {}\nfindings = [\"plaintext-admitted\"]\nuser = \"a\"\ndatabase = \"b\"\naddress = \"10.0.0.0/8\"\nreason = \"x\"\nuntil = \"2028-02-29\"\n",
        true,
    ),
    (
        "[[waivers]]\nmatch = {}\nfindings = [\"ssl-off\"]\nuser = \"a\"\ndatabase = \"b\"\naddress = \"10.0.0.0/8\"\nreason = \"x\"\nuntil = \"2028-02-29\"\n",
        false,
    ),
    (
        "[defaults]\nstrategy = \"guard\"\nrecords = \"r.conf\"\n",
        false,
    ),
    ("[defaults]\nvia = []\n", false),
    ("[defaults]\nvia = \"hba\"\n", false),
    ("[defaults]\nvia = [\"both\"]\n", false),
    ("[defaults]\nmode = \"prefer\"\n", false),
    ("[defaults]\nreplication = \"prefer\"\n", false),
    ("[defaults]\nmode = \"perfer\"\n", false),
    ("[defaults]\nmode = \"VERIFY-CA\"\n", false),
    ("[defaults]\nstrategy = \"close\"\n", false),
    ("[defaults]\nexpiry_days = -1\n", false),
    ("[defaults]\nexpiry_days = 3651\n", false),
    ("[defaults]\nexpiry_days = \"30\"\n", false),
    ("[defaults]\nexpiry_days = 1.5\n", false),
    ("[defaults]\nfail_on = [\"severe\"]\n", false),
    (
        "[defaults]\nvia = [\"hba\"]\nmode = \"cert\"\n[[rules]]\nname = \"a\"\nmatch = { id = [\"pgm-*\"] }\nset = { via = [\"acl\"] }\n",
        true,
    ),
    (
        "[[rules]]\nname = \"a\"\nmatch = { id = [] }\nset = {}\n",
        false,
    ),
    (
        "[[rules]]\nname = \"a\"\nmatch = { region = [] }\nset = {}\n",
        false,
    ),
    (
        "[[rules]]\nname = \"a\"\nmatch = { tag = {} }\nset = {}\n",
        false,
    ),
    ("[rules]\nname = \"a\"\n", false),
    ("[[rules]]\nmatch = {}\nset = {}\n", false),
    ("[[rules]]\nname = \"a\"\nset = {}\n", false),
    (
        "[[rules]]\nname = \"a\"\nmatch = { id = \"pgm-a\" }\nset = {}\n",
        false,
    ),
    (
        "[[rules]]\nname = \"a\"\nmatch = { tag = { a = 1 } }\nset = {}\n",
        false,
    ),
    (
        "[[waivers]]\nmatch = {}\nfindings = []\nreason = \"x\"\nuntil = \"2027-06-30\"\n",
        false,
    ),
    (
        "[[waivers]]\nmatch = {}\nfindings = [\"no-such\"]\nreason = \"x\"\nuntil = \"2027-06-30\"\n",
        false,
    ),
    (
        "[[waivers]]\nmatch = {}\nfindings = [\"ssl-off\"]\nreason = \" \"\nuntil = \"2027-06-30\"\n",
        false,
    ),
    (
        "[[waivers]]\nmatch = {}\nfindings = [\"ssl-off\"]\nreason = \"x\"\nuntil = \"2027-02-30\"\n",
        false,
    ),
    (
        "[[waivers]]\nmatch = {}\nfindings = [\"ssl-off\"]\nreason = \"x\"\n",
        false,
    ),
];

/// A file is a policy for `policy validate` where it is one for a validator with the schema.
#[test]
fn the_schema_and_the_parser_agree() {
    let schema = std::fs::read_to_string(repository("docs/schema/policy.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("p.toml");
    let starter = run(&["policy", "init"]).expect(0).stdout;
    let heads = ["version = 1\n", "version = 2\n", ""];
    let whole = EXAMPLES
        .iter()
        .map(|(text, good)| (format!("version = 1\n{text}"), *good));
    let versions = heads
        .iter()
        .map(|head| ((*head).to_owned(), *head == heads[0]));
    for (text, good) in whole.chain(versions).chain([(starter, true)]) {
        let document: serde_json::Value = toml::from_str(&text).unwrap();
        assert_eq!(validator.is_valid(&document), good, "the schema on {text}");
        std::fs::write(&file, &text).unwrap();
        let ran = run(&["policy", "validate", file.to_str().unwrap()]);
        assert_eq!(ran.code, if good { 0 } else { 2 }, "{text}{}", ran.stderr);
    }
}

#[test]
fn what_somebody_changed_beside_the_declared_files_is_found() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let home = sandbox.home.path();
    let records = "hostssl all all 0.0.0.0/0 md5\nhostssl replication all 0.0.0.0/0 md5\n";
    std::fs::write(home.join("pg_hba.conf"), records).unwrap();
    let ca = crate::support::certificates::Authority::new("declared CA");
    std::fs::copy(ca.ca(), home.join("ca.pem")).unwrap();
    let declared = "client_ca = \"ca.pem\"\nrecords = \"pg_hba.conf\"\n";
    let file = with(&sandbox, declared);
    let nightly = ["check", &id, "--policy", &file, "-o", "json"];
    let drift = || {
        let ran = sandbox.run(&nightly);
        let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let findings = document["instances"][0]["findings"].as_array().unwrap();
        let drift = findings.iter().filter(|one| one["id"] == "drift");
        let texts: Vec<String> = drift.map(|one| one["message"].to_string()).collect();
        texts.join("\n")
    };
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    let before = drift();
    assert!(
        before.contains("client CA") && before.contains("record changed"),
        "{before}"
    );
    sandbox
        .run(&["enforce", &id, "--policy", &file, "--yes"])
        .expect(0);
    assert_eq!(drift(), "", "enforce puts the declared files in force");
    let writes = sandbox.writes();
    let again = sandbox
        .run(&["enforce", &id, "--policy", &file, "--yes"])
        .expect(0);
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    assert_eq!(sandbox.writes(), writes);

    let other = format!("{records}hostssl all all 10.0.0.0/8 scram-sha-256\n");
    let changed = home.join("changed.conf");
    std::fs::write(&changed, other).unwrap();
    sandbox
        .run(&["hba", "apply", &id, changed.to_str().unwrap(), "--yes"])
        .expect(0);
    assert!(drift().contains("record added"), "{}", drift());
    let plan = sandbox.run(&["plan", &id, "--policy", &file]).expect(1);
    assert!(plan.stdout.contains("pg_hba records"), "{}", plan.stdout);

    // Declared records that let plaintext in cannot be put in force by enforce.
    std::fs::write(home.join("pg_hba.conf"), "host all all 0.0.0.0/0 md5\n").unwrap();
    let writes = sandbox.writes();
    sandbox
        .run(&["enforce", &id, "--policy", &file, "--yes"])
        .expect(8)
        .says(&["let plaintext in"]);
    assert_eq!(sandbox.writes(), writes);
}

/// An instance on which SSL cannot be enforced fails no run of a fleet whose policy accepts that, unless it is open.
#[test]
fn a_waived_instance_is_skipped_and_hides_no_open_one() {
    let state = json!({ "instances": [
        { "id": "pgm-a", "database": "none", "ssl": { "enabled": true } },
        { "id": "pgm-local", "database": "none", "storage": "local_ssd" },
    ] });
    let sandbox = Sandbox::with_state(&state, &["--change-time", "100ms"]);
    let file = sandbox.home.path().join("waived.toml");
    let waiver = |until: &str| {
        let policy = format!(
            "version = 1\n[[waivers]]\nmatch = {{ id = [\"pgm-local\"] }}\n\
             findings = [\"unsupported\"]\nreason = \"moves in spring\"\nuntil = \"{until}\"\n"
        );
        std::fs::write(&file, policy).unwrap();
    };
    let fleet = |command: &[&str]| {
        let selected = ["--all", "--policy", file.to_str().unwrap()];
        sandbox.run(&[command, &selected].concat())
    };
    let enforce = ["enforce", "--yes", "--no-probe"];
    waiver("2020-01-01");
    fleet(&["plan"]).expect(8);
    waiver("2120-01-01");
    fleet(&["plan"]).expect(1).says(&["skipped", "local_ssd"]);
    fleet(&enforce).expect(0).says(&["skipped", "local_ssd"]);
    fleet(&["plan"]).expect(0);
    assert_eq!(sandbox.writes(), 1);
    waiver("2020-01-01");
    fleet(&enforce).expect(8);
    assert_eq!(sandbox.writes(), 1);
}

/// What a policy declares as client CA is held against what `--client-ca` is held against.
#[test]
fn a_declared_client_ca_that_is_none_never_leaves_the_machine() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let home = sandbox.home.path();
    let made = issued::ca(home, "clients");
    issued::client(&made, "app");
    let old = home.join("old.pem");
    std::fs::write(&old, expired_ca()).unwrap();
    for (declared, plan, enforce) in [
        (format!("{made}/ca.key"), 2, 2),
        (format!("{made}/app.crt"), 8, 8),
        (old.to_str().unwrap().to_owned(), 8, 8),
    ] {
        let policy =
            format!("version = 1\n[defaults]\nvia = [\"acl\"]\nclient_ca = \"{declared}\"\n");
        let file = home.join("declared.toml");
        std::fs::write(&file, policy).unwrap();
        let file = file.to_str().unwrap();
        let saved = home.join("plan.json");
        let saved = saved.to_str().unwrap();
        sandbox
            .run(&["plan", &id, "--policy", file, "--out", saved])
            .expect(plan);
        sandbox
            .run(&["enforce", &id, "--policy", file, "--yes"])
            .expect(enforce);
    }
    assert_eq!(sandbox.writes(), 0);
}

/// A file with a leaf stands for one that no server would take anew: it is installed already, so nothing is sent.
#[test]
fn a_declared_client_ca_that_is_installed_is_judged_as_what_is_installed() {
    let home = tempfile::tempdir().unwrap();
    let made = issued::ca(home.path(), "clients");
    issued::client(&made, "app");
    let leaf = std::fs::read_to_string(format!("{made}/app.crt")).unwrap();
    let state =
        json!({ "instances": [{ "id": "pgm-a", "ssl": { "enabled": true, "client_ca": leaf } }] });
    let sandbox = Sandbox::with_state(&state, &[]);
    let file = home.path().join("declared.toml");
    let policy =
        format!("version = 1\n[defaults]\nvia = [\"acl\"]\nclient_ca = \"{made}/app.crt\"\n");
    std::fs::write(&file, policy).unwrap();
    let ran = sandbox.run(&["check", "pgm-a", "--policy", file.to_str().unwrap()]);
    let ran = ran.expect(1);
    assert!(!ran.stdout.contains("drift"), "{}", ran.stdout);
}

/// What enforce keeps open for a waiver is what check accepts of it.
#[test]
fn enforce_and_check_take_a_waiver_for_the_same_logins() {
    let record = |priority: u32, database: &str, user: &str, address: &str| {
        json!({ "priority": priority, "type": "host", "database": database, "user": user,
            "address": address, "method": "md5" })
    };
    let state = json!({ "instances": [{ "id": "pgm-a", "ssl": { "enabled": true }, "users": ["bob"], "hba": [
        record(0, "all", "bob", "127.0.0.5/32"),
        record(1, "all", "all", "0.0.0.0/0"),
        record(2, "replication", "all", "0.0.0.0/0"),
    ] }] });
    for (findings, columns, kept) in [
        (
            r#""plaintext-admitted""#,
            "user = \"bob\"\naddress = \"127.0.0.0/8\"\n",
            &[
                "host all bob 127.0.0.5/32 md5",
                "hostnossl all bob 127.0.0.0/8 md5",
            ][..],
        ),
        (
            r#""plaintext-replication""#,
            "user = \"app\"\n",
            &["hostnossl replication app 0.0.0.0/0 md5"],
        ),
        (
            r#""plaintext-admitted", "plaintext-replication""#,
            "user = \"app\"\n",
            &[
                "hostnossl all app 0.0.0.0/0 md5",
                "hostnossl replication app 0.0.0.0/0 md5",
            ],
        ),
    ] {
        let sandbox = Sandbox::with_state(&state, &["--change-time", "100ms"]);
        let waiver = format!(
            "[[waivers]]\nmatch = {{}}\nfindings = [{findings}]\n{columns}reason = \"old\"\nuntil = \"2099-01-01\"\n"
        );
        let policy = with(&sandbox, &waiver);
        let ran = sandbox.run(&["enforce", "pgm-a", "--policy", &policy, "--yes"]);
        ran.expect(0);
        let exported = sandbox.run(&["hba", "export", "pgm-a"]).expect(0).stdout;
        for line in kept {
            let words: Vec<&str> = line.split(' ').collect();
            let is_there = |line: &str| line.split_whitespace().eq(words.iter().copied());
            assert!(
                exported.lines().any(is_there),
                "{line} is missing in\n{exported}"
            );
        }
        sandbox
            .run(&["plan", "pgm-a", "--policy", &policy])
            .expect(0);
        sandbox
            .run(&["check", "pgm-a", "--policy", &policy])
            .expect(0);
    }
}

/// What is found of replicas does not depend on a policy, nor on what of them may be read.
#[test]
fn a_replica_is_looked_at_with_and_without_a_policy() {
    let closed = json!([{"priority": 0, "type": "hostssl", "database": "all", "user": "all",
        "address": "0.0.0.0/0", "method": "scram-sha-256"}]);
    let state = json!({
        "access_keys": [
            {"id": "all", "secret": "secret"},
            {"id": "blind", "secret": "secret", "policy": {"Version": "1", "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*"},
                {"Effect": "Deny", "Action": "rds:Describe*", "Resource": "acs:rds:*:*:dbinstance/pgr-a"},
            ]}},
        ],
        "instances": [
            {"id": "pgm-a", "database": "none", "ssl": {"enabled": true}, "hba": closed},
            {"id": "pgr-a", "database": "none", "primary_id": "pgm-a"},
        ]
    });
    let sandbox = Sandbox::with_state(&state, &[]);
    let file = with(&sandbox, "");
    let found = |key: &str, more: &[&str]| -> Vec<(String, String)> {
        let keys = [
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", key),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
        ];
        let check = ["check", "pgm-a", "--no-probe", "-o", "json"];
        let mut command = sandbox.command(&[&check[..], more].concat());
        let output = command.envs(keys).output().unwrap();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let findings = report["instances"][0]["findings"].as_array().unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        findings
            .iter()
            .map(|one| (text(&one["id"]), text(&one["severity"])))
            .collect()
    };
    for (key, id) in [("all", "replica-open"), ("blind", "unreadable")] {
        let without = found(key, &[]);
        assert!(
            without.iter().any(|(one, _)| one == id),
            "{key}: {without:?}"
        );
        assert_eq!(found(key, &["--policy", &file]), without, "{key}");
    }
    // What may not be read of a replica is not known of its primary either.
    let blind = ["check", "pgm-a", "--no-probe", "-o", "json"];
    let mut command = sandbox.command(&blind);
    command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", "blind");
    command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["instances"][0]["verdict"], "unknown");
    assert_eq!(report["instances"][0]["error"]["kind"], "access");
}

/// What an ACL does to a record for plaintext is not documented, so nobody is promised to be kept under one.
#[test]
fn an_acl_is_not_set_over_a_login_that_a_waiver_or_an_exception_keeps() {
    let sandbox = Sandbox::start(&["--database", "none"]);
    let id = sandbox.instance(0).id;
    let authority = Authority::new("clients");
    let ca = authority.ca();
    let login = "findings = [\"plaintext-admitted\"]\nuser = \"app\"\nreason = \"old\"\nuntil = \"2999-01-01\"\n";
    let policy = |via: &str| {
        let file = sandbox.home.path().join("kept.toml");
        let text =
            format!("version = 1\n[defaults]\nvia = [{via}]\n[[waivers]]\nmatch = {{}}\n{login}");
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let refused = |arguments: &[&str]| {
        let enforce = [
            "enforce",
            id.as_str(),
            "--client-ca",
            &ca,
            "--no-probe",
            "--yes",
        ];
        let ran = sandbox.run(&[&enforce[..], arguments].concat()).expect(8);
        assert!((ran.stdout + &ran.stderr).contains("may refuse the logins"));
    };
    refused(&["--policy", &policy("\"acl\"")]);
    refused(&["--policy", &policy("\"acl\", \"hba\"")]);
    refused(&[
        "--via",
        "acl",
        "--via",
        "hba",
        "--except",
        "user=app,database=all,address=0.0.0.0/0",
    ]);
    assert_eq!(sandbox.writes(), 0);
    sandbox
        .run(&[
            "enforce",
            &id,
            "--policy",
            &policy("\"hba\""),
            "--no-probe",
            "--yes",
        ])
        .expect(0);
}

/// What is asked for never comes out wider than it was meant, and never half done.
#[test]
fn an_enforcement_that_would_let_in_others_sends_nothing() {
    let state = json!({ "instances": [{ "id": "pgm-a", "users": ["etl"], "ssl": { "enabled": true }, "hba": [
        { "priority": 0, "type": "host", "database": "appdb", "user": "app", "address": "127.0.0.0/8", "method": "md5" },
    ] }] });
    let sandbox = Sandbox::with_state(&state, &["--database", "none"]);
    for (except, said) in [
        ("database=appdb,adress=10.0.0.0/8", "did you mean `address`"),
        ("database=appdb,USER=app", "did you mean `user`"),
        ("user=@file", "another file"),
    ] {
        let enforce = [
            "enforce", "pgm-a", "--via", "hba", "--except", except, "--yes",
        ];
        sandbox.run(&enforce).expect(2).says(&[said]);
    }
    let enforce = |records: &str, more: &str, said: &str| {
        std::fs::write(sandbox.home.path().join("r.conf"), records).unwrap();
        let file = with(&sandbox, &format!("records = \"r.conf\"\n{more}"));
        let enforce = ["enforce", "pgm-a", "--policy", &file, "--yes"];
        sandbox.run(&enforce).expect(8).says(&[said]);
    };
    let waiver = "[[waivers]]\nmatch = {}\nfindings = [\"plaintext-admitted\"]\nuser = \"app\"\nreason = \"x\"\nuntil = \"2999-06-30\"\n";
    enforce(
        "hostssl all all 0.0.0.0/0 trust\n",
        "",
        "open what is closed today",
    );
    enforce(
        "hostssl all etl 127.0.0.0/8 md5\nhostssl appdb app 127.0.0.0/8 md5\n",
        "",
        "open what is closed today",
    );
    enforce(
        "hostssl appdb app 127.0.0.0/8 md5\n",
        waiver,
        "a waiver keeps open",
    );
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn what_is_suggested_after_a_check_by_policy_is_by_that_policy_and_nothing_for_what_it_accepts() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let (open, accepted) = (sandbox.instance(0).id, sandbox.instance(1).id);
    let file = sandbox.home.path().join("p.toml");
    let waiver = format!(
        "version = 1\n[defaults]\nvia = [\"hba\"]\n[[waivers]]\nmatch = {{ id = [\"{accepted}\"] }}\n\
         findings = [\"ssl-off\", \"plaintext-admitted\", \"plaintext-replication\"]\nreason = \"x\"\nuntil = \"{}\"\n",
        (chrono::Utc::now() + chrono::TimeDelta::days(30)).format("%Y-%m-%d")
    );
    std::fs::write(&file, waiver).unwrap();
    let policy = ["--policy", file.to_str().unwrap()];
    for (id, remedy) in [
        (
            &open,
            serde_json::json!(format!("forcessl enforce {open} {}", policy.join(" "))),
        ),
        (&accepted, serde_json::Value::Null),
    ] {
        let (_, report) = sandbox.json(&[&["check", id], &policy[..]].concat());
        let findings = report["instances"][0]["findings"].as_array().unwrap();
        let found = findings
            .iter()
            .find(|one| one["id"] == "plaintext-admitted");
        assert_eq!(found.unwrap()["remedy"], remedy, "{findings:?}");
    }
}

/// A mistyped tag or id leaves a rule or waiver without effect: whoever looks at all instances is told.
#[test]
fn rules_and_waivers_that_match_no_instance_of_a_whole_listing_are_named() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let file = sandbox.home.path().join("policy.toml");
    let id = sandbox.instance(0).id;
    let text = format!(
        r#"version = 1
[[rules]]
name = "mistyped"
match = {{ tag = {{ stage = "prdo" }} }}
set = {{ expiry_days = 60 }}
[[rules]]
name = "used"
match = {{ id = ["{id}"] }}
set = {{ expiry_days = 60 }}
[[rules]]
name = "elsewhere"
match = {{ region = ["eu-*"] }}
set = {{ expiry_days = 60 }}
[[waivers]]
match = {{ id = ["pgm-typo"] }}
findings = ["whitelist-open"]
reason = "mistyped as well"
until = "2099-01-01"
"#
    );
    std::fs::write(&file, text).unwrap();
    let policy = ["--policy", file.to_str().unwrap()];
    for command in [&["check"][..], &["plan"], &["enforce", "--dry-run"]] {
        for (selection, are_named) in [
            (&["--all"][..], true),
            (&["--all", "-o", "json"], true),
            (&["--all", "--no-replicas"], false),
            (&[&*id], false),
        ] {
            let ran = sandbox.run(&[command, selection, &policy].concat());
            let counted = |words: &str| ran.stderr.matches(words).count();
            let expected = usize::from(are_named);
            let case = format!("{command:?} {selection:?}: {}", ran.stderr);
            assert_eq!(
                counted("rule `mistyped` of the policy matches no"),
                expected,
                "{case}"
            );
            assert_eq!(
                counted("mistyped as well) matches no instance"),
                expected,
                "{case}"
            );
            assert_eq!(counted("matches no instance"), 2 * expected, "{case}");
        }
    }
}

#[test]
fn a_rule_of_a_region_holds_for_a_named_instance_by_what_its_answer_says() {
    let state = json!({"instances": [
        {"id": "pgm-east", "region": "cn-hangzhou", "database": "none"},
        {"id": "pgm-north", "region": "cn-beijing", "database": "none"},
    ]});
    let sandbox = Sandbox::with_state(&state, &[]);
    let folder = sandbox.home.path();
    let [file, plan] = ["policy.toml", "plan.json"].map(|name| folder.join(name));
    let text = "version = 1\n[defaults]\nstrategy = \"convert\"\n[[rules]]\nname = \"north\"\n\
        match = { region = [\"cn-beijing\"] }\nset = { strategy = \"guard\" }\n";
    std::fs::write(&file, text).unwrap();
    let [policy, out] = [&file, &plan].map(|path| path.to_str().unwrap());
    let args = [
        "plan",
        "pgm-east",
        "pgm-north",
        "--policy",
        policy,
        "--out",
        out,
    ];
    // The endpoint leads to both, whatever region the variable names.
    for region in ["", "cn-hangzhou", "cn-beijing"] {
        let mut command = sandbox.command(&args);
        if region.is_empty() {
            command.env_remove("FORCESSL_REGION");
        } else {
            command.env("FORCESSL_REGION", region);
        }
        let ran = command.output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{region}: {said}");
        let saved: Value = serde_json::from_slice(&std::fs::read(&plan).unwrap()).unwrap();
        let plans = saved["saved"].as_array().unwrap().iter();
        let strategies = plans.map(|plan| plan["policy"]["hba"]["hardened"]["strategy"].as_str());
        let strategies: Vec<_> = strategies.map(Option::unwrap).collect();
        assert_eq!(strategies, ["convert", "guard"], "{region}");
        std::fs::remove_file(&plan).unwrap();
    }
}
