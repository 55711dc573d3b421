//! A RAM policy document; its shape is the vendor's and carries no version of ours.

use serde_json::Value;

/// `export ram-policy`.
pub fn ram_policy(document: &Value) -> String {
    super::text(document)
}
