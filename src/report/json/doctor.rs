//! `doctor -o json`.

use serde_json::{Value, json};

use super::probe::report;
use super::settings::stamp;
use super::{SCHEMA_VERSION, text};
use crate::domain::diagnosis::Diagnosis;
use crate::domain::failure::Ending;
use crate::domain::posture::{Reading, Unreadable};

/// The document of `doctor`.
pub fn doctor(found: &Diagnosis) -> String {
    let way = found.way.known();
    let caller = found.caller.known();
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "generated_at": stamp(found.at),
        "result": word(found.ending()),
        "complaints": found.complaints().iter().map(|complaint| json!({
            "result": word(complaint.ending),
            "message": complaint.what,
            "next": complaint.next,
        })).collect::<Vec<_>>(),
        "credentials": found.sources.iter().map(|source| json!({
            "source": source.source,
            "state": source.state.as_str(),
            "detail": source.detail,
        })).collect::<Vec<_>>(),
        "identity": caller.map(|caller| json!({
            "account_id": caller.account_id,
            "arn": caller.arn,
            "user_id": caller.user_id,
        })),
        "identity_error": error(&found.caller),
        "endpoint": {
            "url": found.endpoint,
            "region": found.region.as_ref().map(ToString::to_string),
            "proxy": found.proxy,
            "seconds": way.map(|way| way.round_trip.as_secs_f64()),
            "clock_ahead_seconds": way.and_then(|way| way.clock_ahead).map(|ahead| ahead.num_seconds()),
            "error": error(&found.way),
        },
        "defaults": found.defaults.as_ref().map(|defaults| json!({
            "file": defaults.path,
            "flags": defaults.flags,
        })),
        "actions": found.actions.iter().map(|action| json!({
            "action": action.action,
            "ram_action": format!("rds:{}", action.action),
            "used_for": action.used_for.commands(),
            "permission": action.permission.as_str(),
            "detail": action.permission.detail(),
        })).collect::<Vec<_>>(),
        "instance_id": found.instance.as_ref().map(ToString::to_string),
        "probes": found.probes.known().map(|reports| reports.iter().map(report).collect::<Vec<_>>()),
        "probes_error": error(&found.probes),
    }))
}

fn word(ending: Ending) -> &'static str {
    match ending {
        Ending::Done => "ok",
        Ending::Gaps => "warning",
        Ending::Blocked
        | Ending::Declined
        | Ending::Pending
        | Ending::NotProven
        | Ending::Api
        | Ending::Access
        | Ending::Usage
        | Ending::Bug
        | Ending::Interrupted => ending.as_str(),
    }
}

fn error<T>(reading: &Reading<T>) -> Option<Value> {
    let message = |unreadable: &Unreadable| {
        json!({
            "code": unreadable.code,
            "message": unreadable.message,
            "request_id": unreadable.request_id.as_ref().map(ToString::to_string),
        })
    };
    match reading {
        Reading::Unreadable(unreadable) => Some(message(unreadable)),
        Reading::Known(_) | Reading::NotAsked => None,
    }
}
