//! What a change is asked to do: the instances, how each is changed, in which portions.

use std::num::NonZeroUsize;

use secrecy::SecretString;

use crate::cloud::ApiError;
use crate::context::Context;
use crate::domain::basis::Basis;
use crate::domain::failure::Failure;
use crate::domain::instance::InstanceId;
use crate::domain::plan::{Plan, SavedPlan, plan};
use crate::domain::policy::Policy;
use crate::domain::posture::Posture;
use crate::domain::start::Start;
use crate::domain::wait::Patience;
use crate::ops::observe::Probing;
use crate::ops::sessions::{SessionCheck, cut_off};

/// One instance to change, and what is its own.
#[derive(Clone)]
pub struct Target {
    /// What operations on it work with.
    pub context: Context,
    /// Which.
    pub id: InstanceId,
    /// What is wanted of it.
    pub policy: Policy,
    /// The plan that was saved for it; the instance must still look as it did then.
    pub saved: Option<SavedPlan>,
    /// What the drift was told of, where it is a rollback; a later change by somebody else stops it.
    pub reviewed: Option<Basis>,
    /// Why it was not found; then nothing is asked of it, and it keeps its row.
    pub lost: Option<ApiError>,
}

impl Target {
    /// This instance, with what is wanted of it.
    pub const fn new(context: Context, id: InstanceId, policy: Policy) -> Self {
        Self {
            context,
            id,
            policy,
            saved: None,
            reviewed: None,
            lost: None,
        }
    }
}

/// How every target is changed and judged.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub struct ChangeOptions {
    /// Wait until each change is done.
    pub wait: bool,
    /// When each change may start.
    pub start: Start,
    /// Wait for a busy instance before it is planned, instead of refusing it.
    pub wait_ready: bool,
    /// How long to wait for each step.
    pub patience: Patience,
    /// How live connections are tried at the end; `None` where none are.
    pub probing: Option<Probing>,
    /// An enforcement that no live connection proved is a failure.
    pub require_proof: bool,
    /// Put the state before back when a change is known to have ended badly.
    pub auto_rollback: bool,
    /// The private key of a custom server certificate.
    pub server_key: Option<SecretString>,
    /// How the open sessions are run through each plan.
    pub sessions: SessionCheck,
}

impl ChangeOptions {
    /// At once, waiting for each step, without live connections.
    pub fn new(patience: Patience) -> Self {
        Self {
            wait: true,
            start: Start::Now,
            wait_ready: false,
            patience,
            probing: None,
            require_proof: false,
            auto_rollback: false,
            server_key: None,
            sessions: SessionCheck::default(),
        }
    }
}

/// In which portions targets are changed.
#[derive(Debug, Clone, Copy)]
pub struct Rollout {
    /// How many go first, and have to succeed before any other is sent; 0 for none.
    pub canary: usize,
    /// How many are changed at the same time.
    pub wave_size: NonZeroUsize,
    /// After this many failures nothing more is begun.
    pub max_failures: NonZeroUsize,
    /// Nothing at all is sent when more than this many would change.
    pub max_instances: Option<usize>,
    /// Ask before each instance instead of once for all.
    pub confirm_each: bool,
    /// How many are read at the same time.
    pub parallel: usize,
}

impl Rollout {
    /// One after another; each goes on whatever became of the one before.
    pub const fn one_by_one(parallel: usize) -> Self {
        Self {
            canary: 0,
            wave_size: NonZeroUsize::MIN,
            max_failures: NonZeroUsize::MAX,
            max_instances: None,
            confirm_each: false,
            parallel,
        }
    }
}

/// A plan, what it was made on, and why nothing may be sent.
#[derive(Clone)]
pub struct Planned {
    /// What was seen.
    pub posture: Posture,
    /// What would be done.
    pub plan: Plan,
    /// Why it is not done, whatever is answered.
    pub refused: Option<Failure>,
}

impl Planned {
    pub(super) fn is_pending(&self) -> bool {
        self.refused.is_none() && !self.plan.is_empty()
    }
}

/// The plan for what was seen, with all that the other targets, the accounts and the sessions add to it.
pub(super) async fn whole_plan(
    target: &Target,
    run: &[Target],
    posture: &Posture,
    sessions: &SessionCheck,
) -> Plan {
    let (context, id) = (&target.context, &target.id);
    let mut made = plan(posture, &target.policy);
    made.again = target.saved.as_ref().map(SavedPlan::next);
    if let Some(instance) = posture.instance.known() {
        made.warn_of_relatives(instance, |id| run.iter().any(|target| target.id == *id));
    }
    let users = made.new_users();
    // Without permission to list the accounts, the service says at the change which user is missing.
    if !users.is_empty()
        && made.blockers.is_empty()
        && let Ok(accounts) = context.cloud.accounts(id).await
    {
        made.warn_of_users_without_account(&users, &accounts);
    }
    let found = cut_off(context, sessions, posture, &made).await;
    made.with_cut_off(found, sessions.limit)
}
