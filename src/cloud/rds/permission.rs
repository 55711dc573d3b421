//! Whether an action is allowed, learned by doing it: for the actions that only read.
//!
//! Deliberately absent: asking about writes. Nothing but the write itself would tell.

use super::wire::{Answer, WireError};
use super::{OpenApi, of, parameters};
use crate::cloud::rpc::error::{ApiError, ApiErrorKind};
use crate::cloud::rpc::signature::Parameters;
use crate::domain::diagnosis::Permission;
use crate::domain::instance::{InstanceId, Region};
use crate::domain::ram_policy::{AUDIT_ACTIONS, SWEEP_ACTIONS};
use crate::text;

impl OpenApi {
    /// Asks whether an action is allowed, by sending it when it only reads.
    ///
    /// Actions about one instance are asked about `instance`. Without one they name an id that does
    /// not exist: permissions are checked first, so `InvalidDBInstanceId.NotFound` and its like say
    /// that the action is allowed. Where the policy allows single instances only, the id that does
    /// not exist is denied although those are allowed: then a real one has to be given.
    ///
    /// Source: codes of the RDS OpenAPI, version 2014-08-15; `Forbidden.RAM` and `NoPermission`
    /// for denials.
    pub async fn ask(
        &self,
        action: &str,
        region: Option<&Region>,
        instance: Option<&InstanceId>,
    ) -> Permission {
        if !SWEEP_ACTIONS.contains(&action) && !AUDIT_ACTIONS.contains(&action) {
            return Permission::NotAsked(text!("permission-would-change"));
        }
        let sent = match (action, instance) {
            ("DescribeRegions", _) => Parameters::new(),
            ("DescribeDBInstances", _) => {
                let Some(region) = region else {
                    return Permission::NotAsked(text!("permission-no-region"));
                };
                parameters([
                    ("RegionId", region.as_str()),
                    ("Engine", "PostgreSQL"),
                    ("PageSize", "1"),
                ])
            }
            (_, Some(instance)) => of(instance),
            (_, None) => parameters([("DBInstanceId", NOBODY)]),
        };
        let any = |_: &Answer<'_>| Ok::<(), WireError>(());
        verdict(self.read(action, &sent, any).await)
    }
}

/// An instance id that is well-formed and belongs to nobody.
const NOBODY: &str = "pgm-forcessl0doctor";

fn verdict(asked: Result<(), ApiError>) -> Permission {
    let Err(error) = asked else {
        return Permission::Allowed;
    };
    match error.kind {
        ApiErrorKind::NotFound
        | ApiErrorKind::Unsupported
        | ApiErrorKind::Busy
        | ApiErrorKind::Locked => Permission::Allowed,
        ApiErrorKind::Permission => Permission::Denied(error.text()),
        ApiErrorKind::Credentials
        | ApiErrorKind::Throttled
        | ApiErrorKind::Invalid
        | ApiErrorKind::Failed
        | ApiErrorKind::Unreachable
        | ApiErrorKind::AnswerLost
        | ApiErrorKind::Unreadable => Permission::Unknown(error.text()),
    }
}
