//! pg_hba records: applied from files, exported, explained, their history and their way back.

use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use crate::support::pty::pty;
use crate::support::{QUICK, Ran, Sandbox, psql, repository};

fn file(sandbox: &Sandbox, name: &str, text: &str) -> String {
    let path = sandbox.home.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn listed(sandbox: &Sandbox, id: &str) -> Vec<Value> {
    let (code, list) = sandbox.json(&["hba", "list", id]);
    assert_eq!(code, 0);
    list["hba"].as_array().unwrap().clone()
}

/// An instance with SSL on and these records, without an endpoint.
fn with_records(records: &Value) -> Sandbox {
    let state = json!({ "instances": [{
        "id": "pgm-a", "database": "none", "ssl": { "enabled": true }, "hba": records,
    }] });
    Sandbox::with_state(&state, QUICK)
}

fn ldap() -> Value {
    json!([
        { "priority": 0, "type": "hostssl", "database": "all", "user": "all", "address": "0.0.0.0/0", "method": "md5" },
        { "priority": 5, "type": "hostssl", "database": "app", "user": "all", "address": "10.0.0.0",
          "mask": "255.0.0.0", "method": "ldap",
          "option": "ldapserver=ldap.example.com ldapbasedn=\"dc=x, dc=y\" ldapbindpasswd=s3cret" },
    ])
}

/// The server loads such records, and refuses everyone who meets them.
#[test]
fn no_command_locks_out_by_records_whose_client_ca_is_missing() {
    let with = |on: bool, first: &str, second: &str| {
        let record = |priority: u8, kind: &str, user: &str, method: &str, option: Option<&str>| {
            json!({ "priority": priority, "type": kind, "database": "all", "user": user, "address": "0.0.0.0/0",
                    "method": method, "option": option })
        };
        let clientcert = Some("clientcert=verify-ca");
        json!({ "instances": [{ "id": "pgm-a", "users": ["old"], "ssl": { "enabled": on }, "hba": [
            record(0, "hostssl", first, "md5", clientcert),
            record(1, "host", second, "reject", None),
            record(2, "host", "all", "md5", None),
        ] }] })
    };
    let start =
        |state: &Value| Sandbox::with_state(state, &[&["--database", "postgres"], QUICK].concat());
    let ways = |sandbox: &Sandbox| {
        let instance = sandbox.instance(0);
        ["sslmode=disable", "sslmode=require"].map(|mode| psql::login(&instance, mode).ok)
    };
    for on in [true, false] {
        // The user gets in without SSL today, and would with SSL meet the first record.
        let mut sandbox = start(&with(on, "app", "old"));
        assert_eq!(ways(&sandbox), [true, false]);
        let without_ssl = file(&sandbox, "h", "host all all 0.0.0.0/0 md5\n");
        let with_demand = file(
            &sandbox,
            "g",
            "hostssl all app 0.0.0.0/0 md5 clientcert=verify-full\nhost all all 0.0.0.0/0 md5\n",
        );
        let enforce = ["enforce", "pgm-a", "--via", "hba", "--yes"];
        let guard = [&enforce[..], &["--strategy", "guard"]].concat();
        let mut refused: Vec<(&[&str], &str)> = vec![(&enforce, "CA.pem"), (&guard, "CA.pem")];
        let harden = ["hba", "harden", "pgm-a", "--yes"];
        let apply = ["hba", "apply", "pgm-a", &with_demand, "--yes"];
        let enable = ["ssl", "enable", "pgm-a", "--yes"];
        if on {
            refused.extend([(&harden[..], "ca set"), (&apply, "ca set")]);
        } else {
            refused.push((&enable, "enforce pgm-a --client-ca CA.pem"));
        }
        for (command, next) in refused {
            let says = [
                "demands a client certificate, and no client CA is set that lets anybody in today",
                next,
            ];
            sandbox.run(command).expect(8).says(&says);
        }
        assert_eq!(sandbox.writes(), 0);
        assert_eq!(ways(&sandbox), [true, false]);
        if on {
            sandbox
                .run(&["hba", "apply", "pgm-a", &without_ssl, "--yes"])
                .expect(0);
            assert_eq!(ways(&sandbox), [true, true]);
        }
        sandbox.stop(rustix::process::Signal::TERM);
        // The record of somebody who has no way in is no reason to leave the others open.
        let sandbox = start(&with(on, "old", "old"));
        sandbox
            .run(&enforce)
            .expect(0)
            .says(&["no client CA is set that lets anybody in today"]);
        assert_eq!(ways(&sandbox), [false, true]);
    }
}

#[test]
fn a_user_without_an_account_is_told_before_anything_is_sent() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let plan = |user: &str| {
        let except = format!("user={user}");
        let line = [
            "enforce",
            &id,
            "--dry-run",
            "--via",
            "hba",
            "--except",
            &except,
        ];
        sandbox.run(&line).expect(1).stderr
    };
    let asked = || {
        let calls = sandbox.calls().into_iter();
        calls
            .filter(|call| call["action"] == "DescribeAccounts")
            .count()
    };
    sandbox.run(&["plan", &id, "--via", "hba"]).expect(1);
    assert_eq!(asked(), 0);
    assert!(plan("ghost").contains("lists no account ghost"));
    assert!(!plan("app").contains("no account"));
    assert_eq!(asked(), 2);
    sandbox.fault(&["deny:DescribeAccounts"]);
    assert!(!plan("ghost").contains("no account"));
}

