//! `forcessl sessions`: lists the sessions without SSL, and ends those that are chosen.

use std::time::Duration;

use super::app::App;
use super::options::global::limit;
use super::options::login::DsnArgs;
use super::probe::{ProbeTarget, target};
use super::process::signals::interrupt;
use crate::domain::failure::{Ending, Failure};
use crate::domain::sessions::{SessionEnd, SessionReport, SessionsJudgement};
use crate::domain::ssl::SslState;
use crate::failure;
use crate::ops::sessions::{SessionClient, SessionsRequest, servers, unsaid_ssl_mode};
use crate::postgres::login::{ConnectSettings, PORT, ServerAddress};
use crate::report::{Format, json, table};
use crate::text::{Text, text};

#[derive(Debug, clap::Args)]
pub(super) struct SessionsArgs {
    #[arg(value_name = "TARGET")]
    target: Option<String>,
    #[command(flatten)]
    dsn: DsnArgs,
    #[arg(long)]
    all: bool,
    #[arg(long, value_name = "DURATION", value_parser = limit)]
    watch: Option<Duration>,
    #[arg(long, value_name = "DURATION", default_value = "1s",
        value_parser = limit)]
    interval: Duration,
    #[arg(long, conflicts_with = "watch")]
    terminate: bool,
    #[arg(long)]
    include_replication: bool,
}

/// Shorter than this only loads the server.
const LEAST_INTERVAL: Duration = Duration::from_millis(100);

pub(super) async fn run(app: &App, args: SessionsArgs) -> Result<Ending, Failure> {
    let request = SessionsRequest {
        watch: watch(&args)?,
        terminate: args.terminate.then_some(args.include_replication),
    };
    let named = args.target.as_deref().map(target).transpose()?;
    let id = match &named {
        Some(ProbeTarget::Instance(id)) => Some(id.clone()),
        Some(ProbeTarget::Host(..)) | None => None,
    };
    let login = args.dsn.login(app)?;
    let mut gathered = None;
    let work = async {
        let (servers, ssl) = aim(app, &login, args.target.as_deref(), named).await?;
        let client = SessionClient {
            clock: app.clock.as_ref(),
            audience: app.terminal.as_ref(),
            login: &login,
            servers,
            unsaid: unsaid_ssl_mode(ssl.as_ref()),
        };
        client.run(&request, &mut gathered).await
    };
    let done = tokio::select! {
        biased;
        done = work => Some(done?),
        () = interrupt() => None,
    };
    let (report, failed) = match (done, gathered) {
        (Some(failed), Some(report)) => (report, failed),
        (None, Some(report)) if report.watch.is_some() || report.ended.is_some() => {
            let failed = cut_off(&report);
            (report, Some(failed))
        }
        (Some(_) | None, _) => return Err(app.terminal.interrupted()),
    };
    let terminal = &app.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::sessions(&report, args.all, terminal.page()),
        Format::Json => json::sessions(id.as_ref(), &report, args.all),
    });
    if let Some(failed) = &failed {
        terminal.fail(failed);
    }
    Ok(failed
        .map_or(Ending::Done, |failed| failed.ending)
        .max(ending(&report)))
}

/// The failure of a run that was interrupted after more than one look.
fn cut_off(report: &SessionReport) -> Failure {
    let failed = Failure::new(Ending::Interrupted, text!("interrupted"));
    let Some(ended) = &report.ended else {
        return failed.because(text!("sessions-interrupted-seen"));
    };
    let told = |(_, end): &&(_, SessionEnd)| {
        matches!(
            end,
            SessionEnd::Lingers | SessionEnd::Ended | SessionEnd::Gone
        )
    };
    let told = ended.iter().filter(told).count();
    failed
        .because(text!("sessions-interrupted-ended", count = told))
        .next(text!("sessions-interrupted-next"))
}

/// Something found is certain; nothing found is, when everything could be seen.
fn ending(report: &SessionReport) -> Ending {
    match report.judgement() {
        SessionsJudgement::Clean => Ending::Done,
        SessionsJudgement::Plaintext => Ending::Gaps,
        SessionsJudgement::Unknown => Ending::NotProven,
    }
}

fn watch(args: &SessionsArgs) -> Result<Option<(Duration, Duration)>, Failure> {
    let usage = |what: Text, next: Text| Err(Failure::usage(what).next(next));
    match args.watch {
        None => Ok(None),
        Some(_) if args.interval < LEAST_INTERVAL => usage(
            text!("sessions-interval-short"),
            text!("sessions-interval-next"),
        ),
        Some(length) if length < args.interval => {
            usage(text!("sessions-watch-short"), text!("sessions-watch-next"))
        }
        Some(length) => Ok(Some((length, args.interval))),
    }
}

/// Where to log in: at the host that is named, or at the endpoints of the instance; and what the API
/// says about SSL there.
async fn aim(
    app: &App,
    login: &ConnectSettings,
    text: Option<&str>,
    named: Option<ProbeTarget>,
) -> Result<(Vec<ServerAddress>, Option<SslState>), Failure> {
    let usage = |what: Text, next: Text| Err(Failure::usage(what).next(next));
    match named {
        None if login.servers().is_empty() => usage(
            text!("sessions-no-server"),
            text!("sessions-no-server-next"),
        ),
        None => Ok((login.servers().to_vec(), None)),
        Some(ProbeTarget::Host(host, port)) => {
            let explicit = login.explicit_servers();
            if explicit.iter().any(|server| server.host != host) {
                return usage(
                    text!("sessions-two-hosts"),
                    text!("sessions-two-hosts-next"),
                );
            }
            let has_port = text.is_some_and(|text| text.ends_with(&format!(":{port}")));
            let port = if has_port {
                port
            } else {
                login.port().unwrap_or(PORT)
            };
            let address = explicit.first().and_then(|server| server.address);
            let server = ServerAddress {
                host,
                address,
                port,
            };
            Ok((vec![server], None))
        }
        Some(ProbeTarget::Instance(id)) => {
            let cloud = app.context().await?.cloud;
            // Without an answer SSL counts as not known.
            let ssl = cloud.ssl(&id).await.ok();
            let endpoints = if login.explicit_servers().is_empty() {
                cloud.endpoints(&id).await.map_err(|error| {
                    failure::api(text!("probe-endpoints-unread", id = id), &error)
                })?
            } else {
                vec![]
            };
            Ok((servers(login, &endpoints), ssl))
        }
    }
}
