//! `plan -o json`.

use serde_json::{Value, json};

use super::hba::row_values;
use super::sessions::cut_off;
use super::settings::{record_values, stamp};
use crate::domain::plan::{Change, Plan, Total};

/// The document of `plan`: the plan itself, with what follows from it; several have a total.
pub fn plans(plans: &[Plan]) -> String {
    let total = Total::of(plans);
    let total = json!({
        "changing": total.changing,
        "blocked": total.blocked,
        "as_wanted": total.as_wanted,
        "restarts": total.restarts,
        "expected_seconds": total.expected.as_secs(),
    });
    super::one_or_list(plans.iter().map(document).collect(), Some(("total", total)))
}

fn document(plan: &Plan) -> Value {
    json!({
        "schema_version": plan.schema_version,
        "instance_id": plan.instance_id,
        "seen_at": stamp(plan.seen_at),
        "fingerprint": plan.fingerprint,
        "steps": plan.steps.iter().map(|step| {
            let (records, rows) = match &step.change {
                Change::Ssl(_) => (None, None),
                Change::Hba { before, after } => (
                    Some(record_values(after, None)),
                    Some(row_values(before, after)),
                ),
            };
            json!({
                "step": step.name,
                "summary": step.summary,
                "restarts": step.restarts,
                "expected_seconds": step.expected.as_secs(),
                "hba": records,
                "hba_rows": rows,
            })
        }).collect::<Vec<_>>(),
        "restarts": plan.restarts(),
        "expected_seconds": plan.expected().as_secs(),
        "blockers": plan.blockers,
        "warnings": plan.warnings,
        "accepted": plan.accepted,
        "lockouts": plan.lockouts.iter().map(|lost| json!({
            "who": lost.who,
            "before": lost.before,
            "certainty": lost.certainty,
            "sentence": lost.text(),
        })).collect::<Vec<_>>(),
        "weakens": plan.weakens(),
        "cut_off": cut_off(&plan.cut_off),
    })
}
