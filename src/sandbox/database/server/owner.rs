//! Which user the server program runs as, and the private folders it can reach.
//!
//! PostgreSQL refuses to run as root. Started by root, the sandbox gives the program the uid and
//! gid of another user; neither sudo nor a login is needed for that.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tokio::process::Command;

/// The longest folder name a socket fits into.
///
/// Source: `sun_path` is 104 bytes on macOS and the BSDs, 108 on Linux, less `/.s.PGSQL.65535`
/// and the closing zero.
const LONGEST_SOCKET_FOLDER: usize = 104 - 16;

/// The variables a server program may see: enough to find its shared libraries, and no credentials.
const PASSED_ON: [&str; 4] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ"];

/// The user that the server's processes and files belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    /// uid and gid to change to; `None` when the files and processes may stay our own.
    other: Option<(u32, u32)>,
}

impl Owner {
    /// Ourselves, or, when we are root, the user `postgres` if there is one, else `nobody`.
    ///
    /// # Errors
    /// We are root and neither user exists.
    pub(super) fn find() -> Result<Self, String> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self { other: None });
        }
        let users = std::fs::read_to_string("/etc/passwd")
            .map_err(|e| format!("could not read /etc/passwd: {e}"))?;
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| ids(&users, name))
            .map(|ids| Self { other: Some(ids) })
            .ok_or_else(|| {
                "PostgreSQL does not run as root, and there is no user postgres or nobody to run it \
                 as"
                .to_owned()
            })
    }

    /// A command that runs as this user, without our environment and away from our folder.
    #[expect(
        clippy::disallowed_methods,
        reason = "the sandbox passes PATH and the like on"
    )]
    pub(super) fn command(self, program: &Path) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .current_dir("/")
            .stdin(std::process::Stdio::null());
        command.envs(
            PASSED_ON
                .iter()
                .filter_map(|name| Some((name, std::env::var_os(name)?))),
        );
        command.env("LC_ALL", "C");
        if let Some((uid, gid)) = self.other {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a file or folder to this user.
    pub(super) fn give(self, path: &Path) -> Result<(), String> {
        let Some((uid, gid)) = self.other else {
            return Ok(());
        };
        chown(path, Some(uid), Some(gid))
            .map_err(|e| format!("could not change the owner of {}: {e}", path.display()))
    }

    /// A new folder of mode 0700 that belongs to this user and goes when dropped.
    ///
    /// # Errors
    /// No temporary folder is writable for us and searchable for this user.
    pub(super) fn folder(self) -> Result<TempDir, String> {
        let bases = [
            std::env::temp_dir(),
            PathBuf::from("/tmp"),
            PathBuf::from("/var/tmp"),
        ];
        let mut why = String::new();
        for base in bases.iter().filter(|base| self.reaches(base)) {
            match private(base) {
                Ok(folder) if fits(folder.path().as_os_str()) => {
                    self.give(folder.path())?;
                    return Ok(folder);
                }
                Ok(_) => why = format!("{} is too long for a socket", base.display()),
                Err(e) => why = format!("{}: {e}", base.display()),
            }
        }
        Err(format!(
            "no temporary folder for a PostgreSQL server; {why}"
        ))
    }

    /// Whether every folder on the way may be searched by anybody; our own user needs no check.
    fn reaches(self, base: &Path) -> bool {
        self.other.is_none()
            || base
                .ancestors()
                .filter(|folder| !folder.as_os_str().is_empty())
                .all(|folder| {
                    std::fs::metadata(folder)
                        .is_ok_and(|data| data.permissions().mode() & 0o001 != 0)
                })
    }
}

/// A new folder of mode 0700.
fn private(base: &Path) -> std::io::Result<TempDir> {
    let private = Permissions::from_mode(0o700);
    tempfile::Builder::new()
        .prefix("forcessl-")
        .permissions(private)
        .tempdir_in(base)
}

/// Whether a socket fits into the folder `s` below this one.
fn fits(folder: &OsStr) -> bool {
    folder.len() + "/s".len() <= LONGEST_SOCKET_FOLDER
}

/// uid and gid of a user in the text of a passwd file.
fn ids(users: &str, name: &str) -> Option<(u32, u32)> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next() == Some(name)).then_some(())?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        (uid != 0).then_some((uid, gid))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_from_the_passwd_file() {
        let users = "root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104:a,b:/:/bin/sh\nbad:x\n\
                     nobody:x:65534:65533:nobody:/:/bin/false\ntoor:x:0:0::/:\n";
        assert_eq!(ids(users, "postgres"), Some((101, 104)));
        assert_eq!(ids(users, "nobody"), Some((65534, 65533)));
        for none in ["bad", "toor", "post", ""] {
            assert_eq!(ids(users, none), None);
        }
    }

    #[test]
    fn folder_is_private_and_goes_when_dropped() {
        let folder = Owner::find().unwrap().folder().unwrap();
        let path = folder.path().to_owned();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        drop(folder);
        assert!(!path.exists());
    }
}
