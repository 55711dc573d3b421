//! `forcessl rollback`.

use super::change::{Change, ChangeArgs};
use super::session::Session;
use crate::domain::age::untimely;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::saved::Saved;
use crate::ops::rollback;
use crate::report::{Format, json, table};

/// Put a saved state back
///
/// Before its first write every change saves the state of the instance. This puts the state before
/// the latest change back, or the one named with --to: pg_hba records first, then the ACL, the
/// revocation list, the client CA, and SSL last. A rollback that did not come to its end is gone on
/// with by the next one. A state of more than two weeks is put back only by --to. What is put back
/// lets clients in again that were refused, so it wants the instance id typed, or --yes.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Instance to change
    instance: InstanceId,
    /// Id of the saved state [default: the one before the latest change]
    #[arg(long, value_name = "ID", conflicts_with = "list")]
    to: Option<String>,
    /// List the saved states and change nothing
    #[arg(long)]
    list: bool,
    #[command(flatten)]
    change: ChangeArgs,
}

/// The refusal of a state that is too old to be meant without being named.
fn unnamed(state: &Saved, why: String) -> Failure {
    let id = &state.instance_id;
    let what =
        format!("the saved state of `{id}` is not put back without being named; nothing was sent");
    Failure::new(Ending::Blocked, what)
        .because(why)
        .because("what was changed since would be lost")
        .next(format!("forcessl rollback {id} --to {}", state.id))
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let context = session.context().await?;
    if args.list {
        let states = rollback::saved(&context, &args.instance)?;
        let terminal = &session.terminal;
        terminal.answer(&match terminal.format() {
            Format::Table => table::saved(&args.instance, &states, terminal.page()),
            Format::Json => json::saved(&args.instance, &states),
        });
        return Ok(Ending::Done);
    }
    let (state, policy) = rollback::policy(&context, &args.instance, args.to.as_deref()).await?;
    if args.to.is_none()
        && let Some(why) = untimely(state.saved_at, context.clock.now())
    {
        return Err(unnamed(&state, why));
    }
    session.terminal.say(&format!(
        "putting back the state of {} at {}",
        state.instance_id,
        state.saved_at.format("%Y-%m-%d %H:%M:%S UTC")
    ));
    Change::named(session, &args.change, vec![args.instance], policy)
        .await?
        .restoring(&state.id)
        .carry_out(session, &args.change)
        .await
}
