//! `forcessl hba history` and `forcessl hba restore`: earlier records, from the service's log.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::commands::app::App;
use crate::context::Context;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::{HbaLogItem, Record, as_of};
use crate::domain::instance::InstanceId;
use crate::failure;
use crate::ops::rollback;
use crate::text::time::second;
use crate::text::{Text, text};

/// `hba history`.
pub(super) async fn show(
    app: &App,
    id: &InstanceId,
    since: Option<&str>,
) -> Result<Ending, Failure> {
    let since = since
        .map(|text| {
            time(text, app.clock.now()).ok_or_else(|| {
                Failure::usage(text!("hba-history-no-time", text = text))
                    .next(text!("hba-history-next"))
            })
        })
        .transpose()?;
    let log = log(&app.context().await?, id, since).await?;
    answer!(app, history(id, &log));
    Ok(Ending::Done)
}

/// The records as they were at a time, or as a saved state has them.
///
/// # Errors
/// `Usage` for what is neither a time nor the id of a saved state, `Blocked` when the records of
/// then are not known.
pub(super) async fn records_at(
    app: &App,
    id: &InstanceId,
    at: &str,
) -> Result<Vec<Record>, Failure> {
    let context = app.context().await?;
    let in_force = super::records(&context, id).await?.in_force().0;
    let Some(time) = time(at, app.clock.now()) else {
        return saved(&context, id, at, &in_force).await;
    };
    let log = log(&context, id, Some(time)).await?;
    let records = if let Some(records) = as_of(&log, time) {
        records.to_vec()
    } else {
        app.terminal
            .say(text!("hba-history-none-after", time = second(time)));
        in_force
    };
    if records.is_empty() {
        return Err(Failure::blocked(text!("hba-history-unknown", id = id))
            .because(text!("hba-history-unknown-why"))
            .next(text!("hba-history-unknown-next", id = id)));
    }
    Ok(records)
}

/// The records of a saved state, their passwords from what the service still tells.
async fn saved(
    context: &Context,
    id: &InstanceId,
    at: &str,
    in_force: &[Record],
) -> Result<Vec<Record>, Failure> {
    let Some(state) = rollback::find(context, id, at)? else {
        return Err(
            Failure::usage(text!("hba-history-neither", at = at, id = id))
                .next(text!("hba-history-next")),
        );
    };
    let log = log(context, id, None).await?;
    let logged = log
        .iter()
        .flat_map(|item| item.before.iter().chain(&item.after));
    let known: Vec<Record> = in_force.iter().chain(logged).cloned().collect();
    let blocked = |why: Text| Failure::blocked(text!("hba-history-state", at = at)).because(why);
    let records = state.records_before(&known).map_err(|priority| {
        blocked(text!("hba-history-password", priority = priority))
            .next(text!("hba-history-password-next", id = id))
    })?;
    records.ok_or_else(|| blocked(text!("hba-history-state-none")))
}

async fn log(
    context: &Context,
    id: &InstanceId,
    since: Option<DateTime<Utc>>,
) -> Result<Vec<HbaLogItem>, Failure> {
    let log = context.cloud.hba_log(id, since).await;
    log.map_err(|error| failure::api(text!("hba-history-unread", id = id), &error))
}

/// A time, or how long before `now`; without a zone it is UTC.
fn time(text: &str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.to_utc());
    }
    let plain = [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%MZ",
        "%Y-%m-%d %H:%M",
    ]
    .into_iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    if let Some(plain) = plain {
        return Some(plain.and_utc());
    }
    let ago = humantime::parse_duration(text).ok()?;
    now.checked_sub_signed(TimeDelta::from_std(ago).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_absolute_or_ago() {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let hour = now - TimeDelta::hours(1);
        assert_eq!(time("1h", now), Some(hour));
        for text in [
            "2027-01-15T07:00:00Z",
            "2027-01-15 07:00",
            "2027-01-15T08:00:00+01:00",
            "2027-01-15T07:00Z",
        ] {
            assert_eq!(time(text, now), Some(hour), "{text}");
        }
        for text in ["", "yesterday", "20270115T070000000000Z", "999999999999y"] {
            assert_eq!(time(text, now), None, "{text}");
        }
    }
}
