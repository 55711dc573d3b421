//! A front door in Rust for machines without PostgreSQL and for large fleets: everything a client
//! is told up to the password, and nothing behind it.
//!
//! Invariant: what is decided here is decided by [`effective`] and
//! [`decide`](crate::domain::hba::decide) alone, and a test puts the same clients before a real
//! server. Where it cannot tell what a server would do it says so (0A000) and never lets in.
//!
//! Deliberately absent: passwords. Whoever answers an authentication request gets 28P01, right or
//! wrong; who gets in by `trust` or a certificate finds a shell that answers each query with an
//! error. Absent too: options other than `clientcert` (an unknown one is not refused), and
//! user name maps.

mod answer;
pub mod packet;
mod session;
mod tls;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Mutex, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;

use super::{Database, Desired, SandboxAccount, effective};
use crate::domain::hba::{Address, Interface, Knowledge, Memberships, PreparedRule, compile};

/// How many clients may be between start-up packet and end; more are told so.
///
/// Source: the default of `max_connections`.
const MOST_CLIENTS: usize = 100;

/// How many connections may be open at all; more are closed without a word.
const MOST_CONNECTIONS: usize = 400;

/// How many ports are tried until one is free on both addresses.
const TRIES: u32 = 50;

/// The pause after a connection could not be taken, such as for want of file descriptors.
const BREATH: Duration = Duration::from_millis(50);

/// What the connections of one moment meet.
struct InForce {
    major: u16,
    rules: Vec<PreparedRule>,
    knowledge: Knowledge,
    tls: Option<TlsAcceptor>,
    has_client_ca: bool,
    /// The users, and whether they may replicate.
    users: BTreeMap<String, bool>,
    databases: BTreeSet<String>,
}

/// A front door with one instance's state; closed when dropped.
#[derive(Debug)]
pub struct EmbeddedServer {
    port: u16,
    major: u16,
    accounts: Vec<(String, bool)>,
    database: String,
    in_force: watch::Sender<Arc<InForce>>,
    restarts: watch::Sender<u64>,
    porter: Mutex<Option<Porter>>,
}

/// The task that takes connections; it ends, and all of them with it, when this is dropped.
#[derive(Debug)]
struct Porter(JoinHandle<()>);

impl Drop for Porter {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl std::fmt::Debug for InForce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InForce")
            .field("major", &self.major)
            .field("rules", &self.rules.len())
            .field("ssl", &self.tls.is_some())
            .finish_non_exhaustive()
    }
}

/// Opens a front door on a free port of loopback that speaks as a PostgreSQL of `server_major`.
///
/// It knows `accounts` by name, `database`, and what every server has.
///
/// # Errors
/// No port is free, or the state is one that a server would not take.
pub async fn start(
    accounts: &[SandboxAccount],
    database: &str,
    desired: &Desired,
    server_major: u16,
) -> Result<EmbeddedServer, String> {
    let accounts: Vec<(String, bool)> = accounts
        .iter()
        .map(|account| (account.name.clone(), account.replication))
        .collect();
    let state = InForce::new(desired, server_major, &accounts, database)?;
    let (port, four, six) = listen().await?;
    let in_force = watch::Sender::new(Arc::new(state));
    let restarts = watch::Sender::new(0);
    let porter = tokio::spawn(take_connections(
        four,
        six,
        in_force.subscribe(),
        restarts.clone(),
    ));
    Ok(EmbeddedServer {
        port,
        major: server_major,
        accounts,
        database: database.to_owned(),
        in_force,
        restarts,
        porter: Mutex::new(Some(Porter(porter))),
    })
}

#[async_trait]
impl Database for EmbeddedServer {
    fn port(&self) -> u16 {
        self.port
    }

    fn backend(&self) -> &'static str {
        "embedded"
    }

    async fn apply(&self, desired: &Desired, restart: bool) -> Result<(), String> {
        let porter = self.porter.lock().await;
        if porter.is_none() {
            return Err("the server is stopped".to_owned());
        }
        let state = InForce::new(desired, self.major, &self.accounts, &self.database)?;
        self.in_force.send_replace(Arc::new(state));
        if restart {
            self.restarts
                .send_modify(|count| *count = count.wrapping_add(1));
        }
        Ok(())
    }

    async fn stop(&self) {
        if let Some(mut porter) = self.porter.lock().await.take() {
            porter.0.abort();
            // The port is free once the task is gone.
            let _cancelled = (&mut porter.0).await;
        }
    }
}

