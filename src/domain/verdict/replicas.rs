//! What the replicas of a primary mean for it: it refuses plaintext only where every one of them does.

use std::collections::HashSet;

use super::{Judgement, Verdict, remedy, sort, unreadable};
use crate::domain::finding::{Finding, FindingId};
use crate::domain::hba::Record;
use crate::domain::hba::text::{Shown, line};
use crate::domain::instance::InstanceId;
use crate::domain::posture::{Posture, Unreadable};
use crate::text::text;

/// Stands for records that are not known.
const EVERYBODY: &str = "hostnossl all,replication all all trust";

/// One replica, judged for its primary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedReplica {
    /// The replica.
    pub id: InstanceId,
    verdict: Verdict,
    /// What lets somebody in without SSL, as lines, with what turns somebody away before it.
    records: Vec<String>,
    /// The read that failed, where that leaves it unknown.
    unread: Option<Unreadable>,
}

impl JudgedReplica {
    /// By its own judgement. Without SSL whoever gets in does so in plaintext, whatever is not known of the records.
    pub fn new(posture: &Posture, judgement: &Judgement) -> Self {
        let is_off = posture.ssl.known().and_then(|ssl| ssl.enabled) == Some(false);
        let is_open =
            judgement.verdict == Verdict::Unknown && is_off && posture.hba.known().is_none();
        let verdict = if is_open {
            Verdict::Open
        } else {
            judgement.verdict
        };
        let unread = unreadable(posture).filter(|_| verdict == Verdict::Unknown);
        Self {
            id: posture.id.clone(),
            verdict,
            records: records(posture, judgement),
            unread: unread.cloned(),
        }
    }

    /// One that nobody looked at.
    pub fn unread(id: &InstanceId) -> Self {
        Self {
            id: id.clone(),
            verdict: Verdict::Unknown,
            records: vec![],
            unread: None,
        }
    }

    /// What is to be said of it; `None` where it refuses every client without SSL.
    pub fn finding(&self) -> Option<Finding> {
        let id = &self.id;
        let open = |what| Finding::new(FindingId::ReplicaOpen, what, Some(remedy(id)));
        let look = Some(format!("forcessl check {id}"));
        let finding = match self.verdict {
            Verdict::Enforced => return None,
            Verdict::Open => open(text!("finding-replica-open", instance = id)),
            Verdict::Partly => open(text!("finding-replica-partly", instance = id)),
            Verdict::Unsupported => {
                let what = text!("finding-replica-unsupported", instance = id);
                Finding::new(FindingId::ReplicaOpen, what, look)
            }
            Verdict::Unknown => {
                let what = text!("finding-replica-unknown", instance = id);
                Finding::new(FindingId::Unreadable, what, look)
            }
        };
        Some(finding.of_records(id.as_str(), self.records.clone()))
    }
}

/// What lets somebody in without SSL, and what turns somebody away before it; everybody gets in where that is not known.
fn records(posture: &Posture, judgement: &Judgement) -> Vec<String> {
    let (Some(hba), Some(exposure)) = (posture.hba.known(), &judgement.exposure) else {
        return vec![EVERYBODY.to_owned()];
    };
    let (records, _) = hba.in_force();
    let admit: HashSet<usize> = exposure.gaps().map(|gap| gap.index).collect();
    let counts = |(index, record): &(usize, &Record)| record.rejects() || admit.contains(index);
    let counted = records.iter().enumerate().filter(counts);
    counted
        .map(|(_, record)| line(record, Shown::Redacted))
        .collect()
}

/// Adds to an enforced primary what its replicas leave open. One that could not be judged makes the primary unknown.
pub fn judge_replicas(primary: &mut Judgement, replicas: &[JudgedReplica]) {
    for replica in replicas {
        let Some(finding) = replica.finding() else {
            continue;
        };
        if replica.verdict == Verdict::Unknown {
            primary.verdict = Verdict::Unknown;
            primary.reason = finding.message.clone();
            let unread = replica
                .unread
                .clone()
                .map(|part| (replica.id.clone(), part));
            primary.unread_replica = primary.unread_replica.take().or(unread);
        }
        primary.findings.push(finding);
    }
    sort(&mut primary.findings);
}
