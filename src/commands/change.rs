//! What the writing commands share: flags, and how the outcome is shown.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use secrecy::SecretString;

use super::evidence::Evidence;
use super::input;
use super::session::Session;
use crate::domain::certificate;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::outcome::Outcome;
use crate::domain::plan::{Plan, SavedPlan};
use crate::domain::policy::{CrlCare, Policy};
use crate::domain::posture::Posture;
use crate::domain::ssl::{Pem, SslState};
use crate::domain::start::Start;
use crate::failure;
use crate::ops::enforce::{self, Request};
use crate::ops::fleet::{self, Rollout, Target};
use crate::ops::observe::Probing;
use crate::ops::sessions::SessionCheck;
use crate::ops::wait::Patience;
use crate::report::{Format, Judged, json, table};

/// Flags of every command that changes something.
#[derive(Debug, Default, clap::Args)]
pub(super) struct ChangeArgs {
    /// Show what would be sent and send nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Wait for a busy instance first, instead of refusing it
    #[arg(long)]
    pub wait_ready: bool,
    /// Start in the maintenance window of the instance, when there is time enough left in it
    #[arg(long)]
    pub in_maintenance_window: bool,
    /// Start at this time: HH:MM or `YYYY-MM-DD HH:MM` of this machine's clock, or with an offset
    #[arg(long, value_name = "TIME", conflicts_with = "in_maintenance_window")]
    pub at: Option<String>,
}

impl ChangeArgs {
    /// When the change may start.
    ///
    /// # Errors
    /// `Usage` for a time that cannot be one.
    fn start(&self, session: &Session) -> Result<Start, Failure> {
        let now = session.clock.now().with_timezone(&chrono::Local);
        match &self.at {
            Some(text) => Start::parse(text, &now).map_err(|why| {
                Failure::new(Ending::Usage, format!("cannot start at `{text}`"))
                    .because(why)
                    .next("name a time such as --at 02:00")
            }),
            None if self.in_maintenance_window => Ok(Start::InWindow),
            None => Ok(Start::Now),
        }
    }
}

/// A change to carry out.
pub(super) struct Change {
    pub instances: Vec<InstanceId>,
    pub policy: Policy,
    pub on: Vec<SavedPlan>,
    pub probing: Option<Probing>,
    pub require_proof: bool,
    pub auto_rollback: bool,
    /// The id of the saved state that this puts back, where it is one.
    pub restores: Option<String>,
    pub server_key: Option<SecretString>,
    pub check: SessionCheck,
    /// Where the evidence is written.
    pub evidence: Option<Evidence>,
}

impl Change {
    /// A change of one instance that promises no enforcement.
    pub(super) fn of(instances: Vec<InstanceId>, policy: Policy) -> Self {
        Self {
            instances,
            policy,
            on: vec![],
            probing: None,
            require_proof: false,
            auto_rollback: false,
            restores: None,
            server_key: None,
            check: SessionCheck::default(),
            evidence: None,
        }
    }
}

/// The same for a fleet, in portions.
pub(super) async fn roll_out(
    session: &Session,
    args: &ChangeArgs,
    change: Change,
    targets: &[Target],
    rollout: Rollout,
) -> Result<Ending, Failure> {
    let start = args.start(session)?;
    if args.dry_run {
        let (ending, _) = show_plans_of(session, targets, &change.policy, &change.check).await;
        return Ok(ending);
    }
    if session.global.no_wait {
        return Err(
            Failure::new(Ending::Usage, "--no-wait does not go with a fleet")
                .because("a wave is proven before the next one is sent")
                .next("leave it out"),
        );
    }
    let request = Request {
        instances: vec![],
        policy: change.policy,
        on: vec![],
        wait: true,
        start,
        wait_ready: args.wait_ready,
        patience: session.patience(),
        probing: change.probing,
        require_proof: change.require_proof,
        auto_rollback: change.auto_rollback,
        restores: change.restores,
        server_key: change.server_key,
        check: change.check,
    };
    let outcomes = fleet::roll_out(targets, &request, rollout).await;
    finish(session, &outcomes, change.evidence)
}

/// Plans, asks, applies, waits, proves and reports; or plans and reports for `--dry-run`.
pub(super) async fn carry_out(
    session: &Session,
    args: &ChangeArgs,
    change: Change,
) -> Result<Ending, Failure> {
    let start = args.start(session)?;
    if args.dry_run {
        let (ending, _) =
            show_plans(session, &change.instances, &change.policy, &change.check).await?;
        return Ok(ending);
    }
    let context = session.context().await?;
    let request = Request {
        instances: change.instances,
        policy: change.policy,
        on: change.on,
        wait: !session.global.no_wait,
        start,
        wait_ready: args.wait_ready,
        patience: session.patience(),
        probing: change.probing,
        require_proof: change.require_proof,
        auto_rollback: change.auto_rollback,
        restores: change.restores,
        server_key: change.server_key,
        check: change.check,
    };
    let outcomes = Box::pin(enforce::enforce(&context, &request)).await;
    finish(session, &outcomes, change.evidence)
}

