//! A program that prints a key.
//!
//! It is started without a shell, its words split as a POSIX shell would; only what it prints on
//! stdout is read, and nothing but a key is taken from it.
//!
//! Source: `External` of the vendor's credentials SDK for Go.

use std::process::Stdio;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use zeroize::Zeroizing;

use super::identity::{Provider, ProviderContext};
use super::issued::IssuedKey;
use super::keys::{JsonField, ProfileKeys, members};
use super::{CredentialsError, key_pair};

/// The most that is read of what it prints.
const LARGEST: u64 = 256 * 1024;

/// A program of a profile.
#[derive(Debug)]
pub(super) struct External {
    /// Arguments may be secrets.
    words: Vec<SecretString>,
    keys: ProfileKeys,
}

impl External {
    pub(super) fn of(keys: &ProfileKeys) -> Result<Self, CredentialsError> {
        let command = keys.required("process_command")?;
        let words = shell_words::split(command)
            .map_err(|_| keys.bad("process_command", "a quote in it is not closed"))?;
        if words.is_empty() {
            return Err(keys.missing("process_command"));
        }
        Ok(Self {
            words: words.into_iter().map(SecretString::from).collect(),
            keys: keys.clone(),
        })
    }

    fn failed(&self, reason: impl Into<String>) -> CredentialsError {
        CredentialsError::Program {
            origin: self.keys.source().to_string(),
            reason: reason.into(),
        }
    }

    /// Runs it and gives what it printed.
    async fn run(&self, means: &ProviderContext) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
        let (program, arguments) = self
            .words
            .split_first()
            .ok_or_else(|| self.keys.missing("process_command"))?;
        let mut child = Command::new(program.expose_secret())
            .args(arguments.iter().map(ExposeSecret::expose_secret))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| self.failed(format!("cannot be started: {}", error.kind())))?;
        let mut printed = Zeroizing::new(Vec::new());
        let ended = tokio::time::timeout(means.program_timeout, async {
            if let Some(stdout) = child.stdout.take() {
                stdout.take(LARGEST).read_to_end(&mut printed).await?;
            }
            child.wait().await
        })
        .await;
        match ended {
            Err(_) => {
                let limit = means.program_timeout.as_secs_f64();
                Err(self.failed(format!("did not end within {limit} s")))
            }
            Ok(Err(error)) => Err(self.failed(format!("cannot be read: {}", error.kind()))),
            Ok(Ok(status)) if !status.success() => Err(self.failed(format!("failed: {status}"))),
            Ok(Ok(_)) => Ok(printed),
        }
    }
}

#[async_trait]
impl Provider for External {
    async fn fetch(&self, means: &ProviderContext, _: bool) -> Result<IssuedKey, CredentialsError> {
        let printed = self.run(means).await?;
        let nothing = |why: &str| self.failed(format!("printed nothing usable: {why}"));
        let said = members(&printed).map_err(|why| nothing(&why))?;
        let text = |key: &str| said.get(key).and_then(JsonField::text);
        let token = text("sts_token");
        match text("mode") {
            None | Some("AK") => {}
            Some("StsToken") if token.is_some() => {}
            Some("StsToken") => return Err(nothing("`sts_token` is missing")),
            Some(_) => return Err(nothing("its mode is neither AK nor StsToken")),
        }
        let (Some(id), Some(secret)) = (text("access_key_id"), text("access_key_secret")) else {
            return Err(nothing("`access_key_id` or `access_key_secret` is missing"));
        };
        let expires = text("expiration").map(str::parse::<DateTime<Utc>>);
        let issued = IssuedKey {
            credentials: key_pair(id, secret, token, self.keys.source()),
            expires: expires
                .transpose()
                .map_err(|_| nothing("`expiration` is not a time"))?,
        };
        let what = format!("the program of {}", self.keys.source());
        issued.still_good(means.clock.now(), &what)
    }
}
