//! The loop that looks and sleeps while a change runs; [`crate::domain::wait`] decides.

use std::time::Duration;

use chrono::TimeDelta;

use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::{Context, Statuses};
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Record;
use crate::domain::instance::{InstanceId, Status};
use crate::domain::plan;
use crate::domain::saved::{Saved, Sent, Write};
use crate::domain::ssl::SslChange;
use crate::domain::wait::{
    CONFIRM, ChangeProgress, EVERY, Mark, Next, WaitReading, WaitState, hba_change, quiet,
    ssl_change,
};
use crate::failure;
use crate::ops::rollback::latest;
use crate::text;
use crate::text::Text;

/// What is waited for.
pub enum Goal<'a> {
    /// This SSL change.
    Ssl {
        /// The mark right before it was sent.
        before: Mark,
        /// The change.
        change: &'a SslChange,
    },
    /// These pg_hba records.
    Hba {
        /// The mark right before they were sent.
        before: Mark,
        /// The records that were sent.
        after: &'a [Record],
    },
    /// No change in particular: the instance is Running and neither the SSL settings nor the
    /// records are changing.
    Quiet,
}

impl<'a> Goal<'a> {
    /// The last write of a change that was not waited for to its end; `None` when there is none.
    pub fn of(saved: &'a Saved) -> Option<Self> {
        let Sent { before, change, .. } = last_open(saved)?.sent.as_ref()?;
        Some(Self::sent(before.clone(), change))
    }

    /// A change that was sent on this mark.
    pub fn sent(before: Mark, change: &'a plan::Change) -> Self {
        match change {
            plan::Change::Ssl(change) => Self::Ssl { before, change },
            plan::Change::Hba { after, .. } => Self::Hba { before, after },
        }
    }
}

/// The last write of a change that was not waited for to its end.
fn last_open(saved: &Saved) -> Option<&Write> {
    let open = saved
        .ended
        .as_ref()
        .is_none_or(|ended| ended.ending == Ending::Pending.as_str());
    saved.writes.last().filter(|_| open)
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

/// How many looks in a row may be refused before the wait is given up.
const REFUSALS: u32 = 3;

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
    let watch = WaitState::new(patience.limit, patience.settle, patience.interval);
    watch_until_end(context, id, goal, watch, patience.interval).await
}

