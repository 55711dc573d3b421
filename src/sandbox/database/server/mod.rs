//! A real PostgreSQL server per instance.
//!
//! Invariant: what [`Server`] reports as in force is what the server program follows: a refused
//! change is taken back before the refusal is returned. Deliberately absent: a client. Roles and
//! databases are made in single-user mode before the first start, so no client program is needed
//! and no password passes an argument list.

mod binaries;
mod files;
#[cfg(test)]
mod hba_file_tests;
mod owner;
mod process;

use std::net::{Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::PathBuf;

use async_trait::async_trait;
use secrecy::ExposeSecret;
use tempfile::TempDir;
use tokio::sync::Mutex;

pub use self::binaries::Binaries;
use self::files::{Files, ListenAddress};
use self::process::{NotStarted, Process, Reloaded};
use super::{Database, Desired, SandboxAccount};

/// How many ports are tried, and how often a restart waits for its own port.
const TRIES: u32 = 50;

/// Ports below those that systems give to outgoing connections, so that a client of somebody else
/// does not sit on the port while the server restarts.
const PORTS: std::ops::Range<u16> = 15_432..32_768;

/// A PostgreSQL server with one instance's state; stopped and removed when dropped.
#[derive(Debug)]
pub struct Server {
    port: u16,
    cluster: Mutex<Option<Cluster>>,
}

/// The server and everything it owns. The order of the fields is the order of their end.
struct Cluster {
    process: Option<Process>,
    in_force: Files,
    place: ListenAddress,
    binaries: Binaries,
    folder: TempDir,
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cluster")
            .field("process", &self.process)
            .field("place", &self.place)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// Starts a PostgreSQL server on a free port of loopback, with `accounts` and an empty `database`
/// that belongs to the first of them.
///
/// Each account may log in, make roles and databases, and is a member of `rds_superuser`, which
/// may see the sessions of others and end them; none is a superuser.
///
/// # Errors
/// What the programs say: no data directory can be made, an account or the state is not taken.
pub async fn start(
    binaries: &Binaries,
    accounts: &[SandboxAccount],
    database: &str,
    desired: &Desired,
) -> Result<Server, String> {
    let owner = binaries.owner();
    let folder = owner.folder()?;
    let data = folder.path().join("data");
    let sockets = folder.path().join("s");
    std::fs::create_dir(&sockets)
        .map_err(|e| format!("could not make {}: {e}", sockets.display()))?;
    owner.give(&sockets)?;
    binaries.copy_template(data.clone()).await?;
    binaries
        .single_user(&data, "postgres", &statements(accounts, database)?)
        .await?;
    let postgresql = data.join("postgresql.conf");
    std::fs::OpenOptions::new()
        .append(true)
        .open(postgresql)
        .and_then(|mut file| std::io::Write::write_all(&mut file, b"\ninclude 'emu.conf'\n"))
        .map_err(|e| format!("could not write postgresql.conf: {e}"))?;

    let mut taken = 0;
    loop {
        let (port, addresses) = free_port()?;
        let place = ListenAddress {
            port,
            addresses,
            sockets: sockets.display().to_string(),
        };
        let in_force = Files::render(desired, binaries.major(), &place)?;
        in_force.write(&data, owner)?;
        match Process::start(binaries, folder.path(), port).await {
            Ok(process) => {
                let (process, binaries) = (Some(process), binaries.clone());
                let cluster = Cluster {
                    process,
                    in_force,
                    place,
                    binaries,
                    folder,
                };
                return Ok(Server {
                    port,
                    cluster: Mutex::new(Some(cluster)),
                });
            }
            Err(NotStarted::PortTaken) if taken < TRIES => taken += 1,
            Err(NotStarted::PortTaken) => return Err("found no free port".to_owned()),
            Err(NotStarted::Because(reason)) => return Err(reason),
        }
    }
}

#[cfg(test)]
impl Server {
    /// The process and the folder of the server.
    pub(super) async fn whereabouts(&self) -> Option<(rustix::process::Pid, PathBuf)> {
        let cluster = self.cluster.lock().await;
        let cluster = cluster.as_ref()?;
        Some((
            cluster.process.as_ref()?.pid(),
            cluster.folder.path().to_owned(),
        ))
    }
}

#[async_trait]
impl Database for Server {
    fn port(&self) -> u16 {
        self.port
    }

    fn backend(&self) -> &'static str {
        "postgres"
    }

    async fn apply(&self, desired: &Desired, restart: bool) -> Result<(), String> {
        let mut cluster = self.cluster.lock().await;
        let cluster = cluster.as_mut().ok_or("the server is stopped")?;
        let wanted = Files::render(desired, cluster.binaries.major(), &cluster.place)?;
        match cluster.follow(&wanted, restart).await {
            Ok(()) => {
                cluster.in_force = wanted;
                Ok(())
            }
            Err(reason) => {
                let before = cluster.in_force.clone();
                match cluster.follow(&before, false).await {
                    Ok(()) => Err(reason),
                    Err(worse) => Err(format!(
                        "{reason}; and the state before failed too: {worse}"
                    )),
                }
            }
        }
    }

    async fn stop(&self) {
        let Some(mut cluster) = self.cluster.lock().await.take() else {
            return;
        };
        if let Some(process) = cluster.process.take() {
            process.stop().await;
        }
        // Removing a data directory takes a while; a failed hand-over drops it here instead.
        let _removed = tokio::task::spawn_blocking(move || drop(cluster)).await;
    }
}

impl Cluster {
    /// Puts `files` into force by a reload, or by a restart when asked for or nothing runs.
    async fn follow(&mut self, files: &Files, restart: bool) -> Result<(), String> {
        files.write(&self.data(), self.binaries.owner())?;
        let running = self
            .process
            .as_mut()
            .is_some_and(|process| !process.exited());
        if let (true, false, Some(process)) = (running, restart, &mut self.process) {
            match process.reload().await? {
                Reloaded::Followed => return Ok(()),
                Reloaded::Gone => {}
            }
        }
        if let Some(process) = self.process.take() {
            process.stop().await;
        }
        for _ in 0..TRIES {
            match Process::start(&self.binaries, self.folder.path(), self.place.port).await {
                Ok(process) => {
                    self.process = Some(process);
                    return Ok(());
                }
                // Whoever sits on the port may go again.
                Err(NotStarted::PortTaken) => {}
                Err(NotStarted::Because(reason)) => return Err(reason),
            }
        }
        Err(format!(
            "port {} was taken while the server was down",
            self.place.port
        ))
    }

    /// The data directory.
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

/// A port that nobody listens on, and the loopback addresses that this machine has.
fn free_port() -> Result<(u16, &'static str), String> {
    let mut why = None;
    for _ in 0..TRIES {
        let port = rand::random_range(PORTS);
        let four = match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => listener,
            Err(e) => {
                why = Some(e);
                continue;
            }
        };
        match TcpListener::bind((Ipv6Addr::LOCALHOST, port)) {
            Ok(_six) => return Ok((port, "127.0.0.1,::1")),
            Err(e) if e.kind() == std::io::ErrorKind::AddrInUse => why = Some(e),
            Err(_no_ipv6) => return Ok((port, "127.0.0.1")),
        }
        drop(four);
    }
    Err(format!(
        "found no free port: {}",
        why.map(|e| e.to_string()).unwrap_or_default()
    ))
}

/// The statements that make the accounts and the database, one a line.
fn statements(accounts: &[SandboxAccount], database: &str) -> Result<String, String> {
    let mut lines = Vec::new();
    for account in accounts {
        let name = identifier(&account.name)?;
        let replication = if account.replication {
            "REPLICATION"
        } else {
            ""
        };
        let password = literal(account.password.expose_secret())?;
        lines.push(format!(
            "CREATE ROLE {name} LOGIN CREATEDB CREATEROLE {replication} IN ROLE rds_superuser \
             PASSWORD {password};\n"
        ));
    }
    let name = identifier(database)?;
    if !["postgres", "template0", "template1"].contains(&database) {
        lines.push(format!("CREATE DATABASE {name};\n"));
    }
    if let Some(first) = accounts.first() {
        let owner = identifier(&first.name)?;
        lines.push(format!("ALTER DATABASE {name} OWNER TO {owner};\n"));
    }
    Ok(lines.concat())
}

/// A name as SQL writes it.
fn identifier(name: &str) -> Result<String, String> {
    match one_line(name)? {
        "" => Err("the name of an account or database is empty".to_owned()),
        name => Ok(format!("\"{}\"", name.replace('"', "\"\""))),
    }
}

/// A text as SQL writes it.
fn literal(text: &str) -> Result<String, String> {
    Ok(format!("'{}'", one_line(text)?.replace('\'', "''")))
}

/// Refuses what would end a line of the single-user server's input.
fn one_line(text: &str) -> Result<&str, String> {
    if text.chars().any(char::is_control) {
        return Err("a name or password holds a control character".to_owned());
    }
    Ok(text)
}
