//! What was sent so far, so that an interrupt can tell it.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::text::{Text, text};

/// Follows the events of a run.
#[derive(Default)]
pub(super) struct Ledger {
    /// With the instances.
    sent: Vec<(String, Text)>,
    /// By instance, the write whose answer is not there yet.
    on_its_way: BTreeMap<String, Text>,
    /// The instances whose change is still running.
    unfinished: BTreeSet<String>,
    /// By instance, the id of the state that was saved first.
    saved: BTreeMap<String, String>,
}

impl Ledger {
    pub(super) fn tell(&mut self, event: &Event) {
        match event {
            Event::StepStarted { instance, .. } => {
                self.on_its_way.remove(instance.as_str());
            }
            Event::Sending {
                instance,
                step,
                saved,
            } => {
                let first = self.saved.entry(instance.to_string());
                first.or_insert_with(|| saved.clone());
                let write = text!("interrupt-write", step = step, instance = instance);
                self.on_its_way.insert(instance.to_string(), write);
                self.unfinished.insert(instance.to_string());
            }
            Event::NotExecuted { instance } => {
                self.on_its_way.remove(instance.as_str());
                self.unfinished.remove(instance.as_str());
            }
            Event::Sent {
                instance,
                step,
                request_id,
            } => {
                self.on_its_way.remove(instance.as_str());
                let write = match request_id {
                    Some(request) => text!(
                        "interrupt-write-request",
                        step = step,
                        instance = instance,
                        request = request
                    ),
                    None => text!("interrupt-write", step = step, instance = instance),
                };
                self.sent.push((instance.to_string(), write));
            }
            Event::StepFinished { instance, .. } => {
                self.unfinished.remove(instance.as_str());
            }
            Event::Looked { .. }
            | Event::Holding { .. }
            | Event::Probing { .. }
            | Event::Noted(_) => {}
        }
    }

    /// What an interrupt at this moment means.
    pub(super) fn interrupted(&self) -> Failure {
        let mut failed = Failure::new(Ending::Interrupted, text!("interrupt"));
        if !self.sent.is_empty() {
            let writes = Text::list(self.sent.iter().map(|(_, write)| write.clone()));
            failed = failed.note(text!("interrupt-sent", writes = writes));
        }
        for write in self.on_its_way.values() {
            failed = failed.note(text!("interrupt-on-its-way", write = write));
        }
        for (instance, saved) in &self.saved {
            let is_sent = self.sent.iter().any(|(sent, _)| sent == instance);
            if is_sent || self.on_its_way.contains_key(instance) {
                let command = format!("forcessl rollback {instance} --to {saved}");
                failed = failed.note(text!("outcome-undo", command = command));
            }
        }
        let unfinished: Vec<&str> = self.unfinished.iter().map(String::as_str).collect();
        match unfinished.as_slice() {
            [_, ..] => {
                if self.on_its_way.is_empty() {
                    failed = failed.note(text!("interrupt-continues"));
                }
                failed.next(text!(
                    "change-wait-then-again",
                    instance = unfinished.join(" ")
                ))
            }
            [] if self.sent.is_empty() => failed.note(text!("interrupt-nothing")),
            [] => failed.next(text!("interrupt-again")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(events: &[Event]) -> String {
        let mut ledger = Ledger::default();
        for event in events {
            ledger.tell(event);
        }
        let failed = ledger.interrupted();
        format!(
            "{}; next: {}",
            Text::clauses(failed.notes).english(),
            failed.next.map(|next| next.english()).unwrap_or_default()
        )
    }

    #[test]
    fn an_interrupt_tells_exactly_what_was_sent() {
        let instance: crate::domain::instance::InstanceId = "pgm-a".parse().unwrap();
        let sending = Event::Sending {
            instance: instance.clone(),
            step: "ssl-on".into(),
            saved: "S".into(),
        };
        let sent = Event::Sent {
            instance: instance.clone(),
            step: "ssl-on".into(),
            request_id: None,
        };
        let refused = Event::NotExecuted {
            instance: instance.clone(),
        };
        let finished = Event::StepFinished {
            instance,
            step: "ssl-on".into(),
            took: std::time::Duration::ZERO,
        };
        assert!(told(&[]).contains("nothing was sent"));
        let on_its_way = told(std::slice::from_ref(&sending));
        assert!(
            on_its_way.contains("was on its way") && on_its_way.contains("forcessl wait pgm-a")
        );
        assert!(!on_its_way.contains("nothing was sent") && !on_its_way.contains("continues"));
        let running = told(&[sending.clone(), sent.clone()]);
        assert!(
            running.contains("already sent: ssl-on to pgm-a") && !running.contains("on its way")
        );
        let refused = told(&[sending.clone(), refused]);
        assert!(refused.contains("nothing was sent"));
        for (told, is_undone) in [
            (told(&[]), false),
            (refused, false),
            (on_its_way, true),
            (running, true),
        ] {
            let undo = "undo: forcessl rollback pgm-a --to S";
            assert_eq!(told.contains(undo), is_undone, "{told}");
        }
        let done = told(&[sending, sent, finished]);
        assert!(done.contains("already sent") && done.contains("run the same command again"));
    }
}
