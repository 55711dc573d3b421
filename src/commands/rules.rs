//! What goes together on the command line: one table, checked once after parsing.
//!
//! Invariant: a flag that a command or its other flags leave without effect is refused with the reason,
//! never dropped. A value that comes from the environment is a default: one that is not used is no error,
//! but those that [`BINDING`] lists count as if they were written.

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use crate::domain::failure::{Ending, Failure};
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

/// One line of the table. It holds for every command that has the flag.
struct Rule {
    /// Only for these commands of one word; empty for all.
    commands: &'static str,
    flag: &'static str,
    with: With,
    why: Reason,
}

const fn not(flag: &'static str, others: &'static str, why: Reason) -> Rule {
    let with = With::Not(others);
    Rule {
        commands: "",
        flag,
        with,
        why,
    }
}

const fn needs(flag: &'static str, others: &'static str, why: Reason) -> Rule {
    let with = With::Needs(others);
    Rule {
        commands: "",
        flag,
        with,
        why,
    }
}

impl Rule {
    const fn of(self, commands: &'static str) -> Self {
        Self { commands, ..self }
    }

    /// Why what was given breaks this line; `shown` writes a flag as people do.
    fn broken(&self, given: &Given<'_>, shown: &dyn Fn(&str) -> Text) -> Option<Failure> {
        let flag = shown(self.flag);
        let (what, next) = match self.with {
            With::Not(others) => {
                let mut others = words(others);
                let other = others.find(|other| given.binds(other))?;
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
        Some(usage(what).because((self.why)()).next(next))
    }
}

fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(' ').filter(|word| !word.is_empty())
}

fn usage(what: Text) -> Failure {
    Failure::new(Ending::Usage, what)
}

/// The flags that select instances by listing them.
const SELECTORS: &str = "all all_regions tags resource_group engine_versions instances_from";
/// The commands that can work on many instances.
const SWEEPS: &str = "check plan enforce wait";
const BY_LISTING: Reason = || text!("rules-by-listing");
const OF_THE_FILE: Reason = || text!("rules-of-the-file");
const IN_THE_PLAN: Reason = || text!("rules-in-the-plan");
const NO_LIVE: Reason = || text!("rules-no-live");
const NOT_AWAITED: Reason = || text!("rules-not-awaited");
const NO_INSTANCE: Reason = || text!("rules-no-instance");
const NOTHING_SENT: Reason = || text!("rules-nothing-sent");

const RULES: &[Rule] = &[
    // A saved plan has all of it.
    not(
        "plan",
        "instances all all_regions tags resource_group engine_versions instances_from no_replicas shard allow_empty policy via mode replication client_ca crl allow_uncovered strategy except connection_string stepwise",
        IN_THE_PLAN,
    ),
    // Which instances.
    not("all", "instances instances_from", BY_LISTING).of(SWEEPS),
    not("tags", "instances", BY_LISTING),
    not("resource_group", "instances", BY_LISTING),
    not("engine_versions", "instances", BY_LISTING),
    not("no_replicas", "instances", BY_LISTING),
    not("shard", "instances", BY_LISTING),
    needs("no_replicas", SELECTORS, || text!("rules-narrows")).of(SWEEPS),
    needs("shard", SELECTORS, || text!("rules-narrows")).of(SWEEPS),
    needs(
        "allow_empty",
        "tags resource_group engine_versions instances_from",
        || text!("rules-only-a-filter"),
    ),
    needs("show_all", SELECTORS, || text!("rules-named-listed")).of("check"),
    needs("state_dir", SELECTORS, || text!("rules-only-listings")).of("check"),
    not("find", SELECTORS, || text!("rules-listing-knows")),
    // What is wanted.
    needs(
        "crl",
        "client_ca",
        || text!("rules-list-needs-ca"),
    )
    .of("plan enforce"),
    needs(
        "allow_uncovered",
        "crl client_ca",
        || text!("rules-uncovered"),
    )
    .of("plan enforce"),
    needs(
        "stepwise",
        "via mode replication client_ca",
        || text!("rules-stepwise-acl"),
    )
    .of("plan enforce"),
    not(
        "policy",
        "via mode replication strategy except connection_string stepwise",
        OF_THE_FILE,
    )
    .of("plan enforce"),
    not("policy", "expiry_days fail_on", OF_THE_FILE).of("check"),
    not("logins", "user", || text!("rules-file-names-users")).of("probe"),
    not("all_accounts", "user logins", || text!("rules-users-are-accounts")).of("probe"),
    not("baseline", "fail_on", || text!("rules-only-worse")).of("check"),
    // What clap lets through where the partner is excluded by another flag.
    needs("interval", "watch", || text!("rules-only-watch")).of("sessions"),
    needs("include_replication", "terminate", || text!("rules-only-terminate")).of("sessions"),
    needs("regions", "fleet", || text!("rules-only-fleet")).of("sandbox"),
    // The live proof.
    needs("cert", "key", || text!("rules-certificate-needs-key")),
    needs("key", "cert", || text!("rules-key-needs-certificate")),
    not(
        "no_probe",
        "probe user database probe_timeout cert key require_proof",
        NO_LIVE,
    ),
    needs(
        "user",
        "probe instances",
        || text!("rules-sweep-probe"),
    )
    .of("check"),
    needs(
        "database",
        "probe instances",
        || text!("rules-sweep-probe"),
    )
    .of("check"),
    needs(
        "probe_timeout",
        "probe instances",
        || text!("rules-sweep-probe"),
    )
    .of("check"),
    needs("user", "instance", NO_INSTANCE).of("doctor"),
    needs("database", "instance", NO_INSTANCE).of("doctor"),
    needs("probe_timeout", "instance", NO_INSTANCE).of("doctor"),
    // Regions and endpoints.
    not("all_regions", "region", || text!("rules-every-region")),
    not("find", "region", || text!("rules-every-region")),
    not("confirm_each", "yes", || text!("rules-yes-agrees")),
    // A change that goes on.
    not(
        "no_wait",
        "require_proof auto_rollback evidence user database probe_timeout cert key no_probe canary wave_size max_failures timeout",
        NOT_AWAITED,
    ),
    not(
        "dry_run",
        "wait_ready no_wait canary wave_size max_failures confirm_each auto_rollback",
        || text!("rules-nothing-is-sent"),
    ),
    not(
        "dry_run",
        "no_probe user database probe_timeout cert key require_proof evidence",
        NO_LIVE,
    ),
    // A list of saved states.
    not(
        "list",
        "to dry_run wait_ready in_maintenance_window dsn allow_clear_password sessions max_cut_off no_wait timeout",
        NOTHING_SENT,
    )
    .of("rollback"),
];

/// Checks what was parsed against the table, and gives what to say of variables that are not used.
///
/// # Errors
/// `Usage` with the first flag that has no effect or the first two that do not go together.
pub(super) fn check(matches: &ArgMatches, command: &Command) -> Result<Vec<Text>, Failure> {
    let (path, given, definition) = leaf(matches, command);
    let shown = |id: &str| {
        let mut arguments = definition.get_arguments().chain(command.get_arguments());
        let found = arguments.find(|argument| argument.get_id() == id);
        let variable = found.and_then(clap::Arg::get_env);
        let variable = variable.filter(|_| given.is_variable(id));
        match (variable, found.and_then(clap::Arg::get_long)) {
            (Some(variable), _) => {
                text!(
                    "rules-the-variable",
                    name = variable.to_string_lossy().as_ref()
                )
            }
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
            return Err(usage(what).next(text!("flag-leave-out")));
        }
    }
    let rules = RULES.iter().filter(|rule| {
        let here = rule.commands.is_empty() || words(rule.commands).any(|one| one == path);
        here && given.binds(rule.flag)
    });
    let rules: Vec<&Rule> = rules.collect();
    if let Some(broken) = rules.iter().find_map(|rule| rule.broken(&given, &shown)) {
        return Err(broken);
    }
    let mut selects = words(SELECTORS).chain(["instances", "plan"]);
    if words(SWEEPS).any(|one| one == path) && !selects.any(|flag| given.has(flag)) {
        let next = text!("rules-needs-instances-next", path = &path);
        return Err(usage(text!("rules-needs-instances", path = &path)).next(next));
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
            for flag in words(others).chain([rule.flag]) {
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
