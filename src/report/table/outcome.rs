//! What the writing commands did, for people.

use comfy_table::{Cell, Color};

use super::check::{proof_text, witness_text};
use super::{
    Page, cell, coloured, headed, line, lines, listed, marked, took, verdict_colour, verdict_text,
};
use crate::domain::failure::{Ending, Failure};
use crate::domain::outcome::{Audited, InstanceOutcome, StepStatus};
use crate::domain::proof::ProbeReport;
use crate::text::{Text, text};

/// One row an instance, then the evidence.
pub fn outcomes(outcomes: &[InstanceOutcome], page: Page) -> String {
    // That nothing was selected is said beside it.
    if outcomes.is_empty() {
        return String::new();
    }
    let header = [
        text!("column-instance"),
        text!("column-result"),
        text!("column-verdict"),
        text!("column-steps"),
        text!("column-took"),
    ];
    let mut table = headed(page, header);
    let mut evidence = Vec::new();
    for outcome in outcomes {
        let steps: Vec<String> = outcome
            .steps
            .iter()
            .map(|step| {
                let status = step_text(step.status, outcome);
                page.say(&text!("outcome-step", step = &step.step, status = status))
            })
            .collect();
        let result = match (&outcome.failure, outcome.changed()) {
            (Some(failure), _) => result(failure, outcome, page),
            (None, true) => marked(page, "✔", &text!("outcome-changed"), Color::DarkGreen),
            (None, false) if outcome.plan.is_skipped() => {
                cell(&page.say(&text!("outcome-skipped")))
            }
            (None, false) => marked(page, "✔", &text!("outcome-nothing"), Color::DarkGreen),
        };
        let verdict = match outcome.verdict() {
            Some(verdict) => coloured(page, &verdict_text(page, verdict), verdict_colour(verdict)),
            None => cell("–"),
        };
        table.add_row(vec![
            cell(outcome.instance_id.as_str()),
            result,
            verdict,
            if steps.is_empty() {
                cell(&page.say(&text!("outcome-none-sent")))
            } else {
                listed(&steps)
            },
            cell(&page.say(&took(outcome.took))),
        ]);
        evidence.extend(shown_afterwards(outcome));
        let id = &outcome.instance_id;
        match &outcome.undo {
            Some(undo) => {
                evidence.push(text!("outcome-undo", command = undo));
                evidence.extend(outcome.plan.lost().cloned());
            }
            None if outcome.changed() && outcome.failure.is_none() => {
                evidence.push(text!("outcome-no-undo", instance = id));
            }
            None => {}
        }
        let kept = outcome.failure.is_none().then_some(&outcome.plan.accepted);
        for hole in kept.into_iter().flatten() {
            evidence.push(text!("outcome-exception", instance = id, record = hole));
        }
    }
    let mut parts = vec![table.to_string()];
    parts.extend(evidence.iter().map(|text| line(page.say(text))));
    lines(&parts)
}

/// What the look after the change showed: live connections, what could not be decided, and what was put back.
pub(in crate::report) fn shown_afterwards(outcome: &InstanceOutcome) -> Vec<Text> {
    let mut told = proofs(outcome);
    let id = &outcome.instance_id;
    let after = outcome.after.as_ref();
    if after.is_some_and(|after| after.posture.endpoints.unreadable().is_some()) {
        told.push(text!("outcome-no-endpoints", instance = id));
    }
    told.extend(outcome.undecided().map(|finding| {
        text!(
            "outcome-finding",
            instance = id,
            severity = finding.severity.text(),
            id = finding.id.as_str(),
            message = &finding.message
        )
    }));
    told.extend(outcome.rolled_back.iter().map(|back| match &back.failure {
        None => text!("outcome-rolled-back", instance = id),
        Some(failure) => {
            let why = failure.why.first().unwrap_or(&failure.what);
            text!("outcome-not-rolled-back", instance = id, why = why)
        }
    }));
    told
}

/// What live connections showed, once where they showed the same over IPv4 and IPv6.
fn proofs(outcome: &InstanceOutcome) -> Vec<Text> {
    let mut told = Vec::new();
    let probes = outcome.after.iter().flat_map(|after| &after.posture.probes);
    for probe in probes.filter(|probe| probe.counts()) {
        let (id, proof) = (&outcome.instance_id, proof_text(probe));
        let text = if probe.replication {
            text!("outcome-proof-replication", instance = id, proof = proof)
        } else {
            text!("outcome-proof", instance = id, proof = proof)
        };
        if !told.contains(&text) {
            told.push(text);
        }
    }
    let tried = outcome
        .after
        .as_ref()
        .and_then(|after| after.posture.tried());
    told.extend(tried.map(|tried| {
        let proof = witness_text(&tried);
        text!(
            "outcome-proof",
            instance = &outcome.instance_id,
            proof = proof
        )
    }));
    told
}

/// How a change ended, in a few words.
pub(super) fn ended(ending: Ending) -> Text {
    match ending {
        Ending::Pending => text!("outcome-sent"),
        Ending::Declined => text!("outcome-declined"),
        Ending::Interrupted => text!("outcome-interrupted"),
        Ending::Blocked => text!("outcome-blocked"),
        Ending::Access => text!("outcome-access"),
        Ending::Usage => text!("outcome-usage"),
        Ending::NotProven => text!("outcome-not-proven"),
        Ending::Api => text!("outcome-failed"),
        Ending::Bug => text!("outcome-bug"),
        Ending::Done | Ending::Gaps => text!("outcome-done"),
    }
}

/// How a failure reads in one cell; the whole of it is on stderr.
fn result(failure: &Failure, outcome: &InstanceOutcome, page: Page) -> Cell {
    let refuted = |after: &Audited| {
        let mut probes = after.posture.probes.iter();
        probes.any(ProbeReport::is_refuted)
    };
    let is_refuted =
        failure.ending == Ending::NotProven && outcome.after.as_ref().is_some_and(refuted);
    let words = if is_refuted {
        text!("outcome-refuted")
    } else if failure.ending == Ending::Api && failure.code.is_some() {
        text!("outcome-service")
    } else if failure.ending == Ending::NotProven && !outcome.changed() {
        text!("outcome-unproven")
    } else {
        ended(failure.ending)
    };
    let (mark, colour) = match failure.ending {
        Ending::Pending => ("…", Color::DarkYellow),
        Ending::Declined | Ending::Interrupted => ("–", Color::DarkYellow),
        Ending::NotProven if !is_refuted => ("?", Color::DarkYellow),
        Ending::Done | Ending::Gaps => ("✔", Color::DarkGreen),
        Ending::Blocked
        | Ending::Access
        | Ending::Usage
        | Ending::NotProven
        | Ending::Api
        | Ending::Bug => ("✘", Color::DarkRed),
    };
    marked(page, mark, &words, colour)
}

/// How a step ended; one that nobody waits for any more runs on.
pub(in crate::report) fn step_text(status: StepStatus, outcome: &InstanceOutcome) -> Text {
    let waits_no_more = match &outcome.failure {
        Some(failure) => matches!(failure.ending, Ending::Pending | Ending::Interrupted),
        None => false,
    };
    match status {
        StepStatus::Done => text!("outcome-done"),
        StepStatus::Sent => text!("outcome-sent"),
        StepStatus::Failed if waits_no_more => text!("outcome-sent"),
        StepStatus::Failed => text!("outcome-failed"),
        StepStatus::Split => text!("outcome-split"),
    }
}
