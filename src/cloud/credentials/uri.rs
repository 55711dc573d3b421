//! Keys from an address that a program on this machine serves.

use async_trait::async_trait;
use reqwest::{Method, Url};

use super::identity::{Lookup, Provider, ProviderContext, ResolvedSource};
use super::keys::IssuedKey;
use super::web::{self, WebRequest};
use super::{ChainInputs, CredentialsError, Source};
use crate::cloud::rpc::endpoints::unparsed;
use crate::text::{Text, text};

/// The variable that names it.
const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// The variable that forbids programs and addresses.
pub(super) const FORBIDS: &str = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";

/// The address; its path and query may be secret.
pub(super) struct Uri {
    url: Url,
    source: Source,
}

/// Looks in the environment.
pub(super) fn look(around: &ChainInputs<'_>) -> Result<Lookup, CredentialsError> {
    let Some(text) = around.variable(VARIABLE) else {
        return Ok(Lookup::Absent(text!(
            "credentials-unset",
            missing = VARIABLE
        )));
    };
    let wrong = |reason| CredentialsError::variable(VARIABLE, reason);
    if around.says_yes(FORBIDS) {
        return Err(wrong(text!("credentials-forbidden", variable = FORBIDS)));
    }
    let source = Source::Environment(VARIABLE.to_owned());
    let uri = Box::new(Uri::of(text, source.clone()).map_err(wrong)?);
    Ok(Lookup::Found(ResolvedSource::new(source, uri)))
}

impl Uri {
    /// Reads the address; the error quotes nothing of it.
    pub(super) fn of(text: &str, source: Source) -> Result<Self, Text> {
        let url = Url::parse(text).map_err(|error| unparsed(&error))?;
        if !web::may_carry_keys(&url) {
            return Err(text!("credentials-uri-https"));
        }
        Ok(Self { url, source })
    }
}

#[async_trait]
impl Provider for Uri {
    fn manner(&self) -> Text {
        text!("credentials-by-address")
    }

    async fn fetch(&self, means: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        let what = text!("credentials-address-of", source = self.source.text());
        let request = WebRequest::new(&what, Method::GET, &self.url, means);
        let answer = web::send(means, request).await?;
        answer.issued(&what, None, means)
    }
}
