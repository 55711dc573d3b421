//! What the service knows: instances, access keys, the calls it took.
//!
//! Pure: `now` is an argument, and the state is told how the database took a change. Deliberately
//! absent: network, clock, files, tasks.

pub(crate) mod budget;
pub(crate) mod change;
pub(crate) mod entry;
pub(crate) mod instance;
pub(crate) mod keys;
pub(crate) mod settings;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use change::{NewSettings, RunningChange};
use instance::SandboxInstance;

/// How many calls are remembered; older ones are forgotten.
const REMEMBERED_CALLS: usize = 100_000;

/// One call that was accepted, that is, answered with its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AcceptedCall {
    /// Action, such as `ModifyDBInstanceSSL`.
    pub action: &'static str,
    /// Whether it changes something.
    pub write: bool,
    /// The instance it names.
    pub instance_id: Option<String>,
    /// Who made it.
    pub access_key_id: String,
    /// When it was accepted.
    pub at: DateTime<Utc>,
}

/// How a change that begins now is going to run.
pub(crate) struct ChangeCourse {
    /// How long it takes from when it shows.
    pub(crate) takes: Duration,
    /// How long the status stays as it was.
    pub(crate) lag: Duration,
    /// Why it will fail.
    pub(crate) failure: Option<String>,
}

/// A change that has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Begun {
    /// Its number.
    pub(crate) number: u64,
    /// When it is due to land.
    pub(crate) lands: DateTime<Utc>,
}

/// Everything the service knows.
#[derive(Default)]
pub(crate) struct State {
    instances: BTreeMap<String, SandboxInstance>,
    /// The ids of the replicas of each primary.
    replicas: BTreeMap<String, BTreeSet<String>>,
    calls: VecDeque<AcceptedCall>,
    changes: u64,
}

impl State {
    /// Adds an instance.
    pub(crate) fn insert(&mut self, instance: SandboxInstance) {
        if let Some(primary) = &instance.primary_id {
            let of = self.replicas.entry(primary.clone()).or_default();
            of.insert(instance.id.clone());
        }
        self.instances.insert(instance.id.clone(), instance);
    }

    /// All instances, by id.
    pub(crate) fn instances(&self) -> impl Iterator<Item = &SandboxInstance> {
        self.instances.values()
    }

    /// The instances after that id, by id.
    pub(crate) fn instances_after(&self, id: &str) -> impl Iterator<Item = &SandboxInstance> {
        let after = (std::ops::Bound::Excluded(id), std::ops::Bound::Unbounded);
        self.instances
            .range::<str, _>(after)
            .map(|(_, instance)| instance)
    }

    /// One instance.
    pub(crate) fn instance(&self, id: &str) -> Option<&SandboxInstance> {
        self.instances.get(id)
    }

    /// One instance, to change it.
    pub(crate) fn instance_mut(&mut self, id: &str) -> Option<&mut SandboxInstance> {
        self.instances.get_mut(id)
    }

    /// The replicas of a primary.
    pub(crate) fn replicas<'a>(
        &'a self,
        primary: &'a str,
    ) -> impl Iterator<Item = &'a SandboxInstance> {
        let ids = self.replicas.get(primary);
        ids.into_iter()
            .flatten()
            .filter_map(|id| self.instances.get(id))
    }

    /// Begins a change; `None` when there is no such instance.
    pub(crate) fn begin(
        &mut self,
        id: &str,
        now: DateTime<Utc>,
        target: NewSettings,
        restart: bool,
        course: ChangeCourse,
    ) -> Option<Begun> {
        let instance = self.instances.get_mut(id)?;
        self.changes += 1;
        let number = self.changes;
        let longest = TimeDelta::days(36_500);
        let delta = |time| TimeDelta::from_std(time).map_or(longest, |time| time.min(longest));
        let shows = now + delta(course.lag);
        let lands = shows + delta(course.takes);
        instance.begin(RunningChange {
            number,
            accepted: now,
            shows,
            target,
            restart,
            failure: course.failure,
        });
        Some(Begun { number, lands })
    }

    /// Notes an accepted call.
    pub(crate) fn note(&mut self, call: AcceptedCall) {
        if self.calls.len() == REMEMBERED_CALLS {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    /// The accepted calls, oldest first.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &AcceptedCall> {
        self.calls.iter()
    }
}
