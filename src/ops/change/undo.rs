//! Puts back by itself the state before a change that is known to have ended badly; only its own
//! change, and only while nobody else changed anything.

use super::apply::apply;
use super::refusal::refusal;
use super::verify::verify;
use super::{ChangeOptions, Target};
use crate::context::Context;
use crate::domain::basis::Basis;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::outcome::RolledBack;
use crate::domain::plan::plan;
use crate::domain::posture::Posture;
use crate::domain::verdict::unreadable;
use crate::domain::wait::{EVERY, SETTLE};
use crate::ops::observe::observe;
use crate::ops::rollback;
use crate::text::text;

/// Puts back the saved state `saved`, the one before the change that led through `states`.
pub(super) async fn undo(
    target: &Target,
    options: &ChangeOptions,
    states: &[Basis],
    saved: &str,
) -> RolledBack {
    let Target { context, id, .. } = target;
    let mut back = RolledBack {
        steps: vec![],
        after: None,
        failure: None,
    };
    context
        .audience
        .note(text!("undo-putting-back", instance = id));
    if let Err(mut failure) = put_back(target, options, states, saved, &mut back).await {
        // Told apart from that of the change.
        let what = text!("undo-not-back", instance = id);
        let cause = std::mem::replace(&mut failure.what, what);
        failure.why.insert(0, cause);
        back.failure = Some(failure);
    }
    back
}

async fn put_back(
    target: &Target,
    options: &ChangeOptions,
    states: &[Basis],
    saved: &str,
    back: &mut RolledBack,
) -> Result<(), Failure> {
    let Target { context, id, .. } = target;
    let state = rollback::chosen(context, id, Some(saved))?;
    let policy = rollback::policy(context, &state).await?;
    let posture = settled(context, id).await?;
    state.made_at(&context.cloud.origin().of(&posture))?;
    let now = Basis::of(&posture);
    // Neither as the change found it nor as one of its steps leaves it: somebody else changed it too, and that would be
    // lost.
    if !states.contains(&now) {
        let failure = Failure::new(Ending::Api, text!("undo-somebody-elses", instance = id))
            .next(text!("undo-somebody-elses-next", instance = id));
        let left = states.last().map(|left| left.differences(&now));
        let left = left.unwrap_or_default().into_iter().map(|one| one.text);
        return Err(left.fold(failure, Failure::because));
    }
    let made = plan(&posture, &policy);
    if let Some(failure) = refusal(&posture, &made) {
        return Err(reasons(failure));
    }
    if made.is_empty() {
        let what = text!("undo-nothing");
        return Err(Failure::new(Ending::Api, what).run_next(format!("forcessl wait {id}")));
    }
    let plain = ChangeOptions::new(options.patience);
    let applied = apply(context, &posture, &made, &plain, &mut back.steps).await;
    let applied = applied.map_err(reasons)?;
    let mut failure = applied.failure;
    if failure.is_none() {
        let (after, failed) = verify(context, &posture, &made, &plain).await;
        back.after = Some(after);
        failure = failed.map(|failed| failed.failure);
    }
    let ending = failure
        .as_ref()
        .map_or(Ending::Done, |failed| failed.ending);
    applied.log.end(context.clock.now(), ending);
    failure.map_or(Ok(()), Err)
}

/// Reads the instance until two readings in a row agree: right after a change old and new can take
/// turns.
///
/// # Errors
/// `Api` when they do not come to agree.
async fn settled(context: &Context, id: &InstanceId) -> Result<Posture, Failure> {
    let mut last = observe(context, id, None).await;
    let start = context.clock.monotonic();
    while context.clock.monotonic().saturating_sub(start) < SETTLE {
        context.clock.sleep(EVERY).await;
        let now = observe(context, id, None).await;
        if unreadable(&now).is_none() && Basis::of(&last) == Basis::of(&now) {
            return Ok(now);
        }
        last = now;
    }
    let what = text!("undo-readings", instance = id);
    Err(Failure::new(Ending::Api, what).run_next(format!("forcessl check {id}")))
}

/// A failure by its reasons alone: it says "nothing was sent" of the roll-back, after a change that was.
fn reasons(mut failure: Failure) -> Failure {
    if !failure.why.is_empty() {
        failure.what = failure.why.remove(0);
    }
    failure
}
