//! Hostile text from everywhere, in every format: no character of it drives a terminal, ends a cell, a
//! line, a tag or a command, or is taken for a formula. Saved files that were touched are refused.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Stdio;

use forcessl::report::ReportFormat;
use serde_json::{Value, json};

use crate::support::documents::Reports;
use crate::support::server::{Open, superuser};
use crate::support::{Ran, Sandbox, command, repository, run};

/// A colour that no view uses, a title, C1, both kinds of direction, line ends, a command of GitHub,
/// markup of HTML, Markdown and XML, quotes and the delete character.
const HOSTILE: &str = "\u{1b}[35;5;99mX\u{1b}]0;pwn\u{7}\u{9b}31m\u{202e}e\u{2066}\u{200f}\r\n::error::%0A\
    <b id=evil>&evil;|`*[a](http://evil.example)![i](x)`\\\",'\u{7f}\u{85}\u{2028}\u{fffe}]]>\t";

/// Fails when a character of the text drives a terminal; sequences that only colour may stand.
#[track_caller]
fn is_tame(text: &str, place: &str) {
    assert!(
        !text.contains("\u{1b}[35;5;99m"),
        "a planted colour is in {place}: {text:?}"
    );
    let mut rest = text;
    while let Some(at) = rest.find('\u{1b}') {
        let sequence = &rest[at + 1..];
        let end = sequence.find(|c: char| !"[;0123456789".contains(c));
        let last = end.and_then(|end| sequence[end..].chars().next());
        assert_eq!(last, Some('m'), "an escape is in {place}: {text:?}");
        rest = sequence;
    }
    for c in text.chars() {
        let steers = (c.is_control() && !"\n\t\u{1b}".contains(c))
            || "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}".contains(c)
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c);
        assert!(!steers, "{c:?} is in {place}: {text:?}");
    }
}

#[track_caller]
fn both_are_tame(ran: &Ran, place: &str) {
    is_tame(&ran.stdout, &format!("stdout of {place}"));
    is_tame(&ran.stderr, &format!("stderr of {place}"));
}

/// Fails when a text is not what its format says, or something planted has become part of it.
#[track_caller]
fn is_sound(format: ReportFormat, text: &str) {
    is_tame(text, format.as_str());
    match format {
        ReportFormat::Table => {}
        ReportFormat::Json | ReportFormat::Sarif | ReportFormat::Ocsf | ReportFormat::Gitlab => {
            serde_json::from_str::<Value>(text).unwrap();
        }
        ReportFormat::Ndjson => {
            for line in text.lines() {
                serde_json::from_str::<Value>(line).unwrap();
            }
        }
        ReportFormat::Csv => {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let width = reader.headers().unwrap().len();
            for record in reader.records() {
                let record = record.unwrap();
                assert_eq!(record.len(), width, "{text}");
                for cell in &record {
                    assert!(
                        !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                        "{cell}"
                    );
                }
            }
        }
        ReportFormat::Markdown => no_markup(text),
        ReportFormat::Junit => {
            roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert!(!text.contains("<b id"), "{text}");
        }
        ReportFormat::Html => assert!(!text.contains("<b id"), "{text}"),
        ReportFormat::Prometheus => {
            for line in text.lines() {
                let sample = line.starts_with("forcessl_")
                    && line
                        .rsplit(' ')
                        .next()
                        .is_some_and(|value| value.parse::<f64>().is_ok());
                assert!(line.starts_with('#') || sample, "{line:?}");
            }
        }
        ReportFormat::Github => {
            for line in text.lines() {
                let ours = ["::error title=", "::warning title=", "::notice title="];
                assert!(ours.iter().any(|start| line.starts_with(start)), "{line:?}");
                assert!(!line.contains("%0A"), "{line:?}");
            }
        }
    }
}

/// Fails on a link, an image or HTML: reports have none of their own.
#[track_caller]
fn no_markup(text: &str) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        let planted = matches!(
            event,
            Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Start(Tag::Link { .. } | Tag::Image { .. })
        );
        assert!(!planted, "{event:?} in {text}");
    }
}

