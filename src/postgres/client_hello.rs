//! The first message of a TLS handshake in one version alone, and what the answer to it means; no
//! I/O and no cryptography in here.
//!
//! The TLS library speaks 1.2 and 1.3. Whether a server still takes 1.0 or 1.1 shows in its first
//! answer, before any key is agreed, so a hand-made message is enough: the handshake is never
//! finished. Bytes are a stranger's: lengths are bounded and nothing panics.
//!
//! Source: RFC 2246, 4346 and 5246, sections 6.2 and 7.4.1; RFC 8446, sections 4.1 and 4.2; RFC
//! 6066, section 3.

use crate::domain::proof::{TlsVersion, VersionAnswer};

/// Most bytes of an answer that are read: a `ServerHello` is far shorter.
const ANSWER_LIMIT: usize = 16 * 1024;

/// Longest record, in bytes; RFC 5246, section 6.2.3.
const RECORD_LIMIT: usize = 16 * 1024 + 2048;

/// Record of type handshake.
const HANDSHAKE: u8 = 22;

/// Record of type alert.
const ALERT: u8 = 21;

/// The alert that says that the version is not supported.
const PROTOCOL_VERSION: u8 = 70;

/// Suites that TLS 1.0 and 1.1 can use.
const SUITES_OLD: [u16; 8] = [
    0xc009, 0xc00a, 0xc013, 0xc014, 0x0033, 0x0039, 0x002f, 0x0035,
];

/// Further suites of TLS 1.2.
const SUITES_1_2: [u16; 6] = [0xc02b, 0xc02c, 0xc02f, 0xc030, 0x009c, 0x009d];

/// Suites of TLS 1.3.
const SUITES_1_3: [u16; 3] = [0x1301, 0x1302, 0x1303];

/// The suite of every version since 1.0 that old servers without elliptic curves take last.
const SUITE_LAST: u16 = 0x000a;

/// x25519, secp256r1, secp384r1, secp521r1.
const GROUPS: [u16; 4] = [0x001d, 0x0017, 0x0018, 0x0019];

/// ECDSA and RSA with SHA-2, RSA-PSS, Ed25519, and with SHA-1 for the old versions.
const SIGNATURES: [u16; 13] = [
    0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0203, 0x0201,
    0x0202,
];

/// Writes the `ClientHello` of exactly one version, in a record of its own.
///
/// `random` and `key_share` are 32 random bytes each; any such bytes are an x25519 key. `name` is
/// the server's DNS name; `None` for an address, which the extension does not carry.
pub fn client_hello(
    version: TlsVersion,
    random: [u8; 32],
    key_share: [u8; 32],
    name: Option<&str>,
) -> Vec<u8> {
    let modern = version == TlsVersion::V1_3;
    // TLS 1.3 calls itself 1.2 there, and says what it is in an extension.
    let legacy = version.code().min(TlsVersion::V1_2.code());
    let mut hello = legacy.to_be_bytes().to_vec();
    hello.extend(random);
    hello.push(0);
    let suites: Vec<u16> = match version {
        TlsVersion::V1_0 | TlsVersion::V1_1 => [&SUITES_OLD[..], &[SUITE_LAST]].concat(),
        TlsVersion::V1_2 => [&SUITES_1_2[..], &SUITES_OLD, &[SUITE_LAST]].concat(),
        TlsVersion::V1_3 => SUITES_1_3.to_vec(),
    };
    hello.extend(sized_16(&numbers(&suites)));
    hello.extend([1, 0]);
    let mut extensions = Vec::new();
    if let Some(name) = name {
        let entry = [&[0][..], &sized_16(name.as_bytes())].concat();
        extensions.extend(extension(0, &sized_16(&entry)));
    }
    extensions.extend(extension(10, &sized_16(&numbers(&GROUPS))));
    if !modern {
        extensions.extend(extension(11, &[1, 0]));
    }
    extensions.extend(extension(13, &sized_16(&numbers(&SIGNATURES))));
    if modern {
        let [high, low] = version.code().to_be_bytes();
        extensions.extend(extension(43, &[2, high, low]));
        let share = [&0x001d_u16.to_be_bytes()[..], &sized_16(&key_share)].concat();
        extensions.extend(extension(51, &sized_16(&share)));
    }
    hello.extend(sized_16(&extensions));
    let length = u32::try_from(hello.len()).unwrap_or(u32::MAX).to_be_bytes();
    let message = [&[1], length.get(1..).unwrap_or_default(), &hello].concat();
    [&[HANDSHAKE, 3, 1][..], &sized_16(&message)].concat()
}

