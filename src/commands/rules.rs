//! What goes together on the command line: one table, checked once after parsing.
//!
//! Invariant: a flag that a command or its other flags leave without effect is refused with the reason,
//! never dropped. A value that comes from the environment is a default: it is refused only where it
//! contradicts another value, not where a command has no use for it.

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use crate::domain::failure::{Ending, Failure};

/// Flags of every command, by what they are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    /// How and as whom the API is called.
    Api,
    /// A limit of calls per second; the sandbox has one of its own.
    Rate,
    /// Reads of several instances at the same time.
    Parallel,
    /// A format of the answer other than the table.
    Output,
    /// A question that can be answered beforehand.
    Consent,
    /// A change that is waited for.
    Wait,
    /// A change that need not be waited for.
    NoWait,
    /// Saved states.
    State,
}

impl Group {
    const ALL: [(Self, &'static [&'static str]); 8] = [
        (
            Self::Api,
            &[
                "region",
                "profile",
                "assume_role",
                "endpoint",
                "vpc",
                "proxy",
                "ca_bundle",
                "connect_timeout",
                "read_timeout",
                "signature",
            ],
        ),
        (Self::Rate, &["qps"]),
        (Self::Parallel, &["parallel"]),
        (Self::Output, &["output"]),
        (Self::Consent, &["yes"]),
        (Self::Wait, &["timeout"]),
        (Self::NoWait, &["no_wait"]),
        (Self::State, &["state_dir"]),
    ];
}

const READ: &[Group] = &[Group::Api, Group::Rate, Group::Output];
const READ_MANY: &[Group] = &[Group::Api, Group::Rate, Group::Output, Group::Parallel];
const CHANGE: &[Group] = &[
    Group::Api,
    Group::Rate,
    Group::Output,
    Group::Consent,
    Group::Wait,
    Group::NoWait,
    Group::State,
];
const CHANGE_MANY: &[Group] = &[
    Group::Api,
    Group::Rate,
    Group::Output,
    Group::Parallel,
    Group::Consent,
    Group::Wait,
    Group::NoWait,
    Group::State,
];
const SHOW: &[Group] = &[Group::Output];

/// Which groups a command uses; the longest beginning of its words that is here counts.
const USES: &[(&str, &[Group])] = &[
    ("check", READ_MANY),
    ("plan", READ_MANY),
    ("enforce", CHANGE_MANY),
    (
        "wait",
        &[
            Group::Api,
            Group::Rate,
            Group::Output,
            Group::Wait,
            Group::State,
        ],
    ),
    ("probe", READ_MANY),
    (
        "sessions",
        &[Group::Api, Group::Rate, Group::Output, Group::Consent],
    ),
    ("ssl", CHANGE_MANY),
    ("ssl show", READ),
    ("ca", CHANGE),
    ("ca show", READ),
    ("crl", CHANGE),
    ("crl show", READ),
    ("cert", SHOW),
    ("acl", CHANGE),
    ("acl show", READ),
    ("hba", READ),
    ("hba harden", CHANGE_MANY),
    ("hba apply", CHANGE),
    ("hba restore", CHANGE),
    (
        "doctor",
        &[
            Group::Api,
            Group::Rate,
            Group::Output,
            Group::Parallel,
            Group::State,
        ],
    ),
    ("export terraform", READ),
    ("export ram-policy", &[Group::Output, Group::Api]),
    ("explain", SHOW),
    ("report", SHOW),
    ("policy", &[]),
    ("policy explain", &[Group::Api, Group::Rate]),
    ("rollback", CHANGE),
    ("sandbox", &[Group::Rate]),
    ("demo", &[Group::Output, Group::Wait]),
    ("completions", &[]),
    ("man", &[]),
];

/// What a flag goes with.
enum With {
    /// None of these.
    Not(&'static [&'static str]),
    /// At least one of these.
    Needs(&'static [&'static str]),
}

/// One line of the table. It holds for every command that has the flag.
struct Rule {
    /// Only for these commands; empty for all.
    commands: &'static [&'static str],
    flag: &'static str,
    with: With,
    why: &'static str,
}

