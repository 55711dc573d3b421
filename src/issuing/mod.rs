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

use std::path::{Path, PathBuf};

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
    /// Making a key, a certificate or a list failed, or they do not belong together.
    Making(Text),
    /// A server would not take what the CA makes, or that cannot be told.
    Unverified(Text),
    /// The PKCS#12 file could not be made.
    Pkcs12(String),
    /// A file or folder that cannot be used.
    File {
        /// Its path.
        path: PathBuf,
        /// Why not.
        fault: FileFault,
    },
}

/// Why a file or folder cannot be used.
#[derive(Debug)]
pub enum FileFault {
    /// The disk refused.
    Disk(std::io::Error),
    /// It must not be overwritten.
    Exists,
    /// A link where a file is to be written.
    Link,
    /// It holds nothing that can be used.
    Unusable(Text),
    /// Another run works on the folder.
    Locked,
}

impl FileFault {
    /// The error of this file.
    pub fn of(self, path: &Path) -> IssuingError {
        IssuingError::File {
            path: path.to_owned(),
            fault: self,
        }
    }
}

impl IssuingError {
    fn making(what: Text) -> Self {
        Self::Making(text!("issuing-making", what = what))
    }

    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Making(what) => what.clone(),
            Self::Unverified(what) => text!("issuing-unverified", what = what),
            Self::Pkcs12(what) => text!("issuing-pkcs12", what = what),
            Self::File { path, fault } => match fault {
                FileFault::Disk(error) => text!("issuing-disk", path = path, error = error),
                FileFault::Exists => text!("issuing-exists", path = path),
                FileFault::Link => text!("issuing-link", path = path),
                FileFault::Unusable(why) => text!("issuing-unusable", path = path, why = why),
                FileFault::Locked => text!("issuing-locked", path = path),
            },
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
        Self::making(Text::reported(&error.to_string()))
    }
}

impl From<rcgen::Error> for IssuingError {
    fn from(error: rcgen::Error) -> Self {
        Self::making(Text::reported(&error.to_string()))
    }
}
