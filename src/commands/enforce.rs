//! `forcessl enforce`: makes instances refuse every client without SSL.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::app::App;
use super::change::saved_plan;
use super::change::{ChangeJob, ProvenArgs};
use super::options::wanted::WantedArgs;
use super::output::evidence;
use super::selection::{RolloutArgs, Selected, SelectionArgs};
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
    pub(super) selection: SelectionArgs,
    #[command(flatten)]
    rollout: RolloutArgs,
    #[command(flatten)]
    policy: WantedArgs,
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    #[command(flatten)]
    proven: ProvenArgs,
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,
    #[arg(long)]
    auto_rollback: bool,
}

pub(super) async fn run(app: &App, args: EnforceArgs) -> Result<Ending, Failure> {
    args.evidence.as_deref().map_or(Ok(()), evidence::vacant)?;
    let Selected { targets, worst } = if let Some(path) = &args.plan {
        Selected::named(planned(app, path).await?.into_iter())
    } else {
        let wanted = args.policy.wanted(app)?;
        args.selection.targets(app, args.instances, wanted).await?
    };
    let clients = match targets.as_slice() {
        [] => None,
        [only] => Some(only.id.to_string()),
        _ => Some("INSTANCE".to_owned()),
    };
    let ProvenArgs { change, proof } = &args.proven;
    let mut job = ChangeJob::of(app, change, Some(proof), targets)?;
    job.rollout = args.rollout.rollout(app.global.parallel);
    job.options.auto_rollback = args.auto_rollback;
    (job.evidence, job.worst) = (args.evidence, worst);
    job.next = clients.map(|clients| text!("enforce-next-clients", clients = clients));
    job.carry_out(app, change).await
}

/// The instances of a saved plan, each with its own plan and at the endpoint of its own region.
///
/// # Errors
/// `Usage` for a file that is no plan, and for a `--region` that an instance of it is not in; `Access` without
/// usable credentials.
async fn planned(app: &App, path: &Path) -> Result<Vec<Target>, Failure> {
    let plans = saved_plan::load(path, app.clock.now())?;
    let reach = app.reach();
    let api = reach.open_anywhere().await?;
    let fixed = reach.fixed_endpoint()?;
    let target = |plan: SavedPlan| {
        let region = plan.region.as_ref();
        if let Some(region) = region.filter(|region| app.global.is_elsewhere(region)) {
            let what = text!(
                "enforce-plan-elsewhere",
                instance = plan.instance_id,
                region = region
            );
            return Err(Failure::usage(what).next(text!("enforce-plan-elsewhere-next")));
        }
        let endpoint = match (&fixed, region) {
            (Some(fixed), _) => fixed.clone(),
            (None, Some(region)) => reach.endpoint_of(region)?,
            (None, None) => reach.endpoint()?,
        };
        let there = app.context_with(Arc::new(api.at(endpoint)), app.state_folder());
        Ok(Target {
            saved: Some(plan.clone()),
            ..Target::new(there, plan.instance_id, plan.policy)
        })
    };
    plans.into_iter().map(target).collect()
}
