//! Why the settings of a login cannot be used.

use thiserror::Error;

/// Why the settings of a login are of no use. Never repeats a value that could be a password.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingsError {
    /// A connection string that cannot be read.
    #[error("the connection string cannot be read: {why}")]
    Dsn {
        /// What and where.
        why: String,
    },
    /// A password where others can read it.
    #[error(
        "the connection string on the command line holds a password, which others on this machine can see"
    )]
    PasswordOnCommandLine,
    /// A value that cannot be used.
    #[error("{name}: {why}")]
    Value {
        /// The keyword or the variable.
        name: &'static str,
        /// Why not.
        why: String,
    },
    /// A file that cannot be used.
    #[error("{path}: {why}")]
    File {
        /// Its path.
        path: String,
        /// Why not.
        why: String,
    },
    /// No service of this name.
    #[error("no service file defines the service `{name}` (looked at {files})")]
    NoService {
        /// The service.
        name: String,
        /// Where it was looked for.
        files: String,
    },
    /// No user.
    #[error("no database user is named")]
    NoUser,
}

impl SettingsError {
    /// One thing to do.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Dsn { .. } => {
                "write it as: --dsn 'host=HOST user=USER dbname=DATABASE sslmode=require' or --dsn postgresql://USER@HOST/DATABASE"
            }
            Self::PasswordOnCommandLine => {
                "take it out, and give it by PGPASSWORD, ~/.pgpass, a service file or the variable FORCESSL_DSN"
            }
            Self::Value { .. } => {
                "correct this setting in --dsn, the service file or the environment, or leave it out"
            }
            Self::File { .. } => "name a file that exists and fits, or leave the setting out",
            Self::NoService { .. } => "name the file with PGSERVICEFILE",
            Self::NoUser => "add user=USER to --dsn, or set PGUSER",
        }
    }
}
