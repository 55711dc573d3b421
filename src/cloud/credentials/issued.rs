//! A key as a service, program or file hands it out.

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::keys::{Field, Members, member};
use super::{Credentials, CredentialsError, Source, key_pair};

/// A key that may run out.
#[derive(Debug)]
pub(super) struct Issued {
    pub(super) credentials: Credentials,
    /// When it runs out; `None` when that is not known or never.
    pub(super) expires: Option<DateTime<Utc>>,
}

/// How the members of an answer are called.
#[derive(Clone, Copy)]
pub(super) struct Names {
    id: &'static str,
    secret: &'static str,
    /// A temporary key has a token, a session key of a key pair has none.
    token: Option<&'static str>,
    expires: &'static str,
}

/// STS, the metadata service, credentials URIs, `CloudSSO` and `OAuth`.
pub(super) const TEMPORARY: Names = Names {
    id: "AccessKeyId",
    secret: "AccessKeySecret",
    token: Some("SecurityToken"),
    expires: "Expiration",
};

/// `GenerateSessionAccessKey` of STS.
pub(super) const SESSION: Names = Names {
    id: "SessionAccessKeyId",
    secret: "SessionAccessKeySecret",
    token: None,
    expires: "Expiration",
};

impl Issued {
    /// Reads an answer; the error names what is wrong and quotes nothing.
    pub(super) fn read(members: &Members, names: Names, source: Source) -> Result<Self, String> {
        let filled = |name: &str| {
            member(members, name)
                .and_then(Field::text)
                .ok_or_else(|| format!("`{name}` is missing"))
        };
        let (id, secret) = (filled(names.id)?, filled(names.secret)?);
        let token = names.token.map(filled).transpose()?;
        let expires = match member(members, names.expires).and_then(Field::text) {
            None => None,
            Some(text) => Some(
                text.parse()
                    .map_err(|_| format!("`{}` is not a time", names.expires))?,
            ),
        };
        Ok(Self {
            credentials: key_pair(id, secret, token, source),
            expires,
        })
    }

    /// Reads an answer that has a `Code`, as the metadata service and credentials URIs give it.
    pub(super) fn read_coded(members: &Members, source: Source) -> Result<Self, String> {
        match member(members, "Code").and_then(Field::text) {
            Some("Success") => Self::read(members, TEMPORARY, source),
            Some(_) => Err("its `Code` is not Success".to_owned()),
            None => Err("`Code` is missing".to_owned()),
        }
    }

    /// That it has not run out already, as `what` handed it out.
    pub(super) fn still_good(
        self,
        now: DateTime<Utc>,
        what: &str,
    ) -> Result<Self, CredentialsError> {
        match self.expires {
            Some(end) if end <= now => Err(CredentialsError::Answer {
                what: what.to_owned(),
                reason: format!("the key ran out at {end}, before this machine's time {now}"),
            }),
            _ => Ok(self),
        }
    }
}

impl From<&Credentials> for Issued {
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
