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
use crate::cloud::endpoints::unparsed;
use crate::text;
use crate::text::Text;

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
        return Ok(Lookup::Absent(text!(
            "credentials-unset",
            missing = VARIABLE
        )));
    };
    if !rules.outside_allowed {
        return Err(CredentialsError::Variable {
            variable: VARIABLE.to_owned(),
            reason: text!("credentials-forbidden", variable = FORBIDS),
        });
    }
    let source = Source::Environment(VARIABLE.to_owned());
    let uri = Uri::of(text, source.clone()).map_err(|reason| CredentialsError::Variable {
        variable: VARIABLE.to_owned(),
        reason,
    })?;
    let manner = text!("credentials-by-address");
    Ok(Lookup::Found(ResolvedSource::new(
        source,
        manner,
        KeySource::asks(uri),
    )))
}

impl Uri {
    /// Reads the address; the error quotes nothing of it.
    pub(super) fn of(text: &str, source: Source) -> Result<Self, Text> {
        let url = Url::parse(text).map_err(|error| unparsed(&error))?;
        if !web::may_carry_keys(&url) {
            return Err(text!("credentials-uri-https"));
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
        let what = text!("credentials-address-of", source = self.source.text());
        let url = Url::parse(self.address.expose_secret()).map_err(|error| {
            let (what, reason) = (what.clone(), unparsed(&error));
            CredentialsError::Answer { what, reason }
        })?;
        let request = WebRequest::new(&what, Method::GET, &url, means);
        let answer = web::send(means, request).await?;
        answer.issued(&what, None, means, self.source.clone())
    }
}
