//! Turns what the sides report into a [`Failure`]: who has to act, why, and what to do next.

use crate::cloud::{ApiError, ApiErrorKind};
use crate::context::JournalError;
use crate::domain::catalogue::Advice;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::posture::{Cause, Unreadable};
use crate::postgres::login::{ConnectError, SettingsError};
use crate::text;
use crate::text::Text;

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
        why: vec![error.to_string().into()],
        notes: vec![],
        next: error.remedy().map(Text::from),
        missing: error
            .instance
            .clone()
            .filter(|_| error.kind == ApiErrorKind::NotFound),
        code: error.code.clone(),
        advice: error.advice(),
        request_id: error.request_id.clone(),
    }
}

/// A state that could not be kept, so that nothing may be sent; or one that cannot be read.
pub fn journal(what: impl Into<Text>, error: &JournalError) -> Failure {
    let next = match error {
        JournalError::Locked { .. } => "wait for the other run to end, then run it again",
        JournalError::NoFolder => "name a folder with --state-dir",
        JournalError::Disk { .. } => "make room or name another folder with --state-dir",
        JournalError::Shared { .. } => {
            "take the folder from the others (chown, chmod o-w) or name another with --state-dir"
        }
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

/// Settings of a database login that are no use; nothing was sent.
pub fn login_settings(error: &SettingsError) -> Failure {
    Failure::new(Ending::Usage, "could not use the database login")
        .because(error.to_string())
        .next(error.remedy())
}

/// A login, or a question to a server, that did not succeed.
pub fn login(what: impl Into<Text>, error: &ConnectError) -> Failure {
    let (ending, next) = match error {
        ConnectError::Unreachable(_) | ConnectError::TimedOut => (
            Ending::Api,
            "check that the IP whitelist and the network let this machine reach the endpoint",
        ),
        ConnectError::Broken(_) | ConnectError::TooMuch => {
            (Ending::Api, "check that a PostgreSQL server listens there")
        }
        ConnectError::OtherTarget => (
            Ending::Api,
            "name another server, or leave target_session_attrs out",
        ),
        ConnectError::ClearPassword => (
            Ending::Access,
            "use sslmode=require, or give --allow-clear-password when the network is trusted",
        ),
        ConnectError::NoBinding => (
            Ending::Api,
            "use a server certificate with a signature of RSA or ECDSA, or channel_binding=disable",
        ),
        ConnectError::NotPresented => (
            Ending::Api,
            "leave sslcertmode out, or have the server ask for client certificates (ssl_ca_file)",
        ),
        ConnectError::NoSsl => (
            Ending::Api,
            "add sslmode=prefer to --dsn when a login without SSL is acceptable",
        ),
        ConnectError::Tls(_) => (
            Ending::Api,
            "name the CA of the server certificate with sslrootcert and the client certificate with sslcert and sslkey",
        ),
        ConnectError::NoPassword => (
            Ending::Access,
            "give one by PGPASSWORD, ~/.pgpass (mode 0600) or a service file",
        ),
        ConnectError::Refused { sqlstate, .. } if sqlstate == "42501" => (
            Ending::Access,
            "use an account with pg_signal_backend, or ask its owner to end it",
        ),
        ConnectError::Refused { sqlstate, .. } if sqlstate.starts_with("28") => (
            Ending::Access,
            "correct user, password, sslmode or certificate; forcessl hba explain shows which record matches",
        ),
        ConnectError::Refused { .. } => (
            Ending::Api,
            "do what the server's message says, then run it again",
        ),
    };
    Failure::new(ending, what)
        .because(error.to_string())
        .next(next)
}
