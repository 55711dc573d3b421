//! The HTTP side: takes requests, lets the pure parts decide, carries out what they decide.
//!
//! One lock holds everything that is decided on, and it is never held across a wait. A dropped
//! connection is made by the service failing, which makes hyper close it without an answer.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full, Limited, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::http::response::Builder;
use hyper::service::service_fn;
use hyper::{Method, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::{JoinHandle, JoinSet};

use super::actions::{self, Reply};
use super::answer::{Refusal, xml};
use super::authentication::DecodedRequest;
use super::certificates::SandboxCa;
use super::clock;
use super::control;
use super::database::{Database, Desired};
use super::edit;
use super::faults::{Asker, FaultScope, Faults, Interruption};
use super::policy::{Denial, PolicyCall};
use super::state::budget::{Budget, Load};
use super::state::instance::SandboxInstance;
use super::state::keys::{KnownKeys, expired_token};
use super::state::{AcceptedCall, Begun, ChangeCourse, State};

/// The largest body; a request with a CA bundle and a revocation list stays far below.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;
/// What `x-acs-retry-after` says when a fault throttles, in milliseconds.
const RETRY_AFTER: u64 = 100;

/// The body of every answer.
pub(crate) type Body = BoxBody<Bytes, Dropped>;

/// The connection ends here.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox drops the connection")]
pub(crate) struct Dropped;

/// Everything that requests read and change.
pub(crate) struct World {
    /// Instances and calls.
    pub(crate) state: State,
    /// Armed faults.
    pub(crate) faults: Faults,
    /// Access keys and nonces.
    pub(crate) keys: KnownKeys,
    /// The limit.
    pub(crate) budget: Budget,
    /// How many requests came.
    pub(crate) load: Load,
}

/// How long things take.
#[derive(Clone, Copy)]
pub(crate) struct Pace {
    /// A change.
    pub(crate) change_time: Duration,
    /// The status to move after a write.
    pub(crate) status_lag: Duration,
    /// An answer.
    pub(crate) latency: Duration,
}

/// What all connections share.
pub(crate) struct Shared {
    world: Mutex<World>,
    authority: SandboxCa,
    databases: Arc<HashMap<String, Arc<dyn Database>>>,
    address: String,
    pace: Pace,
    /// Rung when faults were cleared, for changes that are stuck.
    cleared: Notify,
    /// The changes that are running.
    changes: Mutex<JoinSet<()>>,
}

impl Shared {
    /// Puts it together.
    pub(crate) fn new(
        world: World,
        authority: SandboxCa,
        databases: Arc<HashMap<String, Arc<dyn Database>>>,
        address: SocketAddr,
        pace: Pace,
    ) -> Arc<Self> {
        Arc::new(Self {
            world: Mutex::new(world),
            authority,
            databases,
            address: address.to_string(),
            pace,
            cleared: Notify::new(),
            changes: Mutex::new(JoinSet::new()),
        })
    }

    /// The world; a panic of another holder does not matter to it.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The CA that issues server certificates.
    pub(crate) const fn authority(&self) -> &SandboxCa {
        &self.authority
    }

    /// Takes the faults of this scope away and lets changes land that were stuck by them.
    pub(crate) fn clear_faults(&self, scope: &FaultScope) {
        self.world().faults.clear(scope);
        self.cleared.notify_waiters();
    }

    /// Lets a change land in its time.
    fn run(self: &Arc<Self>, instance_id: String, key_id: Option<String>, begun: Begun) {
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        while changes.try_join_next().is_some() {}
        changes.spawn(Arc::clone(self).land(instance_id, key_id, begun));
    }

    async fn land(self: Arc<Self>, instance_id: String, key_id: Option<String>, begun: Begun) {
        clock::pause_until(begun.lands).await;
        let asker = Asker {
            action: "",
            access_key_id: key_id.as_deref(),
            instance_id: Some(&instance_id),
        };
        loop {
            let cleared = self.cleared.notified();
            if !self.world().faults.stuck(&asker, clock::now()) {
                break;
            }
            cleared.await;
        }
        let (wanted, unapplied) = {
            let mut guard = self.world();
            let world = &mut *guard;
            let instance = world.state.instance(&instance_id);
            let wanted = instance.and_then(|instance| instance.next_desired(begun.number));
            let action = instance.and_then(SandboxInstance::action_under_way);
            let asker = Asker {
                action: action.unwrap_or_default(),
                ..asker
            };
            let unapplied = matches!(wanted, Some(Ok(_)))
                && world.faults.leaves_unapplied(&asker, clock::now());
            (wanted, unapplied)
        };
        let result = match wanted {
            None => return,
            Some(Err(reason)) => Err(reason),
            Some(Ok(_)) if unapplied => Ok(()),
            Some(Ok((desired, restart))) => self.apply(&instance_id, &desired, restart).await,
        };
        if let Some(instance) = self.world().state.instance_mut(&instance_id) {
            instance.land(begun.number, clock::now(), &result);
        }
    }

    /// Makes the database of an instance what is wanted.
    pub(crate) async fn apply(
        &self,
        instance_id: &str,
        desired: &Desired,
        restart: bool,
    ) -> Result<(), String> {
        match self.databases.get(instance_id) {
            Some(database) => database.apply(desired, restart).await,
            None => Ok(()),
        }
    }
}

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

/// What one request comes to.
struct Decision {
    answer: Answer,
    /// A change to carry out.
    begun: Option<(String, Begun)>,
    /// What someone else makes of a database.
    foreign: Option<(String, Desired)>,
}

enum Answer {
    Drop,
    Html,
    Api {
        result: Result<Value, Refusal>,
        /// Whether it breaks off in the middle.
        cut: bool,
    },
}

impl Shared {
    /// Decides on a request; the only place that counts faults and takes notes.
    fn decide(&self, request: &DecodedRequest, asker: &Asker<'_>) -> Decision {
        let mut guard = self.world();
        let world = &mut *guard;
        let now = clock::now();
        world.faults.arrive(asker);
        let mut decision = Decision {
            answer: Answer::Drop,
            begun: None,
            foreign: None,
        };
        if world.faults.strikes(Interruption::Reset, asker, now) {
            return decision;
        }
        if world.faults.strikes(Interruption::Html, asker, now) {
            decision.answer = Answer::Html;
            return decision;
        }
        let result = self.carry_out(world, request, asker, &mut decision);
        let write = decision.begun.is_some();
        if write && world.faults.strikes(Interruption::LostAnswer, asker, now) {
            return decision;
        }
        let cut = world.faults.strikes(Interruption::Truncate, asker, now);
        decision.answer = Answer::Api { result, cut };
        decision
    }

    fn carry_out(
        &self,
        world: &mut World,
        request: &DecodedRequest,
        asker: &Asker<'_>,
        decision: &mut Decision,
    ) -> Result<Value, Refusal> {
        let now = clock::now();
        if world.faults.fails_read(asker) || world.faults.strikes(Interruption::Http500, asker, now)
        {
            return Err(Refusal::new(
                500,
                "InternalError",
                "The request processing has failed due to some unknown error.",
            ));
        }
        world
            .budget
            .take(asker.action, now)
            .map_err(Refusal::throttled)?;
        if world.faults.strikes(Interruption::Throttle, asker, now) {
            return Err(Refusal::throttled(RETRY_AFTER));
        }
        let claim = request.claim()?;
        claim.verify(&mut world.keys, now + world.faults.skew(asker))?;
        if world.faults.strikes(Interruption::ExpiredToken, asker, now) {
            return Err(expired_token());
        }
        let action = actions::find(&claim.action, &claim.version)?;
        if world.faults.denies(asker, now) {
            return Err(Refusal::denied(action.name, Denial::Implicit));
        }
        // Who asks who it is needs no permission.
        if action.version == actions::RDS
            && let Some(policy) = &world.keys.find(&claim.key_id)?.policy
        {
            let instance = request
                .parameters
                .get("DBInstanceId")
                .and_then(|id| world.state.instance(id));
            let asked = PolicyCall {
                action: action.name,
                region: instance.map_or("*", |instance| &instance.region),
                account: actions::ACCOUNT,
                parameters: &request.parameters,
            };
            policy
                .allows(&asked)
                .map_err(|denial| Refusal::denied(action.name, denial))?;
        }
        let dead = world.faults.dead_regions(asker);
        let call = actions::Call {
            parameters: &request.parameters,
            now,
            address: &self.address,
            key_id: &claim.key_id,
            authority: &self.authority,
            refuse_combined: world.faults.refuses_combined(asker),
            dead: &dead,
        };
        let value = match (action.run)(&call, &world.state)? {
            Reply::Read(value) => value,
            Reply::Begin {
                instance_id,
                target,
                restart,
            } => {
                let course = ChangeCourse {
                    takes: self.pace.change_time,
                    lag: world
                        .faults
                        .status_lag(asker, now)
                        .unwrap_or(self.pace.status_lag),
                    failure: world.faults.next_failure(asker, now),
                };
                let begun = world
                    .state
                    .begin(&instance_id, now, target, restart, course);
                decision.begun = begun.map(|begun| (instance_id, begun));
                Value::Object(Map::new())
            }
        };
        let instance_id = call.optional("DBInstanceId").map(str::to_owned);
        if action.name == "DescribePGHbaConfig"
            && let Some(id) = &instance_id
            && let Some(instance) = world.state.instance_mut(id)
            && !instance.is_busy()
            && world.faults.foreign_change_after_look(asker, now)
        {
            decision.foreign = Some((id.clone(), instance.edit_by_someone_else(now)));
        }
        world.state.note(AcceptedCall {
            action: action.name,
            write: action.write,
            instance_id,
            access_key_id: claim.key_id.clone(),
            at: now,
        });
        Ok(value)
    }

    /// Writes an answer with its request id and the server's time.
    fn respond(
        &self,
        json: bool,
        asker: &Asker<'_>,
        result: Result<Value, Refusal>,
        cut: bool,
    ) -> Result<Response<Body>, Dropped> {
        let request_id = request_id();
        let (status, root, value, retry_after) = match result {
            Ok(value) => {
                let mut members = Map::new();
                members.insert("RequestId".to_owned(), Value::String(request_id.clone()));
                if let Value::Object(rest) = value {
                    members.extend(rest);
                }
                (
                    200,
                    format!("{}Response", asker.action),
                    Value::Object(members),
                    None,
                )
            }
            Err(refusal) => (
                refusal.status,
                "Error".to_owned(),
                refusal.body(&request_id, &self.address),
                refusal.retry_after,
            ),
        };
        let (kind, text) = if json {
            ("application/json;charset=utf-8", value.to_string())
        } else {
            ("text/xml;charset=utf-8", xml(&root, &value))
        };
        let date = clock::now() + self.world().faults.skew(asker);
        let mut builder = Response::builder()
            .status(status)
            .header("content-type", kind)
            .header("x-acs-request-id", &request_id)
            .header(
                "x-acs-trace-id",
                request_id.replace('-', "").to_ascii_lowercase(),
            )
            .header("date", date.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
        if let Some(milliseconds) = retry_after {
            builder = builder.header("x-acs-retry-after", milliseconds);
        }
        if cut {
            let half = text.len() / 2;
            builder = builder.header("content-length", text.len());
            let frames = [
                Ok(Frame::data(Bytes::from(text).slice(..half))),
                Err(Dropped),
            ];
            let body = StreamBody::new(futures::stream::iter(frames));
            return builder.body(BodyExt::boxed(body)).map_err(|_| Dropped);
        }
        respond(builder, Bytes::from(text))
    }
}

/// An answer with that body.
pub(crate) fn respond(builder: Builder, body: Bytes) -> Result<Response<Body>, Dropped> {
    let body = Full::new(body).map_err(|never| match never {}).boxed();
    builder.body(body).map_err(|_| Dropped)
}

/// An upper-case UUID (version 4), as the service gives every answer.
fn request_id() -> String {
    let bits = rand::random::<u128>();
    let hex = format!(
        "{:032X}",
        (bits & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62)
    );
    let mut id = String::with_capacity(36);
    for (position, digit) in hex.chars().enumerate() {
        if matches!(position, 8 | 12 | 16 | 20) {
            id.push('-');
        }
        id.push(digit);
    }
    id
}

#[cfg(test)]
mod tests;
