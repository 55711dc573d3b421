//! A program that prints a key.
//!
//! It is started without a shell, its words split as a POSIX shell would; only what it prints on
//! stdout is read, and nothing but a key is taken from it.
//!
//! Source: `External` of the vendor's credentials SDK for Go.

use std::process::Stdio;

use async_trait::async_trait;
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use zeroize::Zeroizing;

use super::identity::{Provider, ProviderContext};
use super::keys::{IssuedKey, JsonField, ProfileKeys, members};
use super::{CredentialsError, key_pair};
use crate::text::{Text, text};

/// The most that is read of what it prints.
const LARGEST: u64 = 256 * 1024;

/// A program of a profile.
pub(super) struct External {
    program: SecretString,
    /// Arguments may be secrets.
    arguments: Vec<SecretString>,
    keys: ProfileKeys,
}

impl External {
    pub(super) fn of(keys: &ProfileKeys) -> Result<Self, CredentialsError> {
        let key = "process_command";
        let words = shell_words::split(keys.required(key)?);
        let words = words.map_err(|_| keys.bad(key, text!("credentials-open-quote")))?;
        let mut words = words.into_iter().map(SecretString::from);
        Ok(Self {
            // A text that is filled has a word.
            program: words.next().unwrap_or_default(),
            arguments: words.collect(),
            keys: keys.clone(),
        })
    }

    fn failed(&self, reason: Text) -> CredentialsError {
        let origin = self.keys.origin();
        CredentialsError::unusable(
            text!("credentials-program", origin = origin, reason = reason),
            text!("credentials-program-next"),
        )
    }

    /// Runs it and gives what it printed.
    async fn run(&self, means: &ProviderContext) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
        let child = Command::new(self.program.expose_secret())
            .args(self.arguments.iter().map(ExposeSecret::expose_secret))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let mut child = child.map_err(|error| {
            self.failed(text!("credentials-program-not-started", error = &error))
        })?;
        let mut printed = Zeroizing::new(Vec::new());
        let ended = tokio::time::timeout(means.program_timeout, async {
            if let Some(stdout) = child.stdout.take() {
                stdout.take(LARGEST).read_to_end(&mut printed).await?;
            }
            child.wait().await
        })
        .await;
        Err(self.failed(match ended {
            Ok(Ok(status)) if status.success() => return Ok(printed),
            Ok(Ok(status)) => {
                let status = match status.code() {
                    Some(code) => text!("credentials-program-exit", code = code),
                    None => Text::verbatim(status.to_string()),
                };
                text!("credentials-program-failed", status = status)
            }
            Ok(Err(error)) => text!("credentials-program-unread", error = &error),
            Err(_) => {
                let limit = means.program_timeout.as_secs_f64().to_string();
                text!("credentials-program-late", limit = limit)
            }
        }))
    }
}

#[async_trait]
impl Provider for External {
    fn manner(&self) -> Text {
        text!("credentials-by-program")
    }

    async fn fetch(&self, means: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        let printed = self.run(means).await?;
        let nothing = |why: Text| self.failed(text!("credentials-program-nothing", why = why));
        let said = members(&printed).map_err(nothing)?;
        let text = |key: &str| said.get(key).and_then(JsonField::text);
        let token = text("sts_token");
        match text("mode") {
            None | Some("AK") => {}
            Some("StsToken") if token.is_some() => {}
            Some("StsToken") => {
                return Err(nothing(text!("credentials-missing", name = "sts_token")));
            }
            Some(_) => return Err(nothing(text!("credentials-program-mode"))),
        }
        let (Some(id), Some(secret)) = (text("access_key_id"), text("access_key_secret")) else {
            return Err(nothing(text!("credentials-program-key")));
        };
        let expires = text("expiration").map(str::parse).transpose();
        let issued = IssuedKey {
            credentials: key_pair(id, secret, token),
            expires: expires
                .map_err(|_| nothing(text!("credentials-no-time", name = "expiration")))?,
        };
        let what = text!("credentials-program-of", source = self.keys.origin());
        issued.still_good(means.clock.now(), &what)
    }
}
