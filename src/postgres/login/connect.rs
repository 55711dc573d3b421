//! Connects and logs in, as `sslmode` says.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpStream, lookup_host};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::config::{ChannelBinding, SslMode as LibrarySslMode, SslNegotiation};
use tokio_postgres::tls::TlsConnect;
use tokio_postgres::{Client, Config};

use super::connect_error::ConnectError;
use super::guard::{AuthRules, Channel, Guard, Progress};
use super::servers::ServerAddress;
use super::ssl::SslMode;
use super::trust::secure;
use super::{ConnectSettings, TargetSession};
use crate::postgres::dial::{ask_for_ssl, bare, dial as dial_any};
use crate::text;

/// A connection that is logged in.
pub struct Database {
    pub(in crate::postgres) client: Client,
    connection: JoinHandle<()>,
    encrypted: bool,
    pub(in crate::postgres) progress: Arc<Progress>,
    /// Where.
    pub(in crate::postgres) server: ServerAddress,
    /// Limit for one question.
    pub(in crate::postgres) limit: Duration,
}

impl Database {
    /// Whether the connection is encrypted.
    pub const fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// Says good-bye to the server.
    pub async fn close(self) {
        drop(self.client);
        // A server that does not listen any more is left to itself.
        let _ = timeout(self.limit, self.connection).await;
    }
}

/// How one attempt failed.
struct Failed {
    error: ConnectError,
    /// Whether libpq tries without SSL, or with it, after this.
    other_way: bool,
}

impl From<ConnectError> for Failed {
    fn from(error: ConnectError) -> Self {
        Self {
            error,
            other_way: false,
        }
    }
}

impl ConnectSettings {
    /// Logs in at the first of these servers that can be reached and is of the kind that is wanted.
    /// `unsaid` is the `sslmode` where nothing says one.
    ///
    /// # Errors
    /// The server that was tried last, and why it failed; no server when there is none.
    pub async fn enter(
        &self,
        servers: &[ServerAddress],
        unsaid: SslMode,
    ) -> Result<Database, (Option<ServerAddress>, ConnectError)> {
        let nowhere = ConnectError::Unreachable(text!("sessions-no-server"));
        let mut failed = (None, nowhere);
        let passes: &[TargetSession] = if self.target_session == TargetSession::PreferStandby {
            &[TargetSession::Standby(true), TargetSession::Any]
        } else {
            std::slice::from_ref(&self.target_session)
        };
        for target in passes {
            for server in servers {
                // A login takes much room.
                match Box::pin(self.connect_to(server, *target, unsaid)).await {
                    Ok(database) => return Ok(database),
                    Err(error) => {
                        let ends = !error.leads_on();
                        failed = (Some(server.clone()), error);
                        if ends {
                            return Err(failed);
                        }
                    }
                }
            }
        }
        Err(failed)
    }

    async fn connect_to(
        &self,
        server: &ServerAddress,
        target: TargetSession,
        unsaid: SslMode,
    ) -> Result<Database, ConnectError> {
        let database = self.connect(server, unsaid).await?;
        let (question, wanted) = match target {
            TargetSession::Any | TargetSession::PreferStandby => return Ok(database),
            TargetSession::ReadOnly(wanted) => ("SHOW transaction_read_only", wanted),
            TargetSession::Standby(wanted) => ("SELECT pg_catalog.pg_is_in_recovery()", wanted),
        };
        let rows = database.ask(question).await?;
        let answer = rows.first().and_then(|row| row.try_get(0).ok().flatten());
        if answer.is_some_and(|answer| wanted == matches!(answer, "on" | "t")) {
            return Ok(database);
        }
        database.close().await;
        Err(ConnectError::OtherTarget)
    }

    /// Connects and logs in. `allow` and `prefer` try the other way where libpq does.
    async fn connect(
        &self,
        server: &ServerAddress,
        unsaid: SslMode,
    ) -> Result<Database, ConnectError> {
        let mode = self.ssl.mode.unwrap_or(unsaid);
        let failed = match self.attempt(server, mode, mode > SslMode::Allow).await {
            Ok(database) => return Ok(database),
            Err(failed) => failed,
        };
        let (allow, prefer) = (mode == SslMode::Allow, mode == SslMode::Prefer);
        if !failed.other_way || !(allow || prefer) {
            return Err(failed.error);
        }
        let mode = if allow { SslMode::Require } else { mode };
        let again = self.attempt(server, mode, allow).await;
        again.map_err(|Failed { error: again, .. }| {
            // What stood in the way at last counts where it can be allowed, or is about SSL.
            let counts = if allow {
                again != ConnectError::NoSsl
            } else {
                again == ConnectError::ClearPassword
            };
            if counts { again } else { failed.error }
        })
    }

