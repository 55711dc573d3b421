//! `rollback --list` for people.

use super::outcome::ended as in_words;
use super::{Page, cell, headed, lines};
use crate::domain::instance::InstanceId;
use crate::domain::saved::Saved;
use crate::text::time::second;
use crate::text::{Text, text};

/// The saved states, newest first.
pub fn saved(id: &InstanceId, states: &[Saved], page: Page) -> String {
    if states.is_empty() {
        return lines(&[page.say(&text!("saved-none", instance = id))]);
    }
    let mut table = headed(
        page,
        [
            text!("column-id"),
            text!("column-saved"),
            text!("column-before"),
            text!("column-sent"),
            text!("column-ended"),
        ],
    );
    for state in states.iter().rev() {
        let sent: Vec<&str> = state.sent().map(|write| write.step.as_str()).collect();
        table.add_row(vec![
            cell(&state.id),
            cell(&second(state.saved_at)),
            cell(&page.say(&Text::phrases(state.planned.iter().cloned()))),
            cell(&if sent.is_empty() {
                page.say(&text!("saved-nothing"))
            } else {
                sent.join(", ")
            }),
            cell(&state.ended.as_ref().map_or_else(
                || page.say(&text!("saved-cut-off")),
                |ended| page.say(&in_words(ended.ending)),
            )),
        ]);
    }
    lines(&[table.to_string()])
}
