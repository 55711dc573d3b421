//! `probe` against a real server.

use serde_json::{Value, json};

use crate::support::Sandbox;
use crate::support::certificates::Authority;

#[test]
fn the_three_answers() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    let target = format!("{}:{}", instance.host, instance.port);
    let (code, before) = sandbox.json(&["probe", &target]);
    assert_eq!(code, 1);
    assert_eq!(before["probes"][0]["result"], "refuted");

    sandbox
        .run(&["enforce", &instance.id, "--via", "hba", "--yes"])
        .expect(0);
    let (code, after) = sandbox.json(&["probe", &target, "--replication"]);
    assert_eq!(code, 0, "{after:#}");
    for probe in after["probes"].as_array().unwrap() {
        assert_eq!(probe["result"], "proven");
        assert_eq!(probe["demands"], "ssl");
        assert_eq!(probe["runs"][0]["sqlstate"], "28000");
    }
    assert_eq!(after["probes"].as_array().unwrap().len(), 2);

    let (code, _) = sandbox.json(&["probe", "127.0.0.1:1"]);
    assert_eq!(code, 5, "nothing listens there");
}

#[test]
fn a_client_certificate_is_told_good_from_bad() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    let ca = Authority::new("forcessl test CA");
    let stranger = Authority::new("another CA");
    sandbox
        .run(&[
            "enforce",
            &instance.id,
            "--via",
            "acl",
            "--mode",
            "cert",
            "--client-ca",
            &ca.ca(),
            "--yes",
        ])
        .expect(0);
    let target = format!("{}:{}", instance.host, instance.port);
    let ask = |(cert, key): (String, String)| {
        let (code, document) = sandbox.json(&[
            "probe",
            &target,
            "--user",
            &instance.user,
            "--cert",
            &cert,
            "--key",
            &key,
        ]);
        assert_eq!(code, 0, "{document:#}");
        document["probes"][0]["runs"][2]["outcome"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(ask(ca.issue(&instance.user)), "accepted_no_auth");
    assert_eq!(ask(ca.issue("somebody-else")), "certificate_user_mismatch");
    assert_eq!(ask(stranger.issue(&instance.user)), "certificate_rejected");

    let (cert, _) = ca.issue("one");
    let (_, key) = ca.issue("two");
    sandbox
        .run(&["probe", &target, "--cert", &cert, "--key", &key])
        .expect(2)
        .says(&["client certificate", "hint:"]);
    sandbox.run(&["probe", &target, "--cert", &cert]).expect(2);
}

#[test]
fn many_targets_and_logins_are_asked_one_by_one() {
    let sandbox = Sandbox::embedded(&["--change-time", "0s"]);
    let instance = sandbox.instance(0);
    sandbox
        .run(&["enforce", &instance.id, "--via", "hba", "--yes"])
        .expect(0);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let target = format!("127.0.0.1:{}", instance.port);
    let targets = file(
        "targets",
        &format!("# fleet\n{target}\n{target} # again\n\n"),
    );
    let logins = file("logins", "app\n\"odd name\" shop\n");
    let (code, document) = sandbox.json(&[
        "probe",
        "--targets",
        &targets,
        "--logins",
        &logins,
        "--tls-versions",
        "--direct-ssl",
        "--gss",
    ]);
    assert_eq!(code, 0, "{document:#}");
    let probes = document["probes"].as_array().unwrap();
    let named: Vec<&str> = probes
        .iter()
        .map(|probe| probe["user"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["app", "odd name", "app", "odd name"]);
    assert!(probes.iter().all(|probe| probe["result"] == "proven"));
    assert_eq!(probes[0]["runs"][0]["from"], "127.0.0.1");
    let one = &document["targets"][0];
    assert_eq!(one["family"], "ipv4");
    assert_eq!(one["tls_versions"][3]["answer"], "accepted");
    assert_eq!(one["gss"], "not_offered");
    assert_eq!(one["certificate"]["trust"], "not_checked");
    assert_eq!(one["log_lines"]["refusals"], 2);
    let empty = file("empty", "# none\n");
    sandbox.run(&["probe", "--targets", &empty]).expect(2);
    let wide = file("wide", "a b c\n");
    sandbox
        .run(&["probe", &target, "--logins", &wide])
        .expect(2)
        .says(&["more than two names"]);
}

#[test]
fn evidence_is_written_once() {
    let sandbox = Sandbox::embedded(&["--change-time", "0s"]);
    let instance = sandbox.instance(0);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (changed, seen) = (path("change.json"), path("seen.md"));
    let enforce = [
        "enforce",
        &instance.id,
        "--via",
        "hba",
        "--yes",
        "--evidence",
        &changed,
    ];
    sandbox.run(&enforce).expect(0);
    let text = std::fs::read_to_string(&changed).unwrap();
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["kind"], "evidence");
    assert_eq!(document["changes"][0]["instance_id"], instance.id.as_str());
    assert_eq!(document["changes"][0]["proof"]["sqlstate"], "28000");
    assert!(document["changes"][0]["proof"]["certificate_sha256"].is_string());
    assert_eq!(document["probes"][0]["result"], "proven");
    sandbox.run(&enforce).expect(2).says(&["never overwritten"]);

    let target = format!("127.0.0.1:{}", instance.port);
    sandbox
        .run(&["probe", &target, "--evidence", &seen])
        .expect(0);
    let page = std::fs::read_to_string(&seen).unwrap();
    assert!(
        page.contains("plaintext **REFUSED**") && page.contains("28000"),
        "{page}"
    );
}

#[test]
fn a_target_that_cannot_be_reached_fails_with_require_proof() {
    let sandbox = Sandbox::embedded(&[]);
    sandbox.run(&["probe", "127.0.0.1:1"]).expect(5);
    sandbox
        .run(&["probe", "127.0.0.1:1", "--require-proof"])
        .expect(7);
}

#[test]
fn the_accounts_of_an_instance_are_asked_about() {
    let state = serde_json::json!({ "instances": [{ "id": "pgm-a", "users": ["report"] }] });
    let sandbox = Sandbox::with_state(&state, &["--database", "embedded"]);
    let (code, document) = sandbox.json(&["probe", "pgm-a", "--all-accounts"]);
    assert_eq!(code, 1, "{document:#}");
    let mut asked: Vec<(&str, &str, bool)> = document["probes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|probe| {
            (
                probe["user"].as_str().unwrap(),
                probe["database"].as_str().unwrap(),
                probe["replication"].as_bool().unwrap(),
            )
        })
        .collect();
    asked.sort_unstable();
    asked.dedup();
    assert_eq!(
        asked,
        [
            ("app", "", true),
            ("app", "appdb", false),
            ("report", "appdb", false)
        ],
        "`app` may replicate"
    );

    sandbox
        .run(&["probe", "pgm-a", "db.example.com", "--all-accounts"])
        .expect(2)
        .says(&["db.example.com:5432", "instance id", "hint:"]);
    sandbox
        .run(&["probe", "pgm-a", "--all-accounts", "--user", "app"])
        .expect(2);
    sandbox.fault(&["deny:DescribeAccounts"]);
    sandbox
        .run(&["probe", "pgm-a", "--all-accounts"])
        .expect(4)
        .says(&["accounts of `pgm-a`", "rds:DescribeAccounts", "hint:"]);
}

