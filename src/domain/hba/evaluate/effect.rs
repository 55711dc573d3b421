//! What a record does with a connection that meets it: its method and options.
//!
//! Invariant: a record that could admit and that the server would refuse, or reads in a way that is
//! not known, is unclear and never an admission. Deliberately absent: which record a connection meets.
//!
//! Source: PostgreSQL, chapter 21.1 and `parse_hba_line` of `hba.c`.

use crate::domain::hba::syntax::record::{METHODS, Record, RecordType};
use crate::domain::hba::syntax::tokens::{self, TextEnd};
use crate::text::{Text, text};

/// What a record demands of the client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificateDemand {
    /// Nothing.
    None,
    /// One that the client CA issued.
    VerifyCa,
    /// One that the client CA issued, with CN = user.
    VerifyFull,
}

/// What a record does with a connection that meets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain::hba) enum RecordEffect {
    Reject {
        /// Looked at before the rejection, which decides what a client without one is told.
        demand: CertificateDemand,
    },
    Admit {
        method: String,
        demand: CertificateDemand,
        /// A `map` or `clientname` compares something else than CN and user.
        mapped: bool,
    },
    /// The server would not take the record, or reads it in a way that is not known.
    Unclear(Text),
}

impl RecordEffect {
    /// Whether a connection that meets the record could get in.
    pub(in crate::domain::hba) const fn could_admit(&self) -> bool {
        !matches!(self, Self::Reject { .. })
    }

    /// Whether a connection that meets the record could be turned away.
    pub(in crate::domain::hba) const fn could_refuse(&self) -> bool {
        !matches!(self, Self::Admit { .. })
    }
}

/// What a record does on a server of this version.
pub(in crate::domain::hba) fn effect(record: &Record, server_major: Option<u16>) -> RecordEffect {
    let method = match tokens::column(&record.method).as_deref() {
        Ok([word]) if METHODS.contains(&word.text.as_str()) => word.text.clone(),
        Ok(_) | Err(_) => {
            return RecordEffect::Unclear(text!("doubt-method", method = &record.method));
        }
    };
    let reject = method == "reject";
    let options = match record.option.as_deref().map(tokens::read) {
        None => Vec::new(),
        Some(line) if matches!(line.ending, TextEnd::Clean | TextEnd::Comment) => line.fields,
        // What hides in the text of a record that rejects lets nobody in.
        Some(_) if reject => Vec::new(),
        Some(_) => return RecordEffect::Unclear(text!("doubt-option")),
    };
    let options: Vec<(&str, &str)> = options
        .iter()
        .flat_map(|field| &field.words)
        .filter_map(|word| word.text.split_once('='))
        .collect();
    let cert = method == "cert";
    let clientcert = options
        .iter()
        .rev()
        .find_map(|(name, value)| (*name == "clientcert").then_some(*value));
    if record.kind != RecordType::HostSsl && (cert || clientcert.is_some()) {
        return RecordEffect::Unclear(text!("doubt-not-hostssl"));
    }
    let demand = match clientcert.map(|value| (value, demand(value, server_major))) {
        Some((_, Err(_))) if reject && server_major.is_none() => CertificateDemand::None,
        Some((_, Err(why))) => return RecordEffect::Unclear(why),
        Some((value, Ok(demand))) if cert && !goes_with_cert(demand, server_major) => {
            return RecordEffect::Unclear(text!("doubt-cert-clientcert", value = value));
        }
        _ if cert => CertificateDemand::VerifyFull,
        Some((_, Ok(demand))) => demand,
        None => CertificateDemand::None,
    };
    if reject {
        return RecordEffect::Reject { demand };
    }
    RecordEffect::Admit {
        demand,
        mapped: options
            .iter()
            .any(|(name, value)| *name == "map" || (*name == "clientname" && *value != "CN")),
        method,
    }
}

/// Whether a login that meets the record needs a client certificate; on some version, where it is not known.
pub fn demands_certificate(record: &Record, server_major: Option<u16>) -> bool {
    let versions = server_major.map_or([Some(13), Some(18)], |major| [Some(major); 2]);
    versions
        .into_iter()
        .any(|major| match effect(record, major) {
            RecordEffect::Admit { demand, .. } => demand != CertificateDemand::None,
            RecordEffect::Reject { .. } | RecordEffect::Unclear(_) => false,
        })
}

/// What a `clientcert` value demands; its meaning changed with 12 and again with 14.
///
/// Source: PostgreSQL 11 to 18, chapter 21.1, measured: 11 takes `verify-ca` and `verify-full`
/// without complaint and demands nothing.
pub(in crate::domain::hba) fn demand(
    value: &str,
    server_major: Option<u16>,
) -> Result<CertificateDemand, Text> {
    match (value, server_major) {
        ("1", Some(..=13)) | ("verify-ca", Some(12..)) => Ok(CertificateDemand::VerifyCa),
        ("verify-full", Some(12..)) => Ok(CertificateDemand::VerifyFull),
        ("0" | "no-verify", Some(12..=13)) | (_, Some(..=11)) => Ok(CertificateDemand::None),
        (_, Some(major)) => Err(text!("doubt-clientcert", value = value, version = major)),
        (_, None) => Err(text!("doubt-clientcert-version", value = value)),
    }
}

/// Whether the server takes a `clientcert` of this strength beside the method `cert`.
pub(super) fn goes_with_cert(demand: CertificateDemand, server_major: Option<u16>) -> bool {
    match demand {
        CertificateDemand::VerifyFull => true,
        CertificateDemand::VerifyCa => matches!(server_major, Some(12..=13)),
        CertificateDemand::None => false,
    }
}
