//! The SSL side of a login: the values that match it, and the files they name.
//!
//! Source: `initialize_SSL` of libpq; PostgreSQL, chapter 34.19.

use std::path::{Path, PathBuf};

use rustls::version::{TLS12, TLS13};
use rustls::{ALL_VERSIONS, SupportedProtocolVersion};

use super::files::{check_key, read, read_if_there};
use super::keywords::KeywordValues;
use super::settings::LoginInputs;
use super::settings_error::SettingsError;
use crate::domain::certificate::{CertificateError, parse_chain, parse_crls};
use crate::domain::pem::{CERTIFICATE, encode};
use crate::postgres::ClientIdentity;
use crate::postgres::tls::sealed_identity;
use crate::text::{Text, text};

static TLS12_ALONE: &[&SupportedProtocolVersion] = &[&TLS12];
static TLS13_ALONE: &[&SupportedProtocolVersion] = &[&TLS13];

/// What SSL has to be like, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SslMode {
    /// None.
    Disable,
    /// None, unless the server wants it.
    Allow,
    /// Where the server has it.
    Prefer,
    /// Always, whoever the server is.
    Require,
    /// Always, with a certificate of a known CA.
    VerifyCa,
    /// Always, with a certificate of a known CA for this host.
    VerifyFull,
}

/// What SSL is to be like, with the files read.
pub(super) struct SslOptions {
    /// `None` when nothing is said.
    pub(super) mode: Option<SslMode>,
    /// SSL from the first byte.
    pub(super) direct: bool,
    /// PEM text of what a server certificate has to be signed by; `None` when any will do.
    pub(super) roots: Option<String>,
    /// PEM text of the revocation lists.
    pub(super) crl: Option<String>,
    pub(super) identity: Option<ClientIdentity>,
    /// The server has to ask for the identity.
    pub(super) identity_required: bool,
    pub(super) versions: &'static [&'static SupportedProtocolVersion],
    /// Whether the handshake names the host.
    pub(super) sni: bool,
}

impl SslOptions {
    pub(super) fn of(
        settings: &KeywordValues,
        around: &LoginInputs<'_>,
        remarks: &mut Vec<Text>,
    ) -> Result<Self, SettingsError> {
        let system = settings.get("sslrootcert") == Some("system");
        let mode = match settings.get("sslmode") {
            None => system.then_some(SslMode::VerifyFull),
            Some("disable") => Some(SslMode::Disable),
            Some("allow") => Some(SslMode::Allow),
            Some("prefer") => Some(SslMode::Prefer),
            Some("verify-ca") => Some(SslMode::VerifyCa),
            Some("verify-full") => Some(SslMode::VerifyFull),
            Some(_) => Some(SslMode::Require),
        };
        if system && mode != Some(SslMode::VerifyFull) {
            return Err(settings.wrong("sslmode", text!("login-system-roots")));
        }
        let direct = settings.get("sslnegotiation") == Some("direct");
        if direct && mode < Some(SslMode::Require) {
            return Err(settings.wrong("sslnegotiation", text!("login-direct")));
        }
        let sni = settings.get("sslsni");
        let mut ssl = Self {
            mode,
            direct,
            roots: None,
            crl: None,
            identity: None,
            identity_required: settings.get("sslcertmode") == Some("require"),
            versions: versions(settings)?,
            sni: sni.is_none_or(|text| text.starts_with('1')),
        };
        if mode != Some(SslMode::Disable) {
            let files = Files { settings, around };
            if system {
                ssl.roots = Some(files.system_roots()?);
            } else {
                ssl.roots = files.roots(mode, remarks)?;
                if ssl.roots.is_some() {
                    ssl.crl = files.crl()?;
                }
            }
            if settings.get("sslcertmode") != Some("disable") {
                ssl.identity = files.identity()?;
            }
        }
        Ok(ssl)
    }
}

