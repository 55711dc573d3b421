//! Access keys, security tokens and the nonces that were used.

use std::collections::{HashMap, HashSet, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};

use crate::sandbox::answer::{Refusal, bad};
use crate::sandbox::policy::RamPolicy;

/// How far a request's time may be off, either way.
///
/// Source: the error page of `InvalidTimeStamp.Expired`.
const TOLERANCE: TimeDelta = TimeDelta::minutes(15);

/// One access key.
pub(crate) struct AccessKey {
    /// Its id.
    pub(crate) id: String,
    /// Its secret.
    pub(crate) secret: SecretString,
    /// The security token that must come with it (STS).
    pub(crate) token: Option<SecretString>,
    /// When the token runs out.
    pub(crate) expires: Option<DateTime<Utc>>,
    /// What its owner may do; `None` is everything.
    pub(crate) policy: Option<RamPolicy>,
}

/// The keys and the used nonces.
pub(crate) struct KnownKeys {
    known: HashMap<String, AccessKey>,
    used: HashSet<(String, String)>,
    order: VecDeque<(DateTime<Utc>, (String, String))>,
}

impl KnownKeys {
    /// Knows these keys.
    pub(crate) fn new(list: Vec<AccessKey>) -> Self {
        Self {
            known: list.into_iter().map(|key| (key.id.clone(), key)).collect(),
            used: HashSet::new(),
            order: VecDeque::new(),
        }
    }

    /// The key with that id.
    ///
    /// # Errors
    /// `InvalidAccessKeyId.NotFound`.
    pub(crate) fn find(&self, id: &str) -> Result<&AccessKey, Refusal> {
        self.known.get(id).ok_or_else(|| {
            Refusal::new(
                404,
                "InvalidAccessKeyId.NotFound",
                "Specified access key is not found.",
            )
        })
    }

    /// Whether the time of a request is close enough.
    ///
    /// # Errors
    /// `InvalidTimeStamp.Format` or `InvalidTimeStamp.Expired`.
    pub(crate) fn check_time(text: &str, now: DateTime<Utc>) -> Result<(), Refusal> {
        let at =
            chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").map_err(|_| {
                bad(
                    "InvalidTimeStamp.Format",
                    "Specified time stamp or date value is not well formatted.",
                )
            })?;
        if (at.and_utc() - now).abs() > TOLERANCE {
            return Err(bad(
                "InvalidTimeStamp.Expired",
                "Specified time stamp or date value is expired.",
            ));
        }
        Ok(())
    }

    /// Whether the token fits the key.
    ///
    /// # Errors
    /// `MissingSecurityToken`, `InvalidSecurityToken.Malformed`, `.MismatchWithAccessKey` or
    /// `.Expired`.
    pub(crate) fn check_token(
        key: &AccessKey,
        token: Option<&str>,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        let refuse = |code, message: &str| Err(bad(code, message));
        match (&key.token, token) {
            (Some(_), None) => refuse(
                "MissingSecurityToken",
                "SecurityToken is mandatory for this action.",
            ),
            (None, Some(_)) => refuse(
                "InvalidSecurityToken.MismatchWithAccessKey",
                "Specified SecurityToken mismatch with the AccessKey.",
            ),
            (Some(known), Some(token)) if known.expose_secret() != token => refuse(
                "InvalidSecurityToken.Malformed",
                "Specified SecurityToken is malformed.",
            ),
            (Some(_), Some(_)) if key.expires.is_some_and(|expires| expires <= now) => {
                Err(expired_token())
            }
            (None, None) | (Some(_), Some(_)) => Ok(()),
        }
    }

    /// Uses up a nonce; those older than any acceptable request are forgotten.
    ///
    /// # Errors
    /// `SignatureNonceUsed`.
    pub(crate) fn use_nonce(
        &mut self,
        id: &str,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Refusal> {
        // A clock that was set back leaves entries of the future at the front: drop those too.
        while let Some((at, _)) = self.order.front() {
            if (now - *at).abs() <= TOLERANCE * 2 {
                break;
            }
            if let Some((_, entry)) = self.order.pop_front() {
                self.used.remove(&entry);
            }
        }
        let entry = (id.to_owned(), nonce.to_owned());
        if !self.used.insert(entry.clone()) {
            return Err(bad(
                "SignatureNonceUsed",
                "Specified signature nonce was used already.",
            ));
        }
        self.order.push_back((now, entry));
        Ok(())
    }
}

/// The refusal of a token that has run out.
pub(crate) fn expired_token() -> Refusal {
    bad(
        "InvalidSecurityToken.Expired",
        "Specified SecurityToken is expired.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonces_are_forgotten_when_no_request_can_use_them() {
        let mut keys = KnownKeys::new(Vec::new());
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        assert!(keys.use_nonce("a", "1", start).is_ok());
        assert_eq!(
            keys.use_nonce("a", "1", start).unwrap_err().code,
            "SignatureNonceUsed"
        );
        assert!(keys.use_nonce("b", "1", start).is_ok());
        let later = start + TimeDelta::minutes(31);
        assert!(keys.use_nonce("a", "2", later).is_ok());
        assert_eq!(keys.used.len(), 1);
    }

    #[test]
    fn fifteen_minutes_either_way() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let at = |seconds| crate::sandbox::clock::stamp(now + TimeDelta::seconds(seconds));
        for near in [0, 900, -900] {
            assert!(KnownKeys::check_time(&at(near), now).is_ok());
        }
        for far in [901, -901] {
            assert_eq!(
                KnownKeys::check_time(&at(far), now).unwrap_err().code,
                "InvalidTimeStamp.Expired"
            );
        }
        assert_eq!(
            KnownKeys::check_time("today", now).unwrap_err().code,
            "InvalidTimeStamp.Format"
        );
    }
}
