//! Outcomes to text. Pure: nothing here prints or reads the environment, and outside `review` nothing decides.

mod annotations;
pub mod breaks;
mod csv;
pub mod document;
pub mod evidence;
mod facts;
pub mod failure;
mod harmless;
mod html;
pub mod json;
mod junit;
pub mod markdown;
pub mod ndjson;
mod ocsf;
mod openmetrics;
mod page;
pub mod review;
mod rules;
#[cfg(test)]
mod sample;
mod sarif;
pub mod table;
pub mod terraform;
mod ticket;
mod verdicts;

use chrono::{DateTime, SecondsFormat, Utc};

use document::Document;
pub use facts::{IssuedRow, Judged};
pub use harmless::{harmless, printable};
pub use page::{Format, Page};

use crate::domain::failure::Failure;
use crate::domain::outcome::InstanceOutcome;
use crate::domain::plan::Plan;

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
        ReportFormat::Github => annotations::github(document, page.language),
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
