//! `forcessl check` over many instances: rows as they come, all of them, also after an interrupt.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::check::{self, Args};
use super::output;
use super::policy::{self, Followed};
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::outcome::Audited;
use crate::domain::verdict::{Thresholds, judge};
use crate::failure;
use crate::ops::fleet::{Depth, Found, survey};
use crate::report::ReportFormat;
use crate::report::document::{Document, Row};
use crate::report::ndjson;

/// What is known so far.
struct Sweep<'a> {
    session: &'a Session,
    followed: Option<Followed>,
    /// Rows that are printed at the end; those that were streamed are not kept.
    rows: Vec<Row>,
    keeps: bool,
    streams: bool,
    done: usize,
    others: u64,
    worst: Ending,
    baseline: Option<Document>,
    fail_on: Severity,
}

pub(super) async fn run(
    session: &Session,
    args: &Args,
    baseline: Option<Document>,
) -> Result<Ending, Failure> {
    let selection = &args.selection;
    let wish = selection.wish(session, &args.instances)?;
    let places = selection.places(session).await?;
    let followed = match &args.policy {
        Some(path) => Some(Followed::new(policy::load(path)?, &places).await?),
        None => None,
    };
    let probing = args.login.probing();
    let depth = match (args.thorough, args.probe) {
        (true, probe) => Depth::Thorough(probe.then_some(&probing)),
        (false, true) => Depth::Live(&probing),
        (false, false) => Depth::Settings,
    };
    let thresholds = Thresholds {
        expiry_days: args.expiry_days,
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
        fail_on: args.fail_on.into(),
        streams: outputs.iter().any(streams),
        done: 0,
        others: 0,
        worst: Ending::Done,
    };
    let known = AtomicUsize::new(0);
    let parallel = session.global.parallel;
    let interrupted = {
        let survey = survey(
            &places,
            &wish,
            depth,
            thresholds,
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
        let terminal = &self.session.terminal;
        match found {
            Found::Row(mut audited, account) => {
                let (ending, failed) = self.judge(&mut audited);
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
                terminal.swept(self.done, known.load(Ordering::Relaxed));
            }
            Found::Dark {
                account,
                region,
                error,
            } => {
                let of =
                    account.map_or_else(String::new, |account| format!(" of account {account}"));
                let what =
                    format!("could not list {region}{of}; its instances may be missing here");
                let failed = failure::api(what, &error);
                self.worst = self.worst.max(failed.ending);
                terminal.fail(&failed);
            }
            Found::Others(_, count) => self.others += count,
        }
    }

    /// The ending of a row, after what the policy says of it.
    fn judge(&self, audited: &mut Audited) -> (Ending, Option<Failure>) {
        let Some(followed) = &self.followed else {
            return check::ending(audited, self.fail_on);
        };
        let posture = &audited.posture;
        let instance = posture.instance.known();
        let region = instance.and_then(|instance| instance.region.as_ref());
        let resolved = followed.resolve(&posture.id, region);
        let mut judgement = judge(posture, resolved.thresholds());
        resolved.waive(&mut judgement.findings, self.session.clock.now());
        audited.judgement = judgement;
        let (ending, failed) = check::ending(audited, self.fail_on);
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
        let terminal = &session.terminal;
        self.rows
            .sort_by(|one, other| one.instance_id.cmp(&other.instance_id));
        let delivered = if self.keeps || !self.streams {
            let document = Document::new(std::mem::take(&mut self.rows), session.clock.now());
            if let Some(old) = &self.baseline {
                self.worst = self.worst.max(check::compared(session, old, &document));
            }
            output::deliver_rest(session, &document)
        } else {
            terminal.answer("");
            Ok(())
        };
        let others = match self.others {
            0 => String::new(),
            count => format!("; {count} of other engines were counted and not judged"),
        };
        terminal.say(&format!("{} instances were checked{others}", self.done));
        if interrupted {
            terminal.fail(
                &Failure::new(Ending::Interrupted, "interrupted")
                    .because(format!(
                        "{} of the {known} instances that were found are missing, and more may not have been listed yet",
                        known.saturating_sub(self.done)
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
