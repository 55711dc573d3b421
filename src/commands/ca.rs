//! `forcessl ca`.

use std::path::PathBuf;

use clap::Subcommand;

use super::app::App;
use super::change::{ChangeArgs, ProvenArgs};
use super::options::certificate_files;
use super::output::show;
use crate::domain::certificate::{self, Certificate, CertificateError};
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{CrlCare, Policy};
use crate::domain::ssl::{Pem, Replace};
use crate::report::{json, table};
use crate::text;

#[derive(Debug, clap::Args)]
pub(super) struct CaArgs {
    #[command(subcommand)]
    action: CaAction,
}

#[derive(Debug, Subcommand)]
enum CaAction {
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

pub(super) async fn run(app: &App, args: CaArgs) -> Result<Ending, Failure> {
    match args.action {
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
            let file = file
                .map(|path| certificate_files::client_ca(app, &path))
                .transpose()?;
            let crl = crl.map(|path| certificate_files::crl(&path)).transpose()?;
            let ssl = show::ssl_state(app, &instance).await?;
            let client_ca = match (file, finish) {
                (Some(new), false) => joined(&instance, ssl.client_ca.as_ref(), &new)?,
                (named, _) => remaining(app, &instance, ssl.client_ca.as_ref(), named.as_ref())?,
            };
            let crl = match (crl, &ssl.crl) {
                (Some(added), Some(installed)) => {
                    Some(joined_lists(&instance, installed, &added, &client_ca)?)
                }
                (crl, _) => crl,
            };
            let policy = Policy {
                client_ca: Some(Replace::Set(client_ca)),
                crl: crl.map(Replace::Set),
                crl_care: CrlCare::Checked,
                ..Policy::default()
            };
            change.carry_out(app, vec![instance], policy).await
        }
        CaAction::Clear { instance, change } => {
            let policy = Policy {
                client_ca: Some(Replace::Clear),
                ..Policy::default()
            };
            change.carry_out(app, vec![instance], policy).await
        }
    }
}

fn unreadable(instance: &InstanceId, error: &CertificateError) -> Failure {
    Failure::blocked(text!("ca-not-joined", instance = instance))
        .because(error.text())
        .next(text!("ca-not-joined-next", instance = instance))
}

fn nothing_installed(instance: &InstanceId) -> Failure {
    Failure::blocked(text!("ca-none-to-rotate", instance = instance))
        .next(text!("ca-none-to-rotate-next", instance = instance))
}

/// The CAs of a text.
fn parsed(instance: &InstanceId, pem: &Pem) -> Result<Vec<Certificate>, Failure> {
    certificate::parse_chain(pem.as_str()).map_err(|error| unreadable(instance, &error))
}

/// Old and new client CA together.
fn joined(instance: &InstanceId, installed: Option<&Pem>, new: &Pem) -> Result<Pem, Failure> {
    let installed = installed.ok_or_else(|| nothing_installed(instance))?;
    let (old, added) = (parsed(instance, installed)?, parsed(instance, new)?);
    let is_twin = |new: &Certificate, old: &Certificate| {
        old.subject == new.subject && old.sha256 != new.sha256
    };
    let twin = |new: &&Certificate| old.iter().any(|old| is_twin(new, old));
    if let Some(twin) = added.iter().find(twin) {
        let what = text!("ca-same-name", subject = &twin.subject);
        return Err(Failure::usage(what)
            .because(text!("ca-same-name-why"))
            .next(text!("ca-same-name-next")));
    }
    pem(
        instance,
        certificate::join_client_cas(installed.as_str(), new.as_str()),
    )
}

fn pem(instance: &InstanceId, text: Result<String, CertificateError>) -> Result<Pem, Failure> {
    let text = text.map_err(|error| unreadable(instance, &error))?;
    Pem::new(&text).ok_or_else(|| nothing_installed(instance))
}

/// The added revocation lists beside the installed ones of the other client CAs.
fn joined_lists(
    instance: &InstanceId,
    installed: &Pem,
    added: &Pem,
    client_ca: &Pem,
) -> Result<Pem, Failure> {
    certificate::join_crls(installed.as_str(), added.as_str(), client_ca.as_str())
        .ok()
        .and_then(|text| Pem::new(&text))
        .ok_or_else(|| {
            Failure::blocked(text!("ca-lists-not-joined", instance = instance))
                .next(text!("ca-lists-not-joined-next", instance = instance))
        })
}

/// What remains after the old client CA is gone; says so.
fn remaining(
    app: &App,
    instance: &InstanceId,
    installed: Option<&Pem>,
    named: Option<&Pem>,
) -> Result<Pem, Failure> {
    let installed = installed.ok_or_else(|| nothing_installed(instance))?;
    let now = parsed(instance, installed)?;
    let keep = match named {
        Some(named) => parsed(instance, named)?,
        None if now.len() > 2 => {
            let what = text!("ca-which-remains", instance = instance, count = now.len());
            let next = text!("ca-which-remains-next", instance = instance);
            return Err(Failure::usage(what).next(next));
        }
        None => now.last().cloned().into_iter().collect(),
    };
    let keep: Vec<String> = keep.into_iter().map(|ca| ca.sha256).collect();
    let is_installed = |wanted: &String| now.iter().any(|ca| ca.sha256 == *wanted);
    if let Some(missing) = keep.iter().find(|wanted| !is_installed(wanted)) {
        let what = text!("ca-not-installed", instance = instance, missing = missing);
        return Err(Failure::blocked(what)
            .because(text!("ca-not-installed-why"))
            .next(text!("ca-not-installed-next", instance = instance)));
    }
    for ca in &now {
        let until = ca.not_after.format("%Y-%m-%d").to_string();
        let subject = &ca.subject;
        app.terminal.say(if keep.contains(&ca.sha256) {
            text!("ca-remains", subject = subject, until = until)
        } else {
            text!("ca-goes", subject = subject, until = until)
        });
    }
    if keep.len() == now.len() {
        return Ok(installed.clone());
    }
    pem(
        instance,
        certificate::keep_client_cas(installed.as_str(), &keep),
    )
}
