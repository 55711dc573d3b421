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
use crate::cloud::rpc::endpoints::unparsed;
use crate::text::{Text, text};

/// A login.
pub(super) struct BrowserLogin {
    /// The mode of its profile.
    mode: &'static str,
    manner: Text,
    keys: ProfileKeys,
    /// The keys of the token to exchange and of its end.
    token: [&'static str; 2],
    /// Where the token is exchanged.
    url: Url,
    body: String,
    /// The member of the answer that holds the new key; `None` when the answer itself does.
    inside: Option<&'static str>,
}

impl BrowserLogin {
    pub(super) fn cloud_sso(keys: &ProfileKeys) -> Result<Self, CredentialsError> {
        let key = "cloud_sso_sign_in_url";
        let mut url =
            Url::parse(keys.required(key)?).map_err(|error| keys.bad(key, unparsed(&error)))?;
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
        Ok(Self {
            mode: "CloudSSO",
            manner: text!("credentials-cloud-sso"),
            keys: keys.clone(),
            token: ["access_token", "cloud_sso_access_token_expire"],
            url,
            body: asked.to_string(),
            inside: Some("CloudCredential"),
        })
    }

    pub(super) fn oauth(
        keys: &ProfileKeys,
        means: &ProviderContext,
    ) -> Result<Self, CredentialsError> {
        let key = "oauth_site_type";
        let service = match keys.required(key)?.to_ascii_uppercase().as_str() {
            "CN" => "https://oauth.aliyun.com",
            "INTL" => "https://oauth.alibabacloud.com",
            _ => return Err(keys.bad(key, text!("credentials-site-type"))),
        };
        let service = means.oauth_service.as_ref().map_or(service, Url::as_str);
        let url = Url::parse(service).and_then(|service| service.join("/v1/exchange"));
        Ok(Self {
            mode: "OAuth",
            manner: text!("credentials-oauth"),
            keys: keys.clone(),
            token: ["oauth_access_token", "oauth_access_token_expire"],
            url: url.map_err(|error| keys.bad(key, unparsed(&error)))?,
            body: String::new(),
            inside: None,
        })
    }

    fn ran_out(&self) -> CredentialsError {
        let (profile, mode) = (&self.keys.profile, self.mode);
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
            credentials: key_pair(id, secret, Some(token)),
            expires: Some(end),
        };
        Some((kept, end))
    }

    /// The token to exchange, while it is good.
    fn token(&self, now: DateTime<Utc>) -> Result<&str, CredentialsError> {
        let [token, end] = self.token;
        let good = self.end(end).is_none_or(|end| end > now);
        match self.keys.text(token) {
            Some(token) if good => Ok(token),
            _ => Err(self.ran_out()),
        }
    }

    async fn exchange(&self, means: &ProviderContext) -> Result<IssuedKey, CredentialsError> {
        let token = self.token(means.clock.now())?;
        let (mode, source) = (self.mode, self.keys.origin());
        let what = text!("credentials-login-for", mode = mode, source = source);
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
            ..WebRequest::new(&what, Method::POST, &self.url, means)
        };
        let answer = web::send(means, request).await?;
        if matches!(answer.status, 401 | 403) {
            return Err(self.ran_out());
        }
        answer.issued(&what, self.inside, means)
    }
}

#[async_trait]
impl Provider for BrowserLogin {
    fn manner(&self) -> Text {
        self.manner.clone()
    }

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