/// Reports, and writes the evidence where that was asked for.
fn finish(
    session: &Session,
    outcomes: &[Outcome],
    evidence: Option<Evidence>,
) -> Result<Ending, Failure> {
    let ending = report(session, outcomes);
    if let Some(evidence) = evidence {
        let judged = Judged {
            targets: &[],
            server_ca: None,
            now: session.clock.now(),
        };
        evidence.write(&judged, outcomes)?;
    }
    Ok(ending)
}

/// Shows the outcomes and their failures; the worst ending wins.
pub(super) fn report(session: &Session, outcomes: &[Outcome]) -> Ending {
    let terminal = &session.terminal;
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
            terminal.fail(failed);
        }
    }
    outcomes
        .iter()
        .map(Outcome::ending)
        .max()
        .unwrap_or(Ending::Done)
}

/// Shows what would be sent. Nothing is.
pub(super) async fn show_plans(
    session: &Session,
    instances: &[InstanceId],
    policy: &Policy,
    check: &SessionCheck,
) -> Result<(Ending, Vec<(Posture, Plan)>), Failure> {
    let context = session.context().await?;
    let targets: Vec<Target> = instances
        .iter()
        .map(|id| Target::new(context.clone(), id.clone()))
        .collect();
    Ok(show_plans_of(session, &targets, policy, check).await)
}

/// The same for instances wherever they are.
pub(super) async fn show_plans_of(
    session: &Session,
    targets: &[Target],
    policy: &Policy,
    check: &SessionCheck,
) -> (Ending, Vec<(Posture, Plan)>) {
    let planned = fleet::plans(targets, policy, check, session.global.parallel, None).await;
    let mut ending = Ending::Done;
    let mut failures = Vec::new();
    let mut plans = Vec::new();
    for (posture, plan) in &planned {
        let refusal = enforce::refusal(posture, plan, crate::context::Consent::Given);
        ending = ending.max(match &refusal {
            Some(failed) => failed.ending,
            None if plan.is_empty() => Ending::Done,
            None => Ending::Gaps,
        });
        failures.extend(refusal);
        plans.push(plan.clone());
    }
    let terminal = &session.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::plans(&plans, terminal.page()),
        Format::Json => json::plans(&plans),
    });
    for failed in failures
        .iter()
        .filter(|failed| failed.ending != Ending::Blocked)
    {
        terminal.fail(failed);
    }
    (ending, planned)
}

/// Reads and checks a client CA file.
pub(super) fn client_ca(session: &Session, path: &Path) -> Result<Pem, Failure> {
    let text = input::text(path, "client CA")?;
    let refuse = |why: String| {
        input::refused(path, "client CA", why).next(
            "name a PEM file with the certificate of the CA that signs the clients' certificates",
        )
    };
    certificate::check_client_ca(&text, session.clock.now())
        .map_err(|error| refuse(error.to_string()))?;
    Pem::new(&text).ok_or_else(|| refuse("it is empty".to_owned()))
}

/// Reads a revocation list. Whether it fits the client CA and follows the installed one is part of
/// the plan, since that differs by instance.
pub(super) fn crl(path: &Path) -> Result<Pem, Failure> {
    let text = input::text(path, "revocation list")?;
    let refuse = |why: String| {
        input::refused(path, "revocation list", why)
            .next("name a PEM file with a current revocation list that the client CA has signed")
    };
    certificate::parse_crls(&text).map_err(|error| refuse(error.to_string()))?;
    Pem::new(&text).ok_or_else(|| refuse("it is empty".to_owned()))
}

/// Reads a revocation list together with the client CA it has to fit.
pub(super) fn crl_of(session: &Session, path: &Path, client_ca: &Pem) -> Result<Pem, Failure> {
    let crl = crl(path)?;
    certificate::check_crl(
        crl.as_str(),
        client_ca.as_str(),
        session.clock.now(),
        TimeDelta::days(7),
    )
    .map_err(|error| {
        input::refused(path, "revocation list", error.to_string())
            .next("name a PEM file with a current revocation list that the client CA has signed")
    })?;
    Ok(crl)
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
pub(super) async fn ssl_state(session: &Session, id: &InstanceId) -> Result<SslState, Failure> {
    let context = session.context().await?;
    context
        .cloud
        .ssl(id)
        .await
        .map_err(|error| failure::api(format!("could not read the SSL settings of `{id}`"), &error))
}

impl Session {
    /// How long to wait for each step.
    pub(super) fn patience(&self) -> Patience {
        Patience {
            limit: self.global.timeout,
            settle: Duration::from_secs(10),
        }
    }
}
