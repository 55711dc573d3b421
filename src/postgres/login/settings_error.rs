//! Why the settings of a login cannot be used.

use std::path::Path;

use thiserror::Error;

use crate::text::{Text, text};

/// Why the settings of a login are of no use. Never repeats a value that could be a password.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .what.english())]
pub struct SettingsError {
    /// What is refused by its name: a keyword, a variable or a file; `None` for anything else.
    pub name: Option<String>,
    what: Text,
    remedy: Text,
}

impl SettingsError {
    pub(super) fn new(what: Text, remedy: Text) -> Self {
        let name = None;
        Self { name, what, remedy }
    }

    /// A connection string that cannot be read; what is wrong and where.
    pub(super) fn dsn(why: impl Into<Text>) -> Self {
        let what = text!("settings-dsn", why = why.into());
        Self::new(what, text!("settings-dsn-next"))
    }

    /// A value that cannot be used, of this keyword or variable.
    pub(super) fn value(name: &str, why: impl Into<Text>) -> Self {
        Self {
            name: Some(name.to_owned()),
            what: text!("settings-value", name = name, why = why.into()),
            remedy: text!("settings-value-next"),
        }
    }

    /// A file that cannot be used.
    pub(super) fn file(path: &Path, why: impl Into<Text>) -> Self {
        let name = path.display().to_string();
        Self {
            what: text!("settings-file", path = &name, why = why.into()),
            name: Some(name),
            remedy: text!("settings-file-next"),
        }
    }

    /// What went wrong.
    pub fn text(&self) -> Text {
        self.what.clone()
    }

    /// One thing to do.
    pub fn remedy(&self) -> Text {
        self.remedy.clone()
    }
}
