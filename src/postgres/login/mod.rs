//! A real login to a database: who, by which password, with which SSL.
//!
//! The rules are those of libpq 15 to 18: each keyword does what it does there or is refused by name
//! (`keywords`). Invariants: a password goes over a connection without TLS only by SCRAM, unless that
//! was allowed; a login ends within bounds of time and bytes; no error or `Debug` shows a password.
//! Differs from libpq: a user has to be named, the default database is `postgres`, and SSL is
//! demanded where nothing is said and the server is not known to lack it.

mod connect;
mod connect_error;
mod conninfo;
mod files;
mod guard;
mod keywords;
mod passfile;
mod servers;
mod service;
mod settings;
mod settings_error;
mod ssl;
mod trust;

use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::config::ChannelBinding;
use zeroize::Zeroizing;

pub use connect::Database;
pub use connect_error::ConnectError;
pub use servers::{PORT, ServerAddress};
pub use settings::{DsnSource, LoginInputs};
pub use settings_error::SettingsError;
pub use ssl::SslMode;

use self::keywords::KeywordValues;
use self::ssl::SslOptions;
use crate::text::{Text, text};

/// How long a connection may take when nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Variables that libpq hands to the server, and the settings they are.
///
/// Source: PostgreSQL, chapter 34.15.
const SESSION_VARIABLES: [(&str, &str); 3] = [
    ("PGDATESTYLE", "datestyle"),
    ("PGTZ", "timezone"),
    ("PGGEQO", "geqo"),
];

/// What kind of server a session may be on.
///
/// Source: PostgreSQL, chapter 34.1.2, `target_session_attrs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TargetSession {
    Any,
    ReadOnly(bool),
    Standby(bool),
    PreferStandby,
}

/// Everything about a login but where it goes.
pub struct ConnectSettings {
    user: String,
    database: String,
    password: Option<Zeroizing<Vec<u8>>>,
    passfile: Option<Zeroizing<Vec<u8>>>,
    ssl: SslOptions,
    application: String,
    options: String,
    channel_binding: ChannelBinding,
    target_session: TargetSession,
    timeout: Duration,
    servers: Vec<ServerAddress>,
    explicit: bool,
    port: Option<u16>,
    /// Whether a password may be sent in clear or as MD5 without TLS.
    pub allow_clear_password: bool,
    /// What should be told, such as a password file that is not used.
    pub remarks: Vec<Text>,
}

impl fmt::Debug for ConnectSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Login")
            .field("user", &self.user)
            .field("database", &self.database)
            .field("ssl_mode", &self.ssl.mode)
            .finish_non_exhaustive()
    }
}

impl ConnectSettings {
    /// Gathers a login: from `dsn`, the service file, the PG* variables and `.pgpass`.
    ///
    /// # Errors
    /// [`SettingsError`]; nothing is sent before.
    pub fn gather(
        dsn: Option<(&str, DsnSource)>,
        around: &LoginInputs<'_>,
    ) -> Result<Self, SettingsError> {
        let (settings, explicit) = KeywordValues::gather(dsn, around)?;
        let (servers, port) = servers::servers(&settings)?;
        let no_user =
            || SettingsError::new(text!("settings-no-user"), text!("settings-no-user-next"));
        let user = settings.filled("user").ok_or_else(no_user)?;
        let mut remarks = Vec::new();
        Ok(Self {
            user: user.to_owned(),
            database: match settings.get("dbname") {
                None => "postgres".to_owned(),
                Some("") => user.to_owned(),
                Some(name) => name.to_owned(),
            },
            password: settings
                .filled("password")
                .map(|password| Zeroizing::new(password.as_bytes().to_vec())),
            passfile: passfile(&settings, around, &mut remarks),
            ssl: SslOptions::of(&settings, around, &mut remarks)?,
            application: settings
                .get("application_name")
                .unwrap_or("forcessl")
                .to_owned(),
            options: options(&settings, around),
            channel_binding: match settings.get("channel_binding") {
                Some("require") => ChannelBinding::Require,
                Some("disable") => ChannelBinding::Disable,
                Some(_) | None => ChannelBinding::Prefer,
            },
            target_session: match settings.get("target_session_attrs") {
                Some("read-write") => TargetSession::ReadOnly(false),
                Some("read-only") => TargetSession::ReadOnly(true),
                Some("primary") => TargetSession::Standby(false),
                Some("standby") => TargetSession::Standby(true),
                Some("prefer-standby") => TargetSession::PreferStandby,
                Some(_) | None => TargetSession::Any,
            },
            // Zero or less waits forever in libpq, which is not done here; 1 means 2.
            timeout: settings
                .get("connect_timeout")
                .and_then(keywords::number)
                .and_then(|seconds| u64::try_from(seconds).ok())
                .filter(|seconds| *seconds > 0)
                .map_or(TIMEOUT, |seconds| Duration::from_secs(seconds.max(2))),
            servers,
            explicit,
            port,
            allow_clear_password: false,
            remarks,
        })
    }

    /// The user.
    pub fn user(&self) -> &str {
        &self.user
    }

    /// The servers that any source names, in the order in which they are tried.
    pub fn servers(&self) -> &[ServerAddress] {
        &self.servers
    }

    /// The servers that the connection string names, itself or by its service: none that happen to
    /// be in the environment.
    pub fn explicit_servers(&self) -> &[ServerAddress] {
        if self.explicit { &self.servers } else { &[] }
    }

    /// The port that any source names.
    pub const fn port(&self) -> Option<u16> {
        self.port
    }

    /// The password for a server: what was given, else what the password file has.
    fn password_for(&self, server: &ServerAddress) -> Option<Zeroizing<Vec<u8>>> {
        let port = server.port.to_string();
        let wanted = [&*server.host, &port, &self.database, &self.user];
        let kept = || Some(passfile::password(self.passfile.as_ref()?, wanted)?.into());
        let found = self.password.clone().or_else(kept);
        found.filter(|password: &Zeroizing<_>| !password.is_empty())
    }
}

/// What the server is to set for the session.
fn options(settings: &KeywordValues, around: &LoginInputs<'_>) -> String {
    let mut options = settings.get("options").unwrap_or_default().to_owned();
    for (variable, name) in SESSION_VARIABLES {
        let value = around.variables.get(variable);
        if let Some(value) = value.filter(|value| !value.eq_ignore_ascii_case("default")) {
            options.extend([" -c ", name, "="]);
            for c in value.chars() {
                if c == '\\' || keywords::is_blank(c) {
                    options.push('\\');
                }
                options.push(c);
            }
        }
    }
    options
}

/// The password file, unless others can read it.
fn passfile(
    settings: &KeywordValues,
    around: &LoginInputs<'_>,
    remarks: &mut Vec<Text>,
) -> Option<Zeroizing<Vec<u8>>> {
    let path = match settings.filled("passfile") {
        Some(path) => PathBuf::from(path),
        None => around.home?.join(".pgpass"),
    };
    let about = fs::metadata(&path).ok()?;
    remarks.push(if !about.is_file() {
        text!("passfile-not-a-file", file = &path)
    } else if about.permissions().mode() & 0o077 != 0 {
        text!("passfile-open", file = &path)
    } else {
        match files::read(&path) {
            Ok(bytes) => return Some(bytes),
            Err(error) => text!("passfile-unread", file = &path, error = error.text()),
        }
    });
    None
}

#[cfg(test)]
mod tests;
