//! The journal: keeps the state before each change on disk, one folder an instance, one file a change.
//!
//! Files are 0600 from their first byte, written beside their place and renamed into it, so a file
//! is whole or not there. A checksum refuses what was edited or torn. A lock on the folder keeps two
//! runs off one instance; it ends with its process, so it cannot be left behind. Who holds it is
//! written in its file, for people. Nothing is read or locked through a link, what is not a file is
//! never waited for, and what another user owns, or may write to, is refused.

use std::ffi::OsStr;
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use rustix::process::geteuid;
use serde::{Deserialize, Serialize};

use crate::domain::instance::InstanceId;
use crate::domain::saved::{SCHEMA_VERSION, Saved, is_id, next_id};
use crate::domain::sealed::{seal, unseal};
use crate::files::{self, FileError, Readers, Taken};
use crate::text::{Text, text};

/// No saved state is larger, in bytes.
const LIMIT: u64 = 16 << 20;
/// Longest note of a holder, in bytes.
const LONGEST_NOTE: u64 = 1000;

/// Write permission for everybody, and for anybody but the owner.
const EVERYBODY: u32 = 0o002;
const OTHERS: u32 = 0o022;

/// Why a state could not be kept or read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JournalError {
    /// Another run holds the instance.
    Locked {
        /// Who, as far as that is known.
        holder: Option<Text>,
    },
    /// No folder is known to keep it in.
    NoFolder,
    /// The disk does not take this file or folder; what the system said.
    Disk(PathBuf, Text),
    /// A folder in which somebody else may have written, and in what way.
    Shared(PathBuf, Text),
    /// A file that cannot be trusted, and why not.
    Damaged(PathBuf, Text),
}

impl JournalError {
    /// What went wrong.
    pub fn text(&self) -> Text {
        match self {
            Self::Locked { holder: None } => text!("journal-locked"),
            Self::Locked {
                holder: Some(holder),
            } => text!("journal-locked-by", holder = holder),
            Self::NoFolder => text!("journal-no-folder"),
            Self::Disk(path, why) | Self::Shared(path, why) => {
                text!("journal-disk", path = path, why = why)
            }
            Self::Damaged(path, why) => text!("journal-damaged", path = path, why = why),
        }
    }
}

/// A file of a saved state: the id that its name tells, and what it holds, or why it cannot be used.
pub type SavedFile = (String, Result<Saved, JournalError>);

/// The journal in a folder.
pub struct FileJournal {
    folder: Option<PathBuf>,
}

