//! The journal: keeps the state of an instance before each change.

mod disk;

use std::path::PathBuf;

use crate::domain::instance::InstanceId;
use crate::domain::saved::Saved;
use crate::text::{Text, text};
pub use disk::FileJournal;

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

/// A file of a saved state: the id that its name tells, and what it holds, or why it cannot be used.
pub type SavedFile = (String, Result<Saved, JournalError>);

/// A state that is kept.
pub trait KeptState: Send + Sync {
    /// Writes it again, with what has happened since.
    ///
    /// # Errors
    /// [`JournalError::Disk`].
    fn update(&mut self, saved: &Saved) -> Result<(), JournalError>;
}
