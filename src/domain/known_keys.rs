//! Reads a document, and names the keys of it that its type does not take.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer};

/// Reads a value and notes the keys that it does not take, such as `policy.novelty`: without positions in lists, each
/// once. What stands behind an untagged or internally tagged value is not seen.
///
/// # Errors
/// Those of the format, and of the type.
pub fn read<'a, T: Deserialize<'a>, D: Deserializer<'a>>(
    document: D,
    unknown: &mut BTreeSet<String>,
) -> Result<T, D::Error> {
    serde_ignored::deserialize(document, |path| {
        let path = path.to_string();
        let keys = path
            .split('.')
            .filter(|key| *key != "?" && key.parse::<usize>().is_err());
        unknown.insert(keys.collect::<Vec<_>>().join("."));
    })
}
