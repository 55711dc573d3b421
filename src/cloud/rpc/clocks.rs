//! How far the service's clock is from ours, and how long an answer takes.

use std::time::Duration;

use chrono::TimeDelta;

use super::RpcClient;
use super::error::ApiError;
use super::operation::Operation;
use super::signature::Parameters;

/// One measurement against the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockDifference {
    /// What the service's clock is ahead of ours, negative when it is behind; `None` when the
    /// answer named no time. It is good to a second or two: the header has whole seconds, and the
    /// answer was on its way for some time. Signatures are refused from 15 minutes on.
    pub ahead: Option<TimeDelta>,
    /// From sending to the end of the answer.
    pub round_trip: Duration,
}

impl RpcClient {
    /// Measures the service's clock by the `Date` header of one answer, good or bad, to one call; it is not sent
    /// again.
    ///
    /// # Errors
    /// An [`ApiError`] when no answer came, or when there are no credentials to ask with.
    pub(in crate::cloud) async fn clock_difference(
        &self,
        operation: &Operation<'_>,
    ) -> Result<ClockDifference, ApiError> {
        let credentials = self.credentials(operation).await?;
        let clock = &self.account.clock;
        // Building the client and waiting for a turn are no part of the way.
        self.client(operation.action)
            .map_err(|trouble| *trouble.error)?;
        let started = clock.monotonic();
        let date = match self
            .attempt(
                operation,
                credentials.as_deref(),
                &Parameters::new(),
                1,
                &|raw, _| Ok(raw.date),
            )
            .await
        {
            Ok(date) => date,
            Err(trouble) if trouble.error.status.is_some() => trouble.date,
            Err(trouble) => return Err(*trouble.error),
        };
        Ok(ClockDifference {
            ahead: date.map(|date| date - clock.now()),
            round_trip: clock.monotonic().saturating_sub(started),
        })
    }
}
