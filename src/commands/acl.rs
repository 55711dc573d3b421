//! `forcessl acl`.

use clap::Subcommand;

use super::change::{self, Change, ChangeArgs};
use super::session::Session;
use crate::domain::acl::Acl;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::Policy;
use crate::failure;
use crate::report::{Format, json, table};

/// Show or change the client ACL
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the ACL for ordinary and for replication connections
    Show {
        /// Instance to show
        instance: InstanceId,
    },
    /// Set the ACL: prefer, verify-ca, verify-full or cert
    Set {
        /// Instance to change
        instance: InstanceId,
        /// ACL mode: prefer, verify-ca, verify-full or cert
        mode: Acl,
        /// ACL mode for replication connections [default: the same]
        #[arg(long, value_name = "MODE")]
        replication: Option<Acl>,
        #[command(flatten)]
        change: ChangeArgs,
    },
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    match args.action {
        Action::Show { instance } => show(session, &instance).await,
        Action::Set {
            instance,
            mode,
            replication,
            change,
        } => {
            let policy = Policy {
                acl: Some(mode),
                replication_acl: Some(replication.unwrap_or(mode)),
                ..Policy::default()
            };
            change::carry_out(session, &change, Change::of(vec![instance], policy)).await
        }
    }
}

async fn show(session: &Session, id: &InstanceId) -> Result<Ending, Failure> {
    let context = session.context().await?;
    let ssl = context
        .cloud
        .ssl(id)
        .await
        .map_err(|error| failure::api(format!("could not read the ACL of `{id}`"), &error))?;
    let terminal = &session.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::acl(id, &ssl, terminal.page()),
        Format::Json => json::acl(id, &ssl),
    });
    Ok(Ending::Done)
}
