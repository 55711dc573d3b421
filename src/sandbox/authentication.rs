//! Reads who signed a request and checks the signature.
//!
//! The request is taken as it came over the wire: the query is decoded, with `+` as a blank, and
//! encoded again, since official clients write blanks, `*` and brackets in several ways. The
//! arithmetic is that of [`crate::cloud::rpc::signature`]; the tests hold both against foreign vectors.

use chrono::{DateTime, Utc};
use hyper::body::Bytes;
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use secrecy::ExposeSecret;

use super::answer::{Refusal, bad};
use super::state::keys::KnownKeys;
use crate::cloud::rpc::signature::{
    Parameters, acs3_canonical_request, acs3_signature, acs3_string_to_sign, payload_hash,
    v1_signature, v1_string_to_sign,
};

/// The first word of the `Authorization` header.
const ACS3: &str = "ACS3-HMAC-SHA256";

/// A request, decoded.
pub(crate) struct DecodedRequest {
    method: String,
    path: String,
    headers: HeaderMap,
    body: Bytes,
    query: Parameters,
    /// Query and form fields together; a form field wins over a query parameter of its name.
    pub(crate) parameters: Parameters,
}

/// Who says to have signed a request, and what for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Claim {
    /// Action.
    pub(crate) action: String,
    /// API version.
    pub(crate) version: String,
    /// Access key id.
    pub(crate) key_id: String,
    token: Option<String>,
    timestamp: String,
    nonce: String,
    signature: String,
    signed: Signed,
}

/// What the signature is over.
#[derive(Debug, PartialEq, Eq)]
enum Signed {
    /// V1: the string to sign.
    Parameters(String),
    /// ACS3: the string to sign.
    Headers(String),
}

