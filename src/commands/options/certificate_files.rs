//! Certificates, keys and revocation lists in files that flags name.

use std::path::Path;

use super::input::{self, Content};
use crate::commands::app::App;
use crate::domain::certificate::{self, CertificateError};
use crate::domain::failure::Failure;
use crate::domain::policy::CrlCare;
use crate::domain::ssl::Pem;
use crate::postgres::{ClientIdentity, tls};
use crate::text::{Text, text};

/// Reads a PEM file that passes a check; `next` says what to do with another.
pub(crate) fn pem<T>(
    path: &Path,
    content: Content,
    next: fn() -> Text,
    check: impl FnOnce(&str) -> Result<T, CertificateError>,
) -> Result<Pem, Failure> {
    let text = input::text(path, content)?;
    let refuse = |why| input::refused(path, content, why).next(next());
    check(&text).map_err(|error| refuse(error.text()))?;
    Pem::new(&text).ok_or_else(|| refuse(text!("file-empty")))
}

/// Reads and checks a client CA file.
pub(crate) fn client_ca(app: &App, path: &Path) -> Result<Pem, Failure> {
    let check = |text: &str| certificate::check_client_ca(text, app.clock.now());
    let next = || text!("change-client-ca-next");
    pem(path, input::CLIENT_CA, next, check)
}

/// Reads a client CA file that a policy names. Whether a server would take it is part of the plan, since what is
/// installed there stays.
pub(crate) fn declared_client_ca(path: &Path) -> Result<Pem, Failure> {
    let check = |text: &str| certificate::read_client_cas(text);
    let next = || text!("change-client-ca-next");
    pem(path, input::CLIENT_CA, next, check)
}

/// Reads a revocation list. Whether it fits the client CA and follows the installed one is part of
/// the plan, since that differs by instance.
pub(crate) fn crl(path: &Path) -> Result<Pem, Failure> {
    let check = |text: &str| certificate::parse_crls(text);
    let next = || text!("change-crl-next");
    pem(path, input::REVOCATION_LIST, next, check)
}

/// How strictly a revocation list is checked, from `--allow-uncovered`.
pub(crate) const fn crl_care(allow_uncovered: bool) -> CrlCare {
    if allow_uncovered {
        CrlCare::UncoveredAllowed
    } else {
        CrlCare::Checked
    }
}

/// Reads a client certificate and its key.
///
/// # Errors
/// `Usage` when a file is no use or the two do not belong together.
pub(crate) fn identity(
    cert: Option<&Path>,
    key: Option<&Path>,
) -> Result<Option<ClientIdentity>, Failure> {
    let (Some(cert), Some(key)) = (cert, key) else {
        return Ok(None);
    };
    let chain = input::bytes(cert, input::CLIENT_CERTIFICATE)?;
    let secret = zeroize::Zeroizing::new(input::bytes(key, input::PRIVATE_KEY)?);
    tls::identity(&chain, &secret).map(Some).map_err(|error| {
        let (path, what) = if error.is_about_key() {
            (key, input::PRIVATE_KEY)
        } else {
            (cert, input::CLIENT_CERTIFICATE)
        };
        input::refused(path, what, error.text()).next(text!("probe-identity-next"))
    })
}
