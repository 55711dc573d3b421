//! Calls of STS, version 2015-04-01: who a key belongs to, and temporary keys.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde::Deserialize;

use super::OpenApi;
use super::operation::{Authentication, Operation, Service};
use super::retry::CallEffect;
use super::settings::ApiSettings;
use crate::clock::Clock;
use crate::cloud::ApiError;
use crate::cloud::credentials::Identity;
use crate::cloud::endpoints::ApiEndpoint;
use crate::cloud::signature::Parameters;
use crate::cloud::transport::ServerTransport;
use crate::cloud::wire::WireError;
use crate::text;
use crate::text::Text;

/// Retry budget of one STS call.
const PATIENCE: Duration = Duration::from_secs(15);

/// Who a key belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerIdentity {
    /// The account (`AccountId`).
    pub account_id: String,
    /// The user or assumed role, such as `acs:ram::123456789012:user/dba` (`Arn`).
    pub arn: String,
    /// The id of the user; an assumed role has none.
    pub user_id: Option<String>,
}

impl OpenApi {
    /// Who the credentials belong to, asked at `endpoint` of STS; it takes no permission.
    ///
    /// # Errors
    /// An [`ApiError`].
    ///
    /// Source: `GetCallerIdentity`, STS API version 2015-04-01.
    pub async fn caller_identity(
        &self,
        endpoint: &ApiEndpoint,
    ) -> Result<CallerIdentity, ApiError> {
        #[derive(Deserialize)]
        struct Identified {
            #[serde(rename = "AccountId")]
            account: String,
            #[serde(rename = "Arn")]
            arn: String,
            #[serde(rename = "UserId")]
            user: Option<String>,
        }
        let operation = sts("GetCallerIdentity", Authentication::Identity);
        self.at(endpoint.clone())
            .call(&operation, &Parameters::new(), |raw, _| {
                let said: Identified = serde_json::from_slice(&raw.body)
                    .map_err(|_| WireError::Shape(text!("api-no-identity")))?;
                Ok(CallerIdentity {
                    account_id: said.account,
                    arn: said.arn,
                    user_id: said.user.filter(|id| !id.is_empty()),
                })
            })
            .await
    }

    /// A client of STS that asks for temporary keys as `identity`.
    pub(in crate::cloud) fn of_sts(
        endpoint: ApiEndpoint,
        identity: Identity,
        transport: ServerTransport,
        answer_timeout: Duration,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let mut settings = ApiSettings::new(endpoint, identity);
        settings.transport = transport;
        settings.read_timeout = answer_timeout;
        settings.retry_budget = PATIENCE;
        Self::new(settings, clock, None)
    }

    /// Asks for a temporary key; gives what `decode` makes of the answer, and what the clock of
    /// the service is known to be ahead of ours.
    ///
    /// # Errors
    /// An [`ApiError`]; what `decode` says when it cannot, which must hold nothing secret.
    pub(in crate::cloud) async fn issue<T>(
        &self,
        action: &str,
        proof: Authentication,
        parameters: &Parameters,
        decode: impl Fn(&[u8]) -> Result<T, Text> + Send + Sync,
    ) -> Result<(T, TimeDelta), ApiError> {
        let issued = self
            .call(&sts(action, proof), parameters, |raw, _| {
                decode(&raw.body).map_err(WireError::Shape)
            })
            .await?;
        Ok((issued, self.skew()))
    }
}

/// An operation of STS. Asking twice for a temporary key does no harm, so it counts as a read.
const fn sts(action: &str, proof: Authentication) -> Operation<'_> {
    Operation {
        service: Service::Sts,
        action,
        effect: CallEffect::Read,
        proof,
    }
}
