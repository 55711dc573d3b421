//! Keys and signatures that OpenSSL 3 refuses at the security level distributions ship.
//!
//! Source: OpenSSL, `SSL_CTX_set_security_level`, level 2: RSA and DH keys of at least 2048 bits,
//! EC keys of at least 224 bits, no SHA-1 and no MD5 in a signature.

use x509_parser::certificate::X509Certificate;
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::oid_registry::Oid;
use x509_parser::oid_registry::asn1_rs::oid;
use x509_parser::pem::parse_x509_pem;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

const RSA_BITS: usize = 2048;
const EC_BITS: usize = 224;

/// What is too weak about the key of a certificate request, PEM; `None` when nothing is, or when it
/// cannot be read.
pub fn weak_request(text: &str) -> Option<String> {
    let (_, pem) = parse_x509_pem(text.as_bytes()).ok()?;
    let (_, request) = X509CertificationRequest::from_der(&pem.contents).ok()?;
    weak_key(&request.certification_request_info.subject_pki)
}

pub(super) fn weak_key(spki: &SubjectPublicKeyInfo<'_>) -> Option<String> {
    match spki.parsed().ok()? {
        PublicKey::RSA(key) if key.key_size() < RSA_BITS => {
            Some(format!("an RSA key of {} bits", key.key_size()))
        }
        PublicKey::EC(point) if (1..EC_BITS).contains(&point.key_size()) => {
            Some(format!("an EC key of {} bits", point.key_size()))
        }
        PublicKey::DSA(_) => Some("a DSA key".to_owned()),
        PublicKey::RSA(_)
        | PublicKey::EC(_)
        | PublicKey::GostR3410(_)
        | PublicKey::GostR3410_2012(_)
        | PublicKey::Unknown(_) => None,
    }
}

/// What is too weak about the signature on a certificate.
pub(super) fn weak_signature(x509: &X509Certificate<'_>) -> Option<&'static str> {
    let weak: [(Oid<'_>, &str); 4] = [
        (oid!(1.2.840.113549.1.1.4), "a signature with MD5"),
        (oid!(1.2.840.113549.1.1.5), "a signature with SHA-1"),
        (oid!(1.2.840.10045.4.1), "a signature with SHA-1"),
        (oid!(1.2.840.10040.4.3), "a signature with SHA-1"),
    ];
    weak.into_iter()
        .find(|(algorithm, _)| *algorithm == x509.signature_algorithm.algorithm)
        .map(|(_, what)| what)
}
