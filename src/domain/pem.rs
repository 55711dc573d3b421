//! PEM text to blocks, strictly: a block that a server would pass over in silence is an error here.
//!
//! Only what the service gives back may have lost its line breaks ([`with_line_breaks`]).

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use thiserror::Error;

use super::characters::is_display_unsafe;
use crate::text::{Text, text};

/// Largest client CA or CRL file that is taken, in bytes.
pub const FILE_LIMIT: usize = 64 * 1024;

/// Largest chain that is read, in bytes: room for a system's whole CA bundle.
pub const CHAIN_LIMIT: usize = 1024 * 1024;

/// Label of a plain certificate.
pub const CERTIFICATE: &str = "CERTIFICATE";
/// Label of a revocation list.
pub const CRL: &str = "X509 CRL";

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";

/// Why a PEM text is not taken. The words never repeat what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().english())]
pub enum PemError {
    /// No text at all.
    Empty,
    /// More bytes than are taken.
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A private key, in any form, anywhere in the text.
    PrivateKey,
    /// DER bytes.
    Der,
    /// A byte order mark, behind which PostgreSQL does not see the first block.
    ByteOrderMark,
    /// No block of the wanted kind.
    NotPem,
    /// A PEM block that is cut off or whose base64 is broken.
    BadBlock {
        /// Place in the text, from 1.
        position: usize,
        /// What is wrong with it.
        reason: Text,
    },
    /// A PEM block of another kind.
    WrongBlock {
        /// Place in the text, from 1.
        position: usize,
        /// Its label.
        label: String,
        /// The label that is needed.
        expected: &'static str,
    },
}

impl PemError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Empty => text!("certificate-empty"),
            Self::TooLarge { size, limit } => {
                text!("certificate-too-large", size = size, limit = limit)
            }
            Self::PrivateKey => text!("certificate-private-key"),
            Self::Der => text!("certificate-der"),
            Self::ByteOrderMark => text!("certificate-byte-order-mark"),
            Self::NotPem => text!("certificate-not-pem"),
            Self::BadBlock { position, reason } => text!(
                "certificate-bad-block",
                position = position,
                reason = reason
            ),
            Self::WrongBlock {
                position,
                label,
                expected,
            } => text!(
                "certificate-wrong-block",
                position = position,
                label = label,
                expected = expected
            ),
        }
    }
}

/// One PEM block.
pub struct Block {
    /// Place in the text, from 1.
    pub position: usize,
    /// The words after `BEGIN`.
    pub label: String,
    /// The decoded bytes.
    pub der: Vec<u8>,
}

impl Block {
    /// Whether a server reads this block as one of this label.
    fn is(&self, label: &str) -> bool {
        self.label == label || (label == CERTIFICATE && self.label == "X509 CERTIFICATE")
    }

    /// The error for a block that does not belong where `expected` does.
    fn wrong(&self, expected: &'static str) -> PemError {
        let label = self.label.replace(is_display_unsafe, "?");
        PemError::WrongBlock {
            position: self.position,
            label: label.chars().take(40).collect(),
            expected,
        }
    }
}

/// The blocks of a file that is about to be sent away and holds nothing but this kind.
///
/// # Errors
/// `PrivateKey` before anything else, `WrongBlock`, and as [`blocks`].
pub fn only(text: &[u8], label: &'static str) -> Result<Vec<Block>, PemError> {
    if count(text, b"PRIVATE KEY") > 0 {
        return Err(PemError::PrivateKey);
    }
    let blocks = blocks(text, FILE_LIMIT)?;
    match blocks.iter().find(|block| !block.is(label)) {
        Some(other) => Err(other.wrong(label)),
        None => Ok(blocks),
    }
}

/// The certificates of a text in their order, at least one; the other blocks are left out.
///
/// # Errors
/// As [`blocks`]; `NotPem` without a certificate, and `WrongBlock` for one that only OpenSSL's own
/// tools read.
pub fn certificates(text: impl AsRef<[u8]>, limit: usize) -> Result<Vec<Block>, PemError> {
    let mut found = blocks(text.as_ref(), limit)?;
    if let Some(other) = found.iter().find(|block| block.is("TRUSTED CERTIFICATE")) {
        return Err(other.wrong(CERTIFICATE));
    }
    found.retain(|block| block.is(CERTIFICATE));
    if found.is_empty() {
        Err(PemError::NotPem)
    } else {
        Ok(found)
    }
}

