//! Whom a record matches, in words for people.

use crate::domain::hba::evaluate::matching::PreparedRule;
use crate::domain::hba::evaluate::names::{Column, DatabaseToken, UserToken};
use crate::domain::hba::syntax::address::{Address, Family, Network};
use crate::domain::hba::syntax::record::Record;
use crate::domain::hba::syntax::text;

/// The logins that a record matches, in words.
pub(super) fn whom(record: &Record, rule: &PreparedRule, replication: bool) -> String {
    let users = users(&rule.users, &record.user);
    let from = addresses(&rule.address, record);
    let text = if replication {
        format!("replication for {users} from {from}")
    } else {
        let databases = databases(&rule.databases, &record.database);
        format!("{users} to {databases} from {from}")
    };
    text::printable(&text)
}

/// How many names are listed before the rest is counted.
pub(super) const LISTED: usize = 5;

/// `one user`, `users a, b` and so on.
fn listed(one: &str, many: &str, names: &[&str]) -> String {
    match names {
        [name] => format!("{one} {name}"),
        _ if names.len() > LISTED => format!(
            "{many} {} and {} more",
            names
                .iter()
                .take(LISTED)
                .copied()
                .collect::<Vec<_>>()
                .join(", "),
            names.len().saturating_sub(LISTED)
        ),
        _ => format!("{many} {}", names.join(", ")),
    }
}

pub(in crate::domain::hba) fn users(column: &Column<UserToken>, text: &str) -> String {
    let Ok(words) = &column.0 else {
        return format!("users {text}");
    };
    if words.contains(&UserToken::All) {
        return "every user".to_owned();
    }
    let mut names = Vec::new();
    let mut roles = Vec::new();
    for word in words {
        match word {
            UserToken::Name(name) => names.push(name.as_str()),
            UserToken::Member(role) => roles.push(role.as_str()),
            UserToken::All | UserToken::Pattern(_) | UserToken::Unsure(_) => {
                return format!("users {text}");
            }
        }
    }
    let mut parts = Vec::new();
    if !names.is_empty() {
        parts.push(listed("user", "users", &names));
    }
    if !roles.is_empty() {
        parts.push(listed("members of role", "members of roles", &roles));
    }
    parts.join(" and ")
}

pub(in crate::domain::hba) fn databases(column: &Column<DatabaseToken>, text: &str) -> String {
    let Ok(words) = &column.0 else {
        return format!("databases {text}");
    };
    if words.contains(&DatabaseToken::All) {
        return "every database".to_owned();
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
                    [DatabaseToken::SameUser] => "the database of the user's own name".to_owned(),
                    [DatabaseToken::SameRole] => {
                        "databases named like a role of the user".to_owned()
                    }
                    _ => format!("databases {text}"),
                };
            }
        }
    }
    listed("database", "databases", &names)
}

pub(in crate::domain::hba) fn addresses(address: &Address, record: &Record) -> String {
    let whole = |family| Address::Network(Network::whole(family));
    match address {
        Address::All => "any address".to_owned(),
        _ if *address == whole(Family::V4) => "any IPv4 address".to_owned(),
        _ if *address == whole(Family::V6) => "any IPv6 address".to_owned(),
        Address::Network(network) => network.to_string(),
        Address::SameHost => "the server's own addresses".to_owned(),
        Address::SameNet => "the server's own networks".to_owned(),
        Address::HostName(name) => format!("host {name}"),
        Address::Unreadable(_) => record.mask.as_ref().map_or_else(
            || record.address.clone(),
            |mask| format!("{} mask {mask}", record.address),
        ),
    }
}
