//! What is wrong with an instance, with a stable id, evidence and one command that helps.

use serde::{Deserialize, Serialize};

use crate::text::{Text, text};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; no gap.
    Note,
    /// A weakness that does not let plaintext in by itself.
    Low,
    /// Will become a gap, or hides one.
    Medium,
    /// A gap now.
    High,
}

impl Severity {
    /// The word for people.
    pub fn text(self) -> Text {
        match self {
            Self::High => text!("severity-high"),
            Self::Medium => text!("severity-medium"),
            Self::Low => text!("severity-low"),
            Self::Note => text!("severity-note"),
        }
    }

    /// All severities, worst first.
    pub const ALL: [Self; 4] = [Self::High, Self::Medium, Self::Low, Self::Note];

    /// The word to show.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// The stable ids; every output format uses the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[derive(strum::IntoStaticStr, strum::VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum FindingId {
    /// SSL is switched off.
    SslOff,
    /// A record, or a live connection, lets ordinary plaintext in.
    PlaintextAdmitted,
    /// A record, or a live connection, lets plaintext replication in.
    PlaintextReplication,
    /// The ACL demands nothing.
    AclPrefer,
    /// The ACL forces SSL over records that somebody changed; how the two combine is not documented.
    AclWithOwnRecords,
    /// The server certificate has expired.
    ServerCertExpired,
    /// The server certificate expires soon, or the service asks for a renewal.
    ServerCertExpiring,
    /// An endpoint is not covered by the server certificate.
    ServerCertName,
    /// The client CA has expired: nobody with a certificate gets in.
    ClientCaExpired,
    /// A client CA of which every client is refused, for another reason than its expiry.
    ClientCaUnfit,
    /// The client CA expires soon.
    ClientCaExpiring,
    /// The revocation list is past its next update: every certificate is refused.
    CrlExpired,
    /// The revocation list runs out soon.
    CrlExpiring,
    /// A record uses `trust`, `password` or `md5`.
    WeakMethod,
    /// A record that no connection can reach.
    ShadowedRecord,
    /// A change is running.
    ChangeRunning,
    /// The last change failed.
    ChangeFailed,
    /// A replica of this instance still lets plaintext in.
    ReplicaOpen,
    /// The built-in pooler stands in front: enforcement there is not proven.
    PoolerUnproven,
    /// Babelfish takes connections on a port of its own: enforcement there is not proven.
    BabelfishUnproven,
    /// A disaster recovery, standby or temporary instance with settings of its own.
    CompanionNotChecked,
    /// The database proxy stands in front: enforcement there is not proven.
    ProxyUnproven,
    /// The IP whitelist lets every address in.
    WhitelistOpen,
    /// SSL cannot be enforced on this instance.
    Unsupported,
    /// A client CA, a revocation list or records are not the ones that a policy declares.
    Drift,
    /// Something that decides could not be read.
    Unreadable,
}

impl FindingId {
    /// Every id, in the order of the declaration.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// The id as every format writes it.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether it says that something was not looked at or not decided, whatever the verdict is.
    pub fn is_undecided(self) -> bool {
        [Bearing::Undecided, Bearing::Unread].contains(&self.bearing())
    }

    /// Whether it is what the verdict says anyway, so that a format with an entry for the verdict needs none for it.
    pub fn is_verdict(self) -> bool {
        [Bearing::Verdict, Bearing::Opening, Bearing::Unread].contains(&self.bearing())
    }

    /// Whether it tells of somebody who gets in without SSL.
    pub fn is_opening(self) -> bool {
        self.bearing() == Bearing::Opening
    }

    /// Whether each says by its subject what it is about; reports of older versions do not.
    pub const fn has_subject(self) -> bool {
        matches!(
            self,
            Self::ServerCertName
                | Self::ClientCaExpired
                | Self::ClientCaUnfit
                | Self::ClientCaExpiring
                | Self::ChangeRunning
                | Self::ChangeFailed
                | Self::ReplicaOpen
                | Self::CompanionNotChecked
                | Self::Drift
                | Self::Unreadable
        )
    }

    /// Whether it is found of records, one by one.
    pub const fn is_about_records(self) -> bool {
        matches!(
            self,
            Self::PlaintextAdmitted
                | Self::PlaintextReplication
                | Self::WeakMethod
                | Self::ShadowedRecord
        )
    }

