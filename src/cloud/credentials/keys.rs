//! Named values that may be secrets: a profile, a section, or the answer of a service.
//!
//! Every text is held as a secret, since which of them are depends on the mode.

use std::collections::BTreeMap;
use std::path::PathBuf;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{CredentialsError, Source};
use crate::text;
use crate::text::Text;

/// One value of JSON, of any shape.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum JsonField {
    /// A text.
    Text(SecretString),
    /// A whole number.
    Number(i64),
    /// True or false.
    Flag(bool),
    /// An object.
    Members(Members),
    /// Null, a list, or a number with a fraction.
    Other(IgnoredAny),
}

/// An object of JSON.
pub(super) type Members = BTreeMap<String, JsonField>;

/// Reads an object; the error quotes nothing of it.
pub(super) fn members(json: &[u8]) -> Result<Members, Text> {
    serde_json::from_slice(json).map_err(|error| {
        text!(
            "credentials-no-json",
            line = error.line(),
            column = error.column()
        )
    })
}

/// A member, whatever the case of its name: services spell theirs in both ways.
pub(super) fn member<'m>(members: &'m Members, name: &str) -> Option<&'m JsonField> {
    members.get(name).or_else(|| {
        members
            .iter()
            .find(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, field)| field)
    })
}

impl JsonField {
    /// A filled text, without outer blanks.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text.expose_secret().trim()).filter(|text| !text.is_empty())
        } else {
            None
        }
    }

    fn number(&self) -> Option<i64> {
        if let Self::Number(number) = self {
            Some(*number)
        } else {
            self.text()?.parse().ok()
        }
    }
}

/// The keys of a profile or section.
#[derive(Debug, Clone)]
pub(super) struct ProfileKeys {
    pub(super) profile: String,
    pub(super) file: PathBuf,
    pub(super) members: Members,
}

impl ProfileKeys {
    /// A filled text.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.members.get(key)?.text()
    }

    /// A text that the mode needs.
    pub(super) fn required(&self, key: &'static str) -> Result<&str, CredentialsError> {
        self.text(key).ok_or_else(|| self.missing(key))
    }

    /// A number above zero; the command line writes 0 for what is not set.
    pub(super) fn number(&self, key: &str) -> Option<i64> {
        self.members.get(key)?.number().filter(|number| *number > 0)
    }

    /// Whether a key is true.
    pub(super) fn flag(&self, key: &str) -> bool {
        match self.members.get(key) {
            Some(JsonField::Flag(flag)) => *flag,
            Some(field) => field
                .text()
                .is_some_and(|text| text.eq_ignore_ascii_case("true")),
            None => false,
        }
    }

    /// That a key is missing.
    pub(super) fn missing(&self, key: &'static str) -> CredentialsError {
        CredentialsError::MissingKey {
            profile: self.profile.clone(),
            file: self.file.clone(),
            key,
        }
    }

    /// That the value of a key cannot be used; `reason` must not quote a secret.
    pub(super) fn bad(&self, key: &'static str, reason: impl Into<Text>) -> CredentialsError {
        CredentialsError::BadKey {
            profile: self.profile.clone(),
            file: self.file.clone(),
            key,
            reason: reason.into(),
        }
    }

    /// Where they are.
    pub(super) fn source(&self) -> Source {
        Source::Profile {
            profile: self.profile.clone(),
            file: self.file.clone(),
        }
    }
}
