//! How an operation went: the values that reports are made from.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::failure::{Ending, Failure};
use super::finding::Finding;
use super::instance::{Instance, InstanceId, RequestId};
use super::plan::Plan;
use super::posture::{Posture, Unreadable};
use super::verdict::{Judgement, Thresholds, Verdict, judge, unreadable};

/// One instance, looked at and judged.
#[derive(Debug, Clone)]
pub struct Audited {
    /// What was found.
    pub posture: Posture,
    /// What it means.
    pub judgement: Judgement,
}

impl Audited {
    /// Judges what was found.
    pub fn new(posture: Posture, thresholds: Thresholds) -> Self {
        let judgement = judge(&posture, thresholds);
        Self { posture, judgement }
    }

    /// The part whose absence makes the verdict unknown, and whose it is: the instance's, or a replica's.
    pub fn unread(&self) -> Option<(&InstanceId, &Unreadable)> {
        let own = unreadable(&self.posture).map(|part| (&self.posture.id, part));
        let replica = self.judgement.unread_replica.as_ref();
        own.or_else(|| replica.map(|(id, part)| (id, part)))
    }
}

/// One instance of a listing.
#[derive(Debug, Clone)]
pub struct ListedRow {
    /// What the listing says.
    pub instance: Instance,
    /// The verdict that an earlier run reached, and when.
    pub last_verdict: Option<(Verdict, DateTime<Utc>)>,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepStatus {
    /// Done and read back.
    Done,
    /// Accepted; not waited for.
    Sent,
    /// Sent; how it ended is in the failure.
    Failed,
    /// The API refused the combined call; its parts were sent instead.
    Split,
}

impl StepStatus {
    /// The word JSON and tables write.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Split => "split",
        }
    }
}

/// One step that was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct StepReport {
    /// Its name.
    pub step: String,
    /// How it ended.
    pub status: StepStatus,
    /// The request id, where an answer came.
    pub request_id: Option<RequestId>,
    /// Time since it was sent.
    pub took: Duration,
}

/// The state before, put back after a change that did not succeed.
#[derive(Debug)]
pub struct RolledBack {
    /// What was sent for it.
    pub steps: Vec<StepReport>,
    /// The look after, where one was taken.
    pub after: Option<Audited>,
    /// Why the state before is not back.
    pub failure: Option<Failure>,
}

/// How it went on one instance.
pub struct InstanceOutcome {
    /// Which instance.
    pub instance_id: InstanceId,
    /// The plan.
    pub plan: Plan,
    /// What was sent.
    pub steps: Vec<StepReport>,
    /// The look after, where one was taken.
    pub after: Option<Audited>,
    /// Why it did not succeed.
    pub failure: Option<Failure>,
    /// What replicas that are no targets themselves leave open, where the instance refuses plaintext.
    pub replicas: Vec<Finding>,
    /// The command that undoes it; `None` where nothing of it is in force, or nothing can be put back.
    pub undo: Option<String>,
    /// What was put back after that, where this was asked for.
    pub rolled_back: Option<RolledBack>,
    /// Time for the whole change.
    pub took: Duration,
}

impl InstanceOutcome {
    /// Nothing has happened to this plan yet.
    pub fn of(plan: Plan) -> Self {
        Self {
            instance_id: plan.instance_id.clone(),
            plan,
            steps: vec![],
            after: None,
            failure: None,
            replicas: vec![],
            undo: None,
            rolled_back: None,
            took: Duration::ZERO,
        }
    }

    /// The verdict of the last look, where one was taken after the last write.
    pub fn verdict(&self) -> Option<Verdict> {
        let last = match &self.rolled_back {
            Some(back) => &back.after,
            None => &self.after,
        };
        last.as_ref().map(|after| after.judgement.verdict)
    }

    /// What the last look could not decide, and what replicas leave open.
    pub fn undecided(&self) -> impl Iterator<Item = &Finding> {
        let findings = self
            .after
            .iter()
            .flat_map(|after| &after.judgement.findings);
        let findings = findings.filter(|finding| finding.id.is_undecided());
        findings.chain(&self.replicas)
    }

    /// Whether a write was accepted.
    pub fn changed(&self) -> bool {
        let accepted = |step: &StepReport| step.status != StepStatus::Split;
        self.steps.iter().any(accepted)
    }

    /// How it ended.
    pub fn ending(&self) -> Ending {
        self.failure
            .as_ref()
            .map_or(Ending::Done, |failure| failure.ending)
    }
}
