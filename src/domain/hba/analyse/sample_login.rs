//! The logins that a live test has to try: for each record that lets logins in, one that meets it.
//!
//! Invariant: a login is what the evaluator found to reach the record; where the record leaves room, its
//! names occur in no record, so that no other record was written with them in mind.

use core::net::IpAddr;

use super::exposure::{fresh, openings};
use crate::domain::hba::evaluate::connection::{Connection, Encryption, Knowledge, Replication};
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport, compile, first_match};
use crate::domain::hba::evaluate::name_match::NameMatch;
use crate::domain::hba::syntax::record::Record;

/// A login to try.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SampleLogin {
    /// The record it meets.
    pub priority: u32,
    /// User.
    pub user: String,
    /// Database; empty for replication.
    pub database: String,
    /// Whether it is a physical replication connection.
    pub replication: bool,
    /// An address from which it meets the record; from another one it may meet another record.
    pub address: IpAddr,
    /// Whether it surely gets in; otherwise some record cannot be told.
    pub certain: bool,
}

/// The logins to try.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SampleLogins {
    /// In the order of the records; each user, database and kind of session once.
    pub logins: Vec<SampleLogin>,
    /// How many more there are than were wanted.
    pub left_out: usize,
}

/// For each record that lets logins in over a transport, one login that gets in by it, ordinary and
/// for replication; `most` of them. None of them is one that a login of `named` stands for: one whose names the same records
/// are about, so that it meets the same record from every address.
pub fn witnesses(
    records: &[Record],
    transport: Transport,
    knowledge: &Knowledge,
    named: &[Connection],
    most: usize,
) -> SampleLogins {
    let rules = compile(records, knowledge.server_major);
    let fresh = fresh(&rules, knowledge);
    let encryption = match transport {
        Transport::Plaintext => Encryption::None,
        Transport::Ssl => Encryption::SSL,
    };
    let mut found = SampleLogins::default();
    for (index, replication, opening) in openings(&rules, transport, knowledge, &fresh) {
        let login = opening.connection;
        let readable = Connection {
            encryption: encryption.clone(),
            user: login.user.replace(&fresh.user, "forcessl_user"),
            database: login
                .database
                .replace(&fresh.user, "forcessl_user")
                .replace(&fresh.database, "forcessl_database"),
            ..login.clone()
        };
        let meets = |login: &Connection| first_match(&rules, login, knowledge);
        let login = if meets(&readable) == meets(&login) {
            readable
        } else {
            login
        };
        let names =
            |rule: &PreparedRule, login: &Connection| rule.speaks_of_names(login, knowledge);
        let stands_for = |named: &Connection| {
            let mut rules = rules.iter();
            named.replication == login.replication
                && rules.all(|rule| names(rule, named) == names(rule, &login))
        };
        if named.iter().any(stands_for) {
            continue;
        }
        let witness = SampleLogin {
            priority: records.get(index).map_or(0, |record| record.priority),
            replication: replication == Replication::Physical,
            address: login.address,
            user: login.user,
            database: login.database,
            certain: opening.certain,
        };
        let is_same = |known: &SampleLogin| {
            (&known.user, &known.database, known.replication)
                == (&witness.user, &witness.database, witness.replication)
        };
        if found.logins.iter().any(is_same) {
            continue;
        }
        if found.logins.len() < most {
            found.logins.push(witness);
        } else {
            found.left_out = found.left_out.saturating_add(1);
        }
    }
    found
}

