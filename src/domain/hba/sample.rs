//! Records and connections for tests.

use super::evaluate::connection::{Connection, Encryption, Replication};
use super::syntax::record::Record;

/// Records from lines of six columns (type, database, user, address, method, option), a mask
/// written as `address|mask` and a blank within a column as `~`.
pub(crate) fn records(lines: &[&str]) -> Vec<Record> {
    let numbered = lines.iter().zip(0..);
    numbered
        .map(|(line, priority)| Record {
            priority,
            ..record(line)
        })
        .collect()
}

/// One such record, the first of its list.
pub(crate) fn record(line: &str) -> Record {
    let mut columns = line.splitn(6, ' ').map(|text| text.replace('~', " "));
    let mut next = || columns.next().unwrap();
    let (kind, database, user, address) = (next(), next(), next(), next());
    let (address, mask) = match address.split_once('|') {
        Some((address, mask)) => (address.to_owned(), Some(mask.to_owned())),
        None => (address, None),
    };
    Record {
        priority: 0,
        kind: kind.into(),
        database,
        user,
        address,
        mask,
        method: next(),
        option: columns.next(),
    }
}

/// An ordinary connection without SSL.
pub(crate) fn plaintext(user: &str, database: &str, address: &str) -> Connection {
    Connection {
        encryption: Encryption::None,
        user: user.to_owned(),
        database: database.to_owned(),
        address: address.parse().unwrap(),
        replication: Replication::No,
    }
}

/// The same connection with SSL, or another transport.
pub(crate) fn over(encryption: Encryption, connection: Connection) -> Connection {
    Connection {
        encryption,
        ..connection
    }
}
