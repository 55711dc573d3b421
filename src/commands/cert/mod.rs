//! `forcessl cert`: client CAs, client certificates and revocation lists. Nothing here asks the API.

mod inspect;
mod issue;
mod new_ca;
mod revoke;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::App;
use super::options::words::Words;
use crate::domain::failure::{Ending, Failure};
use crate::issuing::{Authority, FileFault, Folder, IssuingError, KeyType};
use crate::text::{Text, text};

#[derive(Debug, Subcommand)]
pub(super) enum CertAction {
    NewCa(new_ca::CertNewCaArgs),
    Issue(issue::CertIssueArgs),
    Revoke(revoke::CertRevokeArgs),
    Crl(revoke::CertCrlArgs),
    Inspect(inspect::CertInspectArgs),
}

/// Kinds and sizes of a private key.
const KEY_TYPES: Words<KeyType> = &[
    ("rsa2048", KeyType::Rsa2048),
    ("rsa3072", KeyType::Rsa3072),
    ("rsa4096", KeyType::Rsa4096),
    ("ec-p256", KeyType::EcP256),
    ("ec-p384", KeyType::EcP384),
];

#[derive(Debug, clap::Args)]
struct CertCaArgs {
    #[arg(long, value_name = "DIR")]
    ca: PathBuf,
}

impl CertCaArgs {
    fn open(&self) -> Result<(Folder, Authority), Failure> {
        Folder::open(&self.ca)
            .map_err(|error| failed(text!("cert-folder", folder = self.ca.display()), &error))
    }
}

pub(super) fn run(app: &App, action: CertAction) -> Result<Ending, Failure> {
    match action {
        CertAction::NewCa(args) => new_ca::run(app, &args),
        CertAction::Issue(args) => issue::run(app, &args),
        CertAction::Revoke(args) => revoke::run(app, &args),
        CertAction::Crl(args) => revoke::crl(app, &args),
        CertAction::Inspect(args) => inspect::run(app, &args),
    }
}

/// The failure of making or keeping a certificate.
fn failed(what: Text, error: &IssuingError) -> Failure {
    let (ending, next) = match error {
        IssuingError::Unverified(_) => (Ending::Usage, Some(text!("cert-unverified-next"))),
        IssuingError::Pkcs12(_) => (Ending::Bug, None),
        IssuingError::Making(_) => (Ending::Usage, None),
        IssuingError::File { fault, .. } => match fault {
            FileFault::Locked => (Ending::Blocked, Some(text!("cert-locked-next"))),
            FileFault::Exists => (Ending::Usage, Some(text!("cert-exists-next"))),
            FileFault::Link => (Ending::Usage, Some(text!("cert-link-next"))),
            FileFault::Unusable(_) => (Ending::Usage, Some(text!("cert-unusable-next"))),
            FileFault::Disk(_) => (Ending::Usage, Some(text!("cert-disk-next"))),
        },
    };
    let failure = Failure::new(ending, what).because(error.text());
    next.into_iter().fold(failure, Failure::next)
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
