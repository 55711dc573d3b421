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
const WHOLE: [(&str, &str); 115] = [
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
    ("invalid IP address syntax", "parse-ip"),
    ("a duplicate member", "parse-duplicate-member"),
    ("a value", "parse-a-value"),
    (
        "carriage return must be followed by newline",
        "parse-carriage-return",
    ),
    ("missing opening quote", "parse-no-quote"),
    ("missing escaped value", "parse-no-escape"),
    (
        "integers with a radix cannot be signed",
        "parse-signed-radix",
    ),
    ("radix must be lowercase", "parse-radix-case"),
    (
        "missing assignment between key-value pairs",
        "parse-no-assignment",
    ),
    ("unexpected leading zero", "parse-leading-zero"),
    ("unclosed array table", "parse-open-array-table"),
    ("missing key for inline table element", "parse-inline-key"),
    ("invalid unquoted key", "parse-unquoted-key"),
    (
        "cannot recurse further; max recursion depth met",
        "parse-depth",
    ),
    ("unquoted keys cannot be empty", "parse-empty-key"),
    ("unexpected sign", "parse-sign"),
    ("unexpected content", "parse-content"),
    (
        "unexpected content between comment and newline",
        "parse-after-comment",
    ),
    ("unexpected `=` in array", "parse-equals-in-list"),
    ("too few unicode value digits", "parse-unicode-digits"),
    ("redundant numeric sign", "parse-redundant-sign"),
    ("redundant integer number prefix", "parse-redundant-prefix"),
    ("missing value for key", "parse-key-value"),
    ("missing comma between key-value pairs", "parse-pair-comma"),
    (
        "keys cannot be multi-line literal strings",
        "parse-key-lines-literal",
    ),
    (
        "keys cannot be multi-line basic strings",
        "parse-key-lines-basic",
    ),
    ("invalid value", "parse-bad-value"),
    ("invalid key-value pair", "parse-bad-pair"),
    ("invalid inline table element", "parse-bad-inline"),
    ("invalid comment character", "parse-comment-character"),
    ("extra comma in inline table", "parse-inline-comma"),
    ("extra comma in array", "parse-list-comma"),
    (
        "extra assignment between key-value pairs",
        "parse-extra-assignment",
    ),
    ("extra `=`", "parse-extra-equals"),
    ("`_` may only go between digits", "parse-underscore"),
    ("invalid string", "parse-bad-string"),
    ("invalid multi-line basic string", "parse-bad-lines-basic"),
    (
        "invalid multi-line literal string",
        "parse-bad-lines-literal",
    ),
    ("invalid octal number", "parse-bad-octal"),
    ("invalid hexadecimal number", "parse-bad-hexadecimal"),
    ("invalid binary number", "parse-bad-binary"),
    ("invalid integer number", "parse-bad-integer"),
    ("integer number overflowed", "parse-integer-range"),
    ("invalid float", "parse-bad-float"),
    ("invalid mantissa", "parse-bad-mantissa"),
    ("invalid fraction", "parse-bad-fraction"),
    ("invalid exponent", "parse-bad-exponent"),
    ("floating-point number overflowed", "parse-float-range"),
    ("invalid boolean", "parse-bad-boolean"),
    ("invalid date", "parse-bad-date"),
    ("invalid date-time", "parse-bad-date-time"),
    ("invalid datetime", "parse-bad-datetime"),
    (
        "cannot extend value of type inline table with a dotted key",
        "parse-extend-inline",
    ),
    (
        "cannot extend value of type array with a dotted key",
        "parse-extend-list",
    ),
    ("numbers", "parse-word-numbers"),
    ("nothing", "parse-word-nothing"),
    ("unicode hexadecimal value", "parse-word-unicode"),
    ("printable characters", "parse-word-printable"),
    ("month between 01 and 12", "parse-word-month"),
    ("day between 01 and 31", "parse-word-day"),
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
            "a",
            "a =",
            "[a",
            "a = b",
            "a = 'b",
            "a = \"b",
            "a = [1",
            "a=1\na=2",
            "a=1 b=2",
            "a=0x",
            "a=1_",
            "a=\"\\q\"",
            "a=2027-13-01",
            "a=+-1",
            "[[a]",
            "a={b=1 c=2}",
            "a=[1,,2]",
            "a==1",
            "a=01",
            "a=\"\"\"b",
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
