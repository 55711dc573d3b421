//! The main job, on a real PostgreSQL server with real clients.

use serde_json::{Value, json};

use crate::support::certificates::Authority;
use crate::support::{QUICK, Sandbox, psql};

#[test]
fn by_acl_plaintext_connects_before_and_is_refused_after() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let ca = Authority::new("forcessl test CA");
    let (cert, key) = ca.issue(&instance.user);
    let (other_cert, other_key) = ca.issue("somebody-else");

    let before = psql::login(&instance, "sslmode=disable");
    assert!(before.ok && before.output.trim() == "f", "{before:?}");
    let (code, check) = sandbox.json(&["check", &instance.id]);
    assert_eq!(
        (code, &check["instances"][0]["verdict"]),
        (1, &"open".into())
    );
    assert_eq!(check["instances"][0]["proof"]["plaintext"], "admitted");

    let ca_file = ca.ca();
    let (code, done) = sandbox.json(&[
        "enforce",
        &instance.id,
        "--via",
        "acl",
        "--client-ca",
        &ca_file,
        "--yes",
    ]);
    assert_eq!(code, 0, "{done:#}");
    assert_eq!(done["changed"], true);
    assert_eq!(done["verdict"], "enforced");
    assert_eq!(done["proof"]["result"], "proven");
    assert_eq!(done["proof"]["demands"], "client_certificate");
    assert_eq!(done["proof"]["replication"]["result"], "proven");
    assert_eq!(
        done["steps"].as_array().unwrap().len(),
        1,
        "one call: {done:#}"
    );
    assert_eq!(sandbox.writes(), 1);

    let plaintext = psql::login(&instance, "sslmode=disable");
    assert!(
        !plaintext.ok && plaintext.output.contains("no encryption"),
        "{plaintext:?}"
    );
    let bare = psql::login(&instance, "sslmode=require");
    assert!(!bare.ok && bare.output.contains("certificate"), "{bare:?}");
    let server_ca = ca.file(
        "server-ca.pem",
        server_ca(&sandbox, &instance.id).as_bytes(),
    );
    let full = |cert: &str, key: &str| {
        psql::login(
            &instance,
            &format!("sslmode=verify-full sslrootcert={server_ca} sslcert={cert} sslkey={key}"),
        )
    };
    let good = full(&cert, &key);
    assert!(good.ok && good.output.trim() == "t", "{good:?}");
    let wrong = full(&other_cert, &other_key);
    assert!(!wrong.ok, "{wrong:?}");
    let replicating = psql::replication(&instance, "sslmode=disable");
    assert!(!replicating.ok, "{replicating:?}");

    let (code, again) = sandbox.json(&[
        "enforce",
        &instance.id,
        "--via",
        "acl",
        "--client-ca",
        &ca_file,
        "--yes",
    ]);
    assert_eq!((code, &again["changed"]), (0, &false.into()), "{again:#}");
    assert_eq!(sandbox.writes(), 1, "a second run sends nothing");
    let (code, _) = sandbox.json(&["check", &instance.id]);
    assert_eq!(code, 0);
}

#[test]
fn a_certificate_has_to_get_in_for_the_login_that_it_was_given_for() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let ca = Authority::new("forcessl test CA");
    let enforce = |mode: &str, user: &str| {
        let (cert, key) = ca.issue(user);
        let ca = ca.ca();
        let id = &instance.id;
        let wanted = ["enforce", id, "--mode", mode, "--client-ca", &ca, "--yes"];
        let login = ["--user", &instance.user, "--cert", &cert, "--key", &key];
        sandbox.run(&[&wanted[..], &login].concat())
    };
    // With verify-full a server asks for the password before it compares the names.
    for mode in ["cert", "verify-full"] {
        // Other logins are tried too, by the records, and this certificate is none of theirs.
        enforce(mode, &instance.user).expect(0);
        enforce(mode, "somebody-else")
            .expect(7)
            .says(&["this certificate"]);
    }
}

/// The CA of the server certificate, from the URL the API names.
pub fn server_ca(sandbox: &Sandbox, id: &str) -> String {
    let shown = sandbox.run(&["ssl", "show", id]).expect(0).stdout;
    let url = shown
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .unwrap_or_else(|| panic!("no server CA in {shown}"));
    crate::support::http("GET", url, "")
}

