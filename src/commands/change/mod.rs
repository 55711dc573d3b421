//! What the writing commands share: their flags, and the one way through [`crate::ops::change`].

pub(super) mod saved_plan;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::app::App;
use super::options::certificate_files;
use super::options::login::SessionCheckArgs;
use super::options::probe_login::LoginArgs;
use super::output::deliver::deliver;
use super::output::evidence;
use crate::context::Audience as _;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, Region, unique};
use crate::domain::outcome::InstanceOutcome;
use crate::domain::plan::Plan;
use crate::domain::policy::{CaCare, Policy};
use crate::domain::start::Start;
use crate::domain::wait::{EVERY, Patience, SETTLE};
use crate::ops::change::{self, ChangeOptions, Planned, Rollout, Target};
use crate::ops::observe::Probing;
use crate::ops::sessions::SessionCheck;
use crate::postgres::ClientIdentity;
use crate::report::{Format, Judged, Page, ReportFormat, render_outcomes, render_plans};
use crate::text::{Text, text};

#[derive(Debug, Default, clap::Args)]
pub(super) struct ChangeArgs {
    #[arg(long)]
    pub dry_run: bool,
    #[arg(long)]
    pub wait_ready: bool,
    #[arg(long)]
    pub in_maintenance_window: bool,
    #[command(flatten)]
    pub sessions: SessionCheckArgs,
}

impl ChangeArgs {
    /// Brings named instances to one policy.
    ///
    /// # Errors
    /// As [`ChangeJob::named`].
    pub(super) async fn carry_out(
        &self,
        app: &App,
        instances: Vec<InstanceId>,
        policy: Policy,
    ) -> Result<Ending, Failure> {
        let job = ChangeJob::named(app, self, None, instances, policy).await?;
        job.carry_out(app, self).await
    }
}

/// A change whose end live connections prove.
#[derive(Debug, clap::Args)]
pub(super) struct ProvenArgs {
    #[command(flatten)]
    pub change: ChangeArgs,
    #[command(flatten)]
    pub proof: ProofArgs,
}

