//! Limits a wait to time during which somebody looked.

use std::time::Duration;

/// How much longer than planned the time between two looks must be for the program to have been stopped,
/// or the machine suspended.
const GAP: Duration = Duration::from_secs(60);
/// How much longer a wait may take whose limit passed while the machine slept.
const EXTRA: Duration = Duration::from_secs(15);

/// How long something may take, in time during which somebody looked.
///
/// A limit that passed while nobody did says nothing about what is waited for, so one such gap moves
/// it, for a few looks more.
#[derive(Debug, Clone, Default)]
pub struct Limit {
    most: Duration,
    /// A longer time between two looks was a sleep of the machine.
    gap: Duration,
    /// When the last look was.
    last: Duration,
}

impl Limit {
    /// This long from the start, with looks at this interval, or some times that.
    pub const fn new(limit: Duration, interval: Duration) -> Self {
        Self {
            most: limit,
            gap: GAP.saturating_add(interval.saturating_mul(4)),
            last: Duration::ZERO,
        }
    }

    /// Whether the time is up with a look that ended `spent` after the start.
    pub fn is_over(&mut self, spent: Duration) -> bool {
        let gap = spent.saturating_sub(self.last);
        if spent >= self.most && self.last < self.most && gap > self.gap {
            self.most = spent.saturating_add(EXTRA);
        }
        self.last = spent;
        spent >= self.most
    }
}
