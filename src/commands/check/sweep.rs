//! `forcessl check`: rows as they come, all of them, also after an interrupt.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::CheckArgs;
use crate::commands::app::App;
use crate::commands::options::output::Output;
use crate::commands::options::policy_file;
use crate::commands::output::deliver;
use crate::commands::process::signals::interrupt;
use crate::commands::selection::SelectionArgs;
use crate::commands::selection::listed::ListedBefore;
use crate::commands::selection::places::Lost;
use crate::commands::selection::policy_resolver::PolicyResolver;
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::Audited;
use crate::domain::posture::Posture;
use crate::domain::verdict::Thresholds;
use crate::failure;
use crate::ops::fleet::{Depth, HeldRows, InstanceFilter, SurveySource, Surveyed, survey};
use crate::report::ReportFormat;
use crate::report::document::{Document, NotChecked, Row};
use crate::report::review::{FailOn, compare};
use crate::report::{ndjson, table};
use crate::text::{Text, text};

/// What is looked for, how closely, and what counts as a gap.
pub(super) struct SweepRequest<'a> {
    pub(super) args: &'a CheckArgs,
    /// The ids on the command line, each once.
    pub(super) named: &'a [InstanceId],
    /// What reaches each of them, where they are not looked for in a listing.
    pub(super) targets: Option<&'a [(Context, InstanceId)]>,
    pub(super) depth: Depth<'a>,
    /// Whether enforced instances are listed on the screen too.
    pub(super) show_all: bool,
    pub(super) baseline: Option<&'a Document>,
}

/// What is known so far.
struct Sweep<'a> {
    app: &'a App,
    wanted: &'a SweepRequest<'a>,
    followed: Option<&'a PolicyResolver>,
    /// Rows that are printed at the end; those that were streamed are not kept.
    rows: Vec<Row>,
    keeps: bool,
    streams: bool,
    /// What is told after the report.
    failures: Vec<Failure>,
    /// What the next listing and completion are to know, where the instances were listed.
    listed: Option<ListedBefore>,
    done: usize,
    not_checked: NotChecked,
    worst: Ending,
}

pub(super) async fn run(app: &App, wanted: &SweepRequest<'_>) -> Result<Ending, Failure> {
    let (args, baseline) = (wanted.args, wanted.baseline);
    let policy = args.policy.as_deref().map(policy_file::load).transpose()?;
    let tagged = policy
        .as_ref()
        .is_some_and(|policy| !policy.tags().is_empty());
    let (selection, is_listed) = (&args.selection, wanted.targets.is_none());
    let (wish, mut places) = if is_listed {
        let wish = selection.wish(app, wanted.named)?;
        (wish, selection.places(app).await?)
    } else if tagged {
        let places = SelectionArgs::default().places(app).await?;
        (InstanceFilter::default(), places)
    } else {
        Default::default()
    };
    let followed = match policy {
        Some(policy) => Some(PolicyResolver::new(policy, &mut places).await),
        None => None,
    };
    let outputs = &app.global.output;
    let streams = |output: &Output| output.file.is_none() && output.format == ReportFormat::Ndjson;
    let mut sweep = Sweep {
        app,
        wanted,
        followed: followed.as_ref(),
        rows: Vec::new(),
        keeps: baseline.is_some() || !outputs.iter().all(streams),
        streams: outputs.iter().any(streams),
        failures: Vec::new(),
        listed: is_listed.then(|| ListedBefore::load(app)),
        done: 0,
        not_checked: NotChecked::default(),
        worst: Ending::Done,
    };
    for lost in std::mem::take(&mut places.lost) {
        sweep.lose(lost);
    }
    let listing = SurveySource::Listing(&places.open, &wish);
    let source = wanted.targets.map_or(listing, SurveySource::Named);
    let (known, parallel) = (AtomicUsize::new(0), app.global.parallel);
    let thresholds = |posture: &Posture| match &followed {
        Some(followed) => {
            let resolved = followed.resolve_of(posture);
            resolved.map_or_else(|_| Thresholds::default(), |one| one.thresholds())
        }
        None => Thresholds {
            expiry_days: args.expiry_days,
        },
    };
    let (mut held, depth) = (HeldRows::default(), wanted.depth);
    let interrupted = {
        let take = |found| sweep.take(found, &known);
        let survey = survey(
            source,
            depth,
            &thresholds,
            parallel,
            &known,
            &mut held,
            take,
        );
        // The outer interrupt ends the program; this one comes first and still answers.
        tokio::select! {
            biased;
            () = interrupt() => true,
            () = survey => false,
        }
    };
    for (row, (_, account)) in held.rest() {
        sweep.show(row, account);
    }
    if let Some(followed) = &followed
        && is_listed
        && selection.is_whole()
        && !interrupted
        && sweep.not_checked.places.is_empty()
    {
        let idle = followed.idle(&places.open).into_iter();
        idle.for_each(|what| app.terminal.say(what));
    }
    let ended = sweep
        .finish(interrupted, known.load(Ordering::Relaxed))
        .await?;
    if ended.is_none() && is_listed {
        selection.nothing(app)?;
    }
    Ok(ended.unwrap_or(Ending::Done))
}

