//! What must hold for every list of records, tried against all connections of a small world.

use std::sync::LazyLock;

use proptest::prelude::{ProptestConfig, any, prop, prop_assert, prop_assert_eq, proptest};
use proptest::sample::select;
use proptest::strategy::Strategy as _;

use super::exposure::{Certainty, exposure, fresh, openings, shadowed};
use super::harden::{Strategy, harden};
use crate::domain::hba::evaluate::connection::{
    Connection, Encryption, Knowledge, Memberships, Replication,
};
use crate::domain::hba::evaluate::matching::{
    HbaDecision, PreparedRule, Transport, compile, first_match,
};
use crate::domain::hba::evaluate::name_match::NameMatch;
use crate::domain::hba::sample::records;
use crate::domain::hba::syntax::canonical::canonical;
use crate::domain::hba::syntax::record::Record;

/// Lists of records over a few names and addresses, odd ones among them.
pub(in crate::domain::hba) fn any_records() -> impl proptest::strategy::Strategy<Value = Vec<Record>>
{
    let kinds = select(vec!["host", "host", "hostssl", "hostnossl"]);
    let databases = select(vec![
        "all",
        "all",
        "a",
        "b",
        "a,b",
        "sameuser",
        "samerole",
        "a,sameuser",
        "replication",
        "replication",
        "all,replication",
        "replication,b",
        "\"all\"",
        "@file",
        "/^a",
        "/b$",
        "/^(a|b)$",
    ]);
    let users = select(vec![
        "all", "all", "a", "b", "a,b", "+g", "+g,b", "+ghost", "\"all\"", "/^a", "/a", "/^(a|b)$",
        "@file",
    ]);
    let addresses = select(vec![
        "0.0.0.0/0",
        "0.0.0.0/0",
        "all",
        "::/0",
        "0.0.0.0/1",
        "128.0.0.0/1",
        "10.0.0.0/29",
        "10.0.0.0/30",
        "10.0.0.4/30",
        "10.0.0.2/31",
        "10.0.0.3",
        "10.0.0.1|255.255.255.249",
        "10.0.0.0|255.255.255.254",
        "10.0.0.6|255.255.255.254",
        "10.0.0.0|255.255.255.250",
        "10.0.0.2|255.255.255.250",
        "0.0.0.1|0.0.0.1",
        "0.0.0.0|0.0.0.1",
        "10.0.0.1|0",
        "10.0.0.1|24",
        "host.example",
        "samehost",
    ]);
    let methods = select(vec![
        "md5", "md5", "trust", "reject", "reject", "cert", "nonsense",
    ]);
    let line = (kinds, databases, users, addresses, methods).prop_map(
        |(kind, database, user, address, method)| {
            format!("{kind} {database} {user} {address} {method}")
        },
    );
    prop::collection::vec(line, 0..7).prop_map(|lines| {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        records(&lines)
    })
}

pub(super) fn any_knowledge() -> impl proptest::strategy::Strategy<Value = Knowledge> {
    (
        any::<bool>(),
        any::<bool>(),
        select(vec![None, Some(15), Some(16)]),
    )
        .prop_map(|(members, addresses, server_major)| Knowledge {
            memberships: members.then(|| {
                Memberships::new(
                    ["a", "b", "g"].map(str::to_owned),
                    [("g".to_owned(), "a".to_owned())],
                )
            }),
            server_addresses: addresses.then(|| {
                vec![crate::domain::hba::Interface {
                    address: "10.0.0.3".parse().unwrap(),
                    prefix: 31,
                }]
            }),
            server_major,
        })
}

/// Every connection of the world: each name the records mention, and names like and unlike them.
pub(super) fn world(encryption: &Encryption) -> &'static [Connection] {
    static PLAINTEXT: LazyLock<Vec<Connection>> = LazyLock::new(|| connections(&Encryption::None));
    static SSL: LazyLock<Vec<Connection>> = LazyLock::new(|| connections(&Encryption::SSL));
    match encryption {
        Encryption::None => &PLAINTEXT,
        Encryption::Ssl { .. } => &SSL,
    }
}

