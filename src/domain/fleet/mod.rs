//! Many instances at once: which belong to a run, which belong together, and in which order they are
//! changed.
//!
//! Deliberately absent: listing them, which is the cloud's, and reading them.

mod replica_tracker;
mod shard;
mod waves;

pub use replica_tracker::{ReplicaTracker, replicas};
pub use shard::Shard;
pub use waves::waves;

use super::instance::{EngineVersion, Instance};

/// Which of the listed instances are wanted, beside what the API filters itself.
#[derive(Debug, Clone, Default)]
pub struct ClientFilter {
    /// Engine versions, such as `15` or `15.0`; empty means all.
    pub versions: Vec<String>,
    /// One part of all; `None` means all of them.
    pub shard: Option<Shard>,
    /// Leave replicas out.
    pub primaries_only: bool,
}

impl ClientFilter {
    /// Whether an instance is wanted; `None` where what a filter asks for is not known of it.
    pub fn takes(&self, instance: &Instance) -> Option<bool> {
        let replica = matches!(instance.role, super::instance::Role::Replica(_));
        let is_left_out = self.primaries_only && replica
            || self.shard.is_some_and(|shard| !shard.holds(&instance.id));
        if is_left_out {
            return Some(false);
        }
        if self.versions.is_empty() {
            return Some(true);
        }
        let has = instance.engine_version.as_ref()?;
        let is_wanted = |wanted: &String| is_version(has, wanted);
        let is_known = has.major.is_some() || self.versions.contains(&has.text);
        is_known.then(|| self.versions.iter().any(is_wanted))
    }
}

/// Whether a version is the wanted one: the same text, or the same major version where the wanted
/// text names nothing more.
fn is_version(has: &EngineVersion, wanted: &str) -> bool {
    has.text == wanted
        || (!wanted.contains('.') && has.major.is_some_and(|major| major.to_string() == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::Record;
    use crate::domain::instance::Role;
    use crate::domain::sample::{instance, posture, ssl};

    #[test]
    fn what_a_filter_asks_for_and_is_not_known_is_neither_in_nor_out() {
        let all = ClientFilter::default();
        let of_15 = ClientFilter {
            versions: vec!["15".to_owned()],
            ..ClientFilter::default()
        };
        let primaries = ClientFilter {
            primaries_only: true,
            ..of_15.clone()
        };
        for (version, replica, wanted) in [
            (Some("15.0"), false, [Some(true), Some(true), Some(true)]),
            (Some("16.1"), false, [Some(true), Some(false), Some(false)]),
            (Some("newest"), false, [Some(true), None, None]),
            (None, false, [Some(true), None, None]),
            (None, true, [Some(true), None, Some(false)]),
        ] {
            let mut seen = posture(ssl(true), Record::factory());
            let instance = instance(&mut seen);
            instance.engine_version = version.map(EngineVersion::parse);
            if replica {
                instance.role = Role::Replica(None);
            }
            let taken = [&all, &of_15, &primaries].map(|filter| filter.takes(instance));
            assert_eq!(taken, wanted, "{version:?}");
        }
    }

    #[test]
    fn a_major_version_takes_all_of_its_minors() {
        let has = EngineVersion::parse("15.0");
        for (wanted, expected) in [("15", true), ("15.0", true), ("1", false), ("15.1", false)] {
            assert_eq!(is_version(&has, wanted), expected, "{wanted}");
        }
    }
}