impl FileJournal {
    /// In this folder; it is made when something is kept. Without one nothing can be kept or read.
    pub const fn new(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// Keeps a state and holds the instance against other runs until the answer is dropped. Its id
    /// becomes one that follows those that are there. Until it is kept, nothing may be sent.
    ///
    /// # Errors
    /// Every [`JournalError`].
    pub fn keep(&self, saved: &mut Saved) -> Result<KeptState, JournalError> {
        let folder = self.of(&saved.instance_id)?;
        files::make_folder(&folder.path).map_err(disk(&folder.path))?;
        let mut kept = folder.lock(saved)?;
        let ids = kept.folder.ids()?;
        saved.id = next_id(saved.saved_at, ids.last().map(String::as_str));
        kept.update(saved)?;
        Ok(kept)
    }

    /// Takes a state that is kept up again, to note how it ended, and holds the instance meanwhile.
    ///
    /// # Errors
    /// Every [`JournalError`].
    pub fn reopen(&self, saved: &Saved) -> Result<KeptState, JournalError> {
        self.of(&saved.instance_id)?.lock(saved)
    }

    /// The states that are kept, in the order in which they were made. One that cannot be used stands
    /// in its place and stops none of the others.
    ///
    /// # Errors
    /// `NoFolder`, `Shared`, or `Disk` when the folder cannot be read.
    pub fn list(&self, instance: &InstanceId) -> Result<Vec<SavedFile>, JournalError> {
        let folder = self.of(instance)?;
        let ids = folder.ids()?.into_iter();
        let load = |id: String| (id.clone(), folder.load(&id, instance));
        Ok(ids.map(load).collect())
    }

    /// The folder of an instance, where nobody else writes: neither it nor the folder it is in may
    /// be another's, and it is no link. It need not exist.
    fn of(&self, instance: &InstanceId) -> Result<StateFolder, JournalError> {
        let root = self.folder.as_ref().ok_or(JournalError::NoFolder)?;
        let path = root.join(instance.as_str());
        let us = geteuid().as_raw();
        let about = root.metadata().ok();
        // The administrator may work in anybody's folder; a container often has to.
        let other = about.as_ref().filter(|_| us == 0).map(MetadataExt::uid);
        let owners = vec![us, other.unwrap_or_default()];
        // The group of the upper one may write to it: what it can put there is another's, and refused as that.
        let folders = [
            (root, about, EVERYBODY),
            (&path, path.symlink_metadata().ok(), OTHERS),
        ];
        for (path, found, writable) in folders {
            if let Some(why) = found.and_then(|found| foreign(&found, &owners, writable)) {
                return Err(JournalError::Shared(path.clone(), why));
            }
        }
        Ok(StateFolder { path, owners })
    }
}

/// Why a folder or file may hold what somebody else wrote. A folder that all may write to passes
/// when none may take away what is another's (the sticky bit of `/tmp`).
fn foreign(found: &Metadata, owners: &[u32], writable: u32) -> Option<Text> {
    const STICKY: u32 = 0o1000;
    if found.is_symlink() {
        Some(text!("file-link"))
    } else if !owners.contains(&found.uid()) {
        Some(text!("journal-foreign", user = found.uid().to_string()))
    } else if found.mode() & writable == 0 || (found.is_dir() && found.mode() & STICKY != 0) {
        None
    } else if found.mode() & EVERYBODY != 0 {
        Some(text!("journal-everybody"))
    } else {
        Some(text!("journal-group"))
    }
}

/// The folder of an instance.
struct StateFolder {
    path: PathBuf,
    /// Whose files in it are trusted.
    owners: Vec<u32>,
}

impl StateFolder {
    fn file(&self, id: &str) -> PathBuf {
        self.path.join(format!("{id}.json"))
    }

    /// The ids of the states in it, by their names and in order; other files are none.
    fn ids(&self) -> Result<Vec<String>, JournalError> {
        let entries = match std::fs::read_dir(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
            entries => entries.map_err(disk(&self.path))?,
        };
        let mut ids = Vec::new();
        for entry in entries {
            let path = entry.map_err(disk(&self.path))?.path();
            let id = path.file_stem().and_then(OsStr::to_str);
            if path.extension() == Some(OsStr::new("json")) {
                ids.extend(id.filter(|id| is_id(id)).map(str::to_owned));
            }
        }
        ids.sort();
        Ok(ids)
    }

    /// Opens a file in it that nobody else can have written.
    fn open(&self, path: &Path, flags: OFlags) -> Result<File, JournalError> {
        let file = files::open_own(path, flags).map_err(|error| {
            let is_system = matches!(error, FileError::System(_));
            let refused = if is_system {
                JournalError::Disk
            } else {
                JournalError::Damaged
            };
            refused(path.to_owned(), error.text())
        })?;
        let found = file.metadata().map_err(disk(path))?;
        match foreign(&found, &self.owners, OTHERS) {
            Some(why) => Err(JournalError::Damaged(path.to_owned(), why)),
            None => Ok(file),
        }
    }

    fn load(&self, id: &str, instance: &InstanceId) -> Result<Saved, JournalError> {
        let path = self.file(id);
        let damaged = |why| JournalError::Damaged(path.clone(), why);
        let mut bytes = vec![];
        let mut file = self.open(&path, OFlags::RDONLY)?.take(LIMIT);
        file.read_to_end(&mut bytes).map_err(disk(&path))?;
        let text = String::from_utf8(bytes).map_err(|_| damaged(text!("journal-torn")))?;
        let saved: Saved = unseal(&text, SCHEMA_VERSION).map_err(damaged)?;
        if saved.instance_id != *instance {
            Err(damaged(text!("journal-other-instance")))
        } else if saved.id != id {
            Err(damaged(text!("journal-other-name")))
        } else {
            Ok(saved)
        }
    }

