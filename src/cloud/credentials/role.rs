//! A RAM role: assumed with the key of another source.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::chain_settings::ChainSettings;
use super::identity::{Identity, KeySource, Provider, ProviderContext, ResolvedSource};
use super::issued::IssuedKey;
use super::keys::{JsonField, ProfileKeys, member, members};
use super::{ChainInputs, Credentials, CredentialsError, Source, key_pair};
use crate::cloud::endpoints::{ApiEndpoint, Network};
use crate::cloud::http::{Authentication, OIDC_TOKEN, OpenApi};
use crate::cloud::{ApiError, ApiErrorKind};
use crate::domain::instance::Region;
use crate::text;
use crate::text::Text;

/// How long a key of a role lives when nothing else is asked for, in seconds.
///
/// Source: `AssumeRole`, STS API version 2015-04-01.
const DURATION: i64 = 3600;

/// A role and what it is assumed with.
pub(super) struct RoleToAssume {
    pub(super) arn: String,
    session_name: String,
    duration_seconds: i64,
    policy: Option<String>,
    external_id: Option<String>,
    endpoint: ApiEndpoint,
}

/// What a role is asked for with.
pub(super) enum By<'a> {
    /// The key of another source.
    Key(Credentials),
    /// A token of an OIDC provider.
    Token { provider: &'a str, token: &'a str },
}

impl RoleToAssume {
    /// The role of a profile, whose keys are called as in config.json.
    pub(super) fn of_profile(
        keys: &ProfileKeys,
        rules: &ChainSettings,
    ) -> Result<Self, CredentialsError> {
        Self::of(Some(keys), keys.required("ram_role_arn")?, rules)
    }

    /// A role with what a profile says of it; the environment says the rest.
    pub(super) fn of(
        keys: Option<&ProfileKeys>,
        arn: &str,
        rules: &ChainSettings,
    ) -> Result<Self, CredentialsError> {
        let text = |key| keys.and_then(|keys| keys.text(key));
        let seconds = keys.and_then(|keys| keys.number("expired_seconds"));
        let external_id = text("external_id").or(rules.external_id.as_deref());
        Ok(Self {
            arn: arn.to_owned(),
            session_name: text("ram_session_name")
                .unwrap_or(&rules.session_name)
                .to_owned(),
            duration_seconds: seconds.unwrap_or(DURATION),
            policy: text("policy").map(str::to_owned),
            external_id: external_id.map(str::to_owned),
            endpoint: endpoint(keys, rules)?,
        })
    }

    /// Asks STS for a key of this role.
    pub(super) async fn ask(
        &self,
        means: &ProviderContext,
        by: By<'_>,
        source: &Source,
    ) -> Result<IssuedKey, CredentialsError> {
        let mut sent = vec![
            ("RoleArn", self.arn.clone()),
            ("RoleSessionName", self.session_name.clone()),
            ("DurationSeconds", self.duration_seconds.to_string()),
        ];
        sent.extend(self.policy.clone().map(|policy| ("Policy", policy)));
        let (action, proof, key) = match by {
            By::Key(key) => {
                sent.extend(self.external_id.clone().map(|id| ("ExternalId", id)));
                ("AssumeRole", Authentication::Identity, key)
            }
            By::Token { provider, token } => {
                sent.push(("OIDCProviderArn", provider.to_owned()));
                sent.push((OIDC_TOKEN, token.to_owned()));
                // No key is looked at.
                let key = key_pair("", "", None, source.clone());
                ("AssumeRoleWithOIDC", Authentication::Parameters, key)
            }
        };
        let sent = sent
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value));
        let what = text!(
            "credentials-action-for",
            action = action,
            endpoint = self.endpoint.authority(),
            source = source.text()
        );
        let api = OpenApi::of_sts(
            self.endpoint.clone(),
            key.into(),
            means.transport.clone(),
            means.answer_timeout,
            means.clock.clone(),
        );
        let decode = |body: &[u8]| {
            let answer = members(body)?;
            let Some(JsonField::Members(held)) = member(&answer, "Credentials") else {
                return Err(text!("credentials-missing", name = "Credentials"));
            };
            IssuedKey::read(held, source.clone())
        };
        let (mut issued, ahead) = api
            .issue(action, proof, &sent.collect(), decode)
            .await
            .map_err(|error| refused(&what, error))?;
        // The end is by the service's clock.
        issued.expires = issued.expires.map(|end: DateTime<Utc>| end - ahead);
        issued.still_good(means.clock.now(), &what)
    }
}

/// The endpoint of STS: what a profile names, else the environment.
fn endpoint(
    keys: Option<&ProfileKeys>,
    rules: &ChainSettings,
) -> Result<ApiEndpoint, CredentialsError> {
    let text = |key| keys.and_then(|keys| keys.text(key));
    let wrong = |key: &'static str, variable: &str, reason: Text| match keys {
        Some(keys) if keys.text(key).is_some() => keys.bad(key, reason),
        _ => CredentialsError::Variable {
            variable: variable.to_owned(),
            reason,
        },
    };
    if let Some(text) = text("sts_endpoint").or(rules.sts_endpoint.as_deref()) {
        return ApiEndpoint::parse(text)
            .map_err(|error| wrong("sts_endpoint", "ALIBABA_CLOUD_STS_ENDPOINT", error.reason));
    }
    let region = text("sts_region").or(rules.sts_region.as_deref());
    let region = region.map(str::parse::<Region>).transpose();
    let vpc = rules.vpc || keys.is_some_and(|keys| keys.flag("enable_vpc"));
    let found = region.map_err(|_| text!("credentials-no-region"));
    let found = found.and_then(|region| {
        // The variable for the VPC counts together with a region, as in the SDKs.
        let network = if vpc && region.is_some() {
            Network::Vpc
        } else {
            Network::Public
        };
        ApiEndpoint::of_sts(region.as_ref(), network).map_err(|error| error.reason)
    });
    found.map_err(|reason| wrong("sts_region", "ALIBABA_CLOUD_STS_REGION", reason))
}

/// A role that is assumed with another source's key.
pub(super) struct AssumedRole {
    pub(super) base: KeySource,
    pub(super) role: RoleToAssume,
    pub(super) source: Source,
}

#[async_trait]
impl Provider for AssumedRole {
    async fn fetch(
        &self,
        means: &ProviderContext,
        fresh: bool,
    ) -> Result<IssuedKey, CredentialsError> {
        let base = self.base.fetch(means, fresh).await?;
        let by = By::Key(base.credentials);
        self.role.ask(means, by, &self.source).await
    }
}

/// Gives whatever key the identity holds at the time.
#[async_trait]
impl Provider for Identity {
    async fn fetch(&self, _: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        Ok(IssuedKey::from(&*self.credentials().await?))
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
    around: &ChainInputs<'_>,
    means: &ProviderContext,
) -> Result<Identity, CredentialsError> {
    let rules = ChainSettings::of(around, means);
    let mut role = RoleToAssume::of(None, arn, &rules)?;
    if let Some(sts) = sts.filter(|_| rules.sts_endpoint.is_none()) {
        role.endpoint = sts;
    }
    let source = base.source().clone();
    let way = KeySource::asks(AssumedRole {
        base: KeySource::asks(base),
        role,
        source: source.clone(),
    });
    let found = ResolvedSource::new(source, text!("credentials-role", arn = arn), way);
    Ok(Identity::new(found, means))
}

fn refused(what: &Text, error: ApiError) -> CredentialsError {
    let what = what.clone();
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
