//! One instance: what the describe calls tell of it, and what its database is made to be.

use std::ops::Deref;

use chrono::{DateTime, TimeDelta, Utc};

use super::change::{NewSettings, RunningChange};
use super::entry::InstanceEntry;
use super::settings::{Hba, LastOutcome, LogEntry, SandboxSsl};
use crate::domain::hba::Record;
use crate::sandbox::database::Desired;

/// How many log entries an instance remembers.
const REMEMBERED: usize = 200;

/// One instance.
#[derive(Clone)]
pub(crate) struct SandboxInstance {
    /// What it was started with.
    pub(crate) entry: InstanceEntry,
    /// `15.0`.
    pub(crate) engine_version: String,
    /// Port of both endpoints.
    pub(crate) port: u16,
    /// When it was created.
    pub(crate) created: DateTime<Utc>,
    /// Database accounts: name, and whether it may replicate.
    pub(crate) accounts: Vec<(String, bool)>,
    /// The database the accounts own.
    pub(crate) database: String,
    /// SSL settings in force.
    pub(crate) ssl: SandboxSsl,
    /// How their last change ended.
    pub(crate) ssl_last: LastOutcome,
    /// `pg_hba`.
    pub(crate) hba: Hba,
    /// The change that is running.
    pub(crate) change: Option<RunningChange>,
}

/// What it was started with, which no change touches, is its own.
impl Deref for SandboxInstance {
    type Target = InstanceEntry;

    fn deref(&self) -> &InstanceEntry {
        &self.entry
    }
}

impl SandboxInstance {
    /// `DBInstanceStatus` as a call at `now` sees it.
    pub(crate) fn status(&self, now: DateTime<Utc>) -> &str {
        match (&self.status, &self.change) {
            (Some(status), _) => status,
            (None, Some(change)) if change.shows <= now => change.target.status(),
            (None, _) => "Running",
        }
    }

    /// Whether a write is refused because of what is going on, seen in the status or not.
    pub(crate) fn is_busy(&self) -> bool {
        self.change.is_some()
            || self
                .status
                .as_deref()
                .is_some_and(|status| status != "Running")
    }

    /// The change of SSL settings that shows at `now`.
    pub(crate) fn ssl_change_shows(&self, now: DateTime<Utc>) -> bool {
        self.change.as_ref().is_some_and(|change| {
            change.shows <= now && matches!(change.target, NewSettings::Ssl(_))
        })
    }

    /// The records a running change is about to put into force, when it shows at `now`.
    pub(crate) fn hba_change_shows(
        &self,
        now: DateTime<Utc>,
    ) -> Option<(&RunningChange, &[Record])> {
        let change = self.change.as_ref().filter(|change| change.shows <= now)?;
        match &change.target {
            NewSettings::Hba(records) => Some((change, records)),
            NewSettings::Ssl(_) => None,
        }
    }

    /// Whether the host name is one of its endpoints.
    pub(crate) fn has_endpoint(&self, host: &str) -> bool {
        self.host == host || self.public_host.as_deref() == Some(host)
    }

    /// The PostgreSQL major version.
    pub(crate) fn major(&self) -> u16 {
        let digits: String = self
            .engine_version
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        digits.parse().unwrap_or_default()
    }

    /// The date of the minor engine version: 20240530 of `rds_20240530`.
    pub(crate) fn kernel_date(&self) -> u32 {
        self.kernel
            .rsplit('_')
            .next()
            .and_then(|date| date.parse().ok())
            .unwrap_or_default()
    }

    /// Whether the engine is PostgreSQL.
    pub(crate) fn is_postgresql(&self) -> bool {
        self.engine.eq_ignore_ascii_case("postgresql")
    }

    /// Whether it is serverless.
    pub(crate) fn is_serverless(&self) -> bool {
        let serverless = |text: &str| text.to_ascii_lowercase().contains("serverless");
        serverless(&self.category) || serverless(&self.pay_type)
    }

    /// What the database is to be with what is in force now.
    pub(crate) fn desired(&self) -> Desired {
        desired(&self.ssl, &self.hba.running)
    }

