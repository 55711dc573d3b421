//! What goes together on the command line: one table, checked once after parsing.
//!
//! Invariant: a flag that a command or its other flags leave without effect is refused with the reason,
//! never dropped. A value that comes from the environment is a default: one that is not used is no error,
//! but those that [`BINDING`] lists count as if they were written.

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use crate::domain::failure::Failure;
use crate::text::{Text, text};

/// Flags that every command has, by what they are for.
const GROUPS: &[(&str, &str)] = &[
    (
        "api",
        "region profile assume_role endpoint vpc proxy ca_bundle connect_timeout read_timeout signature",
    ),
    ("rate", "qps"),
    ("several", "parallel"),
    ("output", "output"),
    ("consent", "yes"),
    ("wait", "timeout"),
    ("send", "no_wait"),
    ("state", "state_dir"),
];

/// Which groups these commands use, separated by commas; the name with the most words of a command counts.
const USES: &[(&str, &str)] = &[
    ("api rate several output wait state", "check"),
    (
        "api rate several output consent wait send state",
        "enforce,ssl,hba harden",
    ),
    ("api rate several output wait", "plan,probe"),
    (
        "api rate output consent wait send state",
        "ssl disable,ca,crl,acl,hba,rollback",
    ),
    ("api rate output consent wait", "sessions"),
    ("api rate output wait state", "list,wait"),
    (
        "api rate output wait",
        "clients,ssl show,ca show,crl show,acl show,doctor,export terraform",
    ),
    (
        "api rate output wait",
        "hba list,hba export,hba explain,hba history",
    ),
    ("api rate wait", "policy explain"),
    ("api output wait", "export ram-policy"),
    ("output wait", "demo"),
    ("output", "cert,explain,report"),
    ("rate", "sandbox"),
    ("", "policy,completions,man"),
];

/// The variables that say which instances are meant, what is wanted of them, and that it is agreed to. People
/// rely on them, so what would leave one out is refused.
const BINDING: &str = "shard policy mode client_ca yes";
/// Those of them that a saved plan, which was made of such wishes, replaces; that is said.
const WISHES: &str = "policy mode client_ca";