#[test]
fn a_file_is_shown_as_a_diff_applied_once_and_followed_by_the_server() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let id = instance.id.as_str();
    sandbox.run(&["ssl", "enable", id, "--yes"]).expect(0);
    let path = file(
        &sandbox,
        "pg_hba.conf",
        "# ordered\n\
         hostssl\tall,\\\n\tapp  all  127.0.0.0 255.0.0.0  scram-sha-256 # v4\n\
         host replication all 0.0.0.0/0 md5\n\
         hostssl all all ::1/128 scram-sha-256\n",
    );
    let dry = sandbox
        .run(&["hba", "apply", id, &path, "--dry-run"])
        .expect(1);
    for part in [
        "+",
        "-",
        "hostssl all,app all 127.0.0.0 255.0.0.0 scram-sha-256",
    ] {
        assert!(dry.stdout.contains(part), "{}", dry.stdout);
    }
    let writes = sandbox.writes();
    sandbox.run(&["hba", "apply", id, &path, "--yes"]).expect(0);
    assert_eq!(sandbox.writes(), writes + 1);
    assert_eq!(listed(&sandbox, id).len(), 3);
    let plain = psql::login(&instance, "sslmode=disable");
    assert!(!plain.ok, "{plain:?}");
    assert!(psql::login(&instance, "sslmode=require").ok);
    sandbox.run(&["hba", "apply", id, &path, "--yes"]).expect(0);
    assert_eq!(sandbox.writes(), writes + 1, "nothing is left to do");
}

#[test]
fn what_list_prints_is_applied_again_and_moves_are_shown() {
    let plain = json!([
        { "priority": 0, "type": "hostssl", "database": "a", "user": "all", "address": "0.0.0.0/0", "method": "md5" },
        { "priority": 3, "type": "hostssl", "database": "b", "user": "all", "address": "0.0.0.0/0", "method": "md5" },
    ]);
    let sandbox = with_records(&plain);
    let list = sandbox
        .run(&["hba", "list", "pgm-a", "-o", "json"])
        .expect(0)
        .stdout;
    let path = file(&sandbox, "list.json", &list);
    sandbox
        .run(&["hba", "apply", "pgm-a", &path, "--yes"])
        .expect(0);
    assert_eq!(sandbox.writes(), 0, "the same records");
    let path = file(
        &sandbox,
        "moved.json",
        &list.replace("\"priority\": 3", "\"priority\": 7"),
    );
    let (code, plan) = sandbox.json(&["hba", "apply", "pgm-a", &path, "--dry-run"]);
    assert_eq!(code, 1);
    let rows = plan["steps"][0]["hba_rows"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["change"], &rows[0]["from"]),
        (1, &"moved".into(), &3.into())
    );
    let table = sandbox
        .run(&["hba", "apply", "pgm-a", &path, "--dry-run"])
        .expect(1);
    assert!(table.stdout.contains("3 → 7"), "{}", table.stdout);
}

