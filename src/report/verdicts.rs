//! How verdicts are shown to people: in words, and with the worst instance first.

use std::cmp::{Ordering, Reverse};

use super::document::{LiveProof, ProofResult, Row};
use crate::domain::finding::Severity;
use crate::domain::verdict::Verdict;
use crate::text::{Text, text};

impl Verdict {
    /// Every verdict, in the order in which somebody has to act.
    pub const WORST_FIRST: [Self; 5] = [
        Self::Open,
        Self::Partly,
        Self::Unknown,
        Self::Unsupported,
        Self::Enforced,
    ];
}

/// What a verdict says of an instance.
pub(super) fn meaning(verdict: Verdict) -> Text {
    match verdict {
        Verdict::Enforced => text!("meaning-enforced"),
        Verdict::Partly => text!("meaning-partly"),
        Verdict::Open => text!("meaning-open"),
        Verdict::Unsupported => text!("meaning-unsupported"),
        Verdict::Unknown => text!("meaning-unknown"),
    }
}

/// Why an instance has its verdict, in a few words; `Row::reason` has the whole of it.
pub(super) fn in_brief(row: &Row) -> Text {
    let admitting = row.hba.iter().flatten();
    let admitting = admitting.filter(|record| record.admits_plaintext == Some(true));
    let found = match (row.verdict, admitting.count()) {
        (Verdict::Open | Verdict::Partly, _) if is_off(row) => text!("verdict-ssl-off"),
        (Verdict::Open | Verdict::Partly, records) if records > 0 => {
            text!("list-records-admit", count = records)
        }
        (Verdict::Enforced, _) => match weighty(row) {
            ids if ids.is_empty() => row.reason.clone(),
            ids => Text::verbatim(ids.join(", ")),
        },
        (Verdict::Unknown, _) => match row.error.as_ref().and_then(|error| error.code.as_deref()) {
            Some(code) => text!("list-unread", code = code),
            None => row.reason.clone(),
        },
        (Verdict::Open | Verdict::Partly | Verdict::Unsupported, _) => row.reason.clone(),
    };
    let has = |result| {
        let all = row.proofs.iter();
        all.flat_map(|proof: &LiveProof| std::iter::once(proof).chain(proof.replication.as_deref()))
            .any(|proof| proof.result == result)
    };
    let live = if has(ProofResult::Refuted) {
        Some(text!("list-live-accepted"))
    } else if has(ProofResult::Proven) {
        Some(text!("list-live-refused"))
    } else {
        None
    };
    Text::clauses(std::iter::once(found).chain(live))
}

fn is_off(row: &Row) -> bool {
    row.ssl
        .as_ref()
        .is_some_and(|ssl| ssl.enabled == Some(false))
}

/// The ids of the findings that may need somebody to act.
fn weighty(row: &Row) -> Vec<&'static str> {
    let findings = row.findings.iter();
    let findings = findings.filter(|finding| finding.severity >= Severity::Medium);
    let mut ids: Vec<&str> = findings.map(|finding| finding.id.as_str()).collect();
    ids.dedup();
    ids
}

/// The rows by verdict, worst finding, region and id.
pub(super) fn worst_first(rows: &[Row]) -> Vec<&Row> {
    let rank = |row: &Row| {
        let verdict = Verdict::WORST_FIRST
            .iter()
            .position(|one| *one == row.verdict);
        (verdict, Reverse(row.worst()))
    };
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by(|one, other| {
        rank(one)
            .cmp(&rank(other))
            .then_with(|| one.region.cmp(&other.region))
            .then_with(|| natural(one.instance_id.as_str(), other.instance_id.as_str()))
    });
    rows
}

/// Compares texts with their numbers as numbers: `db-9` comes before `db-10`.
fn natural(one: &str, other: &str) -> Ordering {
    let (mut left, mut right) = (one, other);
    while let (Some(a), Some(b)) = (part(&mut left), part(&mut right)) {
        let number = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        let by_value = |text: &str| {
            let digits = text.trim_start_matches('0');
            (digits.len(), digits.to_owned())
        };
        let order = if number(a) && number(b) {
            by_value(a).cmp(&by_value(b))
        } else {
            a.cmp(b)
        };
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| one.cmp(other))
}

/// Takes a run of digits, or of other characters, from the front.
fn part<'a>(text: &mut &'a str) -> Option<&'a str> {
    let digits = text.chars().next()?.is_ascii_digit();
    let end = text
        .find(|c: char| c.is_ascii_digit() != digits)
        .unwrap_or(text.len());
    let (taken, rest) = text.split_at(end);
    *text = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_ids_are_compared_as_numbers() {
        let mut ids = [
            "pgm-10", "pgm-9", "pgm-9a", "pgm-09", "pgm-", "pgr-1", "pgm-a1", "pgm-a",
        ];
        ids.sort_by(|one, other| natural(one, other));
        assert_eq!(
            ids,
            [
                "pgm-", "pgm-09", "pgm-9", "pgm-9a", "pgm-10", "pgm-a", "pgm-a1", "pgr-1"
            ]
        );
    }
}
