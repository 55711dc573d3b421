//! Whether a file can be installed as the revocation list of a client CA.

use chrono::{DateTime, TimeDelta, Utc};
use core::fmt;
use serde::{Deserialize, Serialize};
use x509_parser::certificate::X509Certificate;
use x509_parser::error::X509Error;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

use super::pem::{Block, blocks, public_blocks};
use super::{CertificateError, FILE_LIMIT, name, sha256, time, x509};

/// What one certificate revocation list says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crl {
    /// Name of the CA that made it.
    pub issuer: String,
    /// When it was made.
    pub this_update: DateTime<Utc>,
    /// When the next one is due; a server refuses every client after that.
    pub next_update: Option<DateTime<Utc>>,
    /// Its number, decimal; later lists of one CA have larger ones.
    ///
    /// Source: RFC 5280, section 5.2.3.
    #[serde(default)]
    pub number: Option<String>,
    /// How many certificates it revokes.
    pub revoked: usize,
    /// SHA-256 of the DER form, lower-case hexadecimal.
    pub sha256: String,
}

/// A file of revocation lists that can be installed, and what to know before doing so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrlCheck {
    /// The lists, in the order of the file, at least one.
    pub crls: Vec<Crl>,
    /// What does not stand in the way and may hurt.
    pub warnings: Vec<CrlWarning>,
}

/// What may hurt about a revocation list that can be installed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CrlWarning {
    /// The next list is due soon.
    ExpiresSoon {
        /// Its issuer.
        issuer: String,
        /// When the next one is due.
        next_update: DateTime<Utc>,
    },
    /// The list does not say when the next one is due.
    NoNextUpdate {
        /// Its issuer.
        issuer: String,
    },
    /// A client CA without a list of its own.
    Uncovered {
        /// Subject of the CA.
        ca: String,
    },
    /// The signature is made by an algorithm that cannot be checked here.
    SignatureUnchecked {
        /// Its issuer.
        issuer: String,
    },
}

impl fmt::Display for CrlWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExpiresSoon {
                issuer,
                next_update,
            } => write!(
                f,
                "the revocation list of `{issuer}` is due for renewal on {next_update}; after that the server refuses every client certificate"
            ),
            Self::NoNextUpdate { issuer } => {
                write!(
                    f,
                    "the revocation list of `{issuer}` does not say when the next one is due"
                )
            }
            Self::Uncovered { ca } => write!(
                f,
                "there is no revocation list of `{ca}`: the server will refuse every client certificate that CA signed"
            ),
            Self::SignatureUnchecked { issuer } => write!(
                f,
                "the signature of the revocation list of `{issuer}` is by an algorithm this program cannot check"
            ),
        }
    }
}

/// When the next revocation list is due: the earliest date of those in the text; `None` when the
/// text holds none that can be read, or none that says.
pub fn crl_next_update(text: impl AsRef<[u8]>) -> Option<DateTime<Utc>> {
    public_blocks(text.as_ref(), FILE_LIMIT)
        .ok()?
        .into_iter()
        .filter_map(|block| {
            let (_, list) = CertificateRevocationList::from_der(&block.der).ok()?;
            list.next_update().and_then(time)
        })
        .min()
}

/// Reads every revocation list of a text, without a judgement on them.
///
/// # Errors
/// As [`check_crl`], for a text that cannot be read.
pub fn parse_crls(text: impl AsRef<[u8]>) -> Result<Vec<Crl>, CertificateError> {
    let mut crls = Vec::new();
    for block in public_blocks(text.as_ref(), FILE_LIMIT)? {
        if block.label != "X509 CRL" {
            return Err(block.wrong("X509 CRL"));
        }
        let unreadable = || CertificateError::Unreadable {
            position: block.position,
        };
        let Ok(([], list)) = CertificateRevocationList::from_der(&block.der) else {
            return Err(unreadable());
        };
        crls.push(Crl {
            issuer: name(list.issuer()),
            this_update: time(list.last_update()).ok_or_else(unreadable)?,
            next_update: list.next_update().and_then(time),
            number: list.crl_number().map(ToString::to_string),
            revoked: list.iter_revoked_certificates().count(),
            sha256: sha256(&block.der),
        });
    }
    Ok(crls)
}