#[test]
fn bad_files_are_refused_with_line_and_column_and_nothing_is_sent() {
    let sandbox = with_records(&ldap());
    let good = "hostssl all all 0.0.0.0/0 md5\n";
    let hidden = sandbox.run(&["hba", "export", "pgm-a"]).expect(0).stdout;
    for (text, words) in [
        (
            format!("{good}local all all trust\n"),
            ["line 2, column 1", "Unix sockets"],
        ),
        (
            format!("{good}# x\nhost all @users all md5\n"),
            ["line 3, column 10", "no files"],
        ),
        (
            format!("{good}include more.conf\n"),
            ["line 2, column 1", "no files"],
        ),
        (
            "host all all 10.0.0.0 md5".to_owned(),
            ["line 1, column 23", "mask"],
        ),
        (
            "[{\"type\": \"host\"}]".to_owned(),
            ["line 1, column", "missing field"],
        ),
        ("{\"hba\": [".to_owned(), ["line 1, column", "EOF"]),
        ("# nothing\n".to_owned(), ["no record", "hint:"]),
        (hidden, ["line", "hidden"]),
    ] {
        let path = file(&sandbox, "bad", &text);
        sandbox
            .run(&["hba", "apply", "pgm-a", &path, "--yes"])
            .expect(2)
            .says(&words)
            .says(&["hint:"]);
    }
    let latin = sandbox.home.path().join("latin1");
    std::fs::write(&latin, b"host all all all md5\nhost all \xfc all md5\n").unwrap();
    sandbox
        .run(&["hba", "apply", "pgm-a", latin.to_str().unwrap(), "--yes"])
        .expect(2)
        .says(&["line 2, column 10", "UTF-8"]);
    sandbox
        .run(&["hba", "apply", "pgm-a", "/nonexistent", "--yes"])
        .expect(2);
    assert_eq!(
        sandbox
            .calls()
            .iter()
            .filter(|call| call["write"] == true)
            .count(),
        0
    );
}

#[test]
fn a_file_of_five_hundred_records_comes_into_force_and_back_out() {
    let sandbox = with_records(&ldap());
    let conf: Vec<String> = (0..500)
        .map(|n| {
            let (high, low) = (n / 250, n % 250);
            format!("hostssl\tall,\"db {n}\"  all 10.{high}.{low}.0 255.255.255.0 md5 # {n}")
        })
        .collect();
    let path = file(&sandbox, "long.conf", &conf.join("\n"));
    let (code, plan) = sandbox.json(&["hba", "apply", "pgm-a", &path, "--dry-run"]);
    assert_eq!((code, &plan["weakens"]), (1, &false.into()));
    sandbox
        .run(&["hba", "apply", "pgm-a", &path, "--yes"])
        .expect(0);
    let records = listed(&sandbox, "pgm-a");
    assert_eq!(records.len(), 500);
    assert_eq!(records[499]["database"], "all,\"db 499\"");
    let (_, log) = sandbox.json(&["hba", "history", "pgm-a"]);
    assert_eq!(log["history"][0]["after"].as_array().unwrap().len(), 500);
    let (code, told) = sandbox.json(&[
        "hba",
        "explain",
        "pgm-a",
        "app@appdb",
        "from",
        "10.1.249.7",
        "--ssl",
    ]);
    assert_eq!((code, &told["met"]), (0, &499.into()));
    let exported = sandbox.run(&["hba", "export", "pgm-a"]).expect(0).stdout;
    let path = file(&sandbox, "exported.conf", &exported);
    let writes = sandbox.writes();
    sandbox
        .run(&["hba", "apply", "pgm-a", &path, "--yes"])
        .expect(0);
    assert_eq!(sandbox.writes(), writes, "the export is what is in force");
}

#[test]
fn hostssl_records_need_ssl() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let path = file(&sandbox, "conf", "hostssl all all 0.0.0.0/0 md5\n");
    sandbox
        .run(&["hba", "apply", &id, &path, "--yes"])
        .expect(8)
        .says(&["SSL is off", "ssl enable"]);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn an_opening_wants_the_instance_id_typed_and_a_closing_does_not() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    sandbox
        .run(&["enforce", &id, "--via", "hba", "--yes"])
        .expect(0);
    let writes = sandbox.writes();
    let ask = |text: &str| {
        let path = file(&sandbox, "conf", text);
        pty(&sandbox, &["hba", "apply", &id, &path])
    };
    let mut session = ask("host all all 0.0.0.0/0 md5\n");
    session.exp_string("may get in").unwrap();
    session.exp_string("Type its id to continue: ").unwrap();
    session.send_line("y").unwrap();
    session.exp_string("Type its id to continue: ").unwrap();
    session.send_line("n").unwrap();
    session.exp_string("declined").unwrap();
    session.exp_eof().unwrap();
    let mut session = ask("hostssl all all 0.0.0.0/0 scram-sha-256\n");
    session.exp_string("[y/N] ").unwrap();
    session.send_line("").unwrap();
    session.exp_string("declined").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn an_export_is_private_never_written_over_and_comes_back_the_same() {
    let sandbox = with_records(&ldap());
    let path = sandbox.home.path().join("out.conf");
    let name = path.to_str().unwrap();
    sandbox.run(&["hba", "export", "pgm-a", name]).expect(0);
    let redacted = std::fs::read_to_string(&path).unwrap();
    assert!(
        !redacted.contains("s3cret") && redacted.contains("***"),
        "{redacted}"
    );
    assert!(redacted.contains("priorities are 0, 5"), "{redacted}");
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    std::fs::write(&path, "mine").unwrap();
    sandbox
        .run(&["hba", "export", "pgm-a", name, "--show-secrets"])
        .expect(2)
        .says(&["exists", "--force"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    sandbox
        .run(&["hba", "export", "pgm-a", name, "--show-secrets", "--force"])
        .expect(0);
    let raw = std::fs::read_to_string(&path).unwrap();
    assert!(raw.contains("s3cret"));
    assert_eq!(
        std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );

    let (code, plan) = sandbox.json(&["hba", "apply", "pgm-a", name, "--dry-run"]);
    assert_eq!(
        code, 1,
        "only the priority of the second record differs: {plan:#}"
    );
    let rows = plan["steps"][0]["hba_rows"].as_array().unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["change"]),
        (1, &"moved".into()),
        "{plan:#}"
    );
    assert!(!plan.to_string().contains("s3cret"));
    let state = sandbox.home.path().join(".local/state/forcessl");
    sandbox
        .run(&["hba", "apply", "pgm-a", name, "--yes"])
        .expect(0);
    assert!(state.exists());
}

