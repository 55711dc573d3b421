//! The user and database columns: which names a record matches.
//!
//! Invariant: what cannot be told is a doubt with its reason, never a silent yes or no.
//! Deliberately absent: a regular expression engine; see `pattern`.
//!
//! Source: PostgreSQL, chapter 21.1; `check_db`, `check_role` and `is_member` of `hba.c`.

use std::borrow::Cow;

use super::connection::{Connection, Memberships, Replication};
use super::name_match::NameMatch;
use super::pattern::Pattern;
use crate::domain::hba::syntax::tokens::{self, Word};
use crate::text::{Text, text};

/// Bytes of a name that the server keeps: of one in a login it cuts off the rest, so that a longer one
/// in a record never matches.
///
/// Source: `NAMEDATALEN` of `pg_config_manual.h`; `ProcessStartupPacket` of `postmaster.c`.
pub(in crate::domain::hba) const LONGEST_NAME: usize = 63;

/// A name of a login as the server compares it.
pub(in crate::domain::hba) fn cut(name: &str) -> Cow<'_, str> {
    match name.as_bytes().get(..LONGEST_NAME) {
        Some(kept) if name.len() > LONGEST_NAME => String::from_utf8_lossy(kept),
        Some(_) | None => Cow::Borrowed(name),
    }
}

/// One word of the user column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::domain::hba) enum UserToken {
    All,
    Name(String),
    /// `+role`: the role and its members.
    Member(String),
    Pattern(Pattern),
    /// Words that cannot be told, and why.
    Unsure(Text),
}

/// One word of the database column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::domain::hba) enum DatabaseToken {
    All,
    SameUser,
    /// `samerole`, `samegroup`: the user is a member of the role of the database's name.
    SameRole,
    /// The only word that physical replication meets.
    Replication,
    Name(String),
    Pattern(Pattern),
    /// `@file`, which may hold any of these; and why it is not told.
    File(Text),
    /// A name or a regular expression, and why it cannot be told which.
    Unsure(Text),
}

/// A column: its words, or why it cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain::hba) struct Column<T>(pub(in crate::domain::hba) Result<Vec<T>, Text>);

fn read<T>(text: &str, unreadable: fn(Text) -> Text, meaning: impl Fn(Word) -> T) -> Column<T> {
    Column(match tokens::column(text) {
        Ok(words) => Ok(words.into_iter().map(meaning).collect()),
        Err(why) => Err(unreadable(why)),
    })
}

/// What a word that is no keyword of its column stands for.
enum Plain {
    Name(String),
    Pattern(Pattern),
    File(Text),
    Unsure(Text),
}

fn plain(word: Word, server_major: Option<u16>) -> Plain {
    if !word.quoted && word.text.starts_with('@') && word.text.len() > 1 {
        return Plain::File(text!("doubt-file", file = word.text));
    }
    match (word.text.strip_prefix('/'), server_major) {
        (Some(expression), Some(16..)) => Plain::Pattern(Pattern::parse(expression)),
        (Some(_), None) => Plain::Unsure(text!("doubt-regex-version", word = word.text)),
        (Some(_), Some(_)) | (None, _) => Plain::Name(word.text),
    }
}

impl UserToken {
    /// Whether the word matches a user, the name cut as the server does.
    pub(in crate::domain::hba) fn matches(
        &self,
        user: &str,
        memberships: Option<&Memberships>,
    ) -> NameMatch {
        match self {
            Self::All => NameMatch::Yes,
            Self::Name(name) => NameMatch::from_bool(name == user),
            Self::Member(role) => member(user, role, memberships),
            Self::Pattern(pattern) => pattern.matches(user),
            Self::Unsure(why) => NameMatch::Maybe(why.clone()),
        }
    }
}

impl Column<UserToken> {
    pub(in crate::domain::hba) fn users(text: &str, server_major: Option<u16>) -> Self {
        read(
            text,
            |why| text!("doubt-user-column", why = why),
            |word| {
                if let (false, Some(role)) = (word.quoted, word.text.strip_prefix('+')) {
                    UserToken::Member(role.to_owned())
                } else if word.is_keyword("all") {
                    UserToken::All
                } else {
                    match plain(word, server_major) {
                        Plain::Name(name) => UserToken::Name(name),
                        Plain::Pattern(pattern) => UserToken::Pattern(pattern),
                        Plain::File(why) | Plain::Unsure(why) => UserToken::Unsure(why),
                    }
                }
            },
        )
    }

