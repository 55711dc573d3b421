//! What is found out after a write: whether one whose answer was lost took effect, and whether one
//! overwrote what somebody else set at the same moment.

use std::time::Duration;

use super::reread::Reread;
use crate::cloud::ApiError;
use crate::context::Context;
use crate::domain::basis::Basis;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::syntax::text::line;
use crate::domain::hba::{Shown, overwritten};
use crate::domain::instance::InstanceId;
use crate::domain::plan::{Change, Step};
use crate::domain::wait::EVERY;
use crate::failure;
use crate::text;

/// How long a write whose answer was lost may stay invisible before it counts as not done.
const LOST: Duration = Duration::from_secs(30);

/// Finds out by looking whether a write whose answer was lost took effect. It is not sent again.
///
/// # Errors
/// `Api` when it shows no effect, or the instance could not be read.
pub(super) async fn settle(
    context: &Context,
    id: &InstanceId,
    step: &Step,
    before: &Reread,
    lost: &ApiError,
) -> Result<(), Failure> {
    context.audience.note(text!("settle-answer-lost"));
    let start = context.clock.monotonic();
    let mut unseen;
    loop {
        context.clock.sleep(EVERY).await;
        let looked = Reread::take(context, id).await;
        if looked.as_ref().is_ok_and(|now| now.shows(before, step)) {
            return Ok(());
        }
        unseen = looked.err();
        if context.clock.monotonic().saturating_sub(start) >= LOST {
            break;
        }
    }
    let seconds = LOST.as_secs();
    let failure = match unseen {
        None => failure::api(
            text!("settle-no-effect", instance = id, seconds = seconds),
            lost,
        ),
        Some(error) => {
            failure::api(text!("settle-unread", instance = id), &error).because(lost.text())
        }
    };
    Err(failure.run_next(format!("forcessl wait {id}")))
}

/// Whether a look shows the instance at rest and as before a change.
pub(super) async fn is_as_before(context: &Context, id: &InstanceId, before: &Basis) -> bool {
    let now = Reread::take(context, id).await;
    now.is_ok_and(|now| now.busy().is_none() && before.differences(&now.basis()).is_empty())
}

/// Looks into the service's own log whether somebody else's records were overwritten between the last
/// look and the write, since the API has no compare-and-swap.
///
/// # Errors
/// `NotProven` with the records that were lost.
pub(super) async fn look_for_an_overwrite(
    context: &Context,
    id: &InstanceId,
    look: &Reread,
    step: &Step,
) -> Result<(), Failure> {
    let (Change::Hba { before, after }, Some(seen)) = (&step.change, &look.hba) else {
        return Ok(());
    };
    let log = match context.cloud.hba_log(id, seen.modified).await {
        Ok(log) => log,
        Err(error) => {
            context.audience.note(text!(
                "settle-overwritten-not-known",
                instance = id,
                why = error.text()
            ));
            return Ok(());
        }
    };
    let lost = overwritten(&log, before, after);
    if lost.is_empty() {
        return Ok(());
    }
    let what = text!("settle-overwritten", instance = id);
    let next = text!("settle-overwritten-next", instance = id);
    let failure = Failure::new(Ending::NotProven, what).next(next);
    Err(lost.iter().fold(failure, |failure, record| {
        failure.because(text!("settle-lost", record = line(record, Shown::Redacted)))
    }))
}
