//! The logins of the vendor's command line: `CloudSSO` and `OAuth`.
//!
//! The profile keeps a temporary key, and a token to exchange for another one. The file is never
//! written, so a token that can be used only once, as the refresh token of OAuth, is left to the
//! command line: using it up here would log the user out there.
//!
//! Source: the providers of the vendor's credentials SDK for Go.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use reqwest::{Method, Url};
use secrecy::SecretString;
use serde_json::json;

use super::identity::{MARGIN, Provider, ProviderContext};
use super::keys::{IssuedKey, ProfileKeys};
use super::web::{self, WebRequest};
use super::{CredentialsError, key_pair};
use crate::cloud::endpoints::unparsed;
use crate::text;

/// Which login it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LoginService {
    CloudSso,
    OAuth,
}

/// A login.
pub(super) struct BrowserLogin {
    service: LoginService,
    keys: ProfileKeys,
    /// Where the token is exchanged.
    url: Url,
    body: String,
}

impl BrowserLogin {
    pub(super) fn of(keys: &ProfileKeys, service: LoginService) -> Result<Self, CredentialsError> {
        let (url, body) = match service {
            LoginService::CloudSso => {
                let key = "cloud_sso_sign_in_url";
                let mut url = Url::parse(keys.required(key)?)
                    .map_err(|error| keys.bad(key, unparsed(&error)))?;
                if !web::may_carry_keys(&url) {
                    return Err(keys.bad(key, text!("endpoint-https")));
                }
                url.set_path("/cloud-credentials");
                url.set_query(None);
                url.set_fragment(None);
                let asked = json!({
                    "AccountId": keys.required("cloud_sso_account_id")?,
                    "AccessConfigurationId": keys.required("cloud_sso_access_config")?,
                });
                (url, asked.to_string())
            }
            LoginService::OAuth => {
                let key = "oauth_site_type";
                let host = match keys.required(key)?.to_ascii_uppercase().as_str() {
                    "CN" => "oauth.aliyun.com",
                    "INTL" => "oauth.alibabacloud.com",
                    _ => return Err(keys.bad(key, text!("credentials-site-type"))),
                };
                let url = Url::parse(&format!("https://{host}/v1/exchange"))
                    .map_err(|error| keys.bad(key, unparsed(&error)))?;
                (url, String::new())
            }
        };
        Ok(Self {
            service,
            keys: keys.clone(),
            url,
            body,
        })
    }

    const fn mode(&self) -> &'static str {
        match self.service {
            LoginService::CloudSso => "CloudSSO",
            LoginService::OAuth => "OAuth",
        }
    }

    fn ran_out(&self) -> CredentialsError {
        let (profile, mode) = (&self.keys.profile, self.mode());
        let command = format!("aliyun configure --profile {profile} --mode {mode}");
        let origin = self.keys.origin();
        CredentialsError::unusable(
            text!(
                "credentials-login-ran-out",
                origin = origin,
                command = &command
            ),
            text!("credentials-login-ran-out-next", command = command),
        )
    }

    fn end(&self, key: &str) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.keys.number(key)?, 0)
    }

    /// The key that the profile keeps, and its end.
    fn kept(&self) -> Option<(IssuedKey, DateTime<Utc>)> {
        let text = |key| self.keys.text(key);
        let (id, secret) = (text("access_key_id")?, text("access_key_secret")?);
        let token = text("sts_token")?;
        let end = self.end("sts_expiration")?;
        let kept = IssuedKey {
            credentials: key_pair(id, secret, Some(token), self.keys.source()),
            expires: Some(end),
        };
        Some((kept, end))
    }

    /// The token to exchange, while it is good.
    fn token(&self, now: DateTime<Utc>) -> Result<&str, CredentialsError> {
        let (token, end) = match self.service {
            LoginService::CloudSso => ("access_token", "cloud_sso_access_token_expire"),
            LoginService::OAuth => ("oauth_access_token", "oauth_access_token_expire"),
        };
        let good = self.end(end).is_none_or(|end| end > now);
        match self.keys.text(token) {
            Some(token) if good => Ok(token),
            _ => Err(self.ran_out()),
        }
    }

    async fn exchange(&self, means: &ProviderContext) -> Result<IssuedKey, CredentialsError> {
        let token = self.token(means.clock.now())?;
        let (mode, source) = (self.mode(), self.keys.origin());
        let what = text!("credentials-login-for", mode = mode, source = source);
        let mut url = self.url.clone();
        if let (LoginService::OAuth, Some(other)) = (self.service, &means.oauth_service) {
            url = other.join(url.path()).unwrap_or(url);
        }
        let json = || SecretString::from("application/json");
        let request = WebRequest {
            headers: vec![
                ("accept", json()),
                ("content-type", json()),
                (
                    "authorization",
                    SecretString::from(format!("Bearer {token}")),
                ),
            ],
            body: self.body.clone(),
            ..WebRequest::new(&what, Method::POST, &url, means)
        };
        let answer = web::send(means, request).await?;
        if matches!(answer.status, 401 | 403) {
            return Err(self.ran_out());
        }
        let inside = (self.service == LoginService::CloudSso).then_some("CloudCredential");
        answer.issued(&what, inside, means, self.keys.source())
    }
}

#[async_trait]
impl Provider for BrowserLogin {
    async fn fetch(
        &self,
        means: &ProviderContext,
        fresh: bool,
    ) -> Result<IssuedKey, CredentialsError> {
        let now = means.clock.now();
        match self.kept().filter(|(_, end)| !fresh && *end > now) {
            Some((kept, end)) if end - now >= MARGIN => Ok(kept),
            // It is better than nothing.
            Some((kept, _)) => Ok(self.exchange(means).await.unwrap_or(kept)),
            None => self.exchange(means).await,
        }
    }
}
