//! The loop that looks and sleeps while a change runs; [`crate::domain::wait`] decides.

use std::time::Duration;

use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::{Context, Statuses};
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{HbaState, Record};
use crate::domain::instance::{InstanceId, Status};
use crate::domain::ssl::{LastChange, SslChange, SslState};
use crate::domain::wait::{Change, EVERY, Look, Next, Watch, hba_change, ssl_change};
use crate::failure;

/// What is waited for.
pub enum Goal<'a> {
    /// This SSL change, made on that state.
    Ssl {
        /// The state before.
        before: Box<SslState>,
        /// The change.
        change: &'a SslChange,
    },
    /// These pg_hba records, made on that state.
    Hba {
        /// The state before.
        before: HbaState,
        /// The records that were sent.
        after: &'a [Record],
    },
    /// No change in particular: the instance is Running and neither the SSL settings nor the
    /// records are changing.
    Quiet,
}

/// How long to wait.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Limit for the whole wait.
    pub limit: Duration,
    /// How long a state that never looked busy must stay quiet.
    pub settle: Duration,
}

/// Waits until the goal is reached.
///
/// Looks at the change's own fields once a second and at the instance status to confirm, so a
/// status that has not moved yet does not end the wait. Among many instances it is the other way
/// round: the statuses of all come together, and the fields are read when a status has moved.
///
/// # Errors
/// `Api` when the change failed, with the service's reason, or the instance is gone; `Pending` when
/// the time ran out.
pub async fn wait(
    context: &Context,
    id: &InstanceId,
    goal: &Goal<'_>,
    patience: Patience,
) -> Result<(), Failure> {
    let start = context.clock.monotonic();
    let mut watch = Watch::new(patience.limit, patience.settle);
    let mut moving = false;
    let mut confirming = matches!(goal, Goal::Quiet);
    if !confirming {
        // No change ends sooner, and the looks that confirm its end need not exceed one call a
        // second that way.
        context.clock.sleep(EVERY * 2).await;
    }
    let mut last: Option<Seen> = None;
    loop {
        let asking = Asking {
            context,
            id,
            goal,
            moving,
            confirming,
            spent: context.clock.monotonic().saturating_sub(start),
        };
        let seen = asking.look(last.as_ref()).await;
        let spent = context.clock.monotonic().saturating_sub(start);
        let seen = match seen {
            Ok(seen) => seen,
            Err(error) if transient(&error) && !watch.is_over(spent) => {
                let state = format!("could not look: {}", error.message);
                context.audience.tell(&Event::Looked {
                    instance: id.clone(),
                    state,
                    spent,
                });
                context.clock.sleep(EVERY).await;
                continue;
            }
            Err(error) if transient(&error) => return Err(out_of_time(id, last.as_ref())),
            Err(error) => return Err(unseen(id, goal, &error)),
        };
        let look = &seen.look;
        moving |= look.change == Change::Running || matches!(look.status, Some(Status::Busy(_)));
        let state = describe(look);
        context.audience.tell(&Event::Looked {
            instance: id.clone(),
            state,
            spent,
        });
        let next = watch.judge(look, spent);
        last = Some(seen);
        match next {
            Next::Reached => return Ok(()),
            Next::Failed(reason) => {
                return Err(
                    Failure::new(Ending::Api, format!("the change of `{id}` failed"))
                        .because(reason)
                        .next(format!("forcessl check {id}")),
                );
            }
            Next::OutOfTime => return Err(out_of_time(id, last.as_ref())),
            Next::LookAgain(pause) => {
                confirming = matches!(goal, Goal::Quiet);
                context.clock.sleep(pause).await;
            }
            Next::Confirm(pause) => {
                confirming = true;
                let alone = matches!(goal, Goal::Quiet) && context.statuses.is_none();
                let calls = if alone { 3 } else { 1 };
                context.clock.sleep(pause * calls).await;
            }
        }
    }
}

/// A look, and when the change's own fields were read, since the start.
struct Seen {
    look: Look,
    read: Duration,
}

/// What is looked at, and how far it is.
struct Asking<'a> {
    context: &'a Context,
    id: &'a InstanceId,
    goal: &'a Goal<'a>,
    moving: bool,
    confirming: bool,
    spent: Duration,
}

