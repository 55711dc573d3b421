//! What changed between two lists of records, row by row.
//!
//! Deliberately absent: any judgement of what a change means for who gets in; see `exposure`.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use serde::Serialize;

use super::record::Record;

/// A column of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DiffColumn {
    /// `PriorityId`.
    Priority,
    /// Type.
    Type,
    /// Database.
    Database,
    /// User.
    User,
    /// Address.
    Address,
    /// Mask.
    Mask,
    /// Method.
    Method,
    /// Option.
    Option,
}

impl DiffColumn {
    /// The columns in which two records differ.
    fn between(before: &Record, after: &Record) -> Vec<Self> {
        [
            (Self::Priority, before.priority != after.priority),
            (Self::Type, before.kind != after.kind),
            (Self::Database, before.database != after.database),
            (Self::User, before.user != after.user),
            (Self::Address, before.address != after.address),
            (Self::Mask, before.mask != after.mask),
            (Self::Method, before.method != after.method),
            (Self::Option, before.option != after.option),
        ]
        .into_iter()
        .filter_map(|(field, differs)| differs.then_some(field))
        .collect()
    }
}

/// One row of a comparison.
///
/// The records keep their options as they are; `Record::redacted` makes them fit to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum DiffRow {
    /// The same in both.
    Kept {
        /// The record.
        record: Record,
    },
    /// The same text at another priority.
    Moved {
        /// The record as it is after.
        record: Record,
        /// Its priority before.
        from: u32,
    },
    /// Another text.
    Changed {
        /// Before.
        before: Record,
        /// After.
        after: Record,
        /// The columns that differ.
        fields: Vec<DiffColumn>,
    },
    /// Only after.
    Added {
        /// The record.
        record: Record,
    },
    /// Only before.
    Removed {
        /// The record.
        record: Record,
    },
}

impl DiffRow {
    /// Whether nothing changed in it.
    pub const fn is_kept(&self) -> bool {
        matches!(self, Self::Kept { .. })
    }

    /// The row without secrets, to be shown.
    #[must_use]
    pub fn redacted(&self) -> Self {
        match self {
            Self::Kept { record } => Self::Kept {
                record: record.redacted(),
            },
            Self::Moved { record, from } => Self::Moved {
                record: record.redacted(),
                from: *from,
            },
            Self::Changed {
                before,
                after,
                fields,
            } => Self::Changed {
                before: before.redacted(),
                after: after.redacted(),
                fields: fields.clone(),
            },
            Self::Added { record } => Self::Added {
                record: record.redacted(),
            },
            Self::Removed { record } => Self::Removed {
                record: record.redacted(),
            },
        }
    }

    /// Where the row stands: by its priority after, a removed one by the priority it had.
    fn place(&self) -> (u32, bool) {
        match self {
            Self::Removed { record } => (record.priority, false),
            Self::Kept { record } | Self::Moved { record, .. } | Self::Added { record } => {
                (record.priority, true)
            }
            Self::Changed { after, .. } => (after.priority, true),
        }
    }
}

/// Compares two lists.
///
/// Records are paired by what they have in common, most first: everything; everything but the
/// priority; everything but priority and type; the priority alone.
pub fn diff(before: &[Record], after: &[Record]) -> Vec<DiffRow> {
    let mut old: Vec<&Record> = before.iter().collect();
    let mut new: Vec<&Record> = after.iter().collect();
    let mut pairs = pair(&mut old, &mut new, |record| {
        (text(record), &record.kind, record.priority)
    });
    pairs.extend(pair(&mut old, &mut new, |record| {
        (text(record), &record.kind)
    }));
    pairs.extend(pair(&mut old, &mut new, text));
    pairs.extend(pair(&mut old, &mut new, |record| record.priority));
    let mut rows: Vec<DiffRow> = pairs
        .into_iter()
        .map(|(before, after)| match DiffColumn::between(before, after) {
            fields if fields.is_empty() => DiffRow::Kept {
                record: after.clone(),
            },
            fields if fields == [DiffColumn::Priority] => DiffRow::Moved {
                record: after.clone(),
                from: before.priority,
            },
            fields => DiffRow::Changed {
                before: before.clone(),
                after: after.clone(),
                fields,
            },
        })
        .collect();
    rows.extend(old.into_iter().map(|record| DiffRow::Removed {
        record: record.clone(),
    }));
    rows.extend(new.into_iter().map(|record| DiffRow::Added {
        record: record.clone(),
    }));
    rows.sort_by_key(DiffRow::place);
    rows
}

