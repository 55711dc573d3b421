//! The verdict on one posture: enforced, partly, open, unsupported or unknown, with findings.
//!
//! SSL that is available is not SSL that is enforced. The verdict comes from the SSL switch, both
//! ACLs and every pg_hba record in first-match order, and from live connections where there are
//! any. What cannot be decided counts as "could admit"; what could not be read makes the verdict
//! `unknown`, never a pass and never a fail.

mod findings;
mod known;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use self::findings::Thresholds;
use self::findings::{
    Changed, judge_certificates, judge_last_change, judge_records, judge_surroundings,
    judge_unreadable,
};
pub use self::known::knowledge;
use self::known::unreadable_parts;
use super::acl::Acl;
use super::finding::{Finding, FindingId};
use super::hba::{self, Exposure, ExposureScope, Knowledge, Record, RecordType};
use super::instance::{Instance, InstanceId};
use super::posture::{Cause, Posture, Unreadable};
use super::proof::{ProbeReport, Proof};
use super::ssl::SslState;
use crate::text;
use crate::text::Text;

/// Whether clients without SSL are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every client without SSL is refused.
    Enforced,
    /// Some database, user, address or replication traffic still gets in without SSL.
    Partly,
    /// Clients without SSL get in.
    Open,
    /// SSL cannot be enforced on this instance.
    Unsupported,
    /// It could not be told.
    Unknown,
}

impl Verdict {
    /// The word for people.
    pub fn text(self) -> Text {
        match self {
            Self::Enforced => text!("verdict-enforced"),
            Self::Partly => text!("verdict-partly"),
            Self::Open => text!("verdict-open"),
            Self::Unsupported => text!("verdict-unsupported"),
            Self::Unknown => text!("verdict-unknown"),
        }
    }

    /// The word every format writes.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enforced => "enforced",
            Self::Partly => "partly",
            Self::Open => "open",
            Self::Unsupported => "unsupported",
            Self::Unknown => "unknown",
        }
    }

    /// The verdict of such a word.
    pub fn parse(word: &str) -> Option<Self> {
        let all = [
            Self::Enforced,
            Self::Partly,
            Self::Open,
            Self::Unsupported,
            Self::Unknown,
        ];
        all.into_iter().find(|verdict| verdict.as_str() == word)
    }
}

/// A posture, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// One sentence for people: why.
    pub reason: Text,
    /// Who still gets in without SSL by the records in force, ACLs taken into account.
    pub exposure: Option<Exposure>,
    /// Worst first.
    pub findings: Vec<Finding>,
}

/// Minor engine version from which pg_hba records can be changed.
///
/// Source: the vendor's page on the AD Domain Services settings of RDS for PostgreSQL.
pub const HBA_KERNEL: u32 = 20_210_228;

/// Why SSL cannot be enforced on this kind of instance; `None` when it can or when it is not known.
///
/// Source: prerequisites on the vendor's pages "Configure SSL encryption" and "Force SSL".
pub fn unsupported(instance: &Instance) -> Option<Text> {
    if instance.is_postgresql() == Some(false) {
        let engine = instance.engine.as_deref().unwrap_or_default();
        return Some(text!("unsupported-engine", engine = engine));
    }
    if instance
        .storage
        .as_deref()
        .is_some_and(|s| s.eq_ignore_ascii_case("local_ssd"))
    {
        return Some(text!("unsupported-storage"));
    }
    if instance.is_serverless() == Some(true) {
        return Some(text!("unsupported-serverless"));
    }
    match instance
        .engine_version
        .as_ref()
        .and_then(|version| version.major)
    {
        Some(major) if major < 10 => Some(text!("unsupported-version", version = major)),
        _ => None,
    }
}

/// Judges a posture as of the time it was taken.
pub fn judge(posture: &Posture, thresholds: Thresholds) -> Judgement {
    let now = posture.seen_at;
    let mut findings = Vec::new();
    let configured = configured(posture, &mut findings);
    let (verdict, reason) = weigh_probes(
        posture,
        configured.verdict,
        configured.reason,
        &mut findings,
    );
    if let Some(ssl) = posture.ssl.known() {
        judge_certificates(posture, ssl, now, thresholds, &mut findings);
        judge_last_change(posture, Changed::Ssl, &ssl.last_change, &mut findings);
    }
    judge_records(posture, &mut findings);
    judge_surroundings(posture, &mut findings);
    judge_unreadable(posture, &mut findings);
    sort(&mut findings);
    Judgement {
        verdict,
        reason,
        exposure: configured.exposure,
        findings,
    }
}

/// Adds to the findings on a primary those of its replicas that still let plaintext in. Where the
/// primary does so itself, each has a row of its own to say it.
pub fn judge_replicas(primary: &mut Judgement, replicas: &[(InstanceId, Verdict)]) {
    if primary.verdict != Verdict::Enforced {
        return;
    }
    for (id, verdict) in replicas {
        let message = match verdict {
            Verdict::Open => text!("finding-replica-open", instance = id),
            Verdict::Partly => text!("finding-replica-partly", instance = id),
            Verdict::Enforced | Verdict::Unsupported | Verdict::Unknown => continue,
        };
        primary.findings.push(Finding::new(
            FindingId::ReplicaOpen,
            message,
            Some(format!("forcessl enforce {id} --via hba")),
        ));
    }
    sort(&mut primary.findings);
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.id.cmp(&b.id)));
}