/// Instances with the hostile text in every member that the sandbox lets one set.
fn state() -> Value {
    let text = |word: &str| format!("{word}{HOSTILE}");
    let record = |priority: u32, user: &str, option: Value| {
        json!({
            "priority": priority, "type": "host", "database": format!("\"{}\"", text("d").replace('"', "")),
            "user": user, "address": "10.0.0.0/8", "method": "ldap", "option": option,
        })
    };
    let records = json!([
        { "priority": 0, "type": "host", "database": "all", "user": "all", "address": "0.0.0.0/0",
          "method": "md5" },
        record(1, &format!("\"{}\"", text("u").replace('"', "")), json!(text("ldapserver="))),
        record(2, "all", json!(format!("ldapbindpasswd=x {HOSTILE} radiussecrets=\"{HOSTILE}\""))),
        { "priority": 3, "type": text("host"), "database": text(""), "user": text(""),
          "address": text("10.0.0.0/8"), "mask": text("255.0.0.0"), "method": text("md5") },
    ]);
    let instance = |id: &str, change: Value| {
        let mut instance = json!({
            "id": id, "database": "none", "description": text("=cmd"), "tags": { text("k"): text("v") },
            "ssl": { "enabled": true, "last_modify_status": "failed", "reason": text("r") },
            "hba": records,
        });
        for (key, value) in change.as_object().unwrap() {
            instance[key] = value.clone();
        }
        instance
    };
    json!({ "instances": [
        instance("pgm-text", json!({})),
        instance("pgm-plain", json!({ "hba": null, "description": text("@") })),
        instance("pgm-status", json!({ "status": text("s") })),
        instance("pgm-lock", json!({ "lock_mode": text("l") })),
        instance("pgm-engine", json!({ "engine": text("E") })),
        instance("pgm-version", json!({ "engine_version": text("1") })),
        instance("pgm-kernel", json!({ "kernel": text("k") })),
        instance("pgm-storage", json!({ "storage": text("s"), "category": text("c"), "pay_type": text("p") })),
        instance("pgm-window", json!({ "maintenance_window": text("w"), "whitelist": [text("0.0.0.0/0")] })),
        instance("pgm-host", json!({ "hba": null, "ssl": {}, "host": text("h"), "public_host": text("p"),
            "users": [text("u")] })),
    ] })
}

/// A sandbox with them, and their ids.
fn sandbox() -> (Sandbox, Vec<String>) {
    let state = state();
    let instances = state["instances"].as_array().unwrap();
    let ids = instances
        .iter()
        .map(|instance| instance["id"].as_str().unwrap().to_owned())
        .collect();
    (Sandbox::with_state(&state, &["--change-time", "50ms"]), ids)
}

#[test]
fn hostile_text_of_the_service_is_harmless_in_every_command() {
    let (sandbox, ids) = sandbox();
    for (index, id) in ids.iter().enumerate() {
        let every = [
            &["check", id, "--no-probe"][..],
            &["plan", id, "--via", "hba"],
            &["doctor", id],
            &["plan", id, "--via", "acl"],
            &["enforce", id, "--via", "hba"],
            &["hba", "list", id],
            &["hba", "export", id],
            &["hba", "history", id],
            &["hba", "harden", id, "--dry-run"],
            &["hba", "explain", id, "u@d", "from", "10.0.0.1"],
            &["ssl", "show", id],
            &["ca", "show", id],
            &["crl", "show", id],
            &["acl", "show", id],
            &["export", "terraform", id],
            &["probe", id],
            &["rollback", id, "--list"],
        ];
        // The first has all of it in its records; the others are shown by few commands.
        let shown = if index == 0 { every.len() } else { 3 };
        for args in every.into_iter().take(shown) {
            for more in [&["-vvv", "--color", "always"][..], &["-vvv", "-o", "json"]] {
                let ran = sandbox.run(&[args, more].concat());
                both_are_tame(&ran, &format!("{args:?} {more:?}"));
                if more.contains(&"json") && !ran.stdout.is_empty() {
                    serde_json::from_str::<Value>(&ran.stdout).unwrap();
                }
            }
        }
    }
    let ran = sandbox.run(&["check", "--all", "--no-probe", "--color", "always", "-vvv"]);
    both_are_tame(&ran, "check --all");
    // Changes, with what they tell, save and answer.
    let id = "pgm-plain";
    let change = [
        "enforce", id, "--via", "hba", "--yes", "-vvv", "--color", "always",
    ];
    both_are_tame(&sandbox.run(&change), "enforce");
    sandbox.fault(&[&format!(
        "fail-change:{}",
        HOSTILE.replace(['\r', '\n'], "")
    )]);
    let change = ["ssl", "renew", id, "--yes", "-vvv", "--color", "always"];
    let ran = sandbox.run(&change).expect(5);
    assert!(ran.stderr.contains("0;pwn"), "{}", ran.stderr);
    both_are_tame(&ran, "ssl renew");
    both_are_tame(&sandbox.run(&["rollback", id, "--list"]), "rollback");
}

