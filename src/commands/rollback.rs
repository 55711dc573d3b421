//! `forcessl rollback`.

use super::change::{self, Change, ChangeArgs};
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::ops::rollback;
use crate::report::{Format, json, table};

/// Put a saved state back
///
/// Before its first write every change saves the state of the instance. This puts the state before
/// the latest change back, or the one named with --to: pg_hba records first, then the ACL, the
/// revocation list, the client CA, and SSL last. A rollback that did not come to its end is gone on
/// with by the next one. What is put back lets clients in again that were refused, so it wants the
/// instance id typed, or --yes.
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
    session.terminal.say(&format!(
        "putting back the state of {} at {}",
        state.instance_id,
        state.saved_at.format("%Y-%m-%d %H:%M:%S UTC")
    ));
    change::carry_out(
        session,
        &args.change,
        Change {
            restores: Some(state.id),
            ..Change::of(vec![args.instance], policy)
        },
    )
    .await
}
