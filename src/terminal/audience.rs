//! What an operation says while it runs, on the terminal.

use std::time::Duration;

use async_trait::async_trait;

use super::{Terminal, locked, prompt};
use crate::context::{Audience, Consent, Unasked};
use crate::domain::event::Event;
use crate::domain::plan::Plan;
use crate::domain::sessions::Session;
use crate::report::{Format, table};
use crate::text::{Text, text};

#[async_trait]
impl Audience for Terminal {
    fn tell(&self, event: &Event) {
        locked(&self.ledger).tell(event);
        match event {
            Event::StepStarted {
                instance,
                summary,
                number,
                of,
                expected,
                ..
            } => {
                let label = self.stderr.say(&text!(
                    "progress-step",
                    instance = instance,
                    number = *number,
                    of = *of,
                    summary = summary
                ));
                if self.shows_progress {
                    locked(&self.running).insert(instance.clone(), (label.clone(), *expected));
                    if self.progress().is_none() {
                        self.start_progress(instance, &label, *expected);
                    }
                } else {
                    self.say(Text::verbatim(label));
                }
            }
            Event::Sending { instance, step, .. } => {
                let sending = text!("progress-sending", instance = instance, step = step);
                self.whisper(1, sending);
            }
            Event::Sent {
                instance,
                step,
                request_id,
            } => {
                let sent = match request_id {
                    Some(request) => text!(
                        "progress-sent-request",
                        instance = instance,
                        step = step,
                        request = request
                    ),
                    None => text!("progress-sent", instance = instance, step = step),
                };
                self.whisper(1, sent);
            }
            Event::Looked {
                instance,
                state,
                spent,
            } => {
                let looked = text!(
                    "progress-looked",
                    instance = instance,
                    state = state,
                    seconds = seconds(*spent)
                );
                self.whisper(2, looked);
                self.advance(instance, state, *spent);
            }
            Event::StepFinished {
                instance,
                step,
                took,
            } => {
                locked(&self.running).remove(instance);
                let shown = self
                    .progress()
                    .take_if(|progress| progress.is_for(instance));
                if let Some(progress) = shown {
                    progress.clear();
                }
                let done = text!(
                    "progress-done",
                    instance = instance,
                    step = step,
                    seconds = seconds(*took)
                );
                self.say(done);
            }
            Event::Holding {
                instance,
                opens,
                left,
            } => self.hold(instance, *opens, *left),
            Event::Probing { host, port } => {
                let place = format!("{host}:{port}");
                let probing = text!("progress-probing", place = place);
                self.whisper(1, probing);
            }
            Event::NotExecuted { .. } => {}
            Event::Noted(note) => self.say(note.clone()),
        }
    }

    fn show(&self, plans: &[Plan]) {
        self.end_progress();
        if self.shows_plans() {
            self.raw(&table::plans(plans, self.stderr));
            self.raw(&table::warnings(plans, self.stderr));
        }
    }

    fn warn(&self, plans: &[Plan]) {
        self.end_progress();
        self.say_text(&table::warnings(plans, self.stderr));
    }

    async fn ask(&self, plans: &[Plan]) -> Consent {
        self.end_progress();
        match self.consent() {
            Some(consent) => consent,
            None => prompt::ask(plans, self.stderr).await,
        }
    }

    async fn choose_to_end(&self, sessions: &[Session]) -> Result<Vec<usize>, Consent> {
        self.end_progress();
        if self.shows_plans() {
            self.raw(&table::sessions_to_end(sessions, self.stderr));
        }
        match self.consent() {
            Some(Consent::Given) => Ok((0..sessions.len()).collect()),
            Some(missing) => Err(missing),
            None => prompt::choose_to_end(sessions, self.stderr).await,
        }
    }
}

impl Terminal {
    /// The consent that needs no question: given ahead, or missing because nobody can be asked.
    fn consent(&self) -> Option<Consent> {
        if self.manner.yes {
            Some(Consent::Given)
        } else if !self.can_ask {
            Some(Consent::Missing(Unasked::NoTerminal))
        } else if self.manner.format == Format::Json {
            Some(Consent::Missing(Unasked::ForProgram))
        } else {
            None
        }
    }
}

/// Seconds with one decimal place.
fn seconds(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64())
}
