//! Keys from an address that a program on this machine serves.

use async_trait::async_trait;
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};

use super::chain_settings::{ChainSettings, FORBIDS};
use super::identity::Lookup;
use super::identity::{KeySource, Provider, ProviderContext, ResolvedSource};
use super::issued::IssuedKey;
use super::web::{self, WebRequest};
use super::{ChainInputs, CredentialsError, Source};

/// The variable that names it.
const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// The address; its path and query may be secret.
#[derive(Debug)]
pub(super) struct Uri {
    address: SecretString,
    source: Source,
}

/// Looks in the environment.
pub(super) fn look(
    around: &ChainInputs<'_>,
    rules: &ChainSettings,
) -> Result<Lookup, CredentialsError> {
    let Some(text) = around.variable(VARIABLE) else {
        return Ok(Lookup::Absent(format!("{VARIABLE} is not set")));
    };
    if !rules.outside_allowed {
        return Err(CredentialsError::Variable {
            variable: VARIABLE.to_owned(),
            reason: format!("{FORBIDS} forbids it"),
        });
    }
    let source = Source::Environment(VARIABLE.to_owned());
    let uri = Uri::of(text, source.clone()).map_err(|reason| CredentialsError::Variable {
        variable: VARIABLE.to_owned(),
        reason,
    })?;
    let manner = "a key that an address gives";
    Ok(Lookup::Found(ResolvedSource::new(
        source,
        manner,
        KeySource::asks(uri),
    )))
}

impl Uri {
    /// Reads the address; the error quotes nothing of it.
    pub(super) fn of(text: &str, source: Source) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        if !web::may_carry_keys(&url) {
            return Err("it must be https, or http on loopback or a link-local address".to_owned());
        }
        Ok(Self {
            address: SecretString::from(text),
            source,
        })
    }
}

#[async_trait]
impl Provider for Uri {
    async fn fetch(&self, means: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        let what = format!("the address of {}", self.source);
        let url = Url::parse(self.address.expose_secret()).map_err(|error| {
            let (what, reason) = (what.clone(), error.to_string());
            CredentialsError::Answer { what, reason }
        })?;
        let request = WebRequest::new(&what, Method::GET, &url, means);
        let answer = web::send(means, request).await?;
        answer.issued(&what, None, means, self.source.clone())
    }
}
