//! The rate limit: never more than N calls in any window of one second, as the service counts.
//!
//! It holds N cells for N calls per second. A call takes a cell before it is sent, and the cell rests
//! for a second after the call has ended. So two calls by one cell are a second apart wherever they
//! are counted, however long one was on its way; the first calls of a short run do not wait, and a
//! long run comes as close to its rate as answers are quick. (A bucket that counts when calls are sent
//! promises nothing about when they arrive.)

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clock::Clock;

/// How long a cell rests: a second, and a margin for clocks that differ a little.
const REST: Duration = Duration::from_millis(1010);

/// The most cells; a higher rate than that is held to it.
const MOST: u32 = 10_000;

/// A limit of N calls per second.
pub(super) struct Limiter {
    /// One permit a cell; taken while a call is under way.
    cells: Semaphore,
    idle: Mutex<Idle>,
    clock: Arc<dyn Clock>,
}

/// The cells that are not taken.
struct Idle {
    /// When each has rested, the longest rested first.
    rested: VecDeque<Duration>,
    /// How many of the taken ones do not come back.
    surplus: usize,
}

/// A cell that is taken; it rests when this is dropped.
pub(super) struct RatePermit<'a> {
    limiter: &'a Limiter,
    permit: Option<SemaphorePermit<'a>>,
    /// Whether the call had to wait for its turn.
    pub(super) waited: bool,
}

impl Limiter {
    pub(super) fn new(per_second: NonZeroU32, clock: Arc<dyn Clock>) -> Self {
        let cells = usize::try_from(per_second.get().min(MOST)).unwrap_or(1);
        Self {
            cells: Semaphore::new(cells),
            idle: Mutex::new(Idle {
                rested: std::iter::repeat_n(Duration::ZERO, cells).collect(),
                surplus: 0,
            }),
            clock,
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Goes over from one rate to another. Calls that are under way are not touched.
    pub(super) fn resize(&self, before: u32, after: u32) {
        let mut idle = self.idle();
        for _ in before..after {
            if idle.surplus > 0 {
                idle.surplus -= 1;
            } else {
                idle.rested.push_front(Duration::ZERO);
                self.cells.add_permits(1);
            }
        }
        for _ in after..before {
            match self.cells.try_acquire() {
                Ok(permit) => {
                    permit.forget();
                    idle.rested.pop_front();
                }
                Err(_) => idle.surplus += 1,
            }
        }
    }

    /// Waits for this call's turn, which lasts until the answer is dropped.
    ///
    /// `None` never comes, since nobody closes the cells.
    pub(super) async fn turn(&self) -> Option<RatePermit<'_>> {
        let free = self.cells.try_acquire().ok();
        let waited = free.is_none();
        let permit = match free {
            Some(permit) => permit,
            None => self.cells.acquire().await.ok()?,
        };
        let at = self.idle().rested.pop_front().unwrap_or_default();
        // From here on the cell goes back even if the wait is given up.
        let mut turn = RatePermit {
            limiter: self,
            permit: Some(permit),
            waited,
        };
        loop {
            let wait = at.saturating_sub(self.clock.monotonic());
            if wait.is_zero() {
                return Some(turn);
            }
            turn.waited = true;
            self.clock.sleep(wait).await;
        }
    }
}

impl Drop for RatePermit<'_> {
    fn drop(&mut self) {
        let at = self.limiter.clock.monotonic().saturating_add(REST);
        let mut idle = self.limiter.idle();
        if idle.surplus == 0 {
            idle.rested.push_back(at);
            return;
        }
        idle.surplus -= 1;
        if let Some(permit) = self.permit.take() {
            permit.forget();
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
                let within = starts[index..].iter().filter(|other| **other <= end);
                let within = u32::try_from(within.count()).unwrap();
                assert!(within <= rate, "{within} at rate {rate}");
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
    async fn a_smaller_rate_holds_at_once_and_a_greater_one_gives_room() {
        let clock = Arc::new(FakeClock::at("2027-01-01T00:00:00Z".parse().unwrap()));
        let limiter = Limiter::new(NonZeroU32::new(4).unwrap(), clock.clone());
        let under_way = futures::future::join_all((0..3).map(|_| limiter.turn())).await;
        limiter.resize(4, 2);
        assert_eq!(limiter.cells.available_permits(), 0);
        drop(under_way);
        assert_eq!(limiter.cells.available_permits(), 2);
        assert_eq!(limiter.idle().rested.len(), 2);
        limiter.resize(2, 5);
        assert_eq!(limiter.cells.available_permits(), 5);
        for _ in 0..3 {
            assert!(!limiter.turn().await.unwrap().waited);
        }
        assert!(limiter.turn().await.unwrap().waited);
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
