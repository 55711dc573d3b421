//! Changes a fleet: a few instances first, then waves, and a stop when too many fail.
//!
//! Running it again resumes it: every instance is looked at first, one whose change still runs is
//! waited for, and one that is as wanted is left alone. Every instance has an outcome.

use std::time::Duration;

use futures::StreamExt;
use futures::stream;

use super::survey::unseen;
use crate::cloud::ApiError;
use crate::context::{Consent, Context};
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::fleet::waves;
use crate::domain::instance::{InstanceId, Role, Status};
use crate::domain::outcome::{Audited, Outcome};
use crate::domain::plan::{Plan, plan};
use crate::domain::policy::Policy;
use crate::domain::posture::Posture;
use crate::domain::start::Start;
use crate::domain::verdict::{Thresholds, judge};
use crate::ops::enforce::{Request, carry_out, look_and_plan, refusal, when_due};
use crate::ops::hold::hold;
use crate::ops::sessions::SessionCheck;
use crate::ops::wait::{Goal, Patience, wait};

/// One instance, and what operations on it work with.
#[derive(Clone)]
pub struct Target {
    /// With what.
    pub context: Context,
    /// Which.
    pub id: InstanceId,
    /// What is wanted of it, where that is not what is wanted of all.
    pub policy: Option<Policy>,
    /// Why it was not found; then nothing is asked of it, and it keeps its row.
    pub lost: Option<ApiError>,
}

impl Target {
    /// This instance, with what is wanted of all.
    pub const fn new(context: Context, id: InstanceId) -> Self {
        Self {
            context,
            id,
            policy: None,
            lost: None,
        }
    }
}

/// In which portions a fleet is changed.
#[derive(Debug, Clone, Copy)]
pub struct Rollout {
    /// How many go first, and have to succeed before any other is sent; 0 for none.
    pub canary: usize,
    /// How many are changed at the same time.
    pub wave_size: usize,
    /// After so many failures nothing more is begun.
    pub max_failures: usize,
    /// Nothing at all is sent when more than so many would change.
    pub max_instances: Option<usize>,
    /// Ask before each instance instead of once for all.
    pub confirm_each: bool,
    /// How many are looked at at the same time.
    pub parallel: usize,
}

/// Plans for all targets, several at a time, in their order.
///
/// With `patience` an instance whose change still runs is waited for first.
pub async fn plans(
    targets: &[Target],
    policy: &Policy,
    check: &SessionCheck,
    parallel: usize,
    patience: Option<Patience>,
) -> Vec<(Posture, Plan)> {
    stream::iter(targets)
        .map(|target| async move {
            let Target { context, id, .. } = target;
            let policy = target.policy.as_ref().unwrap_or(policy);
            if let Some(error) = &target.lost {
                let posture = unseen(id.clone(), context.clock.now(), error);
                let made = plan(&posture, policy);
                return (posture, made);
            }
            let (mut posture, mut made) = look_and_plan(context, id, policy, check).await;
            if let Some(patience) = patience.filter(|_| is_busy(&posture)) {
                context.audience.tell(&Event::Noted(format!(
                    "{id}: a change is running; waiting for its end"
                )));
                // A failure here shows again, with its reason, in the look that follows.
                let _ = wait(context, id, &Goal::Quiet, patience).await;
                (posture, made) = look_and_plan(context, id, policy, check).await;
            }
            (posture, made)
        })
        .buffered(parallel.max(1))
        .collect()
        .await
}

