//! Safe access to files.
//!
//! They are read within bounds of size and time, written whole or not at all, and locked without links.

use std::fs::{DirBuilder, File, Metadata, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, open};
use zeroize::Zeroizing;

use crate::clock::{Clock, SystemClock};
use crate::text::{Text, text};

/// How long a pipe may take until its end.
const PATIENCE: Duration = Duration::from_secs(30);

/// Bytes taken at once.
const PIECE: usize = 64 << 10;

/// What editors of some systems write before a text in UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// Why a file cannot be used.
#[derive(Debug)]
pub enum FileError {
    /// A folder, a socket, or where a file alone will do, a pipe or a device.
    NotAFile,
    /// It is a link where none is followed.
    Link,
    /// Larger than this, in bytes.
    TooLarge(u64),
    /// A pipe whose writer did not come to an end in time.
    Stalled,
    /// What the system said.
    System(io::Error),
}

impl FileError {
    /// Whether there is a file that is kept.
    pub fn is_kept(&self) -> bool {
        matches!(self, Self::System(error) if error.kind() == ErrorKind::AlreadyExists)
    }

    /// Why, without the name of the file.
    pub fn text(&self) -> Text {
        match self {
            Self::NotAFile => text!("file-not-a-file"),
            Self::Link => text!("file-link"),
            Self::TooLarge(limit) => text!("file-too-large", mebibytes = limit >> 20),
            Self::Stalled => text!("file-stalled", seconds = PATIENCE.as_secs()),
            Self::System(error) => error.into(),
        }
    }
}

impl From<io::Error> for FileError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

impl From<rustix::io::Errno> for FileError {
    fn from(errno: rustix::io::Errno) -> Self {
        match errno {
            rustix::io::Errno::LOOP => Self::Link,
            // A socket, or a device that is not there.
            rustix::io::Errno::NXIO => Self::NotAFile,
            errno => Self::System(errno.into()),
        }
    }
}

/// Reads a regular file of at most `limit` bytes, without a byte order mark. What was read is erased with the answer.
///
/// # Errors
/// Every one but `Link` and `Stalled`; at once for a pipe or a device, which might never end.
pub fn read(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let (file, about) = open_to_read(path)?;
    if about.is_file() {
        read_to_end(file, limit)
    } else {
        Err(FileError::NotAFile)
    }
}

/// The same for what a person names, which may be a pipe or a device too: `<(…)` of a shell is one.
///
/// # Errors
/// As [`read`]; `Stalled` for a pipe that does not come to an end in time.
pub fn read_named(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let (file, about) = open_to_read(path)?;
    if about.is_dir() {
        Err(FileError::NotAFile)
    } else if about.is_file() {
        read_to_end(file, limit)
    } else {
        let clock = SystemClock::new();
        read_to_end(Patient { file, clock }, limit)
    }
}

/// Opens a file without waiting for who writes to it.
fn open_to_read(path: &Path) -> Result<(File, Metadata), FileError> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(open(path, flags, Mode::empty())?);
    let about = file.metadata()?;
    Ok((file, about))
}

/// Reads to the end, of at most `limit` bytes, without a byte order mark.
///
/// # Errors
/// `TooLarge`, `System`, and the [`FileError`] that `from` says.
pub fn read_to_end(mut from: impl Read, limit: u64) -> Result<Zeroizing<Vec<u8>>, FileError> {
    let mut bytes = Zeroizing::new(Vec::new());
    let mut piece = Zeroizing::new(vec![0; PIECE]);
    loop {
        match from.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(piece.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::TimedOut => return Err(FileError::Stalled),
            Err(error) => return Err(error.into()),
        }
        if u64::try_from(bytes.len()).is_ok_and(|size| size > limit) {
            return Err(FileError::TooLarge(limit));
        }
    }
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    Ok(bytes)
}

/// A pipe or device, waited for.
struct Patient {
    file: File,
    /// Runs since the file was opened.
    clock: SystemClock,
}

impl Read for Patient {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        loop {
            ready(&self.file, PATIENCE.saturating_sub(self.clock.monotonic()))?;
            match self.file.read(piece) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                read => return read,
            }
        }
    }
}

