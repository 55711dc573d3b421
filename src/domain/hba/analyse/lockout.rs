//! Who got in by the records and would not get in by others, with SSL and the same credential.
//!
//! Invariant: none is left out unless [`Lockouts::complete`] says so. What cannot be told is marked
//! [`Certainty::Possible`]. Deliberately absent: who is connected now, which the preview of the
//! sessions says, and passwords: a stored password is taken to work with every password method.

use super::columns::{Columns, Common, common, is_part};
use super::coverage::{Coverage, Prepared, Reach, prepared};
use super::credential::{LockoutCause, LookedFor, loss};
use super::exposure::{Certainty, fresh};
use super::hardest::Fresh;
use super::words::whom;
use crate::domain::hba::evaluate::connection::{Knowledge, Replication};
use crate::domain::hba::evaluate::effect::{CertificateDemand, RecordEffect};
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport, compile};
use crate::domain::hba::syntax::record::{Record, RecordType};
use crate::text::{Text, text};

/// Pairs of records that are compared at most.
const MOST_PAIRS: usize = 1_000_000;

/// What stands beside the records before and after a change.
#[derive(Debug, Clone, Copy)]
pub struct LockoutSetting<'a> {
    /// What is known of the server.
    pub knowledge: &'a Knowledge,
    /// Whether SSL is on before; `None` when that is not known.
    pub ssl_before: Option<bool>,
    /// Whether SSL is on afterwards.
    pub ssl: bool,
    /// Whether a client CA is set before.
    pub client_ca_before: bool,
    /// Whether a client CA is set afterwards.
    pub client_ca: bool,
    /// What is looked for.
    pub looked_for: LookedFor,
}

/// Logins that get in before and not afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockout {
    /// Whom it is about, in words, such as `user app to every database from any IPv4 address`.
    pub who: Text,
    /// The record that lets them in before.
    pub before: u32,
    /// Why it is lost.
    pub cause: LockoutCause,
    /// How sure it is.
    pub certainty: Certainty,
}

impl Lockout {
    /// One sentence, without the full stop.
    pub fn text(&self) -> Text {
        let cause = match &self.cause {
            LockoutCause::NoRecord => text!("lockout-no-record"),
            LockoutCause::Rejected(record) => text!("lockout-rejected", record = *record),
            LockoutCause::Certificate(record) => text!("lockout-certificate", record = *record),
            LockoutCause::CertificateWithoutCa(record) => {
                text!("lockout-certificate-without-ca", record = *record)
            }
            LockoutCause::OtherMethod(record, method) => {
                text!("lockout-method", record = *record, method = method)
            }
        };
        match self.certainty {
            Certainty::Certain => text!("lockout-certain", who = &self.who, cause = cause),
            Certainty::Possible => text!("lockout-possible", who = &self.who, cause = cause),
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lockouts {
    /// Each group of logins once.
    pub found: Vec<Lockout>,
    /// Whether every pair of records was compared.
    pub complete: bool,
}

/// The records that may match one transport.
struct View<'a> {
    records: Vec<&'a Record>,
    rules: Vec<PreparedRule>,
}

impl<'a> View<'a> {
    fn of(records: &'a [Record], rules: &[PreparedRule], transport: Transport) -> Self {
        let speaking = records
            .iter()
            .zip(rules)
            .filter(|(_, rule)| rule.speaks_of(transport).may());
        let (records, rules) = speaking
            .map(|(record, rule)| {
                // The transport is chosen already, so that one search can hold records of two.
                let kind = match &rule.kind {
                    RecordType::Other(kind) => RecordType::Other(kind.clone()),
                    RecordType::Host | RecordType::HostSsl | RecordType::HostNoSsl => {
                        RecordType::Host
                    }
                };
                (
                    record,
                    PreparedRule {
                        kind,
                        ..rule.clone()
                    },
                )
            })
            .unzip();
        Self { records, rules }
    }

    fn is_same(&self, other: &Self) -> bool {
        self.rules == other.rules
            && self
                .records
                .iter()
                .map(|record| &record.option)
                .eq(other.records.iter().map(|record| &record.option))
    }

    fn prepared<'v>(&'v self, knowledge: &Knowledge) -> Vec<Met<'v>> {
        self.records
            .iter()
            .zip(prepared(&self.rules, knowledge))
            .map(|(record, ready)| Met { record, ready })
            .collect()
    }
}

