//! The loop that looks and sleeps while a change runs; [`crate::domain::wait`] decides.

use std::time::Duration;

use chrono::TimeDelta;

use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::Context;
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, Status};
use crate::domain::plan::Change;
use crate::domain::saved::{Saved, Sent, WriteEnd};
use crate::domain::wait::{
    CONFIRM, ChangeProgress, EVERY, Limit, Mark, Next, Patience, WaitReading, WaitState,
    hba_change, quiet, ssl_change,
};
use crate::failure;
use crate::ops::rollback::latest;
use crate::text::{Text, text};

/// What is waited for.
pub enum Goal<'a> {
    /// A change that was sent.
    Change {
        /// The mark right before it was sent.
        before: Mark,
        /// The change.
        change: &'a Change,
        /// Whether no answer came, so that nobody knows whether the service received it.
        is_unanswered: bool,
    },
    /// No change in particular: the instance is Running and neither the SSL settings nor the
    /// records are changing. Inside, the marks of both at the first look.
    Quiet([Option<Mark>; 2]),
}

impl Goal<'_> {
    /// No change in particular, before the first look.
    pub const QUIET: Self = Self::Quiet([None, None]);

    const fn is_quiet(&self) -> bool {
        matches!(self, Self::Quiet(_))
    }
}

/// The last write of a change that was not waited for to its end; `None` when there is none.
fn last_open(saved: &Saved) -> Option<Goal<'_>> {
    let ended = saved.ended.as_ref();
    // One that a wait was not allowed to look at goes on too.
    let open = [Ending::Pending, Ending::Access].map(Ending::as_str);
    let is_open = ended.is_none_or(|ended| open.contains(&ended.ending.as_str()));
    let write = saved
        .writes
        .last()
        .filter(|write| is_open && write.end.is_none())?;
    let Sent { before, change, .. } = write.sent.as_ref()?;
    Some(Goal::Change {
        before: before.clone(),
        change,
        is_unanswered: write.request_id.is_none(),
    })
}

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
    let quiet = goal.is_quiet();
    let is_unanswered = matches!(
        goal,
        Goal::Change {
            is_unanswered: true,
            ..
        }
    );
    let mut watch = WaitState::new(patience, is_unanswered);
    let mut asking = Asking {
        context,
        id,
        goal,
        moving: false,
        confirming: quiet,
        spent: Duration::ZERO,
        read: Duration::ZERO,
    };
    let (mut refusals, mut refused_at) = (0, Duration::ZERO);
    let mut disturbance = Limit::default();
    if let Some(pause) = asking.first_pause() {
        context.clock.sleep(pause).await;
    }
    let mut last: Option<WaitReading> = None;
    loop {
        asking.spent = since_start();
        let look = asking.look(last.as_ref()).await;
        let spent = since_start();
        let pause = match look {
            Ok(look) => {
                refusals = 0;
                asking.moving |= look.change == ChangeProgress::Running
                    || matches!(look.status, Some(Status::Busy(_)));
                tell(describe(&look), spent);
                let next = watch.judge(&look, spent);
                last = Some(look);
                asking.confirming = quiet || matches!(next, Next::Confirm(_));
                match next {
                    Next::Reached => return Ok(asking.old_failures()),
                    Next::Unseen => return Ok(vec![text!("wait-never-seen", instance = id)]),
                    Next::Failed(reason) => {
                        let failed = text!("wait-failed", instance = id);
                        return Err(Failure::new(Ending::Api, failed)
                            .because(reason)
                            .run_next(format!("forcessl check {id}")));
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
                let enough = match last {
                    _ if unreadable => refusals >= REFUSALS && lasts,
                    // Nothing is known yet of an instance that no change was sent to.
                    None if quiet => refusals >= 1,
                    _ => refusals >= REFUSALS,
                };
                if enough {
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
    let Some(goal) = saved.as_ref().and_then(last_open) else {
        let failed = wait(context, id, Goal::QUIET, patience).await?;
        let before = |failed| text!("wait-failed-before", failed = failed);
        unknown.extend(failed.into_iter().map(before));
        return Ok(unknown);
    };
    let mut ended = wait(context, id, goal, patience).await;
    // What a wait did not see the end of goes on, whatever kept it from looking.
    let seen = match &ended {
        Ok(unknown) if unknown.is_empty() => Some(WriteEnd::Done),
        Err(failure) if failure.ending == Ending::Api => Some(WriteEnd::Failed),
        Ok(_) | Err(_) => None,
    };
    // Nobody looked in between, so what shows now may be somebody else's.
    let mut logged = None;
    if ended.is_ok()
        && let Some(sent) = saved
            .as_ref()
            .and_then(|saved| saved.writes.last()?.sent.as_ref())
    {
        let log = context.cloud.hba_log(id, sent.before.modified()).await;
        logged = sent.logged(&log.unwrap_or_default());
    }
    match logged {
        Some(WriteEnd::Failed) => {
            let failed = Failure::new(Ending::Api, text!("wait-failed", instance = id));
            ended = Err(failed
                .because(text!("wait-by-log"))
                .run_next(format!("forcessl hba history {id}")));
        }
        // It may be written another way there, so whose it is is not known.
        Some(WriteEnd::Refused) if seen.is_some() => {
            ended = Ok(vec![text!("wait-not-in-log", instance = id)]);
        }
        Some(WriteEnd::Done | WriteEnd::Refused) | None => {}
    }
    let end = match logged {
        Some(WriteEnd::Refused) => None,
        logged => logged.or(seen),
    };
    if let Some((mut saved, end)) = saved.zip(end) {
        let ending = match end {
            WriteEnd::Done => Ending::Done,
            WriteEnd::Failed | WriteEnd::Refused => Ending::Api,
        };
        saved.end(context.clock.now(), ending);
        if let Some(write) = saved.writes.last_mut() {
            write.end = Some(end);
        }
        // A run that still holds the instance notes the end itself.
        if let Ok(mut kept) = context.journal.reopen(&saved) {
            let _ = kept.update(&saved);
        }
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
    if latest.as_ref().and_then(last_open).is_none() {
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

/// What is looked at, and how far it is.
struct Asking<'a> {
    context: &'a Context,
    id: &'a InstanceId,
    goal: Goal<'a>,
    moving: bool,
    confirming: bool,
    /// When this look is, and when the change's own fields were read, since the start.
    spent: Duration,
    read: Duration,
}

impl Asking<'_> {
    /// The pause before the first look. No change ends sooner, and the looks that confirm its end need
    /// not exceed one call a second that way; but where an old failure stands, the change must be seen
    /// running to tell a new failure from it.
    fn first_pause(&self) -> Option<Duration> {
        match &self.goal {
            Goal::Change { before, .. } => Some(before.failure().map_or(EVERY * 2, |_| CONFIRM)),
            Goal::Quiet(_) => None,
        }
    }

    fn old_failures(&self) -> Vec<Text> {
        let Goal::Quiet([ssl, hba]) = &self.goal else {
            return vec![];
        };
        let reason = |mark: &Option<Mark>| mark.as_ref()?.failure().cloned();
        let ssl = reason(ssl).map(|why| text!("finding-change-failed-ssl", reason = why));
        let hba = reason(hba).map(|why| text!("finding-change-failed-records", reason = why));
        ssl.into_iter().chain(hba).collect()
    }

    /// Reads no more than what can have changed. The status comes with those of others, else it is asked
    /// for to confirm the end of a change; without a goal it comes first.
    async fn look(&mut self, last: Option<&WaitReading>) -> Result<WaitReading, ApiError> {
        let quiet = self.goal.is_quiet();
        let shared = self.context.statuses.as_ref();
        let status = match shared {
            Some(statuses) => Some(statuses.status(self.id).await?),
            None if self.confirming => Some(self.context.cloud.instance(self.id).await?.status),
            None => None,
        };
        let busy = (quiet || shared.is_some()) && status != Some(Status::Running);
        let stands = |last: &&WaitReading| {
            if shared.is_some() {
                !last.is_due(self.spent.saturating_sub(self.read))
            } else if quiet {
                // After a busy state one look is enough, since a new change would show in the status.
                let was_running = last.status == Some(Status::Running);
                self.moving && was_running && last.change == ChangeProgress::Appeared
            } else {
                self.confirming && last.has_landed()
            }
        };
        let change = match last.filter(stands) {
            // The marks of the first look tell later ones apart.
            _ if busy && (last.is_some() || !quiet) => ChangeProgress::Running,
            Some(last) => last.change.clone(),
            None => {
                self.read = self.spent;
                self.change().await?
            }
        };
        let change = if busy {
            ChangeProgress::Running
        } else {
            change
        };
        Ok(WaitReading { status, change })
    }

    /// The change's own fields.
    async fn change(&mut self) -> Result<ChangeProgress, ApiError> {
        let (cloud, id) = (&self.context.cloud, self.id);
        Ok(match &mut self.goal {
            Goal::Quiet(first) => {
                let (ssl, hba) = futures::join!(cloud.ssl(id), cloud.hba(id));
                let (ssl, hba) = (ssl.map(|ssl| (&ssl).into()), hba.map(|hba| (&hba).into()));
                let now = [applies(ssl)?, applies(hba)?];
                let known = first.iter_mut().zip(&now).filter_map(|(first, now)| {
                    let now = now.as_ref()?;
                    let first = first.get_or_insert_with(|| now.clone());
                    first.pass(now);
                    Some((&*first, now))
                });
                quiet(known)
            }
            Goal::Change { before, change, .. } => match change {
                Change::Ssl(change) => {
                    let now = cloud.ssl(id).await?;
                    before.pass(&Mark::from(&now));
                    ssl_change(before, change, &now)
                }
                Change::Hba { after, .. } => {
                    let now = cloud.hba(id).await?;
                    before.pass(&Mark::from(&now));
                    hba_change(before, after, &now)
                }
            },
        })
    }
}

/// `None` for a question that does not apply to the instance, which says nothing against it being quiet.
fn applies(read: Result<Mark, ApiError>) -> Result<Option<Mark>, ApiError> {
    match read {
        Err(error) if error.kind == ApiErrorKind::Unsupported => Ok(None),
        read => read.map(Some),
    }
}

fn transient(error: &ApiError) -> bool {
    matches!(
        error.kind,
        ApiErrorKind::Unreachable
            | ApiErrorKind::AnswerLost
            | ApiErrorKind::Failed
            | ApiErrorKind::Throttled
            | ApiErrorKind::Busy
    )
}

fn describe(look: &WaitReading) -> Text {
    match (&look.change, &look.status) {
        (ChangeProgress::Failed(_), _) => text!("wait-state-failed"),
        (_, Some(status)) => Text::verbatim(status.as_str()),
        (ChangeProgress::Pending | ChangeProgress::OldFailure(_), None) => {
            text!("wait-not-visible")
        }
        (ChangeProgress::Running, None) => text!("wait-changing"),
        (ChangeProgress::Appeared | ChangeProgress::Landed, None) => text!("wait-as-wanted"),
        (ChangeProgress::Differs(what), None) => what.clone(),
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