impl ProvenArgs {
    /// As [`ChangeArgs::carry_out`], with the proof.
    pub(super) async fn carry_out(
        &self,
        app: &App,
        instances: Vec<InstanceId>,
        policy: Policy,
    ) -> Result<Ending, Failure> {
        let (change, proof) = (&self.change, Some(&self.proof));
        let job = ChangeJob::named(app, change, proof, instances, policy).await?;
        job.carry_out(app, change).await
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct ProofArgs {
    #[command(flatten)]
    login: LoginArgs,
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    #[arg(long)]
    no_probe: bool,
    #[arg(long)]
    require_proof: bool,
}

impl ProofArgs {
    /// How live connections are tried; `None` where none are.
    ///
    /// # Errors
    /// `Usage` for a certificate or a key that cannot be used.
    fn probing(&self) -> Result<Option<Probing>, Failure> {
        if self.no_probe {
            return Ok(None);
        }
        let identity = certificate_files::identity(self.cert.as_deref(), self.key.as_deref())?;
        let holder = identity.as_ref().and_then(ClientIdentity::common_name);
        let mut probing = self.login.probing_as(holder);
        probing.identity = identity.map(Arc::new);
        Ok(Some(probing))
    }
}

/// A change to carry out, and how.
pub(super) struct ChangeJob {
    pub(super) targets: Vec<Target>,
    pub(super) rollout: Rollout,
    pub(super) options: ChangeOptions,
    /// Where the evidence is written.
    pub(super) evidence: Option<PathBuf>,
    /// The worst that happened while the targets were looked for.
    pub(super) worst: Ending,
    /// What to do next after a change that is done.
    pub(super) next: Option<Text>,
}

impl ChangeJob {
    /// A change of these targets one by one, with live connections at the end where `proof` says how.
    ///
    /// # Errors
    /// `Usage` for a database login, certificate or key that cannot be used, or a login that names one
    /// host for several instances.
    pub(super) fn of(
        app: &App,
        args: &ChangeArgs,
        proof: Option<&ProofArgs>,
        mut targets: Vec<Target>,
    ) -> Result<Self, Failure> {
        if app.global.no_wait && targets.len() > 1 {
            return Err(Failure::usage(text!("change-no-wait-several"))
                .because(text!("change-no-wait-several-why"))
                .next(text!("change-no-wait-several-next")));
        }
        let sessions = args.sessions.check(app, targets.len())?;
        let start = if args.in_maintenance_window {
            Start::InWindow
        } else {
            Start::Now
        };
        let options = ChangeOptions {
            wait: !app.global.no_wait,
            start,
            wait_ready: args.wait_ready,
            probing: proof.map(ProofArgs::probing).transpose()?.flatten(),
            require_proof: proof.is_some_and(|proof| proof.require_proof),
            sessions,
            ..ChangeOptions::new(app.patience())
        };
        let identity = options
            .probing
            .as_ref()
            .and_then(|one| one.identity.as_ref());
        if identity.is_some() && options.require_proof && options.wait {
            for target in &mut targets {
                target.policy.ca_care = CaCare::Tried;
            }
        }
        Ok(Self {
            targets,
            rollout: Rollout::one_by_one(app.global.parallel),
            options,
            evidence: None,
            worst: Ending::Done,
            next: None,
        })
    }

    /// A change of named instances to one policy.
    ///
    /// # Errors
    /// As [`Self::of`]; `Usage` and `Access` where the API cannot be called.
    pub(super) async fn named(
        app: &App,
        args: &ChangeArgs,
        proof: Option<&ProofArgs>,
        instances: Vec<InstanceId>,
        policy: Policy,
    ) -> Result<Self, Failure> {
        let context = app.context().await?;
        let target = |id| Target::new(context.clone(), id, policy.clone());
        let targets = unique(instances).into_iter().map(target).collect();
        Self::of(app, args, proof, targets)
    }

    /// Plans, asks, applies, waits, proves and reports; or plans and reports for `--dry-run`.
    ///
    /// # Errors
    /// `Usage` when the evidence cannot be written.
    pub(super) async fn carry_out(self, app: &App, args: &ChangeArgs) -> Result<Ending, Failure> {
        let (worst, options) = (self.worst, &self.options);
        if args.dry_run {
            let (sessions, most) = (&options.sessions, self.rollout.max_instances);
            let shown = show_plans(app, &self.targets, sessions, options.start, most).await;
            return Ok(worst.max(shown.0));
        }
        let mut outcomes = Box::pin(change::change(&self.targets, options, self.rollout)).await;
        for outcome in &mut outcomes {
            let region = region_of(outcome).cloned();
            if let Some(undo) = &mut outcome.undo {
                *undo = app.global.carried.command(undo, region.as_ref());
            }
        }
        let ending = report(app, &outcomes).await;
        if let Some(path) = self.evidence {
            let now = app.clock.now();
            let judged = Judged {
                now,
                ..Judged::default()
            };
            evidence::write(&path, &judged, &outcomes, app.terminal.page())?;
        }
        if let Some(next) = self.next.filter(|_| worst.max(ending) == Ending::Done) {
            app.terminal.say(next);
        }
        name_replicas(app, &outcomes);
        Ok(worst.max(ending))
    }
}

/// The region of an instance, where it was read.
fn region_of(outcome: &InstanceOutcome) -> Option<&Region> {
    let after = outcome.after.as_ref()?;
    after.posture.instance.known()?.region.as_ref()
}

/// Shows the outcomes and their failures; the worst ending wins.
async fn report(app: &App, outcomes: &[InstanceOutcome]) -> Ending {
    let unwritten = delivered(app, |format, page| render_outcomes(outcomes, format, page));
    let failures = outcomes.iter().flat_map(|outcome| {
        let back = outcome.rolled_back.as_ref();
        let back = back.and_then(|back| back.failure.as_ref());
        let failed = outcome.failure.iter().chain(back);
        failed.map(|failed| (&outcome.instance_id, failed))
    });
    tell(app, failures).await;
    let endings = outcomes.iter().map(InstanceOutcome::ending);
    endings.chain(unwritten).max().unwrap_or(Ending::Done)
}

/// Tells the failures of instances: people read what several have in common once, with the names of the others, and
/// a program reads one document.
async fn tell<'a>(app: &App, failures: impl Iterator<Item = (&'a InstanceId, &'a Failure)>) {
    let told = match app.terminal.format() {
        Format::Json => one_of_all(&failures.collect::<Vec<_>>())
            .into_iter()
            .collect(),
        Format::Table => told_once(failures),
    };
    for failed in told {
        app.fail(&failed).await;
    }
}

/// What several instances have in common once, with the names of the others.
fn told_once<'a>(failures: impl Iterator<Item = (&'a InstanceId, &'a Failure)>) -> Vec<Failure> {
    let mut told: Vec<(&InstanceId, &Failure, Vec<&str>)> = Vec::new();
    for (id, failed) in failures {
        let mut before = told.iter_mut().filter(|_| failed.missing.is_none());
        match before.find(|(its_id, one, _)| failed.has_cause_of(id, one, its_id)) {
            Some((.., others)) => others.push(id.as_str()),
            None => told.push((id, failed, Vec::new())),
        }
    }
    told.into_iter()
        .map(|(_, failed, others)| match others.len() {
            0 => failed.clone(),
            count => failed.clone().note(text!(
                "change-same-of",
                count = count,
                instances = others.join(", ")
            )),
        })
        .collect()
}

/// One failure of several: the worst, with the reason of each and all that they share. What each is stands in the
/// document of its instance.
fn one_of_all(failures: &[(&InstanceId, &Failure)]) -> Option<Failure> {
    let (_, worst) = failures.iter().max_by_key(|(_, failed)| failed.ending)?;
    if let [_] = failures {
        return Some((*worst).clone());
    }
    let instances: BTreeSet<_> = failures.iter().map(|(id, _)| id.as_str()).collect();
    let what = text!("change-failures", count = instances.len());
    let mut one = Failure {
        what,
        why: vec![],
        notes: shared(failures, |one| &one.notes).unwrap_or_default(),
        missing: shared(failures, |one| &one.missing).flatten(),
        code: shared(failures, |one| &one.code).flatten(),
        advice: shared(failures, |one| &one.advice).flatten(),
        request_id: shared(failures, |one| &one.request_id).flatten(),
        ..(*worst).clone()
    };
    for (id, failed) in failures {
        one = one.because(text!(
            "change-failure-of",
            instance = *id,
            why = failed.reason()
        ));
    }
    Some(one)
}

