//! `rollback --list` for people.

use std::collections::BTreeSet;

use super::outcome::ended as in_words;
use super::{Page, cell, headed, lines};
use crate::domain::failure::Ending;
use crate::domain::instance::InstanceId;
use crate::domain::saved::{Origin, Saved};
use crate::text::time::second;
use crate::text::{Text, text};

/// The saved states, newest first.
pub fn saved(id: &InstanceId, states: &[Saved], page: Page) -> String {
    if states.is_empty() {
        return lines(&[page.say(&text!("saved-none", instance = id))]);
    }
    let places: BTreeSet<String> = states.iter().map(|state| place(state, page)).collect();
    // A column only where it tells rows apart.
    let shared = places.first().filter(|_| places.len() == 1);
    let mut columns = vec![
        text!("column-id"),
        text!("column-saved"),
        text!("column-before"),
        text!("column-sent"),
        text!("column-ended"),
    ];
    if shared.is_none() {
        columns.push(text!("column-made-at"));
    }
    let mut table = headed(page, columns);
    for state in states.iter().rev() {
        let sent: Vec<&str> = state.sent().map(|write| write.step.as_str()).collect();
        let mut row = vec![
            cell(&state.id),
            cell(&second(state.saved_at)),
            cell(&page.say(&Text::phrases(state.planned.iter().cloned()))),
            cell(&if sent.is_empty() {
                page.say(&text!("saved-nothing"))
            } else {
                sent.join(", ")
            }),
            cell(&page.say(&in_words(state.ending().unwrap_or(Ending::Interrupted)))),
        ];
        if shared.is_none() {
            row.push(cell(&place(state, page)));
        }
        table.add_row(row);
    }
    let shared = shared.map(|place| page.say(&text!("saved-made-at", place = place)));
    let shown = [Some(table.to_string()), shared];
    lines(&shown.into_iter().flatten().collect::<Vec<_>>())
}

/// Where a state was made.
fn place(state: &Saved, page: Page) -> String {
    let unknown = || page.say(&text!("saved-origin-unknown"));
    state.origin.as_ref().map_or_else(unknown, Origin::shown)
}
