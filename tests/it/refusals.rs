//! Everything that must stop before a write: unsupported instances, wrong names, keys and regions,
//! bad input.

use serde_json::{Value, json};

use crate::support::certificates::{Authority, expired_ca};
use crate::support::{Sandbox, run, shell};

fn instance(id: &str, change: &Value) -> Value {
    let mut instance = json!({ "id": id, "database": "none" });
    instance
        .as_object_mut()
        .unwrap()
        .extend(change.as_object().unwrap().clone());
    instance
}

#[test]
fn unsupported_instances_are_refused_with_the_reason() {
    let ca = Authority::new("forcessl test CA");
    let ca_file = ca.ca();
    let by_acl = ["--via", "acl", "--client-ca", &ca_file];
    let cases: Vec<(&str, Value, Vec<&str>, &str)> = vec![
        (
            "rm-mysql",
            json!({ "engine": "MySQL", "engine_version": "8.0" }),
            vec!["--via", "hba"],
            "not PostgreSQL",
        ),
        (
            "pgm-local",
            json!({ "storage": "local_ssd" }),
            vec!["--via", "hba"],
            "local_ssd",
        ),
        (
            "pgm-serverless",
            json!({ "category": "Serverless_basic" }),
            vec!["--via", "hba"],
            "serverless",
        ),
        (
            "pgm-eleven",
            json!({ "engine_version": "11.0" }),
            by_acl.to_vec(),
            "12 or later",
        ),
        (
            "pgm-kernel",
            json!({ "kernel": "rds_postgres_1300_20210101" }),
            vec!["--via", "hba"],
            "20210228",
        ),
        (
            "pgm-locked",
            json!({ "lock_mode": "LockByExpiration" }),
            vec!["--via", "hba"],
            "locked",
        ),
        (
            "pgm-busy",
            json!({ "status": "DBInstanceClassChanging" }),
            vec!["--via", "hba"],
            "busy",
        ),
    ];
    let state = json!({ "instances": cases.iter().map(|(id, change, ..)| instance(id, change)).collect::<Vec<_>>() });
    let sandbox = Sandbox::with_state(&state, &[]);
    for (id, _, way, reason) in &cases {
        sandbox
            .run(&[&["enforce", *id, "--yes"], way.as_slice()].concat())
            .expect(8)
            .says(&[reason, "nothing was sent"]);
    }
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn wrong_names_keys_and_regions_get_one_clear_error_each() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    sandbox
        .run(&["check", "pgm-nobody"])
        .expect(5)
        .says(&["pgm-nobody", "--region", "hint:"]);
    sandbox
        .run(&["enforce", "pgm-nobody", "--via", "hba", "--yes"])
        .expect(5)
        .says(&["pgm-nobody", "--region"]);

    let with = |name: &str, value: &str| {
        let output = sandbox
            .command(&["check", &id])
            .env(name, value)
            .output()
            .unwrap();
        crate::support::Ran::of(output, &[name])
    };
    with("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "wrong")
        .expect(4)
        .says(&["SignatureDoesNotMatch", "secret", "hint:"]);
    with("ALIBABA_CLOUD_ACCESS_KEY_ID", "nobody")
        .expect(4)
        .says(&["InvalidAccessKeyId.NotFound", "hint:"]);
    with("ALIBABA_CLOUD_ACCESS_KEY_ID", "")
        .expect(4)
        .says(&["hint:"]);
    with("FORCESSL_ENDPOINT", "http://127.0.0.1:1")
        .expect(5)
        .says(&["hint:"]);
    with("FORCESSL_ENDPOINT", "http://rds.example.com")
        .expect(2)
        .says(&["http"]);

    sandbox.fault(&["deny:DescribeDBInstanceSSL"]);
    sandbox
        .run(&["check", &id])
        .expect(4)
        .says(&["rds:DescribeDBInstanceSSL", "hint:"]);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn bad_client_ca_files_are_refused_before_anything_is_sent() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let ca = Authority::new("forcessl test CA");
    let (leaf, key) = ca.issue("app");
    let old = ca.file("old.pem", expired_ca().as_bytes());
    let pem = std::fs::read_to_string(ca.ca()).unwrap();
    let cases = [
        (ca.file("empty.pem", b""), "empty"),
        (
            ca.file("text.pem", b"hello, this is no certificate\n"),
            "PEM",
        ),
        (
            ca.file(
                "large.pem",
                pem.repeat(2 * 1024 * 1024 / pem.len() + 1).as_bytes(),
            ),
            "larger",
        ),
        (ca.file("binary.pem", &[0xff, 0xfe, 0x30, 0x82]), "text"),
        (leaf, "CA"),
        (key, "private key"),
        (old, "expired"),
        (
            ca.path("missing.pem").to_str().unwrap().to_owned(),
            "No such file",
        ),
    ];
    for (file, why) in &cases {
        let ran = sandbox.run(&["enforce", &id, "--via", "acl", "--client-ca", file, "--yes"]);
        ran.expect(2).says(&["error:", "client CA", why, "hint:"]);
        sandbox
            .run(&["ca", "set", &id, file, "--yes"])
            .expect(2)
            .says(&[why]);
    }
    assert_eq!(sandbox.calls().len(), 0, "nothing is even read");
}

#[test]
fn bad_words_are_usage_errors() {
    for args in [
        &["check", "not an id"][..],
        &["check", "x"],
        &["check"],
        &["acl", "set", "pgm-a", "require", "--yes"],
        &["enforce", "pgm-a", "--mode", "full"],
        &["enforce", "pgm-a", "--via", "ssl"],
        &["enforce", "pgm-a", "--via", "hba", "--mode", "cert"],
        &["enforce", "pgm-a", "--via", "acl", "--mode", "prefer"],
        &["enforce", "pgm-a", "--via", "acl", "--except", "user=app"],
        &["enforce", "pgm-a", "--except", "nonsense"],
        &["probe", "postgres://user@host/db"],
        &["check", "pgm-a", "--qps", "0"],
        &["check", "pgm-a", "--timeout", "soon"],
        &["check", "pgm-a", "--region", "../x"],
        &["nonsense"],
    ] {
        let ran = run(args).expect(2);
        assert!(!ran.stderr.trim().is_empty(), "{args:?}");
        assert!(ran.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn errors_are_json_when_the_answer_is() {
    let ran = run(&["check", "pgm-a", "--region", "cn-hangzhou", "-o", "json"]).expect(4);
    let error: Value = serde_json::from_str(&ran.stderr).unwrap();
    for key in ["kind", "message", "causes", "hint", "code", "request_id"] {
        assert!(
            error["error"].get(key).is_some(),
            "{key} is missing in {error}"
        );
    }
    assert_eq!(error["error"]["kind"], "access");
}

#[test]
fn several_instances_that_fail_are_one_error_for_a_program_and_none_selected_is_no_table() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let ids = [sandbox.instance(0).id, sandbox.instance(1).id];
    // Without a client CA none of them can be changed.
    let words = [
        "enforce", &ids[0], &ids[1], "--via", "acl", "--yes", "-o", "json",
    ];
    let ran = sandbox.run(&words).expect(8);
    let error: Value = serde_json::from_str(ran.stderr.lines().last().unwrap()).unwrap();
    assert_eq!(
        ran.stderr.matches("\"error\":").count(),
        1,
        "{}",
        ran.stderr
    );
    assert_eq!(error["error"]["message"], "2 instances failed");
    assert_eq!(error["error"]["causes"].as_array().unwrap().len(), 2);
    let each: Value = serde_json::from_str(&ran.stdout).unwrap();
    for one in each["instances"].as_array().unwrap() {
        assert_eq!(one["error"]["kind"], "blocked", "{one:#}");
    }
    let nobody = [
        "enforce",
        "--tag",
        "no=such",
        "--allow-empty",
        "--via",
        "hba",
        "--yes",
    ];
    let ran = sandbox.run(&nobody).expect(0);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains("nothing was selected"),
        "{}",
        ran.stderr
    );
}

#[test]
fn few_file_descriptors_are_an_error_with_a_way_out_and_no_bug() {
    let home = tempfile::tempdir().unwrap();
    for limit in [6, 8, 10, 12, 16, 24] {
        let script = format!(r#"ulimit -n {limit}; exec "$0" "$@""#);
        let output = shell(home.path(), &script)
            .args(["check", "pgm-a", "--region", "cn-hangzhou"])
            .args(["--endpoint", "http://127.0.0.1:9"])
            .envs([
                ("ALIBABA_CLOUD_ACCESS_KEY_ID", "key"),
                ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
            ])
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            matches!(output.status.code(), Some(2 | 5)),
            "{limit}: {said}"
        );
        assert!(said.contains("hint: "), "{limit}: {said}");
    }
}
