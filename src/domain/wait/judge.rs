//! Judges one look while a change runs: again, reached, failed, out of time.
//!
//! A change is done when its own fields equal the goal, and the status reads `Running` twice in a row.
//! Right after the call both can still read as before; a look that could be from before the change is
//! therefore not taken as its end, and a failure only when several looks in a row agree on it.

use std::time::Duration;

use super::limit::Limit;
use super::progress::ChangeProgress::{
    self, Appeared, Differs, Failed, Landed, OldFailure, Pending, Running, Stood,
};
use crate::domain::instance::Status;
use crate::text::{Text, text};

/// How often to look: one call a second.
pub const EVERY: Duration = Duration::from_secs(1);
/// How long a state that never looked busy must stay quiet before it counts as the end.
pub const SETTLE: Duration = Duration::from_secs(10);
/// How long the fields of a change that is not visible yet stay unread, where the status is read for
/// many instances at once.
const STALE: Duration = Duration::from_secs(5);
/// How long nothing of a change may show, on a quiet instance, before it counts as never received:
/// marks and status lag behind a write by some 15 seconds.
const LAG: Duration = Duration::from_secs(20);
/// Pause between the two looks that must both read `Running`, and at first between looks that have to
/// tell a new failure from an old one.
pub const CONFIRM: Duration = Duration::from_millis(250);
/// How long the change of a mark that could be missed is looked for that often.
const EAGER: Duration = Duration::from_secs(5);
/// How many looks in a row must say that a change failed.
const AGREE: u32 = 3;
/// How many looks a finished change may differ from the goal before that is its end.
const PATIENCE: u32 = 10;

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitReading {
    /// Instance status, where this look asked for it.
    pub status: Option<Status>,
    /// The change's own fields.
    pub change: ChangeProgress,
}

impl WaitReading {
    /// Whether the change's own fields have reached the goal.
    pub const fn has_landed(&self) -> bool {
        matches!(self.change, Landed | Appeared)
    }

    /// Whether the change's own fields are to be read after this look, where the status is read for
    /// many instances at once and says that the instance is not busy: when it just left the busy
    /// state, and now and then in case it was never seen in it. `since` is how long ago they were
    /// read.
    pub fn is_due(&self, since: Duration) -> bool {
        let waits = matches!(self.change, Pending | Running) && since < STALE;
        !(self.has_landed() || waits) || matches!(self.status, Some(Status::Busy(_)))
    }
}

/// What to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Sleep this long and look again at the change's own fields.
    LookAgain(Duration),
    /// Sleep this long and look at the status too.
    Confirm(Duration),
    /// Done.
    Reached,
    /// Nothing of a change whose answer is not known shows, and the instance is quiet.
    Unseen,
    /// It will not be reached; the reason.
    Failed(Text),
    /// The time is up. The change may go on.
    OutOfTime,
}

/// How long to wait, and how often to look.
#[derive(Debug, Clone, Copy, Default)]
pub struct Patience {
    /// Limit for the whole wait.
    pub limit: Duration,
    /// How long a state that never looked busy must stay quiet.
    pub settle: Duration,
    /// The pause between two looks.
    pub interval: Duration,
}

/// What the looks so far have shown.
#[derive(Debug, Clone, Default)]
pub struct WaitState {
    limit: Limit,
    patience: Patience,
    is_unanswered: bool,
    seen_busy: bool,
    differed: u32,
    failed: u32,
    gone: u32,
    /// Since when every look read `Running` and the change's own fields spoke for its end.
    quiet_since: Option<Duration>,
}

impl WaitState {
    /// Starts watching. `is_unanswered` says that nobody knows whether the service received the write.
    pub fn new(patience: Patience, is_unanswered: bool) -> Self {
        Self {
            limit: Limit::new(patience.limit, patience.interval),
            patience,
            is_unanswered,
            ..Self::default()
        }
    }

    /// Whether the time is up with a look that failed, `spent` after the start.
    pub fn is_over(&mut self, spent: Duration) -> bool {
        self.limit.is_over(spent)
    }

    /// Judges one look, `spent` after the start.
    pub fn judge(&mut self, look: &WaitReading, spent: Duration) -> Next {
        let over = self.is_over(spent);
        let next = self.next(look, spent);
        if over && matches!(next, Next::LookAgain(_) | Next::Confirm(_)) {
            return Next::OutOfTime;
        }
        next
    }

    fn next(&mut self, look: &WaitReading, spent: Duration) -> Next {
        let (settle, interval) = (self.patience.settle, self.patience.interval);
        let soon = CONFIRM.min(interval);
        let change = &look.change;
        let is_second = self.quiet_since.is_some() && look.status.is_some();
        if let Some(status) = &look.status {
            let is_running = *status == Status::Running;
            self.quiet_since = is_running.then(|| self.quiet_since.unwrap_or(spent));
            self.seen_busy |= matches!(status, Status::Busy(_));
            count(&mut self.gone, matches!(status, Status::Gone(_)));
            if self.gone >= AGREE {
                return Next::Failed(text!("plan-gone", status = status.as_str()));
            }
        }
        count(&mut self.failed, matches!(change, Failed(_)));
        count(&mut self.differed, matches!(change, Differs(_)));
        let may_end = match change {
            Pending => self.is_unanswered,
            Appeared | Landed | Stood | OldFailure(_) => true,
            Running | Differs(_) | Failed(_) => false,
        };
        self.quiet_since = self.quiet_since.filter(|_| may_end);
        let quiet = self.quiet_since.map(|since| spent.saturating_sub(since));
        // One that left its marks has run, though no look met it running.
        self.seen_busy |= matches!(change, Running | Landed);
        let has_settled = quiet >= Some(settle);
        // A write of which no answer is known left no trace for so long that it was never received.
        let is_lost = self.is_unanswered && quiet >= Some(LAG.max(settle));
        match change {
            Failed(reason) if self.failed >= AGREE => Next::Failed(Text::verbatim(reason.as_str())),
            Failed(_) => Next::LookAgain(interval.min(EVERY)),
            OldFailure(reason) if self.seen_busy && has_settled => {
                Next::Failed(text!("wait-as-before", reason = reason))
            }
            // Nothing but the status that passed tells that it ran.
            Stood if self.seen_busy && has_settled => Next::Reached,
            OldFailure(_) | Stood | Pending if is_lost => Next::Unseen,
            OldFailure(_) | Stood if spent < EAGER => Next::Confirm(soon),
            OldFailure(_) | Stood => Next::Confirm(interval),
            Pending if self.is_unanswered => Next::Confirm(interval),
            Differs(part) if self.differed > PATIENCE && (self.seen_busy || spent >= settle) => {
                Next::Failed(text!("wait-reads-back", part = part.text()))
            }
            Running | Pending | Differs(_) => Next::LookAgain(interval),
            Appeared | Landed => match quiet {
                None if look.status.is_none() => Next::Confirm(Duration::ZERO),
                Some(_) if is_second && (self.seen_busy || has_settled) => Next::Reached,
                Some(_) if self.seen_busy => Next::Confirm(soon),
                Some(_) | None => Next::Confirm(interval),
            },
        }
    }
}

/// Counts looks in a row.
const fn count(row: &mut u32, goes_on: bool) {
    *row = if goes_on { row.saturating_add(1) } else { 0 };
}
