//! Regular expressions in the user and database columns.
//!
//! Patterns of literal text between optional anchors are decided, all others are doubts.

use super::name_match::NameMatch;
use crate::domain::hba::syntax::regex;
use crate::text::{Text, text};

/// A regular expression.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::domain::hba) enum Pattern {
    /// Literal text, bound to the start and the end of the name or not.
    Literal {
        text: String,
        start: bool,
        end: bool,
    },
    /// Anything else, as it is written.
    Other(String),
}

impl Pattern {
    pub(in crate::domain::hba) fn parse(expression: &str) -> Self {
        let other = || Self::Other(expression.to_owned());
        if expression.is_empty() {
            return other();
        }
        let (body, start) = match expression.strip_prefix('^') {
            Some(rest) => (rest, true),
            None => (expression, false),
        };
        let (body, start) = match body.strip_prefix(".*") {
            Some(rest) => (rest, false),
            None => (body, start),
        };
        let (body, end) = match body.strip_suffix('$') {
            Some(rest) => (rest, true),
            None => (body, false),
        };
        let (body, end) = match body.strip_suffix(".*") {
            Some(rest) => (rest, false),
            None => (body, end),
        };
        if body
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        {
            Self::Literal {
                text: body.to_owned(),
                start,
                end,
            }
        } else {
            other()
        }
    }

    /// Why the server would not compile it.
    pub(in crate::domain::hba) fn fault(&self) -> Option<Text> {
        match self {
            Self::Literal { .. } => None,
            Self::Other(expression) => regex::fault(expression)
                .map(|why| text!("doubt-regex-broken", expression = expression, why = why)),
        }
    }

    pub(in crate::domain::hba) fn matches(&self, name: &str) -> NameMatch {
        match self {
            Self::Literal { text, start, end } => NameMatch::from_bool(match (start, end) {
                (true, true) => name == text,
                (true, false) => name.starts_with(text),
                (false, true) => name.ends_with(text),
                (false, false) => name.contains(text),
            }),
            Self::Other(expression) => {
                NameMatch::Maybe(text!("doubt-regex", expression = expression))
            }
        }
    }
}
