//! Entries of the error catalogue for people.

use super::{Page, bold, cell, table};
use crate::domain::catalogue::Entry;
use crate::report::printable;
use crate::text::Language;

/// What the three parts of an entry are called.
const fn labels(language: Language) -> [&'static str; 3] {
    match language {
        Language::English => ["code", "cause", "next"],
        Language::Chinese => ["错误码", "原因", "建议"],
    }
}

/// One block a code: the code, its cause, the next step.
pub fn explained(codes: &[(&str, &Entry)], page: Page) -> String {
    let [_, cause, next] = labels(page.language);
    let (on, off) = if page.colour {
        ("\x1b[1m", "\x1b[0m")
    } else {
        ("", "")
    };
    let colon = match page.language {
        Language::English => ": ",
        Language::Chinese => "：",
    };
    // Both labels of a language are padded to the same width.
    let pad = match page.language {
        Language::English => " ",
        Language::Chinese => "",
    };
    codes
        .iter()
        .map(|(code, entry)| {
            format!(
                "{on}{}{off}\n  {cause}{colon}{}\n  {next}{colon}{pad}{}\n",
                printable(code),
                entry.cause().say(page.language),
                entry.next(None, None).say(page.language),
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// The whole catalogue as a table, one row an entry.
pub fn catalogue<'a>(entries: impl Iterator<Item = &'a Entry>, page: Page) -> String {
    let mut table = table(page, &labels(page.language));
    for entry in entries {
        table.add_row(vec![
            bold(page, &entry.codes().join(", ")),
            cell(&entry.cause().say(page.language)),
            cell(&entry.next(None, None).say(page.language)),
        ]);
    }
    super::lines(&[table.to_string()])
}
