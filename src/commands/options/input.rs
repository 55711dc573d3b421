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

/// What a file on the command line should hold, and what to do with one that does not; the keys of their messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Content(&'static str, &'static str);

pub(crate) const CERTIFICATE_REQUEST: Content =
    Content("input-certificate-request", "cert-request-next");
pub(crate) const CLIENT_CA: Content = Content("input-client-ca", "change-client-ca-next");
pub(crate) const CLIENT_CERTIFICATE: Content =
    Content("input-client-certificate", "cert-inspect-next");
pub(crate) const DEFAULTS: Content = Content("input-defaults", "input-next-remove");
pub(crate) const EVIDENCE: Content = Content("input-evidence", "evidence-next");
pub(crate) const INSTANCES: Content =
    Content("input-list-of-instances", "selection-next-one-a-line");
pub(crate) const LOGINS: Content = Content("input-list-of-logins", "probe-logins-next");
pub(crate) const POLICY: Content = Content("input-policy", "policy-next");
pub(crate) const PRIVATE_KEY: Content = Content("input-private-key", "ssl-server-key-next");
pub(crate) const RECORDS: Content = Content("input-pg-hba-records", "hba-file-next");
pub(crate) const REPORT: Content = Content("input-report", "report-next");
pub(crate) const REVOCATION_LIST: Content = Content("input-revocation-list", "change-crl-next");
pub(crate) const SANDBOX_STATE: Content = Content("input-sandbox-state", "sandbox-state-next");
pub(crate) const SAVED_PLAN: Content = Content("input-saved-plan", "saved-plan-next");
pub(crate) const SERVER_CA: Content = Content("input-server-ca", "probe-server-ca-next");
pub(crate) const SERVER_CERTIFICATE: Content =
    Content("input-server-certificate", "ssl-server-certificate-next");
pub(crate) const TARGETS: Content = Content("input-list-of-targets", "input-next-meant");
pub(crate) const USERS: Content = Content("input-list-of-users", "cert-users-next");

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
    match (is_pkcs12(bytes), content == PRIVATE_KEY) {
        (true, true) => "openssl pkcs12 -in FILE -nocerts -nodes -out FILE.pem",
        (true, false) => "openssl pkcs12 -in FILE -nokeys -out FILE.pem",
        (false, true) => "openssl pkey -inform DER -in FILE -out FILE.pem",
        _ if content == REVOCATION_LIST => "openssl crl -inform DER -in FILE -out FILE.pem",
        _ if content == CERTIFICATE_REQUEST => "openssl req -inform DER -in FILE -out FILE.pem",
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
/// `Usage` when it cannot be read or is larger than 1 MiB; a report may have 512 MiB.
pub(crate) fn bytes(path: &Path, content: Content) -> Result<Vec<u8>, Failure> {
    let limit = if content == REPORT { LARGE } else { LIMIT };
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

/// The failure of a file that is no use; what to do is that of such a file.
pub(crate) fn refused(path: &Path, content: Content, why: impl Into<Text>) -> Failure {
    let name = if path.as_os_str() == "-" {
        text!("input-stdin")
    } else {
        Text::verbatim(path.display().to_string())
    };
    let [content, next] = [content.0, content.1].map(|key| Text::new(key, vec![]));
    let what = text!("input-refused", name = name, content = content);
    Failure::usage(what).because(why).next(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, named};

    #[test]
    fn every_content_has_its_messages() {
        for Content(name, next) in [
            CERTIFICATE_REQUEST,
            CLIENT_CA,
            CLIENT_CERTIFICATE,
            DEFAULTS,
            EVIDENCE,
            INSTANCES,
            LOGINS,
            POLICY,
            PRIVATE_KEY,
            RECORDS,
            REPORT,
            REVOCATION_LIST,
            SANDBOX_STATE,
            SAVED_PLAN,
            SERVER_CA,
            SERVER_CERTIFICATE,
            TARGETS,
            USERS,
        ] {
            for key in [name, next] {
                assert!(named(Language::English, key).is_some(), "{key}");
            }
        }
    }
}
