//! Whom a record matches, in words for people.

use crate::domain::hba::evaluate::matching::PreparedRule;
use crate::domain::hba::evaluate::names::{Column, DatabaseToken, UserToken};
use crate::domain::hba::syntax::address::{Address, Family, Network};
use crate::domain::hba::syntax::record::Record;
use crate::domain::hba::syntax::text::printable;
use crate::text::{Text, text};

/// The logins that a record matches, in words.
pub(super) fn whom(record: &Record, rule: &PreparedRule, replication: bool) -> Text {
    let users = users(&rule.users, &record.user);
    let addresses = addresses(&rule.address, record);
    if replication {
        text!("hba-whom-replication", users = users, addresses = addresses)
    } else {
        let databases = databases(&rule.databases, &record.database);
        text!(
            "hba-whom",
            users = users,
            databases = databases,
            addresses = addresses
        )
    }
}

/// How many names are listed before the rest is counted.
pub(super) const LISTED: usize = 5;

/// The first names, and how many are left.
fn listed(names: &[&str]) -> (String, usize) {
    let shown: Vec<&str> = names.iter().take(LISTED).copied().collect();
    let left = names.len().saturating_sub(LISTED);
    (printable(&shown.join(", ")), left)
}

pub(in crate::domain::hba) fn users(column: &Column<UserToken>, text: &str) -> Text {
    let as_written = || text!("hba-users", names = printable(text));
    let Ok(words) = &column.0 else {
        return as_written();
    };
    if words.contains(&UserToken::All) {
        return text!("hba-every-user");
    }
    let mut names = Vec::new();
    let mut roles = Vec::new();
    for word in words {
        match word {
            UserToken::Name(name) => names.push(name.as_str()),
            UserToken::Member(role) => roles.push(role.as_str()),
            UserToken::All | UserToken::Pattern(_) | UserToken::Unsure(_) => return as_written(),
        }
    }
    let named = match (names.len(), listed(&names)) {
        (0, _) => None,
        (1, (name, _)) => Some(text!("hba-user", name = name)),
        (_, (names, 0)) => Some(text!("hba-users", names = names)),
        (_, (names, left)) => Some(text!("hba-users-more", names = names, count = left)),
    };
    let members = match (roles.len(), listed(&roles)) {
        (0, _) => None,
        (1, (role, _)) => Some(text!("hba-members", role = role)),
        (_, (roles, 0)) => Some(text!("hba-members-of", roles = roles)),
        (_, (roles, left)) => Some(text!("hba-members-more", roles = roles, count = left)),
    };
    match (named, members) {
        (Some(users), Some(members)) => text!("hba-and", one = users, other = members),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => Text::verbatim(""),
    }
}

pub(in crate::domain::hba) fn databases(column: &Column<DatabaseToken>, text: &str) -> Text {
    let as_written = || text!("hba-databases", names = printable(text));
    let Ok(words) = &column.0 else {
        return as_written();
    };
    if words.contains(&DatabaseToken::All) {
        return text!("hba-every-database");
    }
    let mut names = Vec::new();
    for word in words {
        match word {
            DatabaseToken::Name(name) => names.push(name.as_str()),
            DatabaseToken::Replication => {}
            DatabaseToken::All
            | DatabaseToken::SameUser
            | DatabaseToken::SameRole
            | DatabaseToken::Pattern(_)
            | DatabaseToken::File(_)
            | DatabaseToken::Unsure(_) => {
                return match words.as_slice() {
                    [DatabaseToken::SameUser] => text!("hba-same-user"),
                    [DatabaseToken::SameRole] => text!("hba-same-role"),
                    _ => as_written(),
                };
            }
        }
    }
    match (names.len(), listed(&names)) {
        (1, (name, _)) => text!("hba-database", name = name),
        (_, (names, 0)) => text!("hba-databases", names = names),
        (_, (names, left)) => text!("hba-databases-more", names = names, count = left),
    }
}

pub(in crate::domain::hba) fn addresses(address: &Address, record: &Record) -> Text {
    let whole = |family| Address::Network(Network::whole(family));
    match address {
        Address::All => text!("hba-any-address"),
        _ if *address == whole(Family::V4) => text!("hba-any-ipv4"),
        _ if *address == whole(Family::V6) => text!("hba-any-ipv6"),
        Address::Network(network) => Text::verbatim(network.to_string()),
        Address::SameHost => text!("hba-same-host"),
        Address::SameNet => text!("hba-same-net"),
        Address::HostName(name) => text!("hba-host", name = printable(name)),
        Address::Unreadable(_) => {
            let address = printable(&record.address);
            match &record.mask {
                Some(mask) => text!("hba-mask", address = address, mask = printable(mask)),
                None => Text::verbatim(address),
            }
        }
    }
}
