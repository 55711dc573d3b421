//! Stands between the database library and the connection: it ends a connection whose server wants a
//! password in a form that must not be sent, or sends more than there is room for.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::ChannelBinding;

use super::connect_error::ConnectError;
use crate::text;

/// The most that a server may send before the session is ready, in bytes.
const LOGIN_BYTES: usize = 1 << 20;

/// The most that it may send in answer to one question.
const ANSWER_BYTES: usize = 1 << 26;

/// The most rounds of hashing that a server may ask for: they keep the processor busy, before anything
/// is known of the server. Its default is 4096.
const MOST_ROUNDS: u32 = 1_000_000;

/// The longest authentication message; libpq takes no longer ones.
const AUTHENTICATION_BYTES: usize = 2000;

/// What is known of a connection while the database library has it.
#[derive(Debug, Default)]
pub(in crate::postgres) struct Progress {
    /// Whether the server has let the user in.
    authenticated: AtomicBool,
    received: AtomicUsize,
    limit: AtomicUsize,
}

impl Progress {
    pub(super) fn authenticated(&self) -> bool {
        self.authenticated.load(Ordering::Relaxed)
    }

    /// Makes room for the answer to one question.
    pub(in crate::postgres) fn make_room(&self) {
        self.received.store(0, Ordering::Relaxed);
        self.limit.store(ANSWER_BYTES, Ordering::Relaxed);
    }
}

/// A connection, encrypted or not.
pub(super) trait Channel: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Channel for T {}

/// What a connection is like, for the rules of authentication.
#[derive(Debug, Clone, Default)]
pub(super) struct AuthRules {
    /// Whether a password may be sent in clear or as MD5.
    pub(super) allow_clear: bool,
    /// Whether the password has to be bound to the channel where the server can do it.
    pub(super) bind: bool,
    /// What binds it.
    pub(super) binding: Option<Vec<u8>>,
}

/// The guarded connection.
pub(super) struct Guard {
    channel: Box<dyn Channel>,
    rules: AuthRules,
    progress: Arc<Progress>,
    /// The message that is arriving.
    message: Vec<u8>,
    /// How much of a message that is of no interest is still to come.
    skip: usize,
}

impl Guard {
    pub(super) fn new(channel: Box<dyn Channel>, rules: AuthRules) -> (Self, Arc<Progress>) {
        let progress = Arc::new(Progress::default());
        progress.limit.store(LOGIN_BYTES, Ordering::Relaxed);
        let guard = Self {
            channel,
            rules,
            progress: Arc::clone(&progress),
            message: Vec::new(),
            skip: 0,
        };
        (guard, progress)
    }

    /// Looks at what has arrived before the database library does.
    fn inspect(&mut self, arrived: &[u8]) -> Result<(), ConnectError> {
        let received = &self.progress.received;
        let total = received.fetch_add(arrived.len(), Ordering::Relaxed);
        if total.saturating_add(arrived.len()) > self.progress.limit.load(Ordering::Relaxed) {
            return Err(ConnectError::TooMuch);
        }
        for byte in arrived {
            if self.progress.authenticated() {
                break;
            }
            if self.skip > 0 {
                self.skip = self.skip.saturating_sub(1);
                continue;
            }
            self.message.push(*byte);
            let &[kind, a, b, c, d, ref body @ ..] = self.message.as_slice() else {
                continue;
            };
            let length = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
            let missing = length.saturating_sub(4).saturating_sub(body.len());
            if kind != b'R' {
                self.skip = missing;
            } else if length > AUTHENTICATION_BYTES {
                return Err(ConnectError::TooMuch);
            } else if missing > 0 {
                continue;
            } else {
                self.judge(body)?;
            }
            self.message.clear();
        }
        Ok(())
    }

