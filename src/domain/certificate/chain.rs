//! The chain of a certificate, followed and judged as OpenSSL does it, for either side.
//!
//! Chains end in a self-signed CA of the trusted file, and certificates that the peer sends along
//! may fill the gap. Deliberately absent: names, revocation and name constraints.
//!
//! Source: OpenSSL `X509_verify_cert`, `check_purpose_ssl_client`, `check_purpose_ssl_server`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{ExtendedKeyUsage, ParsedExtension, X509Extension};

use super::pem::{Block, blocks};
use super::strength::{weak_key, weak_signature};
use super::{CHAIN_LIMIT, CertificateError, signed_by, time, x509};

/// Longest chain that is followed.
const DEPTH: usize = 16;

/// Why a certificate is not let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable id, such as `expired`.
    pub id: String,
    /// What and why.
    pub message: String,
}

/// Which side of a connection shows the certificate.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
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

/// One certificate of a chain.
pub(super) struct Link<'a> {
    pub(super) der: &'a [u8],
    pub(super) x509: X509Certificate<'a>,
}

/// The certificates of the blocks, in their order.
pub(super) fn parsed(blocks: &[Block]) -> Result<Vec<Link<'_>>, CertificateError> {
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

/// The certificates of a text; the other blocks are left out.
pub(super) fn certificate_blocks(text: &str, limit: usize) -> Result<Vec<Block>, CertificateError> {
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

/// Adds a reason.
pub(super) fn refuse(reasons: &mut Vec<Reason>, id: &str, message: impl Into<String>) {
    reasons.push(Reason {
        id: id.to_owned(),
        message: message.into(),
    });
}

/// Whether the certificate may be used by this side at all.
pub(super) fn judge_purpose(leaf: &X509Certificate<'_>, side: Side, reasons: &mut Vec<Reason>) {
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
pub(super) fn chain<'a>(
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

/// Judges one certificate of a chain; depth 0 is the first.
pub(super) fn judge_link(
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
