//! Making certificates: a client CA, certificates for database users, revocation lists, and the
//! folder they are kept in.
//!
//! Private keys are written with mode 0600 from their first byte, never through a link, and never
//! over a file that is there unless that is asked for. Deliberately absent: judging certificates,
//! which `domain::certificate` does, and everything that is printed.

mod authority;
mod encoding;
mod files;
mod folder;

use std::path::PathBuf;

use thiserror::Error;

pub use authority::{Authority, IssuedCertificate, KeyType, ValidityPeriod};
pub use files::{stem, vacant, write};
pub use folder::{Folder, Index, IssuedEntry};

/// Why a certificate could not be made or kept. Never repeats a key.
#[derive(Debug, Error)]
pub enum IssuingError {
    /// Making a key, a certificate or a list failed.
    #[error("could not make it: {0}")]
    Making(String),
    /// A key that cannot be read, or of a kind whose signatures are not checked here.
    #[error(
        "ca.key has a passphrase, or is not an RSA key of 2048 bits or more, an EC key on P-256, P-384 or P-521, or an Ed25519 key"
    )]
    UnusableKey,
    /// A certificate and a key that do not belong together.
    #[error("ca.key is not the key of this certificate")]
    OtherKey,
    /// A server would not take what the CA makes, or that cannot be told.
    #[error("a server would not take what this CA makes, or that cannot be told: {0}")]
    Unverified(String),
    /// The PKCS#12 file could not be made.
    #[error("could not make the PKCS#12 file: {0}")]
    Pkcs12(String),
    /// The disk refused.
    #[error("`{}`: {error}", path.display())]
    Disk {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file that must not be overwritten.
    #[error("`{}` exists", path.display())]
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// A link where a file is to be written.
    #[error("`{}` is a link, and keys are not written through links", path.display())]
    Link {
        /// Which path.
        path: PathBuf,
    },
    /// A file of the folder that cannot be used.
    #[error("`{}` cannot be used: {why}", path.display())]
    Unusable {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// Another run works on the folder.
    #[error("another run is working on `{}`", path.display())]
    Locked {
        /// Which folder.
        path: PathBuf,
    },
}

impl IssuingError {
    #[expect(
        clippy::needless_pass_by_value,
        reason = "it turns errors into this one"
    )]
    fn unverified(why: impl ToString) -> Self {
        Self::Unverified(why.to_string())
    }
}

impl From<der::Error> for IssuingError {
    fn from(error: der::Error) -> Self {
        Self::Making(error.to_string())
    }
}

impl From<rcgen::Error> for IssuingError {
    fn from(error: rcgen::Error) -> Self {
        Self::Making(error.to_string())
    }
}
