//! Misbehaviour on request: faults that are set at start or while the sandbox runs.
//!
//! With `@ACTION` a fault waits for calls of that action. It can be armed for the calls of one access
//! key or about one instance alone, and after N of them. Deciding is pure: nothing here waits,
//! drops or answers anything.

mod armed;
mod fault;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

pub(crate) use armed::{Armed, Asker, FaultScope};
pub use fault::Fault;
use fault::FaultKind;
pub(crate) use fault::Interruption;

/// How many strikes are remembered; older ones are forgotten.
const REMEMBERED_STRIKES: usize = 100_000;

/// One call that met a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Strike {
    /// The fault, with what is left of its count.
    pub(crate) fault: String,
    /// Action of the call; empty for a change that met it.
    pub(crate) action: String,
    /// Access key id of the call.
    pub(crate) access_key_id: Option<String>,
    /// The instance it names.
    pub(crate) instance_id: Option<String>,
    /// When.
    pub(crate) at: DateTime<Utc>,
}

/// The faults that are armed, in the order they were set.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
    /// How far the sequence of reads that fail is, in hundredths.
    flakiness: u32,
    strikes: VecDeque<Strike>,
}

impl Faults {
    /// Starts with these, for everyone.
    pub(crate) fn new(armed: Vec<Fault>) -> Self {
        Self {
            armed: armed
                .into_iter()
                .map(|fault| Armed::new(fault, FaultScope::default(), 0))
                .collect(),
            ..Self::default()
        }
    }

    /// Adds more.
    pub(crate) fn arm(&mut self, faults: impl IntoIterator<Item = Armed>) {
        self.armed.extend(faults);
    }

    /// Takes those of this scope away; all, when it is everyone's.
    pub(crate) fn clear(&mut self, scope: &FaultScope) {
        self.armed
            .retain(|armed| !scope.is_everyone() && armed.scope != *scope);
    }

    /// What is armed for this scope, as text; all, when it is everyone's.
    pub(crate) fn texts(&self, scope: &FaultScope) -> Vec<String> {
        self.armed
            .iter()
            .filter(|armed| scope.is_everyone() || armed.scope == *scope)
            .map(|armed| armed.fault.to_string())
            .collect()
    }

    /// The calls that met a fault, oldest first.
    pub(crate) fn met(&self) -> impl Iterator<Item = &Strike> {
        self.strikes.iter()
    }

    /// Counts a call for the faults that let some pass first; once for each call, before anything
    /// is decided on it.
    pub(crate) fn arrive(&mut self, asker: &Asker<'_>) {
        for armed in &mut self.armed {
            if armed.is_for(asker) {
                armed.seen += 1;
            }
        }
    }

    fn note(&mut self, fault: String, asker: &Asker<'_>, at: DateTime<Utc>) {
        if self.strikes.len() == REMEMBERED_STRIKES {
            self.strikes.pop_front();
        }
        self.strikes.push_back(Strike {
            fault,
            action: asker.action.to_owned(),
            access_key_id: asker.access_key_id.map(str::to_owned),
            instance_id: asker.instance_id.map(str::to_owned),
            at,
        });
    }

    /// Notes the first fault in force for which this holds, and says whether there is one.
    fn meets(
        &mut self,
        asker: &Asker<'_>,
        now: DateTime<Utc>,
        holds: impl Fn(&FaultKind) -> bool,
    ) -> bool {
        let found = self
            .armed
            .iter()
            .find(|armed| holds(&armed.fault.kind) && armed.strikes(asker))
            .map(|armed| armed.fault.to_string());
        match found {
            Some(fault) => {
                self.note(fault, asker, now);
                true
            }
            None => false,
        }
    }

    /// Uses up one of the count of the first fault in force for which this holds, and says whether there is
    /// one; a fault without a count is used up by one.
    fn spend(
        &mut self,
        asker: &Asker<'_>,
        now: DateTime<Utc>,
        holds: impl Fn(&FaultKind) -> bool,
    ) -> bool {
        let mut armed = self.armed.iter_mut().enumerate();
        let Some((position, armed)) =
            armed.find(|(_, armed)| holds(&armed.fault.kind) && armed.strikes(asker))
        else {
            return false;
        };
        let text = armed.fault.to_string();
        let mut left = 0;
        if let FaultKind::Next(_, count) | FaultKind::Unapplied(count) = &mut armed.fault.kind {
            *count -= 1;
            left = *count;
        }
        if left == 0 {
            self.armed.remove(position);
        }
        self.note(text, asker, now);
        true
    }

    /// The faults in force for a call, in the order they were armed.
    fn in_force(&self, asker: &Asker<'_>) -> impl DoubleEndedIterator<Item = &FaultKind> {
        let armed = self.armed.iter().filter(move |armed| armed.strikes(asker));
        armed.map(|armed| &armed.fault.kind)
    }

