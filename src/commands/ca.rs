//! `forcessl ca`.

use std::path::PathBuf;

use clap::Subcommand;

use super::change::{self, Change, ChangeArgs};
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::Policy;
use crate::domain::ssl::Replace;
use crate::failure;
use crate::report::{Format, json, table};

/// Show or change the client CA
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the client CA
    Show {
        /// Instance to show
        instance: InstanceId,
    },
    /// Set or replace the client CA
    Set {
        /// Instance to change
        instance: InstanceId,
        /// PEM file with the CA's certificate, or - for stdin
        file: PathBuf,
        #[command(flatten)]
        change: ChangeArgs,
    },
    /// Clear the client CA: client certificates are not checked any more
    Clear {
        /// Instance to change
        instance: InstanceId,
        #[command(flatten)]
        change: ChangeArgs,
    },
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let (instance, replace, change) = match args.action {
        Action::Show { instance } => return show(session, &instance).await,
        Action::Set {
            instance,
            file,
            change,
        } => (
            instance,
            Replace::Set(change::client_ca(session, &file)?),
            change,
        ),
        Action::Clear { instance, change } => (instance, Replace::Clear, change),
    };
    let policy = Policy {
        client_ca: Some(replace),
        ..Policy::default()
    };
    change::carry_out(session, &change, Change::of(vec![instance], policy)).await
}

async fn show(session: &Session, id: &InstanceId) -> Result<Ending, Failure> {
    let context = session.context().await?;
    let ssl =
        context.cloud.ssl(id).await.map_err(|error| {
            failure::api(format!("could not read the client CA of `{id}`"), &error)
        })?;
    let terminal = &session.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::client_ca(id, &ssl, terminal.page()),
        Format::Json => json::client_ca(id, &ssl),
    });
    Ok(Ending::Done)
}
