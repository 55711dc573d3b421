//! Files with keys: read within bounds, and looked at for who else can read them.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::CredentialsError;
use crate::files;
use crate::text;
use crate::text::Text;

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

impl Exposed {
    /// What should be said about it.
    pub fn text(&self) -> Text {
        text!(
            "credentials-exposed",
            file = &self.file,
            mode = format!("{:04o}", self.mode)
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
    let failed = |reason: Text| CredentialsError::File {
        file: file.to_owned(),
        reason,
    };
    let about = match file.metadata() {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed((&error).into())),
    };
    // A pipe or device might never end.
    if !about.is_file() {
        return Err(failed(text!("file-not-a-file")));
    }
    let bytes = files::read(file, LIMIT).map_err(|error| failed(error.text()))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| failed(text!("login-not-utf8")))?;
    Ok(Some(Opened {
        text: Zeroizing::new(text.to_owned()),
        exposed: exposed(file, &about),
    }))
}

/// Reads a file that has to be there.
pub(super) fn require(file: &Path) -> Result<Opened, CredentialsError> {
    open(file)?.ok_or_else(|| CredentialsError::File {
        file: file.to_owned(),
        reason: text!("credentials-not-there"),
    })
}

fn exposed(file: &Path, about: &Metadata) -> Option<Exposed> {
    let mode = about.permissions().mode() & 0o777;
    (mode & 0o044 != 0).then(|| Exposed {
        file: file.to_owned(),
        mode,
    })
}