impl InForce {
    /// The state for what is wanted, or why a server would not take it.
    fn new(
        desired: &Desired,
        major: u16,
        accounts: &[(String, bool)],
        database: &str,
    ) -> Result<Self, String> {
        let records = effective::effective(desired, major)?;
        let rules = compile(&records, Some(major));
        for (record, rule) in records.iter().zip(&rules) {
            let refused = |why: &str| format!("record with priority {}: {why}", record.priority);
            if ["sspi", "bsd"].contains(&record.method.as_str()) {
                let why = format!(
                    "invalid authentication method \"{}\": not supported by this build",
                    record.method
                );
                return Err(refused(&why));
            }
            if let Some(why) = rule.fault() {
                return Err(refused(&why.english()));
            }
            if let Address::Unreadable(why) =
                Address::parse(&record.address, record.mask.as_deref())
            {
                return Err(refused(&why.english()));
            }
        }
        let names = || accounts.iter().map(|(name, _)| name.clone());
        let privileged = "rds_superuser".to_owned();
        let granted = names().map(|name| (privileged.clone(), name));
        let roles = names().chain([privileged.clone()]);
        let loopback = [
            Interface {
                address: IpAddr::V4(Ipv4Addr::LOCALHOST),
                prefix: 8,
            },
            Interface {
                address: IpAddr::V6(Ipv6Addr::LOCALHOST),
                prefix: 128,
            },
        ];
        Ok(Self {
            major,
            knowledge: Knowledge {
                memberships: Some(Memberships::new(roles, granted)),
                server_addresses: Some(loopback.into()),
                server_major: Some(major),
            },
            rules,
            tls: tls::acceptor(desired, major)?,
            has_client_ca: desired.ssl.is_some() && desired.client_ca.is_some(),
            users: accounts.iter().cloned().collect(),
            databases: [database, "postgres", "template1"]
                .map(str::to_owned)
                .into(),
        })
    }
}

/// Listens on a port that is free on 127.0.0.1 and, where the machine has it, on `::1`.
async fn listen() -> Result<(u16, TcpListener, Option<TcpListener>), String> {
    let failed = |e: std::io::Error| format!("could not listen on loopback: {e}");
    for _ in 0..TRIES {
        let four = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .map_err(failed)?;
        let port = four.local_addr().map_err(failed)?.port();
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
            Ok(six) => return Ok((port, four, Some(six))),
            Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => {}
            Err(_no_ipv6) => return Ok((port, four, None)),
        }
    }
    Err("found no free port".to_owned())
}

/// Takes connections until it is aborted.
#[expect(
    clippy::disallowed_methods,
    reason = "the pause is for the system, not for our clock"
)]
async fn take_connections(
    four: TcpListener,
    six: Option<TcpListener>,
    in_force: watch::Receiver<Arc<InForce>>,
    restarts: watch::Sender<u64>,
) {
    let slots = Arc::new(Semaphore::new(MOST_CLIENTS));
    let mut connections = JoinSet::new();
    loop {
        let taken: std::io::Result<(TcpStream, SocketAddr)> = tokio::select! {
            taken = four.accept() => taken,
            taken = accept(six.as_ref()) => taken,
            Some(_ended) = connections.join_next() => continue,
        };
        match taken {
            Ok(_) if connections.len() >= MOST_CONNECTIONS => {}
            Ok((stream, peer)) => {
                let state = in_force.borrow().clone();
                let (slots, restarts) = (slots.clone(), restarts.subscribe());
                connections.spawn(session::serve(stream, peer.ip(), state, slots, restarts));
            }
            Err(_) => tokio::time::sleep(BREATH).await,
        }
    }
}

/// Takes a connection where there is a listener, and waits for ever where there is none.
async fn accept(listener: Option<&TcpListener>) -> std::io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => std::future::pending().await,
    }
}
