//! Whether what a login shows to one record is enough for another: method, options, certificate.

use super::exposure::Certainty;
use crate::domain::hba::evaluate::effect::{CertificateDemand, RecordEffect};
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport};
use crate::domain::hba::syntax::record::Record;
use crate::domain::hba::syntax::tokens;

/// Why a login does not get in any more.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum LockoutCause {
    /// No record matches it.
    NoRecord,
    /// This record rejects it.
    Rejected(u32),
    /// This record demands a client certificate that was not demanded before.
    Certificate(u32),
    /// This record demands a client certificate, and no client CA is set.
    CertificateWithoutCa(u32),
    /// This record asks by another method or with other options.
    OtherMethod(u32, String),
}

/// What a search for lock-outs is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookedFor {
    /// Logins that do not get in any more.
    Lockouts,
    /// Logins that get in anew, or with a password that travels less protected: the way back.
    Openings,
}

/// Why a login that one record lets in over this transport does not get in by the other with what it
/// has, and how sure that is; `None` when it does, or was not let in. `client_ca` says whether one is set
/// before and afterwards.
pub(super) fn loss(
    (before, old_rule): (&Record, &PreparedRule),
    (after, new_rule): (&Record, &PreparedRule),
    transport: Transport,
    [ca_before, ca_after]: [bool; 2],
    looked_for: LookedFor,
) -> Option<(LockoutCause, Certainty)> {
    let record = after.priority;
    let other_method = |method: &str| LockoutCause::OtherMethod(record, method.to_owned());
    let (old, demanded) = match &old_rule.effect {
        RecordEffect::Admit { method, demand, .. } => (method.as_str(), *demand),
        RecordEffect::Reject { .. } => return None,
        // What it does is not known, so only the same is surely no loss.
        RecordEffect::Unclear(_) if same_meaning(before, after) => return None,
        RecordEffect::Unclear(_) => {
            let cause = match &new_rule.effect {
                RecordEffect::Reject { .. } => LockoutCause::Rejected(record),
                RecordEffect::Admit { .. } | RecordEffect::Unclear(_) => {
                    other_method(&after.method)
                }
            };
            return Some((cause, Certainty::Possible));
        }
    };
    let demanded = match transport {
        Transport::Plaintext => CertificateDemand::None,
        Transport::Ssl if demanded != CertificateDemand::None && !ca_before => return None,
        Transport::Ssl => demanded,
    };
    let (new, demand) = match &new_rule.effect {
        RecordEffect::Reject { .. } => {
            return Some((LockoutCause::Rejected(record), Certainty::Certain));
        }
        RecordEffect::Unclear(_) => {
            return Some((other_method(&after.method), Certainty::Possible));
        }
        RecordEffect::Admit { method, demand, .. } => (method.as_str(), *demand),
    };
    if demand != CertificateDemand::None && !ca_after {
        return Some((
            LockoutCause::CertificateWithoutCa(record),
            Certainty::Certain,
        ));
    }
    if demand > demanded {
        return Some((LockoutCause::Certificate(record), Certainty::Certain));
    }
    let password = |method: &str| protection(method).is_some();
    let options_differ = options(before) != options(after);
    match (old, new) {
        (_, "trust") => None,
        // The certificate that the record demanded before is the login, unless a map makes it another.
        (old, "cert") => {
            (old == new && options_differ).then(|| (other_method(new), Certainty::Possible))
        }
        (old, new)
            if looked_for == LookedFor::Openings
                && password(old)
                && protection(old) < protection(new) =>
        {
            Some((other_method(new), Certainty::Certain))
        }
        // A password that is stored as MD5 does not go with SCRAM.
        (old, "scram-sha-256") if password(old) && old != new => {
            Some((other_method(new), Certainty::Possible))
        }
        (old, new) if password(old) && password(new) => None,
        (old, new) if old == new => {
            options_differ.then(|| (other_method(new), Certainty::Possible))
        }
        (_, new) => Some((other_method(new), Certainty::Certain)),
    }
}

/// How well a method protects the password on its way, weakest first: in clear, as a hash that serves as well as
/// the password, as a proof. `None` for a method that asks for no password of the database.
pub(super) fn protection(method: &str) -> Option<u8> {
    let by_strength = ["password", "md5", "scram-sha-256"];
    (0..)
        .zip(by_strength)
        .find_map(|(rank, name)| (name == method).then_some(rank))
}

fn same_meaning(one: &Record, other: &Record) -> bool {
    (&one.method, &one.option) == (&other.method, &other.option)
}

/// The options that say how a method asks, without what is said of certificates.
fn options(record: &Record) -> Vec<String> {
    let line = tokens::read(record.option.as_deref().unwrap_or_default());
    let words = line.fields.into_iter().flat_map(|field| field.words);
    let mut options: Vec<String> = words
        .map(|word| word.text)
        .filter(|text| !text.starts_with("clientcert=") && !text.starts_with("clientname="))
        .collect();
    options.sort_unstable();
    options
}
