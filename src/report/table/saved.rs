//! `rollback --list` for people.

use std::collections::BTreeSet;

use super::outcome::ended as in_words;
use super::{Page, cell, headed, lines};
use crate::domain::failure::Ending;
use crate::domain::instance::InstanceId;
use crate::domain::saved::{Origin, Saved, SavedState};
use crate::text::time::second;
use crate::text::{Text, text};

/// The saved states, newest first; then why some cannot be used.
pub fn saved(id: &InstanceId, states: &[SavedState], page: Page) -> String {
    if states.is_empty() {
        return lines(&[page.say(&text!("saved-none", instance = id))]);
    }
    let usable = states.iter().filter_map(|(_, state)| state.as_ref().ok());
    let places: BTreeSet<String> = usable.map(|state| place(state, page)).collect();
    let mut columns = vec![
        text!("column-id"),
        text!("column-saved"),
        text!("column-before"),
        text!("column-sent"),
        text!("column-ended"),
    ];
    // A column only where it tells rows apart.
    if places.len() > 1 {
        columns.push(text!("column-made-at"));
    }
    let width = columns.len();
    let mut table = headed(page, columns);
    let mut below = vec![];
    for (id, state) in states.iter().rev() {
        let mut row = vec![id.clone()];
        match state {
            Ok(state) => row.extend(columns_of(state, page)),
            Err(failure) => {
                row.extend(["–", "–", "–"].map(str::to_owned));
                row.push(page.say(&text!("saved-unusable")));
                row.push("–".to_owned());
                let why = Text::clauses(failure.why.iter().chain(&failure.next).cloned());
                below.push(page.say(&text!("saved-unusable-why", why = why)));
            }
        }
        table.add_row(row.iter().take(width).map(|text| cell(text)).collect());
    }
    let shared = places.first().filter(|_| places.len() == 1);
    let shared = shared.map(|place| page.say(&text!("saved-made-at", place = place)));
    let shown = std::iter::once(table.to_string())
        .chain(shared)
        .chain(below);
    lines(&shown.collect::<Vec<_>>())
}

/// What a row says of a state after its id.
fn columns_of(state: &Saved, page: Page) -> [String; 5] {
    let sent: Vec<&str> = state.sent().map(|write| write.step.as_str()).collect();
    [
        second(state.saved_at),
        page.say(&Text::phrases(state.planned.iter().cloned())),
        if sent.is_empty() {
            page.say(&text!("saved-nothing"))
        } else {
            sent.join(", ")
        },
        page.say(&in_words(state.ending().unwrap_or(Ending::Interrupted))),
        place(state, page),
    ]
}

/// Where a state was made.
fn place(state: &Saved, page: Page) -> String {
    let unknown = || page.say(&text!("saved-origin-unknown"));
    state.origin.as_ref().map_or_else(unknown, Origin::shown)
}