/// What is the same in all failures.
fn shared<T: Clone + PartialEq>(
    failures: &[(&InstanceId, &Failure)],
    part: impl Fn(&Failure) -> &T,
) -> Option<T> {
    let mut parts = failures.iter().map(|(_, failed)| part(failed));
    let first = parts.next()?;
    parts.all(|other| other == first).then(|| first.clone())
}

/// Names, as the last words of a run, the replicas that instances which refuse plaintext now leave open.
fn name_replicas(app: &App, outcomes: &[InstanceOutcome]) {
    for outcome in outcomes {
        let region = region_of(outcome);
        for finding in &outcome.replicas {
            let remedy = finding.remedy.as_deref().unwrap_or_default();
            app.terminal.say(text!(
                "change-replica",
                instance = &outcome.instance_id,
                replica = &finding.message,
                command = app.global.carried.command(remedy, region)
            ));
        }
    }
}

/// The formats of a plan and of what came of it.
pub(super) const TICKETS: &[ReportFormat] = &[
    ReportFormat::Table,
    ReportFormat::Json,
    ReportFormat::Markdown,
    ReportFormat::Html,
];

/// Answers in every format; how it ends when a file of them cannot be written.
fn delivered(app: &App, view: impl Fn(ReportFormat, Page) -> String) -> Option<Ending> {
    let failed = deliver(app, |format, page| Ok(view(format, page))).err()?;
    app.terminal.fail(&failed);
    Some(failed.ending)
}

/// Shows what would be sent, for instances wherever they are; nothing is. More than `most` that would
/// change are refused.
pub(super) async fn show_plans(
    app: &App,
    targets: &[Target],
    sessions: &SessionCheck,
    start: Start,
    most: Option<usize>,
) -> (Ending, Vec<Planned>) {
    let parallel = app.global.parallel;
    let planned = change::plans(targets, sessions, start, most, parallel).await;
    let ending = planned.iter().map(|one| match &one.refused {
        Some(failed) => failed.ending,
        None if one.plan.is_empty() => Ending::Done,
        None => Ending::Gaps,
    });
    let plans: Vec<Plan> = planned.iter().map(|one| one.plan.clone()).collect();
    let unwritten = delivered(app, |format, page| render_plans(&plans, format, page));
    let ending = ending.chain(unwritten).max().unwrap_or(Ending::Done);
    app.terminal.warn(&plans);
    // The plan itself shows what stands in the way of it.
    let unshown = planned
        .iter()
        .filter(|one| one.plan.blockers.is_empty() || one.plan.misasked().is_some())
        .filter_map(|one| Some((&one.plan.instance_id, one.refused.as_ref()?)));
    tell(app, unshown).await;
    (ending, planned)
}

impl App {
    /// How long to wait for each step.
    pub(super) fn patience(&self) -> Patience {
        Patience {
            limit: self.global.timeout,
            settle: SETTLE,
            interval: EVERY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::instance::RequestId;

    fn failed(id: &str, step: &str) -> (InstanceId, Failure) {
        let what = text!("change-failed", instance = id, step = step);
        let failure = Failure::new(Ending::Api, what).because(Text::verbatim("no"));
        (id.parse().unwrap(), failure)
    }

    #[test]
    fn what_differs_in_more_than_the_instance_is_told_of_each() {
        let all = [
            failed("pgm-a", "ssl-on"),
            failed("pgm-b", "ssl-on"),
            failed("pgm-c", "pg-hba"),
        ];
        let told = told_once(all.iter().map(|(id, failed)| (id, failed)));
        let told: Vec<String> = told.iter().map(|one| one.what.english()).collect();
        assert_eq!(
            told,
            [
                "could not change `pgm-a` (ssl-on)",
                "could not change `pgm-c` (pg-hba)"
            ]
        );
    }

    #[test]
    fn a_program_reads_one_failure_of_several_instances() {
        let mut all = [failed("pgm-a", "ssl-on"), failed("pgm-b", "pg-hba")];
        for (number, (_, failed)) in all.iter_mut().enumerate() {
            failed.code = Some("Forbidden.RAM".to_owned());
            failed.request_id = Some(RequestId(number.to_string()));
        }
        let each: Vec<_> = all.iter().map(|(id, failed)| (id, failed)).collect();
        assert_eq!(one_of_all(&[]), None);
        let one = one_of_all(&each).unwrap();
        assert_eq!(one.what, "2 instances failed");
        assert_eq!(one.why.len(), 2);
        assert_eq!(
            (one.code.as_deref(), one.request_id),
            (Some("Forbidden.RAM"), None)
        );
        assert_eq!(one_of_all(&each[..1]).as_ref(), Some(&all[0].1));
    }
}
