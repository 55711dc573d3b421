//! The verdict on one posture: enforced, partly, open, unsupported or unknown, with findings.
//!
//! SSL that is available is not SSL that is enforced. The verdict comes from the SSL switch, both
//! ACLs and every pg_hba record in first-match order, and from live connections where there are
//! any. What cannot be decided counts as "could admit"; what could not be read makes the verdict
//! `unknown`, never a pass and never a fail.

mod findings;
mod known;
mod replicas;
mod standing;
#[cfg(test)]
mod tests;
mod whitelist;

use serde::{Deserialize, Serialize};

pub use self::findings::Thresholds;
use self::findings::{
    Changed, judge_certificates, judge_last_change, judge_records, judge_surroundings,
    judge_unreadable,
};
use self::known::{are_replicas_untold, unreadable_parts};
pub use self::known::{knowledge, unsupported};
pub use self::replicas::{JudgedReplica, judge_replicas};
pub use self::standing::Standing;
use super::acl::Acl;
use super::finding::{Finding, FindingId};
use super::hba::{
    self, Decision, Encryption, Exposure, ExposureScope, Knowledge, Record, RecordType,
};
use super::instance::InstanceId;
use super::posture::{Cause, Posture, Unreadable};
use super::proof::{LoginOrigin, ProbeReport, Proof, Question};
use super::ssl::SslState;
use crate::text::{Text, text};

/// Whether clients without SSL are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[derive(strum::IntoStaticStr, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub enum Verdict {
    /// Every client without SSL is refused.
    Enforced,
    /// Some database, user, address or replication traffic still gets in without SSL.
    Partly,
    /// Clients without SSL get in, or SSL is off.
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
    pub fn as_str(self) -> &'static str {
        self.into()
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
    /// The replica whose failed read leaves an enforced primary unknown.
    pub unread_replica: Option<(InstanceId, Unreadable)>,
}

/// Minor engine version from which pg_hba records can be changed.
///
/// Source: the vendor's page on the AD Domain Services settings of RDS for PostgreSQL.
pub const HBA_KERNEL: u32 = 20_210_228;

/// Judges a posture as of the time it was taken.
pub fn judge(posture: &Posture, thresholds: Thresholds) -> Judgement {
    let now = posture.seen_at;
    let mut judgement = configured(posture);
    let unread = posture.instance.unreadable();
    let unread = unread.map(|_| text!("verdict-unread-instance"));
    let untold = || are_replicas_untold(posture).then(|| text!("verdict-unsaid-replicas"));
    let unread = unread.or_else(untold);
    if let Some(reason) = unread.filter(|_| judgement.verdict == Verdict::Enforced) {
        judgement.verdict = Verdict::Unknown;
        judgement.reason = reason;
    }
    weigh_probes(posture, &mut judgement);
    let findings = &mut judgement.findings;
    if let Some(ssl) = posture.ssl.known() {
        judge_certificates(posture, ssl, now, thresholds, findings);
        judge_last_change(posture, Changed::Ssl, &ssl.last_change, findings);
    }
    judge_records(posture, findings);
    judge_surroundings(posture, findings);
    judge_unreadable(posture, findings);
    sort(findings);
    judgement
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.id.cmp(&b.id)));
}

impl Judgement {
    /// Takes in that something which decides beside the settings is not known: what nobody gets through is not known to
    /// be as wanted then.
    pub fn leave_undecided(&mut self, id: &InstanceId, what: Text) {
        let look = format!("forcessl check -v {id}");
        let finding = Finding::new(FindingId::Unreadable, what.clone(), Some(look));
        self.findings.push(finding.of_words(&what));
        sort(&mut self.findings);
        if matches!(self.verdict, Verdict::Enforced | Verdict::Unsupported) {
            self.verdict = Verdict::Unknown;
            self.reason = what;
        }
    }

    const fn new(verdict: Verdict, reason: Text, exposure: Option<Exposure>) -> Self {
        Self {
            verdict,
            reason,
            exposure,
            findings: vec![],
            unread_replica: None,
        }
    }
}

