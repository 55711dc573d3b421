//! What the API, or the way to it, answered instead of a result.

use crate::domain::catalogue::Advice;
use crate::domain::instance::{InstanceId, RequestId};
use crate::domain::posture::{Cause, Unreadable};
use crate::text::{Text, text};

/// Who has to act, decided from the code first and the HTTP status second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiErrorKind {
    /// No credentials, wrong key, wrong secret, expired token, clock too far off.
    Credentials,
    /// The key is good and may not do this.
    Permission,
    /// No such instance in this region or account.
    NotFound,
    /// The action does not apply to this instance.
    Unsupported,
    /// The instance is busy: wait for `Running`.
    Busy,
    /// The instance is locked.
    Locked,
    /// Too many calls.
    Throttled,
    /// The API refuses a parameter or combination.
    Invalid,
    /// The API failed (5xx and its like).
    Failed,
    /// No connection could be made: nothing was sent.
    Unreachable,
    /// The request was sent and no usable answer came: whether it took effect is not known.
    AnswerLost,
    /// An answer came that cannot be read.
    Unreadable,
}

/// An API call that gave no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub struct ApiError {
    /// Who has to act.
    pub kind: ApiErrorKind,
    /// The API action, such as `DescribeDBInstanceSSL`.
    pub action: String,
    /// The instance it was about, where it was about one.
    pub instance: Option<InstanceId>,
    /// The API's code.
    pub code: Option<String>,
    /// The API's message or the transport's, with nothing secret in it.
    pub message: Text,
    /// The request id, where an answer came.
    pub request_id: Option<RequestId>,
    /// HTTP status, where an answer came.
    pub status: Option<u16>,
}

impl ApiError {
    /// A call without a result, of which no more is known than this.
    pub fn new(kind: ApiErrorKind, action: &str, message: impl Into<Text>) -> Self {
        Self {
            kind,
            action: action.to_owned(),
            instance: None,
            code: None,
            message: message.into(),
            request_id: None,
            status: None,
        }
    }

    /// An answer that came whole and whose content is no use.
    pub fn unreadable(action: &str, why: Text) -> Self {
        Self::new(ApiErrorKind::Unreadable, action, why)
    }

    /// What was called, and what went wrong.
    pub fn text(&self) -> Text {
        let action = Text::verbatim(self.action.as_str());
        answered(
            &action,
            self.code.as_deref(),
            &self.message,
            self.request_id.as_ref(),
        )
    }

    /// The same about this instance.
    #[must_use]
    pub fn about(self, instance: &InstanceId) -> Self {
        Self {
            instance: Some(instance.clone()),
            ..self
        }
    }

    /// Whether the API refused with this code.
    pub fn has_code(&self, code: &str) -> bool {
        self.code.as_deref() == Some(code)
    }

    /// What the catalogue says about the code; `None` without a code or an entry.
    pub fn advice(&self) -> Option<Advice> {
        Advice::on(
            self.code.as_deref()?,
            &self.message.english(),
            Some(&self.action),
            self.instance.as_ref(),
        )
    }

    /// One thing to do about it, from the catalogue where the code is known; `None` where nothing
    /// helps.
    pub fn remedy(&self) -> Option<Text> {
        if let Some(advice) = self.advice() {
            return Some(advice.next());
        }
        match self.kind {
            ApiErrorKind::Credentials => Some(text!("api-credentials-next")),
            ApiErrorKind::Permission => Some(text!("api-permission-next", action = &self.action)),
            ApiErrorKind::NotFound => Some(text!("api-not-found-next")),
            ApiErrorKind::Locked => Some(text!("api-locked-next")),
            ApiErrorKind::Busy => Some(text!("api-busy-next")),
            ApiErrorKind::Throttled => Some(text!("api-throttled-next")),
            ApiErrorKind::Unreachable => Some(text!("api-unreachable-next")),
            ApiErrorKind::Failed | ApiErrorKind::AnswerLost => Some(text!("api-again-next")),
            ApiErrorKind::Unsupported | ApiErrorKind::Invalid | ApiErrorKind::Unreadable => None,
        }
    }
}

/// The answer to a question, or `None` where it does not apply to the instance.
///
/// # Errors
/// Every other one.
pub fn applies<T>(answer: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match answer {
        Err(error) if error.kind == ApiErrorKind::Unsupported => Ok(None),
        answer => answer.map(Some),
    }
}

/// `what: code: message (request id)`, as far as an answer has them.
pub(in crate::cloud) fn answered(
    what: &Text,
    code: Option<&str>,
    message: &Text,
    request: Option<&RequestId>,
) -> Text {
    let message = match code {
        Some(code) => text!("api-coded", code = code, message = message),
        None => message.clone(),
    };
    let message = match request {
        Some(request) => text!("api-request", message = message, request = &request.0),
        None => message,
    };
    text!("api-error", action = what, message = message)
}

impl From<&ApiError> for Unreadable {
    fn from(error: &ApiError) -> Self {
        let cause = match error.kind {
            ApiErrorKind::Credentials | ApiErrorKind::Permission => Cause::Access,
            ApiErrorKind::NotFound => Cause::NotFound,
            ApiErrorKind::Unsupported => Cause::Unsupported,
            ApiErrorKind::Busy
            | ApiErrorKind::Locked
            | ApiErrorKind::Throttled
            | ApiErrorKind::Invalid
            | ApiErrorKind::Failed
            | ApiErrorKind::Unreachable
            | ApiErrorKind::AnswerLost
            | ApiErrorKind::Unreadable => Cause::Failed,
        };
        Self {
            cause,
            action: Some(error.action.clone()),
            code: error.code.clone(),
            message: error.message.clone(),
            request_id: error.request_id.clone(),
            next: error.remedy(),
        }
    }
}
