//! A certificate request: its key, and what of its other wishes is not granted.

use x509_cert::der::{Decode, Encode};
use x509_cert::request::{CertReq, ExtensionReq};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::algorithm::Key;
use super::{CertificateError, extension_name};
use crate::domain::pem::{FILE_LIMIT, PemError, blocks};
use crate::text::{Text, text};

/// A request whose owner has the key.
#[derive(Debug, Clone)]
pub struct CertificateRequest {
    /// The key, as it stands in the request.
    pub key: SubjectPublicKeyInfoOwned,
    /// Names of the extensions that it asks for, such as `subjectAltName`.
    pub extensions: Vec<String>,
}

/// Reads a request, PEM.
///
/// # Errors
/// For a text that cannot be read, a key that no certificate of ours could have, and a request that
/// was not signed by its own key.
pub fn parse_request(text: &str) -> Result<CertificateRequest, CertificateError> {
    let blocks = blocks(text.as_bytes(), FILE_LIMIT)?;
    let is_request = |label: &str| label.ends_with("CERTIFICATE REQUEST");
    let block = blocks.iter().find(|block| is_request(&block.label));
    let block = block.ok_or(PemError::NotPem)?;
    let unfit = |what: Text| CertificateError::Unfit(text!("request-what", what = what));
    let unreadable = |_| unfit(text!("request-unread"));
    let request = CertReq::from_der(&block.der).map_err(unreadable)?;
    let key = Key::new(&request.info.public_key).map_err(unfit)?;
    let message = request.info.to_der().map_err(unreadable)?;
    match key.made(&message, &request.algorithm, &request.signature) {
        Some(true) => {}
        Some(false) => return Err(unfit(text!("request-signature"))),
        None => return Err(unfit(text!("profile-signature"))),
    }
    let wanted = request.info.attributes.iter().filter(|attribute| {
        let oid = attribute.oid.to_string();
        // The second one is Microsoft's.
        oid == "1.2.840.113549.1.9.14" || oid == "1.3.6.1.4.1.311.2.1.14"
    });
    let mut extensions = Vec::new();
    for value in wanted.flat_map(|attribute| attribute.values.iter()) {
        let found = value.to_der().and_then(|der| ExtensionReq::from_der(&der));
        for extension in found.map_err(unreadable)?.0 {
            let oid = extension.extn_id;
            extensions
                .push(extension_name(&oid).map_or_else(|| oid.to_string(), ToOwned::to_owned));
        }
    }
    Ok(CertificateRequest {
        key: request.info.public_key,
        extensions,
    })
}
