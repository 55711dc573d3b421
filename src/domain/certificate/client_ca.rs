//! Whether a file can be installed as the client CA.

use chrono::{DateTime, Utc};
use der::Decode;

use super::chain::{Admission, ChainContext, REVOKED};
use super::crl::read_lists;
use super::distinguished::is_unreadable;
use super::error::Reason;
use super::faults::Side;
use super::profile::{Profiled, Read};
use super::{Certificate, CertificateError, parse_chain};
use crate::domain::pem::{CERTIFICATE, encode, fitting, only};
use crate::text::{Text, text};

/// One certificate of a client CA file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedCa {
    /// Itself.
    pub ca: Certificate,
    /// Whether a client of it is let in with which nothing is wrong.
    pub clients: Admission,
}

impl JudgedCa {
    /// Whether every client of it is refused because a CA of its chain is on a revocation list.
    pub fn is_revoked(&self) -> bool {
        matches!(&self.clients, Admission::Refused(reasons)
            if reasons.iter().any(|reason| reason.id == REVOKED))
    }

    /// Why every client of it is refused; `None` while one may be let in.
    pub fn refused(&self) -> Option<&Reason> {
        match &self.clients {
            Admission::Refused(reasons) => reasons.first(),
            Admission::Admitted | Admission::NotKnown(_) => None,
        }
    }
}

/// Checks the text of a client CA file: what it holds, and that the server may let in clients of one of its CAs.
///
/// Shape: the certificates in the order of the file, at least one. Takes text or raw bytes, so
/// that a DER file is recognised. What is not checked in full passes here.
///
/// # Errors
/// The first fault: empty, over 64 KiB, not PEM, a private key anywhere, a block that is broken or
/// of another kind, or no CA of which a client may be let in; says why not for the first.
///
/// Source: OpenSSL refuses chains through such a CA (`X509_verify_cert`), which locks out every client whose
/// certificate it signed.
pub fn check_client_ca(
    text: impl AsRef<[u8]>,
    now: DateTime<Utc>,
) -> Result<Vec<Certificate>, CertificateError> {
    let judged = judge_client_cas(text, None, now)?;
    let why = match together(&judged) {
        Admission::Refused(reasons) => reasons.into_iter().next(),
        Admission::Admitted | Admission::NotKnown(_) => None,
    };
    match why {
        Some(why) => Err(CertificateError::Unfit(why.message)),
        None => Ok(judged.into_iter().map(|one| one.ca).collect()),
    }
}

/// Reads certificates that a server may have for its client CA, whether or not another server would take them.
///
/// # Errors
/// As [`check_client_ca`] where the file is empty, too long, not PEM, or holds anything else.
pub fn read_client_cas(text: impl AsRef<[u8]>) -> Result<Vec<Certificate>, CertificateError> {
    certificates(text.as_ref()).map(|(certificates, _)| certificates)
}

/// Whether anybody is let in by these client CAs beside these revocation lists: by one of them for sure, else by none,
/// for the reasons of the first, or that is not known, for the first reason. A text that cannot be read is not known.
pub fn admission_by(text: &str, crl: Option<&str>, now: DateTime<Utc>) -> Admission {
    match judge_client_cas(text, crl, now) {
        Ok(judged) => together(&judged),
        Err(error) => Admission::NotKnown(error.text()),
    }
}

fn together(judged: &[JudgedCa]) -> Admission {
    let rank = |one: &&JudgedCa| match one.clients {
        Admission::Admitted => 0,
        Admission::NotKnown(_) => 1,
        Admission::Refused(_) => 2,
    };
    let best = judged.iter().min_by_key(rank);
    best.map_or(Admission::Admitted, |one| one.clients.clone())
}

/// The certificates of a file that is to be installed, which holds nothing else.
///
/// # Errors
/// As [`check_client_ca`], but for what is said of the CAs.
pub(super) fn certificates(
    text: &[u8],
) -> Result<(Vec<Certificate>, Vec<Read<Profiled>>), CertificateError> {
    let blocks = only(text, CERTIFICATE)?;
    let certificates = blocks.iter().map(Certificate::of);
    let certificates: Vec<Certificate> = certificates.collect::<Result<_, _>>()?;
    for (block, ca) in blocks.iter().zip(&certificates) {
        let read = x509_cert::Certificate::from_der(&block.der);
        let names = |one: &x509_cert::Certificate| {
            let content = one.tbs_certificate();
            is_unreadable(content.subject()) || is_unreadable(content.issuer())
        };
        if read.is_ok_and(|one| names(&one)) {
            let what = text!("ca-name-unreadable", subject = &ca.subject);
            return Err(CertificateError::Unfit(what));
        }
    }
    Ok((certificates, Profiled::read_all(&blocks)))
}

