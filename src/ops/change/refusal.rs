//! Why nothing is sent to an instance.

use crate::context::Consent;
use crate::domain::basis::{Basis, BasisPart};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::plan::{NO_ENDPOINT, Plan, SavedPlan};
use crate::domain::posture::{Posture, Reading};
use crate::domain::verdict::unreadable;
use crate::failure;
use crate::text::Text;

/// Why a plan cannot be carried out whatever is answered: a part that could not be read, or a blocker.
pub fn refusal(posture: &Posture, plan: &Plan) -> Option<Failure> {
    let id = &plan.instance_id;
    if let Some(unreadable) = unreadable(posture) {
        return Some(failure::unread(id, unreadable));
    }
    let no_endpoint = plan.blockers.iter().any(|one| one.id == NO_ENDPOINT);
    if let (true, Reading::Unreadable(unreadable)) = (no_endpoint, &posture.endpoints) {
        return Some(failure::unread(id, unreadable));
    }
    if let Some(asked) = plan.misasked() {
        let what = format!("the exception cannot be kept at `{id}`; nothing was sent");
        let mut failure = Failure::new(Ending::Usage, what).because(asked.message.clone());
        failure.next = asked.next.clone().map(Text::from);
        return Some(failure);
    }
    let first = plan.blockers.first()?;
    let what = format!("`{id}` cannot be changed; nothing was sent");
    let mut failure = Failure::new(Ending::Blocked, what);
    for blocker in &plan.blockers {
        failure = failure.because(blocker.message.clone());
    }
    failure.next = first.next.clone().map(Text::from);
    Some(failure)
}

/// Why a saved plan does not hold any more.
pub(super) fn stale(saved: &SavedPlan, now: &Posture) -> Option<Failure> {
    let differences = saved.differences(now);
    let id = &saved.instance_id;
    let what = format!("the saved plan for `{id}` is out of date; nothing was sent");
    let failure = Failure::new(Ending::Blocked, what).next(format!(
        "make a new plan: forcessl plan {id} --out FILE, then check it and run it"
    ));
    (!differences.is_empty()).then(|| changed_since(failure, differences))
}

/// Why a rollback does not go on: somebody changed settings after the drift was told. Another status is
/// none of it, since a busy instance may be waited for.
pub(super) fn unreviewed(id: &InstanceId, reviewed: &Basis, now: &Posture) -> Option<Failure> {
    let differences: Vec<String> = reviewed
        .differences(&Basis::of(now))
        .iter()
        .filter(|difference| difference.part != BasisPart::Status)
        .map(ToString::to_string)
        .collect();
    let failure = || not_as_planned(id, "the comparison", "nothing", differences.clone());
    (!differences.is_empty()).then(failure)
}

/// The failure of a change whose instance is not as the plan saw it. `unsent` is what was not sent:
/// `nothing`, or `nothing more` where a step was sent before.
pub(super) fn not_as_planned(
    id: &InstanceId,
    plan: &str,
    unsent: &str,
    differences: impl IntoIterator<Item = String>,
) -> Failure {
    let what = format!("`{id}` changed after {plan} was made; {unsent} was sent");
    let failure = Failure::new(Ending::Blocked, what).next(format!(
        "review it with forcessl plan {id}, then run the same command again"
    ));
    changed_since(failure, differences)
}

fn changed_since(failure: Failure, differences: impl IntoIterator<Item = String>) -> Failure {
    let named = |difference| format!("changed since the plan: {difference}");
    differences
        .into_iter()
        .map(named)
        .fold(failure, Failure::because)
}

/// What an answer other than yes means for an instance; `None` for a yes.
pub(super) fn unanswered(consent: Consent) -> Option<fn(&InstanceId) -> Failure> {
    match consent {
        Consent::Given => None,
        Consent::Declined => Some(|id| {
            let what = format!("declined; nothing was sent to `{id}`");
            Failure::new(Ending::Declined, what)
        }),
        Consent::Missing => Some(|id| {
            let what = format!("no consent; nothing was sent to `{id}`");
            Failure::new(Ending::Declined, what)
                .because("there is no terminal to ask at, and --yes was not given")
                .next("add --yes")
        }),
        Consent::Interrupted => Some(|id| {
            let what = format!("interrupted at the question; nothing was sent to `{id}`");
            Failure::new(Ending::Interrupted, what)
        }),
    }
}

/// The refusal of every instance where more would change than is allowed.
pub(super) fn over_the_limit(plan: &Plan, count: usize, most: usize) -> Failure {
    let what = format!("nothing was sent to `{}`", plan.instance_id);
    Failure::new(Ending::Blocked, what)
        .because(format!(
            "{count} instances would change, and --max-instances allows {most}"
        ))
        .next("select fewer instances, or allow more")
}

/// The refusal of every instance where another one cannot have what was asked for.
pub(super) fn misasked_of_another(plan: &Plan, other: &InstanceId) -> Failure {
    let what = format!("nothing was sent to `{}`", plan.instance_id);
    Failure::new(Ending::Blocked, what)
        .because(format!("the exception cannot be kept at `{other}`"))
        .next(format!("correct the exception, or leave `{other}` out"))
}

/// The refusal of an instance whose turn comes after too many failures.
pub(super) fn left_alone(id: &InstanceId, failures: usize) -> Failure {
    let what = format!("`{id}` was skipped; nothing was sent");
    let instances = if failures == 1 {
        "instance"
    } else {
        "instances"
    };
    Failure::new(Ending::Blocked, what)
        .because(format!("{failures} {instances} before it failed"))
        .next("fix these, then run the same command again; it resumes from there")
}
