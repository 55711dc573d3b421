//! The one place of the sandbox that reads the clock and waits; everything else takes `now`.

#![expect(
    clippy::disallowed_methods,
    reason = "a server of its own has no context to take its clock from"
)]

use std::time::Duration;

use chrono::{DateTime, Utc};

/// The time now.
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Waits; a zero duration does not even yield.
pub(crate) async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

/// Waits until `moment`; returns at once when it has passed.
pub(crate) async fn pause_until(moment: DateTime<Utc>) {
    pause((moment - now()).to_std().unwrap_or_default()).await;
}

/// A time as the API writes it: UTC, whole seconds.
pub(crate) fn stamp(moment: DateTime<Utc>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
