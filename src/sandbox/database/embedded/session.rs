//! One connection at the front door, from its first byte to the password or into the empty shell.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

use super::InForce;
use super::answer::{auth_failed, sasl, unsupported_again};
use super::packet::{self, ConnectionRefusal, FirstPacket, StartUp};
use super::tls;
use crate::domain::hba::{CertificateClaim, Connection, Decision, Encryption, decide};

/// How long a client may take to log in.
///
/// Source: the default of `authentication_timeout`.
const LOGIN_TIME: Duration = Duration::from_secs(60);

/// How long, and how far, a refused client is heard out, so that what it was told is not lost to
/// the reset that closing with unread input causes.
const LAST_WORDS: (Duration, usize) = (Duration::from_millis(250), 16 * 1024);

/// A transport after the start-up packet.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

/// Somebody who is logged in.
struct ClientSession {
    wire: Box<dyn Wire>,
    /// Held while the session lasts: it counts among the server's connections.
    _slot: OwnedSemaphorePermit,
}

/// Why a connection ends: the client is gone, or said or got all there was.
struct Over;

impl From<std::io::Error> for Over {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

/// Serves one connection to its end; a restart ends it too.
pub(super) async fn serve(
    stream: TcpStream,
    peer: IpAddr,
    in_force: Arc<InForce>,
    slots: Arc<Semaphore>,
    mut restarts: watch::Receiver<u64>,
) {
    let login = tokio::time::timeout(LOGIN_TIME, log_in(stream, peer, &in_force, slots));
    let session = tokio::select! {
        session = login => session,
        _ = restarts.changed() => return,
    };
    if let Ok(Ok(mut session)) = session {
        let ended = tokio::select! {
            ended = shell(&mut session.wire) => ended,
            _ = restarts.changed() => {
                let message = "terminating connection due to administrator command";
                let source = ("postgres.c", "ProcessInterrupts");
                let refusal = ConnectionRefusal::new("57P01", message, source);
                session.wire.write_all(&refusal.encode()).await.map_err(Over::from)
            }
        };
        if ended.is_ok() {
            let _gone = session.wire.shutdown().await;
        }
    }
}

/// Everything up to the login.
async fn log_in(
    mut stream: TcpStream,
    peer: IpAddr,
    in_force: &InForce,
    slots: Arc<Semaphore>,
) -> Result<ClientSession, Over> {
    stream.set_nodelay(true)?;
    let (mut ssl_asked, mut gss_asked) = (false, false);
    // The first byte of a TLS handshake, where a server expects a length below 16 MB.
    let mut first = [0];
    if stream.peek(&mut first).await? == 1 && first == [0x16] {
        return direct(stream, peer, in_force, slots).await;
    }
    loop {
        let packet = read_packet(&mut stream).await?;
        match packet::read(&packet, in_force.major) {
            Ok(FirstPacket::Silence) => return Err(Over),
            Ok(FirstPacket::Ssl) if !ssl_asked => {
                ssl_asked = true;
                if in_force.tls.is_some() {
                    // What came before the answer came in plaintext, and is not taken for TLS.
                    if has_more(&stream) {
                        return Err(Over);
                    }
                    stream.write_all(b"S").await?;
                    let wire = encrypt(stream, in_force).await?;
                    return start(wire, peer, in_force, slots).await;
                }
                stream.write_all(b"N").await?;
                if has_more(&stream) {
                    stream
                        .write_all(&packet::early_data(in_force.major))
                        .await?;
                    close(&mut stream).await;
                    return Err(Over);
                }
            }
            Ok(FirstPacket::Gss) if !gss_asked => {
                gss_asked = true;
                stream.write_all(b"N").await?;
            }
            Ok(FirstPacket::StartUp(start_up)) => {
                let wire: Box<dyn Wire> = Box::new(stream);
                return enter(wire, Encryption::None, start_up, peer, in_force, slots).await;
            }
            Ok(FirstPacket::Ssl | FirstPacket::Gss) => {
                let again = unsupported_again(&packet, in_force.major);
                return Err(refuse(&mut stream, &again).await);
            }
            Err(refusal) => return Err(refuse(&mut stream, &refusal).await),
        }
    }
}

/// Whether more bytes are there already.
fn has_more(stream: &TcpStream) -> bool {
    stream
        .peek(&mut [0])
        .now_or_never()
        .is_some_and(|peeked| matches!(peeked, Ok(1..)))
}

/// A handshake without an `SSLRequest` before it, which PostgreSQL 17 and later take.
async fn direct(
    stream: TcpStream,
    peer: IpAddr,
    in_force: &InForce,
    slots: Arc<Semaphore>,
) -> Result<ClientSession, Over> {
    if in_force.major < 17 || in_force.tls.is_none() {
        return Err(Over);
    }
    let mut secured = encrypt(stream, in_force).await?;
    if secured.get_ref().1.alpn_protocol() != Some(tls::ALPN) {
        let _gone = secured.shutdown().await;
        return Err(Over);
    }
    start(secured, peer, in_force, slots).await
}

/// The server's end of a TLS connection.
type Secured = tokio_rustls::server::TlsStream<TcpStream>;

async fn encrypt(stream: TcpStream, in_force: &InForce) -> Result<Secured, Over> {
    let acceptor = in_force.tls.as_ref().ok_or(Over)?;
    match acceptor.accept(stream).into_fallible().await {
        Ok(secured) => Ok(secured),
        Err((_alert_is_sent, mut stream)) => {
            close(&mut stream).await;
            Err(Over)
        }
    }
}

/// The start-up packet inside TLS.
async fn start(
    mut secured: Secured,
    peer: IpAddr,
    in_force: &InForce,
    slots: Arc<Semaphore>,
) -> Result<ClientSession, Over> {
    let certificate = match secured
        .get_ref()
        .1
        .peer_certificates()
        .and_then(<[_]>::first)
    {
        Some(leaf) => CertificateClaim::Verified {
            common_name: tls::common_name(leaf),
        },
        None => CertificateClaim::None,
    };
    let packet = read_packet(&mut secured).await?;
    match packet::read(&packet, in_force.major) {
        Ok(FirstPacket::Silence) => Err(Over),
        Ok(FirstPacket::StartUp(start_up)) => {
            let encryption = Encryption::Ssl { certificate };
            enter(
                Box::new(secured),
                encryption,
                start_up,
                peer,
                in_force,
                slots,
            )
            .await
        }
        Ok(FirstPacket::Ssl | FirstPacket::Gss) => {
            let again = unsupported_again(&packet, in_force.major);
            Err(refuse(&mut secured, &again).await)
        }
        Err(refusal) => Err(refuse(&mut secured, &refusal).await),
    }
}

/// From the start-up packet to the end of authentication.
///
/// Source: `ClientAuthentication`, `InitializeSessionUserId` and `InitPostgres`.
async fn enter(
    mut wire: Box<dyn Wire>,
    encryption: Encryption,
    start_up: StartUp,
    peer: IpAddr,
    in_force: &InForce,
    slots: Arc<Semaphore>,
) -> Result<ClientSession, Over> {
    if let Some(negotiation) = &start_up.negotiation {
        wire.write_all(negotiation).await?;
    }
    let Ok(slot) = slots.try_acquire_owned() else {
        let message = "sorry, too many clients already";
        let full = ConnectionRefusal::new("53300", message, ("proc.c", "InitProcess"));
        return Err(refuse(&mut wire, &full).await);
    };
    let connection = Connection {
        encryption,
        user: start_up.user,
        database: start_up.database,
        address: peer,
        replication: start_up.replication,
    };
    let refusal = match decide(&in_force.rules, &connection, &in_force.knowledge) {
        Decision::Accept { .. } => {
            wire.write_all(&packet::authentication(0, &[])).await?;
            let Some(refusal) = in_force.stranger(&connection) else {
                wire.write_all(&in_force.greeting(&connection)).await?;
                wire.flush().await?;
                return Ok(ClientSession { wire, _slot: slot });
            };
            refusal
        }
        Decision::Authenticate { method, .. } => {
            authenticate(&mut wire, &method, &connection).await?
        }
        Decision::NoRecord => in_force.by_hba(&connection, false),
        Decision::Rejected { .. } => in_force.by_hba(&connection, true),
        Decision::CertificateMissing { .. } => in_force.demand(),
        Decision::CertificateOfAnother { method, .. } => {
            let what = if method == "cert" {
                "certificate"
            } else {
                "\"trust\""
            };
            auth_failed("28000", what, &connection.user)
        }
        Decision::Undecided { index, why } => {
            let why = why.english();
            let message =
                format!("the embedded endpoint cannot tell whether record {index} decides: {why}");
            ConnectionRefusal::new("0A000", message, ("auth.c", "embedded_endpoint"))
        }
    };
    Err(refuse(&mut wire, &refusal).await)
}

/// Asks for what the method wants, and refuses the answer: no password is known here.
async fn authenticate(
    wire: &mut Box<dyn Wire>,
    method: &str,
    connection: &Connection,
) -> Result<ConnectionRefusal, Over> {
    let request = match method {
        "scram-sha-256" | "md5" => sasl(&connection.encryption),
        "gss" => packet::authentication(7, &[]),
        "ident" => return Ok(auth_failed("28000", "Ident", &connection.user)),
        _ => packet::authentication(3, &[]),
    };
    wire.write_all(&request).await?;
    wire.flush().await?;
    let (kind, _) = read_message(wire).await?;
    Ok(if kind == b'p' {
        auth_failed("28P01", "password", &connection.user)
    } else {
        let message = format!("expected password response, got message type {kind}");
        ConnectionRefusal::new("08P01", message, ("auth.c", "recv_password_packet"))
    })
}

/// What somebody who is logged in gets: an error for each query, and a polite end.
async fn shell(wire: &mut Box<dyn Wire>) -> Result<(), Over> {
    let sorry = packet::error(
        "ERROR",
        "0A000",
        "the embedded endpoint of the sandbox has no database behind the login",
        &[('H', "start the sandbox with --database postgres")],
    );
    let ready = packet::message_of(b'Z', b"I");
    // After an error in the extended protocol all messages up to Sync are skipped.
    let mut passing_over = false;
    loop {
        let (kind, body) = read_message(wire).await?;
        match kind {
            b'X' => return Ok(()),
            b'S' => {
                passing_over = false;
                wire.write_all(&ready).await?;
            }
            b'Q' if body
                .iter()
                .all(|byte| matches!(byte, 0 | b' ' | b'\n' | b'\t' | b';')) =>
            {
                wire.write_all(&packet::message_of(b'I', &[])).await?;
                wire.write_all(&ready).await?;
            }
            b'Q' => {
                wire.write_all(&sorry).await?;
                wire.write_all(&ready).await?;
            }
            _ if passing_over => {}
            _ => {
                passing_over = true;
                wire.write_all(&sorry).await?;
            }
        }
        wire.flush().await?;
    }
}

/// Reads a packet of the start-up phase; a length that no server reads ends the connection.
async fn read_packet<S: AsyncRead + Unpin>(stream: &mut S) -> Result<Vec<u8>, Over> {
    let length = stream.read_u32().await?;
    read_body(stream, length).await
}

/// Reads a message with a kind.
async fn read_message<S: AsyncRead + Unpin>(stream: &mut S) -> Result<(u8, Vec<u8>), Over> {
    let kind = stream.read_u8().await?;
    let length = stream.read_u32().await?;
    Ok((kind, read_body(stream, length).await?))
}

async fn read_body<S: AsyncRead + Unpin>(stream: &mut S, length: u32) -> Result<Vec<u8>, Over> {
    let length = usize::try_from(length).map_err(|_| Over)?;
    let rest = length
        .checked_sub(4)
        .filter(|rest| *rest <= packet::LONGEST)
        .ok_or(Over)?;
    let mut body = vec![0; rest];
    stream.read_exact(&mut body).await?;
    Ok(body)
}

/// Says why, and closes.
async fn refuse<S: Wire>(wire: &mut S, refusal: &ConnectionRefusal) -> Over {
    if wire.write_all(&refusal.encode()).await.is_ok() {
        close(wire).await;
    }
    Over
}

/// Closes so that what was sent last arrives.
async fn close<S: Wire>(wire: &mut S) {
    let (time, most) = LAST_WORDS;
    let _gone = wire.shutdown().await;
    let hear_out = async {
        let mut heard = 0;
        let mut buffer = [0; 1024];
        while let Ok(read @ 1..) = wire.read(&mut buffer).await {
            heard += read;
            if heard >= most {
                break;
            }
        }
    };
    let _enough = tokio::time::timeout(time, hear_out).await;
}