#[test]
fn a_login_is_explained_in_both_forms() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    sandbox
        .run(&["enforce", &id, "--via", "hba", "--yes"])
        .expect(0);
    let explain = |rest: &[&str]| {
        let (code, told) = sandbox.json(&[&["hba", "explain", &id], rest].concat());
        assert_eq!(code, 0);
        told
    };
    let plain = explain(&["app@appdb", "--from", "10.0.0.1"]);
    assert_eq!(
        (&plain["end"], &plain["met"]),
        (&"refused".into(), &Value::Null)
    );
    assert_eq!(plain["records"][0]["result"], "passed_over");
    assert!(
        plain["records"][0]["why"]
            .as_str()
            .unwrap()
            .contains("without SSL")
    );
    let ssl = explain(&["app@appdb", "from", "10.0.0.1", "--ssl"]);
    assert_eq!((&ssl["end"], &ssl["met"]), (&"asked".into(), &0.into()));
    assert_eq!(ssl["records"][1]["result"], "not_reached");
    let replication = explain(&[
        "app@appdb",
        "--from",
        "10.0.0.1",
        "--cert",
        "app",
        "--replication",
    ]);
    assert_eq!(
        (&replication["end"], &replication["met"]),
        (&"asked".into(), &1.into())
    );
    let six = explain(&["app@appdb", "--from", "2001:db8::1", "--ssl"]);
    assert_eq!(six["end"], "refused");
    let table = sandbox
        .run(&[
            "hba",
            "explain",
            &id,
            "app@appdb",
            "from",
            "10.0.0.1",
            "--ssl",
        ])
        .expect(0);
    assert!(
        table.stdout.contains("asked for a password by record 0"),
        "{}",
        table.stdout
    );
    for bad in [
        vec!["app@appdb"],
        vec!["app@appdb", "from", "here"],
        vec!["app@appdb", "at", "10.0.0.1"],
        vec!["@appdb", "--from", "10.0.0.1"],
    ] {
        let args = [&["hba", "explain", id.as_str()], bad.as_slice()].concat();
        sandbox.run(&args).expect(2).says(&["hint:"]);
    }
}

fn restored(sandbox: &Sandbox, id: &str, at: &str) -> Ran {
    sandbox.run(&["hba", "restore", id, "--at", at, "--yes"])
}

