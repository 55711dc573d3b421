//! Which flags go together, by an account of its own: every flag acts in one phase of a command, and a
//! flag that ends or replaces a phase leaves no room for what acts in it. All pairs of flags of all
//! commands are walked, and the command line has to take exactly those that both have an effect.
//! Deliberately absent: flags that depend on the value of another one.

use clap::{Arg, ArgAction, Command};

use crate::support::{command, run};

/// The phases of a command, in their order, with the flags that act in each.
const PHASES: &[(&str, &str)] = &[
    ("program", "quiet verbose lang color output"),
    (
        "transport",
        "profile assume-role endpoint vpc proxy ca-bundle connect-timeout read-timeout signature qps parallel",
    ),
    ("region", "region"),
    ("regions", "all-regions find"),
    ("list", "all"),
    ("file", "instances-from"),
    ("filter", "tag resource-group engine-version"),
    ("narrow", "no-replicas shard"),
    ("empty", "allow-empty"),
    ("policy", "policy"),
    (
        "rule",
        "via mode replication strategy except connection-string stepwise",
    ),
    ("judge", "expiry-days fail-on"),
    ("certificates", "client-ca crl allow-uncovered"),
    ("saved plan", "plan"),
    ("dry run", "dry-run"),
    (
        "gate",
        "wait-ready in-maintenance-window dsn allow-clear-password sessions max-cut-off max-instances",
    ),
    ("state", "state-dir"),
    ("to", "to"),
    ("consent", "yes"),
    ("each", "confirm-each"),
    ("no wait", "no-wait"),
    ("portions", "canary wave-size max-failures"),
    ("wait", "timeout"),
    ("no probe", "no-probe"),
    ("login", "user database probe-timeout"),
    ("proof", "cert key require-proof"),
    ("probe", "probe"),
    ("end", "auto-rollback evidence"),
    ("states", "list"),
    ("baseline", "baseline"),
];

/// What leaves no room for what: the flags of one phase end or replace the phases behind it.
const ENDS: &[(&str, &str, &str)] = &[
    ("plan enforce", "policy", "rule"),
    ("check", "policy", "judge"),
    (
        "enforce",
        "saved plan",
        "list regions file filter narrow empty policy rule certificates",
    ),
    ("", "dry run", "each portions no probe login proof end"),
    ("", "no wait", "portions wait no probe login proof end"),
    ("", "no probe", "login proof probe"),
    ("enforce", "each", "consent"),
    ("", "regions", "region"),
    ("rollback", "states", "dry run gate no wait wait to"),
    ("check plan enforce wait list", "list", "file"),
];

/// Single flags: what one leaves no room for.
const PAIRS: &[(&str, &str, &str)] = &[
    (
        "check",
        "find",
        "all all-regions tag resource-group engine-version instances-from no-replicas shard allow-empty",
    ),
    ("", "dry-run", "wait-ready no-wait"),
    ("check", "baseline", "fail-on"),
    ("probe", "logins", "user all-accounts"),
    ("probe", "all-accounts", "user"),
    ("probe", "ipv4", "ipv6"),
    ("sessions", "watch", "terminate"),
    ("cert issue", "csr", "from-file key-type"),
    ("explain", "list", "CODE"),
    ("sandbox", "fleet", "state"),
    ("sandbox", "state", "instances"),
];

