//! What people see with `--lang zh` is Chinese: every command is run, and each line is read for words that
//! are English and no name.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Stdio;

use clap::{ArgAction, Command as ClapCommand};
use forcessl::report::ReportFormat;

use crate::support::words::english_words;
use crate::support::{Ran, Sandbox, command};

/// What is read on instances with real servers, and changes them, in this order. `PLACE` is the host and port of
/// the first, `DSN` a login there.
const ON_SERVERS: &[&str] = &[
    "check ID",
    "check ID -v",
    "check ID OTHER",
    "check ID OTHER -v",
    "check --all -v --show-all",
    "check --all",
    "plan ID --via hba",
    "plan ID OTHER --via hba",
    "plan ID --via acl",
    "enforce ID --via hba",
    "enforce ID --via acl --yes",
    "acl set ID cert --yes",
    "hba list ID",
    "hba explain ID app@postgres from 10.0.0.1",
    "probe PLACE",
    "probe ID",
    "sessions ID --dsn DSN",
    "plan ID --via hba --dsn DSN",
    "enforce ID --via hba --yes",
    "enforce ID --via hba --yes",
    "check ID",
    "probe ID",
    "hba list ID",
    "hba explain ID app@postgres from 10.0.0.1 --ssl",
    "hba history ID",
    "ssl show ID",
    "ca show ID",
    "crl show ID",
    "acl show ID",
    "wait ID",
    "doctor ID",
    "rollback ID --list",
    "hba export ID",
    "rollback ID --yes",
];

/// What needs no server: files, listings, tickets, reports, and changes one by one.
const ON_SANDBOX: &[&str] = &[
    "list",
    "list -v",
    "list --tag no=such --allow-empty",
    "cert new-ca --name shop --out ca",
    "cert new-ca --name later --out later",
    "cert issue app --ca ca --out clients",
    "cert inspect clients/app.crt --client-ca ca/ca.pem --mode cert --user app",
    "cert crl --ca ca",
    "cert revoke clients/app.crt --ca ca",
    "cert crl --ca later",
    "enforce ID --via hba -o markdown --yes --dry-run",
    "check --all -o json=before.json",
    "enforce ID --via hba --yes -o markdown",
    "enforce ID --via hba --yes -o html",
    "check --all -o json=after.json",
    "report diff before.json after.json",
    "report merge before.json",
    "hba export ID records.conf",
    "hba apply ID pg_hba.conf --dry-run",
    "hba apply ID pg_hba.conf --yes",
    "hba harden ID --yes",
    "hba history ID",
    "hba restore ID --at 1h --yes",
    "ssl enable ID --yes",
    "ca set ID ca/ca.pem --dry-run",
    "ca set ID ca/ca.pem --yes",
    "ca rotate ID later/ca.pem --yes",
    "ca rotate ID --finish --yes",
    "crl set ID later/crl.pem --yes",
    "crl show ID",
    "acl set ID verify-ca --yes",
    "acl show ID",
    "crl clear ID --yes",
    "acl set ID prefer --yes",
    "ca clear ID --yes",
    "ca clear ID --yes",
    "ssl renew ID --dry-run",
    "ssl renew ID --yes",
    "ssl disable ID --yes",
    "ssl disable ID --yes",
    "policy init",
    "policy init forcessl.toml",
    "policy validate forcessl.toml",
    "policy explain ID",
    "rollback ID --dry-run",
    "explain InvalidACL.Permission",
    "explain --list",
    "export terraform ID",
    "export ram-policy audit",
    "doctor",
];

/// What surrounds connection strings is Chinese; the strings have a test of their own.
const STRINGS: &[&str] = &["clients ID", "clients ID --user app --database orders"];

/// What has a way of its own to be read.
const OTHERS: &[&str] = &[
    "sandbox --instances 1 --database embedded",
    "demo --database embedded --change-time 100ms",
    "completions fish",
    "man pages",
];

/// Whether somebody reads it as it is, so that it is in the language; every other format is the same in all.
const fn is_for_people(format: ReportFormat) -> bool {
    match format {
        ReportFormat::Table
        | ReportFormat::Markdown
        | ReportFormat::Html
        | ReportFormat::Github => true,
        ReportFormat::Json
        | ReportFormat::Ndjson
        | ReportFormat::Csv
        | ReportFormat::Sarif
        | ReportFormat::Junit
        | ReportFormat::Ocsf
        | ReportFormat::Prometheus
        | ReportFormat::Gitlab => false,
    }
}

/// The lines that are not in Chinese, each with its words.
fn offending(text: &str) -> Vec<String> {
    let told = |line: &str| {
        let words = english_words(line).join(" ");
        (!words.is_empty()).then(|| format!("  {} | {words}", line.trim_end()))
    };
    text.lines().filter_map(told).collect()
}