fn connections(encryption: &Encryption) -> Vec<Connection> {
    let names = [
        "a", "b", "g", "all", "ghost", "ax", "xa", "xax", "yb", "x", "y", "/^a", "/a", "/b$",
        "/^(a|b)$",
    ];
    let addresses = [
        "10.0.0.0",
        "10.0.0.1",
        "10.0.0.2",
        "10.0.0.3",
        "10.0.0.4",
        "10.0.0.5",
        "10.0.0.6",
        "10.0.0.7",
        "10.0.0.8",
        "10.0.0.9",
        "0.0.0.0",
        "0.0.0.1",
        "200.0.0.0",
        "200.0.0.1",
        "::",
    ];
    let mut found = Vec::new();
    for address in addresses {
        for user in names {
            let mut push = |database: &str, replication| {
                found.push(Connection {
                    encryption: encryption.clone(),
                    user: user.to_owned(),
                    database: database.to_owned(),
                    address: address.parse().unwrap(),
                    replication,
                });
            };
            push("", Replication::Physical);
            for database in names {
                push(database, Replication::No);
            }
        }
    }
    found
}

/// Records as a service may give them back: lists the other way round, names in quotes, a mask for a prefix.
fn respelled(record: &Record) -> Record {
    let column = |text: &str, keywords: &[&str]| {
        let words = text.split(',').rev().map(|word| {
            let is_special = keywords.contains(&word) || word.starts_with(['"', '+', '@']);
            if is_special {
                word.to_owned()
            } else {
                format!("\"{word}\"")
            }
        });
        words.collect::<Vec<_>>().join(",  ")
    };
    let databases = ["all", "sameuser", "samerole", "replication"];
    let bare = record.address.strip_suffix("/30");
    let mask = bare.map(|_| "255.255.255.252".to_owned());
    Record {
        database: column(&record.database, &databases),
        user: column(&record.user, &["all"]),
        address: bare.unwrap_or(&record.address).to_owned(),
        mask: mask.or_else(|| record.mask.clone()),
        method: format!(" \"{}\"", record.method),
        ..record.clone()
    }
}

/// What is decided, without the words for it.
fn decided(decision: &HbaDecision) -> String {
    match decision {
        HbaDecision::Undecided { doubts, otherwise } => {
            let doubts = doubts.iter().map(|doubt| (doubt.index, doubt.could_admit));
            let doubts: Vec<_> = doubts.collect();
            let otherwise = otherwise.as_deref().map(decided);
            format!("{doubts:?} {otherwise:?}")
        }
        HbaDecision::Admit { .. } | HbaDecision::Reject { .. } | HbaDecision::NoRecord => {
            format!("{decision:?}")
        }
    }
}

