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

use crate::domain::certificate::CertificateError;
use crate::text::{Text, text};

pub use authority::{Authority, IssuedCertificate, KeyType, ValidityPeriod};
pub use files::{stem, vacant, write};
pub use folder::{Folder, Index, IssuedEntry};

/// Why a certificate could not be made or kept. Never repeats a key.
#[derive(Debug, Error)]
#[error("{}", self.text().english())]
pub enum IssuingError {
    /// Making a key, a certificate or a list failed.
    Making(String),
    /// A key that cannot be read, or of a kind whose signatures are not checked here.
    UnusableKey,
    /// A certificate and a key that do not belong together.
    OtherKey,
    /// A server would not take what the CA makes, or that cannot be told.
    Unverified(Text),
    /// The PKCS#12 file could not be made.
    Pkcs12(String),
    /// The disk refused.
    Disk {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file that must not be overwritten.
    Exists {
        /// Which file.
        path: PathBuf,
    },
    /// A link where a file is to be written.
    Link {
        /// Which path.
        path: PathBuf,
    },
    /// A file of the folder that cannot be used.
    Unusable {
        /// Which file.
        path: PathBuf,
        /// Why.
        why: Text,
    },
    /// Another run works on the folder.
    Locked {
        /// Which folder.
        path: PathBuf,
    },
}

impl IssuingError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Making(what) => text!("issuing-making", what = what),
            Self::UnusableKey => text!("issuing-unusable-key"),
            Self::OtherKey => text!("issuing-other-key"),
            Self::Unverified(what) => text!("issuing-unverified", what = what),
            Self::Pkcs12(what) => text!("issuing-pkcs12", what = what),
            Self::Disk { path, error } => text!("issuing-disk", path = path, error = error),
            Self::Exists { path } => text!("issuing-exists", path = path),
            Self::Link { path } => text!("issuing-link", path = path),
            Self::Unusable { path, why } => text!("issuing-unusable", path = path, why = why),
            Self::Locked { path } => text!("issuing-locked", path = path),
        }
    }
}

impl From<CertificateError> for IssuingError {
    fn from(error: CertificateError) -> Self {
        Self::Unverified(error.text())
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