/// What a flag is worth nothing without, or only beside: any one of these.
const NEEDS: &[(&str, &str, &str)] = &[
    ("", "cert", "key"),
    ("", "key", "cert"),
    (
        "list",
        "allow-empty",
        "tag resource-group engine-version instances-from",
    ),
    ("plan enforce", "crl", "client-ca"),
    ("plan enforce", "allow-uncovered", "client-ca crl"),
    // Of the ways to force SSL the first that is tried for --via is the ACL.
    ("plan enforce", "stepwise", "via mode replication client-ca"),
    (
        "check plan enforce wait",
        "no-replicas",
        "all all-regions tag resource-group engine-version instances-from",
    ),
    (
        "check plan enforce wait",
        "shard",
        "all all-regions tag resource-group engine-version instances-from",
    ),
    (
        "check plan enforce wait",
        "allow-empty",
        "tag resource-group engine-version instances-from",
    ),
    (
        "check",
        "state-dir",
        "all all-regions tag resource-group engine-version instances-from",
    ),
    (
        "check",
        "show-all",
        "all all-regions tag resource-group engine-version instances-from",
    ),
    ("check", "user", "probe INSTANCE"),
    ("check", "database", "probe INSTANCE"),
    ("check", "probe-timeout", "probe INSTANCE"),
    ("doctor", "user", "INSTANCE"),
    ("doctor", "database", "INSTANCE"),
    ("doctor", "probe-timeout", "INSTANCE"),
    ("sessions", "interval", "watch"),
    ("sessions", "include-replication", "terminate"),
    ("ssl enable", "server-cert", "server-key"),
    ("ssl enable", "server-key", "server-cert"),
    ("ssl renew", "server-cert", "server-key"),
    ("ssl renew", "server-key", "server-cert"),
    ("cert inspect", "crl", "client-ca"),
    ("sandbox", "regions", "fleet"),
    ("hba export", "force", "FILE"),
];

/// With instances by name nothing is listed, but by the regions they may be in.
const NOT_BESIDE_NAMES: &str = "all tag resource-group engine-version no-replicas shard plan";

/// The flags of the whole program that a command has no use for.
const IDLE: &[(&str, &str)] = &[
    ("check", "yes no-wait"),
    ("list", "yes no-wait parallel"),
    ("plan", "yes no-wait state-dir"),
    ("wait", "yes no-wait parallel"),
    ("probe", "yes no-wait state-dir"),
    ("sessions", "parallel no-wait state-dir"),
    ("doctor", "yes no-wait state-dir parallel"),
    ("export terraform", "yes no-wait state-dir parallel"),
    ("export ram-policy", "yes no-wait state-dir parallel qps"),
    ("policy explain", "yes no-wait state-dir parallel output"),
    ("demo", "API yes no-wait state-dir parallel qps"),
    (
        "sandbox",
        "API yes no-wait state-dir parallel timeout output",
    ),
    ("clients", "yes no-wait state-dir parallel"),
    ("cert", "API yes no-wait state-dir parallel qps timeout"),
    ("explain", "API yes no-wait state-dir parallel qps timeout"),
    ("report", "API yes no-wait state-dir parallel qps timeout"),
    (
        "policy",
        "API yes no-wait state-dir parallel qps timeout output",
    ),
    (
        "completions",
        "API yes no-wait state-dir parallel qps timeout output",
    ),
    (
        "man",
        "API yes no-wait state-dir parallel qps timeout output",
    ),
    ("show", "yes no-wait state-dir parallel"),
    ("ssl disable", "parallel"),
    ("ca", "parallel"),
    ("crl", "parallel"),
    ("acl", "parallel"),
    ("hba apply", "parallel"),
    ("hba restore", "parallel"),
    ("rollback", "parallel"),
];
const API: &str = "region profile assume-role endpoint vpc proxy ca-bundle connect-timeout read-timeout signature";
/// Commands that only read, though others of their family change something.
const READERS: &[&str] = &[
    "ssl show",
    "ca show",
    "crl show",
    "acl show",
    "hba list",
    "hba export",
    "hba explain",
    "hba history",
];

fn has(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

fn is_of(commands: &str, path: &str) -> bool {
    commands.is_empty()
        || commands == path
        || (!commands.contains(' ') || !path.contains(' ')) && has(commands, path)
}

fn phase(flag: &str) -> &'static str {
    PHASES
        .iter()
        .find(|(_, flags)| has(flags, flag))
        .map_or("own", |(phase, _)| phase)
}

/// Whether a command has a use for a flag of the whole program.
fn is_idle(path: &str, flag: &str) -> bool {
    let line = if READERS.contains(&path) {
        IDLE.iter().find(|(name, _)| *name == "show")
    } else {
        IDLE.iter()
            .filter(|(name, _)| path == *name || path.starts_with(&format!("{name} ")))
            .max_by_key(|(name, _)| name.len())
    };
    line.is_some_and(|(_, flags)| has(flags, flag) || (has(flags, "API") && has(API, flag)))
}

