//! What can be wrong with a certificate or revocation list file, and why a certificate is refused.

use crate::text::{Text, text};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a certificate or revocation list text is not taken.
///
/// The words name the certificate and the fault; they never repeat what the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().english())]
pub enum CertificateError {
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
    /// The bytes are not X.509.
    Unreadable {
        /// Place in the text, from 1.
        position: usize,
    },
    /// A file that can be read and that servers would not take; says which part and why.
    Unfit(Text),
}

impl CertificateError {
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
            Self::Unreadable { position } => text!("certificate-unreadable", position = position),
            Self::Unfit(what) => what.clone(),
        }
    }
}

/// Why a certificate is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Stable id, such as `expired`.
    pub id: String,
    /// What and why.
    pub message: Text,
}

impl Reason {
    pub(super) fn new(id: &str, message: Text) -> Self {
        let id = id.to_owned();
        Self { id, message }
    }
}