#[test]
fn by_hba_plaintext_and_plaintext_replication_are_refused() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    assert!(psql::login(&instance, "sslmode=disable").ok);
    let replicating = psql::replication(&instance, "sslmode=disable");
    assert!(replicating.ok, "{replicating:?}");

    let (code, done) = sandbox.json(&["enforce", &instance.id, "--via", "hba", "--yes"]);
    assert_eq!(code, 0, "{done:#}");
    assert_eq!(done["verdict"], "enforced");
    assert_eq!(done["proof"]["result"], "proven");
    assert_eq!(done["proof"]["demands"], "ssl");
    assert_eq!(done["proof"]["replication"]["result"], "proven");

    assert!(!psql::login(&instance, "sslmode=disable").ok);
    assert!(!psql::replication(&instance, "sslmode=disable").ok);
    let ssl = psql::login(&instance, "sslmode=require");
    assert!(ssl.ok && ssl.output.trim() == "t", "{ssl:?}");
    assert!(psql::replication(&instance, "sslmode=require").ok);

    let writes = sandbox.writes();
    let again = sandbox
        .run(&["enforce", &instance.id, "--via", "hba", "--yes"])
        .expect(0);
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    assert_eq!(sandbox.writes(), writes);
}

/// On every server of `FORCESSL_TEST_POSTGRES_BINS`, a colon list; on the system's own without it.
#[test]
fn the_main_job_works_on_every_version() {
    let bins = std::env::var("FORCESSL_TEST_POSTGRES_BINS").unwrap_or_default();
    let folders: Vec<&str> = match bins.as_str() {
        "" => vec![""],
        bins => bins.split(':').collect(),
    };
    let ca = Authority::new("forcessl test CA");
    let ca_file = ca.ca();
    for folder in folders {
        for way in ["hba", "acl"] {
            let place = ["--postgres-bin", folder];
            let place = if folder.is_empty() {
                &[][..]
            } else {
                &place[..]
            };
            let sandbox = Sandbox::postgres(&[QUICK, place].concat());
            let instance = sandbox.instance(0);
            // verify-full needs 12; verify-ca is there in every version.
            let acl = [
                "--via",
                "acl",
                "--mode",
                "verify-ca",
                "--client-ca",
                &ca_file,
            ];
            let flags = if way == "acl" {
                &acl[..]
            } else {
                &["--via", "hba"][..]
            };
            assert!(
                psql::login(&instance, "sslmode=disable").ok,
                "{folder} {way}"
            );
            let args = [&["enforce", &instance.id, "--yes"], flags].concat();
            let (code, done) = sandbox.json(&args);
            assert_eq!(
                (code, &done["verdict"]),
                (0, &"enforced".into()),
                "{folder} {done:#}"
            );
            assert_eq!(done["proof"]["result"], "proven", "{folder} {done:#}");
            assert!(
                !psql::login(&instance, "sslmode=disable").ok,
                "{folder} {way}"
            );
            let (cert, key) = ca.issue(&instance.user);
            let with = format!("sslmode=require sslcert={cert} sslkey={key}");
            let login = psql::login(&instance, &with);
            assert!(
                login.ok && login.output.trim() == "t",
                "{folder} {way}: {login:?}"
            );
        }
    }
}

#[test]
fn the_guard_strategy_puts_one_record_in_front() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    sandbox
        .run(&[
            "enforce",
            &instance.id,
            "--via",
            "hba",
            "--strategy",
            "guard",
            "--yes",
        ])
        .expect(0);
    assert!(!psql::login(&instance, "sslmode=disable").ok);
    assert!(psql::login(&instance, "sslmode=require").ok);
    let (_, list) = sandbox.json(&["hba", "list", &instance.id]);
    let records = list["hba"].as_array().unwrap();
    assert_eq!(records[0]["type"], "hostnossl");
    assert_eq!(records[0]["method"], "reject");
    let kept: Vec<_> = records
        .iter()
        .filter(|record| record["type"] == "host")
        .collect();
    assert_eq!(
        kept.len(),
        2,
        "the factory records stay as they are: {list:#}"
    );
}