    async fn attempt(
        &self,
        server: &ServerAddress,
        mode: SslMode,
        with_ssl: bool,
    ) -> Result<Database, Failed> {
        timeout(self.timeout, self.log_in(server, mode, with_ssl))
            .await
            .unwrap_or(Err(ConnectError::TimedOut.into()))
    }

    async fn log_in(
        &self,
        server: &ServerAddress,
        mode: SslMode,
        with_ssl: bool,
    ) -> Result<Database, Failed> {
        let mut stream = dial(server, self.timeout).await?;
        let encrypted = match (with_ssl, self.ssl.direct) {
            (true, false) => match ask_for_ssl(&mut stream).await {
                Ok(b'S') => true,
                Ok(b'N') => false,
                Ok(_) => return Err(ConnectError::Broken(text!("login-not-postgres")).into()),
                Err(error) => return Err(ConnectError::Broken((&error).into()).into()),
            },
            (with_ssl, _) => with_ssl,
        };
        if with_ssl && !encrypted && mode > SslMode::Prefer {
            return Err(ConnectError::NoSsl.into());
        }
        let mut rules = AuthRules {
            allow_clear: encrypted || self.allow_clear_password,
            bind: encrypted && self.channel_binding != ChannelBinding::Disable,
            binding: None,
        };
        let mut presented = false;
        let channel: Box<dyn Channel> = if encrypted {
            let secured = secure(&self.ssl, server, stream);
            let secured = secured.await.map_err(|error| Failed {
                error,
                other_way: true,
            })?;
            rules.binding = secured.binding;
            presented = secured.presented;
            Box::new(secured.stream)
        } else {
            Box::new(stream)
        };
        let (guard, progress) = Guard::new(channel, rules);
        let (client, connection) = self
            .config(server)
            .connect_raw(guard, Ready)
            .await
            .map_err(|error| {
                let error = ConnectError::of(&error);
                Failed {
                    other_way: matches!(error, ConnectError::Refused { .. })
                        && !error.leads_on()
                        && !progress.authenticated(),
                    error,
                }
            })?;
        // How it ended shows in the answer to the question that was under way.
        let connection = tokio::spawn(async move {
            let _ = connection.await;
        });
        if self.ssl.identity_required && !presented {
            return Err(ConnectError::NotPresented.into());
        }
        Ok(Database {
            client,
            connection,
            encrypted,
            progress,
            server: server.clone(),
            limit: self.timeout,
        })
    }

    /// What the database library needs. Encryption is done before it has the connection.
    fn config(&self, server: &ServerAddress) -> Config {
        let mut config = Config::new();
        config
            .user(&self.user)
            .dbname(&self.database)
            .channel_binding(self.channel_binding)
            .ssl_mode(LibrarySslMode::Require)
            .ssl_negotiation(SslNegotiation::Direct);
        if !self.application.is_empty() {
            config.application_name(&self.application);
        }
        if !self.options.is_empty() {
            config.options(&self.options);
        }
        if let Some(password) = self.password_for(server) {
            config.password(&*password);
        }
        config
    }
}

/// Hands over a connection as it is.
struct Ready;

impl TlsConnect<Guard> for Ready {
    type Stream = Guard;
    type Error = io::Error;
    type Future = std::future::Ready<io::Result<Guard>>;

    fn connect(self, guard: Guard) -> Self::Future {
        std::future::ready(Ok(guard))
    }
}

/// Connects to the first address that answers; each gets an equal share of the time.
async fn dial(server: &ServerAddress, limit: Duration) -> Result<TcpStream, ConnectError> {
    let addresses: Vec<SocketAddr> = match server.address {
        Some(address) => vec![SocketAddr::new(address, server.port)],
        None => lookup_host((bare(&server.host), server.port))
            .await
            .map_err(|error| ConnectError::Unreachable(text!("login-no-address", error = &error)))?
            .collect(),
    };
    dial_any(addresses, limit)
        .await
        .map_err(ConnectError::Unreachable)
}
