//! Scalars as they come: the API prints one value as text, number or boolean, by page and version.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

/// A text, number or boolean, as text. JSON null is `None` of `Option<Scalar>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Lenient;

        impl Visitor<'_> for Lenient {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text, a number or a boolean")
            }
            fn visit_str<E: Error>(self, value: &str) -> Result<Scalar, E> {
                Ok(Scalar(value.to_owned()))
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
            fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
            fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
            fn visit_f64<E: Error>(self, value: f64) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }
        }

        deserializer.deserialize_any(Lenient)
    }
}

/// The text as it came, blanks and all; `None` when it is absent, null or the word `null`.
pub(super) fn said(scalar: Option<&Scalar>) -> Option<&str> {
    scalar
        .map(|scalar| scalar.0.as_str())
        .filter(|text| text.trim() != "null")
}

/// The text without outer blanks; `None` also when it is empty.
pub(super) fn filled(scalar: Option<&Scalar>) -> Option<&str> {
    said(scalar).map(str::trim).filter(|text| !text.is_empty())
}

/// [`filled`], owned.
pub(super) fn owned(scalar: Option<&Scalar>) -> Option<String> {
    filled(scalar).map(str::to_owned)
}

/// A switch; `None` when it says neither yes nor no.
pub(super) fn flag(scalar: Option<&Scalar>) -> Option<bool> {
    match filled(scalar)?.to_ascii_lowercase().as_str() {
        "on" | "yes" | "1" | "true" => Some(true),
        "off" | "no" | "0" | "false" => Some(false),
        _ => None,
    }
}

/// A time in UTC; `None` when it cannot be read as one.
///
/// Source: the API writes RFC 3339, the same without seconds, and `2024-05-30 00:00:00`.
pub(super) fn time(scalar: Option<&Scalar>) -> Option<DateTime<Utc>> {
    let text = filled(scalar)?;
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .ok()
        .or_else(|| {
            ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%MZ"]
                .into_iter()
                .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
                .map(|time| time.and_utc())
        })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn scalar(value: Value) -> Option<Scalar> {
        serde_json::from_value(value).unwrap()
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
            assert_eq!(filled(scalar(value.clone()).as_ref()), text, "{value}");
        }
        assert!(serde_json::from_value::<Scalar>(json!([])).is_err());
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
            assert_eq!(flag(scalar(yes.clone()).as_ref()), Some(true), "{yes}");
        }
        for no in [
            json!("off"),
            json!("No"),
            json!("False"),
            json!(0),
            json!("0"),
            json!(false),
        ] {
            assert_eq!(flag(scalar(no.clone()).as_ref()), Some(false), "{no}");
        }
        for neither in [
            json!(""),
            json!(null),
            json!("null"),
            json!(2),
            json!("maybe"),
        ] {
            assert_eq!(flag(scalar(neither.clone()).as_ref()), None, "{neither}");
        }
    }

    #[test]
    fn times_are_read_in_every_form_the_api_uses() {
        for text in [
            "2027-01-02T03:04:00Z",
            "2027-01-02 03:04:00",
            "2027-01-02T03:04Z",
        ] {
            let time = time(scalar(json!(text)).as_ref()).unwrap();
            assert_eq!(time.to_rfc3339(), "2027-01-02T03:04:00+00:00", "{text}");
        }
        for text in ["", "-", "soon", "2027-13-40T00:00:00Z"] {
            assert_eq!(time(scalar(json!(text)).as_ref()), None, "{text}");
        }
    }
}
