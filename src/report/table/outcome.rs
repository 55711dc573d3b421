//! What the writing commands did, for people.

use comfy_table::Color;

use super::check::proof_text;
use super::{Page, cell, coloured, line, lines, table, verdict_colour, verdict_text};
use crate::domain::failure::Failure;
use crate::domain::outcome::InstanceOutcome;

/// One row an instance, then the evidence.
pub fn outcomes(outcomes: &[InstanceOutcome], page: Page) -> String {
    let mut table = table(page, &["Instance", "Result", "Verdict", "Steps", "Took"]);
    let mut evidence = Vec::new();
    for outcome in outcomes {
        let steps: Vec<String> = outcome
            .steps
            .iter()
            .map(|step| format!("{} {}", step.step, step.status.as_str()))
            .collect();
        let result = match (&outcome.failure, outcome.changed()) {
            (Some(failure), _) => coloured(page, &format!("✘ {}", short(failure)), Color::Red),
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
            cell(&if steps.is_empty() {
                "none sent".to_owned()
            } else {
                steps.join(", ")
            }),
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
                None => format!("{}: the state before is back", outcome.instance_id),
                Some(failure) => format!(
                    "{}: the state before is not back: {}",
                    outcome.instance_id,
                    failure.why.first().unwrap_or(&failure.what)
                ),
            });
        }
        match &outcome.undo {
            Some(undo) => evidence.push(format!("undo: {undo}")),
            None if outcome.changed() && outcome.failure.is_none() => {
                let id = &outcome.instance_id;
                evidence.push(format!("{id}: nothing of it can be put back"));
            }
            None => {}
        }
        for hole in &outcome.plan.accepted {
            evidence.push(format!(
                "{}: left open on purpose: {hole}",
                outcome.instance_id
            ));
        }
    }
    let mut parts = vec![table.to_string()];
    parts.extend(evidence.iter().map(line));
    lines(&parts)
}

/// The failure in the words of its ending; the whole of it is on stderr.
fn short(failure: &Failure) -> &str {
    failure.ending.as_str()
}