/// Without what is code in markup: blocks, tags, styles.
fn read_by_people(document: &str, format: ReportFormat) -> String {
    if format == ReportFormat::Html {
        let code = r"(?s)<(style|code|pre|script)[^>]*>.*?</(style|code|pre|script)>|<[^>]*>";
        let text = regex::Regex::new(code).unwrap().replace_all(document, "\n");
        text.replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&amp;", "&")
    } else if format == ReportFormat::Markdown {
        let prose = document.split("\n```").step_by(2);
        prose.collect::<Vec<_>>().join("\n").replace('\\', "")
    } else if format == ReportFormat::Github {
        let command = regex::Regex::new("(?m)^::[a-z]+ title=").unwrap();
        command.replace_all(document, "").replace("%3A", ":")
    } else {
        document.to_owned()
    }
}

/// Commands that print a file for another program.
const FILES: &[&[&str]] = &[
    &["policy", "init"],
    &["export", "terraform"],
    &["export", "ram-policy"],
];

/// The prose of such a file: its comments, but for settings to take the mark off.
fn comments(file: &str) -> String {
    let lines = file
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("# "));
    let prose = lines.filter(|line| !line.contains(" = ") && !line.starts_with('['));
    prose.collect::<Vec<_>>().join("\n")
}

/// Runs a line in every format for people that the command has; gives the formats, and what is English.
fn walked(
    sandbox: &Sandbox,
    folder: &Path,
    line: &[String],
) -> (BTreeSet<&'static str>, Vec<String>) {
    let is_given = line.iter().any(|word| word == "-o");
    let formats = ReportFormat::ALL.iter().copied();
    let (mut formats_of, mut told) = (BTreeSet::new(), Vec::new());
    for format in formats.filter(|format| is_for_people(*format)) {
        let name = format.as_str();
        if is_given && format != ReportFormat::Table {
            continue;
        }
        let args: Vec<&str> = line.iter().map(String::as_str).collect();
        let mut command = sandbox.command(&args);
        command.current_dir(folder).env("FORCESSL_LANG", "zh");
        command.env("PGPASSWORD", sandbox.instance(0).password);
        if format != ReportFormat::Table {
            command.args(["-o", name]);
        }
        let ran = Ran::of(command.output().unwrap(), &args);
        if ran.code == 2 && format != ReportFormat::Table {
            continue;
        }
        assert_ne!(ran.code, 2, "{line:?}: {}", ran.stderr);
        formats_of.insert(name);
        let read = match line.iter().rposition(|word| word == "-o") {
            Some(at) if line[at + 1] == "html" => ReportFormat::Html,
            Some(at) if line[at + 1] == "markdown" => ReportFormat::Markdown,
            Some(_) | None => format,
        };
        let stdout = if FILES.iter().any(|file| args.starts_with(file)) {
            comments(&ran.stdout)
        } else {
            read_by_people(&ran.stdout, read)
        };
        let text = format!("{stdout}\n{}", ran.stderr);
        told.extend(
            offending(&text)
                .iter()
                .map(|words| format!("{} -o {name}: {words}", line.join(" "))),
        );
    }
    (formats_of, told)
}

fn walk(sandbox: &Sandbox, folder: &Path, lines: &[&str], words: &[(&str, &str)]) {
    let (mut formats, mut told) = (BTreeSet::new(), Vec::new());
    for line in lines {
        let line: Vec<String> = line
            .split(' ')
            .map(|word| match words.iter().find(|(name, _)| *name == word) {
                Some((_, value)) => (*value).to_owned(),
                None => word.to_owned(),
            })
            .collect();
        let (of_line, english) = walked(sandbox, folder, &line);
        formats.extend(of_line);
        told.extend(english);
    }
    let people = ReportFormat::ALL.iter().copied();
    let people = people.filter(|format| is_for_people(*format));
    let people: BTreeSet<&str> = people.map(ReportFormat::as_str).collect();
    assert_eq!(formats, people, "no line was answered in some format");
    assert!(
        told.is_empty(),
        "{} lines:\n{}",
        told.len(),
        told.join("\n")
    );
}

#[test]
fn every_command_on_servers_speaks_chinese() {
    let sandbox = Sandbox::postgres(&["--instances", "2"]);
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = [0, 1].map(|index| sandbox.instance(index));
    let place = format!("{}:{}", one.host, one.port);
    let dsn = format!("user={} dbname={}", one.user, one.database);
    let words = [
        ("ID", &*one.id),
        ("OTHER", &*other.id),
        ("PLACE", &*place),
        ("DSN", &*dsn),
    ];
    walk(&sandbox, folder.path(), ON_SERVERS, &words);
}

