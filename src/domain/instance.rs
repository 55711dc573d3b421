//! What an instance is: identity, engine, status, role and endpoints, as one look found them.
//!
//! Every value is parsed once and valid ever after. A field the API left out is `None`, which
//! means "not known" and never "no".

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::{Text, text};

/// An id, region or mode that cannot be one: the sentence says what was given and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.english())]
pub struct Malformed(pub Text);

/// What every id is that the API carries as text: checked when it is made, shown as it is.
macro_rules! checked_text {
    ($name:ident, $valid:expr, $malformed:expr) => {
        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Malformed;

            fn from_str(text: &str) -> Result<Self, Malformed> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) && text.chars().all(is_id_character) {
                    Ok(Self(text.to_owned()))
                } else {
                    let malformed: fn(&str) -> Text = $malformed;
                    Err(Malformed(malformed(text)))
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = Malformed;
            fn try_from(text: String) -> Result<Self, Malformed> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        crate::text::words!($name);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

const fn is_id_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// The id of an RDS instance, such as `pgm-bp1s1e3w5n3a`.
///
/// Shape: 3 to 64 letters, digits, `-` or `_`, starting with a letter.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct InstanceId(String);

checked_text!(
    InstanceId,
    |text| (3..=64).contains(&text.len()) && text.starts_with(|c: char| c.is_ascii_alphabetic()),
    |text| text!("malformed-instance-id", text = text)
);

/// A region id, such as `cn-hangzhou`; it becomes part of a host name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Region(String);

checked_text!(Region, |text| (1..=63).contains(&text.len()), |text| text!(
    "malformed-region",
    text = text
));

/// The id the API gives every answer; support asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RequestId(pub String);

crate::text::words!(RequestId);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// What `DBInstanceStatus` says.
///
/// The vendor's table of statuses is incomplete (`SSL_MODIFYING` is not in it), so everything
/// that is not `Running` and does not end an instance is busy, its text kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// `Running`: the only status that accepts writes.
    Running,
    /// Any other status, known or not: wait.
    Busy(String),
    /// `Deleting` or `Released`: the instance will not come back.
    Gone(String),
}

impl Status {
    /// Reads the API's text, without regard to case.
    pub fn parse(text: &str) -> Self {
        let text = text.trim();
        if text.eq_ignore_ascii_case("running") {
            Self::Running
        } else if text.eq_ignore_ascii_case("deleting") || text.eq_ignore_ascii_case("released") {
            Self::Gone(text.to_owned())
        } else {
            Self::Busy(text.to_owned())
        }
    }

    /// The text to show.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Running => "Running",
            Self::Busy(text) | Self::Gone(text) => text,
        }
    }
}

/// The PostgreSQL version, such as `15.0`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineVersion {
    /// The text of the API.
    pub text: String,
    /// The major version: `15` of `15.0`; `None` when the text does not start with a number.
    pub major: Option<u16>,
}

impl EngineVersion {
    /// Reads `15.0`, `15` or `9.4`.
    pub fn parse(text: &str) -> Self {
        let digits: String = text
            .trim()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        Self {
            text: text.trim().to_owned(),
            major: digits.parse().ok(),
        }
    }
}

/// What the instance is to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Role {
    /// A primary (also guard and temporary instances, which stand alone).
    Primary,
    /// A read-only instance of that primary.
    Replica(Option<InstanceId>),
    /// The answer says neither.
    NotTold,
}

/// One instance as DescribeDBInstanceAttribute or DescribeDBInstances tells it.
///
/// Source: rows `DBInstanceAttribute[]` and `DBInstance[]` of the API, version 2014-08-15.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// Its id.
    pub id: InstanceId,
    /// The region it lives in.
    pub region: Option<Region>,
    /// The name its owner gave it; empty when none.
    pub description: String,
    /// `PostgreSQL`, `MySQL`, …
    pub engine: Option<String>,
    /// Engine version.
    pub engine_version: Option<EngineVersion>,
    /// Minor engine version, such as `rds_20230530`; only the attribute call tells it.
    pub kernel: Option<String>,
    /// Status at the look.
    pub status: Status,
    /// `LockMode`; anything but `Unlock` refuses writes.
    pub lock_mode: Option<String>,
    /// `DBInstanceStorageType`, such as `cloud_essd` or `local_ssd`.
    pub storage: Option<String>,
    /// `Category`, such as `HighAvailability` or `Serverless_basic`.
    pub category: Option<String>,
    /// `PayType`; `SERVERLESS` tells a serverless instance too.
    pub pay_type: Option<String>,
    /// Primary or replica.
    pub role: Role,
    /// Replicas that the API names for this primary; `None` when it did not say whether there are any.
    pub replicas: Option<Vec<InstanceId>>,
    /// Whether the built-in pooler (PgBouncer) is on.
    pub pooler: Option<bool>,
    /// Members of the answer that are there and could not be understood, by their names.
    pub garbled: Vec<&'static str>,
    /// Whether Babelfish is on, which opens a port with a protocol of its own.
    pub babelfish: Option<bool>,
    /// Disaster recovery, standby and temporary instances of this one, in other regions too.
    pub companions: Vec<InstanceId>,
    /// Maintenance window, `HH:MMZ-HH:MMZ`.
    pub maintenance_window: Option<String>,
}

