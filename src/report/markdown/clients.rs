//! `clients -o markdown`, for the change ticket.

use std::fmt::Write as _;

use super::escaped;
use crate::domain::clients::ClientGuide;
use crate::report::printable;
use crate::report::table::client_rows;

/// `clients`.
pub fn clients(guide: &ClientGuide) -> String {
    let mut out = format!(
        "# SSL for the clients of {}\n\n| | |\n|---|---|\n",
        guide.id
    );
    for (name, value) in client_rows(guide) {
        let _ = writeln!(
            out,
            "| {} | {} |",
            name.english(),
            escaped(&value.english())
        );
    }
    for note in &guide.notes {
        let _ = writeln!(out, "\n> {}", escaped(&note.english()));
    }
    out.push_str("\n## Checklist\n\n");
    for task in &guide.checklist {
        let _ = writeln!(out, "- [ ] {}", escaped(&task.english()));
    }
    out.push_str("\n## Connection strings\n");
    for string in &guide.strings {
        let _ = writeln!(out, "\n{}:\n", escaped(string.name));
        // An indented block: nothing in it ends it.
        for line in string.text.lines() {
            let _ = writeln!(out, "    {}", printable(line));
        }
    }
    out
}