/// The serial numbers that each revocation list of a text names: its issuer, written like
/// [`super::Certificate::subject`], and the numbers, decimal.
///
/// # Errors
/// As [`check_crl`], for a text that cannot be read.
pub fn revoked_serials(
    text: impl AsRef<[u8]>,
) -> Result<Vec<(String, Vec<String>)>, CertificateError> {
    let mut lists = Vec::new();
    for block in public_blocks(text.as_ref(), FILE_LIMIT)? {
        let Ok(([], list)) = CertificateRevocationList::from_der(&block.der) else {
            return Err(CertificateError::Unreadable {
                position: block.position,
            });
        };
        let serials = list
            .iter_revoked_certificates()
            .map(|revoked| revoked.serial().to_string())
            .collect();
        lists.push((name(list.issuer()), serials));
    }
    Ok(lists)
}

/// Checks that no list goes back behind the one of the same CA that is installed: certificates
/// revoked since would be let in again.
///
/// # Errors
/// `CrlOlder`: a smaller number, or, where one of the two has no number, an earlier date.
pub fn check_crl_follows(offered: &[Crl], installed: &[Crl]) -> Result<(), CertificateError> {
    for list in offered {
        for before in installed
            .iter()
            .filter(|before| before.issuer == list.issuer)
        {
            let (back, was, is) = match (&before.number, &list.number) {
                (Some(was), Some(is)) => (
                    (is.len(), is.as_str()) < (was.len(), was.as_str()),
                    format!("number {was}"),
                    format!("number {is}"),
                ),
                _ => (
                    list.this_update < before.this_update,
                    before.this_update.to_string(),
                    list.this_update.to_string(),
                ),
            };
            if back {
                return Err(CertificateError::CrlOlder {
                    issuer: list.issuer.clone(),
                    installed: was,
                    offered: is,
                });
            }
        }
    }
    Ok(())
}

/// Subjects of the client CAs that have no revocation list of their own in `text`.
///
/// # Errors
/// For texts that cannot be read.
pub fn uncovered(
    text: impl AsRef<[u8]>,
    client_ca: impl AsRef<[u8]>,
) -> Result<Vec<String>, CertificateError> {
    let lists = public_blocks(text.as_ref(), FILE_LIMIT)?;
    let mut lacking = Vec::new();
    for block in blocks(client_ca.as_ref(), FILE_LIMIT)? {
        let authority = x509(&block.der, block.position)?;
        let covered = lists.iter().any(|block| {
            CertificateRevocationList::from_der(&block.der)
                .is_ok_and(|(_, list)| made_by(&list, &authority))
        });
        if !covered {
            lacking.push(name(authority.subject()));
        }
    }
    Ok(lacking)
}

/// Whether this CA made the list; an algorithm that cannot be checked here counts as its own.
pub(super) fn made_by(
    list: &CertificateRevocationList<'_>,
    authority: &X509Certificate<'_>,
) -> bool {
    authority.subject().as_raw() == list.issuer().as_raw()
        && match list.verify_signature(authority.public_key()) {
            Ok(()) => true,
            Err(error) => error == X509Error::SignatureUnsupportedAlgorithm,
        }
}

