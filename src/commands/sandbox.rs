//! `forcessl sandbox`: runs the emulator.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Command;

use super::app::App;
use super::options::global::within;
use super::options::input;
use super::options::words::{Words, one_of};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::Malformed;
use crate::environment;
use crate::sandbox::{DatabaseChoice, Fault, Fleet, SandboxError, SandboxOptions, StateFile};
use crate::text::{Text, text};

#[derive(Debug, clap::Args)]
pub(super) struct SandboxArgs {
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = address)]
    listen: SocketAddr,
    #[arg(long, value_name = "N", default_value_t = 1,
        value_parser = within::<u16>(1, 10_000))]
    instances: u16,
    #[command(flatten)]
    data_plane: DataPlaneArgs,
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = super::options::global::duration)]
    change_time: Duration,
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = super::options::global::duration)]
    status_lag: Duration,
    #[arg(long, value_name = "DURATION", default_value = "0ms", value_parser = super::options::global::duration)]
    latency: Duration,
    #[arg(long, value_name = "N", value_parser = within::<u32>(1, i64::from(u32::MAX)))]
    qps: Option<u32>,
    #[arg(long = "fault", value_name = "KIND[:ARG]")]
    faults: Vec<Fault>,
    #[arg(long, value_name = "KIND[:SEED]", conflicts_with = "state")]
    fleet: Option<Fleet>,
    #[arg(long, value_name = "N", default_value_t = 4,
        value_parser = within::<u16>(1, 20))]
    regions: u16,
    #[arg(long, value_name = "FILE", conflicts_with = "instances")]
    state: Option<PathBuf>,
    #[arg(long)]
    env: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct DataPlaneArgs {
    #[arg(long, default_value = "auto", value_parser = one_of(DATABASES))]
    pub(super) database: DatabaseChoice,
    #[arg(long, value_name = "DIR")]
    pub(super) postgres_bin: Option<PathBuf>,
}

/// Variables for a shell, and where the line of a sandbox that is ready has their values (RFC 6901).
const EXPORTS: [(&str, &str); 9] = [
    ("FORCESSL_ENDPOINT", "/endpoint"),
    ("FORCESSL_REGION", "/region"),
    ("ALIBABA_CLOUD_ACCESS_KEY_ID", "/access_key_id"),
    ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "/access_key_secret"),
    ("PGHOST", "/instances/0/host"),
    ("PGPORT", "/instances/0/port"),
    ("PGDATABASE", "/instances/0/database"),
    ("PGUSER", "/instances/0/user"),
    ("PGPASSWORD", "/instances/0/password"),
];

/// The data planes.
const DATABASES: Words<DatabaseChoice> = &[
    ("auto", DatabaseChoice::Auto),
    ("postgres", DatabaseChoice::Postgres),
    ("embedded", DatabaseChoice::Embedded),
    ("none", DatabaseChoice::None),
];

/// Where to listen.
fn address(text: &str) -> Result<SocketAddr, Malformed> {
    text.parse().map_err(|_| Malformed(text!("value-address")))
}

pub(super) async fn run(app: &App, args: SandboxArgs) -> Result<Ending, Failure> {
    if args.env {
        let exports = in_background().await?;
        app.terminal.document(&exports);
        return Ok(Ending::Done);
    }
    let state = args
        .state
        .as_deref()
        .map(|path| {
            let text = input::text(path, input::SANDBOX_STATE)?;
            text.parse::<StateFile>()
                .map_err(|error| input::refused(path, input::SANDBOX_STATE, error.text()))
        })
        .transpose()?;
    let (instances, regions) = (args.instances.into(), args.regions.into());
    let fleet = |fleet| StateFile::fleet(fleet, instances, regions);
    let fleet = args.fleet.map(fleet).transpose()?;
    let options = SandboxOptions {
        listen: args.listen,
        instances,
        database: args.data_plane.database,
        postgres_bin: args.data_plane.postgres_bin,
        change_time: args.change_time,
        status_lag: args.status_lag,
        latency: args.latency,
        qps: args.qps,
        faults: args.faults,
        state: state.or(fleet),
    };
    let sandbox = crate::sandbox::start(options).await?;
    let ready = serde_json::to_string(sandbox.ready())
        .map_err(|error| Failure::bug(text!("sandbox-undescribed")).because(&error))?;
    app.terminal.document(&format!("{ready}\n"));
    // Nobody would know where it is.
    if app.terminal.lost().is_none() {
        super::interrupt().await;
    }
    sandbox.stop().await;
    Ok(Ending::Done)
}

/// Starts another process with the same arguments that goes on serving; what a shell needs to reach it.
///
/// # Errors
/// `Blocked` when it does not start, with what it says.
async fn in_background() -> Result<String, Failure> {
    let not_started = || Failure::blocked(text!("sandbox-not-started"));
    let failed = |error: std::io::Error| not_started().because(&error);
    let program = std::env::current_exe().map_err(failed)?;
    let arguments = environment::arguments();
    let arguments = arguments.iter().skip(1).filter(|word| *word != "--env");
    let mut serving = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .map_err(failed)?;
    let mut ready = String::new();
    if let Some(out) = serving.stdout.take() {
        let mut out = BufReader::new(out);
        out.read_line(&mut ready).await.map_err(failed)?;
    }
    let Ok(ready) = serde_json::from_str::<Value>(&ready) else {
        let ended = serving.wait_with_output().await.map_err(failed)?;
        let said = String::from_utf8_lossy(&ended.stderr);
        let mut failed = not_started().because(Text::verbatim(said.trim()));
        if ended.status.code() == Some(Ending::Usage.code().into()) {
            failed.ending = Ending::Usage;
        }
        return Err(failed);
    };
    let pid = serving.id().unwrap_or_default().to_string();
    let exports = EXPORTS.iter().filter_map(|(name, pointer)| {
        let value = ready.pointer(pointer)?;
        let text = value.as_str().map(str::to_owned);
        Some((*name, text.unwrap_or_else(|| value.to_string())))
    });
    // The factory records admit IPv4 alone, and many a machine takes `localhost` for ::1 first.
    let address = ("PGHOSTADDR", "127.0.0.1".to_owned());
    Ok(exports
        .chain([address, ("FORCESSL_SANDBOX_PID", pid)])
        .flat_map(|(name, value)| {
            ["export ", name, "=", &shell_words::quote(&value), "\n"].map(str::to_owned)
        })
        .collect())
}

/// The failure of a sandbox that did not start: its options cannot be, or the machine lacks something.
impl From<SandboxError> for Failure {
    fn from(error: SandboxError) -> Self {
        let (ending, next) = match error {
            SandboxError::NotLoopback(_) => (Ending::Usage, text!("sandbox-loopback-next")),
            SandboxError::State(_) => (Ending::Usage, text!("sandbox-state-next")),
            SandboxError::NoPostgres(_) => (Ending::Usage, text!("sandbox-no-postgres-next")),
            SandboxError::Listen(_) => (Ending::Blocked, text!("sandbox-listen-next")),
            SandboxError::Certificate(_) | SandboxError::Database { .. } => {
                (Ending::Blocked, text!("sandbox-embedded-next"))
            }
        };
        let failed = Self::new(ending, text!("sandbox-not-started")).because(error.text());
        failed.next(next)
    }
}
