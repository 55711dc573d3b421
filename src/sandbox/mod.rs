//! The emulator: the RDS OpenAPI on loopback over real or embedded PostgreSQL endpoints.
//!
//! [`start`] brings up the databases and the gateway on the caller's runtime; [`Sandbox::stop`]
//! takes everything down and leaves nothing behind. The state is pure and is given the time;
//! signatures are verified; what the gateway answers is built here and shares no type with what
//! the client reads. Deliberately absent: listening on anything but loopback.

mod actions;
mod answer;
mod authentication;
mod certificates;
mod clock;
mod control;
pub mod database;
mod edit;
mod error;
mod faults;
mod fleet;
mod gateway;
mod launch;
mod options;
mod policy;
mod state;
mod state_file;

use std::collections::HashMap;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt, stream};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use certificates::SandboxCa;
use database::{Database, SandboxAccount};
pub use error::SandboxError;
pub use faults::Fault;
use faults::Faults;
pub use fleet::Fleet;
use gateway::Gateway;
use gateway::shared::{Pace, Shared, World};
use launch::Launcher;
pub use options::{DatabaseChoice, SandboxOptions};
pub use state::AcceptedCall;
use state::State;
use state::budget::{Budget, Load};
use state::entry::{Backing, InstanceEntry, REGION};
use state::instance::SandboxInstance;
use state::keys::{AccessKey, KnownKeys};
use state_file::DATABASE;
pub use state_file::StateFile;

/// The first account of every instance.
const USER: &str = "app";
/// How many databases start at the same time.
const AT_ONCE: usize = 8;

/// The one line that tells how to reach a sandbox. It holds secrets of the sandbox, which are
/// worth nothing anywhere else; so there is no `Debug`.
#[derive(Clone, Serialize)]
pub struct Ready {
    /// URL of the gateway, `http://127.0.0.1:PORT`.
    pub endpoint: String,
    /// Region of the first instance.
    pub region: String,
    /// Access key id.
    pub access_key_id: String,
    /// Access key secret.
    pub access_key_secret: String,
    /// The instances, by id.
    pub instances: Vec<ReadyInstance>,
    /// Where faults are set; `calls` and `ca.pem` are beside it.
    pub faults: String,
}

/// How to reach one instance.
#[derive(Clone, Serialize)]
pub struct ReadyInstance {
    /// Its id.
    pub instance_id: String,
    /// Host name of its endpoint.
    pub host: String,
    /// Port of its endpoint.
    pub port: u16,
    /// Database.
    pub database: String,
    /// Account.
    pub user: String,
    /// The account's password.
    pub password: String,
    /// `postgres`, `embedded`, or `none` for an instance whose port is closed.
    pub backend: &'static str,
}

/// A running sandbox. Dropping it takes it down too, as far as that goes without waiting.
pub struct Sandbox {
    ready: Ready,
    gateway: Gateway,
    databases: Arc<HashMap<String, Arc<dyn Database>>>,
    // Keeps the port of instances without a database closed.
    _launcher: Launcher,
}