async fn watch_until_end(
    context: &Context,
    id: &InstanceId,
    goal: &Goal<'_>,
    mut watch: WaitState,
    interval: Duration,
) -> Result<Vec<Text>, Failure> {
    let start = context.clock.monotonic();
    let mut asking = Asking::new(context, id, goal);
    let mut refusals = 0;
    if let Some(pause) = asking.first_pause() {
        context.clock.sleep(pause).await;
    }
    let mut last: Option<Seen> = None;
    loop {
        asking.spent = context.clock.monotonic().saturating_sub(start);
        let seen = asking.look(last.as_ref()).await;
        let spent = context.clock.monotonic().saturating_sub(start);
        let seen = match seen {
            Ok(seen) => seen,
            Err(error) => {
                refusals = if transient(&error) { 0 } else { refusals + 1 };
                if refusals >= REFUSALS || (refusals > 0 && asking.is_first(last.as_ref())) {
                    return Err(unseen(id, goal, &error));
                }
                if watch.is_over(spent) {
                    return Err(out_of_time(id, last.as_ref()).because(error.text()));
                }
                let state = text!("wait-not-looked", why = &error.message);
                context.audience.tell(&Event::Looked {
                    instance: id.clone(),
                    state,
                    spent,
                });
                context.clock.sleep(interval).await;
                continue;
            }
        };
        refusals = 0;
        let look = &seen.look;
        asking.moving |=
            look.change == ChangeProgress::Running || matches!(look.status, Some(Status::Busy(_)));
        let state = describe(look);
        context.audience.tell(&Event::Looked {
            instance: id.clone(),
            state,
            spent,
        });
        let next = watch.judge(look, spent);
        last = Some(seen);
        match next {
            Next::Reached => return Ok(asking.old_failures()),
            Next::Unseen => return Ok(vec![never_seen(id)]),
            Next::Failed(reason) => {
                return Err(
                    Failure::new(Ending::Api, text!("wait-failed", instance = id))
                        .because(reason)
                        .run_next(format!("forcessl check {id}")),
                );
            }
            Next::OutOfTime => return Err(out_of_time(id, last.as_ref())),
            Next::LookAgain(pause) => {
                asking.confirming = matches!(goal, Goal::Quiet);
                context.clock.sleep(pause).await;
            }
            Next::Confirm(pause) => {
                asking.confirming = true;
                let alone = matches!(goal, Goal::Quiet) && context.statuses.is_none();
                let calls = if alone { 3 } else { 1 };
                context.clock.sleep(pause * calls).await;
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
    let Some(mut saved) = saved.filter(|saved| Goal::of(saved).is_some()) else {
        let failed = wait(context, id, &Goal::Quiet, patience).await?;
        unknown.extend(
            failed
                .into_iter()
                .map(|failed| text!("wait-failed-before", failed = failed)),
        );
        return Ok(unknown);
    };
    let goal = Goal::of(&saved).unwrap_or(Goal::Quiet);
    let mut watch = WaitState::new(patience.limit, patience.settle, patience.interval);
    if last_open(&saved).is_none_or(|write| write.request_id.is_none()) {
        watch = watch.unanswered();
    }
    let ended = watch_until_end(context, id, &goal, watch, patience.interval).await;
    let ending = match &ended {
        Ok(unknown) if unknown.is_empty() => Ending::Done,
        Ok(_) => Ending::Pending,
        Err(failure) => failure.ending,
    };
    if ending != Ending::Pending {
        saved.end(context.clock.now(), ending);
        // A run that still holds the instance notes the end itself.
        if let Ok(mut kept) = context.journal.reopen(&saved) {
            let _ = kept.update(&saved);
        }
    }
    ended
}

/// Whether a change was sent so lately that it may still be what is waited for.
fn is_recent(context: &Context, saved: &Saved) -> bool {
    let sent = saved.writes.last().map_or(saved.saved_at, |write| write.at);
    (context.clock.now() - sent).abs() < TimeDelta::days(1)
}

/// A look, and when the change's own fields were read, since the start.
struct Seen {
    look: WaitReading,
    read: Duration,
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
    spent: Duration,
}

impl<'a> Asking<'a> {
    fn new(context: &'a Context, id: &'a InstanceId, goal: &'a Goal<'a>) -> Self {
        let (ssl, hba) = match goal {
            Goal::Ssl { before, .. } => (Some(before.clone()), None),
            Goal::Hba { before, .. } => (None, Some(before.clone())),
            Goal::Quiet => (None, None),
        };
        Self {
            context,
            id,
            goal,
            ssl,
            hba,
            moving: false,
            confirming: matches!(goal, Goal::Quiet),
            spent: Duration::ZERO,
        }
    }

    /// The pause before the first look. No change ends sooner, and the looks that confirm its end need
    /// not exceed one call a second that way; but where an old failure stands, the change must be seen
    /// running to tell a new failure from it.
    fn first_pause(&self) -> Option<Duration> {
        let before = self.ssl.as_ref().or(self.hba.as_ref())?;
        Some(if before.failure().is_some() {
            CONFIRM
        } else {
            EVERY * 2
        })
    }

    /// Whether nothing is known yet of an instance that no change was sent to.
    const fn is_first(&self, last: Option<&Seen>) -> bool {
        matches!(self.goal, Goal::Quiet) && last.is_none()
    }

    fn old_failures(&self) -> Vec<Text> {
        if !matches!(self.goal, Goal::Quiet) {
            return vec![];
        }
        let reason = |mark: &Option<Mark>| mark.as_ref()?.failure().cloned();
        let ssl = reason(&self.ssl).map(|why| text!("finding-change-failed-ssl", reason = why));
        let hba = reason(&self.hba).map(|why| text!("finding-change-failed-records", reason = why));
        ssl.into_iter().chain(hba).collect()
    }

    async fn look(&mut self, last: Option<&Seen>) -> Result<Seen, ApiError> {
        match self.context.statuses.clone() {
            Some(statuses) => self.look_among_many(statuses.as_ref(), last).await,
            None => self.look_alone(last).await,
        }
    }

    /// To confirm a change that has landed, the status alone is read; otherwise the change's own
    /// fields are. Without a goal the status comes first, and the last changes when it is Running.
    async fn look_alone(&mut self, last: Option<&Seen>) -> Result<Seen, ApiError> {
        let status = if self.confirming {
            Some(self.context.cloud.instance(self.id).await?.status)
        } else {
            None
        };
        let quiet = matches!(self.goal, Goal::Quiet);
        let change = match last {
            Some(_) if quiet && status != Some(Status::Running) => ChangeProgress::Running,
            // After a busy state one look is enough, since a new change would show in the status.
            Some(Seen {
                look:
                    WaitReading {
                        status: Some(Status::Running),
                        change: ChangeProgress::Appeared,
                    },
                ..
            }) if quiet && self.moving => ChangeProgress::Appeared,
            Some(last) if self.confirming && !quiet && last.look.has_landed() => {
                last.look.change.clone()
            }
            _ => self.change().await?,
        };
        let busy = quiet && status != Some(Status::Running);
        Ok(Seen {
            look: WaitReading {
                status,
                change: if busy {
                    ChangeProgress::Running
                } else {
                    change
                },
            },
            read: self.spent,
        })
    }

    /// The status comes with those of others; the change's own fields are read when it says that there
    /// is something to see.
    async fn look_among_many(
        &mut self,
        statuses: &dyn Statuses,
        last: Option<&Seen>,
    ) -> Result<Seen, ApiError> {
        let status = statuses.status(self.id).await?;
        let (change, read) = match (&status, last) {
            // The marks as they are at first tell later ones apart.
            (Status::Busy(_) | Status::Gone(_), None) if matches!(self.goal, Goal::Quiet) => {
                self.change().await?;
                (ChangeProgress::Running, self.spent)
            }
            (Status::Busy(_) | Status::Gone(_), _) => (ChangeProgress::Running, self.spent),
            (Status::Running, Some(last))
                if !last.look.is_due(self.spent.saturating_sub(last.read)) =>
            {
                (last.look.change.clone(), last.read)
            }
            (Status::Running, _) => (self.change().await?, self.spent),
        };
        Ok(Seen {
            look: WaitReading {
                status: Some(status),
                change,
            },
            read,
        })
    }

    /// The change's own fields.
    async fn change(&mut self) -> Result<ChangeProgress, ApiError> {
        let (context, id) = (self.context, self.id);
        let cloud = &context.cloud;
        Ok(match self.goal {
            Goal::Quiet => {
                let (ssl, hba) = futures::join!(cloud.ssl(id), cloud.hba(id));
                let ssl = applies(ssl.map(|ssl| Mark::from(&ssl)))?;
                let hba = applies(hba.map(|hba| Mark::from(&hba)))?;
                let marks = [(&mut self.ssl, &ssl), (&mut self.hba, &hba)];
                quiet(marks.into_iter().filter_map(|(before, now)| {
                    let now = now.as_ref()?;
                    Some((since(before, now), now))
                }))
            }
            Goal::Ssl { change, .. } => {
                let now = cloud.ssl(id).await?;
                ssl_change(since(&mut self.ssl, &(&now).into()), change, &now)
            }
            Goal::Hba { after, .. } => {
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

/// What was read; a question that does not apply to the instance says nothing against it being quiet.
fn applies<T>(read: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(error) if error.kind == ApiErrorKind::Unsupported => Ok(None),
        Err(error) => Err(error),
    }
}

fn unseen(id: &InstanceId, goal: &Goal<'_>, error: &ApiError) -> Failure {
    let failure = failure::api(text!("wait-unseen", instance = id), error);
    if matches!(goal, Goal::Quiet) {
        return failure;
    }
    failure.because(text!("wait-still-running"))
}

fn never_seen(id: &InstanceId) -> Text {
    text!("wait-never-seen", instance = id)
}

fn transient(error: &ApiError) -> bool {
    matches!(
        error.kind,
        ApiErrorKind::Unreachable
            | ApiErrorKind::AnswerLost
            | ApiErrorKind::Failed
            | ApiErrorKind::Throttled
            | ApiErrorKind::Busy
            | ApiErrorKind::Unreadable
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

fn out_of_time(id: &InstanceId, last: Option<&Seen>) -> Failure {
    let seen = match last.map(|seen| (&seen.look.change, &seen.look.status)) {
        Some((_, Some(status))) => text!("wait-last-status", status = status.as_str()),
        Some((ChangeProgress::Running, None)) => text!("wait-service-changing"),
        Some(_) => text!("wait-change-not-visible"),
        None => text!("wait-no-look"),
    };
    Failure::new(Ending::Pending, text!("wait-out-of-time", instance = id))
        .because(seen)
        .run_next(format!("forcessl wait {id}"))
}
