//! Which rules of a policy file hold for an instance, by the tags that its regions list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::places::{Lost, Places};
use crate::domain::instance::{InstanceId, Region};
use crate::domain::policy_file::{Facts, PolicyFile, Resolved};
use crate::domain::posture::Posture;
use crate::ops::fleet::{RegionScope, tagged};
use crate::text::Text;

/// A policy with the instances that have the tags it matches.
pub(crate) struct PolicyResolver {
    policy: PolicyFile,
    tagged: BTreeMap<(String, String), BTreeSet<InstanceId>>,
    /// Whether each rule and waiver took an instance so far.
    taken: Mutex<Vec<bool>>,
}

impl PolicyResolver {
    /// Lists who has the tags, so that no instance has to be asked for its own. A place where that
    /// cannot be told is lost: a rule would be skipped there.
    pub(crate) async fn new(policy: PolicyFile, places: &mut Places) -> Self {
        let mut all: BTreeMap<_, BTreeSet<InstanceId>> = BTreeMap::new();
        for (key, value) in policy.tags() {
            let ids = all.entry((key.to_owned(), value.to_owned())).or_default();
            for place in std::mem::take(&mut places.open) {
                match tagged(&place, key, value).await {
                    Ok(having) => {
                        ids.extend(having);
                        places.open.push(place);
                    }
                    Err(error) => places.lost.push(Lost::place(&place, &error)),
                }
            }
        }
        Self {
            taken: Mutex::new(vec![false; policy.rules.len() + policy.waivers.len()]),
            policy,
            tagged: all,
        }
    }

    /// The rules and waivers that took none of the instances that were resolved, which are all of these places.
    pub(crate) fn idle(&self, places: &[Arc<RegionScope>]) -> Vec<Text> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let regions: Vec<&str> = places.iter().map(|place| place.region.as_str()).collect();
        self.policy.idle(&taken, &regions)
    }

    /// What holds for an instance that was looked at.
    ///
    /// # Errors
    /// As [`Self::resolve`].
    pub(crate) fn resolve_of(&self, posture: &Posture) -> Result<Resolved<'_>, Text> {
        let instance = posture.instance.known();
        let region = instance.and_then(|instance| instance.region.as_ref());
        self.resolve(&posture.id, region)
    }

    /// What holds for an instance.
    ///
    /// # Errors
    /// What the policy asks for and is not known of it.
    pub(crate) fn resolve(
        &self,
        id: &InstanceId,
        region: Option<&Region>,
    ) -> Result<Resolved<'_>, Text> {
        let tags = self
            .tagged
            .iter()
            .filter(|(_, ids)| ids.contains(id))
            .map(|((key, value), _)| (key.clone(), value.clone()))
            .collect();
        let facts = Facts {
            id: id.as_str(),
            region: region.map(Region::as_str),
            tags: &tags,
        };
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        for (taken, takes) in taken.iter_mut().zip(self.policy.taking(&facts)) {
            *taken |= takes;
        }
        self.policy.resolve(&facts)
    }
}
