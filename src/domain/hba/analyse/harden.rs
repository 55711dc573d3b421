//! The records that let nobody in without SSL, made from those in force.
//!
//! Invariant: whatever login the records refuse, the hardened ones refuse; what they let in without SSL
//! lies within the exceptions, by the record it met before. Connections with SSL meet what they met
//! before, and hardening twice changes nothing more.
//! Deliberately absent: whether SSL is on, and whether anybody is locked out; see `lockout`.

use serde::{Deserialize, Serialize};

use super::columns::is_part;
use super::coverage::{Coverage, Reach, prepared};
use super::exception::{Exception, KeptRecord, ReadyException};
use super::exposure::{exposure, fresh};
use super::rewrite::{around_guard, converted, guards, placed};
use crate::domain::hba::evaluate::connection::{Connection, Encryption, Knowledge};
use crate::domain::hba::evaluate::effect::RecordEffect;
use crate::domain::hba::evaluate::matching::{
    HbaDecision, PreparedRule, Transport, compile, first_match,
};
use crate::domain::hba::evaluate::name_match::NameMatch;
use crate::domain::hba::syntax::diff::{DiffRow, diff};
use crate::domain::hba::syntax::record::{LAST_PRIORITY, Record};
use crate::text::{Text, text};

/// How the records are closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strategy {
    /// Every `host` record that admits becomes `hostssl`, every `hostnossl` record that admits
    /// goes. All other columns and the order stay.
    Convert,
    /// One `hostnossl` record that rejects everything is put in front; a second one for IPv6 only
    /// where records admit from there, since whether the service takes IPv6 is not documented.
    Guard,
}

/// Why the records cannot be hardened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HardenError {
    /// A record of an unknown type could admit, and there is no type to turn it into.
    UnknownType {
        /// Its priority.
        priority: u32,
        /// Its type.
        kind: String,
    },
    /// The priorities do not suffice.
    DoesNotFit {
        /// How many there would be.
        records: usize,
    },
    /// An exception is not a record.
    Unreadable {
        /// Which.
        exception: Exception,
        /// Why.
        why: Text,
    },
    /// Nothing of an exception gets in without SSL today, so there is nothing to keep.
    NotAdmitted {
        /// Which.
        exception: Exception,
        /// What today's records do with it.
        why: Text,
    },
    /// It cannot be told what of an exception gets in without SSL today.
    Undecided {
        /// Which.
        exception: Exception,
        /// The record that may decide.
        priority: u32,
        /// Why that cannot be told.
        why: Text,
    },
}

impl HardenError {
    /// What and why.
    pub fn text(&self) -> Text {
        match self {
            Self::UnknownType { priority, kind } => {
                text!("harden-type", priority = *priority, kind = kind)
            }
            Self::DoesNotFit { records } => {
                text!("harden-no-place", records = *records, last = LAST_PRIORITY)
            }
            Self::Unreadable { exception, why } => {
                text!("harden-unreadable", exception = exception, why = why)
            }
            Self::NotAdmitted { exception, why } => {
                text!("harden-not-admitted", exception = exception, why = why)
            }
            Self::Undecided {
                exception,
                priority,
                why,
            } => text!(
                "harden-undecided",
                exception = exception,
                priority = *priority,
                why = why
            ),
        }
    }
}

/// The outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hardened {
    /// The records, in order.
    pub records: Vec<Record>,
    /// What became of each record.
    pub rows: Vec<DiffRow>,
    /// What the exceptions keep, in the order of today's records.
    pub kept: Vec<KeptRecord>,
}

