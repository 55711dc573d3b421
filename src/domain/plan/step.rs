//! What a plan consists of: writes, and what stands in their way.

use std::time::Duration;

use serde::Serialize;

use crate::domain::change::Change;
use crate::text::Text;

/// One step of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Short and stable: the parts joined by `+`, such as `ssl-on+client-ca+acl`.
    pub name: String,
    /// What it does, for people.
    pub summary: Text,
    /// The write.
    pub change: Change,
    /// Whether the service restarts the instance for it.
    pub restarts: bool,
    /// About how long the service takes.
    pub expected: Duration,
    /// What is sent instead, one by one, when the API refuses the combined call.
    pub fallback: Vec<Step>,
}

/// The id of the blocker that a change is running.
pub const CHANGING: &str = "change-running";

/// The id of the blocker that the instance is busy.
pub const NOT_RUNNING: &str = "not-running";

/// The id of the blocker that an exception asks for what today's records do not give.
pub const EXCEPTION: &str = "exception";

/// The id of the blocker that a rotation asks for what the installed client CAs do not allow.
pub const ROTATION: &str = "rotation";

/// The id of the warning that a custom server certificate goes, which no rollback puts back.
pub const CERTIFICATE_GONE: &str = "server-certificate-gone";

/// The id of the warning that an instance is skipped, since a waiver accepts that SSL cannot be enforced there.
pub const SKIPPED: &str = "unsupported-accepted";

/// The id of the blocker that no endpoint is known.
pub const NO_ENDPOINT: &str = "endpoint";

/// Why nothing may be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Blocker {
    /// Stable id.
    pub id: String,
    /// What and why.
    pub message: Text,
    /// One thing to do; `None` where nothing helps.
    pub next: Option<Text>,
}

impl Blocker {
    pub(super) fn new(id: &str, message: Text, next: Option<Text>) -> Self {
        let id = id.to_owned();
        Self { id, message, next }
    }
}

/// What people should know before they agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable id.
    pub id: String,
    /// What and why.
    pub message: Text,
}

impl Warning {
    pub(super) fn new(id: &str, message: Text) -> Self {
        let id = id.to_owned();
        Self { id, message }
    }
}
