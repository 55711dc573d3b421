//! Primaries and their replicas: a replica has settings of its own and holds the same data, so a
//! primary that refuses plaintext is told of a replica that does not.
//!
//! Rows come in any order. A primary that waits for a replica is held back; all others go on at once. Replicas that have no
//! row of their own are judged for their primary alone; one that nobody judged leaves it unknown.

use std::collections::BTreeMap;

use crate::domain::instance::{InstanceId, Role};
use crate::domain::outcome::Audited;
use crate::domain::posture::Posture;
use crate::domain::verdict::{JudgedReplica, Verdict, judge_replicas};

/// The rows that are held back, and the verdicts on the replicas so far; `T` goes along with a row.
#[derive(Debug, Default)]
pub struct ReplicaTracker<T> {
    replicas: BTreeMap<InstanceId, JudgedReplica>,
    held: Vec<(Audited, T)>,
}

impl<T> ReplicaTracker<T> {
    /// Takes a row; gives those that nothing is missing for any more.
    pub fn take(&mut self, row: Audited, with: T) -> Vec<(Audited, T)> {
        let instance = row.posture.instance.known();
        let mut ready = Vec::new();
        if instance.is_none_or(|instance| instance.role != Role::Primary) {
            ready = self.learn(JudgedReplica::new(&row.posture, &row.judgement));
        }
        if self.is_complete(&row) {
            ready.extend(self.judged(vec![(row, with)]));
        } else {
            self.held.push((row, with));
        }
        ready
    }

    /// Takes a replica; gives the rows that nothing is missing for any more.
    pub fn learn(&mut self, replica: JudgedReplica) -> Vec<(Audited, T)> {
        self.replicas.insert(replica.id.clone(), replica);
        let (complete, held) = std::mem::take(&mut self.held)
            .into_iter()
            .partition(|(row, _)| self.is_complete(row));
        self.held = held;
        self.judged(complete)
    }

    /// The replicas that rows are held back for, each once, with what goes along with such a row.
    pub fn missing(&self) -> BTreeMap<InstanceId, T>
    where
        T: Clone,
    {
        let each = |(row, with): &(Audited, T)| {
            let missing = replicas(&row.posture).iter();
            let missing = missing.filter(|id| !self.replicas.contains_key(id));
            let missing: Vec<_> = missing.map(|id| (id.clone(), with.clone())).collect();
            missing
        };
        self.held.iter().flat_map(each).collect()
    }

    /// The rows whose replicas were not all judged.
    pub fn rest(&mut self) -> Vec<(Audited, T)> {
        let held = std::mem::take(&mut self.held);
        self.judged(held)
    }

    fn is_complete(&self, row: &Audited) -> bool {
        row.judgement.verdict != Verdict::Enforced
            || replicas(&row.posture)
                .iter()
                .all(|id| self.replicas.contains_key(id))
    }

    fn judged(&self, mut rows: Vec<(Audited, T)>) -> Vec<(Audited, T)> {
        for (row, _) in &mut rows {
            // A primary that is open itself says so; its replicas have rows of their own.
            if row.judgement.verdict == Verdict::Enforced {
                let all = replicas(&row.posture).iter();
                let judged = |id| self.replicas.get(id).cloned();
                let all = all.map(|id| judged(id).unwrap_or_else(|| JudgedReplica::unread(id)));
                let all: Vec<JudgedReplica> = all.collect();
                judge_replicas(&mut row.judgement, &all);
            }
        }
        rows
    }
}

/// The replicas that the API names for an instance; where it does not say, the verdict is not known.
pub fn replicas(posture: &Posture) -> &[InstanceId] {
    let instance = posture.instance.known();
    let replicas = instance.and_then(|instance| instance.replicas.as_deref());
    replicas.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::FindingId;
    use crate::domain::hba::Record;
    use crate::domain::sample;
    use crate::domain::verdict::{Thresholds, judge};

    fn row(id: &str, verdict: Verdict, role: Role, replicas: &[&str]) -> Audited {
        let mut posture = sample::posture(sample::ssl(true), Record::factory());
        posture.id = id.parse().unwrap();
        let instance = sample::instance(&mut posture);
        instance.role = role;
        instance.replicas = Some(replicas.iter().map(|id| id.parse().unwrap()).collect());
        let mut judgement = judge(&posture, Thresholds::default());
        judgement.verdict = verdict;
        judgement.findings.clear();
        Audited { posture, judgement }
    }

    fn replica(id: &str, verdict: Verdict) -> Audited {
        row(id, verdict, Role::Replica(None), &[])
    }

    fn shown(rows: Vec<(Audited, ())>) -> Vec<(String, Vec<FindingId>)> {
        rows.into_iter()
            .map(|(row, ())| {
                let ids = row.judgement.findings.iter().map(|finding| finding.id);
                (row.posture.id.to_string(), ids.collect())
            })
            .collect()
    }

    #[test]
    fn an_enforced_primary_waits_for_its_replicas_and_is_told_of_open_ones() {
        let mut families = ReplicaTracker::default();
        let replicas = ["pgr-a", "pgr-b", "pgr-c"];
        let primary = row("pgm-a", Verdict::Enforced, Role::Primary, &replicas);
        assert_eq!(shown(families.take(primary, ())), []);
        let alone = row("pgm-b", Verdict::Enforced, Role::Primary, &[]);
        assert_eq!(shown(families.take(alone, ())).len(), 1, "others go on");
        for (id, verdict) in [("pgr-a", Verdict::Open), ("pgr-b", Verdict::Enforced)] {
            let ready = shown(families.take(replica(id, verdict), ()));
            assert_eq!(ready, [(id.to_owned(), vec![])]);
        }
        let ready = shown(families.take(replica("pgr-c", Verdict::Partly), ()));
        let both = vec![FindingId::ReplicaOpen, FindingId::ReplicaOpen];
        let last = ("pgr-c".to_owned(), vec![]);
        assert_eq!(ready, [("pgm-a".to_owned(), both), last]);
        assert_eq!(shown(families.rest()), []);
    }

    #[test]
    fn replicas_that_came_first_count_and_those_that_nobody_judged_leave_it_unknown() {
        let mut families = ReplicaTracker::default();
        families.take(replica("pgr-a", Verdict::Open), ());
        let primary = row("pgm-a", Verdict::Enforced, Role::Primary, &["pgr-a"]);
        let ready = shown(families.take(primary, ()));
        assert_eq!(ready, [("pgm-a".to_owned(), vec![FindingId::ReplicaOpen])]);
        let replicas = ["pgr-a", "pgr-z"];
        let orphan = row("pgm-b", Verdict::Enforced, Role::Primary, &replicas);
        assert_eq!(shown(families.take(orphan, ())), []);
        assert_eq!(families.missing(), [("pgr-z".parse().unwrap(), ())].into());
        let rest = families.rest();
        assert_eq!(rest[0].0.judgement.verdict, Verdict::Unknown);
        let both = vec![FindingId::ReplicaOpen, FindingId::Unreadable];
        assert_eq!(shown(rest), [("pgm-b".to_owned(), both)]);
        let open = row("pgm-c", Verdict::Open, Role::Primary, &["pgr-a"]);
        let ready = shown(families.take(open, ()));
        assert_eq!(ready, [("pgm-c".to_owned(), vec![])]);
    }
}