#[test]
fn hostile_text_of_the_service_is_harmless_in_every_format() {
    let (sandbox, ids) = sandbox();
    let reports = Reports::new();
    let mut args = reports.flags();
    args.extend(ids);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    sandbox.run(&[&["check", "--no-probe"], &args[..]].concat());
    for &format in ReportFormat::ALL {
        let written = reports.text(format.as_str());
        is_sound(format, &written);
        // The text is there, however it is written, or the search proves nothing.
        if format != ReportFormat::Prometheus {
            assert!(written.contains("0;pwn"), "{format:?}");
        }
    }
    for &format in ReportFormat::ALL {
        let args = [
            "check",
            "--no-probe",
            "-o",
            format.as_str(),
            "pgm-text",
            "pgm-plain",
        ];
        is_sound(format, &sandbox.run(&args).stdout);
    }
    // The value itself is not lost: JSON escapes it.
    let (_, document) = sandbox.json(&["check", "pgm-text", "--no-probe"]);
    assert_eq!(
        document["instances"][0]["description"],
        format!("=cmd{}", HOSTILE.trim_end())
    );
    // Two documents of it, compared.
    let mut other: Value = serde_json::from_str(&reports.text("json")).unwrap();
    other["instances"][0]["findings"] = json!([]);
    other["instances"][1]["instance_id"] = "pgm-other".into();
    std::fs::write(reports.path("other"), other.to_string()).unwrap();
    for format in [
        ReportFormat::Table,
        ReportFormat::Markdown,
        ReportFormat::Json,
    ] {
        let diff = [
            "report",
            "diff",
            &reports.path("json"),
            &reports.path("other"),
            "-o",
            format.as_str(),
        ];
        let ran = sandbox.run(&[&diff[..], &["--color", "always"]].concat());
        assert!(!ran.stdout.is_empty(), "{}", ran.stderr);
        is_sound(format, &ran.stdout);
        is_tame(&ran.stderr, "report diff");
    }
}

/// Everything a run shows on a terminal; `answer` is typed at its question.
fn on_a_terminal(mut command: std::process::Command, question: &str, answer: &str) -> String {
    use rexpect::reader::Options;
    command.env("TERM", "xterm");
    let options = Options::new().timeout_ms(Some(30_000));
    let mut session = rexpect::session::spawn_with_options(command, options).unwrap();
    let before = session.exp_string(question).unwrap();
    session.send(answer).unwrap();
    session.flush().unwrap();
    before + &session.exp_eof().unwrap()
}

#[track_caller]
fn nothing_planted_reached_the_terminal(shown: &str) {
    assert!(shown.contains("5;99m"), "the text is not shown: {shown:?}");
    for planted in [
        "\u{1b}[35;5;99m",
        "\u{1b}]",
        "\u{7}",
        "\u{c2}\u{9b}",
        "\u{e2}\u{80}\u{ae}",
    ] {
        assert!(!shown.contains(planted), "{planted:?} in {shown:?}");
    }
}

#[test]
fn hostile_text_is_harmless_in_questions_and_progress() {
    let open = |priority: u32, database: &str| {
        json!({ "priority": priority, "type": "host", "database": database, "user": "all",
            "address": "0.0.0.0/0", "method": "md5" })
    };
    let name = format!("\"d{}\"", HOSTILE.replace(['"', '\r', '\n'], ""));
    let state = json!({ "instances": [{
        "id": "pgm-a", "database": "none", "description": HOSTILE,
        "hba": [open(0, "all"), open(1, &name)],
    }] });
    let sandbox = Sandbox::with_state(&state, &["--change-time", "300ms"]);
    let mut enforce = command(sandbox.home.path());
    enforce
        .args(["enforce", "pgm-a", "--via", "hba", "-vvv"])
        .envs(sandbox.variables());
    let shown = on_a_terminal(enforce, "[y/N] ", "y\r");
    nothing_planted_reached_the_terminal(&shown);
    assert!(sandbox.writes() > 0);
}

