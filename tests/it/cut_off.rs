//! Who would be cut off: the preview of real sessions against what happens when each comes back.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::certificates::Authority;
use crate::support::server::{Open, superuser};
use crate::support::{Instance, QUICK, Ran, Sandbox};

const PASSWORD: &str = "s3cret-of-tests";

/// A client of the test: its connection string, told apart by `application_name`.
struct Client {
    name: String,
    conninfo: String,
}

/// Fifty clients: five users, each plaintext, SSL without, with its own and with another's
/// certificate, and replication in three manners.
fn clients(instance: &Instance, ca: &Authority) -> Vec<Client> {
    let mut clients = Vec::new();
    for number in 0..5 {
        let user = format!("app{number}");
        let (cert, key) = ca.issue(&user);
        let (wrong, wrong_key) = ca.issue(&format!("somebody{number}"));
        let own = format!("sslmode=require sslcert={cert} sslkey={key}");
        let others = format!("sslmode=require sslcert={wrong} sslkey={wrong_key}");
        let ordinary = format!("dbname={}", instance.database);
        let physical = "replication=true".to_owned();
        let logical = format!("replication=database dbname={}", instance.database);
        let bare = "sslmode=require sslcert=/nowhere".to_owned();
        let plain = "sslmode=disable".to_owned();
        for (kind, ssl, what) in [
            ("plain", &plain, &ordinary),
            ("bare", &bare, &ordinary),
            ("own", &own, &ordinary),
            ("others", &others, &ordinary),
            ("stream-plain", &plain, &physical),
            ("stream-bare", &bare, &physical),
            ("stream-own", &own, &physical),
            ("stream-others", &others, &physical),
            ("logical-plain", &plain, &logical),
            ("logical-own", &own, &logical),
        ] {
            let name = format!("{kind}-{user}");
            let conninfo = format!(
                "host={} port={} user={user} application_name={name} {ssl} {what}",
                instance.host, instance.port
            );
            clients.push(Client { name, conninfo });
        }
    }
    clients
}

fn prepare(instance: &Instance) {
    let roles: Vec<String> = (0..5)
        .map(|number| format!("CREATE ROLE app{number} LOGIN REPLICATION PASSWORD '{PASSWORD}';"))
        .collect();
    let roles = roles.concat();
    superuser(
        instance,
        &format!(
            "{roles} CREATE ROLE staff; GRANT staff TO app0; GRANT staff TO app1;
             CREATE ROLE monitor LOGIN PASSWORD '{PASSWORD}' IN ROLE pg_monitor;
             CREATE ROLE plain LOGIN PASSWORD '{PASSWORD}'"
        ),
    );
}

fn run(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let output = sandbox
        .command(args)
        .env("PGPASSWORD", PASSWORD)
        .output()
        .unwrap();
    Ran::of(output, args)
}

fn json(sandbox: &Sandbox, args: &[&str]) -> (i32, Value) {
    let ran = run(sandbox, &[args, &["-o", "json"]].concat());
    let document = serde_json::from_str(&ran.stdout)
        .unwrap_or_else(|error| panic!("{error}\n{}\n{}", ran.stdout, ran.stderr));
    (ran.code, document)
}

/// Opens every client, asks for the preview, makes the change, and connects each again.
fn agrees(
    sandbox: &Sandbox,
    instance: &Instance,
    clients: &[Client],
    change: &[&str],
) -> Vec<String> {
    let open: Vec<Option<Open>> = clients
        .iter()
        .map(|client| Open::new(&client.conninfo, PASSWORD).ok())
        .collect();
    let args = [
        &[
            "plan",
            instance.id.as_str(),
            "--dsn",
            "user=monitor sslmode=require",
        ],
        change,
    ]
    .concat();
    let (code, plan) = json(sandbox, &args);
    assert_eq!(code, 1, "{plan:#}");
    let told = &plan["cut_off"];
    assert_eq!(
        (&told["checked"], &told["unclear"]),
        (&true.into(), &0.into()),
        "{told:#}"
    );
    let fates: BTreeMap<&str, (&str, Option<&str>)> = told["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let name = row["session"]["application"].as_str().unwrap();
            (
                name,
                (row["result"].as_str().unwrap(), row["reason"].as_str()),
            )
        })
        .collect();
    let count = open.iter().flatten().count();
    assert_eq!(fates.len(), count + 1, "every session and the own one");
    assert_eq!(told["sessions"][0]["session"]["own"], true);
    let were_open: Vec<bool> = open.iter().map(Option::is_some).collect();
    drop(open);

    let args = [&["enforce", instance.id.as_str(), "--yes"], change].concat();
    run(sandbox, &args).expect(0);
    let mut lost = Vec::new();
    for (client, was_open) in clients.iter().zip(were_open) {
        if !was_open {
            continue;
        }
        let again = Open::new(&client.conninfo, PASSWORD);
        let (fate, reason) = fates[client.name.as_str()];
        assert_eq!(
            fate,
            if again.is_ok() { "keeps" } else { "loses" },
            "{}: {reason:?}, {:?}",
            client.name,
            again.err()
        );
        if let Some(reason) = reason {
            lost.push(format!("{reason} {}", client.name));
        }
    }
    lost
}

