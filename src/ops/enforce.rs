//! The main job, and every other change: look, plan, consent, apply, wait, prove.

use secrecy::SecretString;

use super::apply::{Applying, Log, apply, put_back};
use super::hold::hold;
use super::observe::{Probing, observe};
use super::prove::{prove, read_back};
use super::rollback;
use super::sessions::{SessionCheck, cut_off};
use super::wait::{Goal, Patience, wait};
use crate::context::{Consent, Context};
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Record;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::{Audited, Outcome, RolledBack, StepReport};
use crate::domain::plan::{Change, NO_ENDPOINT, Plan, SavedPlan, plan};
use crate::domain::policy::Policy;
use crate::domain::posture::{Cause, Posture, Reading, Unreadable};
use crate::domain::saved::Saved;
use crate::domain::start::{Slot, Start};
use crate::domain::verdict::Verdict;
use crate::failure;

/// What is to be done, and how.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct Request {
    /// On which instances, in this order.
    pub instances: Vec<InstanceId>,
    /// The wanted end state.
    pub policy: Policy,
    /// What the instances must still look like; empty when any state will do.
    pub on: Vec<SavedPlan>,
    /// Wait until each change is done.
    pub wait: bool,
    /// When each change may start.
    pub start: Start,
    /// Wait for a busy instance before planning.
    pub wait_ready: bool,
    /// How long to wait for each step.
    pub patience: Patience,
    /// Prove the result with live connections; `None` for changes that promise no enforcement.
    pub probing: Option<Probing>,
    /// A result that could not be proven is a failure.
    pub require_proof: bool,
    /// Put the state before back when a change that was sent fails or its proof is refuted.
    pub auto_rollback: bool,
    /// The id of the saved state that this puts back, where it is one.
    pub restores: Option<String>,
    /// The private key of a custom server certificate.
    pub server_key: Option<SecretString>,
    /// Whether the open sessions are run through each plan.
    pub check: SessionCheck,
}

/// Plans without changing anything, and looks who would be cut off where a login was given.
pub async fn plans(
    context: &Context,
    instances: &[InstanceId],
    policy: &Policy,
    check: &SessionCheck,
) -> Vec<(Posture, Plan)> {
    let mut plans = Vec::new();
    for id in instances {
        plans.push(look_and_plan(context, id, policy, check).await);
    }
    plans
}

pub(super) async fn look_and_plan(
    context: &Context,
    id: &InstanceId,
    policy: &Policy,
    check: &SessionCheck,
) -> (Posture, Plan) {
    let posture = observe(context, id, None).await;
    let made = plan(&posture, policy);
    let found = cut_off(context, check, &posture, &made).await;
    (posture, made.with_cut_off(found, check.limit))
}

/// Brings the instances to the wanted state, one after another, after asking once.
///
/// Every instance has an outcome. Nothing is sent anywhere when the answer is no, or when consent
/// is missing; an instance with a blocker is left alone, the others go on.
pub async fn enforce(context: &Context, request: &Request) -> Vec<Outcome> {
    if request.wait_ready {
        for id in &request.instances {
            // A failure here shows again, with its reason, in the look that follows.
            if let Err(failure) = wait(context, id, &Goal::Quiet, request.patience).await {
                context.audience.tell(&Event::Noted(failure.what));
            }
        }
    }
    let planned = plans(context, &request.instances, &request.policy, &request.check).await;
    let planned: Vec<(Posture, Plan, Result<Option<Slot>, Failure>)> = planned
        .into_iter()
        .map(|(posture, plan)| {
            let stale = request
                .on
                .iter()
                .find(|saved| saved.instance_id == posture.id)
                .and_then(|saved| stale(saved, "saved plan", &posture));
            let slot = stale.map_or_else(|| slot(context, request.start, &posture, &plan), Err);
            (posture, plan, slot)
        })
        .collect();
    let mut pending = Vec::new();
    for (_, plan, slot) in &planned {
        if let Ok(slot) = slot
            && plan.blockers.is_empty()
            && !plan.is_empty()
        {
            if let Some(slot) = slot {
                context.audience.tell(&Event::Scheduled {
                    instance: plan.instance_id.clone(),
                    opens: slot.opens,
                });
            }
            pending.push(plan.clone());
        }
    }
    let consent = if pending.is_empty() {
        Consent::Given
    } else {
        context.audience.ask(&pending).await
    };
    let mut outcomes = Vec::new();
    for (posture, plan, slot) in planned {
        let refused = refusal(&posture, &plan, consent);
        let (posture, plan, refused) = match (slot, refused) {
            (Err(failure), _) => (posture, plan, Some(failure)),
            (Ok(Some(slot)), None) => held(context, request, posture, plan, slot).await,
            (Ok(_), refused) => (posture, plan, refused),
        };
        outcomes.push(carry_out(context, request, posture, plan, refused).await);
    }
    outcomes
}

