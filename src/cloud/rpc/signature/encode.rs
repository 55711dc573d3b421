//! Percent encoding, query strings and flattening, shared by both signatures.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::Parameters;

/// Everything but the unreserved characters of RFC 3986, section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Encodes one name or value: UTF-8 bytes, capital hex digits, a space as `%20`.
///
/// Source: RFC 3986, section 2; the signature rules of the OpenAPI.
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// Joins parameters as `name=value&…` in byte order of the raw names, both sides encoded.
///
/// This is the canonical query of both signatures, and valid as a query or a form body as it is.
pub fn query_string(parameters: &Parameters) -> String {
    join(parameters.iter())
}

/// [`query_string`] over any pairs, in the order they come.
pub(super) fn join<'a>(pairs: impl Iterator<Item = (&'a String, &'a String)>) -> String {
    let mut joined = String::new();
    for (name, value) in pairs {
        if !joined.is_empty() {
            joined.push('&');
        }
        joined.extend(utf8_percent_encode(name, RESERVED));
        joined.push('=');
        joined.extend(utf8_percent_encode(value, RESERVED));
    }
    joined
}

/// Flattens lists and objects into parameters: `HbaItem: [{Type}]` becomes `HbaItem.1.Type`.
///
/// Lists count from 1; null and empty lists vanish, an empty text stays, booleans are lower case.
///
/// Source: the request rules of the OpenAPI for lists and objects.
pub fn flatten(input: &Map<String, Value>) -> Parameters {
    let mut flat = Parameters::new();
    for (name, value) in input {
        flatten_into(&mut flat, name.clone(), value);
    }
    flat
}

fn flatten_into(flat: &mut Parameters, name: String, value: &Value) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => {
            flat.insert(name, flag.to_string());
        }
        Value::Number(number) => {
            flat.insert(name, number.to_string());
        }
        Value::String(text) => {
            flat.insert(name, text.clone());
        }
        Value::Array(items) => {
            for (position, item) in (1_usize..).zip(items) {
                flatten_into(flat, format!("{name}.{position}"), item);
            }
        }
        Value::Object(members) => {
            for (member, value) in members {
                flatten_into(flat, format!("{name}.{member}"), value);
            }
        }
    }
}
