//! `rollback --list` for people.

use super::{Page, cell, lines, table};
use crate::domain::instance::InstanceId;
use crate::domain::saved::Saved;

/// The saved states, newest first.
pub fn saved(id: &InstanceId, states: &[Saved], page: Page) -> String {
    if states.is_empty() {
        return lines(&[format!("No state of {id} is saved.")]);
    }
    let mut table = table(page, &["Id", "Saved", "Before", "Sent", "Ended"]);
    for state in states.iter().rev() {
        let sent: Vec<&str> = state
            .writes
            .iter()
            .map(|write| write.step.as_str())
            .collect();
        table.add_row(vec![
            cell(&state.id),
            cell(&state.saved_at.format("%Y-%m-%d %H:%M:%S UTC").to_string()),
            cell(&state.planned.join(", ")),
            cell(&if sent.is_empty() {
                "nothing".to_owned()
            } else {
                sent.join(", ")
            }),
            cell(
                state
                    .ended
                    .as_ref()
                    .map_or("cut off", |ended| ended.ending.as_str()),
            ),
        ]);
    }
    lines(&[table.to_string()])
}