impl Asking<'_> {
    async fn look(&self, last: Option<&Seen>) -> Result<Seen, ApiError> {
        match &self.context.statuses {
            Some(statuses) => self.look_among_many(statuses.as_ref(), last).await,
            None => self.look_alone(last).await,
        }
    }

    /// To confirm a change that has landed, the status alone is read; otherwise the change's own
    /// fields are. Without a goal the status comes first, and the last changes when it is Running.
    async fn look_alone(&self, last: Option<&Seen>) -> Result<Seen, ApiError> {
        let status = if self.confirming {
            Some(self.context.cloud.instance(self.id).await?.status)
        } else {
            None
        };
        let quiet = matches!(self.goal, Goal::Quiet);
        let change = match last {
            _ if quiet && status != Some(Status::Running) => Change::Running,
            // After a busy state one look is enough, since a new change would show in the status.
            Some(Seen {
                look:
                    Look {
                        status: Some(Status::Running),
                        change: Change::Appeared,
                    },
                ..
            }) if quiet && self.moving => Change::Appeared,
            Some(last) if self.confirming && !quiet => last.look.change.clone(),
            _ => self.change().await?,
        };
        Ok(Seen {
            look: Look { status, change },
            read: self.spent,
        })
    }

    /// The status comes with those of others; the change's own fields are read when it says that there
    /// is something to see.
    async fn look_among_many(
        &self,
        statuses: &dyn Statuses,
        last: Option<&Seen>,
    ) -> Result<Seen, ApiError> {
        let status = statuses.status(self.id).await?;
        let (change, read) = match (&status, last) {
            (Status::Busy(_) | Status::Gone(_), _) => (Change::Running, self.spent),
            (Status::Running, Some(last))
                if !last.look.is_due(self.spent.saturating_sub(last.read)) =>
            {
                (last.look.change.clone(), last.read)
            }
            (Status::Running, _) => (self.change().await?, self.spent),
        };
        Ok(Seen {
            look: Look {
                status: Some(status),
                change,
            },
            read,
        })
    }

    /// The change's own fields.
    async fn change(&self) -> Result<Change, ApiError> {
        let (cloud, id) = (&self.context.cloud, self.id);
        Ok(match self.goal {
            Goal::Quiet => {
                let (ssl, hba) = futures::join!(cloud.ssl(id), cloud.hba(id));
                quiet([
                    ssl.map(|ssl| ssl.last_change),
                    hba.map(|hba| hba.last_change),
                ])?
            }
            Goal::Ssl { before, change } => {
                ssl_change(before, change, &cloud.ssl(id).await?, self.moving)
            }
            Goal::Hba { before, after } => {
                hba_change(before, after, &cloud.hba(id).await?, self.moving)
            }
        })
    }
}

/// Judges the last changes of an instance nobody knows a goal for. A question that does not apply
/// to the instance says nothing against it being quiet.
fn quiet(changes: [Result<LastChange, ApiError>; 2]) -> Result<Change, ApiError> {
    let mut state = Change::Appeared;
    for change in changes {
        match change {
            Ok(LastChange::Failed(reason)) => return Ok(Change::Failed(reason)),
            Ok(change) if change.is_running() => state = Change::Running,
            Ok(_) => {}
            Err(error) if error.kind == ApiErrorKind::Unsupported => {}
            Err(error) => return Err(error),
        }
    }
    Ok(state)
}

fn unseen(id: &InstanceId, goal: &Goal<'_>, error: &ApiError) -> Failure {
    let failure = failure::api(format!("could not look at `{id}`"), error);
    if matches!(goal, Goal::Quiet) {
        return failure;
    }
    failure.because("the change was sent, and goes on")
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

fn describe(look: &Look) -> String {
    let status = look.status.as_ref().map(Status::as_str);
    match (&look.change, status) {
        (Change::Pending, None) => "not visible yet".to_owned(),
        (Change::Running, None) => "changing".to_owned(),
        (Change::Appeared | Change::Landed, None) => "settings are as wanted".to_owned(),
        (Change::Differs(what), None) => what.clone(),
        (Change::Failed(_), _) => "failed".to_owned(),
        (_, Some(status)) => status.to_owned(),
    }
}

fn out_of_time(id: &InstanceId, last: Option<&Seen>) -> Failure {
    let seen = match last.map(|seen| (&seen.look.change, &seen.look.status)) {
        Some((_, Some(status))) => format!("the last status was {}", status.as_str()),
        Some((Change::Running, None)) => "the service was still changing it".to_owned(),
        Some(_) => "the change was not visible yet".to_owned(),
        None => "no look succeeded".to_owned(),
    };
    Failure::new(
        Ending::Pending,
        format!("`{id}` is not ready in time; the change goes on"),
    )
    .because(seen)
    .next(format!("forcessl wait {id}"))
}
