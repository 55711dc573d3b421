//! `forcessl crl`: shows or changes the revocation list.

use std::path::PathBuf;

use clap::Subcommand;

use super::app::App;
use super::change::{ChangeArgs, ProvenArgs};
use super::options::certificate_files;
use super::output::show;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::Policy;
use crate::domain::ssl::Replace;
use crate::report::{json, table};

#[derive(Debug, Subcommand)]
pub(super) enum CrlAction {
    Show {
        instance: InstanceId,
    },
    Set {
        instance: InstanceId,
        file: PathBuf,
        #[arg(long)]
        allow_uncovered: bool,
        #[arg(long)]
        allow_unrevoking: bool,
        #[command(flatten)]
        change: ProvenArgs,
    },
    Clear {
        instance: InstanceId,
        #[command(flatten)]
        change: ChangeArgs,
    },
}

pub(super) async fn run(app: &App, action: CrlAction) -> Result<Ending, Failure> {
    match action {
        CrlAction::Show { instance } => show::ssl(app, &instance, table::crl, json::crl).await,
        CrlAction::Set {
            instance,
            file,
            allow_uncovered,
            allow_unrevoking,
            change,
        } => {
            let policy = Policy {
                crl: Some(Replace::Set(certificate_files::crl(&file)?)),
                crl_care: certificate_files::crl_care(allow_uncovered),
                allow_unrevoking,
                ..Policy::default()
            };
            change.carry_out(app, vec![instance], policy).await
        }
        CrlAction::Clear { instance, change } => {
            let policy = Policy {
                crl: Some(Replace::Clear),
                ..Policy::default()
            };
            change.carry_out(app, vec![instance], policy).await
        }
    }
}
