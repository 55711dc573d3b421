//! What the writing commands print with `-o json`.

use serde_json::{Value, json};

use super::probe::report;
use super::sessions::cut_off;
use super::{SCHEMA_VERSION, one_or_list};
use crate::domain::outcome::{InstanceOutcome, StepReport};
use crate::domain::plan::Warning;
use crate::domain::verdict::Verdict;
use crate::report::document::LiveProof;
use crate::report::failure;

/// One document, or one that lists the instances.
pub fn outcomes(outcomes: &[InstanceOutcome]) -> String {
    one_or_list(outcomes.iter().map(document).collect(), None)
}

fn step_values(steps: &[StepReport]) -> Vec<Value> {
    steps
        .iter()
        .map(|step| {
            json!({
                "step": step.step,
                "status": step.status.as_str(),
                "request_id": step.request_id,
                "seconds": step.took.as_secs_f64(),
            })
        })
        .collect()
}

pub(in crate::report) fn document(outcome: &InstanceOutcome) -> Value {
    let after = outcome.after.as_ref();
    let undecided = outcome.undecided().map(|finding| Warning {
        id: finding.id.as_str().to_owned(),
        message: finding.message.clone(),
    });
    json!({
        "schema_version": SCHEMA_VERSION,
        "instance_id": outcome.instance_id,
        "changed": outcome.changed(),
        "steps": step_values(&outcome.steps),
        "verdict": outcome.verdict().map(Verdict::as_str),
        "proof": after.and_then(|after| LiveProof::decisive(LiveProof::all(&after.posture.probes))),
        "record_logins": after.and_then(|after| after.posture.tried()),
        "probes": after.map(|after| after.posture.probes.iter().map(report).collect::<Vec<_>>()),
        "accepted": outcome.plan.accepted,
        "warnings": outcome.plan.warnings.iter().cloned().chain(undecided).collect::<Vec<_>>(),
        "cut_off": cut_off(&outcome.plan.cut_off),
        "undo": outcome.undo,
        "rolled_back": outcome.rolled_back.as_ref().map(|back| json!({
            "steps": step_values(&back.steps),
            "error": back.failure.as_ref().map(failure::value),
        })),
        "error": outcome.failure.as_ref().map(failure::value),
    })
}
