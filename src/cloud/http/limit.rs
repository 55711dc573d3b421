//! The rate limit: never more than so many calls in any window of one second.
//!
//! A limiter has one cell a call per second; a cell lets one call through and then none for a
//! little over a second. Calls take the cells in turn, so whatever happens at most as many calls as
//! there are cells start within any second, the first ones of a short run do not wait, and a long
//! run still reaches its rate. (One bucket with a burst would either let twice the rate through in
//! its first second or make every short run wait.)

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use crate::clock::Clock;

/// How long a cell rests: a second, and the margin by which two calls may draw closer on their way.
const REST: Duration = Duration::from_millis(1030);

/// The most cells; a higher rate than that is held to it.
const MOST: u32 = 10_000;

/// Our clock as `governor` wants one.
#[derive(Clone)]
struct Monotonic(Arc<dyn Clock>);

impl governor::clock::Clock for Monotonic {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.monotonic()
    }
}

type Cell = RateLimiter<NotKeyed, InMemoryState, Monotonic, NoOpMiddleware<Duration>>;

/// The limiter; one for all that is called with one account.
pub(super) struct Limiter {
    cells: Vec<Cell>,
    turn: AtomicUsize,
    clock: Monotonic,
}

impl Limiter {
    pub(super) fn new(per_second: NonZeroU32, clock: Arc<dyn Clock>) -> Self {
        let clock = Monotonic(clock);
        let quota = Quota::with_period(REST)
            .unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN))
            .allow_burst(NonZeroU32::MIN);
        let cells = (0..per_second.get().min(MOST))
            .map(|_| RateLimiter::direct_with_clock(quota, clock.clone()))
            .collect();
        Self {
            cells,
            turn: AtomicUsize::new(0),
            clock,
        }
    }

    /// Waits for this call's turn.
    pub(super) async fn turn(&self) {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        // There is at least one cell, as the rate is not zero.
        let Some(cell) = self.cells.get(turn % self.cells.len().max(1)) else {
            return;
        };
        while let Err(early) = cell.check() {
            let wait = early.wait_time_from(self.clock.now());
            self.clock.0.sleep(wait).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::fake::FakeClock;

    async fn starts(per_second: u32, calls: usize) -> Vec<Duration> {
        let clock = Arc::new(FakeClock::at("2027-01-01T00:00:00Z".parse().unwrap()));
        let limiter = Limiter::new(NonZeroU32::new(per_second).unwrap(), clock.clone());
        let mut starts = Vec::new();
        for _ in 0..calls {
            limiter.turn().await;
            starts.push(clock.monotonic());
        }
        starts
    }

    #[tokio::test]
    async fn never_more_than_the_rate_in_any_second() {
        for rate in [1, 2, 7, 20] {
            let starts = starts(rate, 100).await;
            for (index, start) in starts.iter().enumerate() {
                let end = *start + Duration::from_secs(1);
                let within = starts[index..]
                    .iter()
                    .filter(|other| **other <= end)
                    .count();
                assert!(
                    within <= usize::try_from(rate).unwrap(),
                    "{within} at rate {rate}"
                );
            }
        }
    }

    #[tokio::test]
    async fn a_short_run_does_not_wait_and_a_long_one_reaches_its_rate() {
        let starts = starts(20, 200).await;
        assert_eq!(starts[19], Duration::ZERO);
        assert!(starts[20] > Duration::from_secs(1), "{:?}", starts[20]);
        assert!(starts[199] < Duration::from_secs(10), "{:?}", starts[199]);
    }
}
