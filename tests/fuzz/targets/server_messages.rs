//! What a PostgreSQL server, or whatever answers in its place, says before a password.
//!
//! The first byte chooses the transport and the size of the pieces the rest arrives in. The verdict
//! must not hang on how the bytes were cut, and no refusal may count once a login was told.
#![no_main]

use forcessl::domain::proof::Outcome;
use forcessl::postgres::handshake::{Conversation, ServerAnswer, StartupTransport};
use libfuzzer_sys::fuzz_target;

fn hear(transport: StartupTransport, bytes: &[u8], size: usize) -> ServerAnswer {
    let mut conversation = Conversation::new(transport);
    for piece in bytes.chunks(size) {
        if let Some(verdict) = conversation.receive(piece) {
            return verdict;
        }
    }
    conversation.closed()
}

fuzz_target!(|data: &[u8]| {
    let Some((&choice, bytes)) = data.split_first() else {
        return;
    };
    let transport = match choice & 3 {
        0 => StartupTransport::Plaintext,
        1 => StartupTransport::Negotiation,
        2 => StartupTransport::Ssl,
        _ => StartupTransport::SslWithCertificate,
    };
    let whole = hear(transport, bytes, bytes.len().max(1));
    let pieces = hear(transport, bytes, usize::from(choice >> 2) + 1);
    assert_eq!(whole, pieces);
    if bytes.starts_with(b"R\0\0\0\x08\0\0\0\0") {
        assert_eq!(whole.outcome, Outcome::AcceptedNoAuth);
    }
    if whole.outcome == Outcome::RefusedByHba {
        assert_eq!(whole.sqlstate.as_deref(), Some("28000"));
    }
    let _ = whole.outcome.text().english();
});