#[test]
fn an_exception_is_left_open_and_shown() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let except = format!(
        "user={},database={},address=127.0.0.1/32",
        instance.user, instance.database
    );
    let (code, done) = sandbox.json(&[
        "enforce",
        &instance.id,
        "--via",
        "hba",
        "--except",
        &except,
        "--yes",
    ]);
    assert_eq!(code, 0, "{done:#}");
    assert_eq!(done["verdict"], "partly");
    assert_eq!(done["accepted"].as_array().unwrap().len(), 1);
    let at = psql::login(&instance, "hostaddr=127.0.0.1 sslmode=disable");
    assert!(at.ok, "{at:?}");
    let (code, _) = sandbox.json(&["check", &instance.id]);
    assert_eq!(code, 1, "check does not know that the hole was wanted");
}

/// Enforces by ACL with a client CA, and gives the steps with how they ended.
fn steps_by_acl(sandbox: &Sandbox, more: &[&str]) -> Vec<(String, String)> {
    let id = sandbox.instance(0).id;
    let authority = Authority::new("forcessl test CA");
    let ca = authority.ca();
    let args = ["enforce", &id, "--via", "acl", "--client-ca", &ca, "--yes"];
    let (code, done) = sandbox.json(&[&args[..], more].concat());
    assert_eq!(code, 0, "{done:#}");
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    done["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| (text(&step["step"]), text(&step["status"])))
        .collect()
}

#[test]
fn stepwise_is_three_calls() {
    let sandbox = Sandbox::embedded(QUICK);
    let steps = steps_by_acl(&sandbox, &["--stepwise"]);
    let names: Vec<&str> = steps.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["ssl-on", "client-ca", "acl"]);
    assert_eq!(sandbox.writes(), 3);
}

#[test]
fn a_refused_combined_call_falls_back_to_its_parts() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s", "--fault", "refuse-combined"]);
    let steps = steps_by_acl(&sandbox, &[]);
    let expected = [
        ("ssl-on+client-ca+acl", "split"),
        ("ssl-on", "done"),
        ("client-ca", "done"),
        ("acl", "done"),
    ];
    assert_eq!(
        steps,
        expected.map(|(name, status)| (name.to_owned(), status.to_owned()))
    );
}

#[test]
fn a_lagging_status_does_not_end_the_wait_early() {
    let sandbox = Sandbox::postgres(&["--change-time", "2s", "--status-lag", "3s"]);
    let instance = sandbox.instance(0);
    let (code, done) = sandbox.json(&["enforce", &instance.id, "--via", "hba", "--yes"]);
    assert_eq!(code, 0, "{done:#}");
    for step in done["steps"].as_array().unwrap() {
        assert!(step["seconds"].as_f64().unwrap() >= 2.0, "{done:#}");
    }
    assert!(!psql::login(&instance, "sslmode=disable").ok);
}

#[test]
fn a_change_that_fails_ends_at_once_with_the_services_reason() {
    let sandbox = Sandbox::embedded(&[
        "--change-time",
        "1s",
        "--fault",
        "fail-change:disk quota exceeded",
    ]);
    let instance = sandbox.instance(0);
    let ran = sandbox
        .run(&["enforce", &instance.id, "--via", "hba", "--yes"])
        .expect(5);
    ran.says(&["disk quota exceeded", "hint:"]);
}

