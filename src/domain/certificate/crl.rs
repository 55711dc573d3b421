//! What revocation lists say of themselves, and whether they can be left in force.

use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::HEXLOWER;
use x509_parser::prelude::FromDer;
use x509_parser::revocation_list::CertificateRevocationList;

use super::lists::{CrlGap, List, in_force, newest};
use super::profile::{Profiled, Read};
use super::{CertificateError, name, parse_chain, sha256, time};
use crate::domain::pem::{Block, CRL, FILE_LIMIT, certificates, encode, fitting, only};
use crate::text::{Text, text};

/// What one certificate revocation list says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevocationList {
    /// Name of the CA that made it.
    pub issuer: String,
    /// When it was made.
    pub this_update: DateTime<Utc>,
    /// When the next one is due; a server refuses every client after that.
    pub next_update: Option<DateTime<Utc>>,
    /// Its number, decimal; later lists of one CA have larger ones.
    ///
    /// Source: RFC 5280, section 5.2.3.
    pub number: Option<String>,
    /// Serial numbers of the certificates that it revokes, decimal.
    pub revoked: Vec<String>,
    /// SHA-256 of the DER form, lower-case hexadecimal.
    pub sha256: String,
}

/// When the next revocation list is due: the earliest date of those in the text; `None` when they
/// cannot be read or none says.
pub fn crl_next_update(text: impl AsRef<[u8]>) -> Option<DateTime<Utc>> {
    let lists = parse_crls(text).ok()?;
    lists.into_iter().filter_map(|list| list.next_update).min()
}

/// Reads every revocation list of a text, without a judgement on them.
///
/// # Errors
/// When the text cannot be read.
pub fn parse_crls(text: impl AsRef<[u8]>) -> Result<Vec<RevocationList>, CertificateError> {
    let read = |der: &[u8]| {
        let (rest, list) = CertificateRevocationList::from_der(der).ok()?;
        let revoked = list.iter_revoked_certificates();
        let list = RevocationList {
            issuer: name(list.issuer()),
            this_update: time(list.last_update())?,
            next_update: list.next_update().and_then(time),
            number: list.crl_number().map(ToString::to_string),
            revoked: revoked.map(|one| one.serial().to_string()).collect(),
            sha256: sha256(der),
        };
        rest.is_empty().then_some(list)
    };
    let mut lists = Vec::new();
    for Block { position, der, .. } in only(text.as_ref(), CRL)? {
        lists.push(read(&der).ok_or(CertificateError::Unreadable { position })?);
    }
    Ok(lists)
}

/// What a CA's next revocation list has to carry over from the one before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedOver {
    /// Number of the list; zero where it has none.
    pub number: u64,
    /// Serial numbers, hexadecimal, with the times of their revocation.
    pub revoked: Vec<(String, DateTime<Utc>)>,
}

/// Reads what the newest list of this CA (PEM text, its own certificate first) says.
///
/// # Errors
/// For texts that cannot be read, and when no list of the text was signed by the CA.
pub fn carried_over(text: &str, authority: &str) -> Result<CarriedOver, CertificateError> {
    let foreign = || CertificateError::Unfit(text!("crl-not-of-this-ca"));
    let authorities = Profiled::read_all(&certificates(authority, FILE_LIMIT)?);
    let ca = authorities
        .first()
        .and_then(|read| read.profiled.as_ref().ok());
    let ca = ca.ok_or_else(foreign)?;
    let lists = read_lists(text)?;
    let mut newest = newest(&lists).into_iter();
    let own = newest
        .find(|(issuer, list)| **issuer == ca.subject && list.was_signed_by(ca) == Some(true));
    let (_, list) = own.ok_or_else(foreign)?;
    // No list that anyone made in earnest counts further than that.
    let number = list.number.clone().unwrap_or_default().try_into();
    let revoked = list
        .revoked()
        .map(|(serial, at)| (HEXLOWER.encode(serial), at));
    Ok(CarriedOver {
        number: number.map_err(|_| foreign())?,
        revoked: revoked.collect(),
    })
}

/// What speaks against leaving a revocation list in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrlFaultKind {
    /// A client CA has no list that its server could use, or none that can be judged.
    Uncovered,
    /// A list that the server does not use, and so refuses every client of its CA.
    Unusable,
    /// A list of none of the client CAs.
    Foreign,
    /// A list that is older than the one that is installed.
    Older,
    /// A list that leaves out what the installed one revokes.
    Unrevoking,
    /// Nothing that is wrong today.
    Remark,
}

/// One thing that speaks against leaving a revocation list in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrlFault {
    /// Its kind.
    pub kind: CrlFaultKind,
    /// What and why.
    pub message: Text,
}