    /// Every text a name could be compared with.
    pub(in crate::domain::hba) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().filter_map(|word| match word {
            UserToken::Name(text)
            | UserToken::Member(text)
            | UserToken::Pattern(Pattern::Literal { text, .. } | Pattern::Other(text)) => {
                Some(text.as_str())
            }
            UserToken::All | UserToken::Unsure(_) => None,
        })
    }

    pub(in crate::domain::hba) fn matches(
        &self,
        user: &str,
        memberships: Option<&Memberships>,
    ) -> NameMatch {
        let user = &*cut(user);
        match &self.0 {
            Err(why) => NameMatch::Maybe(why.clone()),
            Ok(words) => NameMatch::any(words.iter().map(|word| word.matches(user, memberships))),
        }
    }
}

impl Column<UserToken> {
    /// Whether some user may be spoken of by both, and surely by this one. A yes may be wrong where
    /// roles and patterns meet, a no never is.
    pub(in crate::domain::hba) fn meets(
        &self,
        other: &Self,
        memberships: Option<&Memberships>,
    ) -> bool {
        let (Ok(own), Ok(others)) = (&self.0, &other.0) else {
            return self.0.is_ok();
        };
        own.iter().any(|own| match own {
            UserToken::All => true,
            UserToken::Pattern(pattern @ Pattern::Literal { .. }) => others.iter().any(
                |other| !matches!(other, UserToken::Name(name) if !pattern.matches(name).may()),
            ),
            // It is never sure of anybody.
            UserToken::Pattern(Pattern::Other(_)) | UserToken::Unsure(_) => false,
            UserToken::Member(role) => memberships.is_some_and(|known| {
                others.iter().any(|other| match other {
                    UserToken::Name(name) => known.is_member(name, role),
                    UserToken::All
                    | UserToken::Member(_)
                    | UserToken::Pattern(_)
                    | UserToken::Unsure(_) => !known.members_of(role).is_empty(),
                })
            }),
            UserToken::Name(name) => others.iter().any(|other| match other {
                UserToken::Name(other) => name == other,
                UserToken::Member(role) => member(name, role, memberships).may(),
                UserToken::Pattern(pattern) => pattern.matches(name).may(),
                UserToken::All | UserToken::Unsure(_) => true,
            }),
        })
    }

    /// Why the server would not compile a regular expression of the column.
    pub(super) fn broken_pattern(&self) -> Option<Text> {
        self.0.iter().flatten().find_map(|word| match word {
            UserToken::Pattern(pattern) => pattern.fault(),
            UserToken::All | UserToken::Name(_) | UserToken::Member(_) | UserToken::Unsure(_) => {
                None
            }
        })
    }

    /// The names of a column of nothing but names.
    pub(in crate::domain::hba) fn only_names(&self) -> Option<Vec<&str>> {
        let words = self.0.as_ref().ok()?;
        words
            .iter()
            .map(|word| match word {
                UserToken::Name(name) => Some(name.as_str()),
                UserToken::All
                | UserToken::Member(_)
                | UserToken::Pattern(_)
                | UserToken::Unsure(_) => None,
            })
            .collect()
    }
}

fn member(user: &str, role: &str, memberships: Option<&Memberships>) -> NameMatch {
    match memberships {
        Some(known) => NameMatch::from_bool(known.is_member(user, role)),
        None => NameMatch::Maybe(text!("doubt-member", user = user, role = role)),
    }
}

