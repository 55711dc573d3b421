//! `forcessl sandbox`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::app::App;
use super::input::{self, Content};
use crate::domain::failure::{Ending, Failure};
use crate::sandbox::{
    DatabaseChoice, Fault, Fleet, Sandbox, SandboxError, SandboxOptions, StateFile,
};
use crate::text;
use crate::text::Text;

#[derive(Debug, clap::Args)]
pub(super) struct SandboxArgs {
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    #[arg(long, value_name = "N", default_value_t = 1,
        value_parser = clap::value_parser!(u16).range(1..=10_000))]
    instances: u16,
    #[command(flatten)]
    data_plane: DataPlaneArgs,
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = super::global::duration)]
    change_time: Duration,
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = super::global::duration)]
    status_lag: Duration,
    #[arg(long, value_name = "DURATION", default_value = "0ms", value_parser = super::global::duration)]
    latency: Duration,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    qps: Option<u32>,
    #[arg(long = "fault", value_name = "KIND[:ARG]")]
    faults: Vec<Fault>,
    #[arg(long, value_name = "KIND[:SEED]", conflicts_with = "state")]
    fleet: Option<Fleet>,
    #[arg(long, value_name = "N", default_value_t = 4,
        value_parser = clap::value_parser!(u16).range(1..=20))]
    regions: u16,
    #[arg(long, value_name = "FILE", conflicts_with = "instances")]
    state: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct DataPlaneArgs {
    #[arg(long, value_enum, default_value = "auto")]
    database: DatabaseArg,
    #[arg(long, value_name = "DIR")]
    postgres_bin: Option<PathBuf>,
}

/// A data plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum DatabaseArg {
    /// A real server when one is found, else embedded.
    Auto,
    /// A real PostgreSQL server for every instance.
    Postgres,
    /// A front door in this program that speaks up to the password.
    Embedded,
    /// Nothing: the ports are closed. For fleets of thousands.
    None,
}

impl DataPlaneArgs {
    pub(super) const fn choice(&self) -> DatabaseChoice {
        match self.database {
            DatabaseArg::Auto => DatabaseChoice::Auto,
            DatabaseArg::Postgres => DatabaseChoice::Postgres,
            DatabaseArg::Embedded => DatabaseChoice::Embedded,
            DatabaseArg::None => DatabaseChoice::None,
        }
    }

    pub(super) fn postgres_bin(&self) -> Option<PathBuf> {
        self.postgres_bin.clone()
    }
}

pub(super) async fn run(app: &App, args: SandboxArgs) -> Result<Ending, Failure> {
    let state = args
        .state
        .as_deref()
        .map(|path| {
            let text = input::text(path, Content::SandboxState)?;
            text.parse::<StateFile>().map_err(|error| {
                input::refused(path, Content::SandboxState, error.text())
                    .next(text!("sandbox-state-next"))
            })
        })
        .transpose()?;
    let fleet = args
        .fleet
        .map(|fleet| {
            StateFile::fleet(fleet, args.instances.into(), args.regions.into())
                .map_err(|error| failed(&error))
        })
        .transpose()?;
    let options = SandboxOptions {
        listen: args.listen,
        instances: args.instances.into(),
        database: args.data_plane.choice(),
        postgres_bin: args.data_plane.postgres_bin(),
        change_time: args.change_time,
        status_lag: args.status_lag,
        latency: args.latency,
        qps: args.qps,
        faults: args.faults,
        state: state.or(fleet),
    };
    let sandbox = start(options).await?;
    let ready = serde_json::to_string(sandbox.ready()).map_err(|error| {
        Failure::new(Ending::Bug, text!("sandbox-undescribed"))
            .because(Text::verbatim(error.to_string()))
    })?;
    app.terminal.document(&format!("{ready}\n"));
    // Nobody would know where it is.
    if app.terminal.lost().is_none() {
        super::interrupt().await;
    }
    sandbox.stop().await;
    Ok(Ending::Done)
}

/// Starts a sandbox.
///
/// # Errors
/// `Usage` for options that cannot be, `Blocked` when the machine lacks something.
pub(super) async fn start(options: SandboxOptions) -> Result<Sandbox, Failure> {
    crate::sandbox::start(options)
        .await
        .map_err(|error| failed(&error))
}

fn failed(error: &SandboxError) -> Failure {
    let (ending, next) = match error {
        SandboxError::NotLoopback(_) => (Ending::Usage, text!("sandbox-loopback-next")),
        SandboxError::State(_) => (Ending::Usage, text!("sandbox-state-next")),
        SandboxError::NoPostgres(_) => (Ending::Usage, text!("sandbox-no-postgres-next")),
        SandboxError::Listen(_) => (Ending::Blocked, text!("sandbox-listen-next")),
        SandboxError::Certificate(_) | SandboxError::Database { .. } => {
            (Ending::Blocked, text!("sandbox-embedded-next"))
        }
    };
    Failure::new(ending, text!("sandbox-not-started"))
        .because(error.text())
        .next(next)
}
