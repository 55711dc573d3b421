//! Files that the tool wrote, or that somebody wrote for it: saved states, saved plans, the
//! sandbox's state. The first byte chooses.
#![no_main]

use chrono::DateTime;
use forcessl::domain::age::untimely;
use forcessl::domain::plan::{SAVED_PLAN_VERSION, SavedPlan};
use forcessl::domain::saved::{SCHEMA_VERSION as STATE, Saved};
use forcessl::domain::sealed::{seal, unseal};
use forcessl::sandbox::StateFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((&choice, text)) = data.split_first() else {
        return;
    };
    let Ok(text) = str::from_utf8(text) else {
        return;
    };
    match choice % 5 {
        0 => drop(unseal::<Saved>(text, STATE)),
        1 => drop(unseal::<SavedPlan>(text, SAVED_PLAN_VERSION)),
        2 => {
            // The checksum keeps strangers out; what is behind it is tried without.
            if let Ok(saved) = serde_json::from_str::<Saved>(text) {
                let _ = saved.policy(&forcessl::domain::saved::Part::ALL, &[]);
                let version = saved.schema_version;
                assert_eq!(unseal::<Saved>(&seal(&saved).unwrap(), version), Ok(saved));
            }
        }
        3 => {
            if let Ok(plan) = serde_json::from_str::<SavedPlan>(text) {
                let _ = untimely(plan.made_at, DateTime::UNIX_EPOCH);
                let version = plan.schema_version;
                assert_eq!(
                    unseal::<SavedPlan>(&seal(&plan).unwrap(), version),
                    Ok(plan)
                );
            }
        }
        _ => drop(text.parse::<StateFile>()),
    }
});
