//! Why there are no credentials.

use std::path::Path;

use crate::cloud::rpc::error::answered;
use crate::domain::instance::RequestId;
use crate::text::{Text, text};

/// Why there are no credentials. Holds no value of a source, only names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text.english())]
pub struct CredentialsError {
    /// What callers tell apart.
    pub kind: CredentialsErrorKind,
    text: Text,
    remedy: Text,
}

/// What callers tell apart of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialsErrorKind {
    /// No source has anything.
    Nothing,
    /// A source has something that cannot be used.
    Unusable,
    /// Nobody could be reached at all.
    NoConnection,
    /// The service that hands out temporary keys did not answer.
    Unreachable,
    /// The machine has no role.
    NoRole,
    /// The service that hands out temporary keys said no; its code and request id.
    Refused(Option<String>, Option<RequestId>),
}

impl CredentialsError {
    pub(super) const fn new(kind: CredentialsErrorKind, text: Text, remedy: Text) -> Self {
        Self { kind, text, remedy }
    }

    /// The same, of another kind.
    pub(super) fn of_kind(self, kind: CredentialsErrorKind) -> Self {
        Self { kind, ..self }
    }

    /// Something that cannot be used.
    pub(super) const fn unusable(text: Text, remedy: Text) -> Self {
        Self::new(CredentialsErrorKind::Unusable, text, remedy)
    }

    /// A variable whose value cannot be used.
    pub(super) fn variable(variable: &str, reason: Text) -> Self {
        Self::unusable(
            text!("credentials-variable", variable = variable, reason = reason),
            text!("credentials-variable-next", variable = variable),
        )
    }

    /// A file that cannot be used.
    pub(super) fn file(file: &Path, reason: impl Into<Text>) -> Self {
        Self::unusable(
            text!("credentials-file", file = file, reason = reason.into()),
            text!("credentials-file-next"),
        )
    }

    /// The answer of a service or program, to the call `what`, that holds no usable key.
    pub(super) fn answer(what: &Text, reason: Text) -> Self {
        Self::unusable(
            text!("failure-reason", what = what, why = reason),
            text!("credentials-answer-next"),
        )
    }

    /// A service that did not answer the call `what`.
    pub(super) fn unreachable(what: &Text, reason: Text) -> Self {
        Self::new(
            CredentialsErrorKind::Unreachable,
            text!("failure-reason", what = what, why = reason),
            text!("credentials-unreachable-next"),
        )
    }

    /// A service that said no to the call `what`.
    pub(super) fn refused(
        what: &Text,
        message: &Text,
        code: Option<String>,
        request_id: Option<RequestId>,
    ) -> Self {
        let text = answered(what, code.as_deref(), message, request_id.as_ref());
        let kind = CredentialsErrorKind::Refused(code, request_id);
        Self::new(kind, text, text!("credentials-refused-next"))
    }

    /// What is wrong, with its source.
    pub fn text(&self) -> Text {
        self.text.clone()
    }

    /// One thing to do about it.
    pub fn remedy(&self) -> Text {
        self.remedy.clone()
    }
}
