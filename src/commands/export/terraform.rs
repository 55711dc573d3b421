//! `forcessl export terraform`.

use crate::commands::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Shown;
use crate::domain::instance::InstanceId;
use crate::domain::verdict::unreadable;
use crate::failure;
use crate::ops::observe::observe;
use crate::report::{Format, json, terraform};

/// Write the SSL settings and pg_hba records as HCL for the Terraform provider aliyun/alicloud
///
/// The attributes equal the live state, so that a plan of Terraform finds nothing to change. What
/// that provider cannot express stands in comments.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Instance to read
    instance: InstanceId,
    /// Write pg_hba options with passwords as they are, instead of a variable
    #[arg(long)]
    show_secrets: bool,
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let posture = observe(&session.context().await?, &args.instance, None).await;
    if let Some(missing) = unreadable(&posture) {
        return Err(failure::unread(&args.instance, missing));
    }
    let shown = if args.show_secrets {
        Shown::Raw
    } else {
        Shown::Redacted
    };
    let text = terraform::terraform(&posture, shown);
    session.terminal.document(&match session.terminal.format() {
        Format::Table => text,
        Format::Json => json::document_text(&args.instance, "terraform", &text),
    });
    Ok(Ending::Done)
}
