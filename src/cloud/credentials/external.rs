//! A program that prints a key.
//!
//! It is started without a shell, its words split as a POSIX shell would; only what it prints on
//! stdout is read, and nothing but a key is taken from it.
//!
//! Source: `External` of the vendor's credentials SDK for Go.

use std::io::{self, ErrorKind};
use std::process::{ExitStatus, Stdio};

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
use crate::text;
use crate::text::Text;

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
            .map_err(|_| keys.bad("process_command", text!("credentials-open-quote")))?;
        if words.is_empty() {
            return Err(keys.missing("process_command"));
        }
        Ok(Self {
            words: words.into_iter().map(SecretString::from).collect(),
            keys: keys.clone(),
        })
    }

    fn failed(&self, reason: Text) -> CredentialsError {
        CredentialsError::Program {
            origin: self.keys.source().text(),
            reason,
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
            .map_err(|error| {
                self.failed(text!(
                    "credentials-program-not-started",
                    error = kind(&error)
                ))
            })?;
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
                Err(self.failed(text!("credentials-program-late", limit = limit.to_string())))
            }
            Ok(Err(error)) => {
                Err(self.failed(text!("credentials-program-unread", error = kind(&error))))
            }
            Ok(Ok(status)) if !status.success() => Err(self.failed(text!(
                "credentials-program-failed",
                status = ended_as(status)
            ))),
            Ok(Ok(_)) => Ok(printed),
        }
    }
}

/// What kind of error the system reports.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the standard library adds kinds"
)]
fn kind(error: &io::Error) -> Text {
    match error.kind() {
        ErrorKind::NotFound => text!("credentials-program-not-found"),
        ErrorKind::PermissionDenied => text!("credentials-program-not-allowed"),
        other => Text::verbatim(other.to_string()),
    }
}

/// How a program ended.
fn ended_as(status: ExitStatus) -> Text {
    match status.code() {
        Some(code) => text!("credentials-program-exit", code = code),
        None => Text::verbatim(status.to_string()),
    }
}

#[async_trait]
impl Provider for External {
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
        let expires = text("expiration").map(str::parse::<DateTime<Utc>>);
        let issued = IssuedKey {
            credentials: key_pair(id, secret, token, self.keys.source()),
            expires: expires
                .transpose()
                .map_err(|_| nothing(text!("credentials-no-time", name = "expiration")))?,
        };
        let what = text!("credentials-program-of", source = self.keys.source().text());
        issued.still_good(means.clock.now(), &what)
    }
}
