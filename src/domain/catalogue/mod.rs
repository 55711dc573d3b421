//! What each error code of the API means for someone who forces SSL, and one thing to do about it.
//!
//! Invariant: every entry has a cause and exactly one next step in each language. Codes are spelled
//! as the API spells them, mistakes included. Deliberately absent: who has to act, which is decided
//! where answers are read; and the API's own messages, which are shown beside the entry.
//!
//! Source: the error tables of the RDS OpenAPI 2014-08-15 and of its gateway, and the codes that the
//! vendor's Terraform provider waits for.

mod pattern;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use super::instance::InstanceId;
use crate::text::Text;

/// Every code, by the key of its next step.
const CODES: &str = include_str!("codes.txt");

/// A longer text is no code, and is not compared with all of them.
const LONGEST_CODE: usize = 128;

/// How alike a code must be to be suggested, from 0 to 1.
const ALIKE: f64 = 0.6;

/// How many codes are suggested.
const SUGGESTIONS: usize = 3;

/// What one code, or a family of codes, means and asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// Codes and patterns with the same meaning. In a pattern `*` stands for any text and `<Name>`
    /// for letters and digits.
    codes: Vec<&'static str>,
    /// The keys of its two sentences; lower case, no full stop.
    cause: &'static str,
    /// May name `instance` and `action`.
    next: &'static str,
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = Vec::new();
    for line in CODES.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        if line.starts_with("code-") {
            let next = words.next().unwrap_or_default();
            entries.push(Entry {
                codes: Vec::new(),
                cause: next.strip_suffix("-next").unwrap_or(next),
                next,
            });
        }
        if let Some(entry) = entries.last_mut() {
            entry.codes.extend(words);
        }
    }
    entries
});

impl Entry {
    /// The codes and patterns it is for.
    pub fn codes(&self) -> &[&'static str] {
        &self.codes
    }

    /// Why the API refuses, in one sentence.
    pub fn cause(&self) -> Text {
        Text::new(self.cause, vec![])
    }

    /// The one thing to do. What is not known is named by its place: `ACTION`, `INSTANCE`.
    pub fn next(&self, action: Option<&str>, instance: Option<&InstanceId>) -> Text {
        let instance = instance.map_or("INSTANCE", InstanceId::as_str);
        let facts = vec![
            ("action", action.unwrap_or("ACTION").into()),
            ("instance", instance.into()),
        ];
        Text::new(self.next, facts)
    }
}

/// All entries, group by group.
pub fn entries() -> impl Iterator<Item = &'static Entry> {
    ENTRIES.iter()
}

/// The entry of a code; `None` for a code that neither a name nor a pattern covers.
pub fn explain(code: &str) -> Option<&'static Entry> {
    entries()
        .find(|entry| entry.codes.contains(&code))
        .or_else(|| {
            entries().find(|entry| {
                entry
                    .codes
                    .iter()
                    .any(|pattern| pattern::covers(pattern, code))
            })
        })
}

/// The entry of a code that came with this message.
///
/// A stale token is refused as an invalid parameter by some gateways; the message tells it apart.
///
/// Source: the gateway's answers, `InvalidParameter` with `SecurityToken.Expired` in the message.
pub fn explain_answer(code: &str, message: &str) -> Option<&'static Entry> {
    if code == "InvalidParameter" && message.contains("SecurityToken") {
        explain("InvalidSecurityToken.Expired")
    } else {
        explain(code)
    }
}

/// The known codes most like this one, best first; at most three, or none.
pub fn near(code: &str) -> Vec<&'static str> {
    if code.len() > LONGEST_CODE {
        return vec![];
    }
    let wanted = code.to_ascii_lowercase();
    let mut alike: Vec<(f64, &'static str)> = entries()
        .flat_map(Entry::codes)
        .filter(|known| !pattern::is_pattern(known))
        .map(|known| {
            let known_lower = known.to_ascii_lowercase();
            (
                strsim::normalized_damerau_levenshtein(&wanted, &known_lower),
                *known,
            )
        })
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    alike
        .into_iter()
        .take(SUGGESTIONS)
        .map(|(_, known)| known)
        .collect()
}

/// An entry with what it was met with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    entry: &'static Entry,
    action: Option<String>,
    instance: Option<InstanceId>,
}

impl Advice {
    /// The advice on a refusal; `None` for a code without an entry.
    pub fn on(
        code: &str,
        message: &str,
        action: Option<&str>,
        instance: Option<&InstanceId>,
    ) -> Option<Self> {
        explain_answer(code, message).map(|entry| Self {
            entry,
            action: action.map(str::to_owned),
            instance: instance.cloned(),
        })
    }

    /// Why the API refuses, in one sentence.
    pub fn cause(&self) -> Text {
        self.entry.cause()
    }

    /// The one thing to do.
    pub fn next(&self) -> Text {
        self.entry
            .next(self.action.as_deref(), self.instance.as_ref())
    }
}
