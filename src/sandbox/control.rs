//! The sandbox's own paths beside the API: `faults`, `calls` and the CA certificate.
//!
//! They need no signature: the gateway is on loopback and holds nothing of value.

use hyper::Response;
use hyper::body::Bytes;
use hyper::http::request::Parts;
use serde_json::{Value, json};

use super::faults::Fault;
use super::gateway::{Body, Dropped, Shared, respond};

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
        ("GET", "/sandbox/faults") => (200, json!(shared.world().faults.texts())),
        ("DELETE", "/sandbox/faults") => {
            shared.clear_faults();
            (200, json!([]))
        }
        ("POST", "/sandbox/faults") => arm(shared, body),
        (_, "/sandbox/faults" | "/sandbox/calls" | "/sandbox/ca.pem") => {
            (405, error("this method is not supported here"))
        }
        _ => (404, error("there is nothing here")),
    };
    let builder = Response::builder()
        .status(status)
        .header("content-type", "application/json");
    respond(builder, Bytes::from(value.to_string()))
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