    /// Source: PostgreSQL, chapter 55.7, the messages that begin with `Authentication`.
    fn judge(&self, body: &[u8]) -> Result<(), ConnectError> {
        let Some((code, rest)) = body.split_first_chunk() else {
            return Ok(());
        };
        match u32::from_be_bytes(*code) {
            0 => self.progress.authenticated.store(true, Ordering::Relaxed),
            3 | 5 if !self.rules.allow_clear => return Err(ConnectError::ClearPassword),
            10 => {
                let offered = rest.split(|byte| *byte == 0);
                let mut offered = offered.filter(|name| *name == b"SCRAM-SHA-256-PLUS");
                if self.rules.bind && self.rules.binding.is_none() && offered.next().is_some() {
                    return Err(ConnectError::NoBinding);
                }
            }
            11 => {
                let rounds = rest
                    .rsplit(|byte| *byte == b',')
                    .find_map(|part| part.strip_prefix(b"i="))
                    .and_then(|text| std::str::from_utf8(text).ok()?.parse::<u32>().ok());
                if rounds.is_none_or(|rounds| rounds > MOST_ROUNDS) {
                    return Err(ConnectError::Broken(text!(
                        "login-rounds",
                        most = MOST_ROUNDS
                    )));
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl tokio_postgres::tls::TlsStream for Guard {
    fn channel_binding(&self) -> ChannelBinding {
        self.rules
            .binding
            .clone()
            .map_or_else(ChannelBinding::none, ChannelBinding::tls_server_end_point)
    }
}

impl AsyncRead for Guard {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.channel).poll_read(context, buffer))?;
        let arrived = buffer.filled().get(before..).unwrap_or_default();
        Poll::Ready(self.inspect(arrived).map_err(io::Error::other))
    }
}

impl AsyncWrite for Guard {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.channel).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.channel).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.channel).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authentication(code: u8, rest: &[u8]) -> Vec<u8> {
        let length = u32::try_from(8 + rest.len()).unwrap().to_be_bytes();
        [&b"R"[..], &length, &[0, 0, 0, code], rest].concat()
    }

    fn rules(allow_clear: bool, binding: Option<&[u8]>) -> AuthRules {
        AuthRules {
            allow_clear,
            bind: true,
            binding: binding.map(<[u8]>::to_vec),
        }
    }

    /// What comes of these bytes, however they are cut.
    fn told(rules: &AuthRules, bytes: &[u8]) -> Result<bool, ConnectError> {
        let mut ended = Vec::new();
        for size in 1..=bytes.len() {
            let (mut guard, progress) = Guard::new(Box::new(tokio::io::empty()), rules.clone());
            let mut parts = bytes.chunks(size);
            let inspected = parts.try_for_each(|part| guard.inspect(part));
            ended.push(inspected.map(|()| progress.authenticated()));
        }
        assert!(ended.iter().all(|one| *one == ended[0]), "{ended:?}");
        ended.remove(0)
    }

    #[test]
    fn a_password_in_clear_is_not_asked_for_in_vain() {
        let notice = b"N\0\0\0\x09hallo".as_slice();
        for (code, rest) in [(3, &b""[..]), (5, b"salt")] {
            let asked = [notice, &authentication(code, rest)].concat();
            let closed = rules(false, None);
            assert_eq!(told(&closed, &asked), Err(ConnectError::ClearPassword));
            assert_eq!(told(&rules(true, None), &asked), Ok(false));
            // What a session says is not an authentication request.
            let later = [authentication(0, b""), asked].concat();
            assert_eq!(told(&closed, &later), Ok(true));
        }
    }

    #[test]
    fn the_password_is_bound_where_the_server_can_do_it() {
        let plus = authentication(10, b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0");
        let plain = authentication(10, b"SCRAM-SHA-256\0\0");
        let unbound = told(&rules(false, None), &plus);
        assert_eq!(unbound, Err(ConnectError::NoBinding));
        assert_eq!(told(&rules(false, Some(b"hash")), &plus), Ok(false));
        assert_eq!(told(&rules(false, None), &plain), Ok(false));
    }

    #[test]
    fn bytes_and_work_are_bounded() {
        let open = rules(false, None);
        let rounds = |text: &str| {
            let body = format!("r=x,s=eA==,{text}");
            told(&open, &authentication(11, body.as_bytes()))
        };
        assert_eq!(rounds("i=4096"), Ok(false));
        for bad in ["i=1000001", "i=99999999999", "i=", "x"] {
            assert!(matches!(rounds(bad), Err(ConnectError::Broken(_))), "{bad}");
        }
        let long = authentication(8, &[b'x'; AUTHENTICATION_BYTES]);
        assert_eq!(told(&open, &long), Err(ConnectError::TooMuch));
        let (mut guard, progress) = Guard::new(Box::new(tokio::io::empty()), open);
        guard.inspect(&authentication(0, b"")).unwrap();
        let part = vec![b'S'; LOGIN_BYTES];
        assert_eq!(guard.inspect(&part), Err(ConnectError::TooMuch));
        progress.make_room();
        assert_eq!(guard.inspect(&part), Ok(()));
    }
}
