//! PEM text to blocks, strictly: a block that a server would pass over in silence is an error here.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use x509_parser::error::PEMError;
use x509_parser::pem::Pem;

use super::error::CertificateError;
use super::fields::sanitise;
use crate::text;
use crate::text::Text;

/// Largest client CA or CRL file that is taken, in bytes.
pub const FILE_LIMIT: usize = 64 * 1024;

/// Largest text `parse_chain` reads, in bytes: room for a system's whole CA bundle.
pub(super) const CHAIN_LIMIT: usize = 1024 * 1024;

/// Label of a plain certificate.
pub(super) const CERTIFICATE: &str = "CERTIFICATE";
/// Label of a revocation list.
pub(super) const CRL: &str = "X509 CRL";

/// One PEM block.
pub(super) struct Block {
    /// Place in the text, from 1.
    pub(super) position: usize,
    /// The words after `BEGIN`.
    pub(super) label: String,
    /// The decoded bytes.
    pub(super) der: Vec<u8>,
}

impl Block {
    /// Whether a server reads this block as one of this label.
    fn is(&self, label: &str) -> bool {
        self.label == label || (label == CERTIFICATE && self.label == "X509 CERTIFICATE")
    }

    /// The error for a block that does not belong where `expected` does.
    fn wrong(&self, expected: &'static str) -> CertificateError {
        CertificateError::WrongBlock {
            position: self.position,
            label: sanitise(&self.label).chars().take(40).collect(),
            expected,
        }
    }
}

/// The blocks of a file that is about to be sent away and holds nothing but this kind.
///
/// # Errors
/// `PrivateKey` before anything else, `WrongBlock`, and as [`blocks`].
pub(super) fn only(text: &[u8], label: &'static str) -> Result<Vec<Block>, CertificateError> {
    if count(text, b"PRIVATE KEY") > 0 {
        return Err(CertificateError::PrivateKey);
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
pub(super) fn certificates(text: &str, limit: usize) -> Result<Vec<Block>, CertificateError> {
    let mut found = blocks(text.as_bytes(), limit)?;
    if let Some(other) = found.iter().find(|block| block.is("TRUSTED CERTIFICATE")) {
        return Err(other.wrong(CERTIFICATE));
    }
    found.retain(|block| block.is(CERTIFICATE));
    if found.is_empty() {
        Err(CertificateError::NotPem)
    } else {
        Ok(found)
    }
}

/// Splits PEM text of at most `limit` bytes; never gives an empty list.
pub(super) fn blocks(text: &[u8], limit: usize) -> Result<Vec<Block>, CertificateError> {
    if text.len() > limit {
        return Err(CertificateError::TooLarge {
            size: text.len(),
            limit,
        });
    }
    if text.trim_ascii().is_empty() {
        return Err(CertificateError::Empty);
    }
    if text.starts_with("\u{feff}".as_bytes()) {
        return Err(CertificateError::ByteOrderMark);
    }
    let marks = count(text, b"-----BEGIN ");
    if marks == 0 {
        return Err(if looks_like_der(text) {
            CertificateError::Der
        } else {
            CertificateError::NotPem
        });
    }
    check_lines(text)?;
    let mut blocks = Vec::new();
    for (pem, position) in Pem::iter_from_buffer(text).zip(1..) {
        let pem = pem.map_err(|error| CertificateError::BadBlock {
            position,
            reason: reason(&error),
        })?;
        blocks.push(Block {
            position,
            label: pem.label,
            der: pem.contents,
        });
    }
    Ok(blocks)
}

/// Refuses lines that OpenSSL does not read as the reader here does: marks that are not a line of their
/// own, anything but base64 between them, and a zero byte anywhere.
fn check_lines(text: &[u8]) -> Result<(), CertificateError> {
    let mut open: Option<&[u8]> = None;
    let mut position = 1;
    for line in text.split(|byte| *byte == b'\n') {
        let bad = |reason| Err(CertificateError::BadBlock { position, reason });
        let line = line.trim_ascii_end();
        let mark = |word: &[u8]| line.strip_prefix(word)?.strip_suffix(b"-----");
        let marked = |word| count(line, word) > 0;
        if line.contains(&0) {
            return bad(text!("pem-zero"));
        }
        match open {
            None if marked(b"-----BEGIN ") => match mark(b"-----BEGIN ") {
                Some(label) => open = Some(label),
                None => return bad(text!("pem-begin-misplaced")),
            },
            None => {}
            Some(label) if marked(b"-----END ") => {
                if mark(b"-----END ") != Some(label) {
                    return bad(text!("pem-end"));
                }
                open = None;
                position += 1;
            }
            Some(_) if line.is_empty() => return bad(text!("pem-empty-line")),
            Some(_) if marked(b"-----BEGIN ") => {
                return bad(text!("pem-cut"));
            }
            Some(_) => {
                let is_base64 =
                    |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
                if !line.iter().all(is_base64) {
                    return bad(text!("pem-not-base64"));
                }
            }
        }
    }
    Ok(())
}

/// The blocks of PEM text, each its label and its bytes in base64; `None` when it holds none or one
/// that cannot be read.
pub fn pem_blocks(text: &str) -> Option<Vec<String>> {
    let blocks = blocks(text.as_bytes(), usize::MAX).ok()?;
    let block = |block: Block| format!("{} {}", block.label, BASE64_STANDARD.encode(block.der));
    Some(blocks.into_iter().map(block).collect())
}

/// Writes one PEM block, lines of 64 characters, with a last line end.
pub(super) fn encode(label: &str, der: &[u8]) -> String {
    let base64 = BASE64_STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, c) in base64.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(c);
    }
    text + &format!("\n-----END {label}-----\n")
}

fn count(text: &[u8], word: &[u8]) -> usize {
    text.windows(word.len())
        .filter(|window| *window == word)
        .count()
}

/// A DER SEQUENCE, also after a lossy conversion to text.
fn looks_like_der(text: &[u8]) -> bool {
    text.first() == Some(&0x30) && text.iter().any(|byte| !byte.is_ascii() || *byte == 0)
}

fn reason(error: &PEMError) -> Text {
    match error {
        PEMError::Base64DecodeError => text!("pem-base64"),
        PEMError::IncompletePEM => text!("pem-cut"),
        PEMError::InvalidHeader | PEMError::MissingHeader => text!("pem-begin"),
        PEMError::IOError(_) => text!("pem-not-text"),
    }
}