const fn not(flag: &'static str, others: &'static [&'static str], why: &'static str) -> Rule {
    Rule {
        commands: &[],
        flag,
        with: With::Not(others),
        why,
    }
}

const fn needs(flag: &'static str, others: &'static [&'static str], why: &'static str) -> Rule {
    Rule {
        commands: &[],
        flag,
        with: With::Needs(others),
        why,
    }
}

impl Rule {
    const fn of(self, commands: &'static [&'static str]) -> Self {
        Self { commands, ..self }
    }
}

/// The flags that select instances by listing them.
const SELECTORS: &[&str] = &[
    "all",
    "all_regions",
    "tags",
    "resource_group",
    "engine_versions",
    "instances_from",
];
const SWEEPS: &[&str] = &["check", "plan", "enforce", "wait"];
const BY_LISTING: &str = "it narrows a listing, and the instances are named";
const OF_THE_FILE: &str = "the policy file says it by rule";
const IN_THE_PLAN: &str = "the saved plan has its own";
const NO_LIVE: &str = "no live connection is tried";
const NOT_AWAITED: &str = "the end of the change is not waited for";
const NOTHING_SENT: &str = "the list changes nothing";

const RULES: &[Rule] = &[
    // A saved plan has all of it.
    not(
        "plan",
        &[
            "instances",
            "all",
            "all_regions",
            "tags",
            "resource_group",
            "engine_versions",
            "instances_from",
            "no_replicas",
            "shard",
            "allow_empty",
            "policy",
            "via",
            "mode",
            "replication",
            "client_ca",
            "crl",
            "allow_uncovered",
            "strategy",
            "except",
            "connection_string",
            "stepwise",
        ],
        IN_THE_PLAN,
    ),
    // Which instances.
    not("all", &["instances", "instances_from"], BY_LISTING).of(SWEEPS),
    not("tags", &["instances"], BY_LISTING),
    not("resource_group", &["instances"], BY_LISTING),
    not("engine_versions", &["instances"], BY_LISTING),
    not("no_replicas", &["instances"], BY_LISTING),
    not("shard", &["instances"], BY_LISTING),
    needs("no_replicas", SELECTORS, "it narrows a listing").of(SWEEPS),
    needs("shard", SELECTORS, "it narrows a listing").of(SWEEPS),
    needs(
        "allow_empty",
        &[
            "tags",
            "resource_group",
            "engine_versions",
            "instances_from",
        ],
        "only a filter can match nothing",
    ),
    not("find", SELECTORS, "a listing knows where its instances are"),
    // What is wanted.
    needs(
        "crl",
        &["client_ca"],
        "the list is checked against the client CA that it belongs to",
    )
    .of(&["plan", "enforce"]),
    needs(
        "allow_uncovered",
        &["crl", "client_ca"],
        "nothing else can leave a client CA uncovered",
    )
    .of(&["plan", "enforce"]),
    not(
        "policy",
        &[
            "via",
            "mode",
            "replication",
            "strategy",
            "except",
            "connection_string",
            "stepwise",
        ],
        OF_THE_FILE,
    )
    .of(&["plan", "enforce"]),
    not("policy", &["expiry_days", "fail_on"], OF_THE_FILE).of(&["check"]),
    not("baseline", &["fail_on"], "only what became worse counts").of(&["check"]),
    // The live proof.
    needs("cert", &["key"], "a certificate is presented with its key"),
    needs("key", &["cert"], "a key is used with its certificate"),
    not(
        "no_probe",
        &[
            "probe",
            "user",
            "database",
            "probe_timeout",
            "cert",
            "key",
            "require_proof",
        ],
        NO_LIVE,
    ),
    not("evidence", &["dry_run"], "nothing is changed or proven").of(&["enforce"]),
    // A change that goes on.
    not(
        "no_wait",
        &[
            "require_proof",
            "auto_rollback",
            "evidence",
            "user",
            "database",
            "probe_timeout",
            "cert",
            "key",
            "no_probe",
            "canary",
            "wave_size",
            "max_failures",
            "timeout",
        ],
        NOT_AWAITED,
    ),
    not(
        "auto_rollback",
        &["dry_run"],
        "nothing is sent that could be undone",
    ),
    // A list of saved states.
    not(
        "list",
        &[
            "to",
            "dry_run",
            "wait_ready",
            "in_maintenance_window",
            "dsn",
            "sessions",
            "max_cut_off",
            "yes",
            "no_wait",
            "timeout",
        ],
        NOTHING_SENT,
    )
    .of(&["rollback"]),
];

/// Checks what was parsed against the table.
///
/// # Errors
/// `Usage` with the first two flags that do not go together.
pub(super) fn check(matches: &ArgMatches, command: &Command) -> Result<(), Failure> {
    let (path, leaf, definition) = leaf(matches, command);
    let groups = USES
        .iter()
        .filter(|(name, _)| path == *name || path.starts_with(&format!("{name} ")))
        .max_by_key(|(name, _)| name.len())
        .map_or(&[][..], |(_, groups)| groups);
    for (group, flags) in Group::ALL {
        if groups.contains(&group) {
            continue;
        }
        if let Some(flag) = flags
            .iter()
            .find(|flag| source(leaf, flag) == Some(ValueSource::CommandLine))
        {
            let flag = shown(definition, command, flag);
            return Err(
                Failure::new(Ending::Usage, format!("{flag} has no effect on `{path}`"))
                    .next("leave it out"),
            );
        }
    }
    for rule in RULES {
        let here = rule.commands.is_empty() || rule.commands.contains(&path.as_str());
        if !here || !is_given(leaf, rule.flag) {
            continue;
        }
        let flag = shown(definition, command, rule.flag);
        match rule.with {
            With::Not(others) => {
                if let Some(other) = others.iter().find(|other| is_given(leaf, other)) {
                    let other = shown(definition, command, other);
                    let what = format!("{flag} does not go with {other}");
                    return Err(Failure::new(Ending::Usage, what)
                        .because(rule.why)
                        .next("leave one of them out"));
                }
            }
            With::Needs(others) => {
                let others: Vec<&&str> = others
                    .iter()
                    .filter(|other| leaf.try_contains_id(other).is_ok())
                    .collect();
                if others.is_empty() {
                    continue;
                }
                if !others.iter().any(|other| is_given(leaf, other)) {
                    let others: Vec<String> = others
                        .iter()
                        .map(|other| shown(definition, command, other))
                        .collect();
                    let what = format!("{flag} has no effect alone");
                    return Err(Failure::new(Ending::Usage, what)
                        .because(rule.why)
                        .next(format!("add {}, or leave it out", others.join(" or "))));
                }
            }
        }
    }
    which(&path, leaf)
}

/// A command that works on instances needs some.
fn which(path: &str, leaf: &ArgMatches) -> Result<(), Failure> {
    let selects = SELECTORS.iter().chain(&["instances", "plan"]);
    let named = !SWEEPS.contains(&path) || selects.into_iter().any(|flag| is_given(leaf, flag));
    if named {
        return Ok(());
    }
    let what = format!("`{path}` needs the instances to work on");
    Err(Failure::new(Ending::Usage, what).next(format!(
        "name them: forcessl {path} INSTANCE..., or --all for a whole region"
    )))
}

/// The words of the subcommand that runs, with what was given to it and its definition.
fn leaf<'a>(
    matches: &'a ArgMatches,
    command: &'a Command,
) -> (String, &'a ArgMatches, &'a Command) {
    let (mut words, mut matches, mut command) = (Vec::new(), matches, command);
    while let Some((name, inner)) = matches.subcommand() {
        words.push(name);
        matches = inner;
        command = command.find_subcommand(name).unwrap_or(command);
    }
    (words.join(" "), matches, command)
}