    /// Whether this call is interrupted so; uses up one of the count.
    pub(crate) fn strikes(
        &mut self,
        interruption: Interruption,
        asker: &Asker<'_>,
        now: DateTime<Utc>,
    ) -> bool {
        self.spend(
            asker,
            now,
            |kind| matches!(kind, FaultKind::Next(next, _) if *next == interruption),
        )
    }

    /// How much longer a call takes that arrives next.
    pub(crate) fn slowness(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> Duration {
        let mut slowness = Duration::ZERO;
        let mut met = Vec::new();
        for armed in &self.armed {
            if let FaultKind::Slow(time) = &armed.fault.kind
                && armed.seen >= armed.after
                && armed.is_for(asker)
            {
                slowness = slowness.saturating_add(*time);
                met.push(armed.fault.to_string());
            }
        }
        for fault in met {
            self.note(fault, asker, now);
        }
        slowness
    }

    /// Whether this change does not land for now.
    pub(crate) fn stuck(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> bool {
        self.meets(asker, now, |kind| *kind == FaultKind::Stuck)
    }

    /// Whether SSL settings that need each other are refused in one call.
    pub(crate) fn refuses_combined(&self, asker: &Asker<'_>) -> bool {
        self.in_force(asker)
            .any(|kind| *kind == FaultKind::RefuseCombined)
    }

    /// Whether the action is denied by policy.
    pub(crate) fn denies(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> bool {
        self.meets(
            asker,
            now,
            |kind| matches!(kind, FaultKind::Deny(denied) if denied == asker.action),
        )
    }

    /// Whether this read fails.
    pub(crate) fn fails_read(&mut self, asker: &Asker<'_>) -> bool {
        if !asker.action.starts_with("Describe") {
            return false;
        }
        let mut fails = false;
        for armed in &self.armed {
            if !armed.strikes(asker) {
                continue;
            }
            if let FaultKind::Flaky(share) = &armed.fault.kind {
                self.flakiness += share;
                if self.flakiness >= 100 {
                    self.flakiness -= 100;
                    fails = true;
                }
            }
            if let (FaultKind::Unreadable(share), Some(id)) = (&armed.fault.kind, asker.instance_id)
            {
                let sum: u32 = id.bytes().fold(7, |sum, byte| {
                    sum.wrapping_mul(31).wrapping_add(u32::from(byte))
                });
                fails |= sum % 100 < *share;
            }
        }
        fails
    }

    /// The regions whose endpoint is not there.
    pub(crate) fn dead_regions(&self, asker: &Asker<'_>) -> Vec<String> {
        let region = |kind: &FaultKind| {
            let FaultKind::DeadRegion(region) = kind else {
                return None;
            };
            Some(region.clone())
        };
        self.in_force(asker).filter_map(region).collect()
    }

    /// How far the server's clock is off.
    pub(crate) fn skew(&self, asker: &Asker<'_>) -> TimeDelta {
        let skew = |kind: &FaultKind| {
            let FaultKind::Skew(skew) = kind else {
                return None;
            };
            Some(*skew)
        };
        let last = self.in_force(asker).rev().find_map(skew);
        last.unwrap_or_default()
    }

    /// How long the status stays as it was after a write, when a fault says so.
    pub(crate) fn status_lag(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> Option<Duration> {
        self.meets(asker, now, |kind| matches!(kind, FaultKind::StatusLag(_)));
        let lag = |kind: &FaultKind| {
            let FaultKind::StatusLag(lag) = kind else {
                return None;
            };
            Some(*lag)
        };
        self.in_force(asker).rev().find_map(lag)
    }

    /// The reason why the change that starts now will fail; used up by it.
    pub(crate) fn next_failure(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> Option<String> {
        let reason = |kind: &FaultKind| {
            let FaultKind::FailChange(reason) = kind else {
                return None;
            };
            Some(reason.clone())
        };
        let reason = self.in_force(asker).find_map(reason)?;
        self.spend(asker, now, |kind| matches!(kind, FaultKind::FailChange(_)));
        Some(reason)
    }

    /// Whether the change that lands now never reaches the database; uses up one of the count.
    pub(crate) fn leaves_unapplied(&mut self, asker: &Asker<'_>, now: DateTime<Utc>) -> bool {
        self.spend(asker, now, |kind| matches!(kind, FaultKind::Unapplied(_)))
    }

    /// Whether someone else edits `pg_hba` right after this look at it; counts the looks.
    pub(crate) fn foreign_change_after_look(
        &mut self,
        asker: &Asker<'_>,
        now: DateTime<Utc>,
    ) -> bool {
        let mut struck = None;
        for (position, armed) in self.armed.iter_mut().enumerate() {
            if !armed.strikes(asker) {
                continue;
            }
            if let FaultKind::ForeignChange(left) = &mut armed.fault.kind {
                *left -= 1;
                if *left == 0 {
                    struck = Some(position);
                }
                break;
            }
        }
        let Some(position) = struck else {
            return false;
        };
        self.armed.remove(position);
        self.note("foreign-change".to_owned(), asker, now);
        true
    }
}
