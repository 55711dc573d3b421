//! Tables and short texts for people, made to fit the terminal. Colour never carries meaning alone.

mod cert;
mod check;
mod clients;
mod compare;
mod doctor;
mod explain;
mod hba;
mod outcome;
mod plan;
mod probe;
mod saved;
mod sessions;
mod settings;

pub use cert::{inspection, issued, new_ca, new_crl, revoked};
pub use check::check;
pub use clients::clients;
pub(super) use clients::rows as client_rows;
pub use compare::comparison;
pub use doctor::doctor;
pub use explain::{catalogue, explained};
pub use hba::{history, login};
pub use outcome::outcomes;
pub use plan::{plan, plans, warnings};
pub use probe::{probes, targets};
pub use saved::saved;
pub use sessions::{sessions, sessions_to_end};
pub use settings::{acl, client_ca, crl, records, ssl, waited};

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table};

use super::{Page, printable};
use crate::domain::finding::Severity;
use crate::domain::verdict::Verdict;

/// An empty table of the house style.
fn table(page: Page, header: &[&str]) -> Table {
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
    table
}

fn cell(text: &str) -> Cell {
    Cell::new(printable(text))
}

fn bold(page: Page, text: &str) -> Cell {
    if page.colour {
        cell(text).add_attribute(Attribute::Bold)
    } else {
        cell(text)
    }
}

fn coloured(page: Page, text: &str, colour: Color) -> Cell {
    if page.colour {
        cell(text).fg(colour)
    } else {
        cell(text)
    }
}

fn verdict_text(verdict: Verdict) -> String {
    let mark = match verdict {
        Verdict::Enforced => "✔",
        Verdict::Partly => "◐",
        Verdict::Open => "✘",
        Verdict::Unsupported => "–",
        Verdict::Unknown => "?",
    };
    format!("{mark} {}", verdict.as_str())
}

fn verdict_colour(verdict: Verdict) -> Color {
    match verdict {
        Verdict::Enforced => Color::Green,
        Verdict::Partly | Verdict::Unknown => Color::Yellow,
        Verdict::Open => Color::Red,
        Verdict::Unsupported => Color::DarkGrey,
    }
}

fn severity_colour(severity: Severity) -> Color {
    match severity {
        Severity::High => Color::Red,
        Severity::Medium => Color::Yellow,
        Severity::Low | Severity::Note => Color::Grey,
    }
}

fn on_off(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "on",
        Some(false) => "off",
        None => "not known",
    }
}

/// Several texts, each on a line of its own.
fn listed(texts: &[String]) -> Cell {
    Cell::new(texts.iter().map(line).collect::<Vec<_>>().join("\n"))
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
fn about(duration: std::time::Duration) -> String {
    match duration.as_secs() {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}
