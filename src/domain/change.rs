//! One write to an instance: the SSL settings, or all pg_hba records.

use serde::{Deserialize, Serialize};

use super::hba::Record;
use super::ssl::SslChange;

/// One write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// One ModifyDBInstanceSSL call.
    Ssl(SslChange),
    /// One ModifyPGHbaConfig call that replaces the whole set.
    Hba {
        /// The records the plan was made on.
        before: Vec<Record>,
        /// The records to write.
        after: Vec<Record>,
    },
}