#[test]
fn files_listings_changes_tickets_and_reports_speak_chinese() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let folder = tempfile::tempdir().unwrap();
    let hba = "host all all 10.0.0.0/8 scram-sha-256\n";
    std::fs::write(folder.path().join("pg_hba.conf"), hba).unwrap();
    let id = sandbox.instance(0).id;
    walk(&sandbox, folder.path(), ON_SANDBOX, &[("ID", &id)]);
}

#[test]
fn what_surrounds_connection_strings_is_chinese() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let mut told = Vec::new();
    for line in STRINGS {
        let line = line.replace("ID", &id);
        let line: Vec<&str> = line.split(' ').collect();
        // The strings and the drivers' names are the same in every language.
        let (_, guide) = sandbox.json(&line);
        let strings = guide["strings"].as_array().unwrap();
        let pasted = |line: &str| {
            strings.iter().any(|string| {
                let [name, text] = ["name", "text"].map(|key| string[key].as_str().unwrap());
                line.contains(name) || text.lines().any(|text| text == line.trim())
            })
        };
        for form in ["table", "markdown"] {
            let ran = sandbox.run(&[&line[..], &["--lang", "zh", "-o", form]].concat());
            let around: Vec<&str> = ran.stdout.lines().filter(|line| !pasted(line)).collect();
            told.extend(offending(&around.join("\n")));
        }
        let more = ["enforce", &id, "--via", "hba", "--yes"];
        sandbox.run(&more).expect(0);
    }
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn the_demo_and_the_sandbox_speak_chinese() {
    let home = crate::demo::shared_folder();
    let run = |line: &str| {
        let mut command = command(home.path());
        command.args(line.split(' ')).env("FORCESSL_LANG", "zh");
        command
    };
    let ran = Ran::of(run(OTHERS[1]).stdin(Stdio::null()).output().unwrap(), &[]).expect(0);
    let mut told = offending(&ran.stdout);
    told.extend(offending(&ran.stderr));
    let mut serving = run(OTHERS[0]);
    let serving = serving.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut serving = serving.spawn().unwrap();
    let mut ready = String::new();
    let mut out = std::io::BufReader::new(serving.stdout.take().unwrap());
    std::io::BufRead::read_line(&mut out, &mut ready).unwrap();
    let pid = rustix::process::Pid::from_child(&serving);
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let ended = serving.wait_with_output().unwrap();
    told.extend(offending(&String::from_utf8(ended.stderr).unwrap()));
    assert!(told.is_empty(), "\n{}", told.join("\n"));
}

#[test]
fn completions_and_man_pages_are_chinese() {
    let home = tempfile::tempdir().unwrap();
    let run = |line: &str| {
        let mut command = command(home.path());
        command.current_dir(home.path()).args(line.split(' '));
        let output = command.env("FORCESSL_LANG", "zh").output().unwrap();
        Ran::of(output, &[]).expect(0).stdout
    };
    let mut told = Vec::new();
    let script = run(OTHERS[2]);
    let described = script.lines().filter_map(|line| line.split_once(" -d '"));
    told.extend(described.flat_map(|(_, words)| offending(words.trim_end_matches('\''))));
    told.extend(offending(&run(OTHERS[3])));
    let (mut pages, font) = (0, regex::Regex::new(r"\\f[BIR]").unwrap());
    for page in std::fs::read_dir(home.path().join("pages")).unwrap() {
        let path = page.unwrap().path();
        if !path.to_str().unwrap().ends_with(".zh_CN.1") {
            continue;
        }
        pages += 1;
        let page = std::fs::read_to_string(&path).unwrap();
        for line in page.lines() {
            // Requests of roff, but for headings, set the page.
            let line = match line.strip_prefix('.') {
                Some(request) => request.strip_prefix("SH ").unwrap_or_default(),
                None => line,
            };
            let line = font
                .replace_all(line, "")
                .replace("\\-", "-")
                .replace("\\*(Aq", "'");
            let name = path.file_name().unwrap().to_string_lossy();
            told.extend(
                offending(&line)
                    .iter()
                    .map(|words| format!("{name}: {words}")),
            );
        }
    }
    assert!(pages > 30, "{pages}");
    assert!(told.is_empty(), "{} lines\n{}", told.len(), told.join("\n"));
}

/// Every command as its words, those with subcommands too.
fn commands(command: &ClapCommand, path: &[String], found: &mut Vec<(Vec<String>, bool)>) {
    let inner: Vec<&ClapCommand> = command.get_subcommands().collect();
    found.push((path.to_vec(), inner.is_empty()));
    for inner in inner.into_iter().filter(|inner| inner.get_name() != "help") {
        let path = [path, &[inner.get_name().to_owned()]].concat();
        commands(inner, &path, found);
    }
}