/// A record in a view.
struct Met<'a> {
    record: &'a Record,
    ready: Prepared<'a>,
}

impl Met<'_> {
    const fn side(&self) -> (&Record, &PreparedRule) {
        (self.record, self.ready.rule)
    }

    /// A record for both transports with these columns.
    fn on(&self, columns: &Columns) -> Record {
        columns.record(
            RecordType::Host,
            &self.record.method,
            self.record.option.as_ref(),
        )
    }
}

/// Who gets in by `before` and not by `after`. A login that gets in without SSL before is one that may
/// use SSL afterwards, where SSL is on, or goes on without where `after` lets it. Where SSL is turned on,
/// none is taken to go on after the error that the client CA is missing: psql tries again without SSL,
/// but pgJDBC does so only after errors of its own choice (28000), and this one is F0000.
pub fn lockouts(before: &[Record], after: &[Record], setting: LockoutSetting<'_>) -> Lockouts {
    let knowledge = setting.knowledge;
    let [old_rules, new_rules] = [before, after].map(|list| compile(list, knowledge.server_major));
    let every: Vec<PreparedRule> = old_rules.iter().chain(&new_rules).cloned().collect();
    let search = Search {
        setting,
        fresh: fresh(&every, knowledge),
    };
    let plain = View::of(after, &new_rules, Transport::Plaintext);
    let ssl = View::of(after, &new_rules, Transport::Ssl);
    let mut lost = Lockouts {
        complete: true,
        ..Lockouts::default()
    };
    let mut transports = vec![Transport::Plaintext];
    if setting.ssl_before != Some(false) {
        transports.push(Transport::Ssl);
    }
    for transport in transports {
        let old = View::of(before, &old_rules, transport);
        let (new, fallback) = match (setting.ssl, transport) {
            (true, Transport::Plaintext) => (&ssl, Some(&plain)),
            (true, Transport::Ssl) => (&ssl, None),
            (false, _) => (&plain, None),
        };
        let demands = |rule: &PreparedRule| matches!(&rule.effect, RecordEffect::Admit { demand, .. } if *demand != CertificateDemand::None);
        let ca_goes = setting.client_ca_before && !setting.client_ca;
        if old.is_same(new) && !(ca_goes && new.rules.iter().any(demands)) {
            continue;
        }
        if old.rules.len().saturating_mul(new.rules.len()) > MOST_PAIRS {
            lost.complete = false;
            continue;
        }
        search.compare(&old, new, fallback, transport, &mut lost.found);
    }
    lost
}

struct Search<'a> {
    setting: LockoutSetting<'a>,
    fresh: Fresh,
}

