//! How a list of records is rewritten: converted records, the guard and what stands in front of it,
//! and the priorities.

use super::columns::UNPLACED;
use super::exception::KeptRecord;
use crate::domain::hba::evaluate::effect::RecordEffect;
use crate::domain::hba::evaluate::matching::{PreparedRule, Transport};
use crate::domain::hba::syntax::record::{LAST_PRIORITY, Record, RecordType};

pub(super) fn guards() -> [Record; 2] {
    ["0.0.0.0/0", "::/0"].map(|address| Record {
        priority: UNPLACED,
        kind: RecordType::HostNoSsl,
        database: "all,replication".to_owned(),
        user: "all".to_owned(),
        address: address.to_owned(),
        mask: None,
        method: "reject".to_owned(),
        option: None,
    })
}

fn same_text(one: &Record, other: &Record) -> bool {
    Record {
        priority: other.priority,
        ..one.clone()
    } == *other
}

/// What stands before the guard and after it: the parts that the exceptions keep together with the
/// records that reject before them, and all other records.
pub(super) fn around_guard(
    today: &[Record],
    rules: &[PreparedRule],
    parts: &[Vec<KeptRecord>],
) -> (Vec<Record>, Vec<Record>) {
    let last = parts.iter().rposition(|kept| !kept.is_empty());
    let mut front = Vec::new();
    let mut rest = Vec::new();
    for (index, ((record, rule), kept)) in today.iter().zip(rules).zip(parts).enumerate() {
        let mut before: Vec<Record> = kept.iter().map(|kept| kept.record().clone()).collect();
        // Without SSL a record that rejects turns away some of what the parts after it would let in.
        let rejects = matches!(rule.effect, RecordEffect::Reject { .. });
        let speaks = rule.speaks_of(Transport::Plaintext).may();
        if rejects && speaks && last.is_some_and(|last| index < last) {
            before.push(Record {
                priority: UNPLACED,
                kind: RecordType::HostNoSsl,
                ..record.clone()
            });
        }
        let moved = before.iter().any(|one| same_text(one, record));
        if !moved && !guards().iter().any(|guard| same_text(guard, record)) {
            rest.push(record.clone());
        }
        front.append(&mut before);
    }
    (front, rest)
}

/// The record without plaintext; `None` when it is for nothing else.
pub(super) fn converted(record: &Record) -> Option<Record> {
    match record.kind {
        RecordType::Host => Some(Record {
            kind: RecordType::HostSsl,
            ..record.clone()
        }),
        RecordType::HostNoSsl => None,
        RecordType::HostSsl | RecordType::Other(_) => Some(record.clone()),
    }
}

/// Gives every record a priority: its own where that is free, else the next that is. `None` when the
/// priorities do not suffice.
pub(super) fn placed(mut records: Vec<Record>) -> Option<Vec<Record>> {
    let mut next = 0_u32;
    for record in &mut records {
        if record.priority == UNPLACED || record.priority < next {
            record.priority = next;
        }
        next = record.priority.saturating_add(1);
    }
    let mut last = Some(LAST_PRIORITY);
    for record in records.iter_mut().rev() {
        let highest = last?;
        record.priority = record.priority.min(highest);
        last = record.priority.checked_sub(1);
    }
    Some(records)
}
