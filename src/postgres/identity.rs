//! A client certificate and its private key, read from PEM files.

use std::sync::Arc;

use pkcs8::EncryptedPrivateKeyInfoRef;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::sign::CertifiedKey;
use rustls_pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer,
};
use thiserror::Error;
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::ClientIdentity;
use crate::domain::pem::{self, Block, PemError};
use crate::text::{Text, text};

/// Why a certificate and a key cannot be used together; never repeats what the files hold.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().english())]
pub enum IdentityError {
    /// No certificate block in the certificate file.
    NoCertificate,
    /// A certificate block that cannot be read.
    BadCertificate {
        /// Place in the file, from 1.
        position: usize,
    },
    /// No private key block in the key file.
    NoKey,
    /// The key is encrypted, and nothing or something else decrypts it.
    EncryptedKey,
    /// The passphrase does not decrypt the key.
    BadPassphrase,
    /// The key is broken or of a kind that is not supported.
    BadKey,
    /// The key belongs to a later certificate of the file.
    NotFirst {
        /// Place in the file, from 1.
        position: usize,
    },
    /// The key belongs to none of the certificates.
    Mismatch,
}

impl IdentityError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::NoCertificate => text!("identity-no-certificate"),
            Self::BadCertificate { position } => {
                text!("identity-bad-certificate", position = position)
            }
            Self::NoKey => text!("identity-no-key"),
            Self::EncryptedKey => text!("identity-encrypted"),
            Self::BadPassphrase => text!("identity-passphrase"),
            Self::BadKey => text!("identity-bad-key"),
            Self::NotFirst { position } => text!("identity-not-first", position = position),
            Self::Mismatch => text!("identity-mismatch"),
        }
    }

    /// Whether the file of the key is at fault, not that of the certificate.
    pub const fn is_about_key(&self) -> bool {
        matches!(
            self,
            Self::NoKey | Self::EncryptedKey | Self::BadPassphrase | Self::BadKey
        )
    }
}

/// Reads a client certificate with its chain, and its private key, as [`sealed_identity`] without a
/// passphrase.
///
/// # Errors
/// [`IdentityError`], which says what is wrong with which file.
pub fn identity(cert_pem: &[u8], key: &[u8]) -> Result<ClientIdentity, IdentityError> {
    sealed_identity(cert_pem, key, None)
}

/// Reads a client certificate with its chain, and its private key, both as OpenSSL does: PEM, the key
/// also in DER or as PKCS #8 encrypted with `passphrase`.
///
/// Shape: the chain in the order of the file, in which the client's own certificate has to be the
/// first, as libpq demands. X.509 v1 certificates are taken, as PostgreSQL takes them.
///
/// # Errors
/// [`IdentityError`], which says what is wrong with which file.
pub fn sealed_identity(
    cert_pem: &[u8],
    key: &[u8],
    passphrase: Option<&str>,
) -> Result<ClientIdentity, IdentityError> {
    let blocks = pem::certificates(cert_pem, usize::MAX);
    let blocks = blocks.map_err(|error| match error {
        PemError::BadBlock { position, .. } | PemError::WrongBlock { position, .. } => {
            IdentityError::BadCertificate { position }
        }
        PemError::Empty
        | PemError::TooLarge { .. }
        | PemError::PrivateKey
        | PemError::Der
        | PemError::ByteOrderMark
        | PemError::NotPem => IdentityError::NoCertificate,
    })?;
    let mut chain = Vec::new();
    let mut public_keys = Vec::new();
    for Block { position, der, .. } in blocks {
        let Ok(([], x509)) = X509Certificate::from_der(&der) else {
            return Err(IdentityError::BadCertificate { position });
        };
        public_keys.push(x509.public_key().subject_public_key.data.to_vec());
        chain.push(CertificateDer::from(der));
    }
    let key = private_key(key, passphrase)?;
    let signer = any_supported_type(&key).map_err(|_| IdentityError::BadKey)?;
    let spki = signer.public_key().ok_or(IdentityError::BadKey)?;
    let (_, spki) = SubjectPublicKeyInfo::from_der(&spki).map_err(|_| IdentityError::BadKey)?;
    // The bare key bits: the algorithm beside them may be written in more than one way.
    let own = spki.subject_public_key.data.as_ref();
    match public_keys.iter().position(|key| key == own) {
        // Not `from_der`: it refuses X.509 v1 certificates, which PostgreSQL takes.
        Some(0) => Ok(ClientIdentity(Arc::new(CertifiedKey::new(chain, signer)))),
        Some(index) => Err(IdentityError::NotFirst {
            position: index.saturating_add(1),
        }),
        None => Err(IdentityError::Mismatch),
    }
}