/// The verdict by the settings alone.
fn configured(posture: &Posture) -> Judgement {
    let unsupported_for = |reason: Text| {
        let finding = Finding::new(FindingId::Unsupported, reason.clone(), None);
        let mut judgement = Judgement::new(Verdict::Unsupported, reason, None);
        judgement.findings.push(finding);
        judgement
    };
    if let Some(reason) = posture.instance.known().and_then(unsupported) {
        return unsupported_for(reason);
    }
    let ssl = posture.ssl.known();
    for (what, unreadable) in unreadable_parts(posture).into_iter().take(DECIDING) {
        if let Some(unreadable) = unreadable.filter(|part| part.cause == Cause::Unsupported) {
            let why = &unreadable.message;
            let mut judgement =
                unsupported_for(text!("verdict-does-not-apply", part = what, why = why));
            // What else is known still counts: without SSL every connection is plaintext.
            if ssl.is_some_and(|ssl| ssl.enabled == Some(false)) {
                judgement.verdict = Verdict::Open;
                judgement.reason = text!("verdict-ssl-off");
                judgement.findings.push(ssl_off(posture));
            }
            return judgement;
        }
    }
    let unknown = |reason| Judgement::new(Verdict::Unknown, reason, None);
    let missing = posture.instance.unreadable();
    if let Some(missing) = missing.filter(|part| part.cause == Cause::NotFound) {
        return unknown(missing.message.clone());
    }
    let Some(ssl) = ssl else {
        return unknown(text!("verdict-unread-ssl"));
    };
    let Some(hba) = posture.hba.known() else {
        let mut judgement = unknown(text!("verdict-unread-records"));
        if ssl.enabled == Some(false) {
            judgement.findings.push(ssl_off(posture));
        }
        return judgement;
    };
    let knowledge = knowledge(posture);
    let (records, _) = hba.in_force();
    let exposure = hba::exposure(&records, &knowledge);
    match ssl.enabled {
        None => unknown(text!("verdict-unsaid-ssl")),
        Some(false) => ssl_is_off(posture, exposure),
        Some(true) => ssl_is_on(posture, ssl, &records, &knowledge, &exposure),
    }
}

/// What turns an instance into an enforced one.
fn remedy(id: &InstanceId) -> String {
    format!("forcessl enforce {id} --via hba")
}

fn ssl_off(posture: &Posture) -> Finding {
    let what = text!("finding-ssl-off");
    Finding::new(FindingId::SslOff, what, Some(remedy(&posture.id)))
}

fn ssl_is_off(posture: &Posture, exposure: Exposure) -> Judgement {
    let mut findings = vec![ssl_off(posture)];
    let reason = if exposure.scope() == ExposureScope::Closed {
        text!("verdict-off-and-closed")
    } else {
        report_gaps(posture, &exposure, &mut findings);
        text!("verdict-ssl-off")
    };
    Judgement {
        findings,
        ..Judgement::new(Verdict::Open, reason, Some(exposure))
    }
}

fn ssl_is_on(
    posture: &Posture,
    ssl: &SslState,
    records: &[Record],
    knowledge: &Knowledge,
    exposure: &Exposure,
) -> Judgement {
    // Whose the settings are shows by the endpoint alone.
    let stray = posture.stray_endpoint();
    let is_unread = posture.are_endpoints_unread() || ssl.endpoint.is_none();
    let force = |acl| match AclEffect::of(acl, ssl) {
        AclEffect::On if stray.is_some() || is_unread => AclEffect::Unknown,
        force @ (AclEffect::On | AclEffect::Off | AclEffect::Unknown) => force,
    };
    let (ordinary, replication) = (force(ssl.acl), force(ssl.replication_acl));
    let by_records = |force: AclEffect| match force {
        AclEffect::On => hba::exposure(&forced(records), knowledge),
        AclEffect::Off | AclEffect::Unknown => exposure.clone(),
    };
    let left = Exposure {
        replication: by_records(replication).replication,
        ..by_records(ordinary)
    };
    let mut findings = Vec::new();
    if ssl.acl == Some(Acl::Prefer) && !left.ordinary.is_empty() {
        let what = text!("finding-acl-prefer");
        findings.push(Finding::new(FindingId::AclPrefer, what, None));
    }
    let undecided = (ordinary == AclEffect::Unknown && !left.ordinary.is_empty())
        || (replication == AclEffect::Unknown && !left.replication.is_empty());
    let (verdict, reason) = match left.scope() {
        _ if undecided => {
            let reason = match stray {
                Some(host) => text!("verdict-stray", host = host),
                None if ssl.endpoint.is_none() => text!("verdict-unsaid-endpoint"),
                None if is_unread => text!("verdict-endpoints-unread"),
                None => text!("verdict-unsaid-acl"),
            };
            (Verdict::Unknown, reason)
        }
        ExposureScope::Closed if ordinary == AclEffect::On => {
            let acl = ssl.acl.map_or("", Acl::as_str);
            (Verdict::Enforced, text!("verdict-acl", acl = acl))
        }
        ExposureScope::Closed => (Verdict::Enforced, text!("verdict-no-record")),
        ExposureScope::Partly => (Verdict::Partly, left.text()),
        ExposureScope::Open => (Verdict::Open, left.text()),
    };
    if !undecided {
        report_gaps(posture, &left, &mut findings);
        judge_combination(posture, records, exposure, &left, &mut findings);
    }
    Judgement {
        findings,
        ..Judgement::new(verdict, reason, Some(left))
    }
}

