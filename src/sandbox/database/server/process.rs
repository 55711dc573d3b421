//! One running server program: start, reload, stop, and what its log says about a refusal.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;

use super::binaries::Binaries;

/// How often a condition is looked at.
const LOOK: Duration = Duration::from_millis(1);

/// How many looks a start or a reload may take: half a minute at least.
const LOOKS: u32 = 30_000;

/// How many looks each way of stopping gets: three seconds at least.
const PATIENCE: u32 = 3_000;

/// How much of the log is read.
const LOG_LIMIT: u64 = 1 << 20;

/// The longest reason given.
const REASON_LIMIT: usize = 600;

/// Starts of log messages that say nothing about a refusal.
const ROUTINE: [&str; 9] = [
    "received ",
    "parameter \"",
    "starting PostgreSQL",
    "listening on",
    "database system ",
    "hostssl record cannot match",
    "shutting down",
    "checkpoint ",
    "background worker",
];

/// Why a server did not start.
pub(super) enum NotStarted {
    /// Somebody else listens on the port.
    PortTaken,
    /// Anything else.
    Because(String),
}

/// How a reload ended.
pub(super) enum Reloaded {
    /// New connections follow the files.
    Followed,
    /// The server had died; it has to be started again.
    Gone,
}

/// A server that accepts connections, until dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    pid: Pid,
    folder: PathBuf,
    socket: PathBuf,
}

impl Process {
    /// Starts the server of `folder` (data directory `data`, sockets in `s`) and waits until it
    /// accepts connections on every address it was told to listen on.
    pub(super) async fn start(
        binaries: &Binaries,
        folder: &Path,
        port: u16,
    ) -> Result<Self, NotStarted> {
        let because = |e: std::io::Error| NotStarted::Because(format!("could not start it: {e}"));
        let log = folder.join("log");
        let output = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&log)
            .map_err(because)?;
        output.set_len(0).map_err(because)?;
        let mut command = binaries.command("postgres");
        command.arg("-D").arg(folder.join("data"));
        command
            .stdout(output.try_clone().map_err(because)?)
            .stderr(output);
        // A group of its own: the terminal's interrupt is for the sandbox, which stops the server.
        command.process_group(0);
        let child = command.as_std_mut().spawn().map_err(because)?;
        let pid = Pid::from_child(&child);
        let socket = folder.join("s").join(format!(".s.PGSQL.{port}"));
        let mut process = Self {
            child,
            pid,
            folder: folder.to_owned(),
            socket,
        };

