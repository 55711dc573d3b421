//! A sentence as a value: the key of a message and its facts, said in a language at the edge.
//!
//! Invariant: what decides never reads a sentence. Machine formats take [`Text::english`], people's
//! screens take [`Text::say`] with the language of the page; a message that a catalogue lacks is said in
//! English. The catalogues are `en.ftl` and `zh.ftl` beside this file: Project Fluent's syntax, keys in
//! order, so that a message is found by halving and nothing is read at the start.

mod catalogue;
mod language;
mod parsers;
mod recognise;
mod spacing;
mod system;
pub mod time;

pub use crate::text;
pub use language::Language;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A message without facts whose key is made of names; `None` where no catalogue has it.
pub fn named(language: Language, key: &str) -> Option<String> {
    catalogue::named(language, key)
}

/// Makes a [`Text`]: `text!("plan-no-client-ca", instance = id, count = 3)`.
#[macro_export]
macro_rules! text {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::text::Text::new($key, vec![$((stringify!($name), $crate::text::Fact::from($value))),*])
    };
}

/// A sentence, or a part of one, in every language.
#[derive(Clone, Eq)]
pub struct Text(Box<Form>);

#[derive(Clone, PartialEq, Eq)]
enum Form {
    /// A message of the catalogues.
    Message {
        key: &'static str,
        facts: Vec<(&'static str, Fact)>,
    },
    /// Words of somebody else, such as a server's message; the same in every language.
    Verbatim(String),
    /// An English sentence of a file, which may be one of ours.
    Read(String),
    /// Several, separated as the message of this key says.
    Joined(&'static str, Vec<Text>),
}

/// What a message is filled with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A number, which the plural rules of the language look at.
    Count(i64),
    /// An id, a path, a name: the same in every language.
    Word(String),
    /// A part that is said in the language too.
    Text(Text),
}

impl Text {
    /// A message of the catalogues; [`text!`](crate::text!) writes it shorter.
    pub fn new(key: &'static str, facts: Vec<(&'static str, Fact)>) -> Self {
        Self(Box::new(Form::Message { key, facts }))
    }

    /// Whether both say the same, each of a name of its own.
    pub fn is_same_of(&self, name: &str, other: &Self, its_name: &str) -> bool {
        let is_name = |fact: &Fact, name| matches!(fact, Fact::Word(word) if word == name);
        match (&*self.0, &*other.0) {
            (
                Form::Message { key, facts },
                Form::Message {
                    key: its_key,
                    facts: its_facts,
                },
            ) if key == its_key => facts
                .iter()
                .zip(its_facts)
                .all(|((_, fact), (_, its_fact))| {
                    fact == its_fact || is_name(fact, name) && is_name(its_fact, its_name)
                }),
            _ => self == other,
        }
    }

    /// Words of somebody else, such as a server's message; the same in every language.
    pub fn verbatim(words: impl Into<String>) -> Self {
        Self(Box::new(Form::Verbatim(words.into())))
    }

    /// An English sentence of a file: one of ours is said in the language, another stays as it is.
    fn read(words: impl Into<String>) -> Self {
        Self(Box::new(Form::Read(words.into())))
    }

    fn joined(separator: &'static str, parts: impl IntoIterator<Item = Self>) -> Self {
        let parts = parts.into_iter().collect();
        Self(Box::new(Form::Joined(separator, parts)))
    }

    /// An enumeration: `a, b, c`.
    pub fn list(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined("join-list", parts)
    }

    /// Steps that are one: `a, b`, each of which may be a phrase of several words.
    pub fn phrases(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined("join-phrases", parts)
    }

    /// Alternatives: `a or b`.
    pub fn either(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined("join-either", parts)
    }

    /// Parts of one sentence: `a; b; c`.
    pub fn clauses(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined("join-clauses", parts)
    }

    /// Sentences after one another: `a. b. c`.
    pub fn sentences(parts: impl IntoIterator<Item = Self>) -> Self {
        Self::joined("join-sentences", parts)
    }

    /// The same facts in another message, where this is the one named `from`.
    pub fn rename(&mut self, from: &str, to: &'static str) {
        if let Form::Message { key, .. } = &mut *self.0
            && *key == from
        {
            *key = to;
        }
    }

    /// In English, as machine formats have it.
    pub fn english(&self) -> String {
        self.say(Language::English)
    }

    /// In this language.
    pub fn say(&self, language: Language) -> String {
        match &*self.0 {
            Form::Read(words) if language != Language::English => recognise::recognised(words)
                .map_or_else(|| words.clone(), |text| text.say(language)),
            Form::Verbatim(words) | Form::Read(words) => words.clone(),
            Form::Message { key, facts } => catalogue::message(language, key, facts),
            Form::Joined(separator, parts) => {
                let parts: Vec<String> = parts.iter().map(|part| part.say(language)).collect();
                match parts.as_slice() {
                    [] => String::new(),
                    [only] => only.clone(),
                    _ => catalogue::between(language, &parts, separator),
                }
            }
        }
    }
}

