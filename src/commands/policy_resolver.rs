//! `--policy FILE` of the commands that follow one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::hba::file as records_file;
use super::input;
use super::places::{Lost, Places};
use crate::domain::failure::Failure;
use crate::domain::instance::{InstanceId, Region};
use crate::domain::policy_file::{Declared, Facts, PolicyFile, Resolved};
use crate::domain::posture::Posture;
use crate::domain::ssl::Pem;
use crate::ops::fleet::tagged;
use crate::text;

/// Reads a policy file and the files that it declares.
///
/// # Errors
/// `Usage` with the place of the first fault.
pub(super) fn load(path: &Path) -> Result<PolicyFile, Failure> {
    let text = input::text(path, input::POLICY)?;
    let mut policy = PolicyFile::read(&text).map_err(|refused| {
        input::refused(path, input::POLICY, refused.text()).next(text!("policy-next"))
    })?;
    let beside = |name: &str| path.parent().unwrap_or(path).join(name);
    let rules = policy.rules.iter().map(|rule| &rule.set);
    let mut declared = Declared::default();
    for settings in rules.chain([&policy.defaults]) {
        for (name, what) in [
            (&settings.client_ca, input::CLIENT_CA),
            (&settings.crl, input::REVOCATION_LIST),
        ] {
            let Some(name) = name else { continue };
            let file = beside(name);
            let pem = Pem::new(&input::text(&file, what)?);
            let pem = pem.ok_or_else(|| input::refused(&file, what, text!("file-empty")))?;
            declared.pems.insert(name.clone(), pem);
        }
        if let Some(name) = &settings.records {
            declared
                .records
                .insert(name.clone(), records_file::read(&beside(name))?);
        }
    }
    policy.declared = declared;
    Ok(policy)
}

/// A policy with the instances that have the tags it matches.
pub(super) struct PolicyResolver {
    policy: PolicyFile,
    tagged: BTreeMap<(String, String), BTreeSet<InstanceId>>,
}

impl PolicyResolver {
    /// Lists who has the tags, so that no instance has to be asked for its own. A place where that
    /// cannot be told is lost: a rule would be skipped there.
    pub(super) async fn new(policy: PolicyFile, places: &mut Places) -> Self {
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
            policy,
            tagged: all,
        }
    }

    /// What holds for an instance that was looked at.
    pub(super) fn resolve_of(&self, posture: &Posture) -> Resolved<'_> {
        let instance = posture.instance.known();
        let region = instance.and_then(|instance| instance.region.as_ref());
        self.resolve(&posture.id, region)
    }

    /// What holds for an instance.
    pub(super) fn resolve(&self, id: &InstanceId, region: Option<&Region>) -> Resolved<'_> {
        let tags = self
            .tagged
            .iter()
            .filter(|(_, ids)| ids.contains(id))
            .map(|((key, value), _)| (key.clone(), value.clone()))
            .collect();
        self.policy.resolve(&Facts {
            id: id.as_str(),
            region: region.map(Region::as_str),
            tags: &tags,
        })
    }
}
