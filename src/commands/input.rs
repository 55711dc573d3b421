//! Files that are named on the command line: bounded, `-` is stdin.

use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::domain::failure::{Ending, Failure};
use crate::files::{self, FileError};

/// No file this tool reads is larger, but reports.
const LIMIT: u64 = 1 << 20;
/// No report is larger: this is some 100,000 instances.
const LARGE: u64 = 1 << 29;

/// Reads a text file, or stdin for `-`.
///
/// # Errors
/// `Usage` when it cannot be read, is larger than 1 MiB, or is not UTF-8.
pub(super) fn text(path: &Path, what: &str) -> Result<String, Failure> {
    let bytes = bytes(path, what)?;
    String::from_utf8(bytes).map_err(|_| {
        refused(
            path,
            what,
            "it is not text; a PEM file is wanted".to_owned(),
        )
        .next("convert it: openssl x509 -inform DER -in FILE -out FILE.pem")
    })
}

/// Reads a file, or stdin for `-`.
///
/// # Errors
/// `Usage` when it cannot be read or is larger than 1 MiB.
pub(super) fn bytes(path: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    limited(path, what, LIMIT)
}

/// Reads a report, or stdin for `-`.
///
/// # Errors
/// `Usage` when it cannot be read or is larger than 512 MiB.
pub(super) fn large(path: &Path, what: &str) -> Result<Vec<u8>, Failure> {
    limited(path, what, LARGE)
}

fn limited(path: &Path, what: &str, limit: u64) -> Result<Vec<u8>, Failure> {
    let read = if path.as_os_str() == "-" {
        stdin(limit)
    } else {
        files::read(path, limit)
    };
    read.map(|bytes| bytes.to_vec()).map_err(|error| {
        let next = match error {
            FileError::TooLarge(_) => "name the file that was meant",
            FileError::NotAFile | FileError::Link | FileError::Stalled | FileError::System(_) => {
                "name a file that exists and can be read, or - for stdin"
            }
        };
        refused(path, what, error.text().english()).next(next)
    })
}

/// All of stdin, however long a person takes to type it.
fn stdin(limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let mut bytes = Zeroizing::new(Vec::new());
    let stdin = std::io::stdin();
    stdin.lock().take(limit + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|size| size > limit) {
        return Err(FileError::TooLarge(limit));
    }
    Ok(bytes)
}

/// The failure of a file that is no use.
pub(super) fn refused(path: &Path, what: &str, why: String) -> Failure {
    let name = if path.as_os_str() == "-" {
        "stdin".into()
    } else {
        path.display().to_string()
    };
    Failure::new(Ending::Usage, format!("could not use `{name}` as {what}")).because(why)
}
