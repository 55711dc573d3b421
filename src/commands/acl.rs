//! `forcessl acl`: shows or changes the client ACL.

use clap::Subcommand;

use super::app::App;
use super::change::ProvenArgs;
use super::output::show;
use crate::domain::acl::Acl;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{AclGoal, Policy};
use crate::report::{json, table};

#[derive(Debug, Subcommand)]
pub(super) enum AclAction {
    Show {
        instance: InstanceId,
    },
    Set {
        instance: InstanceId,
        mode: Acl,
        #[arg(long, value_name = "MODE")]
        replication: Option<Acl>,
        #[command(flatten)]
        change: ProvenArgs,
    },
}

pub(super) async fn run(app: &App, action: AclAction) -> Result<Ending, Failure> {
    match action {
        AclAction::Show { instance } => show::ssl(app, &instance, table::acl, json::acl).await,
        AclAction::Set {
            instance,
            mode,
            replication,
            change,
        } => {
            let policy = Policy {
                acl: Some(AclGoal::Exactly(mode)),
                replication_acl: Some(AclGoal::Exactly(replication.unwrap_or(mode))),
                ..Policy::default()
            };
            change.carry_out(app, vec![instance], policy).await
        }
    }
}
