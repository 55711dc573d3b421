//! `forcessl report`: reports that were written before, put together or compared.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::App;
use super::deliver;
use super::input::{self, Content};
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::verdict::Verdict;
use crate::report::compare::{Comparison, FailOn, compare};
use crate::report::document::{Document, read};
use crate::report::merge::{Merged, merge};
use crate::report::{ReportFormat, json, markdown, table};
use crate::text;

#[derive(Debug, clap::Args)]
pub(super) struct ReportArgs {
    #[command(subcommand)]
    action: ReportAction,
}

#[derive(Debug, Subcommand)]
enum ReportAction {
    Merge {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[arg(long, value_name = "SEVERITY", default_value = "high")]
        fail_on: SeverityArg,
    },
    Diff {
        old: PathBuf,
        new: PathBuf,
        #[arg(long, value_name = "new|any|SEVERITY", default_value = "new")]
        fail_on: FailOnArg,
    },
}

/// A severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum SeverityArg {
    /// Worth knowing.
    Note,
    /// A weakness that lets nobody in by itself.
    Low,
    /// Will become a gap, or hides one.
    Medium,
    /// A gap now.
    High,
}

impl From<SeverityArg> for Severity {
    fn from(severity: SeverityArg) -> Self {
        match severity {
            SeverityArg::Note => Self::Note,
            SeverityArg::Low => Self::Low,
            SeverityArg::Medium => Self::Medium,
            SeverityArg::High => Self::High,
        }
    }
}

/// When a comparison fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum FailOnArg {
    /// Worse, or a new instance with a gap.
    New,
    /// Any gap, also an old one.
    Any,
    /// A note that was not there.
    Note,
    /// A low finding, or worse, that was not there.
    Low,
    /// A medium finding, or worse, that was not there.
    Medium,
    /// A high finding that was not there.
    High,
}

impl From<FailOnArg> for FailOn {
    fn from(on: FailOnArg) -> Self {
        match on {
            FailOnArg::New => Self::New,
            FailOnArg::Any => Self::Any,
            FailOnArg::Note => Self::Severity(Severity::Note),
            FailOnArg::Low => Self::Severity(Severity::Low),
            FailOnArg::Medium => Self::Severity(Severity::Medium),
            FailOnArg::High => Self::Severity(Severity::High),
        }
    }
}

impl ReportArgs {
    /// The formats that the action answers in.
    pub(super) const fn formats(&self) -> &'static [ReportFormat] {
        match self.action {
            ReportAction::Merge { .. } => &ReportFormat::ALL,
            ReportAction::Diff { .. } => &[
                ReportFormat::Table,
                ReportFormat::Json,
                ReportFormat::Markdown,
            ],
        }
    }
}

pub(super) fn run(app: &App, args: &ReportArgs) -> Result<Ending, Failure> {
    match &args.action {
        ReportAction::Merge { files, fail_on } => put_together(app, files, (*fail_on).into()),
        ReportAction::Diff { old, new, fail_on } => {
            let comparison = compare(&load(app, old)?, &load(app, new)?);
            deliver::deliver_each(app, |format, page| {
                Ok(if format == ReportFormat::Json {
                    json::comparison(&comparison)
                } else if format == ReportFormat::Markdown {
                    markdown::comparison(&comparison, page.language)
                } else {
                    table::comparison(&comparison, page)
                })
            })?;
            Ok(judged(&comparison, (*fail_on).into()))
        }
    }
}

/// What a comparison means for a pipeline.
pub(super) fn judged(comparison: &Comparison, on: FailOn) -> Ending {
    if comparison.is_blind() {
        Ending::Api
    } else if comparison.fails(on) {
        Ending::Gaps
    } else {
        Ending::Done
    }
}

fn put_together(app: &App, files: &[PathBuf], fail_on: Severity) -> Result<Ending, Failure> {
    let reports: Vec<Document> = files
        .iter()
        .map(|file| load(app, file))
        .collect::<Result<_, _>>()?;
    let counts: Vec<usize> = reports
        .iter()
        .map(|report| report.instances.len())
        .collect();
    let Merged {
        document,
        duplicates,
    } = merge(reports);
    for (file, count) in files.iter().zip(counts) {
        app.terminal
            .say(text!("report-counted", file = file, count = count));
    }
    for (place, count) in &duplicates {
        app.terminal.say(text!(
            "report-duplicate",
            place = place.to_string(),
            count = *count
        ));
    }
    deliver::deliver(app, &document)?;
    let endings = document.instances.iter().map(|row| match row.verdict {
        Verdict::Enforced if row.worst().is_none_or(|worst| worst < fail_on) => Ending::Done,
        Verdict::Enforced | Verdict::Partly | Verdict::Open => Ending::Gaps,
        Verdict::Unsupported => Ending::Blocked,
        Verdict::Unknown => Ending::Api,
    });
    let missing = (!document.not_checked.is_complete()).then_some(Ending::Api);
    Ok(endings.chain(missing).max().unwrap_or(Ending::Done))
}

/// Reads a report, and says which keys of a newer version it leaves out.
///
/// # Errors
/// `Usage` when it cannot be read, or is none.
pub(super) fn load(app: &App, file: &Path) -> Result<Document, Failure> {
    let bytes = input::large(file, Content::Report)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| input::refused(file, Content::Report, text!("report-not-text")))?;
    let report = read(&text).map_err(|error| {
        input::refused(file, Content::Report, error.text()).next(text!("report-next"))
    })?;
    if !report.ignored.is_empty() {
        app.terminal.say(text!(
            "report-ignored",
            file = file.display(),
            keys = report.ignored.join(", ")
        ));
    }
    Ok(report.document)
}
