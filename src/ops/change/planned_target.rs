//! The turn of one instance: hold it until it may start, pass its gates again, send, judge, and undo
//! where that was asked for.

use std::time::Duration;

use super::apply::apply;
use super::broken_off::{done, in_force, put_back};
use super::refusal::{refusal, unconsented};
use super::target::whole_plan;
use super::undo::undo;
use super::verify::verify;
use super::{ChangeOptions, Planned, Target};
use crate::context::Context;
use crate::domain::basis::BasisPart;
use crate::domain::event::Event;
use crate::domain::failure::Failure;
use crate::domain::fleet::replicas;
use crate::domain::instance::{InstanceId, Role};
use crate::domain::outcome::InstanceOutcome;
use crate::domain::plan::Plan;
use crate::domain::posture::Posture;
use crate::domain::start::{Hold, Start, StartWindow};
use crate::ops::observe::observe_replica;
use crate::text;

/// The longest sleep. A machine that was suspended does not count the time, so the wall clock is
/// asked again this often.
const NAP: Duration = Duration::from_secs(5);

/// One target with its plan.
pub(super) struct PlannedTarget<'a> {
    pub(super) target: &'a Target,
    pub(super) planned: Planned,
    pub(super) options: &'a ChangeOptions,
    /// All targets of the run.
    pub(super) targets: &'a [Target],
}

impl PlannedTarget<'_> {
    /// The instance and its role, for the order of the waves.
    pub(super) fn member(&self) -> (InstanceId, Role) {
        let instance = self.planned.posture.instance.known();
        let role = instance.map(|instance| instance.role.clone());
        (self.target.id.clone(), role.unwrap_or(Role::NotTold))
    }

    /// The outcome of an instance that nothing is sent to: refused, or as wanted and then judged like
    /// one that was changed.
    pub(super) async fn leave_alone(&self, why: Option<Failure>) -> InstanceOutcome {
        let context = &self.target.context;
        let start = context.clock.monotonic();
        let mut outcome = InstanceOutcome::of(self.planned.plan.clone());
        outcome.failure = why.or_else(|| self.planned.refused.clone());
        if outcome.failure.is_none() {
            let Planned { posture, plan, .. } = &self.planned;
            let (after, failure) = verify(context, posture, plan, self.options).await;
            outcome.after = Some(after);
            outcome.failure = failure.map(|failed| failed.failure);
            self.look_at_replicas(&mut outcome).await;
        }
        outcome.took = context.clock.monotonic().saturating_sub(start);
        outcome
    }

    /// Carries the plan out, unless a gate that is passed again now says no.
    pub(super) async fn take(&self, confirm: bool) -> InstanceOutcome {
        let context = &self.target.context;
        let start = context.clock.monotonic();
        let mut outcome = InstanceOutcome::of(self.planned.plan.clone());
        if let Err(failure) = self.begin(confirm, &mut outcome.plan).await {
            outcome.failure = Some(failure);
        } else {
            self.carry_out(&mut outcome).await;
            self.look_at_replicas(&mut outcome).await;
        }
        outcome.took = context.clock.monotonic().saturating_sub(start);
        outcome
    }

    /// Everything that has to hold right before the first step. The settings themselves are compared
    /// with the plan by every step.
    async fn begin(&self, confirm: bool, made: &mut Plan) -> Result<(), Failure> {
        let Target { context, id, .. } = self.target;
        let (posture, sessions) = (&self.planned.posture, &self.options.sessions);
        if confirm {
            context.audience.show(std::slice::from_ref(made));
            let consent = context.audience.ask(std::slice::from_ref(made)).await;
            if let Some(failure) = unconsented(consent, id) {
                return Err(failure);
            }
        }
        if let Some(window) = starts(context, self.options.start, posture, made)? {
            wait_for_start(context, id, window).await?;
        }
        if sessions.login.is_some() {
            let starts = made.starts;
            *made = whole_plan(self.target, self.targets, posture, sessions).await;
            made.starts = starts;
        }
        refusal(posture, made).map_or(Ok(()), Err)
    }

    /// Judges the replicas that the run does not change itself, where an instance was to refuse plaintext and does.
    async fn look_at_replicas(&self, outcome: &mut InstanceOutcome) {
        let forces = outcome.plan.policy.forces_ssl() && outcome.failure.is_none();
        if let Some(after) = outcome.after.as_ref().filter(|_| forces) {
            let other = |id: &&InstanceId| self.targets.iter().all(|target| target.id != **id);
            for id in replicas(&after.posture).iter().filter(other) {
                let judged = observe_replica(&self.target.context, id).await;
                outcome.replicas.extend(judged.finding());
            }
        }
    }

    async fn carry_out(&self, outcome: &mut InstanceOutcome) {
        let (target, options) = (self.target, self.options);
        let (context, posture) = (&target.context, &self.planned.posture);
        let steps = &mut outcome.steps;
        let applied = match apply(context, posture, &outcome.plan, options, steps).await {
            Ok(applied) => applied,
            Err(failure) => return outcome.failure = Some(failure),
        };
        let (log, states) = (applied.log, applied.states);
        let mut known_bad = applied.is_bad;
        outcome.failure = applied.failure;
        if outcome.failure.is_none() && options.wait {
            let (after, failed) = verify(context, posture, &outcome.plan, options).await;
            outcome.after = Some(after);
            known_bad = failed.as_ref().is_some_and(|failed| failed.known);
            outcome.failure = failed.map(|failed| {
                if failed.known {
                    failed.failure
                } else {
                    in_force(failed.failure, &done(&outcome.steps))
                }
            });
        }
        let undoable = log.undoable();
        // A renewed server certificate leaves nothing that could be put back, and nor does a custom one that is gone.
        let lost = outcome.plan.lost().map(|_| BasisPart::CaType);
        let ends = states.first().zip(states.last());
        let differences = ends.map(|(before, after)| before.differences(after));
        let mut differences = differences.into_iter().flatten();
        let differs = states.len() == 1 || differences.any(|one| Some(one.part) != lost);
        let command = || format!("forcessl rollback {} --to {}", target.id, log.id());
        outcome.undo = (applied.may_be_in_force && differs).then(command);
        log.end(context.clock.now(), outcome.ending());
        if let Some(saved) = undoable.filter(|_| options.auto_rollback && known_bad) {
            let back = undo(target, options, &states, &saved).await;
            if back.failure.is_none() {
                outcome.failure = outcome.failure.take().map(put_back);
                outcome.undo = None;
            }
            outcome.rolled_back = Some(back);
        }
    }
}

