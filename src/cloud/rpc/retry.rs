//! Whether and when a call is sent again.
//!
//! Reads are sent again when the connection or the service failed, signed anew each time. A write is
//! sent once: before it goes again its caller has to look at the instance.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use super::attempt::{AttemptError, Cause};
use super::error::ApiErrorKind;

/// The first pause at most, doubled from pause to pause.
const FIRST: Duration = Duration::from_millis(200);
/// The longest pause of our own.
const LONGEST: Duration = Duration::from_secs(8);
/// The longest pause the service may ask for.
const LONGEST_HINT: Duration = Duration::from_secs(60);
/// How often a failure of the connection or the service is met with another attempt.
const FAILURES: u32 = 4;
/// What a connection that cannot be made counts: each may take the whole connect timeout, and an
/// endpoint that is not there is rarely back within seconds.
const NO_CONNECTION: u32 = 2;

/// What a call does to the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cloud) enum CallEffect {
    Read,
    Write,
}

/// The retries of one call.
pub(super) struct Retries {
    effect: CallEffect,
    pauses: ExponentialBackoff,
    failures_left: u32,
    /// Monotonic time after which nothing is sent any more.
    deadline: Duration,
    nonce_renewed: bool,
}

impl Retries {
    /// `now` is monotonic; `budget` bounds all pauses together.
    pub(super) fn new(effect: CallEffect, now: Duration, budget: Duration) -> Self {
        let pauses = ExponentialBuilder::new()
            .with_min_delay(FIRST)
            .with_max_delay(LONGEST)
            .without_max_times()
            .build();
        Self {
            effect,
            pauses,
            failures_left: FAILURES,
            deadline: now.saturating_add(budget),
            nonce_renewed: false,
        }
    }

    /// The pause before the next attempt; `None` when there is none.
    ///
    /// Throttling is bounded by time alone, since under a cap of the server every call gets its
    /// turn at last; failures also by their number.
    pub(super) fn next(&mut self, trouble: &AttemptError, now: Duration) -> Option<Duration> {
        if self.effect == CallEffect::Write {
            return None;
        }
        if trouble.error.has_code("SignatureNonceUsed") && !self.nonce_renewed {
            self.nonce_renewed = true;
            return Some(Duration::ZERO);
        }
        match (trouble.cause, trouble.error.kind) {
            (Cause::Refused, ApiErrorKind::Throttled) => {}
            (Cause::NeverSent, _) => self.count_failures(NO_CONNECTION)?,
            (Cause::Lost | Cause::Garbled, _) | (Cause::Refused, ApiErrorKind::Failed) => {
                self.count_failures(1)?;
            }
            _ => return None,
        }
        let own = self
            .pauses
            .next()
            .unwrap_or(LONGEST)
            .mul_f64(rand::random());
        let pause = trouble
            .retry_after
            .map_or(own, |hint| hint.min(LONGEST_HINT));
        (now.saturating_add(pause) <= self.deadline).then_some(pause)
    }

    fn count_failures(&mut self, failures: u32) -> Option<()> {
        self.failures_left = self.failures_left.checked_sub(failures)?;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cloud::ApiError;
    use crate::text::Text;

    fn trouble(cause: Cause, kind: ApiErrorKind, code: Option<&str>) -> AttemptError {
        AttemptError {
            error: Box::new(ApiError {
                code: code.map(str::to_owned),
                ..ApiError::new(kind, "X", Text::default())
            }),
            cause,
            retry_after: None,
            date: None,
        }
    }

    /// How many retries a call gets that meets the same trouble every time.
    fn retries(effect: CallEffect, trouble: &AttemptError) -> usize {
        let budget = Duration::from_secs(120);
        let mut retries = Retries::new(effect, Duration::ZERO, budget);
        let mut now = Duration::ZERO;
        let mut count = 0;
        while let Some(pause) = retries.next(trouble, now) {
            assert!(pause <= LONGEST);
            now += pause;
            assert!(now <= budget);
            count += 1;
            assert!(count < 10_000);
        }
        count
    }

    #[test]
    fn reads_are_sent_again_and_writes_never() {
        let throttled = trouble(Cause::Refused, ApiErrorKind::Throttled, Some("Throttling"));
        let failed = trouble(Cause::Refused, ApiErrorKind::Failed, Some("InternalError"));
        let lost = trouble(Cause::Lost, ApiErrorKind::AnswerLost, None);
        let garbled = trouble(Cause::Garbled, ApiErrorKind::Unreadable, None);
        let unreachable = trouble(Cause::NeverSent, ApiErrorKind::Unreachable, None);
        let no_right = ApiErrorKind::Permission;
        let denied = trouble(Cause::Refused, no_right, Some("Forbidden.RAM"));
        let shape = trouble(Cause::Final, ApiErrorKind::Unreadable, None);
        for again in [&failed, &lost, &garbled] {
            assert_eq!(retries(CallEffect::Read, again), 4);
            assert_eq!(retries(CallEffect::Write, again), 0);
        }
        for never in [&denied, &shape] {
            assert_eq!(retries(CallEffect::Read, never), 0);
            assert_eq!(retries(CallEffect::Write, never), 0);
        }
        assert_eq!(retries(CallEffect::Read, &unreachable), 2);
        assert!(retries(CallEffect::Read, &throttled) > 10);
        for again in [&unreachable, &throttled] {
            assert_eq!(retries(CallEffect::Write, again), 0);
        }
    }

    #[test]
    fn a_used_nonce_is_renewed_once_for_a_read_and_never_for_a_write() {
        let (kind, code) = (ApiErrorKind::Credentials, "SignatureNonceUsed");
        let used = trouble(Cause::Refused, kind, Some(code));
        assert_eq!(retries(CallEffect::Read, &used), 1);
        assert_eq!(retries(CallEffect::Write, &used), 0);
    }

    #[test]
    fn the_hint_of_the_service_wins_and_is_bounded() {
        let mut throttled = trouble(Cause::Refused, ApiErrorKind::Throttled, Some("Throttling"));
        let mut retries = Retries::new(CallEffect::Read, Duration::ZERO, Duration::from_secs(100));
        let hint = Some(Duration::from_millis(1500));
        throttled.retry_after = hint;
        assert_eq!(retries.next(&throttled, Duration::ZERO), hint);
        throttled.retry_after = Some(Duration::from_secs(86_400));
        assert_eq!(retries.next(&throttled, Duration::ZERO), Some(LONGEST_HINT));
        assert_eq!(retries.next(&throttled, Duration::from_secs(50)), None);
    }
}
