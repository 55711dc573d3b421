//! The sandbox's own paths beside the API: `faults`, `calls`, `load`, `instances` and the CA
//! certificate.
//!
//! They need no signature: the gateway is on loopback and holds nothing of value.

use hyper::Response;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use serde_json::{Value, json};

use super::faults::Fault;
use super::gateway::{Body, Dropped, Shared, respond};
use super::state::instance::Instance;

/// Answers a request to `/sandbox/...`.
pub(crate) fn answer(
    shared: &Shared,
    parts: &Parts,
    body: &[u8],
) -> Result<Response<Body>, Dropped> {
    let (status, value) = match (parts.method.as_str(), parts.uri.path()) {
        ("GET", "/sandbox/ca.pem") => {
            let pem = Bytes::from(shared.ca().to_owned());
            let builder = Response::builder().header("content-type", "application/x-pem-file");
            return respond(builder, pem);
        }
        ("GET", "/sandbox/calls") => {
            let calls: Vec<_> = shared.world().state.calls().cloned().collect();
            (200, json!(calls))
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
            let all: Vec<Value> = world.state.instances().map(truth).collect();
            (200, json!(all))
        }
        ("GET", "/sandbox/faults") => (200, json!(shared.world().faults.texts())),
        ("DELETE", "/sandbox/faults") => {
            shared.clear_faults();
            (200, json!([]))
        }
        ("POST", "/sandbox/faults") => arm(shared, body),
        (
            _,
            "/sandbox/faults" | "/sandbox/calls" | "/sandbox/ca.pem" | "/sandbox/load"
            | "/sandbox/instances",
        ) => (405, error("this method is not supported here")),
        _ => (404, error("there is nothing here")),
    };
    let builder = Response::builder()
        .status(status)
        .header("content-type", "application/json");
    respond(builder, Bytes::from(value.to_string()))
}

/// What is in force at one instance, for a judge of its own.
fn truth(instance: &Instance) -> Value {
    let ssl = &instance.ssl;
    let records: Vec<Value> = instance
        .hba
        .running
        .iter()
        .map(|record| {
            json!({
                "priority": record.priority,
                "type": record.kind.as_str(),
                "database": record.database,
                "user": record.user,
                "address": record.address,
                "method": record.method,
            })
        })
        .collect();
    json!({
        "instance_id": instance.id,
        "region": instance.region,
        "engine": instance.engine,
        "engine_version": instance.engine_version,
        "storage": instance.storage,
        "pay_type": instance.pay_type,
        "primary_id": instance.primary_id,
        "tags": instance.tags,
        "ssl": ssl.is_on(),
        "client_ca": ssl.client_ca.is_some(),
        "acl": ssl.acl.as_str(),
        "replication_acl": ssl.replication_acl.as_str(),
        "hba": records,
    })
}

/// Adds the faults of a JSON list; either all of them or none.
fn arm(shared: &Shared, body: &[u8]) -> (u16, Value) {
    let texts: Vec<String> = match serde_json::from_slice(body) {
        Ok(texts) => texts,
        Err(reason) => return (400, error(&format!("not a JSON list of texts: {reason}"))),
    };
    match texts
        .iter()
        .map(|text| text.parse::<Fault>())
        .collect::<Result<Vec<_>, _>>()
    {
        Ok(faults) => {
            let mut world = shared.world();
            world.faults.arm(faults);
            (200, json!(world.faults.texts()))
        }
        Err(reason) => (400, error(&reason.to_string())),
    }
}

fn error(message: &str) -> Value {
    json!({ "error": message })
}
