//! The installed PostgreSQL: its programs, and a data directory made with them, which every instance copies.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::sync::OnceCell;

use super::owner::Owner;
use crate::text::{Text, text};

/// The server's own superuser: no account of an instance, reachable through its socket alone.
pub(super) const SUPERUSER: &str = "sandbox_superuser";

/// How long a helper program (initdb, the single-user server) may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// The oldest PostgreSQL this module knows how to run.
const OLDEST: u16 = 11;

/// Folders that hold server programs, one star each for a part that carries the version.
const USUAL_PLACES: [&str; 9] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib64/pgsql/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/usr/local/pgsql/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
    "/Library/PostgreSQL/*/bin",
    "/usr/libexec/postgresql*",
];

/// The programs of one PostgreSQL installation.
///
/// Clones share one data directory that `initdb` made; it is removed with the last of them.
#[derive(Debug, Clone)]
pub struct Binaries {
    directory: PathBuf,
    version: String,
    major: u16,
    owner: Owner,
    template: Arc<OnceCell<TempDir>>,
}

impl Binaries {
    /// Finds an installation: in `explicit` and nowhere else when it is given; otherwise what
    /// `pg_config` names, then the folders of PATH, then the usual places, newest version first.
    ///
    /// # Errors
    /// None found that runs, or (as root) no other user to run it as.
    pub async fn discover(explicit: Option<&Path>) -> Result<Self, Text> {
        let owner = Owner::find().map_err(Text::verbatim)?;
        if let Some(directory) = explicit {
            return Self::in_directory(directory, owner).await;
        }
        let mut why = None;
        for directory in candidates(owner).await {
            match Self::in_directory(&directory, owner).await {
                Ok(found) => return Ok(found),
                Err(reason) => why = why.or(Some(reason)),
            }
        }
        Err(match why {
            Some(why) => text!("binaries-none-usable", why = why),
            None => text!("binaries-none"),
        })
    }

    /// The installation in one folder.
    async fn in_directory(directory: &Path, owner: Owner) -> Result<Self, Text> {
        let server = directory.join("postgres");
        // A link on PATH leads to the folder where initdb stands beside it.
        let server = std::fs::canonicalize(&server)
            .map_err(|e| text!("binaries-unusable", file = server.display(), why = &e))?;
        let directory = server.parent().unwrap_or(directory).to_owned();
        if !directory.join("initdb").exists() {
            return Err(text!("binaries-no-initdb", folder = directory.display()));
        }
        let mut command = owner.command(&server);
        let output = run(command.arg("--version"), "")
            .await
            .map_err(Text::verbatim)?;
        let text = String::from_utf8_lossy(&output.stdout);
        let version = text
            .trim()
            .trim_start_matches("postgres (PostgreSQL)")
            .trim()
            .to_owned();
        let major = major(&version)
            .filter(|major| *major >= OLDEST)
            .ok_or_else(|| {
                text!(
                    "binaries-old",
                    file = server.display(),
                    oldest = OLDEST,
                    version = text.trim()
                )
            })?;
        Ok(Self {
            directory,
            version,
            major,
            owner,
            template: Arc::default(),
        })
    }

    /// The version as the program prints it, such as `15.18 (Debian 15.18-1)`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The major version, such as 15.
    pub const fn major(&self) -> u16 {
        self.major
    }

    /// Whom the server's files and processes belong to.
    pub(super) const fn owner(&self) -> Owner {
        self.owner
    }

    /// A command that runs one of the programs.
    pub(super) fn command(&self, program: &str) -> Command {
        self.owner.command(&self.directory.join(program))
    }

    /// Puts a fresh data directory at `target`, which must not exist.
    pub(super) async fn copy_template(&self, target: PathBuf) -> Result<(), String> {
        let template = self
            .template
            .get_or_try_init(|| self.make_template())
            .await?;
        let source = template.path().join("data");
        let owner = self.owner;
        tokio::task::spawn_blocking(move || copy(&source, &target, owner))
            .await
            .map_err(|e| format!("could not copy the data directory: {e}"))?
    }

