//! V1: the RPC parameter signature, `SignatureMethod=HMAC-SHA1`, `SignatureVersion=1.0`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::Parameters;
use super::encode::{join, percent_encode};

/// The text that V1 signs, over every query and form parameter save `Signature`.
///
/// It holds the security token in clear, so it must never be shown.
///
/// Source: "request syntax and signature method V2 for RPC APIs" of the OpenAPI documentation.
pub fn v1_string_to_sign(method: &str, parameters: &Parameters) -> String {
    let canonical = join(parameters.iter().filter(|(name, _)| *name != "Signature"));
    format!(
        "{}&%2F&{}",
        method.to_ascii_uppercase(),
        percent_encode(&canonical)
    )
}

/// The value of `Signature`: base64 of HMAC-SHA1, keyed with the secret and `&`.
#[expect(
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "HMAC takes a key of any length (RFC 2104, section 2)"
)]
pub fn v1_signature(secret: &str, string_to_sign: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(string_to_sign.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}