/// Waits until a plan of a fleet may start. A wave of its own time has begun, so only the window of
/// the instance counts here.
pub(super) async fn when_due(
    context: &Context,
    request: &Request,
    posture: Posture,
    plan: Plan,
) -> (Posture, Plan, Option<Failure>) {
    if request.start != Start::InWindow {
        return (posture, plan, None);
    }
    match slot(context, request.start, &posture, &plan) {
        Ok(Some(slot)) => held(context, request, posture, plan, slot).await,
        Ok(None) => (posture, plan, None),
        Err(failure) => (posture, plan, Some(failure)),
    }
}

/// When this plan may start; `None` for at once.
fn slot(
    context: &Context,
    start: Start,
    posture: &Posture,
    plan: &Plan,
) -> Result<Option<Slot>, Failure> {
    let Some(instance) = posture.instance.known() else {
        return Ok(None);
    };
    if plan.is_empty() || !plan.blockers.is_empty() {
        return Ok(None);
    }
    let window = instance.maintenance_window.as_deref();
    start
        .slot(window, plan.expected(), context.clock.now())
        .map_err(|why| {
            let what = format!(
                "no time is known to change `{}`; nothing was sent",
                posture.id
            );
            Failure::new(Ending::Blocked, what)
                .because(why)
                .next("name a time with --at")
        })
}

/// Waits until the plan may start, and looks whether it still holds then.
async fn held(
    context: &Context,
    request: &Request,
    posture: Posture,
    made: Plan,
    slot: Slot,
) -> (Posture, Plan, Option<Failure>) {
    if let Err(failure) = hold(context, &made.instance_id, slot).await {
        return (posture, made, Some(failure));
    }
    let (now, again) =
        look_and_plan(context, &made.instance_id, &made.policy, &request.check).await;
    let agreed = SavedPlan::new(&posture, &made);
    let refused = stale(&agreed, "plan", &now).or_else(|| refusal(&now, &again, Consent::Given));
    (now, again, refused)
}

/// Carries out one plan, unless it is refused.
pub(super) async fn carry_out(
    context: &Context,
    request: &Request,
    posture: Posture,
    plan: Plan,
    refused: Option<Failure>,
) -> Outcome {
    let start = context.clock.monotonic();
    let mut steps = Vec::new();
    let changed = match refused {
        Some(failure) => Changed::failed(failure),
        None => change(context, request, &posture, &plan, &mut steps).await,
    };
    let rolled_back = match &changed.saved {
        Some(saved) if request.auto_rollback && is_undone(&changed) => {
            Some(roll_back(context, request, &plan, saved).await)
        }
        _ => None,
    };
    let is_back = rolled_back
        .as_ref()
        .is_some_and(|back| back.failure.is_none());
    let failure = match changed.failure {
        Some(failure) if is_back => Some(put_back(failure)),
        failure => failure,
    };
    let took = context.clock.monotonic().saturating_sub(start);
    Outcome {
        instance_id: plan.instance_id.clone(),
        plan,
        steps,
        after: changed.after,
        failure,
        rolled_back,
        took,
    }
}

