//! Judges one look while a change runs: again, reached, failed, out of time. The loop that looks
//! and sleeps is elsewhere and decides nothing.
//!
//! A change is done when its own fields equal the goal, and the status reads `Running` twice in a row.
//! Right after the call both can still read as before; a look that could be from before the change is
//! therefore not taken as its end. A mark of the service (`success`, `failed`) counts only when it
//! moved since the write, and a failure only when several looks in a row agree on it.

#[cfg(test)]
mod tests;

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::acl::Acl;
use super::hba::{HbaState, Record, canonical};
use super::instance::Status;
use super::ssl::{LastChange, Pem, SslChange, SslState, Switch};
use crate::text::{Text, text};

/// What the service said of the last change at one look; the one right before a write tells the old
/// from the new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    last_change: LastChange,
    /// When the records were last changed; the SSL settings have no such time.
    modified: Option<DateTime<Utc>>,
    /// The server certificate in force, in one form.
    certificate: Option<String>,
}

impl Mark {
    /// When the records were last changed, where that is known.
    pub const fn modified(&self) -> Option<DateTime<Utc>> {
        self.modified
    }
}

impl From<&SslState> for Mark {
    fn from(ssl: &SslState) -> Self {
        let certificate = || {
            let text = ssl.server_certificate.as_ref().map(Pem::digest);
            format!("{text:?} {:?} {:?}", ssl.created, ssl.expires)
        };
        Self {
            last_change: ssl.last_change.clone(),
            modified: None,
            certificate: (ssl.enabled == Some(true)).then(certificate),
        }
    }
}

impl From<&HbaState> for Mark {
    fn from(hba: &HbaState) -> Self {
        Self {
            last_change: hba.last_change.clone(),
            modified: hba.modified,
            certificate: None,
        }
    }
}

impl Mark {
    /// The reason of a failure that stands there, which later looks have to be told apart from.
    pub const fn failure(&self) -> Option<&String> {
        if let LastChange::Failed(reason) = &self.last_change {
            Some(reason)
        } else {
            None
        }
    }

    /// Notes that a change was seen running: whatever the mark says next is news.
    pub fn pass(&mut self, now: &Self) {
        if now.last_change.is_running() {
            self.last_change.clone_from(&now.last_change);
        }
    }

    /// How far a change since this mark is, by the mark now and in what the fields differ from the goal.
    fn progress(&self, now: &Self, differs: Option<Text>) -> ChangeProgress {
        // A look at a copy that lags behind tells of no end.
        let lags = now.modified.is_some() && now.modified < self.modified;
        let moved = self.last_change != now.last_change || self.modified < now.modified;
        let renewed = !lags && (moved || self.certificate != now.certificate);
        match (&now.last_change, differs) {
            (LastChange::Setting | LastChange::Other(_), _) => ChangeProgress::Running,
            (LastChange::Failed(why), _) if moved && !lags => ChangeProgress::Failed(why.clone()),
            (LastChange::Failed(why), Some(_)) if !lags => ChangeProgress::OldFailure(why.clone()),
            (LastChange::Succeeded, None) if renewed => ChangeProgress::Landed,
            (LastChange::Succeeded, Some(what)) if renewed => ChangeProgress::Differs(what),
            (_, None) => ChangeProgress::Appeared,
            (_, Some(_)) => ChangeProgress::Pending,
        }
    }
}

