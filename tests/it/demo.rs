//! `demo` runs the main job and leaves nothing behind.

use std::path::Path;
use std::process::Stdio;

use crate::support::{Ran, command};

fn demo(database: &str, temporary: &Path) -> Ran {
    let home = tempfile::tempdir().unwrap();
    let args = ["demo", "--database", database];
    let output = command(home.path())
        .args(args)
        .env("TMPDIR", temporary)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(
        std::fs::read_dir(home.path()).unwrap().count(),
        0,
        "nothing is left in the home folder"
    );
    Ran::of(output, &args)
}

/// Processes whose command line names this folder.
pub fn processes_in(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().unwrap();
    std::fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| std::fs::read(entry.unwrap().path().join("cmdline")).ok())
        .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
        .filter(|line| line.contains(folder))
        .collect()
}

/// A folder that the server's own user can search too.
pub fn shared_folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

fn shows_the_whole_story(database: &str, plane: &str) {
    let temporary = shared_folder();
    let ran = demo(database, temporary.path()).expect(0);
    for words in [
        plane,
        "open",
        "verify-full",
        "plaintext REFUSED",
        "client certificate",
        "replication",
        "enforced",
        "plaintext ACCEPTED",
    ] {
        assert!(
            ran.stdout.contains(words),
            "`{words}` is missing in:\n{}",
            ran.stdout
        );
    }
    assert_eq!(processes_in(temporary.path()), [""; 0]);
    assert_eq!(std::fs::read_dir(temporary.path()).unwrap().count(), 0);
}

#[test]
fn on_a_real_server() {
    shows_the_whole_story("postgres", "PostgreSQL");
}

#[test]
fn on_the_embedded_front_door() {
    shows_the_whole_story("embedded", "embedded");
}
