//! Certificates as the emulated service issues and accepts them.
//!
//! Made anew at every start, so nothing here can run out while it lies in a repository.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use secrecy::{ExposeSecret, SecretString};

use super::database::ServerIdentity;
use crate::domain::ssl::Pem;

/// How long the service's own server certificate holds.
///
/// Source: "`CAType`: aliyun" of the RDS documentation, 365 days.
const DAYS: i64 = 365;

/// A server certificate and when it was made and runs out.
#[derive(Clone)]
pub(crate) struct ServerCertificate {
    /// Certificate and key.
    pub(crate) identity: ServerIdentity,
    /// Made at.
    pub(crate) created: DateTime<Utc>,
    /// Runs out at.
    pub(crate) expires: DateTime<Utc>,
}

/// The CA of this sandbox.
pub(crate) struct SandboxCa {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl SandboxCa {
    /// Makes a CA that holds for ten years.
    pub(crate) fn new(now: DateTime<Utc>) -> Result<Self, rcgen::Error> {
        let mut parameters = CertificateParams::new(Vec::new())?;
        parameters
            .distinguished_name
            .push(DnType::OrganizationName, "forcessl sandbox");
        parameters
            .distinguished_name
            .push(DnType::CommonName, "forcessl sandbox CA");
        parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        hold_between(
            &mut parameters,
            now - TimeDelta::days(1),
            now + TimeDelta::days(3650),
        );
        let key = KeyPair::generate()?;
        let pem = parameters.self_signed(&key)?.pem();
        Ok(Self {
            pem,
            issuer: Issuer::new(parameters, key),
        })
    }

    /// The CA certificate, PEM.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Issues a server certificate for `host`.
    ///
    /// For `localhost` it also covers the loopback addresses, since a client may use either. It
    /// is backdated by a minute: the client's clock may be a little behind.
    pub(crate) fn issue(
        &self,
        host: &str,
        now: DateTime<Utc>,
        expires: Option<DateTime<Utc>>,
    ) -> Result<ServerCertificate, rcgen::Error> {
        let mut names = vec![host.to_owned()];
        if host == "localhost" {
            names.extend(["127.0.0.1".to_owned(), "::1".to_owned()]);
        }
        let expires = expires.unwrap_or_else(|| now + TimeDelta::days(DAYS));
        let created = now.min(expires - TimeDelta::days(DAYS));
        let mut parameters = CertificateParams::new(names)?;
        parameters.distinguished_name.push(DnType::CommonName, host);
        parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        parameters.use_authority_key_identifier_extension = true;
        hold_between(&mut parameters, created - TimeDelta::minutes(1), expires);
        let key = KeyPair::generate()?;
        let certificate = parameters.signed_by(&key, &self.issuer)?;
        let identity = ServerIdentity {
            certificate: Pem::new(&certificate.pem())
                .ok_or(rcgen::Error::CouldNotParseCertificate)?,
            key: SecretString::from(key.serialize_pem()),
        };
        Ok(ServerCertificate {
            identity,
            created,
            expires,
        })
    }
}

/// Sets the dates; seconds before 1970 do not occur.
fn hold_between(parameters: &mut CertificateParams, from: DateTime<Utc>, until: DateTime<Utc>) {
    // rcgen's type of time is reached through its own function, without naming the crate of it.
    let epoch = rcgen::date_time_ymd(1970, 1, 1);
    let since =
        |at: DateTime<Utc>| Duration::from_secs(u64::try_from(at.timestamp()).unwrap_or_default());
    parameters.not_before = epoch + since(from);
    parameters.not_after = epoch + since(until);
}

/// Checks the text of a client CA: one or more certificates that can be read.
///
/// A CA made without an extension file is an X.509 v1 certificate, which PostgreSQL takes, so the
/// CA flag is not asked for.
pub(crate) fn check_client_ca(pem: &Pem) -> Result<(), String> {
    let certificates = certificates(pem.as_str())?;
    for certificate in &certificates {
        x509_parser::parse_x509_certificate(certificate)
            .map_err(|error| format!("a certificate cannot be read: {error}"))?;
    }
    Ok(())
}

/// Checks the text of a revocation list.
pub(crate) fn check_crl(pem: &Pem) -> Result<(), String> {
    let lists: Vec<CertificateRevocationListDer<'static>> =
        CertificateRevocationListDer::pem_slice_iter(pem.as_str().as_bytes())
            .collect::<Result<_, _>>()
            .map_err(|error| format!("no PEM: {error}"))?;
    if lists.is_empty() {
        return Err("no revocation list in it".to_owned());
    }
    for list in &lists {
        x509_parser::parse_x509_crl(list)
            .map_err(|error| format!("a revocation list cannot be read: {error}"))?;
    }
    Ok(())
}

/// Checks a customer's own certificate against its key; gives the dates it holds between.
pub(crate) fn check_identity(
    certificate: &Pem,
    key: &SecretString,
) -> Result<(DateTime<Utc>, DateTime<Utc>), String> {
    let chain = certificates(certificate.as_str())?;
    let key = PrivateKeyDer::from_pem_slice(key.expose_secret().as_bytes())
        .map_err(|_| "the key is not a PEM key without passphrase".to_owned())?;
    let dates = match chain
        .first()
        .map(|leaf| x509_parser::parse_x509_certificate(leaf))
    {
        Some(Ok((_, leaf))) => {
            let date = |time: x509_parser::time::ASN1Time| {
                DateTime::from_timestamp(time.timestamp(), 0).unwrap_or_default()
            };
            (
                date(leaf.validity().not_before),
                date(leaf.validity().not_after),
            )
        }
        _ => return Err("the certificate cannot be read".to_owned()),
    };
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    CertifiedKey::from_der(chain, key, &provider)
        .map_err(|error| format!("certificate and key do not fit: {error}"))?;
    Ok(dates)
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .map_err(|error| format!("no PEM: {error}"))?;
    if found.is_empty() {
        Err("no certificate in it".to_owned())
    } else {
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).unwrap()
    }

