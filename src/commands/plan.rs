//! `forcessl plan`.

use super::change;
use super::enforce::PolicyArgs;
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;

/// Show what enforce would change
///
/// Shows the steps with restarts and times, what stands in the way, and what to know first. Takes
/// the same flags as enforce. Changes nothing; ends with code 1 when changes are pending.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Instances to plan for
    #[arg(required = true, value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let policy = args.policy.policy(session)?;
    change::show_plans(session, &args.instances, &policy).await
}
