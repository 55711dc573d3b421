//! A RAM role: assumed with the key of another source, or by the token of an OIDC provider, as
//! Kubernetes pods get one.

use std::path::PathBuf;

use async_trait::async_trait;

use super::identity::{Identity, Lookup, Provider, ProviderContext, ResolvedSource};
use super::keys::{IssuedKey, JsonField, ProfileKeys, member, members};
use super::sts::{self, OIDC_TOKEN};
use super::{ChainInputs, CredentialsError, Source, files, key_pair};
use crate::cloud::rpc::Authentication;
use crate::cloud::rpc::endpoints::{ApiEndpoint, Network};
use crate::cloud::rpc::error::{ApiError, ApiErrorKind};
use crate::domain::instance::Region;
use crate::text::{Text, text};

/// How long a key of a role lives when nothing else is asked for, in seconds.
///
/// Source: `AssumeRole`, STS API version 2015-04-01.
const DURATION: i64 = 3600;

/// The variables that together ask for a role by a token, each in its two spellings.
const BY_TOKEN: [&str; 3] = [
    "ALIBABA_CLOUD_ROLE_ARN ALIBABACLOUD_ROLE_ARN",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN ALIBABACLOUD_OIDC_PROVIDER_ARN",
    "ALIBABA_CLOUD_OIDC_TOKEN_FILE ALIBABACLOUD_OIDC_TOKEN_FILE",
];

const EXTERNAL_ID: &str = "ALIBABACLOUD_EXTERNAL_ID ALIBABA_CLOUD_EXTERNAL_ID";
const STS_ENDPOINT: &str = "ALIBABA_CLOUD_STS_ENDPOINT";
const STS_REGION: &str = "ALIBABA_CLOUD_STS_REGION";

/// A role and how it is assumed.
pub(super) struct Role {
    arn: String,
    session_name: String,
    duration_seconds: i64,
    policy: Option<String>,
    external_id: Option<String>,
    endpoint: ApiEndpoint,
    by: By,
    source: Source,
}

/// What a role is asked for with.
pub(super) enum By {
    /// The key of another source.
    Key(Box<dyn Provider>),
    /// The token of an OIDC provider, in this file.
    Token { provider: String, file: PathBuf },
}

/// Looks in the environment for a role by a token.
pub(super) fn look(
    around: &ChainInputs<'_>,
    means: &ProviderContext,
) -> Result<Lookup, CredentialsError> {
    let mut found = Vec::new();
    for names in BY_TOKEN {
        let Some(variable) = around.first(names) else {
            let missing = names.split(' ').next().unwrap_or_default();
            return Ok(Lookup::Absent(text!(
                "credentials-unset",
                missing = missing
            )));
        };
        found.push(variable);
    }
    let &[(variable, arn), (_, provider), (_, file)] = found.as_slice() else {
        return Ok(Lookup::Absent(text!("credentials-no-variable")));
    };
    let by = By::Token {
        provider: provider.to_owned(),
        file: PathBuf::from(file),
    };
    let source = Source::Environment(variable.to_owned());
    Role::new(arn, by, source, None, around, means).map(|role| Lookup::Found(role.resolved()))
}

impl Role {
    /// A role with what a profile says of it, its keys called as in config.json; the environment says
    /// the rest.
    pub(super) fn new(
        arn: &str,
        by: By,
        source: Source,
        keys: Option<&ProfileKeys>,
        around: &ChainInputs<'_>,
        means: &ProviderContext,
    ) -> Result<Self, CredentialsError> {
        let said = |key, variables| {
            let own = keys.and_then(|keys| keys.text(key));
            own.or_else(|| around.first(variables).map(|(_, value)| value))
        };
        let session_name = said("ram_session_name", "ALIBABA_CLOUD_ROLE_SESSION_NAME");
        let seconds = keys.and_then(|keys| keys.number("expired_seconds"));
        Ok(Self {
            arn: arn.to_owned(),
            session_name: session_name.unwrap_or(env!("CARGO_PKG_NAME")).to_owned(),
            duration_seconds: seconds.unwrap_or(DURATION),
            policy: keys.and_then(|keys| keys.text("policy")).map(str::to_owned),
            external_id: said("external_id", EXTERNAL_ID).map(str::to_owned),
            endpoint: endpoint(keys, around, means)?,
            by,
            source,
        })
    }

    /// The source that it is.
    pub(super) fn resolved(self) -> ResolvedSource {
        ResolvedSource::new(self.source.clone(), Box::new(self))
    }
}

#[async_trait]
impl Provider for Role {
    fn manner(&self) -> Text {
        match &self.by {
            By::Key(_) => text!("credentials-role", arn = &self.arn),
            By::Token { .. } => text!("credentials-role-by-oidc", role = &self.arn),
        }
    }

