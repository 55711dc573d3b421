//! What an instance of the sandbox is started with, as a state document says it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::domain::acl::Acl;
use crate::domain::hba::Record;

/// The region of instances that name none.
pub(crate) const REGION: &str = "cn-hangzhou";

/// What stands behind an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Backing {
    /// Nothing: its port is closed.
    None,
    /// The front door in Rust.
    Embedded,
    /// A PostgreSQL server.
    Postgres,
}

/// One instance.
#[derive(Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct InstanceEntry {
    /// Id.
    pub(crate) id: String,
    /// Region.
    pub(crate) region: String,
    /// Name its owner gave it.
    pub(crate) description: String,
    /// Tags.
    pub(crate) tags: BTreeMap<String, String>,
    /// Engine.
    pub(crate) engine: String,
    /// `None` is the version of what stands behind it.
    pub(crate) engine_version: Option<String>,
    /// Minor engine version.
    pub(crate) kernel: String,
    /// Storage type.
    pub(crate) storage: String,
    /// Edition.
    pub(crate) category: String,
    /// Way of paying.
    pub(crate) pay_type: String,
    /// Maintenance window, `HH:MMZ-HH:MMZ`.
    pub(crate) maintenance_window: String,
    /// Lock.
    pub(crate) lock_mode: String,
    /// A status it stands still in.
    pub(crate) status: Option<String>,
    /// The primary of a replica.
    pub(crate) primary_id: Option<String>,
    /// Whether the pooler is on.
    pub(crate) pooler: bool,
    /// Whether a proxy stands in front.
    pub(crate) proxy: bool,
    /// Whitelist.
    pub(crate) whitelist: Vec<String>,
    /// Internal endpoint.
    pub(crate) host: String,
    /// Public endpoint.
    pub(crate) public_host: Option<String>,
    /// Accounts beside `app`.
    pub(crate) users: Vec<String>,
    /// SSL settings in force.
    pub(crate) ssl: SslEntry,
    /// `None` is the factory records.
    pub(crate) hba: Option<Vec<Record>>,
    /// Whether no records are listed yet.
    pub(crate) hba_untouched: bool,
    /// `None` is the choice made for the whole sandbox.
    pub(crate) database: Option<Backing>,
}

impl Default for InstanceEntry {
    fn default() -> Self {
        Self {
            id: String::new(),
            region: REGION.to_owned(),
            description: String::new(),
            tags: BTreeMap::new(),
            engine: "PostgreSQL".to_owned(),
            engine_version: None,
            kernel: "rds_20240530".to_owned(),
            storage: "cloud_essd".to_owned(),
            category: "HighAvailability".to_owned(),
            pay_type: "Postpaid".to_owned(),
            maintenance_window: "18:00Z-22:00Z".to_owned(),
            lock_mode: "Unlock".to_owned(),
            status: None,
            primary_id: None,
            pooler: false,
            proxy: false,
            whitelist: vec!["127.0.0.1".to_owned()],
            host: "localhost".to_owned(),
            public_host: None,
            users: Vec::new(),
            ssl: SslEntry::default(),
            hba: None,
            hba_untouched: false,
            database: None,
        }
    }
}

/// SSL settings in force at the start.
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SslEntry {
    pub(crate) enabled: bool,
    pub(crate) endpoint: Option<String>,
    /// The name in the certificate, when it is not the endpoint.
    pub(crate) certificate_host: Option<String>,
    pub(crate) expires: Option<DateTime<Utc>>,
    pub(crate) requires_update: bool,
    pub(crate) client_ca: Option<String>,
    pub(crate) crl: Option<String>,
    pub(crate) acl: Option<Acl>,
    pub(crate) replication_acl: Option<Acl>,
    pub(crate) last_modify_status: Option<LastStatus>,
    pub(crate) reason: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LastStatus {
    Success,
    Failed,
}
