//! Whether a change of the records may let in connections without SSL that were turned away.
//!
//! Invariant: an opening is never overlooked; a change that merely could be one counts as one.
//! Deliberately absent: how much is opened; see `exposure`.

use std::collections::HashMap;

use crate::domain::hba::evaluate::connection::Knowledge;
use crate::domain::hba::evaluate::effect::RecordEffect;
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport, compile};
use crate::domain::hba::evaluate::names::{Column, DatabaseToken, UserToken};
use crate::domain::hba::syntax::address::Address;
use crate::domain::hba::syntax::record::Record;

/// A record that matches plaintext, with its place among the others.
struct Plain<'a> {
    place: usize,
    record: &'a Record,
    rule: &'a PreparedRule,
}

/// The columns that say whom a record matches.
type Whom<'a> = (&'a str, &'a str, &'a str, Option<&'a str>);

impl<'a> Plain<'a> {
    fn whom(&self) -> Whom<'a> {
        let Record {
            database,
            user,
            address,
            mask,
            ..
        } = self.record;
        (database, user, address, mask.as_deref())
    }

    /// Whether every connection without SSL that meets `other` meets this one, were it the first.
    fn covers(&self, other: &Self) -> bool {
        let all_databases = |column: &Column<DatabaseToken>| {
            column
                .0
                .as_ref()
                .is_ok_and(|words| words.contains(&DatabaseToken::All))
        };
        let no_replication = |column: &Column<DatabaseToken>| {
            column.0.as_ref().is_ok_and(|words| {
                !words
                    .iter()
                    .any(|word| matches!(word, DatabaseToken::Replication | DatabaseToken::File(_)))
            })
        };
        let databases = self.record.database == other.record.database
            || (all_databases(&self.rule.databases) && no_replication(&other.rule.databases));
        let users = self.record.user == other.record.user
            || (self.rule.users.0.as_ref()).is_ok_and(|words| words.contains(&UserToken::All));
        let addresses = match (&self.rule.address, &other.rule.address) {
            (Address::All, _) => true,
            (Address::Network(wide), Address::Network(narrow)) => wide.covers(narrow),
            (mine, theirs) => mine == theirs,
        };
        databases && users && addresses
    }
}

/// Whether connections without SSL may get in by `after` that `before` turns away.
///
/// No is certain: each record of `after` that could admit plaintext lies within one of `before`
/// that does, and every record before that one which could refuse still stands before it.
pub fn opens(before: &[Record], after: &[Record], knowledge: &Knowledge) -> bool {
    let (old_rules, new_rules) = (
        compile(before, knowledge.server_major),
        compile(after, knowledge.server_major),
    );
    let (old, new) = (plain(before, &old_rules), plain(after, &new_rules));
    // Where each record that could refuse stands now; one that is gone stands behind everything.
    let mut now: HashMap<(Whom<'_>, &str, &str), usize> = HashMap::new();
    for one in new.iter().filter(|one| one.rule.effect.could_refuse()) {
        now.entry(key(one)).or_insert(one.place);
    }
    // The records that admitted, each with the last place of those before it that could refuse.
    let mut refusals = 0;
    let mut admitted = Vec::new();
    for one in &old {
        if one.rule.effect.could_refuse() {
            let place = now.get(&key(one)).map_or(usize::MAX, |place| place + 1);
            refusals = refusals.max(place);
        }
        if matches!(one.rule.effect, RecordEffect::Admit { .. }) {
            admitted.push((one, refusals));
        }
    }
    new.iter()
        .filter(|one| one.rule.effect.could_admit())
        .any(|one| {
            !admitted
                .iter()
                .any(|(old, refusals)| *refusals <= one.place && old.covers(one))
        })
}

/// What makes a record that could refuse the same one.
fn key<'a>(one: &Plain<'a>) -> (Whom<'a>, &'a str, &'a str) {
    (
        one.whom(),
        one.record.kind.as_str(),
        one.record.method.as_str(),
    )
}

fn plain<'a>(records: &'a [Record], rules: &'a [PreparedRule]) -> Vec<Plain<'a>> {
    records
        .iter()
        .zip(rules)
        .enumerate()
        .filter(|(_, (_, rule))| rule.speaks_of(Transport::Plaintext).may())
        .map(|(place, (record, rule))| Plain {
            place,
            record,
            rule,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::hba::evaluate::connection::{Connection, Replication};
    use crate::domain::hba::evaluate::matching::first_match;
    use crate::domain::hba::sample::plaintext;
    use crate::domain::hba::syntax::file::parse_conf;

    fn told(before: &str, after: &str) -> bool {
        let [before, after] = [before, after].map(|conf| parse_conf(conf).unwrap());
        opens(&before, &after, &Knowledge::default())
    }

    #[test]
    fn closing_is_no_opening_and_opening_is_one() {
        let open = "host all all 0.0.0.0/0 md5";
        let closed = "hostssl all all 0.0.0.0/0 md5";
        let walled = "hostnossl all x 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 md5";
        assert!(!told(open, closed));
        assert!(!told(open, open));
        assert!(!told(open, walled));
        assert!(!told(walled, closed));
        assert!(!told(open, "host app x 10.0.0.0/8 scram-sha-256"));
        assert!(!told(closed, "hostssl app x 10.0.0.0/8 md5"));
        assert!(told(closed, open));
        assert!(told(walled, open));
        assert!(told(
            open,
            &format!("{open}\nhost replication all 0.0.0.0/0 md5")
        ));
        assert!(told(open, "host all all all md5"));
        assert!(told(
            walled,
            &format!("{open}\nhostnossl all x 0.0.0.0/0 reject")
        ));
    }

    fn conf() -> impl Strategy<Value = String> {
        let line = (
            prop::sample::select(vec!["host", "hostssl", "hostnossl"]),
            prop::sample::select(vec![
                "all",
                "a",
                "b",
                "replication",
                "a,replication",
                "sameuser",
            ]),
            prop::sample::select(vec!["all", "a", "b"]),
            prop::sample::select(vec!["all", "10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0"]),
            prop::sample::select(vec!["md5", "reject", "trust"]),
        );
        prop::collection::vec(line, 0..5).prop_map(|lines| {
            let lines = lines.iter().map(|(kind, database, user, address, method)| {
                [*kind, database, user, address, method].join(" ")
            });
            lines.collect::<Vec<_>>().join("\n")
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn no_connection_gets_in_anew_where_it_says_no(before in conf(), after in conf()) {
            if told(&before, &after) {
                return Ok(());
            }
            let knowledge = Knowledge::default();
            let rules = |text: &str| compile(&parse_conf(text).unwrap(), None);
            let (old, new) = (rules(&before), rules(&after));
            for user in ["a", "b", "c"] {
                for database in ["a", "b", "c"] {
                    for address in ["10.1.0.1", "10.2.0.1", "11.0.0.1", "::1"] {
                        for replication in [Replication::No, Replication::Physical] {
                            let connection = Connection {
                                replication,
                                ..plaintext(user, database, address)
                            };
                            let admits = |rules: &[PreparedRule]| {
                                first_match(rules, &connection, &knowledge).could_admit()
                            };
                            prop_assert!(!admits(&new) || admits(&old), "{connection:?}");
                        }
                    }
                }
            }
        }
    }
}
