//! What the writing commands share: their flags, and the one way through [`crate::ops::change`].

use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::SecretString;

use super::app::App;
use super::evidence::Evidence;
use super::input::{self, Content};
use super::login::SessionCheckArgs;
use super::probe;
use super::probe_login::LoginArgs;
use crate::context::Audience as _;
use crate::domain::basis::Basis;
use crate::domain::certificate;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, unique};
use crate::domain::outcome::InstanceOutcome;
use crate::domain::plan::Plan;
use crate::domain::policy::{CrlCare, Policy};
use crate::domain::ssl::{Pem, SslState};
use crate::domain::start::Start;
use crate::domain::wait::{EVERY, SETTLE};
use crate::failure;
use crate::ops::change::{self, ChangeOptions, Planned, Rollout, Target};
use crate::ops::observe::Probing;
use crate::ops::sessions::SessionCheck;
use crate::ops::wait::Patience;
use crate::report::{Format, Judged, json, table};
use crate::text;
use crate::text::Text;

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
    const fn start(&self) -> Start {
        if self.in_maintenance_window {
            Start::InWindow
        } else {
            Start::Now
        }
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
        let identity = probe::identity(self.cert.as_deref(), self.key.as_deref())?;
        let chain = match self.cert.as_deref().filter(|_| identity.is_some()) {
            Some(path) => certificate::parse_chain(&input::text(path, Content::ClientCertificate)?),
            None => Ok(vec![]),
        };
        let leaf = chain.unwrap_or_default().into_iter().next();
        let mut probing = self
            .login
            .probing_as(leaf.and_then(|leaf| leaf.common_name));
        probing.identity = identity.map(Arc::new);
        Ok(Some(probing))
    }
}

/// A change to carry out.
pub(super) struct ChangeJob {
    targets: Vec<Target>,
    rollout: Rollout,
    sessions: SessionCheck,
    probing: Option<Probing>,
    require_proof: bool,
    auto_rollback: bool,
    server_key: Option<SecretString>,
    /// Where the evidence is written.
    evidence: Option<Evidence>,
    /// The worst that happened while the targets were looked for.
    worst: Ending,
}

impl ChangeJob {
    /// A change of these targets, without live connections.
    ///
    /// # Errors
    /// `Usage` for a database login that cannot be used, or that names one host for several instances.
    pub(super) fn of(app: &App, args: &ChangeArgs, targets: Vec<Target>) -> Result<Self, Failure> {
        let count = targets.len();
        if app.global.no_wait && count > 1 {
            return Err(Failure::new(Ending::Usage, text!("change-no-wait-several"))
                .because(text!("change-no-wait-several-why"))
                .next(text!("change-no-wait-several-next")));
        }
        Ok(Self {
            sessions: args.sessions.check(app, count)?,
            targets,
            rollout: Rollout::one_by_one(app.global.parallel),
            probing: None,
            require_proof: false,
            auto_rollback: false,
            server_key: None,
            evidence: None,
            worst: Ending::Done,
        })
    }

    /// A change of named instances to one policy.
    ///
    /// # Errors
    /// As [`Self::of`]; `Usage` and `Access` where the API cannot be called.
    pub(super) async fn named(
        app: &App,
        args: &ChangeArgs,
        instances: Vec<InstanceId>,
        policy: Policy,
    ) -> Result<Self, Failure> {
        let context = app.context().await?;
        let targets = unique(instances)
            .into_iter()
            .map(|id| Target::new(context.clone(), id, policy.clone()));
        Self::of(app, args, targets.collect())
    }

    /// With live connections at the end.
    ///
    /// # Errors
    /// `Usage` for a certificate or a key that cannot be used.
    pub(super) fn proven(mut self, proof: &ProofArgs) -> Result<Self, Failure> {
        self.probing = proof.probing()?;
        self.require_proof = proof.require_proof;
        Ok(self)
    }

    /// In these portions; `worst` is what the search for the targets ended with.
    pub(super) const fn rolled_out(mut self, rollout: Rollout, worst: Ending) -> Self {
        self.rollout = rollout;
        self.worst = worst;
        self
    }

    pub(super) fn undone(mut self, auto_rollback: bool) -> Self {
        self.auto_rollback = auto_rollback;
        self
    }

    pub(super) fn witnessed(mut self, evidence: Option<Evidence>) -> Self {
        self.evidence = evidence;
        self
    }

    pub(super) fn with_server_key(mut self, key: Option<SecretString>) -> Self {
        self.server_key = key;
        self
    }

    /// Puts this saved state back, over what was `reviewed`.
    pub(super) fn restoring(mut self, state: &str, reviewed: Option<&Basis>) -> Self {
        for target in &mut self.targets {
            target.restores = Some(state.to_owned());
            target.reviewed = reviewed.cloned();
        }
        self
    }

