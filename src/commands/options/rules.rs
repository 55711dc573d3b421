//! What goes together on the command line: one table, checked once after parsing.
//!
//! Invariant: a flag that a command or its other flags leave without effect is refused with the reason,
//! never dropped. A value that comes from the environment is a default: one that is not used is no error,
//! but those that [`BINDING`] lists count as if they were written.

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use crate::domain::failure::Failure;
use crate::text;
use crate::text::Text;

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

/// Which groups a command uses; the line with the most of its words counts.
const USES: &[(&str, &str)] = &[
    ("check", "api rate several output wait state"),
    ("plan", "api rate several output wait"),
    ("enforce", "api rate several output consent wait send state"),
    ("list", "api rate output wait state"),
    ("clients", "api wait rate output"),
    ("wait", "api rate output wait state"),
    ("probe", "api wait rate several output"),
    ("sessions", "api wait rate output consent"),
    ("ssl", "api rate several output consent wait send state"),
    ("ssl disable", "api rate output consent wait send state"),
    ("ssl show", "api wait rate output"),
    ("ca", "api rate output consent wait send state"),
    ("ca show", "api wait rate output"),
    ("crl", "api rate output consent wait send state"),
    ("crl show", "api wait rate output"),
    ("cert", "output"),
    ("acl", "api rate output consent wait send state"),
    ("acl show", "api wait rate output"),
    ("hba", "api rate output consent wait send state"),
    (
        "hba harden",
        "api rate several output consent wait send state",
    ),
    ("hba list", "api wait rate output"),
    ("hba export", "api wait rate output"),
    ("hba explain", "api wait rate output"),
    ("hba history", "api wait rate output"),
    ("doctor", "api wait rate output"),
    ("export terraform", "api wait rate output"),
    ("export ram-policy", "api wait output"),
    ("explain", "output"),
    ("report", "output"),
    ("policy", ""),
    ("policy explain", "api wait rate"),
    ("rollback", "api rate output consent wait send state"),
    ("sandbox", "rate"),
    ("demo", "output wait"),
    ("completions", ""),
    ("man", ""),
];

/// The variables that say which instances are meant, what is wanted of them, and that it is agreed to. People
/// rely on them, so what would leave one out is refused.
const BINDING: &str = "shard policy mode client_ca yes";
/// Those of them that a saved plan, which was made of such wishes, replaces; that is said.
const WISHES: &str = "policy mode client_ca";

/// Why two flags do not go together, or one not alone.
type Reason = fn() -> Text;

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
    why: Reason,
}

type Words = &'static str;

const fn not(commands: Words, flags: Words, others: Words, why: Reason) -> Rule {
    Rule {
        commands,
        flags,
        with: With::Not(others),
        why,
    }
}

