//! The role of the ECS instance we run on, from its metadata service.
//!
//! Source: "instance RAM roles" and "instance metadata" of the ECS documentation; order and limits
//! of the vendor's credentials SDKs.

use async_trait::async_trait;
use reqwest::{Method, Url};
use secrecy::SecretString;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::chain_settings::ChainSettings;
use super::identity::Lookup;
use super::identity::{KeySource, Provider, ProviderContext, ResolvedSource};
use super::issued::IssuedKey;
use super::web::{self, NoAnswer, WebAnswer, WebRequest};
use super::{ChainInputs, CredentialsError, Source};
use crate::text;
use crate::text::Text;

/// How long a token of the service lives, in seconds; the service gives no longer one.
const TOKEN_SECONDS: &str = "21600";

/// The variable that switches the source off.
const DISABLED: &str = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";

/// A role of the instance.
#[derive(Debug)]
pub(super) struct Metadata {
    role: Option<String>,
    /// Whether the service may be asked without a token.
    version_1_allowed: bool,
    source: Source,
    /// The key that the search for a source came upon.
    first: Mutex<Option<IssuedKey>>,
}

/// Why the service gave no key.
enum Trouble {
    /// Nothing answers there.
    NoService(CredentialsError),
    /// The instance has no role.
    NoRole,
    Other(CredentialsError),
}

impl From<NoAnswer> for Trouble {
    fn from(failed: NoAnswer) -> Self {
        if failed.no_connection {
            Self::NoService(failed.error)
        } else {
            Self::Other(failed.error)
        }
    }
}

impl Metadata {
    /// The role of this name, else the one the environment names, else the instance's only one.
    pub(super) fn new(role: Option<&str>, rules: &ChainSettings, source: Source) -> Self {
        Self {
            role: role.or(rules.metadata_role.as_deref()).map(str::to_owned),
            version_1_allowed: rules.metadata_version_1,
            source,
            first: Mutex::new(None),
        }
    }

    async fn ask(&self, means: &ProviderContext) -> Result<IssuedKey, Trouble> {
        let token = self.token(means).await?;
        let listed;
        let role = if let Some(role) = &self.role {
            role
        } else {
            listed = self.listed(means, token.as_ref()).await?;
            &listed
        };
        let what = self.what(text!("metadata-key", role = role));
        let answer = self.get(means, &what, role, token.as_ref()).await?;
        if answer.status == 404 {
            return Err(Trouble::Other(CredentialsError::Refused {
                what,
                code: None,
                message: text!("metadata-no-such-role"),
                request_id: None,
            }));
        }
        answer
            .issued(&what, None, means, self.source.clone())
            .map_err(Trouble::Other)
    }

    /// A token of the service, or none when it has none to give and that is allowed.
    async fn token(&self, means: &ProviderContext) -> Result<Option<SecretString>, Trouble> {
        let what = self.what(text!("metadata-token"));
        let Ok(url) = means.metadata_service.join("/latest/api/token") else {
            return Ok(None);
        };
        let life = "x-aliyun-ecs-metadata-token-ttl-seconds";
        let headers = vec![(life, SecretString::from(TOKEN_SECONDS))];
        let given = match send(means, &what, Method::PUT, &url, headers).await {
            Ok(answer) => answer.good(&what).and_then(|body| text(&body, &what)),
            // Whoever cannot be reached for a token cannot be reached without one.
            Err(failed) if failed.no_connection => return Err(failed.into()),
            Err(failed) => Err(failed.error),
        };
        match given {
            Ok(token) => Ok(Some(SecretString::from(token.as_str()))),
            Err(_) if self.version_1_allowed => Ok(None),
            Err(error) => Err(Trouble::Other(error)),
        }
    }

