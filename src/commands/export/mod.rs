//! `forcessl export`.

mod ram_policy;
mod terraform;

use clap::Subcommand;

use super::app::App;
use crate::domain::failure::{Ending, Failure};

/// Write files for other tools: Terraform HCL, RAM policies
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write the SSL settings and pg_hba records as HCL for the Terraform provider aliyun/alicloud
    Terraform(terraform::TerraformArgs),
    /// Print a RAM policy with the least rights for a purpose
    RamPolicy(ram_policy::RamPolicyArgs),
}

pub(super) async fn run(app: &App, args: ExportArgs) -> Result<Ending, Failure> {
    match args.what {
        What::Terraform(args) => terraform::run(app, args).await,
        What::RamPolicy(args) => ram_policy::run(app, args),
    }
}
