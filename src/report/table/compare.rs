//! `report diff` for people.

use comfy_table::Color;

use super::{Page, cell, headed, lines, marked, verdict_text};
use crate::domain::finding::Finding;
use crate::domain::verdict::Verdict;
use crate::report::review::{Comparison, Movement, incomplete};
use crate::text::{Text, text};

/// The instances that did not stay as they were, the worst first.
pub fn comparison(comparison: &Comparison, page: Page) -> String {
    let mut table = headed(
        page,
        [
            text!("column-change"),
            text!("column-instance"),
            text!("column-before"),
            text!("column-now"),
            text!("column-findings"),
        ],
    );
    let mut any = false;
    for compared in &comparison.instances {
        if compared.course == Movement::Same {
            continue;
        }
        any = true;
        let (mark, colour) = match compared.course {
            Movement::Worse => ("✘", Color::DarkRed),
            Movement::NotComparable => ("?", Color::DarkYellow),
            Movement::New => ("+", Color::DarkYellow),
            Movement::Gone => ("-", Color::DarkGrey),
            Movement::Better => ("✔", Color::DarkGreen),
            Movement::Same => ("=", Color::DarkGrey),
        };
        let verdict = |verdict: Option<Verdict>| {
            verdict.map_or("–".to_owned(), |verdict| verdict_text(page, verdict))
        };
        table.add_row(vec![
            marked(page, mark, &compared.course.text(), colour),
            cell(&compared.place.to_string()),
            cell(&verdict(compared.before)),
            cell(&verdict(compared.after)),
            cell(&changes(&compared.appeared, &compared.cleared)),
        ]);
    }
    let mut parts = Vec::new();
    if any {
        parts.push(table.to_string());
    }
    parts.push(page.say(&tally(comparison)));
    if !comparison.is_complete() {
        parts.push(format!("! {}", page.say(&incomplete())));
    }
    lines(&parts)
}

/// What appeared with a plus, what is gone with a minus.
fn changes(appeared: &[Finding], cleared: &[Finding]) -> String {
    let plus = appeared
        .iter()
        .map(|finding| format!("+{}", finding.id.as_str()));
    let minus = cleared
        .iter()
        .map(|finding| format!("-{}", finding.id.as_str()));
    plus.chain(minus).collect::<Vec<_>>().join(", ")
}

/// How many instances took each course.
fn tally(comparison: &Comparison) -> Text {
    let counts = Movement::ALL
        .into_iter()
        .map(|course| (course, comparison.count(course)))
        .filter(|(_, count)| *count > 0)
        .map(|(course, count)| text!("compare-count", count = count, course = course.text()));
    text!(
        "compare-tally",
        count = comparison.instances.len(),
        counts = Text::list(counts)
    )
}
