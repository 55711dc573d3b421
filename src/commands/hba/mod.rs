//! `forcessl hba`: shows and changes the pg_hba records.

mod explain;
mod export;
mod history;

use std::path::PathBuf;

use clap::Subcommand;

use super::app::App;
use super::change::ProvenArgs;
use super::options::records_file;
use super::options::wanted::STRATEGIES;
use super::options::words::one_of;
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{Exception, HbaState, Record, Strategy, exposure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{HbaGoal, Policy, Restored};
use crate::domain::posture::Reading;
use crate::domain::verdict::{Thresholds, judge, knowledge, unsupported};
use crate::failure;
use crate::ops::observe::observe;
use crate::report::{Format, json, table};
use crate::text;

#[derive(Debug, Subcommand)]
pub(super) enum HbaAction {
    List {
        instance: InstanceId,
    },
    Harden {
        #[arg(required = true, value_name = "INSTANCE")]
        instances: Vec<InstanceId>,
        #[arg(long, default_value = "convert", value_parser = one_of(STRATEGIES))]
        strategy: Strategy,
        #[arg(long, value_name = "WHO")]
        except: Vec<Exception>,
        #[command(flatten)]
        change: ProvenArgs,
    },
    Apply {
        instance: InstanceId,
        file: PathBuf,
        #[command(flatten)]
        change: ProvenArgs,
    },
    Export(export::HbaExportArgs),
    Explain(explain::HbaExplainArgs),
    History {
        instance: InstanceId,
        #[arg(long, value_name = "TIME")]
        since: Option<String>,
    },
    Restore {
        instance: InstanceId,
        #[arg(long, value_name = "TIME|ID")]
        at: String,
        #[command(flatten)]
        change: ProvenArgs,
    },
}

pub(super) async fn run(app: &App, action: HbaAction) -> Result<Ending, Failure> {
    match action {
        HbaAction::List { instance } => list(app, &instance).await,
        HbaAction::Harden {
            instances,
            strategy,
            except,
            change,
        } => {
            let policy = Policy {
                hba: Some(HbaGoal::Hardened {
                    strategy,
                    exceptions: except,
                }),
                ..Policy::default()
            };
            change.carry_out(app, instances, policy).await
        }
        HbaAction::Apply {
            instance,
            file,
            change,
        } => {
            let policy = exactly(records_file::read(&file)?);
            change.carry_out(app, vec![instance], policy).await
        }
        HbaAction::Export(args) => export::run(app, args).await,
        HbaAction::Explain(args) => explain::run(app, args).await,
        HbaAction::History { instance, since } => {
            history::show(app, &instance, since.as_deref()).await
        }
        HbaAction::Restore {
            instance,
            at,
            change,
        } => {
            let records = history::records_at(app, &instance, &at).await?;
            let policy = Policy {
                restores: Some(Restored::Logged),
                ..exactly(records)
            };
            change.carry_out(app, vec![instance], policy).await
        }
    }
}

/// The wish for exactly these records.
fn exactly(records: Vec<Record>) -> Policy {
    Policy {
        hba: Some(HbaGoal::Exactly(records)),
        ..Policy::default()
    }
}

async fn records(context: &Context, id: &InstanceId) -> Result<HbaState, Failure> {
    let read = context.cloud.hba(id).await;
    read.map_err(|error| failure::api(text!("hba-unread", id = id), &error))
}

async fn list(app: &App, id: &InstanceId) -> Result<Ending, Failure> {
    let posture = observe(&app.context().await?, id, None).await;
    let hba = match &posture.hba {
        Reading::Known(hba) => hba,
        Reading::Unreadable(missing) => return Err(failure::unread(id, missing)),
        Reading::NotAsked => {
            let why = posture.instance.known().and_then(unsupported);
            let failure = Failure::blocked(text!("hba-none-to-list", id = id));
            return Err(why.into_iter().fold(failure, Failure::because));
        }
    };
    // As check judges them: by the version of the instance, and with what the ACL does to them.
    let judgement = judge(&posture, Thresholds::default());
    let exposed = judgement
        .exposure
        .unwrap_or_else(|| exposure(&hba.in_force().0, &knowledge(&posture)));
    let terminal = &app.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::records(&posture, hba, &exposed, terminal.page()),
        Format::Json => json::records(id, hba, &exposed),
    });
    Ok(Ending::Done)
}
