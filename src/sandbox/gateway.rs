//! The HTTP side: takes requests, lets the pure parts decide, carries out what they decide.
//!
//! One lock holds everything that is decided on, and it is never held across a wait. A dropped
//! connection is made by the service failing, which makes hyper close it without an answer.

mod decision;
pub(crate) mod shared;

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::answer::Refusal;
use super::authentication::DecodedRequest;
use super::clock;
use super::control;
use super::edit;
use super::faults::Asker;
use super::state::AcceptedCall;
use decision::Answer;
use shared::{Body, Dropped, Shared, respond};

/// The largest body; a request with a CA bundle and a revocation list stays far below.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;

/// The listening side.
pub(crate) struct Gateway {
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

impl Gateway {
    /// Starts taking connections.
    pub(crate) fn start(listener: TcpListener, shared: Arc<Shared>) -> Self {
        let accepting = tokio::spawn(accept(listener, Arc::clone(&shared)));
        Self { shared, accepting }
    }

    /// The accepted calls.
    pub(crate) fn calls(&self) -> Vec<AcceptedCall> {
        self.shared.world().state.calls().cloned().collect()
    }

    /// Ends connections and changes, and waits until they have ended.
    pub(crate) async fn stop(mut self) {
        self.accepting.abort();
        let _ = (&mut self.accepting).await;
        let mut changes = std::mem::take(
            &mut *self
                .shared
                .changes
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        changes.shutdown().await;
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.accepting.abort();
        self.shared
            .changes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .abort_all();
    }
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Without it a small answer can wait for the acknowledgement of the last.
                    let _ = stream.set_nodelay(true);
                    let shared = Arc::clone(&shared);
                    connections.spawn(async move {
                        let service = service_fn(move |request| {
                            handle(Arc::clone(&shared), request)
                        });
                        // An error here is the client's going away, or a drop on purpose.
                        let _ = hyper::server::conn::http1::Builder::new()
                            .timer(TokioTimer::new())
                            .serve_connection(TokioIo::new(stream), service)
                            .await;
                    });
                }
                // Out of file descriptors: better soon than never.
                Err(_) => clock::pause(Duration::from_millis(20)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn handle(
    shared: Arc<Shared>,
    request: hyper::Request<Incoming>,
) -> Result<Response<Body>, Dropped> {
    let (parts, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_BODY).collect().await;
    if parts.uri.path().starts_with("/sandbox/") {
        let body = body
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        if parts.uri.path() == "/sandbox/instances" && edit::is_edit(&parts.method) {
            return edit::answer(&shared, &parts.method, &body).await;
        }
        return control::answer(&shared, &parts, &body);
    }
    let Ok(body) = body else {
        let refusal = Refusal::new(
            413,
            "RequestEntityTooLarge",
            "The request body is too large.",
        );
        return shared.respond(true, &Asker::default(), Err(refusal), false);
    };
    let known_method = parts.method == Method::GET || parts.method == Method::POST;
    let request = DecodedRequest::new(&parts, body.to_bytes());
    let json = request.wants_json();
    if !known_method {
        let refusal = Refusal::new(
            403,
            "UnsupportedHTTPMethod",
            "This http method is not supported.",
        );
        return shared.respond(json, &Asker::default(), Err(refusal), false);
    }
    let action = request.action();
    let key_id = request.key_id();
    let asker = Asker {
        action: &action,
        access_key_id: key_id.as_deref(),
        instance_id: request.parameters.get("DBInstanceId").map(String::as_str),
    };
    let slowness = {
        let mut world = shared.world();
        world.load.note(clock::now());
        world.faults.slowness(&asker, clock::now())
    };
    clock::pause(shared.pace.latency + slowness).await;
    let decision = shared.decide(&request, &asker);
    if let Some((instance_id, begun)) = decision.begun {
        shared.run(instance_id, key_id.clone(), begun);
    }
    if let Some((instance_id, desired)) = decision.foreign {
        // Whether the database takes it is of no interest to the one who only looked.
        let _ = shared.apply(&instance_id, &desired, false).await;
    }
    match decision.answer {
        Answer::Drop => Err(Dropped),
        Answer::Html => respond(
            Response::builder()
                .status(502)
                .header("content-type", "text/html"),
            Bytes::from_static(
                b"<html><head><title>502 Bad Gateway</title></head>\
                  <body><h1>502 Bad Gateway</h1></body></html>\n",
            ),
        ),
        Answer::Api { result, cut } => shared.respond(json, &asker, result, cut),
    }
}

#[cfg(test)]
mod tests;
