//! The pg_hba records.

use super::{Entry, entry};

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "code-hba-item-invalid-type",
        "code-hba-item-invalid-type-next",
        &["HbaItem.InvalidType"],
    ),
    entry(
        "code-hba-item-invalid-method",
        "code-hba-item-invalid-method-next",
        &["HbaItem.InvalidMethod"],
    ),
    entry(
        "code-hba-item-invalid-ipmask",
        "code-hba-item-invalid-ipmask-next",
        &["HbaItem.InvalidIPMask"],
    ),
    entry(
        "code-hba-item-invalid-priority",
        "code-hba-item-invalid-priority-next",
        &["HbaItem.InvalidPriority"],
    ),
    entry(
        "code-hba-item-ops-type-invalid",
        "code-hba-item-ops-type-invalid-next",
        &["HbaItemOpsType.Invalid"],
    ),
    entry(
        "code-invalid-config-value",
        "code-invalid-config-value-next",
        &["InvalidConfigValue"],
    ),
    entry(
        "code-hba-item-priority-id-already-exist",
        "code-hba-item-priority-id-already-exist-next",
        &["HbaItemPriorityIdAlreadyExist"],
    ),
    entry(
        "code-hba-item-priority-id-not-found",
        "code-hba-item-priority-id-not-found-next",
        &["HbaItemPriorityIdNotFound"],
    ),
];
