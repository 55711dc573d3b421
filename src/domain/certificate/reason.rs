//! One reason why a certificate is refused.

use crate::text::Text;
use serde::{Deserialize, Serialize};

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
        Self {
            id: id.to_owned(),
            message,
        }
    }
}
