//! Certificates for the tests: client CAs, leaves of every kind, revocation lists.
//!
//! All validity periods have fixed ends decades away, so that no clock is needed to make them.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType,
    ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod, KeyPair, KeyUsagePurpose,
    RevokedCertParams, SerialNumber, date_time_ymd,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

use crate::domain::ssl::Pem;
use crate::sandbox::database::ServerIdentity;

/// A CA of the tests.
pub(super) struct Ca {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// A certificate, its chain and its key.
pub(super) struct Issued {
    pub(super) certificates: String,
    pub(super) key: String,
}

/// How a client certificate differs from a good one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    None,
    Expired,
    NotYetValid,
    ServerOnly,
}

/// The serial number of each leaf that is not told another one.
const SERIAL: u8 = 7;

fn leaf_params(common_name: &str, flaw: Flaw, serial: u8) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.remove(DnType::CommonName);
    params
        .distinguished_name
        .push(DnType::OrganizationName, "tests");
    params
        .distinguished_name
        .push(DnType::CommonName, common_name);
    params.serial_number = Some(SerialNumber::from_slice(&[serial]));
    let (from, to) = match flaw {
        Flaw::Expired => (2000, 2001),
        Flaw::NotYetValid => (2090, 2095),
        Flaw::None | Flaw::ServerOnly => (2000, 2095),
    };
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    params.use_authority_key_identifier_extension = true;
    params.extended_key_usages = vec![if flaw == Flaw::ServerOnly {
        ExtendedKeyUsagePurpose::ServerAuth
    } else {
        ExtendedKeyUsagePurpose::ClientAuth
    }];
    params
}

fn ca_params(common_name: &str) -> CertificateParams {
    let mut params = leaf_params(common_name, Flaw::None, 1);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.extended_key_usages.clear();
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

impl Ca {
    pub(super) fn new(common_name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let params = ca_params(common_name);
        let certificate = params.self_signed(&key).unwrap();
        Self {
            pem: certificate.pem(),
            issuer: Issuer::new(params, key),
        }
    }

    /// The certificate as the API takes it.
    pub(super) fn pem(&self) -> Option<Pem> {
        Pem::new(&self.pem)
    }

    pub(super) fn issue(&self, common_name: &str, flaw: Flaw) -> Issued {
        self.issue_numbered(common_name, flaw, SERIAL)
    }

    pub(super) fn issue_numbered(&self, common_name: &str, flaw: Flaw, serial: u8) -> Issued {
        let key = KeyPair::generate().unwrap();
        let params = leaf_params(common_name, flaw, serial);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Issued {
            certificates: certificate.pem(),
            key: key.serialize_pem(),
        }
    }

    /// A leaf below an intermediate; the chain holds both, or the leaf alone.
    pub(super) fn issue_below(&self, common_name: &str, with_intermediate: bool) -> Issued {
        let key = KeyPair::generate().unwrap();
        let params = ca_params("intermediate of the tests");
        let certificate = params.signed_by(&key, &self.issuer).unwrap().pem();
        let intermediate = Ca {
            pem: certificate,
            issuer: Issuer::new(params, key),
        };
        let mut leaf = intermediate.issue(common_name, Flaw::None);
        if with_intermediate {
            leaf.certificates.push_str(&intermediate.pem);
        }
        leaf
    }

    /// A list of the serial numbers that are revoked, good until a year.
    pub(super) fn revoke(&self, serials: &[u8], until: i32) -> Option<Pem> {
        let revoked = |serial: &u8| RevokedCertParams {
            serial_number: SerialNumber::from_slice(&[*serial]),
            revocation_time: date_time_ymd(2000, 1, 1),
            reason_code: None,
            invalidity_date: None,
        };
        let params = CertificateRevocationListParams {
            this_update: date_time_ymd(2000, 1, 1),
            next_update: date_time_ymd(until, 1, 1),
            crl_number: SerialNumber::from_slice(&[1]),
            issuing_distribution_point: None,
            revoked_certs: serials.iter().map(revoked).collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        Pem::new(&params.signed_by(&self.issuer).unwrap().pem().unwrap())
    }
}

impl Issued {
    pub(super) fn chain(&self) -> Vec<CertificateDer<'static>> {
        CertificateDer::pem_slice_iter(self.certificates.as_bytes())
            .map(Result::unwrap)
            .collect()
    }

    pub(super) fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from_pem_slice(self.key.as_bytes()).unwrap()
    }

    pub(super) fn identity(&self) -> ServerIdentity {
        ServerIdentity {
            certificate: Pem::new(&self.certificates).unwrap(),
            key: self.key.clone().into(),
        }
    }
}

/// A certificate that its own key signed.
pub(super) fn self_signed(common_name: &str) -> Issued {
    let key = KeyPair::generate().unwrap();
    let certificate = leaf_params(common_name, Flaw::None, SERIAL)
        .self_signed(&key)
        .unwrap();
    Issued {
        certificates: certificate.pem(),
        key: key.serialize_pem(),
    }
}
