//! Sends the steps of a plan, one after another. Right before each write, and before each that is sent
//! again, everything that the plan rests on is read and compared.

use std::collections::VecDeque;
use std::time::Duration;

use super::ChangeOptions;
use super::broken_off::{half_done, still_running};
use super::log::Log;
use super::refusal::{by_blockers, overtaken};
use super::refused::{Next, Reached, Refused, is_ours};
use super::reread::Reread;
use super::settle::{is_as_before, look_for_an_overwrite, settle};
use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::Context;
use crate::domain::basis::Basis;
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, RequestId};
use crate::domain::outcome::{StepReport, StepStatus};
use crate::domain::plan::{self, Plan, Step};
use crate::domain::posture::Posture;
use crate::domain::saved::WriteEnd;
use crate::domain::wait::{EVERY, Limit};
use crate::failure;
use crate::ops::wait::{Goal, wait};
use crate::text;

/// How often settings that read as before an earlier step are read again.
const READINGS: usize = 10;
/// The longest pause before a write that was not executed is sent again.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// What became of a plan whose state before is saved.
pub(super) struct Applied {
    pub(super) log: Log,
    /// The states that the accepted steps lead through, the one before them first.
    pub(super) states: Vec<Basis>,
    /// Why not all of it was sent and done.
    pub(super) failure: Option<Failure>,
    /// Whether the service itself says that it failed: a step was refused, or ended badly.
    pub(super) is_bad: bool,
    /// Whether anything of it may be in force.
    pub(super) may_be_in_force: bool,
}

/// Saves the state before and sends the steps of `plan`; without waiting only one step can be sent.
/// What was sent is appended to `reports`, also when a later step fails; the failure then says which steps are in force
/// and which were not sent.
///
/// # Errors
/// `Blocked` when the state before cannot be saved: then nothing was sent.
pub(super) async fn apply(
    context: &Context,
    posture: &Posture,
    plan: &Plan,
    options: &ChangeOptions,
    reports: &mut Vec<StepReport>,
) -> Result<Applied, Failure> {
    let id = &plan.instance_id;
    let log = Log::start(context, posture, plan)?;
    let before = Basis::of(posture);
    let mut sender = Sender {
        context,
        id,
        posture,
        plan,
        options,
        states: vec![before.clone()],
        before,
        log,
        queue: plan.steps.clone().into(),
        refused: None,
        reached: Reached::Nothing,
        is_bad: false,
        reports,
    };
    let sent = sender.send_all().await;
    let failure = sent.err().map(|failure| {
        let left: Vec<&str> = sender.queue.iter().map(|step| step.name.as_str()).collect();
        half_done(failure, sender.reports, &left)
    });
    Ok(Applied {
        failure,
        may_be_in_force: sender.may_be_in_force().await,
        log: sender.log,
        states: sender.states,
        is_bad: sender.is_bad,
    })
}

/// How sending went.
enum Sent {
    /// The service has the change; its request id, unless the answer was lost.
    Accepted(Option<RequestId>, Box<Reread>),
    /// The API refused a combined call that has parts.
    Combination(ApiError),
}

struct Sender<'a> {
    context: &'a Context,
    id: &'a InstanceId,
    /// What the plan was made on.
    posture: &'a Posture,
    plan: &'a Plan,
    options: &'a ChangeOptions,
    log: Log,
    before: Basis,
    /// That before, and those after each accepted step.
    states: Vec<Basis>,
    queue: VecDeque<Step>,
    /// Its note stays in the saved state until a look shows that it was not executed all the same.
    refused: Option<Refused>,
    /// How far the writes of this step may have come.
    reached: Reached,
    is_bad: bool,
    reports: &'a mut Vec<StepReport>,
}

