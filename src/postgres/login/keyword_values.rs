//! The value of each keyword of a login.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret, SecretString};

use super::keywords::Keyword;
use super::settings_error::SettingsError;
use crate::text::Text;

pub(super) struct Setting {
    pub(super) keyword: &'static Keyword,
    pub(super) value: SecretString,
    /// How an error names it: the keyword, or the variable.
    pub(super) label: &'static str,
}

/// The value of each keyword that has one.
#[derive(Default)]
pub(super) struct KeywordValues(pub(super) BTreeMap<&'static str, Setting>);

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

    pub(super) fn add_as(&mut self, label: &'static str, keyword: &'static Keyword, value: &str) {
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
    pub(super) fn wrong(&self, name: &'static str, why: impl Into<Text>) -> SettingsError {
        SettingsError::Value {
            name: self.0.get(name).map_or(name, |setting| setting.label),
            why: why.into(),
        }
    }

    pub(super) fn names_server(&self) -> bool {
        self.filled("host").or(self.filled("hostaddr")).is_some()
    }
}
