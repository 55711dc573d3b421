//! `forcessl enforce`.

use std::path::{Path, PathBuf};

use super::change::{self, Change, ChangeArgs, ProofArgs};
use super::evidence::Evidence;
use super::followed;
use super::saved_plan;
use super::selection::{RolloutArgs, Selected, SelectionArgs};
use super::session::Session;
use crate::domain::acl::Acl;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{Exception, Strategy};
use crate::domain::instance::InstanceId;
use crate::domain::plan::SavedPlan;
use crate::domain::policy::{HbaGoal, Policy, SwitchGoal};
use crate::domain::policy_file::{Certificates, PolicyFile};
use crate::domain::ssl::Replace;
use crate::ops::change::Target;

/// The way SSL is forced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Way {
    /// By the client ACL; clients need certificates of a client CA.
    Acl,
    /// By pg_hba records of type hostssl; clients need no certificates.
    Hba,
}

/// How plaintext is closed in the pg_hba records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum StrategyArg {
    /// Turn every record that admits plaintext into hostssl.
    Convert,
    /// Put a record in front that rejects all plaintext.
    Guard,
}

impl From<StrategyArg> for Strategy {
    fn from(strategy: StrategyArg) -> Self {
        match strategy {
            StrategyArg::Convert => Self::Convert,
            StrategyArg::Guard => Self::Guard,
        }
    }
}

/// What enforce and plan want.
#[derive(Debug, clap::Args)]
pub(super) struct PolicyArgs {
    /// Way to force SSL (can be repeated to combine both) [default: acl when --client-ca or --mode
    /// is given, else hba]
    #[arg(long, value_enum)]
    via: Vec<Way>,
    /// ACL mode for --via acl: verify-ca, verify-full or cert [default: verify-full]
    #[arg(long, value_name = "MODE", env = "FORCESSL_MODE")]
    mode: Option<Acl>,
    /// ACL mode for replication connections [default: the same as --mode]
    #[arg(long, value_name = "MODE")]
    replication: Option<Acl>,
    /// Client CA, a PEM file or - for stdin
    #[arg(long, value_name = "FILE", env = "FORCESSL_CLIENT_CA")]
    client_ca: Option<PathBuf>,
    /// Revocation list of the client CA, a PEM file or - for stdin
    #[arg(long, value_name = "FILE")]
    crl: Option<PathBuf>,
    /// Go on although a client CA has no revocation list, and its clients will be refused
    #[arg(long)]
    allow_uncovered: bool,
    /// How plaintext is closed in the pg_hba records [default: convert]
    #[arg(long, value_enum)]
    strategy: Option<StrategyArg>,
    /// Login that keeps what it can do in plaintext today, as user=…,database=…,address=… (can be
    /// repeated)
    #[arg(long, value_name = "WHO")]
    except: Vec<Exception>,
    /// Endpoint that the server certificate is made for
    #[arg(long, value_name = "HOST")]
    connection_string: Option<String>,
    /// Send SSL, client CA and ACL one by one instead of in one call
    #[arg(long)]
    stepwise: bool,
    /// Policy file that says by rule what is wanted of each instance; --client-ca and --crl are for the
    /// rules that want an ACL
    #[arg(long, value_name = "FILE", env = "FORCESSL_POLICY")]
    policy: Option<PathBuf>,
}

/// What is wanted of the instances.
pub(super) enum Wanted {
    /// The same of all.
    Policy(Box<Policy>),
    /// By rule.
    File(Box<FilePolicy>),
}

/// A policy file, and what flags give for its rules.
pub(super) struct FilePolicy {
    pub file: PolicyFile,
    pub certificates: Certificates,
}