    /// What the database is to be once the running change lands, and whether that restarts it.
    ///
    /// # Errors
    /// The reason why the change fails, known before the database is asked.
    pub(crate) fn next_desired(&self, number: u64) -> Option<Result<(Desired, bool), String>> {
        let change = self
            .change
            .as_ref()
            .filter(|change| change.number == number)?;
        if let Some(reason) = &change.failure {
            return Some(Err(reason.clone()));
        }
        Some(match &change.target {
            NewSettings::Ssl(ssl) => Ok((desired(ssl, &self.hba.running), change.restart)),
            NewSettings::Hba(records) => self
                .check_records(records)
                .map(|()| (desired(&self.ssl, records), change.restart)),
        })
    }

    /// What the service finds out only after it has accepted the records.
    ///
    /// Source: "`ModifyStatusReason`: a user in the record does not exist" of `DescribePGHbaConfig`.
    fn check_records(&self, records: &[Record]) -> Result<(), String> {
        for record in records {
            let users = record
                .user
                .split(',')
                .map(|user| user.trim().trim_matches('"'));
            for user in users {
                // A group, a regular expression and `all` name no single role.
                let open = user == "all" || user.starts_with('+') || user.starts_with('/');
                if !open && !self.accounts.iter().any(|(name, _)| name == user) {
                    return Err(format!("user {user} does not exist"));
                }
            }
            if record.method == "cert" && self.ssl.client_ca.is_none() {
                return Err(format!(
                    "record {}: method cert needs a client CA",
                    record.priority
                ));
            }
        }
        Ok(())
    }

    /// The action behind the running change.
    pub(crate) fn action_under_way(&self) -> Option<&'static str> {
        self.change.as_ref().map(|change| change.target.action())
    }

    /// Starts a change.
    pub(crate) fn begin(&mut self, change: RunningChange) {
        self.change = Some(change);
    }

    /// Ends the change with that number: its values come into force, or the ones before stay.
    ///
    /// Both times that tell a change apart move forward by whole seconds, however short it was,
    /// since the API shows no fraction.
    pub(crate) fn land(&mut self, number: u64, now: DateTime<Utc>, result: &Result<(), String>) {
        let Some(change) = self.change.take_if(|change| change.number == number) else {
            return;
        };
        let outcome = match result {
            Ok(()) => LastOutcome::Success,
            Err(reason) => LastOutcome::Failed(reason.clone()),
        };
        match change.target {
            NewSettings::Ssl(ssl) => {
                self.ssl_last = outcome;
                if result.is_ok() {
                    self.ssl = *ssl;
                }
            }
            NewSettings::Hba(records) => self.note_records(records, now, outcome),
        }
    }

    /// Someone else puts a record behind all others; gives what the database is to be.
    pub(crate) fn edit_by_someone_else(&mut self, now: DateTime<Utc>) -> Desired {
        let mut records = self.hba.running.clone();
        let priority = records
            .iter()
            .map(|record| record.priority + 1)
            .max()
            .unwrap_or(0);
        if let Some(mut record) = Record::factory().into_iter().next() {
            record.priority = priority;
            "203.0.113.0/24".clone_into(&mut record.address);
            records.push(record);
        }
        self.note_records(records, now, LastOutcome::Success);
        self.desired()
    }

    /// Notes how a change of the records ended, and puts them into force when it succeeded.
    pub(crate) fn note_records(
        &mut self,
        records: Vec<Record>,
        now: DateTime<Utc>,
        outcome: LastOutcome,
    ) {
        let before = self.hba.running.clone();
        self.hba.modified = now.max(self.hba.modified + TimeDelta::seconds(1));
        self.hba.last = outcome.clone();
        self.hba.untouched = false;
        if outcome == LastOutcome::Success {
            self.hba.running.clone_from(&records);
        }
        let modified = self.hba.modified;
        if self.hba.log.len() == REMEMBERED {
            self.hba.log.pop_front();
        }
        self.hba.log.push_back(LogEntry {
            modified,
            outcome,
            before,
            after: records,
        });
    }
}

fn desired(ssl: &SandboxSsl, records: &[Record]) -> Desired {
    Desired {
        ssl: ssl.identity.clone(),
        client_ca: ssl.client_ca.clone(),
        crl: ssl.crl.clone(),
        acl: ssl.acl,
        replication_acl: ssl.replication_acl,
        records: records.to_vec(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
