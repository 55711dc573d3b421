//! Files that are named on the command line: bounded, `-` is stdin.

use std::path::Path;
use std::string::FromUtf8Error;

use zeroize::Zeroizing;

use crate::domain::failure::Failure;
use crate::files::{self, FileError};
use crate::text::{Text, text};

/// No file this tool reads is larger, but reports.
const LIMIT: u64 = 1 << 20;
/// No report is larger: this is some 100,000 instances.
const LARGE: u64 = 1 << 29;

/// A certificate that is not PEM starts so.
const DER: &[u8] = &[0x30];

/// What a file on the command line should hold, for people.
pub(crate) type Content = fn() -> Text;

pub(crate) const CERTIFICATE_REQUEST: Content = || text!("input-certificate-request");
pub(crate) const CLIENT_CA: Content = || text!("input-client-ca");
pub(crate) const CLIENT_CERTIFICATE: Content = || text!("input-client-certificate");
pub(crate) const DEFAULTS: Content = || text!("input-defaults");
pub(crate) const EVIDENCE: Content = || text!("input-evidence");
pub(crate) const INSTANCES: Content = || text!("input-list-of-instances");
pub(crate) const LOGINS: Content = || text!("input-list-of-logins");
pub(crate) const POLICY: Content = || text!("input-policy");
pub(crate) const PRIVATE_KEY: Content = || text!("input-private-key");
pub(crate) const RECORDS: Content = || text!("input-pg-hba-records");
pub(crate) const REPORT: Content = || text!("input-report");
pub(crate) const REVOCATION_LIST: Content = || text!("input-revocation-list");
pub(crate) const SANDBOX_STATE: Content = || text!("input-sandbox-state");
pub(crate) const SAVED_PLAN: Content = || text!("input-saved-plan");
pub(crate) const SERVER_CA: Content = || text!("input-server-ca");
pub(crate) const SERVER_CERTIFICATE: Content = || text!("input-server-certificate");
pub(crate) const TARGETS: Content = || text!("input-list-of-targets");
pub(crate) const USERS: Content = || text!("input-list-of-users");

/// Reads a text file, or stdin for `-`.
///
/// # Errors
/// `Usage` when it cannot be read, is larger than 1 MiB, or is not UTF-8.
pub(crate) fn text(path: &Path, content: Content) -> Result<String, Failure> {
    in_utf8(path, content, bytes(path, content)?)
}

/// Reads a text file that nobody named.
///
/// # Errors
/// As [`text()`]; `Usage` at once for what is not a regular file.
pub(crate) fn found(path: &Path, content: Content) -> Result<String, Failure> {
    let read = files::read(path, LIMIT);
    let bytes = taken(path, content, read, text!("input-next-remove"))?;
    in_utf8(path, content, bytes)
}

/// The command that makes PEM of what is in DER.
fn conversion(bytes: &[u8], content: Content) -> &'static str {
    let is = |one: Content| content() == one();
    let is_key = is(PRIVATE_KEY);
    match (is_pkcs12(bytes), is_key) {
        (true, true) => "openssl pkcs12 -in FILE -nocerts -nodes -out FILE.pem",
        (true, false) => "openssl pkcs12 -in FILE -nokeys -out FILE.pem",
        (false, true) => "openssl pkey -inform DER -in FILE -out FILE.pem",
        _ if is(REVOCATION_LIST) => "openssl crl -inform DER -in FILE -out FILE.pem",
        _ if is(CERTIFICATE_REQUEST) => "openssl req -inform DER -in FILE -out FILE.pem",
        _ => "openssl x509 -inform DER -in FILE -out FILE.pem",
    }
}

/// Whether it begins as PKCS #12 does: a sequence that begins with the number 3.
fn is_pkcs12(bytes: &[u8]) -> bool {
    let length = match bytes.get(1) {
        Some(long @ 0x80..) => usize::from(long & 0x7f),
        _ => 0,
    };
    bytes
        .get(2 + length..)
        .is_some_and(|rest| rest.starts_with(&[2, 1, 3]))
}

fn in_utf8(path: &Path, content: Content, bytes: Vec<u8>) -> Result<String, Failure> {
    let text = String::from_utf8(bytes);
    // What holds zeros is text in another encoding, or none.
    let text = text.map_err(FromUtf8Error::into_bytes).and_then(|text| {
        let is_text = !text.contains('\0');
        if is_text {
            Ok(text)
        } else {
            Err(text.into_bytes())
        }
    });
    text.map_err(|bytes| {
        let (why, next) = if bytes.starts_with(DER) {
            let command = conversion(&bytes, content);
            let next = text!("input-next-convert", command = command);
            (text!("input-not-text-pem"), next)
        } else {
            (text!("input-not-utf8"), text!("input-next-utf8"))
        };
        refused(path, content, why).next(next)
    })
}

/// Reads a file, or stdin for `-`.
///
/// # Errors
/// `Usage` when it cannot be read or is larger than 1 MiB.
pub(crate) fn bytes(path: &Path, content: Content) -> Result<Vec<u8>, Failure> {
    limited(path, content, LIMIT)
}

/// Reads a report, or stdin for `-`.
///
/// # Errors
/// `Usage` when it cannot be read or is larger than 512 MiB.
pub(crate) fn large(path: &Path, content: Content) -> Result<Vec<u8>, Failure> {
    limited(path, content, LARGE)
}

fn limited(path: &Path, content: Content, limit: u64) -> Result<Vec<u8>, Failure> {
    let read = if path.as_os_str() == "-" {
        // However long a person takes to type it.
        files::read_to_end(std::io::stdin().lock(), limit)
    } else {
        files::read_named(path, limit)
    };
    taken(path, content, read, text!("input-next-readable"))
}

fn taken(
    path: &Path,
    content: Content,
    read: Result<Zeroizing<Vec<u8>>, FileError>,
    readable: Text,
) -> Result<Vec<u8>, Failure> {
    read.map(|bytes| bytes.to_vec()).map_err(|error| {
        let next = match error {
            FileError::TooLarge(_) => text!("input-next-meant"),
            FileError::NotAFile | FileError::Link | FileError::Stalled | FileError::System(_) => {
                readable
            }
        };
        refused(path, content, error.text()).next(next)
    })
}

/// The failure of a file that is no use.
pub(crate) fn refused(path: &Path, content: Content, why: impl Into<Text>) -> Failure {
    let name = if path.as_os_str() == "-" {
        text!("input-stdin")
    } else {
        Text::verbatim(path.display().to_string())
    };
    let what = text!("input-refused", name = name, content = content());
    Failure::usage(what).because(why)
}
