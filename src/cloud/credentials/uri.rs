//! Keys from an address that a program on this machine serves.

use async_trait::async_trait;
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};

use super::identity::{Found, Means, Provider, Way};
use super::issued::Issued;
use super::keys::members;
use super::profile::{FORBIDS, Rules};
use super::search::Looked;
use super::web::{self, Request};
use super::{CredentialsError, Source, Surroundings};

/// The variable that names it.
const VARIABLE: &str = "ALIBABA_CLOUD_CREDENTIALS_URI";

/// The address; its path and query may be secret.
#[derive(Debug)]
pub(super) struct Uri {
    address: SecretString,
    source: Source,
}

/// Looks in the environment.
pub(super) fn look(around: &Surroundings<'_>, rules: &Rules) -> Result<Looked, CredentialsError> {
    let Some(text) = around.variable(VARIABLE) else {
        return Ok(Looked::Absent(format!("{VARIABLE} is not set")));
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
    Ok(Looked::Found(Found {
        source,
        manner: "a key that an address gives".to_owned(),
        way: Way::Asks(Box::new(uri)),
        exposed: Vec::new(),
    }))
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
    async fn fetch(&self, means: &Means, _: bool) -> Result<Issued, CredentialsError> {
        let what = format!("the address of {}", self.source);
        let answer = |reason: String| CredentialsError::Answer {
            what: what.clone(),
            reason,
        };
        let url =
            Url::parse(self.address.expose_secret()).map_err(|error| answer(error.to_string()))?;
        let request = Request {
            what: &what,
            method: Method::GET,
            url: &url,
            headers: Vec::new(),
            body: String::new(),
            connect_timeout: means.transport.connect_timeout,
            timeout: means.answer_timeout,
        };
        let body = web::send(means, request).await?.good(&what)?;
        members(&body)
            .and_then(|members| Issued::read(&members, self.source.clone()))
            .map_err(answer)?
            .still_good(means.clock.now(), &what)
    }
}
