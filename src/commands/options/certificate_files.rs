//! Certificates, keys and revocation lists in files that flags name.

use std::path::Path;

use super::input::{self, Content};
use crate::commands::app::App;
use crate::domain::certificate::{self, CertificateError};
use crate::domain::failure::Failure;
use crate::domain::policy::CrlCare;
use crate::domain::ssl::Pem;
use crate::postgres::{ClientIdentity, tls};
use crate::text;

/// Reads a PEM file that passes a check.
pub(crate) fn pem<T>(
    path: &Path,
    content: Content,
    check: impl FnOnce(&str) -> Result<T, CertificateError>,
) -> Result<Pem, Failure> {
    let text = input::text(path, content)?;
    check(&text).map_err(|error| input::refused(path, content, error.text()))?;
    Pem::new(&text).ok_or_else(|| input::refused(path, content, text!("file-empty")))
}

/// Reads and checks a client CA file.
pub(crate) fn client_ca(app: &App, path: &Path) -> Result<Pem, Failure> {
    pem(path, input::CLIENT_CA, |text| {
        certificate::check_client_ca(text, app.clock.now())
    })
}

/// Reads a client CA file that a policy names. Whether a server would take it is part of the plan, since what is
/// installed there stays.
pub(crate) fn declared_client_ca(path: &Path) -> Result<Pem, Failure> {
    let check = |text: &str| certificate::read_client_cas(text);
    pem(path, input::CLIENT_CA, check)
}

/// Reads a revocation list. Whether it fits the client CA and follows the installed one is part of
/// the plan, since that differs by instance.
pub(crate) fn crl(path: &Path) -> Result<Pem, Failure> {
    let check = |text: &str| certificate::parse_crls(text);
    pem(path, input::REVOCATION_LIST, check)
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
