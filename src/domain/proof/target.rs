//! Which endpoints and logins are asked about, and what one endpoint told.

use core::fmt;
use core::net::IpAddr;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Outcome, ProbeReport, Proof, Transports};
use crate::domain::hba::{Connection, Encryption, Family, Replication};
use crate::domain::instance::{Endpoint, Instance, InstanceId};
use crate::text::{Text, text};

/// What an endpoint is to its instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ProbeEndpointKind {
    /// Named by its host and port; what it belongs to is not known.
    Named,
    /// Inside the VPC or the classic network.
    Internal,
    /// On the internet.
    Public,
    /// The pooler in front of the server, on a port of its own.
    Pooler,
    /// A proxy of the service that splits reads and writes.
    ReadWriteSplitting,
}

impl ProbeEndpointKind {
    /// One stable word for machines.
    pub fn word(self) -> &'static str {
        self.into()
    }

    /// Whether it can prove that SSL gets in where plaintext does not: read/write splitting has no SSL, and may let
    /// plaintext in.
    pub const fn can_prove(self) -> bool {
        !matches!(self, Self::ReadWriteSplitting)
    }

    /// Whether it stands in front of the server, so that its refusals do not tell why.
    pub const fn is_in_front(self) -> bool {
        matches!(self, Self::Pooler | Self::ReadWriteSplitting)
    }
}

/// A part of an instance that takes connections and was not tried, since the API does not say clearly where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unprobed {
    /// The instance.
    pub instance: InstanceId,
    /// What is not known, for people.
    pub why: Text,
}

/// What of an instance cannot be tried; `None` is an instance that could not be read.
pub fn unprobed(
    id: &InstanceId,
    instance: Option<&Instance>,
    endpoints: &[Endpoint],
) -> Vec<Unprobed> {
    let garbled = endpoints.iter().filter(|one| !one.garbled.is_empty());
    let garbled = garbled.map(|one| text!("unprobed-port", port = &one.host));
    let is_pooled =
        |one: &Instance| one.pooler == Some(true) || one.garbled.contains(&"PGBouncerEnabled");
    let has_port = endpoints.iter().any(|one| one.pooler_port.is_some());
    let rest = match instance {
        None => Some(text!("unprobed-instance")),
        Some(one) if is_pooled(one) && !has_port => {
            Some(text!("unprobed-port", port = "PgBouncer"))
        }
        Some(_) => None,
    };
    let of = |why| Unprobed {
        instance: id.clone(),
        why,
    };
    garbled.chain(rest).map(of).collect()
}

/// Where connections are made to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProbeEndpoint {
    /// Host name or address, as it was given.
    pub host: String,
    /// Port.
    pub port: u16,
    /// What it is.
    pub kind: ProbeEndpointKind,
    /// Whose endpoint it is; `None` when it was named by its host.
    pub instance: Option<InstanceId>,
    /// The major version of the server behind it, where the API told.
    pub server_major: Option<u16>,
}

impl ProbeEndpoint {
    /// An endpoint that was named by host and port.
    pub const fn named(host: String, port: u16) -> Self {
        Self {
            host,
            port,
            kind: ProbeEndpointKind::Named,
            instance: None,
            server_major: None,
        }
    }
}

/// Whom attempts log in as.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct ProbeLogin {
    /// User; need not exist.
    pub user: String,
    /// Database; need not exist, not used when `replication`.
    pub database: String,
    /// Physical replication.
    pub replication: bool,
}

impl ProbeLogin {
    /// The connection that this login is, from an address.
    pub(in crate::domain) fn connection(
        &self,
        address: IpAddr,
        encryption: Encryption,
    ) -> Connection {
        Connection {
            encryption,
            user: self.user.clone(),
            database: self.database.clone(),
            address,
            replication: if self.replication {
                Replication::Physical
            } else {
                Replication::No
            },
        }
    }
}

crate::text::words!(ProbeLogin);

impl fmt::Display for ProbeLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { user, database, .. } = self;
        if self.replication {
            write!(f, "{user} (replication)")
        } else {
            write!(f, "{user}@{database}")
        }
    }
}

/// Where a login comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginOrigin {
    /// It was named, or is the one of every run: it has to be conclusive.
    Named,
    /// A record is for it: it may not get in from here, and only shows a server that does not follow its records.
    Records,
}

/// Logins of records that are tried beside those that are named.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Witnesses {
    /// In the order of the records.
    pub logins: Vec<ProbeLogin>,
    /// How many more there are, past the bound.
    pub left_out: usize,
}

