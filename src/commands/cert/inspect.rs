//! `forcessl cert inspect`: judges certificates in files.

use std::path::PathBuf;

use crate::commands::app::App;
use crate::commands::options::input;
use crate::domain::acl::Acl;
use crate::domain::certificate::inspect::{Admission, ClientLogin, inspect};
use crate::domain::failure::{Ending, Failure};

#[derive(Debug, clap::Args)]
pub(crate) struct CertInspectArgs {
    file: PathBuf,
    #[arg(long)]
    user: Option<String>,
    #[arg(long, default_value = "verify-full")]
    mode: Acl,
    #[arg(long, value_name = "FILE")]
    client_ca: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "client_ca")]
    crl: Option<PathBuf>,
}

pub(super) fn run(app: &App, args: &CertInspectArgs) -> Result<Ending, Failure> {
    let text = input::text(&args.file, input::CLIENT_CERTIFICATE)?;
    let read = |path: &Option<PathBuf>, what| {
        path.as_deref()
            .map(|path| input::text(path, what))
            .transpose()
    };
    let client_ca = read(&args.client_ca, input::CLIENT_CA)?;
    let crl = read(&args.crl, input::REVOCATION_LIST)?;
    let login = ClientLogin {
        user: args.user.as_deref(),
        mode: args.mode,
        client_ca: client_ca.as_deref(),
        crl: crl.as_deref(),
        now: app.clock.now(),
    };
    let inspection = inspect(&text, &login)
        .map_err(|error| input::refused(&args.file, input::CLIENT_CERTIFICATE, error.text()))?;
    answer!(app, inspection(&inspection));
    Ok(match inspection.admission {
        Admission::Admitted => Ending::Done,
        Admission::Refused(_) | Admission::NotKnown(_) => Ending::Gaps,
    })
}
