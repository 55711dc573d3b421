//! A real login to a database: who, by which password, with which SSL.
//!
//! The rules are those of libpq: a connection string beats a service file, that the PG* variables,
//! and those the defaults; `.pgpass` gives the password that nothing else gave. Invariant: a
//! password goes over the wire only as `sslmode` allows, and no error or `Debug` shows one.
//! Differs from libpq: a user has to be named, the default database is `postgres`, one host only.

mod connect;
mod dsn;
mod files;
mod gather;
mod keywords;
mod passfile;
mod service;
mod trust;
mod values;
mod watch;

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use rustls_pki_types::{CertificateDer, CertificateRevocationListDer};
use secrecy::SecretString;
use thiserror::Error;

pub use connect::{ConnectError, Database};

use super::ClientIdentity;

/// The PostgreSQL port.
pub const PORT: u16 = 5432;

/// What this program may look at to find a login.
pub struct Surroundings<'a> {
    /// Environment variables.
    pub variables: &'a BTreeMap<String, String>,
    /// The home folder.
    pub home: Option<&'a Path>,
}

/// Where the text of a connection string came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DsnSource {
    /// The command line, which others on this machine can read.
    Flag,
    /// The environment.
    Environment,
}

/// Why the settings of a login are no use. Never repeats a value that could be a password.
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
    /// A setting whose value is none.
    #[error("{name}: {why}")]
    Value {
        /// The keyword.
        name: &'static str,
        /// Why not.
        why: String,
    },
    /// A variable that asks for something this program cannot do.
    #[error("the variable {name} is set, and what it asks for is not supported")]
    Variable {
        /// Its name.
        name: &'static str,
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
                "correct this setting in --dsn, the service file or the environment"
            }
            Self::Variable { .. } => "unset it for this command",
            Self::File { .. } => "name a file that exists and fits, or leave the setting out",
            Self::NoService { .. } => "name the file with PGSERVICEFILE",
            Self::NoUser => "add user=USER to --dsn, or set PGUSER",
        }
    }
}

/// Settings by keyword, as one source gave them.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    values: BTreeMap<&'static str, String>,
    password: Option<SecretString>,
}

/// What SSL has to be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SslMode {
    /// None.
    Disable,
    /// None, unless the server wants it.
    Allow,
    /// Where the server has it.
    Prefer,
    /// Always, whoever the server is.
    Require,
    /// Always, with a certificate of a known CA.
    VerifyCa,
    /// Always, with a certificate of a known CA for this host.
    VerifyFull,
}

impl SslMode {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "disable" => Self::Disable,
            "allow" => Self::Allow,
            "prefer" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            _ => return None,
        })
    }
}

/// Where a server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Host name or address; what a certificate is compared with.
    pub host: String,
    /// Address to connect to instead of asking for the name's.
    pub address: Option<IpAddr>,
    /// Port.
    pub port: u16,
}

/// The SSL side of a login.
pub(super) struct Ssl {
    mode: SslMode,
    /// What a server certificate has to be signed by; empty when any will do.
    roots: Vec<CertificateDer<'static>>,
    crls: Vec<CertificateRevocationListDer<'static>>,
    identity: Option<ClientIdentity>,
    /// Take no protocol below TLS 1.3.
    only_newest: bool,
}

/// Everything about a login but where it goes.
pub struct Login {
    user: String,
    database: String,
    password: Option<SecretString>,
    passfile: Option<SecretString>,
    ssl: Ssl,
    application: String,
    options: Option<String>,
    channel_binding: tokio_postgres::config::ChannelBinding,
    timeout: Duration,
    named: Named,
    /// What should be told, such as a password file that is not looked at.
    pub remarks: Vec<String>,
}

/// The host and port that the sources named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Named {
    /// By the connection string, or the service it names.
    on_purpose: Option<(String, Option<IpAddr>)>,
    /// By the connection string, a service or the environment.
    at_all: Option<(String, Option<IpAddr>)>,
    port_on_purpose: Option<u16>,
    port: Option<u16>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("user", &self.user)
            .field("database", &self.database)
            .field("ssl_mode", &self.ssl.mode)
            .finish_non_exhaustive()
    }
}

impl Login {
    /// Gathers a login: from `dsn`, the service file, the PG* variables and `.pgpass`.
    ///
    /// # Errors
    /// [`SettingsError`]; nothing is sent before.
    pub fn gather(
        dsn: Option<(&str, DsnSource)>,
        around: &Surroundings<'_>,
    ) -> Result<Self, SettingsError> {
        gather::gather(dsn, around)
    }

    /// The user.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The server that any source names.
    pub fn place(&self) -> Option<Place> {
        let (host, address) = self.named.at_all.clone()?;
        Some(Place {
            host,
            address,
            port: self.named.port.unwrap_or(PORT),
        })
    }

    /// The server that the connection string names, itself or by its service: not one that
    /// happens to be in the environment.
    pub fn place_on_purpose(&self) -> Option<Place> {
        let (host, address) = self.named.on_purpose.clone()?;
        Some(Place {
            host,
            address,
            port: self.named.port_on_purpose.unwrap_or(PORT),
        })
    }

    /// The port that any source names.
    pub fn port(&self) -> Option<u16> {
        self.named.port
    }

    /// The password for a server: what was given, else what the password file has.
    fn password_for(&self, place: &Place) -> Option<SecretString> {
        use secrecy::ExposeSecret as _;
        self.password.clone().or_else(|| {
            let wanted = passfile::Wanted {
                host: &place.host,
                port: place.port,
                database: &self.database,
                user: &self.user,
            };
            passfile::password(self.passfile.as_ref()?.expose_secret(), wanted)
        })
    }
}