/// The certificates of a client CA file in their order, each with whether its clients are let in: a server looks for
/// the CAs themselves too on the revocation lists `crl` (PEM). Lists that cannot be read revoke nothing here.
///
/// # Errors
/// As [`check_client_ca`], but for what is said of the CAs.
///
/// Source: PostgreSQL, chapter 20.3.3 (`ssl_crl_file`); the server sets `X509_V_FLAG_CRL_CHECK_ALL`.
pub fn judge_client_cas(
    text: impl AsRef<[u8]>,
    crl: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Vec<JudgedCa>, CertificateError> {
    let (certificates, trusted) = certificates(text.as_ref())?;
    let lists = crl.and_then(|crl| read_lists(crl).ok()).unwrap_or_default();
    let verifier = ChainContext {
        sent: vec![],
        trusted,
        lists: None,
        side: Side::Client,
        now,
    };
    let judge = |(ca, read): (Certificate, &Read<Profiled>)| {
        let judged = match &read.profiled {
            Ok(one) => verifier.judge_clients_of(one, &lists),
            Err(what) => Err(what.clone()),
        };
        let clients = judged.or_else(|what| match unfit(&ca, now) {
            Some(reason) => Ok(vec![reason]),
            None => Err(text!("ca-unjudged", subject = &ca.subject, what = what)),
        });
        JudgedCa {
            clients: clients.into(),
            ca,
        }
    };
    let read = certificates.into_iter().zip(&verifier.trusted);
    Ok(read.map(judge).collect())
}

/// The same of what stands in an instance: where it is no clean file, nothing is known of its certificates but their names
/// and dates.
pub fn judge_installed_cas(text: &str, crl: Option<&str>, now: DateTime<Utc>) -> Vec<JudgedCa> {
    judge_client_cas(text, crl, now).unwrap_or_else(|error| {
        let all = parse_chain(text).unwrap_or_default();
        let judged = |ca| JudgedCa {
            clients: Admission::NotKnown(error.text()),
            ca,
        };
        all.into_iter().map(judged).collect()
    })
}

/// Why a certificate is no CA of clients, told by what stands in every certificate.
fn unfit(ca: &Certificate, now: DateTime<Utc>) -> Option<Reason> {
    let whose = Text::verbatim(format!("`{}`", ca.subject));
    if !ca.is_ca && ca.version == 3 {
        let why = text!("cert-not-a-ca");
        let message = text!("cert-whose", whose = whose, why = why);
        Some(Reason::new("not-a-ca", message))
    } else if now > ca.not_after {
        let message = text!("cert-expired", whose = whose, date = ca.not_after);
        Some(Reason::new("expired", message))
    } else {
        (now < ca.not_before).then(|| {
            let date = ca.not_before;
            let message = text!("cert-not-yet-valid", whose = whose, date = date);
            Reason::new("not-yet-valid", message)
        })
    }
}

/// The client CAs of both texts in one, each once, the installed ones first.
///
/// # Errors
/// For a text that cannot be read, and `TooLarge` when both do not fit into one file.
pub fn join_client_cas(installed: &str, added: &str) -> Result<String, CertificateError> {
    let mut joined = String::new();
    for text in [installed, added] {
        for block in only(text.as_bytes(), CERTIFICATE)? {
            let pem = encode(CERTIFICATE, &block.der);
            if !joined.contains(&pem) {
                joined.push_str(&pem);
            }
        }
    }
    Ok(fitting(joined)?)
}

/// The certificates of `text` whose fingerprint is among `keep`, in the order of the text.
///
/// # Errors
/// For a text that cannot be read.
pub fn keep_client_cas(text: &str, keep: &[String]) -> Result<String, CertificateError> {
    let mut blocks = only(text.as_bytes(), CERTIFICATE)?;
    blocks.retain(|block| keep.contains(&super::sha256(&block.der)));
    let kept = blocks.iter().map(|block| encode(CERTIFICATE, &block.der));
    Ok(kept.collect())
}
