//! `forcessl hba`.

use clap::Subcommand;

use super::change::{self, Change, ChangeArgs};
use super::check::LoginArgs;
use super::enforce::StrategyArg;
use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{Exception, Knowledge, exposure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::{HbaGoal, Policy};
use crate::failure;
use crate::report::{Format, json, table};

/// Show or harden the pg_hba records
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the records and what each still admits without SSL
    List {
        /// Instance to show
        instance: InstanceId,
    },
    /// Close plaintext in the records; SSL must be on
    Harden {
        /// Instances to change
        #[arg(required = true, value_name = "INSTANCE")]
        instances: Vec<InstanceId>,
        /// How plaintext is closed
        #[arg(long, value_enum, default_value = "convert")]
        strategy: StrategyArg,
        /// Hole to leave on purpose, as user=…,database=…,address=… (can be repeated)
        #[arg(long, value_name = "WHO")]
        except: Vec<Exception>,
        #[command(flatten)]
        change: ChangeArgs,
        #[command(flatten)]
        login: LoginArgs,
    },
}

pub(super) async fn run(session: &Session, args: Args) -> Result<Ending, Failure> {
    match args.action {
        Action::List { instance } => list(session, &instance).await,
        Action::Harden {
            instances,
            strategy,
            except,
            change,
            login,
        } => {
            let policy = Policy {
                hba: Some(HbaGoal::Hardened {
                    strategy: strategy.into(),
                    exceptions: except,
                }),
                ..Policy::default()
            };
            let wanted = Change {
                probing: Some(login.probing()),
                ..Change::of(instances, policy)
            };
            change::carry_out(session, &change, wanted).await
        }
    }
}

async fn list(session: &Session, id: &InstanceId) -> Result<Ending, Failure> {
    let context = session.context().await?;
    let hba = context.cloud.hba(id).await.map_err(|error| {
        failure::api(
            format!("could not read the pg_hba records of `{id}`"),
            &error,
        )
    })?;
    let exposed = exposure(&hba.in_force().0, &Knowledge::default());
    let terminal = &session.terminal;
    terminal.answer(&match terminal.format() {
        Format::Table => table::records(id, &hba, &exposed, terminal.page()),
        Format::Json => json::records(id, &hba, &exposed),
    });
    Ok(Ending::Done)
}
