//! `forcessl plan`.

use std::path::{Path, PathBuf};

use super::change;
use super::enforce::PolicyArgs;
use super::input;
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::plan::{SCHEMA_VERSION, SavedPlan};
use crate::journal::{seal, unseal};

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
    /// Save the plan for enforce --plan; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let policy = args.policy.policy(session)?;
    let (ending, planned) = change::show_plans(session, &args.instances, &policy).await?;
    if let Some(path) = &args.out {
        let plans: Vec<SavedPlan> = planned
            .iter()
            .map(|(posture, plan)| SavedPlan::new(posture, plan))
            .collect();
        save(path, &plans)?;
        session
            .terminal
            .say(&format!("saved the plan to {}", path.display()));
    }
    Ok(ending)
}

fn save(path: &Path, plans: &[SavedPlan]) -> Result<(), Failure> {
    let failed = |why: String| {
        Failure::new(
            Ending::Usage,
            format!("could not save the plan to `{}`", path.display()),
        )
        .because(why)
        .next("name a file that does not exist, in a folder that can be written to")
    };
    let text = seal(&plans).map_err(|error| failed(error.to_string()))?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
        .map_err(|error| failed(error.to_string()))?;
    std::io::Write::write_all(&mut file, text.as_bytes())
        .map_err(|error| failed(error.to_string()))?;
    file.persist_noclobber(path)
        .map_err(|error| failed(error.error.to_string()))?;
    Ok(())
}

/// Reads a saved plan.
///
/// # Errors
/// `Usage` when the file is torn, edited, or of another version.
pub(super) fn load(path: &Path) -> Result<Vec<SavedPlan>, Failure> {
    let text = input::text(path, "saved plan")?;
    let refuse = |why: String| {
        input::refused(path, "saved plan", why).next("make it again with forcessl plan --out FILE")
    };
    let plans: Vec<SavedPlan> = unseal(&text).map_err(refuse)?;
    if plans
        .iter()
        .any(|plan| plan.schema_version != SCHEMA_VERSION)
    {
        return Err(refuse("it was written by another version".to_owned()));
    }
    if plans.is_empty() {
        return Err(refuse("it holds no plan".to_owned()));
    }
    Ok(plans)
}
