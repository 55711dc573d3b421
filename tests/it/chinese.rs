//! What people see with `--lang zh` is Chinese: every command is run, and each line is read for words that
//! are English and no name.

use std::collections::BTreeMap;

use crate::support::{Ran, Sandbox, command};

/// Words of PostgreSQL, of the vendor's API and of this tool that are the same in every language.
const NAMES: &[&str] = &[
    // The tool, its files and formats.
    "forcessl",
    "json",
    "CLI",
    "JSON",
    "CI",
    "FILE",
    "INSTANCE",
    "HOST",
    "FOLDER",
    "ID",
    "sandbox",
    // The service.
    "API",
    "ACL",
    "CA",
    "CRL",
    "OIDC",
    "ECS",
    "URI",
    "RAM",
    "RDS",
    "SSL",
    "TLS",
    "VPC",
    "IP",
    "Running",
    "ApsaraDB",
    "Babelfish",
    "PgBouncer",
    "AccessKey",
    "Serverless",
    "local_ssd",
    "aliyun",
    "custom",
    // PostgreSQL and the network.
    "localhost",
    "PGPASSWORD",
    "pgpass",
    "cn-hangzhou",
    "postgres",
    "PostgreSQL",
    "SQLSTATE",
    "PID",
    "SCRAM",
    "MD5",
    "CN",
    "GSS",
    "FATAL",
    "host",
    "hostssl",
    "hostnossl",
    "local",
    "all",
    "replication",
    "reject",
    "trust",
    "password",
    "md5",
    "scram-sha-256",
    "cert",
    "ldap",
    "prefer",
    "require",
    "disable",
    "verify-ca",
    "verify-full",
    "sslmode",
    "clientcert",
    "pg_hba",
    "pg_hba.conf",
    "no",
    "entry",
    "conf",
    "GRANT",
    "TO",
    "pg_monitor",
    "superuser",
    "IPv4",
    "IPv6",
    "UTC",
    "sha256",
    "ms",
    "Database",
];

/// Commands, subcommands and names of steps, as they are typed.
const TYPED: &[&str] = &[
    "check",
    "plan",
    "enforce",
    "rollback",
    "wait",
    "sessions",
    "probe",
    "hba",
    "list",
    "explain",
    "acl",
    "set",
    "show",
    "ssl",
    "ca",
    "enable",
    "renew",
    "client-ca",
    "crl",
    "pg-hba",
    "ssl-on",
    "apply",
    "history",
];

/// The words of a line that are English: letters that are no name, no flag, no id and in no quotes.
fn english(line: &str, names: &[&str]) -> Vec<String> {
    // What follows a half-width colon and the tool's name is to be pasted.
    let line = line.split(": forcessl ").next().unwrap_or_default();
    let quoted: Vec<&str> = line.split('`').step_by(2).collect();
    // Markdown escapes what would be markup.
    let text = quoted.join(" ").replace('\\', "");
    let between = |c: char| !(c.is_ascii_alphanumeric() || "-_.:/@=+%*<>'".contains(c));
    let words = text.split(between);
    words
        .map(|word| word.trim_matches(|c: char| ".:/=+'".contains(c)))
        .filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()))
        .filter(|word| {
            let is_name = |word: &str| {
                NAMES.contains(&word) || TYPED.contains(&word) || names.contains(&word)
            };
            // Flags, ids, addresses, versions and steps say themselves what they are.
            let is_made = word.starts_with('-')
                || word.contains(|c: char| c.is_ascii_digit())
                || word.contains(['.', ':', '@', '=', '/', '_'])
                || word.split('+').all(is_name);
            !is_name(word) && !is_made
        })
        .map(str::to_owned)
        .collect()
}

/// The lines that are not in Chinese, each with its words.
fn offending(ran: &Ran, names: &[&str]) -> Vec<String> {
    let lines = ran.stdout.lines().chain(ran.stderr.lines());
    lines
        .filter_map(|line| {
            let words = english(line, names);
            (!words.is_empty()).then(|| format!("  {} | {}", line.trim_end(), words.join(" ")))
        })
        .collect()
}

/// Ids of findings are the same in every language.
const FINDINGS: &[&str] = &[
    "ssl-off",
    "plaintext-admitted",
    "plaintext-replication",
    "acl-prefer",
    "acl-with-own-records",
    "server-cert-expired",
    "server-cert-expiring",
    "server-cert-name",
    "client-ca-expired",
    "client-ca-expiring",
    "crl-expired",
    "crl-expiring",
    "weak-method",
    "shadowed-record",
    "change-running",
    "change-failed",
    "replica-open",
    "pooler-unproven",
    "babelfish-unproven",
    "companion-not-checked",
    "proxy-unproven",
    "whitelist-open",
    "unsupported",
    "drift",
    "unreadable",
];

