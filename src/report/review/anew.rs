//! Where the records of a new report let somebody in whom those of the old one did not, or protect a password less.

use std::collections::BTreeSet;

use crate::domain::finding::{Finding, FindingId};
use crate::domain::hba::{
    Knowledge, LockoutSetting, LookedFor, Record, RecordType, Transport, file, lockouts,
};
use crate::domain::instance::EngineVersion;
use crate::report::document::{HbaRow, Row};

/// The priorities of the records that do.
pub(super) struct Anew {
    plaintext: BTreeSet<u32>,
    ssl: BTreeSet<u32>,
    knowledge: Knowledge,
}

impl Anew {
    /// Of the records in force of two rows; a row without any let nobody in.
    pub(super) fn of(then: &Row, now: &Row) -> Self {
        let version = now.engine_version.as_deref().map(EngineVersion::parse);
        let knowledge = Knowledge {
            server_major: version.and_then(|version| version.major),
            ..Knowledge::default()
        };
        let over = |transport| {
            let [then, now] = [then, now].map(|row| in_force(row, transport));
            let_in(&then, &now, transport, &knowledge)
        };
        Self {
            plaintext: over(Transport::Plaintext),
            ssl: over(Transport::Ssl),
            knowledge,
        }
    }

    /// Whether somebody gets in without SSL who did not.
    pub(super) fn is_plaintext(&self) -> bool {
        !self.plaintext.is_empty()
    }

    /// Whether somebody gets in who did not, or protects a password less.
    pub(super) fn is_anybody(&self) -> bool {
        self.is_plaintext() || !self.ssl.is_empty()
    }

    /// Whether somebody does by what a finding is about: its record, or the records of its subject.
    pub(super) fn is_at(&self, old: &Finding, new: &Finding) -> bool {
        let by_record = new.record.is_some_and(|record| {
            self.plaintext.contains(&record)
                || new.id == FindingId::WeakMethod && self.ssl.contains(&record)
        });
        let lines = |one: &Finding| one.subject.as_ref().map(|one| one.records.join("\n"));
        let (then, now) = (
            lines(old).unwrap_or_default(),
            lines(new).unwrap_or_default(),
        );
        // What cannot be read may let in anybody.
        let is_more = || match (file::parse_conf(&then), file::parse_conf(&now)) {
            (Ok(then), Ok(now)) => {
                let transport = Transport::Plaintext;
                !let_in(&then, &now, transport, &self.knowledge).is_empty()
            }
            _ => true,
        };
        // A report of an older version does not say which records a drift is about.
        let is_untold = new.id == FindingId::Drift && then.is_empty();
        by_record || (!is_untold && then != now && is_more())
    }
}

/// The records of a row that connections of this transport may meet, without those that let nobody in without SSL.
fn in_force(row: &Row, transport: Transport) -> Vec<Record> {
    let counts = |row: &&HbaRow| {
        let is_closed = row.plaintext.as_ref().is_some_and(Vec::is_empty);
        transport == Transport::Ssl || !is_closed || row.record().rejects()
    };
    let records = row.hba.iter().flatten();
    records.filter(counts).map(HbaRow::record).collect()
}

/// The priorities of the records of `now` that do over this transport, by what the records say; all, where there are
/// too many to compare.
fn let_in(
    then: &[Record],
    now: &[Record],
    transport: Transport,
    knowledge: &Knowledge,
) -> BTreeSet<u32> {
    let (kind, other, is_ssl) = match transport {
        Transport::Plaintext => (RecordType::HostNoSsl, RecordType::HostSsl, false),
        Transport::Ssl => (RecordType::HostSsl, RecordType::HostNoSsl, true),
    };
    let over = |records: &[Record]| -> Vec<Record> {
        let met = records.iter().filter(|record| record.kind != other);
        let of_kind = |record: &Record| match record.kind {
            RecordType::Other(_) => record.clone(),
            RecordType::Host | RecordType::HostSsl | RecordType::HostNoSsl => Record {
                kind: kind.clone(),
                ..record.clone()
            },
        };
        met.map(of_kind).collect()
    };
    let setting = LockoutSetting {
        knowledge,
        ssl_before: Some(is_ssl),
        ssl: is_ssl,
        client_ca_before: true,
        client_ca: true,
        looked_for: LookedFor::Openings,
    };
    // Whoever gets in now and would be locked out by the records of then.
    let found = lockouts(&over(now), &over(then), setting);
    if found.complete {
        found.found.iter().map(|one| one.before).collect()
    } else {
        now.iter().map(|record| record.priority).collect()
    }
}