/// Why a plan that was made earlier does not hold any more.
fn stale(made: &SavedPlan, called: &str, now: &Posture) -> Option<Failure> {
    let id = &made.instance_id;
    if unreadable(now).is_some() {
        return None;
    }
    let differences = made.differences(now);
    (!differences.is_empty()).then(|| {
        let what = format!("`{id}` is not as the {called} saw it; nothing was sent");
        let failure =
            Failure::new(Ending::Api, what).next(format!("plan it again: forcessl plan {id}"));
        differences.into_iter().fold(failure, Failure::because)
    })
}

/// Whether a change that went so is undone: one that failed, and one after which plaintext is seen to
/// get in. One that goes on may still succeed, and of one that could not be looked at nothing is known.
fn is_undone(changed: &Changed) -> bool {
    let verdict = changed.after.as_ref().map(|after| after.judgement.verdict);
    match changed.failure.as_ref().map(|failed| failed.ending) {
        Some(Ending::Api) => true,
        Some(Ending::NotProven) => matches!(verdict, Some(Verdict::Open | Verdict::Partly)),
        _ => false,
    }
}

/// Puts back the state that was saved before the change that was just made.
async fn roll_back(context: &Context, request: &Request, made: &Plan, saved: &str) -> RolledBack {
    let id = &made.instance_id;
    context.audience.tell(&Event::Noted(format!(
        "{id}: putting the state before back"
    )));
    let mut steps = Vec::new();
    let changed = match rollback::policy(context, id, Some(saved)).await {
        Err(failure) => Changed::failed(failure),
        Ok((state, policy)) => {
            let posture = observe(context, id, None).await;
            let back = plan(&posture, &policy);
            let refused = somebody_elses(&state, made, &posture)
                .or_else(|| refusal(&posture, &back, Consent::Given));
            let request = Request {
                restores: Some(state.id),
                probing: None,
                policy,
                server_key: None,
                check: SessionCheck::default(),
                instances: vec![],
                on: vec![],
                ..*request
            };
            match refused {
                Some(failure) => Changed::failed(failure),
                None => change(context, &request, &posture, &back, &mut steps).await,
            }
        }
    };
    RolledBack {
        steps,
        after: changed.after,
        failure: changed.failure.map(|failure| not_back(id, failure)),
    }
}

/// The failure of a roll-back, told apart from that of the change.
fn not_back(id: &InstanceId, mut failure: Failure) -> Failure {
    let what = format!("the state before of `{id}` was not put back");
    let cause = std::mem::replace(&mut failure.what, what);
    failure.why.insert(0, cause);
    failure
}

/// Why the state before is not put back unasked: the records are neither as the change found them
/// nor as it leaves them, so somebody else changed them too, and that would be lost.
fn somebody_elses(before: &Saved, made: &Plan, now: &Posture) -> Option<Failure> {
    let redacted = |records: &[Record]| records.iter().map(Record::redacted).collect::<Vec<_>>();
    let seen = redacted(&now.hba.known()?.in_force().0);
    let left = made.steps.iter().find_map(|step| match &step.change {
        Change::Hba { after, .. } => Some(redacted(after)),
        Change::Ssl(_) => None,
    });
    if before.records.as_ref() == Some(&seen) || left.as_ref() == Some(&seen) {
        return None;
    }
    let id = &made.instance_id;
    let what = format!("someone else changed the pg_hba records of `{id}` meanwhile");
    Some(
        Failure::new(Ending::Api, what)
            .because("what they changed would be lost")
            .next(format!("forcessl rollback {id}, which shows it and asks")),
    )
}

/// How a change went.
#[derive(Default)]
struct Changed {
    after: Option<Audited>,
    failure: Option<Failure>,
    /// Id of the state before, where a write may have been accepted.
    saved: Option<String>,
}

impl Changed {
    fn failed(failure: Failure) -> Self {
        Self {
            failure: Some(failure),
            ..Self::default()
        }
    }
}

