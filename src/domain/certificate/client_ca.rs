//! Whether a file can be installed as the client CA.

use chrono::{DateTime, Utc};

use super::chain::why_no_ca;
use super::profile::{Profiled, Read};
use super::{Certificate, CertificateError, parse_chain};
use crate::domain::pem::{CERTIFICATE, encode, fitting, only};
use crate::text::{Text, text};

/// Checks the text of a client CA file, every certificate of it.
///
/// Shape: the certificates in the order of the file, at least one. Takes text or raw bytes, so
/// that a DER file is recognised. What is not checked in full passes here: see [`unjudged`].
///
/// # Errors
/// The first fault: empty, over 64 KiB, not PEM, a private key anywhere, a block that is broken or
/// of another kind, a certificate that is no CA to OpenSSL, may not sign, is expired or not yet
/// valid, or has no self-signed CA above it in the file.
///
/// Source: OpenSSL refuses chains through such a CA (`X509_check_ca`, `X509_verify_cert`), which
/// locks out every client whose certificate it signed.
pub fn check_client_ca(
    text: impl AsRef<[u8]>,
    now: DateTime<Utc>,
) -> Result<Vec<Certificate>, CertificateError> {
    let certificates = check_client_ca_form(text)?;
    certificates
        .iter()
        .try_for_each(|ca| check_dates(ca, now))?;
    Ok(certificates)
}

/// As [`check_client_ca`], whatever the dates: those may pass before the file is installed.
///
/// # Errors
/// The first fault.
pub fn check_client_ca_form(text: impl AsRef<[u8]>) -> Result<Vec<Certificate>, CertificateError> {
    check_form(text.as_ref(), |_| true)
}

/// Refuses client CAs of which one that is not `installed` would not be taken by a server. The texts are PEM.
///
/// # Errors
/// As [`check_client_ca`], of what is not installed.
pub fn check_added(
    text: &str,
    installed: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), CertificateError> {
    let known = installed
        .map_or(Ok(vec![]), parse_chain)
        .unwrap_or_default();
    let is_added = |ca: &Certificate| known.iter().all(|known| known.sha256 != ca.sha256);
    let all = check_form(text.as_bytes(), is_added)?;
    let mut added = all.iter().filter(|ca| is_added(ca));
    added.try_for_each(|ca| check_dates(ca, now))
}

/// The certificates of a file, of which those that `is_judged` can be installed.
fn check_form(
    text: &[u8],
    is_judged: impl Fn(&Certificate) -> bool,
) -> Result<Vec<Certificate>, CertificateError> {
    let (certificates, read) = certificates(text)?;
    let all = read.iter().zip(&certificates);
    for (one, certificate) in all.filter(|(_, certificate)| is_judged(certificate)) {
        let no_ca = !certificate.is_ca && certificate.version == 3;
        let why = match &one.profiled {
            Ok(ca) => why_no_ca(ca, ca.is_self_signed())
                .or_else(|| (!has_root(ca, &read, &mut Vec::new())).then(|| text!("ca-no-root"))),
            Err(_) => no_ca.then(|| text!("cert-not-a-ca")),
        };
        if let Some(why) = why {
            let what = text!("ca-what", subject = &certificate.subject, why = why);
            return Err(CertificateError::Unfit(what));
        }
    }
    Ok(certificates)
}

/// The certificates of a file that is to be installed, which holds nothing else.
///
/// # Errors
/// As [`check_client_ca`], but of the dates.
pub(super) fn certificates(
    text: &[u8],
) -> Result<(Vec<Certificate>, Vec<Read<Profiled>>), CertificateError> {
    let blocks = only(text, CERTIFICATE)?;
    let certificates = blocks.iter().map(Certificate::of);
    let certificates = certificates.collect::<Result<_, _>>()?;
    Ok((certificates, Profiled::read_all(&blocks)))
}

/// # Errors
/// When a certificate is not valid now.
pub(super) fn check_dates(one: &Certificate, now: DateTime<Utc>) -> Result<(), CertificateError> {
    let (subject, from, until) = (&one.subject, one.not_before, one.not_after);
    let why = if now > until {
        text!("ca-expired", subject = subject, date = until)
    } else if now < from {
        text!("ca-not-yet-valid", subject = subject, date = from)
    } else {
        return Ok(());
    };
    Err(CertificateError::Unfit(why))
}

/// Why no client certificate of these CAs is taken now: the first that ran out or is not valid yet; `None` while
/// one of them may be valid. The text is PEM.
///
/// Source: OpenSSL checks the dates of every certificate up to the self-signed one.
pub fn why_out_of_date(text: &str, now: DateTime<Utc>) -> Option<Text> {
    let all = parse_chain(text).ok()?;
    let roots = all.iter().filter(|ca| ca.subject == ca.issuer);
    let faults = roots.map(|ca| check_dates(ca, now).err().map(|error| error.text()));
    faults.collect::<Option<Vec<Text>>>()?.into_iter().next()
}

/// Whether a self-signed CA of the file is above this one; what is not understood could be it.
fn has_root<'a>(ca: &'a Profiled, file: &'a [Read<Profiled>], below: &mut Vec<&'a [u8]>) -> bool {
    if ca.is_self_signed() {
        return true;
    }
    below.push(&ca.der);
    file.iter().any(|read| match &read.profiled {
        Ok(above) => {
            !below.contains(&above.der.as_slice())
                && above.likely_issued(ca)
                && has_root(above, file, below)
        }
        Err(_) => read.name.as_ref().is_none_or(|name| *name == ca.issuer),
    })
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