impl DecodedRequest {
    /// Decodes a request.
    pub(crate) fn new(parts: &Parts, body: Bytes) -> Self {
        let query = decode(parts.uri.query().unwrap_or_default().as_bytes());
        let mut parameters = query.clone();
        let form = parts
            .headers
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split(';').next())
            .is_some_and(|kind| {
                kind.trim()
                    .eq_ignore_ascii_case("application/x-www-form-urlencoded")
            });
        if form {
            parameters.extend(decode(&body));
        }
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            headers: parts.headers.clone(),
            body,
            query,
            parameters,
        }
    }

    /// The action, as far as it can be told before anything is checked; empty when it cannot.
    pub(crate) fn action(&self) -> String {
        self.header("x-acs-action")
            .filter(|_| self.is_acs3())
            .or_else(|| self.parameters.get("Action").cloned())
            .unwrap_or_default()
    }

    /// The access key id it claims to be signed with, before anything is checked.
    pub(crate) fn key_id(&self) -> Option<String> {
        self.claim().ok().map(|claim| claim.key_id)
    }

    /// Whether the answer is to be JSON.
    ///
    /// Source: `Format` of the RPC request syntax: absent means XML; ACS3 answers JSON.
    pub(crate) fn wants_json(&self) -> bool {
        match self.parameters.get("Format") {
            Some(format) => format.eq_ignore_ascii_case("json"),
            None => self.is_acs3(),
        }
    }

    fn is_acs3(&self) -> bool {
        self.headers.contains_key("authorization")
    }

    /// A header's value; bytes that are not UTF-8 are replaced, which no signature survives.
    fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?;
        Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
    }

    /// Reads the signature.
    ///
    /// # Errors
    /// The codes for a missing or malformed part.
    pub(crate) fn claim(&self) -> Result<Claim, Refusal> {
        if self.is_acs3() {
            self.header_claim()
        } else {
            self.parameter_claim()
        }
    }

    fn parameter_claim(&self) -> Result<Claim, Refusal> {
        let text = |name: &str| {
            self.parameters
                .get(name)
                .filter(|text| !text.is_empty())
                .cloned()
        };
        let needed = |name: &str| text(name).ok_or_else(|| Refusal::missing(name));
        let action = needed("Action")?;
        let version = needed("Version")?;
        let key_id = text("AccessKeyId").ok_or_else(|| {
            bad(
                "MissingAccessKeyId",
                "AccessKeyId is mandatory for this action.",
            )
        })?;
        let timestamp = text("Timestamp").ok_or_else(|| {
            bad("IllegalTimestamp", "The input parameter Timestamp that is mandatory for processing this request is not supplied.")
        })?;
        let algorithm = (
            text("SignatureMethod"),
            text("SignatureVersion"),
            text("SignatureType"),
        );
        if !matches!(
            (
                algorithm.0.as_deref(),
                algorithm.1.as_deref(),
                algorithm.2.as_deref()
            ),
            (Some("HMAC-SHA1"), Some("1.0"), None)
        ) {
            return Err(incomplete(
                "SignatureMethod must be HMAC-SHA1 and SignatureVersion 1.0.",
            ));
        }
        let (Some(nonce), Some(signature)) = (text("SignatureNonce"), text("Signature")) else {
            return Err(incomplete("SignatureNonce and Signature are mandatory."));
        };
        Ok(Claim {
            action,
            version,
            key_id,
            token: text("SecurityToken"),
            timestamp,
            nonce,
            signature,
            signed: Signed::Parameters(v1_string_to_sign(&self.method, &self.parameters)),
        })
    }

    fn header_claim(&self) -> Result<Claim, Refusal> {
        let authorization = self.header("authorization").unwrap_or_default();
        let fields = authorization
            .trim()
            .strip_prefix(ACS3)
            .and_then(|rest| rest.strip_prefix(' '))
            .ok_or_else(|| incomplete("The Authorization header is not ACS3-HMAC-SHA256."))?;
        let field = |name: &str| {
            fields
                .split(',')
                .find_map(|field| field.trim().strip_prefix(name)?.strip_prefix('='))
                .filter(|value| !value.is_empty())
                .ok_or_else(|| {
                    incomplete(format!("{name} is missing in the Authorization header."))
                })
        };
        let (key_id, signed_names, signature) = (
            field("Credential")?,
            field("SignedHeaders")?,
            field("Signature")?,
        );
        let needed = |name: &str| self.header(name).ok_or_else(|| Refusal::missing(name));
        let action = needed("x-acs-action")?;
        let version = needed("x-acs-version")?;
        let timestamp = needed("x-acs-date")?;
        let nonce = needed("x-acs-signature-nonce")?;
        needed("x-acs-content-sha256")?;
        if self
            .header("x-acs-accesskey-id")
            .is_some_and(|id| id != key_id)
        {
            return Err(incomplete(
                "x-acs-accesskey-id differs from the Credential.",
            ));
        }
        let names: Vec<&str> = signed_names.split(';').collect();
        // Source: "every x-acs-* header that is sent must be signed, and so must host and
        // content-type".
        for name in self.headers.keys().map(hyper::header::HeaderName::as_str) {
            let must = name.starts_with("x-acs-") || matches!(name, "host" | "content-type");
            if must && !names.contains(&name) {
                return Err(incomplete(format!("The header {name} is not signed.")));
            }
        }
        let mut headers = Vec::new();
        for name in &names {
            let values: Vec<String> = self
                .headers
                .get_all(*name)
                .iter()
                .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                .collect();
            if values.is_empty() {
                return Err(incomplete(format!(
                    "The signed header {name} is not in the request."
                )));
            }
            headers.extend(values.into_iter().map(|value| (*name, value)));
        }
        let headers: Vec<(&str, &str)> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        // The hash is that of the body that came, whatever the header says it is.
        let canonical = acs3_canonical_request(
            &self.method,
            &self.path,
            &self.query,
            &headers,
            &payload_hash(&self.body),
        );
        Ok(Claim {
            action,
            version,
            key_id: key_id.to_owned(),
            token: self.header("x-acs-security-token"),
            timestamp,
            nonce,
            signature: signature.to_owned(),
            signed: Signed::Headers(acs3_string_to_sign(&canonical)),
        })
    }
}

