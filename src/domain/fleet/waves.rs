//! The order in which a fleet is changed: a few first, then waves.
//!
//! Invariants: every instance is in exactly one wave; no wave holds two instances of one family,
//! because the service refuses changes of a replica while its primary is busy; and the replicas of a
//! family come before its primary, so that what goes wrong meets read-only traffic first.
//!
//! Source: `OperationDenied.MasterDBInstanceState` and its like in the vendor's error tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::instance::{InstanceId, Role};

/// Sorts instances into waves, given by their places in `fleet`: first one of `canary` instances
/// where that is not 0, then waves of at most `size` instances.
pub fn waves(fleet: &[(InstanceId, Role)], canary: usize, size: usize) -> Vec<Vec<usize>> {
    let family = |(id, role): &(InstanceId, Role)| match role {
        Role::Replica(Some(primary)) => primary.clone(),
        Role::Replica(None) | Role::Primary | Role::NotTold => id.clone(),
    };
    let mut families: BTreeMap<InstanceId, Vec<usize>> = BTreeMap::new();
    for (place, member) in fleet.iter().enumerate() {
        families.entry(family(member)).or_default().push(place);
    }
    // The last of a queue goes first: replicas, then the primary.
    for queue in families.values_mut() {
        queue.sort_by_key(|place| {
            fleet
                .get(*place)
                .is_some_and(|(_, role)| matches!(role, Role::Replica(_)))
        });
    }
    let mut waves = Vec::new();
    let mut room = if canary == 0 { size } else { canary }.max(1);
    loop {
        // The families with the most left go first, so that none is left to go on alone at the end.
        let mut order: Vec<InstanceId> = families
            .iter()
            .filter(|(_, queue)| !queue.is_empty())
            .map(|(id, _)| id.clone())
            .collect();
        order.sort_by_key(|id| std::cmp::Reverse(families.get(id).map_or(0, Vec::len)));
        let taken: BTreeSet<InstanceId> = order.into_iter().take(room).collect();
        let mut wave: Vec<usize> = taken
            .iter()
            .filter_map(|id| families.get_mut(id)?.pop())
            .collect();
        if wave.is_empty() {
            return waves;
        }
        wave.sort_unstable();
        waves.push(wave);
        room = size.max(1);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fleet(shape: &[usize]) -> Vec<(InstanceId, Role)> {
        let mut fleet = Vec::new();
        for (number, replicas) in shape.iter().enumerate() {
            let primary: InstanceId = format!("pgm-{number}").parse().unwrap();
            fleet.push((primary.clone(), Role::Primary));
            for replica in 0..*replicas {
                let id = format!("pgr-{number}-{replica}").parse().unwrap();
                fleet.push((id, Role::Replica(Some(primary.clone()))));
            }
        }
        fleet
    }

    #[test]
    fn a_canary_goes_first_and_replicas_before_their_primary() {
        let fleet = fleet(&[1, 0, 0]);
        assert_eq!(waves(&fleet, 1, 2), [vec![1], vec![0, 2], vec![3]]);
        assert!(waves(&[], 1, 2).is_empty());
    }

    proptest! {
        #[test]
        fn every_instance_once_and_no_family_twice_in_a_wave(
            shape in prop::collection::vec(0_usize..4, 0..20), canary in 0_usize..4, size in 0_usize..6
        ) {
            let fleet = fleet(&shape);
            let waves = waves(&fleet, canary, size);
            let mut all: Vec<usize> = waves.concat();
            let order = all.clone();
            all.sort_unstable();
            prop_assert_eq!(all, (0..fleet.len()).collect::<Vec<_>>());
            for (number, wave) in waves.iter().enumerate() {
                let most = if number == 0 && canary > 0 { canary } else { size.max(1) };
                prop_assert!(wave.len() <= most);
                let families: BTreeSet<_> = wave.iter().map(|place| match &fleet[*place] {
                    (_, Role::Replica(Some(primary))) => primary.clone(),
                    (id, _) => id.clone(),
                }).collect();
                prop_assert_eq!(families.len(), wave.len());
            }
            for (at, place) in order.iter().enumerate() {
                if let (_, Role::Replica(Some(primary))) = &fleet[*place] {
                    let of_primary = order.iter().position(|other| fleet[*other].0 == *primary).unwrap();
                    prop_assert!(at < of_primary);
                }
            }
        }
    }
}
