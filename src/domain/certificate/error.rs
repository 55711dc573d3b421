//! What can be wrong with a certificate or revocation list file, and why a certificate is refused.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::domain::pem::PemError;
use crate::text::{Text, text};

/// Why a certificate or revocation list text is not taken.
///
/// The words name the certificate and the fault; they never repeat what the file holds.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.text().english())]
pub enum CertificateError {
    /// A text that is no PEM, or other PEM than is needed.
    Pem(#[from] PemError),
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
            Self::Pem(error) => error.text(),
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
