//! Files with keys: read within bounds, and looked at for who else can read them.

use std::fmt;
use std::fs::Metadata;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::CredentialsError;
use crate::files;

/// The most that is read of a file.
const LIMIT: u64 = 1024 * 1024;

/// A file with keys that others can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposed {
    /// The file.
    pub file: PathBuf,
    /// Its permission bits.
    pub mode: u32,
}

impl fmt::Display for Exposed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} holds keys and can be read by others (mode {:04o})",
            self.file.display(),
            self.mode
        )
    }
}

/// What a file holds.
pub(super) struct Opened {
    pub(super) text: Zeroizing<String>,
    pub(super) exposed: Option<Exposed>,
}

/// Reads a file; `None` when it is not there.
pub(super) fn open(file: &Path) -> Result<Option<Opened>, CredentialsError> {
    let failed = |reason: String| CredentialsError::File {
        file: file.to_owned(),
        reason,
    };
    let about = match file.metadata() {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error.to_string())),
    };
    // A pipe or device might never end.
    if !about.is_file() {
        return Err(failed("it is not a file".to_owned()));
    }
    let bytes = files::read(file, LIMIT).map_err(|error| failed(error.text().english()))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| failed("it is not UTF-8".to_owned()))?;
    Ok(Some(Opened {
        text: Zeroizing::new(text.to_owned()),
        exposed: exposed(file, &about),
    }))
}

/// Reads a file that has to be there.
pub(super) fn require(file: &Path) -> Result<Opened, CredentialsError> {
    open(file)?.ok_or_else(|| CredentialsError::File {
        file: file.to_owned(),
        reason: "it is not there".to_owned(),
    })
}

fn exposed(file: &Path, about: &Metadata) -> Option<Exposed> {
    let mode = about.permissions().mode() & 0o777;
    (mode & 0o044 != 0).then(|| Exposed {
        file: file.to_owned(),
        mode,
    })
}