    /// What it says of the verdict, how bad it is, and the benchmark items that it speaks to.
    const fn row(self) -> (Bearing, Severity, &'static [&'static str]) {
        use Bearing::{Beside, Opening, Undecided, Unread, Verdict};
        use Severity::{High, Low, Medium, Note};
        const BOTH: &[&str] = &[
            "CIS Alibaba Cloud Foundation Benchmark 2.0.0, 6.1",
            "CIS PostgreSQL 16 Benchmark 1.0.0, 6.8",
        ];
        const POSTGRESQL: &[&str] = &["CIS PostgreSQL 16 Benchmark 1.0.0, 6.8"];
        match self {
            Self::SslOff => (Verdict, High, BOTH),
            Self::PlaintextAdmitted => (Opening, High, BOTH),
            Self::PlaintextReplication => (Opening, High, POSTGRESQL),
            Self::AclPrefer => (Beside, Note, BOTH),
            Self::AclWithOwnRecords
            | Self::PoolerUnproven
            | Self::BabelfishUnproven
            | Self::ProxyUnproven => (Undecided, Medium, &[]),
            Self::ServerCertExpired
            | Self::ClientCaExpired
            | Self::ClientCaUnfit
            | Self::CrlExpired => (Beside, High, &[]),
            Self::ServerCertExpiring
            | Self::ServerCertName
            | Self::ClientCaExpiring
            | Self::CrlExpiring
            | Self::ChangeFailed
            | Self::Drift => (Beside, Medium, &[]),
            Self::WeakMethod | Self::ShadowedRecord | Self::WhitelistOpen => (Beside, Low, &[]),
            Self::ChangeRunning => (Beside, Note, &[]),
            Self::ReplicaOpen => (Beside, High, BOTH),
            Self::CompanionNotChecked => (Undecided, Note, &[]),
            Self::Unsupported => (Verdict, High, &[]),
            Self::Unreadable => (Unread, Medium, &[]),
        }
    }

    const fn bearing(self) -> Bearing {
        self.row().0
    }

    /// How bad it is.
    pub const fn severity(self) -> Severity {
        self.row().1
    }

    /// The benchmark items this finding speaks to, by name, version and number only.
    pub const fn references(self) -> &'static [&'static str] {
        self.row().2
    }
}

/// What a finding says of the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bearing {
    /// Somebody gets in without SSL.
    Opening,
    /// Why the verdict is not enforced, otherwise.
    Verdict,
    /// A part that decides is not known.
    Unread,
    /// The verdict does not cover it.
    Undecided,
    /// Nothing.
    Beside,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which.
    pub id: FindingId,
    /// How bad, from the id.
    pub severity: Severity,
    /// What was found and where, for people.
    pub message: Text,
    /// One command that helps; `None` where there is none.
    pub remedy: Option<String>,
    /// Benchmark items.
    pub references: Vec<String>,
    /// The priority of the pg_hba record that it matches; `None` when it matches none. Absent in
    /// reports of older versions.
    #[serde(default)]
    pub record: Option<u32>,
    /// What it is about beside a record; `None` where its id says it all. Absent in reports of older versions.
    #[serde(default)]
    pub subject: Option<Subject>,
}

/// What a finding is about, in words that no language changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The replica, endpoint or certificate, the part that could not be read, or what differs.
    pub name: String,
    /// What lets somebody in there without SSL, as lines of `pg_hba.conf`, with those before it that turn somebody away; of a
    /// drift of records those in force.
    pub records: Vec<String>,
}

impl Finding {
    /// A finding with the severity and references of its id.
    pub fn new(id: FindingId, message: impl Into<Text>, remedy: Option<String>) -> Self {
        Self {
            id,
            severity: id.severity(),
            message: message.into(),
            remedy,
            references: id
                .references()
                .iter()
                .map(|&text| text.to_owned())
                .collect(),
            record: None,
            subject: None,
        }
    }

    /// Whether it lacks the subject that it should have: one of an older version.
    pub const fn is_untold(&self) -> bool {
        self.id.has_subject() && self.subject.is_none()
    }

    /// The same, about what has this name.
    #[must_use]
    pub fn of(self, name: impl Into<String>) -> Self {
        self.of_records(name, vec![])
    }

    /// The same, about what these words say; reports of readers of all languages are compared.
    #[must_use]
    pub fn of_words(self, words: &Text) -> Self {
        self.of(words.english())
    }

    /// The same, about what these records of it let in.
    #[must_use]
    pub fn of_records(mut self, name: impl Into<String>, records: Vec<String>) -> Self {
        let name = name.into();
        self.subject = Some(Subject { name, records });
        self
    }

    /// The same, about the record of this priority.
    #[must_use]
    pub fn about(mut self, record: u32) -> Self {
        debug_assert!(self.id.is_about_records(), "{:?}", self.id);
        self.record = Some(record);
        self
    }
}