/// Splits PEM text of at most `limit` bytes; never gives an empty list. Lines that OpenSSL reads in
/// another way are refused: marks that are not a line of their own, anything but base64 between them,
/// and a zero byte anywhere.
///
/// # Errors
/// [`PemError`], but for `PrivateKey` and `WrongBlock`.
pub fn blocks(text: &[u8], limit: usize) -> Result<Vec<Block>, PemError> {
    check_size(text.len(), limit)?;
    if text.trim_ascii().is_empty() {
        return Err(PemError::Empty);
    }
    if text.starts_with("\u{feff}".as_bytes()) {
        return Err(PemError::ByteOrderMark);
    }
    if count(text, BEGIN) == 0 {
        // A DER SEQUENCE, also after a lossy conversion to text.
        let binary = text.iter().any(|byte| !byte.is_ascii() || *byte == 0);
        let is_der = text.first() == Some(&0x30) && binary;
        return Err(if is_der {
            PemError::Der
        } else {
            PemError::NotPem
        });
    }
    let (mut blocks, mut open): (Vec<Block>, Option<Block>) = (Vec::new(), None);
    for line in text.split(|byte| *byte == b'\n') {
        let position = blocks.len() + 1;
        let bad = |reason| Err(PemError::BadBlock { position, reason });
        let line = line.trim_ascii_end();
        let mark = |word: &[u8]| line.strip_prefix(word)?.strip_suffix(b"-----");
        let marked = |word| count(line, word) > 0;
        if line.contains(&0) {
            return bad(text!("pem-zero"));
        }
        match &mut open {
            None if marked(BEGIN) => {
                let Some(label) = mark(BEGIN) else {
                    return bad(text!("pem-begin-misplaced"));
                };
                open = Some(Block {
                    position,
                    label: String::from_utf8_lossy(label).into_owned(),
                    der: Vec::new(),
                });
            }
            None => {}
            Some(block) if marked(END) => {
                if mark(END) != Some(block.label.as_bytes()) {
                    return bad(text!("pem-end"));
                }
                let Ok(der) = BASE64_STANDARD.decode(&block.der) else {
                    return bad(text!("pem-base64"));
                };
                block.der = der;
                blocks.extend(open.take());
            }
            Some(_) if line.is_empty() => return bad(text!("pem-empty-line")),
            Some(_) if marked(BEGIN) => return bad(text!("pem-cut")),
            Some(block) => {
                let is_base64 =
                    |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
                if !line.iter().all(is_base64) {
                    return bad(text!("pem-not-base64"));
                }
                block.der.extend_from_slice(line);
            }
        }
    }
    match open {
        None => Ok(blocks),
        Some(Block { position, .. }) => {
            let reason = text!("pem-cut");
            Err(PemError::BadBlock { position, reason })
        }
    }
}

/// The different blocks of PEM text, sorted, each its label and its bytes in base64: OpenSSL takes the CAs
/// or lists of a file in any order, and twice as well as once. `None` when it holds none or one that cannot be read.
pub fn canonical_blocks(text: &str) -> Option<BTreeSet<String>> {
    let blocks = blocks(text.as_bytes(), usize::MAX).ok()?;
    let block = |block: Block| {
        let label = if block.is(CERTIFICATE) {
            CERTIFICATE
        } else {
            &block.label
        };
        format!("{label} {}", BASE64_STANDARD.encode(block.der))
    };
    Some(blocks.into_iter().map(block).collect())
}

/// The blocks of a text that was passed on without its line breaks (left out, as blanks, as `\n` in two
/// characters), written as OpenSSL reads them. `None` when it holds none or one that cannot be read.
pub fn with_line_breaks(text: &str) -> Option<String> {
    // What is left of an escaped line break is a letter behind a backslash.
    let escaped = text.split('\\').enumerate();
    let text: String = escaped
        .map(|(at, part)| match at {
            0 => part,
            _ => part.strip_prefix(['n', 'r', 't']).unwrap_or(part),
        })
        .collect();
    let (mut written, mut rest) = (String::new(), text.as_str());
    // A dash or a line that is lost leaves a block that nobody knows.
    let is_cut = |text: &str| text.contains("-----");
    while let Some((before, block)) = rest.split_once("-----BEGIN ") {
        if is_cut(before) {
            return None;
        }
        let (label, block) = block.split_once("-----")?;
        let (body, after) = block.split_once("-----END ")?;
        rest = after.strip_prefix(label)?.strip_prefix("-----")?;
        let base64: String = body.split_whitespace().collect();
        written += &encode(label, &BASE64_STANDARD.decode(base64).ok()?);
    }
    (!written.is_empty() && !is_cut(rest)).then_some(written)
}

/// Writes one PEM block, lines of 64 characters, with a last line end.
pub fn encode(label: &str, der: &[u8]) -> String {
    let base64 = BASE64_STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----");
    for (index, c) in base64.chars().enumerate() {
        if index % 64 == 0 {
            text.push('\n');
        }
        text.push(c);
    }
    text + &format!("\n-----END {label}-----\n")
}

/// A text that fits into one file.
///
/// # Errors
/// `TooLarge`.
pub fn fitting(text: String) -> Result<String, PemError> {
    check_size(text.len(), FILE_LIMIT).map(|()| text)
}

fn check_size(size: usize, limit: usize) -> Result<(), PemError> {
    if size > limit {
        return Err(PemError::TooLarge { size, limit });
    }
    Ok(())
}

fn count(text: &[u8], word: &[u8]) -> usize {
    let windows = text.windows(word.len());
    windows.filter(|window| *window == word).count()
}
