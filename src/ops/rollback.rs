//! Finds a saved state, and what it takes to put it back. The change itself goes the way of every change.

use crate::cloud::rpc::error::applies;
use crate::context::Context;
use crate::domain::basis::{Basis, Difference};
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Record;
use crate::domain::instance::InstanceId;
use crate::domain::policy::Policy;
use crate::domain::posture::Posture;
use crate::domain::saved::{Findings, Part, Review, Saved, SavedState};
use crate::domain::verdict::unreadable;
use crate::failure;
use crate::journal::{JournalError, SavedFile};
use crate::ops::observe::observe;
use crate::text::{Text, text};

/// The saved states of an instance by their ids, oldest first; also those that cannot be used, with the reason.
///
/// # Errors
/// `Blocked` when their folder cannot be read.
pub fn saved(context: &Context, id: &InstanceId) -> Result<Vec<SavedState>, Failure> {
    let unread =
        |error: &JournalError| failure::journal(text!("rollback-unread", instance = id), error);
    let files = context.journal.list(id).map_err(|error| unread(&error))?;
    let read = |file: SavedFile| (file.id, file.state.map_err(|error| unread(&error)));
    Ok(files.into_iter().map(read).collect())
}

/// Those that were not made elsewhere.
fn saved_here(context: &Context, id: &InstanceId) -> Result<Vec<SavedState>, Failure> {
    let here = context.cloud.origin();
    let mut states = saved(context, id)?;
    states.retain(|(_, state)| {
        state
            .as_ref()
            .map_or(true, |state| state.made_at(&here).is_ok())
    });
    Ok(states)
}

/// The saved state with this id.
///
/// # Errors
/// `Blocked` when it cannot be used, or was made elsewhere.
pub fn find(context: &Context, id: &InstanceId, to: &str) -> Result<Option<Saved>, Failure> {
    let mut states = saved(context, id)?.into_iter();
    let state = states
        .find(|(name, _)| name == to)
        .map(|state| usable(id, state))
        .transpose()?;
    if let Some(state) = &state {
        state.made_at(&context.cloud.origin())?;
    }
    Ok(state)
}

/// The state before the latest change that sent something here; `None` when there is none.
///
/// # Errors
/// `Blocked` when it, or one that was saved after it, cannot be used: that may be the latest.
pub fn latest(context: &Context, id: &InstanceId) -> Result<Option<Saved>, Failure> {
    let mut states = saved_here(context, id)?
        .into_iter()
        .rev()
        .map(|state| usable(id, state));
    let counts = |state: &Result<Saved, _>| !matches!(state, Ok(saved) if saved.writes.is_empty());
    states.find(counts).transpose()
}

fn usable(id: &InstanceId, (_, state): SavedState) -> Result<Saved, Failure> {
    state.map_err(|failure| failure.next(text!("rollback-choose-another", instance = id)))
}

/// The state to put back: the one with this id, or the one before the latest change. When that change
/// is a rollback that was interrupted, it is resumed: the state that it was to put back is the one.
///
/// # Errors
/// `Usage` when there is no such state; `Blocked` when it cannot be used, was made elsewhere, or the latest change is a
/// rollback itself, so that going back once more would put in force what was undone; also when it was not named,
/// and is outdated or does not tell where it was made.
pub fn chosen(context: &Context, id: &InstanceId, to: Option<&str>) -> Result<Saved, Failure> {
    let list = || format!("forcessl rollback {id} --list");
    let named = |to: &str| {
        let missing = || Failure::usage(text!("rollback-no-state", state = to, instance = id));
        find(context, id, to)?.ok_or_else(|| missing().run_next(list()))
    };
    if let Some(to) = to {
        return named(to);
    }
    let Some(latest) = latest(context, id)? else {
        made_nowhere_else(context, id)?;
        return Err(
            Failure::usage(text!("rollback-nothing-saved", instance = id)).run_next(list()),
        );
    };
    let state = match &latest.restores {
        Some(_) if latest.ending() == Some(Ending::Done) => {
            let what = text!("rollback-of-rollback", instance = id);
            return Err(Failure::blocked(what)
                .because(text!("rollback-of-rollback-why"))
                .next(text!("rollback-choose", command = list())));
        }
        Some(wanted) => named(wanted)?,
        None => latest,
    };
    let unfit = state.unplaced().or(state.outdated(context.clock.now()));
    unfit.map_or(Ok(state), Err)
}

/// # Errors
/// `Blocked` when the latest change was made elsewhere.
fn made_nowhere_else(context: &Context, id: &InstanceId) -> Result<(), Failure> {
    let here = context.cloud.origin();
    let states = saved(context, id)?.into_iter().rev();
    let mut sent =
        states.filter_map(|(_, state)| state.ok().filter(|state| !state.writes.is_empty()));
    sent.next().map_or(Ok(()), |state| state.made_at(&here))
}