/// Closes the records to connections without SSL.
///
/// Records that let in nothing but the exceptions come back as they are. An exception keeps, of each
/// record of today that lets it in, the part that it names: a record within the exception stays as
/// it is under [`Strategy::Convert`]; of any other one a `hostnossl` record stays at its place.
/// Under [`Strategy::Guard`] these stand in front of the guard, with the records that reject some of
/// them. Priorities change only where a record needs the place.
///
/// # Errors
/// [`HardenError`], naming the record or the exception. An exception that opens what is closed
/// today is one, unless it comes from a waiver.
pub fn harden(
    records: &[Record],
    strategy: Strategy,
    exceptions: &[Exception],
    knowledge: &Knowledge,
) -> Result<Hardened, HardenError> {
    let mut today = records.to_vec();
    today.sort_by_key(|record| record.priority);
    let rules = compile(&today, knowledge.server_major);
    let asked = read(exceptions, knowledge)?;
    let parts = parts(&today, &rules, &asked, knowledge)?;
    let is_within = |record: &Record, rule: &PreparedRule| {
        matches!(rule.effect, RecordEffect::Admit { .. })
            && asked
                .iter()
                .any(|one| is_part(record, rule, &one.record, &one.rule, knowledge))
    };
    // The first record that lets in more than the exceptions.
    let gap = |list: &[Record]| {
        let rules = compile(list, knowledge.server_major);
        let found = exposure(list, knowledge);
        let index = found.gaps().map(|gap| gap.index).find(|index| {
            let one = list.get(*index).zip(rules.get(*index));
            one.is_some_and(|(record, rule)| !is_within(record, rule))
        })?;
        list.get(index).cloned()
    };
    let closed = if gap(&today).is_none() {
        today.clone()
    } else {
        let each = today.iter().zip(&rules).zip(&parts);
        let closed = match strategy {
            Strategy::Convert => each
                .flat_map(|((record, rule), parts)| {
                    if record.rejects() || is_within(record, rule) {
                        return vec![record.clone()];
                    }
                    let kept = parts.iter().map(|kept| kept.record().clone());
                    kept.chain(converted(record)).collect()
                })
                .collect(),
            Strategy::Guard => {
                let (front, rest) = around_guard(&today, &rules, &parts);
                let [ipv4, ipv6] = guards();
                let list = [front.clone(), vec![ipv4.clone()], rest.clone()].concat();
                if gap(&list).is_none() {
                    list
                } else {
                    [front, vec![ipv4, ipv6], rest].concat()
                }
            }
        };
        if let Some(record) = gap(&closed) {
            return Err(HardenError::UnknownType {
                priority: record.priority,
                kind: record.kind.into(),
            });
        }
        let records = closed.len();
        placed(closed).ok_or(HardenError::DoesNotFit { records })?
    };
    Ok(Hardened {
        rows: diff(&today, &closed),
        records: closed,
        kept: parts.into_iter().flatten().collect(),
    })
}

fn read<'a>(
    exceptions: &'a [Exception],
    knowledge: &Knowledge,
) -> Result<Vec<ReadyException<'a>>, HardenError> {
    exceptions
        .iter()
        .map(|exception| {
            ReadyException::read(exception, knowledge).map_err(|why| HardenError::Unreadable {
                exception: exception.clone(),
                why,
            })
        })
        .collect()
}

