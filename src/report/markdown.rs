//! `-o markdown`: for pull requests, wikis and job summaries.
//!
//! Invariant: untrusted text is text: no markup, no link, no mention, no new line, no HTML.

mod clients;

pub use clients::clients;

use std::fmt::Write as _;

use super::document::{Document, Row};
use super::printable;
use super::review::{Comparison, Movement, incomplete};
use crate::domain::acl::Acl;
use crate::domain::finding::Finding;
use crate::domain::verdict::Verdict;
use crate::text::time::minute;
use crate::text::{Language, Text, text};

/// The report as GitHub Flavored Markdown: totals, a table, and what is wrong with each instance.
pub fn markdown(document: &Document, language: Language) -> String {
    let say = |text: Text| text.say(language);
    let mut out = format!("# {}\n\n", say(text!("report-title")));
    let at = minute(document.generated_at);
    let lead = text!(
        "report-lead",
        count = document.summary.total(),
        at = at.clone()
    );
    let _ = writeln!(out, "{}\n", say(lead));
    let _ = writeln!(out, "| {} |\n|---|---:|", say(text!("report-counts")));
    for (verdict, count) in document.summary.counts() {
        let _ = writeln!(out, "| {} | {count} |", word(verdict, language));
    }
    for gap in document.not_checked.gaps() {
        let _ = writeln!(
            out,
            "\n❔ {}",
            say(text!("report-not-checked", gap = escaped(&say(gap))))
        );
    }
    if let Some(skipped) = document.not_checked.skipped() {
        let _ = writeln!(out, "\n{}", say(text!("page-sentence", what = skipped)));
    }
    let accounts = document.has_accounts();
    let (heading, rule) = if accounts {
        (format!("| {} ", say(text!("page-fact-account"))), "|---")
    } else {
        (String::new(), "")
    };
    let _ = writeln!(
        out,
        "\n{heading}| {} |\n{rule}|---|---|---|---|---|---|---|",
        say(text!("report-columns"))
    );
    for row in &document.instances {
        let ssl = match row.ssl.as_ref().and_then(|ssl| ssl.enabled) {
            Some(true) => text!("word-on"),
            Some(false) => text!("word-off"),
            None => text!("word-not-known"),
        };
        let ssl = say(ssl);
        let proof = row.proof.as_ref().map_or_else(
            || say(text!("page-not-tried")),
            |proof| say(proof.result.text()),
        );
        if accounts {
            let unknown = say(text!("word-not-known"));
            let account = row.account_id.as_deref().unwrap_or(&unknown);
            let _ = write!(out, "| {} ", escaped(account));
        }
        let _ = writeln!(
            out,
            "| {} | {} | {} | {ssl} | {} | {proof} | {} |",
            name(row),
            escaped(&row.region_text(language)),
            word(row.verdict, language),
            row.acl.map_or("–", Acl::as_str),
            escaped(&row.reason.say(language)),
        );
    }
    for row in &document.instances {
        details(&mut out, row, language);
    }
    out
}

/// `report diff -o markdown`.
pub fn comparison(comparison: &Comparison, language: Language) -> String {
    let say = |text: Text| text.say(language);
    let mut out = format!("# {}\n\n", say(text!("report-compared")));
    let counts = Movement::ALL
        .into_iter()
        .map(|course| (course, comparison.count(course)))
        .filter(|(_, count)| *count > 0)
        .map(|(course, count)| text!("report-course", count = count, course = course.text()));
    let total = comparison.instances.len();
    let lead = text!(
        "report-compared-lead",
        count = total,
        courses = Text::list(counts)
    );
    let _ = writeln!(out, "{}", say(lead));
    if !comparison.is_complete() {
        let _ = writeln!(out, "\n❔ {}", say(incomplete()));
    }
    let changed = comparison
        .instances
        .iter()
        .filter(|compared| compared.course != Movement::Same);
    let mut lines = String::new();
    for compared in changed {
        let verdict =
            |verdict: Option<Verdict>| verdict.map_or("–".to_owned(), |one| word(one, language));
        let findings = |sign: &str, findings: &[Finding]| -> String {
            let each = findings
                .iter()
                .map(|finding| format!("{sign}{} ", finding.id.as_str()));
            each.collect()
        };
        let _ = writeln!(
            lines,
            "| {} | {} | {} | {} | {}{}|",
            compared.course.text().say(language),
            escaped(&compared.place.to_string()),
            verdict(compared.before),
            verdict(compared.after),
            findings("+", &compared.appeared),
            findings("−", &compared.cleared),
        );
    }
    if !lines.is_empty() {
        let _ = writeln!(
            out,
            "\n| {} |\n|---|---|---|---|---|",
            say(text!("report-changes"))
        );
        out.push_str(&lines);
    }
    out
}