/// The places of a document that hold text, without the positions in lists.
fn places(value: &Value, place: &str, found: &mut std::collections::BTreeSet<String>) {
    match value {
        Value::String(_) => {
            found.insert(place.to_owned());
        }
        Value::Array(items) => items.iter().for_each(|item| places(item, place, found)),
        Value::Object(members) => {
            for (key, member) in members {
                places(member, &format!("{place}/{key}"), found);
            }
        }
        _ => {}
    }
}

/// Puts the hostile text behind every text at this place.
fn poison(value: &mut Value, here: &str, place: &str) {
    match value {
        Value::String(text) if here == place => text.push_str(HOSTILE),
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, here, place)),
        Value::Object(members) => {
            for (key, member) in members {
                poison(member, &format!("{here}/{key}"), place);
            }
        }
        _ => {}
    }
}

#[test]
fn a_report_with_hostile_text_in_any_field_is_refused_or_shown_harmlessly() {
    let text = std::fs::read_to_string(repository("tests/data/report_mixed.json")).unwrap();
    let document: Value = serde_json::from_str(&text).unwrap();
    let reports = Reports::new();
    let (file, flags) = (reports.path("in.json"), reports.flags());
    let mut args = vec!["report", "merge", &file];
    args.extend(flags.iter().map(String::as_str));
    let mut found = std::collections::BTreeSet::new();
    places(&document, "", &mut found);
    let mut taken = 0;
    for place in &found {
        let mut bad = document.clone();
        poison(&mut bad, "", place);
        std::fs::write(&file, bad.to_string()).unwrap();
        let ran = run(&args);
        both_are_tame(&ran, place);
        if ran.code == 2 {
            continue;
        }
        taken += 1;
        for &format in ReportFormat::ALL {
            is_sound(format, &reports.text(format.as_str()));
        }
    }
    assert!(taken > 12 && found.len() > taken, "{taken} of {found:?}");
}

/// Answers every request on a port of its own with what `answer` makes of it.
fn serve(answer: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(stream);
        }
    });
    address
}

/// Every command against a service that answers this to every call.
fn hostile_answer(status: &str, body: &str) {
    let answer = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nx-acs-request-id: a\u{9b}b\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let address = serve(move |mut stream| {
        let mut asked = [0; 16384];
        let _ = stream.read(&mut asked);
        let _ = stream.write_all(answer.as_bytes());
    });
    let home = tempfile::tempdir().unwrap();
    for args in [
        &["check", "pgm-a", "--no-probe", "-vvv", "--color", "always"][..],
        &["check", "--all", "-vvv", "--color", "always"],
        &["check", "pgm-a", "--no-probe", "-vvv", "-o", "json"],
        &[
            "enforce", "pgm-a", "--via", "hba", "--yes", "-vvv", "--color", "always",
        ],
        &["doctor", "-vvv", "--color", "always"],
    ] {
        let output = command(home.path())
            .args(args)
            .env("FORCESSL_ENDPOINT", format!("http://{address}"))
            .env("FORCESSL_REGION", "cn-hangzhou")
            .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "id")
            .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let ran = Ran::of(output, args);
        assert_ne!(ran.code, 0, "{args:?}");
        both_are_tame(&ran, &format!("{args:?}"));
    }
}

#[test]
fn hostile_errors_of_the_service_are_harmless() {
    let member = json!(HOSTILE);
    let denied = json!({
        "AuthAction": member, "PolicyType": member, "AuthPrincipalDisplayName": member,
        "NoPermissionType": member, "EncodedDiagnosticMessage": member,
    });
    let bodies = [
        json!({ "Code": member, "Message": member, "RequestId": member, "HostId": member,
            "Recommend": member, "AccessDeniedDetail": denied })
        .to_string(),
        json!({ "Code": "Forbidden.RAM", "Message": member, "RequestId": member }).to_string(),
        format!("<html>{HOSTILE}</html>"),
        json!({ "RequestId": member, "Items": { "DBInstance": member } }).to_string(),
        json!({ "RequestId": member, "Items": { "DBInstance": [{ "DBInstanceId": member }] },
            "TotalRecordCount": member, "PageNumber": member })
        .to_string(),
    ];
    // Most of the time is spent waiting before a call is sent again.
    std::thread::scope(|scope| {
        for body in &bodies {
            for status in ["400 Bad Request", "200 OK"] {
                scope.spawn(move || hostile_answer(status, body));
            }
        }
    });
}

