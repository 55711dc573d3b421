//! `rollback --list -o json`.

use serde_json::json;

use super::settings::stamp;
use super::{SCHEMA_VERSION, text};
use crate::domain::failure::Ending;
use crate::domain::instance::InstanceId;
use crate::domain::saved::SavedState;
use crate::report::failure;

/// The saved states, oldest first.
pub fn saved(id: &InstanceId, states: &[SavedState]) -> String {
    let usable = states.iter().filter_map(|(_, state)| state.as_ref().ok());
    let unusable = states
        .iter()
        .filter_map(|(id, state)| Some((id, state.as_ref().err()?)));
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "instance_id": id,
        "saved": usable.map(|state| json!({
            "id": state.id,
            "origin": state.origin,
            "saved_at": stamp(state.saved_at),
            "planned": state.planned,
            "sent": state.sent().map(|write| json!({
                "step": write.step,
                "at": stamp(write.at),
                "request_id": write.request_id,
            })).collect::<Vec<_>>(),
            "ending": state.ending().map(Ending::as_str),
        })).collect::<Vec<_>>(),
        "unusable": unusable.map(|(id, failure)| json!({
            "id": id,
            "error": failure::value(failure),
        })).collect::<Vec<_>>(),
    }))
}
