//! Why there are no credentials.

use std::path::PathBuf;

use crate::cloud::error::answered;
use crate::domain::instance::RequestId;
use crate::text;
use crate::text::Text;

/// Why there are no credentials. No variant holds a value of the source, only names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub enum CredentialsError {
    /// No source has anything.
    None {
        /// What was looked at, and why each of it has nothing.
        looked_at: Text,
    },
    /// One half of a key pair, or a token without one.
    HalfSet {
        /// The variable that is set.
        present: String,
        /// The variable that is missing.
        missing: String,
    },
    /// A variable whose value cannot be used.
    Variable {
        /// The variable.
        variable: String,
        /// Why.
        reason: Text,
    },
    /// A file that cannot be read.
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: Text,
    },
    /// The profile is not in the file.
    NoProfile {
        /// The profile.
        profile: String,
        /// The file.
        file: PathBuf,
        /// The profiles that are there.
        names: Vec<String>,
    },
    /// The profile lacks a key that its mode needs.
    MissingKey {
        /// The profile.
        profile: String,
        /// The file.
        file: PathBuf,
        /// The key.
        key: &'static str,
    },
    /// The profile has a key whose value cannot be used.
    BadKey {
        /// The profile.
        profile: String,
        /// The file.
        file: PathBuf,
        /// The key.
        key: &'static str,
        /// Why.
        reason: Text,
    },
    /// A way to get credentials that is not known or not allowed.
    Unsupported {
        /// The mode with its profile and file.
        what: Text,
    },
    /// A login ran out, and only its owner can renew it.
    LoginRanOut {
        /// The profile with its file.
        origin: Text,
        /// The command that logs in again.
        command: String,
    },
    /// The service that hands out temporary keys said no.
    Refused {
        /// The call, and for which source it was made.
        what: Text,
        /// The service's code.
        code: Option<String>,
        /// The service's words.
        message: Text,
        /// The request id.
        request_id: Option<RequestId>,
    },
    /// The service that hands out temporary keys did not answer.
    Unreachable {
        /// The call, and for which source it was made.
        what: Text,
        /// What happened.
        reason: Text,
    },
    /// The answer of a service or program holds no usable key.
    Answer {
        /// The call or program, and for which source.
        what: Text,
        /// What is wrong with the answer.
        reason: Text,
    },
    /// The program of a profile did not do its work.
    Program {
        /// The profile with its file.
        origin: Text,
        /// What happened.
        reason: Text,
    },
    /// A region that cannot be one.
    Region {
        /// Where it comes from.
        origin: Text,
    },
}

impl CredentialsError {
    /// What is wrong, with its source.
    pub fn text(&self) -> Text {
        match self {
            Self::None { looked_at } => text!("credentials-none", looked_at = looked_at),
            Self::HalfSet { present, missing } => {
                text!("credentials-half-set", present = present, missing = missing)
            }
            Self::Variable { variable, reason } => {
                text!("credentials-variable", variable = variable, reason = reason)
            }
            Self::File { file, reason } => {
                text!("credentials-file", file = file, reason = reason)
            }
            Self::NoProfile {
                profile,
                file,
                names,
            } if names.is_empty() => {
                text!("credentials-no-profile", profile = profile, file = file)
            }
            Self::NoProfile {
                profile,
                file,
                names,
            } => text!(
                "credentials-no-profile-of",
                profile = profile,
                file = file,
                names = names.join(", ")
            ),
            Self::MissingKey { profile, file, key } => {
                text!(
                    "credentials-missing-key",
                    profile = profile,
                    file = file,
                    key = *key
                )
            }
            Self::BadKey {
                profile,
                file,
                key,
                reason,
            } => text!(
                "credentials-bad-key",
                key = *key,
                profile = profile,
                file = file,
                reason = reason
            ),
            Self::Unsupported { what } => text!("credentials-unsupported", what = what),
            Self::LoginRanOut { origin, command } => {
                text!(
                    "credentials-login-ran-out",
                    origin = origin,
                    command = command
                )
            }
            Self::Refused {
                what,
                code,
                message,
                request_id,
            } => answered(what, code.as_deref(), message, request_id.as_ref()),
            Self::Unreachable { what, reason } | Self::Answer { what, reason } => {
                text!("failure-reason", what = what, why = reason)
            }
            Self::Program { origin, reason } => {
                text!("credentials-program", origin = origin, reason = reason)
            }
            Self::Region { origin } => text!("credentials-region", origin = origin),
        }
    }

    /// One thing to do about it.
    pub fn remedy(&self) -> Text {
        match self {
            Self::None { .. } => text!("credentials-none-next"),
            Self::HalfSet { .. } => text!("credentials-half-set-next"),
            Self::Variable { variable, .. } => {
                text!("credentials-variable-next", variable = variable)
            }
            Self::File { .. } => text!("credentials-file-next"),
            Self::NoProfile { .. } => text!("credentials-no-profile-next"),
            Self::MissingKey { profile, .. } | Self::BadKey { profile, .. } => {
                text!("credentials-key-next", profile = profile)
            }
            Self::Unsupported { .. } => text!("credentials-unsupported-next"),
            Self::LoginRanOut { command, .. } => {
                text!("credentials-login-ran-out-next", command = command)
            }
            Self::Refused { .. } => text!("credentials-refused-next"),
            Self::Unreachable { .. } => text!("credentials-unreachable-next"),
            Self::Answer { .. } => text!("credentials-answer-next"),
            Self::Program { .. } => text!("credentials-program-next"),
            Self::Region { .. } => text!("credentials-region-next"),
        }
    }
}