impl PolicyArgs {
    /// What is wanted: the flags', or that of the policy file.
    ///
    /// # Errors
    /// `Usage` for flags that contradict each other and files that fail our check.
    pub(super) fn wanted(&self, session: &Session) -> Result<Wanted, Failure> {
        let certificates = self.certificates(session)?;
        if let Some(path) = &self.policy {
            let file = followed::load(path)?;
            return Ok(Wanted::File(Box::new(FilePolicy { file, certificates })));
        }
        let asks_acl =
            self.client_ca.is_some() || self.mode.is_some() || self.replication.is_some();
        let by_acl = self.via.contains(&Way::Acl) || (self.via.is_empty() && asks_acl);
        let by_hba = self.via.contains(&Way::Hba) || !by_acl;
        if asks_acl && !by_acl {
            return Err(
                usage("--mode, --replication and --client-ca belong to --via acl")
                    .next("add --via acl, or leave them out"),
            );
        }
        if !by_hba && (!self.except.is_empty() || self.strategy.is_some()) {
            return Err(usage(
                "--except and --strategy belong to --via hba; a client ACL has neither",
            )
            .next("add --via hba, or leave them out"));
        }
        let acl = self.mode.unwrap_or(Acl::VerifyFull);
        let replication = self.replication.unwrap_or(acl);
        if by_acl && !(acl.forces_ssl() && replication.forces_ssl()) {
            return Err(usage("the mode prefer forces nothing")
                .next("choose verify-ca, verify-full or cert; to weaken use forcessl acl set"));
        }
        let Certificates {
            client_ca,
            crl,
            crl_care,
        } = certificates;
        Ok(Wanted::Policy(Box::new(Policy {
            switch: Some(SwitchGoal::On),
            endpoint: self.connection_string.clone(),
            client_ca: client_ca.map(Replace::Set),
            crl: crl.map(Replace::Set),
            crl_care,
            acl: by_acl.then_some(acl),
            replication_acl: by_acl.then_some(replication),
            hba: by_hba.then(|| HbaGoal::Hardened {
                strategy: self.strategy.map_or(Strategy::Convert, Into::into),
                exceptions: self.except.clone(),
            }),
            stepwise: self.stepwise,
            ..Policy::default()
        })))
    }

    fn certificates(&self, session: &Session) -> Result<Certificates, Failure> {
        if self.client_ca.as_deref() == Some(Path::new("-")) && self.crl == self.client_ca {
            return Err(
                usage("the client CA and the revocation list cannot both be stdin")
                    .next("name a file for one of them"),
            );
        }
        let client_ca = self
            .client_ca
            .as_deref()
            .map(|path| change::client_ca(session, path))
            .transpose()?;
        let crl = match (&self.crl, &client_ca) {
            (Some(path), Some(_)) => Some(change::crl(path)?),
            _ => None,
        };
        Ok(Certificates {
            client_ca,
            crl,
            crl_care: change::crl_care(self.allow_uncovered),
        })
    }
}

fn usage(what: &str) -> Failure {
    Failure::new(Ending::Usage, what)
}

/// Make instances refuse every client without SSL, and prove it
///
/// Looks, plans, shows the plan, asks, sends as few
/// changes as possible, waits until the service is done, and proves with live connections that
/// plaintext is refused and SSL is let in. Running it again changes nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Instances to enforce SSL on, one after another
    #[arg(value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    rollout: RolloutArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Carry out a plan that plan --out saved; refused when the instance has changed since
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    change: ChangeArgs,
    #[command(flatten)]
    proof: ProofArgs,
    /// Write the evidence as a document for auditors, JSON when the name ends in .json, else Markdown;
    /// refused when the file exists
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    /// Put the state before back when the change is known to have ended badly; not when somebody else
    /// changed the instance meanwhile
    #[arg(long)]
    auto_rollback: bool,
}

impl Args {
    /// Whether the instances are found by listing.
    pub(super) fn sweeps(&self) -> bool {
        self.selection.sweeps()
    }
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let evidence = args.evidence.as_deref().map(Evidence::new).transpose()?;
    let Selected { targets, worst } = match &args.plan {
        None => {
            let wanted = args.policy.wanted(session)?;
            let named = args.instances;
            args.selection.targets(session, named, wanted).await?
        }
        Some(path) => {
            let context = session.context().await?;
            let plans = saved_plan::load(path, session.clock.now())?;
            let target = |plan: SavedPlan| Target {
                saved: Some(plan.clone()),
                ..Target::new(context.clone(), plan.instance_id, plan.policy)
            };
            Selected {
                targets: plans.into_iter().map(target).collect(),
                worst: Ending::Done,
            }
        }
    };
    Change::of(session, &args.change, targets)?
        .proven(&args.proof)?
        .rolled_out(args.rollout.rollout(session.global.parallel), worst)
        .undone(args.auto_rollback)
        .witnessed(evidence)
        .carry_out(session, &args.change)
        .await
}