struct Configured {
    verdict: Verdict,
    reason: Text,
    exposure: Option<Exposure>,
}

impl Configured {
    const fn plain(verdict: Verdict, reason: Text) -> Self {
        Self {
            verdict,
            reason,
            exposure: None,
        }
    }
}

fn configured(posture: &Posture, findings: &mut Vec<Finding>) -> Configured {
    if let Some(reason) = posture.instance.known().and_then(unsupported) {
        findings.push(Finding::new(FindingId::Unsupported, reason.clone(), None));
        return Configured::plain(Verdict::Unsupported, reason);
    }
    for (what, unreadable) in unreadable_parts(posture).into_iter().take(DECIDING) {
        if let Some(unreadable) = unreadable.filter(|part| part.cause == Cause::Unsupported) {
            let reason = text!(
                "verdict-does-not-apply",
                part = what,
                why = &unreadable.message
            );
            findings.push(Finding::new(FindingId::Unsupported, reason.clone(), None));
            // What else is known still counts: without SSL every connection is plaintext.
            let off = posture
                .ssl
                .known()
                .is_some_and(|ssl| ssl.enabled == Some(false));
            if off {
                findings.push(ssl_off(posture));
                return Configured::plain(Verdict::Open, text!("verdict-ssl-off"));
            }
            return Configured::plain(Verdict::Unsupported, reason);
        }
    }
    let missing = posture.instance.unreadable();
    if let Some(missing) = missing.filter(|part| part.cause == Cause::NotFound) {
        return Configured::plain(Verdict::Unknown, missing.message.clone());
    }
    let Some(ssl) = posture.ssl.known() else {
        return Configured::plain(Verdict::Unknown, text!("verdict-unread-ssl"));
    };
    let Some(hba) = posture.hba.known() else {
        return Configured::plain(Verdict::Unknown, text!("verdict-unread-records"));
    };
    let knowledge = knowledge(posture);
    let (records, _) = hba.in_force();
    let exposure = hba::exposure(&records, &knowledge);
    match ssl.enabled {
        None => Configured::plain(Verdict::Unknown, text!("verdict-unsaid-ssl")),
        Some(false) => ssl_is_off(posture, exposure, findings),
        Some(true) => ssl_is_on(posture, ssl, &records, &knowledge, &exposure, findings),
    }
}

fn ssl_off(posture: &Posture) -> Finding {
    Finding::new(
        FindingId::SslOff,
        text!("finding-ssl-off"),
        Some(format!("forcessl enforce {} --via hba", posture.id)),
    )
}

fn ssl_is_off(posture: &Posture, exposure: Exposure, findings: &mut Vec<Finding>) -> Configured {
    findings.push(ssl_off(posture));
    if exposure.scope() == ExposureScope::Closed {
        return Configured {
            verdict: Verdict::Unknown,
            reason: text!("verdict-off-and-closed"),
            exposure: Some(exposure),
        };
    }
    report_gaps(posture, &exposure, findings);
    Configured {
        verdict: Verdict::Open,
        reason: text!("verdict-ssl-off"),
        exposure: Some(exposure),
    }
}

fn ssl_is_on(
    posture: &Posture,
    ssl: &SslState,
    records: &[Record],
    knowledge: &Knowledge,
    exposure: &Exposure,
    findings: &mut Vec<Finding>,
) -> Configured {
    let stray = posture.stray_endpoint();
    let force = |acl| match AclEffect::of(acl, ssl) {
        AclEffect::On if stray.is_some() => AclEffect::Unknown,
        force @ (AclEffect::On | AclEffect::Off | AclEffect::Unknown) => force,
    };
    let (ordinary, replication) = (force(ssl.acl), force(ssl.replication_acl));
    let by_records = |force: AclEffect| match force {
        AclEffect::On => hba::exposure(&forced(records), knowledge),
        AclEffect::Off | AclEffect::Unknown => exposure.clone(),
    };
    let Exposure {
        ordinary: gaps,
        everywhere,
        ..
    } = by_records(ordinary);
    let left = Exposure {
        ordinary: gaps,
        everywhere,
        replication: by_records(replication).replication,
    };
    if ssl.acl == Some(Acl::Prefer) && !left.ordinary.is_empty() {
        findings.push(Finding::new(
            FindingId::AclPrefer,
            text!("finding-acl-prefer"),
            None,
        ));
    }
    let undecided = (ordinary == AclEffect::Unknown && !left.ordinary.is_empty())
        || (replication == AclEffect::Unknown && !left.replication.is_empty());
    if undecided {
        return Configured {
            verdict: Verdict::Unknown,
            reason: match stray {
                Some(host) => text!("verdict-stray", host = host),
                None => text!("verdict-unsaid-acl"),
            },
            exposure: Some(left),
        };
    }
    report_gaps(posture, &left, findings);
    judge_combination(posture, records, exposure, &left, findings);
    let (verdict, reason) = match left.scope() {
        ExposureScope::Closed if ordinary == AclEffect::On => {
            let acl = ssl.acl.map_or("", Acl::as_str);
            (Verdict::Enforced, text!("verdict-acl", acl = acl))
        }
        ExposureScope::Closed => (Verdict::Enforced, text!("verdict-no-record")),
        ExposureScope::Partly => (Verdict::Partly, left.text()),
        ExposureScope::Open => (Verdict::Open, left.text()),
    };
    Configured {
        verdict,
        reason,
        exposure: Some(left),
    }
}

