//! What serde, `serde_json` and `toml` say of an input, as sentences of the catalogues.

use super::{Fact, Text};
use crate::text;

/// What stands before a name or a value that was found; the message of the key adds it as `name`.
const BEFORE: [(&str, &str); 12] = [
    ("unknown field ", "parse-unknown-field"),
    ("unknown variant ", "parse-unknown-variant"),
    ("missing field ", "parse-missing-field"),
    ("duplicate field ", "parse-duplicate-field"),
    ("invalid type: ", "parse-invalid-type"),
    ("invalid value: ", "parse-invalid-value"),
    ("invalid length ", "parse-invalid-length"),
    ("string ", "parse-string"),
    ("integer ", "parse-integer"),
    ("floating point ", "parse-float"),
    ("boolean ", "parse-boolean"),
    ("one of ", "parse-one-of"),
];

/// Whole messages and the words of kinds, with their keys.
const WHOLE: [(&str, &str); 30] = [
    ("null", "parse-null"),
    ("map", "parse-map"),
    ("sequence", "parse-sequence"),
    ("unit value", "parse-unit"),
    ("a map", "parse-a-map"),
    ("a sequence", "parse-a-sequence"),
    ("a string", "parse-a-string"),
    ("a borrowed string", "parse-a-borrowed-string"),
    ("a boolean", "parse-a-boolean"),
    ("i64", "parse-a-whole-number"),
    ("u8", "parse-u8"),
    ("u16", "parse-u16"),
    ("u32", "parse-u32"),
    ("u64", "parse-u64"),
    ("usize", "parse-usize"),
    ("expected value", "parse-expected-value"),
    ("expected ident", "parse-expected-ident"),
    ("expected `:`", "parse-expected-colon"),
    ("expected `,` or `]`", "parse-expected-comma-bracket"),
    ("expected `,` or `}`", "parse-expected-comma-brace"),
    ("EOF while parsing a value", "parse-end-value"),
    ("EOF while parsing a list", "parse-end-list"),
    ("EOF while parsing an object", "parse-end-object"),
    ("EOF while parsing a string", "parse-end-string"),
    ("key must be a string", "parse-key"),
    ("trailing characters", "parse-trailing"),
    ("trailing comma", "parse-trailing-comma"),
    ("invalid number", "parse-number"),
    ("duplicate key", "parse-duplicate-key"),
    ("key with no value", "parse-no-value"),
];

/// The sentence for the words of a parser; `None` for words that are not known.
pub(super) fn parsed(words: &str) -> Option<Text> {
    let part = |words: &str| parsed(words).unwrap_or_else(|| Text::verbatim(words));
    if let Some((what, place)) = words.rsplit_once(" at line ")
        && let Some((line, column)) = place.split_once(" column ")
    {
        let what = part(what);
        return Some(text!("parse-at", what = what, line = line, column = column));
    }
    if let Some((what, expected)) = words.rsplit_once(", expected ") {
        let (what, expected) = (part(what), part(expected));
        return Some(text!("parse-expected", what = what, expected = expected));
    }
    if words.starts_with('`') && words.contains("`, `") {
        return Some(Text::list(words.split(", ").map(Text::verbatim)));
    }
    if let Some((_, key)) = WHOLE.iter().find(|(whole, _)| *whole == words) {
        return Some(Text::new(key, vec![]));
    }
    BEFORE.iter().find_map(|(before, key)| {
        let name = words.strip_prefix(before)?;
        Some(Text::new(key, vec![("name", Fact::Text(part(name)))]))
    })
}
