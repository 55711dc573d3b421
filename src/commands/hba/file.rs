//! Files of records: read for `hba apply`, written by `hba export`.

use std::path::Path;

use crate::commands::app::App;
use crate::commands::input;
use crate::commands::whole_file;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::syntax::file::{FileRefused, parse, write};
use crate::domain::hba::{HbaState, Record, Shown};
use crate::domain::instance::InstanceId;
use crate::files::{Readers, Taken};
use crate::report::{Format, json};
use crate::text;
use crate::text::Language;

/// The records of a file, or of stdin for `-`.
///
/// # Errors
/// `Usage` with line and column.
pub(in crate::commands) fn read(path: &Path) -> Result<Vec<Record>, Failure> {
    let bytes = input::bytes(path, input::RECORDS)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        refused(
            path,
            &FileRefused {
                line: good.matches('\n').count() + 1,
                column: good
                    .rsplit('\n')
                    .next()
                    .map_or(0, |line| line.chars().count())
                    + 1,
                why: text!("hba-file-not-utf8"),
            },
        )
    })?;
    let records = parse(text).map_err(|wrong| refused(path, &wrong))?;
    if records.is_empty() {
        return Err(
            input::refused(path, input::RECORDS, text!("hba-file-empty"))
                .next(text!("hba-file-empty-next")),
        );
    }
    Ok(records)
}

fn refused(path: &Path, wrong: &FileRefused) -> Failure {
    input::refused(path, input::RECORDS, wrong.text()).next(text!("hba-file-next"))
}

/// Writes the records as a `pg_hba.conf`, to stdout or to a file for its owner alone.
///
/// # Errors
/// `Usage` when the file exists and `force` is not given, or cannot be written.
pub(super) fn export(
    app: &App,
    id: &InstanceId,
    hba: &HbaState,
    path: Option<&Path>,
    show_secrets: bool,
    force: bool,
) -> Result<Ending, Failure> {
    let (records, assumed) = hba.in_force();
    let (shown, redacted) = if show_secrets {
        (Shown::Raw, false)
    } else {
        let hides = records.iter().any(|record| record.redacted() != *record);
        (Shown::Redacted, hides)
    };
    let now = app.clock.now().format("%Y-%m-%d %H:%M:%S UTC");
    let mut comments = vec![
        text!("hba-export-from", id = id, now = now.to_string()),
        text!("hba-export-apply", id = id),
    ];
    if assumed {
        comments.push(text!("hba-export-assumed"));
    }
    let priorities = || records.iter().map(|record| record.priority);
    if !priorities().eq(0..priorities().count().try_into().unwrap_or(u32::MAX)) {
        let priorities: Vec<String> = priorities().map(|one| one.to_string()).collect();
        comments.push(text!(
            "hba-export-priorities",
            priorities = priorities.join(", ")
        ));
    }
    if redacted {
        comments.push(text!("hba-export-redacted"));
    }
    let language = match (path, app.terminal.format()) {
        (None, Format::Json) => Language::English,
        (Some(_), _) | (None, Format::Table) => app.terminal.page().language,
    };
    let comments: Vec<String> = comments.iter().map(|one| one.say(language)).collect();
    let text = write(&records, &comments, shown);
    let Some(path) = path else {
        app.terminal.document(&match app.terminal.format() {
            Format::Table => text,
            Format::Json => json::document_text(id, "pg_hba", &text),
        });
        return Ok(Ending::Done);
    };
    let taken = if force { Taken::Replaced } else { Taken::Kept };
    let other = text!("file-exists-next");
    whole_file::put(path, &text, Readers::Owner, taken, other)?;
    app.terminal
        .say(text!("file-written", file = path.display()));
    Ok(Ending::Done)
}
