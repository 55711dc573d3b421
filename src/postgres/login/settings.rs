//! The settings of a login by keyword, and the sources they are gathered from.
//!
//! A connection string beats a service, that the variables. A value that is given and empty hides
//! those behind it, as in libpq.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use super::files::{read, read_if_there};
use super::keywords::{KEYWORDS, KeywordValues, Usage};
use super::settings_error::SettingsError;
use super::{conninfo, service};
use crate::text::text;

/// Folders of the service file for all users, when `PGSYSCONFDIR` names none: those of PostgreSQL's
/// own packages, of Debian's, and of builds from source.
const SYSTEM_FOLDERS: [&str; 3] = [
    "/etc/postgresql-common",
    "/etc/sysconfig/pgsql",
    "/usr/local/pgsql/etc",
];

/// What this program may look at to find a login.
pub struct LoginInputs<'a> {
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

impl KeywordValues {
    /// Gathers all sources and checks every value; says whether the connection string itself, or the
    /// service that it names, names a server.
    pub(super) fn gather(
        text: Option<(&str, DsnSource)>,
        around: &LoginInputs<'_>,
    ) -> Result<(Self, bool), SettingsError> {
        let mut settings = match text {
            None => Self::default(),
            Some((text, source)) => {
                let settings = conninfo::parse(text)?;
                let secret = settings.0.values().any(|setting| {
                    let keyword = setting.keyword;
                    keyword.is_secret()
                        && keyword.usage == Usage::Honoured
                        && !setting.value.expose_secret().is_empty()
                });
                if secret && source == DsnSource::Flag {
                    return Err(SettingsError::new(
                        text!("settings-password-on-command-line"),
                        text!("settings-password-next"),
                    ));
                }
                settings
            }
        };
        let mut explicit = settings.names_server();
        let variable = |name: &str| around.variables.get(name).map(String::as_str);
        if let Some(name) = settings.get("service").map(str::to_owned) {
            settings.add_service(&name, around)?;
            explicit = settings.names_server();
        } else if let Some(name) = variable("PGSERVICE") {
            settings.add_service(name, around)?;
        }
        for keyword in KEYWORDS
            .iter()
            .filter(|keyword| !keyword.variable.is_empty())
        {
            if let Some(value) = variable(keyword.variable) {
                settings.add_as(keyword.variable, keyword, value);
            }
            let demands = |value: &str| keyword.name == "sslmode" && value.starts_with('1');
            if variable("PGREQUIRESSL").is_some_and(demands) {
                settings.add_as("PGREQUIRESSL", keyword, "require");
            }
        }
        for setting in settings.0.values() {
            setting
                .keyword
                .check(setting.value.expose_secret())
                .map_err(|why| settings.wrong(setting.keyword.name, why))?;
        }
        Ok((settings, explicit))
    }

    /// Adds the settings of a service: from the user's file, then from the system's.
    fn add_service(&mut self, name: &str, around: &LoginInputs<'_>) -> Result<(), SettingsError> {
        let variable = |name: &str| around.variables.get(name).map(String::as_str);
        let named = self.get("servicefile").or(variable("PGSERVICEFILE"));
        let named = named.map(PathBuf::from);
        let own = || Some(around.home?.join(".pg_service.conf"));
        let own = named.clone().or_else(own);
        let system = variable("PGSYSCONFDIR").map(|folder| vec![folder]);
        let system = system.unwrap_or(SYSTEM_FOLDERS.to_vec());
        let system = system
            .iter()
            .map(|folder| PathBuf::from(format!("{folder}/pg_service.conf")));
        let files: Vec<PathBuf> = own.into_iter().chain(system).collect();
        for path in &files {
            let is_named = named.as_ref() == Some(path);
            let found = if is_named {
                Some(read(path)?)
            } else {
                read_if_there(path)?
            };
            let Some(bytes) = found else { continue };
            let text = std::str::from_utf8(&bytes)
                .map_err(|_| SettingsError::file(path, text!("login-not-utf8")))?;
            if service::add(text, name, self).map_err(|why| SettingsError::file(path, why))? {
                return Ok(());
            }
        }
        let files: Vec<String> = files
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        let files = files.join(", ");
        Err(SettingsError::new(
            text!("settings-no-service", name = name, files = files),
            text!("settings-no-service-next"),
        ))
    }
}
