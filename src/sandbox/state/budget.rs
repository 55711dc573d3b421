//! The server's own limit: so many requests in any second.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

/// A limit on the requests of any one second, for the whole account.
///
/// Source: the vendor's quota is kept by region, API and parent account; one budget for all calls
/// is the simplest that a client must live with.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    a_second: Option<usize>,
    taken: VecDeque<DateTime<Utc>>,
}

impl Budget {
    /// So many a second; `None` is no limit.
    pub(crate) fn new(a_second: Option<u32>) -> Self {
        Self {
            a_second: a_second.and_then(|count| usize::try_from(count).ok()),
            taken: VecDeque::new(),
        }
    }

    /// Takes one request.
    ///
    /// # Errors
    /// The milliseconds until there is room again.
    pub(crate) fn take(&mut self, now: DateTime<Utc>) -> Result<(), u64> {
        let Some(limit) = self.a_second else {
            return Ok(());
        };
        let second = TimeDelta::seconds(1);
        while self.taken.front().is_some_and(|at| now - *at >= second) {
            self.taken.pop_front();
        }
        if self.taken.len() < limit {
            self.taken.push_back(now);
            return Ok(());
        }
        let room = self
            .taken
            .front()
            .map_or(second, |first| *first + second - now);
        Err(u64::try_from(room.num_milliseconds())
            .unwrap_or_default()
            .max(1))
    }
}

/// How many requests came, and how many in the busiest second.
#[derive(Debug, Default)]
pub(crate) struct Load {
    /// All of them.
    pub(crate) requests: u64,
    /// The most in any second.
    pub(crate) busiest_second: usize,
    recent: VecDeque<DateTime<Utc>>,
}

impl Load {
    /// Notes one request.
    pub(crate) fn note(&mut self, now: DateTime<Utc>) {
        let second = TimeDelta::seconds(1);
        while self.recent.front().is_some_and(|at| now - *at >= second) {
            self.recent.pop_front();
        }
        self.recent.push_back(now);
        self.requests += 1;
        self.busiest_second = self.busiest_second.max(self.recent.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_second_holds_more_than_the_limit() {
        let mut budget = Budget::new(Some(3));
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let at = |ms| start + TimeDelta::milliseconds(ms);
        for ms in [0, 400, 800] {
            assert_eq!(budget.take(at(ms)), Ok(()));
        }
        assert_eq!(budget.take(at(900)), Err(100));
        assert_eq!(budget.take(at(1000)), Ok(()));
        assert_eq!(budget.take(at(1001)), Err(399));
        assert!(Budget::new(None).take(start).is_ok());
    }
}
