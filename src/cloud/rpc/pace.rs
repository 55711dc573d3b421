//! The pace of each action at each endpoint: it grows while the service keeps up, and is halved when
//! the service throttles, as TCP does with its window.
//!
//! Source: the vendor keeps a quota per API action, region and parent account. Its tables name 10 to
//! 200 calls per second for reads and mostly 10 for writes; those of the SSL and pg_hba actions are not
//! known. So a pace starts at 10. A ceiling that the user sets is where it starts, and holds for all
//! actions together.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::limit::{Limiter, RatePermit};
use super::retry::CallEffect;
use crate::clock::Clock;

/// Calls per second of an action that was not called yet.
const START: u32 = 10;
/// The most calls per second of a read.
const MOST_READS: u32 = 150;
/// The most calls per second of a write.
const MOST_WRITES: u32 = 10;
/// The time between two steps up while nothing was throttled.
const QUICK: Duration = Duration::from_millis(500);
/// The time between two steps back up after a cut.
const STEADY: Duration = Duration::from_secs(1);
/// How long calls of before a cut may still fill the service's second.
const SETTLED: Duration = Duration::from_secs(2);
/// The time between two steps up where the service throttled before.
const CAREFUL: Duration = Duration::from_secs(30);

/// The paces of one account.
pub(super) struct Paces {
    ceiling: Option<(NonZeroU32, Limiter)>,
    actions: Mutex<HashMap<(String, String), Arc<Pace>>>,
    clock: Arc<dyn Clock>,
}

impl Paces {
    /// `ceiling` is for all actions together; `None` is no ceiling.
    pub(super) fn new(ceiling: Option<NonZeroU32>, clock: Arc<dyn Clock>) -> Self {
        Self {
            ceiling: ceiling.map(|most| (most, Limiter::new(most, Arc::clone(&clock)))),
            actions: Mutex::default(),
            clock,
        }
    }

    /// The pace of an action.
    pub(super) fn of(&self, authority: &str, action: &str, effect: CallEffect) -> Arc<Pace> {
        let (start, most) = match (&self.ceiling, effect) {
            (Some((most, _)), _) => (most.get(), most.get()),
            (None, CallEffect::Read) => (START, MOST_READS),
            (None, CallEffect::Write) => (START, MOST_WRITES),
        };
        let key = (authority.to_owned(), action.to_owned());
        let mut actions = self.actions.lock().unwrap_or_else(PoisonError::into_inner);
        let pace = actions
            .entry(key)
            .or_insert_with(|| Arc::new(Pace::new(start, most, Arc::clone(&self.clock))));
        Arc::clone(pace)
    }

    /// Waits until the ceiling leaves room for a call, which counts until the answer is dropped.
    pub(super) async fn below_ceiling(&self) -> Option<RatePermit<'_>> {
        self.ceiling.as_ref()?.1.turn().await
    }
}

/// The pace of one action.
pub(super) struct Pace {
    limiter: Limiter,
    state: Mutex<State>,
    clock: Arc<dyn Clock>,
}

impl Pace {
    fn new(start: u32, most: u32, clock: Arc<dyn Clock>) -> Self {
        let cells = NonZeroU32::new(start).unwrap_or(NonZeroU32::MIN);
        Self {
            limiter: Limiter::new(cells, Arc::clone(&clock)),
            state: Mutex::new(State::new(cells.get(), most)),
            clock,
        }
    }

    /// Waits for this call's turn, which lasts until the answer is dropped.
    pub(super) async fn turn(&self) -> Option<RatePermit<'_>> {
        self.limiter.turn().await
    }

    /// Learns from an answer. The new calls per second, where the service's throttling cut them.
    pub(super) fn heard(&self, throttled: bool, waited: bool) -> Option<u32> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = state.rate;
        state.heard(throttled, waited, self.clock.monotonic());
        self.limiter.resize(before, state.rate);
        (state.rate < before).then_some(state.rate)
    }
}