/// Judges the revocation lists that are to be in force with these client CAs.
///
/// All are PEM text. `installed` is what is in force now; the same text again is not held against
/// itself, and lists of CAs that are gone may stay. `warn_within` is how long before its renewal
/// date a list is remarked on.
///
/// # Errors
/// For texts that cannot be read.
///
/// Source: PostgreSQL, chapter 20.3.3 (`ssl_crl_file`); the server sets `X509_V_FLAG_CRL_CHECK_ALL`.
pub fn judge_crl(
    text: &str,
    client_ca: &str,
    installed: Option<&str>,
    now: DateTime<Utc>,
    warn_within: TimeDelta,
) -> Result<Vec<CrlFault>, CertificateError> {
    let (mut faults, mut uncovered) = (Vec::new(), Vec::new());
    let mut fault = |kind, message| faults.push(CrlFault { kind, message });
    let mut uncover = |message| {
        uncovered.push(CrlFault {
            kind: CrlFaultKind::Uncovered,
            message,
        });
    };
    let lists = read_lists(text)?;
    let authorities = Profiled::read_all(&certificates(client_ca, FILE_LIMIT)?);
    for authority in &authorities {
        let ca = match &authority.profiled {
            Ok(ca) => ca,
            Err(what) => {
                uncover(text!("crl-ca-unjudged", what = what));
                continue;
            }
        };
        match in_force(&lists, ca, &[], now) {
            Ok(list) => {
                if let Some(message) = remark(list, ca, now, warn_within) {
                    fault(CrlFaultKind::Remark, message);
                }
            }
            // Its clients are refused whatever list there is.
            Err(_) if now > ca.until => {}
            Err(CrlGap::Missing(reason)) => uncover(reason.message),
            Err(CrlGap::NotKnown(what)) => uncover(text!("crl-unjudged", what = what)),
            Err(CrlGap::Unusable(reason)) => fault(CrlFaultKind::Unusable, reason.message),
        }
    }
    if installed != Some(text) {
        let foreign = parse_crls(text)?.into_iter().zip(&lists);
        for (list, _) in foreign.filter(|(_, read)| !is_of_any(read, &authorities)) {
            let message = text!("crl-of-no-client-ca", issuer = &list.issuer);
            fault(CrlFaultKind::Foreign, message);
        }
        match installed.map(read_lists) {
            None => {}
            Some(Ok(before)) => faults.extend(compare(&before, &lists)),
            // What a server cannot read revokes nothing.
            Some(Err(_)) => fault(CrlFaultKind::Remark, text!("crl-installed-unread")),
        }
    }
    // A list of the wrong CA is the cause, and not worth two messages.
    let causes = [CrlFaultKind::Unusable, CrlFaultKind::Foreign];
    if !faults.iter().any(|fault| causes.contains(&fault.kind)) {
        faults.extend(uncovered);
    }
    Ok(faults)
}

/// The revocation lists of both texts in one: the added ones, and the installed ones of the other client CAs.
///
/// # Errors
/// For a text that cannot be read, and `TooLarge` when both do not fit into one file.
pub fn join_crls(
    installed: &str,
    added: &str,
    client_ca: &str,
) -> Result<String, CertificateError> {
    let authorities = parse_chain(client_ca)?;
    let renewed = parse_crls(added)?;
    let stays = |list: &RevocationList| {
        authorities.iter().any(|ca| ca.subject == list.issuer)
            && !renewed.iter().any(|new| new.issuer == list.issuer)
    };
    let mut blocks = only(added.as_bytes(), CRL)?;
    let before = only(installed.as_bytes(), CRL)?;
    let before = parse_crls(installed)?.into_iter().zip(before);
    blocks.extend(
        before
            .filter(|(list, _)| stays(list))
            .map(|(_, block)| block),
    );
    let joined = blocks.iter().map(|block| encode(CRL, &block.der));
    Ok(fitting(joined.collect())?)
}

/// The lists of a text, each with what keeps it out of the profile.
pub(super) fn read_lists(text: &str) -> Result<Vec<Read<List>>, CertificateError> {
    let blocks = only(text.as_bytes(), CRL)?;
    Ok(blocks.iter().map(|block| List::read(&block.der)).collect())
}

fn is_of_any(list: &Read<List>, authorities: &[Read<Profiled>]) -> bool {
    let mut names = authorities.iter().map(|ca| &ca.name);
    list.name.is_none() || names.any(|name| name.is_none() || *name == list.name)
}

/// What is worth knowing of a list that is used.
fn remark(list: &List, ca: &Profiled, now: DateTime<Utc>, within: TimeDelta) -> Option<Text> {
    let issuer = ca.name();
    match list.until {
        None => Some(text!("crl-no-next", issuer = issuer)),
        Some(until) => (until.signed_duration_since(now) < within)
            .then(|| text!("crl-due", issuer = issuer, until = until)),
    }
}

/// What new lists take back of the installed ones, CA by CA.
fn compare(installed: &[Read<List>], offered: &[Read<List>]) -> Vec<CrlFault> {
    let mut faults = Vec::new();
    let mut fault = |kind, message| faults.push(CrlFault { kind, message });
    if let Some(what) = installed
        .iter()
        .find_map(|read| read.profiled.as_ref().err())
    {
        let message = text!("crl-installed-unjudged", what = what);
        fault(CrlFaultKind::Unrevoking, message);
    }
    let offered = newest(offered);
    for (issuer, before) in newest(installed) {
        let Some((_, after)) = offered.iter().find(|(name, _)| *name == issuer) else {
            continue;
        };
        let is_older = match (&before.number, &after.number) {
            (Some(was), Some(is)) => is < was,
            _ => after.from < before.from,
        };
        if is_older {
            let of = |list: &List| match &list.number {
                Some(number) => text!("crl-number", number = number.to_string()),
                None => Text::verbatim(list.from.to_string()),
            };
            let message = text!("crl-goes-back", offered = of(after), installed = of(before));
            fault(CrlFaultKind::Older, message);
        }
        let lost = before
            .revoked()
            .filter(|(serial, _)| after.revokes(serial) != Ok(true));
        let lost: Vec<String> = lost.map(|(serial, _)| HEXLOWER.encode(serial)).collect();
        if !lost.is_empty() {
            let message = text!("crl-unrevokes", serials = lost.join(", "));
            fault(CrlFaultKind::Unrevoking, message);
        }
    }
    faults
}
