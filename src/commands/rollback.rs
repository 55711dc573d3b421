//! `forcessl rollback`.

use super::app::App;
use super::change::{ChangeArgs, ChangeJob};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::ops::change::Target;
use crate::ops::rollback;
use crate::ops::wait::{Goal, finish, wait};
use crate::text::text;
use crate::text::time::second;

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

pub(super) async fn run(app: &App, args: RollbackArgs) -> Result<Ending, Failure> {
    let context = app.context().await?;
    if args.list {
        let states = rollback::saved(&context, &args.instance)?;
        answer!(app, saved(&args.instance, &states));
        return Ok(Ending::Done);
    }
    let (id, named) = (&args.instance, args.to.is_some());
    // Before the wait, which may note that a rollback to be resumed has meanwhile come to its end.
    let mut state = rollback::chosen(&context, id, args.to.as_deref())?;
    let mut unknown = vec![];
    if !args.change.dry_run {
        unknown = finish(&context, id, app.patience()).await?;
        for what in &unknown {
            app.terminal
                .say(text!("wait-unknown", id = id, what = what));
        }
        state = rollback::chosen(&context, id, Some(&state.id))?;
    }
    if args.change.wait_ready && !args.change.dry_run {
        // What somebody else's change leaves is told before it is undone. Another failure shows in the look that follows.
        let ended = wait(&context, id, Goal::QUIET, app.patience()).await;
        if let Some(late) = ended
            .err()
            .filter(|failed| failed.ending == Ending::Pending)
        {
            return Err(late);
        }
    }
    let policy = rollback::policy(&context, &state).await?;
    let terminal = &app.terminal;
    terminal.say(text!(
        "rollback-putting-back",
        id = &state.instance_id,
        time = second(state.saved_at)
    ));
    let review = rollback::review(&context, &state, &policy, &unknown, named).await?;
    for remark in review.remarks {
        terminal.say(remark);
    }
    let target = Target {
        reviewed: review.basis,
        ..Target::new(context, args.instance, policy)
    };
    let job = ChangeJob::of(app, &args.change, None, vec![target])?;
    let ended = job.carry_out(app, &args.change).await?;
    state.put_back(review.lost, ended)
}
