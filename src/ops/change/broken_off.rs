//! What the failure of a change says of its steps: which are in force, and which were not sent.

use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::outcome::{StepReport, StepStatus};
use crate::text;

/// A change that goes on, with the steps that are left to another run.
pub(super) fn still_running(id: &InstanceId, left: &[String]) -> Failure {
    let failure = Failure::new(Ending::Pending, text!("change-running", instance = id));
    if left.is_empty() {
        return failure.run_next(format!("forcessl wait {id}"));
    }
    failure
        .because(text!("change-not-sent-yet", steps = left.join(", ")))
        .next(text!("change-wait-then-again", instance = id))
}

/// Adds which steps are in force already and which were not sent, where a part was sent.
pub(super) fn half_done(failure: Failure, reports: &[StepReport], left: &[&str]) -> Failure {
    if reports.is_empty() {
        return failure;
    }
    let failure = in_force(failure, &done(reports));
    if left.is_empty() {
        failure
    } else {
        failure.because(text!("change-not-done", steps = left.join(", ")))
    }
}

/// The steps that are done.
pub(super) fn done(reports: &[StepReport]) -> Vec<&str> {
    let done = reports
        .iter()
        .filter(|report| report.status == StepStatus::Done);
    done.map(|report| report.step.as_str()).collect()
}

/// Adds which steps are done and in force, where one is.
pub(super) fn in_force(failure: Failure, done: &[&str]) -> Failure {
    if done.is_empty() {
        failure
    } else {
        failure.because(text!("change-in-force", steps = done.join(", ")))
    }
}

/// The failure of a change that was put back: what was in force is not any more.
pub(super) fn put_back(mut failure: Failure) -> Failure {
    for why in &mut failure.why {
        why.rename("change-in-force", "change-put-back");
    }
    failure
}
