//! What answers a hand-made hello of one TLS version: records, alerts and `ServerHello`.
//!
//! The first byte chooses the version that was asked for and the size of the pieces. What is made of
//! an answer must not hang on how the bytes were cut, and only a `ServerHello` may count as a yes.
#![no_main]

use forcessl::domain::proof::{TlsVersion, VersionAnswer};
use forcessl::postgres::client_hello::HelloAnswer;
use libfuzzer_sys::fuzz_target;

fn hear(asked: TlsVersion, bytes: &[u8], size: usize) -> Option<VersionAnswer> {
    let mut answer = HelloAnswer::new(asked);
    bytes.chunks(size).find_map(|piece| answer.receive(piece))
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else {
        return;
    };
    let asked = match choice & 3 {
        0 => TlsVersion::V1_0,
        1 => TlsVersion::V1_1,
        2 => TlsVersion::V1_2,
        _ => TlsVersion::V1_3,
    };
    let whole = hear(asked, bytes, bytes.len().max(1));
    let pieces = hear(asked, bytes, usize::from(choice >> 2) + 1);
    assert_eq!(whole, pieces);
    if whole == Some(VersionAnswer::Accepted) {
        assert_eq!(bytes.first(), Some(&22));
    }
});
