//! The RDS OpenAPI of one account: its calls, and what its answers mean.
//!
//! Deliberately absent: deciding anything about instances.

mod calls;
mod listing;
mod permission;
mod replicas;
mod sweep;
#[cfg(test)]
mod tests;
pub mod wire;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use self::wire::{API_VERSION, Answer, WireError};
use super::credentials::CallerIdentity;
use super::credentials::sts;
use super::rpc::endpoints::ApiEndpoint;
use super::rpc::error::ApiError;
use super::rpc::signature::Parameters;
use super::rpc::{
    ApiSettings, Authentication, CallEffect, ClockDifference, Operation, RpcClient, Trace,
};
use crate::clock::Clock;
use crate::domain::fleet::ListedReplicas;
use crate::domain::instance::{InstanceId, Region, RequestId};
use crate::text;
pub use listing::{InstanceQuery, Page};
pub use sweep::Sweep;

/// The parameter that names the instance.
const INSTANCE: &str = "DBInstanceId";

/// The parameter that carries a private key.
const SERVER_KEY: &str = "ServerKey";

/// The RDS OpenAPI of one account, at one endpoint. Cheap to clone.
#[derive(Clone)]
pub struct OpenApi {
    rpc: RpcClient,
    /// Whether the service wants `prefer` spelt `perfer`.
    misspells_prefer: Arc<AtomicBool>,
    /// The replicas of regions, and when they were listed by the monotonic clock.
    replicas: Arc<Mutex<BTreeMap<Region, (Duration, ListedReplicas)>>>,
}

impl OpenApi {
    /// A client; nothing is sent yet.
    pub fn new(settings: ApiSettings, clock: Arc<dyn Clock>, trace: Option<Trace>) -> Self {
        Self {
            rpc: RpcClient::new(settings, clock, trace),
            misspells_prefer: Arc::default(),
            replicas: Arc::default(),
        }
    }

    /// The same account at another endpoint: paces and clock correction are shared.
    #[must_use]
    pub fn at(&self, endpoint: ApiEndpoint) -> Self {
        Self {
            rpc: self.rpc.at(endpoint),
            misspells_prefer: Arc::clone(&self.misspells_prefer),
            replicas: Arc::clone(&self.replicas),
        }
    }

    /// Where it calls and as whom.
    pub fn settings(&self) -> &ApiSettings {
        self.rpc.settings()
    }

    /// Who the credentials belong to, asked at `endpoint` of STS; it takes no permission.
    ///
    /// # Errors
    /// An [`ApiError`].
    pub async fn caller_identity(
        &self,
        endpoint: &ApiEndpoint,
    ) -> Result<CallerIdentity, ApiError> {
        sts::caller_identity(&self.rpc.at(endpoint.clone())).await
    }

    /// Measures the service's clock by one call of `DescribeRegions`.
    ///
    /// # Errors
    /// An [`ApiError`] when no answer came, or when there are no credentials to ask with.
    pub async fn clock_difference(&self) -> Result<ClockDifference, ApiError> {
        let operation = operation("DescribeRegions", CallEffect::Read);
        self.rpc.clock_difference(&operation).await
    }

    async fn read<T>(
        &self,
        action: &str,
        sent: &Parameters,
        decode: impl Fn(&Answer<'_>) -> Result<T, WireError> + Send + Sync,
    ) -> Result<T, ApiError> {
        let operation = operation(action, CallEffect::Read);
        let called = self
            .rpc
            .call(&operation, sent, |_, answer| decode(&about(sent, answer?)?));
        called.await.map_err(|error| named(error, sent))
    }

    async fn write(&self, action: &'static str, sent: &Parameters) -> Result<RequestId, ApiError> {
        let operation = operation(action, CallEffect::Write);
        let called = self.rpc.call(&operation, sent, |raw, answer| {
            let said = wire::accepted(&about(sent, answer?)?)?;
            raw.request_id
                .clone()
                .or(said)
                .ok_or_else(|| WireError::Shape(text!("api-missing", member = "RequestId")))
        });
        called.await.map_err(|error| named(error, sent))
    }
}

/// An operation of this API under the credentials of the settings.
const fn operation(action: &str, effect: CallEffect) -> Operation<'_> {
    Operation {
        version: API_VERSION,
        action,
        effect,
        authentication: Authentication::Key,
        secret: SERVER_KEY,
    }
}

/// Refuses an answer to a call about one instance that says that it is about another.
fn about<'a>(sent: &Parameters, answer: Answer<'a>) -> Result<Answer<'a>, WireError> {
    if let Some(id) = sent.get(INSTANCE) {
        wire::check_instance(id, &answer)?;
    }
    Ok(answer)
}

/// The error of a call with the instance that it was about, where it was about one.
fn named(error: ApiError, sent: &Parameters) -> ApiError {
    let instance = sent.get(INSTANCE).and_then(|id| id.parse().ok());
    ApiError { instance, ..error }
}

fn parameters<const N: usize>(pairs: [(&str, &str); N]) -> Parameters {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn of(id: &InstanceId) -> Parameters {
    parameters([(INSTANCE, id.as_str())])
}
