//! What two records both match: the intersection of their user, database and address columns.
//!
//! Invariant: the intersection is exact, or the answer is [`Common::Unclear`]. It is written with words
//! of the two records only, so it never matches a login that one of them does not match.

use crate::domain::hba::evaluate::connection::Knowledge;
use crate::domain::hba::evaluate::matching::PreparedRule;
use crate::domain::hba::evaluate::name_match::NameMatch;
use crate::domain::hba::evaluate::names::{Column, DatabaseToken, UserToken};
use crate::domain::hba::syntax::address::{Address, Network};
use crate::domain::hba::syntax::record::{Record, RecordType};
use crate::domain::hba::syntax::tokens::{self, Word};
use crate::text::{Text, text};

/// What stands for a priority that is still to be given; no record of the API has it.
pub(in crate::domain::hba) const UNPLACED: u32 = u32::MAX;

/// The columns that say which logins a record matches, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain::hba) struct Columns {
    pub(in crate::domain::hba) user: String,
    pub(in crate::domain::hba) database: String,
    pub(in crate::domain::hba) address: String,
    pub(in crate::domain::hba) mask: Option<String>,
}

/// What two columns or records have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Common<T> {
    Nothing,
    This(T),
    /// It cannot be told, or cannot be written as one record; why.
    Unclear(Text),
}

/// A record as text and as it is read.
type Side<'a> = (&'a Record, &'a PreparedRule);

impl Columns {
    /// A record with these columns, its priority still open.
    pub(in crate::domain::hba) fn record(
        &self,
        kind: RecordType,
        method: &str,
        option: Option<&String>,
    ) -> Record {
        Record {
            priority: UNPLACED,
            kind,
            database: self.database.clone(),
            user: self.user.clone(),
            address: self.address.clone(),
            mask: self.mask.clone(),
            method: method.to_owned(),
            option: option.cloned(),
        }
    }
}

/// The logins that both match. Columns that are wholly inside the other side's keep their text.
pub(super) fn common(ours: Side<'_>, theirs: Side<'_>, knowledge: &Knowledge) -> Common<Columns> {
    let address = addresses(ours, theirs, knowledge);
    if address == Common::Nothing {
        return Common::Nothing;
    }
    let users = words(
        (&ours.0.user, &ours.1.users),
        (&theirs.0.user, &theirs.1.users),
        |one, other| user(one, other, knowledge),
    );
    let names = match &users {
        Common::Nothing => return Common::Nothing,
        Common::This((_, tokens)) => Some(tokens.as_slice()),
        Common::Unclear(_) => None,
    };
    let databases = words(
        (&ours.0.database, &ours.1.databases),
        (&theirs.0.database, &theirs.1.databases),
        |one, other| database(one, other, names),
    );
    match (users, databases, address) {
        (_, Common::Nothing, _) | (_, _, Common::Nothing) | (Common::Nothing, _, _) => {
            Common::Nothing
        }
        (Common::Unclear(why), _, _)
        | (_, Common::Unclear(why), _)
        | (_, _, Common::Unclear(why)) => Common::Unclear(why),
        (Common::This((user, _)), Common::This((database, _)), Common::This((address, mask))) => {
            Common::This(Columns {
                user,
                database,
                address,
                mask,
            })
        }
    }
}

/// Whether every login that the one record matches is surely matched by the other.
pub(in crate::domain::hba) fn is_part(
    record: &Record,
    rule: &PreparedRule,
    other: &Record,
    other_rule: &PreparedRule,
    knowledge: &Knowledge,
) -> bool {
    match common((record, rule), (other, other_rule), knowledge) {
        // An address that is one host is written with its prefix.
        Common::This(whole) => {
            whole.user == record.user
                && whole.database == record.database
                && Address::parse(&whole.address, whole.mask.as_deref()) == rule.address
        }
        Common::Nothing | Common::Unclear(_) => false,
    }
}

/// What two words have in common.
enum Pair {
    Nothing,
    Ours,
    Theirs,
    Unclear(Text),
}

