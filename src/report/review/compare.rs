//! Compares two reports: what became worse, better, is new or is gone.
//!
//! Invariant: an instance that the old report did not judge is as new, one that cannot be judged any more is neither
//! better nor worse, a gap that lets others in is worse, and one that the new report may have missed is not gone.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::failure::Ending;
use crate::domain::finding::{Finding, Severity};
use crate::domain::hba::canonical;
use crate::domain::verdict::{Standing, Verdict};
use crate::report::document::{Document, HbaRow, InstanceKey, OpeningRow, Row};
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
    let mut instances: Vec<Compared> = after
        .into_iter()
        .map(|(place, now)| match before.remove(&place) {
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

fn both(place: InstanceKey, then: &Row, now: &Row) -> Compared {
    let mut appeared = beyond(&now.findings, &then.findings);
    let cleared = beyond(&then.findings, &now.findings);
    let is_wider = opens_more(then, now);
    if is_wider {
        let said = |finding: &&Finding| {
            then.findings
                .iter()
                .any(|old| old.message == finding.message)
        };
        let openings = now
            .findings
            .iter()
            .filter(|finding| finding.id.is_opening());
        let other = openings.filter(|finding| !said(finding) && !appeared.contains(finding));
        let other: Vec<Finding> = other.cloned().collect();
        appeared.extend(other);
    }
    let course = match (rank(then.verdict), rank(now.verdict)) {
        (Some(then), Some(now)) if now > then => Movement::Worse,
        (Some(then), Some(now)) if now < then => Movement::Better,
        (Some(_), Some(_)) => match (counts(&appeared), counts(&cleared)) {
            (true, _) => Movement::Worse,
            _ if is_wider => Movement::Worse,
            (false, true) => Movement::Better,
            (false, false) => Movement::Same,
        },
        // Neither could be judged: nothing is known to have changed.
        (None, None) => Movement::Same,
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

/// What a record lets in without SSL.
struct Opening {
    replication: bool,
    /// Users, databases and addresses, in words.
    whom: [String; 3],
    /// The columns of the records before it that turn some of these away; `None` where the report does not have them.
    turned_away: Option<BTreeSet<[String; 4]>>,
}

impl Opening {
    /// Whether it lets in nobody whom `old` did not: the same logins, with at least as many of them turned away.
    fn is_within(&self, old: &Self) -> bool {
        let turned_away = self.turned_away.as_ref().zip(old.turned_away.as_ref());
        self.replication == old.replication
            && self.whom == old.whom
            && turned_away.is_some_and(|(now, then)| now.is_superset(then))
    }
}

/// What the records of a report let in.
fn openings(records: &[HbaRow]) -> Vec<Opening> {
    let columns = |row: &HbaRow| {
        let canonical = canonical(&[row.record()]).into_iter();
        let columns = canonical.map(|one| {
            let mask = one.mask.unwrap_or_default();
            [one.database, one.user, one.address, mask]
        });
        columns.collect::<Vec<_>>()
    };
    let opening = |(place, one): (usize, &OpeningRow)| {
        let before = records.get(..place).unwrap_or_default();
        let found = before
            .iter()
            .filter(|row| one.except.contains(&row.priority));
        let is_known = found.clone().count() == one.except.len();
        // Where not all are listed, each that rejects may be one of them.
        let others = before
            .iter()
            .filter(|row| one.except_more && row.method == "reject");
        Opening {
            replication: one.replication,
            whom: [&one.users, &one.databases, &one.addresses].map(Text::english),
            turned_away: is_known.then(|| found.chain(others).flat_map(columns).collect()),
        }
    };
    let rows = records.iter().enumerate();
    let each =
        rows.flat_map(|(place, row)| row.plaintext.iter().flatten().map(move |one| (place, one)));
    each.map(opening).collect()
}

/// Whether a record lets somebody in without SSL whom no record of the old report let in the same way: other users,
/// databases or addresses, or the same with others of them turned away before.
fn opens_more(then: &Row, now: &Row) -> bool {
    let (Some(then), Some(now)) = (&then.hba, &now.hba) else {
        return false;
    };
    let then = openings(then);
    let is_known = |now: &Opening| then.iter().any(|old| now.is_within(old));
    !openings(now).iter().all(is_known)
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

/// Whether one of them weighs: a note is no gap.
fn counts(findings: &[Finding]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity > Severity::Note)
}

/// The findings of one list beyond those of the other. One whose text alone changed, such as a record
/// that got another number, is the same finding.
fn beyond(these: &[Finding], those: &[Finding]) -> Vec<Finding> {
    let mut left: Vec<&Finding> = those.iter().collect();
    let mut beyond: Vec<&Finding> = these.iter().collect();
    let take = |same: fn(&Finding, &Finding) -> bool,
                left: &mut Vec<&Finding>,
                beyond: &mut Vec<&Finding>| {
        beyond.retain(
            |finding| match left.iter().position(|other| same(finding, other)) {
                Some(place) => {
                    left.remove(place);
                    false
                }
                None => true,
            },
        );
    };
    take(
        |a, b| a.id == b.id && a.message == b.message,
        &mut left,
        &mut beyond,
    );
    take(|a, b| a.id == b.id, &mut left, &mut beyond);
    beyond.into_iter().cloned().collect()
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
            record.plaintext.as_mut().unwrap()[0].users = Text::verbatim("users `other`");
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
