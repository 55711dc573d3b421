//! Defaults of the global flags, from `config.toml` in the folder of the user's settings.
//!
//! A flag and a variable go before it. Deliberately absent: keys, what agrees to a change, and `qps`, which means
//! something else to the sandbox.

use std::path::PathBuf;

use clap::{Args as _, Command};
use etcetera::BaseStrategy;
use toml::{Table, Value};

use super::global::Global;
use super::input;
use crate::domain::diagnosis::DefaultsFile;
use crate::domain::failure::Failure;
use crate::text;

/// What a flag is called in the file.
const FLAGS: [&str; 14] = [
    "region",
    "profile",
    "assume-role",
    "endpoint",
    "vpc",
    "ca-bundle",
    "connect-timeout",
    "read-timeout",
    "signature",
    "parallel",
    "timeout",
    "state-dir",
    "lang",
    "color",
];

/// What the file sets.
#[derive(Debug, Clone, Default)]
pub(crate) struct Defaults {
    path: Option<PathBuf>,
    flags: Vec<(&'static str, Vec<String>)>,
}

/// The place of the file, where it is there, or may be: no file can be below what is no folder.
fn place() -> Option<PathBuf> {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    let folder = etcetera::choose_base_strategy().ok()?.config_dir();
    let place = folder.join("forcessl").join("config.toml");
    let error = place.metadata().err();
    let is_missing = error.is_some_and(|error| matches!(error.kind(), NotFound | NotADirectory));
    (folder.is_absolute() && !is_missing).then_some(place)
}

impl Defaults {
    /// Reads the file; nothing is set where there is none.
    ///
    /// # Errors
    /// `Usage` for a file that cannot be read, that is no TOML, or that sets what is no such flag.
    pub(crate) fn load() -> Result<Self, Failure> {
        let Some(path) = place() else {
            return Ok(Self::default());
        };
        let text = input::found(&path, input::DEFAULTS)?;
        let refused = |why| {
            let known = FLAGS.join(", ");
            input::refused(&path, input::DEFAULTS, why).next(text!("defaults-next", known = known))
        };
        let table: Table = text.parse().map_err(|error: toml::de::Error| {
            refused(text!("defaults-toml", why = error.message()))
        })?;
        let mut flags = Vec::new();
        for (key, value) in table {
            let flag = FLAGS.iter().find(|flag| **flag == key);
            let flag = flag.ok_or_else(|| refused(text!("defaults-unknown", key = &key)))?;
            let values = match value.as_array() {
                Some(values) => values.iter().map(word).collect(),
                None => word(&value).map(|word| vec![word]),
            };
            let values = values.filter(|values| fits(flag, values));
            let values = values.ok_or_else(|| refused(text!("defaults-value", key = &key)))?;
            flags.push((*flag, values));
        }
        Ok(Self {
            path: Some(path),
            flags,
        })
    }

    /// The command line with these defaults in place of its own.
    pub(crate) fn apply(&self, mut command: Command) -> Command {
        for (flag, values) in &self.flags {
            let values = values.clone();
            command = command.mut_arg(flag.replace('-', "_"), |flag| flag.default_values(values));
        }
        command
    }

    /// The language, for what is said before the command line is understood.
    pub(crate) fn language(&self) -> Option<&str> {
        let mut flags = self.flags.iter();
        let (_, values) = flags.find(|(flag, _)| *flag == "lang")?;
        values.first().map(String::as_str)
    }

    /// The file and what it sets, where there is one.
    pub(crate) fn file(&self) -> Option<DefaultsFile> {
        Some(DefaultsFile {
            path: self.path.as_ref()?.display().to_string(),
            flags: self.flags.iter().map(|(flag, _)| *flag).collect(),
        })
    }
}

/// Whether the flag takes these values on the command line.
fn fits(flag: &str, values: &[String]) -> bool {
    let values: Vec<String> = match (flag, values) {
        ("vpc", [value]) if value == "true" => vec!["--vpc".to_owned()],
        ("vpc", [value]) => return value == "false",
        _ => values
            .iter()
            .map(|value| format!("--{flag}={value}"))
            .collect(),
    };
    let command = Global::augment_args(Command::new("forcessl").no_binary_name(true));
    !values.is_empty() && command.try_get_matches_from(values).is_ok()
}

/// A text, a number or a yes as it is written on the command line.
fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Boolean(yes) => Some(yes.to_string()),
        Value::Float(_) | Value::Datetime(_) | Value::Array(_) | Value::Table(_) => None,
    }
}