fn user(ours: &UserToken, theirs: &UserToken, knowledge: &Knowledge) -> Pair {
    let matched = |found: NameMatch, yes: Pair| match found {
        NameMatch::Yes => yes,
        NameMatch::No => Pair::Nothing,
        NameMatch::Maybe(why) => Pair::Unclear(why),
    };
    let memberships = knowledge.memberships.as_ref();
    match (ours, theirs) {
        _ if ours == theirs => Pair::Ours,
        (_, UserToken::All) => Pair::Ours,
        (UserToken::All, _) => Pair::Theirs,
        (UserToken::Name(_), UserToken::Name(_)) => Pair::Nothing,
        (UserToken::Name(name), other) => matched(other.matches(name, memberships), Pair::Ours),
        (other, UserToken::Name(name)) => matched(other.matches(name, memberships), Pair::Theirs),
        (
            UserToken::Member(_) | UserToken::Pattern(_) | UserToken::Unsure(_),
            UserToken::Member(_) | UserToken::Pattern(_) | UserToken::Unsure(_),
        ) => Pair::Unclear(text!("doubt-shared-users")),
    }
}

fn database(ours: &DatabaseToken, theirs: &DatabaseToken, users: Option<&[UserToken]>) -> Pair {
    use DatabaseToken::{All, File, Name, Pattern, Replication, SameUser};
    match (ours, theirs) {
        _ if ours == theirs => Pair::Ours,
        (File(why), _) | (_, File(why)) => Pair::Unclear(why.clone()),
        (Replication, _) | (_, Replication) | (Name(_), Name(_)) => Pair::Nothing,
        (_, All) => Pair::Ours,
        (All, _) => Pair::Theirs,
        (Name(name), Pattern(pattern)) | (Pattern(pattern), Name(name)) => {
            match pattern.matches(name) {
                NameMatch::Yes if matches!(ours, Name(_)) => Pair::Ours,
                NameMatch::Yes => Pair::Theirs,
                NameMatch::No => Pair::Nothing,
                NameMatch::Maybe(why) => Pair::Unclear(why),
            }
        }
        (SameUser, Name(name)) | (Name(name), SameUser) => {
            let own = |word: &UserToken| matches!(word, UserToken::Name(user) if user == name);
            let named = |word: &UserToken| matches!(word, UserToken::Name(_));
            match users {
                Some([only]) if own(only) && matches!(ours, Name(_)) => Pair::Ours,
                Some([only]) if own(only) => Pair::Theirs,
                Some(all) if all.iter().all(named) && !all.iter().any(own) => Pair::Nothing,
                Some(_) | None => Pair::Unclear(text!("doubt-sameuser", name = name)),
            }
        }
        _ => Pair::Unclear(text!("doubt-shared-databases")),
    }
}

/// The words that two columns share, as text and as they are read.
fn words<T: Clone + PartialEq>(
    ours: (&str, &Column<T>),
    theirs: (&str, &Column<T>),
    pair: impl Fn(&T, &T) -> Pair,
) -> Common<(String, Vec<T>)> {
    let (own, other) = match (&ours.1.0, &theirs.1.0) {
        (Ok(own), Ok(other)) => (own, other),
        (Err(why), _) | (_, Err(why)) => return Common::Unclear(why.clone()),
    };
    let mut found: Vec<(Word, T)> = Vec::new();
    let mut unclear: Vec<(&T, &T, Text)> = Vec::new();
    let (Ok(own_words), Ok(other_words)) = (tokens::column(ours.0), tokens::column(theirs.0))
    else {
        return Common::Unclear(text!("doubt-column"));
    };
    for (own_word, own) in own_words.iter().zip(own) {
        for (other_word, other) in other_words.iter().zip(other) {
            let (word, token) = match pair(own, other) {
                Pair::Nothing => continue,
                Pair::Ours => (own_word, own),
                Pair::Theirs => (other_word, other),
                Pair::Unclear(why) => {
                    unclear.push((own, other, why));
                    continue;
                }
            };
            if !found.iter().any(|(_, known)| known == token) {
                found.push((word.clone(), token.clone()));
            }
        }
    }
    let has = |token: &T| found.iter().any(|(_, known)| known == token);
    // A pair of which one word is in the result whole adds nothing to it.
    if let Some((_, _, why)) = unclear
        .into_iter()
        .find(|(own, other, _)| !has(own) && !has(other))
    {
        return Common::Unclear(why);
    }
    if found.is_empty() {
        return Common::Nothing;
    }
    if own.iter().all(has) {
        return Common::This((ours.0.to_owned(), own.clone()));
    }
    if other.iter().all(has) {
        return Common::This((theirs.0.to_owned(), other.clone()));
    }
    let (words, tokens): (Vec<Word>, Vec<T>) = found.into_iter().unzip();
    written(&words).map_or_else(
        || Common::Unclear(text!("doubt-shared-words")),
        |text| Common::This((text, tokens)),
    )
}

