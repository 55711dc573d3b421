//! Reads, look by look, what a wait needs to know.

use std::time::Duration;

use super::goal::Goal;
use crate::cloud::ApiError;
use crate::cloud::rpc::error::applies;
use crate::context::Context;
use crate::domain::instance::{InstanceId, Status};
use crate::domain::plan::Change;
use crate::domain::wait::{CONFIRM, ChangeProgress, EVERY, Mark, WaitReading, quiet};
use crate::text::{Text, text};

/// What is read, and how far it is.
pub(super) struct Reader<'a> {
    context: &'a Context,
    id: &'a InstanceId,
    goal: Goal<'a>,
    /// Whether something was seen running.
    moving: bool,
    /// When the change's own fields were read, since the start.
    read: Duration,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(context: &'a Context, id: &'a InstanceId, goal: Goal<'a>) -> Self {
        Self {
            context,
            id,
            goal,
            moving: false,
            read: Duration::ZERO,
        }
    }

    /// The pause before the first look. No change ends sooner, and the looks that confirm its end need
    /// not exceed one call a second that way; but where an old failure stands, the change must be seen
    /// running to tell a new failure from it.
    pub(super) fn first_pause(&self) -> Option<Duration> {
        match &self.goal {
            Goal::Change { before, .. } => Some(before.failure().map_or(EVERY * 2, |_| CONFIRM)),
            Goal::Quiet(_) => None,
        }
    }

    /// The failures that stood there before anything was waited for.
    pub(super) fn old_failures(&self) -> Vec<Text> {
        let Goal::Quiet([ssl, hba]) = &self.goal else {
            return vec![];
        };
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
        let quiet = self.goal.is_quiet();
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
        Ok(match &mut self.goal {
            Goal::Quiet(first) => {
                let (ssl, hba) = futures::join!(cloud.ssl(id), cloud.hba(id));
                let (ssl, hba) = (ssl.map(|ssl| (&ssl).into()), hba.map(|hba| (&hba).into()));
                let now = [applies(ssl)?, applies(hba)?];
                let known = first.iter_mut().zip(now).filter_map(|(first, now)| {
                    let now: Mark = now?;
                    Some((first.get_or_insert_with(|| now.clone()), now))
                });
                quiet(known)
            }
            Goal::Change { before, change, .. } => match change {
                Change::Ssl(change) => before.ssl_change(change, &cloud.ssl(id).await?),
                Change::Hba { after, .. } => before.hba_change(after, &cloud.hba(id).await?),
            },
        })
    }
}
