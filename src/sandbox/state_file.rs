//! `--state FILE`: instances described in a JSON document.
//!
//! Unknown members are refused, since a misspelt one would silently leave its default.

use std::collections::{BTreeSet, VecDeque};
use std::str::FromStr;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::Deserialize;

use super::certificates::{SandboxCa, check_client_ca, check_crl};
use super::error::SandboxError;
use super::policy::RamPolicy;
use super::state::entry::{InstanceEntry, LastStatus, SslEntry};
use super::state::instance::SandboxInstance;
use super::state::keys::AccessKey;
use super::state::settings::{Hba, LastOutcome, SandboxSsl};
use crate::domain::acl::Acl;
use crate::domain::hba::Record;
use crate::domain::instance::{InstanceId, Region};
use crate::domain::ssl::{CaType, Pem};
use crate::text::{Text, text};

/// The database of every instance.
pub(super) const DATABASE: &str = "appdb";

/// Instances and access keys to start with.
///
/// Shape: `{"access_keys": [...], "instances": [...]}`, both optional; docs/sandbox.md lists the
/// members.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateFile {
    #[serde(default)]
    pub(crate) access_keys: Vec<KeyEntry>,
    #[serde(default)]
    pub(crate) instances: Vec<InstanceEntry>,
}

/// An access key; no `Debug`, since it holds a secret.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeyEntry {
    id: String,
    secret: String,
    security_token: Option<String>,
    expires: Option<DateTime<Utc>>,
    /// A RAM policy document; `None` allows everything.
    policy: Option<RamPolicy>,
}

impl FromStr for StateFile {
    type Err = SandboxError;

    /// Reads and checks the document.
    ///
    /// # Errors
    /// [`SandboxError::State`] with the place and the reason.
    fn from_str(text: &str) -> Result<Self, SandboxError> {
        let file: Self =
            serde_json::from_str(text).map_err(|error| SandboxError::State(Text::from(&error)))?;
        file.check().map_err(SandboxError::State)?;
        Ok(file)
    }
}

impl StateFile {
    /// The default: N fresh instances.
    pub(crate) fn fresh(count: usize) -> Self {
        let instances = (1..=count)
            .map(|number| InstanceEntry {
                id: format!("pgm-sandbox{number}"),
                description: format!("sandbox instance {number}"),
                ..InstanceEntry::default()
            })
            .collect();
        Self {
            access_keys: Vec::new(),
            instances,
        }
    }

    /// Checks what the types cannot say.
    pub(crate) fn check(&self) -> Result<(), Text> {
        let ids: BTreeSet<&str> = self.instances.iter().map(|one| one.id.as_str()).collect();
        if ids.len() < self.instances.len() {
            return Err(text!("state-file-twice"));
        }
        for key in &self.access_keys {
            if let Some(policy) = &key.policy {
                policy
                    .check()
                    .map_err(|why| text!("state-file-key", key = &key.id, why = why))?;
            }
        }
        for one in &self.instances {
            one.check(&ids)
                .map_err(|why| text!("state-file-instance", instance = &one.id, why = why))?;
        }
        Ok(())
    }

    /// The access keys.
    pub(crate) fn keys(&self) -> Vec<AccessKey> {
        self.access_keys
            .iter()
            .map(|key| AccessKey {
                id: key.id.clone(),
                secret: SecretString::from(key.secret.clone()),
                token: key.security_token.clone().map(SecretString::from),
                expires: key.expires,
                policy: key.policy.clone(),
            })
            .collect()
    }
}

impl InstanceEntry {
    /// Checks what the types cannot say; `ids` are those a primary may have.
    pub(crate) fn check(&self, ids: &BTreeSet<&str>) -> Result<(), Text> {
        self.id.parse::<InstanceId>().map_err(|error| error.0)?;
        self.region.parse::<Region>().map_err(|error| error.0)?;
        if self
            .primary_id
            .as_deref()
            .is_some_and(|primary| !ids.contains(primary))
        {
            return Err(text!("state-file-no-primary"));
        }
        self.ssl.check()?;
        self.hba.as_deref().map_or(Ok(()), check_records)
    }

    /// The instance; its port and accounts are set when its database is there.
    pub(crate) fn instance(
        &self,
        authority: &SandboxCa,
        now: DateTime<Utc>,
        version: &str,
    ) -> Result<SandboxInstance, SandboxError> {
        let ssl_last = match self.ssl.last_modify_status {
            Some(LastStatus::Failed) => LastOutcome::Failed(
                self.ssl
                    .reason
                    .clone()
                    .unwrap_or_else(|| "failed".to_owned()),
            ),
            Some(LastStatus::Success) => LastOutcome::Success,
            None if self.ssl.enabled => LastOutcome::Success,
            None => LastOutcome::Never,
        };
        let mut running = self.hba.clone().unwrap_or_else(Record::factory);
        running.sort_by_key(|record| record.priority);
        let version = self.engine_version.as_deref().unwrap_or(version);
        Ok(SandboxInstance {
            entry: self.clone(),
            engine_version: version.to_owned(),
            port: 0,
            created: now,
            accounts: Vec::new(),
            database: DATABASE.to_owned(),
            ssl: self.ssl.settings(&self.host, authority, now)?,
            ssl_last,
            hba: Hba {
                running,
                untouched: self.hba_untouched,
                modified: now,
                last: LastOutcome::Never,
                log: VecDeque::new(),
            },
            change: None,
        })
    }
}