/// What is known of a pace.
struct State {
    /// Calls per second.
    rate: u32,
    most: u32,
    /// The rate at which the service throttled last.
    failed_at: Option<u32>,
    /// No step up before this monotonic time.
    grows_at: Duration,
    /// Answers before this monotonic time are to calls of before the last cut.
    counts_from: Duration,
}

impl State {
    const fn new(rate: u32, most: u32) -> Self {
        Self {
            rate,
            most,
            failed_at: None,
            grows_at: Duration::ZERO,
            counts_from: Duration::ZERO,
        }
    }

    fn heard(&mut self, throttled: bool, waited: bool, now: Duration) {
        if throttled {
            if now >= self.counts_from {
                self.failed_at = Some(self.rate);
                self.rate = (self.rate / 2).max(1);
                self.grows_at = now.saturating_add(STEADY);
                self.counts_from = now.saturating_add(SETTLED);
            }
            return;
        }
        // A pace that no call waits for tells nothing about what the service takes.
        if !waited || now < self.grows_at || self.rate >= self.most {
            return;
        }
        let (step, pause) = match self.failed_at {
            None => (self.rate / 3, QUICK),
            Some(failed) if self.rate.saturating_mul(4) < failed.saturating_mul(3) => {
                (failed / 16, STEADY)
            }
            Some(failed) => (failed / 32, CAREFUL),
        };
        self.rate = self.rate.saturating_add(step.max(1)).min(self.most);
        self.grows_at = now.saturating_add(pause);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// Calls until `calls` were answered, by a service that takes `quota` in any second; gives the time
    /// and how many attempts were throttled.
    fn play(calls: u32, quota: usize, most: u32) -> (Duration, u32) {
        let mut state = State::new(START, most);
        let (mut sent, mut taken) = (VecDeque::new(), VecDeque::new());
        let (mut answered, mut throttled) = (0, 0);
        let mut now = Duration::ZERO;
        let second = Duration::from_secs(1);
        while answered < calls {
            let old = |at: &Duration| now.saturating_sub(*at) >= second;
            while sent.front().is_some_and(old) {
                sent.pop_front();
            }
            while taken.front().is_some_and(old) {
                taken.pop_front();
            }
            if u32::try_from(sent.len()).unwrap() >= state.rate {
                now += Duration::from_millis(1);
                continue;
            }
            sent.push_back(now);
            let refused = taken.len() >= quota;
            if refused {
                throttled += 1;
            } else {
                taken.push_back(now);
                answered += 1;
            }
            state.heard(refused, true, now);
        }
        (now, throttled)
    }

    #[test]
    fn a_thousand_calls_are_quick_where_the_service_takes_many() {
        let (time, throttled) = play(1000, 200, MOST_READS);
        assert!(time < Duration::from_secs(13), "{time:?}");
        assert_eq!(throttled, 0);
    }

    #[test]
    fn hardly_any_call_is_throttled_whatever_the_quota() {
        for quota in [2, 5, 10, 11, 13, 20, 37, 50, 99] {
            let (time, throttled) = play(2000, quota, MOST_READS);
            let attempts = 2000 + throttled;
            if quota >= 10 {
                assert!(throttled * 100 <= attempts, "{quota}: {throttled}");
            }
            // It keeps more than a third of what the service would take.
            let ideal = 2000.0 / f64::from(u32::try_from(quota).unwrap());
            assert!(time.as_secs_f64() < ideal * 3.0 + 10.0, "{quota}: {time:?}");
        }
    }

    #[test]
    fn a_pace_that_nobody_waits_for_stays() {
        let mut state = State::new(START, MOST_READS);
        for second in 0..100 {
            state.heard(false, false, Duration::from_secs(second));
        }
        assert_eq!(state.rate, START);
        state.heard(true, false, Duration::from_secs(100));
        assert_eq!(state.rate, START / 2);
        state.heard(true, false, Duration::from_millis(101_500));
        assert_eq!(state.rate, START / 2, "a call of before the cut");
    }

    #[test]
    fn one_call_a_second_always_remains() {
        let mut state = State::new(START, MOST_READS);
        for second in 0..100 {
            state.heard(true, true, Duration::from_secs(3 * second));
        }
        assert_eq!(state.rate, 1);
    }
}