#[test]
fn the_preview_of_fifty_sessions_is_what_happens() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    prepare(&instance);
    // Thirty of them replicate; the restart that comes with SSL puts this into force.
    superuser(&instance, "ALTER SYSTEM SET max_wal_senders = 40");
    let ca = Authority::new("forcessl test CA");
    // The server has to ask for certificates before anyone can know who has one.
    sandbox
        .run(&["ssl", "enable", &instance.id, "--yes"])
        .expect(0);
    sandbox
        .run(&["ca", "set", &instance.id, &ca.ca(), "--yes"])
        .expect(0);
    let clients = clients(&instance, &ca);
    assert_eq!(clients.len(), 50);

    // Records by role first, which take nobody's certificate into account.
    let rules = "hostnossl all +staff all reject\nhost all all all scram-sha-256\nhost replication all all scram-sha-256\n";
    let rules = ca.file("pg_hba.conf", rules.as_bytes());
    sandbox
        .run(&["hba", "apply", &instance.id, &rules, "--yes"])
        .expect(0);
    let lost = agrees(
        &sandbox,
        &instance,
        &clients,
        &["--via", "hba", "--strategy", "convert"],
    );
    assert!(
        lost.iter().all(|row| row.starts_with("plaintext ")),
        "{lost:?}"
    );
    // Those of `staff` could not come with plaintext before, but for the stream.
    assert_eq!(lost.len(), 3 * 3 + 2, "{lost:?}");

    // Back to open records, then the strongest ACL: certificates with CN = user.
    let rules = ca.file(
        "open.conf",
        b"host all all all scram-sha-256\nhost replication all all scram-sha-256\n",
    );
    sandbox
        .run(&["hba", "apply", &instance.id, &rules, "--yes"])
        .expect(0);
    let lost = agrees(
        &sandbox,
        &instance,
        &clients,
        &["--via", "acl", "--mode", "verify-full"],
    );
    let with = |reason: &str| lost.iter().filter(|row| row.starts_with(reason)).count();
    assert_eq!(
        (
            with("plaintext "),
            with("no_certificate "),
            with("other_user ")
        ),
        (15, 10, 10),
        "{lost:?}"
    );
}

#[test]
fn the_gate_holds_and_sends_nothing() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    prepare(&instance);
    sandbox
        .run(&["ssl", "enable", &instance.id, "--yes"])
        .expect(0);
    let writes = sandbox.writes();
    let enforce = |dsn: Option<&str>, limit: Option<&str>| {
        let mut args = vec!["enforce", &instance.id, "--via", "hba", "--yes"];
        args.extend(dsn.into_iter().flat_map(|dsn| ["--dsn", dsn]));
        args.extend(limit.into_iter().flat_map(|limit| ["--max-cut-off", limit]));
        run(&sandbox, &args)
    };
    let app = |kind: &str| {
        let conninfo = format!(
            "host={} port={} dbname={} user=app0 sslmode={kind}",
            instance.host, instance.port, instance.database
        );
        Open::new(&conninfo, PASSWORD).unwrap()
    };
    let _open = [app("disable"), app("disable"), app("require")];
    let ssl = "user=monitor sslmode=require";
    enforce(None, Some("5"))
        .expect(8)
        .says(&["nobody looked", "--dsn"]);
    enforce(Some("user=plain sslmode=require"), Some("5"))
        .expect(8)
        .says(&["may not see the details of", "GRANT pg_monitor TO plain"]);
    enforce(Some("user=nobody sslmode=require"), None)
        .expect(8)
        .says(&["could not log in", "28P01"]);
    enforce(Some(ssl), Some("1"))
        .expect(8)
        .says(&["2 open sessions would lose", "allows 1"]);
    assert_eq!(sandbox.writes(), writes, "nothing was sent");

    // Without a look the answer is "not checked", never a number.
    let (_, plan) = json(&sandbox, &["plan", &instance.id, "--via", "hba"]);
    assert_eq!(plan["cut_off"]["checked"], false);
    assert!(plan["cut_off"]["loses"].is_null() && plan["cut_off"]["keeps"].is_null());
    let shown = sandbox
        .run(&["plan", &instance.id, "--via", "hba"])
        .expect(1);
    assert!(shown.stdout.contains("not checked"), "{}", shown.stdout);
    // The own login comes first.
    let args = [
        "plan",
        &instance.id,
        "--via",
        "hba",
        "--dsn",
        "user=monitor sslmode=disable",
    ];
    let ran = run(&sandbox, &args).expect(1);
    let shown = &ran.stdout;
    assert!(
        shown.contains("monitor (you)") && ran.stderr.contains("the login you use now"),
        "{shown}\n{}",
        ran.stderr
    );
    let (_, plan) = json(&sandbox, &args);
    assert_eq!(plan["cut_off"]["own"], "loses");

    enforce(Some(ssl), Some("2")).expect(0);
    assert!(sandbox.writes() > writes);
}

/// The sessions are looked at once more before the first step; what was remarked on before stays.
#[test]
fn what_a_plan_warns_of_is_in_the_report_of_the_change() {
    let state = json!({"instances": [
        {"id": "pgm-a", "database": "postgres", "ssl": {"enabled": true}},
        {"id": "pgr-a", "database": "none", "primary_id": "pgm-a"},
    ]});
    let sandbox = Sandbox::with_state(&state, QUICK);
    let instance = sandbox.instance(0);
    prepare(&instance);
    let args = [
        "pgm-a",
        "--via",
        "hba",
        "--dsn",
        "user=monitor sslmode=require",
    ];
    let ids = |document: &Value| -> Vec<String> {
        let warnings = document["warnings"].as_array().unwrap().iter();
        let mut ids: Vec<String> = warnings
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        ids.retain(|id| id == "replicas");
        ids
    };
    let (_, planned) = json(&sandbox, &[&["plan"], &args[..]].concat());
    let (code, done) = json(&sandbox, &[&["enforce", "--yes"], &args[..]].concat());
    assert_eq!(
        (code, ids(&planned), ids(&done)),
        (0, vec!["replicas".to_owned()], ids(&planned))
    );
}
