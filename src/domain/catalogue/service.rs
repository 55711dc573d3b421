//! Limits on calls, and failures on the service's side.

use super::{Entry, entry};

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "code-throttling",
        "code-throttling-next",
        &[
            "Throttling",
            "Throttling.User",
            "Throttling.Api",
            "Rejected.Throttling",
            "*Throttling*",
        ],
    ),
    entry(
        "code-concurrent-limit",
        "code-concurrent-limit-next",
        &["ConcurrentLimit"],
    ),
    entry(
        "code-service-unavailable",
        "code-service-unavailable-next",
        &["ServiceUnavailable"],
    ),
    entry(
        "code-internal-error",
        "code-internal-error-next",
        &[
            "InternalError",
            "InternalFailure",
            "ExternalFailure",
            "RequestMetaDataFailed",
            "InvokeProxyFailure",
        ],
    ),
    entry(
        "code-timeout-retry-later",
        "code-timeout-retry-later-next",
        &["TimeoutRetryLater", "ConnectTimeoutRetryLater"],
    ),
    entry(
        "code-io-exception",
        "code-io-exception-next",
        &[
            "IO.Exception",
            "SqlExecuteFailedOrTimeout",
            "DbossGeneralError",
            "Account.QueryError",
        ],
    ),
    entry(
        "code-resource-config-error",
        "code-resource-config-error-next",
        &["ResourceConfigError"],
    ),
];
