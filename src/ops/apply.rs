//! Sends the steps of a plan, one after another, each on a fresh look, and settles lost answers by
//! looking.

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::wait::{Goal, Patience, wait};
use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::{Context, Kept};
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Record;
use crate::domain::instance::{InstanceId, RequestId, Status};
use crate::domain::outcome::{StepReport, StepStatus};
use crate::domain::plan::{self, Plan, Step};
use crate::domain::posture::Posture;
use crate::domain::saved::{Ended, Saved, Write};
use crate::domain::ssl::{SslChange, SslState};
use crate::domain::wait::{Change, EVERY, hba_change, ssl_change};
use crate::failure;

/// How steps are sent.
pub struct Applying<'a> {
    /// Wait for each step; without, only one step can be sent.
    pub wait: bool,
    /// How long to wait for each.
    pub patience: Patience,
    /// The private key that goes with a custom server certificate.
    pub server_key: Option<&'a SecretString>,
}

/// The saved state of the instance, with what is sent noted in it before and after.
pub struct Log {
    saved: Saved,
    kept: Box<dyn Kept>,
}

impl Log {
    /// Keeps the state before the first write.
    ///
    /// # Errors
    /// `Blocked` when it cannot be kept: then nothing may be sent.
    pub fn start(
        context: &Context,
        posture: &Posture,
        plan: &Plan,
        restores: Option<String>,
    ) -> Result<Self, Failure> {
        let what = || {
            format!(
                "could not save the state of `{}`; nothing was sent",
                plan.instance_id
            )
        };
        let mut saved = Saved::new(posture, plan, context.clock.now())
            .ok_or_else(|| Failure::new(Ending::Bug, what()))?;
        saved.restores = restores;
        let kept = context
            .journal
            .keep(saved.clone())
            .map_err(|error| failure::journal(what(), &error))?;
        Ok(Self { saved, kept })
    }

    fn sending(&mut self, step: &Step, at: DateTime<Utc>) -> Result<(), Failure> {
        self.saved.writes.push(Write {
            step: step.name.clone(),
            at,
            request_id: None,
        });
        self.kept.update(&self.saved).map_err(|error| {
            let what = format!(
                "could not note the change in the saved state; {} was not sent",
                step.name
            );
            failure::journal(what, &error)
        })
    }

    /// Notes an answer. The state before is safe already, so a disk that fails now stops nothing.
    fn sent(&mut self, request_id: Option<RequestId>) {
        if let Some(write) = self.saved.writes.last_mut() {
            write.request_id = request_id;
        }
        let _ = self.kept.update(&self.saved);
    }

    /// Takes the note of a write back that the service refused: nothing of it was done.
    fn refused(&mut self) {
        self.saved.writes.pop();
        let _ = self.kept.update(&self.saved);
    }

    /// The id of the saved state when a write may have been accepted since.
    pub fn undoable(&self) -> Option<String> {
        (!self.saved.writes.is_empty()).then(|| self.saved.id.clone())
    }

    /// Notes how it ended.
    pub fn end(mut self, at: DateTime<Utc>, ending: Ending) {
        self.saved.ended = Some(Ended {
            at,
            ending: ending.as_str().to_owned(),
        });
        let _ = self.kept.update(&self.saved);
    }
}

/// How long a write whose answer was lost may stay invisible before it counts as not done.
const LOST: Duration = Duration::from_secs(30);

/// Sends the steps of `plan`. What was sent is appended to `reports`, also when a later step fails.
///
/// # Errors
/// `Api` when the instance is not as the plan saw it (nothing of that step is sent), when the API
/// refuses or the change fails; `Pending` when the time runs out. Where a part is done, the failure
/// says which, and what was not sent.
pub async fn apply(
    context: &Context,
    plan: &Plan,
    applying: &Applying<'_>,
    log: &mut Log,
    reports: &mut Vec<StepReport>,
) -> Result<(), Failure> {
    let mut queue: VecDeque<Step> = plan.steps.clone().into();
    Box::pin(send_all(context, plan, applying, log, reports, &mut queue))
        .await
        .map_err(|failure| half_done(failure, reports, &queue))
}

/// Before the names of the steps that are in force after a failure.
const IN_FORCE: &str = "done and in force";

/// The failure of a change that was put back: what was in force is not any more.
pub fn put_back(mut failure: Failure) -> Failure {
    for why in &mut failure.why {
        if let Some(steps) = why.strip_prefix(IN_FORCE) {
            *why = format!("done, and put back again{steps}");
        }
    }
    failure
}

/// Adds which steps are in force already and which were not sent, where a part was sent.
fn half_done(mut failure: Failure, reports: &[StepReport], queue: &VecDeque<Step>) -> Failure {
    let done: Vec<&str> = reports
        .iter()
        .filter(|report| report.status == StepStatus::Done)
        .map(|report| report.step.as_str())
        .collect();
    let left: Vec<&str> = queue.iter().map(|step| step.name.as_str()).collect();
    if reports.is_empty() {
        return failure;
    }
    for (what, steps) in [(IN_FORCE, done), ("not done", left)] {
        if !steps.is_empty() {
            failure = failure.because(format!("{what}: {}", steps.join(", ")));
        }
    }
    failure
}