fn private_key(
    bytes: &[u8],
    passphrase: Option<&str>,
) -> Result<PrivateKeyDer<'static>, IdentityError> {
    let holds = |word: &[u8]| bytes.windows(word.len()).any(|window| window == word);
    if holds(b"Proc-Type: 4,ENCRYPTED") {
        return Err(IdentityError::EncryptedKey);
    }
    let blocks = match pem::blocks(bytes, usize::MAX) {
        Ok(blocks) => blocks,
        Err(PemError::BadBlock { .. }) => return Err(IdentityError::BadKey),
        Err(_) if bytes.starts_with(&[0x30]) => {
            return PrivateKeyDer::try_from(bytes.to_vec()).map_err(|_| IdentityError::BadKey);
        }
        Err(_) => return Err(IdentityError::NoKey),
    };
    let key = |Block { label, der, .. }: Block| match label.as_str() {
        "PRIVATE KEY" => Some(Ok(PrivatePkcs8KeyDer::from(der).into())),
        "RSA PRIVATE KEY" => Some(Ok(PrivatePkcs1KeyDer::from(der).into())),
        "EC PRIVATE KEY" => Some(Ok(PrivateSec1KeyDer::from(der).into())),
        "ENCRYPTED PRIVATE KEY" => Some(decrypted(&der, passphrase)),
        _ => None,
    };
    let mut keys = blocks.into_iter().filter_map(key);
    keys.next().unwrap_or(Err(IdentityError::NoKey))
}

fn decrypted(
    der: &[u8],
    passphrase: Option<&str>,
) -> Result<PrivateKeyDer<'static>, IdentityError> {
    let passphrase = passphrase.ok_or(IdentityError::EncryptedKey)?;
    let key = EncryptedPrivateKeyInfoRef::try_from(der).and_then(|key| key.decrypt(passphrase));
    let key = key.map_err(|_| IdentityError::BadPassphrase)?;
    Ok(PrivatePkcs8KeyDer::from(key.as_bytes().to_vec()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::sample::{Authority, NOW, params, self_signed};

    fn issued() -> (String, String) {
        let pair = self_signed(&params("app", NOW));
        (pair.certificate, pair.key)
    }

    fn error(cert: &str, key: &str) -> IdentityError {
        identity(cert.as_bytes(), key.as_bytes())
            .err()
            .expect("an error")
    }

    #[test]
    fn certificate_and_key_that_belong_together_are_taken() {
        let (cert, key) = issued();
        let (other, _) = issued();
        let identity = identity(format!("{cert}{other}").as_bytes(), key.as_bytes());
        assert_eq!(identity.ok().unwrap().0.cert.len(), 2);
    }

    #[test]
    fn key_files_are_read_as_openssl_reads_them() {
        let (cert, key) = issued();
        let (_, other) = issued();
        for taken in [
            format!("Bag Attributes\n    localKeyID: 01\n{key}"),
            format!("{cert}{key}{other}"),
            key.replace('\n', "\r\n"),
            key.trim_end().to_owned(),
        ] {
            assert!(identity(cert.as_bytes(), taken.as_bytes()).is_ok());
        }
        let sealed = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
        for (refused, why) in [
            (format!("{sealed}{key}"), IdentityError::EncryptedKey),
            (format!("{other}{key}"), IdentityError::Mismatch),
            (key.replacen('\n', "\n\n", 2), IdentityError::BadKey),
            (key.replace('\n', "\r"), IdentityError::BadKey),
            (format!("{}x", key.trim_end()), IdentityError::BadKey),
        ] {
            assert_eq!(error(&cert, &refused), why);
        }
    }

    #[test]
    fn version_1_certificates_are_taken() {
        let pair = Authority::new("CA").issue_version_1(&params("app", NOW));
        let identity = identity(pair.certificate.as_bytes(), pair.key.as_bytes());
        assert_eq!(identity.ok().unwrap().0.cert.len(), 1);
    }

    #[test]
    fn each_fault_is_named() {
        let (cert, key) = issued();
        let (other, other_key) = issued();
        let noise = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
        let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
        let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
        let cut = cert.replace("MII", "MII*");
        let both = format!("{other}{cert}");
        for (cert, key, why) in [
            (&*cert, &*other_key, IdentityError::Mismatch),
            (&both, &key, IdentityError::NotFirst { position: 2 }),
            ("", &key, IdentityError::NoCertificate),
            (&key, &key, IdentityError::NoCertificate),
            (&cert, &cert, IdentityError::NoKey),
            (&cut, &key, IdentityError::BadCertificate { position: 1 }),
            (&cert, noise, IdentityError::BadKey),
            (&cert, &encrypted, IdentityError::EncryptedKey),
            (&cert, legacy, IdentityError::EncryptedKey),
        ] {
            assert_eq!(error(cert, key), why);
        }
    }
}
