//! A plan as a file: sealed, 0600, never overwritten, refused when torn, edited, old or of another
//! version.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use crate::commands::options::input;
use crate::commands::options::whole_file::{self, unwritable};
use crate::domain::age::untimely;
use crate::domain::failure::Failure;
use crate::domain::plan::{SAVED_PLAN_VERSION, SavedPlan};
use crate::domain::sealed::{seal, unseal};
use crate::files::{Readers, Taken};
use crate::text::{Text, text};

/// Refuses a file that exists, and a folder that does not, before anything is looked at.
///
/// # Errors
/// `Usage` for such a file.
pub(crate) fn vacant(path: &Path) -> Result<(), Failure> {
    let vacant = whole_file::vacant(path);
    vacant.map_err(|why| unwritable(path, why).next(text!("file-next-new")))
}

/// Saves plans.
///
/// # Errors
/// `Usage` when the file exists or the folder does not take it.
pub(crate) fn save(path: &Path, plans: &[SavedPlan]) -> Result<(), Failure> {
    let text = seal(&plans).map_err(|error| unwritable(path, Text::from(&error)))?;
    let other = text!("file-next-new");
    whole_file::put(path, &text, Readers::Owner, Taken::Kept, other)
}

/// Reads a saved plan.
///
/// # Errors
/// `Usage` when the file is torn, edited, too old, of another version, or wants what no enforcement wants.
pub(crate) fn load(path: &Path, now: DateTime<Utc>) -> Result<Vec<SavedPlan>, Failure> {
    let text = input::text(path, input::SAVED_PLAN)?;
    let refuse = |why: Text| input::refused(path, input::SAVED_PLAN, why);
    let plans: Vec<SavedPlan> = unseal(&text, SAVED_PLAN_VERSION).map_err(refuse)?;
    if plans.is_empty() {
        return Err(refuse(text!("saved-plan-empty")));
    }
    let mut seen = BTreeSet::new();
    for plan in &plans {
        let id = &plan.instance_id;
        if !plan.policy.enforces() {
            return Err(refuse(text!("saved-plan-opens", instance = id)));
        }
        if !seen.insert(id) {
            return Err(refuse(text!("saved-plan-twice", instance = id)));
        }
    }
    for plan in &plans {
        if let Some(why) = untimely(plan.made_at, now) {
            return Err(refuse(why).next(plan.next()));
        }
    }
    Ok(plans)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::failure::Ending;
    use crate::domain::policy::{HbaGoal, Policy};

    /// What only another version can read is no torn file: it says which of the two it is.
    #[test]
    fn a_plan_of_another_version_says_so_whatever_its_shape() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan");
        for (plans, why) in [
            (
                json!([{"schema_version": 1, "policy": {"acl": "cert"}}]),
                "it was written by another version",
            ),
            (
                json!([{"schema_version": SAVED_PLAN_VERSION, "policy": {"acl": "cert"}}]),
                "unknown variant",
            ),
        ] {
            std::fs::write(&path, seal(&plans).unwrap()).unwrap();
            let failed = load(&path, DateTime::UNIX_EPOCH).unwrap_err();
            let told = failed.why.iter().chain([&failed.what]).map(Text::english);
            let told: Vec<String> = told.collect();
            assert!(told.iter().any(|told| told.contains(why)), "{told:?}");
            let is_other = told.iter().any(|told| told.ends_with("another version"));
            assert_eq!(is_other, why.ends_with("another version"), "{told:?}");
        }
    }

    #[test]
    fn every_byte_of_a_plan_counts() {
        let plans = [SavedPlan {
            schema_version: SAVED_PLAN_VERSION,
            made_at: DateTime::UNIX_EPOCH,
            made_by: vec![],
            instance_id: "pgm-a".parse().unwrap(),
            region: None,
            policy: Policy {
                hba: Some(HbaGoal::Declared(vec![])),
                ..Policy::default()
            },
            fingerprint: "0123abcd".to_owned(),
            ssl: None,
            records: None,
            steps: vec!["ssl-on".to_owned(), "pg-hba".to_owned()],
        }];
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plan");
        save(&path, &plans).unwrap();
        let good = std::fs::read(&path).unwrap();
        let refused_or_same = |bytes: &[u8], place: usize| {
            std::fs::write(&path, bytes).unwrap();
            match load(&path, DateTime::UNIX_EPOCH) {
                Err(failed) => assert_eq!(failed.ending, Ending::Usage),
                Ok(same) => assert_eq!(same, plans, "byte {place}"),
            }
        };
        for place in 0..good.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[place] ^= flip;
                refused_or_same(&bad, place);
            }
            refused_or_same(&good[..place], place);
        }
    }
}
