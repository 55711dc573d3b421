//! The promises of hardening, on generated records, exceptions and logins: nobody gets in anew, nobody
//! is locked out without being named, and hardening twice changes nothing more.
//!
//! The judge knows everything that hardening may not know: who belongs to a role, what a host name, a
//! file or a regular expression stands for, and what a method of another server does. A few thousand
//! logins are tried by default; `PROPTEST_CASES=4200` tries a million.

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::NaiveDate;
use proptest::prelude::{ProptestConfig, any, prop};
use proptest::sample::{Index, select};
use proptest::strategy::Strategy as _;
use proptest::test_runner::{TestCaseError, TestRunner};

use super::admitted::lets_somebody_in;
use super::credential::LookedFor;
use super::exception::Exception;
use super::harden::{HardenError, Strategy, harden};
use super::lockout::{LockoutSetting, lockouts};
use super::properties::{any_records, world};
use crate::domain::hba::evaluate::connection::{Connection, Encryption, Knowledge, Memberships};
use crate::domain::hba::evaluate::decision::{Decision, decide};
use crate::domain::hba::evaluate::matching::{HbaDecision, compile, first_match};
use crate::domain::hba::syntax::diff::DiffRow;
use crate::domain::hba::syntax::record::Record;
use crate::domain::hba::{Certainty, CertificateDemand, Hardened, Interface};

/// What the words that only the server knows stand for.
#[derive(Debug, Clone)]
struct Truth {
    host: &'static str,
    file: &'static str,
    method: &'static str,
    knowledge: Knowledge,
}

fn any_truth() -> impl proptest::strategy::Strategy<Value = Truth> {
    (
        select(vec!["10.0.0.0/30", "10.0.0.3/32", "200.0.0.0/8"]),
        select(vec!["a", "all", "b,g"]),
        select(vec!["md5", "reject", "ldap"]),
        select(vec![11_u16, 12, 13, 14, 15, 16, 17, 18]),
        select(vec!["a", "b", "ghost"]),
    )
        .prop_map(|(host, file, method, major, member)| Truth {
            host,
            file,
            method,
            knowledge: Knowledge {
                memberships: Some(Memberships::new(
                    ["a", "b", "g"].map(str::to_owned),
                    [("g".to_owned(), member.to_owned())],
                )),
                server_addresses: Some(vec![Interface {
                    address: "10.0.0.3".parse().unwrap(),
                    prefix: 31,
                }]),
                server_major: Some(major),
            },
        })
}

impl Truth {
    /// The records with every doubtful word replaced by what it stands for.
    fn resolve(&self, records: &[Record]) -> Vec<Record> {
        let names = |text: &str| {
            let text = text.replace("@file", self.file);
            if self.knowledge.server_major >= Some(16) {
                text.replace("/^(a|b)$", "a,b")
            } else {
                text
            }
        };
        records
            .iter()
            .cloned()
            .map(|record| Record {
                user: names(&record.user),
                database: names(&record.database),
                address: record.address.replace("host.example", self.host),
                // As the server reads it.
                mask: record.mask.map(|mask| {
                    if mask == "24" {
                        "0.0.0.24".to_owned()
                    } else {
                        mask
                    }
                }),
                method: record.method.replace("nonsense", self.method),
                ..record
            })
            .collect()
    }

    /// How a login gets in: by which record, its method and option, and its demand.
    fn way(&self, records: &[Record], login: &Connection) -> Option<(usize, CertificateDemand)> {
        let rules = compile(records, self.knowledge.server_major);
        match decide(&rules, login, &self.knowledge) {
            Decision::Accept { index }
            | Decision::Authenticate {
                index,
                certificate_fits: true,
                ..
            } => match first_match(&rules, login, &self.knowledge) {
                HbaDecision::Admit { demand, .. } => Some((index, demand)),
                HbaDecision::Reject { .. }
                | HbaDecision::NoRecord
                | HbaDecision::Undecided { .. } => None,
            },
            Decision::Authenticate { .. }
            | Decision::NoRecord
            | Decision::Rejected { .. }
            | Decision::CertificateMissing { .. }
            | Decision::CertificateOfAnother { .. }
            | Decision::Undecided { .. } => None,
        }
    }
}

/// Names of the same few words as the records, and addresses in and around them.
fn any_exceptions() -> impl proptest::strategy::Strategy<Value = Vec<Exception>> {
    let users = select(vec![
        "all", "all", "all", "a", "a", "b", "a,b", "+g", "x", "/^a", "\"all\"", "b,+g",
    ]);
    let databases = select(vec![
        "all",
        "all",
        "all",
        "a",
        "b,a",
        "replication",
        "all,replication",
        "sameuser",
        "samerole",
        "/b$",
    ]);
    let addresses = select(vec![
        "0.0.0.0/0",
        "0.0.0.0/0",
        "0.0.0.0/0",
        "all",
        "::/0",
        "10.0.0.0/29",
        "10.0.0.0/29",
        "10.0.0.2/31",
        "10.0.0.3",
        "10.0.0.3/32",
        "128.0.0.0/1",
        "samehost",
        "host.example",
        "::1",
    ]);
    let waiver = select(vec![Some(NaiveDate::MAX), None]);
    let one =
        (users, databases, addresses, waiver).prop_map(|(user, database, address, waiver)| {
            Exception {
                user: user.to_owned(),
                database: database.to_owned(),
                address: address.to_owned(),
                waiver,
            }
        });
    prop::collection::vec(one, 0..3)
}

