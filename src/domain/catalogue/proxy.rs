//! The database proxy and read/write splitting, where SSL cannot be set for PostgreSQL.

use super::{Entry, entry};

pub(super) const ENTRIES: &[Entry] = &[
    entry(
        "code-maxscale-not-found",
        "code-maxscale-not-found-next",
        &["Maxscale.NotFound"],
    ),
    entry(
        "code-maxscale-not-support",
        "code-maxscale-not-support-next",
        &["MaxscaleNotSupport"],
    ),
    entry(
        "code-invalid-db-proxy-status",
        "code-invalid-db-proxy-status-next",
        &["InvalidDbProxyStatus"],
    ),
    entry(
        "code-invalid-db-proxy-connection-string-not-found",
        "code-invalid-db-proxy-connection-string-not-found-next",
        &["InvalidDbProxyConnectionString.NotFound"],
    ),
    entry(
        "code-missing-rwsplist-param",
        "code-missing-rwsplist-param-next",
        &["MissingRWSplistParam"],
    ),
];