impl Claim {
    /// Checks time, key, token, signature and nonce, in that order.
    ///
    /// # Errors
    /// The code of the first that is wrong; a wrong signature shows the server's string to sign,
    /// as the service does.
    pub(crate) fn verify(&self, keys: &mut KnownKeys, now: DateTime<Utc>) -> Result<(), Refusal> {
        KnownKeys::check_time(&self.timestamp, now)?;
        let key = keys.find(&self.key_id)?;
        KnownKeys::check_token(key, self.token.as_deref(), now)?;
        let secret = key.secret.expose_secret();
        let (wanted, message) = match &self.signed {
            Signed::Parameters(string) => (
                v1_signature(secret, string),
                format!(
                    "Specified signature is not matched with our calculation. server string to sign is:{string}"
                ),
            ),
            Signed::Headers(string) => (
                acs3_signature(secret, string),
                format!(
                    "Specified signature does not match our calculation. server StringToSign is [{}]",
                    string.replace('\n', " ")
                ),
            ),
        };
        if wanted != self.signature {
            return Err(bad("SignatureDoesNotMatch", message));
        }
        keys.use_nonce(&self.key_id, &self.nonce, now)
    }
}

fn incomplete(message: impl Into<String>) -> Refusal {
    bad("IncompleteSignature", message)
}

