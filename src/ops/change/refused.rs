//! A write that the service did not accept: what follows, and whose change it is that shows all the same.

use super::reread::Reread;
use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::Context;
use crate::domain::hba::has_change;
use crate::domain::instance::InstanceId;
use crate::domain::plan::{Change, Step};

/// The codes by which the API refuses a combined call.
const COMBINATION: [&str; 3] = [
    "InvalidACL.Permission",
    "InvalidClientCrl.Permission",
    "InvalidSSLStatus",
];

/// A write that the service did not accept, until a look at the instance at rest tells what became of it.
pub(super) struct Refused {
    /// The look before it.
    pub(super) look: Box<Reread>,
    pub(super) error: ApiError,
    pub(super) next: Next,
}

/// What follows a write that a look shows was not executed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It is sent again.
    Again,
    /// The parts of the call are sent one by one.
    Parts,
    /// The change has failed.
    Fail,
}

impl Next {
    /// What follows this error; `corrected` tells and notes whether a step was sent again with something corrected.
    pub(super) fn after(error: &ApiError, step: &Step, corrected: &mut bool) -> Self {
        // Once each: credentials that ran out were renewed, the clock was set right, or the next call
        // spells the ACL as the service wants it.
        let correctable =
            error.kind == ApiErrorKind::Credentials || error.has_code("InvalidACL.NotFound");
        let passes = matches!(
            error.kind,
            ApiErrorKind::Throttled | ApiErrorKind::Unreachable | ApiErrorKind::Busy
        );
        if passes || correctable && !std::mem::replace(corrected, true) {
            Self::Again
        } else if !step.fallback.is_empty() && COMBINATION.iter().any(|code| error.has_code(code)) {
            Self::Parts
        } else {
            Self::Fail
        }
    }
}

/// How far the refused writes of a step may have come, by the one that may have come furthest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reached {
    /// No connection was made, so that nothing was sent.
    Nothing,
    /// The service, which says that another change is running.
    Busy,
    /// The service, whatever it answered.
    Service,
}

impl Reached {
    pub(super) const fn by(error: &ApiError) -> Self {
        if matches!(error.kind, ApiErrorKind::Unreachable) {
            Self::Nothing
        } else if matches!(error.kind, ApiErrorKind::Busy) {
            Self::Busy
        } else {
            Self::Service
        }
    }
}

/// Whether what a step wants, which shows after its write was refused, may be of its making: the service's log tells
/// of records; of SSL settings nothing does, but that another change was running.
pub(super) async fn is_ours(
    context: &Context,
    id: &InstanceId,
    look: &Reread,
    step: &Step,
    reached: Reached,
) -> bool {
    if reached == Reached::Nothing {
        return false;
    }
    let logged = match (&step.change, &look.hba) {
        (Change::Hba { before, after }, Some(seen)) => {
            let log = context.cloud.hba_log(id, seen.modified).await;
            has_change(&log.unwrap_or_default(), seen.modified, before, after)
        }
        _ => None,
    };
    logged.unwrap_or(reached > Reached::Busy)
}
