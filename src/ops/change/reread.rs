//! What is read right before a write, and how far a step is against it.

use crate::cloud::ApiError;
use crate::cloud::rpc::error::applies;
use crate::context::Context;
use crate::domain::basis::Basis;
use crate::domain::hba::HbaState;
use crate::domain::instance::{Instance, InstanceId, Status};
use crate::domain::plan::{self, Step};
use crate::domain::ssl::SslState;
use crate::domain::wait::{ChangeProgress, Mark};
use crate::text::{Text, text};

/// What is read right before a write.
pub(super) struct Reread {
    instance: Instance,
    ssl: SslState,
    pub(super) hba: Option<HbaState>,
}

impl Reread {
    /// Reads everything that a plan rests on, at the same time.
    ///
    /// # Errors
    /// The first part that could not be read.
    pub(super) async fn take(context: &Context, id: &InstanceId) -> Result<Self, ApiError> {
        let cloud = &context.cloud;
        let (instance, ssl, hba) = futures::join!(cloud.instance(id), cloud.ssl(id), cloud.hba(id));
        Ok(Self {
            instance: instance?,
            ssl: ssl?,
            // Where pg_hba does not apply, no step changes it.
            hba: applies(hba)?,
        })
    }

    /// What is compared with the plan.
    pub(super) fn basis(&self) -> Basis {
        let (status, ssl) = (&self.instance.status, &self.ssl);
        Basis::new(Some(status), Some(ssl), self.hba.as_ref())
    }

    /// Why a change may be running; `None` when the instance is at rest.
    pub(super) fn busy(&self) -> Option<Text> {
        let change = self.ssl.last_change.is_running()
            || self
                .hba
                .as_ref()
                .is_some_and(|hba| hba.last_change.is_running());
        match &self.instance.status {
            Status::Busy(text) => Some(text!("reread-busy", status = text)),
            Status::Running if change => Some(text!("reread-changing")),
            Status::Running | Status::Gone(_) => None,
        }
    }

    /// The mark of the last change of what a step changes.
    pub(super) fn mark(&self, step: &Step) -> Mark {
        match (&step.change, &self.hba) {
            (plan::Change::Ssl(change), _) => Mark::before_ssl(change, &self.ssl),
            (plan::Change::Hba { .. }, Some(hba)) => hba.into(),
            (plan::Change::Hba { .. }, None) => (&self.ssl).into(),
        }
    }

    /// Whether a step shows by this later look, or the instance is busy with it.
    pub(super) fn shows(&self, before: &Self, step: &Step) -> bool {
        let mut mark = before.mark(step);
        let progress = match (&step.change, &self.hba) {
            (plan::Change::Ssl(change), _) => mark.ssl_change(change, &self.ssl),
            (plan::Change::Hba { after, .. }, Some(now)) => mark.hba_change(after, now),
            (plan::Change::Hba { .. }, None) => ChangeProgress::Pending,
        };
        let unseen = matches!(
            progress,
            ChangeProgress::Pending | ChangeProgress::Stood | ChangeProgress::OldFailure(_)
        );
        matches!(self.instance.status, Status::Busy(_)) || !unseen
    }
}