    async fn fetch(
        &self,
        means: &ProviderContext,
        fresh: bool,
    ) -> Result<IssuedKey, CredentialsError> {
        let mut sent = vec![
            ("RoleArn", self.arn.clone()),
            ("RoleSessionName", self.session_name.clone()),
            ("DurationSeconds", self.duration_seconds.to_string()),
        ];
        sent.extend(self.policy.clone().map(|policy| ("Policy", policy)));
        let (action, proof, key) = match &self.by {
            By::Key(base) => {
                let base = base.fetch(means, fresh).await?;
                sent.extend(self.external_id.clone().map(|id| ("ExternalId", id)));
                ("AssumeRole", Authentication::Key, base.credentials)
            }
            By::Token { provider, file } => {
                // The token is replaced from time to time.
                let held = files::open(file)?.ok_or_else(|| files::absent(file))?;
                let token = held.text.trim();
                if token.is_empty() {
                    return Err(CredentialsError::file(file, text!("credentials-no-token")));
                }
                sent.push(("OIDCProviderArn", provider.clone()));
                sent.push((OIDC_TOKEN, token.to_owned()));
                // No key is looked at.
                let key = key_pair("", "", None);
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
            source = self.source.text()
        );
        let api = sts::client(self.endpoint.clone(), key, means);
        let decode = |body: &[u8]| {
            let answer = members(body)?;
            let Some(JsonField::Members(held)) = member(&answer, "Credentials") else {
                return Err(text!("credentials-missing", name = "Credentials"));
            };
            IssuedKey::read(held)
        };
        let issued = sts::issue(&api, action, proof, &sent.collect(), decode).await;
        let (mut issued, ahead) = issued.map_err(|error| refused(&what, error))?;
        // The end is by the service's clock.
        issued.expires = issued.expires.map(|end| end - ahead);
        issued.still_good(means.clock.now(), &what)
    }

    /// That of the role: `acs:ram::ACCOUNT:role/NAME`.
    fn account(&self) -> Option<String> {
        let account = self.arn.split(':').nth(3)?;
        (!account.is_empty()).then(|| account.to_owned())
    }
}

/// The endpoint of STS: what a profile names, else the environment.
fn endpoint(
    keys: Option<&ProfileKeys>,
    around: &ChainInputs<'_>,
    means: &ProviderContext,
) -> Result<ApiEndpoint, CredentialsError> {
    let own = |key| keys.and_then(|keys| keys.text(key));
    let wrong = |key: &str, variable: &str, reason: Text| match keys {
        Some(keys) if keys.text(key).is_some() => keys.bad(key, reason),
        _ => CredentialsError::variable(variable, reason),
    };
    if let Some(text) = own("sts_endpoint").or(around.variable(STS_ENDPOINT)) {
        return ApiEndpoint::parse(text)
            .map_err(|error| wrong("sts_endpoint", STS_ENDPOINT, error.reason));
    }
    let inside = means.vpc_region.as_ref();
    let vpc = inside.is_some()
        || around.says_yes("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED")
        || keys.is_some_and(|keys| keys.flag("enable_vpc"));
    let region = own("sts_region").or(around.variable(STS_REGION));
    let region = match region.map(str::parse::<Region>).transpose() {
        Ok(region) => region.or(inside.cloned()),
        Err(_) => {
            return Err(wrong(
                "sts_region",
                STS_REGION,
                text!("credentials-no-region"),
            ));
        }
    };
    // The variable for the VPC counts together with a region, as in the SDKs.
    let network = if vpc && region.is_some() {
        Network::Vpc
    } else {
        Network::Public
    };
    ApiEndpoint::of_sts(region.as_ref(), network)
        .map_err(|error| wrong("sts_region", STS_REGION, error.reason))
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
    let source = base.source().clone();
    let by = By::Key(Box::new(base));
    let mut role = Role::new(arn, by, source, None, around, means)?;
    if let Some(sts) = sts.filter(|_| around.variable(STS_ENDPOINT).is_none()) {
        role.endpoint = sts;
    }
    Ok(Identity::new(role.resolved(), means))
}

fn refused(what: &Text, error: ApiError) -> CredentialsError {
    if [ApiErrorKind::Unreachable, ApiErrorKind::AnswerLost].contains(&error.kind) {
        CredentialsError::unreachable(what, error.message)
    } else if error.kind == ApiErrorKind::Unreadable {
        CredentialsError::answer(what, error.message)
    } else {
        CredentialsError::refused(what, &error.message, error.code, error.request_id)
    }
}
