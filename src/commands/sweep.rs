//! `forcessl check` over many instances: rows as they come, all of them, also after an interrupt.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::ending::{compared, ending};
use super::followed::{self, Followed};
use super::output;
use super::places::Lost;
use super::selection::SelectionArgs;
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::fleet::Families;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::Audited;
use crate::domain::verdict::{Thresholds, judge};
use crate::ops::fleet::{Depth, Found, survey};
use crate::report::ReportFormat;
use crate::report::document::{Document, NotChecked, Row};
use crate::report::ndjson;

/// What is looked for, how closely, and what counts as a gap.
pub(super) struct Wanted<'a> {
    pub(super) selection: &'a SelectionArgs,
    /// The ids on the command line.
    pub(super) named: &'a [InstanceId],
    /// The policy file.
    pub(super) policy: Option<&'a Path>,
    pub(super) depth: Depth<'a>,
    pub(super) thresholds: Thresholds,
    pub(super) fail_on: Severity,
}

/// What is known so far.
struct Sweep<'a> {
    session: &'a Session,
    followed: Option<Followed>,
    /// Rows that are printed at the end; those that were streamed are not kept.
    rows: Vec<Row>,
    keeps: bool,
    streams: bool,
    families: Families<Option<Arc<str>>>,
    done: usize,
    not_checked: NotChecked,
    worst: Ending,
    baseline: Option<Document>,
    fail_on: Severity,
}

pub(super) async fn run(
    session: &Session,
    wanted: &Wanted<'_>,
    baseline: Option<Document>,
) -> Result<Ending, Failure> {
    let wish = wanted.selection.wish(session, wanted.named)?;
    let mut places = wanted.selection.places(session).await?;
    let followed = match wanted.policy {
        Some(path) => Some(Followed::new(followed::load(path)?, &mut places).await),
        None => None,
    };
    let outputs = &session.global.output;
    let streams =
        |output: &output::Output| output.file.is_none() && output.format == ReportFormat::Ndjson;
    let mut sweep = Sweep {
        session,
        followed,
        rows: Vec::new(),
        keeps: baseline.is_some() || !outputs.iter().all(streams),
        baseline,
        fail_on: wanted.fail_on,
        streams: outputs.iter().any(streams),
        families: Families::default(),
        done: 0,
        not_checked: NotChecked::default(),
        worst: Ending::Done,
    };
    for lost in std::mem::take(&mut places.lost) {
        sweep.lose(lost);
    }
    let known = AtomicUsize::new(0);
    let parallel = session.global.parallel;
    let interrupted = {
        let survey = survey(
            &places.open,
            &wish,
            wanted.depth,
            wanted.thresholds,
            parallel,
            &known,
            |found| {
                sweep.take(found, &known);
            },
        );
        // The outer interrupt ends the program; this one comes first and still answers.
        tokio::select! {
            biased;
            () = super::interrupt() => true,
            () = survey => false,
        }
    };
    sweep.finish(interrupted, known.load(Ordering::Relaxed))
}

impl Sweep<'_> {
    fn take(&mut self, found: Found, known: &AtomicUsize) {
        match found {
            Found::Row(mut row, account) => {
                if let Some(followed) = &self.followed {
                    let resolved = followed.resolve_of(&row.posture);
                    row.judgement = judge(&row.posture, resolved.thresholds());
                }
                for (row, account) in self.families.take(*row, account) {
                    self.show(row, account);
                }
                let known = known.load(Ordering::Relaxed);
                self.session.terminal.swept(self.done, known);
            }
            Found::Dark(place, error) => self.lose(Lost::place(&place, &error)),
            Found::Others(count) => self.not_checked.other_engines += count,
        }
    }

    fn lose(&mut self, lost: Lost) {
        self.worst = self.worst.max(lost.failure.ending);
        self.session.terminal.fail(&lost.failure);
        self.not_checked.places.push(lost.unlisted);
    }

    /// Takes a row into the report; one that is streamed is printed.
    fn show(&mut self, mut audited: Audited, account: Option<Arc<str>>) {
        let terminal = &self.session.terminal;
        let (ending, failed) = self.settle(&mut audited);
        // Against a baseline only what became worse is a gap.
        if self.baseline.is_none() || ending != Ending::Gaps {
            self.worst = self.worst.max(ending);
        }
        self.done += 1;
        let mut row = Row::of(&audited);
        row.account_id = account.map(|account| account.to_string());
        if self.streams {
            terminal.part(&ndjson::line(&row));
        }
        if self.keeps {
            self.rows.push(row);
        }
        if let Some(failed) = failed {
            terminal.whisper(1, &format!("{}: {}", failed.what, failed.why.join("; ")));
        }
    }

    /// The ending of a row, after what the policy accepts of it.
    fn settle(&self, audited: &mut Audited) -> (Ending, Option<Failure>) {
        let Some(followed) = &self.followed else {
            return ending(audited, self.fail_on);
        };
        let resolved = followed.resolve_of(&audited.posture);
        let records = audited.posture.hba.known().map(|hba| hba.in_force().0);
        let findings = &mut audited.judgement.findings;
        let now = self.session.clock.now();
        resolved.waive(findings, &records.unwrap_or_default(), now);
        let (ending, failed) = ending(audited, self.fail_on);
        let judged = matches!(ending, Ending::Done | Ending::Gaps);
        let ending = match (judged, resolved.fails(&audited.judgement.findings)) {
            (false, _) => ending,
            (true, true) => Ending::Gaps,
            (true, false) => Ending::Done,
        };
        (ending, failed)
    }

    fn finish(mut self, interrupted: bool, known: usize) -> Result<Ending, Failure> {
        let session = self.session;
        for (row, account) in self.families.rest() {
            self.show(row, account);
        }
        let terminal = &session.terminal;
        self.rows
            .sort_by(|one, other| one.instance_id.cmp(&other.instance_id));
        let missing = known.saturating_sub(self.done);
        if interrupted {
            self.not_checked.interrupted = true;
            self.not_checked.instances = missing.try_into().unwrap_or(u64::MAX);
        }
        if self.streams {
            terminal.part(&ndjson::rest(&self.not_checked));
        }
        let others = self.not_checked.other_engines;
        let delivered = if self.keeps || !self.streams {
            let rows = std::mem::take(&mut self.rows);
            let document = Document::new(rows, self.not_checked, session.clock.now());
            if let Some(old) = &self.baseline {
                self.worst = self.worst.max(compared(session, old, &document));
            }
            output::deliver_rest(session, &document)
        } else {
            terminal.answer("");
            Ok(())
        };
        let others = match others {
            0 => String::new(),
            count => format!("; {count} of other engines were counted and not judged"),
        };
        terminal.say(&format!("{} instances were checked{others}", self.done));
        if interrupted {
            terminal.fail(
                &Failure::new(Ending::Interrupted, "interrupted")
                    .because(format!(
                        "{missing} of the {known} instances that were found are missing, and more may not have been listed yet"
                    ))
                    .next("run the same command again"),
            );
            return Ok(Ending::Interrupted);
        }
        delivered?;
        if self.done == 0 && self.worst == Ending::Done {
            terminal.say("nothing was selected");
        }
        Ok(self.worst)
    }
}
