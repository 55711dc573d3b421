//! The service's own log of changes to the records, and the records as they were at a time.

use chrono::{DateTime, Utc};

use super::canonical::canonical;
use super::record::Record;
use crate::domain::ssl::LastChange;

/// One change of the records.
///
/// Source: `HbaLogItem` of `DescribeModifyPGHbaConfigLog`, API version 2014-08-15.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HbaLogItem {
    /// When it was made.
    pub at: DateTime<Utc>,
    /// How it ended, with the reason when it failed.
    pub status: LastChange,
    /// The records before, in order.
    pub before: Vec<Record>,
    /// The records that were wanted, in order.
    pub after: Vec<Record>,
}

impl HbaLogItem {
    /// Whether the records it wanted came into force.
    pub fn took_effect(&self) -> bool {
        self.status == LastChange::Succeeded
    }
}

/// The records as of a time: those before the first later change that took effect. `None` when
/// there was no later change, so that the records in force are the ones.
///
/// A change made at the very time is not later.
pub fn as_of(log: &[HbaLogItem], at: DateTime<Utc>) -> Option<&[Record]> {
    log.iter()
        .filter(|item| item.at > at && item.took_effect())
        .min_by_key(|item| item.at)
        .map(|item| item.before.as_slice())
}

/// Whether no change of the log can have taken effect: all of them failed.
pub fn is_without_effect(log: &[HbaLogItem]) -> bool {
    let failed = |item: &HbaLogItem| matches!(item.status, LastChange::Failed(_));
    log.iter().all(failed)
}

/// Whether a change since a time led from these records to those, by the log; `None` where it has no later change.
/// Where it has others only, somebody else came to the same records in another way.
pub fn has_change(
    log: &[HbaLogItem],
    since: Option<DateTime<Utc>>,
    before: &[Record],
    after: &[Record],
) -> Option<bool> {
    let is_later = |item: &&HbaLogItem| since.is_none_or(|since| item.at > since);
    let mut later = log.iter().filter(is_later).peekable();
    later.peek()?;
    let (before, after) = (canonical(before), canonical(after));
    // An item without the list before it tells nothing of that: so may the first change of all be noted.
    let leads = |item: &HbaLogItem| {
        (item.before.is_empty() || canonical(&item.before) == before)
            && canonical(&item.after) == after
    };
    Some(later.any(leads))
}

/// The records that a write overwrote although nobody compared them: those in force right before `sent`
/// came into force, by the log, that were not among the `compared` ones. Empty where the log does not
/// have the write.
pub fn overwritten(log: &[HbaLogItem], compared: &[Record], sent: &[Record]) -> Vec<Record> {
    let sent = canonical(sent);
    let ours = log
        .iter()
        .filter(|item| canonical(&item.after) == sent)
        .max_by_key(|item| item.at);
    let compared = canonical(compared);
    let same = |one: &Record, other: &Record| {
        let priority = one.priority;
        *one == Record {
            priority,
            ..other.clone()
        }
    };
    let before = ours.map(|item| canonical(&item.before)).unwrap_or_default();
    before
        .into_iter()
        .filter(|record| !compared.iter().any(|known| same(record, known)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(seconds: i64, status: LastChange, user: &str) -> HbaLogItem {
        let records = vec![Record {
            user: user.to_owned(),
            ..Record::factory().remove(0)
        }];
        HbaLogItem {
            at: DateTime::from_timestamp(seconds, 0).unwrap(),
            status,
            before: records.clone(),
            after: records,
        }
    }

    #[test]
    fn a_change_is_known_by_both_its_ends() {
        let made = |seconds, before, after| HbaLogItem {
            before: item(0, LastChange::Succeeded, before).before,
            ..item(seconds, LastChange::Succeeded, after)
        };
        let records = |user| item(0, LastChange::Succeeded, user).after;
        let log = [made(30, "b", "c"), made(20, "a", "b"), made(10, "a", "c")];
        let has = |log: &[HbaLogItem], since| {
            let since = DateTime::from_timestamp(since, 0);
            has_change(log, since, &records("a"), &records("c"))
        };
        assert_eq!(has(&log, 9), Some(true));
        assert_eq!(has(&log, 10), Some(false));
        assert_eq!(has(&log, 30), None);
        assert_eq!(has(&[], 0), None);
        let first = HbaLogItem {
            before: vec![],
            ..made(40, "", "c")
        };
        assert_eq!(has(&[first], 9), Some(true), "the list before is left out");
    }

    #[test]
    fn the_first_later_change_that_took_effect_tells() {
        let log = [
            item(30, LastChange::Succeeded, "third"),
            item(10, LastChange::Succeeded, "first"),
            item(20, LastChange::Failed("no".to_owned()), "second"),
        ];
        let user = |seconds| {
            as_of(&log, DateTime::from_timestamp(seconds, 0).unwrap())
                .map(|records| records[0].user.as_str())
        };
        assert_eq!(user(9), Some("first"));
        assert_eq!(user(10), Some("third"));
        assert_eq!(user(29), Some("third"));
        assert_eq!(user(30), None);
    }
}