/// What a flag goes with; ids of flags, separated by blanks.
enum With {
    /// None of these.
    Not(&'static str),
    /// At least one of these.
    Needs(&'static str),
}

/// One line of the table: each of these flags, of these commands of one word; of all where none is named.
struct Rule {
    commands: &'static str,
    flags: &'static str,
    with: With,
    /// The key of the message that says why.
    why: &'static str,
}

type Words = &'static str;

const fn not(commands: Words, flags: Words, others: Words, why: Words) -> Rule {
    Rule {
        commands,
        flags,
        with: With::Not(others),
        why,
    }
}

const fn needs(commands: Words, flags: Words, others: Words, why: Words) -> Rule {
    Rule {
        with: With::Needs(others),
        ..not(commands, flags, others, why)
    }
}

impl Rule {
    /// Why `flag` beside what else was given breaks this line; `shown` writes a flag as people do.
    fn broken(&self, flag: &str, given: &Given<'_>, shown: Shown<'_>) -> Option<Failure> {
        let flag = shown(flag);
        let (what, next) = match self.with {
            With::Not(others) => {
                let other = words(others).find(|other| given.binds(other))?;
                let what = text!("rules-not-with", flag = flag, other = shown(other));
                (what, text!("rules-leave-one-out"))
            }
            With::Needs(others) => {
                let known: Vec<&str> = words(others).filter(|other| given.knows(other)).collect();
                if known.is_empty() || known.iter().any(|other| given.has(other)) {
                    return None;
                }
                let flags = Text::either(known.into_iter().map(shown));
                let next = text!("rules-add-or-leave-out", flags = flags);
                (text!("rules-not-alone", flag = flag), next)
            }
        };
        Some(
            Failure::usage(what)
                .because(Text::new(self.why, vec![]))
                .next(next),
        )
    }
}

/// Writes a flag as people do.
type Shown<'a> = &'a dyn Fn(&str) -> Text;

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(' ').filter(|word| !word.is_empty())
}

/// The flags that select instances by listing them.
const SELECTORS: &str = "all all_regions tags resource_group engine_versions instances_from";
/// Those that narrow a listing.
const NARROWING: &str = "tags resource_group engine_versions no_replicas shard";
/// Those that something has to match.
const FILTERS: &str = "tags resource_group engine_versions instances_from";
/// Those of the login that live connections name.
const LOGIN: &str = "user database probe_timeout";
/// The commands that can work on many instances.
const SWEEPS: &str = "check plan enforce wait";

const RULES: &[Rule] = &[
    // A saved plan has all of it.
    not(
        "",
        "plan",
        "instances all all_regions tags resource_group engine_versions instances_from no_replicas shard allow_empty policy via mode replication client_ca crl allow_uncovered strategy except connection_string stepwise",
        "rules-in-the-plan",
    ),
    // Which instances.
    not(
        "check plan enforce wait list",
        "all",
        "instances instances_from",
        "rules-by-listing",
    ),
    not("", NARROWING, "instances", "rules-by-listing"),
    needs(SWEEPS, "no_replicas shard", SELECTORS, "rules-narrows"),
    needs("", "allow_empty", FILTERS, "rules-only-a-filter"),
    needs("check", "show_all", SELECTORS, "rules-named-listed"),
    needs("check", "state_dir", SELECTORS, "rules-only-listings"),
    not("", "find", SELECTORS, "rules-listing-knows"),
    // What is wanted. Nobody is told to add a flag that a policy file refuses.
    not(
        "plan enforce",
        "policy",
        "via mode replication strategy except",
        "rules-of-the-file",
    ),
    not(
        "plan enforce",
        "policy",
        "connection_string stepwise",
        "rules-in-no-file",
    ),
    needs("plan enforce", "crl", "client_ca", "rules-list-needs-ca"),
    needs(
        "plan enforce",
        "allow_uncovered",
        "crl client_ca",
        "rules-uncovered",
    ),
    needs(
        "plan enforce",
        "stepwise",
        "via mode replication client_ca",
        "rules-stepwise-acl",
    ),
    not(
        "check",
        "policy",
        "expiry_days fail_on",
        "rules-of-the-file",
    ),
    not("probe", "logins", "user", "rules-file-names-users"),
    not(
        "probe",
        "all_accounts",
        "user logins",
        "rules-users-are-accounts",
    ),
    not("check", "baseline", "fail_on", "rules-only-worse"),
    // What clap lets through where the partner is excluded by another flag.
    needs("sessions", "interval", "watch", "rules-only-watch"),
    needs(
        "sessions",
        "include_replication",
        "terminate",
        "rules-only-terminate",
    ),
    needs("sandbox", "regions", "fleet", "rules-only-fleet"),
    // The live proof.
    needs("", "cert", "key", "rules-certificate-needs-key"),
    needs("", "key", "cert", "rules-key-needs-certificate"),
    not(
        "",
        "no_probe",
        "probe user database probe_timeout cert key require_proof",
        "rules-no-live",
    ),
    needs("check", LOGIN, "probe instances", "rules-sweep-probe"),
    needs("doctor", LOGIN, "instance", "rules-no-instance"),
    // Regions and endpoints.
    not("", "all_regions find", "region", "rules-every-region"),
    not("", "confirm_each", "yes", "rules-yes-agrees"),
    // A change that goes on.
    not(
        "",
        "no_wait",
        "require_proof auto_rollback evidence user database probe_timeout cert key no_probe canary wave_size max_failures timeout",
        "rules-not-awaited",
    ),
    not(
        "",
        "dry_run",
        "wait_ready no_wait canary wave_size max_failures confirm_each auto_rollback",
        "rules-nothing-is-sent",
    ),
    not(
        "",
        "dry_run",
        "no_probe user database probe_timeout cert key require_proof evidence",
        "rules-no-live",
    ),
    // A list of saved states.
    not(
        "rollback",
        "list",
        "to dry_run wait_ready in_maintenance_window dsn allow_clear_password sessions max_cut_off no_wait timeout",
        "rules-nothing-sent",
    ),
];

/// Checks what was parsed against the table, and gives what to say of variables that are not used.
///
/// # Errors
/// `Usage` with the first flag that has no effect or the first two that do not go together.
pub(crate) fn check(matches: &ArgMatches, command: &Command) -> Result<Vec<Text>, Failure> {
    let (path, given, definition) = leaf(matches, command);
    let shown = |id: &str| {
        let mut arguments = definition.get_arguments().chain(command.get_arguments());
        let found = arguments.find(|argument| argument.get_id() == id);
        let variable = found.and_then(clap::Arg::get_env);
        let variable = variable.filter(|_| given.is_variable(id));
        match (variable, found.and_then(clap::Arg::get_long)) {
            (Some(name), _) => text!("rules-the-variable", name = &*name.to_string_lossy()),
            (None, Some(long)) => Text::verbatim(format!("--{long}")),
            (None, None) => Text::verbatim(id.to_uppercase().trim_end_matches('S')),
        }
    };
    let uses = uses(&path).unwrap_or_default();
    for (group, flags) in GROUPS {
        let idle = words(flags).find(|flag| given.is_written(flag));
        if let Some(flag) = idle.filter(|_| !words(uses).any(|used| used == *group)) {
            let what = text!("rules-no-effect-on", flag = shown(flag), path = &path);
            return Err(Failure::usage(what).next(text!("flag-leave-out")));
        }
    }
    let rules = RULES
        .iter()
        .filter(|rule| rule.commands.is_empty() || words(rule.commands).any(|one| one == path));
    let broken = |rule: &Rule| {
        let mut bound = words(rule.flags).filter(|flag| given.binds(flag));
        bound.find_map(|flag| rule.broken(flag, &given, &shown))
    };
    if let Some(broken) = rules.into_iter().find_map(broken) {
        return Err(broken);
    }
    let mut selects = words(SELECTORS).chain(["instances", "plan"]);
    if words(SWEEPS).any(|one| one == path) && !selects.any(|flag| given.has(flag)) {
        let next = text!("rules-needs-instances-next", path = &path);
        return Err(Failure::usage(text!("rules-needs-instances", path = &path)).next(next));
    }
    let replaced = words(WISHES).filter(|flag| given.is_written("plan") && given.is_variable(flag));
    let unused = |flag| {
        text!(
            "rules-replaced",
            flag = shown(flag),
            why = text!("rules-in-the-plan")
        )
    };
    Ok(replaced.map(unused).collect())
}

/// The groups that a command uses; `None` where the table does not know it.
fn uses(path: &str) -> Option<Words> {
    let named = USES
        .iter()
        .flat_map(|(groups, names)| names.split(',').map(move |name| (name, *groups)));
    named
        .filter(|(name, _)| path == *name || path.starts_with(&format!("{name} ")))
        .max_by_key(|(name, _)| name.len())
        .map(|(_, groups)| groups)
}

/// The words of the subcommand that runs, with what was given to it and its definition.
fn leaf<'a>(matches: &'a ArgMatches, command: &'a Command) -> (String, Given<'a>, &'a Command) {
    let (mut path, mut matches, mut command) = (Vec::new(), matches, command);
    while let Some((name, inner)) = matches.subcommand() {
        path.push(name);
        matches = inner;
        command = command.find_subcommand(name).unwrap_or(command);
    }
    (path.join(" "), Given(matches), command)
}

