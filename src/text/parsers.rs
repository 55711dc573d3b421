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
    ("string \"", "parse-string"),
    ("integer `", "parse-integer"),
    ("floating point `", "parse-float"),
    ("boolean `", "parse-boolean"),
    ("struct ", "parse-struct"),
];

/// Whole messages, and the words of what is expected.
const WHOLE: [(&str, &str); 55] = [
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
    ("number out of range", "parse-number-range"),
    ("invalid escape", "parse-escape"),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        "parse-control",
    ),
    ("recursion limit exceeded", "parse-deep"),
    ("duplicate key", "parse-duplicate-key"),
    ("key with no value", "parse-no-value"),
    ("missing value", "parse-missing-value"),
    ("unclosed table", "parse-open-table"),
    ("unclosed array", "parse-open-list"),
    ("unclosed inline table", "parse-open-inline"),
    ("string values must be quoted", "parse-unquoted"),
    ("invalid literal string", "parse-bad-literal"),
    ("invalid basic string", "parse-bad-basic"),
    ("unexpected key or value", "parse-unexpected"),
    ("missing comma between array elements", "parse-no-comma"),
    ("key", "parse-word-key"),
    ("value", "parse-word-value"),
    ("newline", "parse-word-newline"),
    ("literal string", "parse-word-literal"),
    ("basic string", "parse-word-basic"),
    ("letters", "parse-word-letters"),
    ("digits", "parse-word-digits"),
    ("input contains invalid characters", "parse-time-characters"),
    ("premature end of input", "parse-time-end"),
    ("input is out of range", "parse-time-range"),
    ("trailing input", "parse-time-trailing"),
    ("invalid socket address syntax", "parse-socket"),
];

/// The sentence for the words of a parser; `None` for words that are not known.
pub(super) fn parsed(words: &str) -> Option<Text> {
    if let Some((what, place)) = words.rsplit_once(" at line ")
        && let Some((line, column)) = place.split_once(" column ")
    {
        let what = part(what);
        return Some(text!("parse-at", what = what, line = line, column = column));
    }
    if let Some((what, expected)) = words.rsplit_once(", expected ") {
        let (what, expected) = (part(what), alternatives(expected));
        return Some(text!("parse-expected", what = what, expected = expected));
    }
    if let Some((_, key)) = WHOLE.iter().find(|(whole, _)| *whole == words) {
        return Some(Text::new(key, vec![]));
    }
    BEFORE.iter().find_map(|(before, key)| {
        let name = words.strip_prefix(before)?;
        Some(Text::new(key, vec![("name", Fact::Text(part(name)))]))
    })
}

fn part(words: &str) -> Text {
    parsed(words).unwrap_or_else(|| Text::verbatim(words))
}

/// What may stand there: one of several names, two of them, or kinds of values.
fn alternatives(words: &str) -> Text {
    if let Some(names) = words.strip_prefix("one of ") {
        let names = Text::list(names.split(", ").map(Text::verbatim));
        return text!("parse-one-of", name = names);
    }
    match words.split_once("` or `") {
        Some((one, other)) => {
            Text::either([format!("{one}`"), format!("`{other}")].map(Text::verbatim))
        }
        None => Text::list(words.split(", ").map(part)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn english_is_what_the_parser_said_and_chinese_has_no_other_word() {
        let json = |text: &str| {
            serde_json::from_str::<Vec<u8>>(text)
                .unwrap_err()
                .to_string()
        };
        let toml = |text: &str| {
            toml::from_str::<toml::Table>(text)
                .unwrap_err()
                .message()
                .to_owned()
        };
        let whole = WHOLE.iter().map(|(words, _)| (*words).to_owned());
        let met = [
            "", "[", "[1", "{", "[1,]", "[01]", "[1] 1", "[300]", "[null]", "\"a\"", "[-1]",
            "[1.5]",
        ]
        .map(json);
        let written = [
            "a", "a =", "[a", "a = b", "a = 'b", "a = \"b", "a = [1", "a=1\na=2", "a=1 b=2",
        ]
        .map(toml);
        for words in whole.chain(met).chain(written) {
            let text = Text::reported(&words);
            assert_eq!(text, *words);
            let chinese = text.say(Language::Chinese);
            let unquoted: String = chinese.split('`').step_by(2).collect();
            let own = unquoted.replace("a\"", "");
            assert!(
                !own.contains(|c: char| c.is_ascii_lowercase()),
                "{words}: {chinese}"
            );
        }
    }
}
