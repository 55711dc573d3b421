//! `DescribeHistoryTasks`: the changes as tasks.

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use super::{Call, Reply};
use crate::sandbox::answer::Refusal;
use crate::sandbox::clock::stamp;
use crate::sandbox::state::State;
use crate::sandbox::state::instance::SandboxInstance;
use crate::sandbox::state::settings::{LastOutcome, Task};

/// Source: `DescribeHistoryTasks`, API version 2014-08-15; `Items` is itself the list. The
/// `TaskType` of an SSL or `pg_hba` change is undocumented: it is the action's name here.
pub(super) fn describe(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let time = |name: &str| {
        let text = call.required(name)?;
        NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ")
            .map(|at| at.and_utc())
            .map_err(|_| {
                Refusal::new(
                    400,
                    format!("Invalid{name}.Format"),
                    format!("The specified parameter {name} is not valid."),
                )
            })
    };
    let (from, to) = (time("FromStartTime")?, time("ToStartTime")?);
    let size = call.number("PageSize", 10, 100)?;
    let page = call.number("PageNumber", 1, usize::MAX)?;
    let wanted = |name: &str, value: &str| {
        call.optional(name)
            .is_none_or(|list| list.split(',').any(|one| one.trim() == value))
    };
    let mut rows = Vec::new();
    for instance in state
        .instances()
        .filter(|instance| wanted("InstanceId", &instance.id))
    {
        let running = instance
            .change
            .as_ref()
            .filter(|change| change.shows <= call.now);
        let running = running.map(|change| Task {
            number: change.number,
            kind: change.target.action(),
            started: change.accepted,
            ended: None,
            outcome: LastOutcome::Never,
        });
        for task in instance.tasks.iter().chain(&running) {
            if (from..=to).contains(&task.started) && wanted("Status", status(task)) {
                rows.push(row(instance, task));
            }
        }
    }
    let total = rows.len();
    let items: Vec<Value> = rows
        .into_iter()
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .collect();
    Ok(Reply::Read(json!({
        "PageNumber": page,
        "PageSize": size,
        "TotalCount": total,
        "Items": items,
    })))
}

const fn status(task: &Task) -> &'static str {
    match (&task.ended, &task.outcome) {
        (None, _) => "Running",
        (Some(_), LastOutcome::Failed(_)) => "Failed",
        (Some(_), LastOutcome::Success | LastOutcome::Never) => "Succeed",
    }
}

fn row(instance: &SandboxInstance, task: &Task) -> Value {
    json!({
        "TaskId": format!("t-{:016}", task.number),
        "TaskType": task.kind,
        "Status": status(task),
        "Progress": if task.ended.is_some() { 100.0 } else { 50.0 },
        "RemainTime": 0,
        "StartTime": stamp(task.started),
        "EndTime": task.ended.map(stamp).unwrap_or_default(),
        "InstanceId": instance.id,
        "InstanceName": instance.description,
        "InstanceType": "Instance",
        "RegionId": instance.region,
        "DbType": "pgsql",
        "ReasonCode": task.outcome.reason(),
        "TaskDetail": "{}",
        "ActionInfo": "{}",
        "CallerSource": "User",
    })
}
