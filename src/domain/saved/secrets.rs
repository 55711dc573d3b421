//! Hides the secrets of records, and finds them again among what the service still tells.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::slice;

use aws_lc_rs::pbkdf2;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::domain::hba::{Record, canonical, options_in_order};
use crate::domain::instance::InstanceId;

/// Rounds of the hash of a secret, so that a saved file is no help in guessing it.
const ROUNDS: NonZeroU32 = NonZeroU32::MIN.saturating_add(99_999);

/// Hashes of the secrets of redacted records, by priority.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Secrets(pub(super) BTreeMap<u32, String>);

impl Secrets {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Redacts records.
    pub(super) fn hide(records: &mut [Record], salt: &InstanceId) -> Self {
        let mut hashes = BTreeMap::new();
        for record in records {
            let hidden = record.redacted();
            if holds_secret(&hidden) {
                let options = options(record).unwrap_or_default();
                hashes.insert(record.priority, digest(&options, salt));
            }
            *record = hidden;
        }
        Self(hashes)
    }

    /// Records with their secrets, from known records. The hash tells the secret in options that read the same
    /// when redacted, whatever else a record says; without one the whole record must, and there must be only one.
    ///
    /// # Errors
    /// The priority of a record that none is the one for.
    pub(super) fn reveal(
        &self,
        records: &[Record],
        salt: &InstanceId,
        known: &[Record],
    ) -> Result<Vec<Record>, u32> {
        let reveal = |record: &Record| {
            if !holds_secret(record) {
                return Ok(record.clone());
            }
            let hash = self.0.get(&record.priority);
            let is_alike = |other: &&Record| {
                let other = other.redacted();
                match hash {
                    Some(_) => options(&other) == options(record),
                    None => canonical(&[other]) == canonical(slice::from_ref(record)),
                }
            };
            let alike = known.iter().filter(is_alike);
            let alike: BTreeMap<_, _> = alike.map(|other| (&other.option, other)).collect();
            let has = |other: &Record, hash: &String| {
                let forms: BTreeSet<String> = options(other)
                    .into_iter()
                    .chain(other.option.as_deref().map(options_in_order))
                    .collect();
                forms.iter().any(|options| digest(options, salt) == *hash)
            };
            let found = match hash {
                Some(hash) => alike.values().find(|other| has(other, hash)),
                None => alike.values().next().filter(|_| alike.len() == 1),
            };
            Ok(Record {
                option: found.ok_or(record.priority)?.option.clone(),
                ..record.clone()
            })
        };
        records.iter().map(reveal).collect()
    }
}

/// The options of a record in one form.
fn options(record: &Record) -> Option<String> {
    let mut records = canonical(slice::from_ref(record)).into_iter();
    records.find_map(|record| record.option)
}

/// The hash of the options of a record, which hold its secret.
fn digest(options: &str, salt: &InstanceId) -> String {
    let (salt, text) = (salt.as_str().as_bytes(), options.as_bytes());
    let mut hash = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt, text, &mut hash);
    HEXLOWER.encode(&hash)
}

/// Whether something in the options was redacted.
fn holds_secret(record: &Record) -> bool {
    let option = record.option.as_deref();
    option.is_some_and(|option| option.contains("***"))
}
