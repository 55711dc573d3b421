//! Whether a PostgreSQL server would let a client certificate in, and why not.
//!
//! Follows what OpenSSL does for a server that PostgreSQL set up: chains end in a self-signed CA of
//! the client CA file, certificates that the client sends along may fill the gap, and once there is
//! any revocation list every CA of the chain needs a current one. Deliberately absent: the
//! password, pg_hba records and name constraints.
//!
//! Source: PostgreSQL, chapter 18.9 and 20.3, `be-secure-openssl.c`; OpenSSL `X509_verify_cert`,
//! `check_purpose_ssl_client`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

pub use super::chain::Reason;
use super::chain::{
    Link, Side, certificate_blocks, chain, judge_link, judge_purpose, parsed, refuse,
};
use super::crl::made_by;
use super::pem::blocks;
use super::{CHAIN_LIMIT, Certificate, CertificateError, FILE_LIMIT, sanitise, time};
use crate::domain::acl::Acl;

/// Who would log in, and what the server has.
#[derive(Debug, Clone, Copy)]
pub struct Login<'a> {
    /// The database user; `None` takes the certificate's own name.
    pub user: Option<&'a str>,
    /// What the server demands.
    pub mode: Acl,
    /// PEM text of the client CA; `None` leaves the chain unjudged.
    pub client_ca: Option<&'a str>,
    /// PEM text of the revocation lists.
    pub crl: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Let in, as far as the certificate goes.
    Admitted,
    /// Refused, with every reason.
    Refused(Vec<Reason>),
    /// Nothing speaks against it, but the client CA was not given.
    NotKnown,
}

/// What was found out about one client certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// The certificate of the client: the first of the text.
    pub certificate: Certificate,
    /// The user it was judged for; `None` when the mode asks for none.
    pub user: Option<String>,
    /// The mode it was judged under.
    pub mode: Acl,
    /// The answer.
    pub admission: Admission,
}

/// Judges the first certificate of `text`; the others are what the client sends along.
///
/// # Errors
/// For a text that cannot be read: `text` itself, the client CA or the revocation lists.
pub fn inspect(text: &str, login: &Login<'_>) -> Result<Inspection, CertificateError> {
    let sent = certificate_blocks(text, CHAIN_LIMIT)?;
    let sent = parsed(&sent)?;
    let trusted = login
        .client_ca
        .map(|ca| certificate_blocks(ca, FILE_LIMIT))
        .transpose()?;
    let trusted = trusted.as_deref().map(parsed).transpose()?;
    let Some(leaf) = sent.first() else {
        return Err(CertificateError::NotPem);
    };
    let certificate = Certificate::summarise(&leaf.x509, leaf.der)
        .ok_or(CertificateError::Unreadable { position: 1 })?;
    let mut reasons = Vec::new();
    let user = login
        .mode
        .binds_user()
        .then(|| judge_name(&leaf.x509, login.user, &mut reasons));
    judge_purpose(&leaf.x509, Side::Client, &mut reasons);
    let chain = match &trusted {
        Some(trusted) => chain(leaf, &sent, trusted, Side::Client, &mut reasons),
        None => vec![leaf],
    };
    for (depth, link) in chain.iter().enumerate() {
        judge_link(link, depth, login.now, Side::Client, &mut reasons);
    }
    if let (Some(crl), Some(_)) = (login.crl, &trusted) {
        judge_revocation(crl, &chain, login.now, &mut reasons)?;
    }
    let admission = match (reasons.is_empty(), &trusted) {
        (false, _) => Admission::Refused(reasons),
        (true, Some(_)) => Admission::Admitted,
        (true, None) => Admission::NotKnown,
    };
    Ok(Inspection {
        certificate,
        user: user.flatten(),
        mode: login.mode,
        admission,
    })
}

/// The user is the first common name, letter by letter. Gives the user that was compared.
fn judge_name(
    leaf: &X509Certificate<'_>,
    user: Option<&str>,
    reasons: &mut Vec<Reason>,
) -> Option<String> {
    let common_name = leaf
        .subject()
        .iter_common_name()
        .next()
        .and_then(|name| name.as_str().ok())
        .filter(|name| !name.is_empty());
    match (common_name, user) {
        (None, _) => refuse(reasons, "no-name", "the certificate has no common name"),
        (Some(name), _) if name.contains('\0') => refuse(
            reasons,
            "name-zero",
            "the common name holds a zero byte, which PostgreSQL refuses",
        ),
        (Some(name), Some(user)) if name != user => refuse(
            reasons,
            "other-user",
            format!(
                "its common name is `{}`, and the database user is `{}`",
                sanitise(name),
                sanitise(user)
            ),
        ),
        (Some(_), _) => {}
    }
    user.or(common_name).map(sanitise)
}