fn numbers(values: &[u16]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_be_bytes())
        .collect()
}

fn sized_16(content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap_or(u16::MAX);
    [&length.to_be_bytes(), content].concat()
}

fn extension(number: u16, content: &[u8]) -> Vec<u8> {
    [&number.to_be_bytes()[..], &sized_16(content)].concat()
}

/// The server's answer to one hello, read piece by piece.
#[derive(Debug)]
pub struct HelloAnswer {
    asked: TlsVersion,
    unread: Vec<u8>,
    handshake: Vec<u8>,
    received: usize,
}

impl HelloAnswer {
    /// Starts to listen after the hello of this version went out.
    pub const fn new(asked: TlsVersion) -> Self {
        Self {
            asked,
            unread: Vec::new(),
            handshake: Vec::new(),
            received: 0,
        }
    }

    /// Takes the next bytes; gives the answer once they hold it.
    pub fn receive(&mut self, bytes: &[u8]) -> Option<VersionAnswer> {
        let room = ANSWER_LIMIT.saturating_sub(self.received);
        let (taken, refused) = bytes.split_at_checked(room).unwrap_or((bytes, &[]));
        self.received = self.received.saturating_add(taken.len());
        let mut unread = core::mem::take(&mut self.unread);
        unread.extend_from_slice(taken);
        let mut rest = unread.as_slice();
        loop {
            match record(rest) {
                Record::Whole { kind, body, after } => {
                    let answer = match kind {
                        ALERT => Some(alert(body)),
                        _ if body.is_empty() => Some(VersionAnswer::NoAnswer),
                        _ => {
                            self.handshake.extend_from_slice(body);
                            server_hello(&self.handshake, self.asked)
                        }
                    };
                    if answer.is_some() {
                        return answer;
                    }
                    rest = after;
                }
                Record::Partial if refused.is_empty() => break,
                Record::Partial | Record::Malformed => return Some(VersionAnswer::NoAnswer),
            }
        }
        self.unread = rest.to_vec();
        None
    }
}

enum Record<'a> {
    Whole {
        kind: u8,
        body: &'a [u8],
        after: &'a [u8],
    },
    Partial,
    Malformed,
}

fn record(bytes: &[u8]) -> Record<'_> {
    if !matches!(bytes.first(), None | Some(&(ALERT | HANDSHAKE)))
        || !matches!(bytes.get(1), None | Some(3))
    {
        return Record::Malformed;
    }
    let Some((&[kind, _, _, high, low], rest)) = bytes.split_first_chunk::<5>() else {
        return Record::Partial;
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length > RECORD_LIMIT {
        return Record::Malformed;
    }
    match rest.split_at_checked(length) {
        Some((body, after)) => Record::Whole { kind, body, after },
        None => Record::Partial,
    }
}

/// Source: RFC 8446, section 6.2: 40 `handshake_failure`, 70 `protocol_version`, 71
/// `insufficient_security`, 80 `internal_error`.
fn alert(body: &[u8]) -> VersionAnswer {
    match *body {
        [_, PROTOCOL_VERSION] => VersionAnswer::Refused {
            alert: Some(PROTOCOL_VERSION),
        },
        [_, alert @ (40 | 71 | 80)] => VersionAnswer::Unusable { alert },
        _ => VersionAnswer::NoAnswer,
    }
}