#[test]
fn every_command_speaks_chinese() {
    let sandbox = Sandbox::postgres(&["--instances", "2"]);
    let [one, other] = [0, 1].map(|index| sandbox.instance(index));
    let (id, other_id) = (one.id.as_str(), other.id.as_str());
    let place = format!("{}:{}", one.host, one.port);
    let dsn = format!(
        "user={} password={} dbname={}",
        one.user, one.password, one.database
    );
    // In the order in which they change the instance; others add theirs here.
    let lines: &[&[&str]] = &[
        &["check", id],
        &["check", id, "-v"],
        &["check", id, other_id],
        &["check", id, other_id, "-v", "--show-all"],
        &["check", "--all"],
        &["plan", id, "--via", "hba"],
        &["plan", id, other_id, "--via", "hba"],
        &["plan", id, "--via", "acl"],
        &["enforce", id, "--via", "hba"],
        &["enforce", id, "--via", "acl", "--yes"],
        &["acl", "set", id, "cert", "--yes"],
        &["hba", "list", id],
        &["hba", "explain", id, "app@postgres", "--from", "10.0.0.1"],
        &["probe", &place],
        &["probe", id],
        &["sessions", id, "--dsn", &dsn],
        &["plan", id, "--via", "hba", "--dsn", &dsn],
        &["enforce", id, "--via", "hba", "--yes"],
        &["enforce", id, "--via", "hba", "--yes"],
        &["check", id],
        &["probe", id],
        &["hba", "list", id],
        &[
            "hba",
            "explain",
            id,
            "app@postgres",
            "--from",
            "10.0.0.1",
            "--ssl",
        ],
        &["hba", "history", id],
        &["ssl", "show", id],
        &["ca", "show", id],
        &["crl", "show", id],
        &["acl", "show", id],
        &["wait", id],
        &["doctor", id],
        &["rollback", id, "--list"],
        &["hba", "export", id],
        &["rollback", id, "--yes"],
        &["check", "pgm-nosuchinstance"],
        &["plan", "pgm-nosuchinstance", "--via", "hba"],
    ];
    let names: Vec<&str> = [
        id,
        other_id,
        &one.user,
        &one.database,
        "app",
        "pgm-nosuchinstance",
        "instance",
    ]
    .into_iter()
    .chain(FINDINGS.iter().copied())
    .collect();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in lines {
        let ran = sandbox.run(&[line, &["--lang", "zh"][..]].concat());
        let offending = offending(&ran, &names);
        if !offending.is_empty() {
            found.insert(line.join(" "), offending);
        }
    }
    let told: Vec<String> = found
        .iter()
        .map(|(line, offending)| format!("{line}\n{}", offending.join("\n")))
        .collect();
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn files_listings_tickets_and_reports_speak_chinese() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let hba = "host all all 10.0.0.0/8 scram-sha-256\n";
    std::fs::write(folder.path().join("pg_hba.conf"), hba).unwrap();
    let lines = [
        "list",
        "list --tag no=such --allow-empty",
        "cert new-ca --name shop --out ca",
        "cert issue app --ca ca --out clients",
        "cert inspect clients/app.crt --client-ca ca/ca.pem --mode cert --user app",
        "cert crl --ca ca",
        "cert revoke clients/app.crt --ca ca",
        "plan ID --via hba -o markdown",
        "plan ID --via acl -o markdown",
        "check ID -o markdown",
        "check --all -o json=before.json",
        "enforce ID --via hba --yes -o markdown",
        "check --all -o json=after.json",
        "report diff before.json after.json",
        "report diff before.json after.json -o markdown",
        "report merge before.json",
        "hba apply ID pg_hba.conf --dry-run",
        "ca set ID ca/ca.pem --dry-run",
        "ssl renew ID --dry-run",
        "policy init forcessl.toml",
        "policy validate forcessl.toml",
        "policy explain ID",
        "rollback ID --dry-run",
        "explain InvalidACL.Permission",
        "explain NoSuchCode",
    ];
    let mut names = vec![id.as_str(), "instance", "shop", "app", "appdb", "ssl-renew"];
    // Keys and words of a policy file.
    names.extend(["via", "mode", "strategy", "convert", "high"]);
    let names: Vec<&str> = names.into_iter().chain(FINDINGS.iter().copied()).collect();
    let mut told = Vec::new();
    for line in lines {
        let line = line.replace("ID", &id);
        let mut command = sandbox.command(&line.split(' ').collect::<Vec<_>>());
        let command = command
            .current_dir(folder.path())
            .env("FORCESSL_LANG", "zh");
        let ran = Ran::of(command.output().unwrap(), &[&line]);
        let offending = offending(&ran, &names);
        told.extend(offending.iter().map(|words| format!("{line}: {words}")));
    }
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn what_surrounds_connection_strings_is_chinese() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let english_lines = |args: &[&str]| {
        // The strings and the drivers' names are the same in every language.
        let (_, guide) = sandbox.json(&[&["clients", &id], args].concat());
        let strings = guide["strings"].as_array().unwrap();
        let pasted = |line: &str| {
            strings.iter().any(|string| {
                let [name, text] = ["name", "text"].map(|key| string[key].as_str().unwrap());
                line.contains(name) || text.lines().any(|text| text == line.trim())
            })
        };
        let mut told = Vec::new();
        for form in ["table", "markdown"] {
            let line = [&["clients", &id, "--lang", "zh", "-o", form], args].concat();
            let mut ran = sandbox.run(&line);
            let surroundings: Vec<&str> = ran.stdout.lines().filter(|line| !pasted(line)).collect();
            ran.stdout = surroundings.join("\n");
            let names = [&id, "SELECT", "ssl", "FROM", "WHERE", "t", "pid"];
            told.extend(offending(&ran, &names));
        }
        told
    };
    let mut told = english_lines(&[]);
    sandbox
        .run(&["enforce", &id, "--via", "hba", "--yes"])
        .expect(0);
    told.extend(english_lines(&["--user", "app", "--database", "orders"]));
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn documents_are_the_same_in_every_language() {
    let sandbox = Sandbox::embedded(&["--instances", "2"]);
    let id = sandbox.instance(0).id;
    for line in [
        &["check", &id][..],
        &["plan", &id, "--via", "hba"],
        &["plan", &id, "--via", "acl"],
        &["enforce", &id, "--via", "acl", "--yes"],
        &["check", "pgm-nosuchinstance"],
        &["hba", "list", &id],
        &["hba", "explain", &id, "app@postgres", "--from", "10.0.0.1"],
        &["rollback", &id, "--list"],
    ] {
        let [english, chinese] = ["en", "zh"].map(|language| {
            let ran = sandbox.run(&[line, &["-o", "json", "--lang", language][..]].concat());
            // Progress and warnings beside a document are for people; an error is a document.
            let error = ran.stderr.starts_with('{').then(|| timeless(&ran.stderr));
            (ran.code, timeless(&ran.stdout), error)
        });
        assert_eq!(english, chinese, "{line:?}");
    }
}

/// A document without its times and request ids.
fn timeless(document: &str) -> String {
    let is_told = |line: &&str| {
        ![
            "_at\"",
            "\"at\"",
            "request_id",
            "took",
            "seconds",
            "_ms\"",
            "(request ",
        ]
        .iter()
        .any(|key| line.contains(key))
    };
    document
        .lines()
        .filter(is_told)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The way of GNU gettext: `LANGUAGE` is a list, and counts where the locale is not C.
#[test]
fn the_language_is_asked_for_in_the_usual_order() {
    let zh = "zh_CN.UTF-8";
    for (variables, flag, chinese) in [
        (&[][..], None, false),
        (&[("LANG", zh)], None, true),
        (&[("LANG", zh), ("LC_MESSAGES", "en_US.UTF-8")], None, false),
        (&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", zh)], None, true),
        (&[("LC_MESSAGES", zh), ("LC_ALL", "C.UTF-8")], None, false),
        (&[("LC_ALL", zh), ("LANG", "C")], None, true),
        (
            &[("LANG", "en_US.UTF-8"), ("LANGUAGE", "zh_CN:en")],
            None,
            true,
        ),
        (
            &[("LANG", "en_US.UTF-8"), ("LANGUAGE", "fr:zh")],
            None,
            true,
        ),
        (&[("LANG", zh), ("LANGUAGE", "en:zh")], None, false),
        (&[("LANG", zh), ("LANGUAGE", "")], None, true),
        (&[("LANG", "C"), ("LANGUAGE", "zh")], None, false),
        (&[("LC_ALL", "POSIX"), ("LANGUAGE", "zh")], None, false),
        (&[("LANGUAGE", "zh")], None, false),
        (&[("LANG", zh), ("FORCESSL_LANG", "en")], None, false),
        (&[("LANG", "C"), ("FORCESSL_LANG", "zh")], None, true),
        (&[("LANG", zh), ("FORCESSL_LANG", "zh")], Some("en"), false),
        (&[("LANG", "en_US.UTF-8")], Some("zh"), true),
    ] {
        let home = tempfile::tempdir().unwrap();
        let mut command = command(home.path());
        command.args(["explain", "IncorrectDBInstanceState"]);
        command.envs(variables.iter().copied());
        if let Some(flag) = flag {
            command.args(["--lang", flag]);
        }
        let answer = Ran::of(command.output().unwrap(), &[]).stdout;
        assert_eq!(
            answer.contains("原因"),
            chinese,
            "{variables:?} {flag:?}: {answer}"
        );
    }
}