/// A column of these words, such that it reads as the same words again.
fn written(words: &[Word]) -> Option<String> {
    let one = |word: &Word| {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let mut rest = word.text.chars();
        let first = rest.next().map(String::from).unwrap_or_default();
        [
            word.text.clone(),
            quoted(&word.text),
            first + &quoted(rest.as_str()),
        ]
        .into_iter()
        .find(|text| matches!(tokens::column(text).as_deref(), Ok([again]) if again == word))
    };
    let texts: Option<Vec<String>> = words.iter().map(one).collect();
    let text = texts?.join(",");
    (tokens::column(&text).ok()? == words).then_some(text)
}

/// Address and mask of a record.
type AddressColumns = (String, Option<String>);

fn addresses(ours: Side<'_>, theirs: Side<'_>, knowledge: &Knowledge) -> Common<AddressColumns> {
    let text = |(record, rule): Side<'_>| {
        // An address without a prefix is one the server does not take in a file.
        let bare = record.mask.is_none() && !record.address.contains('/');
        if let (Address::Network(network), true) = (&rule.address, bare) {
            network.columns()
        } else {
            (record.address.clone(), record.mask.clone())
        }
    };
    let server = knowledge.server_addresses.as_deref();
    match (&ours.1.address, &theirs.1.address) {
        (Address::Unreadable(why), _) | (_, Address::Unreadable(why)) => {
            Common::Unclear(why.clone())
        }
        (one, other) if one == other => Common::This(text(ours)),
        (_, Address::All) => Common::This(text(ours)),
        (Address::All, _) => Common::This(text(theirs)),
        (Address::Network(one), Address::Network(other)) => match one.common(other) {
            None => Common::Nothing,
            Some(both) if both == *one => Common::This(text(ours)),
            Some(both) if both == *other => Common::This(text(theirs)),
            Some(both) => Common::This(both.columns()),
        },
        (one, other) => match (one.networks(server), other.networks(server)) {
            (Some(ours), Some(theirs))
                if !ours.iter().any(|a| theirs.iter().any(|b| a.meets(b))) =>
            {
                Common::Nothing
            }
            _ => {
                let doubt = [one.doubt(), other.doubt()];
                let doubt = doubt.into_iter().flatten().next();
                Common::Unclear(doubt.unwrap_or_else(|| text!("doubt-own-addresses")))
            }
        },
    }
}

impl Network {
    /// The peers in both; `None` when there is none.
    pub(super) fn common(&self, other: &Self) -> Option<Self> {
        self.meets(other).then(|| {
            let family = self.family();
            Self::new(
                family,
                self.bounds().0 | other.bounds().0,
                self.mask() | other.mask(),
            )
        })
    }

    /// The address and mask columns of a record for these peers.
    fn columns(&self) -> AddressColumns {
        let address = self.first();
        if self.is_contiguous() {
            (format!("{address}/{}", self.mask().count_ones()), None)
        } else {
            let mask = self.family().address(self.mask());
            (address.to_string(), Some(mask.to_string()))
        }
    }
}
