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
use crate::text;
use crate::text::Text;

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

/// What a mark tells of the change since an earlier one.
enum Told {
    Running,
    Succeeded,
    Failed(String),
    /// The failure that stood there before.
    OldFailure(String),
    Nothing,
}

impl Mark {
    /// The reason of a failure that stands there, which later looks have to be told apart from.
    pub const fn failure(&self) -> Option<&String> {
        match &self.last_change {
            LastChange::Failed(reason) => Some(reason),
            LastChange::Never
            | LastChange::Setting
            | LastChange::Succeeded
            | LastChange::Other(_) => None,
        }
    }

    /// Notes that a change was seen running: whatever the mark says next is news.
    pub fn pass(&mut self, now: &Self) {
        if now.last_change.is_running() {
            self.last_change.clone_from(&now.last_change);
        }
    }

    fn told(&self, now: &Self) -> Told {
        let older = now.modified.is_some() && now.modified < self.modified;
        let moved = self.last_change != now.last_change || self.modified < now.modified;
        match &now.last_change {
            LastChange::Setting | LastChange::Other(_) => Told::Running,
            // A look at a copy that lags behind.
            _ if older => Told::Nothing,
            LastChange::Failed(reason) if moved => Told::Failed(reason.clone()),
            LastChange::Failed(reason) => Told::OldFailure(reason.clone()),
            LastChange::Succeeded if moved || self.certificate != now.certificate => {
                Told::Succeeded
            }
            LastChange::Succeeded | LastChange::Never => Told::Nothing,
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
        if matches!(self.status, Some(Status::Busy(_))) {
            return true;
        }
        match self.change {
            ChangeProgress::Landed | ChangeProgress::Appeared => false,
            ChangeProgress::Differs(_)
            | ChangeProgress::Failed(_)
            | ChangeProgress::OldFailure(_) => true,
            ChangeProgress::Pending | ChangeProgress::Running => since >= STALE,
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
/// A longer time between two looks was a sleep of the machine: the program was stopped, or the machine
/// suspended.
const GAP: Duration = Duration::from_secs(60);
/// How much longer a wait may take whose limit passed while the machine slept.
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
pub struct WaitState {
    limit: Limit,
    settle: Duration,
    every: Duration,
    is_answered: bool,
    seen_busy: bool,
    running_in_a_row: u32,
    differed: u32,
    failed: u32,
    gone: u32,
    quiet_since: Option<Duration>,
}

impl WaitState {
    /// Starts watching. `limit` is the time for the whole wait, `settle` how long a state that
    /// never looked busy must stay quiet, `every` the pause between looks.
    pub const fn new(limit: Duration, settle: Duration, every: Duration) -> Self {
        Self {
            limit: Limit::new(limit),
            settle,
            every,
            is_answered: true,
            seen_busy: false,
            running_in_a_row: 0,
            differed: 0,
            failed: 0,
            gone: 0,
            quiet_since: None,
        }
    }

    /// As [`WaitState::new`], for a write of which it is not known whether the service received it.
    #[must_use]
    pub const fn unanswered(self) -> Self {
        Self {
            is_answered: false,
            ..self
        }
    }

    /// Whether the time is up with a look that failed, `spent` after the start.
    pub fn is_over(&mut self, spent: Duration) -> bool {
        self.limit.is_over(spent)
    }

    /// Judges one look, `spent` after the start.
    pub fn judge(&mut self, look: &WaitReading, spent: Duration) -> Next {
        let over = self.limit.is_over(spent);
        match &look.status {
            Some(Status::Gone(name)) => {
                self.gone += 1;
                if self.gone >= AGREE {
                    return Next::Failed(text!("plan-gone", status = name));
                }
                self.running_in_a_row = 0;
            }
            Some(Status::Running) => self.running_in_a_row += 1,
            Some(Status::Busy(_)) => {
                self.seen_busy = true;
                self.running_in_a_row = 0;
            }
            None => {}
        }
        if !matches!(look.change, ChangeProgress::Failed(_)) {
            self.failed = 0;
        }
        if matches!(look.status, Some(Status::Running | Status::Busy(_))) {
            self.gone = 0;
        }
        let next = match &look.change {
            ChangeProgress::Failed(reason) => {
                self.running_in_a_row = 0;
                self.failed += 1;
                if self.failed >= AGREE {
                    return Next::Failed(Text::verbatim(reason.as_str()));
                }
                Next::LookAgain(self.every.min(EVERY))
            }
            ChangeProgress::OldFailure(reason) => {
                let (seen_busy, quiet) = (self.seen_busy, self.quiet_for(spent));
                if seen_busy && quiet.is_some_and(|quiet| quiet >= self.settle) {
                    return Next::Failed(text!("wait-as-before", reason = reason));
                }
                if self.is_unseen(quiet) {
                    return Next::Unseen;
                }
                Next::Confirm(if spent < EAGER {
                    CONFIRM.min(self.every)
                } else {
                    self.every
                })
            }
            ChangeProgress::Running => {
                self.seen_busy = true;
                self.restart_quiet();
                Next::LookAgain(self.every)
            }
            ChangeProgress::Pending if !self.is_answered => {
                let quiet = self.quiet_for(spent);
                if self.is_unseen(quiet) {
                    return Next::Unseen;
                }
                Next::Confirm(self.every)
            }
            ChangeProgress::Pending => {
                self.restart_quiet();
                Next::LookAgain(self.every)
            }
            ChangeProgress::Differs(what) => {
                self.running_in_a_row = 0;
                self.differed += 1;
                let settled = self.seen_busy || spent >= self.settle;
                if settled && self.differed > PATIENCE {
                    return Next::Failed(text!("wait-reads-back", difference = what));
                }
                Next::LookAgain(self.every)
            }
            ChangeProgress::Appeared => self.judge_landed(look.status.is_some(), spent),
            ChangeProgress::Landed => {
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
        let Some(quiet) = self.quiet_for(spent) else {
            return Next::Confirm(if status_seen {
                self.every
            } else {
                Duration::ZERO
            });
        };
        match (self.seen_busy, self.running_in_a_row >= 2) {
            (true, true) => Next::Reached,
            (false, true) if quiet >= self.settle => Next::Reached,
            (true, false) => Next::Confirm(CONFIRM.min(self.every)),
            (false, _) => Next::Confirm(self.every),
        }
    }

    /// Whether a write of which no answer is known left no trace for long enough.
    fn is_unseen(&self, quiet: Option<Duration>) -> bool {
        !self.is_answered && quiet.is_some_and(|quiet| quiet >= LAG.max(self.settle))
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

    fn restart_quiet(&mut self) {
        self.running_in_a_row = 0;
        self.quiet_since = None;
        self.differed = 0;
    }
}

/// How far an SSL change is, given the mark before it and the state now.
pub fn ssl_change(before: &Mark, change: &SslChange, now: &SslState) -> ChangeProgress {
    let told = before.told(&now.into());
    progress(
        told,
        ssl_differences(before, change, now).into_iter().next(),
    )
}

/// How far a replacement of the pg_hba records is. The goal may have its secrets hidden.
pub fn hba_change(before: &Mark, goal: &[Record], now: &HbaState) -> ChangeProgress {
    let hidden: Vec<Record> = now.records().iter().map(Record::redacted).collect();
    let wanted = canonical(goal);
    let same = wanted == canonical(now.records()) || wanted == canonical(&hidden);
    let differs = (!same).then(|| text!("differs-records"));
    // Where the service gives a time of modification, it must have moved.
    let unmoved = now.modified.is_some() && now.modified == before.modified;
    match progress(before.told(&now.into()), differs) {
        ChangeProgress::Appeared | ChangeProgress::Differs(_) if unmoved => ChangeProgress::Pending,
        ChangeProgress::Appeared if now.modified.is_some() => ChangeProgress::Landed,
        change @ (ChangeProgress::Pending
        | ChangeProgress::Running
        | ChangeProgress::Appeared
        | ChangeProgress::Landed
        | ChangeProgress::Differs(_)
        | ChangeProgress::Failed(_)
        | ChangeProgress::OldFailure(_)) => change,
    }
}

/// How far a change is, by what the mark tells and in what the fields differ from the goal.
fn progress(told: Told, differs: Option<Text>) -> ChangeProgress {
    match (told, differs) {
        (Told::Running, _) => ChangeProgress::Running,
        (Told::Failed(reason), _) => ChangeProgress::Failed(reason),
        (Told::Succeeded, None) => ChangeProgress::Landed,
        (Told::Succeeded, Some(what)) => ChangeProgress::Differs(what),
        (Told::Nothing | Told::OldFailure(_), None) => ChangeProgress::Appeared,
        (Told::OldFailure(reason), Some(_)) => ChangeProgress::OldFailure(reason),
        (Told::Nothing, Some(_)) => ChangeProgress::Pending,
    }
}

/// How far an instance is from quiet when no change in particular is waited for: `marks` are pairs of
/// the first look and the one now.
pub fn quiet<'a>(marks: impl IntoIterator<Item = (&'a Mark, &'a Mark)>) -> ChangeProgress {
    let mut change = ChangeProgress::Appeared;
    for (first, now) in marks {
        match first.told(now) {
            Told::Failed(reason) => return ChangeProgress::Failed(reason),
            Told::Running => change = ChangeProgress::Running,
            Told::Succeeded | Told::OldFailure(_) | Told::Nothing => {}
        }
    }
    change
}

/// In what the state now differs from what the change wants; empty when it has landed.
fn ssl_differences(before: &Mark, change: &SslChange, now: &SslState) -> Vec<Text> {
    let mut differences = Vec::new();
    match change.switch {
        Some(Switch::Off) if now.enabled != Some(false) => {
            differences.push(text!("differs-not-off"));
        }
        Some(Switch::On) if now.enabled != Some(true) => {
            differences.push(text!("differs-not-on"));
        }
        Some(Switch::On)
            if before.certificate.is_some()
                && before.certificate == Mark::from(now).certificate =>
        {
            differences.push(text!("differs-certificate"));
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
        differences.push(text!("differs-endpoint"));
    }
    if change
        .client_ca
        .as_ref()
        .is_some_and(|ca| ca.after() != now.client_ca.as_ref())
    {
        differences.push(text!("differs-client-ca"));
    }
    if change
        .crl
        .as_ref()
        .is_some_and(|crl| crl.after() != now.crl.as_ref())
    {
        differences.push(text!("differs-crl"));
    }
    for (name, wanted, found) in [
        (text!("basis-part-acl"), change.acl, now.acl),
        (
            text!("basis-part-replication-acl"),
            change.replication_acl,
            now.replication_acl,
        ),
    ] {
        // Without a client CA an empty ACL is the same as `prefer`.
        let found = found.or((now.client_ca.is_none()).then_some(Acl::Prefer));
        if wanted.is_some() && wanted != found {
            let found = found.map_or_else(|| text!("word-not-known"), Text::from);
            differences.push(text!("differs-acl", name = name, found = found));
        }
    }
    differences
}
