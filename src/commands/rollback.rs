//! `forcessl rollback`.

use super::app::App;
use super::change::{ChangeArgs, ChangeJob};
use crate::domain::age::untimely;
use crate::domain::basis::{Basis, BasisPart, Difference};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::saved::Saved;
use crate::ops::change::Target;
use crate::ops::observe::observe;
use crate::ops::rollback;
use crate::ops::wait::finish;
use crate::text::{Text, text};

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

/// The refusal to undo a change that is not known to have taken effect, where the instance differs all the same.
fn not_in_force(state: &Saved, unknown: Vec<Text>, drift: Vec<Difference>) -> Failure {
    let id = &state.instance_id;
    let failure = Failure::blocked(text!("rollback-not-in-force", id = id)).next(text!(
        "rollback-unnamed-next",
        id = id,
        state = &state.id
    ));
    let by_others = |one: Difference| text!("rollback-changed-by", difference = one.text);
    let why = unknown.into_iter().chain(drift.into_iter().map(by_others));
    why.fold(failure, Failure::because)
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
    let mut unknown = vec![];
    if !args.change.dry_run {
        unknown = finish(&context, &args.instance, app.patience()).await?;
        for what in &unknown {
            let what = text!("wait-unknown", id = &args.instance, what = what);
            app.terminal.say(what);
        }
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
    let drift = rollback::drift(&context, &state, &seen).await;
    // Where nothing of ours took effect, all that differs is somebody else's.
    let is_ours = state.landed().next().is_some() && unknown.is_empty();
    let is_as_before =
        drift.as_ref().is_some_and(Vec::is_empty) && state.before(&[]) == Basis::of(&seen);
    if args.to.is_none() && !is_ours && !is_as_before {
        return Err(not_in_force(&state, unknown, drift.unwrap_or_default()));
    }
    match drift {
        Some(drift) => {
            for Difference { part, text } in drift {
                let kept = (part == BasisPart::Records && policy.hba.is_none())
                    || (part.is_ssl() && policy.switch.is_none());
                terminal.say(if kept {
                    text!("rollback-changed-and-kept", difference = text)
                } else {
                    text!("rollback-changed-since", difference = text)
                });
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
