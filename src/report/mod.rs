//! Outcomes to text. Pure: nothing here prints or reads the environment, and outside `review` nothing decides.

mod annotations;
pub mod breaks;
mod csv;
pub mod document;
pub mod evidence;
pub mod failure;
mod html;
pub mod json;
mod junit;
pub mod markdown;
pub mod ndjson;
mod ocsf;
mod openmetrics;
pub mod review;
mod rules;
#[cfg(test)]
mod sample;
mod sarif;
pub mod table;
pub mod terraform;
mod ticket;
mod verdicts;

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};

use self::document::Document;
use crate::domain::certificate::{Certificate, Peer};
use crate::domain::characters::is_display_unsafe;
use crate::domain::failure::Failure;
use crate::domain::outcome::InstanceOutcome;
use crate::domain::plan::Plan;
use crate::domain::proof::{ProbeReport, TargetReport};
use crate::text::{Language, Text};

/// The formats of a report on instances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum ReportFormat {
    /// For people.
    Table,
    /// One JSON document.
    Json,
    /// One JSON document an instance, each on a line.
    Ndjson,
    /// Comma-separated values.
    Csv,
    /// GitHub Flavored Markdown.
    Markdown,
    /// SARIF 2.1.0.
    Sarif,
    /// `JUnit` XML.
    Junit,
    /// OCSF Compliance Findings.
    Ocsf,
    /// One self-contained page.
    Html,
    /// The text format of Prometheus.
    Prometheus,
    /// GitHub workflow commands.
    Github,
    /// The GitLab code quality report.
    Gitlab,
}

impl ReportFormat {
    /// Every format, in the order help shows them.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The name that `-o` takes.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// How a command talks that answers in this format.
    pub const fn conversation(self) -> Format {
        match self {
            Self::Json | Self::Ndjson => Format::Json,
            Self::Table
            | Self::Csv
            | Self::Markdown
            | Self::Sarif
            | Self::Junit
            | Self::Ocsf
            | Self::Html
            | Self::Prometheus
            | Self::Github
            | Self::Gitlab => Format::Table,
        }
    }
}

/// The report of `check` in a format.
///
/// # Errors
/// `Bug` when a library cannot write it.
pub fn render(document: &Document, format: ReportFormat, page: Page) -> Result<String, Failure> {
    Ok(match format {
        ReportFormat::Table => table::check(document, page),
        ReportFormat::Json => json::check(document),
        ReportFormat::Ndjson => ndjson::lines(document),
        ReportFormat::Csv => csv::csv(document)?,
        ReportFormat::Markdown => markdown::markdown(document, page.language),
        ReportFormat::Sarif => sarif::sarif(document),
        ReportFormat::Junit => junit::junit(document),
        ReportFormat::Ocsf => ocsf::ocsf(document),
        ReportFormat::Html => html::html(document, page.language),
        ReportFormat::Prometheus => openmetrics::prometheus(document)?,
        ReportFormat::Github => annotations::github(document),
        ReportFormat::Gitlab => annotations::gitlab(document),
    })
}

/// What `plan` answers: for people, as JSON, or as a change ticket.
pub fn render_plans(plans: &[Plan], format: ReportFormat, page: Page) -> String {
    if format == ReportFormat::Json {
        json::plans(plans)
    } else if format == ReportFormat::Table {
        table::plans(plans, page)
    } else {
        ticket::plans(plans, format, page)
    }
}

/// What a change answers: for people, as JSON, or as a change ticket.
pub fn render_outcomes(outcomes: &[InstanceOutcome], format: ReportFormat, page: Page) -> String {
    if format == ReportFormat::Json {
        json::outcomes(outcomes)
    } else if format == ReportFormat::Table {
        table::outcomes(outcomes, page)
    } else {
        ticket::outcomes(outcomes, format, page)
    }
}

/// A time as every document writes it.
fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The formats that every command has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// One JSON document.
    Json,
}

/// What a view may use: nothing about the terminal is global.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Columns.
    pub width: u16,
    /// Whether colour may be used; it never carries meaning alone.
    pub colour: bool,
    /// The language of explanations.
    pub language: Language,
    /// Whether details are wanted.
    pub verbose: bool,
    /// Whether instances with nothing to do are listed too.
    pub all: bool,
}