impl Sender<'_> {
    /// Takes each step from the queue when it is accepted.
    async fn send_all(&mut self) -> Result<(), Failure> {
        let (context, id) = (self.context, self.id);
        let mut number = 1;
        while let Some(step) = self.queue.front().cloned() {
            context.audience.tell(&Event::StepStarted {
                instance: id.clone(),
                step: step.name.clone(),
                summary: step.summary.clone(),
                number,
                of: number + self.queue.len() - 1,
                expected: step.expected,
            });
            let started = context.clock.monotonic();
            let sent = self.send(&step).await?;
            self.queue.pop_front();
            let (request_id, look) = match sent {
                Sent::Accepted(request_id, look) => (request_id, look),
                Sent::Combination(error) => {
                    context.audience.note(text!(
                        "change-split",
                        code = error.code.as_deref().unwrap_or_default()
                    ));
                    self.report(&step, StepStatus::Split, error.request_id, started);
                    for part in step.fallback.iter().rev() {
                        self.queue.push_front(part.clone());
                    }
                    continue;
                }
            };
            context.audience.tell(&Event::Sent {
                instance: id.clone(),
                step: step.name.clone(),
                request_id: request_id.clone(),
            });
            self.log.sent(request_id.clone());
            let after = self.expected().after(&step.change);
            self.states.push(after);
            if !self.options.wait {
                self.report(&step, StepStatus::Sent, request_id, started);
                let left: Vec<String> = self.queue.drain(..).map(|step| step.name).collect();
                return Err(still_running(id, &left));
            }
            let goal = Goal {
                change: Some((look.mark(&step), &step.change)),
                is_unanswered: false,
            };
            if let Err(failure) = wait(context, id, goal, self.options.patience).await {
                let status = if failure.ending == Ending::Pending {
                    StepStatus::Sent
                } else {
                    StepStatus::Failed
                };
                self.is_bad = failure.ending == Ending::Api;
                if self.is_bad {
                    self.log.ended(Some(WriteEnd::Failed));
                }
                self.report(&step, status, request_id, started);
                let overwrote = look_for_an_overwrite(context, id, &look, &step).await;
                let lost = overwrote.err().map_or(vec![], |lost| lost.why);
                return Err(lost.into_iter().fold(failure, Failure::because));
            }
            self.log.ended(Some(WriteEnd::Done));
            let took = self.report(&step, StepStatus::Done, request_id, started);
            context.audience.tell(&Event::StepFinished {
                instance: id.clone(),
                step: step.name.clone(),
                took,
            });
            look_for_an_overwrite(context, id, &look, &step).await?;
            number += 1;
        }
        Ok(())
    }

    fn report(
        &mut self,
        step: &Step,
        status: StepStatus,
        request_id: Option<RequestId>,
        started: Duration,
    ) -> Duration {
        let took = self.context.clock.monotonic().saturating_sub(started);
        self.reports.push(StepReport {
            step: step.name.clone(),
            status,
            request_id,
            took,
        });
        took
    }

    /// What the instance must look like before the next step.
    fn expected(&self) -> &Basis {
        self.states.last().unwrap_or(&self.before)
    }

    /// Reads everything that the plan rests on and sends the write when it is as planned. A busy
    /// instance is waited for. No answer but an accepted one tells what became of a write: a look at the instance
    /// at rest does, after a refusal of any kind, and before anything else is sent.
    async fn send(&mut self, step: &Step) -> Result<Sent, Failure> {
        let (context, id) = (self.context, self.id);
        let start = context.clock.monotonic();
        let mut limit = Limit::new(self.options.patience.limit, EVERY);
        let mut pause = EVERY;
        let (mut corrected, mut stale) = (false, 0);
        self.reached = Reached::Nothing;
        loop {
            let look = match self.read().await {
                Ok(look) => look,
                Err(unread) => return Err(self.unsettled(step).unwrap_or(unread)),
            };
            let why = match look.busy() {
                None => {
                    let differences = self.expected().differences(&look.basis());
                    if !differences.is_empty()
                        && let Some(sent) = self.executed(step, &look).await
                    {
                        return Ok(sent);
                    }
                    // Right after a step of our own, old and new readings can take turns.
                    if !differences.is_empty() && self.states.len() > 1 && stale < READINGS {
                        stale += 1;
                        context.clock.sleep(EVERY).await;
                        continue;
                    }
                    if !differences.is_empty() {
                        let failure = self.unsettled(step);
                        return Err(
                            failure.unwrap_or_else(|| overtaken(self.plan, &self.log, differences))
                        );
                    }
                    if let Some(Refused { error, next, .. }) = self.refused.take() {
                        self.not_executed();
                        match next {
                            Next::Again => {}
                            Next::Parts => return Ok(Sent::Combination(error)),
                            Next::Fail => return Err(self.failed(step, &error)),
                        }
                    }
                    if let Some(failure) = self.ran_out() {
                        return Err(failure);
                    }
                    if let Some(sent) = self.write(step, look, &mut corrected).await? {
                        return Ok(sent);
                    }
                    match &self.refused {
                        Some(refused) if refused.next == Next::Again => refused.error.text(),
                        _ => continue,
                    }
                }
                Some(why) => why,
            };
            let spent = context.clock.monotonic().saturating_sub(start);
            context.audience.tell(&Event::Looked {
                instance: id.clone(),
                state: why.clone(),
                spent,
            });
            if limit.is_over(spent) {
                if let Some(failure) = self.unsettled(step) {
                    return Err(failure);
                }
                let what = if self.log.is_empty() {
                    text!("change-not-taken", instance = id)
                } else {
                    text!("change-not-taken-more", instance = id)
                };
                return Err(Failure::blocked(what)
                    .because(why)
                    .next(text!("change-wait-then-again", instance = id)));
            }
            context.clock.sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    /// Why the plan does not hold any more although nothing has changed: time has passed, and with it the day of a waiver
    /// or the validity of a certificate. A clock that was set back takes nothing back.
    fn ran_out(&self) -> Option<Failure> {
        let now = Posture {
            seen_at: self.context.clock.now().max(self.posture.seen_at),
            ..self.posture.clone()
        };
        let mut blockers = plan::plan(&now, &self.plan.policy).blockers;
        blockers.retain(|one| self.plan.blockers.iter().all(|known| known.id != one.id));
        let failure = Failure::blocked(text!("refusal-ran-out", instance = self.id));
        let mut failure = by_blockers(failure, &blockers, self.plan.again.as_ref())?;
        failure.next.get_or_insert_with(|| text!("api-again-next"));
        Some(failure)
    }

    /// Whether a write that was refused was executed all the same, by this look at an instance that is at rest and not as
    /// before: as after a lost answer, what it wants shows, and nothing tells that somebody else set it.
    async fn executed(&mut self, step: &Step, now: &Reread) -> Option<Sent> {
        let look = &self.refused.as_ref()?.look;
        let after = self.expected().after(&step.change);
        let shows = after.differences(&now.basis()).is_empty();
        if !shows || !is_ours(self.context, self.id, look, step, self.reached).await {
            return None;
        }
        let Refused { look, error, .. } = self.refused.take()?;
        self.log.ended(None);
        Some(Sent::Accepted(error.request_id, look))
    }

    /// The failure of a write that is not sent again, and of which no look tells whether it was executed.
    fn unsettled(&mut self, step: &Step) -> Option<Failure> {
        let refused = self
            .refused
            .take_if(|refused| refused.next != Next::Again)?;
        let failure = self.failed(step, &refused.error);
        Some(failure.because(text!("change-maybe-executed")))
    }

    fn failed(&mut self, step: &Step, error: &ApiError) -> Failure {
        self.is_bad = true;
        let what = text!("change-failed", instance = self.id, step = &step.name);
        failure::api(what, error)
    }

    fn not_executed(&mut self) {
        self.log.not_executed();
        let instance = self.id.clone();
        self.context.audience.tell(&Event::NotExecuted { instance });
    }

    /// Whether anything that was sent may be in force. Where the service turned down all of it, a look tells.
    async fn may_be_in_force(&self) -> bool {
        let is_failed = !self.log.is_empty() && self.is_bad;
        self.log.has_landed()
            || (is_failed && !is_as_before(self.context, self.id, &self.before).await)
    }

    async fn read(&self) -> Result<Reread, Failure> {
        let read = Reread::take(self.context, self.id).await;
        read.map_err(|error| {
            let what = if self.log.is_empty() {
                text!("change-unread", instance = self.id)
            } else {
                text!("change-unread-more", instance = self.id)
            };
            failure::api(what, &error)
        })
    }

    /// Sends the write; `None` where the service did not accept it.
    async fn write(
        &mut self,
        step: &Step,
        look: Reread,
        corrected: &mut bool,
    ) -> Result<Option<Sent>, Failure> {
        let (context, id) = (self.context, self.id);
        let left = self.queue.iter().skip(1);
        let left = left.map(|step| step.name.clone()).collect();
        let now = context.clock.now();
        self.log.sending(step, left, look.mark(step), now)?;
        context.audience.tell(&Event::Sending {
            instance: id.clone(),
            step: step.name.clone(),
            saved: self.log.id().to_owned(),
        });
        let answer = match &step.change {
            plan::Change::Ssl(change) => {
                let key = self.options.server_key.as_ref();
                context.cloud.modify_ssl(id, change, key).await
            }
            plan::Change::Hba { after, .. } => context.cloud.replace_hba(id, after).await,
        };
        let look = Box::new(look);
        let error = match answer {
            Ok(request_id) => return Ok(Some(Sent::Accepted(Some(request_id), look))),
            Err(error) => error,
        };
        if error.kind == ApiErrorKind::AnswerLost {
            settle(context, id, step, &look, &error).await?;
            return Ok(Some(Sent::Accepted(error.request_id, look)));
        }
        self.log.ended(Some(WriteEnd::Refused));
        self.reached = self.reached.max(Reached::by(&error));
        let next = Next::after(&error, step, corrected);
        self.refused = Some(Refused { look, error, next });
        Ok(None)
    }
}
