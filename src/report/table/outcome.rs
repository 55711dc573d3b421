//! What the writing commands did, for people.

use comfy_table::{Cell, Color};

use super::check::proof_text;
use super::{Page, cell, coloured, line, lines, listed, table, verdict_colour, verdict_text};
use crate::domain::failure::{Ending, Failure};
use crate::domain::outcome::{Audited, InstanceOutcome, StepStatus};
use crate::domain::proof::Proof;

/// One row an instance, then the evidence.
pub fn outcomes(outcomes: &[InstanceOutcome], page: Page) -> String {
    let mut table = table(page, &["Instance", "Result", "Verdict", "Steps", "Took"]);
    let mut evidence = Vec::new();
    for outcome in outcomes {
        let steps: Vec<String> = outcome
            .steps
            .iter()
            .map(|step| format!("{}: {}", step.step, step_text(step.status, outcome)))
            .collect();
        let result = match (&outcome.failure, outcome.changed()) {
            (Some(failure), _) => result(failure, outcome, page),
            (None, true) => coloured(page, "✔ changed", Color::Green),
            (None, false) => coloured(page, "✔ nothing to do", Color::Green),
        };
        let verdict = match outcome.verdict() {
            Some(verdict) => coloured(page, &verdict_text(verdict), verdict_colour(verdict)),
            None => cell("–"),
        };
        table.add_row(vec![
            cell(outcome.instance_id.as_str()),
            result,
            verdict,
            if steps.is_empty() {
                cell("none sent")
            } else {
                listed(&steps)
            },
            cell(&format!("{:.1} s", outcome.took.as_secs_f64())),
        ]);
        for probe in outcome.after.iter().flat_map(|after| &after.posture.probes) {
            let kind = if probe.replication {
                " (replication)"
            } else {
                ""
            };
            evidence.push(format!(
                "{}{kind}: {}",
                outcome.instance_id,
                proof_text(probe)
            ));
        }
        let after = outcome.after.as_ref();
        if after.is_some_and(|after| after.posture.endpoints.unreadable().is_some()) {
            evidence.push(format!(
                "{}: not proven: the endpoints could not be read",
                outcome.instance_id
            ));
        }
        for finding in outcome.undecided() {
            evidence.push(format!(
                "{}: {} {}: {}",
                outcome.instance_id,
                finding.severity.as_str(),
                finding.id.as_str(),
                finding.message
            ));
        }
        if let Some(back) = &outcome.rolled_back {
            evidence.push(match &back.failure {
                None => format!("{}: rolled back to the state before", outcome.instance_id),
                Some(failure) => format!(
                    "{}: the roll-back failed: {}",
                    outcome.instance_id,
                    failure
                        .why
                        .first()
                        .unwrap_or(&failure.what)
                        .say(page.language)
                ),
            });
        }
        match &outcome.undo {
            Some(undo) => evidence.push(format!("undo: {undo}")),
            None if outcome.changed() && outcome.failure.is_none() => {
                let id = &outcome.instance_id;
                evidence.push(format!("{id}: this change cannot be rolled back"));
            }
            None => {}
        }
        for hole in &outcome.plan.accepted {
            evidence.push(format!("{}: exception kept: {hole}", outcome.instance_id));
        }
    }
    let mut parts = vec![table.to_string()];
    parts.extend(evidence.iter().map(line));
    lines(&parts)
}

/// How a failure reads in one cell; the whole of it is on stderr.
fn result(failure: &Failure, outcome: &InstanceOutcome, page: Page) -> Cell {
    let refuted = |after: &Audited| {
        let mut probes = after.posture.probes.iter();
        probes.any(|probe| matches!(probe.proof(), Proof::Refuted(_)))
    };
    let (mark, words, colour) = match failure.ending {
        Ending::Pending => ("…", "sent, still running", Color::Yellow),
        Ending::Declined => ("–", "not approved", Color::Yellow),
        Ending::Interrupted => ("–", "interrupted", Color::Yellow),
        Ending::Blocked => ("✘", "blocked", Color::Red),
        Ending::Access => ("✘", "no permission", Color::Red),
        Ending::Usage => ("✘", "not possible as asked", Color::Red),
        Ending::NotProven if outcome.after.as_ref().is_some_and(refuted) => {
            ("✘", "plaintext still ACCEPTED", Color::Red)
        }
        Ending::NotProven => ("?", "changed, not proven", Color::Yellow),
        Ending::Api if failure.code.is_some() => ("✘", "refused by the service", Color::Red),
        Ending::Api => ("✘", "failed", Color::Red),
        Ending::Bug => ("✘", "failed: a bug in forcessl", Color::Red),
        Ending::Done | Ending::Gaps => ("✔", "done", Color::Green),
    };
    coloured(page, &format!("{mark} {words}"), colour)
}

/// How a step ended; one that nobody waits for any more runs on.
const fn step_text(status: StepStatus, outcome: &InstanceOutcome) -> &'static str {
    let waits_no_more = match &outcome.failure {
        Some(failure) => matches!(failure.ending, Ending::Pending | Ending::Interrupted),
        None => false,
    };
    match status {
        StepStatus::Done => "done",
        StepStatus::Sent => "sent, still running",
        StepStatus::Failed if waits_no_more => "sent, still running",
        StepStatus::Failed => "failed",
        StepStatus::Split => "refused as one call, sent in parts",
    }
}