/// For each record, the parts of it that the exceptions keep: those by which a login gets in without
/// SSL today.
fn parts(
    today: &[Record],
    rules: &[PreparedRule],
    asked: &[ReadyException<'_>],
    knowledge: &Knowledge,
) -> Result<Vec<Vec<KeptRecord>>, HardenError> {
    let every: Vec<PreparedRule> = rules
        .iter()
        .chain(asked.iter().map(|one| &one.rule))
        .cloned()
        .collect();
    let fresh = fresh(&every, knowledge);
    let all = prepared(rules, knowledge);
    let mut coverage = Coverage::new(Transport::Plaintext, knowledge, &fresh);
    let mut admitted = vec![false; asked.len()];
    let mut parts = Vec::new();
    for (index, (record, ready)) in today.iter().zip(&all).enumerate() {
        let rule = ready.rule;
        let rules_before = rules.get(..index).unwrap_or_default();
        let mut kept = Vec::new();
        let speaks = rule.speaks_of(Transport::Plaintext);
        if speaks.may() && rule.effect.could_admit() {
            // A record within one exception is kept whole, whatever others name of it.
            let whole = asked
                .iter()
                .find(|one| is_part(record, rule, &one.record, &one.rule, knowledge));
            for (one, admitted) in asked.iter().zip(&mut admitted) {
                let undecided = |why: Text| HardenError::Undecided {
                    exception: one.exception.clone(),
                    priority: record.priority,
                    why,
                };
                let mut reaches = |asked: &Record| {
                    let rules = compile(std::slice::from_ref(asked), knowledge.server_major);
                    let mut ready = prepared(&rules, knowledge).into_iter();
                    ready.any(|ready| {
                        // What is not known of a group or a host is no matter where both name it.
                        let taken = today.iter().zip(rules_before).any(|(before, rule)| {
                            rule.speaks_of(Transport::Plaintext) == NameMatch::Yes
                                && is_part(asked, ready.rule, before, rule, knowledge)
                        });
                        !taken && matches!(coverage.reach(&ready, None), Reach::Open(_))
                    })
                };
                let own = KeptRecord::part_of(record, rule, one, knowledge);
                let part = match whole {
                    Some(whole) if own != Ok(None) => {
                        KeptRecord::part_of(record, rule, whole, knowledge)
                    }
                    Some(_) | None => own,
                };
                let part = match part {
                    Ok(None) => continue,
                    Ok(Some(part)) => part,
                    Err(_) if !reaches(&one.record) => continue,
                    Err(why) => return Err(undecided(why)),
                };
                if !reaches(part.record()) {
                    continue;
                }
                match (&speaks, &rule.effect) {
                    (NameMatch::Yes, RecordEffect::Admit { .. }) => {
                        *admitted = true;
                        if !kept.contains(&part) {
                            kept.push(part);
                        }
                    }
                    (NameMatch::Maybe(why), _) | (_, RecordEffect::Unclear(why)) => {
                        return Err(undecided(why.clone()));
                    }
                    (NameMatch::Yes, RecordEffect::Reject { .. }) | (NameMatch::No, _) => {}
                }
            }
        }
        parts.push(kept);
        coverage.add(ready);
    }
    for (one, admitted) in asked.iter().zip(admitted) {
        if !admitted && one.exception.waiver.is_none() {
            return Err(HardenError::NotAdmitted {
                exception: one.exception.clone(),
                why: refusal(today, rules, &coverage, one, knowledge),
            });
        }
    }
    Ok(parts)
}

/// What today's records do with an exception that does not get in without SSL.
fn refusal(
    today: &[Record],
    rules: &[PreparedRule],
    coverage: &Coverage<'_>,
    asked: &ReadyException<'_>,
    knowledge: &Knowledge,
) -> Text {
    let networks = asked.rule.networks(knowledge).unwrap_or_default();
    let peer = networks.first().map(crate::domain::hba::Network::first);
    let hardest = coverage.hardest(&asked.rule).into_iter().next();
    let Some(((login, _), address)) = hardest.zip(peer) else {
        return text!("harden-no-record");
    };
    let meets = |encryption| {
        let login = Connection {
            encryption,
            address,
            ..login.clone()
        };
        first_match(rules, &login, knowledge)
    };
    let priority = |index: usize| today.get(index).map_or(0, |record| record.priority);
    match (meets(Encryption::None), meets(Encryption::SSL)) {
        (HbaDecision::Reject { index }, _) => {
            text!("harden-rejected", record = priority(index))
        }
        (_, HbaDecision::Admit { index, .. }) => {
            text!("harden-with-ssl-only", record = priority(index))
        }
        _ => text!("harden-no-record"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::analyse::exposure::ExposureScope;
    use crate::domain::hba::sample::records;
    use crate::domain::hba::syntax::record::RecordType;
    use crate::domain::hba::syntax::text::{Shown, line};

    fn lines(records: &[Record]) -> Vec<String> {
        records
            .iter()
            .map(|record| format!("{} {}", record.priority, line(record, Shown::Raw)))
            .collect()
    }

    fn hardened(records: &[Record], strategy: Strategy, exceptions: &[&str]) -> Vec<String> {
        let exceptions: Vec<Exception> = exceptions
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        let once = harden(records, strategy, &exceptions, &Knowledge::default()).unwrap();
        lines(&once.records)
    }

    /// What converting these records makes of one exception.
    fn excepted(records: &[Record], exception: &str) -> Result<Hardened, HardenError> {
        let exceptions = [exception.parse().unwrap()];
        harden(
            records,
            Strategy::Convert,
            &exceptions,
            &Knowledge::default(),
        )
    }

    #[test]
    fn converting_changes_the_type_alone() {
        let before = records(&[
            "hostnossl all all 10.0.0.0/8 md5",
            "host all bad 0.0.0.0/0 reject",
            "host  all 10.0.0.0|255.0.0.0 ldap ldapserver=\"a b\"",
            "hostssl all all 0.0.0.0/0 cert",
            "hostnossl all all 0.0.0.0/0 reject",
            "host replication all 0.0.0.0/0 md5",
        ]);
        let after = harden(&before, Strategy::Convert, &[], &Knowledge::default()).unwrap();
        let mut expected = before.clone();
        expected[2].kind = RecordType::HostSsl;
        expected[5].kind = RecordType::HostSsl;
        expected.remove(0);
        assert_eq!(after.records, expected);
        assert!(!after.rows.iter().all(DiffRow::is_kept));
    }

    #[test]
    fn the_guard_goes_in_front_and_the_rest_moves_down() {
        assert_eq!(
            hardened(&Record::factory(), Strategy::Guard, &[]),
            [
                "0 hostnossl all,replication all 0.0.0.0/0 reject",
                "1 host all all 0.0.0.0/0 md5",
                "2 host replication all 0.0.0.0/0 md5",
            ]
        );
        let mut low = Record::factory();
        low[0].priority = 5;
        low[1].priority = 10_000;
        let moved = hardened(&low, Strategy::Guard, &[]).split_off(1);
        let first = "5 host all all 0.0.0.0/0 md5";
        assert_eq!(moved, [first, "10000 host replication all 0.0.0.0/0 md5"]);
        low[0].priority = 0;
        low[1].address = "::/0".to_owned();
        assert_eq!(
            hardened(&low, Strategy::Guard, &[]),
            [
                "0 hostnossl all,replication all 0.0.0.0/0 reject",
                "1 hostnossl all,replication all ::/0 reject",
                "2 host all all 0.0.0.0/0 md5",
                "10000 host replication all ::/0 md5"
            ]
        );
    }

    #[test]
    fn closed_records_stay_as_they_are() {
        let closed = records(&["hostssl all all 0.0.0.0/0 md5"]);
        for strategy in [Strategy::Convert, Strategy::Guard] {
            let after = harden(&closed, strategy, &[], &Knowledge::default()).unwrap();
            assert!(after.rows.iter().all(DiffRow::is_kept));
        }
    }

    #[test]
    fn an_exception_without_an_address_keeps_both_families() {
        for address in ["all", "::/0", "0.0.0.0/0"] {
            let before = records(&[&format!("host all all {address} scram-sha-256")]);
            for strategy in [Strategy::Convert, Strategy::Guard] {
                let after = hardened(&before, strategy, &["user=carol"]);
                let kept = format!("hostnossl all carol {address} scram-sha-256");
                assert!(after[0].ends_with(&kept), "{after:?}");
            }
        }
    }

    #[test]
    fn an_exception_keeps_a_part_of_each_record_of_today() {
        let before = records(&[
            "host all all 10.0.0.0/8 scram-sha-256",
            "host all all 0.0.0.0/0 md5",
        ]);
        let exception = "user=old,address=10.0.0.5/32";
        assert_eq!(
            hardened(&before, Strategy::Convert, &[exception]),
            [
                "0 hostnossl all old 10.0.0.5/32 scram-sha-256",
                "1 hostssl all all 10.0.0.0/8 scram-sha-256",
                "2 hostssl all all 0.0.0.0/0 md5",
            ]
        );
        assert_eq!(
            hardened(&before, Strategy::Guard, &[exception]),
            [
                "0 hostnossl all old 10.0.0.5/32 scram-sha-256",
                "1 hostnossl all,replication all 0.0.0.0/0 reject",
                "2 host all all 10.0.0.0/8 scram-sha-256",
                "3 host all all 0.0.0.0/0 md5",
            ]
        );
        let trusted = records(&[
            "host all all 10.0.0.5/32 trust",
            "host all bad 0.0.0.0/0 reject",
            "host all,replication all 0.0.0.0/0 ldap ldapserver=\"a b\"",
        ]);
        let wide = "user=app,bad,database=shop,blog";
        assert_eq!(
            hardened(&trusted, Strategy::Convert, &[wide]),
            [
                "0 hostnossl shop,blog app,bad 10.0.0.5/32 trust",
                "1 hostssl all all 10.0.0.5/32 trust",
                "2 host all bad 0.0.0.0/0 reject",
                "3 hostnossl shop,blog app,bad 0.0.0.0/0 ldap ldapserver=\"a b\"",
                "4 hostssl all,replication all 0.0.0.0/0 ldap ldapserver=\"a b\"",
            ]
        );
        assert_eq!(
            hardened(&trusted, Strategy::Guard, &[wide])[..4],
            [
                "0 hostnossl shop,blog app,bad 10.0.0.5/32 trust",
                "1 hostnossl all bad 0.0.0.0/0 reject",
                "2 hostnossl shop,blog app,bad 0.0.0.0/0 ldap ldapserver=\"a b\"",
                "3 hostnossl all,replication all 0.0.0.0/0 reject",
            ]
        );
    }

    #[test]
    fn a_record_within_an_exception_stays_as_it_is() {
        let before = records(&["host all app 10.0.0.5 md5", "host all all 0.0.0.0/0 md5"]);
        let after = hardened(&before, Strategy::Convert, &["user=app,address=10.0.0.5"]);
        let kept = "0 host all app 10.0.0.5 md5";
        assert_eq!(after, [kept, "1 hostssl all all 0.0.0.0/0 md5"]);
    }

    #[test]
    fn what_is_closed_today_cannot_be_kept_open() {
        let asks = |lines: &[&str], text: &str| {
            let exception: Exception = text.parse().unwrap();
            let known = Knowledge {
                server_major: Some(15),
                ..Knowledge::default()
            };
            let [strict, waiver] = [None, Some(chrono::NaiveDate::MAX)].map(|waiver| {
                let exception = Exception {
                    waiver,
                    ..exception.clone()
                };
                harden(&records(lines), Strategy::Convert, &[exception], &known)
            });
            assert!(waiver.is_ok_and(|made| made.kept.is_empty()));
            strict.unwrap_err().text().english()
        };
        let ssl = "hostssl all all 0.0.0.0/0 trust clientcert=verify-full";
        assert!(asks(&[ssl], "user=app").ends_with("record 0 lets it in with SSL only"));
        let guarded = [
            "hostnossl all,replication all 0.0.0.0/0 reject",
            "host all all 0.0.0.0/0 md5",
        ];
        assert!(asks(&guarded, "user=app").ends_with("record 0 rejects it without SSL"));
        let narrow = ["host shop app 10.0.0.0/8 md5"];
        for text in ["user=bob", "address=11.0.0.0/8", "database=replication"] {
            assert!(asks(&narrow, text).ends_with("no record of today lets it in without SSL"));
        }
    }

    #[test]
    fn what_cannot_be_told_is_not_kept() {
        let before = records(&[
            "host all +ops 0.0.0.0/0 ldap ldapserver=x ldapbasedn=y",
            "host all all 0.0.0.0/0 md5",
        ]);
        let asks = |text: &str| excepted(&before, text);
        let undecided = asks("user=app").unwrap_err();
        assert!(matches!(
            undecided,
            HardenError::Undecided { priority: 0, .. }
        ));
        assert_eq!(asks("user=+ops").unwrap().kept.len(), 1);
        assert_eq!(asks("address=10.0.0.0/8").unwrap().kept.len(), 2);
    }

    #[test]
    fn obstacles_are_named() {
        let knowledge = Knowledge::default();
        let odd = records(&["hostgssenc all all 0.0.0.0/0 gss"]);
        let unknown = HardenError::UnknownType {
            priority: 0,
            kind: "hostgssenc".to_owned(),
        };
        assert_eq!(
            harden(&odd, Strategy::Convert, &[], &knowledge),
            Err(unknown)
        );
        let guarded = harden(&odd, Strategy::Guard, &[], &knowledge).unwrap();
        let scope = exposure(&guarded.records, &knowledge).scope();
        assert_eq!(scope, ExposureScope::Closed);
        let full: Vec<Record> = (0..=LAST_PRIORITY)
            .map(|priority| Record {
                priority,
                ..Record::factory().remove(0)
            })
            .collect();
        let too_many = Err(HardenError::DoesNotFit { records: 10_002 });
        assert_eq!(harden(&full, Strategy::Guard, &[], &knowledge), too_many);
        let of_app = records(&["host all app 10.0.0.0/8 md5"]);
        let bob = excepted(&of_app, "user=bob").unwrap_err();
        assert!(matches!(bob, HardenError::NotAdmitted { .. }));
        for text in ["user=a b", "address=10.0.0.0/40"] {
            let refused = excepted(&of_app, text).unwrap_err();
            assert!(matches!(refused, HardenError::Unreadable { .. }), "{text}");
        }
        assert!(excepted(&of_app, "user=app,address=10.0.0.0/9").is_ok());
    }
}
