//! How the server cuts a line of `pg_hba.conf` into fields and words.
//!
//! Invariant: a word keeps whether its first character was a double quote, because that alone
//! takes the special meaning from `all`, `+role` and the other keywords.
//! Deliberately absent: reading files, `@file` and `include`.
//!
//! Source: PostgreSQL, chapter 21.1 and `next_token` of `hba.c`.

use std::ops::Range;

use crate::text::{Text, text};

/// One word with its quotes taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain::hba) struct Word {
    /// The text inside.
    pub(in crate::domain::hba) text: String,
    /// Whether it began with a double quote.
    pub(in crate::domain::hba) quoted: bool,
}

impl Word {
    /// Whether this is the keyword, which a quoted word never is.
    pub(in crate::domain::hba) fn is_keyword(&self, keyword: &str) -> bool {
        !self.quoted && self.text == keyword
    }
}

/// One field: words joined by commas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain::hba) struct Field {
    /// Its words, in order.
    pub(in crate::domain::hba) words: Vec<Word>,
    /// Where it stands in the text, in bytes.
    pub(in crate::domain::hba) span: Range<usize>,
}

/// How the text ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain::hba) enum TextEnd {
    /// After a word.
    Clean,
    /// After a comma: the next column would be drawn into this list.
    Comma,
    /// Inside double quotes: the rest of the line would be drawn in.
    OpenQuote,
    /// In a comment, which hides the rest of the line.
    Comment,
    /// At a line break, which a line cannot hold.
    LineBreak,
}

/// A text cut into fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain::hba) struct Line {
    /// The fields, in order.
    pub(in crate::domain::hba) fields: Vec<Field>,
    /// How the text ended.
    pub(in crate::domain::hba) ending: TextEnd,
}

const fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r')
}

/// Cuts a text into fields.
pub(in crate::domain::hba) fn read(text: &str) -> Line {
    let mut fields: Vec<Field> = Vec::new();
    let mut ending = TextEnd::Clean;
    let mut characters = text.char_indices().peekable();
    // Whether the word before ended on a comma, so that the next one joins its field.
    let mut joins = false;
    loop {
        while characters
            .next_if(|(_, c)| is_blank(*c) || *c == ',')
            .is_some()
        {}
        let Some(&(start, _)) = characters.peek() else {
            break;
        };
        let mut word = Word {
            text: String::new(),
            quoted: false,
        };
        let (mut in_quote, mut was_quote, mut saw_quote, mut comma) = (false, false, false, false);
        let mut end = text.len();
        for (at, c) in characters.by_ref() {
            if matches!(c, '\n' | '\0') {
                (end, ending) = (at, TextEnd::LineBreak);
                break;
            }
            if is_blank(c) && !in_quote {
                end = at;
                break;
            }
            if c == '#' && !in_quote {
                (end, ending) = (at, TextEnd::Comment);
                break;
            }
            if c == ',' && !in_quote {
                (end, comma) = (at, true);
                break;
            }
            if c != '"' || was_quote {
                word.text.push(c);
            }
            was_quote = in_quote && c == '"' && !was_quote;
            if c == '"' {
                in_quote = !in_quote;
                saw_quote = true;
                word.quoted |= word.text.is_empty();
            }
        }
        if in_quote {
            ending = TextEnd::OpenQuote;
        }
        if saw_quote || !word.text.is_empty() {
            match fields.last_mut().filter(|_| joins) {
                Some(field) => {
                    field.words.push(word);
                    field.span.end = end;
                }
                None => fields.push(Field {
                    words: vec![word],
                    span: start..end,
                }),
            }
            joins = comma;
        }
        if ending != TextEnd::Clean {
            break;
        }
    }
    if ending == TextEnd::Clean && joins {
        ending = TextEnd::Comma;
    }
    Line { fields, ending }
}

/// The words of a text that must fill exactly one column.
///
/// # Errors
/// Why the text would not stay in its column.
pub(in crate::domain::hba) fn column(text: &str) -> Result<Vec<Word>, Text> {
    let line = read(text);
    match line.ending {
        TextEnd::Clean => {}
        TextEnd::Comma => return Err(text!("column-comma")),
        TextEnd::OpenQuote => return Err(text!("column-quote")),
        TextEnd::Comment => {
            return Err(text!("column-comment"));
        }
        TextEnd::LineBreak => return Err(text!("column-line-break")),
    }
    let mut fields = line.fields.into_iter();
    match (fields.next(), fields.next()) {
        (Some(field), None) => Ok(field.words),
        (None, _) => Err(text!("column-empty")),
        (Some(_), Some(_)) => Err(text!("column-blank")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, bool)> {
        column(text)
            .unwrap()
            .into_iter()
            .map(|word| (word.text, word.quoted))
            .collect()
    }

    fn plain(text: &str) -> (String, bool) {
        (text.to_owned(), false)
    }

    fn quoted(text: &str) -> (String, bool) {
        (text.to_owned(), true)
    }

    #[test]
    fn lists_take_blanks_after_commas_only() {
        assert_eq!(words("a, b,c"), [plain("a"), plain("b"), plain("c")]);
        assert_eq!(words(",a,,b"), [plain("a"), plain("b")]);
        assert!(column("a ,b").is_err());
        assert!(column("a b").is_err());
        assert!(column("a,").is_err());
        assert!(column(" ").is_err());
    }

    #[test]
    fn a_quote_counts_only_where_the_word_begins() {
        assert_eq!(words("\"all\""), [quoted("all")]);
        assert_eq!(words("a\"ll\""), [plain("all")]);
        assert_eq!(words("\"a b\",\"c,d\""), [quoted("a b"), quoted("c,d")]);
        assert_eq!(words("\"say \"\"hi\"\"\""), [quoted("say \"hi\"")]);
        assert_eq!(words("\"\""), [quoted("")]);
    }

    #[test]
    fn what_would_break_the_line_is_named() {
        assert!(column("a\"b").is_err());
        assert!(column("a#b").is_err());
        assert!(column("a\nhost").is_err());
        assert_eq!(words("\"a#b\""), [quoted("a#b")]);
    }

    #[test]
    fn spans_cover_the_field() {
        let text = " one=\"a b\"  two=c, d three";
        let line = read(text);
        let spans: Vec<&str> = line
            .fields
            .iter()
            .map(|field| &text[field.span.clone()])
            .collect();
        assert_eq!(spans, ["one=\"a b\"", "two=c, d", "three"]);
    }
}
