//! The server's own limit: N requests of an action in any second.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

/// A limit on the requests of any one second, for each action.
///
/// Source: the vendor's quota is kept by region, API and parent account. One budget for all regions is
/// stricter.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    a_second: Option<usize>,
    taken: HashMap<String, VecDeque<DateTime<Utc>>>,
}

impl Budget {
    /// N a second; `None` is no limit.
    pub(crate) fn new(a_second: Option<u32>) -> Self {
        Self {
            a_second: a_second.and_then(|count| usize::try_from(count).ok()),
            taken: HashMap::new(),
        }
    }

    /// Takes one request of an action.
    ///
    /// # Errors
    /// The milliseconds until there is room again.
    pub(crate) fn take(&mut self, action: &str, now: DateTime<Utc>) -> Result<(), u64> {
        let Some(limit) = self.a_second else {
            return Ok(());
        };
        let second = TimeDelta::seconds(1);
        let taken = self.taken.entry(action.to_owned()).or_default();
        while taken.front().is_some_and(|at| now - *at >= second) {
            taken.pop_front();
        }
        if taken.len() < limit {
            taken.push_back(now);
            return Ok(());
        }
        let room = taken.front().map_or(second, |first| *first + second - now);
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
            assert_eq!(budget.take("A", at(ms)), Ok(()));
        }
        assert_eq!(budget.take("A", at(900)), Err(100));
        assert_eq!(
            budget.take("B", at(900)),
            Ok(()),
            "another action has its own"
        );
        assert_eq!(budget.take("A", at(1000)), Ok(()));
        assert_eq!(budget.take("A", at(1001)), Err(399));
        assert!(Budget::new(None).take("A", start).is_ok());
    }
}