    /// Runs initdb, and makes the roles that every instance has.
    async fn make_template(&self) -> Result<TempDir, String> {
        let folder = self.owner.folder()?;
        let data = folder.path().join("data");
        let mut initdb = self.command("initdb");
        initdb
            .arg("-D")
            .arg(&data)
            .args(["-U", SUPERUSER, "-E", "UTF8", "--locale=C"]);
        // Segments of 1 MB instead of 16 make the copy small.
        initdb.args(["--auth=trust", "--no-sync", "--wal-segsize=1"]);
        let output = run(&mut initdb, "").await?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr);
            return Err(format!("initdb failed: {}", text.trim()));
        }
        // What a managed account may do on the service: see the sessions of others and end them.
        let roles = "CREATE ROLE rds_superuser NOLOGIN;\n\
                     GRANT pg_monitor, pg_signal_backend TO rds_superuser;\n";
        self.single_user(&data, "postgres", roles).await?;
        Ok(folder)
    }

    /// Runs statements, one a line, in a data directory without a running server.
    ///
    /// The statements go through a pipe, so no password is in an argument list or a file.
    pub(super) async fn single_user(
        &self,
        data: &Path,
        database: &str,
        statements: &str,
    ) -> Result<(), String> {
        let mut server = self.command("postgres");
        server.arg("--single").arg("-D").arg(data);
        server.args(["-c", "fsync=off", "-c", "log_min_error_statement=panic"]);
        // Up to PostgreSQL 13 the default is md5.
        server.args(["-c", "password_encryption=scram-sha-256"]);
        let output = run(server.arg(database), statements).await?;
        // Single-user mode ends with success whatever the statements did.
        let text = String::from_utf8_lossy(&output.stderr);
        let fault = text.lines().find_map(|line| {
            ["ERROR:  ", "FATAL:  ", "PANIC:  "]
                .into_iter()
                .find_map(|level| line.split_once(level).map(|(_, message)| message))
        });
        match fault {
            Some(message) => Err(format!("could not prepare the database: {message}")),
            None if output.status.success() => Ok(()),
            None => Err(format!("the single-user server failed: {}", output.status)),
        }
    }
}

/// Runs a program to its end with `input` on its standard input, in bounded time.
async fn run(command: &mut Command, input: &str) -> Result<Output, String> {
    let program = PathBuf::from(command.as_std().get_program());
    let failed = |e: std::io::Error| format!("could not run {}: {e}", program.display());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(failed)?;
    let stdin = child.stdin.take();
    let feed = async {
        if let Some(mut stdin) = stdin {
            // A program that ends without reading says why on its standard error.
            let _closed_early = stdin.write_all(input.as_bytes()).await;
        }
    };
    let work = async { tokio::join!(feed, child.wait_with_output()).1 };
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(output) => output.map_err(failed),
        Err(_) => Err(format!("{} did not end in time", program.display())),
    }
}

/// The folders to look into, in order.
#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox looks for programs on PATH"
)]
async fn candidates(owner: Owner) -> Vec<PathBuf> {
    let mut found = Vec::new();
    if let Ok(output) = run(owner.command(Path::new("pg_config")).arg("--bindir"), "").await {
        let text = String::from_utf8_lossy(&output.stdout);
        found.extend(text.lines().next().map(PathBuf::from));
    }
    if let Some(path) = std::env::var_os("PATH") {
        found.extend(std::env::split_paths(&path));
    }
    found.extend(USUAL_PLACES.into_iter().flat_map(expand));
    found.retain(|folder| folder.join("postgres").exists());
    found
}

/// The folders a pattern with at most one star stands for, newest version first.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![pattern.into()];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let Ok(entries) = std::fs::read_dir(parent) else {
        return Vec::new();
    };
    let mut versions: Vec<(u16, String)> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| Some((major(name.strip_prefix(prefix)?).unwrap_or(0), name)))
        .collect();
    versions.sort_unstable();
    versions
        .into_iter()
        .rev()
        .map(|(_, name)| PathBuf::from(format!("{parent}/{name}{after}")))
        .collect()
}

/// The number a version starts with.
fn major(version: &str) -> Option<u16> {
    let end = version
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(version.len());
    version.get(..end)?.parse().ok()
}

/// Copies a folder and gives the copy to `owner`.
fn copy(source: &Path, target: &Path, owner: Owner) -> Result<(), String> {
    let failed = |e: std::io::Error| format!("could not copy {}: {e}", source.display());
    std::fs::create_dir(target).map_err(failed)?;
    std::fs::set_permissions(
        target,
        std::fs::metadata(source).map_err(failed)?.permissions(),
    )
    .map_err(failed)?;
    owner.give(target)?;
    for entry in std::fs::read_dir(source).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let to = target.join(entry.file_name());
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(&entry.path(), &to, owner)?;
        } else {
            std::fs::copy(entry.path(), &to).map_err(failed)?;
            owner.give(&to)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_version_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["postgresql@9", "postgresql@15", "postgresql@11", "other"] {
            std::fs::create_dir_all(folder.path().join(name).join("bin")).unwrap();
        }
        let pattern = format!("{}/postgresql@*/bin", folder.path().display());
        let newest_first = [15, 11, 9].map(|major| format!("postgresql@{major}/bin"));
        let expected = newest_first.map(|name| folder.path().join(name));
        assert_eq!(expand(&pattern), expected);
    }

    #[test]
    fn major_is_the_leading_number() {
        let debian = ("15.18 (Debian)", Some(15));
        for (text, want) in [debian, ("18beta1", Some(18)), ("", None), ("x", None)] {
            assert_eq!(major(text), want);
        }
    }

    #[tokio::test]
    async fn explicit_folder_is_the_only_one_looked_into() {
        let folder = tempfile::tempdir().unwrap();
        let found = Binaries::discover(Some(folder.path())).await;
        let error = found.unwrap_err().english();
        assert!(error.contains(folder.path().to_str().unwrap()), "{error}");
    }
}