impl Column<DatabaseToken> {
    pub(in crate::domain::hba) fn databases(text: &str, server_major: Option<u16>) -> Self {
        read(
            text,
            |why| text!("doubt-database-column", why = why),
            |word| {
                let keyword = [
                    ("all", DatabaseToken::All),
                    ("sameuser", DatabaseToken::SameUser),
                    ("samerole", DatabaseToken::SameRole),
                    ("samegroup", DatabaseToken::SameRole),
                    ("replication", DatabaseToken::Replication),
                ]
                .into_iter()
                .find(|(name, _)| word.is_keyword(name))
                .map(|(_, meaning)| meaning);
                keyword.unwrap_or_else(|| match plain(word, server_major) {
                    Plain::Name(name) => DatabaseToken::Name(name),
                    Plain::Pattern(pattern) => DatabaseToken::Pattern(pattern),
                    Plain::File(why) => DatabaseToken::File(why),
                    Plain::Unsure(why) => DatabaseToken::Unsure(why),
                })
            },
        )
    }

    /// Why the server would not compile a regular expression of the column.
    pub(super) fn broken_pattern(&self) -> Option<Text> {
        self.0.iter().flatten().find_map(|word| match word {
            DatabaseToken::Pattern(pattern) => pattern.fault(),
            DatabaseToken::All
            | DatabaseToken::SameUser
            | DatabaseToken::SameRole
            | DatabaseToken::Replication
            | DatabaseToken::Name(_)
            | DatabaseToken::File(_)
            | DatabaseToken::Unsure(_) => None,
        })
    }

    /// Whether some session of this kind may be spoken of by both, and surely by this one. A yes may
    /// be wrong where names depend on the user, a no never is.
    pub(in crate::domain::hba) fn meets(
        &self,
        other: &Self,
        replication: Replication,
        memberships: Option<&Memberships>,
    ) -> bool {
        let (Ok(own), Ok(others)) = (&self.0, &other.0) else {
            return self.0.is_ok();
        };
        let physical = replication == Replication::Physical;
        own.iter().any(|own| {
            others.iter().any(|other| match (own, other) {
                (
                    DatabaseToken::Replication,
                    DatabaseToken::Replication | DatabaseToken::File(_),
                ) => physical,
                // The first two are never sure of anything.
                (
                    DatabaseToken::File(_) | DatabaseToken::Unsure(_) | DatabaseToken::Replication,
                    _,
                )
                | (_, DatabaseToken::Replication) => false,
                _ if physical => false,
                (DatabaseToken::SameRole, _) => memberships.is_some(),
                (DatabaseToken::Name(own), DatabaseToken::Name(other)) => own == other,
                (DatabaseToken::Pattern(pattern), DatabaseToken::Name(name)) => {
                    pattern.matches(name) == NameMatch::Yes
                }
                (DatabaseToken::Name(name), DatabaseToken::Pattern(pattern)) => {
                    pattern.matches(name).may()
                }
                (DatabaseToken::Pattern(Pattern::Other(_)), _) => false,
                _ => true,
            })
        })
    }

    /// Every text a name could be compared with.
    pub(in crate::domain::hba) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flatten().filter_map(|word| match word {
            DatabaseToken::Name(text)
            | DatabaseToken::Pattern(Pattern::Literal { text, .. } | Pattern::Other(text)) => {
                Some(text.as_str())
            }
            DatabaseToken::All
            | DatabaseToken::SameUser
            | DatabaseToken::SameRole
            | DatabaseToken::Replication
            | DatabaseToken::File(_)
            | DatabaseToken::Unsure(_) => None,
        })
    }

    pub(in crate::domain::hba) fn matches(
        &self,
        connection: &Connection,
        memberships: Option<&Memberships>,
    ) -> NameMatch {
        let physical = connection.replication == Replication::Physical;
        let (database, user) = (&*cut(&connection.database), &*cut(&connection.user));
        match &self.0 {
            Err(why) => NameMatch::Maybe(why.clone()),
            Ok(words) => NameMatch::any(words.iter().map(|word| match word {
                DatabaseToken::File(why) => NameMatch::Maybe(why.clone()),
                DatabaseToken::Replication => NameMatch::from_bool(physical),
                _ if physical => NameMatch::No,
                DatabaseToken::All => NameMatch::Yes,
                DatabaseToken::SameUser => NameMatch::from_bool(database == user),
                DatabaseToken::SameRole => member(user, database, memberships),
                DatabaseToken::Name(name) => NameMatch::from_bool(name == database),
                DatabaseToken::Pattern(pattern) => pattern.matches(database),
                DatabaseToken::Unsure(why) => NameMatch::Maybe(why.clone()),
            })),
        }
    }
}
