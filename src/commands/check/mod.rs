//! `forcessl check`: judges instances, and changes nothing.

mod sweep;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::app::App;
use super::options::global::{at_least, within};
use super::options::output::Output;
use super::options::probe_login::LoginArgs;
use super::options::words::one_of;
use super::process::signals::interrupt;
use super::report::{self, SEVERITIES};
use super::selection::SelectionArgs;
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::instance::{InstanceId, Malformed, unique};
use crate::failure;
use crate::ops::fleet::Depth;
use crate::report::ReportFormat;
use crate::text;

#[derive(Debug, clap::Args)]
#[command(
    override_usage = "forcessl check [OPTIONS] <INSTANCE>...\n       forcessl check [OPTIONS] --all"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct CheckArgs {
    #[arg(value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    #[command(flatten)]
    pub(super) selection: SelectionArgs,
    #[arg(long)]
    find: bool,
    #[arg(long)]
    no_probe: bool,
    #[arg(long)]
    probe: bool,
    #[arg(long)]
    thorough: bool,
    #[command(flatten)]
    login: LoginArgs,
    #[arg(long, value_name = "FILE", env = "FORCESSL_POLICY")]
    policy: Option<PathBuf>,
    #[arg(long, value_name = "DAYS", default_value_t = 30,
        value_parser = within::<i64>(0, 36_500))]
    expiry_days: i64,
    #[arg(long, value_name = "SEVERITY", default_value = "high",
        value_parser = one_of(SEVERITIES))]
    fail_on: Severity,
    #[arg(long)]
    show_all: bool,
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    #[arg(long, value_name = "DURATION", value_parser = pause)]
    watch: Option<Duration>,
}

/// A pause between two checks: one that leaves the service in peace.
fn pause(text: &str) -> Result<Duration, Malformed> {
    at_least(Duration::from_secs(1), text)
}

pub(super) async fn run(app: &App, args: CheckArgs) -> Result<Ending, Failure> {
    let baseline = args
        .baseline
        .as_deref()
        .map(|file| report::load(app, file))
        .transpose()?;
    let probing = args.login.probing();
    let table = |output: &Output| output.format == ReportFormat::Table;
    if args.show_all && !app.global.output.iter().any(table) {
        return Err(Failure::usage(text!("check-show-all-alone"))
            .because(text!("check-show-all-alone-why"))
            .next(text!("check-show-all-alone-next")));
    }
    let show_all = args.show_all || !args.selection.sweeps();
    let live = (args.probe || !args.selection.sweeps()) && !args.no_probe;
    let live = live.then_some(&probing);
    let named = unique(args.instances.clone());
    let reached;
    let (targets, depth) = if args.selection.sweeps() {
        let depth = match (args.thorough, live) {
            (true, live) => Depth::Thorough(live),
            (false, Some(probing)) => Depth::Live(probing),
            (false, None) => Depth::Settings,
        };
        (None, depth)
    } else {
        reached = if args.find {
            found(app, &named).await?
        } else {
            let context = app.context().await?;
            let target = |id: &InstanceId| (context.clone(), id.clone());
            named.iter().map(target).collect()
        };
        (Some(reached.as_slice()), Depth::Thorough(live))
    };
    let wanted = sweep::SweepRequest {
        args: &args,
        named: &named,
        targets,
        depth,
        show_all,
        baseline: baseline.as_ref(),
    };
    loop {
        let ended = sweep::run(app, &wanted).await?;
        let Some(pause) = args.watch.filter(|_| ended != Ending::Interrupted) else {
            return Ok(ended);
        };
        let again = humantime::format_duration(pause).to_string();
        app.terminal.say(text!("check-watch", pause = again));
        tokio::select! {
            biased;
            () = interrupt() => return Ok(ended),
            () = app.clock.sleep(pause) => {}
        }
    }
}

/// The instances with the regions that have them, told on stderr. One that is found nowhere stays
/// with the endpoint of the session, so that it has a row that says so.
async fn found(app: &App, ids: &[InstanceId]) -> Result<Vec<(Context, InstanceId)>, Failure> {
    let api = app.reach().open_anywhere().await?;
    let state = app.state_folder();
    let mut targets = Vec::new();
    for id in ids {
        let sweep = api
            .find_instance(id)
            .await
            .map_err(|error| failure::api(text!("check-find-failed", id = id), &error))?;
        let regions: Vec<&str> = sweep
            .found
            .iter()
            .map(|(region, _)| region.as_str())
            .collect();
        let asked = sweep.answered + sweep.failed.len();
        app.terminal.say(if regions.is_empty() {
            text!("check-found-nowhere", id = id, count = sweep.answered)
        } else {
            text!(
                "check-found-in",
                id = id,
                regions = regions.join(", "),
                asked = asked
            )
        });
        for (region, error) in &sweep.failed {
            app.terminal.say(text!(
                "check-region-silent",
                id = id,
                region = region.as_str(),
                error = error.text()
            ));
        }
        let found = sweep.found.into_iter();
        let mut apis: Vec<_> = found.map(|(_, endpoint)| api.at(endpoint)).collect();
        if apis.is_empty() {
            apis.push(api.clone());
        }
        let there = |api| app.context_with(Arc::new(api), state.clone());
        targets.extend(apis.into_iter().map(|api| (there(api), id.clone())));
    }
    Ok(targets)
}
