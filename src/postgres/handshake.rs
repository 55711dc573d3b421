//! The bytes of a PostgreSQL connection up to the first answer; no I/O in here.
//!
//! [`Conversation`] takes the server's bytes in pieces of any size and says when the question is
//! answered. It reads codes, field letters and lengths, never the words of a message, since a
//! server speaks its own language. Bytes are a stranger's: lengths are bounded, nothing panics,
//! and what is not exactly PostgreSQL's form is [`Outcome::NotPostgres`].
//!
//! Source: PostgreSQL, chapters 55.2 (message flow), 55.7 (formats) and 55.8 (error fields).

mod message;

pub use self::message::StartupTransport;
use self::message::{AuthRequest, Frame, ServerError, authentication, message, old_style};
use crate::domain::proof::Outcome;

/// The request to go on with GSS encryption; the server answers with one byte, since PostgreSQL 12.
pub const GSS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x30];

/// The request to go on with SSL; the server answers with one byte.
pub const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// The message that ends a session.
pub const TERMINATE: [u8; 5] = [b'X', 0, 0, 0, 4];

/// Most bytes read on one connection.
const CONVERSATION_LIMIT: usize = 256 * 1024;

/// Whom a start-up message names.
#[derive(Debug, Clone, Copy)]
pub struct StartupLogin<'a> {
    /// User; need not exist.
    pub user: &'a str,
    /// Database; need not exist, not used when `replication`.
    pub database: &'a str,
    /// Ask for physical replication.
    pub replication: bool,
}

/// Writes the start-up message of protocol 3.0.
///
/// A NUL in a name would end it early and start a parameter of its own, so names are cut there.
pub fn startup_message(login: StartupLogin<'_>) -> Vec<u8> {
    let mut body = vec![0, 3, 0, 0];
    let (key, value) = if login.replication {
        ("replication", "true")
    } else {
        ("database", login.database)
    };
    for text in ["user", login.user, key, value] {
        body.extend(text.bytes().take_while(|byte| *byte != 0));
        body.push(0);
    }
    body.push(0);
    let length = u32::try_from(body.len().saturating_add(4)).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), body.as_slice()].concat()
}

/// What the server's answer amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerAnswer {
    /// How the attempt ended.
    pub outcome: Outcome,
    /// The SQLSTATE, where an error with one came.
    pub sqlstate: Option<String>,
    /// Whether SCRAM-SHA-256-PLUS was offered; `None` when SCRAM was not.
    pub channel_binding: Option<bool>,
    /// Whether a session was opened, which ends with [`TERMINATE`].
    pub session: bool,
    /// The words of a refusal by `pg_hba`, to be compared with those of another attempt.
    pub refusal: Option<Vec<u8>>,
}

impl ServerAnswer {
    /// A verdict that rests on no message of the server.
    pub const fn bare(outcome: Outcome) -> Self {
        Self {
            outcome,
            sqlstate: None,
            channel_binding: None,
            session: false,
            refusal: None,
        }
    }
}

/// The server's side of one connection, read piece by piece up to the answer.
#[derive(Debug)]
pub struct Conversation {
    transport: StartupTransport,
    unread: Vec<u8>,
    received: usize,
    logged_in: bool,
}

impl Conversation {
    /// Starts to listen after the start-up message went out.
    pub const fn new(transport: StartupTransport) -> Self {
        Self {
            transport,
            unread: Vec::new(),
            received: 0,
            logged_in: false,
        }
    }

    /// Takes the next bytes; gives the verdict once they hold the answer.
    ///
    /// `AuthenticationOk` is an answer whatever follows it; it is held back until the server is
    /// ready, so that the session can be ended politely.
    pub fn receive(&mut self, bytes: &[u8]) -> Option<ServerAnswer> {
        let room = CONVERSATION_LIMIT.saturating_sub(self.received);
        let (taken, refused) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        self.received = self.received.saturating_add(taken.len());
        let mut unread = core::mem::take(&mut self.unread);
        unread.extend_from_slice(taken);
        let mut rest = unread.as_slice();
        loop {
            match message(rest) {
                Frame::Whole { kind, body, after } => {
                    let verdict = self.judge(kind, body);
                    if verdict.is_some() {
                        return verdict;
                    }
                    rest = after;
                }
                Frame::Partial if refused.is_empty() => break,
                Frame::Partial | Frame::Malformed => return Some(self.stranger()),
                Frame::OldError => {
                    return Some(self.settle(ServerAnswer::bare(Outcome::OtherError)));
                }
            }
        }
        self.unread = rest.to_vec();
        None
    }

    /// The verdict when the server closed the connection.
    pub fn closed(self) -> ServerAnswer {
        // An old-style error has no length; without its end it is any text.
        let text = old_style(&self.unread);
        self.settle(ServerAnswer::bare(if text {
            Outcome::NotPostgres
        } else {
            Outcome::Closed
        }))
    }

    /// The verdict when time ran out.
    pub fn timed_out(self) -> ServerAnswer {
        self.settle(ServerAnswer::bare(Outcome::TimedOut))
    }

    /// Whether `AuthenticationOk` came.
    pub const fn logged_in(&self) -> bool {
        self.logged_in
    }

    fn stranger(&self) -> ServerAnswer {
        self.settle(ServerAnswer::bare(Outcome::NotPostgres))
    }

    /// Once logged in, nothing that follows takes that back.
    fn settle(&self, verdict: ServerAnswer) -> ServerAnswer {
        if self.logged_in {
            ServerAnswer {
                outcome: Outcome::AcceptedNoAuth,
                ..verdict
            }
        } else {
            verdict
        }
    }

    fn judge(&mut self, kind: u8, body: &[u8]) -> Option<ServerAnswer> {
        match (kind, self.logged_in) {
            (b'R', false) => match authentication(body) {
                Some(AuthRequest::Ok) => {
                    self.logged_in = true;
                    None
                }
                Some(AuthRequest::Request {
                    method,
                    channel_binding,
                }) => Some(ServerAnswer {
                    channel_binding,
                    ..ServerAnswer::bare(Outcome::AcceptedToAuth { method })
                }),
                None => Some(self.stranger()),
            },
            (b'E', _) => Some(match ServerError::parse(body) {
                Some(error) => {
                    let outcome = error.outcome(self.transport);
                    let by_hba = outcome == Outcome::RefusedByHba;
                    self.settle(ServerAnswer {
                        sqlstate: error.sqlstate.map(str::to_owned),
                        refusal: by_hba.then(|| error.message.to_vec()),
                        ..ServerAnswer::bare(outcome)
                    })
                }
                None => self.stranger(),
            }),
            (b'Z', true) => Some(ServerAnswer {
                session: true,
                ..ServerAnswer::bare(Outcome::AcceptedNoAuth)
            }),
            // NegotiateProtocolVersion and notices come before the answer; parameters, the
            // cancel key and notices between AuthenticationOk and ReadyForQuery.
            (b'v' | b'N', _) | (b'S' | b'K', true) => None,
            _ => Some(self.stranger()),
        }
    }
}

#[cfg(test)]
mod tests;
