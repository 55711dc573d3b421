//! A certificate authority that is held in memory.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER_PERMISSIVE;
use der::Decode;
use der::asn1::{ObjectIdentifier, OctetString};
use p12_keystore::{
    Certificate as P12Certificate, KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain,
};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize,
};
use secrecy::{ExposeSecret, SecretString};
use x509_cert::Version;
use x509_cert::certificate::Rfc5280;
use x509_cert::crl::{RevokedCert, TbsCertList};
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, CrlNumber, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, Extensions};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::SubjectPublicKeyInfoOwned;
use x509_cert::time::Validity;

use super::IssuingError;
use super::encoding::{CertificateContent, algorithm, common_name, extension, sign, time};
use crate::domain::acl::Acl;
use crate::domain::certificate::inspect::{Admission, ClientLogin, inspect};
use crate::domain::certificate::request::CertificateRequest;
use crate::domain::certificate::{self, Certificate};
use crate::domain::pem::{self, CERTIFICATE, CHAIN_LIMIT, CRL};
use crate::text::{Text, text};

/// How far back a validity starts: clocks of servers may be a little behind.
const BACKDATED: TimeDelta = TimeDelta::minutes(5);

/// Purpose of a client's certificate.
const CLIENT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

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
pub struct ValidityPeriod {
    /// The clock.
    pub now: DateTime<Utc>,
    /// How many days from now.
    pub days: u32,
}

impl ValidityPeriod {
    fn from(self) -> DateTime<Utc> {
        self.now - BACKDATED
    }

    fn until(self) -> DateTime<Utc> {
        self.now + TimeDelta::days(self.days.into())
    }
}

/// A certificate that was issued, with its private key where it was made here.
pub struct IssuedCertificate {
    /// What it says.
    pub certificate: Certificate,
    /// The certificate and every CA below the root, PEM, as libpq sends it.
    pub chain: String,
    ders: Vec<Vec<u8>>,
    key: Option<KeyPair>,
}

impl IssuedCertificate {
    /// The private key, PKCS#8 PEM; `None` for a request, whose key stays with its owner.
    pub fn key_pem(&self) -> Option<SecretString> {
        let key = self.key.as_ref();
        key.map(|key| SecretString::from(key.serialize_pem()))
    }

    /// The private key, PKCS#8 DER, as the JDBC driver wants it.
    pub fn key_der(&self) -> Option<&[u8]> {
        self.key.as_ref().map(KeyPair::serialized_der)
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
        let key = PrivateKey::from_der(der).map_err(fail)?;
        let certificates = self.ders.iter().map(|der| P12Certificate::from_der(der));
        let certificates = certificates.collect::<Result<Vec<_>, _>>().map_err(fail)?;
        let chain = PrivateKeyChain::new(self.certificate.sha256.as_bytes(), key, certificates);
        let mut store = KeyStore::new();
        store.add_entry("user", KeyStoreEntry::PrivateKeyChain(chain));
        let written = store.writer(password.expose_secret()).write();
        written.map(Some).map_err(fail)
    }
}

/// A certificate authority with its private key.
pub struct Authority {
    key: KeyPair,
    /// Its name and key identifier, as its certificate has them.
    name: Name,
    key_id: Option<OctetString>,
    chain: Vec<Vec<u8>>,
    pem: String,
    own: Certificate,
}

impl Authority {
    /// Makes a self-signed CA.
    ///
    /// # Errors
    /// `Making` when the key or the certificate cannot be made.
    pub fn new(
        name: &str,
        key_type: KeyType,
        validity: ValidityPeriod,
    ) -> Result<Self, IssuingError> {
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        let since = |at: DateTime<Utc>| (at - DateTime::UNIX_EPOCH).to_std().unwrap_or_default();
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.serial_number = Some(serial().to_vec().into());
        params.not_before = epoch + since(validity.from());
        params.not_after = epoch + since(validity.until());
        let key = key_type.generate()?;
        let certificate = params.self_signed(&key)?;
        Self::from_pem(&certificate.pem(), &SecretString::from(key.serialize_pem()))
    }

