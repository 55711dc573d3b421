//! The loop that looks and sleeps while a change runs; [`crate::domain::wait`] decides.

use std::time::Duration;

use chrono::TimeDelta;

use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::Context;
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, Status};
use crate::domain::plan::Change;
use crate::domain::saved::{Saved, Sent, Write, WriteEnd};
use crate::domain::wait::{
    CONFIRM, ChangeProgress, EVERY, Mark, Next, WaitReading, WaitState, hba_change, quiet,
    ssl_change,
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
    },
    /// No change in particular: the instance is Running and neither the SSL settings nor the
    /// records are changing.
    Quiet,
}

impl Goal<'_> {
    const fn is_quiet(&self) -> bool {
        matches!(self, Self::Quiet)
    }
}

/// The last write of a change that was not waited for to its end, and what it asked for; `None` when
/// there is none.
fn last_open(saved: &Saved) -> Option<(&Write, Goal<'_>)> {
    let ended = saved.ended.as_ref();
    if ended.is_some_and(|ended| ended.ending != Ending::Pending.as_str()) {
        return None;
    }
    let write = saved.writes.last().filter(|write| write.end.is_none())?;
    let Sent { before, change, .. } = write.sent.as_ref()?;
    let before = before.clone();
    Some((write, Goal::Change { before, change }))
}

/// How long to wait.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Limit for the whole wait.
    pub limit: Duration,
    /// How long a state that never looked busy must stay quiet.
    pub settle: Duration,
    /// The pause between two looks.
    pub interval: Duration,
}

impl Patience {
    fn watch(self) -> WaitState {
        WaitState::new(self.limit, self.settle, self.interval)
    }
}

/// How many looks in a row may be refused before the wait is given up.
const REFUSALS: u32 = 3;

/// How many in a row may be answered in a way that cannot be read, such as without the records: at the usual pause some
/// two minutes, which a disturbance of the service may last.
const UNREADABLE: u32 = 120;

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
    goal: &Goal<'_>,
    patience: Patience,
) -> Result<Vec<Text>, Failure> {
    watch_until_end(context, id, goal, patience, patience.watch()).await
}

