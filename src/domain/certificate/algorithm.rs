//! The keys and signatures that are verified in full: a closed list.
//!
//! Both are compared byte by byte with their parameters, so a curve, a digest or a salt length that
//! is not listed is not found. A test holds the list, so no update of a library widens it unseen.

use crate::text::{Text, text};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1, ED25519 as EDDSA,
    ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, VerificationAlgorithm,
};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls_pki_types::alg_id::{ECDSA_P256, ECDSA_P384, ECDSA_P521, ED25519, RSA_ENCRYPTION};
use rustls_pki_types::{AlgorithmIdentifier, SignatureVerificationAlgorithm};
use x509_cert::der::asn1::{BitString, Uint};
use x509_cert::der::{Decode, Encode, Tag, Tagged};
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

/// The kinds of keys, and what reads each. What a key can sign is the list of the TLS library.
static KEYS: [(AlgorithmIdentifier, KeyFamily, &dyn VerificationAlgorithm); 5] = [
    (RSA_ENCRYPTION, KeyFamily::Rsa, &RSA_PKCS1_2048_8192_SHA256),
    (ECDSA_P256, KeyFamily::Ec, &ECDSA_P256_SHA256_ASN1),
    (ECDSA_P384, KeyFamily::Ec, &ECDSA_P384_SHA384_ASN1),
    (ECDSA_P521, KeyFamily::Ec, &ECDSA_P521_SHA512_ASN1),
    (ED25519, KeyFamily::Ed25519, &EDDSA),
];

/// What verifies the signatures of one kind of key: a digest each, with its parameters. PSS has MGF1
/// with the same digest there, and a salt as long as the digest.
fn verifiers(
    key: AlgorithmIdentifier,
) -> impl Iterator<Item = &'static dyn SignatureVerificationAlgorithm> {
    let all = default_provider().signature_verification_algorithms.all;
    all.iter()
        .copied()
        .filter(move |one| one.public_key_alg_id() == key)
}

/// Keys on elliptic curves.
const EC: &str = "1.2.840.10045.2.1";

/// RSA keys that are listed, in bits of the modulus; security level 2 wants the lower bound.
///
/// Source: OpenSSL, `SSL_CTX_set_security_level`.
const RSA_BITS: core::ops::RangeInclusive<usize> = 2048..=8192;

/// The kind of a key, as far as OpenSSL compares it with the kind of a signature.
///
/// Source: OpenSSL, `check_sig_alg_match`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyFamily {
    Rsa,
    Ec,
    Ed25519,
}

impl KeyFamily {
    /// The family of a signature; `None` for one that is in no list here.
    pub(super) fn of_signature(algorithm: &AlgorithmIdentifierOwned) -> Option<Self> {
        match algorithm.oid.to_string().as_str() {
            "1.3.101.112" => Some(Self::Ed25519),
            oid if oid.starts_with("1.2.840.113549.1.1.") => Some(Self::Rsa),
            oid => oid.starts_with("1.2.840.10045.4.").then_some(Self::Ec),
        }
    }
}

/// A public key that is listed and well-formed.
#[derive(Debug)]
pub(super) struct Key {
    kind: AlgorithmIdentifier,
    bits: Vec<u8>,
    pub(super) family: KeyFamily,
}

impl Key {
    /// Takes a key that is listed; what it is otherwise, such as `has an RSA key of 1024 bits`.
    pub(super) fn new(spki: &SubjectPublicKeyInfoOwned) -> Result<Self, Text> {
        let bits = spki.subject_public_key.as_bytes().unwrap_or_default();
        let listed = KEYS.iter().find(|row| is(row.0, &spki.algorithm));
        let Some((kind, family, reader)) = listed else {
            let oid = spki.algorithm.oid;
            let parameters = spki.algorithm.parameters.as_ref();
            let is_explicit = parameters.is_some_and(|found| found.tag() == Tag::Sequence);
            // OpenSSL 3 refuses such a key wherever it verifies a chain, and 1.1.1 takes it.
            if is_explicit && oid.to_string() == EC {
                return Err(text!("profile-key-explicit"));
            }
            return Err(text!("profile-key-kind", oid = oid.to_string()));
        };
        // Compressed points are not listed.
        let shape = match family {
            KeyFamily::Rsa => match rsa(bits) {
                Some(size) if !RSA_BITS.contains(&size) => {
                    return Err(text!("profile-rsa", size = size));
                }
                size => size.is_some(),
            },
            KeyFamily::Ec => bits.first() == Some(&4),
            KeyFamily::Ed25519 => bits.len() == 32,
        };
        if !shape || ParsedPublicKey::new(*reader, bits).is_err() {
            return Err(text!("profile-key"));
        }
        Ok(Self {
            kind: *kind,
            bits: bits.to_vec(),
            family: *family,
        })
    }

