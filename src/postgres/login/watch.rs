//! Watches what a server says during a login for its last SCRAM message.

/// Type, length and kind of an authentication message.
const HEAD: usize = 9;

/// The kind of the last SCRAM message.
///
/// Source: PostgreSQL, chapter 55.7, `AuthenticationSASLFinal`.
const SASL_FINAL: [u8; 4] = [0, 0, 0, 12];

/// Follows the messages until the login is over. Holds no more than the head of one.
#[derive(Debug, Default)]
pub(super) struct Watch {
    head: Vec<u8>,
    /// How much of the message is still to come.
    skip: usize,
    over: bool,
}

impl Watch {
    /// Takes what has arrived; says whether the last SCRAM message began in it.
    pub(super) fn sees(&mut self, arrived: &[u8]) -> bool {
        let mut seen = false;
        for &byte in arrived {
            if self.over {
                break;
            }
            if self.skip > 0 {
                self.skip = self.skip.saturating_sub(1);
                continue;
            }
            self.head.push(byte);
            let &[kind, a, b, c, d, ref rest @ ..] = self.head.as_slice() else {
                continue;
            };
            if kind != b'R' {
                // An error, or a server that is ready for questions.
                self.over = true;
            } else if self.head.len() == HEAD {
                seen |= rest == SASL_FINAL.as_slice();
                let length =
                    usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
                self.skip = length.saturating_sub(8);
                self.head.clear();
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authentication(kind: u8, rest: &[u8]) -> Vec<u8> {
        let length = u8::try_from(8 + rest.len()).unwrap();
        [&[b'R', 0, 0, 0, length, 0, 0, 0, kind], rest].concat()
    }

    #[test]
    fn the_last_message_is_seen_however_it_is_cut() {
        let error = b"E\0\0\0\x05\0";
        let scram = [
            authentication(10, b"SCRAM-SHA-256\0\0"),
            authentication(11, b"r=R\0\0\0\x08\0\0\0\x0c"),
        ]
        .concat();
        let taken = [&scram[..], &authentication(12, b"v=1"), error].concat();
        let wrong = [&scram[..], error, &authentication(12, b"v=1")].concat();
        for size in 1..taken.len() {
            for (bytes, expected) in [(&taken, 1), (&wrong, 0)] {
                let mut watch = Watch::default();
                let seen = bytes.chunks(size).filter(|part| watch.sees(part)).count();
                assert_eq!(seen, expected, "in parts of {size}");
            }
        }
    }
}
