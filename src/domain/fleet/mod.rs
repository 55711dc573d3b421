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
    /// Whether an instance is wanted.
    pub fn takes(&self, instance: &Instance) -> bool {
        let replica = matches!(instance.role, super::instance::Role::Replica(_));
        let version = self.versions.is_empty()
            || instance
                .engine_version
                .as_ref()
                .is_some_and(|has| self.versions.iter().any(|wanted| is_version(has, wanted)));
        version
            && !(self.primaries_only && replica)
            && self.shard.is_none_or(|shard| shard.holds(&instance.id))
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

    #[test]
    fn a_major_version_takes_all_of_its_minors() {
        let has = EngineVersion::parse("15.0");
        for (wanted, expected) in [("15", true), ("15.0", true), ("1", false), ("15.1", false)] {
            assert_eq!(is_version(&has, wanted), expected, "{wanted}");
        }
    }
}
