//! `clients -o markdown`, for the change ticket.

use std::fmt::Write as _;

use super::escaped;
use crate::domain::clients::ClientGuide;
use crate::report::table::client_rows;
use crate::report::{Page, printable};
use crate::text;

/// `clients`.
pub fn clients(guide: &ClientGuide, page: Page) -> String {
    let title = page.say(&text!("clients-ticket", id = &guide.id));
    let mut out = format!("# {title}\n\n| | |\n|---|---|\n");
    for (name, value) in client_rows(guide) {
        let _ = writeln!(
            out,
            "| {} | {} |",
            page.say(&name),
            escaped(&page.say(&value))
        );
    }
    for note in &guide.notes {
        let _ = writeln!(out, "\n> {}", escaped(&page.say(note)));
    }
    let _ = writeln!(out, "\n## {}\n", page.say(&text!("clients-tasks")));
    for task in &guide.checklist {
        let _ = writeln!(out, "- [ ] {}", escaped(&page.say(task)));
    }
    let _ = writeln!(out, "\n## {}", page.say(&text!("clients-strings")));
    for string in &guide.strings {
        let _ = writeln!(out, "\n{}:\n", escaped(string.name));
        // An indented block: nothing in it ends it.
        for line in string.text.lines() {
            let _ = writeln!(out, "    {}", printable(line));
        }
    }
    out
}
