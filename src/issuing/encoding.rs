//! The encoding of what a CA signs: certificates and revocation lists.
//!
//! Names and keys are carried over as they stand, byte by byte; nothing is read and written anew.

use der::asn1::{Any, BitString, ObjectIdentifier};
use der::oid::AssociatedOid;
use der::{DateTime, Encode, Sequence, Tag};
use rcgen::{
    KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ECDSA_P521_SHA512, PKCS_ED25519,
    PKCS_RSA_SHA256, SigningKey,
};
use rustls_pki_types::alg_id;
use x509_cert::Version;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::ext::{Extension, Extensions, ToExtension};
use x509_cert::name::{Name, RelativeDistinguishedName};
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::{Time, Validity};

use super::IssuingError;

/// What a certificate says.
#[derive(Sequence)]
pub(super) struct CertificateContent {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(super) version: Version,
    pub(super) serial: SerialNumber,
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) issuer: Name,
    pub(super) validity: Validity,
    pub(super) subject: Name,
    pub(super) key: SubjectPublicKeyInfoOwned,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    pub(super) extensions: Extensions,
}

/// Signs something; the DER of the whole.
///
/// # Errors
/// `Making` when the key does not sign.
pub(super) fn sign(key: &KeyPair, content: &impl Encode) -> Result<Vec<u8>, IssuingError> {
    let content = content.to_der()?;
    let signature = BitString::from_bytes(&key.sign(&content)?)?;
    let rest = [algorithm(key)?.to_der()?, signature.to_der()?].concat();
    Ok(Any::new(Tag::Sequence, [content, rest].concat())?.to_der()?)
}

/// How a key signs: RSA with PKCS#1 and SHA-256, EC with the digest of its size.
pub(super) fn algorithm(key: &KeyPair) -> Result<AlgorithmIdentifierOwned, der::Error> {
    let known = [
        (&PKCS_RSA_SHA256, alg_id::RSA_PKCS1_SHA256),
        (&PKCS_ECDSA_P256_SHA256, alg_id::ECDSA_SHA256),
        (&PKCS_ECDSA_P384_SHA384, alg_id::ECDSA_SHA384),
        (&PKCS_ECDSA_P521_SHA512, alg_id::ECDSA_SHA512),
        (&PKCS_ED25519, alg_id::ED25519),
    ];
    let found = known.into_iter().find(|(own, _)| *own == key.algorithm());
    let listed = found.map(|(_, listed)| listed.as_ref().to_vec());
    Any::new(Tag::Sequence, listed.unwrap_or_default())?.decode_as()
}

/// A distinguished name of nothing but this common name.
pub(super) fn common_name(name: &str) -> Result<Name, der::Error> {
    let attribute = AttributeTypeAndValue {
        oid: ObjectIdentifier::new_unwrap("2.5.4.3"),
        value: Any::new(Tag::Utf8String, name.as_bytes())?,
    };
    let part = RelativeDistinguishedName::try_from(vec![attribute])?;
    Any::encode_from(&vec![part])?.decode_as()
}

/// An extension.
pub(super) fn extension<T: Encode + AssociatedOid>(
    critical: bool,
    content: &T,
) -> Result<Extension, der::Error> {
    (critical, content).to_extension(&Name::default(), &[])
}

/// A date, in the form that its year demands; those before 1970 do not occur.
pub(super) fn time(at: chrono::DateTime<chrono::Utc>) -> Result<Time, der::Error> {
    let seconds = u64::try_from(at.timestamp()).unwrap_or_default();
    let since = core::time::Duration::from_secs(seconds);
    Ok(Time::from(DateTime::from_unix_duration(since)?))
}
