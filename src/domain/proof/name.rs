//! Whether a server compares the name in a client certificate with the user.

use serde::{Deserialize, Serialize};

/// What is known about the name in a client certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameCheck {
    /// A certificate with another name was refused: the name has to be the user.
    Checked,
    /// Not told: servers that ask for a password compare the name after it.
    NotTold,
}
