//! One connection attempt: connects, says whom it would log in as, reads the first answer, leaves.
//!
//! It never answers an authentication request. All time and memory is bounded, whatever the server
//! does.

use core::net::SocketAddr;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use rustls::ProtocolVersion;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::ProbeRequest;
use super::dial::{ask_for_ssl, dial};
use super::handshake::{
    Conversation, ServerAnswer, StartupLogin, StartupTransport, TERMINATE, startup_message,
};
use super::tls::{RecordingVerifier, configuration, is_reset, server_name};
use crate::clock::Clock;
use crate::domain::proof::{Outcome, Question, TlsFacts};
use crate::text::{Text, text};

/// Longest wait for an alert that refuses the certificate, before anything is written.
const LATE_ALERT_MOST: Duration = Duration::from_millis(250);

/// Shortest such wait.
const LATE_ALERT_LEAST: Duration = Duration::from_millis(15);

/// One connection and its question.
pub(super) struct Attempt<'a> {
    pub(super) clock: &'a dyn Clock,
    pub(super) request: &'a ProbeRequest<'a>,
    pub(super) question: Question,
    /// The address to go to; `None` takes the first of the request's that can be reached.
    pub(super) address: Option<SocketAddr>,
    pub(super) seen: AttemptTrace,
}

/// What is known of an attempt so far; outlives a time limit that cuts the attempt off.
#[derive(Default)]
pub(super) struct AttemptTrace {
    pub(super) address: Option<SocketAddr>,
    pub(super) from: Option<SocketAddr>,
    pub(super) facts: Option<TlsFacts>,
    conversation: Option<Conversation>,
    verdict: Option<ServerAnswer>,
}

