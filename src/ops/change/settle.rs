//! What is found out after a write: whether one whose answer was lost took effect, and whether one
//! overwrote what somebody else set at the same moment.

use std::time::Duration;

use super::reread::Reread;
use crate::cloud::ApiError;
use crate::context::Context;
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{overwritten, text};
use crate::domain::instance::InstanceId;
use crate::domain::plan::{Change, Step};
use crate::domain::wait::EVERY;
use crate::failure;

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
    context.audience.tell(&Event::Noted(
        "the answer to the change was lost; looking whether it took effect".to_owned(),
    ));
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
    let lost_at = format!("the answer to the change of `{id}` was lost");
    let failure = match unseen {
        None => failure::api(
            format!("{lost_at}, and it shows no effect after {seconds} seconds; it may still come"),
            lost,
        ),
        Some(error) => failure::api(
            format!("{lost_at}, and it could not be looked at; it may have taken effect"),
            &error,
        )
        .because(lost.to_string()),
    };
    Err(failure.next(format!("forcessl wait {id}")))
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
            context.audience.tell(&Event::Noted(format!(
                "{id}: whether somebody else's records were overwritten at the same moment is not known: {error}"
            )));
            return Ok(());
        }
    };
    let lost = overwritten(&log, before, after);
    if lost.is_empty() {
        return Ok(());
    }
    let what = format!(
        "`{id}` was changed, and records that somebody else set at the same moment were overwritten"
    );
    let next = format!("put them back: forcessl hba history {id} shows them");
    let failure = Failure::new(Ending::NotProven, what).next(next);
    Err(lost.iter().fold(failure, |failure, record| {
        let line = text::line(record, text::Shown::Redacted);
        failure.because(format!("lost: {line}"))
    }))
}
