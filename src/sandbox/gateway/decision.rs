//! What one request comes to.

use http_body_util::{BodyExt, StreamBody};
use hyper::Response;
use hyper::body::{Bytes, Frame};
use serde_json::{Map, Value};

use super::shared::{Body, Dropped, Shared, World, respond};
use crate::sandbox::actions::{self, Reply};
use crate::sandbox::answer::{Refusal, xml};
use crate::sandbox::authentication::DecodedRequest;
use crate::sandbox::clock;
use crate::sandbox::database::Desired;
use crate::sandbox::faults::{Asker, Interruption};
use crate::sandbox::policy::{Denial, PolicyCall};
use crate::sandbox::state::keys::expired_token;
use crate::sandbox::state::{AcceptedCall, Begun, ChangeCourse};

/// What `x-acs-retry-after` says when a fault throttles, in milliseconds.
const RETRY_AFTER: u64 = 100;

/// What one request comes to.
pub(super) struct Decision {
    pub(super) answer: Answer,
    /// A change to carry out.
    pub(super) begun: Option<(String, Begun)>,
    /// What someone else makes of a database.
    pub(super) foreign: Option<(String, Desired)>,
}

pub(super) enum Answer {
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
    pub(super) fn decide(&self, request: &DecodedRequest, asker: &Asker<'_>) -> Decision {
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
    pub(super) fn respond(
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
