//! Revocation lists that are understood in full, and which one a server uses for a CA.
//!
//! Source: OpenSSL 3, `get_crl_score`, `get_crl_sk`, `check_crl`, `cert_crl`.

use chrono::{DateTime, Utc};
use der::asn1::{BitString, Uint};
use der::{Decode, Encode, Sequence};
use x509_cert::crl::RevokedCert;
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::CrlReason;
use x509_cert::name::Name as Encoded;
use x509_cert::spki::AlgorithmIdentifierOwned;
use x509_cert::time::Time;
use x509_parser::num_bigint::BigUint;

use super::distinguished::Name;
use super::error::Reason;
use super::profile::{AuthorityKey, Profiled, Read, time, walk};
use crate::text::{Text, text};

/// A list as it is encoded. Unlike the crate's own, its version can be left out, which makes it v1.
#[derive(Clone, Sequence)]
struct EncodedList {
    content: Content,
    algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

/// What is signed of a list.
#[derive(Clone, Sequence)]
struct Content {
    version: Option<x509_cert::Version>,
    algorithm: AlgorithmIdentifierOwned,
    issuer: Encoded,
    this_update: Time,
    next_update: Option<Time>,
    revoked: Option<Vec<RevokedCert>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

/// A revocation list that is understood in full.
pub(super) struct List {
    encoded: EncodedList,
    authority: AuthorityKey,
    pub(super) from: DateTime<Utc>,
    pub(super) until: Option<DateTime<Utc>>,
    pub(super) number: Option<BigUint>,
    /// Serial numbers, times of revocation, and whether the entry takes the revocation back.
    entries: Vec<(Vec<u8>, DateTime<Utc>, bool)>,
}

impl List {
    /// Reads one list.
    pub(super) fn read(der: &[u8]) -> Read<Self> {
        Read::strict(
            der,
            |list: &EncodedList| &list.content.issuer,
            |list, _| Self::new(list),
        )
    }

    fn new(encoded: EncodedList) -> Result<Self, Text> {
        let content = &encoded.content;
        let extensions = content.extensions.as_deref().unwrap_or_default();
        let versioned = match content.version {
            None => extensions.is_empty(),
            Some(version) => version == x509_cert::Version::V2,
        };
        if content.algorithm != encoded.algorithm || !versioned {
            return Err(text!("crl-version"));
        }
        let (mut authority, mut number) = (AuthorityKey::default(), None);
        walk(extensions, |oid, critical, value| {
            match (oid, critical) {
                ("2.5.29.35", _) => authority = AuthorityKey::read(value)?,
                ("2.5.29.20", false) => {
                    let found = Uint::from_der(value).ok()?;
                    number = Some(BigUint::from_bytes_be(found.as_bytes()));
                }
                _ => return None,
            }
            Some(())
        })?;
        let date = |at: Time| time(at).ok_or_else(|| text!("profile-date"));
        let mut entries = Vec::new();
        for entry in content.revoked.iter().flatten() {
            let mut removed = false;
            let extensions = entry.crl_entry_extensions.as_deref().unwrap_or_default();
            walk(extensions, |oid, critical, value| {
                match (oid, critical) {
                    ("2.5.29.21", false) => {
                        removed = CrlReason::from_der(value).ok()? == CrlReason::RemoveFromCRL;
                    }
                    ("2.5.29.24", false) => {}
                    _ => return None,
                }
                Some(())
            })
            .map_err(|what| text!("crl-entry", what = what))?;
            let serial = entry.serial_number.as_bytes().to_vec();
            entries.push((serial, date(entry.revocation_date)?, removed));
        }
        Ok(Self {
            from: date(content.this_update)?,
            until: content.next_update.map(date).transpose()?,
            authority,
            number,
            entries,
            encoded,
        })
    }

    fn is_valid_at(&self, now: DateTime<Utc>) -> bool {
        self.from <= now && self.until.is_none_or(|until| now <= until)
    }

    /// Whether this serial number is revoked.
    ///
    /// # Errors
    /// When two entries contradict each other.
    pub(super) fn revokes(&self, serial: &[u8]) -> Result<bool, Text> {
        let entries = self.entries.iter().filter(|(one, _, _)| one == serial);
        let removed: Vec<bool> = entries.map(|(_, _, removed)| *removed).collect();
        if removed.contains(&true) && removed.contains(&false) {
            return Err(text!("crl-contradiction"));
        }
        Ok(removed.contains(&false))
    }