/// Waits until something can be read, or its writer is gone.
fn ready(file: &File, left: Duration) -> io::Result<()> {
    let left = Timespec::try_from(left).unwrap_or_default();
    match poll(&mut [PollFd::new(file, PollFlags::IN)], Some(&left)) {
        Ok(0) => Err(ErrorKind::TimedOut.into()),
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(errno) => Err(errno.into()),
    }
}

/// Opens a file itself, never through a link and never a pipe; 0600 when it is made.
///
/// # Errors
/// `Link`, `NotAFile`, `System`.
pub fn open_own(path: &Path, flags: OFlags) -> Result<File, FileError> {
    let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(open(path, flags, Mode::RUSR | Mode::WUSR)?);
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(FileError::NotAFile)
    }
}

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readers {
    /// Its owner alone, from the first byte.
    Owner,
    /// Everybody whom the umask lets; nobody else may write.
    All,
    /// Whoever the umask lets: other programs read it.
    Umask,
}

/// What becomes of a file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// It stays, and the new one is refused.
    Kept,
    /// It is replaced, if it is a regular file: no link, device, pipe or folder is.
    Replaced,
}

/// The folder that a file is in.
pub fn folder_of(file: &Path) -> &Path {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Whether two names lead to one file that is there, through links too.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let id = |file: &Path| file.metadata().ok().map(|found| (found.dev(), found.ino()));
    id(one).is_some_and(|one| id(other) == Some(one))
}

/// Refuses what a rename into its place would destroy: everything but a regular file.
///
/// # Errors
/// `Link`, `NotAFile`.
pub fn replaceable(file: &Path) -> Result<(), FileError> {
    match file.symlink_metadata() {
        Ok(found) if found.is_symlink() => Err(FileError::Link),
        Ok(found) if !found.is_file() => Err(FileError::NotAFile),
        // Writing says what is wrong with a folder that cannot be looked into.
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Writes beside the place and renames into it, so that a file is whole or not there.
///
/// # Errors
/// As [`replaceable`]; `System`, with `AlreadyExists` for a file that is kept.
pub fn place(file: &Path, bytes: &[u8], readers: Readers, taken: Taken) -> Result<(), FileError> {
    replaceable(file)?;
    // The umask cuts it.
    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::All => 0o644,
        Readers::Umask => 0o666,
    };
    let mut beside = tempfile::Builder::new()
        .prefix(".forcessl-")
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder_of(file))
        .map_err(plain)?;
    beside.write_all(bytes).map_err(plain)?;
    beside.as_file().sync_all().map_err(plain)?;
    let placed = match taken {
        Taken::Kept => beside.persist_noclobber(file),
        Taken::Replaced => beside.persist(file),
    };
    placed.map(drop).map_err(|refused| refused.error.into())
}

/// Makes a folder for its owner alone, and what it is in. Each is on disk when this ends, so that a
/// file in it is not lost with its folder.
///
/// # Errors
/// What the system said.
pub fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let parent = folder_of(folder);
    make_folder(parent)?;
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        Ok(()) | Err(_) => sync_folder(parent),
    }
}

