//! Which instances a command is about: ids on the command line, or a sweep over regions and accounts.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::str::FromStr;

use clap::builder::NonEmptyStringValueParser;

use super::app::App;
use super::global::count;
use super::input::{self, Content};
use super::places::{Lost, Places, places};
use super::policy_resolver::PolicyResolver;
use super::wanted::{FilePolicy, WantedState};
use crate::domain::failure::{Ending, Failure};
use crate::domain::fleet::{ClientFilter, Shard};
use crate::domain::instance::{InstanceId, Malformed, unique};
use crate::domain::policy::Policy;
use crate::failure;
use crate::ops::change::{Rollout, Target};
use crate::ops::fleet::{self, InstanceFilter, ListedInstance, Member};
use crate::text;

#[derive(Debug, Clone, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(next_help_heading = "Selection")]
pub(super) struct SelectionArgs {
    #[arg(long)]
    all: bool,
    #[arg(long)]
    all_regions: bool,
    #[arg(long = "tag", value_name = "KEY=VALUE")]
    tags: Vec<Tag>,
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    resource_group: Option<String>,
    #[arg(long = "engine-version", value_name = "VERSION",
        value_parser = NonEmptyStringValueParser::new())]
    engine_versions: Vec<String>,
    #[arg(long, value_name = "FILE")]
    instances_from: Option<PathBuf>,
    #[arg(long)]
    no_replicas: bool,
    #[arg(long)]
    allow_empty: bool,
    #[arg(long, value_name = "INDEX/COUNT", env = "FORCESSL_SHARD")]
    shard: Option<ShardArg>,
}

/// One `KEY=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag(String, String);

impl FromStr for Tag {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.split_once('=') {
            Some((key, value)) if !key.is_empty() => Ok(Self(key.to_owned(), value.to_owned())),
            _ => Err(Malformed(text!("malformed-tag", text = text))),
        }
    }
}

/// What `--shard` takes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum ShardArg {
    /// This one.
    Given(Shard),
    /// By the environment; the count too, unless it is given.
    Auto(Option<u64>),
}

impl FromStr for ShardArg {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.strip_prefix("auto") {
            Some("") => Ok(Self::Auto(None)),
            Some(rest) => match rest.strip_prefix('/').map(str::parse) {
                Some(Ok(count)) if count > 0 => Ok(Self::Auto(Some(count))),
                _ => Err(Malformed(text!("malformed-shard-auto", text = text))),
            },
            None => text.parse().map(Self::Given),
        }
    }
}

impl SelectionArgs {
    /// Every instance, of one region or of all.
    pub(super) fn everything(all_regions: bool) -> Self {
        Self {
            all: true,
            all_regions,
            ..Self::default()
        }
    }

    /// Whether instances are selected by listing them.
    pub(super) fn sweeps(&self) -> bool {
        self.all
            || self.all_regions
            || !self.tags.is_empty()
            || self.resource_group.is_some()
            || !self.engine_versions.is_empty()
            || self.instances_from.is_some()
    }

    /// What is looked for; `named` are the ids on the command line.
    ///
    /// # Errors
    /// `Usage` for a file that is no list of ids, and for a shard that cannot be told.
    pub(super) fn wish(&self, app: &App, named: &[InstanceId]) -> Result<InstanceFilter, Failure> {
        let mut ids: BTreeSet<InstanceId> = named.iter().cloned().collect();
        if let Some(path) = &self.instances_from {
            let text = input::text(path, Content::Instances)?;
            for (line, number) in text.lines().zip(1..) {
                let id = line.split('#').next().unwrap_or_default().trim();
                if !id.is_empty() {
                    ids.insert(id.parse().map_err(|error: Malformed| {
                        let why = text!("selection-list-line", number = number, error = error.0);
                        input::refused(path, Content::Instances, why)
                            .next(text!("selection-next-one-a-line"))
                    })?);
                }
            }
            if ids.is_empty() {
                let why = text!("selection-list-empty");
                return Err(input::refused(path, Content::Instances, why)
                    .next(text!("selection-next-one-a-line")));
            }
        }
        let tags: BTreeMap<String, String> = self
            .tags
            .iter()
            .map(|Tag(key, value)| (key.clone(), value.clone()))
            .collect();
        if tags.len() < self.tags.len() {
            return Err(Failure::new(Ending::Usage, text!("selection-tag-twice"))
                .because(text!("selection-tag-twice-why"))
                .next(text!("selection-tag-twice-next")));
        }
        Ok(InstanceFilter {
            tags,
            resource_group: self.resource_group.clone(),
            narrowing: ClientFilter {
                versions: self.engine_versions.clone(),
                shard: self.shard(app)?,
                primaries_only: self.no_replicas,
            },
            named: ids,
            uncounted: false,
            limit: Some(app.global.timeout),
        })
    }

