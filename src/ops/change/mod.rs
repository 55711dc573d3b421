//! The one path of every change: look, plan, ask, send in portions, and judge how it ended.
//!
//! One instance is a fleet of one. Every target has an outcome, also one that was left alone. Running
//! a change again resumes it: what is as wanted is judged and left alone.

mod apply;
mod broken_off;
mod log;
mod planned_target;
mod refusal;
mod refused;
mod reread;
mod settle;
mod target;
mod undo;
mod verify;

use std::cell::Cell;

use futures::future::join_all;
use futures::{StreamExt, stream};

use self::planned_target::PlannedTarget;
pub use self::refusal::refusal;
use self::refusal::{left_alone, unconsented};
use self::target::whole_plan;
pub use self::target::{ChangeOptions, Planned, Rollout, Target};
use super::fleet::unseen;
use super::observe::observe;
use super::sessions::SessionCheck;
use super::wait::{Goal, wait};
use crate::context::Consent;
use crate::domain::failure::{Ending, Failure};
use crate::domain::fleet::waves;
use crate::domain::instance::{InstanceId, Role};
use crate::domain::outcome::InstanceOutcome;
use crate::domain::plan::{Plan, plan};
use crate::domain::start::Start;
use crate::text;

/// Whether the reason lies in what was asked for, and not in the instance.
fn is_misasked(refused: &Failure) -> bool {
    refused.ending == Ending::Usage
}

/// Plans for all targets, several at a time, in their order. Sends nothing and waits for nothing.
pub async fn plans(
    targets: &[Target],
    sessions: &SessionCheck,
    start: Start,
    most: Option<usize>,
    parallel: usize,
) -> Vec<Planned> {
    let mut planned = look_at_all(targets, sessions, start, parallel).await;
    refuse_all(&mut planned, most);
    planned
}

async fn look_at_all(
    targets: &[Target],
    sessions: &SessionCheck,
    start: Start,
    parallel: usize,
) -> Vec<Planned> {
    stream::iter(targets)
        .map(|target| look_and_plan(target, targets, sessions, start))
        .buffered(parallel.max(1))
        .collect()
        .await
}

/// Refuses every change where one instance cannot have what was asked for, or where more than `most`
/// would change; says whether it did.
fn refuse_all(planned: &mut [Planned], most: Option<usize>) -> bool {
    let count = planned.iter().filter(|one| !one.plan.is_empty()).count();
    let misasked = planned
        .iter()
        .find(|one| one.refused.as_ref().is_some_and(is_misasked));
    let misasked = misasked.map(|one| &one.plan.instance_id);
    let (why, next) = match (misasked, most.filter(|most| count > *most)) {
        (Some(id), _) => (
            text!("refusal-exception-other", instance = id),
            text!("refusal-exception-next", instance = id),
        ),
        (None, Some(most)) => {
            let why = text!("refusal-too-many", count = count, most = most);
            (why, text!("refusal-select-fewer"))
        }
        (None, None) => return false,
    };
    for one in planned.iter_mut().filter(|one| one.is_pending()) {
        let what = text!("refusal-nothing-sent", instance = &one.plan.instance_id);
        let refused = Failure::blocked(what).because(why.clone());
        one.refused = Some(refused.next(next.clone()));
    }
    true
}

/// The plan of one of the run's targets.
async fn look_and_plan(
    target: &Target,
    run: &[Target],
    sessions: &SessionCheck,
    start: Start,
) -> Planned {
    let (context, id) = (&target.context, &target.id);
    if let Some(error) = &target.lost {
        let posture = unseen(id.clone(), context.clock.now(), error);
        let plan = plan(&posture, &target.policy);
        return Planned {
            refused: refusal(&posture, &plan),
            posture,
            plan,
        };
    }
    let posture = observe(context, id, None).await;
    let mut plan = whole_plan(target, run, &posture, sessions).await;
    let mut refused = refusal(&posture, &plan);
    // A state that a saved plan was not made on says more than what became of its exceptions.
    if refused.as_ref().is_none_or(is_misasked) {
        let saved = target.saved.as_ref();
        let stale = saved.and_then(|saved| refusal::stale(saved, &posture));
        let reviewed = target.reviewed.as_ref();
        let unreviewed = reviewed.and_then(|reviewed| refusal::unreviewed(id, reviewed, &posture));
        refused = stale.or(unreviewed).or(refused);
    }
    if refused.is_none() && !plan.is_empty() {
        match planned_target::starts(context, start, &posture, &plan) {
            Ok(starts) => plan.starts = starts.map(|window| window.opens),
            Err(failure) => refused = Some(failure),
        }
    }
    Planned {
        posture,
        plan,
        refused,
    }
}

