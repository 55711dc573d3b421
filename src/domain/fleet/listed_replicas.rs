//! Which replicas a primary has, by all that was read: its own answer, and the replicas of its region, each of which
//! names its primary.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::instance::{Instance, InstanceId, Role};

/// The replicas of one region as they are listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedReplicas {
    by_primary: BTreeMap<InstanceId, BTreeSet<InstanceId>>,
    is_whole: bool,
}

impl Default for ListedReplicas {
    fn default() -> Self {
        Self {
            by_primary: BTreeMap::new(),
            is_whole: true,
        }
    }
}

impl ListedReplicas {
    /// Takes a row; `None` is one that cannot be read, or rows that are missing.
    pub fn take(&mut self, row: Option<Instance>) {
        match row.map(|row| (row.id, row.role)) {
            Some((id, Role::Replica(Some(primary)))) => {
                self.by_primary.entry(primary).or_default().insert(id);
            }
            Some((_, Role::Primary)) => {}
            Some((_, Role::Replica(None) | Role::NotTold)) | None => self.is_whole = false,
        }
    }

    /// Adds those that name an instance to those that it names; where it does not say, only a whole listing does.
    pub fn join(&self, instance: &mut Instance) {
        if instance.replicas.is_none() && !self.is_whole {
            return;
        }
        let named = self.by_primary.get(&instance.id).into_iter().flatten();
        let told = instance.replicas.take().into_iter().flatten();
        let all: BTreeSet<InstanceId> = told.chain(named.cloned()).collect();
        instance.replicas = Some(all.into_iter().collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::Record;
    use crate::domain::sample;

    fn row(id: &str, role: Role, replicas: Option<&[&str]>) -> Instance {
        let mut posture = sample::posture(sample::ssl(true), Record::factory());
        let ids = |all: &[&str]| all.iter().map(|id| id.parse().unwrap()).collect();
        Instance {
            id: id.parse().unwrap(),
            role,
            replicas: replicas.map(ids),
            ..sample::instance(&mut posture).clone()
        }
    }

    #[test]
    fn a_primary_has_the_replicas_that_it_names_and_those_that_name_it() {
        let of = |primary: &str| Role::Replica(Some(primary.parse().unwrap()));
        let mut listed = ListedReplicas::default();
        listed.take(Some(row("pgr-a", of("pgm-a"), None)));
        listed.take(Some(row("pgr-b", of("pgm-b"), None)));
        listed.take(Some(row("pgm-a", Role::Primary, None)));
        let mut broken = listed.clone();
        broken.take(Some(row("pgr-c", Role::NotTold, None)));
        for (told, whole, otherwise) in [
            (None, Some(&["pgr-a"][..]), None),
            (Some(&[][..]), Some(&["pgr-a"]), Some(&["pgr-a"][..])),
            (
                Some(&["pgr-z"]),
                Some(&["pgr-a", "pgr-z"]),
                Some(&["pgr-a", "pgr-z"]),
            ),
        ] {
            for (listed, all) in [(&listed, whole), (&broken, otherwise)] {
                let mut primary = row("pgm-a", Role::Primary, told);
                listed.join(&mut primary);
                assert_eq!(primary, row("pgm-a", Role::Primary, all), "{told:?}");
            }
        }
        let mut alone = row("pgm-c", Role::Primary, None);
        listed.join(&mut alone);
        assert_eq!(alone.replicas, Some(vec![]));
    }
}