const fn needs(commands: Words, flags: Words, others: Words, why: Reason) -> Rule {
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
        Some(Failure::usage(what).because((self.why)()).next(next))
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
const ARE_ACCOUNTS: Reason = || text!("rules-users-are-accounts");
const BY_LISTING: Reason = || text!("rules-by-listing");
const EVERY_REGION: Reason = || text!("rules-every-region");
const IN_THE_FILE: Reason = || text!("rules-file-names-users");
const IN_THE_PLAN: Reason = || text!("rules-in-the-plan");
const LIST_NEEDS_CA: Reason = || text!("rules-list-needs-ca");
const LISTING_KNOWS: Reason = || text!("rules-listing-knows");
const NAMED_LISTED: Reason = || text!("rules-named-listed");
const NARROWS: Reason = || text!("rules-narrows");
const NEEDS_KEY: Reason = || text!("rules-certificate-needs-key");
const NEEDS_CERT: Reason = || text!("rules-key-needs-certificate");
const NO_INSTANCE: Reason = || text!("rules-no-instance");
const NO_LIVE: Reason = || text!("rules-no-live");
const NOT_AWAITED: Reason = || text!("rules-not-awaited");
const NOTHING_IS_SENT: Reason = || text!("rules-nothing-is-sent");
const NOTHING_SENT: Reason = || text!("rules-nothing-sent");
const OF_THE_FILE: Reason = || text!("rules-of-the-file");
const ONLY_END: Reason = || text!("rules-only-terminate");
const ONLY_FILTER: Reason = || text!("rules-only-a-filter");
const ONLY_FLEET: Reason = || text!("rules-only-fleet");
const ONLY_LISTINGS: Reason = || text!("rules-only-listings");
const ONLY_WATCH: Reason = || text!("rules-only-watch");
const ONLY_WORSE: Reason = || text!("rules-only-worse");
pub(crate) const STEPWISE: Reason = || text!("rules-stepwise-acl");
const SWEEP_PROBE: Reason = || text!("rules-sweep-probe");
const UNCOVERED: Reason = || text!("rules-uncovered");
const YES_AGREES: Reason = || text!("rules-yes-agrees");

const RULES: &[Rule] = &[
    // A saved plan has all of it.
    not(
        "",
        "plan",
        "instances all all_regions tags resource_group engine_versions instances_from no_replicas shard allow_empty policy via mode replication client_ca crl allow_uncovered strategy except connection_string stepwise",
        IN_THE_PLAN,
    ),
    // Which instances.
    not(
        "check plan enforce wait list",
        "all",
        "instances instances_from",
        BY_LISTING,
    ),
    not("", NARROWING, "instances", BY_LISTING),
    needs(SWEEPS, "no_replicas shard", SELECTORS, NARROWS),
    needs("", "allow_empty", FILTERS, ONLY_FILTER),
    needs("check", "show_all", SELECTORS, NAMED_LISTED),
    needs("check", "state_dir", SELECTORS, ONLY_LISTINGS),
    not("", "find", SELECTORS, LISTING_KNOWS),
    // What is wanted.
    needs("plan enforce", "crl", "client_ca", LIST_NEEDS_CA),
    needs(
        "plan enforce",
        "allow_uncovered",
        "crl client_ca",
        UNCOVERED,
    ),
    needs(
        "plan enforce",
        "stepwise",
        "via mode replication client_ca",
        STEPWISE,
    ),
    not(
        "plan enforce",
        "policy",
        "via mode replication strategy except connection_string stepwise",
        OF_THE_FILE,
    ),
    not("check", "policy", "expiry_days fail_on", OF_THE_FILE),
    not("probe", "logins", "user", IN_THE_FILE),
    not("probe", "all_accounts", "user logins", ARE_ACCOUNTS),
    not("check", "baseline", "fail_on", ONLY_WORSE),
    // What clap lets through where the partner is excluded by another flag.
    needs("sessions", "interval", "watch", ONLY_WATCH),
    needs("sessions", "include_replication", "terminate", ONLY_END),
    needs("sandbox", "regions", "fleet", ONLY_FLEET),
    // The live proof.
    needs("", "cert", "key", NEEDS_KEY),
    needs("", "key", "cert", NEEDS_CERT),
    not(
        "",
        "no_probe",
        "probe user database probe_timeout cert key require_proof",
        NO_LIVE,
    ),
    needs("check", LOGIN, "probe instances", SWEEP_PROBE),
    needs("doctor", LOGIN, "instance", NO_INSTANCE),
    // Regions and endpoints.
    not("", "all_regions find", "region", EVERY_REGION),
    not("", "confirm_each", "yes", YES_AGREES),
    // A change that goes on.
    not(
        "",
        "no_wait",
        "require_proof auto_rollback evidence user database probe_timeout cert key no_probe canary wave_size max_failures timeout",
        NOT_AWAITED,
    ),
    not(
        "",
        "dry_run",
        "wait_ready no_wait canary wave_size max_failures confirm_each auto_rollback",
        NOTHING_IS_SENT,
    ),
    not(
        "",
        "dry_run",
        "no_probe user database probe_timeout cert key require_proof evidence",
        NO_LIVE,
    ),
    // A list of saved states.
    not(
        "rollback",
        "list",
        "to dry_run wait_ready in_maintenance_window dsn allow_clear_password sessions max_cut_off no_wait timeout",
        NOTHING_SENT,
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
    let uses = USES
        .iter()
        .filter(|(name, _)| path == *name || path.starts_with(&format!("{name} ")))
        .max_by_key(|(name, _)| name.len())
        .map_or("", |(_, groups)| groups);
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
    let unused = |flag| text!("rules-replaced", flag = shown(flag), why = IN_THE_PLAN());
    Ok(replaced.map(unused).collect())
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
        for (path, groups) in USES {
            let known = |group| GROUPS.iter().any(|(name, _)| *name == group);
            assert!(words(groups).all(known), "{path}");
        }
        for (path, _) in &found {
            let known = USES
                .iter()
                .any(|(name, _)| path == name || path.starts_with(&format!("{name} ")));
            assert!(known, "{path} has no line in USES");
        }
    }
}
