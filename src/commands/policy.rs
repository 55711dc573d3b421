//! `forcessl policy`, and `--policy FILE` of the commands that follow one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::input;
use super::output::{Readers, Taken, place};
use super::places::{Lost, Places};
use super::selection::SelectionArgs;
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, Region};
use crate::domain::policy_file::{Facts, PolicyFile, Resolved, STARTER};
use crate::domain::posture::Posture;
use crate::ops::fleet::tagged;

/// Write, check and explain policy files
///
/// A policy file says what is wanted of which instances, and which gaps are accepted until when.
/// check, plan and enforce follow it with --policy FILE.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Write a policy file to start from, to stdout or a new file
    Init {
        /// The file; one that exists is not overwritten
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Check a policy file
    Validate {
        /// The file, or - for stdin
        #[arg(value_name = "FILE", default_value = "forcessl.toml")]
        file: PathBuf,
    },
    /// Say which rules and waivers hold for an instance; asks the API only when tags matter
    Explain {
        /// The instance
        #[arg(value_name = "INSTANCE")]
        instance: InstanceId,
        /// The file, or - for stdin
        #[arg(
            long = "policy",
            value_name = "FILE",
            default_value = "forcessl.toml",
            env = "FORCESSL_POLICY"
        )]
        file: PathBuf,
    },
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let terminal = &session.terminal;
    match args.action {
        Action::Init { file: None } => terminal.document(STARTER),
        Action::Init { file: Some(file) } => {
            create(&file)?;
            terminal.say(&format!("wrote {}", file.display()));
        }
        Action::Validate { file } => {
            let policy = load(&file)?;
            let now = session.clock.now();
            let over = policy.waivers.iter().filter(|waiver| !waiver.holds(now));
            terminal.answer(&format!(
                "{}: {} rules, {} waivers, {} of them past their day\n",
                file.display(),
                policy.rules.len(),
                policy.waivers.len(),
                over.count()
            ));
        }
        Action::Explain { instance, file } => {
            let policy = load(&file)?;
            let region = session.region(&session.surroundings())?;
            let mut places = if policy.tags().is_empty() {
                Places::default()
            } else {
                SelectionArgs::default().places(session).await?
            };
            let followed = Followed::new(policy, &mut places).await;
            if let Some(lost) = places.lost.pop() {
                return Err(lost.failure);
            }
            let resolved = followed.resolve(&instance, region.as_ref());
            terminal.answer(&explain(&resolved, session));
        }
    }
    Ok(Ending::Done)
}

fn explain(resolved: &Resolved<'_>, session: &Session) -> String {
    let now = session.clock.now();
    let mut lines = vec![match resolved.rules.as_slice() {
        [] => "no rule fits; the defaults hold".to_owned(),
        rules => format!("rules: {}", rules.join(", ")),
    }];
    let settings = &resolved.settings;
    let ways = settings.via.as_deref().unwrap_or_default();
    let named = |name: &str, value: Option<String>| {
        format!(
            "{name}: {}",
            value.unwrap_or("as the program's default".to_owned())
        )
    };
    let join = |words: Vec<String>| (!words.is_empty()).then(|| words.join(", "));
    let debug = |word: &dyn std::fmt::Debug| format!("{word:?}").to_lowercase();
    lines.push(named(
        "via",
        join(ways.iter().map(|way| debug(way)).collect()),
    ));
    lines.push(named(
        "mode",
        settings.mode.map(|acl| acl.as_str().to_owned()),
    ));
    lines.push(named(
        "replication",
        settings.replication.map(|acl| acl.as_str().to_owned()),
    ));
    lines.push(named(
        "strategy",
        settings.strategy.map(|strategy| debug(&strategy)),
    ));
    lines.push(named(
        "expiry_days",
        settings.expiry_days.map(|days| days.to_string()),
    ));
    let severities = settings.fail_on.as_deref().unwrap_or_default();
    let severities = severities
        .iter()
        .map(|one| one.as_str().to_owned())
        .collect();
    lines.push(named("fail_on", join(severities)));
    for waiver in &resolved.waivers {
        let state = if waiver.holds(now) {
            "accepted"
        } else {
            "no longer accepted"
        };
        let findings: Vec<&str> = waiver.findings.iter().map(|id| id.as_str()).collect();
        lines.push(format!(
            "{state}, until {}: {} ({})",
            waiver.until,
            findings.join(", "),
            waiver.reason
        ));
    }
    let lines: Vec<String> = lines
        .iter()
        .map(|line| crate::report::printable(line))
        .collect();
    lines.join("\n") + "\n"
}

fn create(file: &Path) -> Result<(), Failure> {
    place(file, STARTER, Readers::Umask, Taken::Kept).map_err(|error| {
        Failure::new(
            Ending::Usage,
            format!("could not write `{}`", file.display()),
        )
        .because(error.to_string())
        .next("name a file that does not exist, in a folder that can be written to")
    })
}

/// Reads a policy file.
///
/// # Errors
/// `Usage` with the place of the first fault.
pub(super) fn load(path: &Path) -> Result<PolicyFile, Failure> {
    let text = input::text(path, "policy")?;
    PolicyFile::read(&text).map_err(|refused| {
        input::refused(path, "policy", refused.to_string())
            .next("forcessl policy init shows one; docs/schema/policy.json is its schema")
    })
}

/// A policy with the instances that have the tags it speaks of.
pub(super) struct Followed {
    policy: PolicyFile,
    tagged: BTreeMap<(String, String), BTreeSet<InstanceId>>,
}

impl Followed {
    /// Lists who has the tags, so that no instance has to be asked for its own. A place where that
    /// cannot be told is lost: a rule would be passed over there.
    pub(super) async fn new(policy: PolicyFile, places: &mut Places) -> Self {
        let mut all: BTreeMap<_, BTreeSet<InstanceId>> = BTreeMap::new();
        for (key, value) in policy.tags() {
            let ids = all.entry((key.to_owned(), value.to_owned())).or_default();
            for place in std::mem::take(&mut places.open) {
                match tagged(&place, key, value).await {
                    Ok(having) => {
                        ids.extend(having);
                        places.open.push(place);
                    }
                    Err(error) => places.lost.push(Lost::place(&place, &error)),
                }
            }
        }
        Self {
            policy,
            tagged: all,
        }
    }

    /// What holds for an instance that was looked at.
    pub(super) fn resolve_of(&self, posture: &Posture) -> Resolved<'_> {
        let instance = posture.instance.known();
        let region = instance.and_then(|instance| instance.region.as_ref());
        self.resolve(&posture.id, region)
    }

    /// What holds for an instance.
    pub(super) fn resolve(&self, id: &InstanceId, region: Option<&Region>) -> Resolved<'_> {
        let tags = self
            .tagged
            .iter()
            .filter(|(_, ids)| ids.contains(id))
            .map(|((key, value), _)| (key.clone(), value.clone()))
            .collect();
        self.policy.resolve(&Facts {
            id: id.as_str(),
            region: region.map(Region::as_str),
            tags: &tags,
        })
    }
}
