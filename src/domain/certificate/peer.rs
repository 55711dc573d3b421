//! What clients would make of the certificate that a server shows.
//!
//! Follows libpq: the chain with `sslmode=verify-ca`, the name with `sslmode=verify-full`.
//! Deliberately absent: the CAs of the system, which libpq does not use by itself.

use chrono::{DateTime, Utc};

use super::chain::{Admission, ChainContext};
use super::crl::read_lists;
use super::faults::Side;
use super::profile::Profiled;
use super::{Certificate, CertificateError, name_matches};
use crate::domain::pem::{CHAIN_LIMIT, certificates};

/// Whether a certificate is valid by its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validity {
    /// It is.
    Valid,
    /// Its last day is over.
    Expired,
    /// Its first day has not come.
    NotYetValid,
}

impl Validity {
    /// One stable word for machines.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Expired => "expired",
            Self::NotYetValid => "not_yet_valid",
        }
    }
}

/// A server's certificate and how it fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    /// What the server sent, leaf first; certificates that cannot be read are left out.
    pub chain: Vec<Certificate>,
    /// Whether the leaf is valid.
    pub validity: Validity,
    /// Days until the leaf expires, rounded down; negative when it has.
    pub days_left: i64,
    /// Whether the host's name is in it, by libpq's rules.
    pub name_matches: bool,
    /// Whether the chain is trusted; `None` when no CA was given.
    pub trust: Option<Admission>,
}

impl Peer {
    /// Judges the chain that a server sent, DER and leaf first, for a client that connects to
    /// `host`, trusts the CAs of `server_ca` and has the revocation lists of `crl`, PEM texts. `None`
    /// when the leaf cannot be read.
    pub fn judge(
        chain: &[Vec<u8>],
        host: &str,
        server_ca: Option<&str>,
        crl: Option<&str>,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let leaf = Certificate::from_der(chain.first()?).ok()?;
        let validity = if now > leaf.not_after {
            Validity::Expired
        } else if now < leaf.not_before {
            Validity::NotYetValid
        } else {
            Validity::Valid
        };
        let trust = server_ca.map(|trusted| {
            let judged = trust(chain, trusted, crl, now);
            judged.unwrap_or_else(|error| Admission::NotKnown(error.text()))
        });
        let chain = chain.iter().map(|der| Certificate::from_der(der));
        Some(Self {
            validity,
            days_left: (leaf.not_after - now).num_days(),
            name_matches: name_matches(&leaf, host),
            trust,
            chain: chain.filter_map(Result::ok).collect(),
        })
    }
}

/// What a client that trusts the CAs of this PEM text makes of a chain; names are not compared.
///
/// Source: libpq with `sslmode=verify-ca`; OpenSSL `check_purpose_ssl_server`.
fn trust(
    chain: &[Vec<u8>],
    trusted: &str,
    crl: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Admission, CertificateError> {
    let judge = ChainContext {
        sent: chain.iter().map(|der| Profiled::read(der)).collect(),
        trusted: Profiled::read_all(&certificates(trusted, CHAIN_LIMIT)?),
        lists: crl.map(read_lists).transpose()?,
        side: Side::Server,
        now,
    };
    Ok(judge.judge().into())
}