/// The versions of TLS that are wanted and spoken.
fn versions(
    settings: &KeywordValues,
) -> Result<&'static [&'static SupportedProtocolVersion], SettingsError> {
    // The minor version: words are compared so, and TLSv1 is 1.0.
    let minor = |name, default| match settings.filled(name).map(|text| text.get(6..)) {
        None => default,
        Some(Some("3")) => 3,
        Some(Some("2")) => 2,
        Some(Some(_)) => 1,
        Some(None) => 0,
    };
    match (
        minor("ssl_min_protocol_version", 2).max(2),
        minor("ssl_max_protocol_version", 3),
    ) {
        (2, 3) => Ok(ALL_VERSIONS),
        (3, 3) => Ok(TLS13_ALONE),
        (2, 2) => Ok(TLS12_ALONE),
        _ => Err(settings.wrong("ssl_max_protocol_version", text!("login-versions"))),
    }
}

struct Files<'a> {
    settings: &'a KeywordValues,
    around: &'a LoginInputs<'a>,
}

impl Files<'_> {
    /// The file that a keyword names, or the one that libpq looks for by itself; and whether it is
    /// named.
    fn path(&self, keyword: &str, own: &str) -> Option<(PathBuf, bool)> {
        if let Some(path) = self.settings.filled(keyword) {
            return Some((PathBuf::from(path), true));
        }
        Some((self.around.home?.join(".postgresql").join(own), false))
    }

    /// The certificates that this system trusts.
    fn system_roots(&self) -> Result<String, SettingsError> {
        let found = rustls_native_certs::load_native_certs().certs;
        if found.is_empty() {
            return Err(self.settings.wrong("sslrootcert", text!("login-no-roots")));
        }
        let roots = found.iter().map(|root| encode(CERTIFICATE, root));
        Ok(roots.collect())
    }

    /// What the server's certificate is checked against, in every mode that has the file.
    fn roots(
        &self,
        mode: Option<SslMode>,
        remarks: &mut Vec<Text>,
    ) -> Result<Option<String>, SettingsError> {
        let path = self.path("sslrootcert", "root.crt");
        if let Some((path, _)) = &path
            && let Some(bytes) = read_if_there(path)?
        {
            return pem_text(path, &bytes, parse_chain).map(Some);
        }
        if mode >= Some(SslMode::VerifyCa) {
            return Err(self
                .settings
                .wrong("sslrootcert", text!("login-needs-root")));
        }
        if let Some((path, true)) = &path {
            remarks.push(text!("login-root-missing", file = path.display()));
        }
        Ok(None)
    }

    /// The file of a keyword, read; `None` where only the default one is meant and is not there.
    fn read(&self, keyword: &str, own: &str) -> Result<Option<(PathBuf, Vec<u8>)>, SettingsError> {
        let Some((path, named)) = self.path(keyword, own) else {
            return Ok(None);
        };
        match read_if_there(&path)? {
            Some(bytes) => Ok(Some((path, bytes.to_vec()))),
            None if named => Err(SettingsError::file(&path, text!("login-no-file"))),
            None => Ok(None),
        }
    }

    fn crl(&self) -> Result<Option<String>, SettingsError> {
        let Some((path, bytes)) = self.read("sslcrl", "root.crl")? else {
            return Ok(None);
        };
        pem_text(&path, &bytes, |text| parse_crls(text)).map(Some)
    }

    /// The client certificate and its key: those that are named, else the default files where they
    /// exist.
    fn identity(&self) -> Result<Option<ClientIdentity>, SettingsError> {
        let Some((cert, certificate)) = self.read("sslcert", "postgresql.crt")? else {
            return Ok(None);
        };
        let wrong = |why| self.settings.wrong("sslkey", why);
        let key = self.path("sslkey", "postgresql.key");
        let (key, _) = key.ok_or_else(|| wrong(text!("login-no-key")))?;
        if self
            .settings
            .get("sslkey")
            .is_some_and(|key| key.contains(':'))
        {
            return Err(wrong(text!("login-key-engine")));
        }
        check_key(&key)?;
        let private = read(&key)?;
        let sealed = sealed_identity(&certificate, &private, self.settings.filled("sslpassword"));
        sealed.map(Some).map_err(|error| {
            let file = if error.is_about_key() { &key } else { &cert };
            SettingsError::file(file, error.text())
        })
    }
}

/// The PEM text of a file.
fn pem_text<T>(
    path: &Path,
    bytes: &[u8],
    check: impl FnOnce(&str) -> Result<T, CertificateError>,
) -> Result<String, SettingsError> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    check(&text).map_err(|error| SettingsError::file(path, error.text()))?;
    Ok(text)
}