    /// Whether this key made the signature; `None` when the pair of algorithms is not listed.
    pub(super) fn made(
        &self,
        message: &[u8],
        algorithm: &AlgorithmIdentifierOwned,
        signature: &BitString,
    ) -> Option<bool> {
        let verifier = verifiers(self.kind).find(|one| is(one.signature_alg_id(), algorithm))?;
        let verified = verifier.verify_signature(&self.bits, message, signature.as_bytes()?);
        Some(verified.is_ok())
    }
}

/// Whether an identifier is a listed one with its parameters.
fn is(listed: AlgorithmIdentifier, found: &AlgorithmIdentifierOwned) -> bool {
    // Without the two bytes of tag and length, which the listed ones leave out.
    let found = found.to_der().unwrap_or_default();
    found.get(2..) == Some(listed.as_ref())
}

/// Size of the modulus in bits, for a key whose exponent every library takes.
fn rsa(bits: &[u8]) -> Option<usize> {
    let [modulus, exponent]: [Uint; 2] = Vec::from_der(bits).ok()?.try_into().ok()?;
    let unused = usize::try_from(modulus.as_bytes().first()?.leading_zeros()).ok()?;
    let exponent = exponent.as_bytes();
    let odd = exponent.last().is_some_and(|byte| byte % 2 == 1);
    let usual = odd && exponent.len() <= 4 && exponent != [1];
    let size = modulus.as_bytes().len().checked_mul(8)?;
    size.checked_sub(unused).filter(|_| usual)
}

/// Whether any listed key can make such a signature.
pub(super) fn is_listed(algorithm: &AlgorithmIdentifierOwned) -> bool {
    let mut signatures = KEYS.iter().flat_map(|row| verifiers(row.0));
    signatures.any(|one| is(one.signature_alg_id(), algorithm))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls_pki_types::alg_id::*;

    #[test]
    fn a_library_update_widens_no_list() {
        let listed: Vec<(AlgorithmIdentifier, AlgorithmIdentifier)> = KEYS
            .iter()
            .flat_map(|row| verifiers(row.0).map(|one| (row.0, one.signature_alg_id())))
            .collect();
        // PKCS #1 also with its parameters left out, which OpenSSL does not look at.
        let without_null = |id: AlgorithmIdentifier| id.as_ref()[..id.as_ref().len() - 2].to_vec();
        let mut wanted = Vec::new();
        for id in [RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512] {
            wanted.push((RSA_ENCRYPTION, id.as_ref().to_vec()));
        }
        let pkcs1 = [RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512];
        wanted.extend(pkcs1.map(|id| (RSA_ENCRYPTION, id.as_ref().to_vec())));
        wanted.extend(pkcs1.map(|id| (RSA_ENCRYPTION, without_null(id))));
        for curve in [ECDSA_P256, ECDSA_P384, ECDSA_P521] {
            for id in [ECDSA_SHA256, ECDSA_SHA384, ECDSA_SHA512] {
                wanted.push((curve, id.as_ref().to_vec()));
            }
        }
        wanted.push((ED25519, ED25519.as_ref().to_vec()));
        let listed: Vec<_> = listed
            .into_iter()
            .map(|(key, id)| (key, id.as_ref().to_vec()))
            .collect();
        assert_eq!(listed, wanted);
    }
}
