//! Turns what the sides report into a [`Failure`]: who has to act, why, and what to do next.

use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::JournalError;
use crate::domain::catalogue::Advice;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::posture::{Cause, Unreadable};

/// A failed API call.
pub fn api(what: impl Into<String>, error: &ApiError) -> Failure {
    let ending = match error.kind {
        ApiErrorKind::Credentials | ApiErrorKind::Permission => Ending::Access,
        ApiErrorKind::Unsupported | ApiErrorKind::Locked => Ending::Blocked,
        ApiErrorKind::NotFound
        | ApiErrorKind::Busy
        | ApiErrorKind::Throttled
        | ApiErrorKind::Invalid
        | ApiErrorKind::Failed
        | ApiErrorKind::Unreachable
        | ApiErrorKind::AnswerLost
        | ApiErrorKind::Unreadable => Ending::Api,
    };
    Failure {
        ending,
        what: what.into(),
        why: vec![error.to_string()],
        next: error.remedy(),
        code: error.code.clone(),
        advice: error.advice(),
        request_id: error.request_id.clone(),
    }
}

/// A state that could not be kept, so that nothing may be sent; or one that cannot be read.
pub fn journal(what: impl Into<String>, error: &JournalError) -> Failure {
    let next = match error {
        JournalError::Locked => "wait for the other run to end, then run it again",
        JournalError::Disk { .. } => "make room or name another folder with --state-dir",
        JournalError::Damaged { .. } => "move this file away",
    };
    Failure::new(Ending::Blocked, what)
        .because(error.to_string())
        .next(next)
}

/// An instance of which a deciding part could not be read.
pub fn unread(id: &InstanceId, unreadable: &Unreadable) -> Failure {
    let ending = match unreadable.cause {
        Cause::Access => Ending::Access,
        Cause::Unsupported => Ending::Blocked,
        Cause::NotFound | Cause::Failed => Ending::Api,
    };
    Failure {
        ending,
        what: format!("could not read `{id}`"),
        why: vec![unreadable.to_string()],
        next: unreadable.next.clone(),
        code: unreadable.code.clone(),
        advice: unreadable.code.as_deref().and_then(|code| {
            Advice::on(
                code,
                &unreadable.message,
                unreadable.action.as_deref(),
                Some(id),
            )
        }),
        request_id: unreadable.request_id.clone(),
    }
}