    /// Takes up a CA that was made before, here or by `openssl`. The first certificate is the CA's
    /// own; others lead to its root.
    ///
    /// # Errors
    /// `Making` when the certificate or the key cannot be read, and when they do not belong together.
    pub fn from_pem(pem: &str, key: &SecretString) -> Result<Self, IssuingError> {
        let unreadable = || IssuingError::making(text!("issuing-unreadable"));
        let blocks = pem::certificates(pem, CHAIN_LIMIT);
        let blocks = blocks.map_err(|error| IssuingError::Making(error.text()))?;
        let chain: Vec<Vec<u8>> = blocks.into_iter().map(|block| block.der).collect();
        let first = chain.first().ok_or_else(unreadable)?;
        let own = Certificate::from_der(first).map_err(|_| unreadable())?;
        let encoded = x509_cert::Certificate::from_der(first)?;
        let tbs = encoded.tbs_certificate();
        let key = KeyPair::from_pem(key.expose_secret())
            .map_err(|_| IssuingError::Making(text!("issuing-unusable-key")))?;
        let bits = tbs.subject_public_key_info().subject_public_key.raw_bytes();
        if bits != key.public_key_raw() {
            return Err(IssuingError::Making(text!("issuing-other-key")));
        }
        let key_id = tbs.get_extension::<SubjectKeyIdentifier>()?;
        Ok(Self {
            key,
            name: tbs.subject().clone(),
            key_id: key_id.map(|(_, id)| id.0),
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
        SecretString::from(self.key.serialize_pem())
    }

    /// Issues a client certificate whose common name is this database user, with a new key. It
    /// never outlives the CA.
    ///
    /// # Errors
    /// As [`Self::issue_for_request`].
    pub fn issue(
        &self,
        user: &str,
        key_type: KeyType,
        validity: ValidityPeriod,
    ) -> Result<IssuedCertificate, IssuingError> {
        let key = key_type.generate()?;
        let request = CertificateRequest {
            key: SubjectPublicKeyInfoOwned::from_der(&key.subject_public_key_info())?,
            extensions: vec![],
        };
        let issued = self.issue_for_request(user, &request, validity)?;
        Ok(IssuedCertificate {
            key: Some(key),
            ..issued
        })
    }

    /// Issues a client certificate for the key of a request. Nothing but the key is taken from it:
    /// neither its name nor the extensions that it asks for.
    ///
    /// # Errors
    /// `Making` when it cannot be made, `Unverified` when a server that has this CA would not let
    /// it in, or that cannot be told.
    pub fn issue_for_request(
        &self,
        user: &str,
        request: &CertificateRequest,
        validity: ValidityPeriod,
    ) -> Result<IssuedCertificate, IssuingError> {
        let mut extensions = vec![
            extension(true, &KeyUsage(KeyUsages::DigitalSignature.into()))?,
            extension(false, &ExtendedKeyUsage(vec![CLIENT]))?,
        ];
        extensions.extend(self.authority_key()?);
        let content = CertificateContent {
            version: Version::V3,
            serial: SerialNumber::new(&serial())?,
            algorithm: algorithm(&self.key)?,
            issuer: self.name.clone(),
            validity: Validity::new(
                time(validity.from().max(self.own.not_before))?,
                time(validity.until().min(self.own.not_after))?,
            ),
            subject: common_name(user)?,
            key: request.key.clone(),
            extensions,
        };
        let leaf = sign(&self.key, &content)?;
        let mut chain = pem::encode(CERTIFICATE, &leaf);
        let mut ders = vec![leaf.clone()];
        for ca in &self.chain {
            let says = Certificate::from_der(ca)?;
            if !says.self_signed {
                chain.push_str(&pem::encode(CERTIFICATE, ca));
            }
            ders.push(ca.clone());
        }
        let login = ClientLogin {
            user: Some(user),
            mode: Acl::Cert,
            client_ca: Some(&self.pem),
            crl: None,
            now: validity.now,
        };
        let inspection = inspect(&chain, &login)?;
        match inspection.admission {
            Admission::Admitted => Ok(IssuedCertificate {
                certificate: inspection.certificate,
                chain,
                ders,
                key: None,
            }),
            Admission::NotKnown(why) => Err(IssuingError::Unverified(why)),
            Admission::Refused(reasons) => {
                let reasons = reasons.into_iter().map(|reason| reason.message);
                Err(IssuingError::Unverified(Text::clauses(reasons)))
            }
        }
    }

    /// The extension that names the CA's key, where its certificate does.
    fn authority_key(&self) -> Result<Option<Extension>, der::Error> {
        let identifier = |id| AuthorityKeyIdentifier {
            key_identifier: Some(id),
            ..AuthorityKeyIdentifier::default()
        };
        let identifier = self.key_id.clone().map(identifier);
        identifier.map(|one| extension(false, &one)).transpose()
    }

    /// Makes a revocation list, PEM, of these serial numbers (hexadecimal, with or without colons)
    /// with the times of their revocation.
    ///
    /// # Errors
    /// `Making` when it cannot be made, `Unverified` when a server would not use it, for instance
    /// that of a CA that may not sign lists.
    pub fn revocation_list(
        &self,
        revoked: &[(String, DateTime<Utc>)],
        number: u64,
        validity: ValidityPeriod,
    ) -> Result<String, IssuingError> {
        let mut entries = Vec::new();
        for (serial, at) in revoked {
            entries.push(RevokedCert {
                serial_number: SerialNumber::<Rfc5280>::new(&bytes_of(serial)?)?,
                revocation_date: time(*at)?,
                crl_entry_extensions: None,
            });
        }
        let mut extensions = Extensions::from_iter(self.authority_key()?);
        extensions.push(extension(false, &CrlNumber::try_from(number)?)?);
        let content = TbsCertList {
            version: Version::V2,
            signature: algorithm(&self.key)?,
            issuer: self.name.clone(),
            this_update: time(validity.from().max(self.own.not_before))?,
            next_update: Some(time(validity.until())?),
            revoked_certificates: Some(entries).filter(|entries| !entries.is_empty()),
            crl_extensions: Some(extensions),
        };
        let list = pem::encode(CRL, &sign(&self.key, &content)?);
        let first = self.chain.first().map(|der| pem::encode(CERTIFICATE, der));
        let (ca, soon) = (first.unwrap_or_default(), TimeDelta::zero());
        let faults = certificate::judge_crl(&list, &ca, None, validity.now, soon)?;
        match faults.into_iter().next() {
            Some(fault) => Err(IssuingError::Unverified(fault.message)),
            None => Ok(list),
        }
    }
}

/// A positive random number of 16 bytes, its first byte never zero.
///
/// Source: RFC 5280, section 4.1.2.2, and the 64 random bits public CAs have to use.
fn serial() -> [u8; 16] {
    let mut bytes: [u8; 16] = rand::random();
    let [first, ..] = &mut bytes;
    *first = (*first & 0x3f) | 0x40;
    bytes
}

/// Reads a serial number; two digits a byte, the first of them may be left out.
fn bytes_of(serial: &str) -> Result<Vec<u8>, IssuingError> {
    let digits = serial.replace(':', "");
    let even = if digits.len().is_multiple_of(2) {
        ""
    } else {
        "0"
    };
    let bytes = HEXLOWER_PERMISSIVE.decode(format!("{even}{digits}").as_bytes());
    bytes.map_err(|_| IssuingError::making(text!("issuing-no-serial", serial = serial)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ca_that_cannot_be_read_says_which_block() {
        let validity = ValidityPeriod {
            now: "2027-06-01T00:00:00Z".parse().unwrap(),
            days: 10,
        };
        let ca = Authority::new("CA", KeyType::EcP256, validity).unwrap();
        let read = |pem: &str| Authority::from_pem(pem, &ca.key_pem());
        let old_label = ca.pem().replace("CERTIFICATE", "X509 CERTIFICATE");
        assert!(read(&old_label).is_ok());
        for rest in [
            "-----BEGIN CERTIFICATE-----\nMII",
            "-----BEGIN CERTIFICATE-----\n\n",
        ] {
            let error = read(&format!("{}{rest}", ca.pem())).err().unwrap();
            assert!(error.to_string().contains("PEM block 2"), "{error}");
        }
    }
}
