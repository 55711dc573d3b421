//! Why there are no credentials.

use std::path::PathBuf;

use crate::domain::instance::RequestId;

/// Why there are no credentials. No variant holds a value of the source, only names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CredentialsError {
    /// No source has anything.
    #[error("no credentials found: {looked_at}")]
    None {
        /// What was looked at, and why each of it has nothing.
        looked_at: String,
    },
    /// One half of a key pair, or a token without one.
    #[error("environment variable {present} is set and {missing} is not")]
    HalfSet {
        /// The variable that is set.
        present: String,
        /// The variable that is missing.
        missing: String,
    },
    /// A variable whose value cannot be used.
    #[error("environment variable {variable} cannot be used: {reason}")]
    Variable {
        /// The variable.
        variable: String,
        /// Why.
        reason: String,
    },
    /// A file that cannot be read.
    #[error("cannot read {}: {reason}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// Why.
        reason: String,
    },
    /// The profile is not in the file.
    #[error("profile `{profile}` is not in {}{}", file.display(), known(names))]
    NoProfile {
        /// The profile.
        profile: String,
        /// The file.
        file: PathBuf,
        /// The profiles that are there.
        names: Vec<String>,
    },
    /// The profile lacks a key that its mode needs.
    #[error("profile `{profile}` of {} has no `{key}`", file.display())]
    MissingKey {
        /// The profile.
        profile: String,
        /// The file.
        file: PathBuf,
        /// The key.
        key: &'static str,
    },
    /// The profile has a key whose value cannot be used.
    #[error("`{key}` of profile `{profile}` of {} cannot be used: {reason}", file.display())]
    BadKey {
        /// The profile.
        profile: String,
        /// The file.
        file: PathBuf,
        /// The key.
        key: &'static str,
        /// Why.
        reason: String,
    },
    /// A way to get credentials that is not known or not allowed.
    #[error("{what} is not supported")]
    Unsupported {
        /// The mode with its profile and file.
        what: String,
    },
    /// A login ran out, and only its owner can renew it.
    #[error("the login of {origin} ran out: run `{command}`")]
    LoginRanOut {
        /// The profile with its file.
        origin: String,
        /// The command that logs in again.
        command: String,
    },
    /// The service that hands out temporary keys said no.
    #[error("{what}: {}{message}{}", code.as_ref().map(|code| format!("{code}: ")).unwrap_or_default(), request_id.as_ref().map(|id| format!(" (request {id})")).unwrap_or_default())]
    Refused {
        /// The call, and for which source it was made.
        what: String,
        /// The service's code.
        code: Option<String>,
        /// The service's words.
        message: String,
        /// The request id.
        request_id: Option<RequestId>,
    },
    /// The service that hands out temporary keys did not answer.
    #[error("{what}: {reason}")]
    Unreachable {
        /// The call, and for which source it was made.
        what: String,
        /// What happened.
        reason: String,
    },
    /// The answer of a service or program holds no usable key.
    #[error("{what}: {reason}")]
    Answer {
        /// The call or program, and for which source.
        what: String,
        /// What is wrong with the answer.
        reason: String,
    },
    /// The program of a profile did not do its work.
    #[error("the program of {origin} {reason}")]
    Program {
        /// The profile with its file.
        origin: String,
        /// What happened.
        reason: String,
    },
    /// A region that cannot be one.
    #[error("the region of {origin} is not one: letters, digits and hyphens, such as cn-hangzhou")]
    Region {
        /// Where it comes from.
        origin: String,
    },
}

impl CredentialsError {
    /// One thing to do about it.
    pub fn remedy(&self) -> String {
        let next = match self {
            Self::None { .. } => {
                "set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET, or choose a profile with --profile"
            }
            Self::HalfSet { .. } => "set both variables, or neither",
            Self::Variable { variable, .. } => return format!("correct {variable}, or unset it"),
            Self::File { .. } => "fix the file, or choose other credentials",
            Self::NoProfile { .. } => "name a profile of the file with --profile",
            Self::MissingKey { profile, .. } | Self::BadKey { profile, .. } => {
                return format!("run `aliyun configure --profile {profile}`");
            }
            Self::Unsupported { .. } => "name a profile of another mode with --profile",
            Self::LoginRanOut { command, .. } => return format!("run `{command}`"),
            Self::Refused { .. } => "allow it in RAM, or choose other credentials",
            Self::Unreachable { .. } => "check the network and the proxy, and run it again",
            Self::Answer { .. } => {
                "fix the service that answers there, or choose other credentials"
            }
            Self::Program { .. } => "run the program by hand to see what is wrong",
            Self::Region { .. } => "name the region with --region",
        };
        next.to_owned()
    }
}

fn known(names: &[String]) -> String {
    if names.is_empty() {
        String::new()
    } else {
        format!(" (there: {})", names.join(", "))
    }
}
