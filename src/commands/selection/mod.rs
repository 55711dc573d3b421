//! Which instances a command is about: ids on the command line, or a sweep over regions and accounts.

mod accounts;
pub(super) mod listed;
pub(super) mod places;
pub(super) mod policy_resolver;
mod suggest;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;

use clap::builder::NonEmptyStringValueParser;
use futures::{StreamExt as _, stream};

use self::places::{Places, failure_of, places, tell};
use self::policy_resolver::PolicyResolver;
use super::app::App;
use super::options::global::{count, within};
use super::options::input;
use super::options::wanted::WantedState;
use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::fleet::{ClientFilter, Shard};
use crate::domain::instance::{InstanceId, Malformed, Region, unique};
use crate::domain::policy::Policy;
use crate::domain::policy_file::{Certificates, PolicyFile};
use crate::ops::change::{Rollout, Target};
use crate::ops::fleet::{self, InstanceFilter, ListedInstance, Member};
use crate::text::{Text, text};

#[derive(Debug, Clone, Default, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(next_help_heading = "Selection")]
pub(super) struct SelectionArgs {
    #[arg(long)]
    all: bool,
    #[arg(long)]
    all_regions: bool,
    #[arg(long = "tag", value_name = "KEY=VALUE", value_parser = tag)]
    tags: Vec<(String, String)>,
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
    #[arg(long, value_name = "INDEX/COUNT", env = "FORCESSL_SHARD", value_parser = shard)]
    shard: Option<ShardArg>,
}

/// Reads one `KEY=VALUE`.
fn tag(text: &str) -> Result<(String, String), Malformed> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err(Malformed(text!("malformed-tag", text = text))),
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

