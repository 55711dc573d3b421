//! Puts a saved state back, through the same look, plan, consent, apply and wait as every change.

use crate::cloud::ApiErrorKind;
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Record;
use crate::domain::instance::InstanceId;
use crate::domain::policy::Policy;
use crate::domain::saved::Saved;
use crate::failure;

/// The saved states of an instance, oldest first.
///
/// # Errors
/// `Blocked` when they cannot be read.
pub fn saved(context: &Context, id: &InstanceId) -> Result<Vec<Saved>, Failure> {
    context.journal.list(id).map_err(|error| {
        failure::journal(format!("could not read the saved states of `{id}`"), &error)
    })
}

/// The policy that puts back the state with this id, or the one before the latest change that sent
/// something. When that change is a rollback that did not come to its end, it is gone on with: the
/// state that it was to put back is the one.
///
/// # Errors
/// `Usage` when there is no such state, `Blocked` when a password in a record is not known any more.
pub async fn policy(
    context: &Context,
    id: &InstanceId,
    to: Option<&str>,
) -> Result<(Saved, Policy), Failure> {
    let states = saved(context, id)?;
    let chosen = match to {
        Some(to) => states.into_iter().find(|state| state.id == to),
        None => latest(states),
    };
    let chosen = chosen.ok_or_else(|| {
        let what = match to {
            Some(to) => format!("there is no saved state `{to}` of `{id}`"),
            None => format!(
                "no change of `{id}` by this tool is saved, so there is nothing to put back"
            ),
        };
        Failure::new(Ending::Usage, what).next(format!("forcessl rollback {id} --list"))
    })?;
    let policy = policy_of(context, &chosen).await?;
    Ok((chosen, policy))
}

/// The state before the latest change that sent something, or what that was to put back.
fn latest(states: Vec<Saved>) -> Option<Saved> {
    let last = states
        .iter()
        .rfind(|state| !state.writes.is_empty())?
        .clone();
    let wanted = last.restores.clone().filter(|_| !last.is_done());
    let unfinished = wanted.and_then(|id| states.into_iter().find(|state| state.id == id));
    Some(unfinished.unwrap_or(last))
}

/// The policy that puts this state back.
///
/// # Errors
/// `Blocked` when a password in a record is not known any more, `Api` when the records that tell it
/// cannot be read.
pub async fn policy_of(context: &Context, state: &Saved) -> Result<Policy, Failure> {
    let id = &state.instance_id;
    let known: Vec<Record> = match context.cloud.hba(id).await {
        Ok(hba) => hba.in_force().0,
        Err(error) if error.kind == ApiErrorKind::Unsupported => vec![],
        Err(error) => {
            let what = format!("could not read the pg_hba records of `{id}`");
            return Err(failure::api(what, &error));
        }
    };
    if let Ok(policy) = state.policy(&known) {
        return Ok(policy);
    }
    // A password that no record in force has any more may still stand in the service's own log.
    let logged = match context.cloud.hba_log(id, None).await {
        Ok(items) => items
            .into_iter()
            .flat_map(|item| [item.before, item.after].concat())
            .collect(),
        Err(_) => vec![],
    };
    state.policy(&[known, logged].concat()).map_err(|priority| {
        Failure::new(
            Ending::Blocked,
            format!("`{id}` cannot be put back by itself"),
        )
        .because(format!(
            "the password in record {priority} is not saved, and neither the records in force nor the service's log have it"
        ))
        .next("put this record back by hand, with its password")
    })
}
