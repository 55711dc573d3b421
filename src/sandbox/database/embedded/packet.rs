//! The messages of the start-up phase, as bytes.
//!
//! Invariant: no input makes these functions panic or read past its end. Deliberately absent:
//! reading from a socket.
//!
//! Source: PostgreSQL, chapters 53.2 and 53.7, and `ProcessStartupPacket`.

use crate::domain::hba::Replication;

/// The longest start-up packet a server reads, without its length.
///
/// Source: `MAX_STARTUP_PACKET_LENGTH`, `src/include/libpq/pqcomm.h`.
pub(super) const LONGEST: usize = 10_000;

/// The longest name a server compares.
const LONGEST_NAME: usize = 63;

/// What a client asks for first.
#[derive(Debug, PartialEq, Eq)]
pub enum FirstPacket {
    /// `SSLRequest`.
    Ssl,
    /// `GSSENCRequest`.
    Gss,
    /// `CancelRequest`, or too short to be anything: closed without a word.
    Silence,
    /// `StartupMessage`.
    StartUp(StartUp),
}

/// A `StartupMessage`.
#[derive(Debug, PartialEq, Eq)]
pub struct StartUp {
    /// User.
    pub user: String,
    /// Database; the user's name when the packet names none.
    pub database: String,
    /// Replication.
    pub replication: Replication,
    /// The answer that settles version and options first; `None` when there is nothing to settle.
    pub negotiation: Option<Vec<u8>>,
}

/// An error that ends the connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRefusal {
    /// SQLSTATE.
    pub sqlstate: &'static str,
    /// Message.
    pub message: String,
    /// Source file of the server.
    pub file: &'static str,
    /// Routine of the server, which clients tell errors apart by.
    pub routine: &'static str,
}

impl ConnectionRefusal {
    /// A refusal by this routine in this file of the server.
    pub(super) fn new(
        sqlstate: &'static str,
        message: impl Into<String>,
        (file, routine): (&'static str, &'static str),
    ) -> Self {
        Self {
            sqlstate,
            message: message.into(),
            file,
            routine,
        }
    }

    /// The message as bytes. Field `L`, the line in the server's source, is left out: it moves
    /// with each release.
    pub fn encode(&self) -> Vec<u8> {
        error(
            "FATAL",
            self.sqlstate,
            &self.message,
            &[('F', self.file), ('R', self.routine)],
        )
    }

    /// A refusal of the start-up packet.
    pub(super) fn of_packet(
        sqlstate: &'static str,
        message: impl Into<String>,
        major: u16,
    ) -> Self {
        let file = if major >= 17 {
            "backend_startup.c"
        } else {
            "postmaster.c"
        };
        Self::new(sqlstate, message, (file, "ProcessStartupPacket"))
    }
}

/// An `ErrorResponse`.
pub(super) fn error(
    severity: &str,
    sqlstate: &str,
    message: &str,
    more: &[(char, &str)],
) -> Vec<u8> {
    let fields = [
        ('S', severity),
        ('V', severity),
        ('C', sqlstate),
        ('M', message),
    ];
    let mut body = Vec::new();
    for (kind, text) in fields.iter().chain(more) {
        body.extend(kind.to_string().as_bytes());
        // A zero ends the field; a name with one never gets here, and none may break the frame.
        body.extend(text.bytes().filter(|byte| *byte != 0));
        body.push(0);
    }
    body.push(0);
    message_of(b'E', &body)
}

/// A message of a kind.
pub(super) fn message_of(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len().saturating_add(4)).unwrap_or(u32::MAX);
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

/// An authentication request.
pub(super) fn authentication(code: u32, body: &[u8]) -> Vec<u8> {
    message_of(b'R', &[&code.to_be_bytes()[..], body].concat())
}