    #[test]
    fn issued_certificate_holds_365_days_and_covers_loopback() {
        let authority = SandboxCa::new(now()).unwrap();
        let issued = authority.issue("localhost", now(), None).unwrap();
        assert_eq!(issued.expires - issued.created, TimeDelta::days(365));
        let der = certificates(issued.identity.certificate.as_str()).unwrap();
        let (_, leaf) = x509_parser::parse_x509_certificate(&der[0]).unwrap();
        let end = leaf.validity().not_after.timestamp();
        assert_eq!(end, issued.expires.timestamp());
        let names = leaf.subject_alternative_name().unwrap().unwrap();
        assert_eq!(names.value.general_names.len(), 3);
        let ca = certificates(authority.pem()).unwrap();
        let (_, ca) = x509_parser::parse_x509_certificate(&ca[0]).unwrap();
        assert_eq!(leaf.issuer(), ca.subject());
        let identity = &issued.identity;
        let (_, end) = check_identity(&identity.certificate, &identity.key).unwrap();
        assert_eq!(end, issued.expires);
    }

    #[test]
    fn a_foreign_key_does_not_fit() {
        let authority = SandboxCa::new(now()).unwrap();
        let one = authority.issue("localhost", now(), None).unwrap().identity;
        let other = authority.issue("localhost", now(), None).unwrap().identity;
        let refused = check_identity(&one.certificate, &other.key).unwrap_err();
        assert!(refused.contains("do not fit"), "{refused}");
    }

    #[test]
    fn texts_that_are_no_certificates_are_refused() {
        let cut = Pem::new("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----").unwrap();
        assert!(check_client_ca(&cut).is_err());
        assert!(check_client_ca(&Pem::new("hello").unwrap()).is_err());
        assert!(check_crl(&cut).is_err());
        let authority = SandboxCa::new(now()).unwrap();
        assert!(check_client_ca(&Pem::new(authority.pem()).unwrap()).is_ok());
    }
}