fn decode(text: &[u8]) -> Parameters {
    form_urlencoded::parse(text).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::state::keys::AccessKey;
    use super::*;

    /// Vectors made with the vendor's own packages and recomputed by independent code.
    const VECTORS: &str = include_str!("../../tests/data/signature-vectors.json");

    fn vectors(section: &str, count: usize) -> Vec<Value> {
        let document: Value = serde_json::from_str(VECTORS).unwrap();
        let vectors = document[section].as_array().unwrap().clone();
        assert_eq!(vectors.len(), count);
        vectors
    }

    fn text<'a>(value: &'a Value, key: &str) -> &'a str {
        value[key].as_str().unwrap_or_default()
    }

    /// The vector as the request that goes over the wire.
    fn request(vector: &Value, target: &str) -> DecodedRequest {
        let acs3 = vector.get("authorization").is_some();
        let mut builder = hyper::Request::builder()
            .method(text(vector, "method"))
            .uri(target);
        for (name, value) in vector["headers"].as_object().into_iter().flatten() {
            let value = value.as_str().unwrap();
            builder = builder.header(
                name,
                hyper::header::HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        if acs3 {
            builder = builder.header("authorization", text(vector, "authorization"));
        } else if let Some(kind) = vector["wire"]["content_type"].as_str() {
            builder = builder.header("content-type", kind);
        }
        let body = if acs3 {
            &vector["body"]
        } else {
            &vector["wire"]["body"]
        };
        let (parts, ()) = builder.body(()).unwrap().into_parts();
        DecodedRequest::new(&parts, Bytes::from(body.as_str().unwrap().to_owned()))
    }

    fn verify(vector: &Value, target: &str, secret: &str) -> Result<(), Refusal> {
        let mut keys = KnownKeys::new(vec![AccessKey {
            id: text(vector, "access_key_id").to_owned(),
            secret: secret.into(),
            token: vector["security_token"].as_str().map(Into::into),
            expires: None,
            policy: None,
        }]);
        let claim = request(vector, target).claim()?;
        let now = chrono::NaiveDateTime::parse_from_str(&claim.timestamp, "%Y-%m-%dT%H:%M:%SZ")
            .unwrap()
            .and_utc();
        claim.verify(&mut keys, now)?;
        assert_eq!(
            claim.verify(&mut keys, now).unwrap_err().code,
            "SignatureNonceUsed"
        );
        Ok(())
    }

    #[test]
    fn every_vector_is_let_in_and_refused_with_another_secret() {
        for (section, count) in [("v1", 43), ("v3", 32)] {
            for vector in vectors(section, count) {
                let id = text(&vector, "id");
                let target = text(&vector["wire"], "target");
                let secret = text(&vector, "access_key_secret");
                assert_eq!(verify(&vector, target, secret), Ok(()), "{id}");
                let refusal = verify(&vector, target, "another").unwrap_err();
                assert_eq!(refusal.code, "SignatureDoesNotMatch", "{id}");
                let signed = text(&vector, "string_to_sign");
                if section == "v1" {
                    let shown = refusal.message.split_once("sign is:").unwrap().1;
                    assert_eq!(shown, signed, "{id}");
                } else {
                    let shown = format!("[{}]", signed.replace('\n', " "));
                    assert!(refusal.message.contains(&shown), "{id}");
                }
            }
        }
    }

    #[test]
    fn what_official_clients_put_on_the_wire_is_let_in() {
        let mut seen = 0;
        for vector in vectors("v1", 43) {
            let Some(target) = vector["official_wire_target"].as_str() else {
                continue;
            };
            let secret = text(&vector, "access_key_secret");
            let verified = verify(&vector, target, secret);
            assert_eq!(verified, Ok(()), "{}", vector["id"]);
            seen += 1;
        }
        assert_eq!(seen, 6);
    }

    #[test]
    fn a_blank_as_plus_and_bare_brackets_verify_too() {
        // The new Python SDK writes `+` for a blank, the Node SDK leaves `*`, `(` and `)` bare.
        for (section, count) in [("v1", 43), ("v3", 32)] {
            for vector in vectors(section, count) {
                let target = text(&vector["wire"], "target")
                    .replace("%20", "+")
                    .replace("%2A", "*")
                    .replace("%28", "(")
                    .replace("%29", ")");
                let secret = text(&vector, "access_key_secret");
                let verified = verify(&vector, &target, secret);
                assert_eq!(verified, Ok(()), "{}", vector["id"]);
            }
        }
    }

    #[test]
    fn tampering_is_noticed() {
        let vector = vectors("v3", 32)
            .into_iter()
            .find(|vector| vector["id"] == "v3-post-hba-form")
            .unwrap();
        let secret = text(&vector, "access_key_secret");
        let target = text(&vector["wire"], "target");
        let refused = |change: fn(&mut Value)| {
            let mut other = vector.clone();
            change(&mut other);
            verify(&other, target, secret).unwrap_err().code
        };
        let body = refused(|other| other["body"] = "RegionId=x".into());
        assert_eq!(body, "SignatureDoesNotMatch");
        let unsigned = refused(|other| other["headers"]["x-acs-unsigned"] = "1".into());
        assert_eq!(unsigned, "IncompleteSignature");
        let token = refused(|other| other["security_token"] = "token".into());
        assert_eq!(token, "MissingSecurityToken");
        let bearer = refused(|other| other["authorization"] = "Bearer abc".into());
        assert_eq!(bearer, "IncompleteSignature");
    }

    #[test]
    fn missing_parts_have_their_own_codes() {
        let vector = vectors("v1", 43)
            .into_iter()
            .find(|v| v["id"] == "v1-get-minimal")
            .unwrap();
        let target = text(&vector["wire"], "target");
        for (name, code) in [
            ("Action", "MissingParameter"),
            ("Version", "MissingParameter"),
            ("AccessKeyId", "MissingAccessKeyId"),
            ("Timestamp", "IllegalTimestamp"),
            ("Signature", "IncompleteSignature"),
            ("SignatureNonce", "IncompleteSignature"),
            ("SignatureMethod", "IncompleteSignature"),
        ] {
            let without: Vec<&str> = target
                .trim_start_matches("/?")
                .split('&')
                .filter(|pair| !pair.starts_with(&format!("{name}=")))
                .collect();
            let refusal = request(&vector, &format!("/?{}", without.join("&")))
                .claim()
                .unwrap_err();
            assert_eq!(refusal.code, code, "{name}");
        }
    }
}