#[test]
fn someone_elses_change_stops_the_write() {
    let sandbox = Sandbox::embedded(QUICK);
    let instance = sandbox.instance(0);
    sandbox
        .run(&["ssl", "enable", &instance.id, "--yes"])
        .expect(0);
    let writes = sandbox.writes();
    sandbox.fault(&["foreign-change"]);
    sandbox
        .run(&["hba", "harden", &instance.id, "--yes"])
        .expect(8)
        .says(&[
            "changed after the plan was made",
            "record",
            "nothing was sent",
            "hint:",
        ]);
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn a_lost_answer_is_settled_by_looking() {
    let sandbox = Sandbox::embedded(QUICK);
    let instance = sandbox.instance(0);
    sandbox
        .run(&["ssl", "enable", &instance.id, "--yes"])
        .expect(0);
    let writes = sandbox.writes();
    sandbox.fault(&["lost-answer:1"]);
    let (code, done) = sandbox.json(&["hba", "harden", &instance.id, "--yes"]);
    assert_eq!(code, 0, "{done:#}");
    assert_eq!(sandbox.writes(), writes + 1, "the write is not sent again");
}

#[test]
fn without_wait_the_change_goes_on_and_the_hint_says_how_to_wait() {
    let sandbox = Sandbox::embedded(&["--change-time", "3s"]);
    let instance = sandbox.instance(0);
    sandbox
        .run(&["ssl", "enable", &instance.id, "--yes", "--no-wait"])
        .expect(6)
        .says(&[&format!("forcessl wait {}", instance.id)]);
    sandbox
        .run(&["wait", &instance.id, "--settle", "2s"])
        .expect(0);
    let (_, shown) = sandbox.json(&["ssl", "show", &instance.id]);
    assert_eq!(shown["ssl"]["enabled"], true);
}

#[test]
fn out_of_time_is_not_a_failure_of_the_change() {
    let sandbox = Sandbox::embedded(&["--change-time", "600s"]);
    let instance = sandbox.instance(0);
    sandbox
        .run(&["ssl", "enable", &instance.id, "--yes", "--timeout", "3s"])
        .expect(6)
        .says(&[
            "the change continues",
            &format!("forcessl wait {}", instance.id),
        ]);
}

#[test]
fn hardening_keeps_everything_but_the_type_byte_for_byte() {
    let record = |priority: u32,
                  kind: &str,
                  database: &str,
                  user: &str,
                  address: &str,
                  mask: Option<&str>,
                  method: &str,
                  option: Option<&str>| {
        json!({
            "priority": priority, "type": kind, "database": database, "user": user, "address": address,
            "mask": mask, "method": method, "option": option,
        })
    };
    let before = [
        record(
            0,
            "host",
            "all",
            "batch,report",
            "10.1.0.0",
            Some("255.255.0.0"),
            "scram-sha-256",
            None,
        ),
        record(
            3,
            "hostnossl",
            "all",
            "all",
            "192.0.2.0/24",
            None,
            "reject",
            None,
        ),
        record(
            4,
            "hostnossl",
            "legacy",
            "old",
            "10.9.9.9/32",
            None,
            "md5",
            None,
        ),
        record(
            7,
            "host",
            "crm,\"all\"",
            "all",
            "10.2.0.0/16",
            None,
            "ldap",
            Some("ldapserver=ldap.example ldapprefix=\"cn=\" ldaptls=1"),
        ),
        record(
            40,
            "hostssl",
            "all",
            "all",
            "0.0.0.0/0",
            None,
            "scram-sha-256",
            Some("clientcert=verify-ca"),
        ),
        record(
            9000,
            "host",
            "replication",
            "all",
            "0.0.0.0/0",
            None,
            "md5",
            None,
        ),
    ];
    let client_ca = std::fs::read_to_string(Authority::new("clients").ca()).unwrap();
    let state = json!({ "instances": [{ "id": "pgm-kept", "database": "none", "hba": before, "users": ["app", "batch", "report", "old"], "ssl": { "enabled": true, "client_ca": client_ca } }] });
    let sandbox = Sandbox::with_state(&state, QUICK);
    sandbox
        .run(&["hba", "harden", "pgm-kept", "--yes", "--user", "batch"])
        .expect(0);
    let (_, list) = sandbox.json(&["hba", "list", "pgm-kept"]);
    let mut expected: Vec<serde_json::Value> = before.to_vec();
    expected.remove(2);
    for record in &mut expected {
        if record["type"] == "host" {
            record["type"] = "hostssl".into();
        }
    }
    let mut after = list["hba"].as_array().unwrap().clone();
    for record in &mut after {
        assert_eq!(record["admits_plaintext"], false);
        assert_eq!(record["plaintext"], serde_json::json!([]));
        let record = record.as_object_mut().unwrap();
        record.shift_remove("admits_plaintext");
        record.shift_remove("plaintext");
    }
    assert_eq!(after, expected);
}

/// A server that does not follow its records is found out each time, by logins that these records are for.
#[test]
fn what_is_as_wanted_by_its_records_is_tried_by_logins_that_meet_them() {
    let record = json!({
        "priority": 0, "type": "host", "database": "appdb", "user": "all", "address": "0.0.0.0/0", "method": "md5"
    });
    let instance = json!({
        "id": "pgm-a", "users": ["ana"], "database": "postgres", "ssl": {"enabled": true}, "hba": [record]
    });
    let sandbox = Sandbox::with_state(&json!({"instances": [instance]}), QUICK);
    sandbox.fault(&["unapplied:1@ModifyPGHbaConfig"]);
    for _ in 0..2 {
        sandbox
            .run(&["enforce", "pgm-a", "--yes"])
            .expect(7)
            .says(&["still lets plaintext in"]);
    }
    let of_one = json!({"tried": 1, "accepted": 1, "left_out": 0});
    for args in [
        &["check", "pgm-a"][..],
        &["check", "--all", "--probe"],
        &["check", "--all", "--probe", "--thorough"],
    ] {
        let (code, report) = sandbox.json(args);
        let row = &report["instances"][0];
        assert_eq!(
            (code, row["verdict"].as_str()),
            (1, Some("open")),
            "{args:?}"
        );
        assert_eq!(row["record_logins"], of_one, "{args:?}");
        assert_eq!(row["proof"]["database"], "appdb", "{args:?}");
    }
    let (code, report) = sandbox.json(&["probe", "pgm-a"]);
    // Whom it names otherwise no record lets in, which proves nothing.
    assert_eq!((code, &report["targets"][0]["record_logins"]), (7, &of_one));
    assert_eq!(report["probes"][1]["of_records"], true);
    let shown = sandbox.run(&["check", "pgm-a"]).expect(1).stdout;
    assert!(
        shown.contains("accepted for 1 of 1 login taken from the records"),
        "{shown}"
    );
    sandbox.run(&["check", "--all"]).expect(0);
    // A login that the record is for, named: nobody else is needed.
    let (code, report) = sandbox.json(&["check", "pgm-a", "--database", "appdb"]);
    assert_eq!(
        (code, &report["instances"][0]["record_logins"]),
        (1, &Value::Null)
    );
}

/// The factory records need no login of their own, and many records are tried up to a bound that the report tells.
#[test]
fn logins_of_the_records_are_few_and_only_refute() {
    let record = |number: u32| {
        json!({
            "priority": number, "type": "hostssl", "database": format!("shop{number}"), "user": "all",
            "address": "192.0.2.1/32", "method": "md5"
        })
    };
    let everyone = json!({
        "priority": 20, "type": "hostssl", "database": "all,replication", "user": "all", "address": "0.0.0.0/0", "method": "md5"
    });
    let mut records: Vec<Value> = (0..11).map(record).collect();
    records.push(everyone);
    let ssl = json!({"enabled": true});
    let sandbox = Sandbox::with_state(
        &json!({"instances": [
            {"id": "pgm-own", "database": "postgres", "ssl": ssl, "hba": records},
            {"id": "pgm-new", "database": "embedded", "ssl": ssl},
        ]}),
        QUICK,
    );
    let (_, report) = sandbox.json(&["check", "pgm-new"]);
    assert_eq!(report["instances"][0]["record_logins"], Value::Null);
    let of_eight = json!({"tried": 8, "accepted": 0, "left_out": 3});
    let (code, report) = sandbox.json(&["check", "pgm-own"]);
    assert_eq!(
        (code, &report["instances"][0]["record_logins"]),
        (0, &of_eight),
        "{report:#}"
    );
    assert_eq!(
        report["instances"][0]["proofs"].as_array().unwrap().len(),
        1
    );
    let (code, report) = sandbox.json(&["probe", "pgm-own", "--replication", "--require-proof"]);
    assert_eq!(
        (code, &report["targets"][0]["record_logins"]),
        (0, &of_eight)
    );
    let shown = sandbox
        .run(&["enforce", "pgm-own", "--yes"])
        .expect(0)
        .stdout;
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "accepted for none of 8 logins taken from the records; 3 more not tried";
    assert!(shown.contains(told), "{shown}");
}
