//! A certificate authority that is held in memory.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use p12_keystore::{
    Certificate as P12Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams,
    CertificateSigningRequestParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384,
    PKCS_RSA_SHA256, PublicKeyData, RevokedCertParams, RsaKeySize, SerialNumber,
};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};

use super::IssuingError;
use crate::domain::certificate::{self, Certificate};

/// How far back a validity starts: clocks of servers may be a little behind.
const BACKDATED: TimeDelta = TimeDelta::minutes(5);

/// The kind and size of a private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// RSA, 2048 bits.
    Rsa2048,
    /// RSA, 3072 bits.
    Rsa3072,
    /// RSA, 4096 bits.
    Rsa4096,
    /// EC, curve P-256.
    EcP256,
    /// EC, curve P-384.
    EcP384,
}

impl KeyType {
    fn generate(self) -> Result<KeyPair, rcgen::Error> {
        let rsa = |size| KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, size);
        match self {
            Self::Rsa2048 => rsa(RsaKeySize::_2048),
            Self::Rsa3072 => rsa(RsaKeySize::_3072),
            Self::Rsa4096 => rsa(RsaKeySize::_4096),
            Self::EcP256 => KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256),
            Self::EcP384 => KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384),
        }
    }
}

/// From when and how long a certificate or a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// The clock.
    pub now: DateTime<Utc>,
    /// How many days from now.
    pub days: u32,
}

impl Validity {
    fn from(self) -> DateTime<Utc> {
        self.now - BACKDATED
    }

    fn until(self) -> DateTime<Utc> {
        self.now + TimeDelta::days(self.days.into())
    }
}

/// A certificate that was issued, with its private key where it was made here.
pub struct Issued {
    /// What it says.
    pub certificate: Certificate,
    /// The certificate and every CA below the root, PEM, as libpq sends it.
    pub chain: String,
    ders: Vec<Vec<u8>>,
    key: Option<KeyPair>,
}

impl Issued {
    /// The private key, PKCS#8 PEM; `None` for a request, whose key stays with its owner.
    pub fn key_pem(&self) -> Option<SecretString> {
        self.key
            .as_ref()
            .map(|key| SecretString::from(key.serialize_pem()))
    }

    /// The private key, PKCS#8 DER, as the JDBC driver wants it.
    pub fn key_der(&self) -> Option<Vec<u8>> {
        self.key.as_ref().map(KeyPair::serialize_der)
    }

    /// Key and chain with the root, PKCS#12 under this password; `None` for a request.
    ///
    /// The alias is `user`: the JDBC driver looks for that one.
    ///
    /// # Errors
    /// `Pkcs12` when it cannot be made.
    pub fn pkcs12(&self, password: &SecretString) -> Result<Option<Vec<u8>>, IssuingError> {
        let fail = |error: p12_keystore::error::Error| IssuingError::Pkcs12(error.to_string());
        let Some(der) = self.key_der() else {
            return Ok(None);
        };
        let key = PrivateKey::from_der(&der).map_err(fail)?;
        let certificates = self
            .ders
            .iter()
            .map(|der| P12Certificate::from_der(der))
            .collect::<Result<Vec<_>, _>>()
            .map_err(fail)?;
        let chain = PrivateKeyChain::new(self.certificate.sha256.as_bytes(), key, certificates);
        let mut store = KeyStore::new();
        store.add_entry("user", KeyStoreEntry::PrivateKeyChain(chain));
        store
            .writer(password.expose_secret())
            .write()
            .map(Some)
            .map_err(fail)
    }
}

/// A certificate authority with its private key.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    chain: Vec<CertificateDer<'static>>,
    pem: String,
    own: Certificate,
}

impl Authority {
    /// Makes a self-signed CA.
    ///
    /// # Errors
    /// `Making` when the key or the certificate cannot be made.
    pub fn new(name: &str, key_type: KeyType, validity: Validity) -> Result<Self, IssuingError> {
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name = common_name(name);
        params.serial_number = Some(serial());
        params.not_before = epoch + seconds(validity.from());
        params.not_after = epoch + seconds(validity.until());
        let key = key_type.generate()?;
        let certificate = params.self_signed(&key)?;
        Ok(Self {
            own: Certificate::from_der(certificate.der()).map_err(|_| unreadable())?,
            pem: certificate.pem(),
            chain: vec![certificate.der().clone()],
            issuer: Issuer::new(params, key),
        })
    }

