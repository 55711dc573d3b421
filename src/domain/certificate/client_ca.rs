//! Whether a file can be installed as the client CA.

use chrono::{DateTime, Utc};

use super::pem::{encode, public_blocks};
use super::{Certificate, CertificateError, FILE_LIMIT, x509};

/// Checks the text of a client CA file, every certificate of it.
///
/// Shape: the certificates in the order of the file, at least one. Takes text or raw bytes, so
/// that a DER file is recognised.
///
/// # Errors
/// The first fault: empty, over 64 KiB, not PEM, a private key anywhere, a block that is broken or
/// of another kind, a certificate that is no CA (an X.509 v1 root is one), may not sign, is
/// expired or not yet valid.
///
/// Source: OpenSSL refuses chains through such a CA (`X509_check_ca`, `X509_verify_cert`), which
/// locks out every client whose certificate it signed.
pub fn check_client_ca(
    text: impl AsRef<[u8]>,
    now: DateTime<Utc>,
) -> Result<Vec<Certificate>, CertificateError> {
    let mut authorities = Vec::new();
    for block in public_blocks(text.as_ref(), FILE_LIMIT)? {
        if !block.is_certificate() {
            return Err(block.wrong("CERTIFICATE"));
        }
        let x509 = x509(&block.der, block.position)?;
        let unreadable = CertificateError::Unreadable {
            position: block.position,
        };
        let certificate = Certificate::summarise(&x509, &block.der).ok_or(unreadable)?;
        let subject = certificate.subject.clone();
        if !certificate.is_ca && !certificate.is_v1_root() {
            return Err(CertificateError::NotCa { subject });
        }
        let usage = x509.key_usage().ok().flatten();
        if usage.is_some_and(|usage| !usage.value.key_cert_sign()) {
            return Err(CertificateError::NoCertSign { subject });
        }
        if now > certificate.not_after {
            return Err(CertificateError::Expired {
                subject,
                not_after: certificate.not_after,
            });
        }
        if now < certificate.not_before {
            return Err(CertificateError::NotYetValid {
                subject,
                not_before: certificate.not_before,
            });
        }
        authorities.push(certificate);
    }
    Ok(authorities)
}

/// The client CAs of both texts in one, each once, the installed ones first.
///
/// # Errors
/// For a text that cannot be read, and `TooLarge` when both do not fit into one file.
pub fn join_client_cas(installed: &str, added: &str) -> Result<String, CertificateError> {
    let mut joined = String::new();
    for text in [installed, added] {
        for block in public_blocks(text.as_bytes(), FILE_LIMIT)? {
            if !block.is_certificate() {
                return Err(block.wrong("CERTIFICATE"));
            }
            let pem = encode("CERTIFICATE", &block.der);
            if !joined.contains(&pem) {
                joined.push_str(&pem);
            }
        }
    }
    if joined.len() > FILE_LIMIT {
        return Err(CertificateError::TooLarge {
            size: joined.len(),
            limit: FILE_LIMIT,
        });
    }
    Ok(joined)
}

/// The certificates of `text` whose fingerprint is among `keep`, in the order of the text.
///
/// # Errors
/// For a text that cannot be read.
pub fn keep_client_cas(text: &str, keep: &[String]) -> Result<String, CertificateError> {
    let mut kept = String::new();
    for block in public_blocks(text.as_bytes(), FILE_LIMIT)? {
        if block.is_certificate() && keep.contains(&super::sha256(&block.der)) {
            kept.push_str(&encode("CERTIFICATE", &block.der));
        }
    }
    Ok(kept)
}