/// How far a change is by its own fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeProgress {
    /// Not visible yet, or `setting`.
    Pending,
    /// The service says a change is running.
    Running,
    /// The fields equal the goal, and nothing tells this from a look that is too early.
    Appeared,
    /// The fields equal the goal, and the service's own marks of the change moved.
    Landed,
    /// The service says it is done, and the fields differ from the goal in this.
    Differs(Text),
    /// The service says it failed; its reason.
    Failed(String),
    /// Not visible, and a failure from before still shows; its reason.
    OldFailure(String),
}

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
        matches!(
            self.change,
            ChangeProgress::Landed | ChangeProgress::Appeared
        )
    }

    /// Whether the change's own fields are to be read after this look, where the status is read for
    /// many instances at once and says that the instance is not busy: when it just left the busy
    /// state, and now and then in case it was never seen in it. `since` is how long ago they were
    /// read.
    pub fn is_due(&self, since: Duration) -> bool {
        let waits = matches!(
            self.change,
            ChangeProgress::Pending | ChangeProgress::Running
        );
        let stands = self.has_landed() || (waits && since < STALE);
        !stands || matches!(self.status, Some(Status::Busy(_)))
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
    running_in_a_row: u32,
    differed: u32,
    failed: u32,
    gone: u32,
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
        let over = self.limit.is_over(spent);
        let next = self.next(look, spent);
        if over && matches!(next, Next::LookAgain(_) | Next::Confirm(_)) {
            return Next::OutOfTime;
        }
        next
    }

    fn next(&mut self, look: &WaitReading, spent: Duration) -> Next {
        match &look.status {
            Some(Status::Gone(name)) => {
                self.gone += 1;
                if self.gone >= AGREE {
                    return Next::Failed(text!("plan-gone", status = name));
                }
                self.running_in_a_row = 0;
            }
            Some(Status::Running) => {
                self.gone = 0;
                self.running_in_a_row += 1;
            }
            Some(Status::Busy(_)) => {
                self.gone = 0;
                self.seen_busy = true;
                self.running_in_a_row = 0;
            }
            None => {}
        }
        if !matches!(look.change, ChangeProgress::Failed(_)) {
            self.failed = 0;
        }
        match &look.change {
            ChangeProgress::Failed(reason) => {
                self.running_in_a_row = 0;
                self.failed += 1;
                if self.failed >= AGREE {
                    return Next::Failed(Text::verbatim(reason.as_str()));
                }
                Next::LookAgain(self.patience.interval.min(EVERY))
            }
            ChangeProgress::OldFailure(reason) => {
                let quiet = self.quiet_for(spent);
                if self.seen_busy && quiet.is_some_and(|quiet| quiet >= self.patience.settle) {
                    return Next::Failed(text!("wait-as-before", reason = reason));
                }
                let eager = if spent < EAGER {
                    CONFIRM
                } else {
                    self.patience.interval
                };
                self.unseen_or(quiet, eager.min(self.patience.interval))
            }
            ChangeProgress::Pending if self.is_unanswered => {
                let quiet = self.quiet_for(spent);
                self.unseen_or(quiet, self.patience.interval)
            }
            ChangeProgress::Running | ChangeProgress::Pending => {
                self.seen_busy |= look.change == ChangeProgress::Running;
                self.running_in_a_row = 0;
                self.quiet_since = None;
                self.differed = 0;
                Next::LookAgain(self.patience.interval)
            }
            ChangeProgress::Differs(what) => {
                self.running_in_a_row = 0;
                self.differed += 1;
                let settled = self.seen_busy || spent >= self.patience.settle;
                if settled && self.differed > PATIENCE {
                    return Next::Failed(text!("wait-reads-back", difference = what));
                }
                Next::LookAgain(self.patience.interval)
            }
            ChangeProgress::Appeared | ChangeProgress::Landed => {
                // One that left its marks has run, though no look met it running.
                self.seen_busy |= look.change == ChangeProgress::Landed;
                self.differed = 0;
                let twice = self.running_in_a_row >= 2;
                match self.quiet_for(spent) {
                    None if look.status.is_none() => Next::Confirm(Duration::ZERO),
                    Some(quiet) if twice && (self.seen_busy || quiet >= self.patience.settle) => {
                        Next::Reached
                    }
                    Some(_) if self.seen_busy => Next::Confirm(CONFIRM.min(self.patience.interval)),
                    _ => Next::Confirm(self.patience.interval),
                }
            }
        }
    }

    /// The end where a write of which no answer is known left no trace for long enough; else another
    /// look after this pause.
    fn unseen_or(&self, quiet: Option<Duration>, pause: Duration) -> Next {
        let long = quiet.is_some_and(|quiet| quiet >= LAG.max(self.patience.settle));
        if long && self.is_unanswered {
            Next::Unseen
        } else {
            Next::Confirm(pause)
        }
    }

    /// How long every look read `Running`; `None` when the last one did not.
    fn quiet_for(&mut self, spent: Duration) -> Option<Duration> {
        if self.running_in_a_row == 0 {
            self.quiet_since = None;
            return None;
        }
        let since = *self.quiet_since.get_or_insert(spent);
        Some(spent.saturating_sub(since))
    }
}

