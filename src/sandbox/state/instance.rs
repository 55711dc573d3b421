//! One instance: what the describe calls tell of it, and what its database is made to be.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::change::{NewSettings, RunningChange};
use crate::domain::acl::Acl;
use crate::domain::hba::Record;
use crate::domain::ssl::{CaType, Pem};
use crate::sandbox::database::{Desired, ServerIdentity};

/// How many log entries and tasks an instance remembers.
const REMEMBERED: usize = 200;

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

/// One finished task, for the task list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Task {
    /// Number of the change.
    pub(crate) number: u64,
    /// The action behind it.
    pub(crate) kind: &'static str,
    /// When it was accepted.
    pub(crate) started: DateTime<Utc>,
    /// When it ended; `None` while it runs.
    pub(crate) ended: Option<DateTime<Utc>>,
    /// How it ended.
    pub(crate) outcome: LastOutcome,
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

/// One instance.
#[derive(Clone)]
pub(crate) struct SandboxInstance {
    /// Its id.
    pub(crate) id: String,
    /// Region.
    pub(crate) region: String,
    /// Name its owner gave it.
    pub(crate) description: String,
    /// Tags.
    pub(crate) tags: BTreeMap<String, String>,
    /// `PostgreSQL`, `MySQL`, …
    pub(crate) engine: String,
    /// `15.0`.
    pub(crate) engine_version: String,
    /// `rds_20240530`.
    pub(crate) kernel: String,
    /// `cloud_essd`, `local_ssd`, …
    pub(crate) storage: String,
    /// `HighAvailability`, …
    pub(crate) category: String,
    /// `Postpaid`, …
    pub(crate) pay_type: String,
    pub(crate) maintenance_window: String,
    /// `Unlock`, …
    pub(crate) lock_mode: String,
    /// A status it stands still in.
    pub(crate) status: Option<String>,
    /// The primary, when this is a replica.
    pub(crate) primary_id: Option<String>,
    /// Whether the built-in pooler is on.
    pub(crate) pooler: bool,
    /// Whether a database proxy stands in front.
    pub(crate) proxy: bool,
    /// Whitelist.
    pub(crate) whitelist: Vec<String>,
    /// Host name of the internal endpoint.
    pub(crate) host: String,
    /// Host name of the public endpoint.
    pub(crate) public_host: Option<String>,
    /// Port of both.
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
    /// Finished changes, oldest first.
    pub(crate) tasks: VecDeque<Task>,
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
            NewSettings::Ssl(_) | NewSettings::Restart => None,
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
            NewSettings::Restart => Ok((self.desired(), change.restart)),
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
        remember(
            &mut self.tasks,
            Task {
                number,
                kind: change.target.action(),
                started: change.accepted,
                ended: Some(now),
                outcome: outcome.clone(),
            },
        );
        match change.target {
            NewSettings::Ssl(ssl) => {
                self.ssl_last = outcome;
                if result.is_ok() {
                    self.ssl = *ssl;
                }
            }
            NewSettings::Hba(records) => self.note_records(records, now, outcome),
            NewSettings::Restart => {}
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
        remember(
            &mut self.hba.log,
            LogEntry {
                modified,
                outcome,
                before,
                after: records,
            },
        );
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

fn remember<T>(list: &mut VecDeque<T>, entry: T) {
    if list.len() == REMEMBERED {
        list.pop_front();
    }
    list.push_back(entry);
}

#[cfg(test)]
pub(crate) mod tests {
    use std::time::Duration;

    use super::*;
    use crate::sandbox::certificates::SandboxCa;
    use crate::sandbox::state::{ChangeCourse, State};

    /// A fresh instance.
    pub(crate) fn instance(id: &str, now: DateTime<Utc>) -> SandboxInstance {
        SandboxInstance {
            id: id.to_owned(),
            region: "cn-hangzhou".to_owned(),
            description: "a test".to_owned(),
            tags: BTreeMap::new(),
            engine: "PostgreSQL".to_owned(),
            engine_version: "15.0".to_owned(),
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
            port: 5432,
            created: now,
            accounts: vec![("app".to_owned(), false)],
            database: "appdb".to_owned(),
            ssl: SandboxSsl::off(),
            ssl_last: LastOutcome::Never,
            hba: Hba {
                running: Record::factory(),
                untouched: false,
                modified: now,
                last: LastOutcome::Never,
                log: VecDeque::new(),
            },
            change: None,
            tasks: VecDeque::new(),
        }
    }

    /// A state whose one instance, `pgm-a`, has SSL on.
    pub(crate) fn with_ssl(now: DateTime<Utc>) -> State {
        let mut one = instance("pgm-a", now);
        let issued = SandboxCa::new(now)
            .unwrap()
            .issue("localhost", now, None)
            .unwrap();
        one.ssl.identity = Some(issued.identity);
        let mut state = State::default();
        state.insert(one);
        state
    }

    fn course(lag: u64) -> ChangeCourse {
        ChangeCourse {
            takes: Duration::from_secs(2),
            lag: Duration::from_secs(lag),
            failure: None,
        }
    }

    /// Begins a change and lets it land.
    pub(crate) fn complete(state: &mut State, id: &str, target: NewSettings, now: DateTime<Utc>) {
        let begun = state.begin(id, now, target, false, course(0)).unwrap();
        let instance = state.instance_mut(id).unwrap();
        let result = instance.next_desired(begun.number).unwrap().map(|_| ());
        instance.land(begun.number, begun.lands, &result);
    }

    /// A client CA and a revocation list of it.
    pub(crate) fn revocation_list(now: DateTime<Utc>) -> (String, String) {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut parameters = rcgen::CertificateParams::default();
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        parameters.key_usages = vec![rcgen::KeyUsagePurpose::CrlSign];
        let ca = parameters.self_signed(&key).unwrap().pem();
        let issuer = rcgen::Issuer::new(parameters, key);
        let epoch = rcgen::date_time_ymd(1970, 1, 1);
        let at = epoch + Duration::from_secs(now.timestamp().unsigned_abs());
        let list = rcgen::CertificateRevocationListParams {
            this_update: at,
            next_update: at + Duration::from_secs(86_400),
            crl_number: rcgen::SerialNumber::from(1),
            issuing_distribution_point: None,
            revoked_certs: Vec::new(),
            key_identifier_method: rcgen::KeyIdMethod::Sha256,
        };
        (ca, list.signed_by(&issuer).unwrap().pem().unwrap())
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + seconds, 0).unwrap()
    }

    fn begun(lag: u64) -> (State, crate::sandbox::state::Begun) {
        let mut state = State::default();
        state.insert(instance("pgm-a", at(0)));
        let mut records = Record::factory();
        records.truncate(1);
        let begun = state
            .begin(
                "pgm-a",
                at(0),
                NewSettings::Hba(records),
                false,
                course(lag),
            )
            .unwrap();
        (state, begun)
    }

    #[test]
    fn a_change_shows_lands_and_is_over() {
        let (mut state, begun) = begun(0);
        let one = state.instance_mut("pgm-a").unwrap();
        assert_eq!(one.status(at(0)), "MAINTAINING");
        assert!(one.is_busy());
        assert_eq!(one.hba.running.len(), 2);
        let (desired, restart) = one.next_desired(begun.number).unwrap().unwrap();
        assert_eq!((desired.records.len(), restart), (1, false));
        one.land(begun.number, begun.lands, &Ok(()));
        assert_eq!(one.status(at(2)), "Running");
        assert!(!one.is_busy());
        assert_eq!(one.hba.running.len(), 1);
        assert_eq!(one.hba.modified, at(2));
    }

    #[test]
    fn a_lagging_status_hides_a_change_that_runs_already() {
        let (state, begun) = begun(3);
        let one = state.instance("pgm-a").unwrap();
        assert_eq!(one.status(at(2)), "Running");
        assert!(one.hba_change_shows(at(2)).is_none());
        assert!(one.is_busy());
        assert_eq!(one.status(at(3)), "MAINTAINING");
        assert_eq!(begun.lands, at(5));
    }

    #[test]
    fn a_failed_change_leaves_everything() {
        let (mut state, begun) = begun(0);
        let one = state.instance_mut("pgm-a").unwrap();
        one.land(begun.number, at(2), &Err("no".to_owned()));
        assert_eq!(one.hba.last, LastOutcome::Failed("no".to_owned()));
        assert_eq!(one.hba.running.len(), 2);
        assert_eq!(one.status(at(2)), "Running");
        // Landing twice changes nothing.
        one.land(begun.number, at(9), &Ok(()));
        assert_eq!(one.hba.running.len(), 2);
    }

    #[test]
    fn someone_elses_record_goes_last() {
        let mut one = instance("pgm-a", at(0));
        let desired = one.edit_by_someone_else(at(5));
        assert_eq!(desired.records.len(), 3);
        assert_eq!(desired.records[2].priority, 2);
        assert_eq!(one.hba.modified, at(5));
    }
}
