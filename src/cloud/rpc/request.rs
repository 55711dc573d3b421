//! One signed request: headers and body, from parameters, time and nonce.
//!
//! Invariant: business parameters travel in the form body under both signatures, so nothing of
//! them, a private key least of all, is ever in a URL.

use chrono::{DateTime, SecondsFormat, Utc};
use secrecy::{ExposeSecret, SecretString};

use super::key::Credentials;
use super::settings::SignatureVersion;
use super::signature::{
    Parameters, acs3_authorization, acs3_canonical_request, acs3_signature, acs3_string_to_sign,
    payload_hash, query_string, v1_signature, v1_string_to_sign,
};

const FORM: &str = "application/x-www-form-urlencoded";

/// What makes each attempt another one.
pub(super) struct Stamp {
    pub(super) time: DateTime<Utc>,
    pub(super) nonce: String,
}

/// A request ready to send.
pub(super) struct PreparedRequest {
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: String,
    /// What the service quotes when its signature differs: it tells a wrong secret from a request
    /// that was changed on its way. Holds the parameters, so it is never shown.
    pub(super) signed_text: SecretString,
}

/// What signs a request.
#[derive(Clone, Copy)]
pub(super) enum Signer<'a> {
    /// An access key, under either signature.
    Key(SignatureVersion, &'a Credentials),
    /// Nothing: the parameters carry their own proof.
    Nobody,
}

/// What one request is about.
#[derive(Clone, Copy)]
pub(super) struct ApiCall<'a> {
    pub(super) version: &'a str,
    pub(super) authority: &'a str,
    pub(super) action: &'a str,
    pub(super) parameters: &'a Parameters,
}

/// Prepares `POST /` with these business parameters.
pub(super) fn prepare(signer: Signer<'_>, subject: &ApiCall<'_>, stamp: &Stamp) -> PreparedRequest {
    let time = stamp.time.to_rfc3339_opts(SecondsFormat::Secs, true);
    if let Signer::Key(SignatureVersion::Acs3, credentials) = signer {
        return acs3(credentials, subject, time, &stamp.nonce);
    }
    let mut all = subject.parameters.clone();
    let mut add = |name: &str, value: &str| {
        all.insert(name.to_owned(), value.to_owned());
    };
    add("Action", subject.action);
    add("Version", subject.version);
    add("Format", "JSON");
    add("Timestamp", &time);
    let Signer::Key(_, credentials) = signer else {
        return prepared(&all, String::new());
    };
    add("AccessKeyId", &credentials.access_key_id);
    add("SignatureMethod", "HMAC-SHA1");
    add("SignatureVersion", "1.0");
    add("SignatureNonce", &stamp.nonce);
    if let Some(token) = &credentials.security_token {
        add("SecurityToken", token.expose_secret());
    }
    let text = v1_string_to_sign("POST", &all);
    let signature = v1_signature(credentials.secret.expose_secret(), &text);
    all.insert("Signature".to_owned(), signature);
    prepared(&all, text)
}

fn prepared(all: &Parameters, signed_text: String) -> PreparedRequest {
    PreparedRequest {
        headers: vec![
            ("content-type", FORM.to_owned()),
            ("accept", "application/json".to_owned()),
        ],
        body: query_string(all),
        signed_text: SecretString::from(signed_text),
    }
}

fn acs3(
    credentials: &Credentials,
    subject: &ApiCall<'_>,
    time: String,
    nonce: &str,
) -> PreparedRequest {
    let body = query_string(subject.parameters);
    let hash = payload_hash(body.as_bytes());
    let mut headers = vec![
        ("host", subject.authority.to_owned()),
        ("content-type", FORM.to_owned()),
        ("x-acs-action", subject.action.to_owned()),
        ("x-acs-version", subject.version.to_owned()),
        ("x-acs-date", time),
        ("x-acs-signature-nonce", nonce.to_owned()),
        ("x-acs-content-sha256", hash.clone()),
    ];
    if let Some(token) = &credentials.security_token {
        headers.push(("x-acs-accesskey-id", credentials.access_key_id.clone()));
        headers.push(("x-acs-security-token", token.expose_secret().to_owned()));
    }
    let signed: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let request = acs3_canonical_request("POST", "/", &Parameters::new(), &signed, &hash);
    let text = acs3_string_to_sign(&request);
    let signature = acs3_signature(credentials.secret.expose_secret(), &text);
    let authorization = acs3_authorization(&credentials.access_key_id, &signed, &signature);
    // The HTTP client writes the host header itself, with the same value.
    headers.retain(|(name, _)| *name != "host");
    headers.push(("accept", "application/json".to_owned()));
    headers.push(("authorization", authorization));
    PreparedRequest {
        headers,
        body,
        signed_text: SecretString::from(payload_hash(request.as_bytes())),
    }
}