/// Reads the version of a `ServerHello`; `None` while it is not all there.
fn server_hello(message: &[u8], asked: TlsVersion) -> Option<VersionAnswer> {
    let stranger = Some(VersionAnswer::NoAnswer);
    let (&kind, rest) = message.split_first()?;
    if kind != 2 {
        return stranger;
    }
    let (&[high, middle, low], rest) = rest.split_first_chunk::<3>()?;
    let length = usize::try_from(u32::from_be_bytes([0, high, middle, low])).unwrap_or(usize::MAX);
    if length > ANSWER_LIMIT {
        return stranger;
    }
    let (hello, _) = rest.split_at_checked(length)?;
    let Some(version) = chosen_version(hello) else {
        return stranger;
    };
    Some(if version == asked.code() {
        VersionAnswer::Accepted
    } else {
        VersionAnswer::Refused { alert: None }
    })
}

/// The version a whole `ServerHello` chose; `None` when it is not well formed.
fn chosen_version(hello: &[u8]) -> Option<u16> {
    let (legacy, rest) = hello.split_first_chunk::<2>()?;
    let (_random, rest) = rest.split_first_chunk::<32>()?;
    let (&session, rest) = rest.split_first()?;
    let (_session, rest) = rest.split_at_checked(usize::from(session))?;
    let (_suite_and_compression, rest) = rest.split_first_chunk::<3>()?;
    let legacy = u16::from_be_bytes(*legacy);
    let Some((length, mut rest)) = rest.split_first_chunk::<2>() else {
        // Without extensions, as TLS 1.2 and older allow.
        return rest.is_empty().then_some(legacy);
    };
    if rest.len() != usize::from(u16::from_be_bytes(*length)) {
        return None;
    }
    while !rest.is_empty() {
        let (&[kind_high, kind_low, high, low], after) = rest.split_first_chunk::<4>()?;
        let (content, after) =
            after.split_at_checked(usize::from(u16::from_be_bytes([high, low])))?;
        if [kind_high, kind_low] == [0, 43] {
            return content.try_into().ok().map(u16::from_be_bytes);
        }
        rest = after;
    }
    Some(legacy)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hello(version: TlsVersion) -> Vec<u8> {
        client_hello(version, [1; 32], [2; 32], None)
    }

    fn answer(asked: TlsVersion, bytes: &[u8]) -> Option<VersionAnswer> {
        HelloAnswer::new(asked).receive(bytes)
    }

    const ACCEPTED: Option<VersionAnswer> = Some(VersionAnswer::Accepted);
    const NO_ANSWER: Option<VersionAnswer> = Some(VersionAnswer::NoAnswer);

    fn accepts(version: [u8; 2], extensions: &[u8]) -> Vec<u8> {
        let mut hello = version.to_vec();
        hello.extend([7; 32]);
        hello.extend([0, 0xc0, 0x2f, 0]);
        hello.extend(sized_16(extensions));
        let length = u8::try_from(hello.len()).unwrap();
        let message = [&[2, 0, 0, length], hello.as_slice()].concat();
        [&[22, 3, 3][..], &sized_16(&message)].concat()
    }

    #[test]
    fn lengths_of_a_hello_agree() {
        for version in TlsVersion::ALL {
            for name in [None, Some("db.example.com")] {
                let bytes = client_hello(version, [1; 32], [2; 32], name);
                let length = usize::from(u16::from_be_bytes([bytes[3], bytes[4]]));
                assert_eq!(bytes.len(), length + 5);
                assert_eq!(usize::from(bytes[8]), length - 4, "{version:?}");
                let holds = bytes.windows(14).any(|window| window == b"db.example.com");
                assert_eq!(holds, name.is_some());
            }
        }
        let start = [22, 3, 1, 0, 0x73, 1, 0, 0, 0x6f, 3, 1];
        assert_eq!(hello(TlsVersion::V1_0)[..11], start);
        assert_eq!(hello(TlsVersion::V1_1)[9..11], [3, 2]);
        assert_eq!(hello(TlsVersion::V1_2)[9..11], [3, 3]);
        assert_eq!(hello(TlsVersion::V1_3)[9..11], [3, 3]);
    }

    #[test]
    fn a_server_hello_tells_its_version() {
        let plain = accepts([3, 1], &[]);
        assert_eq!(answer(TlsVersion::V1_0, &plain), ACCEPTED);
        let lower = Some(VersionAnswer::Refused { alert: None });
        assert_eq!(answer(TlsVersion::V1_2, &plain), lower);
        let modern = accepts([3, 3], &extension(43, &[3, 4]));
        assert_eq!(answer(TlsVersion::V1_3, &modern), ACCEPTED);
        assert_eq!(answer(TlsVersion::V1_2, &modern), lower);
        assert_eq!(answer(TlsVersion::V1_3, &accepts([3, 3], &[])), lower);
    }

    #[test]
    fn alerts_are_told_apart() {
        let says = |alert| answer(TlsVersion::V1_0, &[21, 3, 1, 0, 2, 2, alert]);
        assert_eq!(says(70), Some(VersionAnswer::Refused { alert: Some(70) }));
        for alert in [40, 71, 80] {
            assert_eq!(says(alert), Some(VersionAnswer::Unusable { alert }));
        }
        assert_eq!(says(47), NO_ANSWER);
    }

    #[test]
    fn a_hello_in_pieces_is_put_together() {
        let whole = accepts([3, 3], &[]);
        let mut listener = HelloAnswer::new(TlsVersion::V1_2);
        let (last, first) = whole.split_last().unwrap();
        for byte in first {
            assert_eq!(listener.receive(&[*byte]), None);
        }
        assert_eq!(listener.receive(&[*last]), ACCEPTED);
        // Two records carry one message.
        let (header, message) = whole.split_at(5);
        let (one, two) = message.split_at(10);
        let record = |part: &[u8]| [&header[..3], &sized_16(part)].concat();
        let split = [record(one), record(two)].concat();
        assert_eq!(answer(TlsVersion::V1_2, &split), ACCEPTED);
    }

    #[test]
    fn what_is_not_tls_is_no_answer() {
        for bytes in [
            &b"HTTP/1.1 400 Bad Request"[..],
            b"E\0\0\0\x10",
            &[22, 2, 0],
            &[22, 3, 3, 0xff, 0xff],
            &[22, 3, 3, 0, 0],
            &[22, 3, 3, 0, 1, 11],
            &[21, 3, 3, 0, 1, 2],
            &[22, 3, 3, 0, 4, 2, 0xff, 0xff, 0xff],
            &[22, 3, 3, 0, 5, 2, 0, 0, 1, 3],
        ] {
            assert_eq!(answer(TlsVersion::V1_2, bytes), NO_ANSWER, "{bytes:?}");
        }
    }

    #[test]
    fn endless_answers_end() {
        let mut listener = HelloAnswer::new(TlsVersion::V1_2);
        let part = [22, 3, 3, 0, 1, 2];
        let mut fed = 0;
        let mut answered = listener.receive(&part);
        while answered.is_none() {
            fed += 1;
            assert!(fed < ANSWER_LIMIT, "{fed}");
            answered = listener.receive(&[22, 3, 3, 0, 1, 0]);
        }
        assert_eq!(answered, NO_ANSWER);
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_give_one_answer(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            record in any::<bool>(),
            cut in 0_usize..200,
        ) {
            let bytes = if record {
                [&[22, 3, 3][..], &sized_16(&[&[2, 0, 0, 80], bytes.as_slice()].concat())].concat()
            } else {
                bytes
            };
            let whole = answer(TlsVersion::V1_2, &bytes);
            let mut listener = HelloAnswer::new(TlsVersion::V1_2);
            let (one, two) = bytes.split_at(cut.min(bytes.len()));
            let pieces = listener.receive(one).or_else(|| listener.receive(two));
            prop_assert_eq!(whole, pieces);
        }
    }
}
