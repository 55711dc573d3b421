//! Finds a saved state, and what it takes to put it back. The change itself goes the way of every change.

use crate::cloud::rpc::error::applies;
use crate::context::Context;
use crate::domain::basis::{Basis, Difference};
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Record;
use crate::domain::instance::InstanceId;
use crate::domain::policy::{CaExchange, Policy};
use crate::domain::posture::Posture;
use crate::domain::saved::{Findings, Part, Review, Saved, SavedState};
use crate::domain::verdict::unreadable;
use crate::failure::{self, JournalUse};
use crate::journal::{JournalError, SavedFile};
use crate::ops::observe::observe;
use crate::text::{Text, text};

/// The saved states of an instance by their ids, oldest first; also those that cannot be used, with the reason.
///
/// # Errors
/// `Blocked` when their folder cannot be read.
pub fn saved(context: &Context, id: &InstanceId) -> Result<Vec<SavedState>, Failure> {
    let what = || text!("rollback-unread", instance = id);
    let unread = |error: JournalError| failure::journal(what(), &error, JournalUse::Rollback);
    let files = context.journal.list(id).map_err(unread)?.into_iter();
    let read = |(id, state): SavedFile| (id, state.map_err(unread));
    Ok(files.map(read).collect())
}

/// Those that were not made elsewhere.
fn saved_here(context: &Context, id: &InstanceId) -> Result<Vec<SavedState>, Failure> {
    let here = context.cloud.origin();
    let mut states = saved(context, id)?;
    let elsewhere = |state: &Saved| state.made_at(&here).is_err();
    states.retain(|(_, state)| !state.as_ref().is_ok_and(elsewhere));
    Ok(states)
}

/// Whether a change may be in force that this state was saved before; one that cannot be used may tell of such a change.
fn is_sent((_, state): &SavedState) -> bool {
    let saved = state.as_ref().ok();
    saved.is_none_or(|saved| saved.sent().next().is_some())
}

/// This one, and those of later changes here.
fn since(context: &Context, state: &Saved) -> Result<Vec<Result<Saved, Failure>>, Failure> {
    let states = saved_here(context, &state.instance_id)?.into_iter();
    let is_later = |one: &SavedState| one.0 == state.id || one.0 > state.id && is_sent(one);
    let later = states.filter(is_later);
    Ok(later.map(|(_, state)| state).collect())
}

fn usable(id: &InstanceId, (_, state): SavedState) -> Result<Saved, Failure> {
    state.map_err(|failure| failure.next(text!("rollback-choose-another", instance = id)))
}

/// The saved state with this id.
///
/// # Errors
/// `Blocked` when it cannot be used, or was made elsewhere.
pub fn find(context: &Context, id: &InstanceId, to: &str) -> Result<Option<Saved>, Failure> {
    let mut states = saved(context, id)?.into_iter();
    let Some(state) = states.find(|(name, _)| name == to) else {
        return Ok(None);
    };
    let state = usable(id, state)?;
    state.made_at(&context.cloud.origin())?;
    Ok(Some(state))
}

/// The state before the latest change that the service took here, or may have taken; where there is none, before the latest
/// that it refused; `None` when nothing was sent.
///
/// # Errors
/// `Blocked` when it, or one that was saved after it, cannot be used: that may be the latest.
pub fn latest(context: &Context, id: &InstanceId) -> Result<Option<Saved>, Failure> {
    let mut states = saved_here(context, id)?;
    states.retain(|(_, state)| !matches!(state, Ok(saved) if saved.writes.is_empty()));
    // The last of those that were sent, else the last.
    let latest = states.into_iter().max_by_key(is_sent);
    latest.map(|state| usable(id, state)).transpose()
}

/// The latest change of the client CA here; `None` when the saved states do not tell it.
pub fn latest_ca_exchange(context: &Context, id: &InstanceId) -> Option<CaExchange> {
    let mut states = saved_here(context, id).ok()?.into_iter().rev();
    states.find_map(|(_, state)| state.map_or(Some(None), |saved| saved.ca_exchange().map(Some)))?
}

