//! A program that prints a key.
//!
//! It is started without a shell, its words split as a POSIX shell would; only what it prints on
//! stdout is read, and nothing but a key is taken from it.
//!
//! Source: `External` of the vendor's credentials SDK for Go.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use async_trait::async_trait;
use rustix::process::{Pid, Signal, kill_process_group};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use zeroize::Zeroizing;

use super::identity::{Provider, ProviderContext};
use super::keys::{IssuedKey, JsonField, ProfileKeys, members};
use super::{CredentialsError, key_pair};
use crate::text::{Text, text};

/// The most that is read of what it prints.
const LARGEST: usize = 256 << 10;

/// How long the pipe of a program that has ended may stay open until what came is taken.
const GRACE: Duration = Duration::from_millis(500);

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
            .process_group(0)
            .kill_on_drop(true)
            .spawn();
        let child = child.map_err(|error| {
            self.failed(text!("credentials-program-not-started", error = &error))
        })?;
        let mut printed = Zeroizing::new(Vec::new());
        let ran = Running(child).finish(&mut printed);
        let ended = tokio::time::timeout(means.program_timeout, ran).await;
        Err(self.failed(match ended {
            Ok(Ok(_)) if printed.len() > LARGEST => {
                text!("credentials-program-much", kibibytes = LARGEST >> 10)
            }
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

/// A program in a process group of its own, which ends as a whole when it is given up.
struct Running(Child);

impl Running {
    /// Reads what it prints until it ends. What it leaves running may keep the pipe open.
    async fn finish(mut self, printed: &mut Vec<u8>) -> io::Result<ExitStatus> {
        let stdout = self.0.stdout.take();
        let reading = async {
            if let Some(stdout) = stdout {
                let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX);
                stdout.take(limit + 1).read_to_end(printed).await?;
            }
            Ok::<_, io::Error>(())
        };
        tokio::pin!(reading);
        tokio::select! {
            read = &mut reading => {
                read?;
                self.0.wait().await
            }
            status = self.0.wait() => {
                tokio::time::timeout(GRACE, reading).await.unwrap_or(Ok(()))?;
                status
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has no number any more once its end was seen.
        let number = self.0.id().and_then(|id| i32::try_from(id).ok());
        if let Some(group) = number.and_then(Pid::from_raw) {
            let _ = kill_process_group(group, Signal::KILL);
        }
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
