//! `forcessl cert inspect`.

use std::path::PathBuf;

use crate::commands::app::App;
use crate::commands::input;
use crate::domain::acl::Acl;
use crate::domain::certificate::inspect::{Admission, ClientLogin, inspect};
use crate::domain::failure::{Ending, Failure};
use crate::report::{Format, json, table};

/// Tell whether a client certificate would be let in, and why not
///
/// Judges as a PostgreSQL server with OpenSSL 3 does. Code 0 means let in, as far as the
/// certificate goes: the password and the pg_hba records come on top. Code 1 means refused, or not
/// known: --client-ca is missing, or an algorithm, an extension or a name takes part that is not
/// checked in full here.
#[derive(Debug, clap::Args)]
pub(super) struct CertInspectArgs {
    /// PEM file as the client sends it: its certificate first, then intermediates; - for stdin
    file: PathBuf,
    /// Database user [default: the one the certificate names]
    #[arg(long)]
    user: Option<String>,
    /// ACL mode of the server: verify-ca, verify-full or cert
    #[arg(long, default_value = "verify-full")]
    mode: Acl,
    /// Client CA of the server, a PEM file
    #[arg(long, value_name = "FILE")]
    client_ca: Option<PathBuf>,
    /// Revocation list of the server, a PEM file
    #[arg(long, value_name = "FILE", requires = "client_ca")]
    crl: Option<PathBuf>,
}

pub(super) fn run(app: &App, args: &CertInspectArgs) -> Result<Ending, Failure> {
    let text = input::text(&args.file, "client certificate")?;
    let read = |path: &Option<PathBuf>, what| {
        path.as_deref()
            .map(|path| input::text(path, what))
            .transpose()
    };
    let client_ca = read(&args.client_ca, "client CA")?;
    let crl = read(&args.crl, "revocation list")?;
    let login = ClientLogin {
        user: args.user.as_deref(),
        mode: args.mode,
        client_ca: client_ca.as_deref(),
        crl: crl.as_deref(),
        now: app.clock.now(),
    };
    let inspection = inspect(&text, &login).map_err(|error| {
        input::refused(&args.file, "client certificate", error.to_string())
            .next("name PEM files: the client's certificate, --client-ca, --crl")
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
