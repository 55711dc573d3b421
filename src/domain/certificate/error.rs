//! What can be wrong with a certificate or revocation list file.

use chrono::{DateTime, Utc};
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
    /// A certificate that cannot sign others.
    #[error("`{subject}` is not a CA certificate (no CA:TRUE)")]
    NotCa {
        /// Its subject.
        subject: String,
    },
    /// A CA whose key usage leaves out signing certificates.
    #[error("the key usage of `{subject}` does not allow it to sign certificates")]
    NoCertSign {
        /// Its subject.
        subject: String,
    },
    /// The validity is over.
    #[error("`{subject}` expired on {not_after}")]
    Expired {
        /// Its subject.
        subject: String,
        /// End of validity.
        not_after: DateTime<Utc>,
    },
    /// The validity has not begun.
    #[error("`{subject}` is not valid before {not_before}")]
    NotYetValid {
        /// Its subject.
        subject: String,
        /// Start of validity.
        not_before: DateTime<Utc>,
    },
    /// A revocation list by someone who is not among the client CAs.
    #[error("the revocation list of `{issuer}` is by none of the client CAs")]
    CrlForeign {
        /// Its issuer.
        issuer: String,
    },
    /// A revocation list whose signature the named CA's key did not make.
    #[error("the signature of the revocation list of `{issuer}` was not made by that CA's key")]
    CrlSignature {
        /// Its issuer.
        issuer: String,
    },
    /// A revocation list that is out of date; a server that has it refuses every client.
    #[error(
        "the revocation list of `{issuer}` was due for renewal on {next_update}: a server that has it refuses every client certificate"
    )]
    CrlExpired {
        /// Its issuer.
        issuer: String,
        /// When the next one was promised.
        next_update: DateTime<Utc>,
    },
    /// A revocation list from the future.
    #[error("the revocation list of `{issuer}` is not valid before {this_update}")]
    CrlNotYetValid {
        /// Its issuer.
        issuer: String,
        /// When it was issued, by its own account.
        this_update: DateTime<Utc>,
    },
    /// A revocation list that is older than the one of the same CA that is installed.
    #[error(
        "the revocation list of `{issuer}` goes back: {offered}, and {installed} is installed; what was revoked since would be let in again"
    )]
    CrlOlder {
        /// Its issuer.
        issuer: String,
        /// Number or date of the installed one.
        installed: String,
        /// Number or date of this one.
        offered: String,
    },
    /// A certificate of a chain that is not followed by the one that signed it.
    #[error(
        "certificate {position} (`{subject}`) is not followed by the one that signed it; the order is leaf, intermediates, root"
    )]
    ChainOrder {
        /// Place in the text, from 1.
        position: usize,
        /// Its subject.
        subject: String,
    },
    /// A key or signature that OpenSSL 3 refuses.
    #[error("`{subject}` is too weak: {what}, which OpenSSL 3 refuses")]
    Weak {
        /// Its subject.
        subject: String,
        /// What is weak.
        what: String,
    },
    /// A certificate whose extended key usage leaves out what it is for.
    #[error("the extended key usage of `{subject}` does not allow {purpose}")]
    Purpose {
        /// Its subject.
        subject: String,
        /// What it would be used for.
        purpose: &'static str,
    },
}