/// How a connection gets to each record: `None` not at all, `Some(certain)` otherwise.
fn reaches(
    rules: &[PreparedRule],
    connection: &Connection,
    knowledge: &Knowledge,
) -> Vec<Option<bool>> {
    let (mut taken, mut refusable) = (false, false);
    rules
        .iter()
        .map(|rule| {
            let answer = match rule.matches(connection, knowledge) {
                _ if taken => None,
                NameMatch::No => None,
                NameMatch::Yes => {
                    taken = true;
                    Some(!refusable)
                }
                NameMatch::Maybe(_) => Some(false),
            };
            refusable |= answer == Some(false) && rule.effect.could_refuse();
            answer
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn exposure_is_what_trying_every_connection_finds(
        records in any_records(),
        knowledge in any_knowledge(),
    ) {
        let rules = compile(&records, knowledge.server_major);
        let mut expected = vec![[None, None]; records.len()];
        for connection in world(&Encryption::None) {
            let physical = connection.replication == Replication::Physical;
            for (index, reach) in reaches(&rules, connection, &knowledge).into_iter().enumerate() {
                let certain = reach.map(|certain| certain && !rules[index].effect.could_refuse());
                if rules[index].effect.could_admit() {
                    let slot = &mut expected[index][usize::from(physical)];
                    *slot = (*slot).max(certain);
                }
            }
        }
        let mut found = vec![[None, None]; records.len()];
        let exposure = exposure(&records, &knowledge);
        for gap in exposure.gaps() {
            found[gap.index][usize::from(gap.replication)] =
                Some(gap.certainty == Certainty::Certain);
        }
        prop_assert_eq!(found, expected);
    }

    /// The set as it is told: what the columns of the gaps say, less what the records they except
    /// match, is exactly what gets in or could.
    #[test]
    fn gaps_less_their_exceptions_are_the_connections_that_get_in(
        records in any_records(),
        knowledge in any_knowledge(),
    ) {
        let rules = compile(&records, knowledge.server_major);
        let found = exposure(&records, &knowledge);
        for connection in world(&Encryption::None) {
            let physical = connection.replication == Replication::Physical;
            let told = found.gaps().any(|gap| {
                gap.replication == physical
                    && rules[gap.index].matches(connection, &knowledge).may()
                    && !gap.except.iter().any(|priority| {
                        let index = usize::try_from(*priority).unwrap();
                        rules[index].matches(connection, &knowledge) == NameMatch::Yes
                    })
            });
            let gets_in = first_match(&rules, connection, &knowledge).could_admit();
            prop_assert_eq!(told, gets_in, "{:?}", connection);
        }
    }

    #[test]
    fn hardened_records_are_closed_and_ssl_meets_what_it_met(
        records in any_records(),
        knowledge in any_knowledge(),
        guard in any::<bool>(),
    ) {
        let strategy = if guard { Strategy::Guard } else { Strategy::Convert };
        let once = harden(&records, strategy, &[], &knowledge).unwrap();
        prop_assert!(exposure(&once.records, &knowledge).gaps().next().is_none());
        let priorities: Vec<u32> = once.records.iter().map(|record| record.priority).collect();
        prop_assert!(priorities.is_sorted_by(|one, next| one < next));
        // With SSL every connection meets a record of the same text as before.
        let text = |records: &[Record], verdict: HbaDecision| {
            verdict.index().map(|index| {
                let record = &records[index];
                [&record.database, &record.user, &record.address, &record.method].map(Clone::clone)
            })
        };
        let before = compile(&records, knowledge.server_major);
        let after = compile(&once.records, knowledge.server_major);
        for connection in world(&Encryption::SSL).iter().step_by(7) {
            prop_assert_eq!(
                text(&records, first_match(&before, connection, &knowledge)),
                text(&once.records, first_match(&after, connection, &knowledge))
            );
        }
    }

    #[test]
    fn the_connection_found_for_an_opening_gets_in(
        records in any_records(),
        knowledge in any_knowledge(),
    ) {
        let rules = compile(&records, knowledge.server_major);
        for (index, _, opening) in openings(&rules, Transport::Plaintext, &knowledge, &fresh(&rules, &knowledge)) {
            let verdict = first_match(&rules, &opening.connection, &knowledge);
            prop_assert!(verdict.could_admit(), "{index}: {verdict:?}");
            if opening.certain {
                let surely = match &verdict {
                    HbaDecision::Admit { .. } => true,
                    HbaDecision::Undecided { doubts, otherwise } => {
                        doubts.iter().all(|doubt| doubt.could_admit)
                            && otherwise.as_ref().is_some_and(|verdict| verdict.could_admit())
                    }
                    HbaDecision::Reject { .. } | HbaDecision::NoRecord => false,
                };
                prop_assert!(surely, "{index}: {verdict:?}");
            }
        }
    }

    #[test]
    fn records_that_say_the_same_decide_the_same(
        records in any_records(),
        knowledge in any_knowledge(),
    ) {
        let said = canonical(&records);
        let respelled: Vec<Record> = records.iter().map(respelled).collect();
        prop_assert_eq!(&canonical(&respelled), &said);
        prop_assert_eq!(&canonical(&said), &said);
        let [own, others, one_form] =
            [&records, &respelled, &said].map(|records| compile(records, knowledge.server_major));
        for encryption in [Encryption::None, Encryption::SSL] {
            for connection in world(&encryption).iter().step_by(3) {
                let decided = |rules| decided(&first_match(rules, connection, &knowledge));
                prop_assert_eq!(decided(&own), decided(&others), "{:?}", connection);
                prop_assert_eq!(decided(&own), decided(&one_form), "{:?}", connection);
            }
        }
    }

    #[test]
    fn shadowed_is_what_no_connection_reaches(
        records in any_records(),
        knowledge in any_knowledge(),
    ) {
        let rules = compile(&records, knowledge.server_major);
        let mut spoken_of = vec![false; records.len()];
        let mut reached = vec![false; records.len()];
        for encryption in [Encryption::None, Encryption::SSL] {
            for connection in world(&encryption) {
                for (index, rule) in rules.iter().enumerate() {
                    spoken_of[index] |= rule.matches(connection, &knowledge).may();
                }
                for (index, reach) in reaches(&rules, connection, &knowledge).iter().enumerate() {
                    reached[index] |= reach.is_some();
                }
            }
        }
        let expected: Vec<usize> = (0..records.len())
            .filter(|index| spoken_of[*index] && !reached[*index])
            .collect();
        prop_assert_eq!(shadowed(&records, &knowledge), expected);
    }
}
