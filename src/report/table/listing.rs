//! Many instances, grouped by verdict, one line each.

use console::{measure_text_width, pad_str, truncate_str};

use super::{INDENT, Page, on_off, verdict_colour, verdict_text, wrapped};
use crate::domain::finding::Severity;
use crate::domain::verdict::Verdict;
use crate::report::document::Row;
use crate::report::printable;
use crate::report::verdicts::{in_brief, meaning};
use crate::text::{Text, text};

/// The fewest columns in which a reason can be read.
const LEAST_WHY: usize = 24;
/// The fewest columns that are left to a description.
const LEAST_DESCRIPTION: usize = 12;

/// The rows, which come worst first, under a heading for each verdict. Enforced instances without
/// findings of weight are only counted, unless the page shows all.
pub(super) fn groups(rows: &[&Row], page: Page) -> Vec<String> {
    let quiet = |row: &Row| {
        row.verdict == Verdict::Enforced && row.worst().is_none_or(|worst| worst < Severity::Medium)
    };
    let shown = |row: &&&Row| page.all || !quiet(row);
    let listed: Vec<&Row> = rows.iter().filter(shown).copied().collect();
    let columns = Columns::of(&listed, page);
    let mut parts = Vec::new();
    if !listed.is_empty() {
        let names = [
            text!("column-instance"),
            text!("column-region"),
            text!("column-description"),
            text!("column-why"),
        ];
        parts.push(columns.fitted(&names.map(|name| page.say(&name))));
    }
    for group in rows.chunk_by(|one, other| one.verdict == other.verdict) {
        let Some(verdict) = group.first().map(|row| row.verdict) else {
            continue;
        };
        let heading = page.say(&text!(
            "list-heading",
            verdict = verdict_text(page, verdict),
            count = group.len(),
            meaning = meaning(verdict)
        ));
        parts.push(format!("\n{}", painted(&heading, verdict, page)));
        for row in group.iter().filter(shown) {
            parts.push(columns.line(row));
            if page.verbose {
                parts.extend(rest(row, page));
            }
        }
        let hidden = group.len() - group.iter().filter(shown).count();
        if hidden > 0 {
            let hidden = page.say(&text!("list-hidden", count = hidden));
            parts.push(format!("{INDENT}{hidden}"));
        }
    }
    parts
}

fn painted(text: &str, verdict: Verdict, page: Page) -> String {
    if !page.colour {
        return text.to_owned();
    }
    let style = console::Style::new().force_styling(true).bold();
    let colour = verdict_colour(verdict);
    let style = if colour == comfy_table::Color::DarkRed {
        style.red()
    } else if colour == comfy_table::Color::DarkGreen {
        style.green()
    } else if colour == comfy_table::Color::DarkYellow {
        style.yellow()
    } else {
        style
    };
    style.apply_to(text).to_string()
}

/// How wide each column is; a column without width is left out.
struct Columns {
    id: usize,
    region: usize,
    description: usize,
    why: usize,
    page: Page,
}

impl Columns {
    fn of(rows: &[&Row], page: Page) -> Self {
        let widest = |text: &dyn Fn(&Row) -> String| {
            let widths = rows.iter().map(|row| measure_text_width(&text(row)));
            widths.max().unwrap_or_default()
        };
        let named = |width: usize, name: &Text| match width {
            0 => 0,
            width => width.max(measure_text_width(&page.say(name))),
        };
        let id = named(
            widest(&|row| row.instance_id.to_string()),
            &text!("column-instance"),
        );
        let mut region = widest(&|row| row.region_text(page.language).into_owned());
        let description = named(widest(&description), &text!("column-description"));
        let why = widest(&|row| printable(&page.say(&in_brief(row))));
        let gap = INDENT.len();
        let width = usize::from(page.width);
        let mut left = width.saturating_sub(gap + id + gap + region + gap);
        if left < LEAST_WHY {
            left += region + gap;
            region = 0;
        }
        let for_description = left.saturating_sub(why + gap).max(LEAST_DESCRIPTION);
        let description = if left < LEAST_WHY + LEAST_DESCRIPTION + gap {
            0
        } else {
            description.min(for_description)
        };
        if description > 0 {
            left -= description + gap;
        }
        Self {
            id,
            region,
            description,
            why: why.min(left),
            page,
        }
    }

    fn line(&self, row: &Row) -> String {
        self.fitted(&[
            row.instance_id.to_string(),
            row.region_text(self.page.language).into_owned(),
            description(row),
            printable(&self.page.say(&in_brief(row))),
        ])
    }

    fn fitted(&self, texts: &[String; 4]) -> String {
        let widths = [self.id, self.region, self.description, self.why];
        let fitted = texts
            .iter()
            .zip(&widths)
            .filter(|(_, width)| **width > 0)
            .map(|(text, width)| {
                let text = truncate_str(text, *width, "…");
                pad_str(&text, *width, console::Alignment::Left, None).into_owned()
            });
        let line = fitted.collect::<Vec<_>>().join(INDENT);
        format!("{INDENT}{}", line.trim_end())
    }
}

fn description(row: &Row) -> String {
    let text = row.description.as_deref().unwrap_or_default();
    let told = if text == row.instance_id.as_str() {
        ""
    } else {
        text
    };
    printable(told)
}

/// What the line of an instance leaves out.
fn rest(row: &Row, page: Page) -> Vec<String> {
    let mut texts = vec![page.say(&row.reason)];
    if let Some(ssl) = &row.ssl {
        let acl = row.acl.map_or_else(|| text!("word-none"), Text::from);
        texts.push(page.say(&text!("list-ssl", ssl = on_off(ssl.enabled), acl = acl)));
    }
    let findings = row.findings.iter();
    texts.extend(findings.map(|one| {
        page.say(&text!(
            "list-finding",
            id = one.id.as_str(),
            message = &one.message
        ))
    }));
    let indented = |text: &String| {
        let width = page.width.saturating_sub(4);
        let text = wrapped(text, width).replace('\n', "\n    ");
        format!("    {text}")
    };
    texts.iter().map(indented).collect()
}
