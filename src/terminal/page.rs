//! How wide a page is, and how a time reads on it.

use chrono::{DateTime, Utc};

use crate::context::Environment;

/// Width of a page that is not a terminal and whose `COLUMNS` is not set.
const PIPED_WIDTH: u16 = 110;
/// A narrower table cannot be read.
pub(super) const LEAST_WIDTH: u16 = 40;

/// A time as people here read it, and in UTC.
pub(super) fn local(at: DateTime<Utc>) -> String {
    let here = at.with_timezone(&chrono::Local);
    format!(
        "{} ({} UTC)",
        here.format("%Y-%m-%d %H:%M %:z"),
        at.format("%H:%M")
    )
}

/// The width of the terminal, or of a page that is read elsewhere.
pub(super) fn width(environment: &Environment, is_terminal: bool) -> u16 {
    let columns = environment
        .variable("COLUMNS")
        .and_then(|text| text.parse().ok());
    let size = is_terminal
        .then(|| console::Term::stderr().size_checked())
        .flatten();
    let width = match (size, columns) {
        (Some((_, width)), _) if width > 0 => width,
        (_, Some(width)) => width,
        _ => PIPED_WIDTH,
    };
    width.max(LEAST_WIDTH)
}
