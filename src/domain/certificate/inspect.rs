//! Whether a PostgreSQL server would let a client certificate in, and why not.
//!
//! Follows what OpenSSL does for a server that PostgreSQL set up: chains end in a self-signed CA of
//! the client CA file, certificates that the client sends along may fill the gap, and once there is
//! any revocation list every CA of the chain needs a current one. Deliberately absent: the
//! password and the pg_hba records.
//!
//! Source: PostgreSQL, chapter 18.9 and 20.3, `be-secure-openssl.c`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use super::chain::Admission;
use super::chain::ChainContext;
use super::crl::read_lists;
pub use super::error::Reason;
use super::faults::{Side, judge_dates};
use super::profile::Profiled;
use super::{Certificate, CertificateError, sanitise};
use crate::domain::acl::Acl;
use crate::domain::pem::{CERTIFICATE, CHAIN_LIMIT, PemError, certificates, only};
use crate::text::{Text, text};

/// Largest chain that OpenSSL reads from a client, in bytes.
///
/// Source: OpenSSL, `SSL_MAX_CERT_LIST_DEFAULT`.
const SENT_LIMIT: usize = 100 * 1024;

/// Longest name of a user that no version of PostgreSQL cuts off, in bytes.
const USER_LIMIT: usize = 63;

/// Who would log in, and what the server has.
#[derive(Debug, Clone, Copy)]
pub struct ClientLogin<'a> {
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
pub fn inspect(text: &str, login: &ClientLogin<'_>) -> Result<Inspection, CertificateError> {
    let sent = certificates(text, CHAIN_LIMIT)?;
    let trusted = login
        .client_ca
        .map(|text| only(text.as_bytes(), CERTIFICATE));
    // A client reads the whole file, so one block that is no certificate spoils it.
    let read = sent.iter().map(Certificate::of);
    let read = read.collect::<Result<Vec<_>, _>>()?;
    let certificate = read.into_iter().next().ok_or(PemError::NotPem)?;
    let judge = ChainContext {
        sent: Profiled::read_all(&sent),
        trusted: Profiled::read_all(&trusted.transpose()?.unwrap_or_default()),
        lists: login.crl.map(read_lists).transpose()?,
        side: Side::Client,
        now: login.now,
    };
    let size = sent.iter().map(|block| block.der.len()).sum::<usize>();
    let judged = if size > SENT_LIMIT {
        Err(text!("cert-too-large"))
    } else {
        reasons(&judge, login)
    };
    let named = login.user.or(certificate.common_name.as_deref());
    let user = named.filter(|_| login.mode.binds_user()).map(sanitise);
    Ok(Inspection {
        certificate,
        user,
        mode: login.mode,
        admission: judged.into(),
    })
}

/// Why the client is refused; empty when it is let in.
fn reasons(judge: &ChainContext, login: &ClientLogin<'_>) -> Result<Vec<Reason>, Text> {
    let leaf = judge.leaf()?;
    let mut reasons = Vec::new();
    judge_name(leaf, login, &mut reasons)?;
    if login.client_ca.is_some() {
        reasons.extend(judge.judge()?);
        if reasons.is_empty() {
            judge.judge_sending()?;
        }
        return Ok(reasons);
    }
    let it = text!("cert-it");
    judge_dates(leaf, &it, login.now, &mut reasons);
    judge.side.judge_purpose(leaf, &it, &mut reasons);
    judge.judge_leaf(leaf, &mut reasons)?;
    if reasons.is_empty() {
        return Err(text!("cert-no-client-ca"));
    }
    Ok(reasons)
}

/// The user is the first common name, byte by byte.
fn judge_name(
    leaf: &Profiled,
    login: &ClientLogin<'_>,
    reasons: &mut Vec<Reason>,
) -> Result<(), Text> {
    let subject = leaf.certificate.tbs_certificate().subject();
    let mut attributes = subject.iter();
    let common_name = attributes.find(|attribute| attribute.oid.to_string() == "2.5.4.3");
    let common_name = common_name.map(|attribute| attribute.value.value());
    let mut refuse = |id, message| reasons.push(Reason::new(id, message));
    if common_name.is_some_and(|name| name.contains(&0)) {
        refuse("name-zero", text!("cert-name-zero"));
    }
    if !login.mode.binds_user() {
        return Ok(());
    }
    if login.user.is_some_and(|user| user.len() > USER_LIMIT)
        || common_name.is_some_and(|name| name.len() > USER_LIMIT)
    {
        return Err(text!("cert-name-long"));
    }
    match (common_name.filter(|name| !name.is_empty()), login.user) {
        (None, _) => refuse("no-name", text!("cert-no-name")),
        (Some(name), Some(user)) if name != user.as_bytes() => {
            let (name, user) = (sanitise(&String::from_utf8_lossy(name)), sanitise(user));
            refuse(
                "other-user",
                text!("cert-other-user", name = name, user = user),
            );
        }
        // Nobody can type such a name.
        (Some(name), None) if str::from_utf8(name).is_err() => {
            return Err(text!("cert-name-not-utf8"));
        }
        (Some(_), _) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::certificate::sample::{Authority, NOW, PAST, params, self_signed};
    use chrono::TimeZone;

    fn login(authority: Option<&str>, mode: Acl) -> ClientLogin<'_> {
        ClientLogin {
            user: Some("app"),
            mode,
            client_ca: authority,
            crl: None,
            now: Utc.with_ymd_and_hms(2027, 6, 1, 12, 0, 0).unwrap(),
        }
    }

    fn ids(text: &str, login: &ClientLogin<'_>) -> Vec<String> {
        match inspect(text, login).unwrap().admission {
            Admission::Refused(reasons) => reasons.into_iter().map(|reason| reason.id).collect(),
            Admission::Admitted => vec![],
            Admission::NotKnown(_) => vec!["not-known".to_owned()],
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
    fn what_is_sent_along_has_to_be_checked_too() {
        let (root, other) = (Authority::new("root"), Authority::new("other"));
        let leaf = root.issue(&params("app", NOW)).certificate;
        let judge = |along: &str| {
            ids(
                &format!("{leaf}{along}"),
                &login(Some(&root.pem), Acl::VerifyFull),
            )
        };
        assert!(judge(&other.pem).is_empty());
        let mut odd = params("odd", NOW);
        let content = vec![5, 0];
        odd.custom_extensions = vec![rcgen::CustomExtension::from_oid_content(
            &[1, 2, 3],
            content,
        )];
        assert_eq!(judge(&other.issue(&odd).certificate), ["not-known"]);
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
