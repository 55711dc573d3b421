//! Whether what is known of an instance is a gap: the one rule behind exit codes and behind pass and fail in every format.

use super::Verdict;
use crate::domain::finding::{Finding, Severity};

/// How an instance stands with who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// No finding weighs enough; those of an open instance can only be waived ones.
    Accepted,
    /// A finding of the severity that was asked for, or worse.
    Gap,
    /// It could not be judged.
    Unknown,
}

impl Standing {
    /// By the verdict and the findings, in which a waiver has left notes; `least` is the severity that weighs.
    pub fn of(verdict: Verdict, findings: &[Finding], least: Severity) -> Self {
        if verdict == Verdict::Unknown {
            Self::Unknown
        } else if findings.iter().any(|finding| finding.severity >= least) {
            Self::Gap
        } else {
            Self::Accepted
        }
    }
}
