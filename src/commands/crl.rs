//! `forcessl crl`.

use std::path::PathBuf;

use clap::Subcommand;

use super::app::App;
use super::change::{self, ChangeArgs, ChangeJob, ProofArgs};
use super::show;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::policy::Policy;
use crate::domain::ssl::Replace;
use crate::report::{json, table};

/// Show or change the revocation list of client certificates
#[derive(Debug, clap::Args)]
pub(super) struct CrlArgs {
    #[command(subcommand)]
    action: CrlAction,
}

#[derive(Debug, Subcommand)]
enum CrlAction {
    /// Show the revocation list
    Show {
        /// Instance to show
        instance: InstanceId,
    },
    /// Set or replace the revocation list
    ///
    /// The list has to be one that the server uses for the client CA that is set, current, and not
    /// older than the installed one. A bundle of client CAs needs a list of each: the server
    /// refuses every client of a CA without one.
    Set {
        /// Instance to change
        instance: InstanceId,
        /// PEM file with the list, or the lists of several CAs; - for stdin
        file: PathBuf,
        /// Go on although a client CA has no list, or none that can be judged, and its clients
        /// will be refused
        #[arg(long)]
        allow_uncovered: bool,
        /// Go on although the new list leaves out what the installed one revokes
        #[arg(long)]
        allow_unrevoking: bool,
        #[command(flatten)]
        change: ChangeArgs,
        #[command(flatten)]
        proof: ProofArgs,
    },
    /// Clear the revocation list: revoked certificates are let in again
    Clear {
        /// Instance to change
        instance: InstanceId,
        #[command(flatten)]
        change: ChangeArgs,
    },
}

pub(super) async fn run(app: &App, args: CrlArgs) -> Result<Ending, Failure> {
    let (instance, policy, change, proof) = match args.action {
        CrlAction::Show { instance } => {
            return show::ssl(app, &instance, table::crl, json::crl).await;
        }
        CrlAction::Set {
            instance,
            file,
            allow_uncovered,
            allow_unrevoking,
            change,
            proof,
        } => {
            let policy = Policy {
                crl: Some(Replace::Set(change::crl(&file)?)),
                crl_care: change::crl_care(allow_uncovered),
                allow_unrevoking,
                ..Policy::default()
            };
            (instance, policy, change, Some(proof))
        }
        CrlAction::Clear { instance, change } => {
            let policy = Policy {
                crl: Some(Replace::Clear),
                ..Policy::default()
            };
            (instance, policy, change, None)
        }
    };
    let mut wanted = ChangeJob::named(app, &change, vec![instance], policy).await?;
    if let Some(proof) = proof {
        wanted = wanted.proven(&proof)?;
    }
    wanted.carry_out(app, &change).await
}
