//! A RAM role: assumed with the key of another source.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::identity::{Found, Identity, Means, Provider, Way};
use super::issued::Issued;
use super::keys::{Field, Keys, member, members};
use super::{Credentials, CredentialsError, Source, Surroundings, key_pair};
use crate::cloud::endpoints::{ApiEndpoint, EndpointError, Network};
use crate::cloud::http::{OpenApi, Proof};
use crate::cloud::signature::Parameters;
use crate::cloud::{ApiError, ApiErrorKind};
use crate::domain::instance::Region;

/// How long a key of a role lives when nothing else is asked for, in seconds.
///
/// Source: `AssumeRole`, STS API version 2015-04-01.
const DURATION: i64 = 3600;

/// What the environment says about roles, for what a profile leaves open.
#[derive(Debug, Clone)]
pub(super) struct Defaults {
    session_name: String,
    external_id: Option<String>,
    endpoint: Option<String>,
    region: Option<String>,
    vpc: bool,
}

impl Defaults {
    pub(super) fn of(around: &Surroundings<'_>, means: &Means) -> Self {
        let owned = |name: &str| around.variable(name).map(str::to_owned);
        let external_id = ["ALIBABACLOUD_EXTERNAL_ID", "ALIBABA_CLOUD_EXTERNAL_ID"];
        let inside = means.vpc_region.as_ref().map(ToString::to_string);
        Self {
            session_name: owned("ALIBABA_CLOUD_ROLE_SESSION_NAME")
                .unwrap_or_else(|| env!("CARGO_PKG_NAME").to_owned()),
            external_id: around.first(&external_id).map(|(_, id)| id.to_owned()),
            endpoint: owned("ALIBABA_CLOUD_STS_ENDPOINT"),
            vpc: inside.is_some() || around.says_yes("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"),
            region: owned("ALIBABA_CLOUD_STS_REGION").or(inside),
        }
    }

    /// The endpoint of STS where no profile says anything.
    pub(super) fn endpoint(&self) -> Result<ApiEndpoint, CredentialsError> {
        if let Some(text) = &self.endpoint {
            return ApiEndpoint::parse(text).map_err(|error| CredentialsError::Variable {
                variable: "ALIBABA_CLOUD_STS_ENDPOINT".to_owned(),
                reason: error.reason,
            });
        }
        of_region(self.region.as_deref(), self.vpc).map_err(|reason| CredentialsError::Variable {
            variable: "ALIBABA_CLOUD_STS_REGION".to_owned(),
            reason,
        })
    }

    /// The endpoint of STS for a profile.
    pub(super) fn endpoint_for(&self, keys: &Keys) -> Result<ApiEndpoint, CredentialsError> {
        if let Some(text) = keys.text("sts_endpoint") {
            return ApiEndpoint::parse(text)
                .map_err(|EndpointError { reason, .. }| keys.bad("sts_endpoint", reason));
        }
        if self.endpoint.is_some() {
            return self.endpoint();
        }
        let vpc = self.vpc || keys.flag("enable_vpc");
        match keys.text("sts_region") {
            Some(region) => {
                of_region(Some(region), vpc).map_err(|reason| keys.bad("sts_region", reason))
            }
            None if vpc == self.vpc => self.endpoint(),
            None => Self {
                vpc,
                ..self.clone()
            }
            .endpoint(),
        }
    }

    pub(super) fn session_name(&self) -> String {
        self.session_name.clone()
    }
}

fn of_region(region: Option<&str>, vpc: bool) -> Result<ApiEndpoint, String> {
    let region = region
        .map(str::parse::<Region>)
        .transpose()
        .map_err(|_| "it is no region".to_owned())?;
    // The variable for the VPC counts together with a region, as in the SDKs.
    let network = if vpc && region.is_some() {
        Network::Vpc
    } else {
        Network::Public
    };
    ApiEndpoint::of_sts(region.as_ref(), network).map_err(|error| error.reason)
}

/// A role and what it is assumed with.
#[derive(Debug, Clone)]
pub(super) struct Role {
    pub(super) arn: String,
    pub(super) session_name: String,
    pub(super) duration_seconds: i64,
    pub(super) policy: Option<String>,
    pub(super) external_id: Option<String>,
    pub(super) endpoint: ApiEndpoint,
}

impl Role {
    /// The role of a profile, whose keys are called as in config.json.
    pub(super) fn of(keys: &Keys, defaults: &Defaults) -> Result<Self, CredentialsError> {
        Ok(Self {
            arn: keys.required("ram_role_arn")?.to_owned(),
            session_name: keys
                .text("ram_session_name")
                .map_or_else(|| defaults.session_name(), str::to_owned),
            duration_seconds: keys.number("expired_seconds").unwrap_or(DURATION),
            policy: keys.text("policy").map(str::to_owned),
            external_id: keys
                .text("external_id")
                .map(str::to_owned)
                .or_else(|| defaults.external_id.clone()),
            endpoint: defaults.endpoint_for(keys)?,
        })
    }

    /// A role of the environment.
    pub(super) fn named(arn: &str, defaults: &Defaults) -> Result<Self, CredentialsError> {
        Ok(Self {
            arn: arn.to_owned(),
            session_name: defaults.session_name(),
            duration_seconds: DURATION,
            policy: None,
            external_id: defaults.external_id.clone(),
            endpoint: defaults.endpoint()?,
        })
    }