/// Brings the targets to the wanted state, in portions, after asking.
pub async fn roll_out(targets: &[Target], request: &Request, rollout: Rollout) -> Vec<Outcome> {
    let Some(first) = targets.first() else {
        return Vec::new();
    };
    let audience = &first.context.audience;
    let planned = plans(
        targets,
        &request.policy,
        &request.check,
        rollout.parallel,
        Some(request.patience),
    )
    .await;
    let changes = |(_, plan): &&(Posture, Plan)| plan.blockers.is_empty() && !plan.is_empty();
    let pending: Vec<Plan> = planned
        .iter()
        .filter(changes)
        .map(|(_, plan)| plan.clone())
        .collect();
    let too_many = rollout.max_instances.filter(|most| pending.len() > *most);
    let consent = if pending.is_empty() || too_many.is_some() || rollout.confirm_each {
        Consent::Given
    } else {
        audience.ask(&pending).await
    };
    let mut outcomes: Vec<Option<Outcome>> = Vec::new();
    let mut left: Vec<usize> = Vec::new();
    for (place, (posture, plan)) in planned.iter().enumerate() {
        let refused = refusal(posture, plan, consent).or_else(|| {
            let most = too_many.filter(|_| !plan.is_empty())?;
            Some(over_the_limit(plan, pending.len(), most))
        });
        outcomes.push(if refused.is_some() || plan.is_empty() {
            Some(untouched(posture, plan, refused))
        } else {
            left.push(place);
            None
        });
    }
    let fleet: Vec<(InstanceId, Role)> = left
        .iter()
        .filter_map(|place| planned.get(*place))
        .map(|(posture, _)| {
            let role = posture
                .instance
                .known()
                .map(|instance| instance.role.clone());
            (posture.id.clone(), role.unwrap_or(Role::Primary))
        })
        .collect();
    let overdue = match (&request.start, fleet.first()) {
        (Start::At(_), Some((id, _))) => until(&first.context, id, request.start).await.err(),
        _ => None,
    };
    let waves = waves(&fleet, rollout.canary, rollout.wave_size);
    let mut failures = 0;
    for (number, wave) in waves.iter().enumerate() {
        let canary = number == 0 && rollout.canary > 0;
        let stopped = failures >= rollout.max_failures.max(1);
        if !stopped && waves.len() > 1 {
            let kind = if canary { "canary" } else { "wave" };
            audience.tell(&Event::Noted(format!(
                "{kind} {} of {}: {}",
                number + 1,
                waves.len(),
                names(wave, &fleet)
            )));
        }
        let work = wave
            .iter()
            .filter_map(|index| left.get(*index))
            .filter_map(|place| {
                let (target, (posture, plan)) = (targets.get(*place)?, planned.get(*place)?);
                let overdue = overdue.as_ref();
                Some(async move {
                    let refused = if stopped {
                        Some(left_alone(&target.id, failures))
                    } else if let Some(failure) = overdue {
                        Some(failure.clone())
                    } else if rollout.confirm_each {
                        let consent = target
                            .context
                            .audience
                            .ask(std::slice::from_ref(plan))
                            .await;
                        refusal(posture, plan, consent)
                    } else {
                        None
                    };
                    let (posture, plan) = (posture.clone(), plan.clone());
                    let (posture, plan, refused) = match refused {
                        None => when_due(&target.context, request, posture, plan).await,
                        refused => (posture, plan, refused),
                    };
                    let outcome = carry_out(&target.context, request, posture, plan, refused).await;
                    (*place, outcome)
                })
            });
        let at_once = if rollout.confirm_each {
            1
        } else {
            wave.len().max(1)
        };
        let done: Vec<(usize, Outcome)> =
            stream::iter(work).buffer_unordered(at_once).collect().await;
        for (place, outcome) in done {
            let failed = outcome
                .failure
                .as_ref()
                .is_some_and(|failure| !matches!(failure.ending, Ending::Declined));
            failures += usize::from(failed);
            if let Some(slot) = outcomes.get_mut(place) {
                *slot = Some(outcome);
            }
        }
        if canary && failures > 0 {
            failures = failures.max(rollout.max_failures.max(1));
        }
    }
    outcomes.into_iter().flatten().collect()
}

/// Waits for the time that a roll-out was given.
async fn until(context: &Context, id: &InstanceId, start: Start) -> Result<(), Failure> {
    let slot = start.slot(None, Duration::ZERO, context.clock.now());
    match slot {
        Ok(Some(slot)) => {
            context.audience.tell(&Event::Scheduled {
                instance: id.clone(),
                opens: slot.opens,
            });
            hold(context, id, slot).await
        }
        Ok(None) => Ok(()),
        Err(why) => Err(Failure::new(Ending::Bug, "no time is known to start").because(why)),
    }
}

fn is_busy(posture: &Posture) -> bool {
    let busy = posture
        .instance
        .known()
        .is_some_and(|instance| matches!(instance.status, Status::Busy(_)));
    let changing = posture
        .ssl
        .known()
        .is_some_and(|ssl| ssl.last_change.is_running())
        || posture
            .hba
            .known()
            .is_some_and(|hba| hba.last_change.is_running());
    busy || changing
}

/// The outcome of an instance that nothing is sent to.
fn untouched(posture: &Posture, plan: &Plan, failure: Option<Failure>) -> Outcome {
    let judgement = judge(posture, Thresholds::default());
    let seen = Audited {
        posture: posture.clone(),
        judgement,
    };
    Outcome {
        instance_id: plan.instance_id.clone(),
        plan: plan.clone(),
        steps: vec![],
        after: failure.is_none().then_some(seen),
        failure,
        rolled_back: None,
        took: Duration::ZERO,
    }
}

fn names(wave: &[usize], fleet: &[(InstanceId, Role)]) -> String {
    let ids: Vec<&str> = wave
        .iter()
        .filter_map(|index| fleet.get(*index))
        .map(|(id, _)| id.as_str())
        .collect();
    ids.join(", ")
}

fn over_the_limit(plan: &Plan, count: usize, most: usize) -> Failure {
    Failure::new(
        Ending::Blocked,
        format!("nothing was sent to `{}`", plan.instance_id),
    )
    .because(format!(
        "{count} instances would change, and --max-instances allows {most}"
    ))
    .next("select fewer instances, or allow more")
}

fn left_alone(id: &InstanceId, failures: usize) -> Failure {
    Failure::new(
        Ending::Blocked,
        format!("`{id}` was left alone; nothing was sent"),
    )
    .because(format!("{failures} before it failed"))
    .next("settle these, then run the same command again; it goes on from there")
}
