//! Whether a file can serve as the customer's own server certificate.

use chrono::{DateTime, Utc};

use super::algorithm::is_listed;
use super::client_ca::certificates;
use super::faults::{Side, judge_dates, unlisted_signature};
use super::profile::Profiled;
use super::{Certificate, CertificateError};
use crate::text;

/// Checks the text of a server certificate file: the leaf first, each followed by the certificate
/// that signed it. The root may be left out.
///
/// Shape: the chain in the order of the file, at least one. Whether a private key fits is not
/// looked at: no key comes in here.
///
/// # Errors
/// The first fault: as for the client CA's file, then a certificate that is not checked in full, for
/// instance one with a weak key or signature, the wrong order, an extended key usage without server
/// authentication.
///
/// Source: OpenSSL sends the chain as the file has it (`SSL_CTX_use_certificate_chain_file`), and
/// a leaf that is not the first makes the server refuse to start.
pub fn check_server_chain(
    text: impl AsRef<[u8]>,
    now: DateTime<Utc>,
) -> Result<Vec<Certificate>, CertificateError> {
    let (certificates, read) = certificates(text.as_ref())?;
    let unfit = |what| Err(CertificateError::Unfit(what));
    let mut chain = Vec::new();
    for (read, certificate) in read.into_iter().zip(&certificates) {
        match read.profiled {
            Ok(one) => chain.push(one),
            Err(what) => {
                let subject = &certificate.subject;
                return unfit(text!("server-unjudged", subject = subject, what = what));
            }
        }
    }
    let named = |one: &Profiled| text!("cert-named", name = one.name());
    let mut reasons = Vec::new();
    for one in &chain {
        judge_dates(one, &named(one), now, &mut reasons);
    }
    if let Some(leaf) = chain.first() {
        Side::Server.judge_purpose(leaf, &named(leaf), &mut reasons);
    }
    for (one, position) in chain.iter().zip(1..) {
        // Nobody checks the signature a root made on itself.
        if !one.is_self_signed() && !is_listed(one.algorithm()) {
            return unfit(unlisted_signature(one));
        }
        let signed =
            |signer: &Profiled| signer.likely_issued(one) && signer.signed(one) == Some(true);
        if chain.get(position).is_some_and(|signer| !signed(signer)) {
            return unfit(text!(
                "server-order",
                position = position,
                name = one.name()
            ));
        }
    }
    match reasons.into_iter().next() {
        Some(reason) => unfit(reason.message),
        None => Ok(certificates),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::sample::{
        AHEAD, Authority, NOW, PAST, Years, params, self_signed,
    };
    use chrono::TimeZone;
    use rcgen::ExtendedKeyUsagePurpose;

    fn check(text: &str) -> Result<Vec<Certificate>, CertificateError> {
        check_server_chain(text, Utc.with_ymd_and_hms(2027, 6, 1, 12, 0, 0).unwrap())
    }

    #[test]
    fn leaf_first_and_each_followed_by_its_signer() {
        let root = Authority::new("root");
        let middle = root.intermediate("middle");
        let leaf = middle.issue(&params("db", NOW)).certificate;
        let order = |parts: &[&str]| check(&parts.concat()).map(|chain| chain.len());
        assert_eq!(order(&[&leaf, &middle.pem, &root.pem]), Ok(3));
        assert_eq!(order(&[&leaf, &middle.pem]), Ok(2));
        assert_eq!(order(&[&leaf]), Ok(1));
        assert_eq!(
            order(&[&self_signed(&params("db", NOW)).certificate]),
            Ok(1)
        );
        let wrong = |parts: &[&str], wanted| {
            assert!(matches!(
                order(parts),
                Err(CertificateError::Unfit(why))
                    if why.english().starts_with(&format!("certificate {wanted} "))
            ));
        };
        wrong(&[&middle.pem, &leaf], 1);
        wrong(&[&leaf, &root.pem], 1);
        wrong(&[&leaf, &middle.pem, &leaf], 2);
    }

    #[test]
    fn dates_and_purpose_are_looked_at() {
        let root = Authority::new("root");
        let leaf = |years: Years, usage: &[ExtendedKeyUsagePurpose]| {
            let mut params = params("db", years);
            params.extended_key_usages = usage.to_vec();
            check(&root.issue(&params).certificate)
        };
        assert!(leaf(NOW, &[]).is_ok());
        assert!(leaf(NOW, &[ExtendedKeyUsagePurpose::ServerAuth]).is_ok());
        assert!(
            leaf(NOW, &[ExtendedKeyUsagePurpose::ClientAuth])
                .is_err_and(|error| error.to_string().contains("server authentication"))
        );
        assert!(leaf(PAST, &[]).is_err_and(|error| error.to_string().contains("expired")));
        assert!(
            leaf(AHEAD, &[]).is_err_and(|error| error.to_string().contains("not valid before"))
        );
    }
}