/// When a plan may start; `None` for at once.
///
/// # Errors
/// `Blocked` when the maintenance window is not known.
pub(super) fn starts(
    context: &Context,
    start: Start,
    posture: &Posture,
    plan: &Plan,
) -> Result<Option<StartWindow>, Failure> {
    let Some(instance) = posture.instance.known() else {
        return Ok(None);
    };
    let window = instance.maintenance_window.as_deref();
    start
        .slot(window, plan.expected(), context.clock.now())
        .map_err(|why| {
            let what = text!("start-no-time", instance = &posture.id);
            Failure::blocked(what)
                .because(why)
                .next(text!("start-no-time-next"))
        })
}

/// Waits until the window opens.
///
/// # Errors
/// `Blocked` when it is over, because this machine was asleep.
async fn wait_for_start(
    context: &Context,
    id: &InstanceId,
    window: StartWindow,
) -> Result<(), Failure> {
    loop {
        match window.judge(context.clock.now()) {
            Hold::Go => return Ok(()),
            Hold::For(left) => {
                context.audience.tell(&Event::Holding {
                    instance: id.clone(),
                    opens: window.opens,
                    left,
                });
                context.clock.sleep(left.min(NAP)).await;
            }
            Hold::Missed => {
                let what = text!("start-passed", instance = id);
                return Err(Failure::blocked(what)
                    .because(text!("start-not-running"))
                    .next(text!("start-again")));
            }
        }
    }
}
