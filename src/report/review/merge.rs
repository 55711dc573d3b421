//! Puts reports together: the shards of one run, or runs at different times.
//!
//! Deliberately absent: whether a shard is missing, which no shard can tell; the totals show it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::report::document::{Document, InstanceKey, NotChecked, Row};

/// Reports, put together.
#[derive(Debug, PartialEq, Eq)]
pub struct Merged {
    /// All rows, by account, region and instance; made at the time of the newest report.
    pub document: Document,
    /// The instances that more than one report has, with how many; the newest row was kept.
    pub duplicates: Vec<(InstanceKey, usize)>,
}

/// Puts reports together. Of several rows for one place the newest wins, among equals the last.
pub fn merge(reports: Vec<Document>) -> Merged {
    let generated_at = reports.iter().map(|report| report.generated_at).max();
    let mut rows: BTreeMap<InstanceKey, (DateTime<Utc>, usize, Row)> = BTreeMap::new();
    let mut not_checked = NotChecked::default();
    for report in reports {
        not_checked.add(report.not_checked);
        for row in report.instances {
            let at = row.seen_at.unwrap_or(report.generated_at);
            let place = row.place();
            match rows.get_mut(&place) {
                None => {
                    rows.insert(place, (at, 1, row));
                }
                Some(kept) => {
                    kept.1 += 1;
                    if at >= kept.0 {
                        kept.0 = at;
                        kept.2 = row;
                    }
                }
            }
        }
    }
    let duplicates = rows
        .iter()
        .filter(|(_, (_, count, _))| *count > 1)
        .map(|(place, (_, count, _))| (place.clone(), *count))
        .collect();
    let rows = rows.into_values().map(|(_, _, row)| row).collect();
    Merged {
        document: Document::new(
            rows,
            not_checked,
            generated_at.unwrap_or(DateTime::UNIX_EPOCH),
        ),
        duplicates,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::verdict::Verdict;
    use crate::report::sample::mixed;
    use chrono::TimeDelta;

    #[test]
    fn shards_in_any_order_are_the_whole() {
        let whole = merge(vec![mixed()]);
        let rows = mixed().instances;
        let shard = |remainder| {
            let rows = rows.iter().enumerate();
            let part = rows.filter(|(index, _)| index % 3 == remainder);
            Document::new(
                part.map(|(_, row)| row.clone()).collect(),
                if remainder == 0 {
                    mixed().not_checked
                } else {
                    NotChecked::default()
                },
                mixed().generated_at,
            )
        };
        for order in [[0, 1, 2], [2, 0, 1]] {
            let merged = merge(order.map(shard).to_vec());
            assert_eq!(merged, whole);
            assert_eq!(merged.duplicates, []);
        }
        assert_eq!(whole.document.summary, mixed().summary);
    }

    #[test]
    fn the_newest_row_wins_whatever_the_order() {
        let mut later = mixed();
        for row in &mut later.instances {
            row.seen_at = row.seen_at.map(|at| at + TimeDelta::hours(1));
            row.verdict = Verdict::Enforced;
        }
        for reports in [vec![mixed(), later.clone()], vec![later, mixed()]] {
            let merged = merge(reports);
            assert_eq!(merged.document.summary.enforced, mixed().instances.len());
            assert_eq!(merged.duplicates.len(), mixed().instances.len());
            assert!(merged.duplicates.iter().all(|(_, count)| *count == 2));
        }
    }
}
