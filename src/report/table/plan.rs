//! A plan for people: steps with restarts and times, then what stands in the way.
//! Its warnings are a text of their own, which every command says on stderr.

use super::hba::record_diff;
use super::sessions::cut_off;
use super::{INDENT, Page, about, cell, headed, line, lines, yes_no};
use crate::domain::plan::{Change, CutOff, Plan, Total, Warning};
use crate::text::time::minute;
use crate::text::{Text, text};

/// More records than these are a long list.
const LONG_LIST: usize = 40;

/// The plans, one block each.
pub fn plans(plans: &[Plan], page: Page) -> String {
    let mut parts: Vec<String> = plans.iter().map(|made| plan(made, page)).collect();
    if plans.len() > 1 {
        parts.push(format!("{}\n", page.say(&total(plans))));
    }
    parts.join("\n")
}

/// What all plans together come to; the time is that of one after another.
fn total(plans: &[Plan]) -> Text {
    let total = Total::of(plans);
    text!(
        "plan-total",
        changing = text!("count-instances", count = total.changing),
        blocked = total.blocked,
        unchanged = total.as_wanted,
        restarts = text!("count-restarts", count = total.restarts),
        time = about(total.expected)
    )
}

/// What the plans warn of, a line each; what several warn of is one line.
pub fn warnings(plans: &[Plan], page: Page) -> String {
    let mut warned: Vec<(&Text, Vec<&str>)> = Vec::new();
    for plan in plans {
        for Warning { message, .. } in &plan.warnings {
            let id = plan.instance_id.as_str();
            match warned.iter_mut().find(|(other, _)| *other == message) {
                Some((_, instances)) => instances.push(id),
                None => warned.push((message, vec![id])),
            }
        }
    }
    let warned = warned.into_iter().map(|(warning, instances)| {
        let instance = instances.join(", ");
        line(page.say(&text!(
            "plan-warning",
            instance = instance,
            warning = warning
        )))
    });
    lines(&warned.collect::<Vec<_>>())
}

/// What a plan without a step and a blocker comes to.
pub(in crate::report) fn nothing(plan: &Plan) -> Text {
    let id = &plan.instance_id;
    if plan.is_skipped() {
        text!("plan-skipped", instance = id)
    } else {
        text!("plan-nothing", instance = id)
    }
}

/// One plan.
pub fn plan(plan: &Plan, page: Page) -> String {
    let id = &plan.instance_id;
    let mut parts = Vec::new();
    if plan.is_empty() && plan.blockers.is_empty() {
        parts.push(page.say(&nothing(plan)));
    }
    if !plan.is_empty() {
        parts.push(page.say(&text!(
            "plan-head",
            instance = id,
            steps = text!("count-steps", count = plan.steps.len()),
            restarts = match plan.restarts() {
                0 => text!("plan-no-restart"),
                restarts => text!("count-restarts", count = restarts),
            },
            time = about(plan.expected())
        )));
        if let Some(starts) = plan.starts {
            let at = minute(starts);
            parts.push(page.say(&text!("plan-starts", at = at)));
        }
        let header = [
            Text::verbatim("#"),
            text!("column-step"),
            text!("column-what"),
            text!("column-restart"),
            text!("column-about"),
        ];
        let mut table = headed(page, header);
        for (number, step) in (1..).zip(&plan.steps) {
            table.add_row(vec![
                cell(&number.to_string()),
                cell(&step.name),
                cell(&page.say(&step.summary)),
                cell(&page.say(&yes_no(step.restarts))),
                cell(&page.say(&about(step.expected))),
            ]);
        }
        parts.push(table.to_string());
        for step in &plan.steps {
            if let Change::Hba { before, after } = &step.change {
                // A long list is shown without the records that stay as they are.
                let all = after.len() <= LONG_LIST;
                parts.push(page.say(&text!("plan-records")));
                parts.push(record_diff(before, after, all, page));
            }
        }
    }
    if !plan.is_empty() || plan.cut_off != CutOff::NotChecked {
        parts.extend(cut_off(&plan.cut_off, page));
    }
    for blocker in &plan.blockers {
        parts.push(line(
            page.say(&text!("plan-blocked", why = &blocker.message)),
        ));
        if let Some(next) = &blocker.next {
            let hint = page.say(&text!("plan-hint", next = next));
            parts.push(line(format!("{INDENT}{hint}")));
        }
    }
    for hole in &plan.accepted {
        parts.push(line(page.say(&text!("plan-exception-kept", record = hole))));
    }
    lines(&parts)
}
