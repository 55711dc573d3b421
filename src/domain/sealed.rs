//! A document with its checksum, which tells one that was torn or edited.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::known_keys;
use super::versioned::other_version;
use crate::text::{Text, text};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed<'a> {
    sha256: String,
    #[serde(borrow)]
    saved: &'a RawValue,
}

/// Writes a document with its checksum, as one line.
///
/// # Errors
/// When the value has no JSON form.
pub fn seal<T: Serialize>(value: &T) -> serde_json::Result<String> {
    let text = serde_json::value::to_raw_value(value)?;
    let sealed = Sealed {
        sha256: checksum(text.get()),
        saved: &text,
    };
    Ok(serde_json::to_string(&sealed)? + "\n")
}

/// Reads a document of this version back, or a list of them.
///
/// # Errors
/// Why it cannot be trusted, for people: torn, edited, of another version, or with a key that nothing reads.
pub fn unseal<T: DeserializeOwned>(text: &str, version: u32) -> Result<T, Text> {
    let sealed: Sealed<'_> = serde_json::from_str(text).map_err(|_| text!("journal-torn"))?;
    if checksum(sealed.saved.get()) != sealed.sha256 {
        return Err(text!("journal-checksum"));
    }
    let saved = sealed.saved.get();
    let json = || serde_json::Deserializer::from_str(saved);
    if other_version(&mut json(), version).is_some() {
        return Err(text!("journal-other-version"));
    }
    let mut unknown = BTreeSet::new();
    let read = known_keys::read(&mut json(), &mut unknown)
        .map_err(|error| text!("journal-shape", error = &error))?;
    match unknown.first() {
        Some(key) => Err(text!("report-unknown-key", key = key)),
        None => Ok(read),
    }
}

fn checksum(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes()))
}
