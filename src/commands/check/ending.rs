//! What the row of an instance, and a comparison with a baseline, mean for the exit code.

use crate::commands::app::App;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::outcome::Audited;
use crate::domain::verdict::{Judgement, Standing, unreadable};
use crate::failure;
use crate::report::document::Document;
use crate::report::review::{FailOn, compare};
use crate::report::table;
use crate::text;

/// Shows what changed since the baseline; only what became worse is a gap.
pub(crate) fn compared(app: &App, old: &Document, new: &Document) -> Ending {
    let terminal = &app.terminal;
    let comparison = compare(old, new);
    terminal.say(text!("ending-compared"));
    terminal.say_text(&table::comparison(&comparison, terminal.page()));
    if comparison.fails(FailOn::New) {
        Ending::Gaps
    } else {
        Ending::Done
    }
}

/// How a row ends: a deciding part that could not be read is an error of its own, whatever else was
/// found, and every finding of this severity or worse is a gap.
pub(crate) fn ending(row: &Audited, fail_on: Severity) -> (Ending, Option<Failure>) {
    let Judgement {
        verdict, findings, ..
    } = &row.judgement;
    let failed = unreadable(&row.posture).map(|part| failure::unread(&row.posture.id, part));
    let ending = match Standing::of(*verdict, findings, fail_on) {
        Standing::Unknown => failed.as_ref().map_or(Ending::Api, |failed| failed.ending),
        Standing::Gap => Ending::Gaps,
        Standing::Accepted => Ending::Done,
    };
    let ending = failed
        .as_ref()
        .map_or(ending, |failed| ending.max(failed.ending));
    (ending, failed)
}