/// Starts a sandbox; it runs on the caller's runtime, also a single-threaded one.
///
/// # Errors
/// [`SandboxError`]; what was started until then is stopped.
pub async fn start(options: SandboxOptions) -> Result<Sandbox, SandboxError> {
    if !options.listen.ip().is_loopback() {
        return Err(SandboxError::NotLoopback(options.listen));
    }
    let now = clock::now();
    let authority = SandboxCa::new(now)?;
    let file = options
        .state
        .unwrap_or_else(|| StateFile::fresh(options.instances));
    let demanded = file
        .instances
        .iter()
        .any(|one| one.database == Some(Backing::Postgres));
    let launcher =
        Launcher::new(options.database, options.postgres_bin.as_deref(), demanded).await?;

    let mut keys = file.keys();
    if keys.is_empty() {
        keys.push(AccessKey {
            id: format!("LTAIsandbox{:08x}", rand::random::<u32>()),
            secret: random_secret(),
            token: None,
            expires: None,
            policy: None,
        });
    }
    let (access_key_id, access_key_secret) = keys
        .first()
        .map(|key| (key.id.clone(), key.secret.expose_secret().to_owned()))
        .unwrap_or_default();

    let listener = tokio::net::TcpListener::bind(options.listen)
        .await
        .map_err(SandboxError::Listen)?;
    let address = listener.local_addr().map_err(SandboxError::Listen)?;

    let started: Vec<Started> = stream::iter(&file.instances)
        .map(|entry| open(entry, &launcher, &authority, now))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let mut state = State::default();
    let mut databases = HashMap::new();
    let mut instances = Vec::new();
    let region = started
        .first()
        .map_or(REGION, |first| &first.instance.region)
        .to_owned();
    for Started {
        instance,
        database,
        ready,
    } in started
    {
        databases.extend(database.map(|database| (instance.id.clone(), database)));
        state.insert(instance);
        instances.push(ready);
    }
    instances.sort_by(|one, other| one.instance_id.cmp(&other.instance_id));
    let databases = Arc::new(databases);

    let endpoint = format!("http://{address}");
    let ready = Ready {
        faults: format!("{endpoint}/sandbox/faults"),
        endpoint,
        region,
        access_key_id,
        access_key_secret,
        instances,
    };
    let world = World {
        state,
        faults: Faults::new(options.faults),
        keys: KnownKeys::new(keys),
        budget: Budget::new(options.qps),
        load: Load::default(),
    };
    let pace = Pace {
        change_time: options.change_time,
        status_lag: options.status_lag,
        latency: options.latency,
    };
    let gateway = Gateway::start(
        listener,
        Shared::new(world, authority, Arc::clone(&databases), address, pace),
    );
    Ok(Sandbox {
        ready,
        gateway,
        databases,
        _launcher: launcher,
    })
}

impl Sandbox {
    /// How to reach it.
    pub const fn ready(&self) -> &Ready {
        &self.ready
    }

    /// The calls it accepted, oldest first; the newest 100,000 are kept.
    pub fn calls(&self) -> Vec<AcceptedCall> {
        self.gateway.calls()
    }

    /// Stops the gateway and every database, and removes every file.
    pub async fn stop(self) {
        self.gateway.stop().await;
        futures::future::join_all(self.databases.values().map(|database| database.stop())).await;
    }
}

/// One instance and what stands behind it.
struct Started {
    instance: SandboxInstance,
    database: Option<Arc<dyn Database>>,
    ready: ReadyInstance,
}

async fn open(
    entry: &InstanceEntry,
    launcher: &Launcher,
    authority: &SandboxCa,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Started, SandboxError> {
    let backing = launcher.backing(entry.database);
    let mut instance = entry.instance(authority, now, &launcher.version(backing))?;
    let password = random_secret();
    // The first account is a privileged one, which on RDS may open replication connections.
    let mut accounts = vec![SandboxAccount {
        name: USER.to_owned(),
        password: password.clone(),
        replication: true,
    }];
    accounts.extend(entry.users.iter().map(|name| SandboxAccount {
        name: name.clone(),
        password: random_secret(),
        replication: false,
    }));
    let database = launcher.open(backing, &instance, &accounts).await?;
    instance.port = match &database {
        Some(database) => database.port(),
        None => launcher.closed_port()?,
    };
    instance.accounts = accounts
        .into_iter()
        .map(|account| (account.name, account.replication))
        .collect();
    let ready = ReadyInstance {
        instance_id: instance.id.clone(),
        host: instance.host.clone(),
        port: instance.port,
        database: DATABASE.to_owned(),
        user: USER.to_owned(),
        password: password.expose_secret().to_owned(),
        backend: database
            .as_ref()
            .map_or("none", |database| database.backend()),
    };
    Ok(Started {
        instance,
        database,
        ready,
    })
}

fn random_secret() -> SecretString {
    SecretString::from(format!("{:032x}", rand::random::<u128>()))
}

#[cfg(test)]
mod tests;