/// Saves the state, sends the steps and verifies. Notes in the saved state how it went.
async fn change(
    context: &Context,
    request: &Request,
    posture: &Posture,
    plan: &Plan,
    steps: &mut Vec<StepReport>,
) -> Changed {
    if plan.is_empty() {
        let (after, failure) = verify(context, request, plan).await;
        return Changed {
            after,
            failure,
            saved: None,
        };
    }
    let mut log = match Log::start(context, posture, plan, request.restores.clone()) {
        Ok(log) => log,
        Err(failure) => return Changed::failed(failure),
    };
    let (after, failure) = match send(context, request, plan, &mut log, steps).await {
        Ok(()) => verify(context, request, plan).await,
        Err(failure) => (None, Some(failure)),
    };
    let saved = log.undoable();
    let ending = failure
        .as_ref()
        .map_or(Ending::Done, |failed| failed.ending);
    log.end(context.clock.now(), ending);
    Changed {
        after,
        failure,
        saved,
    }
}

/// Looks again after a change, and says what is missing.
async fn verify(
    context: &Context,
    request: &Request,
    plan: &Plan,
) -> (Option<Audited>, Option<Failure>) {
    match &request.probing {
        Some(probing) => {
            let (after, failure) = prove(context, plan, probing, request.require_proof).await;
            (Some(after), failure)
        }
        None if plan.is_empty() => (None, None),
        None => {
            let (after, failure) = read_back(context, plan).await;
            (Some(after), failure)
        }
    }
}

async fn send(
    context: &Context,
    request: &Request,
    plan: &Plan,
    log: &mut Log,
    steps: &mut Vec<StepReport>,
) -> Result<(), Failure> {
    let applying = Applying {
        wait: request.wait,
        patience: request.patience,
        server_key: request.server_key.as_ref(),
    };
    apply(context, plan, &applying, log, steps).await?;
    if request.wait {
        Ok(())
    } else {
        Err(still_running(plan))
    }
}

fn still_running(plan: &Plan) -> Failure {
    let id = &plan.instance_id;
    Failure::new(
        Ending::Pending,
        format!("the change of `{id}` was sent and goes on"),
    )
    .next(format!("forcessl wait {id}"))
}

/// Why nothing is sent to this instance.
pub fn refusal(posture: &Posture, plan: &Plan, consent: Consent) -> Option<Failure> {
    let id = &plan.instance_id;
    if let Some(unreadable) = unreadable(posture) {
        return Some(failure::unread(id, unreadable));
    }
    let no_endpoint = plan.blockers.iter().any(|one| one.id == NO_ENDPOINT);
    if let Some(unreadable) = unread(&posture.endpoints).filter(|_| no_endpoint) {
        return Some(failure::unread(id, unreadable));
    }
    if let Some(first) = plan.blockers.first() {
        let mut failure = Failure::new(
            Ending::Blocked,
            format!("`{id}` cannot be changed; nothing was sent"),
        );
        for blocker in &plan.blockers {
            failure = failure.because(blocker.message.clone());
        }
        failure.next.clone_from(&first.next);
        return Some(failure);
    }
    if plan.is_empty() {
        return None;
    }
    match consent {
        Consent::Given => None,
        Consent::Declined => Some(Failure::new(
            Ending::Declined,
            format!("declined; nothing was sent to `{id}`"),
        )),
        Consent::Missing => Some(
            Failure::new(
                Ending::Declined,
                format!("no consent; nothing was sent to `{id}`"),
            )
            .because("there is no terminal to ask at, and --yes was not given")
            .next("add --yes"),
        ),
        Consent::Interrupted => Some(Failure::new(
            Ending::Interrupted,
            format!("interrupted at the question; nothing was sent to `{id}`"),
        )),
    }
}

/// The part of a posture whose absence stops everything: the instance itself, or its SSL settings.
pub fn unreadable(posture: &Posture) -> Option<&Unreadable> {
    unread(&posture.instance)
        .or_else(|| unread(&posture.ssl))
        .or_else(|| {
            // Where pg_hba does not apply, a plan that leaves it alone can still be carried out.
            unread(&posture.hba).filter(|unreadable| unreadable.cause != Cause::Unsupported)
        })
}

const fn unread<T>(reading: &Reading<T>) -> Option<&Unreadable> {
    match reading {
        Reading::Unreadable(unreadable) => Some(unreadable),
        Reading::Known(_) | Reading::NotAsked => None,
    }
}
