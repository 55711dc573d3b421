//! What the row of an instance, and a comparison with a baseline, mean for the exit code.

use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::outcome::Audited;
use crate::domain::verdict::Verdict;
use crate::failure;
use crate::ops::enforce::unreadable;
use crate::report::compare::{FailOn, compare};
use crate::report::document::Document;
use crate::report::table;

/// Shows what changed since the baseline; only what became worse is a gap.
pub(super) fn compared(session: &Session, old: &Document, new: &Document) -> Ending {
    let terminal = &session.terminal;
    let comparison = compare(old, new);
    terminal.say("compared with the baseline:");
    terminal.say_text(&table::comparison(&comparison, terminal.page()));
    if comparison.fails(FailOn::New) {
        Ending::Gaps
    } else {
        Ending::Done
    }
}

/// A deciding part that could not be read is an error of its own, whatever else was found.
pub(super) fn ending(row: &Audited, fail_on: Severity) -> (Ending, Option<Failure>) {
    let gap = row
        .judgement
        .findings
        .iter()
        .any(|finding| finding.severity >= fail_on);
    let failed = unreadable(&row.posture).map(|part| failure::unread(&row.posture.id, part));
    let ending = match row.judgement.verdict {
        Verdict::Enforced if !gap => Ending::Done,
        Verdict::Enforced | Verdict::Partly | Verdict::Open => Ending::Gaps,
        Verdict::Unsupported => return (Ending::Blocked, None),
        Verdict::Unknown => Ending::Api,
    };
    match failed {
        Some(failed) if row.judgement.verdict == Verdict::Unknown => (failed.ending, Some(failed)),
        Some(failed) => (ending.max(failed.ending), Some(failed)),
        None => (ending, None),
    }
}
