//! `forcessl cert new-ca`: creates a client CA.

use std::path::PathBuf;

use super::{KEY_TYPES, failed, shown};
use crate::commands::app::App;
use crate::commands::options::global::within;
use crate::commands::options::words::one_of;
use crate::domain::failure::{Ending, Failure};
use crate::issuing::{Authority, Folder, KeyType, ValidityPeriod};
use crate::text;

#[derive(Debug, clap::Args)]
pub(crate) struct CertNewCaArgs {
    #[arg(long, value_name = "CN")]
    name: String,
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[arg(long, default_value = "3650", value_parser = within::<u32>(1, 36500))]
    days: u32,
    #[arg(long, default_value = "ec-p256", value_parser = one_of(KEY_TYPES))]
    key_type: KeyType,
    #[arg(long)]
    force: bool,
}

pub(super) fn run(app: &App, args: &CertNewCaArgs) -> Result<Ending, Failure> {
    if args.name.trim().is_empty() || args.name.chars().any(char::is_control) {
        return Err(Failure::usage(text!("cert-ca-name"))
            .because(text!("cert-ca-name-why"))
            .next(text!("cert-ca-name-next")));
    }
    let fail = |error| failed(text!("cert-ca-not-made"), &error);
    let (now, days) = (app.clock.now(), args.days);
    let validity = ValidityPeriod { now, days };
    let authority = Authority::new(&args.name, args.key_type, validity).map_err(fail)?;
    let folder = Folder::create(&args.out, &authority, args.force).map_err(fail)?;
    let files = ["ca.pem", "ca.key", "index.json"].map(|name| shown(&folder.file(name)));
    answer!(app, new_ca(authority.certificate(), &files));
    Ok(Ending::Done)
}
