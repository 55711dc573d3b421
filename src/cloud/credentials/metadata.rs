//! The role of the ECS instance we run on, from its metadata service.
//!
//! Source: "instance RAM roles" and "instance metadata" of the ECS documentation; order and limits
//! of the vendor's credentials SDKs.

use async_trait::async_trait;
use reqwest::{Method, Url};
use secrecy::SecretString;
use zeroize::Zeroizing;

use super::identity::{Lookup, Provider, ProviderContext, ResolvedSource};
use super::keys::IssuedKey;
use super::web::{self, WebAnswer, WebRequest};
use super::{ChainInputs, CredentialsError, CredentialsErrorKind, Source};
use crate::text::{Text, text};

/// How long a token of the service lives, in seconds; the service gives no longer one.
const TOKEN_SECONDS: &str = "21600";

/// The variable that switches the source off.
const DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// The variables that name the role.
const ROLE: &str = "ALIBABA_CLOUD_ECS_METADATA ALICLOUD_ECS_ROLE_NAME";

/// A role of the instance.
pub(super) struct Metadata {
    role: Option<String>,
    /// Whether the service may be asked without a token.
    version_1_allowed: bool,
    source: Source,
}

impl Metadata {
    /// The role of this name, else the one the environment names, else the instance's only one.
    pub(super) fn new(role: Option<&str>, around: &ChainInputs<'_>, source: Source) -> Self {
        let named = || around.first(ROLE).map(|(_, role)| role);
        Self {
            role: role.or_else(named).map(str::to_owned),
            version_1_allowed: !around.says_yes("ALIBABA_CLOUD_IMDSV1_DISABLED"),
            source,
        }
    }

    /// A token of the service, or none when it has none to give and that is allowed.
    async fn token(
        &self,
        means: &ProviderContext,
    ) -> Result<Option<SecretString>, CredentialsError> {
        let what = self.what(text!("metadata-token"));
        let life = "x-aliyun-ecs-metadata-token-ttl-seconds";
        let header = Some((life, SecretString::from(TOKEN_SECONDS)));
        let mut url = means.metadata_service.clone();
        url.set_path("/latest/api/token");
        let answer = send(means, &what, Method::PUT, &url, header).await;
        match answer.and_then(|answer| text(answer, &what)) {
            Ok(token) => Ok(Some(SecretString::from(token.as_str()))),
            // Whoever cannot be reached for a token cannot be reached without one.
            Err(error) if error.kind == CredentialsErrorKind::NoConnection => Err(error),
            Err(_) if self.version_1_allowed => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The name of the instance's role.
    async fn listed(
        &self,
        means: &ProviderContext,
        token: Option<&SecretString>,
    ) -> Result<String, CredentialsError> {
        let what = self.what(text!("metadata-role"));
        let answer = get(means, &what, "", token).await?;
        if answer.status == 404 {
            let message = text!("metadata-no-role");
            let error = CredentialsError::refused(&what, &message, None, None);
            return Err(error.of_kind(CredentialsErrorKind::NoRole));
        }
        let names = text(answer, &what)?;
        Ok(names.lines().next().unwrap_or_default().trim().to_owned())
    }

    fn what(&self, object: Text) -> Text {
        match &self.source {
            Source::Metadata => text!("metadata-object", object = object),
            source @ (Source::Environment(_) | Source::Profile { .. }) => {
                text!(
                    "metadata-object-for",
                    object = object,
                    source = source.text()
                )
            }
        }
    }
}

#[async_trait]
impl Provider for Metadata {
    fn manner(&self) -> Text {
        text!("credentials-ecs-role")
    }

    async fn fetch(&self, means: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        let token = self.token(means).await?;
        let role = match &self.role {
            Some(role) => role.clone(),
            None => self.listed(means, token.as_ref()).await?,
        };
        let what = self.what(text!("metadata-key", role = &role));
        let answer = get(means, &what, &role, token.as_ref()).await?;
        if answer.status == 404 {
            let message = text!("metadata-no-such-role");
            return Err(CredentialsError::refused(&what, &message, None, None));
        }
        answer.issued(&what, None, means)
    }
}

/// Asks for the key of a role; for the names of roles when it is empty.
async fn get(
    means: &ProviderContext,
    what: &Text,
    role: &str,
    token: Option<&SecretString>,
) -> Result<WebAnswer, CredentialsError> {
    let mut url = means.metadata_service.clone();
    url.set_path("/latest/meta-data/ram/security-credentials/");
    if let Ok(mut path) = url.path_segments_mut() {
        // The last segment is the empty one after the slash.
        path.pop().push(role);
    }
    let header = token.map(|token| ("x-aliyun-ecs-metadata-token", token.clone()));
    send(means, what, Method::GET, &url, header).await
}

/// Asks within the short limits of a service that is there or not.
async fn send(
    means: &ProviderContext,
    what: &Text,
    method: Method,
    url: &Url,
    header: Option<(&'static str, SecretString)>,
) -> Result<WebAnswer, CredentialsError> {
    let request = WebRequest {
        headers: header.into_iter().collect(),
        connect_timeout: means.metadata_timeout,
        timeout: means.metadata_timeout.saturating_mul(2),
        ..WebRequest::new(what, method, url, means)
    };
    web::send(means, request).await
}

fn text(answer: WebAnswer, what: &Text) -> Result<Zeroizing<String>, CredentialsError> {
    let body = answer.good(what)?;
    let text = std::str::from_utf8(&body).unwrap_or_default().trim();
    let unfit = |c: char| c.is_control() && c != '\n' && c != '\r';
    if text.is_empty() || text.chars().any(unfit) {
        return Err(CredentialsError::answer(what, text!("metadata-empty")));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

/// Looks whether the machine has a role, and gives its key with it.
pub(super) async fn look(
    around: &ChainInputs<'_>,
    means: &ProviderContext,
) -> Result<Lookup, CredentialsError> {
    if around.says_yes(DISABLED) {
        return Ok(Lookup::Absent(text!(
            "credentials-switched-off",
            name = DISABLED
        )));
    }
    let metadata = Metadata::new(None, around, Source::Metadata);
    match metadata.fetch(means, true).await {
        Ok(first) => {
            let found = ResolvedSource::new(Source::Metadata, Box::new(metadata));
            let first = Some(first);
            Ok(Lookup::Found(ResolvedSource { first, ..found }))
        }
        // A role that is asked for by name has to be there.
        Err(error)
            if error.kind == CredentialsErrorKind::NoConnection && metadata.role.is_none() =>
        {
            let host = means.metadata_service.host_str().unwrap_or_default();
            Ok(Lookup::Absent(text!("metadata-no-service", host = host)))
        }
        Err(error) if error.kind == CredentialsErrorKind::NoRole => {
            Ok(Lookup::Absent(text!("metadata-ecs-no-role")))
        }
        Err(error) => Err(error),
    }
}
