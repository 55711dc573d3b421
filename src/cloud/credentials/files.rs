//! Files with keys: read within bounds, and looked at for who else can read them.

use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use zeroize::Zeroizing;

use super::CredentialsError;
use crate::files;
use crate::text::{Text, text};

/// The most that is read of a file.
const LIMIT: u64 = 1024 * 1024;

/// What a file holds.
pub(super) struct Opened {
    pub(super) text: Zeroizing<String>,
    /// That others can read it.
    pub(super) exposed: Option<Text>,
}

/// Reads a file; `None` when it is not there.
pub(super) fn open(file: &Path) -> Result<Option<Opened>, CredentialsError> {
    let failed = |reason: Text| CredentialsError::file(file, reason);
    let about = match file.metadata() {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed((&error).into())),
    };
    let bytes = files::read(file, LIMIT).map_err(|error| failed(error.text()))?;
    let text = std::str::from_utf8(&bytes).map_err(|_| failed(text!("login-not-utf8")))?;
    let mode = about.permissions().mode() & 0o777;
    Ok(Some(Opened {
        text: Zeroizing::new(text.to_owned()),
        exposed: (mode & 0o044 != 0).then(|| {
            let mode = format!("{mode:04o}");
            text!("credentials-exposed", file = file, mode = mode)
        }),
    }))
}

/// That a file which has to be there is not.
pub(super) fn absent(file: &Path) -> CredentialsError {
    CredentialsError::file(file, text!("credentials-not-there"))
}