type Text<'a> = (
    &'a str,
    &'a str,
    &'a str,
    Option<&'a str>,
    &'a str,
    Option<&'a str>,
);

/// All columns but priority and type.
fn text(record: &Record) -> Text<'_> {
    (
        &record.database,
        &record.user,
        &record.address,
        record.mask.as_deref(),
        &record.method,
        record.option.as_deref(),
    )
}

/// Takes out the records that have the same key, each with one of the other list, in order.
fn pair<'a, K: Hash + Eq>(
    old: &mut Vec<&'a Record>,
    new: &mut Vec<&'a Record>,
    key: impl Fn(&'a Record) -> K,
) -> Vec<(&'a Record, &'a Record)> {
    let mut waiting: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (index, record) in old.iter().enumerate() {
        waiting.entry(key(record)).or_default().push_back(index);
    }
    let mut pairs = Vec::new();
    let mut taken = vec![false; old.len()];
    new.retain(|after| {
        let found = waiting
            .get_mut(&key(after))
            .and_then(VecDeque::pop_front)
            .and_then(|index| Some((old.get(index)?, taken.get_mut(index)?)));
        let Some((before, taken)) = found else {
            return true;
        };
        *taken = true;
        pairs.push((*before, *after));
        false
    });
    let mut taken = taken.into_iter();
    old.retain(|_| taken.next() != Some(true));
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::hba::analyse::properties::any_records;
    use crate::domain::hba::sample::records;

    #[test]
    fn rows_say_what_became_of_each_record() {
        let before = records(&[
            "host all all 0.0.0.0/0 md5",
            "host replication all 0.0.0.0/0 md5",
            "hostnossl old all 10.0.0.0/8 md5",
            "host all bob 10.0.0.0/8 md5",
        ]);
        let mut after = records(&[
            "hostssl all all 0.0.0.0/0 md5",
            "host replication all 0.0.0.0/0 md5",
            "host all new 11.0.0.0/8 md5",
            "host all bob 10.0.0.0/8 md5",
        ]);
        after[2].priority = 7;
        after[3].priority = 9;
        let rows = diff(&before, &after);
        let [kept, removed] = [1, 2].map(|index| before[index].clone());
        let [added, moved] = [2, 3].map(|index| after[index].clone());
        let changed = DiffRow::Changed {
            before: before[0].clone(),
            after: after[0].clone(),
            fields: vec![DiffColumn::Type],
        };
        assert_eq!(rows[0], changed);
        assert_eq!(rows[1], DiffRow::Kept { record: kept });
        assert_eq!(rows[2], DiffRow::Removed { record: removed });
        assert_eq!(rows[3], DiffRow::Added { record: added });
        let (record, from) = (moved, 3);
        assert_eq!(rows[4..], [DiffRow::Moved { record, from }]);
    }

    #[test]
    fn a_redacted_row_holds_no_secret() {
        let records = records(&["host all all 0.0.0.0/0 ldap ldapbindpasswd=s3cret"]);
        let rows: Vec<DiffRow> = diff(&records, &[]).iter().map(DiffRow::redacted).collect();
        let json = serde_json::to_string(&rows).unwrap();
        assert!(json.contains("\"change\":\"removed\""));
        assert!(!json.contains("s3cret"));
    }

    proptest! {
        #![proptest_config(ProptestConfig {
            failure_persistence: None,
            ..ProptestConfig::default()
        })]

        #[test]
        fn both_lists_can_be_read_from_the_rows(before in any_records(), after in any_records()) {
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for row in diff(&before, &after) {
                match row {
                    DiffRow::Kept { record } => {
                        old.push(record.clone());
                        new.push(record);
                    }
                    DiffRow::Moved { record, from } => {
                        old.push(Record { priority: from, ..record.clone() });
                        new.push(record);
                    }
                    DiffRow::Changed { before, after, .. } => {
                        old.push(before);
                        new.push(after);
                    }
                    DiffRow::Added { record } => new.push(record),
                    DiffRow::Removed { record } => old.push(record),
                }
            }
            old.sort_by_key(|record| record.priority);
            prop_assert_eq!(old, before);
            prop_assert_eq!(new, after);
        }

        #[test]
        fn a_list_against_itself_is_kept(records in any_records()) {
            let rows = diff(&records, &records);
            prop_assert!(rows.iter().all(DiffRow::is_kept));
            prop_assert_eq!(rows.len(), records.len());
        }
    }
}
