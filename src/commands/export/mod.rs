//! `forcessl export`.

mod ram_policy;
mod terraform;

use clap::Subcommand;

use super::app::App;
use crate::domain::failure::{Ending, Failure};

#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Terraform(terraform::TerraformArgs),
    RamPolicy(ram_policy::RamPolicyArgs),
}

pub(super) async fn run(app: &App, args: ExportArgs) -> Result<Ending, Failure> {
    match args.what {
        What::Terraform(args) => terraform::run(app, args).await,
        What::RamPolicy(args) => ram_policy::run(app, args),
    }
}