        for _ in 0..LOOKS {
            if process.exited() {
                return Err(process.not_started());
            }
            if process.is_ready() {
                // The server goes on without an address that somebody else has.
                return if process.log().contains("could not bind") {
                    Err(NotStarted::PortTaken)
                } else {
                    Ok(process)
                };
            }
            pause().await;
        }
        Err(NotStarted::Because(
            "it did not become ready in time".to_owned(),
        ))
    }

    /// The process id.
    #[cfg(test)]
    pub(super) const fn pid(&self) -> Pid {
        self.pid
    }

    /// Whether the program has ended.
    pub(super) fn exited(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Ends all sessions and the server.
    pub(super) async fn stop(mut self) {
        // A fast stop waits for a connection that has said nothing yet, up to its authentication
        // timeout; the data is a sandbox's, so an immediate stop may follow soon.
        for signal in [Signal::INT, Signal::QUIT] {
            if kill_process(self.pid, signal).is_err() {
                return;
            }
            for _ in 0..PATIENCE {
                if self.exited() {
                    return;
                }
                pause().await;
            }
        }
    }

    /// Makes the server read its files again, and returns once new connections follow them.
    ///
    /// # Errors
    /// What the server did not take; it then follows the old content of that file.
    pub(super) async fn reload(&mut self) -> Result<Reloaded, String> {
        let failed = |e: std::io::Error| format!("could not reload the server: {e}");
        let log = self.folder.join("log");
        OpenOptions::new()
            .write(true)
            .open(log)
            .and_then(|log| log.set_len(0))
            .map_err(failed)?;
        kill_process(self.pid, Signal::HUP).map_err(|e| failed(e.into()))?;
        let mut looks = 0..LOOKS;
        while !self.log().contains("received SIGHUP") {
            // One that is on its way down does not read anything any more.
            if self.exited() {
                return Ok(Reloaded::Gone);
            }
            looks
                .next()
                .ok_or("the server did not read its files in time")?;
            pause().await;
        }
        // One process reads the files and takes connections: a connection made now is taken when
        // it has read them all.
        let knock = tokio::time::timeout(LOOK * LOOKS, self.knock());
        knock
            .await
            .map_err(|_| "the server does not answer")?
            .map_err(failed)?;
        let log = self.log();
        if ["was not reloaded", "contains errors"]
            .into_iter()
            .any(|text| log.contains(text))
        {
            return Err(self.reason(&log));
        }
        Ok(Reloaded::Followed)
    }

    /// Connects and waits for the first byte.
    async fn knock(&self) -> std::io::Result<()> {
        let mut stream = UnixStream::connect(&self.socket).await?;
        stream.write_all(&[0, 0, 0, 8, 4, 210, 22, 47]).await?;
        let mut answer = [0];
        stream.read(&mut answer).await.map(|_| ())
    }

    /// Whether the server accepts connections.
    ///
    /// Source: line 8 of `postmaster.pid`, `src/include/utils/pidfile.h`.
    fn is_ready(&self) -> bool {
        let file = self.folder.join("data").join("postmaster.pid");
        std::fs::read_to_string(file).is_ok_and(|text| {
            let ours = text.lines().next() == Some(&self.child.id().to_string());
            ours && text
                .lines()
                .nth(7)
                .is_some_and(|status| status.trim() == "ready")
        })
    }

    /// Why the program ended before it was ready.
    fn not_started(&self) -> NotStarted {
        let log = self.log();
        if log.contains("could not bind") || log.contains("could not create any TCP/IP sockets") {
            NotStarted::PortTaken
        } else {
            NotStarted::Because(self.reason(&log))
        }
    }

    /// What the server itself has logged since its start or last reload.
    fn log(&self) -> String {
        let mut bytes = Vec::new();
        let _partial = File::open(self.folder.join("log"))
            .and_then(|file| file.take(LOG_LIMIT).read_to_end(&mut bytes));
        let mark = format!("[{}] ", self.child.id());
        // Lines of sessions carry other marks; lines before the settings are read carry a time.
        String::from_utf8_lossy(&bytes)
            .lines()
            .filter(|line| line.contains(&mark) || !line.starts_with('['))
            .flat_map(|line| [line, "\n"])
            .collect()
    }

    /// The messages of a log that tell what is wrong, in one line and without our paths.
    fn reason(&self, log: &str) -> String {
        let ours = format!("{}/", self.folder.join("data").display());
        let mut reason = String::new();
        for line in log.lines() {
            let message = |level: &str| line.split_once(level).map(|(_, message)| message.trim());
            let main = ["LOG:  ", "FATAL:  ", "PANIC:  ", "ERROR:  "]
                .into_iter()
                .find_map(message);
            let more = ["CONTEXT:  ", "DETAIL:  "].into_iter().find_map(message);
            match (main, more) {
                (Some(text), _) if !ROUTINE.iter().any(|routine| text.starts_with(routine)) => {
                    if !reason.is_empty() {
                        reason.push_str("; ");
                    }
                    reason.push_str(&text.replace(&ours, ""));
                }
                (None, Some(text)) if !reason.is_empty() => {
                    for part in [" (", &text.replace(&ours, ""), ")"] {
                        reason.push_str(part);
                    }
                }
                _ => {}
            }
        }
        if reason.is_empty() {
            let last = log
                .lines()
                .last()
                .unwrap_or("it ended without a word")
                .trim();
            reason.push_str(&last.replace(&ours, ""));
        }
        reason.chars().take(REASON_LIMIT).collect()
    }
}

impl Drop for Process {
    /// Stops the server at once and waits for its end, so that no process, shared memory or
    /// socket is left behind; also when a test panics.
    fn drop(&mut self) {
        if self.exited() {
            return;
        }
        let _already_gone = kill_process(self.pid, Signal::QUIT);
        for _ in 0..LOOKS / 3 {
            if self.exited() {
                return;
            }
            std::thread::sleep(LOOK);
        }
        let _already_gone = self.child.kill();
        let _already_gone = self.child.wait();
    }
}

/// Waits until the next look.
#[expect(
    clippy::disallowed_methods,
    reason = "another process has to move, not our clock"
)]
async fn pause() {
    tokio::time::sleep(LOOK).await;
}
