//! One message of a server at a time: where it ends, and what the parts of it say that decide.

use core::net::IpAddr;

use crate::domain::proof::Outcome;

/// What a start-up message travels in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartupTransport {
    /// Plain TCP.
    Plaintext,
    /// Plain TCP, in answer to the request for SSL: an error here is about the server, not the login.
    Negotiation,
    /// SSL; no client certificate was presented.
    Ssl,
    /// SSL, and a client certificate was presented.
    SslWithCertificate,
}

/// Longest message that is read, in bytes.
const MESSAGE_LIMIT: usize = 64 * 1024;

/// Longest authentication request, in bytes; libpq has the same bound.
const AUTHENTICATION_LIMIT: usize = 2000;

/// The state of the unread bytes.
pub(super) enum Frame<'a> {
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
pub(super) fn message(bytes: &[u8]) -> Frame<'_> {
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
pub(super) fn old_style(bytes: &[u8]) -> bool {
    matches!(bytes, [b'E', a, b, c, d, ..] if [a, b, c, d].iter().all(|byte| !byte.is_ascii_control() && **byte != 0xff))
}

fn old_error(text: &[u8]) -> Frame<'_> {
    match text.iter().position(|byte| *byte == 0) {
        Some(end) if text.get(..end).is_some_and(|text| text.ends_with(b"\n")) => Frame::OldError,
        None if text.len() < MESSAGE_LIMIT => Frame::Partial,
        Some(_) | None => Frame::Malformed,
    }
}

pub(super) enum AuthRequest {
    Ok,
    Request {
        method: String,
        channel_binding: Option<bool>,
    },
}

/// Reads an authentication request; `None` when its length is not that of its kind.
pub(super) fn authentication(body: &[u8]) -> Option<AuthRequest> {
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
pub(super) struct ServerError<'a> {
    pub(super) sqlstate: Option<&'a str>,
    routine: Option<&'a [u8]>,
    pub(super) message: &'a [u8],
}

impl<'a> ServerError<'a> {
    /// Reads the fields; `None` when they are not well formed.
    pub(super) fn parse(body: &'a [u8]) -> Option<Self> {
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
    pub(super) fn outcome(&self, transport: StartupTransport) -> Outcome {
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
