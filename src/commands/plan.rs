//! `forcessl plan`.

use std::path::PathBuf;

use super::app::App;
use super::change;
use super::change::saved_plan;
use super::options::login::SessionCheckArgs;
use super::options::wanted::WantedArgs;
use super::selection::{Selected, SelectionArgs};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::plan::SavedPlan;
use crate::domain::start::Start;
use crate::text;

#[derive(Debug, clap::Args)]
#[command(
    override_usage = "forcessl plan [OPTIONS] <INSTANCE>...\n       forcessl plan [OPTIONS] --all"
)]
pub(super) struct PlanArgs {
    #[arg(value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    #[command(flatten)]
    policy: WantedArgs,
    #[command(flatten)]
    sessions: SessionCheckArgs,
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(app: &App, args: PlanArgs) -> Result<Ending, Failure> {
    if let Some(path) = &args.out {
        saved_plan::vacant(path)?;
    }
    let wanted = args.policy.wanted(app)?;
    let named = args.instances;
    let Selected { targets, worst } = args.selection.targets(app, named, wanted).await?;
    let sessions = args.sessions.check(app, targets.len())?;
    let (ending, planned) = change::show_plans(app, &targets, &sessions, Start::Now, None).await;
    if let Some(path) = &args.out {
        // A file says nothing of the gates that a plan did not pass, so it holds none of these.
        let passed = planned.iter().filter(|one| one.refused.is_none());
        let plans: Vec<SavedPlan> = passed
            .map(|one| SavedPlan::new(&one.posture, &one.plan))
            .collect();
        for refused in planned.iter().filter(|one| one.refused.is_some()) {
            let instance = &refused.posture.id;
            app.terminal
                .say(text!("plan-not-saved", instance = instance));
        }
        if !plans.is_empty() {
            saved_plan::save(path, &plans)?;
            app.terminal.say(text!("plan-saved", file = path.display()));
        }
    }
    Ok(worst.max(ending))
}
