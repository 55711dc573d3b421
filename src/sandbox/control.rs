//! The sandbox's own paths beside the API: `faults`, `strikes`, `calls`, `load`, `instances` and
//! the CA certificate.
//!
//! `access_key_id` and `instance_id` in the query narrow them down.
//!
//! They need no signature: the gateway is on loopback and holds nothing of value.

use hyper::Response;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use serde::Deserialize;
use serde_json::{Value, json};

use super::clock;
use super::faults::{Armed, Fault, FaultScope};
use super::gateway::shared::{Body, Dropped, Shared, respond};
use super::state::instance::SandboxInstance;
use crate::domain::instance::Malformed;
use crate::domain::ssl::Pem;

/// Answers a request to `/sandbox/...`.
pub(crate) fn answer(
    shared: &Shared,
    parts: &Parts,
    body: &[u8],
) -> Result<Response<Body>, Dropped> {
    let scope = scope(parts);
    let (status, value) = match (parts.method.as_str(), parts.uri.path()) {
        ("GET", "/sandbox/ca.pem") => {
            let pem = Bytes::from(shared.authority().pem().to_owned());
            let builder = Response::builder().header("content-type", "application/x-pem-file");
            return respond(builder, pem);
        }
        ("GET", "/sandbox/calls") => {
            let world = shared.world();
            let calls: Vec<_> = world
                .state
                .calls()
                .filter(|call| scope.holds(Some(&call.access_key_id), call.instance_id.as_deref()))
                .collect();
            (200, json!(calls))
        }
        ("GET", "/sandbox/strikes") => {
            let world = shared.world();
            let strikes: Vec<_> = world
                .faults
                .met()
                .filter(|strike| {
                    scope.holds(
                        strike.access_key_id.as_deref(),
                        strike.instance_id.as_deref(),
                    )
                })
                .collect();
            (200, json!(strikes))
        }
        ("GET", "/sandbox/load") => {
            let world = shared.world();
            (
                200,
                json!({ "requests": world.load.requests, "busiest_second": world.load.busiest_second }),
            )
        }
        ("GET", "/sandbox/instances") => {
            let world = shared.world();
            let found: Vec<Value> = match &scope.instance_id {
                Some(id) => world.state.instance(id).map(truth).into_iter().collect(),
                None => world.state.instances().map(truth).collect(),
            };
            (200, json!(found))
        }
        ("GET", "/sandbox/faults") => (200, json!(shared.world().faults.texts(&scope))),
        ("DELETE", "/sandbox/faults") => {
            shared.clear_faults(&scope);
            (200, json!([]))
        }
        ("POST", "/sandbox/faults") => arm(shared, body),
        (
            _,
            "/sandbox/faults" | "/sandbox/strikes" | "/sandbox/calls" | "/sandbox/ca.pem"
            | "/sandbox/load" | "/sandbox/instances",
        ) => (405, error("this method is not supported here")),
        _ => (404, error("there is nothing here")),
    };
    let builder = Response::builder()
        .status(status)
        .header("content-type", "application/json");
    respond(builder, Bytes::from(value.to_string()))
}

/// What is in force at one instance, for a judge of its own.
pub(crate) fn truth(instance: &SandboxInstance) -> Value {
    let ssl = &instance.ssl;
    json!({
        "instance_id": instance.id,
        "region": instance.region,
        "engine": instance.engine,
        "engine_version": instance.engine_version,
        "storage": instance.storage,
        "pay_type": instance.pay_type,
        "primary_id": instance.primary_id,
        "tags": instance.tags,
        "status": instance.status(clock::now()),
        "changing": instance.is_busy(),
        "ssl": ssl.is_on(),
        "client_ca": ssl.client_ca.is_some(),
        "crl": ssl.crl.is_some(),
        "client_ca_pem": ssl.client_ca.as_ref().map(Pem::as_str),
        "crl_pem": ssl.crl.as_ref().map(Pem::as_str),
        "acl": ssl.acl.as_str(),
        "replication_acl": ssl.replication_acl.as_str(),
        "hba": instance.hba.running,
    })
}

/// Whose calls the query names.
fn scope(parts: &Parts) -> FaultScope {
    let mut scope = FaultScope::default();
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    for (name, value) in form_urlencoded::parse(query) {
        match &*name {
            "access_key_id" => scope.access_key_id = Some(value.into_owned()),
            "instance_id" => scope.instance_id = Some(value.into_owned()),
            _ => {}
        }
    }
    scope
}

/// A fault to arm: its text, or an object that says for whose calls and after how many.
#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Text(String),
    Scoped(ScopedEntry),
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScopedEntry {
    fault: String,
    access_key_id: Option<String>,
    instance_id: Option<String>,
    #[serde(default)]
    after: u64,
}

impl Entry {
    fn armed(self) -> Result<Armed, String> {
        let entry = match self {
            Self::Text(fault) => ScopedEntry {
                fault,
                ..ScopedEntry::default()
            },
            Self::Scoped(entry) => entry,
        };
        let fault: Fault = entry
            .fault
            .parse()
            .map_err(|wrong: Malformed| wrong.to_string())?;
        let scope = FaultScope {
            access_key_id: entry.access_key_id,
            instance_id: entry.instance_id,
        };
        Ok(Armed::new(fault, scope, entry.after))
    }
}

/// Adds the faults of a JSON list; either all of them or none.
fn arm(shared: &Shared, body: &[u8]) -> (u16, Value) {
    let entries: Vec<Entry> = match serde_json::from_slice(body) {
        Ok(entries) => entries,
        Err(reason) => {
            let said = format!(
                "not a JSON list of texts or of objects with fault, access_key_id, instance_id, after: {reason}"
            );
            return (400, error(&said));
        }
    };
    let armed: Result<Vec<Armed>, String> = entries.into_iter().map(Entry::armed).collect();
    match armed {
        Ok(armed) => {
            let mut world = shared.world();
            world.faults.arm(armed);
            (200, json!(world.faults.texts(&FaultScope::default())))
        }
        Err(reason) => (400, error(&reason)),
    }
}

/// The body of a refusal.
pub(crate) fn error(message: &str) -> Value {
    json!({ "error": message })
}