/// A server that refuses every login with this text, in every field of the message.
fn refusing(text: &str) -> String {
    let mut fields = Vec::new();
    for code in ['S', 'V', 'M', 'D', 'H', 'W', 'F', 'R', 's', 't', 'c'] {
        fields.push(u8::try_from(u32::from(code)).unwrap());
        fields.extend(text.replace('\0', "").bytes());
        fields.push(0);
    }
    fields.extend(b"C28000\0");
    fields.push(0);
    let mut message = vec![b'E'];
    message.extend(u32::try_from(fields.len() + 4).unwrap().to_be_bytes());
    message.extend(fields);
    serve(move |mut stream| {
        let mut asked = [0; 4096];
        // SSLRequest and GSSENCRequest are answered with no.
        while let Ok(read) = stream.read(&mut asked) {
            if read == 8 {
                let _ = stream.write_all(b"N");
                continue;
            }
            let _ = stream.write_all(&message);
            break;
        }
    })
}

#[test]
fn hostile_messages_of_a_database_server_are_harmless() {
    let address = refusing(HOSTILE);
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().join("evidence.md");
    let evidence = evidence.to_str().unwrap();
    for args in [
        &["probe", &address][..],
        &["probe", &address, "--evidence", evidence],
        &["probe", &address, "-o", "json"],
        &[
            "sessions",
            &address,
            "--dsn",
            "user=u dbname=d sslmode=disable",
        ],
        &[
            "sessions",
            &address,
            "--dsn",
            "user=u dbname=d sslmode=disable",
            "-o",
            "json",
        ],
    ] {
        let ran = run(&[args, &["-vvv", "--color", "always"]].concat());
        both_are_tame(&ran, &format!("{args:?}"));
        assert_ne!(ran.code, 0, "{args:?}");
    }
    let written = std::fs::read_to_string(evidence).unwrap();
    is_tame(&written, "evidence");
    no_markup(&written);
}

#[test]
fn hostile_names_of_sessions_are_harmless() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    let name = "ro\u{1b}[35;5;99mle\u{9b}31m\u{202e}\r\u{7f}";
    superuser(
        &instance,
        &format!(
            "CREATE ROLE \"{name}\" LOGIN PASSWORD 'x';
             GRANT pg_monitor TO {}",
            instance.user
        ),
    );
    superuser(&instance, &format!("CREATE DATABASE \"{name}\""));
    let conninfo = format!(
        "host={} port={} dbname='{name}' user='{name}' application_name='{name}' sslmode=disable",
        instance.host, instance.port
    );
    let _open = Open::new(&conninfo, "x").unwrap();
    let target = format!("{}:{}", instance.host, instance.port);
    for format in ["table", "json"] {
        let args = [
            "sessions", &target, "--all", "-o", format, "--color", "always", "-vvv",
        ];
        let ran = command(sandbox.home.path())
            .args(args)
            .args([
                "--dsn",
                &format!("dbname={} sslmode=prefer", instance.database),
            ])
            .env("PGUSER", &instance.user)
            .env("PGPASSWORD", &instance.password)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let ran = Ran::of(ran, &args).expect(1);
        both_are_tame(&ran, &format!("{args:?}"));
        assert!(ran.stdout.contains("[35;5;99m"), "{}", ran.stdout);
    }
    let mut terminate = command(sandbox.home.path());
    terminate
        .args(["sessions", &target, "--terminate"])
        .args([
            "--dsn",
            &format!("dbname={} sslmode=prefer", instance.database),
        ])
        .env("PGUSER", &instance.user)
        .env("PGPASSWORD", &instance.password);
    // Nothing is marked.
    let shown = on_a_terminal(terminate, "Mark the sessions", "\r");
    nothing_planted_reached_the_terminal(&shown);
}

