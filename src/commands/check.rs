//! `forcessl check`.

use std::time::Duration;

use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::finding::Severity;
use crate::domain::instance::InstanceId;
use crate::domain::outcome::Audited;
use crate::domain::verdict::{Thresholds, Verdict};
use crate::failure;
use crate::ops::audit::audit;
use crate::ops::enforce::unreadable;
use crate::ops::observe::Probing;
use crate::report::{Format, json, table};

/// Tell whether clients without SSL are refused, and who still gets in
///
/// Reads the SSL settings, both ACLs and every pg_hba record, tries a live plaintext and a live SSL
/// connection where the endpoint can be reached, and judges. Sends no password and changes nothing.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Instances to check
    #[arg(required = true, value_name = "INSTANCE")]
    instances: Vec<InstanceId>,
    /// Try no live connections
    #[arg(long)]
    no_probe: bool,
    #[command(flatten)]
    login: LoginArgs,
    /// Days before an expiry becomes a finding
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    expiry_days: i64,
}

/// Which login the live connections name.
#[derive(Debug, clap::Args)]
pub(super) struct LoginArgs {
    /// User that live connections name; it need not exist
    #[arg(
        long,
        value_name = "USER",
        default_value = "forcessl_probe",
        env = "FORCESSL_USER"
    )]
    user: String,
    /// Database that live connections name; it need not exist
    #[arg(
        long,
        value_name = "DATABASE",
        default_value = "postgres",
        env = "FORCESSL_DATABASE"
    )]
    database: String,
    /// Limit for each live connection
    #[arg(long, value_name = "DURATION", default_value = "3s", value_parser = humantime::parse_duration)]
    probe_timeout: Duration,
}

impl LoginArgs {
    pub(super) fn probing(&self) -> Probing {
        Probing {
            user: self.user.clone(),
            database: self.database.clone(),
            timeout: self.probe_timeout,
            ..Probing::default()
        }
    }
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    let context = session.context().await?;
    let probing = (!args.no_probe).then(|| args.login.probing());
    let thresholds = Thresholds {
        expiry_days: args.expiry_days,
    };
    let rows = audit(
        &context,
        &args.instances,
        probing.as_ref(),
        thresholds,
        session.global.parallel,
    )
    .await;
    let terminal = &session.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::check(&rows, terminal.page()),
        Format::Json => json::check(&rows, session.clock.now()),
    });
    let mut worst = Ending::Done;
    for row in &rows {
        let (ending, failed) = ending(row);
        worst = worst.max(ending);
        if let Some(failed) = failed {
            terminal.fail(&failed);
        }
    }
    Ok(worst)
}

/// A deciding part that could not be read is an error of its own, whatever else was found.
fn ending(row: &Audited) -> (Ending, Option<Failure>) {
    let gap = row
        .judgement
        .findings
        .iter()
        .any(|finding| finding.severity == Severity::High);
    let failed = unreadable(&row.posture).map(|part| failure::unread(&row.posture.id, part));
    let ending = match row.judgement.verdict {
        Verdict::Enforced if !gap => Ending::Done,
        Verdict::Enforced | Verdict::Partly | Verdict::Open => Ending::Gaps,
        Verdict::Unsupported => return (Ending::Blocked, None),
        Verdict::Unknown => Ending::Api,
    };
    match failed {
        Some(failed) if row.judgement.verdict == Verdict::Unknown => (failed.ending, Some(failed)),
        Some(failed) => (ending.max(failed.ending), Some(failed)),
        None => (ending, None),
    }
}