/// How far an SSL change is, given the mark before it and the state now.
pub fn ssl_change(before: &Mark, change: &SslChange, now: &SslState) -> ChangeProgress {
    let mark = Mark::from(now);
    let differs = ssl_difference(before, change, now, &mark);
    before.progress(&mark, differs)
}

/// How far a replacement of the pg_hba records is. The goal may have its secrets hidden.
pub fn hba_change(before: &Mark, goal: &[Record], now: &HbaState) -> ChangeProgress {
    let hidden: Vec<Record> = now.records().iter().map(Record::redacted).collect();
    let wanted = canonical(goal);
    let same = wanted == canonical(now.records()) || wanted == canonical(&hidden);
    let change = before.progress(&now.into(), (!same).then(|| text!("differs-records")));
    let appeared = change == ChangeProgress::Appeared;
    let ended = appeared || matches!(change, ChangeProgress::Differs(_));
    // Where the service gives a time of modification, it must have moved.
    match now.modified {
        Some(_) if ended && now.modified == before.modified => ChangeProgress::Pending,
        Some(_) if appeared => ChangeProgress::Landed,
        _ => change,
    }
}

/// How far an instance is from quiet when no change in particular is waited for: `marks` are pairs of
/// the first look and the one now.
pub fn quiet<'a>(marks: impl IntoIterator<Item = (&'a Mark, &'a Mark)>) -> ChangeProgress {
    let mut change = ChangeProgress::Appeared;
    for (first, now) in marks {
        let progress = first.progress(now, None);
        if matches!(progress, ChangeProgress::Failed(_)) {
            return progress;
        }
        if progress == ChangeProgress::Running {
            change = progress;
        }
    }
    change
}

/// In what the state now first differs from what the change wants; `None` when it has landed.
fn ssl_difference(before: &Mark, change: &SslChange, now: &SslState, mark: &Mark) -> Option<Text> {
    let old = before.certificate.is_some() && before.certificate == mark.certificate;
    let other = |found: &String| !found.eq_ignore_ascii_case(&change.endpoint);
    match change.switch {
        Some(Switch::Off) => return (now.enabled != Some(false)).then(|| text!("differs-not-off")),
        Some(Switch::On) if now.enabled != Some(true) => return Some(text!("differs-not-on")),
        Some(Switch::On) if old => return Some(text!("differs-certificate")),
        Some(Switch::On) if now.endpoint.as_ref().is_some_and(other) => {
            return Some(text!("differs-endpoint"));
        }
        Some(Switch::On) | None => {}
    }
    if let Some(ca) = &change.client_ca
        && ca.after() != now.client_ca.as_ref()
    {
        return Some(text!("differs-client-ca"));
    }
    if let Some(crl) = &change.crl
        && crl.after() != now.crl.as_ref()
    {
        return Some(text!("differs-crl"));
    }
    let acls = [
        (change.acl, now.acl, text!("basis-part-acl")),
        (
            change.replication_acl,
            now.replication_acl,
            text!("basis-part-replication-acl"),
        ),
    ];
    acls.into_iter().find_map(|(wanted, found, name)| {
        // Without a client CA an empty ACL is the same as `prefer`.
        let found = found.or((now.client_ca.is_none()).then_some(Acl::Prefer));
        (wanted.is_some() && wanted != found).then(|| {
            let found = found.map_or_else(|| text!("word-not-known"), Text::from);
            text!("differs-acl", name = name, found = found)
        })
    })
}
