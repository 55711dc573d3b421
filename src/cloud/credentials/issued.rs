//! A key as a service, program or file hands it out.

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::keys::{JsonField, Members, member};
use super::{Credentials, CredentialsError, Source, key_pair};
use crate::text;
use crate::text::Text;

/// A key that may run out.
#[derive(Debug)]
pub(super) struct IssuedKey {
    pub(super) credentials: Credentials,
    /// When it runs out; `None` when that is not known or never.
    pub(super) expires: Option<DateTime<Utc>>,
}

impl IssuedKey {
    /// Reads an answer of STS, the metadata service, a credentials URI, `CloudSSO` or `OAuth`; the error
    /// names what is wrong and quotes nothing. A `Code` has to be Success where there is one.
    pub(super) fn read(members: &Members, source: Source) -> Result<Self, Text> {
        let filled = |name: &str| {
            member(members, name)
                .and_then(JsonField::text)
                .ok_or_else(|| text!("credentials-missing", name = name))
        };
        match member(members, "Code").and_then(JsonField::text) {
            Some("Success") | None => {}
            Some(_) => return Err(text!("credentials-code")),
        }
        let (id, secret) = (filled("AccessKeyId")?, filled("AccessKeySecret")?);
        let token = filled("SecurityToken")?;
        let expires = match member(members, "Expiration").and_then(JsonField::text) {
            None => None,
            Some(text) => Some(
                text.parse()
                    .map_err(|_| text!("credentials-no-time", name = "Expiration"))?,
            ),
        };
        Ok(Self {
            credentials: key_pair(id, secret, Some(token), source),
            expires,
        })
    }

    /// That it has not run out already, as `what` handed it out.
    pub(super) fn still_good(
        self,
        now: DateTime<Utc>,
        what: &Text,
    ) -> Result<Self, CredentialsError> {
        match self.expires {
            Some(end) if end <= now => Err(CredentialsError::Answer {
                what: what.clone(),
                reason: text!("credentials-key-ran-out", end = end, now = now),
            }),
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

/// A secret that is sent as a bearer token.
pub(super) fn bearer(token: &SecretString) -> SecretString {
    use secrecy::ExposeSecret;

    SecretString::from(format!("Bearer {}", token.expose_secret()))
}
