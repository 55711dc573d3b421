//! The actions: each reads its parameters, looks at the state, and answers or asks for a change.
//!
//! Actions are pure: they are given the state, and the gateway carries out what they ask for. The
//! shapes follow the vendor's, quirks included: scalars are text, "no value" is written in three
//! ways, lists have an inner name.

mod accounts;
mod attribute;
mod hba;
mod hba_write;
mod identity;
mod instances;
mod network;
mod regions;
mod ssl;
mod ssl_write;

pub(crate) use identity::ACCOUNT;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::answer::{Refusal, bad};
use super::certificates::SandboxCa;
use super::state::State;
use super::state::change::NewSettings;
use super::state::instance::SandboxInstance;
use crate::cloud::rpc::signature::Parameters;

/// What an action is given beside the state.
pub(crate) struct Call<'a> {
    /// Query and form parameters.
    pub(crate) parameters: &'a Parameters,
    /// The time.
    pub(crate) now: DateTime<Utc>,
    /// `HOST:PORT` of this gateway.
    pub(crate) address: &'a str,
    /// The access key that signed.
    pub(crate) key_id: &'a str,
    /// Who issues server certificates.
    pub(crate) authority: &'a SandboxCa,
    /// Whether settings that need each other are refused in one call.
    pub(crate) refuse_combined: bool,
    /// The regions whose endpoint is not there.
    pub(crate) dead: &'a [String],
}

/// What an action comes to.
pub(crate) enum Reply {
    /// This, without `RequestId`.
    Read(Value),
    /// A change of that instance begins.
    Begin {
        /// The instance.
        instance_id: String,
        /// What it puts into force.
        target: NewSettings,
        /// Whether the database restarts.
        restart: bool,
    },
}

/// The function behind an action.
type Run = fn(&Call<'_>, &State) -> Result<Reply, Refusal>;

/// One action.
pub(crate) struct Action {
    /// Its name.
    pub(crate) name: &'static str,
    /// The API version it belongs to.
    pub(crate) version: &'static str,
    /// Whether it changes something.
    pub(crate) write: bool,
    /// What it does.
    pub(crate) run: Run,
}

/// The RDS API.
pub(crate) const RDS: &str = "2014-08-15";
const STS: &str = "2015-04-01";

const fn read(name: &'static str, run: Run) -> Action {
    Action {
        name,
        version: RDS,
        write: false,
        run,
    }
}

const fn write(name: &'static str, run: Run) -> Action {
    Action {
        name,
        version: RDS,
        write: true,
        run,
    }
}

/// Every action this gateway knows.
static ACTIONS: [Action; 13] = [
    read("DescribeRegions", regions::describe),
    read("DescribeDBInstances", instances::describe),
    read("DescribeDBInstanceAttribute", attribute::describe),
    read("DescribeDBInstanceNetInfo", network::describe_endpoints),
    read("DescribeDBInstanceIPArrayList", network::describe_whitelist),
    read("DescribeDBProxy", network::describe_proxy),
    read("DescribeDBInstanceSSL", ssl::describe),
    write("ModifyDBInstanceSSL", ssl_write::modify),
    read("DescribePGHbaConfig", hba::describe),
    read("DescribeModifyPGHbaConfigLog", hba::describe_log),
    write("ModifyPGHbaConfig", hba_write::modify),
    read("DescribeAccounts", accounts::describe),
    Action {
        name: "GetCallerIdentity",
        version: STS,
        write: false,
        run: identity::caller,
    },
];

/// The action of that name and version.
///
/// # Errors
/// `InvalidAction.NotFound` or `NoSuchVersion`.
pub(crate) fn find(name: &str, version: &str) -> Result<&'static Action, Refusal> {
    if !ACTIONS.iter().any(|action| action.version == version) {
        return Err(bad(
            "NoSuchVersion",
            "The specified version does not exist.",
        ));
    }
    ACTIONS
        .iter()
        .find(|action| action.name == name && action.version == version)
        .ok_or_else(|| {
            Refusal::new(
                404,
                "InvalidAction.NotFound",
                "Specified api is not found, please check your url and method.",
            )
        })
}

impl Call<'_> {
    /// A parameter; an empty one counts as not sent.
    pub(crate) fn optional(&self, name: &str) -> Option<&str> {
        self.parameters
            .get(name)
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }

    /// A parameter that must be there.
    ///
    /// # Errors
    /// `MissingParameter`.
    pub(crate) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.optional(name).ok_or_else(|| Refusal::missing(name))
    }

    /// A number within bounds, or what stands for none.
    ///
    /// # Errors
    /// `Invalid<Name>.Format`, as for any malformed parameter.
    pub(crate) fn number(&self, name: &str, default: usize, most: usize) -> Result<usize, Refusal> {
        let Some(text) = self.optional(name) else {
            return Ok(default);
        };
        match text.parse() {
            Ok(number) if (1..=most).contains(&number) => Ok(number),
            _ => Err(Refusal::malformed(name)),
        }
    }

    /// A flattened list of objects: `HbaItem.1.Type` is member `Type` of item 1. Members without
    /// a number are left out; the order is that of the numbers.
    pub(crate) fn items(&self, name: &str) -> Vec<BTreeMap<&str, &str>> {
        let mut items = BTreeMap::<u32, BTreeMap<&str, &str>>::new();
        for (key, value) in self.parameters {
            let found = key
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix('.'))
                .and_then(|rest| rest.split_once('.'))
                .and_then(|(number, member)| Some((number.parse::<u32>().ok()?, member)));
            if let Some((number, member)) = found {
                items.entry(number).or_default().insert(member, value);
            }
        }
        items.into_values().collect()
    }

    /// The instance that `DBInstanceId` names.
    ///
    /// # Errors
    /// `MissingParameter`, or that code with that status when there is none: the actions differ
    /// in both.
    pub(crate) fn instance<'s>(
        &self,
        state: &'s State,
        status: u16,
        code: &'static str,
    ) -> Result<&'s SandboxInstance, Refusal> {
        let id = self.required("DBInstanceId")?;
        state
            .instance(id)
            .ok_or_else(|| Refusal::new(status, code, "The specified instance is not found."))
    }
}

#[cfg(test)]
pub(crate) mod tests;
