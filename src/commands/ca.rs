//! `forcessl ca`.

use std::path::PathBuf;

use clap::Subcommand;

use super::app::App;
use super::change::{ChangeArgs, ChangeJob, ProvenArgs};
use super::options::certificate_files;
use super::output::show;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{CrlCare, Policy, Remains, Rotation};
use crate::domain::ssl::Replace;
use crate::ops::rollback;
use crate::report::{json, table};
use crate::text;

#[derive(Debug, Subcommand)]
pub(super) enum CaAction {
    Show {
        instance: InstanceId,
    },
    Set {
        instance: InstanceId,
        file: PathBuf,
        #[arg(long)]
        allow_uncovered: bool,
        #[command(flatten)]
        change: ProvenArgs,
    },
    Rotate {
        instance: InstanceId,
        #[arg(required_unless_present = "finish")]
        file: Option<PathBuf>,
        #[arg(long)]
        finish: bool,
        #[arg(long, value_name = "FILE")]
        crl: Option<PathBuf>,
        #[command(flatten)]
        change: ProvenArgs,
    },
    Clear {
        instance: InstanceId,
        #[command(flatten)]
        change: ChangeArgs,
    },
}

pub(super) async fn run(app: &App, action: CaAction) -> Result<Ending, Failure> {
    match action {
        CaAction::Show { instance } => {
            show::ssl(app, &instance, table::client_ca, json::client_ca).await
        }
        CaAction::Set {
            instance,
            file,
            allow_uncovered,
            change,
        } => {
            let client_ca = Replace::Set(certificate_files::client_ca(app, &file)?);
            let policy = Policy {
                client_ca: Some(client_ca),
                crl_care: certificate_files::crl_care(allow_uncovered),
                ..Policy::default()
            };
            change.carry_out(app, vec![instance], policy).await
        }
        CaAction::Rotate {
            instance,
            file,
            finish,
            crl,
            change,
        } => {
            if finish && file.is_none() && change.change.wait_ready {
                return Err(Failure::usage(text!("ca-remains-unsaid"))
                    .because(text!("ca-remains-unsaid-why"))
                    .next(text!("ca-which-remains-next", instance = &instance)));
            }
            let crl = crl.map(|path| certificate_files::crl(&path)).transpose()?;
            let (rotation, next) = if let Some(path) = file {
                let named = certificate_files::client_ca(app, &path)?;
                if finish {
                    (Rotation::Finish(Remains::Named(named)), None)
                } else {
                    let path = path.to_string_lossy();
                    let file = shell_words::quote(&path);
                    let next = text!("ca-rotate-next", instance = &instance, file = file);
                    (Rotation::Begin(named), Some(next))
                }
            } else {
                let added = rollback::latest_ca_exchange(&app.context().await?, &instance);
                (Rotation::Finish(Remains::Added(added)), None)
            };
            let policy = Policy {
                rotation: Some(rotation),
                crl: crl.map(Replace::Set),
                crl_care: CrlCare::Checked,
                ..Policy::default()
            };
            let (change, proof) = (&change.change, Some(&change.proof));
            let job = ChangeJob::named(app, change, proof, vec![instance], policy).await?;
            ChangeJob { next, ..job }.carry_out(app, change).await
        }
        CaAction::Clear { instance, change } => {
            let policy = Policy {
                client_ca: Some(Replace::Clear),
                // A revocation list is nothing without its CA.
                crl: Some(Replace::Clear),
                ..Policy::default()
            };
            change.carry_out(app, vec![instance], policy).await
        }
    }
}
