//! `forcessl cert`: client CAs, client certificates and revocation lists. Nothing here asks the API.

mod inspect;
mod issue;
mod new_ca;
mod revoke;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::App;
use crate::domain::failure::{Ending, Failure};
use crate::issuing::{Authority, Folder, IssuingError, KeyType};
use crate::text;
use crate::text::Text;

#[derive(Debug, clap::Args)]
pub(super) struct CertArgs {
    #[command(subcommand)]
    action: CertAction,
}

#[derive(Debug, Subcommand)]
enum CertAction {
    NewCa(new_ca::CertNewCaArgs),
    Issue(issue::CertIssueArgs),
    Revoke(revoke::CertRevokeArgs),
    Crl(revoke::CertCrlArgs),
    Inspect(inspect::CertInspectArgs),
}

/// Kind and size of a private key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum KeyTypeArg {
    Rsa2048,
    Rsa3072,
    Rsa4096,
    EcP256,
    EcP384,
}

impl From<KeyTypeArg> for KeyType {
    fn from(arg: KeyTypeArg) -> Self {
        match arg {
            KeyTypeArg::Rsa2048 => Self::Rsa2048,
            KeyTypeArg::Rsa3072 => Self::Rsa3072,
            KeyTypeArg::Rsa4096 => Self::Rsa4096,
            KeyTypeArg::EcP256 => Self::EcP256,
            KeyTypeArg::EcP384 => Self::EcP384,
        }
    }
}

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

pub(super) fn run(app: &App, args: CertArgs) -> Result<Ending, Failure> {
    match args.action {
        CertAction::NewCa(args) => new_ca::run(app, &args),
        CertAction::Issue(args) => issue::run(app, &args),
        CertAction::Revoke(args) => revoke::run(app, &args),
        CertAction::Crl(args) => revoke::crl(app, &args),
        CertAction::Inspect(args) => inspect::run(app, &args),
    }
}

/// The failure of making or keeping a certificate.
fn failed(what: Text, error: &IssuingError) -> Failure {
    let failure = Failure::new(
        match error {
            IssuingError::Locked { .. } => Ending::Blocked,
            IssuingError::Pkcs12(_) => Ending::Bug,
            IssuingError::Making(_)
            | IssuingError::Disk { .. }
            | IssuingError::Exists { .. }
            | IssuingError::Link { .. }
            | IssuingError::Unusable { .. }
            | IssuingError::OtherKey
            | IssuingError::UnusableKey
            | IssuingError::Unverified(_) => Ending::Usage,
        },
        what,
    )
    .because(error.text());
    match error {
        IssuingError::Exists { .. } => failure.next(text!("cert-exists-next")),
        IssuingError::Link { .. } => failure.next(text!("cert-link-next")),
        IssuingError::Locked { .. } => failure.next(text!("cert-locked-next")),
        IssuingError::Unusable { .. } => failure.next(text!("cert-unusable-next")),
        IssuingError::Unverified(_) => failure.next(text!("cert-unverified-next")),
        IssuingError::Disk { .. } => failure.next(text!("cert-disk-next")),
        IssuingError::Making(_)
        | IssuingError::OtherKey
        | IssuingError::UnusableKey
        | IssuingError::Pkcs12(_) => failure,
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
