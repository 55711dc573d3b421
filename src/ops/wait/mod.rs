//! The loop that looks and sleeps while a change runs; [`crate::domain::wait`] decides.

mod reader;
mod resume;

use std::time::Duration;

use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::Context;
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::plan::Change;
use crate::domain::wait::{
    CONFIRM, ChangeProgress, EVERY, Limit, Next, Patience, WaitReading, WaitState,
};
use crate::failure;
use crate::text::{Text, text};
pub use reader::Goal;
use reader::Reader;
pub use resume::{finish, resume};

/// How many looks in a row may be refused before the wait is given up.
const REFUSALS: u32 = 3;

/// How long answers that cannot be read, such as those without the records, are taken for a
/// disturbance of the service that passes, however often it looks.
const DISTURBANCE: Duration = Duration::from_secs(120);

/// Waits until the goal is reached. Without a goal, gives the failures that stood there from the
/// start: whose they are is not known.
///
/// Looks at the change's own fields once a second and at the instance status to confirm, so a
/// status that has not moved yet does not end the wait. Among many instances it is the other way
/// round: the statuses of all come together, and the fields are read when a status has moved.
///
/// # Errors
/// `Api` when the change failed, with the service's reason, or the instance is gone; `Pending` when
/// the time ran out, or the change cannot be looked at.
pub async fn wait(
    context: &Context,
    id: &InstanceId,
    goal: Goal<'_>,
    patience: Patience,
) -> Result<Vec<Text>, Failure> {
    let start = context.clock.monotonic();
    let since_start = || context.clock.monotonic().saturating_sub(start);
    let tell = |state, spent| {
        context.audience.tell(&Event::Looked {
            instance: id.clone(),
            state,
            spent,
        });
    };
    let (quiet, mut shown_by) = (goal.change.is_none(), "check");
    if let Some((before, change)) = &goal.change {
        if matches!(change, Change::Hba { .. }) {
            shown_by = "hba list";
        }
        // No change ends sooner, and the looks that confirm its end need not exceed one call a second that way; but
        // where an old failure stands, the change must be seen running to tell a new failure from it.
        let pause = before.failure().map_or(EVERY * 2, |_| CONFIRM);
        context.clock.sleep(pause).await;
    }
    let mut watch = WaitState::new(patience, goal.is_unanswered);
    let mut reader = Reader::new(context, id, goal);
    let mut confirming = quiet;
    let (mut refusals, mut refused_at) = (0, Duration::ZERO);
    let mut disturbance = Limit::default();
    let mut last: Option<WaitReading> = None;
    loop {
        let look = reader.look(last.as_ref(), confirming, since_start()).await;
        let spent = since_start();
        let pause = match look {
            Ok(look) => {
                refusals = 0;
                tell(describe(&look), spent);
                let next = watch.judge(&look, spent);
                last = Some(look);
                confirming = quiet || matches!(next, Next::Confirm(_));
                match next {
                    Next::Reached => return Ok(reader.old_failures()),
                    Next::Unseen => return Ok(vec![text!("wait-never-seen", instance = id)]),
                    Next::Failed(reason) => {
                        let failed = text!("wait-failed", instance = id);
                        return Err(Failure::new(Ending::Api, failed)
                            .because(reason)
                            .run_next(format!("forcessl {shown_by} {id}")));
                    }
                    Next::OutOfTime => return Err(out_of_time(id, last.as_ref())),
                    // Three calls a look.
                    Next::Confirm(pause) if quiet && context.statuses.is_none() => pause * 3,
                    Next::LookAgain(pause) | Next::Confirm(pause) => pause,
                }
            }
            Err(error) => {
                if refusals == 0 {
                    refused_at = spent;
                    disturbance = Limit::new(DISTURBANCE, patience.interval);
                }
                refusals = if transient(&error) { 0 } else { refusals + 1 };
                let lasts = disturbance.is_over(spent.saturating_sub(refused_at));
                let unreadable = error.kind == ApiErrorKind::Unreadable;
                // Nothing is known yet of an instance that no change was sent to.
                let at_once = quiet && last.is_none() && !unreadable;
                let most = if at_once { 1 } else { REFUSALS };
                if refusals >= most && (lasts || !unreadable) {
                    let mut failure = failure::api(text!("wait-unseen", instance = id), &error);
                    if unreadable {
                        failure.ending = Ending::Pending;
                        failure = failure.run_next(format!("forcessl wait {id}"));
                    }
                    if !quiet {
                        failure = failure.because(text!("wait-still-running"));
                    }
                    return Err(failure);
                }
                if watch.is_over(spent) {
                    return Err(out_of_time(id, last.as_ref()).because(error.text()));
                }
                tell(text!("wait-not-looked", why = &error.message), spent);
                patience.interval
            }
        };
        // The last look is right when the time is up.
        let left = patience.limit.saturating_sub(spent).max(EVERY);
        context.clock.sleep(pause.min(left)).await;
    }
}

fn transient(error: &ApiError) -> bool {
    use ApiErrorKind::{AnswerLost, Busy, Failed, Throttled, Unreachable};
    matches!(
        error.kind,
        Unreachable | AnswerLost | Failed | Throttled | Busy
    )
}

fn describe(look: &WaitReading) -> Text {
    use ChangeProgress::{Appeared, Differs, Failed, Landed, OldFailure, Pending, Running, Stood};
    match (&look.change, &look.status) {
        (Failed(_), _) => text!("wait-state-failed"),
        (_, Some(status)) => Text::verbatim(status.as_str()),
        (Pending | OldFailure(_), None) => text!("wait-not-visible"),
        (Running, None) => text!("wait-changing"),
        (Appeared | Stood | Landed, None) => text!("wait-as-wanted"),
        (Differs(part), None) => text!("wait-state-differs", part = part.text()),
    }
}

fn out_of_time(id: &InstanceId, last: Option<&WaitReading>) -> Failure {
    let seen = match last {
        Some(look) => text!("wait-last-seen", state = describe(look)),
        None => text!("wait-no-look"),
    };
    Failure::new(Ending::Pending, text!("wait-out-of-time", instance = id))
        .because(seen)
        .run_next(format!("forcessl wait {id}"))
}
