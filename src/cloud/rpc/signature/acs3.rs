//! ACS3-HMAC-SHA256: the header signature.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::Parameters;
use super::encode::query_string;

/// The name of the algorithm, first word of `Authorization` and of the string to sign.
const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// Lower-case hex SHA-256 of the body bytes: the value of `x-acs-content-sha256`.
pub fn payload_hash(body: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(body))
}

/// The canonical request.
///
/// `headers` are exactly those that are signed, in any order and case. An empty path counts as
/// `/`. A header that comes twice is joined with `,` after sorting its values.
///
/// Source: "request syntax and signature method V3" of the OpenAPI documentation.
pub fn acs3_canonical_request(
    method: &str,
    path: &str,
    query: &Parameters,
    headers: &[(&str, &str)],
    hashed_payload: &str,
) -> String {
    let mut lines = String::new();
    for (name, mut values) in grouped(headers) {
        values.sort_unstable();
        lines.extend([name.as_str(), ":", &values.join(","), "\n"]);
    }
    format!(
        "{}\n{}\n{}\n{lines}\n{}\n{hashed_payload}",
        method.to_ascii_uppercase(),
        if path.is_empty() { "/" } else { path },
        query_string(query),
        acs3_signed_headers(headers),
    )
}

/// `SignedHeaders`: the lower-case names in order, joined with `;`.
pub fn acs3_signed_headers(headers: &[(&str, &str)]) -> String {
    grouped(headers).into_keys().collect::<Vec<_>>().join(";")
}

/// The text that ACS3 signs.
pub fn acs3_string_to_sign(canonical_request: &str) -> String {
    format!(
        "{ALGORITHM}\n{}",
        payload_hash(canonical_request.as_bytes())
    )
}

/// Lower-case hex of HMAC-SHA256, keyed with the secret as it is.
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "HMAC takes a key of any length (RFC 2104, section 2)"
)]
pub fn acs3_signature(secret: &str, string_to_sign: &str) -> String {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(string_to_sign.as_bytes());
    HEXLOWER.encode(&mac.finalize().into_bytes())
}

/// The value of the `Authorization` header.
pub fn acs3_authorization(
    access_key_id: &str,
    headers: &[(&str, &str)],
    signature: &str,
) -> String {
    let signed = acs3_signed_headers(headers);
    format!("{ALGORITHM} Credential={access_key_id},SignedHeaders={signed},Signature={signature}")
}

/// Trimmed values by lower-case name.
fn grouped<'a>(headers: &[(&str, &'a str)]) -> BTreeMap<String, Vec<&'a str>> {
    let mut grouped = BTreeMap::<String, Vec<&str>>::new();
    for (name, value) in headers {
        grouped
            .entry(name.to_ascii_lowercase())
            .or_default()
            .push(value.trim());
    }
    grouped
}
