//! The saved state of an instance, with what is sent noted in it before and after.

use chrono::{DateTime, Utc};

use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::RequestId;
use crate::domain::plan::{Plan, Step};
use crate::domain::posture::Posture;
use crate::domain::saved::{Saved, WriteEnd};
use crate::domain::wait::Mark;
use crate::failure::{self, JournalUse};
use crate::journal::KeptState;
use crate::text;

/// What a change that is saved so needs the saved states for.
const fn purpose(saved: &Saved) -> JournalUse {
    match saved.restores {
        Some(_) => JournalUse::Rollback,
        None => JournalUse::Change,
    }
}

/// A saved state that follows its change.
pub(super) struct Log {
    saved: Saved,
    kept: KeptState,
}

impl Log {
    /// Saves the state before the first write, and holds the instance against other runs.
    ///
    /// # Errors
    /// `Blocked` when it cannot be saved: then nothing may be sent.
    pub(super) fn start(
        context: &Context,
        posture: &Posture,
        plan: &Plan,
    ) -> Result<Self, Failure> {
        let what = || {
            let id = &plan.instance_id;
            text!("log-not-saved", instance = id)
        };
        let mut saved =
            Saved::new(posture, plan, context.clock.now()).ok_or_else(|| Failure::bug(what()))?;
        saved.origin = Some(context.cloud.origin().of(posture));
        let kept = context.journal.keep(&mut saved);
        let kept = kept.map_err(|error| failure::journal(what(), &error, purpose(&saved)))?;
        Ok(Self { saved, kept })
    }

    /// Notes a write that is about to be sent, and the steps that are left then.
    ///
    /// # Errors
    /// `Blocked` when it cannot be noted: then it may not be sent.
    pub(super) fn sending(
        &mut self,
        step: &Step,
        left: Vec<String>,
        before: Mark,
        at: DateTime<Utc>,
    ) -> Result<(), Failure> {
        self.saved.sending(step, left, before, at);
        let what = || text!("log-not-noted", step = &step.name);
        self.kept
            .update(&self.saved)
            .map_err(|error| failure::journal(what(), &error, purpose(&self.saved)))
    }

    /// Notes an answer. The state before is safe already, so a disk that fails now stops nothing.
    pub(super) fn sent(&mut self, request_id: Option<RequestId>) {
        if let Some(write) = self.saved.writes.last_mut() {
            write.request_id = request_id;
        }
        let _ = self.kept.update(&self.saved);
    }

    /// Notes what became of the latest write, or that it is open again.
    pub(super) fn ended(&mut self, end: Option<WriteEnd>) {
        if let Some(write) = self.saved.writes.last_mut() {
            write.end = end;
        }
        let _ = self.kept.update(&self.saved);
    }

    /// Removes the entry of a write that was not executed.
    pub(super) fn not_executed(&mut self) {
        self.saved.writes.pop();
        let _ = self.kept.update(&self.saved);
    }

    /// Whether nothing was sent, or nothing of it can have been executed.
    pub(super) const fn is_empty(&self) -> bool {
        self.saved.writes.is_empty()
    }

    /// The id of the saved state.
    pub(super) fn id(&self) -> &str {
        &self.saved.id
    }

    /// Whether a write took effect, as far as is known.
    pub(super) fn has_landed(&self) -> bool {
        self.saved.landed().next().is_some()
    }

    /// The id of the saved state when the service took a write since, or may have; also one that it let fail later,
    /// of which a part may be in force.
    pub(super) fn undoable(&self) -> Option<String> {
        let is_taken = self.saved.sent().next().is_some();
        is_taken.then(|| self.saved.id.clone())
    }

    /// Notes how it ended.
    pub(super) fn end(mut self, at: DateTime<Utc>, ending: Ending) {
        self.saved.end(at, ending);
        let _ = self.kept.update(&self.saved);
    }
}
