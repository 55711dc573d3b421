//! Named values that may be secrets: a profile, a section, or the answer of a service.
//!
//! Every text is held as a secret, since which of them are depends on the mode.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{CredentialsError, Source, key_pair};
use crate::cloud::rpc::Credentials;
use crate::text::{Text, text};

/// One value of JSON, of any shape.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum JsonField {
    Text(SecretString),
    Number(i64),
    Flag(bool),
    Members(Members),
    /// Null, a list, or a number with a fraction.
    Other(IgnoredAny),
}

/// An object of JSON.
pub(super) type Members = BTreeMap<String, JsonField>;

/// Reads an object; the error quotes nothing of it.
pub(super) fn members(json: &[u8]) -> Result<Members, Text> {
    serde_json::from_slice(json).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        text!("credentials-no-json", line = line, column = column)
    })
}

/// A member, whatever the case of its name: services spell theirs in both ways.
pub(super) fn member<'m>(members: &'m Members, name: &str) -> Option<&'m JsonField> {
    let any_case = |(given, _): &(&String, _)| given.eq_ignore_ascii_case(name);
    let exact = members.get(name);
    exact.or_else(|| members.iter().find(any_case).map(|(_, field)| field))
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
}

impl From<&str> for JsonField {
    fn from(text: &str) -> Self {
        Self::Text(SecretString::from(text))
    }
}

/// The keys of a profile or section.
#[derive(Clone)]
pub(super) struct ProfileKeys {
    pub(super) profile: String,
    pub(super) file: PathBuf,
    pub(super) members: Members,
    /// What its file calls keys, and what config.json calls them, where that differs.
    pub(super) spellings: &'static [(&'static str, &'static str)],
}

impl ProfileKeys {
    /// A filled text.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.members.get(key)?.text()
    }

    /// A text that the mode needs.
    pub(super) fn required(&self, key: &str) -> Result<&str, CredentialsError> {
        self.text(key).ok_or_else(|| {
            let (profile, file) = (&self.profile, &self.file);
            let key = self.spelled(key);
            self.unusable(text!(
                "credentials-missing-key",
                profile = profile,
                file = file,
                key = key
            ))
        })
    }

    /// A number above zero; the command line writes 0 for what is not set.
    pub(super) fn number(&self, key: &str) -> Option<i64> {
        let field = self.members.get(key)?;
        let number = if let JsonField::Number(number) = field {
            Some(*number)
        } else {
            field.text()?.parse().ok()
        };
        number.filter(|number| *number > 0)
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

    /// That the value of a key cannot be used; `reason` must not quote a secret.
    pub(super) fn bad(&self, key: &str, reason: impl Into<Text>) -> CredentialsError {
        self.unusable(text!(
            "credentials-bad-key",
            key = self.spelled(key),
            profile = &self.profile,
            file = &self.file,
            reason = reason.into()
        ))
    }

    fn unusable(&self, text: Text) -> CredentialsError {
        let remedy = text!("credentials-key-next", profile = &self.profile);
        CredentialsError::unusable(text, remedy)
    }

    /// What its file calls a key.
    fn spelled<'k>(&self, key: &'k str) -> &'k str {
        let own = self.spellings.iter().find(|(_, name)| *name == key);
        own.map_or(key, |(own, _)| own)
    }

    /// Where they are.
    pub(super) fn source(&self) -> Source {
        Source::Profile {
            profile: self.profile.clone(),
            file: self.file.clone(),
        }
    }

    /// Where they are, to show.
    pub(super) fn origin(&self) -> Text {
        self.source().text()
    }
}

/// A key as a service, program or file hands it out, which may run out.
pub(super) struct IssuedKey {
    pub(super) credentials: Credentials,
    /// When it runs out; `None` when that is not known or never.
    pub(super) expires: Option<DateTime<Utc>>,
}

impl IssuedKey {
    /// Reads an answer of STS, the metadata service, a credentials URI, `CloudSSO` or `OAuth`; the error
    /// names what is wrong and quotes nothing. A `Code` has to be Success where there is one.
    pub(super) fn read(members: &Members) -> Result<Self, Text> {
        let text = |name: &str| member(members, name).and_then(JsonField::text);
        let filled =
            |name: &str| text(name).ok_or_else(|| text!("credentials-missing", name = name));
        if text("Code").is_some_and(|code| code != "Success") {
            return Err(text!("credentials-code"));
        }
        let (id, secret) = (filled("AccessKeyId")?, filled("AccessKeySecret")?);
        let token = Some(filled("SecurityToken")?);
        let expires = text("Expiration").map(str::parse).transpose();
        Ok(Self {
            credentials: key_pair(id, secret, token),
            expires: expires.map_err(|_| text!("credentials-no-time", name = "Expiration"))?,
        })
    }

    /// That it has not run out already, as `what` handed it out.
    pub(super) fn still_good(
        self,
        now: DateTime<Utc>,
        what: &Text,
    ) -> Result<Self, CredentialsError> {
        match self.expires {
            Some(end) if end <= now => {
                let reason = text!("credentials-key-ran-out", end = end, now = now);
                Err(CredentialsError::answer(what, reason))
            }
            _ => Ok(self),
        }
    }
}

impl From<&Credentials> for IssuedKey {
    fn from(credentials: &Credentials) -> Self {
        Self {
            credentials: credentials.clone(),
            expires: None,
        }
    }
}
