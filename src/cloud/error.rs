//! What the API, or the way to it, answered instead of a result.

use crate::domain::catalogue::Advice;
use crate::domain::instance::{InstanceId, RequestId};
use crate::domain::posture::{Cause, Unreadable};
use crate::text::Text;

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
#[error("{action}: {}{message}{}", code.as_ref().map(|c| format!("{c}: ")).unwrap_or_default(), request_id.as_ref().map(|r| format!(" (request {r})")).unwrap_or_default())]
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
    pub message: String,
    /// The request id, where an answer came.
    pub request_id: Option<RequestId>,
    /// HTTP status, where an answer came.
    pub status: Option<u16>,
}

impl ApiError {
    /// A call without a result, of which no more is known than this.
    pub fn new(kind: ApiErrorKind, action: &str, message: impl Into<String>) -> Self {
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
            &self.message,
            Some(&self.action),
            self.instance.as_ref(),
        )
    }

    /// One thing to do about it, from the catalogue where the code is known; `None` where nothing
    /// helps.
    pub fn remedy(&self) -> Option<String> {
        if let Some(advice) = self.advice() {
            return Some(advice.next().english());
        }
        let next = match self.kind {
            ApiErrorKind::Credentials => {
                "choose an access key that works, in ALIBABA_CLOUD_ACCESS_KEY_ID or with --profile"
            }
            ApiErrorKind::Permission => {
                return Some(format!(
                    "allow the RAM action rds:{} for this identity",
                    self.action
                ));
            }
            ApiErrorKind::NotFound => {
                "check the instance id and --region; the API looks in one region only, `forcessl check --find ID` in all"
            }
            ApiErrorKind::Locked => "unlock the instance first",
            ApiErrorKind::Busy => {
                "another change is running; wait for it with forcessl wait, then try again"
            }
            ApiErrorKind::Throttled => "run it again later, or with a lower --qps",
            ApiErrorKind::Unreachable => "check the network, --region and --endpoint",
            ApiErrorKind::Failed | ApiErrorKind::AnswerLost => {
                "run it again; it reads the state first and resumes from there"
            }
            ApiErrorKind::Unsupported | ApiErrorKind::Invalid | ApiErrorKind::Unreadable => {
                return None;
            }
        };
        Some(next.to_owned())
    }
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
            message: Text::verbatim(error.message.clone()),
            request_id: error.request_id.clone(),
            next: error.remedy().map(Text::from),
        }
    }
}