    /// The shard of this run.
    ///
    /// # Errors
    /// `Usage` when the environment does not tell it.
    ///
    /// Source: `CI_NODE_INDEX` (from 1) and `CI_NODE_TOTAL` of GitLab CI; `JOB_COMPLETION_INDEX` (from
    /// 0) of an indexed Job of Kubernetes, which does not tell how many there are.
    fn shard(&self, app: &App) -> Result<Option<Shard>, Failure> {
        let count = match &self.shard {
            None => return Ok(None),
            Some(ShardArg::Given(shard)) => return Ok(Some(*shard)),
            Some(ShardArg::Auto(count)) => *count,
        };
        let number = |name: &str| -> Option<u64> { app.environment.variable(name)?.parse().ok() };
        let index = number("CI_NODE_INDEX")
            .and_then(|index| index.checked_sub(1))
            .or_else(|| number("JOB_COMPLETION_INDEX"));
        let shard = match (index, count.or_else(|| number("CI_NODE_TOTAL"))) {
            (Some(index), Some(count)) => Shard::new(index, count),
            _ => None,
        };
        shard.map(Some).ok_or_else(|| {
            Failure::new(Ending::Usage, text!("selection-shard-unknown"))
                .because(text!("selection-shard-unknown-why"))
                .next(text!("selection-shard-unknown-next"))
        })
    }

    /// Where to look.
    ///
    /// # Errors
    /// As [`places`].
    pub(super) async fn places(&self, app: &App) -> Result<Places, Failure> {
        places(app, self.all_regions).await
    }

    /// The instances that a command works on, each once: those that are named in their order, or those
    /// that a listing finds, by id. A place that cannot be listed is told.
    ///
    /// # Errors
    /// As [`Self::places`]; `Usage` when a filter leaves nothing.
    pub(super) async fn targets(
        &self,
        app: &App,
        named: Vec<InstanceId>,
        wanted: WantedState,
    ) -> Result<Selected, Failure> {
        if self.sweeps() {
            return self.listed(app, &named, wanted).await;
        }
        let context = app.context().await?;
        let named = unique(named);
        let policies = match wanted {
            WantedState::Policy(policy) => vec![*policy; named.len()],
            WantedState::File(file) => {
                let tagged = !file.file.tags().is_empty();
                let mut places = if tagged {
                    self.places(app).await?
                } else {
                    Places::default()
                };
                let region = app.region(&app.surroundings())?;
                let followed = PolicyResolver::new(file.file, &mut places).await;
                if let Some(lost) = places.lost.pop() {
                    return Err(lost.failure);
                }
                let now = app.clock.now();
                let policy = |id: &InstanceId| {
                    let resolved = followed.resolve(id, region.as_ref());
                    resolved.policy(&file.certificates, now)
                };
                let policies: Vec<Policy> = named.iter().map(policy).collect();
                file.certificates.check_use(&policies).map_err(unused)?;
                policies
            }
        };
        let target = |(id, policy)| Target::new(context.clone(), id, policy);
        Ok(Selected {
            targets: named.into_iter().zip(policies).map(target).collect(),
            worst: Ending::Done,
        })
    }

