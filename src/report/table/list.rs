//! `list` for people.

use super::{Page, cell, coloured, headed, lines, verdict_colour, verdict_text};
use crate::domain::instance::Region;
use crate::domain::outcome::ListedRow;
use crate::report::printable;
use crate::text;
use crate::text::time::minute;

/// The instances of a listing, with the verdict of the last check of each.
pub fn list(rows: &[ListedRow], page: Page) -> String {
    let mut table = headed(
        page,
        [
            text!("column-instance"),
            text!("column-region"),
            text!("column-version"),
            text!("column-description"),
            text!("column-last-verdict"),
        ],
    );
    for row in rows {
        let instance = &row.instance;
        let region = instance.region.as_ref();
        let version = instance.engine_version.as_ref();
        table.add_row(vec![
            cell(instance.id.as_str()),
            cell(region.map(Region::as_str).unwrap_or_default()),
            cell(
                version
                    .map(|version| version.text.as_str())
                    .unwrap_or_default(),
            ),
            cell(&printable(&instance.description)),
            match row.last_verdict {
                Some((verdict, at)) => {
                    let verdict_and_time = text!(
                        "list-last-verdict",
                        verdict = verdict_text(page, verdict),
                        at = minute(at)
                    );
                    coloured(page, &page.say(&verdict_and_time), verdict_colour(verdict))
                }
                None => cell(&page.say(&text!("list-not-checked"))),
            },
        ]);
    }
    lines(&[table.to_string()])
}
