//! `forcessl report`: reports that were written before, put together or compared.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::App;
use super::options::input;
use super::options::whole_file::unwritable;
use super::options::words::{Words, one_of};
use super::output::deliver::deliver;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::{Finding, Severity};
use crate::files::is_same;
use crate::report::document::{Document, read};
use crate::report::review::{FailOn, compare, merge};
use crate::report::{ReportFormat, json, markdown, render, table};
use crate::text;

#[derive(Debug, Subcommand)]
pub(super) enum ReportAction {
    Merge {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[arg(long, value_name = "SEVERITY", value_parser = one_of(SEVERITIES))]
        fail_on: Option<Severity>,
    },
    Diff {
        old: PathBuf,
        new: PathBuf,
        #[arg(long, value_name = "new|any|SEVERITY", default_value = "new",
            value_parser = one_of(FAIL_ON))]
        fail_on: FailOn,
    },
}

/// The severities of findings.
pub(super) const SEVERITIES: Words<Severity> = &[
    ("note", Severity::Note),
    ("low", Severity::Low),
    ("medium", Severity::Medium),
    ("high", Severity::High),
];

/// When a comparison fails.
const FAIL_ON: Words<FailOn> = &[
    ("new", FailOn::New),
    ("any", FailOn::Any),
    ("note", FailOn::Severity(Severity::Note)),
    ("low", FailOn::Severity(Severity::Low)),
    ("medium", FailOn::Severity(Severity::Medium)),
    ("high", FailOn::Severity(Severity::High)),
];

impl ReportAction {
    /// The formats that the action answers in.
    pub(super) const fn formats(&self) -> &'static [ReportFormat] {
        match self {
            ReportAction::Merge { .. } => ReportFormat::ALL,
            ReportAction::Diff { .. } => &[
                ReportFormat::Table,
                ReportFormat::Json,
                ReportFormat::Markdown,
            ],
        }
    }
}

pub(super) fn run(app: &App, action: &ReportAction) -> Result<Ending, Failure> {
    match action {
        ReportAction::Merge { files, fail_on } => {
            let load = |file: &PathBuf| load(app, file);
            let reports: Vec<Document> = files.iter().map(load).collect::<Result<_, _>>()?;
            for (file, report) in files.iter().zip(&reports) {
                let count = report.instances.len();
                app.terminal
                    .say(text!("report-counted", file = file, count = count));
            }
            let mut merged = merge(reports);
            for row in &mut merged.document.instances {
                row.fail_on = fail_on.unwrap_or(row.fail_on);
            }
            for (place, count) in &merged.duplicates {
                let (place, count) = (place.to_string(), *count);
                app.terminal
                    .say(text!("report-duplicate", place = place, count = count));
            }
            deliver(app, |format, page| render(&merged.document, format, page))?;
            Ok(merged.document.ending())
        }
        ReportAction::Diff { old, new, fail_on } => {
            let comparison = compare(&load(app, old)?, &load(app, new)?);
            deliver(app, |format, page| {
                Ok(if format == ReportFormat::Json {
                    json::comparison(&comparison)
                } else if format == ReportFormat::Markdown {
                    markdown::comparison(&comparison, page.language)
                } else {
                    table::comparison(&comparison, page)
                })
            })?;
            Ok(comparison.ending(*fail_on))
        }
    }
}

/// Reads a report, and says which keys of a newer version it leaves out.
///
/// # Errors
/// `Usage` when it cannot be read, is none, or is a file that the answer goes to.
pub(super) fn load(app: &App, file: &Path) -> Result<Document, Failure> {
    let mut written = app
        .global
        .output
        .iter()
        .filter_map(|one| one.file.as_deref());
    if let Some(taken) = written.find(|written| is_same(written, file)) {
        return Err(unwritable(taken, text!("file-is-read")).next(text!("file-is-read-next")));
    }
    let bytes = input::bytes(file, input::REPORT)?;
    let text = String::from_utf8(bytes).map_err(|_| {
        input::refused(file, input::REPORT, text!("input-not-utf8")).next(text!("input-next-utf8"))
    })?;
    let report = read(&text).map_err(|error| input::refused(file, input::REPORT, error.text()))?;
    if !report.ignored.is_empty() {
        app.terminal.say(text!(
            "report-ignored",
            file = file.display(),
            keys = report.ignored.join(", ")
        ));
    }
    let mut findings = report
        .document
        .instances
        .iter()
        .flat_map(|row| &row.findings);
    if findings.any(Finding::is_untold) {
        app.terminal
            .say(text!("report-older", file = file.display()));
    }
    Ok(report.document)
}
