//! The settings of a login by keyword, and the sources they are gathered from.
//!
//! A connection string beats a service, that the variables. A value that is given and empty hides
//! those behind it, as in libpq.

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::files::{of_file, read, read_if_there};
use super::keywords::{KEYWORDS, Keyword, Usage};
use super::{DsnSource, LoginInputs, SettingsError, conninfo, service};

/// Folders of the service file for all users, when `PGSYSCONFDIR` names none: those of PostgreSQL's
/// own packages, of Debian's, and of builds from source.
const SYSTEM_FOLDERS: [&str; 3] = [
    "/etc/postgresql-common",
    "/etc/sysconfig/pgsql",
    "/usr/local/pgsql/etc",
];

struct Setting {
    keyword: &'static Keyword,
    value: SecretString,
    /// How an error names it: the keyword, or the variable.
    label: &'static str,
}

/// The value of each keyword that has one.
#[derive(Default)]
pub(super) struct KeywordValues(BTreeMap<&'static str, Setting>);

impl KeywordValues {
    /// Takes a value in place of an earlier one.
    pub(super) fn set(&mut self, keyword: &'static Keyword, value: &str) {
        self.0.remove(keyword.name);
        self.add(keyword, value);
    }

    /// Takes a value where there is none.
    pub(super) fn add(&mut self, keyword: &'static Keyword, value: &str) {
        self.add_as(keyword.name, keyword, value);
    }

    fn add_as(&mut self, label: &'static str, keyword: &'static Keyword, value: &str) {
        self.0.entry(keyword.name).or_insert_with(|| Setting {
            keyword,
            value: SecretString::from(value),
            label,
        });
    }

    /// A value, which may be empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let setting = self.0.get(name)?;
        Some(setting.value.expose_secret())
    }

    /// A value that is not empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// That the value of this keyword is of no use.
    pub(super) fn wrong(&self, name: &'static str, why: impl Into<String>) -> SettingsError {
        SettingsError::Value {
            name: self.0.get(name).map_or(name, |setting| setting.label),
            why: why.into(),
        }
    }

    fn names_server(&self) -> bool {
        self.filled("host").or(self.filled("hostaddr")).is_some()
    }

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
                    return Err(SettingsError::PasswordOnCommandLine);
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
        let own = named
            .clone()
            .or_else(|| Some(around.home?.join(".pg_service.conf")));
        let system: Vec<&str> = match variable("PGSYSCONFDIR") {
            Some(folder) => vec![folder],
            None => SYSTEM_FOLDERS.to_vec(),
        };
        let system = system
            .iter()
            .map(|folder| PathBuf::from(format!("{folder}/pg_service.conf")));
        let files: Vec<PathBuf> = own.into_iter().chain(system).collect();
        for path in &files {
            let bytes = if named.as_ref() == Some(path) {
                read(path)?
            } else if let Some(bytes) = read_if_there(path)? {
                bytes
            } else {
                continue;
            };
            let text = String::from_utf8(bytes)
                .map(Zeroizing::new)
                .map_err(|_| of_file(path, "it is not UTF-8"))?;
            if service::add(&text, name, self).map_err(|why| of_file(path, why))? {
                return Ok(());
            }
        }
        let files: Vec<String> = files
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        Err(SettingsError::NoService {
            name: name.to_owned(),
            files: files.join(", "),
        })
    }
}
