//! What can be wrong with a certificate or revocation list file.

use thiserror::Error;

/// Why a certificate or revocation list text is not taken.
///
/// The words name the certificate and the fault; they never repeat what the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// No text at all.
    #[error("the file is empty")]
    Empty,
    /// More bytes than are taken.
    #[error("the file has {size} bytes, more than the limit of {limit} bytes")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A private key, in any form, anywhere in the text.
    #[error("the file holds a private key, which must not leave your hands; nothing was sent")]
    PrivateKey,
    /// DER bytes.
    #[error(
        "the file is DER, and PEM is needed: `openssl x509 -inform der -in FILE` converts it (`openssl crl` for a revocation list)"
    )]
    Der,
    /// A byte order mark, behind which PostgreSQL does not see the first block.
    #[error("the file starts with a byte order mark; save it as plain ASCII or UTF-8 without one")]
    ByteOrderMark,
    /// No block of the wanted kind.
    #[error("the file has no PEM block of the kind that is needed")]
    NotPem,
    /// A PEM block that is cut off or whose base64 is broken.
    #[error("PEM block {position} cannot be read: {reason}")]
    BadBlock {
        /// Place in the text, from 1.
        position: usize,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A PEM block of another kind.
    #[error("PEM block {position} is a `{label}`, and only `{expected}` belongs here")]
    WrongBlock {
        /// Place in the text, from 1.
        position: usize,
        /// Its label.
        label: String,
        /// The label that is needed.
        expected: &'static str,
    },
    /// The bytes are not X.509.
    #[error("PEM block {position} is not a readable X.509 certificate or revocation list")]
    Unreadable {
        /// Place in the text, from 1.
        position: usize,
    },
    /// A file that can be read and that servers would not take; says which part and why.
    #[error("{0}")]
    Unfit(String),
}
