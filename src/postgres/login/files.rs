//! Reads the files of a login: bounded, and keys only where no stranger can read them.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use zeroize::Zeroizing;

use super::settings_error::SettingsError;
use crate::files;
use crate::text;

/// No file a login needs is larger.
const FILE_LIMIT: u64 = 1 << 20;

/// Source: PostgreSQL, chapter 34.19.2: a key that others can read is refused; one of root may be
/// read by its group.
pub(super) fn check_key(key: &Path) -> Result<(), SettingsError> {
    let about = fs::metadata(key).map_err(|error| SettingsError::file(key, &error))?;
    if !about.is_file() {
        return Err(SettingsError::file(key, text!("login-file-irregular")));
    }
    let open = if about.uid() == 0 { 0o037 } else { 0o077 };
    if about.permissions().mode() & open != 0 {
        return Err(SettingsError::file(key, text!("login-key-open")));
    }
    Ok(())
}

/// Reads a file; `None` when there is none.
pub(super) fn read_if_there(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, SettingsError> {
    if path.exists() {
        read(path).map(Some)
    } else {
        Ok(None)
    }
}

/// Reads a file of at most 1 MiB.
pub(super) fn read(path: &Path) -> Result<Zeroizing<Vec<u8>>, SettingsError> {
    files::read(path, FILE_LIMIT).map_err(|error| SettingsError::file(path, error.text()))
}
