//! `forcessl export`: writes files for other tools.

use clap::Subcommand;

use super::app::App;
use super::options::words::{Words, one_of};
use super::output::show::readable;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Shown;
use crate::domain::instance::InstanceId;
use crate::domain::ram_policy::{Purpose, Scope, document};
use crate::report::{self, Format, json};
use crate::text;

#[derive(Debug, Subcommand)]
pub(super) enum ExportAction {
    Terraform(TerraformArgs),
    RamPolicy(RamPolicyArgs),
}

pub(super) async fn run(app: &App, action: ExportAction) -> Result<Ending, Failure> {
    match action {
        ExportAction::Terraform(args) => terraform(app, args).await,
        ExportAction::RamPolicy(args) => ram_policy(app, args),
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct TerraformArgs {
    instance: InstanceId,
    #[arg(long)]
    show_secrets: bool,
}

async fn terraform(app: &App, args: TerraformArgs) -> Result<Ending, Failure> {
    let posture = readable(app, &args.instance).await?;
    let shown = if args.show_secrets {
        Shown::Raw
    } else {
        Shown::Redacted
    };
    let text = report::terraform::terraform(&posture, shown, app.terminal.page().language);
    app.terminal.document(&match app.terminal.format() {
        Format::Table => text,
        Format::Json => json::document_text(&args.instance, "terraform", &text),
    });
    Ok(Ending::Done)
}

#[derive(Debug, clap::Args)]
pub(super) struct RamPolicyArgs {
    #[arg(value_parser = one_of(PURPOSES))]
    purpose: Purpose,
    #[arg(long = "instance", value_name = "ID")]
    instances: Vec<InstanceId>,
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    #[arg(long)]
    sweep: bool,
}

const PURPOSES: Words<Purpose> = &[
    ("audit", Purpose::Audit),
    ("enforce", Purpose::Enforce),
    ("guard", Purpose::Guard),
];

fn ram_policy(app: &App, args: RamPolicyArgs) -> Result<Ending, Failure> {
    if let Some(account) = &args.account
        && (account.is_empty() || !account.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(
            Failure::usage(text!("ram-policy-account", account = account))
                .because(text!("ram-policy-account-why"))
                .next(text!("ram-policy-account-next")),
        );
    }
    let scope = Scope {
        region: app.global.region.first().cloned(),
        account: args.account,
        instances: args.instances,
        sweep: args.sweep,
    };
    app.terminal
        .answer(&json::ram_policy(&document(args.purpose, &scope)));
    Ok(Ending::Done)
}
