//! The hardest connections of a record: the ones that no record matches that does not match all.
//!
//! For each pair of words in the user and database columns there is one, such that a record that matches
//! it at some address matches every connection of the pair at that address. For `all` it is a name that
//! occurs nowhere, for a pattern the text of the pattern between characters that occur nowhere. So the
//! names become one concrete login.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::domain::hba::evaluate::connection::{Connection, Encryption, Knowledge, Replication};
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport};
use crate::domain::hba::evaluate::name_match::NameMatch;
use crate::domain::hba::evaluate::names::{DatabaseToken, LONGEST_NAME, UserToken};
use crate::domain::hba::evaluate::pattern::Pattern;
use crate::domain::hba::syntax::address::Family;
use crate::text::Text;

/// Names that occur in no record and match no pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fresh {
    pub(in crate::domain::hba) user: String,
    pub(in crate::domain::hba) database: String,
}

impl Fresh {
    /// Two names of characters that none of the texts holds.
    pub(super) fn unlike<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let private = || ('\u{e000}'..='\u{f8ff}').chain('\u{f0000}'..='\u{ffffd}');
        let used: HashSet<char> = texts
            .flat_map(str::chars)
            .filter(|c| *c >= '\u{e000}')
            .collect();
        let mut unused = private().filter(|c| !used.contains(c)).map(String::from);
        Self {
            user: unused.next().unwrap_or_default(),
            database: unused.next().unwrap_or_default(),
        }
    }
}

/// A name that the pattern matches, with a name that occurs nowhere wherever it leaves room.
fn matching(pattern: &Pattern, fresh: &str) -> Option<String> {
    match pattern {
        Pattern::Literal { text, start, end } => {
            let before = if *start { "" } else { fresh };
            let after = if *end { "" } else { fresh };
            Some(format!("{before}{text}{after}"))
        }
        Pattern::Other(_) => None,
    }
}

/// The hardest connections of a record, their address still open, and whether it is sure that
/// the record matches them.
pub(super) fn hardest(
    rule: &PreparedRule,
    transport: Transport,
    knowledge: &Knowledge,
    fresh: &Fresh,
) -> Vec<(Connection, bool)> {
    let users = users(rule, knowledge, fresh);
    let mut found = Vec::new();
    let mut push = |user: &str, database: &str, replication, sure| {
        let encryption = match transport {
            Transport::Plaintext => Encryption::None,
            Transport::Ssl => Encryption::SSL,
        };
        found.push((
            Connection {
                encryption,
                user: user.to_owned(),
                database: database.to_owned(),
                address: Family::V4.address(0),
                replication,
            },
            sure,
        ));
    };
    let unread = [DatabaseToken::File(Text::default())];
    let words: &[DatabaseToken] = match &rule.databases.0 {
        Ok(words) => words,
        Err(_) => &unread,
    };
    let all = words.contains(&DatabaseToken::All);
    for word in words {
        let physical = match word {
            DatabaseToken::Replication => Some(true),
            DatabaseToken::File(_) => Some(false),
            DatabaseToken::All
            | DatabaseToken::SameUser
            | DatabaseToken::SameRole
            | DatabaseToken::Name(_)
            | DatabaseToken::Pattern(_)
            | DatabaseToken::Unsure(_) => None,
        };
        if let Some(sure) = physical {
            for (user, named) in &users {
                push(user, "", Replication::Physical, sure && *named);
            }
        }
        if all && *word != DatabaseToken::All {
            continue;
        }
        let (database, sure) = match word {
            DatabaseToken::Replication => continue,
            DatabaseToken::SameUser => {
                for (user, named) in &users {
                    push(user, user, Replication::No, *named);
                }
                continue;
            }
            DatabaseToken::SameRole => match &knowledge.memberships {
                Some(known) => {
                    for user in known.roles() {
                        let sure = match rule.users.matches(user, Some(known)) {
                            NameMatch::No => continue,
                            NameMatch::Yes => true,
                            NameMatch::Maybe(_) => false,
                        };
                        for role in known.roles_of(user) {
                            push(user, role, Replication::No, sure);
                        }
                    }
                    continue;
                }
                None => (fresh.database.clone(), false),
            },
            DatabaseToken::Name(name) if name.len() > LONGEST_NAME => continue,
            DatabaseToken::All => (fresh.database.clone(), true),
            DatabaseToken::Name(name) => (name.clone(), true),
            DatabaseToken::Pattern(pattern) => match matching(pattern, &fresh.database) {
                Some(name) => (name, true),
                None => (fresh.database.clone(), false),
            },
            DatabaseToken::File(_) | DatabaseToken::Unsure(_) => (fresh.database.clone(), false),
        };
        for (user, named) in &users {
            push(user, &database, Replication::No, sure && *named);
        }
    }
    found
}

/// The users of a record, a new name where it names none, and whether it is sure that it matches them.
fn users<'r>(
    rule: &'r PreparedRule,
    knowledge: &'r Knowledge,
    fresh: &'r Fresh,
) -> Vec<(Cow<'r, str>, bool)> {
    let unknown = || (Cow::Borrowed(fresh.user.as_str()), false);
    let words = match &rule.users.0 {
        Ok(words) if words.contains(&UserToken::All) => {
            return vec![(Cow::Borrowed(fresh.user.as_str()), true)];
        }
        Ok(words) => words,
        Err(_) => return vec![unknown()],
    };
    let mut found = Vec::new();
    for word in words {
        match word {
            UserToken::All => {}
            UserToken::Name(name) if name.len() > LONGEST_NAME => {}
            UserToken::Name(name) => found.push((Cow::Borrowed(name.as_str()), true)),
            UserToken::Member(role) => match &knowledge.memberships {
                Some(known) => found.extend(
                    known
                        .members_of(role)
                        .into_iter()
                        .map(|user| (Cow::Borrowed(user), true)),
                ),
                None => found.push(unknown()),
            },
            UserToken::Pattern(pattern) => found.push(
                matching(pattern, &fresh.user)
                    .map_or_else(unknown, |name| (Cow::Owned(name), true)),
            ),
            UserToken::Unsure(_) => found.push(unknown()),
        }
    }
    found
}
