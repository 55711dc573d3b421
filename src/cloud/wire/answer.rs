//! An answer as it comes. The API prints one value as text, number or boolean, by page and version.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::text::{Text, text};

/// How much of a foreign text is kept, in characters.
pub(super) const EXCERPT: usize = 300;

/// The member with the server's private key, which is dropped as it is read, wherever it stands.
const PRIVATE_KEY: &str = "ServerKey";

/// One object. Each of its members is a text, number or boolean, as text; a list; or an object.
#[derive(Debug, Default)]
pub(super) struct Answer(BTreeMap<String, Member>);

#[derive(Debug)]
enum Member {
    Nothing,
    Scalar(String),
    List(Vec<Member>),
    Object(Answer),
}

macro_rules! scalars {
    ($($visit:ident: $kind:ty),*) => {
        $(fn $visit<E: Error>(self, value: $kind) -> Result<Member, E> {
            Ok(Member::Scalar(value.to_string()))
        })*
    };
}

impl<'de> Deserialize<'de> for Member {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Member;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E: Error>(self) -> Result<Member, E> {
                Ok(Member::Nothing)
            }
            scalars!(visit_str: &str, visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Member, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = list.next_element()? {
                    members.push(member);
                }
                Ok(Member::List(members))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Member, A::Error> {
                let mut members = BTreeMap::new();
                while let Some(name) = object.next_key::<String>()? {
                    if name == PRIVATE_KEY {
                        object.next_value::<IgnoredAny>()?;
                        continue;
                    }
                    match members.entry(name) {
                        Entry::Vacant(place) => place.insert(object.next_value()?),
                        Entry::Occupied(_) => return Err(A::Error::custom("a duplicate member")),
                    };
                }
                Ok(Member::Object(Answer(members)))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// An answer that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub enum WireError {
    /// It is no JSON, or breaks off: something on the way may have replaced it.
    NotJson(Text),
    /// It is JSON of another shape than the API's.
    Shape(Text),
    /// The API listed no such instance.
    NoInstance,
}

impl WireError {
    /// What is wrong with the answer.
    pub fn text(&self) -> Text {
        match self {
            Self::NotJson(place) => text!("api-not-json", place = place),
            Self::Shape(what) => text!("api-shape", what = what),
            Self::NoInstance => text!("api-no-instance"),
        }
    }

    /// A member that has to be there and is not.
    pub(super) fn missing(member: &str) -> Self {
        Self::Shape(text!("api-missing", member = member))
    }
}

/// Text on one line without control characters, cut after `limit` characters.
pub fn printable(text: &str, limit: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let mut line = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if let Some((end, _)) = line.char_indices().nth(limit) {
            line.truncate(end);
            line.push('…');
            break;
        }
    }
    line
}

/// Parses one answer, which is an object.
pub(super) fn parse(body: &[u8]) -> Result<Answer, WireError> {
    let member = serde_json::from_slice(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => {
            let what = printable(&error.to_string(), EXCERPT);
            WireError::Shape(Text::reported(&what))
        }
        serde_json::error::Category::Syntax
        | serde_json::error::Category::Eof
        | serde_json::error::Category::Io => {
            let (line, column) = (error.line(), error.column());
            WireError::NotJson(text!("api-line", line = line, column = column))
        }
    })?;
    if let Member::Object(answer) = member {
        Ok(answer)
    } else {
        Err(WireError::Shape(text!("api-no-object")))
    }
}

impl Member {
    fn object(&self) -> Option<&Answer> {
        if let Self::Object(object) = self {
            Some(object)
        } else {
            None
        }
    }
}

/// Members by their names. All are `None` for one that is absent or null, and errors for one of
/// another kind.
impl Answer {
    fn get<'a, T>(
        &'a self,
        name: &str,
        read: impl Fn(&'a Member) -> Option<T>,
    ) -> Result<Option<T>, WireError> {
        match self.0.get(name) {
            None | Some(Member::Nothing) => Ok(None),
            Some(member) => match read(member) {
                None => Err(WireError::Shape(text!("api-other-kind", member = name))),
                found => Ok(found),
            },
        }
    }

    /// What `read` finds under this name in any case: errors come in both.
    pub(super) fn in_any_case<'a, T>(
        &'a self,
        name: &str,
        read: impl Fn(&'a Self, &str) -> Result<Option<T>, WireError>,
    ) -> Option<T> {
        let mut names = self
            .0
            .keys()
            .filter(|given| given.eq_ignore_ascii_case(name));
        names.find_map(|name| read(self, name).ok().flatten())
    }

    /// The text as it came, blanks and all; `None` also for the word `null`.
    pub(super) fn said(&self, name: &str) -> Result<Option<&str>, WireError> {
        let text = self.get(name, |member| {
            if let Member::Scalar(text) = member {
                Some(text.as_str())
            } else {
                None
            }
        });
        Ok(text?.filter(|text| text.trim() != "null"))
    }

