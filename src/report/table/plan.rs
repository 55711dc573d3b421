//! A plan for people: steps with restarts and times, then what stands in the way.
//! Its warnings are a text of their own, which every command says on stderr.

use super::hba::record_diff;
use super::sessions::cut_off;
use super::{Page, about, cell, count, line, lines, table};
use crate::domain::plan::{Change, CutOff, Plan, Total, Warning};

/// More records than these are a long list.
const LONG_LIST: usize = 40;

/// The plans, one block each.
pub fn plans(plans: &[Plan], page: Page) -> String {
    let mut parts: Vec<String> = plans.iter().map(|made| plan(made, page)).collect();
    if plans.len() > 1 {
        parts.push(total(plans));
    }
    parts.join("\n")
}

/// What all plans together come to; the time is that of one after another.
fn total(plans: &[Plan]) -> String {
    let total = Total::of(plans);
    format!(
        "In all: {} to change, {} blocked, {} unchanged; {}, about {} one after another.\n",
        count(total.changing, "instance"),
        total.blocked,
        total.as_wanted,
        count(total.restarts, "restart"),
        about(total.expected),
    )
}

/// What the plans warn of, a line each.
pub fn warnings(plans: &[Plan]) -> String {
    let warned = |plan: &Plan, warning: &Warning| {
        line(format!("! {}: {}", plan.instance_id, warning.message))
    };
    let warnings = plans
        .iter()
        .flat_map(|plan| plan.warnings.iter().map(|one| warned(plan, one)));
    lines(&warnings.collect::<Vec<_>>())
}

/// One plan.
pub fn plan(plan: &Plan, page: Page) -> String {
    let id = &plan.instance_id;
    let mut parts = Vec::new();
    if plan.is_empty() && plan.blockers.is_empty() {
        parts.push(format!("{id}: nothing to change."));
    }
    if !plan.is_empty() {
        parts.push(format!(
            "Plan for {id}: {}, {}, about {}",
            count(plan.steps.len(), "step"),
            match plan.restarts() {
                0 => "no restart".to_owned(),
                n => count(n, "restart"),
            },
            about(plan.expected()),
        ));
        if let Some(starts) = plan.starts {
            parts.push(format!(
                "It starts at {}.",
                starts.format("%Y-%m-%d %H:%M UTC")
            ));
        }
        let mut table = table(page, &["#", "Step", "What", "Restart", "About"]);
        for (number, step) in (1..).zip(&plan.steps) {
            table.add_row(vec![
                cell(&number.to_string()),
                cell(&step.name),
                cell(&step.summary),
                cell(if step.restarts { "yes" } else { "no" }),
                cell(&about(step.expected)),
            ]);
        }
        parts.push(table.to_string());
        for step in &plan.steps {
            if let Change::Hba { before, after } = &step.change {
                // A long list is shown without the records that stay as they are.
                let all = after.len() <= LONG_LIST;
                parts.push("pg_hba records, before and after:".to_owned());
                parts.push(record_diff(before, after, all, page));
            }
        }
    }
    if !plan.is_empty() || plan.cut_off != CutOff::NotChecked {
        parts.extend(cut_off(&plan.cut_off, page));
    }
    for blocker in &plan.blockers {
        parts.push(line(format!("✘ blocked: {}", blocker.message)));
        if let Some(next) = &blocker.next {
            parts.push(line(format!("  hint: {next}")));
        }
    }
    for hole in &plan.accepted {
        parts.push(line(format!("◐ exception kept: {hole}")));
    }
    lines(&parts)
}
