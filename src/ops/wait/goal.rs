//! What a wait waits for.

use crate::domain::failure::Ending;
use crate::domain::instance::InstanceId;
use crate::domain::plan::Change;
use crate::domain::saved::{Saved, Sent};
use crate::domain::wait::Mark;

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

impl<'a> Goal<'a> {
    /// No change in particular, before the first look.
    pub const QUIET: Self = Self::Quiet([None, None]);

    pub(super) const fn is_quiet(&self) -> bool {
        matches!(self, Self::Quiet(_))
    }

    /// The command that shows what a change of this kind left.
    pub(super) fn look(&self, id: &InstanceId) -> String {
        match self {
            Self::Change {
                change: Change::Hba { .. },
                ..
            } => format!("forcessl hba list {id}"),
            Self::Change { .. } | Self::Quiet(_) => format!("forcessl check {id}"),
        }
    }

    pub(super) const fn is_unanswered(&self) -> bool {
        matches!(self, Self::Change { is_unanswered, .. } if *is_unanswered)
    }

    /// The last write of a change that was not waited for to its end; `None` when there is none.
    pub(super) fn of(saved: &'a Saved) -> Option<Self> {
        // One that a wait was not allowed to look at goes on too.
        let open = [None, Some(Ending::Pending), Some(Ending::Access)];
        let is_open = open.contains(&saved.ending());
        let write = saved.writes.last()?;
        let open = write
            .sent
            .as_ref()
            .filter(|_| is_open && write.end.is_none());
        let Sent { before, change, .. } = open?;
        Some(Self::Change {
            before: before.clone(),
            change,
            is_unanswered: write.request_id.is_none(),
        })
    }
}
