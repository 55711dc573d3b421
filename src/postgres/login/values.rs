//! What the values of a login mean, and the files they name.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::Duration;

use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, CertificateRevocationListDer};
use secrecy::SecretString;
use tokio_postgres::config::ChannelBinding;
use zeroize::Zeroizing;

use super::files::{check_key_mode, of_file, read, read_if_there};
use super::{Given, Login, Named, SettingsError, Ssl, SslMode, Surroundings};
use crate::postgres::ClientIdentity;
use crate::postgres::tls::identity;

/// How long a connection may take when nothing else is said.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The sources, the strongest first.
pub(super) struct Values<'a> {
    pub(super) layers: [&'a Given; 3],
    pub(super) around: &'a Surroundings<'a>,
}

impl Values<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.layers
            .iter()
            .find_map(|given| given.values.get(name))
            .map(String::as_str)
    }

    /// A file of the folder that libpq looks into by itself.
    fn own_file(&self, name: &str) -> Option<PathBuf> {
        Some(self.around.home?.join(".postgresql").join(name))
    }

    /// The login that the values make.
    pub(super) fn login(&self, named: Named) -> Result<Login, SettingsError> {
        let user = self.get("user").ok_or(SettingsError::NoUser)?.to_owned();
        if let Some(mode) = self.get("gssencmode")
            && !matches!(mode, "disable" | "prefer")
        {
            return Err(value("gssencmode", "GSS encryption is not supported"));
        }
        let channel_binding = match self.get("channel_binding") {
            None | Some("prefer") => ChannelBinding::Prefer,
            Some("require") => ChannelBinding::Require,
            Some("disable") => ChannelBinding::Disable,
            Some(_) => {
                return Err(value(
                    "channel_binding",
                    "it is not disable, prefer or require",
                ));
            }
        };
        let mut remarks = Vec::new();
        Ok(Login {
            user,
            database: self.get("dbname").unwrap_or("postgres").to_owned(),
            password: self.layers.iter().find_map(|given| given.password.clone()),
            passfile: self.passfile(&mut remarks),
            ssl: self.ssl()?,
            application: self
                .get("application_name")
                .unwrap_or("forcessl")
                .to_owned(),
            options: self.get("options").map(ToOwned::to_owned),
            channel_binding,
            timeout: self.timeout()?,
            named,
            remarks,
        })
    }

    /// Source: PostgreSQL, chapter 34.1.2: zero or less waits forever, which is not done here; 1
    /// means 2.
    fn timeout(&self) -> Result<Duration, SettingsError> {
        let Some(text) = self.get("connect_timeout") else {
            return Ok(TIMEOUT);
        };
        match text.trim().parse::<i32>().map(u64::try_from) {
            Ok(Ok(0) | Err(_)) => Ok(TIMEOUT),
            Ok(Ok(seconds)) => Ok(Duration::from_secs(seconds.max(2))),
            Err(_) => Err(value("connect_timeout", "it is not a number of seconds")),
        }
    }

    /// The password file, unless others can read it.
    fn passfile(&self, remarks: &mut Vec<String>) -> Option<SecretString> {
        let path = match self.get("passfile") {
            Some(path) => PathBuf::from(path),
            None => self.around.home?.join(".pgpass"),
        };
        let shown = path.display();
        let about = fs::metadata(&path).ok()?;
        if !about.is_file() {
            remarks.push(format!(
                "the password file {shown} is not a file and is not used"
            ));
            return None;
        }
        if about.permissions().mode() & 0o077 != 0 {
            remarks.push(format!(
                "the password file {shown} can be read by others and is not used; chmod 0600 it"
            ));
            return None;
        }
        match read(&path) {
            Ok(bytes) => Some(SecretString::from(
                String::from_utf8_lossy(&bytes).into_owned(),
            )),
            Err(error) => {
                remarks.push(format!("the password file is not used: {error}"));
                None
            }
        }
    }

    fn ssl(&self) -> Result<Ssl, SettingsError> {
        let mode = match self.get("sslmode") {
            None => None,
            Some(text) => Some(SslMode::parse(text).ok_or_else(|| {
                value(
                    "sslmode",
                    "it is not disable, allow, prefer, require, verify-ca or verify-full",
                )
            })?),
        };
        let only_newest = match self.get("ssl_min_protocol_version") {
            None | Some("TLSv1" | "TLSv1.1" | "TLSv1.2") => false,
            Some("TLSv1.3") => true,
            Some(_) => return Err(value("ssl_min_protocol_version", "it is no TLS version")),
        };
        let (mode, roots) = self.roots(mode)?;
        let crls = if roots.is_empty() {
            vec![]
        } else {
            self.crls()?
        };
        let identity = if mode == SslMode::Disable || self.get("sslcertmode") == Some("disable") {
            None
        } else {
            self.identity()?
        };
        Ok(Ssl {
            mode,
            roots,
            crls,
            identity,
            only_newest,
        })
    }

    /// What the server's certificate is checked against.
    ///
    /// Source: PostgreSQL, chapter 34.19.1: with a root certificate file, `require` checks the
    /// chain as `verify-ca` does; `sslrootcert=system` means `verify-full`.
    fn roots(
        &self,
        mode: Option<SslMode>,
    ) -> Result<(SslMode, Vec<CertificateDer<'static>>), SettingsError> {
        if self.get("sslrootcert") == Some("system") {
            if mode.is_some_and(|mode| mode != SslMode::VerifyFull) {
                return Err(value(
                    "sslmode",
                    "sslrootcert=system goes with verify-full only",
                ));
            }
            let roots = rustls_native_certs::load_native_certs().certs;
            if roots.is_empty() {
                return Err(value(
                    "sslrootcert",
                    "this system has no trusted certificates",
                ));
            }
            return Ok((SslMode::VerifyFull, roots));
        }
        let mode = mode.unwrap_or(SslMode::Prefer);
        let demanded = matches!(mode, SslMode::VerifyCa | SslMode::VerifyFull);
        if !demanded && mode != SslMode::Require {
            return Ok((mode, vec![]));
        }
        let path = match self.get("sslrootcert") {
            Some(path) => Some(PathBuf::from(path)),
            None => self.own_file("root.crt"),
        };
        let bytes = match &path {
            Some(path) => read_if_there(path)?,
            None => None,
        };
        let (Some(path), Some(bytes)) = (&path, bytes) else {
            if demanded {
                return Err(value(
                    "sslrootcert",
                    "sslmode verify-ca and verify-full need the CA of the server certificate, and there is no such file (forcessl ssl show names where to get it)",
                ));
            }
            return Ok((mode, vec![]));
        };
        let roots: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|_| of_file(path, "it holds a certificate that cannot be read"))?;
        if roots.is_empty() {
            return Err(of_file(path, "it holds no PEM block `CERTIFICATE`"));
        }
        let mode = if mode == SslMode::Require {
            SslMode::VerifyCa
        } else {
            mode
        };
        Ok((mode, roots))
    }

    fn crls(&self) -> Result<Vec<CertificateRevocationListDer<'static>>, SettingsError> {
        let (path, named) = match self.get("sslcrl") {
            Some(path) => (PathBuf::from(path), true),
            None => match self.own_file("root.crl") {
                Some(path) => (path, false),
                None => return Ok(vec![]),
            },
        };
        let Some(bytes) = read_if_there(&path)? else {
            return if named {
                Err(of_file(&path, "there is no such file"))
            } else {
                Ok(vec![])
            };
        };
        let crls: Vec<_> = CertificateRevocationListDer::pem_slice_iter(&bytes)
            .collect::<Result<_, _>>()
            .map_err(|_| of_file(&path, "it holds a revocation list that cannot be read"))?;
        if crls.is_empty() {
            return Err(of_file(&path, "it holds no PEM block `X509 CRL`"));
        }
        Ok(crls)
    }

    /// The client certificate and its key: those that are named, else the default files where they
    /// exist.
    fn identity(&self) -> Result<Option<ClientIdentity>, SettingsError> {
        let (cert, cert_named) = match self.get("sslcert") {
            Some(path) => (PathBuf::from(path), true),
            None => match self.own_file("postgresql.crt") {
                Some(path) => (path, false),
                None => return Ok(None),
            },
        };
        let Some(cert_pem) = read_if_there(&cert)? else {
            return if cert_named {
                Err(of_file(&cert, "there is no such file"))
            } else {
                Ok(None)
            };
        };
        let key = match self.get("sslkey") {
            Some(path) => PathBuf::from(path),
            None => match self.own_file("postgresql.key") {
                Some(path) => path,
                None => return Err(value("sslkey", "the client certificate has no key")),
            },
        };
        check_key_mode(&key)?;
        let key_pem = Zeroizing::new(read(&key)?);
        identity(&cert_pem, &key_pem)
            .map(Some)
            .map_err(|error| of_file(&cert, error.to_string()))
    }
}
fn value(name: &'static str, why: &str) -> SettingsError {
    SettingsError::Value {
        name,
        why: why.to_owned(),
    }
}
