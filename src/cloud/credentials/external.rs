//! A program that prints a key.
//!
//! It is started without a shell, its words split as a POSIX shell would; only what it prints on
//! stdout is read. What it prints is laid over the profile, as the vendor's command line does, so
//! that it may give a key or say how to get one.

use std::process::Stdio;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use tokio::io::AsyncReadExt;
use tokio::process::Command;
use zeroize::Zeroizing;

use super::CredentialsError;
use super::identity::{Means, Provider};
use super::issued::Issued;
use super::keys::{Field, Keys, members};
use super::profile::{self, Rules};

/// The most that is read of what it prints.
const LARGEST: u64 = 256 * 1024;

/// A program of a profile.
#[derive(Debug)]
pub(super) struct External {
    /// Arguments may be secrets.
    words: Vec<SecretString>,
    keys: Keys,
    rules: Rules,
}

impl External {
    pub(super) fn of(keys: &Keys, rules: &Rules) -> Result<Self, CredentialsError> {
        let command = keys.required("process_command")?;
        let words = shell_words::split(command)
            .map_err(|_| keys.bad("process_command", "a quote in it is not closed"))?;
        if words.is_empty() {
            return Err(keys.missing("process_command"));
        }
        let mut keys = keys.clone();
        // The program says what it gives.
        for said in ["mode", "process_command"] {
            keys.members.remove(said);
        }
        Ok(Self {
            words: words.into_iter().map(SecretString::from).collect(),
            keys,
            rules: rules.clone(),
        })
    }

    fn failed(&self, reason: impl Into<String>) -> CredentialsError {
        CredentialsError::Program {
            origin: self.keys.source().to_string(),
            reason: reason.into(),
        }
    }

    /// Runs it and gives what it printed.
    async fn run(&self, means: &Means) -> Result<Zeroizing<Vec<u8>>, CredentialsError> {
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
    async fn fetch(&self, means: &Means, fresh: bool) -> Result<Issued, CredentialsError> {
        let printed = self.run(means).await?;
        let said = members(&printed)
            .map_err(|reason| self.failed(format!("printed nothing usable: {reason}")))?;
        let mut keys = self.keys.clone();
        keys.members.extend(said);
        if ["External", "ChainableRamRoleArn"].contains(&keys.text("mode").unwrap_or_default()) {
            return Err(self.failed("names a mode that leads on to other profiles or programs"));
        }
        let (_, way) = profile::of(&keys, &self.rules)
            .map_err(|error| self.failed(format!("printed nothing usable: {error}")))?;
        let mut issued = way.fetch(means, fresh).await?;
        if let Some(end) = keys.members.get("expiration").and_then(Field::text) {
            let end: DateTime<Utc> = end
                .parse()
                .map_err(|_| self.failed("printed an `expiration` that is not a time"))?;
            issued.expires = Some(issued.expires.map_or(end, |own| own.min(end)));
        }
        issued.still_good(
            means.clock.now(),
            &format!("the program of {}", self.keys.source()),
        )
    }
}
