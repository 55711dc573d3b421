//! `forcessl rollback`.

use super::app::App;
use super::change::{ChangeArgs, ChangeJob};
use crate::domain::age::untimely;
use crate::domain::basis::Basis;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::saved::Saved;
use crate::ops::change::Target;
use crate::ops::observe::observe;
use crate::ops::rollback;
use crate::text;
use crate::text::Text;

#[derive(Debug, clap::Args)]
pub(super) struct RollbackArgs {
    instance: InstanceId,
    #[arg(long, value_name = "ID", conflicts_with = "list")]
    to: Option<String>,
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    change: ChangeArgs,
}

/// The refusal of a state that is too old to be meant without being named.
fn unnamed(state: &Saved, why: Text) -> Failure {
    let id = &state.instance_id;
    let what = text!("rollback-unnamed", id = id);
    Failure::blocked(what)
        .because(why)
        .because(text!("rollback-unnamed-lost"))
        .next(text!("rollback-unnamed-next", id = id, state = &state.id))
}

pub(super) async fn run(app: &App, args: RollbackArgs) -> Result<Ending, Failure> {
    let context = app.context().await?;
    if args.list {
        let terminal = &app.terminal;
        let mut states = Vec::new();
        for file in rollback::saved(&context, &args.instance)? {
            match file.state {
                Ok(state) => states.push(state),
                Err(error) => terminal.say(text!("rollback-unusable", error = error.text())),
            }
        }
        answer!(app, saved(&args.instance, &states));
        return Ok(Ending::Done);
    }
    let (state, policy) = rollback::policy(&context, &args.instance, args.to.as_deref()).await?;
    if args.to.is_none()
        && let Some(why) = untimely(state.saved_at, context.clock.now())
    {
        return Err(unnamed(&state, why));
    }
    let terminal = &app.terminal;
    terminal.say(text!(
        "rollback-putting-back",
        id = &state.instance_id,
        time = state.saved_at.format("%Y-%m-%d %H:%M:%S UTC").to_string()
    ));
    let seen = observe(&context, &args.instance, None).await;
    let mut reviewed = None;
    match rollback::drift(&context, &seen).await {
        Some(drift) => {
            for difference in drift {
                terminal.say(text!("rollback-changed-since", difference = difference));
            }
            // What is still changing may end while it is waited for.
            reviewed = Some(Basis::of(&seen)).filter(Basis::is_settled);
        }
        None => terminal.say(text!("rollback-changes-unknown")),
    }
    let lost = seen.ssl.known().and_then(|ssl| state.lost(ssl));
    let id = args.instance.clone();
    let target = Target {
        restores: Some(state.id),
        reviewed,
        ..Target::new(context, args.instance, policy)
    };
    let job = ChangeJob::of(app, &args.change, None, vec![target])?;
    let ended = job.carry_out(app, &args.change).await?;
    let Some(lost) = lost.filter(|_| ended == Ending::Done) else {
        return Ok(ended);
    };
    Err(Failure::blocked(text!("rollback-partly", id = &id))
        .because(lost)
        .next(text!("rollback-certificate-next", id = id)))
}
