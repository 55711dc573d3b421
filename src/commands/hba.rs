//! `forcessl hba`.

mod explain;
pub(super) mod file;
mod history;

use std::path::PathBuf;

use clap::Subcommand;

use super::app::App;
use super::change::{ChangeArgs, ChangeJob, ProofArgs};
use super::wanted::StrategyArg;
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{Exception, HbaState, exposure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{HbaGoal, Policy};
use crate::domain::posture::Reading;
use crate::domain::verdict::{Thresholds, judge, knowledge, unsupported};
use crate::failure;
use crate::ops::observe::observe;
use crate::report::{Format, json, table};
use crate::text;

#[derive(Debug, clap::Args)]
pub(super) struct HbaArgs {
    #[command(subcommand)]
    action: HbaAction,
}

#[derive(Debug, Subcommand)]
enum HbaAction {
    List {
        instance: InstanceId,
    },
    Harden {
        #[arg(required = true, value_name = "INSTANCE")]
        instances: Vec<InstanceId>,
        #[arg(long, value_enum, default_value = "convert")]
        strategy: StrategyArg,
        #[arg(long, value_name = "WHO")]
        except: Vec<Exception>,
        #[command(flatten)]
        change: ChangeArgs,
        #[command(flatten)]
        proof: ProofArgs,
    },
    Apply {
        instance: InstanceId,
        file: PathBuf,
        #[command(flatten)]
        change: ChangeArgs,
        #[command(flatten)]
        proof: ProofArgs,
    },
    Export {
        instance: InstanceId,
        file: Option<PathBuf>,
        #[arg(long)]
        show_secrets: bool,
        #[arg(long, requires = "file")]
        force: bool,
    },
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
        change: ChangeArgs,
        #[command(flatten)]
        proof: ProofArgs,
    },
}

pub(super) async fn run(app: &App, args: HbaArgs) -> Result<Ending, Failure> {
    match args.action {
        HbaAction::List { instance } => list(app, &instance).await,
        HbaAction::Harden {
            instances,
            strategy,
            except,
            change,
            proof,
        } => {
            let policy = Policy {
                hba: Some(HbaGoal::Hardened {
                    strategy: strategy.into(),
                    exceptions: except,
                }),
                ..Policy::default()
            };
            carry_out(app, instances, policy, &change, &proof).await
        }
        HbaAction::Apply {
            instance,
            file,
            change,
            proof,
        } => {
            let policy = exactly(file::read(&file)?);
            carry_out(app, vec![instance], policy, &change, &proof).await
        }
        HbaAction::Export {
            instance,
            file,
            show_secrets,
            force,
        } => {
            let context = app.context().await?;
            let hba = records(&context, &instance).await?;
            file::export(app, &instance, &hba, file.as_deref(), show_secrets, force)
        }
        HbaAction::Explain(args) => explain::run(app, args).await,
        HbaAction::History { instance, since } => {
            history::show(app, &instance, since.as_deref()).await
        }
        HbaAction::Restore {
            instance,
            at,
            change,
            proof,
        } => {
            let policy = exactly(history::records_at(app, &instance, &at).await?);
            carry_out(app, vec![instance], policy, &change, &proof).await
        }
    }
}

async fn carry_out(
    app: &App,
    instances: Vec<InstanceId>,
    policy: Policy,
    change: &ChangeArgs,
    proof: &ProofArgs,
) -> Result<Ending, Failure> {
    ChangeJob::named(app, change, instances, policy)
        .await?
        .proven(proof)?
        .carry_out(app, change)
        .await
}

/// The wish for exactly these records.
fn exactly(records: Vec<crate::domain::hba::Record>) -> Policy {
    Policy {
        hba: Some(HbaGoal::Exactly(records)),
        ..Policy::default()
    }
}

async fn records(context: &Context, id: &InstanceId) -> Result<HbaState, Failure> {
    context
        .cloud
        .hba(id)
        .await
        .map_err(|error| failure::api(text!("hba-unread", id = id), &error))
}

async fn list(app: &App, id: &InstanceId) -> Result<Ending, Failure> {
    let posture = observe(&app.context().await?, id, None).await;
    let hba = match &posture.hba {
        Reading::Known(hba) => hba,
        Reading::Unreadable(missing) => return Err(failure::unread(id, missing)),
        Reading::NotAsked => {
            let why = posture.instance.known().and_then(unsupported);
            let failure = Failure::new(Ending::Blocked, text!("hba-none-to-list", id = id));
            return Err(match why {
                Some(why) => failure.because(why),
                None => failure,
            });
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
