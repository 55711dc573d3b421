//! Whether a file can serve as the customer's own server certificate.

use chrono::{DateTime, Utc};
use x509_parser::certificate::X509Certificate;

use super::pem::public_blocks;
use super::strength::{weak_key, weak_signature};
use super::{Certificate, CertificateError, FILE_LIMIT, signed_by, x509};

/// Checks the text of a server certificate file: the leaf first, each followed by the certificate
/// that signed it. The root may be left out.
///
/// Shape: the chain in the order of the file, at least one. Whether a private key fits is not
/// looked at: no key comes in here.
///
/// # Errors
/// The first fault: as for the client CA's file, then an expired certificate or one that is not
/// yet valid, the wrong order, a weak key or signature, an extended key usage without server
/// authentication.
///
/// Source: OpenSSL sends the chain as the file has it (`SSL_CTX_use_certificate_chain_file`), and
/// a leaf that is not the first makes the server refuse to start.
pub fn check_server_chain(
    text: impl AsRef<[u8]>,
    now: DateTime<Utc>,
) -> Result<Vec<Certificate>, CertificateError> {
    let blocks = public_blocks(text.as_ref(), FILE_LIMIT)?;
    let mut parsed = Vec::new();
    for block in &blocks {
        if !block.is_certificate() {
            return Err(block.wrong("CERTIFICATE"));
        }
        let x509 = x509(&block.der, block.position)?;
        let certificate =
            Certificate::summarise(&x509, &block.der).ok_or(CertificateError::Unreadable {
                position: block.position,
            })?;
        parsed.push((x509, certificate));
    }
    // First, since the signatures of weak keys cannot be checked.
    for (x509, certificate) in &parsed {
        check_one(x509, certificate, now)?;
    }
    for (index, (x509, certificate)) in parsed.iter().enumerate() {
        let position = index.saturating_add(1);
        if let Some((signer, _)) = parsed.get(position)
            && !signed_by(x509, signer)
        {
            return Err(CertificateError::ChainOrder {
                position,
                subject: certificate.subject.clone(),
            });
        }
    }
    if let Some((leaf, certificate)) = parsed.first() {
        let usage = leaf.extended_key_usage().ok().flatten();
        if usage.is_some_and(|usage| !usage.value.server_auth && !usage.value.any) {
            return Err(CertificateError::Purpose {
                subject: certificate.subject.clone(),
                purpose: "server authentication",
            });
        }
    }
    Ok(parsed
        .into_iter()
        .map(|(_, certificate)| certificate)
        .collect())
}

fn check_one(
    x509: &X509Certificate<'_>,
    certificate: &Certificate,
    now: DateTime<Utc>,
) -> Result<(), CertificateError> {
    let subject = certificate.subject.clone();
    if now > certificate.not_after {
        return Err(CertificateError::Expired {
            subject,
            not_after: certificate.not_after,
        });
    }
    if now < certificate.not_before {
        return Err(CertificateError::NotYetValid {
            subject,
            not_before: certificate.not_before,
        });
    }
    // Nobody checks the signature a root made on itself.
    let weak = weak_key(x509.public_key()).or_else(|| {
        weak_signature(x509)
            .filter(|_| !certificate.self_signed)
            .map(ToOwned::to_owned)
    });
    match weak {
        Some(what) => Err(CertificateError::Weak { subject, what }),
        None => Ok(()),
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
                Err(CertificateError::ChainOrder { position, .. }) if position == wanted
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
        assert!(matches!(
            leaf(NOW, &[ExtendedKeyUsagePurpose::ClientAuth]),
            Err(CertificateError::Purpose { .. })
        ));
        assert!(matches!(
            leaf(PAST, &[]),
            Err(CertificateError::Expired { .. })
        ));
        assert!(matches!(
            leaf(AHEAD, &[]),
            Err(CertificateError::NotYetValid { .. })
        ));
    }
}