    /// The name of the instance's role.
    async fn listed(
        &self,
        means: &ProviderContext,
        token: Option<&SecretString>,
    ) -> Result<String, Trouble> {
        let what = self.what(text!("metadata-role"));
        let answer = self.get(means, &what, "", token).await?;
        if answer.status == 404 {
            return Err(Trouble::NoRole);
        }
        let body = answer.good(&what).map_err(Trouble::Other)?;
        let names = text(&body, &what).map_err(Trouble::Other)?;
        Ok(names.lines().next().unwrap_or_default().trim().to_owned())
    }

    async fn get(
        &self,
        means: &ProviderContext,
        what: &Text,
        role: &str,
        token: Option<&SecretString>,
    ) -> Result<WebAnswer, Trouble> {
        let mut url = means.metadata_service.clone();
        url.set_path("/latest/meta-data/ram/security-credentials/");
        if let Ok(mut path) = url.path_segments_mut() {
            // The last segment is the empty one after the slash.
            path.pop().push(role);
        }
        let token = token.map(|token| ("x-aliyun-ecs-metadata-token", token.clone()));
        let headers = token.into_iter().collect();
        Ok(send(means, what, Method::GET, &url, headers).await?)
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

/// Asks within the short limits of a service that is there or not.
async fn send(
    means: &ProviderContext,
    what: &Text,
    method: Method,
    url: &Url,
    headers: Vec<(&'static str, SecretString)>,
) -> Result<WebAnswer, NoAnswer> {
    let request = WebRequest {
        headers,
        connect_timeout: means.metadata_timeout,
        timeout: means.metadata_timeout.saturating_mul(2),
        ..WebRequest::new(what, method, url, means)
    };
    web::send(means, request).await
}

fn text(body: &[u8], what: &Text) -> Result<Zeroizing<String>, CredentialsError> {
    let text = std::str::from_utf8(body).unwrap_or_default().trim();
    if text.is_empty()
        || text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\r')
    {
        return Err(CredentialsError::Answer {
            what: what.clone(),
            reason: text!("metadata-empty"),
        });
    }
    Ok(Zeroizing::new(text.to_owned()))
}

#[async_trait]
impl Provider for Metadata {
    async fn fetch(
        &self,
        means: &ProviderContext,
        fresh: bool,
    ) -> Result<IssuedKey, CredentialsError> {
        let first = self.first.lock().await.take();
        if let Some(first) = first.filter(|_| !fresh) {
            return Ok(first);
        }
        self.ask(means).await.map_err(|trouble| match trouble {
            Trouble::NoService(error) | Trouble::Other(error) => error,
            Trouble::NoRole => CredentialsError::Refused {
                what: self.what(text!("metadata-role")),
                code: None,
                message: text!("metadata-no-role"),
                request_id: None,
            },
        })
    }
}

/// Looks whether the machine has a role, and gives its key with it.
pub(super) async fn look(
    around: &ChainInputs<'_>,
    rules: &ChainSettings,
    means: &ProviderContext,
) -> Result<Lookup, CredentialsError> {
    let absent = |reason: Text| Ok(Lookup::Absent(reason));
    if around.says_yes(DISABLED) {
        return absent(text!("credentials-switched-off", name = DISABLED));
    }
    let mut metadata = Metadata::new(None, rules, Source::Metadata);
    match metadata.ask(means).await {
        Ok(issued) => {
            metadata.first = Mutex::new(Some(issued));
            let manner = text!("credentials-ecs-role");
            let found = ResolvedSource::new(Source::Metadata, manner, KeySource::asks(metadata));
            Ok(Lookup::Found(found))
        }
        // A role that is asked for by name has to be there.
        Err(Trouble::NoService(error)) if metadata.role.is_some() => Err(error),
        Err(Trouble::NoService(_)) => absent(text!(
            "metadata-no-service",
            host = host(&means.metadata_service)
        )),
        Err(Trouble::NoRole) => absent(text!("metadata-ecs-no-role")),
        Err(Trouble::Other(error)) => Err(error),
    }
}

fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}
