//! The whole probe against a server that says what it is told to, the TLS library included.
//!
//! The first byte is where the rest is cut: the answer to plaintext, and that to the SSL question.
#![no_main]

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use forcessl::clock::SystemClock;
use forcessl::domain::proof::{Outcome, ProbeEndpoint, ProbeLogin, Proof, Question};
use forcessl::postgres::probe::NetworkProber;
use forcessl::postgres::{ProbeRequest, Prober};
use libfuzzer_sys::fuzz_target;
use tokio::runtime::Runtime;

static ANSWERS: Mutex<VecDeque<Vec<u8>>> = Mutex::new(VecDeque::new());

/// One thread that gives each connection the next answer and closes it.
static PORT: LazyLock<u16> = LazyLock::new(|| {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let answer = ANSWERS.lock().unwrap().pop_front().unwrap_or_default();
            stream.set_nodelay(true).unwrap();
            stream
                .set_read_timeout(Some(Duration::from_secs(5)))
                .unwrap();
            let mut buffer = [0; 2048];
            let asked = stream.read(&mut buffer);
            if asked.is_ok_and(|count| buffer[..count] == [0, 0, 0, 8, 4, 210, 22, 47]) {
                // The probe takes one byte, and what comes before its ClientHello counts too.
                let (byte, rest) = answer.split_at(answer.len().min(1));
                let _closed = stream.write_all(byte);
                if byte == b"S" {
                    let _hello = stream.read(&mut buffer);
                }
                let _closed = stream.write_all(rest);
            } else {
                let _closed = stream.write_all(&answer);
            }
            let _closed = stream.shutdown(Shutdown::Write);
            let _until_closed = std::io::copy(&mut stream.take(1 << 16), &mut std::io::sink());
        }
    });
    port
});

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
});

static PROBER: LazyLock<NetworkProber> =
    LazyLock::new(|| NetworkProber::new(Arc::new(SystemClock::new())));

fuzz_target!(|data: &[u8]| {
    let Some((&cut, bytes)) = data.split_first() else {
        return;
    };
    let (plaintext, ssl) = bytes
        .split_at_checked(usize::from(cut))
        .unwrap_or((bytes, &[]));
    *ANSWERS.lock().unwrap() = [plaintext.to_vec(), ssl.to_vec()].into();
    let report = RUNTIME.block_on(PROBER.probe(ProbeRequest {
        place: &ProbeEndpoint::named("127.0.0.1".to_owned(), *PORT),
        addresses: Ok(&[SocketAddr::from(([127, 0, 0, 1], *PORT))]),
        login: &ProbeLogin {
            user: "app".to_owned(),
            database: "appdb".to_owned(),
            replication: false,
        },
        identity: None,
        timeout: Duration::from_secs(5),
    }));
    for run in &report.runs {
        assert_ne!(run.outcome, Outcome::TimedOut, "the server closed at once");
        let _ = run.outcome.text().english();
    }
    // No key was ever proven, so nothing was told over TLS.
    assert!(report.tls.is_none());
    assert!(!matches!(report.proof(), Proof::Proven(_)));
    assert!(report.run(Question::Plaintext).is_some());
});
