//! Who gets in by a list of records: anybody at all, and who did not get in by the list before it.

use super::coverage::{Coverage, Reach, prepared};
use super::credential::{LockoutCause, LookedFor, protection};
use super::exposure::{Certainty, fresh};
use super::lockout::{Lockout, LockoutSetting, lockouts};
use crate::domain::hba::evaluate::connection::{Knowledge, Replication};
use crate::domain::hba::evaluate::effect::{CertificateDemand, RecordEffect, demands_certificate};
use crate::domain::hba::evaluate::matching::{Transport, compile};
use crate::domain::hba::syntax::record::Record;
use crate::text::{Text, text};

/// Logins that get in afterwards and not before.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Admitted {
    /// Those that get in without a client certificate; a sentence each.
    pub openly: Vec<Text>,
    /// Those that need a client certificate, those of which it is not sure, and those that got in before and send the
    /// password less protected; a sentence each.
    pub perhaps: Vec<Text>,
    /// Whether every pair of records was compared.
    pub complete: bool,
}

impl Admitted {
    /// Whether somebody does, or may.
    pub const fn is_somebody(&self) -> bool {
        !(self.complete && self.openly.is_empty() && self.perhaps.is_empty())
    }
}

/// Who gets in by `after`, with the SSL that there is then, and not by `before` with what they show: the
/// lock-outs of the way back.
pub fn admitted(
    before: &[Record],
    after: &[Record],
    ssl_before: bool,
    ssl_after: bool,
    knowledge: &Knowledge,
) -> Admitted {
    let back = LockoutSetting {
        knowledge,
        ssl_before: Some(ssl_after),
        ssl: ssl_before,
        client_ca_before: true,
        client_ca: true,
        looked_for: LookedFor::Openings,
    };
    let found = lockouts(after, before, back);
    let mut admitted = Admitted {
        complete: found.complete,
        ..Admitted::default()
    };
    for one in found.found {
        let by = after.iter().find(|record| record.priority == one.before);
        if let Some(text) = by.and_then(|by| less_protected(&one, by)) {
            admitted.perhaps.push(text);
            continue;
        }
        let demands = by.is_some_and(|by| demands_certificate(by, knowledge.server_major));
        let list = if demands || one.certainty == Certainty::Possible {
            &mut admitted.perhaps
        } else {
            &mut admitted.openly
        };
        list.push(newly_admitted(&one));
    }
    admitted
}

/// What becomes of passwords that both records ask for; `None` for logins that get in anew.
fn less_protected(one: &Lockout, by: &Record) -> Option<Text> {
    let LockoutCause::OtherMethod(other, today) = &one.cause else {
        return None;
    };
    (protection(&by.method)? < protection(today)?).then(|| {
        text!(
            "admitted-less-protected",
            who = &one.who,
            record = by.priority,
            method = &by.method,
            other = *other,
            today = today
        )
    })
}

/// The same of logins that get in afterwards and not before, where it was found the other way round;
/// one sentence, without the full stop.
fn newly_admitted(one: &Lockout) -> Text {
    let today = match &one.cause {
        LockoutCause::NoRecord => text!("admitted-no-record"),
        LockoutCause::Rejected(record) => text!("admitted-rejected", record = *record),
        LockoutCause::Certificate(record) | LockoutCause::CertificateWithoutCa(record) => {
            text!("admitted-certificate", record = *record)
        }
        LockoutCause::OtherMethod(record, method) => {
            text!("admitted-method", record = *record, method = method)
        }
    };
    let (who, record) = (&one.who, one.before);
    match one.certainty {
        Certainty::Certain => {
            text!(
                "admitted-certain",
                who = who,
                record = record,
                today = today
            )
        }
        Certainty::Possible => {
            text!(
                "admitted-possible",
                who = who,
                record = record,
                today = today
            )
        }
    }
}

/// Whether some session gets in by these records, or could: over SSL too where it is on, with a
/// certificate where a client CA is set. `only` asks for one kind of session.
pub fn lets_somebody_in(
    records: &[Record],
    ssl: bool,
    client_ca: bool,
    only: Option<Replication>,
    knowledge: &Knowledge,
) -> bool {
    let rules = compile(records, knowledge.server_major);
    let fresh = fresh(&rules, knowledge);
    let ready = prepared(&rules, knowledge);
    let transports = [Transport::Plaintext, Transport::Ssl];
    let possible = transports.iter().take(if ssl { 2 } else { 1 });
    possible.into_iter().any(|transport| {
        let mut taken = Coverage::new(*transport, knowledge, &fresh);
        ready.iter().any(|record| {
            let admits = match &record.rule.effect {
                RecordEffect::Reject { .. } => false,
                RecordEffect::Unclear(_) => true,
                RecordEffect::Admit { demand, .. } => {
                    client_ca || *demand == CertificateDemand::None
                }
            };
            let open = admits
                && record.rule.speaks_of(*transport).may()
                && matches!(taken.reach(record, only), Reach::Open(_));
            taken.add(record);
            open
        })
    })
}
