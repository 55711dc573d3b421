//! What a wait is for, and what it reads of that, look by look.

use std::time::Duration;

use crate::cloud::ApiError;
use crate::cloud::rpc::error::applies;
use crate::context::Context;
use crate::domain::instance::{InstanceId, Status};
use crate::domain::plan::Change;
use crate::domain::wait::{ChangeProgress, Mark, WaitReading, quiet};
use crate::text::{Text, text};

/// What is waited for.
pub struct Goal<'a> {
    /// A change that was sent, and the mark right before it.
    pub change: Option<(Mark, &'a Change)>,
    /// Whether no answer came, so that nobody knows whether the service received it.
    pub is_unanswered: bool,
}

impl Goal<'_> {
    /// No change in particular: the instance is Running, and neither the SSL settings nor the records are changing.
    pub const QUIET: Self = Self {
        change: None,
        is_unanswered: false,
    };
}

/// What is read, and how far it is.
pub(super) struct Reader<'a> {
    context: &'a Context,
    id: &'a InstanceId,
    change: Option<(Mark, &'a Change)>,
    /// Without a change the marks of the SSL settings and the records at the first look.
    first: [Option<Mark>; 2],
    /// Whether something was seen running.
    moving: bool,
    /// When the change's own fields were read, since the start.
    read: Duration,
}

impl<'a> Reader<'a> {
    pub(super) fn new(context: &'a Context, id: &'a InstanceId, goal: Goal<'a>) -> Self {
        Self {
            context,
            id,
            change: goal.change,
            first: [None, None],
            moving: false,
            read: Duration::ZERO,
        }
    }

    /// The failures that stood there before anything was waited for.
    pub(super) fn old_failures(&self) -> Vec<Text> {
        let [ssl, hba] = &self.first;
        let reason = |mark: &Option<Mark>| mark.as_ref()?.failure().cloned();
        let ssl = reason(ssl).map(|why| text!("finding-change-failed-ssl", reason = why));
        let hba = reason(hba).map(|why| text!("finding-change-failed-records", reason = why));
        ssl.into_iter().chain(hba).collect()
    }

    /// Reads, `spent` after the start, no more than what can have changed since the last look. The status comes
    /// with those of others, else it is asked for to confirm the end of a change; without a goal it comes first.
    pub(super) async fn look(
        &mut self,
        last: Option<&WaitReading>,
        confirming: bool,
        spent: Duration,
    ) -> Result<WaitReading, ApiError> {
        let quiet = self.change.is_none();
        let shared = self.context.statuses.as_ref();
        let status = match shared {
            Some(statuses) => Some(statuses.status(self.id).await?),
            None if confirming => Some(self.context.cloud.instance(self.id).await?.status),
            None => None,
        };
        let busy = (quiet || shared.is_some()) && status != Some(Status::Running);
        let stands = |last: &&WaitReading| {
            if shared.is_some() {
                !last.is_due(spent.saturating_sub(self.read))
            } else if quiet {
                // After a busy state one look is enough, since a new change would show in the status.
                let was_running = last.status == Some(Status::Running);
                self.moving && was_running && last.change == ChangeProgress::Appeared
            } else {
                confirming && last.has_landed()
            }
        };
        let mut change = ChangeProgress::Running;
        if !busy && let Some(last) = last.filter(stands) {
            change = last.change.clone();
        } else if !busy || (quiet && last.is_none()) {
            // The marks of the first look tell later ones apart.
            self.read = spent;
            let read = self.change().await?;
            change = if busy { change } else { read };
        }
        self.moving |= change == ChangeProgress::Running || matches!(status, Some(Status::Busy(_)));
        Ok(WaitReading { status, change })
    }

    /// The change's own fields.
    async fn change(&mut self) -> Result<ChangeProgress, ApiError> {
        let (cloud, id) = (&self.context.cloud, self.id);
        let Some((before, change)) = &mut self.change else {
            let (ssl, hba) = futures::join!(cloud.ssl(id), cloud.hba(id));
            let (ssl, hba) = (ssl.map(|ssl| (&ssl).into()), hba.map(|hba| (&hba).into()));
            let now = [applies(ssl)?, applies(hba)?];
            let known = self.first.iter_mut().zip(now).filter_map(|(first, now)| {
                let now: Mark = now?;
                Some((first.get_or_insert_with(|| now.clone()), now))
            });
            return Ok(quiet(known));
        };
        Ok(match change {
            Change::Ssl(change) => before.ssl_change(change, &cloud.ssl(id).await?),
            Change::Hba { after, .. } => before.hba_change(after, &cloud.hba(id).await?),
        })
    }
}
