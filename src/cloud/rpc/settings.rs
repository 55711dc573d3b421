//! How the API is called, and what is told of each attempt.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use super::endpoints::{ApiEndpoint, Network};
use super::error::ApiError;
use super::key::CredentialsProvider;
use super::transport::ServerTransport;
use crate::domain::instance::RequestId;

/// Which signature requests carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SignatureVersion {
    /// The RPC parameter signature, HMAC-SHA1: known to be accepted with parameters in the body.
    #[default]
    V1,
    /// The header signature ACS3-HMAC-SHA256.
    Acs3,
}

/// How the API is called.
#[derive(Debug, Clone)]
pub struct ApiSettings {
    /// Where.
    pub endpoint: ApiEndpoint,
    /// From which network.
    pub network: Network,
    /// As whom.
    pub signer: Arc<dyn CredentialsProvider>,
    /// Signature.
    pub signature: SignatureVersion,
    /// The most calls in any window of one second, over all actions; `None` lets each action find
    /// its own pace.
    pub calls_per_second: Option<NonZeroU32>,
    /// Proxy, certificate authorities and the longest wait for a connection.
    pub transport: ServerTransport,
    /// The longest wait for the whole answer to a read.
    pub read_timeout: Duration,
    /// The longest wait for the whole answer to a write.
    pub write_timeout: Duration,
    /// How long one call may go on being sent again.
    pub retry_budget: Duration,
}

impl ApiSettings {
    /// The defaults: V1, each action at its own pace, no proxy, 5 s to connect, 30 s for a read, 60 s for a
    /// write, 120 s of retries.
    pub fn new(endpoint: ApiEndpoint, signer: impl CredentialsProvider + 'static) -> Self {
        Self {
            endpoint,
            network: Network::default(),
            signer: Arc::new(signer),
            signature: SignatureVersion::default(),
            calls_per_second: None,
            transport: ServerTransport::default(),
            read_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(60),
            retry_budget: Duration::from_secs(120),
        }
    }
}

/// One attempt, for verbose output and for counting calls.
#[derive(Debug, Clone, Copy)]
pub struct CallTrace<'a> {
    /// The API action.
    pub action: &'a str,
    /// 1 for the first attempt of a call.
    pub attempt: u32,
    /// HTTP status, where an answer came.
    pub status: Option<u16>,
    /// Request id, where the answer had one.
    pub request_id: Option<&'a RequestId>,
    /// The error, when the attempt failed.
    pub error: Option<&'a ApiError>,
    /// From sending to the end of the answer.
    pub took: Duration,
    /// Calls per second of this action from now on, where the service's throttling cut them.
    pub slowed_to: Option<u32>,
}

/// Told of every attempt.
pub type Trace = Arc<dyn Fn(&CallTrace<'_>) + Send + Sync>;