#[test]
fn history_shows_every_change_and_restore_goes_back_by_time_and_by_saved_state() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let first = listed(&sandbox, &id);
    let (_, none) = sandbox.json(&["hba", "history", &id]);
    assert_eq!(none["history"], json!([]));
    sandbox
        .run(&["enforce", &id, "--via", "hba", "--yes"])
        .expect(0);
    let hardened = listed(&sandbox, &id);
    let (code, log) = sandbox.json(&["hba", "history", &id]);
    assert_eq!(code, 0);
    let entry = &log["history"][0];
    assert_eq!(
        (&entry["status"], &entry["reason"]),
        (&"success".into(), &Value::Null)
    );
    assert_eq!(entry["rows"].as_array().unwrap().len(), 2);
    assert_eq!(entry["rows"][0]["fields"], json!(["type"]));
    let at = entry["at"].as_str().unwrap();
    let table = sandbox
        .run(&["hba", "history", &id, "--since", "1h"])
        .expect(0);
    assert!(table.stdout.contains("in force") && table.stdout.contains("hostssl"));
    sandbox
        .run(&["hba", "history", &id, "--since", "soon"])
        .expect(2);

    // The very time of the change is after it.
    let writes = sandbox.writes();
    restored(&sandbox, &id, at).expect(0).says(&["no change"]);
    assert_eq!(sandbox.writes(), writes);
    restored(&sandbox, &id, "1h").expect(0);
    assert_eq!(listed(&sandbox, &id), first);
    let (_, log) = sandbox.json(&["hba", "history", &id]);
    assert_eq!(log["history"].as_array().unwrap().len(), 2);
    assert_eq!(log["history"][0]["before"].as_array().unwrap().len(), 2);

    let state = sandbox.home.path().join(".local/state/forcessl").join(&id);
    let mut saved: Vec<String> = std::fs::read_dir(state)
        .unwrap()
        .filter_map(|entry| entry.unwrap().file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".json").map(str::to_owned))
        .collect();
    saved.sort();
    restored(&sandbox, &id, saved.last().unwrap()).expect(0);
    let kinds = |records: &[Value]| -> Vec<Value> {
        records
            .iter()
            .map(|record| record["type"].clone())
            .collect()
    };
    assert_eq!(kinds(&listed(&sandbox, &id)), kinds(&hardened));
    restored(&sandbox, &id, "20000101T000000000000Z")
        .expect(2)
        .says(&["neither a time nor the id"]);
}

#[test]
fn terraform_has_the_live_state_in_the_form_of_its_formatter() {
    let ca = crate::support::certificates::Authority::new("forcessl test CA");
    let pem = std::fs::read_to_string(ca.ca()).unwrap();
    let pem = pem.trim();
    let state = json!({ "instances": [
        { "id": "pgm-a", "database": "none",
          "ssl": { "enabled": true, "client_ca": pem, "acl": "verify-ca", "replication_acl": "cert" },
          "hba": ldap() },
        { "id": "pgm-off", "database": "none" },
        { "id": "pgr-a", "primary_id": "pgm-a", "database": "none", "ssl": { "enabled": true } },
    ] });
    let sandbox = Sandbox::with_state(&state, QUICK);
    let export = |id: &str, more: &[&str]| {
        sandbox
            .run(&[&["export", "terraform", id], more].concat())
            .expect(0)
            .stdout
    };
    let on = export("pgm-a", &[]);
    assert!(on.contains(pem) && !on.contains("s3cret"), "{on}");
    assert!(export("pgm-a", &["--show-secrets"]).contains("ldapbindpasswd=s3cret"));
    // What differs from run to run is named; all else is compared.
    let settled = |hcl: &str| -> String {
        let mut text = hcl.replace(pem, "CERTIFICATE");
        if let Some(at) = text.find(" at 2") {
            text.replace_range(at..at + " at 2026-01-02 03:04:05 UTC".len(), " at TIME");
        }
        text
    };
    let all: String = ["pgm-a", "pgm-off", "pgr-a"]
        .iter()
        .map(|id| settled(&export(id, &[])))
        .collect::<Vec<_>>()
        .join("\n");
    let golden = repository("tests/data/terraform.tf.txt");
    if std::env::var_os("FORCESSL_BLESS").is_some() {
        std::fs::write(&golden, &all).unwrap();
    }
    assert_eq!(all, std::fs::read_to_string(golden).unwrap());
    for id in ["pgm-a", "pgm-off", "pgr-a"] {
        for more in [&[][..], &["--show-secrets"]] {
            formatted(&sandbox, &export(id, more));
        }
    }
}

/// `terraform fmt -check`, where Terraform is installed; the golden file holds the form elsewhere.
fn formatted(sandbox: &Sandbox, hcl: &str) {
    let path = file(sandbox, "export.tf", hcl);
    let checked = std::process::Command::new("terraform")
        .args(["fmt", "-check", "-diff", &path])
        .env_remove("TF_CLI_CONFIG_FILE")
        .output();
    match checked {
        Ok(output) => assert!(
            output.status.success(),
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound),
    }
}

#[test]
fn a_dash_is_no_file_to_export_to() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let ran = sandbox.run(&["hba", "export", &id, "-"]);
    ran.expect(2).says(&["leave it out to write to stdout"]);
    assert!(!sandbox.home.path().join("-").exists());
}
