//! A tap between a client and a server: what a client sends without TLS is looked at.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What was sent without TLS since the last look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// A start-up message.
    pub startup: bool,
    /// The password itself, or its MD5.
    pub password: bool,
}

/// A listener on this machine that passes everything on.
pub struct Tap {
    pub port: u16,
    seen: Arc<Mutex<Seen>>,
}

impl Tap {
    pub fn new(server: u16, password: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else {
                    continue;
                };
                let noted = Arc::clone(&noted);
                thread::spawn(move || pass_on(&client, &server, &noted, password));
            }
        });
        Self { port, seen }
    }

    /// What was seen, and forgets it.
    pub fn take(&self) -> Seen {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

fn pass_on(client: &TcpStream, server: &TcpStream, noted: &Mutex<Seen>, password: &str) {
    thread::scope(|scope| {
        scope.spawn(|| copy(server, client, |_| {}));
        let (mut sent, mut told) = (Vec::new(), Seen::default());
        copy(client, server, |part| {
            sent.extend_from_slice(part);
            let seen = judge(&sent, password);
            // Each once: a good-bye may arrive when the next login is already looked at.
            let mut noted = noted.lock().unwrap();
            noted.startup |= seen.startup && !told.startup;
            noted.password |= seen.password && !told.password;
            told = seen;
        });
    });
}

fn copy(mut from: &TcpStream, mut to: &TcpStream, mut look: impl FnMut(&[u8])) {
    let mut buffer = [0; 8192];
    loop {
        match from.read(&mut buffer) {
            Ok(count) if count > 0 => {
                look(&buffer[..count]);
                if to.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
            _ => break,
        }
    }
    let _ = to.shutdown(Shutdown::Write);
    let _ = from.shutdown(Shutdown::Read);
}

/// Source: PostgreSQL, chapter 55.7: `SSLRequest`, `StartupMessage`, `PasswordMessage`.
fn judge(sent: &[u8], password: &str) -> Seen {
    const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];
    let rest = sent.strip_prefix(&SSL_REQUEST).unwrap_or(sent);
    let plain = rest.first() == Some(&0);
    let holds = |word: &[u8]| rest.windows(word.len()).any(|window| window == word);
    Seen {
        startup: plain && rest.len() > 8,
        password: plain && (holds(password.as_bytes()) || holds(b"p\0\0\0\x28md5")),
    }
}