/// The records as an ACL that forces SSL leaves them: `host` admits over SSL only, and one that rejects
/// goes on to reject. How such an ACL and a `hostnossl` record combine is not documented, so that one
/// counts as "could admit".
fn forced(records: &[Record]) -> Vec<Record> {
    let admits_both = |record: &Record| record.kind == RecordType::Host && !record.rejects();
    records
        .iter()
        .cloned()
        .map(|record| Record {
            kind: if admits_both(&record) {
                RecordType::HostSsl
            } else {
                record.kind
            },
            ..record
        })
        .collect()
}

/// An ACL that alone keeps plaintext out, over records that are not the factory ones: whether they
/// combine as taken here only a live connection shows.
fn judge_combination(
    posture: &Posture,
    records: &[Record],
    by_records: &Exposure,
    left: &Exposure,
    findings: &mut Vec<Finding>,
) {
    let columns = |records: &[Record]| -> Vec<Record> {
        let unplaced = records.iter().cloned();
        unplaced
            .map(|record| Record {
                priority: 0,
                ..record
            })
            .collect()
    };
    let agrees = |probe: &ProbeReport| matches!(probe.proof(), Proof::Proven(_));
    let is_proven = !posture.probes.is_empty() && posture.probes.iter().all(agrees);
    if left.scope() != ExposureScope::Closed
        || by_records.scope() == ExposureScope::Closed
        || columns(records) == columns(&Record::factory())
        || is_proven
    {
        return;
    }
    findings.push(Finding::new(
        FindingId::AclWithOwnRecords,
        text!("finding-acl-with-own-records"),
        Some(format!("forcessl check {}", posture.id)),
    ));
}

/// Whether an ACL forces SSL.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AclEffect {
    On,
    Off,
    Unknown,
}

impl AclEffect {
    /// An ACL counts only while a client CA is set; one that forces without a CA contradicts
    /// itself, and is not believed.
    fn of(acl: Option<Acl>, ssl: &SslState) -> Self {
        match (acl, &ssl.client_ca) {
            (Some(acl), Some(_)) if acl.forces_ssl() => Self::On,
            // Without a client CA the API leaves the ACL empty: nothing is demanded.
            (Some(Acl::Prefer), _) | (None, None) => Self::Off,
            (Some(_), _) | (None, Some(_)) => Self::Unknown,
        }
    }
}

fn report_gaps(posture: &Posture, exposure: &Exposure, findings: &mut Vec<Finding>) {
    let remedy = Some(format!("forcessl enforce {} --via hba", posture.id));
    for (id, gaps) in [
        (FindingId::PlaintextAdmitted, &exposure.ordinary),
        (FindingId::PlaintextReplication, &exposure.replication),
    ] {
        for gap in gaps {
            let finding = Finding::new(id, gap.text(), remedy.clone());
            findings.push(finding.about(gap.priority));
        }
    }
}

fn weigh_probes(
    posture: &Posture,
    configured: Verdict,
    reason: Text,
    findings: &mut Vec<Finding>,
) -> (Verdict, Text) {
    let mut verdict = configured;
    let mut why = reason;
    for probe in &posture.probes {
        let Proof::Refuted(how) = probe.proof() else {
            continue;
        };
        let id = if probe.replication {
            FindingId::PlaintextReplication
        } else {
            FindingId::PlaintextAdmitted
        };
        let shows_less = matches!(
            verdict,
            Verdict::Enforced | Verdict::Unknown | Verdict::Unsupported
        );
        if shows_less {
            let place = format!("{}:{}", probe.place.host, probe.place.port);
            why = text!("verdict-live", place = &place, how = &how);
            verdict = if probe.replication {
                Verdict::Partly
            } else {
                Verdict::Open
            };
            findings.push(Finding::new(
                id,
                text!("finding-live", place = place, user = &probe.user, how = how),
                Some(format!("forcessl enforce {} --via hba", posture.id)),
            ));
        }
    }
    (verdict, why)
}

/// The part whose absence makes the verdict unknown and stops every change: the instance itself, its SSL
/// settings, or its pg_hba records. Records that do not apply to an instance stop only what changes them.
pub fn unreadable(posture: &Posture) -> Option<&Unreadable> {
    let hba = posture.hba.unreadable();
    posture
        .instance
        .unreadable()
        .or_else(|| posture.ssl.unreadable())
        .or_else(|| hba.filter(|part| part.cause != Cause::Unsupported))
}

/// How many of the parts decide whether SSL can be enforced at all.
const DECIDING: usize = 3;