/// Records with options that some versions know.
fn any_list() -> impl proptest::strategy::Strategy<Value = Vec<Record>> {
    let option = select(vec![
        None,
        None,
        None,
        Some("clientcert=verify-ca"),
        Some("clientcert=verify-full"),
        Some("clientcert=1"),
    ]);
    let options = prop::collection::vec(option, 7);
    let gaps = prop::collection::vec(select(vec![1_u32, 1, 3, 1400]), 7);
    (any_records(), options, gaps).prop_map(|(mut records, options, gaps)| {
        let mut priority = 0;
        for ((record, option), gap) in records.iter_mut().zip(options).zip(gaps) {
            if record.kind.as_str() == "hostssl" {
                record.option = option.map(str::to_owned);
            } else if record.method == "cert" {
                // No server loads one.
                record.method = "md5".to_owned();
            }
            record.priority = priority;
            priority += gap;
        }
        records
    })
}

#[derive(Debug, Clone)]
struct Case {
    records: Vec<Record>,
    exceptions: Vec<Exception>,
    guard: bool,
    /// What hardening knows of the truth.
    members: bool,
    addresses: bool,
    truth: Truth,
    offset: Index,
}

fn any_case() -> impl proptest::strategy::Strategy<Value = Case> {
    (
        any_list(),
        any_exceptions(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any_truth(),
        any::<Index>(),
    )
        .prop_map(
            |(records, exceptions, guard, members, addresses, truth, offset)| Case {
                records,
                exceptions,
                guard,
                members,
                addresses,
                truth,
                offset,
            },
        )
}

/// Logins of one case: some of the world without SSL, with it, and with certificates.
const LOGINS: usize = 60;

fn logins(offset: Index) -> Vec<Connection> {
    let world = world(&Encryption::None);
    let start = offset.index(world.len());
    let some = world
        .iter()
        .cycle()
        .skip(start)
        .step_by(world.len() / (LOGINS / 4) + 1);
    some.take(LOGINS / 4)
        .flat_map(|login| {
            [
                Encryption::None,
                Encryption::SSL,
                Encryption::verified(&login.user),
                Encryption::verified("other"),
            ]
            .map(|encryption| Connection {
                encryption,
                ..login.clone()
            })
        })
        .collect()
}

/// The parts of a record by which a login gets in.
fn credential(record: &Record) -> (&str, Option<&str>) {
    (&record.method, record.option.as_deref())
}

#[derive(Default)]
struct Counts {
    logins: AtomicUsize,
    hardened: AtomicUsize,
    kept: AtomicUsize,
    lost: AtomicUsize,
}

impl Counts {
    fn add(counter: &AtomicUsize, count: usize) {
        counter.fetch_add(count, Ordering::Relaxed);
    }
}

fn hold(case: &Case, counts: &Counts) -> Result<(), TestCaseError> {
    let Case {
        records,
        exceptions,
        guard,
        members,
        addresses,
        truth,
        offset,
    } = case;
    let strategy = if *guard {
        Strategy::Guard
    } else {
        Strategy::Convert
    };
    let known = Knowledge {
        memberships: truth.knowledge.memberships.clone().filter(|_| *members),
        server_addresses: truth
            .knowledge
            .server_addresses
            .clone()
            .filter(|_| *addresses),
        server_major: truth.knowledge.server_major,
    };
    let fail = |why: String| Err(TestCaseError::fail(why));
    let once = match harden(records, strategy, exceptions, &known) {
        Ok(once) => once,
        Err(error) => {
            return if exceptions.is_empty() || matches!(error, HardenError::DoesNotFit { .. }) {
                fail(format!("not hardened: {error:?}"))
            } else {
                Ok(())
            };
        }
    };
    Counts::add(&counts.hardened, 1);
    Counts::add(&counts.kept, once.kept.len());
    let twice = harden(&once.records, strategy, exceptions, &known);
    let settled = |twice: &Hardened| twice.rows.iter().all(DiffRow::is_kept);
    if !twice.as_ref().is_ok_and(settled) {
        return fail(format!("hardened twice: {:?} then {twice:?}", once.records));
    }
    let setting = LockoutSetting {
        knowledge: &known,
        ssl_before: Some(true),
        ssl: true,
        client_ca_before: true,
        client_ca: true,
        looked_for: LookedFor::Lockouts,
    };
    let lost = lockouts(records, &once.records, setting);
    Counts::add(&counts.lost, lost.found.len());
    let (before, after) = (truth.resolve(records), truth.resolve(&once.records));
    let somebody = lets_somebody_in(&once.records, true, true, None, &known);
    for login in logins(*offset) {
        Counts::add(&counts.logins, 1);
        let (old, new) = (truth.way(&before, &login), truth.way(&after, &login));
        if let Some((index, demand)) = new {
            if !somebody {
                return fail(format!("{login:?} gets in where nobody should"));
            }
            let same = old.is_some_and(|(known, demanded)| {
                credential(&before[known]) == credential(&after[index]) && demanded == demand
            });
            if !same {
                return fail(format!(
                    "{login:?} meets {:?} in {after:?}, and met {old:?} in {before:?}",
                    after[index]
                ));
            }
            if login.encryption == Encryption::None
                && !exceptions
                    .iter()
                    .any(|exception| truth.names(exception, &login))
            {
                return fail(format!(
                    "{login:?} gets in outside {exceptions:?}: {after:?}"
                ));
            }
        }
        let Some((index, _)) = old else { continue };
        let with_ssl = match &login.encryption {
            Encryption::None => Connection {
                encryption: Encryption::SSL,
                ..login.clone()
            },
            Encryption::Ssl { .. } => login.clone(),
        };
        let goes_on = [&login, &with_ssl].into_iter().any(|login| {
            truth.way(&after, login).is_some_and(|(met, _)| {
                credential(&after[met]).0 == "trust"
                    || credential(&after[met]).0 == "cert"
                    || credential(&after[met]).0 == credential(&before[index]).0
                    // A password method for a password method.
                    || [&after[met], &before[index]]
                        .iter()
                        .all(|record| record.method == "md5" || record.method == "password")
            })
        });
        let named = lost
            .found
            .iter()
            .any(|one| one.before == records[index].priority);
        if !goes_on && !named && lost.complete {
            return fail(format!(
                "{login:?} met {:?}, is lost by {after:?} and not named in {:?}",
                before[index], lost.found
            ));
        }
    }
    Ok(())
}

impl Truth {
    /// Whether an exception names a login.
    fn names(&self, exception: &Exception, login: &Connection) -> bool {
        let record = Record {
            priority: 0,
            kind: "host".to_owned().into(),
            user: exception.user.clone(),
            database: exception.database.clone(),
            address: exception.address.clone(),
            mask: None,
            method: "trust".to_owned(),
            option: None,
        };
        self.way(&self.resolve(&[record]), login).is_some()
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "what was tried, for who asks for it")]
fn hardening_opens_nothing_and_locks_nobody_out_unnamed() {
    // Some exceptions are refused, and no login is tried then.
    let cases = ProptestConfig::default().cases * 8;
    let counts = Counts::default();
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    });
    let result = runner.run(&any_case(), |case| hold(&case, &counts));
    let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    println!(
        "{} logins on {} hardened lists of {cases}; {} records kept, {} groups lost",
        count(&counts.logins),
        count(&counts.hardened),
        count(&counts.kept),
        count(&counts.lost),
    );
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Each lockout that is said to be certain is one.
#[test]
fn certain_lockouts_are_real() {
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let lists = (any_list(), any_list(), any_truth());
    let result = runner.run(&lists, |(before, after, truth)| {
        let setting = LockoutSetting {
            knowledge: &truth.knowledge,
            ssl_before: Some(true),
            ssl: true,
            client_ca_before: true,
            client_ca: true,
            looked_for: LookedFor::Lockouts,
        };
        let lost = lockouts(&before, &after, setting);
        for one in lost
            .found
            .iter()
            .filter(|one| one.certainty == Certainty::Certain)
        {
            let rules = [&before, &after].map(|list| compile(list, truth.knowledge.server_major));
            let met = |login: &Connection| match first_match(&rules[0], login, &truth.knowledge) {
                HbaDecision::Admit { index, .. } => before[index].priority == one.before,
                HbaDecision::Undecided { otherwise, .. } => otherwise.is_some_and(|verdict| {
                    verdict
                        .index()
                        .is_some_and(|index| before[index].priority == one.before)
                }),
                HbaDecision::Reject { .. } | HbaDecision::NoRecord => false,
            };
            let real = [Encryption::None, Encryption::SSL]
                .iter()
                .any(|encryption| {
                    world(encryption).iter().any(|login| {
                        let with_ssl = Connection {
                            encryption: Encryption::SSL,
                            ..login.clone()
                        };
                        let decision = decide(&rules[1], &with_ssl, &truth.knowledge);
                        met(login) && !matches!(decision, Decision::Accept { .. })
                    })
                });
            if !real {
                return Err(TestCaseError::fail(format!(
                    "{one:?}: {before:?} -> {after:?}"
                )));
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        panic!("{error}");
    }
}
