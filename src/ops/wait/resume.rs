//! Waits for a change of an earlier run, as its saved state tells it.

use chrono::TimeDelta;

use super::{Goal, wait};
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
    let (saved, mut unknown) = match recent(context, id) {
        Ok(saved) => (saved, vec![]),
        Err(failure) => (None, vec![failure.reason()]),
    };
    let Some(goal) = saved.as_ref().and_then(open) else {
        let failed = wait(context, id, Goal::QUIET, patience).await?;
        let before = |failed| text!("wait-failed-before", failed = failed);
        unknown.extend(failed.into_iter().map(before));
        return Ok(unknown);
    };
    let mut ended = wait(context, id, goal, patience).await;
    // What a wait did not see the end of goes on, whatever kept it from looking.
    let mut end = match &ended {
        Ok(unknown) if unknown.is_empty() => Some(WriteEnd::Done),
        Err(failure) if failure.ending == Ending::Api => Some(WriteEnd::Failed),
        Ok(_) | Err(_) => None,
    };
    // Nobody looked in between, so what shows now may be somebody else's.
    let write = saved.as_ref().and_then(|saved| saved.writes.last());
    if let Some(sent) = write.and_then(|write| write.sent.as_ref())
        && ended.is_ok()
    {
        let log = context.cloud.hba_log(id, sent.before.modified).await;
        let logged = sent.logged(&log.unwrap_or_default());
        match logged {
            // It may be written another way there, so whose it is is not known.
            Some(WriteEnd::Refused) => {
                if end.take().is_some() {
                    ended = Ok(vec![text!("wait-not-in-log", instance = id)]);
                }
            }
            Some(WriteEnd::Failed) => {
                let failed = Failure::new(Ending::Api, text!("wait-failed", instance = id));
                let failed = failed.because(text!("wait-by-log"));
                ended = Err(failed.run_next(format!("forcessl hba history {id}")));
                end = logged;
            }
            Some(WriteEnd::Done) | None => end = logged.or(end),
        }
    }
    // A run that still holds the instance notes the end itself, and one that went on meanwhile has done so.
    if let Some((mut saved, end)) = saved.zip(end)
        && let Ok(mut kept) = context.journal.reopen(&saved)
        && latest(context, id) == Ok(Some(saved.clone()))
    {
        let failed = ended.as_ref().err();
        let ending = failed.map_or(Ending::Done, |failed| failed.ending);
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
    let latest = recent(context, id).ok().flatten();
    if latest.as_ref().and_then(open).is_none() {
        return Ok(vec![]);
    }
    let note = text!("rollback-waiting", instance = id);
    context.audience.note(note);
    match resume(context, id, patience).await {
        Err(failure) if failure.ending == Ending::Api => Ok(vec![]),
        ended => ended,
    }
}

/// The last write of a change that was not waited for to its end; `None` when there is none.
fn open(saved: &Saved) -> Option<Goal<'_>> {
    // One that a wait was not allowed to look at goes on too.
    let open = [None, Some(Ending::Pending), Some(Ending::Access)];
    let write = saved.writes.last()?;
    let sent = write.sent.as_ref()?;
    let is_open = open.contains(&saved.ending()) && write.end.is_none();
    is_open.then(|| Goal {
        change: Some((sent.before.clone(), &sent.change)),
        is_unanswered: write.request_id.is_none(),
    })
}

/// The latest saved state, where its change was sent so lately that it may still be what is waited for.
fn recent(context: &Context, id: &InstanceId) -> Result<Option<Saved>, Failure> {
    let is_recent = |saved: &Saved| {
        let sent = saved.writes.last().map_or(saved.saved_at, |write| write.at);
        (context.clock.now() - sent).abs() < TimeDelta::days(1)
    };
    Ok(latest(context, id)?.filter(is_recent))
}