impl Page {
    /// Lines of any length without colour.
    pub const fn plain(language: Language) -> Self {
        Self {
            width: 0,
            colour: false,
            language,
            verbose: false,
            all: false,
        }
    }

    /// A sentence in the language of the page.
    pub fn say(&self, text: &Text) -> String {
        text.say(self.language)
    }
}

/// Live connections, and what their server certificates are judged by.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// One report for each endpoint and address family.
    pub targets: &'a [TargetReport],
    /// CAs to trust, PEM text; `None` leaves trust unjudged.
    pub server_ca: Option<&'a str>,
    /// When.
    pub now: DateTime<Utc>,
}

impl Judged<'_> {
    /// The server certificate of one report.
    fn peer(&self, report: &ProbeReport) -> Option<Peer> {
        let chain = &report.tls.as_ref()?.chain;
        Peer::judge(chain, &report.place.host, self.server_ca, None, self.now)
    }
}

/// Replaces control characters, and characters that turn the direction of what follows, so that untrusted text cannot drive a terminal or look like other text.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if is_display_unsafe(c) { '?' } else { c })
        .collect()
}

/// The last guard of a finished text: what still drives a terminal is replaced. Line ends and
/// tabs stay, and with `colour` the sequences that set colours.
pub fn harmless(text: &str, colour: bool) -> Cow<'_, str> {
    let tame = |c: char| matches!(c, '\n' | '\t') || !is_display_unsafe(c);
    if is_plain(text) || text.chars().all(tame) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let sequence = if colour { colouring(rest) } else { 0 };
        let taken = if sequence > 0 { sequence } else { c.len_utf8() };
        let (head, tail) = rest.split_at(taken);
        if sequence > 0 || tame(c) {
            out.push_str(head);
        } else {
            out.push(char::REPLACEMENT_CHARACTER);
        }
        rest = tail;
    }
    Cow::Owned(out)
}

/// Whether a text is ASCII without control characters but line ends and tabs, as most documents are;
/// a look at the bytes tells that quickly, many at once.
fn is_plain(text: &str) -> bool {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n' | b'\t');
    let all = |chunk: &[u8]| chunk.iter().fold(true, |all, byte| all & plain(byte));
    text.as_bytes().chunks(256).all(all)
}

/// Length of the sequence at the start that sets a colour or an attribute.
///
/// Source: ECMA-48, section 8.3.117, SGR.
fn colouring(text: &str) -> usize {
    let Some(parameters) = text.strip_prefix("\u{1b}[") else {
        return 0;
    };
    let end = parameters.find(|c: char| !(c.is_ascii_digit() || c == ';'));
    match end.and_then(|end| parameters.get(end..)) {
        Some(last) if last.starts_with('m') => text.len() - last.len() + 1,
        _ => 0,
    }
}

/// One client certificate that was issued, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedRow {
    /// The database user.
    pub user: String,
    /// What the certificate says.
    pub certificate: Certificate,
    /// The files that were written.
    pub files: Vec<String>,
    /// A connection string of libpq.
    pub connection_string: String,
    /// A URL of the JDBC driver.
    pub jdbc: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_colours_line_ends_and_tabs_pass_the_last_guard() {
        for (text, colour, expected) in [
            ("plain\ttext é\n", false, "plain\ttext é\n"),
            ("\u{1b}[31mred\u{1b}[0m", true, "\u{1b}[31mred\u{1b}[0m"),
            ("\u{1b}[31mred", false, "\u{fffd}[31mred"),
            (
                "\u{1b}[2J\u{1b}]0;x\u{7}",
                true,
                "\u{fffd}[2J\u{fffd}]0;x\u{fffd}",
            ),
            ("\u{1b}[", true, "\u{fffd}["),
            (
                "a\rb\0c\u{9b}31m\u{7f}",
                true,
                "a\u{fffd}b\u{fffd}c\u{fffd}31m\u{fffd}",
            ),
            (
                "\u{202e}x\u{2066}y\u{200f}",
                true,
                "\u{fffd}x\u{fffd}y\u{fffd}",
            ),
        ] {
            assert_eq!(harmless(text, colour), expected, "{text:?}");
        }
    }
}