    /// Serial numbers that are revoked, and since when.
    pub(super) fn revoked(&self) -> impl Iterator<Item = (&[u8], DateTime<Utc>)> {
        let revoked = self.entries.iter().filter(|(_, _, removed)| !removed);
        revoked.map(|(serial, at, _)| (serial.as_slice(), *at))
    }

    /// Whether this CA's key signed it; `None` when that cannot be checked.
    pub(super) fn was_signed_by(&self, ca: &Profiled) -> Option<bool> {
        let content = self.encoded.content.to_der().ok()?;
        ca.key
            .made(&content, &self.encoded.algorithm, &self.encoded.signature)
    }
}

/// Why a server has no list that it can use for a CA.
#[derive(Debug)]
pub(super) enum CrlGap {
    /// There is none.
    Missing(Reason),
    /// There is one that it does not use.
    Unusable(Reason),
    /// Something about it is not checked in full.
    NotKnown(Text),
}

/// The list that a server uses for what this CA issued; `above` are the CAs of the chain.
///
/// The newest of those that are current counts, and whether it is any good is looked at then.
pub(super) fn in_force<'a>(
    lists: &'a [Read<List>],
    ca: &Profiled,
    above: &[&Profiled],
    now: DateTime<Utc>,
) -> Result<&'a List, CrlGap> {
    let name = ca.name();
    let about = |what: Text| text!("crl-what", name = &name, what = what);
    let unusable = |id: &str, what| Err(CrlGap::Unusable(Reason::new(id, about(what))));
    let not_known = |what| Err(CrlGap::NotKnown(about(what)));
    let (mut fitting, mut others): (Vec<&List>, Vec<&List>) = (Vec::new(), Vec::new());
    for read in lists {
        if read
            .name
            .as_ref()
            .is_some_and(|issuer| *issuer != ca.subject)
        {
            continue;
        }
        match &read.profiled {
            Err(what) => return not_known(what.clone()),
            Ok(list) if list.authority.fits(ca) => fitting.push(list),
            Ok(list) => others.push(list),
        }
    }
    let elsewhere = |list: &&List| {
        let fits = |one: &&Profiled| one.subject == ca.subject && list.authority.fits(one);
        above.iter().any(fits)
    };
    if others.iter().any(elsewhere) {
        return not_known(text!("crl-other-key"));
    }
    if fitting.iter().any(|list| list.is_valid_at(now)) {
        fitting.retain(|list| list.is_valid_at(now));
    }
    let Some(list) = fitting.iter().max_by_key(|list| list.from) else {
        if others.is_empty() {
            let message = text!("crl-missing", name = &name);
            return Err(CrlGap::Missing(Reason::new("no-crl", message)));
        }
        return unusable("no-crl", text!("crl-key-of-another"));
    };
    let signature = &list.encoded.signature;
    let twin = |other: &&&List| other.from == list.from && other.encoded.signature != *signature;
    if fitting.iter().any(|other| twin(&other)) {
        return not_known(text!("crl-twin"));
    }
    if ca.usage.is_some_and(|usage| !usage.crl_sign()) {
        return unusable("no-crl-sign", text!("crl-no-sign"));
    }
    match list.was_signed_by(ca) {
        None => return not_known(text!("profile-signature")),
        Some(false) => return unusable("crl-signature", text!("crl-signature")),
        Some(true) => {}
    }
    if now < list.from {
        let what = text!("crl-not-yet-valid", from = list.from);
        return unusable("crl-not-yet-valid", what);
    }
    match list.until {
        Some(until) if now > until => unusable("crl-expired", text!("crl-expired", until = until)),
        _ => Ok(list),
    }
}

/// The newest list of each CA by its own account, of those that are understood.
pub(super) fn newest(lists: &[Read<List>]) -> Vec<(&Name, &List)> {
    let mut newest: Vec<(&Name, &List)> = Vec::new();
    for read in lists {
        let (Some(name), Ok(list)) = (&read.name, &read.profiled) else {
            continue;
        };
        match newest.iter_mut().find(|(issuer, _)| *issuer == name) {
            Some(found) if found.1.from < list.from => found.1 = list,
            Some(_) => {}
            None => newest.push((name, list)),
        }
    }
    newest
}