/// Why these have no effect together, by the account of this test.
fn idle(path: &str, given: &[&str], known: &dyn Fn(&str) -> bool) -> Option<String> {
    let named = given.contains(&"INSTANCE");
    for flag in given {
        if is_idle(path, flag) {
            return Some(format!("--{flag} is of no use to {path}"));
        }
        if named && is_of("check plan enforce wait", path) && has(NOT_BESIDE_NAMES, flag) {
            return Some(format!("--{flag} beside names"));
        }
        let partners = NEEDS
            .iter()
            .find(|(commands, needy, _)| is_of(commands, path) && needy == flag);
        if let Some((_, _, partners)) = partners
            && partners
                .split(' ')
                .any(|one| known(one) || one == "INSTANCE" || one == "FILE")
            && !given.iter().any(|one| has(partners, one))
        {
            return Some(format!("--{flag} without {partners}"));
        }
        for other in given.iter().filter(|other| *other != flag) {
            let ends = ENDS.iter().any(|(commands, ending, ended)| {
                is_of(commands, path)
                    && *ending == phase(flag)
                    && ended.split(' ').count() > 0
                    && phases(ended).any(|one| one == phase(other))
            });
            let apart = PAIRS.iter().any(|(commands, one, others)| {
                is_of(commands, path) && one == flag && has(others, other)
            });
            if ends || apart {
                return Some(format!("--{flag} leaves no room for --{other}"));
            }
        }
    }
    None
}

/// The phases of a list; some have two words.
fn phases(list: &str) -> impl Iterator<Item = &'static str> {
    let padded = format!(" {list} ");
    PHASES
        .iter()
        .map(|(phase, _)| *phase)
        .filter(move |phase| padded.contains(&format!(" {phase} ")))
}

/// The commands that do something, by their words.
fn leaves<'a>(
    command: &'a Command,
    words: &[&'a str],
    found: &mut Vec<(Vec<&'a str>, &'a Command)>,
) {
    let inner: Vec<&Command> = command
        .get_subcommands()
        .filter(|inner| inner.get_name() != "help")
        .collect();
    if inner.is_empty() {
        found.push((words.to_vec(), command));
    }
    for one in inner {
        leaves(one, &[words, &[one.get_name()]].concat(), found);
    }
}

/// A value that a flag takes.
fn value(argument: &Arg) -> String {
    if let Some(first) = argument.get_possible_values().first() {
        return first.get_name().to_owned();
    }
    let name = argument.get_value_names().and_then(|names| names.first());
    let name = name.map_or("", |name| name.as_str());
    match (argument.get_id().as_str(), name) {
        ("region", _) => "cn-hangzhou",
        ("endpoint", _) => "http://127.0.0.1:1",
        ("proxy", _) => "127.0.0.1:1",
        ("output", _) => "json",
        ("mode" | "replication", _) => "cert",
        ("faults", _) => "throttle:3",
        ("listen", _) => "127.0.0.1:0",
        ("fleet", _) => "mixed",
        (_, "KEY=VALUE") => "key=value",
        (_, "INDEX/COUNT") => "1/2",
        (_, "WHO") => "user=app",
        (_, "DURATION" | "TIME") => "5s",
        (_, "TIME|ID") => "2h",
        (_, "N" | "DAYS" | "COUNT") => "3",
        (_, "ADDRESS") => "10.0.0.1",
        (_, "DSN") => "host=localhost user=app",
        (_, "VERSION") => "15",
        (_, "ID") => "pgm-other",
        _ => "/nonexistent",
    }
    .to_owned()
}

/// A flag as it is written, with its value.
fn written(argument: &Arg) -> Vec<String> {
    let flag = format!("--{}", argument.get_long().unwrap());
    match argument.get_action() {
        ArgAction::Set | ArgAction::Append => vec![flag, value(argument)],
        _ => vec![flag],
    }
}

