//! What an operation works with: a clock, the two sides, an audience and a journal. Also the one place where
//! the process environment is read.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;

use crate::clock::Clock;
use crate::cloud::{ApiError, Cloud};
use crate::domain::event::Event;
use crate::domain::instance::{InstanceId, Status};
use crate::domain::plan::Plan;
use crate::domain::saved::Saved;
use crate::domain::sessions::Session;
use crate::postgres::Prober;
use crate::text::{Text, text};

/// The process environment, read once. Its `Debug` shows names only: keys are among the values.
#[derive(Clone, Default)]
pub struct Environment {
    /// Variables whose name and value are UTF-8.
    pub variables: BTreeMap<String, String>,
    /// The home folder.
    pub home: Option<PathBuf>,
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("variables", &self.variables.keys())
            .field("home", &self.home)
            .finish()
    }
}

impl Environment {
    /// Reads the environment of this process.
    pub fn read() -> Self {
        let variables: BTreeMap<String, String> = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        let home = variables
            .get("HOME")
            .filter(|home| !home.is_empty())
            .map(PathBuf::from);
        Self { variables, home }
    }

    /// A variable that is set and not empty.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// The command line, the name of the program first.
pub fn arguments() -> Vec<OsString> {
    std::env::args_os().collect()
}

/// The answer at the one door of consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Go on.
    Given,
    /// The user said no.
    Declined,
    /// Nobody could be asked, and `--yes` was not given.
    Missing,
    /// The question was interrupted.
    Interrupted,
}

/// Whoever watches and is asked.
#[async_trait]
pub trait Audience: Send + Sync {
    /// Tells what happened.
    fn tell(&self, event: &Event);

    /// Takes what is worth knowing and no event of its own.
    fn note(&self, note: Text) {
        self.tell(&Event::Noted(note));
    }
    /// Shows plans that will be asked about, with their warnings.
    fn show(&self, plans: &[Plan]);
    /// Says the warnings of plans that are not asked about.
    fn warn(&self, plans: &[Plan]);
    /// Asks whether to go on with the plans. A weakening plan wants the instance id typed.
    async fn ask(&self, plans: &[Plan]) -> Consent;
    /// Shows the sessions that could be ended and asks which; their places, or why none is.
    async fn choose_to_end(&self, _: &[Session]) -> Result<Vec<usize>, Consent> {
        Err(Consent::Missing)
    }
}

/// Why a state could not be kept or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub enum JournalError {
    /// Another run holds the instance.
    Locked {
        /// Who, as far as that is known.
        holder: Option<Text>,
    },
    /// No folder is known to keep it in.
    NoFolder,
    /// The disk does not take it.
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        why: Text,
    },
    /// A folder in which somebody else may have written.
    Shared {
        /// The folder.
        path: PathBuf,
        /// In what way.
        why: Text,
    },
    /// A file that cannot be trusted.
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why not.
        why: Text,
    },
}

impl JournalError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Locked { holder: None } => text!("journal-locked"),
            Self::Locked {
                holder: Some(holder),
            } => text!("journal-locked-by", holder = holder),
            Self::NoFolder => text!("journal-no-folder"),
            Self::Disk { path, why } | Self::Shared { path, why } => {
                text!("journal-disk", path = path, why = why)
            }
            Self::Damaged { path, why } => text!("journal-damaged", path = path, why = why),
        }
    }
}

/// Keeps the state before each change.
pub trait Journal: Send + Sync {
    /// Keeps a state and holds the instance against other runs until the answer is dropped. Its id
    /// becomes one that follows those that are there. Until it is kept, nothing may be sent.
    ///
    /// # Errors
    /// [`JournalError::Locked`], [`JournalError::Shared`] or [`JournalError::Disk`].
    fn keep(&self, saved: &mut Saved) -> Result<Box<dyn KeptState>, JournalError>;

    /// Takes a state that is kept up again, to note how it ended, and holds the instance meanwhile.
    ///
    /// # Errors
    /// [`JournalError::Locked`], [`JournalError::Shared`] or [`JournalError::Disk`].
    fn reopen(&self, saved: &Saved) -> Result<Box<dyn KeptState>, JournalError>;

    /// The states that are kept, in the order in which they were made. One that cannot be used stands
    /// in its place and stops none of the others.
    ///
    /// # Errors
    /// [`JournalError::Shared`] or [`JournalError::Disk`] when the folder cannot be read.
    fn list(&self, instance: &InstanceId) -> Result<Vec<SavedFile>, JournalError>;
}

/// A file of a saved state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedFile {
    /// The id that its name tells.
    pub id: String,
    /// What it holds, or why it cannot be used.
    pub state: Result<Saved, JournalError>,
}

/// A state that is kept.
pub trait KeptState: Send + Sync {
    /// Writes it again, with what has happened since.
    ///
    /// # Errors
    /// [`JournalError::Disk`].
    fn update(&mut self, saved: &Saved) -> Result<(), JournalError>;
}

/// Where the statuses of instances come from that are waited for together.
#[async_trait]
pub trait Statuses: Send + Sync {
    /// The status of an instance, not older than this question. May take a second, so that many
    /// questions share one call.
    ///
    /// # Errors
    /// An [`ApiError`].
    async fn status(&self, id: &InstanceId) -> Result<Status, ApiError>;
}

/// What an operation works with.
#[derive(Clone)]
pub struct Context {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The control plane.
    pub cloud: Arc<dyn Cloud>,
    /// The database side.
    pub prober: Arc<dyn Prober>,
    /// Whoever watches.
    pub audience: Arc<dyn Audience>,
    /// Where the state before a change is kept.
    pub journal: Arc<dyn Journal>,
    /// Statuses of many instances at once; `None` where each is asked for by itself.
    pub statuses: Option<Arc<dyn Statuses>>,
}