/// Reads a packet, its length taken off, as a server of `major` does.
///
/// # Errors
/// What the server says before it closes.
pub fn read(packet: &[u8], major: u16) -> Result<FirstPacket, ConnectionRefusal> {
    let refuse = |sqlstate, text: String| Err(ConnectionRefusal::of_packet(sqlstate, text, major));
    let Some((version, rest)) = packet.split_first_chunk() else {
        return Ok(FirstPacket::Silence);
    };
    let version = u32::from_be_bytes(*version);
    let (high, low) = (version >> 16, version & 0xffff);
    match (high, low) {
        (1234, 5678) => return Ok(FirstPacket::Silence),
        (1234, 5679) => return Ok(FirstPacket::Ssl),
        (1234, 5680) if major >= 12 => return Ok(FirstPacket::Gss),
        (3, _) => {}
        _ => {
            let oldest = if major >= 14 { "3.0" } else { "2.0" };
            let newest = if major >= 18 { "3.2" } else { "3.0" };
            let text = format!(
                "unsupported frontend protocol {high}.{low}: server supports {oldest} to {newest}"
            );
            return refuse("0A000", text);
        }
    }

    let (mut user, mut database, mut replication) = (None, None, Replication::No);
    let mut unknown = Vec::new();
    let mut at = 0;
    while let Some(name) = text(rest, at).filter(|name| !name.is_empty()) {
        let value_at = at + name.len() + 1;
        let Some(value) = text(rest, value_at) else {
            break;
        };
        at = value_at + value.len() + 1;
        match name {
            b"user" => user = Some(value),
            b"database" => database = Some(value),
            b"replication" => {
                replication = match (value, boolean(value)) {
                    (b"database", _) => Replication::Database,
                    (_, Some(true)) => Replication::Physical,
                    (_, Some(false)) => Replication::No,
                    (_, None) => {
                        let value = String::from_utf8_lossy(value);
                        let text =
                            format!("invalid value for parameter \"replication\": \"{value}\"");
                        return refuse("22023", text);
                    }
                };
            }
            _ if name.starts_with(b"_pq_.") => unknown.push(name),
            _ => {}
        }
    }
    if at + 1 != rest.len() {
        let text = "invalid startup packet layout: expected terminator as last byte";
        return refuse("08P01", text.to_owned());
    }
    let Some(user) = user.filter(|user| !user.is_empty()) else {
        return refuse(
            "28000",
            "no PostgreSQL user name specified in startup packet".to_owned(),
        );
    };
    let database = database
        .filter(|database| !database.is_empty())
        .unwrap_or(user);
    let newest = if major >= 18 { 2 } else { 0 };
    let settle = low > newest || !unknown.is_empty();
    let negotiation = settle.then(|| negotiation(newest.min(low), &unknown));
    Ok(FirstPacket::StartUp(StartUp {
        user: cut(user),
        database: cut(database),
        replication,
        negotiation,
    }))
}

/// The text at a place, up to its zero or the end; `None` when the place is beyond the last byte.
fn text(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
    rest.split(|byte| *byte == 0).next()
}

/// What is said to bytes that came on the heels of an `SSLRequest`, before its answer.
pub(super) fn early_data(major: u16) -> Vec<u8> {
    let message = "received unencrypted data after SSL request";
    if major < 14 {
        return format!("EFATAL:  {message}\n\0").into_bytes();
    }
    let detail = "This could be either a client-software bug or evidence of an attempted \
                  man-in-the-middle attack.";
    let place = ConnectionRefusal::of_packet("08P01", message, major);
    let more = [('D', detail), ('F', place.file), ('R', place.routine)];
    error("FATAL", place.sqlstate, message, &more)
}

/// A `NegotiateProtocolVersion`.
fn negotiation(newest: u32, unknown: &[&[u8]]) -> Vec<u8> {
    let count = u32::try_from(unknown.len()).unwrap_or(u32::MAX);
    let mut body = [((3 << 16) | newest).to_be_bytes(), count.to_be_bytes()].concat();
    for name in unknown {
        body.extend(*name);
        body.push(0);
    }
    message_of(b'v', &body)
}

/// A name as far as the server looks at it.
fn cut(name: &[u8]) -> String {
    String::from_utf8_lossy(name.get(..LONGEST_NAME).unwrap_or(name)).into_owned()
}