/// What the API does not say clearly is not tried: the report lists it, and no proof is claimed.
#[test]
fn what_could_not_be_tried_is_listed_and_is_no_proof() {
    let state = json!({
        "access_keys": [{"id": "blind", "secret": "secret", "policy": {"Version": "1", "Statement": [
            {"Effect": "Allow", "Action": "*", "Resource": "*"},
            {"Effect": "Deny", "Action": "rds:DescribeDBInstanceAttribute", "Resource": "*"},
        ]}}, {"id": "all", "secret": "secret"}],
        "instances": [{"id": "pgm-a", "ssl": {"enabled": true}, "hba": [{"priority": 0, "type": "hostssl",
            "database": "all", "user": "all", "address": "0.0.0.0/0", "method": "scram-sha-256"}]}],
    });
    let sandbox = Sandbox::with_state(&state, &["--database", "postgres"]);
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence.md");
    let why = "its replicas and its pooler are not known";
    for (key, strict, expected) in [("all", true, 0), ("blind", false, 0), ("blind", true, 7)] {
        let probe = |more: &[&str]| {
            let strict = strict.then_some("--require-proof");
            let args: Vec<&str> = ["probe", "pgm-a", "-4"].into_iter().chain(strict).collect();
            let mut command = sandbox.command(&[&args[..], more].concat());
            command.env("ALIBABA_CLOUD_ACCESS_KEY_ID", key);
            command.env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret");
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(expected), "{key} {output:?}");
            String::from_utf8(output.stdout).unwrap()
        };
        let report: Value = serde_json::from_str(&probe(&["-o", "json"])).unwrap();
        assert_eq!(report["probes"][0]["result"], "proven", "{report:#}");
        let reasons = report["unprobed"].as_array().unwrap().iter();
        let reasons: Vec<&str> = reasons.map(|one| one["reason"].as_str().unwrap()).collect();
        assert_eq!(reasons.len(), usize::from(key == "blind"), "{reasons:?}");
        let screen = probe(&["--evidence", evidence.to_str().unwrap()]);
        let page = std::fs::read_to_string(&evidence).unwrap();
        std::fs::remove_file(&evidence).unwrap();
        for text in [&screen, &page] {
            let said = text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!(said.contains(why), key == "blind", "{text}");
        }
    }
}