/// Brings the targets to what is wanted of each, in portions, after asking.
pub async fn change(
    targets: &[Target],
    options: &ChangeOptions,
    rollout: Rollout,
) -> Vec<InstanceOutcome> {
    let Some(first) = targets.first() else {
        return Vec::new();
    };
    let audience = &first.context.audience;
    let (sessions, most) = (&options.sessions, rollout.max_instances);
    let mut planned = look_at_all(targets, sessions, options.start, rollout.parallel).await;
    let all_refused = refuse_all(&mut planned, most);
    if options.wait_ready && !all_refused {
        planned = when_ready(targets, planned, options).await;
        refuse_all(&mut planned, most);
    }
    let (pending, others): (Vec<&Planned>, _) = planned.iter().partition(|one| one.is_pending());
    let plans = |all: Vec<&Planned>| all.into_iter().map(|one| one.plan.clone()).collect();
    let (pending, others): (Vec<Plan>, Vec<Plan>) = (plans(pending), plans(others));
    audience.warn(&others);
    let left_out: Vec<&str> = planned
        .iter()
        .filter(|one| one.refused.is_some())
        .map(|one| one.plan.instance_id.as_str())
        .collect();
    if !pending.is_empty() && !left_out.is_empty() {
        audience.note(text!("change-left-out", instances = left_out.join(", ")));
    }
    let consent = if pending.is_empty() || rollout.confirm_each {
        Consent::Given
    } else {
        audience.show(&pending);
        audience.ask(&pending).await
    };
    for one in planned.iter_mut().filter(|one| one.is_pending()) {
        one.refused = unconsented(consent, &one.plan.instance_id);
    }
    let turns: Vec<PlannedTarget<'_>> = targets
        .iter()
        .zip(planned)
        .map(|(target, planned)| PlannedTarget {
            target,
            planned,
            options,
            targets,
        })
        .collect();
    in_portions(&turns, rollout).await
}

/// Waits for the busy instances among those that would change, all at the same time, and plans for
/// them anew.
async fn when_ready(
    targets: &[Target],
    planned: Vec<Planned>,
    options: &ChangeOptions,
) -> Vec<Planned> {
    let again = async |(target, planned): (&Target, Planned)| {
        if !planned.plan.is_blocked_by_change() {
            return planned;
        }
        let (context, id) = (&target.context, &target.id);
        let note = text!("change-waiting", instance = id);
        context.audience.note(note);
        // A failure here shows again, with its reason, in the look that follows.
        let _ = wait(context, id, Goal::QUIET, options.patience).await;
        look_and_plan(target, targets, &options.sessions, options.start).await
    };
    join_all(targets.iter().zip(planned).map(again)).await
}

/// Judges the targets that are left alone, then changes the others wave by wave.
async fn in_portions(turns: &[PlannedTarget<'_>], rollout: Rollout) -> Vec<InstanceOutcome> {
    let all = turns.iter().enumerate();
    let (left, others): (Vec<_>, Vec<_>) = all.partition(|(_, turn)| turn.planned.is_pending());
    let mut outcomes: Vec<(usize, InstanceOutcome)> = stream::iter(others)
        .map(|(place, turn)| async move { (place, turn.leave_alone(None).await) })
        .buffer_unordered(rollout.parallel.max(1))
        .collect()
        .await;
    let fleet: Vec<(InstanceId, Role)> = left.iter().map(|(_, turn)| turn.member()).collect();
    let waves = waves(&fleet, rollout.canary, rollout.wave_size.get());
    let (failures, stopped) = (Cell::new(0_usize), Cell::new(false));
    for (number, wave) in waves.iter().enumerate() {
        let canary = number == 0 && rollout.canary > 0;
        if let Some((_, turn)) = left.first()
            && waves.len() > 1
            && turns.len() > rollout.wave_size.get()
            && !stopped.get()
        {
            let members = wave.iter().filter_map(|index| fleet.get(*index));
            let ids: Vec<&str> = members.map(|(id, _)| id.as_str()).collect();
            let (number, of, ids) = (number + 1, waves.len(), ids.join(", "));
            let portion = if canary {
                text!("change-canary", number = number, of = of, instances = ids)
            } else {
                text!("change-wave", number = number, of = of, instances = ids)
            };
            turn.target.context.audience.note(portion);
        }
        let (failures, stopped) = (&failures, &stopped);
        let work =
            wave.iter()
                .filter_map(|index| left.get(*index))
                .map(|(place, turn)| async move {
                    if stopped.get() {
                        let why = left_alone(&turn.target.id, failures.get());
                        return (*place, turn.leave_alone(Some(why)).await);
                    }
                    let outcome = Box::pin(turn.take(rollout.confirm_each)).await;
                    // A no counts as none.
                    if !matches!(outcome.ending(), Ending::Done | Ending::Declined) {
                        failures.set(failures.get() + 1);
                        stopped.set(failures.get() >= rollout.max_failures.get());
                    }
                    (*place, outcome)
                });
        let at_once = if rollout.confirm_each {
            1
        } else {
            wave.len().max(1)
        };
        let done: Vec<(usize, InstanceOutcome)> =
            stream::iter(work).buffer_unordered(at_once).collect().await;
        outcomes.extend(done);
        if canary && failures.get() > 0 {
            stopped.set(true);
        }
    }
    outcomes.sort_by_key(|(place, _)| *place);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}
