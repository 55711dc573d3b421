//! The SSL settings and records of an instance, and how their changes ended.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use crate::domain::acl::Acl;
use crate::domain::hba::Record;
use crate::domain::ssl::{CaType, Pem};
use crate::sandbox::database::ServerIdentity;

/// How the last change of the SSL settings or the records ended.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum LastOutcome {
    /// There was none.
    #[default]
    Never,
    /// It landed.
    Success,
    /// It did not; the values before it stay.
    Failed(String),
}

impl LastOutcome {
    /// `LastModifyStatus`.
    ///
    /// Source: `DescribeDBInstanceSSL` and `DescribePGHbaConfig`; empty when SSL was never configured.
    pub(crate) const fn status(&self) -> &'static str {
        match self {
            Self::Never => "",
            Self::Success => "success",
            Self::Failed(_) => "failed",
        }
    }

    /// `ModifyStatusReason`.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Never | Self::Success => "",
            Self::Failed(reason) => reason,
        }
    }
}

/// The SSL settings in force, or those a change is about to put into force.
#[derive(Clone)]
pub(crate) struct SandboxSsl {
    /// The certificate in use; SSL is on when there is one.
    pub(crate) identity: Option<ServerIdentity>,
    /// Who made it.
    pub(crate) ca_type: CaType,
    /// The endpoint it is for.
    pub(crate) endpoint: String,
    /// When it was made.
    pub(crate) created: DateTime<Utc>,
    /// When it runs out.
    pub(crate) expires: DateTime<Utc>,
    /// Whether the service asks for a renewal.
    pub(crate) requires_update: bool,
    /// Client CA.
    pub(crate) client_ca: Option<Pem>,
    /// Revocation list.
    pub(crate) crl: Option<Pem>,
    /// ACL of ordinary connections.
    pub(crate) acl: Acl,
    /// ACL of replication connections.
    pub(crate) replication_acl: Acl,
}

impl SandboxSsl {
    /// SSL off, nothing set.
    pub(crate) fn off() -> Self {
        Self {
            identity: None,
            ca_type: CaType::Aliyun,
            endpoint: String::new(),
            created: DateTime::UNIX_EPOCH,
            expires: DateTime::UNIX_EPOCH,
            requires_update: false,
            client_ca: None,
            crl: None,
            acl: Acl::Prefer,
            replication_acl: Acl::Prefer,
        }
    }

    /// Whether SSL is on.
    pub(crate) const fn is_on(&self) -> bool {
        self.identity.is_some()
    }
}

/// One entry of the log of `pg_hba` changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogEntry {
    /// When it ended.
    pub(crate) modified: DateTime<Utc>,
    /// How it ended.
    pub(crate) outcome: LastOutcome,
    /// The records before.
    pub(crate) before: Vec<Record>,
    /// The records asked for.
    pub(crate) after: Vec<Record>,
}

/// The `pg_hba` side of an instance.
#[derive(Debug, Clone)]
pub(crate) struct Hba {
    /// The records in force, in order.
    pub(crate) running: Vec<Record>,
    /// Whether the describe call lists none, as before the first touch of a fresh instance.
    pub(crate) untouched: bool,
    /// When they were last changed.
    pub(crate) modified: DateTime<Utc>,
    /// How that ended.
    pub(crate) last: LastOutcome,
    /// Finished changes, oldest first.
    pub(crate) log: VecDeque<LogEntry>,
}
