//! Versioned JSON documents; within a version keys are only added. docs/json.md describes them.

mod cert;
mod check;
mod clients;
mod compare;
mod doctor;
mod explain;
mod hba;
mod list;
pub(super) mod outcome;
mod plan;
pub(super) mod probe;
mod ram_policy;
mod saved;
mod sessions;
mod settings;

pub use cert::{inspection, issued, new_ca, new_crl, revoked};
pub use check::check;
pub use clients::clients;
pub use compare::comparison;
pub use doctor::doctor;
pub use explain::explained;
pub use hba::{history, login};
pub use list::list;
pub use outcome::outcomes;
pub use plan::plans;
pub use probe::targets;
pub use ram_policy::ram_policy;
pub use saved::saved;
pub use sessions::sessions;
pub use settings::{acl, client_ca, crl, document_text, records, ssl, waited};

use std::fmt::Write as _;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

pub use super::document::SCHEMA_VERSION;
use super::harmless::is_plain;
use crate::domain::characters::is_display_unsafe;

/// One document and a line end.
pub(super) fn text(document: &impl Serialize) -> String {
    // No document holds a map with keys that are no text, so there is nothing that could fail.
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    quiet(text)
}

/// A list whose items are made while it is written, so that they are never all there at once.
pub(super) struct Each<F>(pub(super) F);

impl<F: Fn() -> I, I: Iterator<Item: Serialize>> Serialize for Each<F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Writes the control characters that JSON lets stand as escapes, so that untrusted text cannot
/// drive a terminal. They occur only inside strings, so the document stays the same.
pub(super) fn quiet(text: String) -> String {
    if is_plain(&text) || !text.chars().any(drives) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if drives(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character that JSON lets stand could drive a terminal. Those below the blank are
/// escaped already, or are the line ends between the keys.
fn drives(c: char) -> bool {
    c > ' ' && is_display_unsafe(c)
}

/// A document whose strings with commands in them are completed.
pub fn completed(text: &str, complete: &dyn Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, literal, after)) = command_in(rest) {
        out.push_str(before);
        match serde_json::from_str::<String>(literal) {
            Ok(said) => out += &quiet(Value::from(complete(&said)).to_string()),
            Err(_) => out += literal,
        }
        rest = after;
    }
    out + rest
}

/// What stands before the first string with a command in it, the string as it is written, and the rest.
fn command_in(text: &str) -> Option<(&str, &str, &str)> {
    let (head, tail) = text.split_at_checked(text.find("forcessl ")?)?;
    let is_escaped = |before: &str| {
        let slashes = before.bytes().rev().take_while(|byte| *byte == b'\\');
        slashes.count() % 2 == 1
    };
    let start = head.rmatch_indices('"').find_map(|(at, _)| {
        let before = head.get(..at)?;
        (!is_escaped(before)).then_some(at)
    })?;
    let end = tail.match_indices('"').find_map(|(at, _)| {
        let before = tail.get(..at)?;
        (!is_escaped(before)).then_some(head.len() + at + 1)
    })?;
    let (string, after) = text.split_at_checked(end)?;
    let (before, literal) = string.split_at_checked(start)?;
    Some((before, literal, after))
}

/// One document for one instance, or one that lists several, with what holds for all of them.
fn one_or_list(mut documents: Vec<Value>, of_all: Option<(&str, Value)>) -> String {
    if documents.len() == 1 {
        return text(&documents.remove(0));
    }
    let mut list = json!({ "schema_version": SCHEMA_VERSION, "instances": documents });
    if let (Some(object), Some((name, value))) = (list.as_object_mut(), of_all) {
        object.insert(name.to_owned(), value);
    }
    text(&list)
}
