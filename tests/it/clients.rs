//! `clients`: every printed string is pasted into the client that it is for, where that client is here.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::pooler::PgBouncer;
use crate::support::certificates::Authority;
use crate::support::{Instance, Sandbox};

/// The document of `clients`, its certificates in this folder.
fn document(sandbox: &Sandbox, instance: &Instance, folder: &Path) -> Value {
    let ca = folder.join("server-ca.pem");
    let clients = ["clients", &instance.id, "--user", &instance.user];
    let database = ["--database", &instance.database];
    let ca = ["--sslrootcert", ca.to_str().unwrap()];
    let certs = ["--certs", folder.to_str().unwrap()];
    let line = [&clients[..], &database, &ca].concat();
    // Where no certificate is demanded, the folder of the certificates is refused.
    let (code, document) = sandbox.json(&line);
    assert_eq!(code, 0);
    let named = [&line[..], &certs].concat();
    if document["client_certificate"]["need"] == "required" {
        return sandbox.json(&named).1;
    }
    sandbox.run(&named).expect(2).says(&["--certs"]);
    document
}

fn text(document: &Value, id: &str) -> String {
    let strings = document["strings"].as_array().unwrap();
    let found = strings.iter().find(|one| one["id"] == id).unwrap();
    found["text"].as_str().unwrap().to_owned()
}

/// Pastes the line for psql into a shell; whether the session has SSL, or what went wrong.
fn psql(line: &str, instance: &Instance) -> String {
    let output = Command::new("sh")
        .args([
            "-c",
            &format!(
                "{line} -X -At -w -c 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'"
            ),
        ])
        .env("PGPASSWORD", &instance.password)
        .output()
        .unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    out + &String::from_utf8_lossy(&output.stderr)
}

/// Downloads the server CA from where the document says.
fn fetch_ca(document: &Value, folder: &Path) {
    let source = document["server_ca"]["source"].as_str().unwrap();
    let pem = crate::support::http("GET", source, "");
    std::fs::write(folder.join("server-ca.pem"), pem).unwrap();
}

#[test]
fn the_line_for_psql_logs_in_before_and_after_certificates_are_demanded() {
    let folder = crate::demo::shared_folder();
    let sandbox = Sandbox::postgres(&["--change-time", "200ms"]);
    let instance = sandbox.instance(0);
    let off = document(&sandbox, &instance, folder.path());
    assert!(off["notes"][0].as_str().unwrap().contains("SSL is off"));

    let ran = sandbox
        .run(&["enforce", &instance.id, "--via", "hba", "--yes"])
        .expect(0);
    let next = format!("forcessl clients {}", instance.id);
    assert!(ran.stderr.contains(&next), "{}", ran.stderr);
    let by_records = document(&sandbox, &instance, folder.path());
    fetch_ca(&by_records, folder.path());
    assert_eq!(by_records["client_certificate"]["need"], "not_used");
    assert_eq!(psql(&text(&by_records, "psql"), &instance), "t\n");

    let ca = Authority::new("clients CA");
    let (certificate, key) = ca.issue(&instance.user);
    let file = |ending: &str| folder.path().join(format!("{}.{ending}", instance.user));
    std::fs::copy(certificate, file("crt")).unwrap();
    std::fs::copy(key, file("key")).unwrap();
    let enforce = [
        "enforce",
        &instance.id,
        "--mode",
        "verify-full",
        "--client-ca",
        &ca.ca(),
        "--yes",
    ];
    sandbox.run(&enforce).expect(0);
    let by_acl = document(&sandbox, &instance, folder.path());
    assert_eq!(by_acl["client_certificate"]["need"], "required");
    assert_eq!(psql(&text(&by_acl, "psql"), &instance), "t\n");
    // What was printed before lacks the certificate.
    assert!(psql(&text(&by_records, "psql"), &instance).contains("certificate"));
    assert_eq!(by_acl["instance_id"], by_records["instance_id"]);
    assert_eq!(
        sandbox
            .calls()
            .iter()
            .filter(|call| call["action"] == "DescribeAccounts")
            .count(),
        0
    );
}

#[test]
fn pgbouncer_connects_to_the_server_with_the_lines_for_it() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::postgres(&["--change-time", "200ms"]);
    let instance = sandbox.instance(0);
    sandbox
        .run(&["enforce", &instance.id, "--via", "hba", "--yes"])
        .expect(0);
    let document = document(&sandbox, &instance, folder.path());
    fetch_ca(&document, folder.path());
    let settings = text(&document, "pgbouncer") + "\nauth_type = scram-sha-256\n";
    let pooler = PgBouncer::with_settings(&instance, folder, settings);
    let port = pooler.port;
    let line = format!(
        "psql 'host=127.0.0.1 port={port} dbname={} user={}'",
        instance.database, instance.user
    );
    assert_eq!(psql(&line, &instance), "t\n");
}

#[test]
fn the_ticket_and_the_table_carry_every_string_and_a_checklist() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let (_, document) = sandbox.json(&["clients", &id]);
    let ticket = sandbox.run(&["clients", &id, "-o", "markdown"]).expect(0);
    let table = sandbox.run(&["clients", &id]).expect(0);
    for string in document["strings"].as_array().unwrap() {
        for line in string["text"].as_str().unwrap().lines() {
            assert!(ticket.stdout.contains(&format!("    {line}\n")), "{line}");
            assert!(table.stdout.contains(&format!("{line}\n")), "{line}");
        }
    }
    assert_eq!(
        ticket.stdout.matches("- [ ] ").count(),
        document["checklist"].as_array().unwrap().len()
    );
    let home = sandbox.home.path().join("ticket.md");
    let file = format!("markdown={}", home.display());
    sandbox.run(&["clients", &id, "-o", &file]).expect(0);
    assert_eq!(std::fs::read_to_string(home).unwrap(), ticket.stdout);
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn what_has_no_strings_is_an_error_with_a_reason() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    sandbox.run(&["clients", "pgm-nobody"]).expect(5);
    sandbox
        .run(&["clients", &id, "--host", "db.example"])
        .expect(2)
        .says(&["--host is none of its endpoints", "localhost"]);
    sandbox.run(&["clients", &id, "--user", ""]).expect(2);
}