/// The key and the English sentence.
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Form::Message { key, .. } => write!(f, "{key}: {:?}", self.english()),
            Form::Verbatim(_) | Form::Read(_) | Form::Joined(..) => {
                write!(f, "{:?}", self.english())
            }
        }
    }
}

/// What was read back from a file is the same as what was written.
impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        match (&*self.0, &*other.0) {
            (
                Form::Message { key, facts },
                Form::Message {
                    key: other_key,
                    facts: other_facts,
                },
            ) if key == other_key => facts == other_facts,
            (Form::Joined(separator, parts), Form::Joined(other_separator, other_parts))
                if separator == other_separator =>
            {
                parts == other_parts
            }
            _ => self.english() == other.english(),
        }
    }
}

/// By the English sentence, as it is compared.
impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.english().hash(state);
    }
}

/// By the English sentence.
impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By the English sentence.
impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.0 == other.0 {
            Ordering::Equal
        } else {
            self.english().cmp(&other.english())
        }
    }
}

/// Compares the English sentence.
impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        self.english() == other
    }
}

/// Compares the English sentence.
impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        self.english() == *other
    }
}

/// No words.
impl Default for Text {
    fn default() -> Self {
        Self::verbatim("")
    }
}

/// In English.
impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.english())
    }
}

/// What was written is kept as it was, and said in another language where it is one of our sentences.
impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::read)
    }
}

impl From<Text> for Fact {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}

impl From<&Text> for Fact {
    fn from(text: &Text) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Fact {
    fn from(word: String) -> Self {
        Self::Word(word)
    }
}

impl From<&String> for Fact {
    fn from(word: &String) -> Self {
        Self::Word(word.clone())
    }
}

impl From<&&str> for Fact {
    fn from(word: &&str) -> Self {
        Self::Word((*word).to_owned())
    }
}

impl From<&str> for Fact {
    fn from(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}

impl From<Cow<'_, str>> for Fact {
    fn from(word: Cow<'_, str>) -> Self {
        Self::Word(word.into_owned())
    }
}

macro_rules! counts {
    ($($number:ty),*) => {
        $(impl From<$number> for Fact {
            fn from(count: $number) -> Self {
                Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }

        impl From<&$number> for Fact {
            fn from(count: &$number) -> Self {
                Self::from(*count)
            }
        })*
    };
}

counts!(u8, u16, u32, u64, usize, i32, i64);

/// Lets values of a type with a `Display` that is the same in every language be facts.
macro_rules! words {
    ($($word:ty),* $(,)?) => {
        $(
            impl From<$word> for $crate::text::Fact {
                fn from(word: $word) -> Self {
                    Self::Word(word.to_string())
                }
            }

            impl From<&$word> for $crate::text::Fact {
                fn from(word: &$word) -> Self {
                    Self::Word(word.to_string())
                }
            }
        )*
    };
}

pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    fn in_both(text: &Text) -> [String; 2] {
        Language::ALL.map(|language| text.say(language))
    }

    #[test]
    fn a_message_is_said_in_each_language_with_its_facts() {
        let text = text!("failure-unread", instance = "pgm-a");
        assert_eq!(
            in_both(&text),
            ["could not read `pgm-a`", "无法读取 `pgm-a`"]
        );
        assert_eq!(text.english(), "could not read `pgm-a`");
    }

    #[test]
    fn plurals_follow_the_language() {
        let text = |count: usize| in_both(&text!("count-instances", count = count));
        assert_eq!(text(1), ["1 instance", "1 个实例"]);
        assert_eq!(text(12_345), ["12345 instances", "12345 个实例"]);
    }

    #[test]
    fn parts_are_said_in_the_same_language() {
        let parts = [1_usize, 2].map(|count| text!("count-instances", count = count));
        let list = Text::list(parts.clone());
        assert_eq!(
            in_both(&list),
            ["1 instance, 2 instances", "1 个实例、2 个实例"]
        );
        let clauses = Text::clauses(parts);
        assert_eq!(
            in_both(&text!("failure-unread", instance = clauses)),
            [
                "could not read `1 instance; 2 instances`",
                "无法读取 `1 个实例；2 个实例`"
            ]
        );
    }

    #[test]
    fn words_of_somebody_else_stay_as_they_are() {
        let text = Text::verbatim("FATAL: { $no } такой роли");
        assert_eq!(in_both(&text), ["FATAL: { $no } такой роли"; 2]);
    }

    #[test]
    fn what_is_written_as_json_is_english_and_comes_back_in_each_language() {
        for (json, both) in [
            ("2 instances", ["2 instances", "2 个实例"]),
            (
                "1 instance; 3 instances",
                ["1 instance; 3 instances", "1 个实例；3 个实例"],
            ),
            ("FATAL: no such role", ["FATAL: no such role"; 2]),
            ("", [""; 2]),
        ] {
            let back: Text = serde_json::from_value(json.into()).unwrap();
            assert_eq!(in_both(&back), both);
            assert_eq!(serde_json::to_value(&back).unwrap(), json);
        }
    }
}