/// The ways to call a command: what has to be there, alone, with an instance and with a listing; each with
/// the words that [`idle`] goes by.
fn calls(path: &str, command: &Command) -> Vec<(Vec<String>, Vec<&'static str>)> {
    let mut all = Vec::new();
    for argument in command
        .get_opts()
        .filter(|argument| argument.is_required_set())
    {
        all.extend(written(argument));
    }
    for argument in command
        .get_positionals()
        .filter(|argument| argument.is_required_set())
    {
        all.push(match argument.get_id().as_str() {
            "instances" | "instance" => "pgm-a".to_owned(),
            "mode" => "cert".to_owned(),
            "who" | "login" => "app@appdb".to_owned(),
            _ => value(argument),
        });
    }
    let named = [&all[..], &["pgm-a".to_owned()]].concat();
    let more = |words: &[&str]| {
        [
            &all[..],
            &words
                .iter()
                .map(|word| (*word).to_owned())
                .collect::<Vec<_>>(),
        ]
        .concat()
    };
    match path {
        "check" | "plan" | "wait" => {
            vec![(named, vec!["INSTANCE"]), (more(&["--all"]), vec!["all"])]
        }
        "enforce" => vec![
            (named, vec!["INSTANCE"]),
            (more(&["--all"]), vec!["all"]),
            (more(&["--plan", "/nonexistent"]), vec!["plan"]),
        ],
        "explain" => vec![
            (more(&["Throttling"]), vec!["CODE"]),
            (more(&["--list"]), vec!["list"]),
        ],
        "doctor" => vec![(all, vec![]), (named, vec!["INSTANCE"])],
        "probe" | "cert issue" | "sessions" => vec![(named, vec![])],
        "hba export" => vec![(all.clone(), vec![]), (more(&["file"]), vec!["FILE"])],
        "ca rotate" => vec![
            (more(&["file"]), vec![]),
            (more(&["--finish"]), vec!["finish"]),
        ],
        _ => vec![(all, vec![])],
    }
}

fn accepts(words: &[&str], rest: &[Vec<String>]) -> Result<(), String> {
    let mut line: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
    line.extend(rest.concat());
    forcessl::commands::accepts(&line)
}

/// The flags of the whole program that act in no phase that another flag ends. Two of them are walked with
/// one command only, and one of them beside others with the first way to call each.
fn is_general(flag: &Arg) -> bool {
    ["program", "transport"].contains(&phase(flag.get_long().unwrap()))
}

/// Walks the pairs of one command: how many there are, and where the command line and this test differ.
fn walk(root: &Command, words: &[&str], command: &Command) -> (usize, Vec<String>) {
    let path = words.join(" ");
    let long = |argument: &&Arg| {
        argument
            .get_long()
            .is_some_and(|long| !["help", "version"].contains(&long))
    };
    let all = command.get_arguments().chain(root.get_arguments());
    let flags: Vec<&Arg> = all.filter(long).collect();
    let known = |flag: &str| flags.iter().any(|one| one.get_long() == Some(flag));
    let (mut pairs, mut wrong) = (0, Vec::new());
    for (number, (call, stands)) in calls(&path, command).into_iter().enumerate() {
        let stands_there = |flag: &Arg| call.contains(&format!("--{}", flag.get_long().unwrap()));
        let free: Vec<&Arg> = flags
            .iter()
            .copied()
            .filter(|one| !stands_there(one))
            .collect();
        for (place, one) in free.iter().enumerate() {
            for other in &free[place..] {
                let alone = one.get_id() == other.get_id();
                let general = [one, other].iter().filter(|flag| is_general(flag)).count();
                let again = (general == 2 && path != "check") || (general == 1 && number > 0);
                if again && !alone {
                    continue;
                }
                let mut given = stands.clone();
                let mut rest = vec![call.clone(), written(one)];
                given.push(one.get_long().unwrap());
                if !alone {
                    given.push(other.get_long().unwrap());
                    rest.push(written(other));
                }
                pairs += 1;
                let line = format!("{path} {}", rest.concat().join(" "));
                match (accepts(words, &rest), idle(&path, &given, &known)) {
                    (Ok(()), None) | (Err(_), Some(_)) => {}
                    (Ok(()), Some(why)) => wrong.push(format!("taken: {line}, though {why}")),
                    (Err(why), None) => wrong.push(format!("refused: {line}: {why}")),
                }
            }
        }
    }
    (pairs, wrong)
}

