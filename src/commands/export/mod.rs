//! `forcessl export`.

mod ram_policy;
mod terraform;

use clap::Subcommand;

use super::session::Session;
use crate::domain::failure::{Ending, Failure};

/// Write documents for other tools: HCL, RAM policies
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write the SSL settings and pg_hba records as HCL for the Terraform provider aliyun/alicloud
    Terraform(terraform::Args),
    /// Print a RAM policy with the least rights for a purpose
    RamPolicy(ram_policy::Args),
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    match args.what {
        What::Terraform(args) => terraform::run(session, args).await,
        What::RamPolicy(args) => ram_policy::run(session, args),
    }
}
