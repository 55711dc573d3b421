//! The bytes of a PostgreSQL connection up to the first answer; no I/O in here.
//!
//! [`Conversation`] takes the server's bytes in pieces of any size and says when the question is
//! answered. It reads codes, field letters and lengths, never the words of a message, since a
//! server speaks its own language. Bytes are a stranger's: lengths are bounded, nothing panics,
//! and what is not exactly PostgreSQL's form is [`Outcome::NotPostgres`].
//!
//! Source: PostgreSQL, chapters 55.2 (message flow), 55.7 (formats) and 55.8 (error fields).

use core::net::IpAddr;

use crate::domain::proof::Outcome;

/// The request to go on with GSS encryption; the server answers with one byte, since PostgreSQL 12.
pub const GSS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x30];

/// The request to go on with SSL; the server answers with one byte.
pub const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// The message that ends a session.
pub const TERMINATE: [u8; 5] = [b'X', 0, 0, 0, 4];

/// Longest message that is read, in bytes.
const MESSAGE_LIMIT: usize = 64 * 1024;

/// Longest authentication request, in bytes; libpq has the same bound.
const AUTHENTICATION_LIMIT: usize = 2000;

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

/// What a start-up message travels in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartupTransport {
    /// Plain TCP.
    Plaintext,
    /// Plain TCP, in answer to [`SSL_REQUEST`]: an error here is about the server, not the login.
    Negotiation,
    /// SSL; no client certificate was presented.
    Ssl,
    /// SSL, and a client certificate was presented.
    SslWithCertificate,
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

/// The state of the unread bytes.
enum Frame<'a> {
    Whole {
        kind: u8,
        body: &'a [u8],
        after: &'a [u8],
    },
    Partial,
    OldError,
    Malformed,
}

/// Finds the first message; only kinds that can come before or right after a login are known.
fn message(bytes: &[u8]) -> Frame<'_> {
    let Some((&kind, rest)) = bytes.split_first() else {
        return Frame::Partial;
    };
    let limit = match kind {
        b'R' => AUTHENTICATION_LIMIT,
        b'E' | b'v' | b'N' | b'S' | b'K' | b'Z' => MESSAGE_LIMIT,
        _ => return Frame::Malformed,
    };
    let Some((length, _)) = rest.split_first_chunk::<4>() else {
        return Frame::Partial;
    };
    let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
    if !(4..=limit).contains(&length) {
        return if old_style(bytes) {
            old_error(rest)
        } else {
            Frame::Malformed
        };
    }
    match rest.split_at_checked(length) {
        Some((message, after)) => Frame::Whole {
            kind,
            body: message.get(4..).unwrap_or_default(),
            after,
        },
        None => Frame::Partial,
    }
}

/// Whether the bytes begin as an error of protocol 2 does: `E` and text in place of a length.
///
/// Source: `PQconnectPoll` of libpq reads one where the length is out of bounds.
fn old_style(bytes: &[u8]) -> bool {
    matches!(bytes, [b'E', a, b, c, d, ..] if [a, b, c, d].iter().all(|byte| !byte.is_ascii_control() && **byte != 0xff))
}

fn old_error(text: &[u8]) -> Frame<'_> {
    match text.iter().position(|byte| *byte == 0) {
        Some(end) if text.get(..end).is_some_and(|text| text.ends_with(b"\n")) => Frame::OldError,
        None if text.len() < MESSAGE_LIMIT => Frame::Partial,
        Some(_) | None => Frame::Malformed,
    }
}

enum AuthRequest {
    Ok,
    Request {
        method: String,
        channel_binding: Option<bool>,
    },
}

