//! Files with keys and certificates: private from the first byte, never through a link.

use std::io::ErrorKind;
use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::{FileFault, IssuingError};
use crate::files::{FileError, Readers, Taken, place};

/// Longest part of a name that is kept.
const LONGEST: usize = 48;

/// Names that the CA's own files have.
const RESERVED: [&str; 3] = ["ca", "crl", "index"];

/// A file name for a user, without its ending.
///
/// A name of letters, digits, `-`, `_` and inner dots is kept. Any other becomes one of these
/// characters with eight digits of its SHA-256 behind, so that two users never share a file and no
/// name is a path.
pub fn stem(user: &str) -> String {
    let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let kept = user.chars().map(|c| if fit(c) { c } else { '_' });
    let kept: String = kept.take(LONGEST).collect();
    let trimmed = kept.trim_matches(|c| c == '.' || c == '-');
    // Capital letters are one name with small ones on some disks.
    let plain = !user.is_empty()
        && trimmed == user
        && !user.chars().any(|c| c.is_ascii_uppercase())
        && !RESERVED.contains(&user);
    if plain {
        return user.to_owned();
    }
    let digest = HEXLOWER.encode(&Sha256::digest(user.as_bytes()));
    let front = if trimmed.is_empty() { "user" } else { trimmed };
    format!("{front}-{digest:.8}")
}

/// Makes sure that a file can be written here: nothing is there, or only a file that may go.
///
/// # Errors
/// `Exists`, `Link`, `Disk`.
pub fn vacant(path: &Path, force: bool) -> Result<(), IssuingError> {
    if let Some(folder) = path.parent().filter(|folder| folder.is_symlink()) {
        return Err(FileFault::Link.of(folder));
    }
    let fault = match path.symlink_metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => FileFault::Disk(error),
        Ok(found) if found.is_symlink() => FileFault::Link,
        Ok(found) if force && found.is_file() => return Ok(()),
        Ok(_) => FileFault::Exists,
    };
    Err(fault.of(path))
}

/// Writes a file, whole or not at all; with `force` in place of one that is there.
///
/// # Errors
/// As [`vacant`].
pub fn write(path: &Path, bytes: &[u8], readers: Readers, force: bool) -> Result<(), IssuingError> {
    vacant(path, force)?;
    // A file that came up since it was looked for is kept too.
    let taken = if force { Taken::Replaced } else { Taken::Kept };
    place(path, bytes, readers, taken).map_err(|error| {
        if error.is_kept() {
            return FileFault::Exists.of(path);
        }
        let fault = match error {
            FileError::Link => FileFault::Link,
            FileError::System(error) => FileFault::Disk(error),
            other @ (FileError::NotAFile | FileError::TooLarge(_) | FileError::Stalled) => {
                FileFault::Unusable(other.text())
            }
        };
        fault.of(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn plain_names_are_kept_and_odd_ones_are_no_paths() {
        assert_eq!(stem("app"), "app");
        assert_eq!(stem("app.read-only_1"), "app.read-only_1");
        let odd = "..|../../etc/passwd|/etc/passwd|a b|O'Brien|\"quoted\"|用户|App||.hidden|ca|crl|\
                   index|-rf|a/b|a_b/";
        let long = "x".repeat(63);
        let odd: Vec<&str> = odd.split('|').chain([&*long]).collect();
        let stems: std::collections::BTreeSet<String> = odd.iter().map(|user| stem(user)).collect();
        assert_eq!(stems.len(), odd.len());
        for stem in &stems {
            assert!(!stem.contains('/'), "{stem}");
            assert!(!stem.starts_with(['.', '-']), "{stem}");
            assert!(!odd.contains(&stem.as_str()), "{stem}");
        }
    }

    proptest! {
        #[test]
        fn a_stem_is_one_harmless_file_name(user in "\\PC{0,80}") {
            let stem = stem(&user);
            prop_assert!(!stem.is_empty() && stem.len() < 64);
            prop_assert!(stem.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c)));
            prop_assert!(!stem.starts_with(['.', '-']) && !RESERVED.contains(&stem.as_str()));
        }
    }

    /// Whether a file there is refused for this fault.
    fn refused(path: &Path, force: bool, is_expected: impl Fn(&FileFault) -> bool) -> bool {
        match write(path, b"x", Readers::Owner, force) {
            Err(IssuingError::File { fault, .. }) => is_expected(&fault),
            _ => false,
        }
    }

    #[test]
    fn nothing_is_overwritten_and_no_link_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("app.key");
        write(&path, b"one", Readers::Owner, false).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let is_there = |fault: &FileFault| matches!(fault, FileFault::Exists);
        assert!(refused(&path, false, is_there));
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        write(&path, b"two", Readers::Owner, true).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        let (target, link) = (folder.path().join("target"), folder.path().join("link.key"));
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let is_link = |fault: &FileFault| matches!(fault, FileFault::Link);
        for force in [false, true] {
            assert!(refused(&link, force, is_link));
        }
        assert!(!target.exists());
        let inner = folder.path().join("inner");
        std::os::unix::fs::symlink(folder.path(), &inner).unwrap();
        assert!(refused(&inner.join("new.key"), true, is_link));
    }
}
