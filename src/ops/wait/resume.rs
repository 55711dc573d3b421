//! Waits for a change of an earlier run, as its saved state tells it.

use chrono::TimeDelta;

use super::goal::Goal;
use super::wait;
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::saved::{Saved, WriteEnd};
use crate::domain::wait::Patience;
use crate::ops::rollback::latest;
use crate::text::{Text, text};

/// Waits for the latest change by this tool that was not waited for to its end, as its saved state tells
/// it, and notes there how it ended. Where none is saved, waits until nothing is running. A write whose
/// answer never came is waited for until it must have shown.
///
/// Gives what is not known of the end, for people.
///
/// # Errors
/// As [`wait`].
pub async fn resume(
    context: &Context,
    id: &InstanceId,
    patience: Patience,
) -> Result<Vec<Text>, Failure> {
    let (saved, mut unknown) = match latest(context, id) {
        Ok(saved) => (saved.filter(|saved| is_recent(context, saved)), vec![]),
        Err(failure) => (None, vec![failure.reason()]),
    };
    let Some(goal) = saved.as_ref().and_then(Goal::of) else {
        let failed = wait(context, id, Goal::QUIET, patience).await?;
        let before = |failed| text!("wait-failed-before", failed = failed);
        unknown.extend(failed.into_iter().map(before));
        return Ok(unknown);
    };
    let sent = saved
        .as_ref()
        .and_then(|saved| saved.writes.last()?.sent.as_ref());
    let mut ended = wait(context, id, goal, patience).await;
    // What a wait did not see the end of goes on, whatever kept it from looking.
    let seen = match &ended {
        Ok(unknown) if unknown.is_empty() => Some(WriteEnd::Done),
        Err(failure) if failure.ending == Ending::Api => Some(WriteEnd::Failed),
        Ok(_) | Err(_) => None,
    };
    // Nobody looked in between, so what shows now may be somebody else's.
    let logged = match sent.filter(|_| ended.is_ok()) {
        Some(sent) => {
            let log = context.cloud.hba_log(id, sent.before.modified()).await;
            sent.logged(&log.unwrap_or_default())
        }
        None => None,
    };
    let end = match logged {
        // It may be written another way there, so whose it is is not known.
        Some(WriteEnd::Refused) => {
            if seen.is_some() {
                ended = Ok(vec![text!("wait-not-in-log", instance = id)]);
            }
            None
        }
        Some(WriteEnd::Failed) => {
            let failed = Failure::new(Ending::Api, text!("wait-failed", instance = id));
            ended = Err(failed
                .because(text!("wait-by-log"))
                .run_next(format!("forcessl hba history {id}")));
            logged
        }
        Some(WriteEnd::Done) | None => logged.or(seen),
    };
    // A run that still holds the instance notes the end itself, and one that went on meanwhile has done so.
    if let Some((mut saved, end)) = saved.zip(end)
        && let Ok(mut kept) = context.journal.reopen(&saved)
        && latest(context, id) == Ok(Some(saved.clone()))
    {
        let ending = ended
            .as_ref()
            .map_or_else(|failed| failed.ending, |_| Ending::Done);
        saved.end(context.clock.now(), ending);
        if let Some(write) = saved.writes.last_mut() {
            write.end = Some(end);
        }
        let _ = kept.update(&saved);
    }
    ended
}

/// Waits for the latest change by this tool, where it may still be running, before it is undone. Gives what is not
/// known of its end.
///
/// # Errors
/// `Pending` when it is still running, or the time ran out. One that failed is at its end.
pub async fn finish(
    context: &Context,
    id: &InstanceId,
    patience: Patience,
) -> Result<Vec<Text>, Failure> {
    // A state that cannot be used is reported by whoever needs it.
    let latest = latest(context, id).ok().flatten();
    let latest = latest.filter(|saved| is_recent(context, saved));
    if latest.as_ref().and_then(Goal::of).is_none() {
        return Ok(vec![]);
    }
    let note = text!("rollback-waiting", instance = id);
    context.audience.note(note);
    match resume(context, id, patience).await {
        Err(failure) if failure.ending == Ending::Api => Ok(vec![]),
        ended => ended,
    }
}

/// Whether a change was sent so lately that it may still be what is waited for.
fn is_recent(context: &Context, saved: &Saved) -> bool {
    let sent = saved.writes.last().map_or(saved.saved_at, |write| write.at);
    (context.clock.now() - sent).abs() < TimeDelta::days(1)
}
