//! What an operation says while it runs, on the terminal.

use std::sync::PoisonError;
use std::time::Duration;

use async_trait::async_trait;

use super::{Terminal, prompt};
use crate::context::{Audience, Consent};
use crate::domain::event::Event;
use crate::domain::plan::Plan;
use crate::domain::sessions::Session;
use crate::report::{Format, table};
use crate::text::{Text, text};

#[async_trait]
impl Audience for Terminal {
    fn tell(&self, event: &Event) {
        self.ledger
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .tell(event);
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
                    self.running
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .insert(instance.clone(), (label.clone(), *expected));
                    if self.progress().is_none() {
                        self.start_progress(instance, &label, *expected);
                    }
                } else {
                    self.say(Text::verbatim(label));
                }
            }
            Event::Sending { instance, step } => {
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
                self.running
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .remove(instance);
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
        match (
            self.manner.yes,
            self.can_ask && self.manner.format == Format::Table,
        ) {
            (true, _) => Consent::Given,
            (false, true) => prompt::ask(plans, self.stderr).await,
            (false, false) => Consent::Missing,
        }
    }

    async fn choose_to_end(&self, sessions: &[Session]) -> Result<Vec<usize>, Consent> {
        self.end_progress();
        if self.shows_plans() {
            self.raw(&table::sessions_to_end(sessions, self.stderr));
        }
        match (
            self.manner.yes,
            self.can_ask && self.manner.format == Format::Table,
        ) {
            (true, _) => Ok((0..sessions.len()).collect()),
            (false, true) => prompt::choose_to_end(sessions, self.stderr).await,
            (false, false) => Err(Consent::Missing),
        }
    }
}

/// Seconds with one decimal place.
fn seconds(duration: Duration) -> String {
    format!("{:.1}", duration.as_secs_f64())
}