#[test]
fn hostile_names_in_certificates_are_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let mut params = rcgen::CertificateParams::new(vec!["a.example".to_owned()]).unwrap();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, HOSTILE);
    params
        .distinguished_name
        .push(rcgen::DnType::OrganizationName, HOSTILE);
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let key = rcgen::KeyPair::generate().unwrap();
    let pem = params.self_signed(&key).unwrap().pem();
    std::fs::write(path("evil.pem"), &pem).unwrap();
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    for args in [
        &["cert", "inspect", &path("evil.pem")][..],
        &["cert", "inspect", &path("evil.pem"), "-o", "json"],
        &["ca", "set", &id, &path("evil.pem"), "--dry-run"],
        &[
            "enforce",
            &id,
            "--via",
            "acl",
            "--client-ca",
            &path("evil.pem"),
        ],
    ] {
        let ran = sandbox.run(&[args, &["-vvv", "--color", "always"]].concat());
        both_are_tame(&ran, &format!("{args:?}"));
        let shown = (ran.stdout + &ran.stderr).contains("0;pwn");
        assert!(shown || args[0] != "cert", "{args:?}");
    }
    run(&["cert", "new-ca", "--name", HOSTILE, "--out", &path("ca")])
        .expect(2)
        .says(&["control characters"]);
    assert!(!Path::new(&path("ca")).exists());
    run(&["cert", "new-ca", "--name", "ca", "--out", &path("ca")]).expect(0);
    let out = path("out");
    for user in [HOSTILE, "u\u{202e}", "../../up", "-rf"] {
        let args = [
            "cert",
            "issue",
            "--ca",
            &path("ca"),
            "--out",
            &out,
            "--",
            user,
        ];
        both_are_tame(&run(&args), "cert issue");
    }
    for file in crate::support::tree(folder.path()) {
        let name = file.to_str().unwrap();
        assert!(name.chars().all(|c| c.is_ascii_graphic()), "{name:?}");
    }
}

#[test]
fn hostile_words_on_the_command_line_are_harmless() {
    for args in [
        &["check", HOSTILE][..],
        &[HOSTILE],
        &["check", "pgm-a", "-o", HOSTILE],
        &["check", "pgm-a", "--region", HOSTILE],
        &["check", "pgm-a", "--endpoint", HOSTILE],
        &["cert", "inspect", HOSTILE],
        &["explain", HOSTILE],
        &["probe", HOSTILE],
        &["report", "merge", HOSTILE],
        &["enforce", "pgm-a", "--via", "hba", "--except", HOSTILE],
        &["check", "pgm-a", "--policy", HOSTILE],
    ] {
        for more in [&["--color", "always"][..], &["-o", "json"]] {
            let ran = run(&[args, more].concat());
            both_are_tame(&ran, &format!("{args:?}"));
            assert_ne!(ran.code, 0);
        }
    }
}

#[test]
fn a_plan_or_state_that_was_touched_is_never_half_used() {
    let sandbox = Sandbox::embedded(&["--change-time", "50ms"]);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.json");
    let plan = plan.to_str().unwrap().to_owned();
    sandbox
        .run(&["plan", &id, "--via", "hba", "--out", &plan])
        .expect(1);
    let good = std::fs::read_to_string(&plan).unwrap();
    let touched = [
        good.replace("\"convert\"", "\"guard\""),
        good.replacen(&id, "pgm-other", 1),
        good.replacen("\"schema_version\":2", "\"schema_version\":3", 1),
        good.trim_end().trim_end_matches('}').to_owned(),
        format!("{good}{good}"),
        good.replacen('{', "{\"more\":1,", 1),
        format!("[{}]", good.trim_end()),
        String::new(),
    ];
    let apply = ["enforce", "--plan", &plan, "--yes"];
    for text in touched {
        assert_ne!(text, good);
        std::fs::write(&plan, text).unwrap();
        sandbox.run(&apply).expect(2).says(&["saved plan", "hint:"]);
    }
    assert_eq!(sandbox.writes(), 0);
    // An old plan is as good as what it was made on.
    std::fs::write(&plan, &good).unwrap();
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    let writes = sandbox.writes();
    let ran = sandbox.run(&apply);
    assert_ne!(ran.code, 0, "{}", ran.stdout);
    assert_eq!(sandbox.writes(), writes);
}
