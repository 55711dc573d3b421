//! Compares two reports: what became worse, better, is new or is gone.
//!
//! Invariant: an instance that the old report did not judge is as new, one that cannot be judged any more is neither
//! better nor worse, a gap that lets others in is worse, and one that the new report may have missed is not gone.

use std::collections::BTreeMap;

use serde::Serialize;

use super::anew::Anew;
use crate::domain::failure::Ending;
use crate::domain::finding::{Finding, FindingId, Severity};
use crate::domain::verdict::{Standing, Verdict};
use crate::report::document::{Document, HbaRow, InstanceKey, Row};
use crate::text::{Text, text};

/// What views say of a new report that did not look at everything.
pub(in crate::report) fn incomplete() -> Text {
    text!("compare-incomplete")
}

/// What became of an instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// A worse verdict, or a finding that was not there.
    Worse,
    /// Could not be judged before or now.
    NotComparable,
    /// Not in the old report.
    New,
    /// Not in the new report.
    Gone,
    /// A better verdict, or findings that are gone.
    Better,
    /// As it was.
    Same,
}

impl Movement {
    /// The words for people.
    pub fn text(self) -> Text {
        match self {
            Self::Worse => text!("compare-worse"),
            Self::Better => text!("compare-better"),
            Self::New => text!("compare-new"),
            Self::Gone => text!("compare-gone"),
            Self::NotComparable => text!("compare-not-comparable"),
            Self::Same => text!("compare-same"),
        }
    }

    /// Every movement, the worst first.
    pub const ALL: [Self; 6] = [
        Self::Worse,
        Self::NotComparable,
        Self::New,
        Self::Gone,
        Self::Better,
        Self::Same,
    ];

    /// The words for people.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::NotComparable => "not comparable",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Better => "better",
            Self::Same => "same",
        }
    }
}

/// One instance of both reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// Where it is.
    pub place: InstanceKey,
    /// What became of it.
    pub course: Movement,
    /// The verdict in the old report.
    pub before: Option<Verdict>,
    /// The verdict in the new report.
    pub after: Option<Verdict>,
    /// Whether the new report has a gap there.
    pub gap: bool,
    /// How a run ends that could not judge it in the new report; `None` when it is judged, or gone.
    pub unjudged: Option<Ending>,
    /// Findings that were not there; those of a new instance are all.
    pub appeared: Vec<Finding>,
    /// Findings that are gone.
    pub cleared: Vec<Finding>,
}

/// Two reports, compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Every instance of either, the worst course first.
    pub instances: Vec<Compared>,
    /// How a run ends for what the new report did not look at; `None` where it looked at everything that it was to.
    pub not_checked: Option<Ending>,
}

/// When a comparison is a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// When an instance became worse, or a new one has a gap.
    New,
    /// When the new report has any gap, old or new.
    Any,
    /// When a finding of this severity or worse appeared.
    Severity(Severity),
}

impl Comparison {
    /// How many instances took this course.
    pub fn count(&self, course: Movement) -> usize {
        self.instances
            .iter()
            .filter(|compared| compared.course == course)
            .count()
    }

    /// Whether the new report looked at everything that it was to.
    pub const fn is_complete(&self) -> bool {
        self.not_checked.is_none()
    }

    /// Whether it is a failure.
    pub fn fails(&self, on: FailOn) -> bool {
        self.instances.iter().any(|compared| match on {
            FailOn::New => {
                compared.course == Movement::Worse
                    || compared.course == Movement::New && compared.gap
            }
            FailOn::Any => compared.gap,
            FailOn::Severity(least) => compared
                .appeared
                .iter()
                .any(|finding| finding.severity >= least),
        })
    }

    /// What it means for a pipeline: a part that the new report does not know of is an error, else what fails is a gap.
    pub fn ending(&self, on: FailOn) -> Ending {
        let unjudged = self
            .instances
            .iter()
            .filter_map(|compared| compared.unjudged);
        let gaps = self.fails(on).then_some(Ending::Gaps);
        let all = unjudged.chain(self.not_checked).chain(gaps);
        all.max().unwrap_or(Ending::Done)
    }
}

fn is_gap(row: &Row) -> bool {
    row.standing() == Standing::Gap
}

