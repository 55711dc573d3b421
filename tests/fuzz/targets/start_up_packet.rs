//! The first packet that a client sends to the embedded endpoint.
#![no_main]

use forcessl::sandbox::database::embedded::packet::{FirstPacket, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|packet: &[u8]| {
    for major in 11..=18 {
        match read(packet, major) {
            Ok(FirstPacket::StartUp(start_up)) => {
                // 63 bytes, each of which may have become a replacement character of three.
                assert!(!start_up.user.is_empty() && start_up.user.len() <= 3 * 63);
                assert!(!start_up.database.is_empty() && start_up.database.len() <= 3 * 63);
            }
            Ok(FirstPacket::Ssl | FirstPacket::Gss | FirstPacket::Silence) => {}
            Err(refusal) => {
                let bytes = refusal.encode();
                assert!(bytes.starts_with(b"E") && bytes.ends_with(b"\0\0"));
                let length = u32::from_be_bytes(bytes[1..5].try_into().unwrap());
                assert_eq!(bytes.len(), length as usize + 1);
            }
        }
    }
});
