//! Plain requests to the services that hand out temporary keys without the OpenAPI.

use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Url};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::keys::{IssuedKey, JsonField, Members, member, members};
use super::{CredentialsError, CredentialsErrorKind, ProviderContext};
use crate::cloud::rpc::endpoints::is_local;
use crate::cloud::rpc::transport::deepest;
use crate::text::{Text, text};

/// The most that is read of an answer.
const LARGEST: usize = 256 * 1024;

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
) -> Result<WebAnswer, CredentialsError> {
    let unreachable = |reason: Text| CredentialsError::unreachable(request.what, reason);
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
        let connected = !error.is_connect();
        let happened = if !connected {
            text!("api-no-connection", authority = host)
        } else if error.is_timeout() {
            text!("api-late", authority = host)
        } else {
            text!("api-connection-broke", authority = host)
        };
        let why = deepest(error);
        let failed = unreachable(text!("failure-reason", what = happened, why = why));
        if connected {
            failed
        } else {
            failed.of_kind(CredentialsErrorKind::NoConnection)
        }
    })?;
    let status = response.status().as_u16();
    let mut body = Zeroizing::new(Vec::new());
    let broken = |error| unreachable(text!("api-broke-off", cause = deepest(error)));
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if body.len() + chunk.len() > LARGEST {
            let reason = text!("credentials-answer-too-large", kib = LARGEST / 1024);
            return Err(CredentialsError::answer(request.what, reason));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(WebAnswer { status, body })
}

impl WebAnswer {
    /// The key in the body of a good answer, that of `inside` where it has one.
    pub(super) fn issued(
        self,
        what: &Text,
        inside: Option<&str>,
        means: &ProviderContext,
    ) -> Result<IssuedKey, CredentialsError> {
        let body = self.good(what)?;
        let read = |answer: Members| match inside.and_then(|name| member(&answer, name)) {
            Some(JsonField::Members(held)) => IssuedKey::read(held),
            _ => IssuedKey::read(&answer),
        };
        let issued = members(&body).and_then(read);
        issued
            .map_err(|reason| CredentialsError::answer(what, reason))?
            .still_good(means.clock.now(), what)
    }

    /// The body of a good answer; the text of a bad one may quote secrets and is not shown.
    pub(super) fn good(self, what: &Text) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
        match self.status {
            200..=299 => Ok(self.body),
            status => {
                let message = text!("api-status", status = status);
                Err(CredentialsError::refused(what, &message, None, None))
            }
        }
    }
}