fn details(out: &mut String, row: &Row, language: Language) {
    if row.findings.is_empty() && row.error.is_none() {
        return;
    }
    let _ = writeln!(out, "\n## {}\n", name(row));
    for finding in &row.findings {
        let message = escaped(&finding.message.say(language));
        let mut line = text!(
            "report-finding",
            severity = finding.severity.text(),
            id = finding.id.as_str(),
            message = message
        );
        if let Some(remedy) = &finding.remedy {
            let remedy = code(remedy);
            line = text!("report-finding-remedy", finding = line, remedy = remedy);
        }
        let _ = writeln!(out, "- {}", line.say(language));
    }
    if let Some(error) = &row.error {
        let _ = writeln!(
            out,
            "- {}",
            text!("report-unread", why = escaped(&error.text().say(language))).say(language)
        );
    }
}

fn name(row: &Row) -> String {
    let id = row.instance_id.as_str();
    match row.description.as_deref() {
        Some(description) if !description.is_empty() && description != id => {
            format!("{} ({})", escaped(id), escaped(description))
        }
        _ => escaped(id),
    }
}

/// The verdict with a mark, so that it is told without colour.
pub(super) fn word(verdict: Verdict, language: Language) -> String {
    let mark = match verdict {
        Verdict::Enforced => "✅",
        Verdict::Partly => "🟡",
        Verdict::Open => "❌",
        Verdict::Unsupported => "➖",
        Verdict::Unknown => "❔",
    };
    format!("{mark} {}", verdict.text().say(language))
}

/// A text as itself in Markdown. What a reader might take for an address becomes code: escapes do not
/// keep every reader from making a link or a mention of it.
///
/// Source: `CommonMark` 0.31, section 2.4, any ASCII punctuation can be escaped; GitHub Flavored
/// Markdown, sections 4.10 (tables) and 6.9 (autolinks).
pub(super) fn escaped(text: &str) -> String {
    let printed = printable(text);
    let mut out = String::with_capacity(printed.len());
    // Blanks at the ends would be dropped or make a code block.
    for word in printed.trim().split(' ') {
        if !out.is_empty() {
            out.push(' ');
        }
        if is_address(word) {
            out.push_str(&code(word));
        } else {
            escape_word(word, &mut out);
        }
    }
    out
}

/// Whether a word holds a URL, a name of the web or a mail address.
fn is_address(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let schemes = ["://", "www.", "mailto:", "xmpp:"];
    word.contains('@') || schemes.iter().any(|mark| word.contains(mark))
}

fn escape_word(word: &str, out: &mut String) {
    for c in word.chars() {
        let special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '|' | '~' | '#' | '$' | '!' => {
                true
            }
            // A list, a heading underline or a number at the start of a line.
            '-' | '+' | '=' | ')' | '.' => out.chars().all(|c| c.is_ascii_digit()),
            _ => false,
        };
        if special {
            out.push('\\');
        }
        out.push(c);
    }
}

/// A command as code, between more backticks than it holds.
fn code(text: &str) -> String {
    let text = printable(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 {
        format!("{fence}{text}{fence}")
    } else {
        format!("{fence} {text} {fence}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    fn markdown(document: &Document) -> String {
        super::markdown(document, Language::English)
    }

    /// The text of every cell.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "the other events are no text of a cell"
    )]
    fn cells(markdown: &str) -> Vec<String> {
        let mut cells = Vec::new();
        let mut inside = false;
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::TableCell) => {
                    inside = true;
                    cells.push(String::new());
                }
                Event::End(pulldown_cmark::TagEnd::TableCell) => inside = false,
                Event::Text(text) | Event::Code(text) if inside => {
                    cells.last_mut().unwrap().push_str(&text);
                }
                Event::Html(_)
                | Event::InlineHtml(_)
                | Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis) => {
                    panic!("markup from a text: {event:?}")
                }
                _ => {}
            }
        }
        cells
    }

    #[test]
    fn a_mixed_fleet() {
        insta::assert_snapshot!(markdown(&crate::report::sample::mixed()));
    }

    #[test]
    fn addresses_are_code() {
        for (text, wanted) in [
            (
                "see https://evil.example/x|y now",
                "see `https://evil.example/x\\|y` now",
            ),
            ("WWW.evil.example", "`WWW.evil.example`"),
            (
                "ask root@db.example, please",
                "ask `root@db.example,` please",
            ),
            ("mailto:a`b", "`` mailto:a`b ``"),
            ("a_b.c 1.5", "a\\_b.c 1.5"),
        ] {
            assert_eq!(escaped(text), wanted);
        }
    }

    proptest! {
        #[test]
        fn text_from_elsewhere_stays_text(text in "[a-z|`*_<>\\\\\\[\\]()#&~!@ \n\r\t\u{1b}.:/=+-]{0,24}") {
            let mut document = crate::report::sample::mixed();
            let before = cells(&markdown(&document)).len();
            for row in &mut document.instances {
                row.reason = Text::verbatim(text.as_str());
            }
            let cells = cells(&markdown(&document));
            prop_assert_eq!(cells.len(), before);
            prop_assert!(cells.iter().any(|cell| cell.trim() == printable(&text).trim()), "{:?}", cells);
        }
    }
}