fn shard(text: &str) -> Result<ShardArg, Malformed> {
    match text.strip_prefix("auto") {
        Some("") => Ok(ShardArg::Auto(None)),
        Some(rest) => match rest.strip_prefix('/').map(str::parse) {
            Some(Ok(count)) if count > 0 => Ok(ShardArg::Auto(Some(count))),
            _ => Err(Malformed(text!("malformed-shard-auto", text = text))),
        },
        None => text.parse().map(ShardArg::Given),
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
        self.all || self.all_regions || self.filters()
    }

    /// Whether something has to match.
    fn filters(&self) -> bool {
        !self.tags.is_empty()
            || self.resource_group.is_some()
            || !self.engine_versions.is_empty()
            || self.instances_from.is_some()
    }

    /// Whether it leaves out no instance of its regions.
    pub(super) fn is_whole(&self) -> bool {
        let is_narrowed = self.filters() || self.no_replicas || self.shard.is_some();
        (self.all || self.all_regions) && !is_narrowed
    }

    /// What is looked for; `named` are the ids on the command line.
    ///
    /// # Errors
    /// `Usage` for a file that is no list of ids, and for a shard that cannot be told.
    pub(super) fn wish(&self, app: &App, named: &[InstanceId]) -> Result<InstanceFilter, Failure> {
        let mut ids: BTreeSet<InstanceId> = named.iter().cloned().collect();
        if let Some(path) = &self.instances_from {
            let text = input::text(path, input::INSTANCES)?;
            let refuse = |why: Text| input::refused(path, input::INSTANCES, why);
            for (line, number) in text.lines().zip(1..) {
                let id = line.split('#').next().unwrap_or_default().trim();
                let bad = |Malformed(error)| {
                    refuse(text!("selection-list-line", number = number, error = error))
                };
                if !id.is_empty() {
                    ids.insert(id.parse().map_err(bad)?);
                }
            }
            if ids.is_empty() && !self.allow_empty {
                return Err(refuse(text!("selection-list-empty")));
            }
        }
        let tags: BTreeMap<String, String> = self.tags.iter().cloned().collect();
        if tags.len() < self.tags.len() {
            return Err(Failure::usage(text!("selection-tag-twice"))
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
            named: (!ids.is_empty() || self.instances_from.is_some()).then_some(ids),
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
            Failure::usage(text!("selection-shard-unknown"))
                .because(text!("selection-shard-unknown-why"))
                .next(text!("selection-shard-unknown-next"))
        })
    }

    /// Where to look.
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
        let named = unique(named);
        let wish = self.sweeps().then(|| self.wish(app, &named)).transpose()?;
        let asks =
            |of: fn(&PolicyFile) -> bool| matches!(&wanted, WantedState::File(file, _) if of(file));
        let (tagged, asks_region) = (
            asks(|file| !file.tags().is_empty()),
            asks(PolicyFile::asks_region),
        );
        let mut places = if wish.is_some() || tagged {
            self.places(app).await?
        } else {
            Places::default()
        };
        let mut given = Certificates::default();
        let mut resolver = None;
        let policy_of: PolicyOf = match wanted {
            WantedState::Policy(policy) => Box::new(move |_, _| Ok(Policy::clone(&policy))),
            WantedState::File(file, certificates) => {
                given = certificates.clone();
                let followed = Arc::new(PolicyResolver::new(*file, &mut places).await);
                resolver = Some(Arc::clone(&followed));
                let now = app.clock.now();
                Box::new(move |id, region| {
                    let resolved = followed.resolve(id, region).map_err(|what| {
                        let call = "DescribeDBInstanceAttribute";
                        ApiError::new(ApiErrorKind::Unreadable, call, what)
                    })?;
                    Ok(resolved.policy(&certificates, now))
                })
            }
        };
        let selected = if let Some(wish) = wish {
            let open = places.open.clone();
            let selected = self.listed(app, &wish, places, &policy_of).await?;
            let is_read = selected.targets.iter().all(|target| target.lost.is_none());
            if self.is_whole() && selected.worst == Ending::Done && is_read {
                let idle = resolver.iter().flat_map(|resolver| resolver.idle(&open));
                idle.for_each(|what| app.terminal.say(what));
            }
            selected
        } else {
            if let Some(lost) = places.lost.pop() {
                return Err(lost.failure);
            }
            let context = app.context().await?;
            let asked = app.reach().region()?;
            // Where an instance is counts, and not where it was looked for.
            let there = &context;
            let told = stream::iter(named).map(|id| async move {
                if !asks_region {
                    return (id, Ok(None));
                }
                let told = there.cloud.instance(&id).await;
                (id, told.map(|one| one.region))
            });
            let told: Vec<_> = told.buffered(app.global.parallel).collect().await;
            Selected::named(told.into_iter().map(|(id, told)| {
                let policy = told.and_then(|told| policy_of(&id, told.as_ref().or(asked.as_ref())));
                target_of(context.clone(), id, policy)
            }))
        };
        let idle = |target: &Target| target.policy.acl.is_none();
        let mut targets = selected.targets.iter();
        if given.client_ca.is_some() && targets.len() > 0 && targets.all(idle) {
            let what = text!("selection-unused", what = "--client-ca");
            return Err(Failure::usage(what)
                .because(text!("selection-unused-why"))
                .next(text!("selection-unused-next")));
        }
        Ok(selected)
    }

    async fn listed(
        &self,
        app: &App,
        wish: &InstanceFilter,
        places: Places,
        policy_of: &PolicyOf,
    ) -> Result<Selected, Failure> {
        let (members, rest) = fleet::members(&places.open, wish).await;
        let mut targets = Vec::new();
        let mut failures: Vec<Failure> = places.lost.into_iter().map(|lost| lost.failure).collect();
        for other in rest {
            match (other, places.open.first()) {
                (ListedInstance::Lost(id, error), Some(place)) => {
                    targets.push(target_of(place.context.clone(), id, Err(error)));
                }
                (other, _) => failures.extend(failure_of(&other)),
            }
        }
        let worst = tell(app, failures);
        targets.extend(members.into_iter().map(|Member { place, instance }| {
            let policy = policy_of(&instance.id, instance.region.as_ref());
            target_of(place.context.clone(), instance.id, policy)
        }));
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
        if self.filters() && !self.allow_empty {
            return Err(
                Failure::usage(text!("selection-no-match")).next(text!("selection-no-match-next"))
            );
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

impl Selected {
    /// These, for which nothing was searched.
    pub(super) fn named(targets: impl Iterator<Item = Target>) -> Self {
        Self {
            targets: targets.collect(),
            worst: Ending::Done,
        }
    }
}

/// What is wanted of an instance in a region, or what is not known of it and decides.
type PolicyOf = Box<dyn Fn(&InstanceId, Option<&Region>) -> Result<Policy, ApiError>>;

/// An instance with what is wanted of it; one of which that is not known is left alone.
fn target_of(context: Context, id: InstanceId, policy: Result<Policy, ApiError>) -> Target {
    let (policy, lost) = match policy {
        Ok(policy) => (policy, None),
        Err(error) => (Policy::default(), Some(error)),
    };
    Target {
        lost,
        ..Target::new(context, id, policy)
    }
}

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Rollout")]
pub(super) struct RolloutArgs {
    #[arg(long, value_name = "N", value_parser = count::<usize>)]
    canary: Option<usize>,
    #[arg(long, value_name = "N", default_value = "1", value_parser = count::<NonZeroUsize>)]
    wave_size: NonZeroUsize,
    #[arg(long, value_name = "N", default_value = "1", value_parser = count::<NonZeroUsize>)]
    max_failures: NonZeroUsize,
    #[arg(long, value_name = "N",
        value_parser = within::<usize>(0, i64::from(u32::MAX)))]
    max_instances: Option<usize>,
    #[arg(long)]
    confirm_each: bool,
}

impl RolloutArgs {
    pub(super) fn rollout(&self, parallel: usize) -> Rollout {
        Rollout {
            canary: self.canary.unwrap_or(0),
            wave_size: self.wave_size,
            max_failures: self.max_failures,
            max_instances: self.max_instances,
            confirm_each: self.confirm_each,
            parallel,
        }
    }
}
