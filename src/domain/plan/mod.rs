//! From what was seen to what is wanted: the steps in the order they must run, with what stands
//! in the way and what people should know first.
//!
//! The plan is a value. It is printed, written as JSON, tested and applied from this one value.
//! A plan made after a successful apply is empty (except a renewal, which is wanted every time).

mod cut_off;
#[cfg(test)]
mod cut_off_tests;
mod draft;
mod fate;
#[cfg(test)]
mod records_tests;
mod rotation;
mod saved;
mod step;
mod steps;
#[cfg(test)]
mod tests;
mod total;

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::basis::Basis;
pub use super::change::Change;
use super::hba::{Lockout, Record, new_users};
use super::instance::{Instance, InstanceId, Role};
use super::policy::Policy;
use super::posture::Posture;
use super::proof::DatabaseAccount;
use super::ssl::SslChange;
use crate::text::{Text, text};
pub use cut_off::{CutOff, Fate, Loss, Preview};
pub use draft::plan;
pub use fate::preview;
pub use saved::{SAVED_PLAN_VERSION, SavedPlan};
pub use step::{
    Blocker, CERTIFICATE_GONE, CHANGING, EXCEPTION, NO_ENDPOINT, NOT_RUNNING, ROTATION, SKIPPED,
    Step, Warning,
};
pub use total::Total;

/// Version of the plan's shape; a saved plan of another version is refused.
pub const SCHEMA_VERSION: u32 = 1;

/// What would be done to one instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Version of this shape.
    pub schema_version: u32,
    /// Which instance.
    pub instance_id: InstanceId,
    /// The wanted end state.
    pub policy: Policy,
    /// When the look was taken that this was made on.
    pub seen_at: DateTime<Utc>,
    /// Hash of what was seen and decides; apply refuses when it has changed.
    pub fingerprint: String,
    /// The writes, in order; empty when nothing has to change.
    pub steps: Vec<Step>,
    /// Why nothing may be sent; empty when the way is clear.
    pub blockers: Vec<Blocker>,
    /// What people should know first.
    pub warnings: Vec<Warning>,
    /// The records that exceptions keep, as lines.
    pub accepted: Vec<Text>,
    /// Groups of logins that get in by the records now and would not afterwards.
    pub lockouts: Vec<Lockout>,
    /// What it gives up: who gets in afterwards and not now, and how passwords travel less protected; a sentence each.
    pub opens: Vec<Text>,
    /// Who of those that are connected would be cut off.
    pub cut_off: CutOff,
    /// When it may start; `None` for at once.
    pub starts: Option<DateTime<Utc>>,
    /// What to do where it does not hold any more; `None` where the same command makes it anew.
    pub again: Option<Text>,
}

impl Plan {
    /// How often the service restarts the instance.
    pub fn restarts(&self) -> usize {
        self.steps.iter().filter(|step| step.restarts).count()
    }

    /// About how long the service takes for all steps.
    pub fn expected(&self) -> Duration {
        self.steps.iter().map(|step| step.expected).sum()
    }

    /// Whether carrying it out gives up protection.
    pub const fn weakens(&self) -> bool {
        !self.opens.is_empty()
    }

    /// What of the state before no rollback puts back.
    pub fn lost(&self) -> Option<&Text> {
        let mut warnings = self.warnings.iter();
        let gone = warnings.find(|warning| warning.id == CERTIFICATE_GONE)?;
        Some(&gone.message)
    }

    /// What its calls change of the SSL settings, in their order.
    fn ssl_changes(&self) -> impl Iterator<Item = &SslChange> {
        self.steps.iter().filter_map(|step| match &step.change {
            Change::Ssl(change) => Some(change),
            Change::Hba { .. } => None,
        })
    }

    /// The records that it replaces, and those that it puts in their place.
    fn records(&self) -> Option<(&[Record], &[Record])> {
        self.steps.iter().find_map(|step| match &step.change {
            Change::Hba { before, after } => Some((before.as_slice(), after.as_slice())),
            Change::Ssl(_) => None,
        })
    }

    /// Users that only its records name; the service takes no record of a user that does not exist, and says so
    /// after the steps before it are in force.
    pub fn new_users(&self) -> BTreeSet<String> {
        let records = self.records();
        records.map_or_else(BTreeSet::new, |(before, after)| {
            new_users(before, after, None)
        })
    }

    /// Takes in which of these users the service lists no account of. Whether it lists those that were made by
    /// SQL is not documented, so that it may know more than it lists.
    pub fn warn_of_users_without_account(
        &mut self,
        users: &BTreeSet<String>,
        accounts: &[DatabaseAccount],
    ) {
        for user in users {
            if accounts.iter().all(|account| account.name != *user) {
                let user = if user.is_empty() { r#""""# } else { user };
                let what = text!("plan-no-account", user = user);
                self.warnings.push(Warning::new("no-account", what));
            }
        }
    }

    /// Warns of the primary or the replicas of its instance that the run leaves out: they have settings of their own.
    pub fn warn_of_relatives(
        &mut self,
        instance: &Instance,
        is_in_run: impl Fn(&InstanceId) -> bool,
    ) {
        if self.is_empty() {
            return;
        }
        let others = instance
            .replicas
            .iter()
            .flatten()
            .filter(|id| !is_in_run(id));
        let others: Vec<&str> = others.map(InstanceId::as_str).collect();
        let primary = match &instance.role {
            Role::Replica(primary) => primary.as_ref().filter(|id| !is_in_run(id)),
            Role::Primary | Role::NotTold => None,
        };
        let replicas =
            (!others.is_empty()).then(|| text!("plan-replicas", instances = others.join(", ")));
        let primary = primary.map(|primary| text!("plan-replica", primary = primary));
        let relatives = replicas.into_iter().chain(primary);
        self.warnings
            .extend(relatives.map(|what| Warning::new("replicas", what)));
    }

    /// Whether all that stands in the way is a change that is running, or may be gone after it.
    pub fn is_blocked_by_change(&self) -> bool {
        let runs = |one: &Blocker| [CHANGING, NOT_RUNNING].contains(&one.id.as_str());
        // Whoever looks at the sessions looks again after the wait.
        let looks = self.cut_off != CutOff::NotChecked;
        let passes = |one: &Blocker| runs(one) || looks && cut_off::GATE.contains(&one.id.as_str());
        self.blockers.iter().any(runs) && self.blockers.iter().all(passes)
    }

    /// The blocker that lies in what was asked for, and not in the instance.
    pub fn misasked(&self) -> Option<&Blocker> {
        let asked = |one: &&Blocker| [EXCEPTION, ROTATION].contains(&one.id.as_str());
        self.blockers.iter().find(asked)
    }

    /// Whether it leaves an instance alone on which SSL cannot be enforced, as a waiver accepts.
    pub fn is_skipped(&self) -> bool {
        self.warnings.iter().any(|warning| warning.id == SKIPPED)
    }

    /// Whether nothing has to change.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// Hash of everything in a posture that a plan rests on: SSL settings and pg_hba records, not the
/// status or what merely passes with time.
pub fn fingerprint(posture: &Posture) -> String {
    Basis::of(posture).fingerprint(&posture.id)
}
