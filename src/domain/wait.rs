//! Judges one look while a change runs: again, reached, failed, out of time. The loop that looks
//! and sleeps is elsewhere and decides nothing.
//!
//! A change is done when its own fields moved and equal the goal, and the status reads `Running`
//! twice in a row. Right after the call both can still read as before; a look that could be from
//! before the change is therefore not taken as its end.

#[cfg(test)]
mod tests;

use std::time::Duration;

use super::acl::Acl;
use super::hba::{HbaState, Record};
use super::instance::Status;
use super::ssl::{LastChange, SslChange, SslState, Switch};

/// How far a change is by its own fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Not visible yet, or `setting`.
    Pending,
    /// The service says a change is running.
    Running,
    /// The fields equal the goal, and nothing tells this from a look that is too early.
    Appeared,
    /// The fields equal the goal, and the service's own marks of the change moved.
    Landed,
    /// The service says it is done, and the fields differ from the goal in this.
    Differs(String),
    /// The service says it failed; its reason.
    Failed(String),
}

/// One look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// Instance status, where this look asked for it.
    pub status: Option<Status>,
    /// The change's own fields.
    pub change: Change,
}

impl Look {
    /// Whether the change's own fields are to be read after this look, where the status is read for
    /// many instances at once and says that the instance is not busy: when it just left the busy
    /// state, and now and then in case it was never seen in it. `since` is how long ago they were
    /// read.
    pub fn is_due(&self, since: Duration) -> bool {
        if matches!(self.status, Some(Status::Busy(_))) {
            return true;
        }
        match self.change {
            Change::Landed | Change::Appeared => false,
            Change::Differs(_) | Change::Failed(_) => true,
            Change::Pending | Change::Running => since >= STALE,
        }
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
    /// It will not be reached; the reason.
    Failed(String),
    /// The time is up. The change may go on.
    OutOfTime,
}

/// How often to look: one call a second.
pub const EVERY: Duration = Duration::from_secs(1);
/// How long a state that never looked busy must stay quiet before it counts as the end.
pub const SETTLE: Duration = Duration::from_secs(10);
/// How long the fields of a change that is not visible yet stay unread, where the status is read for
/// many instances at once.
const STALE: Duration = Duration::from_secs(5);
/// Pause between the two looks that must both read `Running`.
const CONFIRM: Duration = Duration::from_millis(250);
/// How many looks a finished change may differ from the goal before that is its end.
const PATIENCE: u32 = 5;
/// A longer time between two looks was slept through: the program was stopped, or the machine
/// suspended.
const GAP: Duration = Duration::from_secs(60);
/// How much longer a wait may take whose limit was slept through.
const EXTRA: Duration = Duration::from_secs(15);

/// How long something may take, in time during which somebody looked.
///
/// A limit that passed while nobody did says nothing about what is waited for, so one such gap moves
/// it, for a few looks more.
#[derive(Debug, Clone)]
pub struct Limit {
    limit: Duration,
    /// When the last look was.
    last: Duration,
}

impl Limit {
    /// This long from the start.
    pub const fn new(limit: Duration) -> Self {
        Self {
            limit,
            last: Duration::ZERO,
        }
    }

    /// Whether the time is up with a look that ended `spent` after the start.
    pub fn is_over(&mut self, spent: Duration) -> bool {
        if spent >= self.limit && self.last < self.limit && spent.saturating_sub(self.last) > GAP {
            self.limit = spent.saturating_add(EXTRA);
        }
        self.last = spent;
        spent >= self.limit
    }
}

/// What the looks so far have shown.
#[derive(Debug, Clone)]
pub struct Watch {
    limit: Limit,
    settle: Duration,
    seen_busy: bool,
    running_in_a_row: u32,
    differed: u32,
    quiet_since: Option<Duration>,
}

impl Watch {
    /// Starts watching. `limit` is the time for the whole wait, `settle` how long a state that
    /// never looked busy must stay quiet.
    pub const fn new(limit: Duration, settle: Duration) -> Self {
        Self {
            limit: Limit::new(limit),
            settle,
            seen_busy: false,
            running_in_a_row: 0,
            differed: 0,
            quiet_since: None,
        }
    }

    /// Whether the time is up with a look that failed, `spent` after the start.
    pub fn is_over(&mut self, spent: Duration) -> bool {
        self.limit.is_over(spent)
    }

    /// Judges one look, `spent` after the start.
    pub fn judge(&mut self, look: &Look, spent: Duration) -> Next {
        let over = self.limit.is_over(spent);
        match &look.status {
            Some(Status::Gone(name)) => {
                return Next::Failed(format!("the instance is {name}"));
            }
            Some(Status::Running) => self.running_in_a_row += 1,
            Some(Status::Busy(_)) => {
                self.seen_busy = true;
                self.running_in_a_row = 0;
            }
            None => {}
        }
        let next = match &look.change {
            Change::Failed(reason) => return Next::Failed(reason.clone()),
            Change::Running => {
                self.seen_busy = true;
                self.restart_quiet();
                Next::LookAgain(EVERY)
            }
            Change::Pending => {
                self.restart_quiet();
                Next::LookAgain(EVERY)
            }
            Change::Differs(what) => {
                self.running_in_a_row = 0;
                self.differed += 1;
                let settled = self.seen_busy || spent >= self.settle;
                if settled && self.differed > PATIENCE {
                    return Next::Failed(format!(
                        "the service reports success, but what it reads back differs: {what}"
                    ));
                }
                Next::LookAgain(EVERY)
            }
            Change::Appeared => self.judge_landed(look.status.is_some(), spent),
            Change::Landed => {
                // The change has run, though no look met it running.
                self.seen_busy = true;
                self.judge_landed(look.status.is_some(), spent)
            }
        };
        if next != Next::Reached && over {
            return Next::OutOfTime;
        }
        next
    }