/// Takes each step from the queue when it is accepted.
async fn send_all(
    context: &Context,
    plan: &Plan,
    applying: &Applying<'_>,
    log: &mut Log,
    reports: &mut Vec<StepReport>,
    queue: &mut VecDeque<Step>,
) -> Result<(), Failure> {
    let id = &plan.instance_id;
    let mut number = 1;
    while let Some(step) = queue.front().cloned() {
        context.audience.tell(&Event::StepStarted {
            instance: id.clone(),
            step: step.name.clone(),
            summary: step.summary.clone(),
            number,
            of: number + queue.len() - 1,
            expected: step.expected,
        });
        let started = context.clock.monotonic();
        let mut report = |status, request_id| {
            let took = context.clock.monotonic().saturating_sub(started);
            reports.push(StepReport {
                step: step.name.clone(),
                status,
                request_id,
                took,
            });
            took
        };
        let (request_id, goal) = match send(context, id, &step, applying, log).await? {
            Sent::Accepted(request_id, goal) => (request_id, goal),
            Sent::Refused(failure) => {
                log.refused();
                return Err(failure);
            }
            Sent::Combination(error) => {
                log.refused();
                queue.pop_front();
                context.audience.tell(&Event::Noted(format!(
                    "the API refused the combined call ({}); sending its parts one by one",
                    error.code.as_deref().unwrap_or_default()
                )));
                report(StepStatus::Split, error.request_id);
                for part in step.fallback.iter().rev() {
                    queue.push_front(part.clone());
                }
                continue;
            }
        };
        queue.pop_front();
        context.audience.tell(&Event::Sent {
            instance: id.clone(),
            step: step.name.clone(),
            request_id: request_id.clone(),
        });
        log.sent(request_id.clone());
        if !applying.wait {
            report(StepStatus::Sent, request_id);
            return unsent(id, queue);
        }
        if let Err(failure) = wait(context, id, &goal, applying.patience).await {
            report(StepStatus::Failed, request_id);
            return Err(failure);
        }
        let took = report(StepStatus::Done, request_id);
        context.audience.tell(&Event::StepFinished {
            instance: id.clone(),
            step: step.name.clone(),
            took,
        });
        number += 1;
    }
    Ok(())
}

/// Says which steps are left to another run.
fn unsent(id: &InstanceId, queue: &mut VecDeque<Step>) -> Result<(), Failure> {
    if queue.is_empty() {
        return Ok(());
    }
    let names = queue
        .drain(..)
        .map(|step| step.name)
        .collect::<Vec<_>>()
        .join(", ");
    Err(
        Failure::new(Ending::Pending, format!("the change of `{id}` goes on"))
            .because(format!(
                "not sent yet, because the first step has to end first: {names}"
            ))
            .next(format!(
                "forcessl wait {id}, then run the same command again"
            )),
    )
}

/// How sending went.
enum Sent<'a> {
    /// The service has the change; its request id, unless the answer was lost.
    Accepted(Option<RequestId>, Goal<'a>),
    /// The API refused it: nothing was done.
    Refused(Failure),
    /// The API refused a combined call that has parts.
    Combination(ApiError),
}

async fn send<'a>(
    context: &Context,
    id: &InstanceId,
    step: &'a Step,
    applying: &Applying<'_>,
    log: &mut Log,
) -> Result<Sent<'a>, Failure> {
    // Only before the first write is the instance as the plan saw it.
    let first = log.saved.writes.is_empty();
    let expected = first.then(|| log.saved.ssl.clone());
    let unsent = if first { "nothing" } else { "nothing more" };
    // Told and noted after the last look and right before the write.
    let announce = || {
        log.sending(step, context.clock.now())?;
        context.audience.tell(&Event::Sending {
            instance: id.clone(),
            step: step.name.clone(),
        });
        Ok(())
    };
    match &step.change {
        plan::Change::Ssl(change) => {
            let looked = (expected, unsent);
            send_ssl(context, id, step, change, applying, looked, announce).await
        }
        plan::Change::Hba { before, after } => {
            send_hba(context, id, (before, after), unsent, announce).await
        }
    }
}