#[test]
fn two_flags_are_taken_exactly_when_both_have_an_effect() {
    let root = forcessl::commands::command();
    let mut commands = Vec::new();
    leaves(&root, &[], &mut commands);
    let (half, rest) = commands.split_at(3);
    let of = |some: &[(Vec<&str>, &Command)]| -> Vec<(usize, Vec<String>)> {
        some.iter()
            .map(|(words, command)| walk(&root, words, command))
            .collect()
    };
    let walked = std::thread::scope(|scope| {
        let other = scope.spawn(|| of(half));
        let mut walked = of(rest);
        walked.extend(other.join().unwrap());
        walked
    });
    let pairs: usize = walked.iter().map(|(pairs, _)| pairs).sum();
    let wrong: Vec<String> = walked.into_iter().flat_map(|(_, wrong)| wrong).collect();
    assert!(pairs > 18_000, "only {pairs} pairs");
    assert!(
        wrong.is_empty(),
        "{} of {pairs}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_binary_refuses_what_has_no_effect_with_code_2_and_the_reason() {
    for line in [
        &["enforce", "pgm-a", "--shard", "1/3"][..],
        &["enforce", "pgm-a", "--no-wait", "--require-proof"],
        &["enforce", "--plan", "plan.json", "--policy", "policy.toml"],
        &["enforce", "pgm-a", "--confirm-each", "--yes"],
        &["check", "pgm-a", "--no-probe", "--user", "app"],
        &["check", "--all", "--user", "app"],
        &["check", "pgm-a", "--yes"],
        &["enforce", "--all", "--dry-run", "--wave-size", "3"],
        &["hba", "apply", "pgm-a", "file", "--dry-run", "--no-probe"],
        &["rollback", "pgm-a", "--parallel", "3"],
        &["doctor", "--user", "app"],
        &["policy", "init", "--qps", "3"],
    ] {
        let words: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
        let why = forcessl::commands::accepts(&words).unwrap_err();
        let what = why.split(": ").next().unwrap();
        run(line).expect(2).says(&[what, "hint:"]);
    }
}

#[test]
fn a_variable_that_is_not_used_is_no_error_unless_people_rely_on_it() {
    let with = |variable: (&str, &str), line: &[&str]| {
        let home = tempfile::tempdir().unwrap();
        let mut command = command(home.path());
        command.args(line).env(variable.0, variable.1);
        let ran = command.output().unwrap();
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        (ran.status.code(), said)
    };
    let region = "--region=cn-hangzhou";
    let sent = ["enforce", "pgm-a", "--no-wait", "--yes", region];
    for variable in [
        ("FORCESSL_TIMEOUT", "5m"),
        ("FORCESSL_USER", "app"),
        ("FORCESSL_DATABASE", "appdb"),
    ] {
        let (code, said) = with(variable, &sent);
        assert_ne!(code, Some(2), "{variable:?}: {said}");
    }
    for (variable, line) in [
        (("FORCESSL_SHARD", "1/2"), &["check", "pgm-a"][..]),
        (
            ("FORCESSL_POLICY", "p.toml"),
            &["enforce", "pgm-a", "--via", "hba"],
        ),
        (
            ("FORCESSL_MODE", "cert"),
            &["enforce", "pgm-a", "--via", "hba"],
        ),
        (
            ("FORCESSL_YES", "true"),
            &["enforce", "pgm-a", "--confirm-each"],
        ),
    ] {
        let (code, said) = with(variable, line);
        assert_eq!(code, Some(2), "{variable:?}: {said}");
        assert!(said.contains(variable.0), "{said}");
    }
    let (code, said) = with(
        ("FORCESSL_MODE", "cert"),
        &["enforce", "--plan", "/nonexistent"],
    );
    assert_eq!(code, Some(2));
    assert!(said.contains("FORCESSL_MODE is not used"), "{said}");
}
