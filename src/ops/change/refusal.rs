//! Why nothing is sent to an instance.

use super::broken_off::in_force;
use super::log::Log;
use crate::context::Consent;
use crate::domain::basis::{Basis, BasisPart, Difference};
use crate::domain::failure::Failure;
use crate::domain::instance::InstanceId;
use crate::domain::plan::{Blocker, EXCEPTION, NO_ENDPOINT, Plan, SavedPlan};
use crate::domain::posture::{Posture, Reading};
use crate::domain::verdict::unreadable;
use crate::failure;
use crate::text::{Text, text};

/// Why a plan cannot be carried out whatever is answered: a part that could not be read, or a blocker.
pub fn refusal(posture: &Posture, plan: &Plan) -> Option<Failure> {
    let id = &plan.instance_id;
    if plan.is_skipped() {
        return None;
    }
    if let Some(unreadable) = unreadable(posture) {
        return Some(failure::unread(id, unreadable));
    }
    let no_endpoint = plan.blockers.iter().any(|one| one.id == NO_ENDPOINT);
    if let (true, Reading::Unreadable(unreadable)) = (no_endpoint, &posture.endpoints) {
        return Some(failure::unread(id, unreadable));
    }
    if let Some(asked) = plan.misasked() {
        let what = if asked.id == EXCEPTION {
            text!("refusal-exception", instance = id)
        } else {
            text!("refusal-blocked", instance = id)
        };
        return by_blockers(Failure::usage(what), std::slice::from_ref(asked), None);
    }
    let failure = Failure::blocked(text!("refusal-blocked", instance = id));
    // A new plan helps against a waiver that has run out, and not against what stands in the way of any plan.
    let is_waiver = |first: &&Blocker| first.id == "waiver";
    let again = plan.blockers.first().filter(is_waiver);
    by_blockers(failure, &plan.blockers, again.and(plan.again.as_ref()))
}

/// A failure for the reasons of these blockers, with what to do about the first, else `again`; `None` where there is none.
pub(super) fn by_blockers(
    failure: Failure,
    blockers: &[Blocker],
    again: Option<&Text>,
) -> Option<Failure> {
    let next = blockers.first()?.next.as_ref().or(again).cloned();
    let why = blockers.iter().map(|blocker| blocker.message.clone());
    let failure = why.fold(failure, Failure::because);
    Some(Failure { next, ..failure })
}

/// Why a saved plan does not hold any more.
pub(super) fn stale(saved: &SavedPlan, now: &Posture) -> Option<Failure> {
    let differences = saved.differences(now);
    let id = &saved.instance_id;
    let what = text!("refusal-stale", instance = id);
    let failure = Failure::blocked(what).next(saved.next());
    let done = saved.in_force(now);
    (!differences.is_empty()).then(|| in_force(changed_since(failure, differences), &done))
}

/// Why a rollback does not go on: somebody changed settings after the drift was told. Another status is
/// none of it, since a busy instance may be waited for.
pub(super) fn unreviewed(id: &InstanceId, reviewed: &Basis, now: &Posture) -> Option<Failure> {
    let mut differences = reviewed.differences(&Basis::of(now));
    differences.retain(|difference| difference.part != BasisPart::Status);
    let failure = Failure::blocked(text!("refusal-unreviewed", instance = id))
        .next(text!("refusal-review", instance = id));
    (!differences.is_empty()).then(|| changed_since(failure, texts(differences)))
}

/// The failure of a change whose instance is not as planned right before a write; it says what was not sent.
pub(super) fn overtaken(plan: &Plan, log: &Log, differences: Vec<Difference>) -> Failure {
    let id = &plan.instance_id;
    let review = text!("refusal-review", instance = id);
    let (what, next) = if log.is_empty() {
        (text!("refusal-not-as-planned", instance = id), review)
    } else if log.undoable().is_some() {
        (text!("refusal-not-as-planned-more", instance = id), review)
    } else {
        // The service refuses what comes while a change runs, also one that does not show yet.
        (
            text!("refusal-not-as-planned-refused", instance = id),
            text!("change-wait-then-again", instance = id),
        )
    };
    let failure = Failure::blocked(what).next(plan.again.clone().unwrap_or(next));
    changed_since(failure, texts(differences))
}

fn texts(differences: Vec<Difference>) -> impl Iterator<Item = Text> {
    differences.into_iter().map(|difference| difference.text)
}

fn changed_since(failure: Failure, differences: impl IntoIterator<Item = Text>) -> Failure {
    let named = |difference: Text| text!("refusal-changed", difference = difference);
    differences
        .into_iter()
        .map(named)
        .fold(failure, Failure::because)
}

/// What an answer other than yes means for an instance.
pub(super) fn unconsented(consent: Consent, id: &InstanceId) -> Option<Failure> {
    let what = match consent {
        Consent::Given | Consent::Declined => text!("refusal-declined", instance = id),
        Consent::Missing(_) => text!("refusal-no-consent", instance = id),
        Consent::Interrupted => text!("refusal-interrupted", instance = id),
    };
    failure::unanswered(consent, what)
}

/// The refusal of an instance whose turn comes after too many failures.
pub(super) fn left_alone(id: &InstanceId, failures: usize) -> Failure {
    Failure::blocked(text!("refusal-skipped", instance = id))
        .because(text!("refusal-failures", count = failures))
        .next(text!("refusal-resume"))
}