    /// Takes up a CA that was made before, here or by `openssl`. The first certificate is the CA's
    /// own; others lead to its root.
    ///
    /// # Errors
    /// `Making` when certificate or key cannot be read, or do not belong together.
    pub fn from_pem(pem: &str, key: &SecretString) -> Result<Self, IssuingError> {
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem.as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|_| unreadable())?;
        let first = chain.first().ok_or_else(unreadable)?;
        let own = Certificate::from_der(first).map_err(|_| unreadable())?;
        let key = KeyPair::from_pem(key.expose_secret())?;
        if !certificate::has_key(first, key.public_key_raw()) {
            return Err(rcgen::Error::RemoteKeyError.into());
        }
        Ok(Self {
            issuer: Issuer::from_ca_cert_der(first, key)?,
            pem: pem.to_owned(),
            own,
            chain,
        })
    }

    /// The CA certificate, PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// What its certificate says.
    pub const fn certificate(&self) -> &Certificate {
        &self.own
    }

    /// Its private key, PKCS#8 PEM.
    pub fn key_pem(&self) -> SecretString {
        SecretString::from(self.issuer.key().serialize_pem())
    }

    /// Issues a client certificate whose common name is this database user, with a new key. It
    /// never outlives the CA.
    ///
    /// # Errors
    /// `Making` when it cannot be made.
    pub fn issue(
        &self,
        user: &str,
        key_type: KeyType,
        validity: Validity,
    ) -> Result<Issued, IssuingError> {
        let key = key_type.generate()?;
        let issued = self.sign(user, &key, validity)?;
        Ok(Issued {
            key: Some(key),
            ..issued
        })
    }

    /// Issues a client certificate for the key of a request. Nothing but the key is taken from it:
    /// neither its name nor its wishes.
    ///
    /// # Errors
    /// `Making` for a request that cannot be read or was not signed by its key, `Weak`.
    pub fn issue_for_request(
        &self,
        user: &str,
        request: &str,
        validity: Validity,
    ) -> Result<Issued, IssuingError> {
        // First, since a key too weak to check a signature with would look like a wrong signature.
        if let Some(weak) = certificate::weak_request(request) {
            return Err(IssuingError::Weak(weak));
        }
        let request = CertificateSigningRequestParams::from_pem(request)?;
        self.sign(user, &request.public_key, validity)
    }

    fn sign(
        &self,
        user: &str,
        key: &impl PublicKeyData,
        validity: Validity,
    ) -> Result<Issued, IssuingError> {
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        let mut params = CertificateParams::default();
        params.distinguished_name = common_name(user);
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        params.use_authority_key_identifier_extension = true;
        params.serial_number = Some(serial());
        params.not_before = epoch + seconds(validity.from().max(self.own.not_before));
        params.not_after = epoch + seconds(validity.until().min(self.own.not_after));
        let leaf = params.signed_by(key, &self.issuer)?;
        let mut chain = leaf.pem();
        let mut ders = vec![leaf.der().to_vec()];
        for ca in &self.chain {
            let says = Certificate::from_der(ca).map_err(|_| unreadable())?;
            if !says.self_signed {
                chain.push_str(&certificate::to_pem(ca));
            }
            ders.push(ca.to_vec());
        }
        Ok(Issued {
            certificate: Certificate::from_der(leaf.der()).map_err(|_| unreadable())?,
            chain,
            ders,
            key: None,
        })
    }

    /// Makes a revocation list, PEM, of these serial numbers (hexadecimal, with or without colons)
    /// with the times of their revocation.
    ///
    /// # Errors
    /// `Making` when it cannot be made, for instance by a CA that may not sign lists.
    pub fn revocation_list(
        &self,
        revoked: &[(String, DateTime<Utc>)],
        number: u64,
        validity: Validity,
    ) -> Result<String, IssuingError> {
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        let revoked_certs = revoked
            .iter()
            .map(|(serial, at)| RevokedCertParams {
                serial_number: SerialNumber::from(bytes_of(serial)),
                revocation_time: epoch + seconds(*at),
                reason_code: None,
                invalidity_date: None,
            })
            .collect();
        let list = CertificateRevocationListParams {
            this_update: epoch + seconds(validity.from().max(self.own.not_before)),
            next_update: epoch + seconds(validity.until()),
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Ok(list.signed_by(&self.issuer)?.pem()?)
    }
}

fn unreadable() -> IssuingError {
    rcgen::Error::CouldNotParseCertificate.into()
}

fn common_name(name: &str) -> DistinguishedName {
    let mut names = DistinguishedName::new();
    names.push(DnType::CommonName, name);
    names
}

/// A positive random number of 16 bytes, its first byte never zero.
///
/// Source: RFC 5280, section 4.1.2.2, and the 64 random bits public CAs have to use.
fn serial() -> SerialNumber {
    let mut bytes: [u8; 16] = rand::random();
    let [first, ..] = &mut bytes;
    *first = (*first & 0x3f) | 0x40;
    SerialNumber::from(bytes.to_vec())
}

fn bytes_of(serial: &str) -> Vec<u8> {
    let digits: Vec<u8> = serial
        .chars()
        .filter_map(|c| c.to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits
        .rchunks(2)
        .rev()
        .map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit))
        .collect()
}

/// Seconds since 1970, which rcgen's type of time is made from through its own function, without
/// naming the crate of it. Times before 1970 do not occur.
fn seconds(at: DateTime<Utc>) -> Duration {
    Duration::from_secs(u64::try_from(at.timestamp()).unwrap_or_default())
}
