//! `--evidence FILE`: a document for auditors.

use std::path::Path;

use crate::commands::options::input;
use crate::commands::options::whole_file;
use crate::domain::failure::Failure;
use crate::domain::outcome::InstanceOutcome;
use crate::files::{Readers, Taken, place};
use crate::report::{Judged, Page, evidence};
use crate::text;

/// Refuses a file that exists, and a folder that does not, before anything is asked or sent.
///
/// # Errors
/// `Usage` for such a file.
pub(crate) fn vacant(path: &Path) -> Result<(), Failure> {
    whole_file::vacant(path).map_err(|why| input::refused(path, input::EVIDENCE, why))
}

/// Writes it: JSON when the name ends in `.json`, else Markdown.
///
/// # Errors
/// `Usage` when the file cannot be made.
pub(crate) fn write(
    path: &Path,
    judged: &Judged<'_>,
    changes: &[InstanceOutcome],
    page: Page,
) -> Result<(), Failure> {
    let ending = path.extension();
    let text = if ending.is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        evidence::json(judged, changes)
    } else {
        evidence::markdown(judged, changes, page)
    };
    place(path, text.as_bytes(), Readers::Umask, Taken::Kept).map_err(|error| {
        Failure::usage(text!("evidence-unwritten", file = path.display()))
            .because(error.text())
            .next(text!("evidence-unwritten-next"))
    })
}