    /// Holds it for a run that works with this state, and notes who does.
    fn lock(self, saved: &Saved) -> Result<KeptState, JournalError> {
        let path = self.path.join("lock");
        let mut lock = self.open(&path, OFlags::CREATE | OFlags::RDWR)?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => JournalError::Locked {
                holder: read_holder(&mut lock),
            },
            TryLockError::Error(error) if error.kind() == ErrorKind::Unsupported => {
                JournalError::Disk(path.clone(), text!("journal-no-locks"))
            }
            TryLockError::Error(error) => disk(&path)(error),
        })?;
        let holder = Holder {
            process: std::process::id(),
            host: host(),
            since: saved.id.clone(),
        };
        let note = serde_json::to_vec(&holder).map_err(|error| disk(&path)(error.into()))?;
        let noted = lock.set_len(0).and_then(|()| lock.write_all(&note));
        noted.map_err(disk(&path))?;
        Ok(KeptState { folder: self, lock })
    }
}

/// A state that is kept, in a folder that is held.
pub struct KeptState {
    folder: StateFolder,
    lock: File,
}

impl Drop for KeptState {
    /// Closing the file is not enough: a child that is being started still holds it for a moment.
    fn drop(&mut self) {
        // At the end of the process it is released in any case.
        let _ = self.lock.unlock();
    }
}

impl KeptState {
    /// Writes it again, with what has happened since.
    ///
    /// # Errors
    /// `Disk`.
    pub fn update(&mut self, saved: &Saved) -> Result<(), JournalError> {
        let path = self.folder.file(&saved.id);
        let sealed = seal(saved).map_err(|error| disk(&path)(error.into()))?;
        files::place(&path, sealed.as_bytes(), Readers::Owner, Taken::Replaced)
            .and_then(|()| Ok(files::sync_folder(&self.folder.path)?))
            .map_err(|error| JournalError::Disk(path, error.text()))
    }
}

/// Who holds a lock, as its file tells it. The lock decides, never this.
#[derive(Serialize, Deserialize)]
struct Holder {
    process: u32,
    host: String,
    /// Id of the state it has saved.
    since: String,
}

fn read_holder(lock: &mut File) -> Option<Text> {
    let note = lock.take(LONGEST_NOTE);
    let Holder {
        process,
        host: other,
        since: state,
    } = serde_json::from_reader(note).ok()?;
    Some(if other == host() {
        text!("journal-holder", process = process, state = state)
    } else {
        text!(
            "journal-holder-elsewhere",
            process = process,
            host = other,
            state = state
        )
    })
}

fn disk(path: &Path) -> impl Fn(io::Error) -> JournalError {
    |error| JournalError::Disk(path.to_owned(), (&error).into())
}

