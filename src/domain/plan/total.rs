//! What several plans come to together.

use std::time::Duration;

use super::Plan;

/// The sums over the plans of a fleet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Total {
    /// How many instances would change.
    pub changing: usize,
    /// How many are blocked.
    pub blocked: usize,
    /// How many are as wanted.
    pub as_wanted: usize,
    /// How many restarts there would be.
    pub restarts: usize,
    /// About how long it takes one after another.
    pub expected: Duration,
}

impl Total {
    /// Adds the plans up; a blocked one sends nothing.
    pub fn of(plans: &[Plan]) -> Self {
        let blocked = plans
            .iter()
            .filter(|plan| !plan.blockers.is_empty())
            .count();
        let changing: Vec<&Plan> = plans
            .iter()
            .filter(|plan| plan.blockers.is_empty() && !plan.is_empty())
            .collect();
        Self {
            changing: changing.len(),
            blocked,
            as_wanted: plans.len() - changing.len() - blocked,
            restarts: changing.iter().map(|plan| plan.restarts()).sum(),
            expected: changing.iter().map(|plan| plan.expected()).sum(),
        }
    }
}
