//! Facts read from certificates, and checks on them given `now` or a host name.
//!
//! Every text of a [`Certificate`] is fit for a terminal: characters that steer a reader are replaced
//! by `?` when it is made. What OpenSSL would make of a
//! certificate is judged on `Profiled` ones alone. Deliberately absent: files.

mod algorithm;
mod chain;
mod client_ca;
mod crl;
mod distinguished;
mod error;
mod faults;
mod fields;
pub mod inspect;
mod lists;
mod peer;
mod profile;
pub mod request;
mod server;

use core::net::IpAddr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use x509_parser::extensions::GeneralName;

pub use chain::Admission;
pub use client_ca::{
    JudgedCa, admission_by, check_client_ca, join_client_cas, judge_client_cas,
    judge_installed_cas, keep_client_cas, read_client_cas,
};
pub use crl::{
    CarriedOver, CrlFault, CrlFaultKind, RevocationList, carried_over, crl_next_update, join_crls,
    judge_crl, parse_crls,
};
pub use error::CertificateError;
pub use fields::distinguished_name;
use fields::{address, name, sanitise, sha256, time, x509};
pub use peer::{Peer, Validity};
use profile::Profiled;
pub use profile::extension_name;
pub use server::check_server_chain;

use super::pem::{self, Block, CHAIN_LIMIT};

/// What one X.509 certificate says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Certificate {
    /// Subject, for instance `C=CN, O=Shop, CN=app`.
    pub subject: String,
    /// Issuer, written like the subject.
    pub issuer: String,
    /// The first common name of the subject, which is the one PostgreSQL compares with the user.
    pub common_name: Option<String>,
    /// Serial number, lower-case hexadecimal bytes joined by colons.
    pub serial: String,
    /// Start of validity.
    pub not_before: DateTime<Utc>,
    /// End of validity; still valid at this very second.
    pub not_after: DateTime<Utc>,
    /// SHA-256 of the DER form, lower-case hexadecimal.
    pub sha256: String,
    /// Whether basic constraints say `CA:TRUE`; never so for X.509 v1.
    pub is_ca: bool,
    /// X.509 version: 1, 2 or 3.
    pub version: u32,
    /// DNS names of the subject alternative name.
    pub dns_names: Vec<String>,
    /// Addresses of the subject alternative name.
    pub ip_addresses: Vec<IpAddr>,
    /// Whether it names itself as its issuer and its own key made the signature; not where that
    /// cannot be checked in full.
    pub self_signed: bool,
}

impl Certificate {
    /// Reads one certificate from DER.
    ///
    /// # Errors
    /// `Unreadable` when the bytes are not exactly one X.509 certificate.
    pub fn from_der(der: &[u8]) -> Result<Self, CertificateError> {
        Self::summarise(der).ok_or(CertificateError::Unreadable { position: 1 })
    }

    /// The same for a block of a text.
    fn of(
        &Block {
            position, ref der, ..
        }: &Block,
    ) -> Result<Self, CertificateError> {
        Self::summarise(der).ok_or(CertificateError::Unreadable { position })
    }

    /// `None` also when a date is out of range.
    fn summarise(der: &[u8]) -> Option<Self> {
        let x509 = x509(der)?;
        let (mut dns_names, mut ip_addresses) = (Vec::new(), Vec::new());
        let alternative = x509.subject_alternative_name().ok().flatten();
        for name in alternative
            .iter()
            .flat_map(|names| &names.value.general_names)
        {
            if let GeneralName::DNSName(name) = name {
                dns_names.push(sanitise(name));
            } else if let GeneralName::IPAddress(bytes) = name {
                ip_addresses.extend(address(bytes));
            }
        }
        let common_name = x509.subject().iter_common_name().next();
        let common_name = common_name.and_then(|name| name.as_str().ok());
        Some(Self {
            subject: name(x509.subject()),
            issuer: name(x509.issuer()),
            common_name: common_name.map(sanitise),
            serial: x509.raw_serial_as_string(),
            not_before: time(x509.validity().not_before)?,
            not_after: time(x509.validity().not_after)?,
            sha256: sha256(der),
            is_ca: x509.is_ca(),
            version: x509.version().0.checked_add(1)?,
            dns_names,
            ip_addresses,
            self_signed: Profiled::read(der)
                .profiled
                .is_ok_and(|one| one.is_self_signed() && one.signed(&one) == Some(true)),
        })
    }
}

/// Reads every certificate block of PEM text, in order; other blocks are skipped.
///
/// # Errors
/// `Pem` for a text of over 1 MiB, without any certificate block, or with a block that is broken or
/// that no server reads; `Unreadable` for what is no certificate.
pub fn parse_chain(pem: &str) -> Result<Vec<Certificate>, CertificateError> {
    let blocks = pem::certificates(pem, CHAIN_LIMIT)?;
    blocks.iter().map(Certificate::of).collect()
}

/// Whether the first certificate of `pem` was made by the key of the first one of `authority`; not
/// where that cannot be checked.
///
/// # Errors
/// For texts that cannot be read.
pub fn is_signed_by(pem: &str, authority: &str) -> Result<bool, CertificateError> {
    let first = |text| -> Result<_, CertificateError> {
        let read = Profiled::read_all(&pem::certificates(text, CHAIN_LIMIT)?);
        Ok(read.into_iter().next().and_then(|read| read.profiled.ok()))
    };
    Ok(match (first(pem)?, first(authority)?) {
        (Some(leaf), Some(ca)) => ca.likely_issued(&leaf) && ca.signed(&leaf) == Some(true),
        _ => false,
    })
}

/// Whether libpq with `sslmode=verify-full` takes this certificate for `host`.
///
/// A name with a wildcard stands for one left-most label. The common name counts only when there
/// is no alternative name of the host's own kind (DNS name or address).
///
/// Source: PostgreSQL, chapter 34.19.1 (client verification of server certificates), and
/// `pq_verify_peer_name_matches_certificate` of libpq 15.
pub fn name_matches(certificate: &Certificate, host: &str) -> bool {
    let names = &certificate.dns_names;
    let named = names.iter().any(|pattern| dns_matches(pattern, host));
    let (addressed, same_kind) = match host.parse::<IpAddr>() {
        Ok(address) => {
            let addresses = &certificate.ip_addresses;
            (addresses.contains(&address), !addresses.is_empty())
        }
        Err(_) => (false, !names.is_empty()),
    };
    let mut common = certificate.common_name.iter();
    named || addressed || (!same_kind && common.any(|pattern| dns_matches(pattern, host)))
}

fn dns_matches(pattern: &str, host: &str) -> bool {
    if pattern.is_empty() || host.is_empty() {
        return false;
    }
    let parent = pattern
        .strip_prefix("*.")
        .filter(|parent| !parent.is_empty());
    let below = host.split_once('.').filter(|(label, _)| !label.is_empty());
    let wild = || Some(below?.1.eq_ignore_ascii_case(parent?));
    pattern.eq_ignore_ascii_case(host) || wild() == Some(true)
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