/// Reads an authentication request; `None` when its length is not that of its kind.
fn authentication(body: &[u8]) -> Option<AuthRequest> {
    let (kind, rest) = body.split_first_chunk::<4>()?;
    let kind = u32::from_be_bytes(*kind);
    let request = |method: String| {
        Some(AuthRequest::Request {
            method,
            channel_binding: None,
        })
    };
    match (kind, rest.len()) {
        (0, 0) => Some(AuthRequest::Ok),
        (3, 0) => request("password".into()),
        (5, 4) => request("md5".into()),
        (0 | 3 | 5, _) => None,
        (10, _) => {
            let mechanisms = mechanisms(rest)?;
            let offers = |name: &[u8]| mechanisms.contains(&name);
            let channel_binding = offers(b"SCRAM-SHA-256-PLUS");
            if channel_binding || offers(b"SCRAM-SHA-256") {
                let method = "scram-sha-256".into();
                Some(AuthRequest::Request {
                    method,
                    channel_binding: Some(channel_binding),
                })
            } else {
                request("10".into())
            }
        }
        (other, _) => request(other.to_string()),
    }
}

/// Reads a list of NUL-ended names that an empty one ends.
fn mechanisms(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let names = bytes.strip_suffix(&[0, 0])?;
    let names: Vec<&[u8]> = names.split(|byte| *byte == 0).collect();
    names.iter().all(|name| !name.is_empty()).then_some(names)
}

/// The fields of an error that a decision rests on.
struct ServerError<'a> {
    sqlstate: Option<&'a str>,
    routine: Option<&'a [u8]>,
    message: &'a [u8],
}

impl<'a> ServerError<'a> {
    /// Reads the fields; `None` when they are not well formed.
    fn parse(body: &'a [u8]) -> Option<Self> {
        let mut error = Self {
            sqlstate: None,
            routine: None,
            message: &[],
        };
        let mut rest = body;
        loop {
            let (field, after) = rest.split_first()?;
            if *field == 0 {
                return after.is_empty().then_some(error);
            }
            let end = after.iter().position(|byte| *byte == 0)?;
            let (value, after) = after.split_at_checked(end)?;
            match field {
                b'C' => error.sqlstate = sqlstate(value),
                b'R' => error.routine = Some(value),
                b'M' => error.message = value,
                _ => {}
            }
            rest = after.get(1..)?;
        }
    }

    /// Judges an error that came before any authentication request.
    fn outcome(&self, transport: StartupTransport) -> Outcome {
        let ssl = matches!(
            transport,
            StartupTransport::Ssl | StartupTransport::SslWithCertificate
        );
        let routine = self.routine.unwrap_or_default();
        let by_hba = routine == b"ClientAuthentication";
        match self.sqlstate {
            Some("28000") if transport == StartupTransport::Negotiation => Outcome::OtherError,
            Some("28000") if names_hba(self.message) && (by_hba || self.routine.is_none()) => {
                Outcome::RefusedByHba
            }
            Some("28000") if by_hba && ssl => Outcome::CertificateRequired,
            // Without a certificate this is another method's failure, for instance that of ident.
            Some("28000")
                if routine == b"auth_failed"
                    && transport == StartupTransport::SslWithCertificate =>
            {
                Outcome::CertificateUserMismatch
            }
            Some("F0000") if ssl => Outcome::Misconfigured,
            Some("53300") => Outcome::Busy,
            Some("57P03") => Outcome::NotReady,
            _ => Outcome::OtherError,
        }
    }
}

fn sqlstate(value: &[u8]) -> Option<&str> {
    let well_formed = value.len() == 5
        && value
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    core::str::from_utf8(value).ok().filter(|_| well_formed)
}

/// Whether a message is about a `pg_hba` record: in every language such a refusal names the
/// client's numeric address or the file, and the demand for a certificate names neither.
fn names_hba(message: &[u8]) -> bool {
    let file = b"pg_hba.conf";
    message.windows(file.len()).any(|window| window == file)
        || message
            .split(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b':' | b'%')))
            .filter_map(|word| core::str::from_utf8(word).ok())
            .filter_map(|word| word.trim_end_matches('.').split('%').next())
            .any(|word| word.parse::<IpAddr>().is_ok())
}

#[cfg(test)]
mod tests;
