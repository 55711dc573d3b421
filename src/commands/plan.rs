//! `forcessl plan`: shows what `enforce` would change.

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
use crate::ops::change::Planned;
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
    let ending = worst.max(ending);
    match &args.out {
        // Who carries the file out later takes it for all that was selected.
        Some(_) if ending > Ending::Gaps => app.terminal.say(text!("plan-not-saved")),
        Some(path) if !planned.is_empty() => {
            let saved = |one: &Planned| SavedPlan::new(&one.posture, &one.plan, &app.global.given);
            saved_plan::save(path, &planned.iter().map(saved).collect::<Vec<_>>())?;
            app.terminal.say(text!("plan-saved", file = path.display()));
        }
        Some(_) | None => {}
    }
    Ok(ending)
}