/// The state to put back: the one with this id, or the one before the latest change. When that change
/// is a rollback that was interrupted, it is resumed: the state that it was to put back is the one.
///
/// # Errors
/// `Usage` when there is no such state; `Blocked` when it cannot be used, was made elsewhere, or the latest change is a
/// rollback itself, so that going back once more would put in force what was undone; also when it was not named,
/// and is outdated or does not tell where it was made.
pub fn chosen(context: &Context, id: &InstanceId, to: Option<&str>) -> Result<Saved, Failure> {
    let list = format!("forcessl rollback {id} --list");
    let named = |to: &str| {
        let missing = || Failure::usage(text!("rollback-no-state", state = to, instance = id));
        find(context, id, to)?.ok_or_else(|| missing().run_next(list.clone()))
    };
    if let Some(to) = to {
        return named(to);
    }
    let Some(latest) = latest(context, id)? else {
        // What was sent elsewhere tells more.
        let sent = |(_, state): SavedState| state.ok().filter(|state| !state.writes.is_empty());
        let elsewhere = saved(context, id)?.into_iter().rev().find_map(sent);
        elsewhere.map_or(Ok(()), |state| state.made_at(&context.cloud.origin()))?;
        return Err(Failure::usage(text!("rollback-nothing-saved", instance = id)).run_next(list));
    };
    let state = match &latest.restores {
        Some(_) if latest.ending() == Some(Ending::Done) => {
            let what = text!("rollback-of-rollback", instance = id);
            return Err(Failure::blocked(what)
                .because(text!("rollback-of-rollback-why"))
                .next(text!("rollback-choose", command = list)));
        }
        Some(wanted) => named(wanted)?,
        None => latest,
    };
    let unfit = state.unplaced().or(state.outdated(context.clock.now()));
    unfit.map_or(Ok(state), Err)
}

/// What this tool changed since a state was saved.
fn touched(context: &Context, state: &Saved) -> Result<Vec<Part>, Failure> {
    let all = || Part::ALL.to_vec();
    let touched = |later: Result<Saved, _>| later.map_or(all(), |later| later.touched().collect());
    let later = since(context, state)?.into_iter();
    Ok(later.flat_map(touched).collect())
}

/// The policy that puts back of a state what this tool changed since; all of it where nothing is known to have
/// taken effect.
///
/// # Errors
/// `Blocked` when the password of a record is told nowhere; `Api` or `Access` when what may tell it cannot be read.
pub async fn policy(context: &Context, state: &Saved) -> Result<Policy, Failure> {
    let mut parts = touched(context, state)?;
    if parts.is_empty() {
        parts = Part::ALL.to_vec();
    }
    let policy = |known: &[Record]| state.policy(&parts, known);
    revealed(context, &state.instance_id, policy).await
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
    state.made_at(&context.cloud.origin().of(&now))?;
    let resumes = |latest: Saved| latest.restores.as_ref() == Some(&state.id);
    // A rollback that is resumed has chosen it.
    let named = named || latest(context, &state.instance_id)?.is_some_and(resumes);
    let found = Findings {
        named,
        unfinished,
        now: &now,
        drift: drift(context, state, &now).await,
        touched: &touched(context, state)?,
    };
    state.review(policy, found)
}

/// What somebody else changed since a state was saved: in what the instance differed, before each later change
/// of this tool and now, from what the one before left behind. `None` when that is not known.
async fn drift(context: &Context, state: &Saved, now: &Posture) -> Option<Vec<Difference>> {
    if unreadable(now).is_some() {
        return None;
    }
    let states = since(context, state).ok()?.into_iter();
    let states: Vec<Saved> = states.collect::<Result<_, _>>().ok()?;
    let drift = |known: &[Record]| {
        let later = states.iter().skip(1).map(|next| next.before(known));
        let looks = states.iter().zip(later.chain([Ok(Basis::of(now))]));
        let drifts = looks.map(|(state, look)| state.drift(&look?, known));
        let drifts: Option<Vec<_>> = drifts.collect::<Result<_, _>>()?;
        Ok(drifts.map(|drifts| drifts.concat()))
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
    let what = || text!("rollback-not-by-itself", instance = id);
    let mut known = vec![];
    if of(&known).is_err() {
        let unread = |error| failure::api(text!("rollback-unread-records", instance = id), &error);
        let hba = applies(context.cloud.hba(id).await).map_err(unread)?;
        known.extend(hba.iter().flat_map(|hba| hba.records().to_vec()));
    }
    if let Err(record) = of(&known) {
        let log = context.cloud.hba_log(id, None).await.map_err(|error| {
            let why = text!("rollback-unread-log", record = record, why = error.text());
            Failure {
                why: vec![why],
                ..failure::api(what(), &error)
            }
        })?;
        for item in log {
            known.extend([item.before, item.after].concat());
        }
    }
    of(&known).map_err(|record| {
        Failure::blocked(what())
            .because(text!("rollback-no-password", record = record))
            .next(text!("rollback-by-hand"))
    })
}
