//! The folder of a CA: `ca.pem`, `ca.key`, and `index.json` with everything it issued.

use std::fs::{DirBuilder, File, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rustix::fs::OFlags;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::files::{vacant, write};
use super::{Authority, FileFault, IssuingError};
use crate::domain::certificate::Certificate;
use crate::domain::versioned::other_version;
use crate::files::{self, FileError, Readers};
use crate::text;

/// Largest file of the folder that is read, in bytes.
const LIMIT: u64 = 16 << 20;

/// One certificate that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedEntry {
    /// Serial number, hexadecimal bytes joined by colons.
    pub serial: String,
    /// The database user.
    pub user: String,
    /// End of validity; `None` when only a revocation list tells of it.
    pub not_after: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Everything a CA has issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Index {
    /// Version of this shape.
    pub schema_version: u32,
    /// Number of the last revocation list; the next one is larger.
    pub crl_number: u64,
    /// Whether the CA was made elsewhere, and may have made lists there.
    #[serde(default)]
    pub adopted: bool,
    /// The certificates, oldest first.
    pub certificates: Vec<IssuedEntry>,
}

impl Index {
    const VERSION: u32 = 1;

    fn read(text: &str) -> Result<Self, FileFault> {
        if other_version(&mut serde_json::Deserializer::from_str(text), Self::VERSION).is_some() {
            return Err(FileFault::Unusable(text!("journal-other-version")));
        }
        serde_json::from_str(text).map_err(|error| FileFault::Unusable((&error).into()))
    }
}

impl Default for Index {
    fn default() -> Self {
        Self {
            schema_version: Self::VERSION,
            crl_number: 0,
            adopted: false,
            certificates: vec![],
        }
    }
}

/// The folder of a CA, held by this run alone.
pub struct Folder {
    path: PathBuf,
    /// What it has issued.
    pub index: Index,
    _lock: File,
}

impl Folder {
    /// Makes a folder for a new CA, mode 0700, and keeps the CA in it.
    ///
    /// # Errors
    /// `Exists` for a CA that is there, unless `force`; `Link`, `Locked`, `Disk`.
    pub fn create(path: &Path, authority: &Authority, force: bool) -> Result<Self, IssuingError> {
        let (certificate, key) = (path.join("ca.pem"), path.join("ca.key"));
        for file in [&certificate, &key, &path.join("index.json")] {
            vacant(file, force)?;
        }
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.map_err(|error| FileFault::Disk(error).of(path))?;
        let folder = Self {
            _lock: lock(path)?,
            path: path.to_owned(),
            index: Index::default(),
        };
        let keep = |file: &Path, text: &str, who| write(file, text.as_bytes(), who, force);
        keep(&key, authority.key_pem().expose_secret(), Readers::Owner)?;
        keep(&certificate, authority.pem(), Readers::All)?;
        folder.save()?;
        Ok(folder)
    }

    /// Opens the folder of a CA. One made by `openssl` has no index yet.
    ///
    /// # Errors
    /// `Locked`, `Disk`, and `Unusable` for a certificate, key or index that cannot be read.
    pub fn open(path: &Path) -> Result<(Self, Authority), IssuingError> {
        let (certificate, key) = (path.join("ca.pem"), path.join("ca.key"));
        let (pem, secret) = (text(&certificate)?, SecretString::from(text(&key)?));
        let authority = Authority::from_pem(&pem, &secret);
        let authority =
            authority.map_err(|error| FileFault::Unusable(error.text()).of(&certificate))?;
        let lock = lock(path)?;
        let index_path = path.join("index.json");
        let index = match text(&index_path) {
            Ok(text) => Index::read(&text).map_err(|fault| fault.of(&index_path))?,
            Err(IssuingError::File {
                fault: FileFault::Disk(error),
                ..
            }) if error.kind() == ErrorKind::NotFound => Index {
                adopted: true,
                ..Index::default()
            },
            Err(error) => return Err(error),
        };
        let folder = Self {
            path: path.to_owned(),
            index,
            _lock: lock,
        };
        Ok((folder, authority))
    }

    /// Notes a certificate before it is handed out, so that it can be revoked whatever happens.
    ///
    /// # Errors
    /// `Disk`.
    pub fn note(&mut self, user: &str, certificate: &Certificate) -> Result<(), IssuingError> {
        self.index.certificates.push(IssuedEntry {
            serial: certificate.serial.clone(),
            user: user.to_owned(),
            not_after: Some(certificate.not_after),
            revoked_at: None,
        });
        self.save()
    }

    /// Writes the index, whole or not at all.
    ///
    /// # Errors
    /// `Disk`, `Link`.
    pub fn save(&self) -> Result<(), IssuingError> {
        let path = self.path.join("index.json");
        let mut text = serde_json::to_string_pretty(&self.index)
            .map_err(|error| FileFault::Disk(error.into()).of(&path))?;
        text.push('\n');
        write(&path, text.as_bytes(), Readers::Owner, true)
    }

    /// The path of a file of this folder.
    pub fn file(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

fn lock(folder: &Path) -> Result<File, IssuingError> {
    let path = folder.join(".lock");
    let file = files::open_own(&path, OFlags::CREATE | OFlags::RDWR);
    let file = file.map_err(|error| unread(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(FileFault::Locked.of(folder)),
        Err(TryLockError::Error(error)) => Err(FileFault::Disk(error).of(&path)),
    }
}

fn text(path: &Path) -> Result<String, IssuingError> {
    let bytes = files::read(path, LIMIT).map_err(|error| unread(path, error))?;
    let text = String::from_utf8(bytes.to_vec());
    text.map_err(|_| FileFault::Unusable(text!("issuing-not-text")).of(path))
}

fn unread(path: &Path, error: FileError) -> IssuingError {
    let fault = match error {
        FileError::System(error) => FileFault::Disk(error),
        error @ (FileError::NotAFile
        | FileError::Link
        | FileError::TooLarge(_)
        | FileError::Stalled) => FileFault::Unusable(error.text()),
    };
    fault.of(path)
}
