//! `forcessl cert inspect`.

use std::path::PathBuf;

use crate::commands::app::App;
use crate::commands::input::{self, Content};
use crate::domain::acl::Acl;
use crate::domain::certificate::inspect::{Admission, ClientLogin, inspect};
use crate::domain::failure::{Ending, Failure};
use crate::report::{Format, json, table};
use crate::text;

#[derive(Debug, clap::Args)]
pub(super) struct CertInspectArgs {
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
    let text = input::text(&args.file, Content::ClientCertificate)?;
    let read = |path: &Option<PathBuf>, what| {
        path.as_deref()
            .map(|path| input::text(path, what))
            .transpose()
    };
    let client_ca = read(&args.client_ca, Content::ClientCa)?;
    let crl = read(&args.crl, Content::RevocationList)?;
    let login = ClientLogin {
        user: args.user.as_deref(),
        mode: args.mode,
        client_ca: client_ca.as_deref(),
        crl: crl.as_deref(),
        now: app.clock.now(),
    };
    let inspection = inspect(&text, &login).map_err(|error| {
        input::refused(&args.file, Content::ClientCertificate, error.text())
            .next(text!("cert-inspect-next"))
    })?;
    let terminal = &app.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::inspection(&inspection, terminal.page()),
        Format::Json => json::inspection(&inspection),
    });
    Ok(match inspection.admission {
        Admission::Admitted => Ending::Done,
        Admission::Refused(_) | Admission::NotKnown(_) => Ending::Gaps,
    })
}
