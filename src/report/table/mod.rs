//! Tables and short texts for people, made to fit the terminal. Colour never carries meaning alone.

mod cert;
mod check;
mod clients;
mod compare;
mod doctor;
mod explain;
mod hba;
mod list;
mod listing;
mod outcome;
mod plan;
mod probe;
mod saved;
mod sessions;
mod settings;

pub use cert::{inspection, issued, new_ca, new_crl, revoked};
pub use check::check;
pub(super) use check::tally;
pub use clients::clients;
pub(super) use clients::rows as client_rows;
pub use compare::comparison;
pub use doctor::doctor;
pub use explain::{catalogue, explained};
pub use hba::{history, login};
pub use list::list;
pub use outcome::outcomes;
pub(super) use outcome::{shown_afterwards, step_text};
pub(in crate::report) use plan::nothing;
pub use plan::{plan, plans, warnings};
pub(super) use probe::{not_probed, question};
pub use probe::{probes, targets};
pub use saved::saved;
pub(super) use sessions::cut_off;
pub use sessions::{sessions, sessions_to_end};
pub use settings::{acl, client_ca, crl, records, ssl, waited};

use std::fmt;

use comfy_table::presets::{NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{
    Attribute, Cell, Color, ColumnConstraint, ContentArrangement, Row, Table, Width,
};
use console::measure_text_width;

use super::{Page, breaks, printable};
use crate::domain::finding::Severity;
use crate::domain::verdict::Verdict;
use crate::text::{Text, text};

/// A table that breaks no word: where its longest words do not stand side by side on the page, every
/// row becomes a block of lines.
struct Grid {
    table: Table,
    page: Page,
}

/// An empty table of the house style, with these names of columns.
fn headed(page: Page, header: impl AsRef<[Text]>) -> Grid {
    let names: Vec<String> = header.as_ref().iter().map(|name| page.say(name)).collect();
    table(page, &names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// An empty table of the house style.
fn table(page: Page, header: &[&str]) -> Grid {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED.with_rounded_corners())
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(page.width);
    if page.colour {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    if !header.is_empty() {
        table.set_header(header.iter().map(|text| bold(page, text)));
    }
    Grid { table, page }
}

impl Grid {
    fn add_row(&mut self, row: Vec<Cell>) {
        self.table.add_row(row);
    }

    /// A row of a table of facts: a name and what it is.
    fn add_fact(&mut self, name: &Text, value: &str) {
        self.add_row(vec![cell(&self.page.say(name)), cell(value)]);
    }

    /// Header and rows.
    fn rows(&self) -> impl Iterator<Item = &Row> {
        self.table.header().into_iter().chain(self.table.row_iter())
    }

    /// Columns of the longest word of each column.
    fn longest_words(&self) -> Vec<u16> {
        let mut longest: Vec<u16> = Vec::new();
        for row in self.rows() {
            for (index, cell) in row.cell_iter().enumerate() {
                let text = cell.content();
                let word = text.split(is_between).map(measure_text_width).max();
                let word = word.unwrap_or(1).try_into().unwrap_or(u16::MAX);
                match longest.get_mut(index) {
                    Some(known) => *known = word.max(*known),
                    None => longest.push(word),
                }
            }
        }
        longest
    }

    /// Every row as lines of `header: value`.
    fn stacked(&self) -> String {
        let names: Vec<String> = self.table.header().map_or_else(Vec::new, |header| {
            header.cell_iter().map(Cell::content).collect()
        });
        let page = self.page;
        let fact =
            |name: &str, value: &str| page.say(&text!("table-fact", name = name, value = value));
        let block = |row: &Row| {
            let values: Vec<String> = row.cell_iter().map(Cell::content).collect();
            let pairs: Vec<String> = match (names.as_slice(), values.as_slice()) {
                ([], [name, value]) => vec![fact(name, value)],
                _ => names
                    .iter()
                    .zip(&values)
                    .filter(|(_, value)| !value.trim().is_empty())
                    .map(|(name, value)| match name.as_str() {
                        "" => value.clone(),
                        name => fact(name, value),
                    })
                    .collect(),
            };
            let lines = pairs.iter().flat_map(|pair| pair.lines());
            lines
                .map(|line| wrapped(&breaks::unmarked(line), page.width))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let blocks: Vec<String> = self.table.row_iter().map(block).collect();
        blocks.join(if names.is_empty() { "\n" } else { "\n\n" })
    }
}

impl fmt::Display for Grid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = self.longest_words();
        // Each column has a blank at both sides and a border.
        let needed: u16 = longest.iter().map(|word| word.saturating_add(3)).sum();
        if needed.saturating_add(1) > self.page.width {
            return f.write_str(&self.stacked());
        }
        let mut table = self.table.clone();
        let least = |word: u16| ColumnConstraint::LowerBoundary(Width::Fixed(word + 2));
        table.set_constraints(longest.into_iter().map(least));
        f.write_str(&breaks::unmarked(&table.to_string()))
    }
}

/// What a line that goes on is indented by.
const INDENT: &str = "  ";

/// A line within a page: it goes on on the next line, indented, and no word is broken that fits.
fn wrapped(text: &str, width: u16) -> String {
    let within = |width: u16| -> Vec<String> {
        let mut table = Table::new();
        table
            .load_style(NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width)
            .force_no_tty()
            .add_row([cell(text)]);
        if let Some(column) = table.column_mut(0) {
            column.set_padding((0, 0));
        }
        table
            .lines()
            .map(|line| breaks::unmarked(line.trim_end()).trim_end().to_owned())
            .collect()
    };
    let whole = within(width);
    if whole.len() > 1 {
        within(width.saturating_sub(2)).join(&format!("\n{INDENT}"))
    } else {
        whole.concat()
    }
}

fn cell(text: &str) -> Cell {
    broken(&printable(text))
}

/// A cell whose lines may also be broken between characters that stand for words.
fn broken(text: &str) -> Cell {
    match breaks::marked(text) {
        Some(marked) => Cell::new(marked).set_delimiter(breaks::MARK),
        None => Cell::new(text),
    }
}

/// Whether a line may be broken here.
fn is_between(c: char) -> bool {
    c.is_whitespace() || c == breaks::MARK
}

fn bold(page: Page, text: &str) -> Cell {
    if page.colour {
        cell(text).add_attribute(Attribute::Bold)
    } else {
        cell(text)
    }
}

/// In one of the colours that a terminal sets for its own background, which crossterm calls dark; the others are too bright for
/// a white one.
fn coloured(page: Page, text: &str, colour: Color) -> Cell {
    if page.colour {
        cell(text).fg(colour)
    } else {
        cell(text)
    }
}

/// A cell with a sign before its words.
fn marked(page: Page, mark: &str, words: &Text, colour: Color) -> Cell {
    coloured(page, &format!("{mark} {}", page.say(words)), colour)
}

fn verdict_text(page: Page, verdict: Verdict) -> String {
    let mark = match verdict {
        Verdict::Enforced => "✔",
        Verdict::Partly => "◐",
        Verdict::Open => "✘",
        Verdict::Unsupported => "–",
        Verdict::Unknown => "?",
    };
    format!("{mark} {}", page.say(&verdict.text()))
}

fn verdict_colour(verdict: Verdict) -> Color {
    match verdict {
        Verdict::Enforced => Color::DarkGreen,
        Verdict::Partly | Verdict::Unknown => Color::DarkYellow,
        Verdict::Open => Color::DarkRed,
        Verdict::Unsupported => Color::DarkGrey,
    }
}

fn severity_colour(severity: Severity) -> Color {
    match severity {
        Severity::High => Color::DarkRed,
        Severity::Medium => Color::DarkYellow,
        Severity::Low | Severity::Note => Color::DarkGrey,
    }
}

fn on_off(value: Option<bool>) -> Text {
    match value {
        Some(true) => text!("word-on"),
        Some(false) => text!("word-off"),
        None => text!("word-not-known"),
    }
}

pub(super) fn yes_no(value: bool) -> Text {
    if value {
        text!("word-yes")
    } else {
        text!("word-no")
    }
}

/// Several texts, each on a line of its own.
fn listed(texts: &[String]) -> Cell {
    broken(&texts.iter().map(line).collect::<Vec<_>>().join("\n"))
}

/// A line between the tables. Only what passed this or a cell may stand among the parts of a view.
fn line(text: impl AsRef<str>) -> String {
    printable(text.as_ref())
}

/// A text with a line end after every table or line.
fn lines(parts: &[String]) -> String {
    let mut text = parts.join("\n");
    text.push('\n');
    text
}

/// About how long, in words: `40 s`, `3 min`.
pub(super) fn about(duration: std::time::Duration) -> Text {
    match duration.as_secs() {
        seconds @ 0..120 => text!("time-seconds", count = seconds),
        seconds => text!("time-minutes", count = seconds.div_ceil(60)),
    }
}

/// How long something took: `1.2 s`.
fn took(duration: std::time::Duration) -> Text {
    text!(
        "time-took",
        seconds = format!("{:.1}", duration.as_secs_f64())
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_to_the_page_and_lose_no_word() {
        let text = "TLS versions: TLSv1 on, but no common cipher, TLSv1.1 on, but no common cipher, \
                    TLSv1.2 accepted, TLSv1.3 accepted, 接受 the client certificates of 客户端证书";
        for width in 20..200 {
            let told = wrapped(text, width);
            for line in told.lines() {
                let wide = line.chars().filter(|c| !c.is_ascii()).count();
                assert!(
                    line.chars().count() + wide <= usize::from(width),
                    "{width} {line}"
                );
            }
            // Chinese goes on on the next line after any character.
            let latin = |text: &str| -> Vec<String> {
                let words = text.split_whitespace().filter(|word| word.is_ascii());
                words.map(str::to_owned).collect()
            };
            assert_eq!(latin(&told), latin(text), "{width}");
            let without_blanks = |text: &str| text.replace(char::is_whitespace, "");
            assert_eq!(without_blanks(&told), without_blanks(text), "{width}");
        }
    }

    #[test]
    fn chinese_lines_are_broken_between_characters_and_words_stay_whole() {
        let page = Page {
            width: 40,
            colour: false,
            language: crate::text::Language::Chinese,
            verbose: false,
            all: false,
        };
        let mut table = table(page, &["级别", "问题"]);
        let text = "访问控制 ACL 为 prefer：提供 SSL，但不作要求（hostnossl 记录除外），其余不变。";
        table.add_row(vec![cell("高"), cell(text)]);
        let told = table.to_string();
        assert!(told.starts_with('╭'), "{told}");
        assert!(!told.contains(breaks::MARK));
        for line in told.lines() {
            assert!(measure_text_width(line) <= 40, "{line}");
            let text = line.split('┆').nth(1).unwrap_or_default().trim_start();
            assert!(!text.starts_with(['，', '。', '：', '）']), "{line}");
        }
        assert!(
            told.contains("hostnossl") && told.contains("prefer"),
            "{told}"
        );
    }

    #[test]
    fn short_lines_stay_and_long_ones_are_indented() {
        assert_eq!(
            wrapped("GSS encryption: offered", 80),
            "GSS encryption: offered"
        );
        assert_eq!(wrapped("one two three", 9), "one two\n  three");
    }
}
