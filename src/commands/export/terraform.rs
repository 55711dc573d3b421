//! `forcessl export terraform`.

use crate::commands::app::App;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Shown;
use crate::domain::instance::InstanceId;
use crate::domain::verdict::unreadable;
use crate::failure;
use crate::ops::observe::observe;
use crate::report::{Format, json, terraform};

#[derive(Debug, clap::Args)]
pub(super) struct TerraformArgs {
    instance: InstanceId,
    #[arg(long)]
    show_secrets: bool,
}

pub(super) async fn run(app: &App, args: TerraformArgs) -> Result<Ending, Failure> {
    let posture = observe(&app.context().await?, &args.instance, None).await;
    if let Some(missing) = unreadable(&posture) {
        return Err(failure::unread(&args.instance, missing));
    }
    let shown = if args.show_secrets {
        Shown::Raw
    } else {
        Shown::Redacted
    };
    let text = terraform::terraform(&posture, shown);
    app.terminal.document(&match app.terminal.format() {
        Format::Table => text,
        Format::Json => json::document_text(&args.instance, "terraform", &text),
    });
    Ok(Ending::Done)
}
