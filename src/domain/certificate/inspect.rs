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
use x509_parser::extensions::{ExtendedKeyUsage, ParsedExtension, X509Extension};
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

use super::crl::made_by;
use super::pem::{Block, blocks};
use super::strength::{weak_key, weak_signature};
use super::{
    CHAIN_LIMIT, Certificate, CertificateError, FILE_LIMIT, sanitise, signed_by, time, x509,
};
use crate::domain::acl::Acl;

/// Longest chain that is followed.
const DEPTH: usize = 16;

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

/// Why a certificate is not let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable id, such as `expired`.
    pub id: String,
    /// What and why.
    pub message: String,
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

/// Which side of a connection shows the certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Client,
    Server,
}

impl Side {
    const fn id(self) -> &'static str {
        match self {
            Self::Client => "not-for-clients",
            Self::Server => "not-for-servers",
        }
    }

    const fn purpose(self) -> &'static str {
        match self {
            Self::Client => "client authentication",
            Self::Server => "server authentication",
        }
    }

    const fn trusted(self) -> &'static str {
        match self {
            Self::Client => "client CAs",
            Self::Server => "trusted CAs",
        }
    }

    const fn sender(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }

    /// Whether an extended key usage allows this side.
    fn allowed(self, usage: &ExtendedKeyUsage<'_>) -> bool {
        match self {
            // OpenSSL takes anyExtendedKeyUsage for neither.
            Self::Client => usage.client_auth,
            Self::Server => usage.server_auth,
        }
    }
}

/// Why a client that trusts `trusted` (PEM text) would not take the chain that a server sends, DER
/// and leaf first; empty when it would. Names are not compared.
///
/// # Errors
/// For a chain or a text that cannot be read.
///
/// Source: libpq with `sslmode=verify-ca`; OpenSSL `check_purpose_ssl_server`.
pub(super) fn distrust(
    sent: &[Vec<u8>],
    trusted: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Reason>, CertificateError> {
    let sent = sent
        .iter()
        .zip(1..)
        .map(|(der, position)| {
            let x509 = x509(der, position)?;
            Ok(Link { der, x509 })
        })
        .collect::<Result<Vec<_>, CertificateError>>()?;
    let trusted = certificate_blocks(trusted, CHAIN_LIMIT)?;
    let trusted = parsed(&trusted)?;
    let Some(leaf) = sent.first() else {
        return Err(CertificateError::Empty);
    };
    let mut reasons = Vec::new();
    judge_purpose(&leaf.x509, Side::Server, &mut reasons);
    for (depth, link) in chain(leaf, &sent, &trusted, Side::Server, &mut reasons)
        .iter()
        .enumerate()
    {
        judge_link(link, depth, now, Side::Server, &mut reasons);
    }
    Ok(reasons)
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

/// One certificate of a chain.
struct Link<'a> {
    der: &'a [u8],
    x509: X509Certificate<'a>,
}

fn parsed(blocks: &[Block]) -> Result<Vec<Link<'_>>, CertificateError> {
    blocks
        .iter()
        .map(|block| {
            Ok(Link {
                der: &block.der,
                x509: x509(&block.der, block.position)?,
            })
        })
        .collect()
}

fn certificate_blocks(text: &str, limit: usize) -> Result<Vec<Block>, CertificateError> {
    let found: Vec<Block> = blocks(text.as_bytes(), limit)?
        .into_iter()
        .filter(Block::is_certificate)
        .collect();
    if found.is_empty() {
        Err(CertificateError::NotPem)
    } else {
        Ok(found)
    }
}