async fn watch_until_end(
    context: &Context,
    id: &InstanceId,
    goal: &Goal<'_>,
    patience: Patience,
    mut watch: WaitState,
) -> Result<Vec<Text>, Failure> {
    let start = context.clock.monotonic();
    let tell = |state, spent| {
        let instance = id.clone();
        context.audience.tell(&Event::Looked {
            instance,
            state,
            spent,
        });
    };
    let mut asking = Asking::new(context, id, goal);
    let mut refusals = 0;
    if let Some(pause) = asking.first_pause() {
        context.clock.sleep(pause).await;
    }
    let mut last: Option<WaitReading> = None;
    loop {
        asking.spent = context.clock.monotonic().saturating_sub(start);
        let look = asking.look(last.as_ref()).await;
        let spent = context.clock.monotonic().saturating_sub(start);
        let look = match look {
            Ok(look) => look,
            Err(error) => {
                refusals = if transient(&error) { 0 } else { refusals + 1 };
                let most = match last {
                    _ if error.kind == ApiErrorKind::Unreadable => UNREADABLE,
                    // Nothing is known yet of an instance that no change was sent to.
                    None if goal.is_quiet() => 1,
                    _ => REFUSALS,
                };
                if refusals >= most {
                    let failure = failure::api(text!("wait-unseen", instance = id), &error);
                    return Err(if goal.is_quiet() {
                        failure
                    } else {
                        failure.because(text!("wait-still-running"))
                    });
                }
                if watch.is_over(spent) {
                    return Err(out_of_time(id, last.as_ref()).because(error.text()));
                }
                tell(text!("wait-not-looked", why = &error.message), spent);
                context.clock.sleep(patience.interval).await;
                continue;
            }
        };
        refusals = 0;
        asking.moving |=
            look.change == ChangeProgress::Running || matches!(look.status, Some(Status::Busy(_)));
        tell(describe(&look), spent);
        let next = watch.judge(&look, spent);
        last = Some(look);
        match next {
            Next::Reached => return Ok(asking.old_failures()),
            Next::Unseen => return Ok(vec![text!("wait-never-seen", instance = id)]),
            Next::Failed(reason) => {
                let failed = Failure::new(Ending::Api, text!("wait-failed", instance = id));
                return Err(failed
                    .because(reason)
                    .run_next(format!("forcessl check {id}")));
            }
            Next::OutOfTime => return Err(out_of_time(id, last.as_ref())),
            Next::LookAgain(pause) => {
                asking.confirming = goal.is_quiet();
                context.clock.sleep(pause).await;
            }
            Next::Confirm(pause) => {
                asking.confirming = true;
                let alone = goal.is_quiet() && context.statuses.is_none();
                context.clock.sleep(pause * if alone { 3 } else { 1 }).await;
            }
        }
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
    let Some((write, goal)) = saved.as_ref().and_then(last_open) else {
        let failed = wait(context, id, &Goal::Quiet, patience).await?;
        let before = |failed| text!("wait-failed-before", failed = failed);
        unknown.extend(failed.into_iter().map(before));
        return Ok(unknown);
    };
    let watch = match write.request_id {
        Some(_) => patience.watch(),
        None => patience.watch().unanswered(),
    };
    let ended = watch_until_end(context, id, &goal, patience, watch).await;
    let ending = match &ended {
        Ok(unknown) if unknown.is_empty() => Ending::Done,
        Ok(_) => Ending::Pending,
        Err(failure) => failure.ending,
    };
    if let Some(mut saved) = saved.filter(|_| ending != Ending::Pending) {
        saved.end(context.clock.now(), ending);
        if let Some(write) = saved.writes.last_mut() {
            write.end = match ending {
                Ending::Done => Some(WriteEnd::Done),
                Ending::Api => Some(WriteEnd::Failed),
                _ => None,
            };
        }
        // A run that still holds the instance notes the end itself.
        if let Ok(mut kept) = context.journal.reopen(&saved) {
            let _ = kept.update(&saved);
        }
    }
    ended
}

/// Waits for the latest change by this tool, where it may still be running, before it is undone.
///
/// # Errors
/// `Pending` when it is still running, or the time ran out. One that failed is at its end.
pub async fn finish(context: &Context, id: &InstanceId, patience: Patience) -> Result<(), Failure> {
    // A state that cannot be used is reported by whoever needs it.
    let latest = latest(context, id).ok().flatten();
    let latest = latest.filter(|saved| is_recent(context, saved));
    if latest.as_ref().and_then(last_open).is_none() {
        return Ok(());
    }
    let note = text!("rollback-waiting", instance = id);
    context.audience.note(note);
    match resume(context, id, patience).await {
        Err(failure) if failure.ending != Ending::Api => Err(failure),
        _ => Ok(()),
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
    goal: &'a Goal<'a>,
    /// The marks that later ones have to differ from to count.
    ssl: Option<Mark>,
    hba: Option<Mark>,
    moving: bool,
    confirming: bool,
    /// When this look is, and when the change's own fields were read, since the start.
    spent: Duration,
    read: Duration,
}

impl<'a> Asking<'a> {
    fn new(context: &'a Context, id: &'a InstanceId, goal: &'a Goal<'a>) -> Self {
        let (ssl, hba) = match goal {
            Goal::Change {
                before,
                change: Change::Ssl(_),
            } => (Some(before.clone()), None),
            Goal::Change {
                before,
                change: Change::Hba { .. },
            } => (None, Some(before.clone())),
            Goal::Quiet => (None, None),
        };
        Self {
            context,
            id,
            goal,
            ssl,
            hba,
            moving: false,
            confirming: goal.is_quiet(),
            spent: Duration::ZERO,
            read: Duration::ZERO,
        }
    }

    /// The pause before the first look. No change ends sooner, and the looks that confirm its end need
    /// not exceed one call a second that way; but where an old failure stands, the change must be seen
    /// running to tell a new failure from it.
    fn first_pause(&self) -> Option<Duration> {
        let before = self.ssl.as_ref().or(self.hba.as_ref())?;
        Some(before.failure().map_or(EVERY * 2, |_| CONFIRM))
    }

    fn old_failures(&self) -> Vec<Text> {
        if !self.goal.is_quiet() {
            return vec![];
        }
        let reason = |mark: &Option<Mark>| mark.as_ref()?.failure().cloned();
        let ssl = reason(&self.ssl).map(|why| text!("finding-change-failed-ssl", reason = why));
        let hba = reason(&self.hba).map(|why| text!("finding-change-failed-records", reason = why));
        ssl.into_iter().chain(hba).collect()
    }

    async fn look(&mut self, last: Option<&WaitReading>) -> Result<WaitReading, ApiError> {
        match &self.context.statuses {
            Some(statuses) => {
                let status = statuses.status(self.id).await?;
                self.look_among_many(status, last).await
            }
            None => self.look_alone(last).await,
        }
    }

    /// To confirm a change that has landed, the status alone is read; otherwise the change's own
    /// fields are. Without a goal the status comes first, and the last changes when it is Running.
    async fn look_alone(&mut self, last: Option<&WaitReading>) -> Result<WaitReading, ApiError> {
        let mut status = None;
        if self.confirming {
            status = Some(self.context.cloud.instance(self.id).await?.status);
        }
        let quiet = self.goal.is_quiet();
        let busy = quiet && status != Some(Status::Running);
        let change = match last {
            Some(_) if busy => ChangeProgress::Running,
            // After a busy state one look is enough, since a new change would show in the status.
            Some(WaitReading {
                status: Some(Status::Running),
                change: ChangeProgress::Appeared,
            }) if quiet && self.moving => ChangeProgress::Appeared,
            Some(last) if self.confirming && !quiet && last.has_landed() => last.change.clone(),
            _ => self.change().await?,
        };
        let change = if busy {
            ChangeProgress::Running
        } else {
            change
        };
        Ok(WaitReading { status, change })
    }

    /// The status came with those of others; the change's own fields are read when it says that there
    /// is something to see, and at first, since the marks of then tell later ones apart.
    async fn look_among_many(
        &mut self,
        status: Status,
        last: Option<&WaitReading>,
    ) -> Result<WaitReading, ApiError> {
        let running = status == Status::Running;
        let since = self.spent.saturating_sub(self.read);
        let change = match last {
            Some(last) if running && !last.is_due(since) => last.change.clone(),
            _ => {
                self.read = self.spent;
                let mut change = ChangeProgress::Running;
                if running || (last.is_none() && self.goal.is_quiet()) {
                    change = self.change().await?;
                }
                if running {
                    change
                } else {
                    ChangeProgress::Running
                }
            }
        };
        let status = Some(status);
        Ok(WaitReading { status, change })
    }

    /// The change's own fields.
    async fn change(&mut self) -> Result<ChangeProgress, ApiError> {
        let (context, id) = (self.context, self.id);
        let cloud = &context.cloud;
        Ok(match self.goal {
            Goal::Quiet => {
                let (ssl, hba) = futures::join!(cloud.ssl(id), cloud.hba(id));
                let (ssl, hba) = (applies(ssl)?, applies(hba)?);
                let marks = [(&mut self.ssl, &ssl), (&mut self.hba, &hba)];
                let known = marks
                    .into_iter()
                    .filter_map(|(first, now)| Some((first, now.as_ref()?)));
                quiet(known.map(|(first, now)| (since(first, now), now)))
            }
            Goal::Change {
                change: Change::Ssl(change),
                ..
            } => {
                let now = cloud.ssl(id).await?;
                ssl_change(since(&mut self.ssl, &(&now).into()), change, &now)
            }
            Goal::Change {
                change: Change::Hba { after, .. },
                ..
            } => {
                let now = cloud.hba(id).await?;
                hba_change(since(&mut self.hba, &(&now).into()), after, &now)
            }
        })
    }
}

/// The mark that this one has to differ from to count.
fn since<'a>(before: &'a mut Option<Mark>, now: &Mark) -> &'a Mark {
    let before = before.get_or_insert_with(|| now.clone());
    before.pass(now);
    before
}

