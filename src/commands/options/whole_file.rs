//! Writes a file whole or not at all, at a place that can take it.

use std::path::{Path, PathBuf};

use crate::domain::failure::Failure;
use crate::files::{Readers, Taken, folder_of, place, replaceable};
use crate::text::{Text, text};

/// Whether a report goes where nobody reads it.
pub(crate) fn is_nowhere(file: &Path) -> bool {
    file == Path::new("/dev/null")
}

/// The file by one name, however it was written; its folder exists.
pub(crate) fn resolved(file: &Path) -> PathBuf {
    let folder = folder_of(file);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.join(file.file_name().unwrap_or_default())
}

/// Refuses a file that cannot be put in place whole: its folder is missing, or it is something else
/// than a file. A link is refused too, because the report would replace it.
pub(crate) fn usable(file: &Path) -> Result<(), Failure> {
    let folder = folder_of(file);
    if !folder.is_dir() {
        return Err(unwritable(
            file,
            text!("file-no-folder", folder = folder.display()),
        ));
    }
    replaceable(file).map_err(|error| unwritable(file, error.text()))
}

/// Puts a text into a file, whole or not at all; `other` says what to do where there is one that is to be
/// kept.
///
/// # Errors
/// `Usage` for such a file, or when the folder does not take it.
pub(crate) fn put(
    file: &Path,
    text: &str,
    readers: Readers,
    taken: Taken,
    other: Text,
) -> Result<(), Failure> {
    place(file, text.as_bytes(), readers, taken).map_err(|error| {
        if error.is_kept() {
            unwritable(file, text!("file-exists")).next(other)
        } else {
            unwritable(file, error.text())
        }
    })
}

/// Refuses a file that is there already, a link that leads nowhere too, and one in a folder that is
/// missing, before anything is asked or sent.
///
/// # Errors
/// Why not.
pub(crate) fn vacant(file: &Path) -> Result<(), Text> {
    if file.symlink_metadata().is_ok() {
        return Err(text!("file-never-overwritten"));
    }
    let folder = folder_of(file);
    if folder.is_dir() {
        Ok(())
    } else {
        Err(text!("file-no-folder", folder = folder.display()))
    }
}

pub(crate) fn unwritable(file: &Path, why: Text) -> Failure {
    Failure::usage(text!("file-unwritable", file = file.display()))
        .because(why)
        .next(text!("file-next-writable"))
}
