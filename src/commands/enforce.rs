//! `forcessl enforce`.

use std::path::PathBuf;

use super::app::App;
use super::change::{ChangeArgs, ChangeJob, ProofArgs};
use super::evidence::Evidence;
use super::saved_plan;
use super::selection::{RolloutArgs, Selected, SelectionArgs};
use super::wanted::WantedArgs;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::plan::SavedPlan;
use crate::ops::change::Target;
use crate::text;

#[derive(Debug, clap::Args)]
#[command(
    override_usage = "forcessl enforce [OPTIONS] <INSTANCE>...\n       forcessl enforce [OPTIONS] --all\n       forcessl enforce [OPTIONS] --plan <FILE>"
)]
pub(super) struct EnforceArgs {
    #[arg(value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    selection: SelectionArgs,
    #[command(flatten)]
    rollout: RolloutArgs,
    #[command(flatten)]
    policy: WantedArgs,
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    change: ChangeArgs,
    #[command(flatten)]
    proof: ProofArgs,
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    #[arg(long)]
    auto_rollback: bool,
}

impl EnforceArgs {
    /// Whether the instances are found by listing.
    pub(super) fn sweeps(&self) -> bool {
        self.selection.sweeps()
    }
}

pub(super) async fn run(app: &App, args: EnforceArgs) -> Result<Ending, Failure> {
    let evidence = args.evidence.as_deref().map(Evidence::new).transpose()?;
    let Selected { targets, worst } = match &args.plan {
        None => {
            let wanted = args.policy.wanted(app)?;
            let named = args.instances;
            args.selection.targets(app, named, wanted).await?
        }
        Some(path) => {
            let context = app.context().await?;
            let plans = saved_plan::load(path, app.clock.now())?;
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
    let clients = match targets.as_slice() {
        [only] => only.id.to_string(),
        _ => "INSTANCE".to_owned(),
    };
    let ending = ChangeJob::of(app, &args.change, targets)?
        .proven(&args.proof)?
        .rolled_out(args.rollout.rollout(app.global.parallel), worst)
        .undone(args.auto_rollback)
        .witnessed(evidence)
        .carry_out(app, &args.change)
        .await?;
    if ending == Ending::Done && !args.change.dry_run {
        let next = text!("enforce-next-clients", clients = clients);
        app.terminal.say(next);
    }
    Ok(ending)
}
