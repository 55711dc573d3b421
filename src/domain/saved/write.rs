//! A write that was sent, and what became of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::secrets::Secrets;
use crate::domain::hba::{HbaLogItem, Record, canonical};
use crate::domain::instance::{InstanceId, RequestId};
use crate::domain::plan::Change;
use crate::domain::wait::Mark;

/// A write that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Write {
    /// The step.
    pub step: String,
    /// When it was about to be sent.
    pub at: DateTime<Utc>,
    /// The request id, once the answer came.
    pub request_id: Option<RequestId>,
    /// What it asked for; a file of an older version does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
    /// What became of it; `None` while that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<WriteEnd>,
}

/// What became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WriteEnd {
    /// It took effect.
    Done,
    /// The service took it and says that it failed.
    Failed,
    /// The service refused it, and no later look showed the instance as before.
    Refused,
}

/// A part of an instance that a write is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The SSL settings, the client CA, the revocation list or the ACLs.
    Ssl,
    /// The pg_hba records.
    Records,
}

impl Part {
    /// Everything that a saved state holds.
    pub const ALL: [Self; 2] = [Self::Ssl, Self::Records];
}

/// What a write asked for, and what stood there before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// The mark of the last change right before.
    pub before: Mark,
    /// The change, its secrets hidden and without the records it was made on.
    pub change: Change,
    #[serde(default, skip_serializing_if = "Secrets::is_empty")]
    secrets: Secrets,
}

impl Sent {
    /// This change, its secrets hidden.
    pub(super) fn new(before: Mark, change: &Change, salt: &InstanceId) -> Self {
        let (mut change, mut secrets) = (change.clone(), Secrets::default());
        if let Change::Hba { before, after } = &mut change {
            secrets = Secrets::hide(after, salt);
            before.clear();
        }
        Self {
            before,
            change,
            secrets,
        }
    }

    /// The change with its secrets.
    ///
    /// # Errors
    /// The priority of a record whose secret is not among the known ones.
    pub(super) fn revealed(&self, salt: &InstanceId, known: &[Record]) -> Result<Change, u32> {
        let mut change = self.change.clone();
        if let Change::Hba { after, .. } = &mut change {
            *after = self.secrets.reveal(after, salt, known)?;
        }
        Ok(change)
    }

    /// What became of it by the service's own log, which has the changes of records only; `None` where it does not
    /// tell. It counts as refused where the log has later changes and not this one.
    pub fn logged(&self, log: &[HbaLogItem]) -> Option<WriteEnd> {
        let Change::Hba { after, .. } = &self.change else {
            return None;
        };
        let since = self.before.modified;
        let later = || log.iter().filter(|item| Some(item.at) > since);
        let hidden = |records: &[Record]| {
            let hidden: Vec<Record> = records.iter().map(Record::redacted).collect();
            canonical(&hidden)
        };
        let ours = later().filter(|item| hidden(&item.after) == canonical(after));
        match ours.min_by_key(|item| item.at) {
            Some(item) if item.took_effect() => Some(WriteEnd::Done),
            Some(item) if item.status.is_running() || item.status.is_unknown() => None,
            Some(_) => Some(WriteEnd::Failed),
            None => later().next().map(|_| WriteEnd::Refused),
        }
    }
}