impl Instance {
    /// Whether the engine is PostgreSQL; `None` when the API did not say.
    pub fn is_postgresql(&self) -> Option<bool> {
        self.engine
            .as_deref()
            .map(|engine| engine.eq_ignore_ascii_case("postgresql"))
    }

    /// Whether it is serverless; `None` when neither the category nor the pay type is known.
    pub fn is_serverless(&self) -> Option<bool> {
        let said = |text: &Option<String>| {
            text.as_ref()
                .map(|t| t.to_ascii_lowercase().contains("serverless"))
        };
        match (said(&self.category), said(&self.pay_type)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (None, None) => None,
            _ => Some(false),
        }
    }

    /// Whether it is locked; `None` when the API did not say.
    pub fn is_locked(&self) -> Option<bool> {
        self.lock_mode
            .as_deref()
            .map(|mode| !mode.eq_ignore_ascii_case("unlock"))
    }

    /// The major version of PostgreSQL.
    pub fn major(&self) -> Option<u16> {
        self.engine_version.as_ref()?.major
    }

    /// The date part of the minor engine version, `20230530` of `rds_20230530`.
    pub fn kernel_date(&self) -> Option<u32> {
        let kernel = self.kernel.as_deref()?;
        let start = kernel
            .rfind(|c: char| !c.is_ascii_digit())
            .map_or(0, |i| i + 1);
        let digits = kernel.get(start..)?;
        (digits.len() == 8).then(|| digits.parse().ok()).flatten()
    }
}

/// Which network an endpoint is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EndpointKind {
    /// Inside the VPC or the classic network.
    Internal,
    /// On the internet.
    Public,
    /// Read/write splitting: SSL is not available there.
    ReadWriteSplitting,
}

/// One way to reach an instance.
///
/// Source: DescribeDBInstanceNetInfo, `DBInstanceNetInfo[]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Host name (`ConnectionString`).
    pub host: String,
    /// Port of PostgreSQL itself.
    pub port: Option<u16>,
    /// Network.
    pub kind: EndpointKind,
    /// Port of the pooler, when it is on.
    pub pooler_port: Option<u16>,
    /// Port of Babelfish, when it is on.
    pub babelfish_port: Option<u16>,
    /// Ports that the answer has to have, or has, and that could not be understood, by their names.
    pub garbled: Vec<&'static str>,
}

/// The endpoint that a server certificate is made for where nothing else is chosen: the internal one, else the
/// public one.
pub fn default_endpoint(endpoints: &[Endpoint]) -> Option<&Endpoint> {
    let first = |kind| endpoints.iter().find(move |endpoint| endpoint.kind == kind);
    first(EndpointKind::Internal).or_else(|| first(EndpointKind::Public))
}

/// The ids, or names, in their order, each once.
pub fn unique<T: Ord + Clone>(ids: Vec<T>) -> Vec<T> {
    let mut seen = std::collections::BTreeSet::new();
    ids.into_iter()
        .filter(|id| seen.insert(id.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked() {
        for good in ["pgm-bp1s1e3w5n3a", "rm-1", "pgr-x_y"] {
            assert!(good.parse::<InstanceId>().is_ok(), "{good}");
        }
        let long = "a".repeat(65);
        for bad in ["", "a", "-pgm", "pgm bp1", "pgm/../x", "pgm-é", &long] {
            assert!(bad.parse::<InstanceId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn unknown_status_is_busy() {
        assert_eq!(Status::parse("running"), Status::Running);
        let busy = Status::Busy("SSL_MODIFYING".into());
        assert_eq!(Status::parse("SSL_MODIFYING"), busy);
        assert_eq!(Status::parse("Released"), Status::Gone("Released".into()));
        assert_eq!(Status::parse(""), Status::Busy(String::new()));
    }

    #[test]
    fn versions_and_kernels() {
        assert_eq!(EngineVersion::parse("15.0").major, Some(15));
        assert_eq!(EngineVersion::parse("9.4").major, Some(9));
        assert_eq!(EngineVersion::parse("x").major, None);
    }
}