impl Sweep<'_> {
    fn take(&mut self, found: Surveyed, known: &AtomicUsize) {
        match found {
            Surveyed::Row(row, account) => {
                self.show(*row, account);
                let known = known.load(Ordering::Relaxed);
                if known > 1 {
                    self.app.terminal.swept(self.done, known);
                }
            }
            Surveyed::ListingFailed(place, error) => self.lose(Lost::place(&place, &error)),
            Surveyed::Others(count) => self.not_checked.other_engines += count,
        }
    }

    fn lose(&mut self, lost: Lost) {
        self.worst = self.worst.max(lost.failure.ending);
        self.app.terminal.fail(&lost.failure);
        self.not_checked.places.push(lost.unlisted);
    }

    /// Takes a row into the report; one that is streamed is printed.
    fn show(&mut self, mut audited: Audited, account: Option<Arc<str>>) {
        let terminal = &self.app.terminal;
        let fail_on = self.settle(&mut audited);
        let failed = audited.unread().map(|(id, part)| failure::unread(id, part));
        let mut row = Row::of(&audited);
        row.fail_on = fail_on;
        let ending = row.ending();
        // Against a baseline only what became worse is a gap.
        if self.wanted.baseline.is_none() || ending != Ending::Gaps {
            self.worst = self.worst.max(ending);
        }
        self.done += 1;
        if let Some(listed) = &mut self.listed {
            let judged = (audited.judgement.verdict, self.app.clock.now());
            let posture = &audited.posture;
            let region = posture.instance.known().and_then(|one| one.region.as_ref());
            listed.take(&posture.id, region, Some(judged));
        }
        row.account_id = account.map(|account| account.to_string());
        for remedy in row
            .findings
            .iter_mut()
            .filter_map(|one| one.remedy.as_mut())
        {
            *remedy = self.app.global.carried.command(remedy, row.region.as_ref());
        }
        if self.streams {
            terminal.part(&ndjson::line(&row));
        }
        if self.keeps {
            self.rows.push(row);
        }
        match failed {
            Some(failed) if self.wanted.targets.is_some() => self.failures.push(failed),
            Some(failed) => terminal.whisper(1, failed.reason()),
            None => {}
        }
    }

    /// Takes out what the policy accepts; gives the severity from which findings are a gap.
    fn settle(&self, audited: &mut Audited) -> Severity {
        let Some(followed) = self.followed else {
            return self.wanted.args.fail_on;
        };
        let resolved = match followed.resolve_of(&audited.posture) {
            Ok(resolved) => resolved,
            Err(what) => {
                audited.judgement.leave_undecided(&audited.posture.id, what);
                return self.wanted.args.fail_on;
            }
        };
        let records = audited.posture.hba.known().map(|hba| hba.in_force().0);
        let findings = &mut audited.judgement.findings;
        findings.extend(resolved.drift(&audited.posture));
        findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.id.cmp(&b.id)));
        let now = self.app.clock.now();
        resolved.waive(findings, &records.unwrap_or_default(), now);
        resolved.fail_on()
    }

    /// Reports; gives the worst that was found, `None` where there was nothing to look at.
    async fn finish(mut self, interrupted: bool, known: usize) -> Result<Option<Ending>, Failure> {
        let (app, targets) = (self.app, self.wanted.targets);
        let terminal = &app.terminal;
        // In the order of the command line, else by id.
        let place = |id: &InstanceId| targets?.iter().position(|(_, other)| other == id);
        self.rows.sort_by(|one, other| {
            let (one, other) = (&one.instance_id, &other.instance_id);
            place(one).cmp(&place(other)).then_with(|| one.cmp(other))
        });
        if let Some(listed) = &self.listed {
            listed.keep();
        }
        let missing = known.saturating_sub(self.done);
        if interrupted {
            self.not_checked.interrupted = true;
            self.not_checked.instances = missing.try_into().unwrap_or(u64::MAX);
        }
        if self.streams {
            terminal.part(&ndjson::rest(&self.not_checked));
        }
        let skipped = self.not_checked.skipped();
        let delivered = if self.keeps || !self.streams {
            let rows = std::mem::take(&mut self.rows);
            let document = Document::new(rows, self.not_checked, app.clock.now());
            if let Some(old) = self.wanted.baseline {
                let comparison = compare(old, &document);
                terminal.say(text!("ending-compared"));
                terminal.say_text(&table::comparison(&comparison, terminal.page()));
                self.worst = self.worst.max(comparison.ending(FailOn::New));
            }
            deliver::deliver_rest(app, &document, self.wanted.show_all)
        } else {
            terminal.answer("");
            Ok(())
        };
        let on_screen =
            |output: &Output| output.file.is_none() && output.format == ReportFormat::Table;
        if targets.is_none() && !app.global.output.iter().any(on_screen) {
            let checked = text!("sweep-checked", count = self.done);
            terminal.say(Text::list(std::iter::once(checked).chain(skipped)));
        }
        for failed in std::mem::take(&mut self.failures) {
            if self.wanted.args.find && failed.missing.is_some() {
                let next = text!("sweep-next-searched");
                terminal.fail(&failed.next(next));
            } else {
                app.fail(&failed).await;
            }
        }
        if interrupted {
            terminal.fail(
                &Failure::new(Ending::Interrupted, text!("interrupted"))
                    .because(text!("sweep-missing", missing = missing, known = known))
                    .next(text!("sweep-next-again")),
            );
            return Ok(Some(Ending::Interrupted));
        }
        delivered?;
        let is_empty = self.done == 0 && self.worst == Ending::Done;
        Ok((!is_empty).then_some(self.worst))
    }
}