/// The policy that puts a state back.
///
/// # Errors
/// As [`revealed`].
pub async fn policy(context: &Context, state: &Saved) -> Result<Policy, Failure> {
    let parts = touched_since(context, state)?;
    revealed(context, &state.instance_id, |known| {
        state.policy(&parts, known)
    })
    .await
}

/// What this tool changed since a state was saved; everything where nothing is known to have taken effect.
fn touched_since(context: &Context, state: &Saved) -> Result<Vec<Part>, Failure> {
    let mut parts = vec![];
    for (id, later) in saved_here(context, &state.instance_id)? {
        match &later {
            _ if id < state.id => {}
            Ok(state) => parts.extend(state.touched()),
            Err(_) => parts.extend(Part::ALL),
        }
    }
    Ok(if parts.is_empty() {
        Part::ALL.to_vec()
    } else {
        parts
    })
}

/// Reads the instance, and reviews whether a state may be put back by this policy. `unfinished` is what is not
/// known about the end of the latest change, `named` whether the state was chosen by its id.
///
/// # Errors
/// As [`Saved::review`].
pub async fn review(
    context: &Context,
    state: &Saved,
    policy: &Policy,
    unfinished: &[Text],
    named: bool,
) -> Result<Review, Failure> {
    let now = observe(context, &state.instance_id, None).await;
    made_where_seen(context, state, &now)?;
    let found = Findings {
        named,
        unfinished,
        now: &now,
        drift: drift(context, state, &now).await,
    };
    state.review(policy, found)
}

/// Refuses a state of an instance in another region than the one that was seen.
///
/// # Errors
/// As [`Saved::made_at`].
pub fn made_where_seen(context: &Context, state: &Saved, seen: &Posture) -> Result<(), Failure> {
    let region = seen.instance.known().and_then(|one| one.region.as_ref());
    state.made_at(&context.cloud.origin().with_region(region))
}

/// What somebody else changed since a state was saved: in what the instance differed, before each later change
/// of this tool and now, from what the one before left behind. `None` when that is not known.
async fn drift(context: &Context, since: &Saved, now: &Posture) -> Option<Vec<Difference>> {
    if unreadable(now).is_some() {
        return None;
    }
    let states = saved_here(context, &now.id).ok()?.into_iter();
    let later = states.filter(|(id, _)| *id >= since.id);
    let states: Vec<Saved> = later.map(|(_, state)| state.ok()).collect::<Option<_>>()?;
    let drift = |known: &[Record]| {
        let (mut left, mut drift) = (None::<Basis>, vec![]);
        for state in &states {
            if let Some(left) = &left {
                drift.extend(left.differences(&state.before(known)?));
            }
            left = state.left(known)?;
            if left.is_none() {
                return Ok(None);
            }
        }
        drift.extend(
            left.into_iter()
                .flat_map(|left| left.differences(&Basis::of(now))),
        );
        Ok(Some(drift))
    };
    revealed(context, &now.id, drift).await.ok()?
}

/// What comes of the records whose secrets the service still tells: those in force, and where a secret is in
/// none of them those of its log too.
///
/// # Errors
/// `Blocked` when the password of a record, whose priority `of` gives, is in neither; `Api` or `Access` when the
/// records or the log cannot be read.
async fn revealed<T>(
    context: &Context,
    id: &InstanceId,
    of: impl Fn(&[Record]) -> Result<T, u32>,
) -> Result<T, Failure> {
    if let Ok(found) = of(&[]) {
        return Ok(found);
    }
    let hba = applies(context.cloud.hba(id).await)
        .map_err(|error| failure::api(text!("rollback-unread-records", instance = id), &error))?;
    let mut known = hba.map_or(vec![], |hba| hba.records().to_vec());
    let record = match of(&known) {
        Ok(found) => return Ok(found),
        Err(priority) => priority,
    };
    let log = context.cloud.hba_log(id, None).await.map_err(|error| {
        let what = text!("rollback-not-by-itself", instance = id);
        let unread = text!("rollback-unread-log", record = record, why = error.text());
        let failure = failure::api(what, &error);
        Failure {
            why: vec![unread],
            ..failure
        }
    })?;
    known.extend(
        log.into_iter()
            .flat_map(|item| [item.before, item.after].concat()),
    );
    of(&known).map_err(|priority| {
        Failure::blocked(text!("rollback-not-by-itself", instance = id))
            .because(text!("rollback-no-password", record = priority))
            .next(text!("rollback-by-hand"))
    })
}
