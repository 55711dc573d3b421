//! Why the settings of a login cannot be used.

use crate::text::{Text, text};
use thiserror::Error;

/// Why the settings of a login are of no use. Never repeats a value that could be a password.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().english())]
pub enum SettingsError {
    /// A connection string that cannot be read.
    Dsn {
        /// What and where.
        why: Text,
    },
    /// A password where others can read it.
    PasswordOnCommandLine,
    /// A value that cannot be used.
    Value {
        /// The keyword or the variable.
        name: &'static str,
        /// Why not.
        why: Text,
    },
    /// A file that cannot be used.
    File {
        /// Its path.
        path: String,
        /// Why not.
        why: Text,
    },
    /// No service of this name.
    NoService {
        /// The service.
        name: String,
        /// Where it was looked for.
        files: String,
    },
    /// No user.
    NoUser,
}

impl SettingsError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Dsn { why } => text!("settings-dsn", why = why),
            Self::PasswordOnCommandLine => text!("settings-password-on-command-line"),
            Self::Value { name, why } => text!("settings-value", name = name, why = why),
            Self::File { path, why } => text!("settings-file", path = path, why = why),
            Self::NoService { name, files } => {
                text!("settings-no-service", name = name, files = files)
            }
            Self::NoUser => text!("settings-no-user"),
        }
    }

    /// One thing to do.
    pub fn remedy(&self) -> Text {
        match self {
            Self::Dsn { .. } => text!("settings-dsn-next"),
            Self::PasswordOnCommandLine => text!("settings-password-next"),
            Self::Value { .. } => text!("settings-value-next"),
            Self::File { .. } => text!("settings-file-next"),
            Self::NoService { .. } => text!("settings-no-service-next"),
            Self::NoUser => text!("settings-no-user-next"),
        }
    }
}
