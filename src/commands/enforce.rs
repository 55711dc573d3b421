//! `forcessl enforce`.

use std::path::{Path, PathBuf};

use super::change::{self, Change, ChangeArgs};
use super::check::LoginArgs;
use super::evidence::Evidence;
use super::followed;
use super::login::SessionCheckArgs;
use super::probe;
use super::saved_plan;
use super::selection::{RolloutArgs, SelectionArgs};
use super::session::Session;
use crate::domain::acl::Acl;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{Exception, Strategy};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{HbaGoal, Policy, SwitchGoal};
use crate::domain::policy_file::PolicyFile;
use crate::domain::ssl::{Pem, Replace};

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
    #[arg(long, value_name = "FILE", requires = "client_ca")]
    crl: Option<PathBuf>,
    /// Go on although a client CA has no revocation list, and its clients will be refused
    #[arg(long, requires = "crl")]
    allow_uncovered: bool,
    /// How plaintext is closed in the pg_hba records
    #[arg(long, value_enum, default_value = "convert")]
    strategy: StrategyArg,
    /// Hole to leave in the pg_hba records on purpose, as user=…,database=…,address=… (can be repeated)
    #[arg(long, value_name = "WHO")]
    except: Vec<Exception>,
    /// Endpoint that the server certificate is made for
    #[arg(long, value_name = "HOST")]
    connection_string: Option<String>,
    /// Send SSL, client CA and ACL one by one instead of in one call
    #[arg(long)]
    stepwise: bool,
    /// Policy file that says by rule what is wanted of each instance
    #[arg(long = "policy", value_name = "FILE", env = "FORCESSL_POLICY", conflicts_with_all = ["via",
        "mode", "replication", "except", "connection_string", "stepwise"])]
    file: Option<PathBuf>,
}

impl PolicyArgs {
    /// The wanted end state.
    ///
    /// # Errors
    /// `Usage` for flags that contradict each other and files that fail our check.
    pub(super) fn policy(&self, session: &Session) -> Result<Policy, Failure> {
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
        if !self.except.is_empty() && !by_hba {
            return Err(
                usage("--except belongs to --via hba; a client ACL has no exceptions")
                    .next("add --via hba, or leave it out"),
            );
        }
        let acl = self.mode.unwrap_or(Acl::VerifyFull);
        let replication = self.replication.unwrap_or(acl);
        if by_acl && !(acl.forces_ssl() && replication.forces_ssl()) {
            return Err(usage("the mode prefer forces nothing")
                .next("choose verify-ca, verify-full or cert; to weaken use forcessl acl set"));
        }
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
            (Some(path), Some(client_ca)) => Some(change::crl_of(session, path, client_ca)?),
            _ => None,
        };
        Ok(Policy {
            switch: Some(SwitchGoal::On),
            endpoint: self.connection_string.clone(),
            client_ca: client_ca.map(Replace::Set),
            crl: crl.map(Replace::Set),
            crl_care: change::crl_care(self.allow_uncovered),
            acl: by_acl.then_some(acl),
            replication_acl: by_acl.then_some(replication),
            hba: by_hba.then(|| HbaGoal::Hardened {
                strategy: self.strategy.into(),
                exceptions: self.except.clone(),
            }),
            stepwise: self.stepwise,
            ..Policy::default()
        })
    }
}

impl PolicyArgs {
    /// The policy file, with the client CA that flags name for rules that want an ACL.
    ///
    /// # Errors
    /// `Usage` for a file that is none.
    pub(super) fn file(
        &self,
        of_flags: &Policy,
    ) -> Result<Option<(PolicyFile, Option<Pem>)>, Failure> {
        let ca = of_flags
            .client_ca
            .as_ref()
            .and_then(Replace::after)
            .cloned();
        let read = |path: &PathBuf| Ok((followed::load(path)?, ca.clone()));
        self.file.as_ref().map(read).transpose()
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
    #[arg(required_unless_present_any = ["plan", "all", "all_regions", "tags", "resource_group",
        "engine_versions", "instances_from"], value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    rollout: RolloutArgs,
    #[command(flatten)]
    policy: PolicyArgs,
    /// Carry out a plan that plan --out saved; refused when the instance has changed since
    #[arg(long, value_name = "FILE", conflicts_with_all = ["instances", "via", "mode", "replication",
        "client_ca", "crl", "strategy", "except", "connection_string", "stepwise", "all", "all_regions", "tags",
        "resource_group", "engine_versions", "instances_from", "canary", "wave_size", "max_failures",
        "max_instances", "confirm_each", "no_replicas"])]
    plan: Option<PathBuf>,
    #[command(flatten)]
    change: ChangeArgs,
    #[command(flatten)]
    check: SessionCheckArgs,
    #[command(flatten)]
    login: LoginArgs,
    /// Client certificate for the live proof, PEM with its chain
    #[arg(long, value_name = "FILE", requires = "key")]
    cert: Option<PathBuf>,
    /// Private key of the client certificate, PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Fail with code 7 when no endpoint could be reached for a live proof
    #[arg(long)]
    require_proof: bool,
    /// Write the evidence as a document for auditors, JSON when the name ends in .json, else Markdown;
    /// refused when the file exists
    #[arg(long, value_name = "FILE", conflicts_with = "dry_run")]
    evidence: Option<PathBuf>,
    /// Put the state before back when the change fails or plaintext still gets in after it; not when
    /// somebody else changed the records meanwhile
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
    let in_portions = args.sweeps() || args.rollout.is_given() || args.policy.file.is_some();
    let named = args.instances.clone();
    let evidence = args.evidence.as_deref().map(Evidence::new).transpose()?;
    let (instances, policy, on) = match &args.plan {
        None => (args.instances, args.policy.policy(session)?, vec![]),
        Some(path) => {
            let plans = saved_plan::load(path, session.clock.now())?;
            let policy = plans
                .first()
                .map(|plan| plan.policy.clone())
                .unwrap_or_default();
            (
                plans.iter().map(|plan| plan.instance_id.clone()).collect(),
                policy,
                plans,
            )
        }
    };
    let mut probing = args.login.probing();
    probing.identity = probe::identity(args.cert.as_deref(), args.key.as_deref())?;
    let check = args
        .check
        .check(session, args.selection.count(&instances))?;
    let change = Change {
        instances,
        policy,
        on,
        probing: Some(probing),
        require_proof: args.require_proof,
        auto_rollback: args.auto_rollback,
        restores: None,
        server_key: None,
        check,
        evidence,
    };
    if in_portions && args.plan.is_none() {
        let file = args.policy.file(&change.policy)?;
        let (targets, worst) = args.selection.targets(session, &named, file).await?;
        let rollout = args.rollout.rollout(session.global.parallel);
        let ending = change::roll_out(session, &args.change, change, &targets, rollout).await?;
        return Ok(ending.max(worst));
    }
    change::carry_out(session, &args.change, change).await
}
