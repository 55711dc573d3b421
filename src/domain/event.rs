//! What happens while an operation runs, for whoever watches. Nothing is decided from events.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::instance::{InstanceId, RequestId};
use crate::text::Text;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A step is about to be sent.
    StepStarted {
        /// On which instance.
        instance: InstanceId,
        /// Its name.
        step: String,
        /// What it does.
        summary: Text,
        /// Its number, from 1.
        number: usize,
        /// How many there are.
        of: usize,
        /// About how long the service takes.
        expected: Duration,
    },
    /// A write is on its way; from here on it may take effect.
    Sending {
        /// To which instance.
        instance: InstanceId,
        /// The step.
        step: String,
        /// The id of the saved state before the change.
        saved: String,
    },
    /// The write that was on its way was not executed.
    NotExecuted {
        /// By which instance.
        instance: InstanceId,
    },
    /// The service accepted a write.
    Sent {
        /// On which instance.
        instance: InstanceId,
        /// The step.
        step: String,
        /// The request id; `None` when the answer was lost and a look showed the change running.
        request_id: Option<RequestId>,
    },
    /// A look while waiting.
    Looked {
        /// At which instance.
        instance: InstanceId,
        /// What it showed.
        state: Text,
        /// Time since the wait began.
        spent: Duration,
    },
    /// A step is done.
    StepFinished {
        /// On which instance.
        instance: InstanceId,
        /// The step.
        step: String,
        /// Time since it was sent.
        took: Duration,
    },
    /// A change is held back until it may start.
    Holding {
        /// On which instance.
        instance: InstanceId,
        /// When it may start.
        opens: DateTime<Utc>,
        /// Time until then.
        left: Duration,
    },
    /// Live connections are being tried.
    Probing {
        /// Host.
        host: String,
        /// Port.
        port: u16,
    },
    /// Something people should know.
    Noted(Text),
}
