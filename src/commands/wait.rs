//! `forcessl wait`.

use std::time::Duration;

use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
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
    #[arg(required = true, value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    /// How long a state that never looked busy must stay quiet
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = humantime::parse_duration)]
    settle: Duration,
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let context = session.context().await?;
    let patience = Patience {
        limit: session.global.timeout,
        settle: args.settle,
    };
    let context = &context;
    let results = futures::future::join_all(args.instances.iter().map(|id| async move {
        (
            id.clone(),
            wait(context, id, &Goal::Quiet, patience).await.err(),
        )
    }))
    .await;
    let terminal = &session.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::waited(&results, terminal.page()),
        Format::Json => json::waited(&results),
    });
    let mut worst = Ending::Done;
    for failed in results.iter().filter_map(|(_, failed)| failed.as_ref()) {
        worst = worst.max(failed.ending);
        terminal.fail(failed);
    }
    Ok(worst)
}
