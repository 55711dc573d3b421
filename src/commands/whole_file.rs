//! Writes a file whole or not at all, at a place that can take it.

use std::fs::Permissions;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::domain::failure::{Ending, Failure};

/// The file by one name, however it was written; its folder exists.
pub(super) fn resolved(file: &Path) -> PathBuf {
    let folder = folder_of(file);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.join(file.file_name().unwrap_or_default())
}

/// Refuses a file that cannot be put in place whole: its folder is missing, or it is something else
/// than a file. A link is refused too, because the report would replace it.
pub(super) fn usable(file: &Path) -> Result<(), Failure> {
    let folder = folder_of(file);
    if !folder.is_dir() {
        return Err(unwritable(
            file,
            &format!("there is no folder `{}`", folder.display()),
        ));
    }
    match file.symlink_metadata() {
        Ok(found) if found.is_symlink() => Err(unwritable(file, "it is a symbolic link")),
        Ok(found) if !found.is_file() => Err(unwritable(file, "it is not a file")),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Puts a text into a file, whole or not at all; who may read it is up to the umask.
///
/// # Errors
/// `Usage` when the folder does not take it.
pub(super) fn put(file: &Path, text: &str) -> Result<(), Failure> {
    usable(file)?;
    place(file, text, Readers::Umask, Taken::Replaced)
        .map_err(|error| unwritable(file, &error.to_string()))
}

/// Refuses a file that is there already, a link that leads nowhere too, and one in a folder that is
/// missing, before anything is asked or sent.
///
/// # Errors
/// Why not.
pub(super) fn vacant(file: &Path) -> Result<(), String> {
    if file.symlink_metadata().is_ok() {
        return Err("it exists, and it is never overwritten".to_owned());
    }
    let folder = folder_of(file);
    if folder.is_dir() {
        Ok(())
    } else {
        Err(format!("there is no folder `{}`", folder.display()))
    }
}

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Its owner alone, from the first byte.
    Owner,
    /// Whoever the umask lets: other programs read it.
    Umask,
}

/// What becomes of a file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It stays, and the new one is refused.
    Kept,
    /// It is replaced; a link is, not what it leads to.
    Replaced,
}

/// Writes beside the place and renames into it, so that a file is whole or not there.
///
/// # Errors
/// What the system said; `AlreadyExists` for a file that is kept.
pub(super) fn place(file: &Path, text: &str, readers: Readers, taken: Taken) -> io::Result<()> {
    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::Umask => 0o666,
    };
    let mut beside = tempfile::Builder::new()
        .prefix(".forcessl-")
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder_of(file))
        .map_err(plain)?;
    beside.write_all(text.as_bytes()).map_err(plain)?;
    beside.as_file().sync_all().map_err(plain)?;
    let placed = match taken {
        Taken::Kept => beside.persist_noclobber(file),
        Taken::Replaced => beside.persist(file),
    };
    placed.map(drop).map_err(|refused| refused.error)
}

/// What the system said, without the name of the file beside, which nobody has asked for.
fn plain(error: io::Error) -> io::Error {
    let inner = error
        .get_ref()
        .and_then(|wrapped| wrapped.source())
        .and_then(|source| source.downcast_ref::<io::Error>())
        .and_then(io::Error::raw_os_error);
    inner.map_or(error, io::Error::from_raw_os_error)
}

pub(super) fn unwritable(file: &Path, why: &str) -> Failure {
    Failure::new(
        Ending::Usage,
        format!("could not write `{}`", file.display()),
    )
    .because(why)
    .next("name a file in a folder that can be written to")
}