/// Every CA of the chain needs a current list, and no certificate may be on one.
fn judge_revocation(
    crl: &str,
    chain: &[&Link<'_>],
    now: DateTime<Utc>,
    reasons: &mut Vec<Reason>,
) -> Result<(), CertificateError> {
    let blocks = blocks(crl.as_bytes(), FILE_LIMIT)?;
    let mut lists = Vec::new();
    for block in &blocks {
        if block.label != "X509 CRL" {
            return Err(block.wrong("X509 CRL"));
        }
        let Ok(([], list)) = CertificateRevocationList::from_der(&block.der) else {
            return Err(CertificateError::Unreadable {
                position: block.position,
            });
        };
        lists.push(list);
    }
    for (depth, link) in chain.iter().enumerate() {
        // The last one of a whole chain is its own issuer.
        let issuer = chain.get(depth.saturating_add(1)).unwrap_or(link);
        if link.x509.issuer().as_raw() != issuer.x509.subject().as_raw() {
            continue;
        }
        let ca = super::name(issuer.x509.subject());
        let Some(list) = lists.iter().find(|list| made_by(list, &issuer.x509)) else {
            refuse(
                reasons,
                "no-crl",
                format!(
                    "there is no revocation list of `{ca}`, and the server wants one of every CA"
                ),
            );
            continue;
        };
        if list
            .next_update()
            .and_then(time)
            .is_some_and(|due| now > due)
        {
            refuse(
                reasons,
                "crl-expired",
                format!("the revocation list of `{ca}` is out of date"),
            );
        }
        if time(list.last_update()).is_some_and(|made| now < made) {
            refuse(
                reasons,
                "crl-not-yet-valid",
                format!("the revocation list of `{ca}` is not valid yet"),
            );
        }
        let serial = link.x509.raw_serial();
        if list
            .iter_revoked_certificates()
            .any(|revoked| revoked.raw_serial() == serial)
        {
            refuse(
                reasons,
                "revoked",
                if depth == 0 {
                    format!("it is on the revocation list of `{ca}`")
                } else {
                    format!(
                        "its issuer `{}` is revoked",
                        super::name(link.x509.subject())
                    )
                },
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::sample::{Authority, NOW, PAST, params, self_signed};
    use chrono::TimeZone;

    fn login(authority: Option<&str>, mode: Acl) -> Login<'_> {
        Login {
            user: Some("app"),
            mode,
            client_ca: authority,
            crl: None,
            now: Utc.with_ymd_and_hms(2027, 6, 1, 12, 0, 0).unwrap(),
        }
    }

    fn ids(text: &str, login: &Login<'_>) -> Vec<String> {
        match inspect(text, login).unwrap().admission {
            Admission::Refused(reasons) => reasons.into_iter().map(|reason| reason.id).collect(),
            Admission::Admitted => vec![],
            Admission::NotKnown => vec!["not-known".to_owned()],
        }
    }

    #[test]
    fn modes_differ_in_the_name_only() {
        let authority = Authority::new("CA");
        let good = authority.issue(&params("app", NOW)).certificate;
        let other = authority.issue(&params("App", NOW)).certificate;
        for mode in [Acl::VerifyCa, Acl::VerifyFull, Acl::Cert] {
            let login = login(Some(&authority.pem), mode);
            assert!(ids(&good, &login).is_empty());
            let wanted: &[&str] = if mode == Acl::VerifyCa {
                &[]
            } else {
                &["other-user"]
            };
            assert_eq!(ids(&other, &login), wanted);
        }
        assert_eq!(ids(&good, &login(None, Acl::VerifyFull)), ["not-known"]);
    }

    #[test]
    fn the_chain_has_to_end_in_a_root_of_the_client_ca() {
        let (root, stranger) = (Authority::new("root"), Authority::new("stranger"));
        let intermediate = root.intermediate("intermediate");
        let leaf = intermediate.issue(&params("app", NOW)).certificate;
        let sent = format!("{leaf}{}", intermediate.pem);
        let judge = |text: &str, ca: &str| ids(text, &login(Some(ca), Acl::VerifyFull));
        assert!(judge(&sent, &root.pem).is_empty());
        assert!(judge(&leaf, &format!("{}{}", root.pem, intermediate.pem)).is_empty());
        assert_eq!(judge(&leaf, &root.pem), ["other-ca"]);
        assert_eq!(judge(&leaf, &intermediate.pem), ["other-ca"]);
        assert_eq!(judge(&sent, &stranger.pem), ["other-ca"]);
        let own = self_signed(&params("app", NOW)).certificate;
        assert_eq!(judge(&own, &root.pem), ["self-signed"]);
        assert_eq!(
            judge(&root.issue(&params("app", PAST)).certificate, &root.pem),
            ["expired"]
        );
    }
}
