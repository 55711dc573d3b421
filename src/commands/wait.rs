//! `forcessl wait`.

use std::time::Duration;

use futures::{StreamExt, stream};

use super::selection::{SELECTORS, SelectionArgs};
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, Status};
use crate::domain::wait::EVERY;
use crate::failure;
use crate::ops::fleet::{Target, members};
use crate::ops::wait::{Goal, Patience, wait};
use crate::report::{Format, json, table};

/// Wait until no change is running any more
///
/// Ends when the status reads Running twice in a row and neither the SSL settings nor the pg_hba
/// records are changing. A state that never looked busy must stay quiet for --settle, because right
/// after a change the status can still read as before. Can be stopped and started again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Instances to wait for
    #[arg(required_unless_present_any = SELECTORS, value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    selection: SelectionArgs,
    /// How long a state that never looked busy must stay quiet
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = humantime::parse_duration)]
    settle: Duration,
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let mut patience = Patience {
        limit: session.global.timeout,
        settle: args.settle,
    };
    let (targets, mut worst) = if args.sweeps() {
        let start = session.clock.monotonic();
        listed(session, &args).await?;
        let found = args
            .selection
            .targets(session, &args.instances, None)
            .await?;
        let spent = session.clock.monotonic().saturating_sub(start);
        patience.limit = patience.limit.saturating_sub(spent);
        found
    } else {
        let context = session.context().await?;
        let target = |id: &InstanceId| Target::new(context.clone(), id.clone());
        (args.instances.iter().map(target).collect(), Ending::Done)
    };
    let wait_for = |target: Target| async move {
        let Target { context, id, .. } = target;
        let failed = match target.lost {
            Some(error) => Some(failure::api(format!("could not find `{id}`"), &error)),
            None => wait(&context, &id, &Goal::Quiet, patience).await.err(),
        };
        (id, failed)
    };
    let at_once = if args.sweeps() {
        session.global.parallel.max(1)
    } else {
        targets.len().max(1)
    };
    let results: Vec<_> = stream::iter(targets)
        .map(wait_for)
        .buffered(at_once)
        .collect()
        .await;
    let terminal = &session.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::waited(&results, terminal.page()),
        Format::Json => json::waited(&results),
    });
    for failed in results.iter().filter_map(|(_, failed)| failed.as_ref()) {
        worst = worst.max(failed.ending);
        terminal.fail(failed);
    }
    Ok(worst)
}

/// Waits until the listings show no instance that is busy: one call for a hundred instances a second,
/// in place of one for each.
async fn listed(session: &Session, args: &Args) -> Result<(), Failure> {
    let wish = args.selection.wish(session, &args.instances)?;
    let places = args.selection.places(session).await?;
    let start = session.clock.monotonic();
    loop {
        let (members, _) = members(&places, &wish).await;
        let busy = members
            .iter()
            .filter(|member| matches!(member.instance.status, Status::Busy(_)))
            .count();
        let spent = session.clock.monotonic().saturating_sub(start);
        if busy == 0 || spent >= session.global.timeout {
            return Ok(());
        }
        session.terminal.swept(members.len() - busy, members.len());
        session.clock.sleep(EVERY).await;
    }
}

impl Args {
    /// Whether the instances are found by listing.
    pub(super) fn sweeps(&self) -> bool {
        self.selection.sweeps()
    }
}