/// What was given to a subcommand, by the ids of its flags.
struct Given<'a>(&'a ArgMatches);

impl Given<'_> {
    fn knows(&self, flag: &str) -> bool {
        self.0.try_contains_id(flag).is_ok()
    }

    fn source(&self, flag: &str) -> Option<ValueSource> {
        self.knows(flag)
            .then(|| self.0.value_source(flag))
            .flatten()
    }

    /// Whether it stands on the command line.
    fn is_written(&self, flag: &str) -> bool {
        self.source(flag) == Some(ValueSource::CommandLine)
    }

    /// Whether it has to be honoured.
    fn binds(&self, flag: &str) -> bool {
        let one_of = |list| words(list).any(|one| one == flag);
        let counts = one_of(BINDING) && !(one_of(WISHES) && self.is_written("plan"));
        self.has(flag) && (counts || self.is_written(flag))
    }

    /// Whether it stands in the environment alone.
    fn is_variable(&self, flag: &str) -> bool {
        self.source(flag) == Some(ValueSource::EnvVariable)
    }

    /// Whether it stands on the command line or in the environment, and says yes.
    fn has(&self, flag: &str) -> bool {
        let set = matches!(
            self.source(flag),
            Some(ValueSource::CommandLine | ValueSource::EnvVariable)
        );
        set && !self
            .0
            .try_get_one::<bool>(flag)
            .is_ok_and(|value| value == Some(&false))
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
            for flag in words(others).chain(words(rule.flags)) {
                assert!(flags.contains(flag), "no command has the flag {flag}");
            }
            for path in words(rule.commands) {
                assert!(found.iter().any(|(name, _)| name == path), "{path}");
            }
        }
        for (group, of_group) in GROUPS {
            assert!(words(of_group).all(|flag| flags.contains(flag)), "{group}");
        }
        for (groups, paths) in USES {
            let known = |group| GROUPS.iter().any(|(name, _)| *name == group);
            assert!(words(groups).all(known), "{paths}");
        }
        for (path, _) in &found {
            assert!(uses(path).is_some(), "{path} has no line in USES");
        }
    }
}
