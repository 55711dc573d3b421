//! Certificates made for tests.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DnType, IsCa, Issuer,
    KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber, SigningKey,
    date_time_ymd,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};

/// First and last year of a validity, each from 1 January.
pub(crate) type Years = (i32, i32);

/// Valid while these tests are of any use.
pub(crate) const NOW: Years = (2020, 2120);

/// Long over.
pub(crate) const PAST: Years = (2001, 2002);

/// Far ahead.
pub(crate) const AHEAD: Years = (2118, 2119);

/// A certificate and its private key, PEM.
pub(crate) struct Pair {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// A certificate authority.
pub(crate) struct Authority {
    params: CertificateParams,
    key: KeyPair,
    pub(crate) pem: String,
}

/// Parameters of a certificate of this name and validity.
pub(crate) fn params(name: &str, years: Years) -> CertificateParams {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = date_time_ymd(years.0, 1, 1);
    params.not_after = date_time_ymd(years.1, 1, 1);
    params
}

fn ca_params(name: &str, years: Years) -> CertificateParams {
    let mut params = params(name, years);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    // Short enough for a list of `crl`.
    params.serial_number = Some(SerialNumber::from(rand::random::<u64>() >> 1));
    params
}

/// A leaf that signed itself.
pub(crate) fn self_signed(params: &CertificateParams) -> Pair {
    let key = KeyPair::generate().unwrap();
    Pair {
        certificate: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

impl Pair {
    /// The certificates, the leaf first.
    pub(crate) fn chain(&self) -> Vec<CertificateDer<'static>> {
        CertificateDer::pem_slice_iter(self.certificate.as_bytes())
            .map(Result::unwrap)
            .collect()
    }

    pub(crate) fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::from_pem_slice(self.key.as_bytes()).unwrap()
    }
}

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        Self::with(name, NOW, |_| ())
    }

    pub(crate) fn with(
        name: &str,
        years: Years,
        change: impl FnOnce(&mut CertificateParams),
    ) -> Self {
        let mut params = ca_params(name, years);
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { params, key, pem }
    }

    pub(crate) fn issue(&self, params: &CertificateParams) -> Pair {
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::from_params(&self.params, &self.key);
        let certificate = params.signed_by(&key, &issuer).unwrap().pem();
        Pair {
            certificate,
            key: key.serialize_pem(),
        }
    }

    /// A certificate authority below this one.
    pub(crate) fn intermediate(&self, name: &str) -> Self {
        let params = ca_params(name, NOW);
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::from_params(&self.params, &self.key);
        let pem = params.signed_by(&key, &issuer).unwrap().pem();
        Self { params, key, pem }
    }

    /// A certificate without version and extensions, which makes it X.509 v1.
    pub(crate) fn issue_version_1(&self, params: &CertificateParams) -> Pair {
        let pair = self.issue(params);
        let der = x509_parser::pem::parse_x509_pem(pair.certificate.as_bytes())
            .unwrap()
            .1
            .contents;
        let [tbs, algorithm, _] = children(&der).try_into().unwrap();
        let is_version_3 = |field: &&[u8]| matches!(field[0], 0xa0 | 0xa3);
        let fields: Vec<&[u8]> = children(tbs)
            .into_iter()
            .filter(|field| !is_version_3(field))
            .collect();
        let tbs = element(0x30, &fields.concat());
        let signature = [vec![0], self.key.sign(&tbs).unwrap()].concat();
        let certificate = [tbs.as_slice(), algorithm, &element(0x03, &signature)].concat();
        let base64 = BASE64_STANDARD.encode(element(0x30, &certificate));
        let lines: Vec<&str> = base64
            .as_bytes()
            .chunks(64)
            .map(|line| str::from_utf8(line).unwrap())
            .collect();
        let lines = lines.join("\n");
        let certificate =
            format!("-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n");
        Pair {
            certificate,
            ..pair
        }
    }

    /// A revocation list of these serial numbers.
    pub(crate) fn crl(&self, years: Years, serials: &[u64]) -> String {
        let revoked_certs = serials.iter().map(|serial| RevokedCertParams {
            serial_number: SerialNumber::from(*serial),
            revocation_time: date_time_ymd(years.0, 1, 1),
            reason_code: None,
            invalidity_date: None,
        });
        let list = CertificateRevocationListParams {
            this_update: date_time_ymd(years.0, 1, 1),
            next_update: date_time_ymd(years.1, 1, 1),
            crl_number: SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: revoked_certs.collect(),
            key_identifier_method: KeyIdMethod::Sha256,
        };
        list.signed_by(&Issuer::from_params(&self.params, &self.key))
            .unwrap()
            .pem()
            .unwrap()
    }
}

/// Writes a DER element.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
    match (high, low) {
        (0, 0..=0x7f) => [&[tag, low], content].concat(),
        (0, _) => [&[tag, 0x81, low], content].concat(),
        _ => [&[tag, 0x82, high, low], content].concat(),
    }
}

/// Splits the content of a DER element into the elements it holds.
fn children(der: &[u8]) -> Vec<&[u8]> {
    let mut rest = &der[header(der).0..];
    let mut children = Vec::new();
    while !rest.is_empty() {
        let (header, length) = header(rest);
        let (child, after) = rest.split_at(header + length);
        children.push(child);
        rest = after;
    }
    children
}

/// Length of an element's header, and of its content.
fn header(der: &[u8]) -> (usize, usize) {
    match der[1] {
        0x81 => (3, usize::from(der[2])),
        0x82 => (4, usize::from(der[2]) << 8 | usize::from(der[3])),
        short => (2, usize::from(short)),
    }
}