/// How many logins of records were tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WitnessCount {
    /// How many were tried.
    pub tried: usize,
    /// How many of them were let in without SSL.
    pub accepted: usize,
    /// How many were not tried, past the bound.
    pub left_out: usize,
}

impl WitnessCount {
    /// Counts each login once; `None` where there is none beside those that were named.
    pub fn of(reports: &[ProbeReport], left_out: usize) -> Option<Self> {
        let of_records = |one: &&ProbeReport| one.origin == LoginOrigin::Records;
        let distinct = |keep: &dyn Fn(&ProbeReport) -> bool| {
            let kept = reports.iter().filter(of_records).filter(|one| keep(one));
            kept.map(ProbeReport::login).collect::<BTreeSet<_>>().len()
        };
        let tried = distinct(&|_| true);
        (tried > 0).then(|| Self {
            tried,
            accepted: distinct(&ProbeReport::is_refuted),
            left_out,
        })
    }
}

/// A database account of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseAccount {
    /// The user name.
    pub name: String,
    /// Whether it may replicate; `None` when the API did not say.
    pub replication: Option<bool>,
    /// The databases it has privileges on.
    pub databases: Vec<String>,
}

/// The logins of accounts: each user with each of its databases, or with `databases` when none is
/// told; with `replication`, and for accounts that may replicate, as a replication client too.
pub fn logins_from(
    accounts: &[DatabaseAccount],
    databases: &[String],
    replication: bool,
) -> Vec<ProbeLogin> {
    let mut logins = Vec::new();
    for account in accounts {
        let own = if account.databases.is_empty() {
            databases
        } else {
            &account.databases
        };
        for database in own {
            logins.push(ProbeLogin {
                user: account.name.clone(),
                database: database.clone(),
                replication: false,
            });
        }
        if replication || account.replication == Some(true) {
            logins.push(ProbeLogin {
                user: account.name.clone(),
                database: String::new(),
                replication: true,
            });
        }
    }
    logins
}

/// What one endpoint told over one family of addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetReport {
    /// The endpoint.
    pub place: ProbeEndpoint,
    /// The family; `None` when the name did not resolve.
    pub family: Option<Family>,
    /// One report a login, in the order they were asked; only the first when nobody answered.
    pub logins: Vec<ProbeReport>,
    /// Logins that were not asked about, since nobody answered.
    pub not_asked: Vec<ProbeLogin>,
    /// How many logins of records were not tried, past the bound.
    pub left_out: usize,
    /// What was asked about the transport.
    pub transports: Transports,
}

impl TargetReport {
    /// Whether no attempt reached a server.
    pub fn unreachable(&self) -> bool {
        self.logins.iter().all(ProbeReport::unreachable)
    }
}

/// The reports that leave something to prove.
///
/// Left out are, beside the proven ones and those about logins of records, which can only refute, those about a family of addresses that another family of
/// the same endpoint and login answers for: one that cannot be reached, and one that `pg_hba` shuts
/// both ways, so that nobody gets in from there.
pub fn unproven(reports: &[ProbeReport]) -> Vec<&ProbeReport> {
    reports
        .iter()
        .filter(|report| match report.proof() {
            Proof::Proven(_) => false,
            Proof::Refuted(_) => true,
            Proof::NotProven(_) if !report.place.kind.can_prove() => false,
            Proof::NotProven(_) if !report.counts() => false,
            Proof::NotProven(_) => {
                let answered_for = || {
                    reports.iter().any(|other| {
                        other.place == report.place
                            && other.login() == report.login()
                            && matches!(other.proof(), Proof::Proven(_))
                    })
                };
                !((report.unreachable() || report.shut()) && answered_for())
            }
        })
        .collect()
}

impl ProbeReport {
    /// Whether plaintext was let in.
    pub fn is_refuted(&self) -> bool {
        matches!(self.proof(), Proof::Refuted(_))
    }

    /// Whether its answer counts: a login of records may get in from elsewhere only, and can but refute.
    pub fn counts(&self) -> bool {
        self.origin == LoginOrigin::Named || self.is_refuted()
    }

    /// Whether `pg_hba` refuses this login both ways.
    pub fn shut(&self) -> bool {
        self.runs.len() > 1
            && self
                .runs
                .iter()
                .all(|run| run.outcome == Outcome::RefusedByHba)
            && self.ended_in_front() != Some(true)
    }
}
