//! Instances changed from outside the API: put back to a state as at the start, or edited as by
//! somebody else.
//!
//! `PUT /sandbox/instances` takes instances of a state document and `PATCH` some of their settings;
//! both are in force when the answer comes. A change that is running is not waited for.

use std::collections::BTreeSet;

use hyper::body::Bytes;
use hyper::{Method, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::clock;
use super::control::{error, truth};
use super::gateway::shared::{Body, Dropped, Shared, respond};
use super::state::entry::{InstanceEntry, SslEntry};
use super::state::instance::SandboxInstance;
use super::state::settings::LastOutcome;
use super::state_file::check_records;
use crate::domain::hba::Record;

/// Whether a request with this method edits instances.
pub(crate) fn is_edit(method: &Method) -> bool {
    method == Method::PUT || method == Method::PATCH
}

/// Some settings of an instance, as somebody else changes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    id: String,
    ssl: Option<SslEntry>,
    hba: Option<Vec<Record>>,
}

/// Answers a request that edits instances with what is in force then.
pub(crate) async fn answer(
    shared: &Shared,
    method: &Method,
    body: &[u8],
) -> Result<Response<Body>, Dropped> {
    let edited = if method == Method::PUT {
        put(shared, body)
    } else {
        patch(shared, body)
    };
    let (status, value) = match edited {
        Ok(instances) => match enforce(shared, instances).await {
            Ok(value) => (200, value),
            Err(reason) => (409, error(&reason)),
        },
        Err(reason) => (400, error(&reason)),
    };
    let builder = Response::builder()
        .status(status)
        .header("content-type", "application/json");
    respond(builder, Bytes::from(value.to_string()))
}

/// The instances as at the start of a sandbox with this state.
fn put(shared: &Shared, body: &[u8]) -> Result<Vec<SandboxInstance>, String> {
    let entries: Vec<InstanceEntry> =
        serde_json::from_slice(body).map_err(|reason| reason.to_string())?;
    let world = shared.world();
    let ids: BTreeSet<&str> = world.state.instances().map(|one| one.id.as_str()).collect();
    let instance = |entry: &InstanceEntry| {
        entry.check(&ids).map_err(|why| why.english())?;
        let known = known(&world.state, &entry.id)?;
        let mut instance = entry
            .instance(shared.authority(), clock::now(), &known.engine_version)
            .map_err(|reason| reason.to_string())?;
        instance.port = known.port;
        instance.accounts.clone_from(&known.accounts);
        Ok(instance)
    };
    entries.iter().map(instance).collect()
}

/// The instances after the changes of somebody else.
fn patch(shared: &Shared, body: &[u8]) -> Result<Vec<SandboxInstance>, String> {
    let edits: Vec<Edit> = serde_json::from_slice(body).map_err(|reason| reason.to_string())?;
    let world = shared.world();
    let now = clock::now();
    let edited = |edit: &Edit| {
        let mut instance = known(&world.state, &edit.id)?.clone();
        if let Some(entry) = &edit.ssl {
            entry.check().map_err(|why| why.english())?;
            let settings = entry
                .settings(&instance.host, shared.authority(), now)
                .map_err(|reason| reason.to_string())?;
            let before = std::mem::replace(&mut instance.ssl, settings);
            if before.is_on() && instance.ssl.is_on() {
                // The certificate is no setting, and stays.
                instance.ssl.identity = before.identity;
                instance.ssl.created = before.created;
                instance.ssl.expires = before.expires;
            }
            instance.ssl_last = LastOutcome::Success;
        }
        if let Some(entries) = &edit.hba {
            check_records(entries).map_err(|why| why.english())?;
            let mut records = entries.clone();
            records.sort_by_key(|record| record.priority);
            instance.note_records(records, now, LastOutcome::Success);
        }
        Ok(instance)
    };
    edits.iter().map(edited).collect()
}

fn known<'a>(state: &'a super::state::State, id: &str) -> Result<&'a SandboxInstance, String> {
    let found = state.instance(id);
    found.ok_or_else(|| format!("there is no instance `{id}`"))
}

/// Puts the instances into force, the database first; what a server refuses is not kept.
async fn enforce(shared: &Shared, instances: Vec<SandboxInstance>) -> Result<Value, String> {
    let mut truths = Vec::new();
    for instance in instances {
        shared
            .apply(&instance.id, &instance.desired(), false)
            .await
            .map_err(|reason| format!("instance `{}`: {reason}", instance.id))?;
        truths.push(truth(&instance));
        shared.world().state.insert(instance);
    }
    Ok(json!(truths))
}
