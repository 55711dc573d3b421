//! `DescribePGHbaConfig` and `DescribeModifyPGHbaConfigLog`: the records and their history.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value, json};

use super::{Call, Reply};
use crate::domain::hba::Record;
use crate::sandbox::answer::{Refusal, bad};
use crate::sandbox::clock::stamp;
use crate::sandbox::state::State;
use crate::sandbox::state::instance::SandboxInstance;

/// Source: `DescribePGHbaConfig`, API version 2014-08-15.
pub(super) fn describe(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 400, "InvalidDBInstanceName.NotFound")?;
    check_support(instance)?;
    let hba = &instance.hba;
    let (status, reason) = match instance.hba_change_shows(call.now) {
        Some(_) => ("setting", ""),
        None => (hba.last.status(), hba.last.reason()),
    };
    // Source: before the first touch the inner lists may be missing or empty.
    let (default, running) = if hba.untouched {
        (json!({ "HbaItem": [] }), json!({}))
    } else {
        let plain: Vec<Value> = Record::factory()
            .iter()
            .map(|record| item(record, 0))
            .collect();
        (
            json!({ "HbaItem": plain }),
            json!({ "HbaItem": items(&hba.running) }),
        )
    };
    Ok(Reply::Read(json!({
        "DBInstanceId": instance.id,
        "HbaModifyTime": if hba.untouched { String::new() } else { stamp(hba.modified) },
        "LastModifyStatus": status,
        "ModifyStatusReason": reason,
        "DefaultHbaItems": default,
        "RunningHbaItems": running,
    })))
}

/// Source: `DescribeModifyPGHbaConfigLog`, API version 2014-08-15. Newest first is a choice.
pub(super) fn describe_log(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 400, "InvalidDBInstanceName.NotFound")?;
    check_support(instance)?;
    let from = time(call, "StartTime")?.unwrap_or(DateTime::<Utc>::MIN_UTC);
    let to = time(call, "EndTime")?.unwrap_or(DateTime::<Utc>::MAX_UTC);
    let mut rows: Vec<Value> = instance
        .hba
        .log
        .iter()
        .filter(|entry| (from..=to).contains(&entry.modified))
        .map(|entry| {
            let reason = entry.outcome.reason();
            json!({
                "ModifyStatus": entry.outcome.status(),
                "StatusReason": if reason.is_empty() { None } else { Some(reason) },
                "ModifyTime": stamp(entry.modified),
                "BeforeHbaItems": { "HbaItem": items(&entry.before) },
                "AfterHbaItems": { "HbaItem": items(&entry.after) },
            })
        })
        .collect();
    if let Some((change, records)) = instance.hba_change_shows(call.now)
        && (from..=to).contains(&change.accepted)
    {
        rows.push(json!({
            "ModifyStatus": "setting",
            "StatusReason": null,
            "ModifyTime": stamp(change.accepted),
            "BeforeHbaItems": { "HbaItem": items(&instance.hba.running) },
            "AfterHbaItems": { "HbaItem": items(records) },
        }));
    }
    rows.reverse();
    Ok(Reply::Read(json!({
        "DBInstanceId": instance.id,
        "LogItemCount": rows.len(),
        "HbaLogItems": { "HbaLogItem": rows },
    })))
}

/// Source: `IncorrectDBInstanceType` is the only code for an instance that has no such records.
pub(super) fn check_support(instance: &SandboxInstance) -> Result<(), Refusal> {
    if !instance.is_postgresql()
        || instance.is_serverless()
        || instance.storage == "local_ssd"
        || instance.major() < 10
    {
        return Err(bad(
            "IncorrectDBInstanceType",
            "Current DB instance type does not support this operation.",
        ));
    }
    Ok(())
}

fn items(records: &[Record]) -> Vec<Value> {
    records
        .iter()
        .zip(0..)
        .map(|(record, position)| item(record, position))
        .collect()
}

/// "No value" is written in one of the three ways in turn, since the vendor's pages show all:
/// JSON null, the word `null`, empty text or no member at all.
fn item(record: &Record, position: usize) -> Value {
    let (no_mask, no_option) = match position % 3 {
        0 => (Some(Value::Null), Some(Value::Null)),
        1 => (Some(json!("null")), Some(json!(""))),
        _ => (Some(json!("")), None),
    };
    let mut members = Map::new();
    members.insert("Type".to_owned(), json!(record.kind.as_str()));
    members.insert("Database".to_owned(), json!(record.database));
    members.insert("User".to_owned(), json!(record.user));
    members.insert("Address".to_owned(), json!(record.address));
    if let Some(mask) = record.mask.as_ref().map(|mask| json!(mask)).or(no_mask) {
        members.insert("Mask".to_owned(), mask);
    }
    members.insert("Method".to_owned(), json!(record.method));
    if let Some(option) = record
        .option
        .as_ref()
        .map(|option| json!(option))
        .or(no_option)
    {
        members.insert("Option".to_owned(), option);
    }
    members.insert("PriorityId".to_owned(), json!(record.priority));
    Value::Object(members)
}

/// Source: the page says minutes, its own sample has seconds; both are taken.
fn time(call: &Call<'_>, name: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
    let Some(text) = call.optional(name) else {
        return Ok(None);
    };
    ["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%MZ"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .map(|at| Some(at.and_utc()))
        .ok_or_else(|| Refusal::malformed(name))
}
