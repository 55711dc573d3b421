//! Delivers a report in every format that was asked for, to stdout or to files.

use crate::commands::app::App;
use crate::commands::options::output::Output;
use crate::commands::options::whole_file::{is_nowhere, put, usable};
use crate::domain::failure::Failure;
use crate::files::{Readers, Taken};
use crate::report::document::Document;
use crate::report::{Page, ReportFormat, render};
use crate::text;

/// Answers with what is left of a report when lines of JSON were already streamed to stdout; `all` lists enforced
/// instances too.
///
/// # Errors
/// As [`deliver`].
pub(crate) fn deliver_rest(app: &App, document: &Document, all: bool) -> Result<(), Failure> {
    let left = |output: &Output| output.file.is_some() || output.format != ReportFormat::Ndjson;
    deliver_all(app, &left, |format, page| {
        render(document, format, Page { all, ..page })
    })
}

/// Answers in every format that was asked for, each made by `view`: one on stdout, the others in files.
///
/// # Errors
/// `Usage` when a file cannot be written; what could be is.
pub(crate) fn deliver(
    app: &App,
    view: impl Fn(ReportFormat, Page) -> Result<String, Failure>,
) -> Result<(), Failure> {
    deliver_all(app, &|_| true, view)
}

fn deliver_all(
    app: &App,
    wanted: &dyn Fn(&Output) -> bool,
    view: impl Fn(ReportFormat, Page) -> Result<String, Failure>,
) -> Result<(), Failure> {
    let view = |format, page| {
        let is_json = format == ReportFormat::Json;
        let completed = |text: String| {
            if is_json {
                app.terminal.completed(&text)
            } else {
                text
            }
        };
        view(format, page).map(completed)
    };
    let mut failed = None;
    for output in app.global.output.iter().filter(|output| wanted(output)) {
        match &output.file {
            None => {
                let text = view(output.format, app.terminal.page())?;
                if output.format == ReportFormat::Table {
                    app.terminal.answer(&text);
                } else {
                    app.terminal.document(&text);
                }
            }
            Some(file) if is_nowhere(file) => {}
            Some(file) => {
                let page = Page {
                    colour: false,
                    width: FILE_WIDTH,
                    ..app.terminal.page()
                };
                let text = view(output.format, page)?;
                let put = || {
                    usable(file)?;
                    let other = text!("file-next-writable");
                    put(file, &text, Readers::Umask, Taken::Replaced, other)
                };
                match put() {
                    Ok(()) => app.terminal.say(text!(
                        "deliver-written",
                        file = file.display(),
                        format = output.format.as_str()
                    )),
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Width of a table in a file.
const FILE_WIDTH: u16 = 110;
