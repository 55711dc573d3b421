//! `rollback --list -o json`.

use serde_json::json;

use super::settings::stamp;
use super::{SCHEMA_VERSION, text};
use crate::domain::failure::Ending;
use crate::domain::instance::InstanceId;
use crate::domain::saved::Saved;

/// The saved states, oldest first.
pub fn saved(id: &InstanceId, states: &[Saved]) -> String {
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "instance_id": id,
        "saved": states.iter().map(|state| json!({
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
    }))
}