fn host() -> String {
    let system = rustix::system::uname();
    system.nodename().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const FIRST: &str = "20260101T000000000000Z";
    const SECOND: &str = "20260101T000000000001Z";

    fn saved(id: &str) -> Saved {
        serde_json::from_value(serde_json::json!({
            "schema_version": SCHEMA_VERSION, "id": id, "instance_id": "pgm-a", "saved_at": "2026-01-01T00:00:00Z",
            "planned": [], "records": null, "writes": [], "ended": null,
            "ssl": {"enabled": false, "ca_type": null, "endpoint": null, "expires": null, "created": null,
                "requires_update": null, "server_certificate": null, "server_ca_url": null, "client_ca": null,
                "crl": null, "acl": null, "replication_acl": null, "force_encryption": null, "last_change": "Never"},
        }))
        .unwrap()
    }

    /// A journal with one state in it, and the file of that.
    fn kept_one(folder: &Path) -> (FileJournal, PathBuf) {
        let journal = FileJournal::new(Some(folder.to_owned()));
        drop(journal.keep(&mut saved(FIRST)).unwrap());
        (journal, folder.join(format!("pgm-a/{FIRST}.json")))
    }

    fn states(journal: &FileJournal) -> Vec<Result<Saved, JournalError>> {
        let listed = journal.list(&"pgm-a".parse().unwrap()).unwrap();
        listed.into_iter().map(|(_, state)| state).collect()
    }

    #[test]
    fn what_is_kept_can_be_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let journal = FileJournal::new(Some(folder.path().join("deep/state")));
        assert_eq!(states(&journal), []);
        let mut first = saved(FIRST);
        let mut kept = journal.keep(&mut first).unwrap();
        first.planned = vec![text!("step-ssl-on", endpoint = "db")];
        kept.update(&first).unwrap();
        drop(kept);
        drop(journal.keep(&mut saved(FIRST)).unwrap());
        assert_eq!(states(&journal), [Ok(first), Ok(saved(SECOND))]);
        let path = folder.path().join(format!("deep/state/pgm-a/{FIRST}.json"));
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().unwrap()), 0o700);
    }

    #[test]
    fn ids_go_up_whatever_the_clock_does() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, _) = kept_one(folder.path());
        for name in ["notes.json", "20260101T000000000000Z.json~", "9.json"] {
            std::fs::write(folder.path().join("pgm-a").join(name), "x").unwrap();
        }
        let mut earlier = saved("x");
        earlier.saved_at -= chrono::TimeDelta::hours(3);
        drop(journal.keep(&mut earlier).unwrap());
        assert_eq!(earlier.id, SECOND);
        assert_eq!(states(&journal), [Ok(saved(FIRST)), Ok(earlier)]);
    }

    #[test]
    fn one_run_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let journal = FileJournal::new(Some(folder.path().to_owned()));
        let kept = journal.keep(&mut saved(FIRST)).unwrap();
        assert!(matches!(
            journal.keep(&mut saved(SECOND)),
            Err(JournalError::Locked { holder: Some(holder) })
                if holder == format!("process {} on this machine, state {FIRST}", std::process::id()).as_str()
        ));
        drop(kept);
        journal.keep(&mut saved(SECOND)).unwrap();
    }

    #[test]
    fn a_file_that_cannot_be_used_stops_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, path) = kept_one(folder.path());
        drop(journal.keep(&mut saved(SECOND)).unwrap());
        let good = std::fs::read_to_string(&path).unwrap();
        for bad in [
            good.replace("\"enabled\":false", "\"enabled\":true"),
            good[..good.len() / 2].to_owned(),
            good.replace("pgm-a", "pgm-b"),
            "{}".to_owned(),
            String::new(),
        ] {
            std::fs::write(&path, bad).unwrap();
            let states = states(&journal);
            assert!(matches!(
                &states[..],
                [Err(JournalError::Damaged { .. }), Ok(second)] if second.id == SECOND
            ));
        }
    }

    #[test]
    fn what_its_group_may_write_to_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, path) = kept_one(folder.path());
        let set = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        set(&path, 0o660);
        let listed = states(&journal);
        assert!(matches!(&listed[..], [Err(JournalError::Damaged { .. })]));
        set(&path, 0o600);
        set(path.parent().unwrap(), 0o770);
        let refused = journal.list(&"pgm-a".parse().unwrap());
        assert!(matches!(refused, Err(JournalError::Shared { .. })));
    }

    #[test]
    fn every_byte_of_a_state_counts() {
        let folder = tempfile::tempdir().unwrap();
        let (journal, path) = kept_one(folder.path());
        let good = std::fs::read(&path).unwrap();
        let refused_or_same = |bytes: &[u8], place: usize| {
            std::fs::write(&path, bytes).unwrap();
            match &states(&journal)[..] {
                [Err(JournalError::Damaged { .. })] => {}
                [Ok(same)] => assert_eq!(*same, saved(FIRST), "byte {place}"),
                other => panic!("byte {place}: {other:?}"),
            }
        };
        for place in 0..good.len() {
            for flip in [0x01, 0x20, 0x80, 0xff] {
                let mut bad = good.clone();
                bad[place] ^= flip;
                refused_or_same(&bad, place);
            }
            refused_or_same(&good[..place], place);
            refused_or_same(&[&good[..place], b" ", &good[place..]].concat(), place);
        }
    }
}
