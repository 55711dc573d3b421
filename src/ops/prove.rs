//! Verifies with evidence that apply did not produce: a fresh look and live connections.

use super::observe::{Probing, observe};
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::outcome::Audited;
use crate::domain::plan::{Plan, plan};
use crate::domain::policy::SwitchGoal;
use crate::domain::proof::{PlaceKind, ProbeReport, Proof, unproven};
use crate::domain::verdict::{Thresholds, Verdict, judge};

/// Looks again, tries live connections, and says whether the policy of `plan` holds.
///
/// # Errors (as the second value)
/// `NotProven` when the verdict is not enforced, when a live connection refutes it, when one that
/// reached the server is inconclusive, or, with `require_proof`, when none reached it.
pub async fn prove(
    context: &Context,
    plan_made: &Plan,
    probing: &Probing,
    require_proof: bool,
) -> (Audited, Option<Failure>) {
    let posture = observe(context, &plan_made.instance_id, Some(probing)).await;
    let judgement = judge(&posture, Thresholds::default());
    let audited = Audited { posture, judgement };
    let failure = shortfall(&audited, plan_made, require_proof);
    (audited, failure)
}

/// Looks again after a change that promises no enforcement, and says whether the whole state is as
/// wanted, also what the change itself did not name.
///
/// # Errors (as the second value)
/// `NotProven` when something would still have to change.
pub async fn read_back(context: &Context, made: &Plan) -> (Audited, Option<Failure>) {
    let posture = observe(context, &made.instance_id, None).await;
    let judgement = judge(&posture, Thresholds::default());
    let mut policy = made.policy.clone();
    if policy.switch == Some(SwitchGoal::Renew) {
        // A renewal is wanted every time; what is left of it is that SSL is on.
        policy.switch = Some(SwitchGoal::On);
    }
    let again = plan(&posture, &policy);
    let differs = again.steps.first().map(|step| {
        let id = &made.instance_id;
        Failure::new(
            Ending::NotProven,
            format!("`{id}` was changed, and does not read back as wanted"),
        )
        .because(format!("still to do: {}", step.summary))
        .next(format!("forcessl check {id}"))
    });
    (Audited { posture, judgement }, differs)
}

fn shortfall(audited: &Audited, made: &Plan, require_proof: bool) -> Option<Failure> {
    let id = &made.instance_id;
    let not_proven = |what: String, why: String| {
        Some(
            Failure::new(Ending::NotProven, what)
                .because(why)
                .next(format!("forcessl check {id}")),
        )
    };
    let again = plan(&audited.posture, &made.policy);
    let holes_are_wanted = !made.accepted.is_empty() && again.is_empty();
    let verdict = audited.judgement.verdict;
    if !(verdict == Verdict::Enforced || verdict == Verdict::Partly && holes_are_wanted) {
        return not_proven(
            format!("`{id}` was changed, and is still {}", verdict.as_str()),
            audited.judgement.reason.clone(),
        );
    }
    let probes = &audited.posture.probes;
    let open = unproven(probes);
    // A pooler's refusals do not tell why; that it is there is a finding of its own.
    let bound = |kind| require_proof || kind != PlaceKind::Pooler;
    for probe in open.iter().filter(|probe| !probe.unreachable()) {
        if let Proof::NotProven(why) = probe.proof()
            && bound(probe.place.kind)
        {
            return not_proven(
                format!("`{id}` was changed, and the proof is inconclusive"),
                why,
            );
        }
    }
    let nobody = probes.iter().all(ProbeReport::unreachable);
    if require_proof && nobody {
        return not_proven(
            format!("`{id}` was changed, and nothing is proven"),
            "no endpoint could be reached from here".to_owned(),
        );
    }
    None
}
