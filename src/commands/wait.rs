//! `forcessl wait`: waits until no change is running.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::join_all;

use super::app::App;
use super::options::global::at_least;
use super::options::wanted::WantedState;
use super::selection::{Selected, SelectionArgs};
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::{InstanceId, Malformed, unique};
use crate::domain::policy::Policy;
use crate::domain::wait::Patience;
use crate::failure;
use crate::ops::change::Target;
use crate::ops::fleet::Listed;
use crate::ops::wait::resume;
use crate::text;

#[derive(Debug, clap::Args)]
#[command(
    override_usage = "forcessl wait [OPTIONS] <INSTANCE>...\n       forcessl wait [OPTIONS] --all"
)]
pub(super) struct WaitArgs {
    #[arg(value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    #[arg(long, value_name = "DURATION", default_value = "10s", value_parser = super::options::global::duration)]
    settle: Duration,
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = interval)]
    interval: Duration,
}

/// An interval that asks the service no more than ten times a second.
fn interval(text: &str) -> Result<Duration, Malformed> {
    at_least(Duration::from_millis(100), text)
}

pub(super) async fn run(app: &App, args: WaitArgs) -> Result<Ending, Failure> {
    let patience = Patience {
        limit: app.global.timeout,
        settle: args.settle,
        interval: args.interval,
    };
    let Selected { targets, mut worst } = if args.selection.sweeps() {
        let wanted = WantedState::Policy(Box::default());
        args.selection.targets(app, args.instances, wanted).await?
    } else {
        let ids = unique(args.instances);
        let context = context(app, ids.len()).await?;
        let target = |id| Target::new(context.clone(), id, Policy::default());
        Selected::named(ids.into_iter().map(target))
    };
    let terminal = &app.terminal;
    let count = targets.len();
    let done = AtomicUsize::new(0);
    if count > 1 {
        terminal.swept(0, count);
    }
    let wait_for = async |target: Target| {
        let id = target.id;
        let ended = match target.lost {
            Some(error) => Err(failure::api(text!("selection-lost", id = &id), &error)),
            None => resume(&target.context, &id, patience).await,
        };
        for what in ended.iter().flatten() {
            terminal.say(text!("wait-unknown", id = &id, what = what));
        }
        if count > 1 {
            terminal.swept(done.fetch_add(1, Ordering::Relaxed) + 1, count);
        }
        (id, ended.err())
    };
    let results = join_all(targets.into_iter().map(wait_for)).await;
    answer!(app, waited(&results));
    for failed in results.iter().filter_map(|(_, failed)| failed.as_ref()) {
        worst = worst.max(failed.ending);
        terminal.fail(failed);
    }
    Ok(worst)
}

/// What a wait for several instances works with: they share the statuses of the region's listing.
async fn context(app: &App, count: usize) -> Result<Context, Failure> {
    let api = app.open_api().await?;
    let mut context = app.context_with(Arc::new(api.clone()), app.state_folder());
    let region = app.reach().region()?;
    if let Some(region) = region.filter(|_| count > 1) {
        let statuses = Listed::new(api, region, app.clock.clone());
        context.statuses = Some(Arc::new(statuses));
    }
    Ok(context)
}