fn source(matches: &ArgMatches, flag: &str) -> Option<ValueSource> {
    matches.try_contains_id(flag).ok()?;
    matches.value_source(flag)
}

fn is_given(matches: &ArgMatches, flag: &str) -> bool {
    let given = [ValueSource::CommandLine, ValueSource::EnvVariable];
    source(matches, flag).is_some_and(|source| given.contains(&source))
        && !matches
            .try_get_one::<bool>(flag)
            .is_ok_and(|value| value == Some(&false))
}

/// A flag as people write it.
fn shown(leaf: &Command, root: &Command, id: &str) -> String {
    let arguments = leaf.get_arguments().chain(root.get_arguments());
    let found = arguments
        .into_iter()
        .find(|argument| argument.get_id() == id);
    match found.and_then(clap::Arg::get_long) {
        Some(long) => format!("--{long}"),
        None => id.to_uppercase().trim_end_matches('S').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::commands::command;

    /// Every command that does something, by its words.
    fn leaves<'a>(path: &str, command: &'a Command, found: &mut Vec<(String, &'a Command)>) {
        for inner in command
            .get_subcommands()
            .filter(|one| one.get_name() != "help")
        {
            let path = format!("{path} {}", inner.get_name()).trim().to_owned();
            if inner.has_subcommands() {
                leaves(&path, inner, found);
            } else {
                found.push((path, inner));
            }
        }
    }

    #[test]
    fn every_name_in_the_table_is_a_command_or_a_flag() {
        let mut whole = command();
        whole.build();
        let mut found = Vec::new();
        leaves("", &whole, &mut found);
        let flags: BTreeSet<&str> = found
            .iter()
            .flat_map(|(_, command)| command.get_arguments())
            .map(|argument| argument.get_id().as_str())
            .collect();
        for rule in RULES {
            let (With::Not(others) | With::Needs(others)) = rule.with;
            for flag in others.iter().chain([&rule.flag]) {
                assert!(flags.contains(flag), "no command has the flag {flag}");
            }
            for path in rule.commands {
                assert!(found.iter().any(|(name, _)| name == path), "{path}");
            }
        }
        for (_, flags_of_group) in Group::ALL {
            assert!(flags_of_group.iter().all(|flag| flags.contains(flag)));
        }
        for (path, _) in &found {
            let known = USES
                .iter()
                .any(|(name, _)| path == name || path.starts_with(&format!("{name} ")));
            assert!(known, "{path} has no line in USES");
        }
    }
}
