//! The flags that say which login live connections name.

use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;

use super::global::limit;
use crate::domain::proof::ProbeLogin;
use crate::ops::observe::Probing;

#[derive(Debug, clap::Args)]
pub(crate) struct LoginArgs {
    #[arg(long, value_name = "USER", default_value = "forcessl_probe", env = "FORCESSL_USER",
        value_parser = NonEmptyStringValueParser::new())]
    pub(crate) user: Vec<String>,
    #[arg(long, value_name = "DATABASE", default_value = "postgres", env = "FORCESSL_DATABASE",
        value_parser = NonEmptyStringValueParser::new())]
    pub(crate) database: Vec<String>,
    #[arg(long, value_name = "DURATION", default_value = "3s", env = "FORCESSL_PROBE_TIMEOUT",
        value_parser = limit)]
    pub(crate) probe_timeout: Duration,
}

/// The user that is named unless told otherwise: no record is likely to list it.
const PROBE_USER: &str = "forcessl_probe";

impl LoginArgs {
    /// As [`Self::probing`]; the holder of a certificate is named where no user was.
    pub(crate) fn probing_as(&self, holder: Option<String>) -> Probing {
        let mut probing = self.probing();
        if let Some(holder) = holder.filter(|_| self.user == [PROBE_USER]) {
            for login in &mut probing.logins {
                login.user.clone_from(&holder);
            }
        }
        probing
    }

    /// Every user with every database, and as a replication client.
    pub(crate) fn probing(&self) -> Probing {
        Probing {
            timeout: self.probe_timeout,
            ..Probing::of(self.logins(true))
        }
    }

    /// Every user with every database; with `replication` each user as a replication client too.
    pub(crate) fn logins(&self, replication: bool) -> Vec<ProbeLogin> {
        let login = |user: &String, database: &str, replication| ProbeLogin {
            user: user.clone(),
            database: database.to_owned(),
            replication,
        };
        self.user
            .iter()
            .flat_map(|user| {
                let ordinary = self
                    .database
                    .iter()
                    .map(move |database| login(user, database, false));
                ordinary.chain(replication.then(|| {
                    let database = self.database.first().map_or("", String::as_str);
                    login(user, database, true)
                }))
            })
            .collect()
    }
}