/// Puts on disk which files a folder has.
///
/// # Errors
/// What the system said.
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// What the system said, without the name of the file beside, which nobody has asked for.
fn plain(error: io::Error) -> io::Error {
    let inner = error
        .get_ref()
        .and_then(|wrapped| wrapped.source())
        .and_then(|source| source.downcast_ref::<io::Error>())
        .and_then(io::Error::raw_os_error);
    inner.map_or(error, io::Error::from_raw_os_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By the program: not every system offers the call to us.
    #[expect(clippy::disallowed_methods, reason = "a test may start a program")]
    fn make_pipe(at: &Path) {
        let made = std::process::Command::new("mkfifo").arg(at).status();
        assert!(made.unwrap().success());
    }

    fn said(read: Result<Zeroizing<Vec<u8>>, FileError>) -> String {
        match read {
            Ok(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
            Err(error) => error.text().english(),
        }
    }

    #[test]
    fn files_are_read_up_to_a_limit_and_folders_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        std::fs::write(&file, "four").unwrap();
        assert_eq!(said(read(&file, 4)), "four");
        assert!(matches!(read(&file, 3), Err(FileError::TooLarge(3))));
        assert_eq!(said(read(folder.path(), 3)), "it is not a file");
        assert!(matches!(
            read(&folder.path().join("b"), 3),
            Err(FileError::System(error)) if error.kind() == ErrorKind::NotFound
        ));
        assert_eq!(said(read_named(Path::new("/dev/null"), 3)), "");
        assert!(matches!(
            read_named(Path::new("/dev/zero"), 1 << 20),
            Err(FileError::TooLarge(_))
        ));
    }

    #[test]
    fn what_is_not_named_is_read_from_a_regular_file_alone_and_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        make_pipe(&at("pipe"));
        let _socket = std::os::unix::net::UnixListener::bind(at("socket")).unwrap();
        std::os::unix::fs::symlink(at("pipe"), at("link")).unwrap();
        let clock = SystemClock::new();
        let odd = [at("pipe"), at("socket"), at("link"), "/dev/null".into()];
        for file in odd.iter().chain(["/dev/zero".into()].iter()) {
            assert_eq!(said(read(file, 3)), "it is not a file", "{file:?}");
        }
        assert!(clock.monotonic() < PATIENCE / 10);
    }

    #[test]
    fn a_byte_order_mark_is_skipped_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        for (written, expected) in [
            ("\u{feff}a", "a"),
            ("\u{feff}\u{feff}a", "\u{feff}a"),
            ("\u{feff}", ""),
            ("a\u{feff}", "a\u{feff}"),
        ] {
            std::fs::write(&file, written).unwrap();
            assert_eq!(said(read(&file, 9)), expected);
            assert_eq!(said(read_to_end(written.as_bytes(), 9)), expected);
        }
    }

    #[test]
    fn a_pipe_is_read_to_its_end_though_its_writer_is_slow() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        make_pipe(&pipe);
        let writer = {
            let pipe = pipe.clone();
            std::thread::spawn(move || {
                let mut pipe = File::options().write(true).open(pipe).unwrap();
                for part in ["one ", "two"] {
                    std::thread::sleep(Duration::from_millis(50));
                    pipe.write_all(part.as_bytes()).unwrap();
                }
            })
        };
        assert_eq!(said(read_named(&pipe, 100)), "one two");
        writer.join().unwrap();
    }

    #[test]
    fn a_pipe_that_nobody_writes_to_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        make_pipe(&pipe);
        let file =
            File::from(open(&pipe, OFlags::RDONLY | OFlags::NONBLOCK, Mode::empty()).unwrap());
        let given_up = ready(&file, Duration::from_millis(20)).unwrap_err();
        assert_eq!(given_up.kind(), ErrorKind::TimedOut);
    }

    #[test]
    fn a_file_is_placed_whole_and_kept_when_it_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        place(&file, b"one", Readers::Owner, Taken::Kept).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let kept = place(&file, b"two", Readers::All, Taken::Kept).unwrap_err();
        assert!(kept.is_kept());
        place(&file, b"two", Readers::All, Taken::Replaced).unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"two");
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o022, 0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn nothing_but_a_regular_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("target"), "kept").unwrap();
        std::os::unix::fs::symlink(at("target"), at("link")).unwrap();
        std::os::unix::fs::symlink(at("missing"), at("dangling")).unwrap();
        std::fs::create_dir(at("folder")).unwrap();
        make_pipe(&at("pipe"));
        let replace = |file: &Path| place(file, b"new", Readers::Owner, Taken::Replaced);
        for name in ["link", "dangling"] {
            assert!(matches!(replace(&at(name)), Err(FileError::Link)), "{name}");
        }
        for file in [&at("folder"), &at("pipe"), Path::new("/dev/null")] {
            assert!(
                matches!(replace(file), Err(FileError::NotAFile)),
                "{}",
                file.display()
            );
        }
        assert_eq!(std::fs::read(at("target")).unwrap(), b"kept");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 5);
    }
}