    async fn listed(
        &self,
        app: &App,
        named: &[InstanceId],
        wanted: WantedState,
    ) -> Result<Selected, Failure> {
        let wish = self.wish(app, named)?;
        let mut places = self.places(app).await?;
        let policy_of: Box<dyn Fn(&Member) -> Policy> = match wanted {
            WantedState::Policy(policy) => Box::new(move |_| Policy::clone(&policy)),
            WantedState::File(file) => {
                let FilePolicy { file, certificates } = *file;
                let followed = PolicyResolver::new(file, &mut places).await;
                let now = app.clock.now();
                Box::new(move |member| {
                    let Member { instance, .. } = member;
                    let resolved = followed.resolve(&instance.id, instance.region.as_ref());
                    resolved.policy(&certificates, now)
                })
            }
        };
        let (members, rest) = fleet::members(&places.open, &wish).await;
        let mut worst = Ending::Done;
        let mut targets = Vec::new();
        let mut failures: Vec<Failure> = places.lost.into_iter().map(|lost| lost.failure).collect();
        for other in rest {
            match (other, places.open.first()) {
                (ListedInstance::Lost(id, error), Some(place)) => targets.push(Target {
                    lost: Some(error),
                    ..Target::new(place.context.clone(), id, Policy::default())
                }),
                (ListedInstance::Lost(id, error), None) => {
                    failures.push(failure::api(text!("selection-lost", id = id), &error));
                }
                (
                    ListedInstance::ListingFailed(place, error)
                    | ListedInstance::Unreadable(place, error),
                    _,
                ) => {
                    failures.push(Lost::place(&place, &error).failure);
                }
                (ListedInstance::Member(_) | ListedInstance::Others(..), _) => {}
            }
        }
        for failed in failures {
            worst = worst.max(failed.ending);
            app.terminal.fail(&failed);
        }
        let target = |member: &Member| {
            let context = member.place.context.clone();
            Target::new(context, member.instance.id.clone(), policy_of(member))
        };
        targets.extend(members.iter().map(target));
        if targets.is_empty() && worst == Ending::Done {
            self.nothing(app)?;
        }
        targets.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(Selected { targets, worst })
    }

    /// Says that nothing was selected.
    ///
    /// # Errors
    /// `Usage` where a filter was given and `--allow-empty` was not: a filter that nothing matches is
    /// more often a mistyped one than an account without such instances.
    pub(super) fn nothing(&self, app: &App) -> Result<(), Failure> {
        let filters = !self.tags.is_empty()
            || self.resource_group.is_some()
            || !self.engine_versions.is_empty()
            || self.instances_from.is_some();
        if filters && !self.allow_empty {
            return Err(Failure::new(Ending::Usage, text!("selection-no-match"))
                .next(text!("selection-no-match-next")));
        }
        app.terminal.say(text!("selection-empty"));
        Ok(())
    }
}

/// The instances that a command works on, and the worst ending of the search for them.
pub(super) struct Selected {
    pub(super) targets: Vec<Target>,
    pub(super) worst: Ending,
}

/// The failure of a certificate that no instance is to get.
fn unused(what: &str) -> Failure {
    Failure::new(Ending::Usage, text!("selection-unused", what = what))
        .because(text!("selection-unused-why"))
        .next(text!("selection-unused-next"))
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Rollout")]
pub(super) struct RolloutArgs {
    #[arg(long, value_name = "N", value_parser = count)]
    canary: Option<usize>,
    #[arg(long, value_name = "N", default_value = "1", value_parser = counted)]
    wave_size: NonZeroUsize,
    #[arg(long, value_name = "N", default_value = "1", value_parser = counted)]
    max_failures: NonZeroUsize,
    #[arg(long, value_name = "N")]
    max_instances: Option<usize>,
    #[arg(long)]
    confirm_each: bool,
}

fn counted(text: &str) -> Result<NonZeroUsize, Malformed> {
    NonZeroUsize::new(count(text)?).ok_or_else(|| Malformed(text!("value-minimum", minimum = "1")))
}

impl RolloutArgs {
    pub(super) const fn rollout(&self, parallel: usize) -> Rollout {
        Rollout {
            canary: match self.canary {
                Some(canary) => canary,
                None => 0,
            },
            wave_size: self.wave_size,
            max_failures: self.max_failures,
            max_instances: self.max_instances,
            confirm_each: self.confirm_each,
            parallel,
        }
    }
}
