//! The request itself: action, version, parameters. Holds the most general patterns, and is the last
//! group for that.

use super::{Entry, entry};

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "code-invalid-action",
        "code-invalid-action-next",
        &[
            "InvalidAction",
            "InvalidAction.NotFound",
            "InvalidApi.NotFound",
            "InvalidProduct.NotFound",
            "NoSuchVersion",
        ],
    ),
    entry(
        "code-unsupported-httpmethod",
        "code-unsupported-httpmethod-next",
        &["UnsupportedHTTPMethod"],
    ),
    entry(
        "code-invalid-region-id-not-found",
        "code-invalid-region-id-not-found-next",
        &["InvalidRegionId.NotFound"],
    ),
    entry(
        "code-invalid-next-token",
        "code-invalid-next-token-next",
        &["Invalid.NextToken"],
    ),
    entry(
        "code-invalid-start-time-format",
        "code-invalid-start-time-format-next",
        &["InvalidStartTime.Format", "InvalidEndTime.Format"],
    ),
    entry(
        "code-missing-parameter",
        "code-missing-parameter-next",
        &[
            "MissingParameter",
            "RequiredParam.NotFound",
            "Missing<Name>",
        ],
    ),
    entry(
        "code-invalid-dbinstance-type-value-not-support",
        "code-invalid-dbinstance-type-value-not-support-next",
        &[
            "InvalidDBInstanceType.ValueNotSupport",
            "InvalidExpired.Format",
        ],
    ),
    entry(
        "code-invalid-parameter",
        "code-invalid-parameter-next",
        &[
            "InvalidParameter",
            "InvalidParam",
            "IllegalParameter",
            "Parameters.Invalid",
            "Invalid<Name>.Format",
            "Invalid<Name>.NotFound",
            "Invalid<Name>",
        ],
    ),
];
