//! `forcessl export`.

use clap::Subcommand;

use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Shown;
use crate::domain::instance::InstanceId;
use crate::failure;
use crate::ops::enforce::unreadable;
use crate::ops::observe::observe;
use crate::report::terraform;

/// Write the live state for other tools
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write the SSL settings and pg_hba records as HCL for the Terraform provider aliyun/alicloud
    ///
    /// The attributes equal the live state, so that a plan of Terraform finds nothing to change. What
    /// that provider cannot express stands in comments.
    Terraform {
        /// Instance to read
        instance: InstanceId,
        /// Write `pg_hba` options with passwords as they are, instead of a variable
        #[arg(long)]
        show_secrets: bool,
    },
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    match args.what {
        What::Terraform {
            instance,
            show_secrets,
        } => {
            let posture = observe(&session.context().await?, &instance, None).await;
            if let Some(missing) = unreadable(&posture) {
                return Err(failure::unread(&instance, missing));
            }
            let shown = if show_secrets {
                Shown::Raw
            } else {
                Shown::Redacted
            };
            session
                .terminal
                .answer(&terraform::terraform(&posture, shown));
            Ok(Ending::Done)
        }
    }
}