/// Whether these records could let in a login with these names from anywhere, with or without SSL.
pub fn admits_anyone(records: &[Record], login: &Connection, knowledge: &Knowledge) -> bool {
    let session = match login.replication {
        Replication::Physical => "replication",
        Replication::No | Replication::Database => "all",
    };
    // What is left of the list for this login, written as if there were no other.
    let left: Vec<Record> = records
        .iter()
        .zip(compile(records, knowledge.server_major))
        .filter(|(_, rule)| match rule.speaks_of_names(login, knowledge) {
            NameMatch::Yes => true,
            NameMatch::Maybe(_) => rule.effect.could_admit(),
            NameMatch::No => false,
        })
        .map(|(record, _)| Record {
            database: session.to_owned(),
            user: "all".to_owned(),
            ..record.clone()
        })
        .collect();
    [Transport::Plaintext, Transport::Ssl]
        .into_iter()
        .any(|transport| {
            !witnesses(&left, transport, knowledge, &[], 1)
                .logins
                .is_empty()
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::sample::{over, plaintext, records};

    fn logins(lines: &[&str], transport: Transport) -> Vec<(u32, String, String, bool)> {
        witnesses(&records(lines), transport, &Knowledge::default(), &[], 10)
            .logins
            .into_iter()
            .map(|one| (one.priority, one.user, one.database, one.replication))
            .collect()
    }

    #[test]
    fn each_record_that_lets_in_has_a_login_of_its_own() {
        let lines = [
            "host shop app 10.0.0.0/8 md5",
            "host all bad all reject",
            "hostssl all all all md5",
            "host all,replication all all md5",
        ];
        let owned = |priority, user: &str, database: &str, replication| {
            (priority, user.to_owned(), database.to_owned(), replication)
        };
        let named = owned(0, "app", "shop", false);
        let any = owned(3, "forcessl_user", "forcessl_database", false);
        let stream = owned(3, "forcessl_user", "", true);
        let (without, with) = (Transport::Plaintext, Transport::Ssl);
        assert_eq!(logins(&lines, without), [named.clone(), any, stream]);
        assert_eq!(logins(&lines[..1], with), [named]);
        assert!(logins(&["hostssl all all all md5"], Transport::Plaintext).is_empty());
    }

    #[test]
    fn the_bound_is_told() {
        let lines: Vec<String> = (0..9).map(|n| format!("host db{n} all all md5")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let knowledge = Knowledge::default();
        let some = witnesses(&records(&lines), Transport::Plaintext, &knowledge, &[], 4);
        assert_eq!((some.logins.len(), some.left_out), (4, 5));
    }

    #[test]
    fn a_record_that_a_named_login_meets_needs_no_other() {
        let lines = ["host shop all 10.0.0.0/8 md5", "host all all all md5"];
        let named = |user: &str, database: &str| Connection {
            encryption: Encryption::None,
            user: user.to_owned(),
            database: database.to_owned(),
            address: IpAddr::from([0, 0, 0, 0]),
            replication: Replication::No,
        };
        let tried = |named: &[Connection]| -> Vec<u32> {
            let knowledge = Knowledge::default();
            let found = witnesses(&records(&lines), Transport::Ssl, &knowledge, named, 8);
            found.logins.iter().map(|one| one.priority).collect()
        };
        assert_eq!(tried(&[]), [0, 1]);
        assert_eq!(tried(&[named("ana", "postgres")]), [0]);
        assert_eq!(tried(&[named("ana", "shop")]), [1]);
        assert!(tried(&[named("ana", "postgres"), named("ana", "shop")]).is_empty());
    }

    #[test]
    fn a_record_with_the_readable_name_changes_the_name() {
        let lines = ["host all forcessl_user all reject", "host all all all md5"];
        let found = logins(&lines, Transport::Plaintext);
        assert_eq!(found.len(), 1);
        assert_ne!(found[0].1, "forcessl_user");
    }
    #[test]
    fn a_login_that_earlier_records_reject_everywhere_gets_in_from_nowhere() {
        let admits = |lines: &[&str]| {
            let login = over(Encryption::SSL, plaintext("app", "shop", "0.0.0.0"));
            admits_anyone(&records(lines), &login, &Knowledge::default())
        };
        let behind = |first| admits(&[first, "host all all 0.0.0.0/0 md5"]);
        assert!(behind("host shop all 10.0.0.0/8 reject"));
        assert!(behind("hostssl shop all 0.0.0.0/0 reject"));
        assert!(behind("host other all 0.0.0.0/0 reject"));
        assert!(behind("host shop +staff 0.0.0.0/0 reject"));
        assert!(!behind("host shop all 0.0.0.0/0 reject"));
        assert!(!admits(&[
            "hostssl shop all all reject",
            "hostssl all all all md5",
            "hostnossl other all all md5",
        ]));
        assert!(!admits(&["host replication all all md5"]));
    }
}