/// The mark of what was read; `None` for a question that does not apply to the instance, which says
/// nothing against it being quiet.
fn applies<T>(read: Result<T, ApiError>) -> Result<Option<Mark>, ApiError>
where
    for<'a> Mark: From<&'a T>,
{
    match read {
        Ok(read) => Ok(Some(Mark::from(&read))),
        Err(error) if error.kind == ApiErrorKind::Unsupported => Ok(None),
        Err(error) => Err(error),
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
    let status = look.status.as_ref().map(Status::as_str);
    match (&look.change, status) {
        (ChangeProgress::Pending | ChangeProgress::OldFailure(_), None) => {
            text!("wait-not-visible")
        }
        (ChangeProgress::Running, None) => text!("wait-changing"),
        (ChangeProgress::Appeared | ChangeProgress::Landed, None) => {
            text!("wait-as-wanted")
        }
        (ChangeProgress::Differs(what), None) => what.clone(),
        (ChangeProgress::Failed(_), _) => text!("wait-state-failed"),
        (_, Some(status)) => Text::verbatim(status),
    }
}

fn out_of_time(id: &InstanceId, last: Option<&WaitReading>) -> Failure {
    let seen = match last.map(|look| (&look.change, &look.status)) {
        Some((_, Some(status))) => text!("wait-last-status", status = status.as_str()),
        Some((ChangeProgress::Running, None)) => text!("wait-service-changing"),
        Some(_) => text!("wait-change-not-visible"),
        None => text!("wait-no-look"),
    };
    Failure::new(Ending::Pending, text!("wait-out-of-time", instance = id))
        .because(seen)
        .run_next(format!("forcessl wait {id}"))
}
