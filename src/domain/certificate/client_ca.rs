//! Whether a file can be installed as the client CA.

use chrono::{DateTime, Utc};

use super::chain::ChainContext;
use super::faults::Side;
use super::profile::{Profiled, Read};
use super::{Certificate, CertificateError};
use crate::domain::pem::{CERTIFICATE, encode, fitting, only};
use crate::text::{Text, text};

/// Checks the text of a client CA file: what it holds, and that the server lets in clients of one of its CAs.
///
/// Shape: the certificates in the order of the file, at least one. Takes text or raw bytes, so
/// that a DER file is recognised. What is not checked in full passes here: see [`unjudged`].
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
    let judged = judged(text.as_ref(), now)?;
    match all_refused(&judged) {
        Some(why) => Err(CertificateError::Unfit(why.clone())),
        None => Ok(judged.into_iter().map(|(ca, _)| ca).collect()),
    }
}

/// Reads certificates that a server may have for its client CA, whether or not another server would take them.
///
/// # Errors
/// As [`check_client_ca`] where the file is empty, too long, not PEM, or holds anything else.
pub fn read_client_cas(text: impl AsRef<[u8]>) -> Result<Vec<Certificate>, CertificateError> {
    certificates(text.as_ref()).map(|(certificates, _)| certificates)
}

/// The certificates of a client CA file of which no client is let in, whatever its own certificate, and why; those of
/// which that is not known are left out. The text is PEM.
pub fn refused_cas(text: &str, now: DateTime<Utc>) -> Vec<(Certificate, Text)> {
    let judged = judged(text.as_bytes(), now).unwrap_or_default();
    let refused = judged.into_iter().filter_map(|(ca, why)| Some((ca, why?)));
    refused.collect()
}

/// Why no client of any of these CAs is let in: for the first of them; `None` while one of them may be of use. The
/// text is PEM.
pub fn why_all_refused(text: &str, now: DateTime<Utc>) -> Option<Text> {
    all_refused(&judged(text.as_bytes(), now).ok()?).cloned()
}

fn all_refused(judged: &[(Certificate, Option<Text>)]) -> Option<&Text> {
    let reasons = judged.iter().map(|(_, why)| why.as_ref());
    reasons.collect::<Option<Vec<_>>>()?.into_iter().next()
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
    let certificates = certificates.collect::<Result<_, _>>()?;
    Ok((certificates, Profiled::read_all(&blocks)))
}

/// The certificates of a client CA file, each with why the verifier refuses every client of it.
fn judged(
    text: &[u8],
    now: DateTime<Utc>,
) -> Result<Vec<(Certificate, Option<Text>)>, CertificateError> {
    let (certificates, trusted) = certificates(text)?;
    let verifier = ChainContext {
        sent: vec![],
        trusted,
        lists: None,
        side: Side::Client,
        now,
    };
    let judge = |ca: Certificate, read: &Read<Profiled>| {
        let profiled = read.profiled.as_ref().ok();
        let why = match profiled.and_then(|one| verifier.judge_clients_of(one).ok()) {
            Some(reasons) => reasons.into_iter().next().map(|reason| reason.message),
            None => unfit(&ca, now),
        };
        (ca, why)
    };
    let read = certificates.into_iter().zip(&verifier.trusted);
    Ok(read.map(|(ca, read)| judge(ca, read)).collect())
}

/// Why a certificate is no CA of clients, told by what stands in every certificate.
fn unfit(ca: &Certificate, now: DateTime<Utc>) -> Option<Text> {
    let whose = Text::verbatim(format!("`{}`", ca.subject));
    if !ca.is_ca && ca.version == 3 {
        Some(text!(
            "cert-whose",
            whose = whose,
            why = text!("cert-not-a-ca")
        ))
    } else if now > ca.not_after {
        Some(text!("cert-expired", whose = whose, date = ca.not_after))
    } else if now < ca.not_before {
        Some(text!(
            "cert-not-yet-valid",
            whose = whose,
            date = ca.not_before
        ))
    } else {
        None
    }
}

/// What in a client CA file is not checked in full, so that nobody can tell whether its clients are
/// let in; one sentence for each certificate.
pub fn unjudged(text: &str) -> Vec<Text> {
    let blocks = only(text.as_bytes(), CERTIFICATE).unwrap_or_default();
    let unjudged = blocks.iter().filter_map(|block| {
        let what = Profiled::read(&block.der).profiled.err()?;
        let found = Certificate::from_der(&block.der).map(|found| found.subject);
        Some(text!(
            "ca-unjudged",
            subject = found.unwrap_or_default(),
            what = what
        ))
    });
    unjudged.collect()
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