fn every_command() -> Vec<(Vec<String>, bool)> {
    let mut found = Vec::new();
    commands(&forcessl::commands::command(), &[], &mut found);
    found
}

/// The walks say which commands they run: here all of the command line are.
#[test]
fn no_command_is_left_out_of_the_walks() {
    let lines = [ON_SERVERS, ON_SANDBOX, STRINGS, OTHERS].concat();
    let runs = |path: &[String]| {
        let runs = |line: &&str| line.split(' ').take(path.len()).eq(path.iter());
        lines.iter().any(runs)
    };
    let all = every_command();
    let leaves = all.iter().filter(|(_, is_leaf)| *is_leaf);
    let left: Vec<String> = leaves
        .filter(|(path, _)| !runs(path))
        .map(|(path, _)| path.join(" "))
        .collect();
    assert!(all.len() > 50, "{}", all.len());
    assert_eq!(left, [""; 0], "no walk runs these");
}

#[test]
fn help_of_every_command_is_chinese() {
    let home = tempfile::tempdir().unwrap();
    let mut told = Vec::new();
    for (path, _) in every_command() {
        for flag in ["-h", "--help"] {
            let mut command = command(home.path());
            let command = command.args(&path).arg(flag).env("FORCESSL_LANG", "zh");
            let ran = Ran::of(command.output().unwrap(), &[]).expect(0);
            let offending = offending(&ran.stdout);
            told.extend(
                offending
                    .iter()
                    .map(|words| format!("{} {flag}: {words}", path.join(" "))),
            );
        }
    }
    assert!(told.is_empty(), "{} lines\n{}", told.len(), told.join("\n"));
}

/// Values that hardly any flag takes.
const BAD: &[&str] = &[
    "",
    "!",
    "0",
    "-1",
    "1.5x",
    "99999999999999999999",
    "a=b=c",
    "[::",
];

/// What a value of each flag of each command is refused with. Those of all commands are tried with one.
#[test]
fn bad_values_of_every_flag_are_refused_in_chinese() {
    let home = tempfile::tempdir().unwrap();
    let (mut told, mut refused, mut silent) = (Vec::new(), 0, BTreeSet::new());
    let tree = forcessl::commands::command();
    for (path, _) in every_command().into_iter().filter(|(_, is_leaf)| *is_leaf) {
        let of = path.iter().fold(&tree, |command, name| {
            command.find_subcommand(name).unwrap()
        });
        let own = of.get_arguments();
        let global = tree.get_arguments().filter(|_| path == ["check"]);
        for argument in own.chain(global) {
            let takes = matches!(argument.get_action(), ArgAction::Set | ArgAction::Append);
            if !takes {
                continue;
            }
            let mut is_refused = false;
            for value in BAD {
                let word = match argument.get_long() {
                    Some(long) => format!("--{long}={value}"),
                    None => (*value).to_owned(),
                };
                let mut command = command(home.path());
                command.args(&path);
                // Places before it are filled, so that it is the one that is refused.
                for before in of.get_positionals() {
                    if argument
                        .get_index()
                        .is_some_and(|index| before.get_index() < Some(index))
                    {
                        command.arg("pgm-a");
                    }
                }
                // Else one that is taken would serve for ever.
                if path == ["sandbox"] && argument.get_id() != "listen" {
                    command.arg("--listen=192.0.2.1:1");
                }
                if argument.get_long().is_none() {
                    command.arg("--");
                }
                let output = command
                    .arg(&word)
                    .current_dir(home.path())
                    .stdin(Stdio::null())
                    .env("FORCESSL_LANG", "zh")
                    .env("FORCESSL_REGION", "cn-hangzhou")
                    .env("FORCESSL_TIMEOUT", "1s")
                    .env("FORCESSL_ENDPOINT", "http://127.0.0.1:1")
                    .env("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
                    .env("ALIBABA_CLOUD_ACCESS_KEY_ID", "a")
                    .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "b")
                    .output()
                    .unwrap();
                let ran = Ran::of(output, &[]);
                if ran.code == 2 {
                    (is_refused, refused) = (true, refused + 1);
                }
                let told_of = offending(&format!("{}\n{}", ran.stdout, ran.stderr));
                told.extend(
                    told_of
                        .iter()
                        .map(|words| format!("{} {word}: {words}", path.join(" "))),
                );
            }
            if !is_refused {
                silent.insert(format!("{} {}", path.join(" "), argument.get_id()));
            }
        }
    }
    assert!(refused > 1000, "{refused}");
    assert!(told.is_empty(), "{} lines\n{}", told.len(), told.join("\n"));
    assert_eq!(silent, BTreeSet::new(), "no bad value of these is refused");
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
