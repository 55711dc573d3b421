//! The rate limit: never more than N calls in any window of one second, as the service counts.
//!
//! A limiter has one cell a call per second. A call takes a cell before it is sent, and the cell rests
//! for a second after the call has ended. So two calls by one cell are a second apart wherever they
//! are counted, however long one was on its way; the first calls of a short run do not wait, and a
//! long run comes as close to its rate as answers are quick. (A bucket that counts when calls are sent
//! promises nothing about when they arrive.)

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::Clock;

/// How long a cell rests: a second, and a margin for clocks that differ a little.
const REST: Duration = Duration::from_millis(1010);

/// The most cells; a higher rate than that is held to it.
const MOST: u32 = 10_000;

/// The limiter; one for all that is called with one account.
pub(super) struct Limiter {
    /// One permit a cell; taken while a call is under way.
    cells: Semaphore,
    /// When the cells that are not taken have rested, the longest rested first.
    rested: Mutex<VecDeque<Duration>>,
    clock: Arc<dyn Clock>,
}

/// A cell that is taken; it rests when this is dropped.
pub(super) struct RatePermit<'a> {
    limiter: &'a Limiter,
    _permit: SemaphorePermit<'a>,
}

impl Limiter {
    pub(super) fn new(per_second: NonZeroU32, clock: Arc<dyn Clock>) -> Self {
        let cells = usize::try_from(per_second.get().min(MOST)).unwrap_or(1);
        Self {
            cells: Semaphore::new(cells),
            rested: Mutex::new(std::iter::repeat_n(Duration::ZERO, cells).collect()),
            clock,
        }
    }

    /// Waits for this call's turn, which lasts until the answer is dropped.
    ///
    /// `None` never comes, since nobody closes the cells.
    pub(super) async fn turn(&self) -> Option<RatePermit<'_>> {
        let permit = self.cells.acquire().await.ok()?;
        let at = self
            .rested
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pop_front()
            .unwrap_or_default();
        // From here on the cell goes back even if the wait is given up.
        let turn = RatePermit {
            limiter: self,
            _permit: permit,
        };
        loop {
            let wait = at.saturating_sub(self.clock.monotonic());
            if wait.is_zero() {
                return Some(turn);
            }
            self.clock.sleep(wait).await;
        }
    }
}

impl Drop for RatePermit<'_> {
    fn drop(&mut self) {
        let at = self.limiter.clock.monotonic().saturating_add(REST);
        self.limiter
            .rested
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push_back(at);
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
            let _turn = limiter.turn().await;
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

    #[tokio::test]
    async fn a_call_that_is_long_on_its_way_keeps_its_cell() {
        let clock = Arc::new(FakeClock::at("2027-01-01T00:00:00Z".parse().unwrap()));
        let limiter = Limiter::new(NonZeroU32::MIN, clock.clone());
        let first = limiter.turn().await;
        clock.sleep(Duration::from_secs(5)).await;
        drop(first);
        let _second = limiter.turn().await;
        assert!(clock.monotonic() >= Duration::from_secs(6));
    }
}
