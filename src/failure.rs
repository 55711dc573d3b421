//! Turns what the sides report into a [`Failure`]: who has to act, why, and what to do next.

use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::{Consent, Unasked};
use crate::domain::catalogue::Advice;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::posture::{Cause, Unreadable};
use crate::journal::JournalError;
use crate::postgres::login::{ConnectError, SettingsError};
use crate::text::{Text, text};

/// A failed API call.
pub fn api(what: impl Into<Text>, error: &ApiError) -> Failure {
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
        why: vec![error.text()],
        notes: vec![],
        next: error.remedy(),
        missing: error
            .instance
            .clone()
            .filter(|_| error.kind == ApiErrorKind::NotFound),
        code: error.code.clone(),
        advice: error.advice(),
        request_id: error.request_id.clone(),
    }
}

/// What the saved states are used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalUse {
    /// A new one is kept, wherever that is.
    Change,
    /// One of those that are there is put back.
    Rollback,
}

/// A state that could not be kept, so that nothing may be sent; or one that cannot be read.
pub fn journal(what: impl Into<Text>, error: &JournalError, purpose: JournalUse) -> Failure {
    let next = match error {
        JournalError::Locked { .. } => text!("journal-locked-next"),
        JournalError::NoFolder => text!("journal-no-folder-next"),
        JournalError::Disk { .. } => match purpose {
            JournalUse::Change => text!("journal-disk-next"),
            JournalUse::Rollback => text!("journal-disk-rollback-next"),
        },
        JournalError::Shared { .. } => {
            text!("journal-shared-next")
        }
        JournalError::Damaged { .. } => text!("journal-damaged-next"),
    };
    Failure::new(Ending::Blocked, what)
        .because(error.text())
        .next(next)
}

/// An instance of which a deciding part could not be read.
pub fn unread(id: &InstanceId, unreadable: &Unreadable) -> Failure {
    Failure {
        ending: unreadable.cause.ending(),
        what: text!("failure-unread", instance = id),
        why: vec![unreadable.text()],
        notes: vec![],
        next: unreadable.next.clone(),
        missing: (unreadable.cause == Cause::NotFound).then(|| id.clone()),
        code: unreadable.code.clone(),
        advice: unreadable.code.as_deref().and_then(|code| {
            Advice::on(
                code,
                &unreadable.message.english(),
                unreadable.action.as_deref(),
                Some(id),
            )
        }),
        request_id: unreadable.request_id.clone(),
    }
}

/// What an answer other than yes means; `what` says so. `None` for a yes.
pub fn unanswered(consent: Consent, what: Text) -> Option<Failure> {
    match consent {
        Consent::Given => None,
        Consent::Declined => Some(Failure::new(Ending::Declined, what)),
        Consent::Missing(unasked) => {
            let (why, next) = match unasked {
                Unasked::NoTerminal => (text!("refusal-no-terminal"), text!("refusal-add-yes")),
                Unasked::ForProgram => {
                    (text!("refusal-for-program"), text!("refusal-ask-in-table"))
                }
            };
            Some(Failure::new(Ending::Declined, what).because(why).next(next))
        }
        Consent::Interrupted => Some(Failure::new(Ending::Interrupted, what)),
    }
}

/// Settings of a database login that are no use; nothing was sent.
pub fn login_settings(error: &SettingsError) -> Failure {
    Failure::new(Ending::Usage, text!("login-settings"))
        .because(error.text())
        .next(error.remedy())
}

/// A login, or a question to a server, that did not succeed.
pub fn login(what: impl Into<Text>, error: &ConnectError) -> Failure {
    let (ending, next) = match error {
        ConnectError::Unreachable(_) | ConnectError::TimedOut => {
            (Ending::Api, text!("login-unreachable-next"))
        }
        ConnectError::Broken(_) | ConnectError::TooMuch => {
            (Ending::Api, text!("login-broken-next"))
        }
        ConnectError::OtherTarget => (Ending::Api, text!("login-other-target-next")),
        ConnectError::ClearPassword => (Ending::Access, text!("login-clear-password-next")),
        ConnectError::NoBinding => (Ending::Api, text!("login-no-binding-next")),
        ConnectError::NotPresented => (Ending::Api, text!("login-not-presented-next")),
        ConnectError::NoSsl => (Ending::Api, text!("login-no-ssl-next")),
        ConnectError::Tls(_) => (Ending::Api, text!("login-tls-next")),
        ConnectError::NoPassword => (Ending::Access, text!("login-no-password-next")),
        ConnectError::Refused { sqlstate, .. } if sqlstate == "42501" => {
            (Ending::Access, text!("login-signal-next"))
        }
        ConnectError::Refused { sqlstate, .. } if sqlstate.starts_with("28") => {
            (Ending::Access, text!("login-refused-next"))
        }
        ConnectError::Refused { .. } => (Ending::Api, text!("login-failed-next")),
    };
    Failure::new(ending, what).because(error.text()).next(next)
}