/// Compares two reports.
pub fn compare(old: &Document, new: &Document) -> Comparison {
    let index = |document: &Document| -> BTreeMap<InstanceKey, Row> {
        document
            .instances
            .iter()
            .map(|row| (row.place(), row.clone()))
            .collect()
    };
    let (mut before, after) = (index(old), index(new));
    let places: Vec<InstanceKey> = after.keys().cloned().collect();
    let mut instances: Vec<Compared> = after
        .into_iter()
        .map(|(place, now)| match take(&mut before, &places, &place) {
            Some(then) => both(place, &then, &now),
            None => Compared {
                place,
                course: Movement::New,
                before: None,
                after: Some(now.verdict),
                gap: is_gap(&now),
                unjudged: now.unjudged(),
                appeared: now.findings,
                cleared: vec![],
            },
        })
        .collect();
    instances.extend(before.into_iter().map(|(place, then)| Compared {
        course: if new.not_checked.may_hide(&place) {
            Movement::NotComparable
        } else {
            Movement::Gone
        },
        place,
        before: Some(then.verdict),
        after: None,
        gap: false,
        unjudged: None,
        appeared: vec![],
        cleared: then.findings,
    }));
    instances.sort_by(|a, b| (a.course, &a.place).cmp(&(b.course, &b.place)));
    Comparison {
        instances,
        not_checked: new.not_checked.ending(),
    }
}

/// Takes the old row of a place: of the same one, or of the only one that it may be where an account or region is not known.
fn take(
    before: &mut BTreeMap<InstanceKey, Row>,
    after: &[InstanceKey],
    place: &InstanceKey,
) -> Option<Row> {
    let only = |mut keys: Box<dyn Iterator<Item = &InstanceKey> + '_>| {
        let first = keys.next().cloned();
        first.filter(|_| keys.next().is_none())
    };
    let may_be = |one: &InstanceKey| only(Box::new(before.keys().filter(|key| key.may_be(one))));
    let other = || {
        let found = may_be(place)?;
        only(Box::new(after.iter().filter(|key| key.may_be(&found))))?;
        Some(found)
    };
    let found = before
        .contains_key(place)
        .then(|| place.clone())
        .or_else(other)?;
    before.remove(&found)
}

fn both(place: InstanceKey, then: &Row, now: &Row) -> Compared {
    let anew = Anew::of(then, now);
    let (appeared, cleared) = beyond(then, now, &anew);
    let weighs = |least: Severity| move |one: &Finding| one.severity >= least;
    let has_more = |least| anew.is_plaintext() || appeared.iter().any(weighs(least));
    let course = match (rank(then.verdict), rank(now.verdict)) {
        (Some(before), Some(after)) if after > before => Movement::Worse,
        // Beside a better verdict only a new gap is worse.
        (Some(before), Some(after)) if after < before => {
            if has_more(now.fail_on.max(Severity::Low)) {
                Movement::Worse
            } else {
                Movement::Better
            }
        }
        (Some(_), Some(_)) if has_more(Severity::Low) => Movement::Worse,
        (Some(_), Some(_)) if cleared.iter().any(weighs(Severity::Low)) => Movement::Better,
        // Where neither could be judged nothing is known to have changed.
        (Some(_), Some(_)) | (None, None) => Movement::Same,
        // What was not judged was not accepted either.
        (None, Some(_)) => Movement::New,
        (Some(_), None) => Movement::NotComparable,
    };
    Compared {
        place,
        course,
        before: Some(then.verdict),
        after: Some(now.verdict),
        gap: is_gap(now),
        unjudged: now.unjudged(),
        appeared,
        cleared,
    }
}

/// From good to bad; `None` for one that says neither.
const fn rank(verdict: Verdict) -> Option<u8> {
    match verdict {
        Verdict::Enforced => Some(0),
        Verdict::Unsupported => Some(1),
        Verdict::Partly => Some(2),
        Verdict::Open => Some(3),
        Verdict::Unknown => None,
    }
}

/// Whether two findings of an id are about the same; one of an older version by what it says, and no opening that only one of them names.
fn is_about_same(old: &Finding, new: &Finding) -> bool {
    match (&old.subject, &new.subject) {
        (Some(old), Some(new)) => old.name == new.name,
        (None, None) => !new.is_untold() || old.message == new.message,
        (Some(_), None) | (None, Some(_)) => {
            new.id.has_subject() && !new.id.is_opening() && old.message == new.message
        }
    }
}

