//! Plain requests to the services that hand out temporary keys without the OpenAPI.

use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::issued::IssuedKey;
use super::keys::{JsonField, Members, member, members};
use super::{CredentialsError, ProviderContext, Source};
use crate::cloud::endpoints::is_local;
use crate::cloud::transport::deepest;
use crate::text;
use crate::text::Text;

/// The most that is read of an answer.
const LARGEST: usize = 256 * 1024;

/// A request without an answer.
pub(super) struct NoAnswer {
    pub(super) error: CredentialsError,
    /// Whether nobody could be reached at all.
    pub(super) no_connection: bool,
}

impl From<NoAnswer> for CredentialsError {
    fn from(failed: NoAnswer) -> Self {
        failed.error
    }
}

/// One request.
pub(super) struct WebRequest<'a> {
    /// The call and for which source it is made, for errors.
    pub(super) what: &'a Text,
    pub(super) method: Method,
    pub(super) url: &'a Url,
    pub(super) headers: Vec<(&'static str, SecretString)>,
    pub(super) body: String,
    pub(super) connect_timeout: Duration,
    /// The longest wait for the whole answer.
    pub(super) timeout: Duration,
}

impl<'a> WebRequest<'a> {
    /// A request that is waited for as for the services of the vendor.
    pub(super) fn new(
        what: &'a Text,
        method: Method,
        url: &'a Url,
        means: &ProviderContext,
    ) -> Self {
        Self {
            what,
            method,
            url,
            headers: Vec::new(),
            body: String::new(),
            connect_timeout: means.transport.connect_timeout,
            timeout: means.answer_timeout,
        }
    }
}

/// An answer of any status.
pub(super) struct WebAnswer {
    pub(super) status: u16,
    pub(super) body: Zeroizing<Vec<u8>>,
}

/// Whether keys may travel to and from there: over https, or without leaving this machine or its
/// link.
pub(super) fn may_carry_keys(url: &Url) -> bool {
    url.host_str().is_some_and(|host| !host.is_empty())
        && (url.scheme() == "https" || (url.scheme() == "http" && is_local(url)))
}

/// Sends a request once and reads the answer within bounds; redirects are not followed.
pub(super) async fn send(
    means: &ProviderContext,
    request: WebRequest<'_>,
) -> Result<WebAnswer, NoAnswer> {
    let unreachable = |reason: Text| NoAnswer {
        error: CredentialsError::Unreachable {
            what: request.what.clone(),
            reason,
        },
        no_connection: false,
    };
    let mut transport = means.transport.clone();
    transport.connect_timeout = request.connect_timeout;
    let client = transport
        .client(request.url)
        .map_err(|error| unreachable(error.text()))?;
    let mut call = client
        .request(request.method, request.url.clone())
        .timeout(request.timeout);
    for (name, value) in &request.headers {
        let mut value = HeaderValue::from_str(value.expose_secret())
            .map_err(|_| unreachable(text!("credentials-no-header", name = name)))?;
        value.set_sensitive(true);
        call = call.header(HeaderName::from_static(name), value);
    }
    if !request.body.is_empty() {
        call = call.body(request.body);
    }
    let host = request.url.host_str().unwrap_or_default();
    let mut response = call.send().await.map_err(|error| {
        let no_connection = error.is_connect();
        let happened = if no_connection {
            text!("api-no-connection", authority = host)
        } else if error.is_timeout() {
            text!("api-late", authority = host)
        } else {
            text!("api-connection-broke", authority = host)
        };
        NoAnswer {
            no_connection,
            ..unreachable(text!(
                "failure-reason",
                what = happened,
                why = deepest(error)
            ))
        }
    })?;
    let status = response.status().as_u16();
    let mut body = Zeroizing::new(Vec::new());
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(WebAnswer { status, body }),
            Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST => {
                body.extend_from_slice(&chunk);
            }
            Ok(Some(_)) => {
                return Err(NoAnswer {
                    error: CredentialsError::Answer {
                        what: request.what.clone(),
                        reason: text!("credentials-answer-too-large", kib = LARGEST / 1024),
                    },
                    no_connection: false,
                });
            }
            Err(error) => {
                return Err(unreachable(text!("api-broke-off", cause = deepest(error))));
            }
        }
    }
}

impl WebAnswer {
    /// The key in the body of a good answer, that of `inside` where it has one.
    pub(super) fn issued(
        self,
        what: &Text,
        inside: Option<&str>,
        means: &ProviderContext,
        source: Source,
    ) -> Result<IssuedKey, CredentialsError> {
        let body = self.good(what)?;
        let read = |answer: Members| match inside.and_then(|name| member(&answer, name)) {
            Some(JsonField::Members(held)) => IssuedKey::read(held, source),
            _ => IssuedKey::read(&answer, source),
        };
        let issued = members(&body).and_then(read);
        let unusable = |reason| CredentialsError::Answer {
            what: what.clone(),
            reason,
        };
        issued
            .map_err(unusable)?
            .still_good(means.clock.now(), what)
    }

    /// The body of a good answer; the text of a bad one may quote secrets and is not shown.
    pub(super) fn good(self, what: &Text) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
        match self.status {
            200..=299 => Ok(self.body),
            status => Err(CredentialsError::Refused {
                what: what.clone(),
                code: None,
                message: text!("api-status", status = status),
                request_id: None,
            }),
        }
    }
}