    /// The parameters that all ways to assume it share.
    pub(super) fn parameters(&self) -> Parameters {
        let mut sent = Parameters::from([
            ("RoleArn".to_owned(), self.arn.clone()),
            ("RoleSessionName".to_owned(), self.session_name.clone()),
            (
                "DurationSeconds".to_owned(),
                self.duration_seconds.to_string(),
            ),
        ]);
        for (name, value) in [("Policy", &self.policy), ("ExternalId", &self.external_id)] {
            sent.extend(value.clone().map(|value| (name.to_owned(), value)));
        }
        sent
    }
}

/// A role that is assumed with another source's key.
pub(super) struct AssumedRole {
    pub(super) base: Way,
    pub(super) role: Role,
    pub(super) source: Source,
}

#[async_trait]
impl Provider for AssumedRole {
    async fn fetch(&self, means: &Means, fresh: bool) -> Result<Issued, CredentialsError> {
        let base = self.base.fetch(means, fresh).await?;
        let call = StsCall {
            endpoint: &self.role.endpoint,
            action: "AssumeRole",
            proof: Proof::Identity,
            parameters: &self.role.parameters(),
            source: &self.source,
        };
        call.send(means, Some(base.credentials)).await
    }
}

/// A role that is assumed with whatever an identity holds at the time.
struct Onward {
    base: Identity,
    role: Role,
    source: Source,
}

#[async_trait]
impl Provider for Onward {
    async fn fetch(&self, means: &Means, _: bool) -> Result<Issued, CredentialsError> {
        let base = self.base.credentials().await?;
        let call = StsCall {
            endpoint: &self.role.endpoint,
            action: "AssumeRole",
            proof: Proof::Identity,
            parameters: &self.role.parameters(),
            source: &self.source,
        };
        call.send(means, Some(Credentials::clone(&base))).await
    }
}

/// The identity of a role that `base` assumes, at `sts` or where the environment says; asked for at
/// its first use.
///
/// # Errors
/// [`CredentialsError`] when the environment names an endpoint of STS that cannot be one.
pub fn assume(
    base: Identity,
    arn: &str,
    sts: Option<ApiEndpoint>,
    around: &Surroundings<'_>,
    means: &Means,
) -> Result<Identity, CredentialsError> {
    let defaults = Defaults::of(around, means);
    let mut role = Role::named(arn, &defaults)?;
    if let Some(sts) = sts.filter(|_| defaults.endpoint.is_none()) {
        role.endpoint = sts;
    }
    let source = base.source().clone();
    let found = Found {
        source: source.clone(),
        manner: format!("the role {arn}"),
        way: Way::Asks(Box::new(Onward { base, role, source })),
        exposed: Vec::new(),
    };
    Ok(Identity::new(found, means, None))
}

/// A call of STS that gives a key.
pub(super) struct StsCall<'a> {
    pub(super) endpoint: &'a ApiEndpoint,
    pub(super) action: &'a str,
    pub(super) proof: Proof,
    pub(super) parameters: &'a Parameters,
    pub(super) source: &'a Source,
}

impl StsCall<'_> {
    /// Sends it with the key that the proof takes, if it takes one.
    pub(super) async fn send(
        &self,
        means: &Means,
        key: Option<Credentials>,
    ) -> Result<Issued, CredentialsError> {
        let what = format!(
            "{} at {} for {}",
            self.action,
            self.endpoint.authority(),
            self.source
        );
        // Where the proof is another one, no key is looked at.
        let key = key.unwrap_or_else(|| key_pair("", "", None, self.source.clone()));
        let api = OpenApi::of_sts(
            self.endpoint.clone(),
            key.into(),
            means.transport.clone(),
            means.answer_timeout,
            means.clock.clone(),
        );
        let decode = |body: &[u8]| {
            let answer = members(body)?;
            let Some(Field::Members(held)) = member(&answer, "Credentials") else {
                return Err("`Credentials` is missing".to_owned());
            };
            Issued::read(held, self.source.clone())
        };
        let (mut issued, ahead) = api
            .issue(self.action, self.proof, self.parameters, decode)
            .await
            .map_err(|error| refused(&what, error))?;
        // The end is by the service's clock.
        issued.expires = issued.expires.map(|end: DateTime<Utc>| end - ahead);
        issued.still_good(means.clock.now(), &what)
    }
}

fn refused(what: &str, error: ApiError) -> CredentialsError {
    let what = what.to_owned();
    match error.kind {
        ApiErrorKind::Unreachable | ApiErrorKind::AnswerLost => CredentialsError::Unreachable {
            what,
            reason: error.message,
        },
        ApiErrorKind::Unreadable => CredentialsError::Answer {
            what,
            reason: error.message,
        },
        ApiErrorKind::Credentials
        | ApiErrorKind::Permission
        | ApiErrorKind::NotFound
        | ApiErrorKind::Unsupported
        | ApiErrorKind::Busy
        | ApiErrorKind::Locked
        | ApiErrorKind::Throttled
        | ApiErrorKind::Invalid
        | ApiErrorKind::Failed => CredentialsError::Refused {
            what,
            code: error.code,
            message: error.message,
            request_id: error.request_id,
        },
    }
}
