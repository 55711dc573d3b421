//! Many instances at once: which belong to a run, which belong together, and in which order they are
//! changed.
//!
//! Deliberately absent: listing them, which is the cloud's, and reading them.

mod listed_replicas;
mod replica_tracker;
mod shard;
mod waves;

pub use listed_replicas::ListedReplicas;
pub use replica_tracker::{ReplicaTracker, replicas};
pub use shard::Shard;
pub use waves::waves;

use super::instance::{EngineVersion, Instance, Role};
use crate::text::{Text, text};

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
    ///
    /// # Errors
    /// What a filter asks for and is not known of it.
    pub fn takes(&self, instance: &Instance) -> Result<bool, Text> {
        let is_of_shard = self.shard.is_none_or(|shard| shard.holds(&instance.id));
        let is_replica = match instance.role {
            _ if !self.primaries_only => Ok(false),
            Role::Primary => Ok(false),
            Role::Replica(_) => Ok(true),
            Role::NotTold => Err(text!("listing-no-role")),
        };
        let is_of_version = match &instance.engine_version {
            _ if self.versions.is_empty() => Ok(true),
            Some(has) if has.major.is_some() || self.versions.contains(&has.text) => {
                Ok(self.versions.iter().any(|wanted| is_version(has, wanted)))
            }
            Some(_) | None => Err(text!("listing-no-version")),
        };
        // What leaves it out for sure comes first.
        if !is_of_shard || is_replica == Ok(true) || is_of_version == Ok(false) {
            return Ok(false);
        }
        is_replica.and(is_of_version)
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
        let replica = Role::Replica(None);
        for (version, role, wanted) in [
            (
                Some("15.0"),
                Role::Primary,
                [Some(true), Some(true), Some(true)],
            ),
            (
                Some("16.1"),
                Role::Primary,
                [Some(true), Some(false), Some(false)],
            ),
            (Some("newest"), Role::Primary, [Some(true), None, None]),
            (None, Role::Primary, [Some(true), None, None]),
            (None, replica, [Some(true), None, Some(false)]),
            (Some("15.0"), Role::NotTold, [Some(true), Some(true), None]),
            (
                Some("16.1"),
                Role::NotTold,
                [Some(true), Some(false), Some(false)],
            ),
        ] {
            let mut seen = posture(ssl(true), Record::factory());
            let instance = instance(&mut seen);
            instance.engine_version = version.map(EngineVersion::parse);
            instance.role = role;
            let taken = [&all, &of_15, &primaries].map(|filter| filter.takes(instance).ok());
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
