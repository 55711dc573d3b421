//! `forcessl export ram-policy`.

use crate::commands::app::App;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::ram_policy::{Purpose, Scope, document};
use crate::report::json;
use crate::text;

#[derive(Debug, clap::Args)]
pub(super) struct RamPolicyArgs {
    #[arg(value_enum)]
    purpose: PurposeArg,
    #[arg(long = "instance", value_name = "ID")]
    instances: Vec<InstanceId>,
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    #[arg(long)]
    sweep: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum PurposeArg {
    /// Look: check and plan.
    Audit,
    /// Look and change: enforce.
    Enforce,
    /// Forbid switching SSL off.
    Guard,
}

pub(super) fn run(app: &App, args: RamPolicyArgs) -> Result<Ending, Failure> {
    if let Some(account) = &args.account
        && (account.is_empty() || !account.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(Failure::new(
            Ending::Usage,
            text!("ram-policy-account", account = account),
        )
        .because(text!("ram-policy-account-why"))
        .next(text!("ram-policy-account-next")));
    }
    let scope = Scope {
        region: app.global.region.first().cloned(),
        account: args.account,
        instances: args.instances,
        sweep: args.sweep,
    };
    let purpose = match args.purpose {
        PurposeArg::Audit => Purpose::Audit,
        PurposeArg::Enforce => Purpose::Enforce,
        PurposeArg::Guard => Purpose::Guard,
    };
    app.terminal
        .answer(&json::ram_policy(&document(purpose, &scope)));
    Ok(Ending::Done)
}