/// A word for true or false, which may be cut short.
///
/// Source: `parse_bool_with_len`, `src/backend/utils/adt/bool.c`.
fn boolean(word: &[u8]) -> Option<bool> {
    let word = word.to_ascii_lowercase();
    let short = |full: &str| !word.is_empty() && full.as_bytes().starts_with(&word);
    if short("true") || short("yes") || word == b"on" || word == b"1" {
        Some(true)
    } else if short("false") || short("no") || word == b"of" || word == b"off" || word == b"0" {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn start_up(texts: &[&str]) -> Result<FirstPacket, ConnectionRefusal> {
        let mut packet = vec![0, 3, 0, 0];
        for text in texts {
            packet.extend(text.bytes());
            packet.push(0);
        }
        packet.push(0);
        read(&packet, 15)
    }

    fn refused(result: Result<FirstPacket, ConnectionRefusal>) -> (&'static str, String) {
        let refusal = result.unwrap_err();
        (refusal.sqlstate, refusal.message)
    }

    #[test]
    fn requests_are_told_apart() {
        assert_eq!(read(&[4, 210, 22, 47], 15), Ok(FirstPacket::Ssl));
        assert_eq!(read(&[4, 210, 22, 48], 15), Ok(FirstPacket::Gss));
        let cancel = read(&[4, 210, 22, 46, 0, 0, 0, 1], 15);
        assert_eq!(cancel, Ok(FirstPacket::Silence));
        assert_eq!(refused(read(&[4, 210, 22, 48], 11)).0, "0A000");
        let (_, message) = refused(read(&[0, 2, 0, 0], 15));
        let expected = "unsupported frontend protocol 2.0: server supports 3.0 to 3.0";
        assert_eq!(message, expected);
    }

    #[test]
    fn start_up_names_user_and_database() {
        for (word, want) in [
            ("TR", Replication::Physical),
            ("database", Replication::Database),
            ("off", Replication::No),
            ("1", Replication::Physical),
        ] {
            let expected = StartUp {
                user: "a".to_owned(),
                database: "a".to_owned(),
                replication: want,
                negotiation: None,
            };
            let read = start_up(&["replication", word, "user", "a"]);
            assert_eq!(read, Ok(FirstPacket::StartUp(expected)));
        }
    }

    #[test]
    fn malformed_packets_are_refused_in_the_words_of_the_server() {
        assert_eq!(refused(start_up(&["database", "x"])).0, "28000");
        let (maybe, _) = refused(start_up(&["user", "x", "replication", "maybe"]));
        assert_eq!(maybe, "22023");
        for packet in [
            &b"\0\x03\0\0user\0app"[..],
            b"\0\x03\0\0user\0app\0",
            b"\0\x03\0\0",
        ] {
            assert_eq!(refused(read(packet, 15)).0, "08P01", "{packet:?}");
        }
        assert_eq!(refused(read(b"\0\x03\0\0user\0app\0\0x", 15)).0, "08P01");
        assert_eq!(read(b"\0\x03\0", 15), Ok(FirstPacket::Silence));
    }

    #[test]
    fn unknown_versions_and_options_are_settled_first() {
        let packet = b"\0\x03\0\x09user\0app\0_pq_.x\0y\0\0";
        let Ok(FirstPacket::StartUp(read)) = read(packet, 15) else {
            panic!("refused")
        };
        let want = b"v\0\0\0\x13\0\x03\0\0\0\0\0\x01_pq_.x\0";
        assert_eq!(read.negotiation.as_deref(), Some(&want[..]));
    }

    #[test]
    fn refusal_has_the_fields_of_the_server() {
        let refusal = ConnectionRefusal::new("28000", "no", ("auth.c", "ClientAuthentication"));
        let want = b"E\0\0\0\x3cSFATAL\0VFATAL\0C28000\0Mno\0Fauth.c\0RClientAuthentication\0\0";
        assert_eq!(refusal.encode(), want);
    }

    proptest! {
        #[test]
        fn no_packet_panics(packet in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _any = read(&packet, 15);
        }

        #[test]
        fn no_start_up_panics(rest in "[a-z_.\\x00]{0,60}", low in 0..4_u8) {
            let _any = read(&[&[0, 3, 0, low], rest.as_bytes()].concat(), 18);
        }
    }
}