/// The records as an ACL that forces SSL leaves them: `host` admits over SSL only, and one that rejects
/// goes on to reject. How such an ACL and a `hostnossl` record combine is not documented, so that one
/// counts as "could admit".
fn forced(records: &[Record]) -> Vec<Record> {
    let mut records = records.to_vec();
    for record in &mut records {
        if record.kind == RecordType::Host && !record.rejects() {
            record.kind = RecordType::HostSsl;
        }
    }
    records
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
    let unplaced = |record: &Record| Record {
        priority: 0,
        ..record.clone()
    };
    let columns = |records: &[Record]| -> Vec<Record> { records.iter().map(unplaced).collect() };
    let agrees = |probe: &ProbeReport| matches!(probe.proof(), Proof::Proven(_));
    let mut named = posture
        .probes
        .iter()
        .filter(|probe| probe.origin == LoginOrigin::Named);
    let is_proven = !posture.probes.is_empty() && named.all(agrees);
    if left.scope() != ExposureScope::Closed
        || by_records.scope() == ExposureScope::Closed
        || columns(records) == columns(&Record::factory())
        || is_proven
    {
        return;
    }
    let what = text!("finding-acl-with-own-records");
    let look = format!("forcessl check {}", posture.id);
    findings.push(Finding::new(FindingId::AclWithOwnRecords, what, Some(look)));
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
    for (id, gaps) in [
        (FindingId::PlaintextAdmitted, &exposure.ordinary),
        (FindingId::PlaintextReplication, &exposure.replication),
    ] {
        for gap in gaps {
            let finding = Finding::new(id, gap.text(), Some(remedy(&posture.id)));
            findings.push(finding.about(gap.priority));
        }
    }
}

/// What live connections add: one that got in without SSL where the settings do not say so beats them, whatever else
/// they say.
fn weigh_probes(posture: &Posture, judgement: &mut Judgement) {
    let mut told = Vec::new();
    for probe in &posture.probes {
        let Proof::Refuted(how) = probe.proof() else {
            continue;
        };
        let (id, verdict) = if probe.replication {
            (FindingId::PlaintextReplication, Verdict::Partly)
        } else {
            (FindingId::PlaintextAdmitted, Verdict::Open)
        };
        if told.contains(&id) || is_expected(posture, judgement, probe) {
            continue;
        }
        told.push(id);
        let place = format!("{}:{}", probe.place.host, probe.place.port);
        let known = matches!(judgement.verdict, Verdict::Partly | Verdict::Open);
        if !known || (judgement.verdict, verdict) == (Verdict::Partly, Verdict::Open) {
            judgement.reason = text!("verdict-live", place = &place, how = &how);
            judgement.verdict = verdict;
        }
        let what = text!(
            "finding-live",
            place = &place,
            user = &probe.user,
            how = how
        );
        let finding = Finding::new(id, what, Some(remedy(&posture.id)));
        judgement.findings.push(finding.of(place));
    }
}

/// Whether the settings say of the login of a live connection that it gets in without SSL, from where it came.
fn is_expected(posture: &Posture, judgement: &Judgement, probe: &ProbeReport) -> bool {
    if !matches!(judgement.verdict, Verdict::Partly | Verdict::Open) {
        return false;
    }
    let (Some(exposure), Some(hba)) = (&judgement.exposure, posture.hba.known()) else {
        // SSL is off, and the records are not known: everything that gets in does so without SSL.
        return true;
    };
    let from = probe.run(Question::Plaintext).and_then(|run| run.from);
    let Some(from) = from.map(|from| from.ip().to_canonical()) else {
        return true;
    };
    let open = |index: usize| exposure.gaps().any(|gap| gap.index == index);
    let (records, _) = hba.in_force();
    let records = records.iter().enumerate();
    let records = records.filter(|(index, record)| record.rejects() || open(*index));
    let records: Vec<Record> = records.map(|(_, record)| record.clone()).collect();
    let knowledge = knowledge(posture);
    let rules = hba::compile(&records, knowledge.server_major);
    let login = probe.login().connection(from, Encryption::None);
    matches!(
        hba::decide(&rules, &login, &knowledge),
        Decision::Accept { .. } | Decision::Authenticate { .. } | Decision::Undecided { .. }
    )
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