impl Search<'_> {
    fn compare(
        &self,
        old: &View<'_>,
        new: &View<'_>,
        fallback: Option<&View<'_>>,
        transport: Transport,
        found: &mut Vec<Lockout>,
    ) {
        let knowledge = self.setting.knowledge;
        let (old, new) = (old.prepared(knowledge), new.prepared(knowledge));
        let fallback = fallback.map(|view| view.prepared(knowledge));
        let mut before = Coverage::new(Transport::Plaintext, knowledge, &self.fresh);
        for one in &old {
            if one.ready.rule.effect.could_admit() {
                let mut taken = before.clone();
                let mut settled = false;
                for other in &new {
                    if let Some((cause, certainty)) = self.loss(one, other, transport) {
                        let still = fallback.as_deref();
                        self.push(one, Some(other), cause, certainty, &taken, still, found);
                    }
                    taken.add(&other.ready);
                    // What matches the one matches this one too, and is settled by now.
                    if is_part(
                        one.record,
                        one.ready.rule,
                        other.record,
                        other.ready.rule,
                        knowledge,
                    ) {
                        settled = true;
                        break;
                    }
                }
                if !settled {
                    let still = fallback.as_deref();
                    let certainty = match one.ready.rule.effect {
                        RecordEffect::Admit { .. } => Certainty::Certain,
                        RecordEffect::Reject { .. } | RecordEffect::Unclear(_) => {
                            Certainty::Possible
                        }
                    };
                    let cause = LockoutCause::NoRecord;
                    self.push(one, None, cause, certainty, &taken, still, found);
                }
            }
            before.add(&one.ready);
        }
    }

    /// Adds what both records match and `taken` does not hold, where there is such a login.
    #[expect(clippy::too_many_arguments, reason = "the parts of one comparison")]
    fn push(
        &self,
        one: &Met<'_>,
        other: Option<&Met<'_>>,
        cause: LockoutCause,
        certainty: Certainty,
        taken: &Coverage<'_>,
        fallback: Option<&[Met<'_>]>,
        found: &mut Vec<Lockout>,
    ) {
        let knowledge = self.setting.knowledge;
        let (record, sure) = match other.map(|other| common(one.side(), other.side(), knowledge)) {
            Some(Common::Nothing) => return,
            Some(Common::This(columns)) => (one.on(&columns), true),
            None => (one.record.clone(), true),
            // Some of the logins of the one may match the other.
            Some(Common::Unclear(_)) => (one.record.clone(), false),
        };
        let record = Record {
            kind: RecordType::Host,
            ..record
        };
        let rules = compile(std::slice::from_ref(&record), knowledge.server_major);
        let Some(shared) = prepared(&rules, knowledge).pop() else {
            return;
        };
        let Reach::Open(opening) = taken.clone().reach(&shared, None) else {
            return;
        };
        let met = Met {
            record: &record,
            ready: shared,
        };
        let stops = self.setting.ssl_before == Some(false)
            && matches!(cause, LockoutCause::CertificateWithoutCa(_));
        let goes_on = |records| self.goes_on(one, &met, records, taken);
        if !stops && fallback.is_some_and(goes_on) {
            return;
        }
        let replication = opening.connection.replication == Replication::Physical;
        let lockout = Lockout {
            who: whom(&record, met.ready.rule, replication),
            before: one.record.priority,
            cause,
            certainty: if sure && opening.certain {
                certainty
            } else {
                Certainty::Possible
            },
        };
        if !found
            .iter()
            .any(|known| known.cause == lockout.cause && known.who == lockout.who)
        {
            found.push(lockout);
        }
    }

    fn loss(
        &self,
        one: &Met<'_>,
        other: &Met<'_>,
        transport: Transport,
    ) -> Option<(LockoutCause, Certainty)> {
        let client_ca = [self.setting.client_ca_before, self.setting.client_ca];
        let looked_for = self.setting.looked_for;
        loss(one.side(), other.side(), transport, client_ca, looked_for)
    }

    /// Whether each of these logins that `taken` does not hold still gets in without SSL as it does
    /// now.
    fn goes_on(
        &self,
        one: &Met<'_>,
        logins: &Met<'_>,
        records: &[Met<'_>],
        taken: &Coverage<'_>,
    ) -> bool {
        let knowledge = self.setting.knowledge;
        let mut taken = taken.clone();
        for other in records {
            if self.loss(one, other, Transport::Plaintext).is_some() {
                let record = match common(logins.side(), other.side(), knowledge) {
                    Common::Nothing => None,
                    Common::This(columns) => Some(logins.on(&columns)),
                    Common::Unclear(_) => Some(logins.record.clone()),
                };
                let rules = compile(record.as_slice(), knowledge.server_major);
                let shared = prepared(&rules, knowledge).pop();
                if shared.is_some_and(|one| matches!(taken.reach(&one, None), Reach::Open(_))) {
                    return false;
                }
            }
            taken.add(&other.ready);
        }
        !matches!(taken.reach(&logins.ready, None), Reach::Open(_))
    }
}