    /// Plans, asks, applies, waits, proves and reports; or plans and reports for `--dry-run`.
    ///
    /// # Errors
    /// `Usage` when the evidence cannot be written.
    pub(super) async fn carry_out(self, app: &App, args: &ChangeArgs) -> Result<Ending, Failure> {
        let worst = self.worst;
        if args.dry_run {
            let most = self.rollout.max_instances;
            let shown = show_plans(app, &self.targets, &self.sessions, args.start(), most).await;
            return Ok(worst.max(shown.0));
        }
        let options = ChangeOptions {
            wait: !app.global.no_wait,
            start: args.start(),
            wait_ready: args.wait_ready,
            patience: app.patience(),
            probing: self.probing,
            require_proof: self.require_proof,
            auto_rollback: self.auto_rollback,
            server_key: self.server_key,
            sessions: self.sessions,
        };
        let mut outcomes = Box::pin(change::change(&self.targets, &options, self.rollout)).await;
        if let Some(folder) = &app.global.state_dir {
            let folder = folder.to_string_lossy();
            for undo in outcomes.iter_mut().filter_map(|one| one.undo.as_mut()) {
                undo.push_str(" --state-dir ");
                undo.push_str(&quoted(&folder));
            }
        }
        let ending = report(app, &outcomes).await;
        if let Some(evidence) = self.evidence {
            let judged = Judged {
                targets: &[],
                server_ca: None,
                now: app.clock.now(),
            };
            evidence.write(&judged, &outcomes, app.terminal.page())?;
        }
        Ok(worst.max(ending))
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// Shows the outcomes and their failures; the worst ending wins.
async fn report(app: &App, outcomes: &[InstanceOutcome]) -> Ending {
    let terminal = &app.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::outcomes(outcomes, terminal.page()),
        Format::Json => json::outcomes(outcomes),
    });
    for outcome in outcomes {
        let back = outcome
            .rolled_back
            .as_ref()
            .and_then(|back| back.failure.as_ref());
        for failed in outcome.failure.iter().chain(back) {
            app.fail(failed).await;
        }
    }
    outcomes
        .iter()
        .map(InstanceOutcome::ending)
        .max()
        .unwrap_or(Ending::Done)
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
    let mut ending = Ending::Done;
    for one in &planned {
        ending = ending.max(match &one.refused {
            Some(failed) => failed.ending,
            None if one.plan.is_empty() => Ending::Done,
            None => Ending::Gaps,
        });
    }
    let plans: Vec<Plan> = planned.iter().map(|one| one.plan.clone()).collect();
    let terminal = &app.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::plans(&plans, terminal.page()),
        Format::Json => json::plans(&plans),
    });
    terminal.warn(&plans);
    // The plan itself shows what stands in the way of it.
    let unshown = planned
        .iter()
        .filter(|one| one.plan.blockers.is_empty() || one.plan.misasked().is_some())
        .filter_map(|one| one.refused.as_ref());
    for failed in unshown {
        app.fail(failed).await;
    }
    (ending, planned)
}

/// Reads and checks a client CA file.
pub(super) fn client_ca(app: &App, path: &Path) -> Result<Pem, Failure> {
    let text = input::text(path, Content::ClientCa)?;
    let refuse = |why: Text| {
        input::refused(path, Content::ClientCa, why).next(text!("change-client-ca-next"))
    };
    certificate::check_client_ca(&text, app.clock.now()).map_err(|error| refuse(error.text()))?;
    Pem::new(&text).ok_or_else(|| refuse(text!("file-empty")))
}

/// Reads a revocation list. Whether it fits the client CA and follows the installed one is part of
/// the plan, since that differs by instance.
pub(super) fn crl(path: &Path) -> Result<Pem, Failure> {
    let text = input::text(path, Content::RevocationList)?;
    let refuse = |why: Text| {
        input::refused(path, Content::RevocationList, why).next(text!("change-crl-next"))
    };
    certificate::parse_crls(&text).map_err(|error| refuse(error.text()))?;
    Pem::new(&text).ok_or_else(|| refuse(text!("file-empty")))
}

/// How strictly a revocation list is checked, from `--allow-uncovered`.
pub(super) const fn crl_care(allow_uncovered: bool) -> CrlCare {
    if allow_uncovered {
        CrlCare::UncoveredAllowed
    } else {
        CrlCare::Checked
    }
}

/// The SSL settings of an instance, before a change is worked out from them.
pub(super) async fn ssl_state(app: &App, id: &InstanceId) -> Result<SslState, Failure> {
    let context = app.context().await?;
    context
        .cloud
        .ssl(id)
        .await
        .map_err(|error| failure::api(text!("change-ssl-unread", id = id), &error))
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
