//! How an operation fails: what, why, and one thing to do next. The kind alone sets the exit code.

use serde::{Deserialize, Serialize};

use super::catalogue::Advice;
use super::instance::{InstanceId, RequestId};
use crate::text::{Text, text};

/// How a command ended, from best to worst. Over several instances the worst one wins.
///
/// The numbers are the exit codes; docs and README repeat them, and a test compares.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Ending {
    /// Done, enforced, or nothing to do.
    Done,
    /// Gaps found, or changes pending.
    Gaps,
    /// Blocked by a prerequisite.
    Blocked,
    /// Declined, or `--yes` is missing.
    Declined,
    /// Still pending when the time ran out.
    Pending,
    /// Changed but not proven, or refuted.
    NotProven,
    /// The API or the network failed.
    Api,
    /// Credentials or permission.
    Access,
    /// Usage, or a bad input file.
    Usage,
    /// A bug.
    Bug,
    /// Interrupted.
    Interrupted,
}

impl Ending {
    /// Every ending with its exit code, in the order of the codes; the messages `help-exit-…` say what each
    /// means.
    pub const TABLE: [(Self, u8); 11] = [
        (Self::Done, 0),
        (Self::Gaps, 1),
        (Self::Usage, 2),
        (Self::Declined, 3),
        (Self::Access, 4),
        (Self::Api, 5),
        (Self::Pending, 6),
        (Self::NotProven, 7),
        (Self::Blocked, 8),
        (Self::Bug, 70),
        (Self::Interrupted, 130),
    ];

    /// The exit code.
    pub fn code(self) -> u8 {
        Self::TABLE
            .iter()
            .find(|(ending, _)| *ending == self)
            .map_or(70, |(_, code)| *code)
    }

    /// The word that JSON errors carry as `kind`.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A failed operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Who has to act; sets the exit code.
    pub ending: Ending,
    /// Action and object, lower case, no full stop.
    pub what: Text,
    /// The chain of causes, each once.
    pub why: Vec<Text>,
    /// What else is known, such as what was sent before.
    pub notes: Vec<Text>,
    /// Exactly one thing to do, or none.
    pub next: Option<Text>,
    /// The instance that was asked for and is not there.
    pub missing: Option<InstanceId>,
    /// The API's code.
    pub code: Option<String>,
    /// What the catalogue says about the code, where it knows it.
    pub advice: Option<Advice>,
    /// The request id.
    pub request_id: Option<RequestId>,
}

impl Failure {
    /// A failure of this kind.
    pub fn new(ending: Ending, what: impl Into<Text>) -> Self {
        Self {
            ending,
            what: what.into(),
            why: vec![],
            notes: vec![],
            next: None,
            missing: None,
            code: None,
            advice: None,
            request_id: None,
        }
    }

    /// Something on the command line, or in a file that it names, cannot be used.
    pub fn usage(what: impl Into<Text>) -> Self {
        Self::new(Ending::Usage, what)
    }

    /// A prerequisite is missing.
    pub fn blocked(what: impl Into<Text>) -> Self {
        Self::new(Ending::Blocked, what)
    }

    /// The program contradicts itself.
    pub fn bug(what: impl Into<Text>) -> Self {
        Self::new(Ending::Bug, what)
    }

    /// Adds a cause.
    #[must_use]
    pub fn because(mut self, why: impl Into<Text>) -> Self {
        self.why.push(why.into());
        self
    }

    /// What failed and why, in one line.
    pub fn reason(&self) -> Text {
        match self.why.as_slice() {
            [] => self.what.clone(),
            why => text!(
                "failure-reason",
                what = &self.what,
                why = Text::clauses(why.iter().cloned())
            ),
        }
    }

    /// Whether both ended in the same way, for the same reasons, and want the same done; each of its own instance.
    pub fn has_cause_of(&self, id: &InstanceId, other: &Self, its_id: &InstanceId) -> bool {
        let same = Self {
            what: other.what.clone(),
            request_id: other.request_id.clone(),
            ..self.clone()
        };
        let (id, its_id) = (id.as_str(), its_id.as_str());
        self.what.is_same_of(id, &other.what, its_id) && same == *other
    }

    /// Adds what is no cause.
    #[must_use]
    pub fn note(mut self, note: impl Into<Text>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Says what to do next.
    #[must_use]
    pub fn next(mut self, next: impl Into<Text>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Gives the command to run next.
    #[must_use]
    pub fn run_next(self, command: String) -> Self {
        self.next(Text::verbatim(command))
    }
}
