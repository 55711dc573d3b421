//! Time: what it is, how much of it went by, and waiting.
//!
//! Everything that waits or stamps takes a [`Clock`], so that tests need not sleep. The real one
//! is [`SystemClock`].

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// A source of time.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The wall clock.
    fn now(&self) -> DateTime<Utc>;
    /// Time since some fixed point; never goes back, whatever happens to the wall clock.
    fn monotonic(&self) -> Duration;
    /// Waits.
    async fn sleep(&self, duration: Duration);
}

/// The machine's clock.
#[derive(Debug, Clone)]
pub struct SystemClock {
    started: Instant,
}

impl SystemClock {
    /// A clock whose monotonic time starts now.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the clock that the rest is handed"
    )]
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
#[expect(
    clippy::disallowed_methods,
    reason = "this is the clock that the rest is handed"
)]
impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// The machine's clock with shorter pauses, for tests on real servers: what it leaves out of a pause
/// counts as time that went by.
#[derive(Debug)]
pub struct BriskClock {
    real: SystemClock,
    factor: u32,
    left_out: Mutex<Duration>,
}

impl BriskClock {
    /// A clock whose pauses are shorter by this factor; 0 counts as 1.
    pub fn new(factor: u32) -> Self {
        Self {
            real: SystemClock::new(),
            factor: factor.max(1),
            left_out: Mutex::default(),
        }
    }
}

#[async_trait]
impl Clock for BriskClock {
    fn now(&self) -> DateTime<Utc> {
        self.real.now()
    }

    fn monotonic(&self) -> Duration {
        let left_out = self.left_out.lock();
        self.real.monotonic() + *left_out.unwrap_or_else(PoisonError::into_inner)
    }

    async fn sleep(&self, duration: Duration) {
        let short = duration / self.factor;
        self.real.sleep(short).await;
        let left_out = self.left_out.lock();
        *left_out.unwrap_or_else(PoisonError::into_inner) += duration.saturating_sub(short);
    }
}

/// A clock for tests: sleeping moves it on at once and is written down.
#[cfg(test)]
pub(crate) mod fake {
    use std::sync::Mutex;

    use chrono::TimeDelta;

    use super::{Clock, DateTime, Duration, Utc, async_trait};

    /// See the module.
    #[derive(Debug)]
    pub(crate) struct FakeClock {
        start: DateTime<Utc>,
        slept: Mutex<Vec<Duration>>,
        jumped: Mutex<TimeDelta>,
    }

    impl FakeClock {
        /// A clock that stands at this time.
        pub(crate) fn at(start: DateTime<Utc>) -> Self {
            Self {
                start,
                slept: Mutex::new(Vec::new()),
                jumped: Mutex::default(),
            }
        }

        /// Puts the wall clock forward, or back; other time goes on as before.
        pub(crate) fn jump(&self, by: TimeDelta) {
            *self.jumped.lock().unwrap() += by;
        }

        /// Every sleep so far, in order.
        pub(crate) fn slept(&self) -> Vec<Duration> {
            self.slept.lock().unwrap().clone()
        }
    }

    #[async_trait]
    impl Clock for FakeClock {
        fn now(&self) -> DateTime<Utc> {
            self.start + self.monotonic() + *self.jumped.lock().unwrap()
        }

        fn monotonic(&self) -> Duration {
            self.slept.lock().unwrap().iter().sum()
        }

        async fn sleep(&self, duration: Duration) {
            self.slept.lock().unwrap().push(duration);
            tokio::task::yield_now().await;
        }
    }
}