impl SslEntry {
    /// Checks what the types cannot say.
    pub(crate) fn check(&self) -> Result<(), Text> {
        let ssl = self;
        let set = ssl.client_ca.is_some() || ssl.crl.is_some();
        if set && !ssl.enabled {
            return Err(text!("state-file-needs-ssl"));
        }
        let forced = [ssl.acl, ssl.replication_acl]
            .into_iter()
            .flatten()
            .any(Acl::forces_ssl);
        if (forced || ssl.crl.is_some()) && ssl.client_ca.is_none() {
            return Err(text!("state-file-needs-ca"));
        }
        if let Some(pem) = pem("ssl.client_ca", ssl.client_ca.as_deref())? {
            check_client_ca(&pem).map_err(|_| text!("state-file-ca"))?;
        }
        if let Some(pem) = pem("ssl.crl", ssl.crl.as_deref())? {
            check_crl(&pem).map_err(|_| text!("state-file-crl"))?;
        }
        Ok(())
    }

    /// The settings of an instance with this host name.
    pub(crate) fn settings(
        &self,
        host: &str,
        authority: &SandboxCa,
        now: DateTime<Utc>,
    ) -> Result<SandboxSsl, SandboxError> {
        let entry = self;
        if !entry.enabled {
            return Ok(SandboxSsl::off());
        }
        let endpoint = entry.endpoint.as_deref().unwrap_or(host);
        let name = entry.certificate_host.as_deref().unwrap_or(endpoint);
        let issued = authority.issue(name, now, entry.expires)?;
        let text = |text: &Option<String>| text.as_deref().and_then(Pem::new);
        Ok(SandboxSsl {
            identity: Some(issued.identity),
            ca_type: CaType::Aliyun,
            endpoint: endpoint.to_owned(),
            created: issued.created,
            expires: issued.expires,
            requires_update: entry.requires_update,
            client_ca: text(&entry.client_ca),
            crl: text(&entry.crl),
            acl: entry.acl.unwrap_or(Acl::Prefer),
            replication_acl: entry.replication_acl.unwrap_or(Acl::Prefer),
        })
    }
}

/// Refuses records that no instance can have.
pub(crate) fn check_records(records: &[Record]) -> Result<(), Text> {
    let priorities: BTreeSet<u32> = records.iter().map(|record| record.priority).collect();
    if records.is_empty() || priorities.len() < records.len() {
        return Err(text!("state-file-records"));
    }
    Ok(())
}

fn pem(name: &str, text: Option<&str>) -> Result<Option<Pem>, Text> {
    match text.map(Pem::new) {
        Some(None) => Err(text!("state-file-empty", name = name)),
        Some(found) => Ok(found),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::state::entry::Backing;

    fn error(text: &str) -> String {
        text.parse::<StateFile>().err().unwrap().to_string()
    }

    #[test]
    fn a_small_document_takes_the_defaults() {
        let file: StateFile = r#"{"instances": [
            {"id": "pgm-a", "ssl": {"enabled": true, "expires": "2020-01-01T00:00:00Z"}},
            {"id": "pgr-a", "primary_id": "pgm-a", "engine_version": "9.4", "database": "none",
             "hba": [{"priority": 3, "type": "hostssl", "database": "all", "user": "all",
                      "address": "0.0.0.0/0", "method": "md5"}]}
        ]}"#
        .parse()
        .unwrap();
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let authority = SandboxCa::new(now).unwrap();
        let one = file.instances[0].instance(&authority, now, "15.0").unwrap();
        assert_eq!(one.engine_version, "15.0");
        assert!(one.ssl.is_on());
        assert!(one.ssl.expires < now);
        assert_eq!(one.hba.running.len(), 2);
        let other = file.instances[1].instance(&authority, now, "15.0").unwrap();
        assert_eq!(other.major(), 9);
        assert_eq!(other.hba.running.len(), 1);
        assert_eq!(file.instances[1].database, Some(Backing::None));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, part) in [
            ("[", "line 1"),
            (
                r#"{"instances": [{"id": "pgm-a", "ssl": {"enable": true}}]}"#,
                "unknown field `enable`",
            ),
            (
                r#"{"instances": [{"id": "pgm-a", "database": "oracle"}]}"#,
                "oracle",
            ),
            (r#"{"instances": [{"id": "!"}]}"#, "instance `!`"),
            (
                r#"{"instances": [{"id": "pgm-a"}, {"id": "pgm-a"}]}"#,
                "twice",
            ),
            (
                r#"{"instances": [{"id": "pgm-a", "primary_id": "x"}]}"#,
                "primary",
            ),
            (
                r#"{"instances": [{"id": "pgm-a", "ssl": {"enabled": true, "acl": "cert"}}]}"#,
                "client_ca",
            ),
            (
                r#"{"instances": [{"id": "pgm-a", "ssl": {"client_ca": "x"}}]}"#,
                "ssl.enabled",
            ),
            (
                r#"{"instances": [{"id": "pgm-a", "ssl": {"enabled": true, "client_ca": "x"}}]}"#,
                "ssl.client_ca",
            ),
            (
                r#"{"instances": [{"id": "pgm-a", "hba": []}]}"#,
                "at least one record",
            ),
        ] {
            let error = error(text);
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