/// Checks the text of a CRL file against the client CAs it is meant for.
///
/// `client_ca` is the PEM text of the client CA. `warn_within` is how long before its renewal date
/// a list is warned about. A CA without a list is a warning: once a server has any list, it wants one for
/// every CA.
///
/// # Errors
/// The first fault: as for the client CA's file, then a list that is by none of the CAs, not
/// signed by the CA it names, out of date, or from the future.
///
/// Source: PostgreSQL, chapter 20.3.3 (`ssl_crl_file`); the server sets `X509_V_FLAG_CRL_CHECK_ALL`.
pub fn check_crl(
    text: impl AsRef<[u8]>,
    client_ca: impl AsRef<[u8]>,
    now: DateTime<Utc>,
    warn_within: TimeDelta,
) -> Result<CrlCheck, CertificateError> {
    let authority_blocks: Vec<Block> = blocks(client_ca.as_ref(), FILE_LIMIT)?
        .into_iter()
        .filter(Block::is_certificate)
        .collect();
    let mut authorities = Vec::new();
    for block in &authority_blocks {
        authorities.push(x509(&block.der, block.position)?);
    }
    let mut covered = vec![false; authorities.len()];
    let (mut crls, mut warnings) = (Vec::new(), Vec::new());
    for block in public_blocks(text.as_ref(), FILE_LIMIT)? {
        if block.label != "X509 CRL" {
            return Err(block.wrong("X509 CRL"));
        }
        let unreadable = || CertificateError::Unreadable {
            position: block.position,
        };
        let Ok(([], list)) = CertificateRevocationList::from_der(&block.der) else {
            return Err(unreadable());
        };
        let issuer = name(list.issuer());
        let mut verdict = Err(CertificateError::CrlForeign {
            issuer: issuer.clone(),
        });
        for (authority, covered) in authorities.iter().zip(&mut covered) {
            if authority.subject().as_raw() != list.issuer().as_raw() {
                continue;
            }
            match list.verify_signature(authority.public_key()) {
                Ok(()) => verdict = Ok(true),
                Err(X509Error::SignatureUnsupportedAlgorithm) if verdict != Ok(true) => {
                    verdict = Ok(false);
                }
                Err(_) => {
                    if verdict.is_err() {
                        verdict = Err(CertificateError::CrlSignature {
                            issuer: issuer.clone(),
                        });
                    }
                    continue;
                }
            }
            *covered = true;
        }
        if !verdict? {
            warnings.push(CrlWarning::SignatureUnchecked {
                issuer: issuer.clone(),
            });
        }
        let this_update = time(list.last_update()).ok_or_else(unreadable)?;
        if now < this_update {
            return Err(CertificateError::CrlNotYetValid {
                issuer,
                this_update,
            });
        }
        let next_update = match list.next_update() {
            Some(next_update) => Some(time(next_update).ok_or_else(unreadable)?),
            None => None,
        };
        match next_update {
            Some(next_update) if now > next_update => {
                return Err(CertificateError::CrlExpired {
                    issuer,
                    next_update,
                });
            }
            Some(next_update) if next_update.signed_duration_since(now) < warn_within => {
                warnings.push(CrlWarning::ExpiresSoon {
                    issuer: issuer.clone(),
                    next_update,
                });
            }
            Some(_) => {}
            None => warnings.push(CrlWarning::NoNextUpdate {
                issuer: issuer.clone(),
            }),
        }
        crls.push(Crl {
            issuer,
            this_update,
            next_update,
            number: list.crl_number().map(ToString::to_string),
            revoked: list.iter_revoked_certificates().count(),
            sha256: sha256(&block.der),
        });
    }
    for (authority, covered) in authorities.iter().zip(covered) {
        if !covered {
            warnings.push(CrlWarning::Uncovered {
                ca: name(authority.subject()),
            });
        }
    }
    Ok(CrlCheck { crls, warnings })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(issuer: &str, number: Option<&str>, day: i64) -> Crl {
        Crl {
            issuer: issuer.to_owned(),
            this_update: DateTime::from_timestamp(86_400 * day, 0).unwrap(),
            next_update: None,
            number: number.map(ToOwned::to_owned),
            revoked: 0,
            sha256: String::new(),
        }
    }

    #[test]
    fn numbers_are_compared_as_numbers_and_dates_stand_in() {
        let follows = |offered, installed| check_crl_follows(&[offered], &[installed]).is_ok();
        assert!(follows(list("a", Some("10"), 1), list("a", Some("9"), 5)));
        assert!(follows(list("a", Some("9"), 1), list("a", Some("9"), 1)));
        assert!(!follows(list("a", Some("9"), 9), list("a", Some("10"), 1)));
        assert!(follows(list("b", Some("1"), 1), list("a", Some("10"), 9)));
        assert!(follows(list("a", None, 5), list("a", Some("10"), 4)));
        assert!(!follows(list("a", None, 3), list("a", Some("10"), 4)));
    }
}