fn is_drift_of_records(finding: &Finding) -> bool {
    let subject = finding.subject.as_ref();
    finding.id == FindingId::Drift && subject.is_some_and(|one| !one.records.is_empty())
}

/// The findings of the new row that none of the old one accepts, and those of the old one that are gone.
fn beyond(then: &Row, now: &Row, anew: &Anew) -> (Vec<Finding>, Vec<Finding>) {
    let mut left: Vec<&Finding> = then.findings.iter().collect();
    let mut appeared: Vec<&Finding> = now.findings.iter().collect();
    let mut pair = |same: &dyn Fn(&Finding, &Finding) -> bool, appeared: &mut Vec<&Finding>| {
        appeared.retain(|finding| {
            let place = left.iter().position(|old| same(old, finding));
            place.map(|place| left.remove(place)).is_none()
        });
    };
    let is_same = |old: &Finding, new: &Finding| {
        let columns = |row: &Row, one: &Finding| {
            let is_apart = one.id == FindingId::ShadowedRecord;
            let mut records = row.hba.iter().flatten().filter(|_| is_apart);
            let record = records.find(|record| Some(record.priority) == one.record);
            record.map(HbaRow::line)
        };
        old.id == new.id && is_about_same(old, new) && columns(then, old) == columns(now, new)
    };
    let accepts = |old: &Finding, new: &Finding| {
        is_same(old, new) && old.severity >= new.severity && !anew.is_at(old, new)
    };
    // One that reads the same first: a record that got another number is the same one.
    pair(
        &|old, new| old.message == new.message && accepts(old, new),
        &mut appeared,
    );
    pair(&accepts, &mut appeared);
    // Other records that let in nobody anew are no other drift.
    let lines = |row: &Row| -> Option<Vec<String>> {
        let mut drift = row.findings.iter().filter(|one| is_drift_of_records(one));
        let first = drift.next()?.subject.as_ref()?;
        Some(first.records.clone())
    };
    if lines(then).is_some_and(|old| Some(old) != lines(now)) && !anew.is_anybody() {
        appeared.retain(|finding| !is_drift_of_records(finding));
    }
    // One that became worse is not gone.
    pair(&is_same, &mut appeared.clone());
    let owned = |findings: Vec<&Finding>| findings.into_iter().cloned().collect();
    (owned(appeared), owned(left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::{Knowledge, exposure};
    use crate::report::document::hba_rows;
    use crate::report::sample::mixed;

    fn changed(change: impl FnOnce(&mut Document)) -> Comparison {
        let mut new = mixed();
        change(&mut new);
        compare(&mixed(), &new)
    }

    #[test]
    fn the_same_report_has_not_changed() {
        let same = changed(|_| {});
        assert_eq!(same.count(Movement::Same), mixed().instances.len());
        assert!(!same.fails(FailOn::New));
        assert!(!same.fails(FailOn::Severity(Severity::Note)));
        assert!(same.fails(FailOn::Any), "it has gaps, though old ones");
    }

    #[test]
    fn a_verdict_that_drops_is_worse_and_the_other_way_better() {
        let worse = changed(|new| new.instances[0].verdict = Verdict::Partly);
        assert_eq!(worse.count(Movement::Worse), 1);
        assert!(worse.fails(FailOn::New));
        let better = changed(|new| new.instances[3].verdict = Verdict::Enforced);
        assert_eq!(better.count(Movement::Better), 1);
        assert!(!better.fails(FailOn::New));
    }

    #[test]
    fn unknown_is_neither_better_nor_worse() {
        let lost = changed(|new| new.instances[0].verdict = Verdict::Unknown);
        assert_eq!(lost.count(Movement::NotComparable), 1);
        assert_eq!(lost.ending(FailOn::New), Ending::Access);
        assert!(!lost.fails(FailOn::New));
    }

    #[test]
    fn what_the_old_report_could_not_judge_was_not_accepted() {
        let mut old = mixed();
        old.instances[3].verdict = Verdict::Unknown;
        let new = compare(&old, &mixed());
        assert_eq!(new.count(Movement::New), 1);
        assert!(new.fails(FailOn::New), "it is open");
    }

    #[test]
    fn a_gap_that_lets_in_others_is_worse_though_the_finding_is_the_same() {
        let old = mixed();
        let gap = |record: &HbaRow| record.plaintext.as_ref().is_some_and(|all| !all.is_empty());
        let has = |row: &Row| {
            row.hba
                .as_ref()
                .is_some_and(|records| records.iter().any(gap))
        };
        let place = old.instances.iter().position(has).unwrap();
        let wider = changed(|new| {
            let records = new.instances[place].hba.as_mut().unwrap();
            let record = records.iter_mut().find(|record| gap(record)).unwrap();
            record.user = "other".to_owned();
            for finding in &mut new.instances[place].findings {
                if finding.id.is_opening() {
                    finding.message = Text::verbatim("record 0 (host all other) admits");
                }
            }
        });
        assert_eq!(wider.count(Movement::Worse), 1);
        assert!(wider.fails(FailOn::New) && wider.fails(FailOn::Severity(Severity::High)));
        let same = changed(|new| {
            let records = new.instances[place].hba.as_mut().unwrap();
            for record in records {
                record.priority += 5;
            }
        });
        assert_eq!(same.count(Movement::Same), mixed().instances.len());
    }

    #[test]
    fn a_gap_is_worse_when_other_logins_are_turned_away_before_it() {
        let line = "hostnossl appdb all 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 scram-sha-256";
        let report = |lines: &str| {
            let records = crate::domain::hba::file::parse(lines).unwrap();
            let exposure = exposure(&records, &Knowledge::default());
            let mut document = mixed();
            document.instances[0].hba = Some(hba_rows(&records, Some(&exposure)));
            document
        };
        for (now, worse) in [
            (line, false),
            (
                "hostnossl nosuchdb all 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 scram-sha-256",
                true,
            ),
            (
                "hostnossl appdb all 10.0.0.0/8 reject\nhost all all 0.0.0.0/0 scram-sha-256",
                true,
            ),
            ("host all all 0.0.0.0/0 scram-sha-256", true),
            (
                "host appdb all 0.0.0.0 0.0.0.0 reject\nhost all etl all reject\nhost all all 0.0.0.0/0 scram-sha-256",
                false,
            ),
        ] {
            let compared = compare(&report(line), &report(now));
            assert_eq!(compared.count(Movement::Worse), usize::from(worse), "{now}");
        }
    }

    /// A report in which the first instance has these records and what is found of them.
    fn of_records(lines: &str, severity: Severity) -> Document {
        let records = crate::domain::hba::file::parse(lines).unwrap();
        let exposure = exposure(&records, &Knowledge::default());
        let mut document = mixed();
        let row = &mut document.instances[0];
        row.hba = Some(hba_rows(&records, Some(&exposure)));
        let weak = |record: &&crate::domain::hba::Record| record.method != "scram-sha-256";
        let finding = |record: &crate::domain::hba::Record| {
            let what = Text::verbatim("x");
            let mut finding =
                Finding::new(FindingId::WeakMethod, what, None).about(record.priority);
            finding.severity = severity;
            finding
        };
        row.findings = records.iter().filter(weak).map(finding).collect();
        document
    }

    #[test]
    fn a_finding_of_a_record_is_worse_where_the_record_lets_in_more() {
        let old = of_records("hostssl all etl 10.0.0.0/8 md5", Severity::Low);
        for (now, worse) in [
            ("hostssl all etl 10.0.0.0/8 md5", false),
            ("hostssl all etl 10.1.0.0/16 md5", false),
            ("hostssl app etl 10.0.0.0/8 md5", false),
            ("hostssl all etl 0.0.0.0/0 md5", true),
            ("hostssl all other 10.0.0.0/8 md5", true),
            ("hostssl all etl 10.0.0.0/8 password", true),
            ("hostssl all etl 10.0.0.0/8 trust", true),
        ] {
            let compared = compare(&old, &of_records(now, Severity::Low));
            assert_eq!(compared.count(Movement::Worse), usize::from(worse), "{now}");
        }
    }

    #[test]
    fn what_was_accepted_and_is_a_gap_now_is_new() {
        let line = "hostssl all etl 10.0.0.0/8 md5";
        let [accepted, found] = [Severity::Note, Severity::Low].map(|one| of_records(line, one));
        assert_eq!(compare(&accepted, &found).count(Movement::Worse), 1);
        assert_eq!(compare(&found, &accepted).count(Movement::Worse), 0);
    }

    #[test]
    fn a_finding_of_a_replica_is_about_that_one_and_what_it_lets_in() {
        let report = |name: &str, line: &str| {
            changed_rows(|row| {
                let finding = Finding::new(FindingId::ReplicaOpen, Text::verbatim("x"), None);
                row.findings = vec![finding.of_records(name, vec![line.to_owned()])];
            })
        };
        let old = report("pgr-1", "host all etl 10.0.0.0/8 md5");
        for (name, line, worse) in [
            ("pgr-1", "host all etl 10.0.0.0/8 md5", false),
            ("pgr-1", "host all etl 10.1.0.0/16 md5", false),
            ("pgr-1", "host all all 0.0.0.0/0 md5", true),
            ("pgr-2", "host all etl 10.0.0.0/8 md5", true),
        ] {
            let compared = compare(&old, &report(name, line));
            assert_eq!(
                compared.count(Movement::Worse),
                usize::from(worse),
                "{name} {line}"
            );
        }
    }

    #[test]
    fn a_drift_of_records_is_another_one_where_they_let_somebody_in_anew() {
        let drift = |lines: &str| {
            let mut document = of_records(lines, Severity::Low);
            let lines: Vec<String> = lines.lines().map(str::to_owned).collect();
            let finding = |line: &String| {
                let finding = Finding::new(FindingId::Drift, Text::verbatim("x"), None);
                finding.of_records(format!("record added: {line}"), lines.clone())
            };
            document.instances[0].findings = lines.iter().map(finding).collect();
            document
        };
        let old = drift("hostssl all etl 10.0.0.0/8 scram-sha-256");
        for (now, worse) in [
            ("hostssl all etl 10.0.0.0/8 scram-sha-256", false),
            ("hostssl all etl 10.1.0.0/16 scram-sha-256", false),
            (
                "hostssl all all 10.2.0.0/16 reject\nhostssl all etl 10.0.0.0/8 scram-sha-256",
                false,
            ),
            ("hostssl all etl 10.0.0.0/7 scram-sha-256", true),
            ("hostssl all other 10.0.0.0/8 scram-sha-256", true),
        ] {
            let compared = compare(&old, &drift(now));
            assert_eq!(compared.count(Movement::Worse), usize::from(worse), "{now}");
        }
        // Where nothing drifted before, any drift is one.
        let none = of_records("hostssl all etl 10.0.0.0/8 scram-sha-256", Severity::Low);
        assert_eq!(compare(&none, &old).count(Movement::Worse), 1);
    }

    fn changed_rows(change: impl FnOnce(&mut Row)) -> Document {
        let mut document = mixed();
        change(&mut document.instances[0]);
        document
    }

    #[test]
    fn an_account_that_one_report_does_not_know_makes_no_other_instance() {
        let known = changed_rows(|row| row.account_id = Some("1".to_owned()));
        let unknown = changed_rows(|row| row.account_id = None);
        for (old, new) in [(&known, &unknown), (&unknown, &known)] {
            assert_eq!(
                compare(old, new).count(Movement::Same),
                mixed().instances.len()
            );
        }
        let other = changed_rows(|row| row.account_id = Some("2".to_owned()));
        assert_eq!(compare(&known, &other).count(Movement::New), 1);
    }

    #[test]
    fn new_and_gone_instances_are_told() {
        let gone = changed(|new| drop(new.instances.remove(0)));
        assert_eq!(gone.count(Movement::Gone), 1);
        assert!(!gone.fails(FailOn::New));
        let mut old = mixed();
        old.instances.remove(3);
        let new = compare(&old, &mixed());
        assert_eq!(new.count(Movement::New), 1);
        assert!(new.fails(FailOn::New), "the new one is open");
    }

    #[test]
    fn a_finding_that_only_reads_otherwise_is_no_new_one() {
        let renumbered = changed(|new| {
            for finding in &mut new.instances[0].findings {
                let message = finding.message.english();
                finding.message = Text::verbatim(message.replace("record 1", "record 4"));
            }
        });
        assert_eq!(renumbered.count(Movement::Same), mixed().instances.len());
        let one_more = changed(|new| {
            let again = new.instances[0].findings[2].clone();
            new.instances[0].findings.push(again);
        });
        assert_eq!(one_more.count(Movement::Worse), 1);
        assert!(one_more.fails(FailOn::Severity(Severity::Low)));
        assert!(!one_more.fails(FailOn::Severity(Severity::Medium)));
    }
}
