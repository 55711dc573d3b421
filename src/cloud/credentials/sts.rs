//! Calls of STS, version 2015-04-01: who a key belongs to, and temporary keys.

use chrono::TimeDelta;
use serde::Deserialize;

use super::ProviderContext;
use crate::cloud::rpc::answer::WireError;
use crate::cloud::rpc::endpoints::ApiEndpoint;
use crate::cloud::rpc::error::ApiError;
use crate::cloud::rpc::signature::Parameters;
use crate::cloud::rpc::{
    ApiSettings, Authentication, CallEffect, Credentials, Operation, RpcClient,
};
use crate::text::{Text, text};

/// The parameter that carries the token of an OIDC provider.
pub(super) const OIDC_TOKEN: &str = "OIDCToken";

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

/// Who the credentials of a client of STS belong to; it takes no permission.
///
/// # Errors
/// An [`ApiError`].
///
/// Source: `GetCallerIdentity`, STS API version 2015-04-01.
pub(in crate::cloud) async fn caller_identity(api: &RpcClient) -> Result<CallerIdentity, ApiError> {
    #[derive(Deserialize)]
    struct Identified {
        #[serde(rename = "AccountId")]
        account: String,
        #[serde(rename = "Arn")]
        arn: String,
        #[serde(rename = "UserId")]
        user: Option<String>,
    }
    let operation = operation("GetCallerIdentity", Authentication::Key);
    api.call(&operation, &Parameters::new(), |raw, _| {
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

/// A client of STS that asks for temporary keys with this one.
pub(super) fn client(
    endpoint: ApiEndpoint,
    key: Credentials,
    means: &ProviderContext,
) -> RpcClient {
    let mut settings = ApiSettings::new(endpoint, key);
    settings.transport = means.transport.clone();
    settings.read_timeout = means.answer_timeout;
    settings.retry_budget = means.retry_budget;
    RpcClient::new(settings, means.clock.clone(), None)
}

/// Asks for a temporary key; gives what `decode` makes of the answer, and what the clock of
/// the service is known to be ahead of ours.
///
/// # Errors
/// An [`ApiError`]; what `decode` says when it cannot, which must hold nothing secret.
pub(super) async fn issue<T>(
    api: &RpcClient,
    action: &str,
    authentication: Authentication,
    parameters: &Parameters,
    decode: impl Fn(&[u8]) -> Result<T, Text> + Send + Sync,
) -> Result<(T, TimeDelta), ApiError> {
    let operation = operation(action, authentication);
    let issued = api.call(&operation, parameters, |raw, _| {
        decode(&raw.body).map_err(WireError::Shape)
    });
    Ok((issued.await?, api.skew()))
}

/// An operation of STS. Asking twice for a temporary key does no harm, so it counts as a read.
const fn operation(action: &str, authentication: Authentication) -> Operation<'_> {
    Operation {
        version: "2015-04-01",
        action,
        effect: CallEffect::Read,
        authentication,
        secret: OIDC_TOKEN,
    }
}
