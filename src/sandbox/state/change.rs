//! A change that was accepted and has not landed.

use chrono::{DateTime, Utc};

use super::settings::SandboxSsl;
use crate::domain::hba::Record;

/// What a change puts into force.
#[derive(Clone)]
pub(crate) enum NewSettings {
    /// These SSL settings.
    Ssl(Box<SandboxSsl>),
    /// These `pg_hba` records.
    Hba(Vec<Record>),
}

impl NewSettings {
    /// `DBInstanceStatus` while it runs.
    ///
    /// Source: `SSL_MODIFYING` is real though missing in the vendor's table. For `pg_hba` the console shows "Maintaining Instance" and the API's string is unknown:
    /// `MAINTAINING` is a guess, and any client must take every unknown status as busy.
    pub(crate) const fn status(&self) -> &'static str {
        match self {
            Self::Ssl(_) => "SSL_MODIFYING",
            Self::Hba(_) => "MAINTAINING",
        }
    }

    /// The action that asks for it.
    pub(crate) const fn action(&self) -> &'static str {
        match self {
            Self::Ssl(_) => "ModifyDBInstanceSSL",
            Self::Hba(_) => "ModifyPGHbaConfig",
        }
    }
}

/// A change that is running.
#[derive(Clone)]
pub(crate) struct RunningChange {
    /// Its number, unique in this sandbox.
    pub(crate) number: u64,
    /// When the write was accepted.
    pub(crate) accepted: DateTime<Utc>,
    /// From when on the status and `LastModifyStatus` show it.
    pub(crate) shows: DateTime<Utc>,
    /// What it puts into force.
    pub(crate) target: NewSettings,
    /// Whether the database restarts, which ends open sessions.
    pub(crate) restart: bool,
    /// Why it is going to fail, when a fault says so.
    pub(crate) failure: Option<String>,
}
