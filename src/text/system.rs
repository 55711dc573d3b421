//! What the operating system and libraries say, as a sentence of the catalogues where it is a common one.

use std::io::{self, ErrorKind};
use std::path::{Display, Path, PathBuf};

use chrono::{DateTime, Utc};
use rustix::io::Errno;

use super::parsers::parsed;
use super::{Fact, Text};
use crate::text;

/// Without the number that the library adds.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the standard library adds kinds"
)]
impl From<&io::Error> for Text {
    fn from(error: &io::Error) -> Self {
        if error.raw_os_error().is_none() {
            return Self::reported(&error.to_string());
        }
        if error.raw_os_error() == Some(Errno::PERM.raw_os_error()) {
            return text!("system-not-permitted");
        }
        match error.kind() {
            ErrorKind::NotFound => text!("system-not-found"),
            ErrorKind::PermissionDenied => text!("system-permission-denied"),
            ErrorKind::AlreadyExists => text!("system-already-exists"),
            ErrorKind::IsADirectory => text!("system-is-a-directory"),
            ErrorKind::NotADirectory => text!("system-not-a-directory"),
            ErrorKind::StorageFull => text!("system-storage-full"),
            ErrorKind::ReadOnlyFilesystem => text!("system-read-only"),
            ErrorKind::ConnectionRefused => text!("system-connection-refused"),
            ErrorKind::ConnectionReset => text!("system-connection-reset"),
            ErrorKind::HostUnreachable => text!("system-host-unreachable"),
            ErrorKind::NetworkUnreachable => text!("system-network-unreachable"),
            ErrorKind::TimedOut => text!("system-timed-out"),
            ErrorKind::AddrInUse => text!("system-address-in-use"),
            ErrorKind::AddrNotAvailable => text!("system-address-not-available"),
            ErrorKind::BrokenPipe => text!("system-broken-pipe"),
            _ => Self::verbatim(without_number(&error.to_string())),
        }
    }
}

impl Text {
    /// What a library reported.
    pub fn reported(words: &str) -> Self {
        match words {
            "early eof" => text!("library-early-eof"),
            "unexpected end of file" => text!("library-end-of-file"),
            "stream did not contain valid UTF-8" => text!("library-not-utf8"),
            "operation timed out" => text!("library-timed-out"),
            "connection closed" => text!("library-closed"),
            _ => match words.split_once(": ") {
                Some(("failed to lookup address information", "Name or service not known")) => {
                    text!("library-unknown-host")
                }
                Some((
                    "failed to lookup address information",
                    "Temporary failure in name resolution",
                )) => text!("library-no-resolver"),
                Some(("invalid peer certificate", what)) => {
                    text!("library-peer-certificate", what = what)
                }
                Some(("received fatal alert", what)) => text!("library-alert", what = what),
                Some(_) | None => parsed(words).unwrap_or_else(|| Self::verbatim(words)),
            },
        }
    }
}

fn without_number(words: &str) -> &str {
    words
        .rsplit_once(" (os error ")
        .map_or(words, |(words, _)| words)
}

impl From<&serde_json::Error> for Text {
    fn from(error: &serde_json::Error) -> Self {
        Self::reported(&error.to_string())
    }
}

impl From<&serde_json::Error> for Fact {
    fn from(error: &serde_json::Error) -> Self {
        Self::Text(error.into())
    }
}

impl From<&io::Error> for Fact {
    fn from(error: &io::Error) -> Self {
        Self::Text(error.into())
    }
}

/// As RFC 3339 has it, with a blank for the T.
impl From<DateTime<Utc>> for Fact {
    fn from(time: DateTime<Utc>) -> Self {
        Self::Word(time.to_string())
    }
}

impl From<&DateTime<Utc>> for Fact {
    fn from(time: &DateTime<Utc>) -> Self {
        Self::Word(time.to_string())
    }
}

impl From<&Path> for Fact {
    fn from(path: &Path) -> Self {
        Self::Word(path.display().to_string())
    }
}

impl From<&PathBuf> for Fact {
    fn from(path: &PathBuf) -> Self {
        Self::Word(path.display().to_string())
    }
}

impl From<Display<'_>> for Fact {
    fn from(path: Display<'_>) -> Self {
        Self::Word(path.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    /// The messages are the words of the C library, so English output is as it was.
    #[test]
    fn english_is_what_the_system_says() {
        let mut known = 0;
        for code in 1..134 {
            let error = io::Error::from_raw_os_error(code);
            let text = Text::from(&error);
            assert_eq!(text, without_number(&error.to_string()), "{code}");
            known += usize::from(text.say(Language::Chinese) != text.english());
        }
        assert_eq!(known, 16);
    }
}
