//! What the transport of an endpoint is capable of: TLS versions, direct SSL, GSS encryption.
//!
//! No handshake in an old version of TLS is finished, and none is begun with GSS.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::attempt::{Attempt, AttemptTrace, connect, negotiate};
use super::client_hello::{HelloAnswer, client_hello};
use super::dial::bare;
use super::handshake::GSS_REQUEST;
use super::{ProbeRequest, TransportQuestions};
use crate::clock::Clock;
use crate::domain::proof::{
    GssAnswer, Outcome, Question, Run, TlsVersion, Transports, VersionAnswer,
};

/// Asks one question after another, each on its own connection within the time limit.
pub(super) async fn ask(
    clock: &dyn Clock,
    request: ProbeRequest<'_>,
    questions: &TransportQuestions,
) -> Transports {
    let mut answers = Transports::default();
    for version in &questions.tls_versions {
        let asked = timeout(request.timeout, ask_version(&request, *version)).await;
        let answer = match asked {
            Ok(Ok(answer)) => answer,
            Ok(Err(Outcome::NoSsl)) => VersionAnswer::NoSsl,
            Ok(Err(_)) | Err(_) => VersionAnswer::NoAnswer,
        };
        answers.tls_versions.push((*version, answer));
    }
    if questions.direct_ssl {
        let started = clock.monotonic();
        let mut attempt = Attempt {
            clock,
            request: &request,
            question: Question::DirectSsl,
            address: None,
            seen: AttemptTrace::default(),
        };
        let verdict = attempt.run().await;
        answers.direct_ssl = Some(Run {
            question: Question::DirectSsl,
            outcome: verdict.outcome,
            sqlstate: verdict.sqlstate,
            address: attempt.seen.address,
            from: attempt.seen.from,
            took: clock.monotonic().saturating_sub(started),
        });
    }
    if questions.gss {
        let asked = timeout(request.timeout, ask_gss(&request)).await;
        answers.gss = Some(match asked {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) | Err(_) => GssAnswer::NoAnswer,
        });
    }
    answers
}

async fn ask_version(
    request: &ProbeRequest<'_>,
    version: TlsVersion,
) -> Result<VersionAnswer, Outcome> {
    let mut tcp = connect(request, None).await?;
    if negotiate(&mut tcp).await?.is_some() {
        return Ok(VersionAnswer::NoAnswer);
    }
    let name = bare(&request.place.host);
    let name = name
        .parse::<core::net::IpAddr>()
        .is_err()
        .then_some(name)
        .filter(|name| name.len() < 254);
    let hello = client_hello(version, rand::random(), rand::random(), name);
    tcp.write_all(&hello).await.map_err(|_| Outcome::Closed)?;
    let answer = read_answer(&mut tcp, version).await;
    let _ = tcp.shutdown().await;
    Ok(answer)
}

async fn read_answer(tcp: &mut TcpStream, version: TlsVersion) -> VersionAnswer {
    let mut listener = HelloAnswer::new(version);
    let mut buffer = [0; 4096];
    loop {
        match tcp.read(&mut buffer).await {
            Ok(0) | Err(_) => return VersionAnswer::NoAnswer,
            Ok(count) => {
                let bytes = buffer.get(..count).unwrap_or_default();
                if let Some(answer) = listener.receive(bytes) {
                    return answer;
                }
            }
        }
    }
}

async fn ask_gss(request: &ProbeRequest<'_>) -> Result<GssAnswer, Outcome> {
    let mut tcp = connect(request, None).await?;
    tcp.write_all(&GSS_REQUEST)
        .await
        .map_err(|_| Outcome::Closed)?;
    let answer = match tcp.read_u8().await {
        Ok(b'G') => GssAnswer::Offered,
        Ok(b'N') => GssAnswer::NotOffered,
        Ok(b'E') => GssAnswer::Unknown,
        Ok(_) | Err(_) => GssAnswer::NoAnswer,
    };
    let _ = tcp.shutdown().await;
    Ok(answer)
}
