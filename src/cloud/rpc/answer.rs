//! An answer as it comes. The API prints one value as text, number or boolean, by page and version.

use std::borrow::Cow;
use std::fmt;
use std::slice;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::de::{Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::text::{Text, text};

/// How much of a foreign text is kept, in characters.
pub(super) const EXCERPT: usize = 300;

/// The member with the server's private key, which is dropped as it is read, wherever it stands.
const PRIVATE_KEY: &str = "ServerKey";

/// One object of an answer: its members in the order of their names, each once.
#[derive(Debug)]
pub struct Answer<'a>(Vec<(Name<'a>, Member<'a>)>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Debug)]
enum Member<'a> {
    Nothing,
    /// A text, number or boolean, as text.
    Scalar(Cow<'a, str>),
    Objects(Vec<Answer<'a>>),
    Object(Answer<'a>),
    /// A list in which something else than an object stands; nothing is read from it.
    OtherList,
}

macro_rules! scalars {
    ($($visit:ident: $kind:ty),*) => {
        $(fn $visit<E: Error>(self, value: $kind) -> Result<Self::Value, E> {
            Ok(Member::Scalar(Cow::Owned(value.to_string())))
        })*
    };
}

impl<'de> Deserialize<'de> for Member<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Member<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
                Ok(Member::Nothing)
            }
            fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
                Ok(Member::Scalar(Cow::Borrowed(value)))
            }
            scalars!(visit_str: &str, visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64);
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let (mut objects, mut others) = (Vec::new(), false);
                while let Some(member) = list.next_element()? {
                    if let Member::Object(object) = member {
                        objects.push(object);
                    } else {
                        others = true;
                    }
                }
                Ok(if others {
                    Member::OtherList
                } else {
                    Member::Objects(objects)
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = object.next_key::<Name>()? {
                    if name.0 == PRIVATE_KEY {
                        object.next_value::<IgnoredAny>()?;
                    } else {
                        members.push((name, object.next_value()?));
                    }
                }
                members.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
                if members.is_sorted_by(|(one, _), (other, _)| one < other) {
                    Ok(Member::Object(Answer(members)))
                } else {
                    Err(A::Error::custom("a duplicate member"))
                }
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
    pub(crate) fn missing(member: &str) -> Self {
        Self::Shape(text!("api-missing", member = member))
    }

    fn other_kind(member: &str) -> Self {
        Self::Shape(text!("api-other-kind", member = member))
    }
}

/// Text on one line without control characters, cut after `limit` characters.
pub(crate) fn printable(text: &str, limit: usize) -> String {
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
///
/// # Errors
/// [`WireError`] when the body is no JSON, no object, or has a member twice in one object.
pub fn parse(body: &[u8]) -> Result<Answer<'_>, WireError> {
    let member = serde_json::from_slice(body).map_err(|error| {
        if error.is_data() {
            let what = printable(&error.to_string(), EXCERPT);
            WireError::Shape(Text::reported(&what))
        } else {
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

/// Members by their names. All are `None` for one that is absent or null, and errors for one of
/// another kind.
impl<'a> Answer<'a> {
    /// What stands under a name; `None` also for null.
    fn member(&self, name: &str) -> Option<&Member<'a>> {
        let place = self.0.binary_search_by(|(known, _)| (*known.0).cmp(name));
        let (_, member) = self.0.get(place.ok()?)?;
        Some(member).filter(|member| !matches!(member, Member::Nothing))
    }

    /// The names of its members that are this one in any case: errors come in several.
    pub(crate) fn in_any_case(&self, name: &str) -> impl Iterator<Item = &str> {
        let names = self.0.iter().map(|(known, _)| &*known.0);
        names.filter(move |known| known.eq_ignore_ascii_case(name))
    }

    /// The text as it came, blanks and all; `None` also for the word `null`.
    pub(crate) fn said(&self, name: &str) -> Result<Option<&str>, WireError> {
        match self.member(name) {
            None => Ok(None),
            Some(Member::Scalar(text)) => Ok(Some(&**text).filter(|text| text.trim() != "null")),
            Some(_) => Err(WireError::other_kind(name)),
        }
    }

    /// The text without outer blanks; `None` also when it is empty.
    pub(crate) fn filled(&self, name: &str) -> Result<Option<&str>, WireError> {
        let text = self.said(name)?.map(str::trim);
        Ok(text.filter(|text| !text.is_empty()))
    }

    /// [`Self::filled`], where it has to be there.
    pub(crate) fn required(&self, name: &str) -> Result<&str, WireError> {
        self.filled(name)?.ok_or_else(|| WireError::missing(name))
    }

    /// [`Self::filled`], owned.
    pub(crate) fn owned(&self, name: &str) -> Result<Option<String>, WireError> {
        Ok(self.filled(name)?.map(str::to_owned))
    }

    /// What the text stands for; `None` also when it stands for nothing.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Result<Option<T>, WireError> {
        Ok(self.filled(name)?.and_then(|text| text.parse().ok()))
    }

    /// A switch; `None` also when it says neither yes nor no.
    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, WireError> {
        let text = self.filled(name)?;
        let says = |words: [&str; 5]| {
            text.is_some_and(|text| words.iter().any(|word| text.eq_ignore_ascii_case(word)))
        };
        let yes = says(["on", "yes", "1", "true", "t"]);
        Ok((yes || says(["off", "no", "0", "false", "f"])).then_some(yes))
    }

    /// A time in UTC; `None` also when it cannot be read as one.
    ///
    /// Source: the API writes RFC 3339, the same without seconds, and `2024-05-30 00:00:00`.
    pub(crate) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, WireError> {
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
    pub(crate) fn object(&self, name: &str) -> Result<Option<&Self>, WireError> {
        match self.member(name) {
            None => Ok(None),
            Some(Member::Object(object)) => Ok(Some(object)),
            Some(_) => Err(WireError::other_kind(name)),
        }
    }

    /// A list of objects.
    pub(crate) fn list(&self, name: &str) -> Result<Option<&[Self]>, WireError> {
        match self.member(name) {
            None => Ok(None),
            Some(Member::Objects(objects)) => Ok(Some(objects)),
            Some(_) => Err(WireError::other_kind(name)),
        }
    }

    /// The list of objects inside an object; `None` where either is absent.
    pub(crate) fn listed(&self, name: &str, list: &str) -> Result<Option<&[Self]>, WireError> {
        let object = self.object(name)?;
        Ok(object
            .map(|object| object.list(list))
            .transpose()?
            .flatten())
    }

    /// The list of objects inside an object that has to be there; empty where it has none.
    pub(crate) fn rows(&self, name: &str, list: &str) -> Result<&[Self], WireError> {
        let object = self.object(name)?;
        let rows = object.ok_or_else(|| WireError::missing(name))?.list(list)?;
        Ok(rows.unwrap_or_default())
    }

    /// As [`Self::rows`], where an empty list cannot be.
    pub(crate) fn some_rows(&self, name: &str, list: &str) -> Result<&[Self], WireError> {
        let rows = self.rows(name, list)?;
        let some = (!rows.is_empty()).then_some(rows);
        some.ok_or_else(|| WireError::missing(list))
    }

    /// One object, or a list of them; anything else counts as none.
    pub(crate) fn one_or_many(&self, name: &str) -> &[Self] {
        let one = self.object(name).ok().flatten().map(slice::from_ref);
        let many = || self.list(name).ok().flatten();
        one.or_else(many).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What a reader makes of an answer with this value as its `x`.
    fn x<T>(
        value: &Value,
        read: impl Fn(&Answer<'_>) -> Result<T, WireError>,
    ) -> Result<T, WireError> {
        read(&parse(json!({ "x": value }).to_string().as_bytes())?)
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
            let read = x(&value, |x| x.owned("x"));
            assert_eq!(read, Ok(text.map(str::to_owned)), "{value}");
        }
        for odd in [json!([]), json!({})] {
            assert!(x(&odd, |x| x.owned("x")).is_err(), "{odd}");
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
        for (values, flag) in [
            (json!(["on", "Yes", "TRUE", 1, "1", true]), Some(true)),
            (json!(["off", "No", "False", 0, "0", false]), Some(false)),
            (json!(["", null, "null", 2, "maybe"]), None),
        ] {
            for value in values.as_array().unwrap() {
                assert_eq!(x(value, |x| x.flag("x")), Ok(flag), "{value}");
            }
        }
    }

    #[test]
    fn times_are_read_in_every_form_the_api_uses() {
        for text in [
            "2027-01-02T03:04:00Z",
            "2027-01-02 03:04:00",
            "2027-01-02T03:04Z",
        ] {
            let time = x(&json!(text), |x| x.time("x")).unwrap().unwrap();
            assert_eq!(time.to_rfc3339(), "2027-01-02T03:04:00+00:00", "{text}");
        }
        for text in ["", "-", "soon", "2027-13-40T00:00:00Z"] {
            assert_eq!(x(&json!(text), |x| x.time("x")), Ok(None), "{text}");
        }
    }
}