impl Attempt<'_> {
    /// Makes the attempt and judges it.
    pub(super) async fn run(&mut self) -> ServerAnswer {
        let ended = timeout(self.request.timeout, self.attempt()).await;
        if let Some(verdict) = self.seen.verdict.take() {
            return verdict;
        }
        match (ended, self.seen.conversation.take()) {
            (Ok(Err(outcome)), _) => ServerAnswer::bare(outcome),
            (_, Some(conversation)) => conversation.timed_out(),
            (_, None) if self.seen.address.is_none() => ServerAnswer::bare(Outcome::Unreachable {
                reason: text!("dial-late"),
            }),
            (_, None) => ServerAnswer::bare(Outcome::TimedOut),
        }
    }

    /// Leaves the verdict in `seen` before the polite close; an outcome without a conversation is
    /// the error.
    async fn attempt(&mut self) -> Result<(), Outcome> {
        let mut tcp = self.connect().await?;
        if self.question == Question::Plaintext {
            return self
                .converse(&mut tcp, StartupTransport::Plaintext, None)
                .await;
        }
        let connected = self.clock.monotonic();
        let direct = self.question == Question::DirectSsl;
        if !direct && let Some(mut conversation) = negotiate(&mut tcp).await? {
            conversation.receive(b"E");
            self.seen.conversation = Some(conversation);
            self.listen(&mut tcp, None).await;
            return Ok(());
        }
        let identity = if self.question == Question::ClientCertificate {
            self.request.identity
        } else {
            None
        };
        let (configuration, witness) =
            configuration(identity, direct).map_err(|error| Outcome::TlsFailed {
                reason: Text::reported(&error.to_string()),
            })?;
        let name = server_name(&self.request.place.host, &tcp).map_err(|_| Outcome::Closed)?;
        let mut tls = TlsConnector::from(Arc::new(configuration))
            .connect(name, tcp)
            .await
            .map_err(|error| witness.failure(&error))?;
        let (_, connection) = tls.get_ref();
        if self.question != Question::ClientCertificate {
            self.seen.facts = Some(witness.facts(connection));
        }
        let late = connection.protocol_version() == Some(ProtocolVersion::TLSv1_3);
        if !witness.presented() {
            return self
                .converse(&mut tls, StartupTransport::Ssl, Some((&witness, None)))
                .await;
        }
        // The handshake took two round trips; twice that leaves the alert time to come.
        let wait = self
            .clock
            .monotonic()
            .saturating_sub(connected)
            .saturating_mul(2);
        let wait = late.then(|| wait.clamp(LATE_ALERT_LEAST, LATE_ALERT_MOST));
        self.converse(
            &mut tls,
            StartupTransport::SslWithCertificate,
            Some((&witness, wait)),
        )
        .await
    }

    /// Connects to the fixed address, or to the first of the request's that can be reached.
    async fn connect(&mut self) -> Result<TcpStream, Outcome> {
        let stream = connect(self.request, self.address).await?;
        self.seen.address = stream.peer_addr().ok();
        self.seen.from = stream.local_addr().ok();
        Ok(stream)
    }

    /// Sends the start-up message and listens; `tls` is the witness and the wait for a late alert.
    async fn converse<S: AsyncRead + AsyncWrite + Unpin + Send>(
        &mut self,
        stream: &mut S,
        transport: StartupTransport,
        tls: Option<(&RecordingVerifier, Option<Duration>)>,
    ) -> Result<(), Outcome> {
        self.seen.conversation = Some(Conversation::new(transport));
        let witness = tls.map(|(witness, _)| witness);
        if let Some(wait) = tls.and_then(|(_, wait)| wait) {
            // Silence is the good case.
            let _ = timeout(wait, self.listen(stream, witness)).await;
            if self.seen.verdict.is_some() {
                return Ok(());
            }
        }
        let login = StartupLogin {
            user: &self.request.login.user,
            database: &self.request.login.database,
            replication: self.request.login.replication,
        };
        // A failed write is no answer: an alert or error may be waiting to be read.
        if stream.write_all(&startup_message(login)).await.is_ok() {
            let _ = stream.flush().await;
        }
        self.listen(stream, witness).await;
        if self
            .seen
            .verdict
            .as_ref()
            .is_some_and(|verdict| verdict.session)
        {
            let _ = stream.write_all(&TERMINATE).await;
        }
        // Sends close_notify, which spares the server's log a line.
        let _ = stream.shutdown().await;
        Ok(())
    }

    /// Reads until there is a verdict. Dropping it between reads loses nothing.
    async fn listen<S: AsyncRead + Unpin + Send>(
        &mut self,
        stream: &mut S,
        witness: Option<&RecordingVerifier>,
    ) {
        let mut buffer = [0; 4096];
        while self.seen.verdict.is_none() {
            let read = stream.read(&mut buffer).await;
            let Some(mut conversation) = self.seen.conversation.take() else {
                return;
            };
            let verdict = match read {
                Ok(0) => Some(conversation.closed()),
                Ok(count) => {
                    let verdict = conversation.receive(buffer.get(..count).unwrap_or_default());
                    self.seen.conversation = Some(conversation);
                    verdict
                }
                Err(error) => Some(match witness {
                    Some(witness) if !conversation.logged_in() => broken(&error, witness),
                    Some(_) | None => conversation.closed(),
                }),
            };
            self.seen.verdict = verdict;
        }
    }
}

/// Connects to this address, or to the first of the request's that can be reached. Each gets an
/// equal share of the time limit.
pub(super) async fn connect(
    request: &ProbeRequest<'_>,
    address: Option<SocketAddr>,
) -> Result<TcpStream, Outcome> {
    let unreachable = |reason: Text| Outcome::Unreachable { reason };
    let addresses = match address {
        Some(address) => vec![address],
        None => request
            .addresses
            .map_err(|reason| unreachable(reason.clone()))?
            .to_vec(),
    };
    dial(addresses, request.timeout).await.map_err(unreachable)
}

/// Asks for SSL. Gives a conversation when the server answers with an error instead.
pub(super) async fn negotiate(tcp: &mut TcpStream) -> Result<Option<Conversation>, Outcome> {
    match ask_for_ssl(tcp).await {
        Ok(b'S') => Ok(None),
        Ok(b'N') => Err(Outcome::NoSsl),
        Ok(b'E') => Ok(Some(Conversation::new(StartupTransport::Negotiation))),
        Ok(_) => Err(Outcome::NotPostgres),
        Err(_) => Err(Outcome::Closed),
    }
}

/// A read over TLS failed before any answer.
fn broken(error: &io::Error, witness: &RecordingVerifier) -> ServerAnswer {
    let ended = error.kind() == io::ErrorKind::UnexpectedEof;
    let reset = is_reset(error) && !witness.presented();
    ServerAnswer::bare(if ended || reset {
        Outcome::Closed
    } else {
        witness.failure(error)
    })
}