fn refuse(reasons: &mut Vec<Reason>, id: &str, message: impl Into<String>) {
    reasons.push(Reason {
        id: id.to_owned(),
        message: message.into(),
    });
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

/// Whether the certificate may be used by this side at all.
fn judge_purpose(leaf: &X509Certificate<'_>, side: Side, reasons: &mut Vec<Reason>) {
    if let Ok(Some(usage)) = leaf.extended_key_usage()
        && !side.allowed(usage.value)
    {
        refuse(
            reasons,
            side.id(),
            format!("its extended key usage does not allow {}", side.purpose()),
        );
    }
    if let Ok(Some(usage)) = leaf.key_usage()
        && !usage.value.digital_signature()
        && !usage.value.key_agreement()
        && (side == Side::Client || !usage.value.key_encipherment())
    {
        refuse(
            reasons,
            "key-usage",
            "its key usage allows neither signatures nor key agreement",
        );
    }
}

/// From the first certificate to a self-signed one of the trusted file, as far as it goes.
fn chain<'a>(
    leaf: &'a Link<'a>,
    sent: &'a [Link<'a>],
    trusted: &'a [Link<'a>],
    side: Side,
    reasons: &mut Vec<Reason>,
) -> Vec<&'a Link<'a>> {
    let mut chain = vec![leaf];
    let mut current = leaf;
    while chain.len() < DEPTH {
        let is_trusted = trusted.iter().any(|ca| ca.der == current.der);
        if signed_by(&current.x509, &current.x509) {
            if !is_trusted {
                refuse(
                    reasons,
                    if chain.len() == 1 {
                        "self-signed"
                    } else {
                        "other-ca"
                    },
                    format!(
                        "`{}` signed itself and is not among the {}",
                        super::name(current.x509.subject()),
                        side.trusted()
                    ),
                );
            }
            return chain;
        }
        let issuer = trusted
            .iter()
            .chain(sent)
            .find(|candidate| signed_by(&current.x509, &candidate.x509));
        let Some(issuer) = issuer else {
            let name = super::name(current.x509.issuer());
            let same_name = trusted
                .iter()
                .any(|ca| ca.x509.subject().as_raw() == current.x509.issuer().as_raw());
            let message = if same_name {
                format!("it names `{name}` as its issuer, but that CA's key did not sign it")
            } else {
                format!(
                    "its issuer `{name}` is neither among the {} nor sent along by the {}",
                    side.trusted(),
                    side.sender()
                )
            };
            refuse(reasons, "other-ca", message);
            return chain;
        };
        chain.push(issuer);
        current = issuer;
    }
    refuse(
        reasons,
        "chain-too-long",
        "the chain does not come to an end",
    );
    chain
}

fn judge_link(
    link: &Link<'_>,
    depth: usize,
    now: DateTime<Utc>,
    side: Side,
    reasons: &mut Vec<Reason>,
) {
    let x509 = &link.x509;
    let whose = if depth == 0 {
        "it".to_owned()
    } else {
        format!("its issuer `{}`", super::name(x509.subject()))
    };
    let validity = x509.validity();
    if let (Some(from), Some(until)) = (time(validity.not_before), time(validity.not_after)) {
        if now > until {
            refuse(reasons, "expired", format!("{whose} expired on {until}"));
        }
        if now < from {
            refuse(
                reasons,
                "not-yet-valid",
                format!("{whose} is not valid before {from}"),
            );
        }
    }
    let own = signed_by(x509, x509);
    let weak = weak_key(x509.public_key())
        .or_else(|| weak_signature(x509).filter(|_| !own).map(ToOwned::to_owned));
    if let Some(weak) = weak {
        refuse(
            reasons,
            "weak",
            format!("{whose} is too weak for OpenSSL 3: {weak}"),
        );
    }
    if let Some(unknown) = x509
        .extensions()
        .iter()
        .find(|extension| extension.critical && !is_known(extension))
    {
        refuse(
            reasons,
            "critical-extension",
            format!(
                "{whose} has a critical extension that OpenSSL does not know ({})",
                unknown.oid
            ),
        );
    }
    if depth > 0 {
        judge_authority(x509, depth, own, side, &whose, reasons);
    }
}

fn is_known(extension: &X509Extension<'_>) -> bool {
    !matches!(
        extension.parsed_extension(),
        ParsedExtension::UnsupportedExtension { .. }
            | ParsedExtension::ParseError { .. }
            | ParsedExtension::Unparsed
    )
}

/// Whether a certificate of the chain may sign the one below it.
fn judge_authority(
    x509: &X509Certificate<'_>,
    depth: usize,
    own: bool,
    side: Side,
    whose: &str,
    reasons: &mut Vec<Reason>,
) {
    let constraints = x509.basic_constraints().ok().flatten();
    let version_1_root = x509.version().0 == 0 && own;
    if !version_1_root && !constraints.as_ref().is_some_and(|found| found.value.ca) {
        refuse(reasons, "not-a-ca", format!("{whose} is not a CA"));
    }
    // Depth 1 signs the client's certificate, so no intermediate is below it.
    let below = u32::try_from(depth.saturating_sub(1)).unwrap_or(u32::MAX);
    if constraints
        .and_then(|found| found.value.path_len_constraint)
        .is_some_and(|limit| below > limit)
    {
        refuse(
            reasons,
            "path-length",
            format!("{whose} allows fewer CAs below it"),
        );
    }
    if let Ok(Some(usage)) = x509.key_usage()
        && !usage.value.key_cert_sign()
    {
        refuse(
            reasons,
            "not-a-ca",
            format!("the key usage of {whose} does not allow it to sign certificates"),
        );
    }
    if let Ok(Some(usage)) = x509.extended_key_usage()
        && !side.allowed(usage.value)
    {
        refuse(
            reasons,
            side.id(),
            format!(
                "the extended key usage of {whose} does not allow {}",
                side.purpose()
            ),
        );
    }
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