    fn judge_landed(&mut self, status_seen: bool, spent: Duration) -> Next {
        self.differed = 0;
        if self.running_in_a_row == 0 {
            self.quiet_since = None;
            return Next::Confirm(if status_seen { EVERY } else { Duration::ZERO });
        }
        let since = *self.quiet_since.get_or_insert(spent);
        let quiet = spent.saturating_sub(since);
        match (self.seen_busy, self.running_in_a_row >= 2) {
            (true, true) => Next::Reached,
            (false, true) if quiet >= self.settle => Next::Reached,
            (true, false) => Next::Confirm(CONFIRM),
            (false, _) => Next::Confirm(EVERY),
        }
    }

    fn restart_quiet(&mut self) {
        self.running_in_a_row = 0;
        self.quiet_since = None;
        self.differed = 0;
    }
}

/// How far an SSL change is, given the state before it and the state now. `moving` says that a
/// busy state was already seen, so that a failure can only be this change's own.
pub fn ssl_change(before: &SslState, change: &SslChange, now: &SslState, moving: bool) -> Change {
    if let Some(state) = unfinished(&before.last_change, &now.last_change, moving) {
        return state;
    }
    let differences = ssl_differences(before, change, now);
    match differences.first() {
        None if ssl_moved(before, now) => Change::Landed,
        None => Change::Appeared,
        Some(_) if unmoved(before, now) => Change::Pending,
        Some(difference) => Change::Differs(difference.clone()),
    }
}

/// How far a replacement of the pg_hba records is.
pub fn hba_change(before: &HbaState, goal: &[Record], now: &HbaState, moving: bool) -> Change {
    if let Some(state) = unfinished(&before.last_change, &now.last_change, moving) {
        return state;
    }
    let (records, _) = now.in_force();
    if records == goal {
        // Where the service gives a time of modification, it must have moved.
        return match (before.modified, now.modified) {
            (before, Some(now)) if before == Some(now) => Change::Pending,
            (_, Some(_)) => Change::Landed,
            (_, None) => Change::Appeared,
        };
    }
    if now == before {
        Change::Pending
    } else {
        Change::Differs("the pg_hba records are not the ones that were sent".to_owned())
    }
}

/// Whether the service's own marks tell that a change ran between the two: its status came to be
/// `success`, or the server certificate is a new one.
fn ssl_moved(before: &SslState, now: &SslState) -> bool {
    now.last_change == LastChange::Succeeded
        && (before.last_change != LastChange::Succeeded || !same_certificate(before, now))
}

fn unfinished(before: &LastChange, now: &LastChange, moving: bool) -> Option<Change> {
    match now {
        LastChange::Setting | LastChange::Other(_) => Some(Change::Running),
        // The same failure as before may be an old one that still shows.
        LastChange::Failed(_) if now == before && !moving => Some(Change::Pending),
        LastChange::Failed(reason) => Some(Change::Failed(reason.clone())),
        LastChange::Never | LastChange::Succeeded => None,
    }
}

fn unmoved(before: &SslState, now: &SslState) -> bool {
    before == now
}

/// In what the state now differs from what the change wants; empty when it has landed.
pub fn ssl_differences(before: &SslState, change: &SslChange, now: &SslState) -> Vec<String> {
    let mut differences = Vec::new();
    match change.switch {
        Some(Switch::Off) if now.enabled != Some(false) => {
            differences.push("SSL is not off".to_owned());
        }
        Some(Switch::On) if now.enabled != Some(true) => {
            differences.push("SSL is not on".to_owned());
        }
        Some(Switch::On) if before.enabled == Some(true) && same_certificate(before, now) => {
            differences.push("the server certificate is still the old one".to_owned());
        }
        Some(Switch::On | Switch::Off) | None => {}
    }
    if change.switch == Some(Switch::Off) {
        return differences;
    }
    if change.switch == Some(Switch::On)
        && now
            .endpoint
            .as_deref()
            .is_some_and(|e| !e.eq_ignore_ascii_case(&change.endpoint))
    {
        differences.push("the protected endpoint is another one".to_owned());
    }
    if change
        .client_ca
        .as_ref()
        .is_some_and(|ca| ca.after() != now.client_ca.as_ref())
    {
        differences.push("the client CA is not the one that was sent".to_owned());
    }
    if change
        .crl
        .as_ref()
        .is_some_and(|crl| crl.after() != now.crl.as_ref())
    {
        differences.push("the revocation list is not the one that was sent".to_owned());
    }
    for (name, wanted, found) in [
        ("ACL", change.acl, now.acl),
        (
            "replication ACL",
            change.replication_acl,
            now.replication_acl,
        ),
    ] {
        // Without a client CA an empty ACL is the same as `prefer`.
        let found = found.or((now.client_ca.is_none()).then_some(Acl::Prefer));
        if wanted.is_some() && wanted != found {
            let found = found.map_or("not known", Acl::as_str);
            differences.push(format!("the {name} reads {found}"));
        }
    }
    differences
}

fn same_certificate(before: &SslState, now: &SslState) -> bool {
    before.expires == now.expires
        && before.created == now.created
        && before.server_certificate == now.server_certificate
}
