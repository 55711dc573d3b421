//! Hides the secrets of records, and finds them again among what the service still tells.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::slice;

use aws_lc_rs::pbkdf2;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::domain::hba::{Record, canonical};
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
                hashes.insert(record.priority, digest(record, salt));
            }
            *record = hidden;
        }
        Self(hashes)
    }

    /// A record with its secret, from a known record that reads the same when redacted. Without a hash to tell it
    /// by there must be only one.
    ///
    /// # Errors
    /// Its priority when none is the one.
    pub(super) fn reveal(
        &self,
        record: &Record,
        salt: &InstanceId,
        known: &[Record],
    ) -> Result<Record, u32> {
        if !holds_secret(record) {
            return Ok(record.clone());
        }
        let wanted = canonical(slice::from_ref(record));
        let same = known
            .iter()
            .filter(|other| canonical(&[other.redacted()]) == wanted);
        let same: BTreeMap<_, _> = same.map(|other| (&other.option, other)).collect();
        let found = match self.0.get(&record.priority) {
            Some(hash) => same.values().find(|other| digest(other, salt) == *hash),
            None => same.values().next().filter(|_| same.len() == 1),
        };
        Ok(Record {
            option: found.ok_or(record.priority)?.option.clone(),
            ..record.clone()
        })
    }

    /// Records with their secrets, where those are known.
    pub(super) fn reveal_known(
        &self,
        records: &[Record],
        salt: &InstanceId,
        known: &[Record],
    ) -> Vec<Record> {
        let reveal = |record: &Record| {
            let revealed = self.reveal(record, salt, known);
            revealed.unwrap_or_else(|_| record.clone())
        };
        records.iter().map(reveal).collect()
    }
}

/// The hash of the options of a record, which hold its secret.
fn digest(record: &Record, salt: &InstanceId) -> String {
    let mut records = canonical(slice::from_ref(record)).into_iter();
    let text = records.find_map(|record| record.option).unwrap_or_default();
    let (salt, text) = (salt.as_str().as_bytes(), text.as_bytes());
    let mut hash = [0; 32];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt, text, &mut hash);
    HEXLOWER.encode(&hash)
}

/// Whether something in the options was redacted.
fn holds_secret(record: &Record) -> bool {
    let option = record.option.as_deref();
    option.is_some_and(|option| option.contains("***"))
}