    /// The text without outer blanks; `None` also when it is empty.
    pub(super) fn filled(&self, name: &str) -> Result<Option<&str>, WireError> {
        let text = self.said(name)?.map(str::trim);
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// [`Self::filled`], owned.
    pub(super) fn owned(&self, name: &str) -> Result<Option<String>, WireError> {
        Ok(self.filled(name)?.map(str::to_owned))
    }

    /// What the text stands for; `None` also when it stands for nothing.
    pub(super) fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, WireError> {
        Ok(self.filled(name)?.and_then(|text| text.parse().ok()))
    }

    /// A switch; `None` also when it says neither yes nor no.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, WireError> {
        let text = self.filled(name)?.map(str::to_ascii_lowercase);
        Ok(match text.as_deref() {
            Some("on" | "yes" | "1" | "true" | "t") => Some(true),
            Some("off" | "no" | "0" | "false" | "f") => Some(false),
            _ => None,
        })
    }

    /// A time in UTC; `None` also when it cannot be read as one.
    ///
    /// Source: the API writes RFC 3339, the same without seconds, and `2024-05-30 00:00:00`.
    pub(super) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, WireError> {
        let Some(text) = self.filled(name)? else {
            return Ok(None);
        };
        if let Ok(time) = DateTime::parse_from_rfc3339(text) {
            return Ok(Some(time.to_utc()));
        }
        let formats = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%MZ"];
        let naive = |format| NaiveDateTime::parse_from_str(text, format).ok();
        Ok(formats
            .into_iter()
            .find_map(naive)
            .map(|time| time.and_utc()))
    }

    /// An object.
    pub(super) fn object(&self, name: &str) -> Result<Option<&Self>, WireError> {
        self.get(name, Member::object)
    }

    /// A list of objects.
    pub(super) fn list(&self, name: &str) -> Result<Option<Vec<&Self>>, WireError> {
        self.get(name, |member| {
            if let Member::List(rows) = member {
                rows.iter().map(Member::object).collect()
            } else {
                None
            }
        })
    }

    /// The list of objects inside an object that has to be there; empty where it has none.
    pub(super) fn rows(&self, name: &str, list: &str) -> Result<Vec<&Self>, WireError> {
        let object = self.object(name)?.ok_or_else(|| WireError::missing(name))?;
        Ok(object.list(list)?.unwrap_or_default())
    }

    /// One object, or a list of them; anything else counts as none.
    pub(super) fn one_or_many(&self, name: &str) -> Vec<&Self> {
        let one = self.object(name).ok().flatten();
        let many = || self.list(name).ok().flatten().unwrap_or_default();
        one.map_or_else(many, |one| vec![one])
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn answer(value: &Value) -> Answer {
        parse(json!({ "x": value }).to_string().as_bytes()).unwrap()
    }

    #[test]
    fn every_scalar_is_text() {
        for (value, text) in [
            (json!("x"), Some("x")),
            (json!(5432), Some("5432")),
            (json!(-1), Some("-1")),
            (json!(5.7), Some("5.7")),
            (json!(true), Some("true")),
            (json!(null), None),
            (json!("null"), None),
            (json!(" \n"), None),
        ] {
            assert_eq!(answer(&value).filled("x"), Ok(text), "{value}");
        }
        for odd in [json!([]), json!({})] {
            assert!(answer(&odd).said("x").is_err(), "{odd}");
        }
    }

    #[test]
    fn a_member_that_stands_twice_is_an_error_and_the_private_key_is_dropped() {
        assert!(parse(br#"{"x":1,"x":1}"#).is_err());
        let held = parse(br#"{"ServerKey":"PRIVATE","y":{"ServerKey":["PRIVATE"]}}"#).unwrap();
        assert!(!format!("{held:?}").contains("PRIVATE"), "{held:?}");
    }

    #[test]
    fn flags_say_yes_no_or_nothing() {
        for yes in [
            json!("on"),
            json!("Yes"),
            json!("TRUE"),
            json!(1),
            json!("1"),
            json!(true),
        ] {
            assert_eq!(answer(&yes).flag("x"), Ok(Some(true)), "{yes}");
        }
        for no in [
            json!("off"),
            json!("No"),
            json!("False"),
            json!(0),
            json!("0"),
            json!(false),
        ] {
            assert_eq!(answer(&no).flag("x"), Ok(Some(false)), "{no}");
        }
        for neither in [
            json!(""),
            json!(null),
            json!("null"),
            json!(2),
            json!("maybe"),
        ] {
            assert_eq!(answer(&neither).flag("x"), Ok(None), "{neither}");
        }
    }

    #[test]
    fn times_are_read_in_every_form_the_api_uses() {
        for text in [
            "2027-01-02T03:04:00Z",
            "2027-01-02 03:04:00",
            "2027-01-02T03:04Z",
        ] {
            let time = answer(&json!(text)).time("x").unwrap().unwrap();
            assert_eq!(time.to_rfc3339(), "2027-01-02T03:04:00+00:00", "{text}");
        }
        for text in ["", "-", "soon", "2027-13-40T00:00:00Z"] {
            assert_eq!(answer(&json!(text)).time("x"), Ok(None), "{text}");
        }
    }
}