async fn send_ssl<'a>(
    context: &Context,
    id: &InstanceId,
    step: &Step,
    change: &'a SslChange,
    applying: &Applying<'_>,
    (expected, unsent): (Option<SslState>, &str),
    announce: impl FnOnce() -> Result<(), Failure>,
) -> Result<Sent<'a>, Failure> {
    let before = context
        .cloud
        .ssl(id)
        .await
        .map_err(|error| unseen(id, &error, unsent))?;
    if before.last_change.is_running() {
        return Err(foreign_change(
            id,
            "another change of the SSL settings is running",
            unsent,
        ));
    }
    if expected.is_some_and(|expected| expected.deciding() != before.deciding()) {
        return Err(foreign_change(
            id,
            "someone else changed the SSL settings since the plan was made",
            unsent,
        ));
    }
    announce()?;
    let request_id = match context
        .cloud
        .modify_ssl(id, change, applying.server_key)
        .await
    {
        Ok(request_id) => Some(request_id),
        Err(error) if !step.fallback.is_empty() && refuses_combination(&error) => {
            return Ok(Sent::Combination(error));
        }
        Err(error) if error.kind == ApiErrorKind::AnswerLost => {
            settle(context, id, &error, async || {
                Ok(ssl_change(
                    &before,
                    change,
                    &context.cloud.ssl(id).await?,
                    false,
                ))
            })
            .await?;
            error.request_id
        }
        Err(error) => {
            let what = format!("could not change the SSL settings of `{id}`");
            return Ok(Sent::Refused(failure::api(what, &error)));
        }
    };
    Ok(Sent::Accepted(
        request_id,
        Goal::Ssl {
            before: Box::new(before),
            change,
        },
    ))
}

async fn send_hba<'a>(
    context: &Context,
    id: &InstanceId,
    (before, after): (&[Record], &'a [Record]),
    unsent: &str,
    announce: impl FnOnce() -> Result<(), Failure>,
) -> Result<Sent<'a>, Failure> {
    // The API replaces the whole set and has no compare-and-swap, so this look comes right before.
    let seen = context
        .cloud
        .hba(id)
        .await
        .map_err(|error| unseen(id, &error, unsent))?;
    if seen.last_change.is_running() {
        return Err(foreign_change(
            id,
            "another change of the pg_hba records is running",
            unsent,
        ));
    }
    if seen.in_force().0 != before {
        return Err(foreign_change(
            id,
            "someone else changed the pg_hba records since the plan was made",
            unsent,
        ));
    }
    announce()?;
    let request_id = match context.cloud.replace_hba(id, after).await {
        Ok(request_id) => Some(request_id),
        Err(error) if error.kind == ApiErrorKind::AnswerLost => {
            settle(context, id, &error, async || {
                Ok(hba_change(
                    &seen,
                    after,
                    &context.cloud.hba(id).await?,
                    false,
                ))
            })
            .await?;
            error.request_id
        }
        Err(error) => {
            let what = format!("could not change the pg_hba records of `{id}`");
            return Ok(Sent::Refused(failure::api(what, &error)));
        }
    };
    Ok(Sent::Accepted(
        request_id,
        Goal::Hba {
            before: seen,
            after,
        },
    ))
}

fn unseen(id: &InstanceId, error: &ApiError, unsent: &str) -> Failure {
    failure::api(
        format!("could not look at `{id}` before the change; {unsent} was sent"),
        error,
    )
}

fn foreign_change(id: &InstanceId, why: &str, unsent: &str) -> Failure {
    Failure::new(
        Ending::Api,
        format!("`{id}` is not as the plan saw it; {unsent} was sent"),
    )
    .because(why)
    .next(format!(
        "look at it with forcessl plan {id}, then run the same command again"
    ))
}

fn refuses_combination(error: &ApiError) -> bool {
    ["InvalidACL.Permission", "InvalidClientCrl.Permission"]
        .iter()
        .any(|code| error.has_code(code))
}

/// Finds out by looking whether a write whose answer was lost took effect. It is not sent again.
async fn settle(
    context: &Context,
    id: &InstanceId,
    lost: &ApiError,
    look: impl AsyncFn() -> Result<Change, ApiError>,
) -> Result<(), Failure> {
    context.audience.tell(&Event::Noted(
        "the answer to the change was lost; looking whether it took effect".to_owned(),
    ));
    let start = context.clock.monotonic();
    let mut seen;
    loop {
        context.clock.sleep(EVERY).await;
        let busy = match context.cloud.instance(id).await {
            Ok(instance) => matches!(instance.status, Status::Busy(_)),
            Err(_) => false,
        };
        let looked = look().await;
        if busy
            || looked
                .as_ref()
                .is_ok_and(|change| *change != Change::Pending)
        {
            return Ok(());
        }
        seen = looked.map(|_| ());
        if context.clock.monotonic().saturating_sub(start) >= LOST {
            break;
        }
    }
    let seconds = LOST.as_secs();
    Err(match seen {
        Ok(()) => failure::api(
            format!(
                "the answer to the change of `{id}` was lost, and it shows no effect after {seconds} seconds"
            ),
            lost,
        ),
        Err(error) => failure::api(
            format!(
                "the answer to the change of `{id}` was lost, and it could not be looked at; it may have taken effect"
            ),
            &error,
        )
        .because(lost.to_string())
        .next(format!("forcessl wait {id}")),
    })
}
