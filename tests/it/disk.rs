//! A disk that is full, read-only, torn or shared: nothing is sent without a saved state, no output
//! is left torn, and what was not written is said.

use std::fs::File;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::json;

use crate::support::{Ran, Sandbox, make_pipe, shell, tree};

/// A small file system that may be filled, where there is one: `tests/run --full-disk` mounts it.
fn small_disk() -> Option<String> {
    std::env::var("FORCESSL_FULL_DISK").ok()
}

/// Runs the command with no room left on the disk.
fn full(sandbox: &Sandbox, args: &[&str]) -> Ran {
    let Some(disk) = small_disk() else {
        // What stands for a full disk wherever tests may run: no file may grow.
        let limited = sandbox
            .shell(r#"ulimit -f 0; exec "$0" "$@""#, args)
            .output();
        return Ran::of(limited.unwrap(), args);
    };
    let filler = Path::new(&disk).join("filler");
    let mut file = File::create(&filler).unwrap();
    let error = std::io::copy(&mut std::io::repeat(0), &mut file).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
    let ran = sandbox.run(args);
    std::fs::remove_file(filler).unwrap();
    ran
}

/// What the system says of it.
fn no_room() -> &'static str {
    match small_disk() {
        None => "File too large",
        Some(_) => "No space left on device",
    }
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Looks at the saved states, and goes back to the last one: both are refused for this.
fn refused(run: impl Fn(&[&str]) -> Ran, id: &str, says: &[&str]) {
    for args in [&["rollback", id, "--list"][..], &["rollback", id, "--yes"]] {
        run(args).expect(8).says(says);
    }
}

/// The file that a run has kept for an instance.
fn states(folder: &Path, id: &str) -> Vec<std::path::PathBuf> {
    tree(&folder.join(id))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect()
}

#[test]
fn without_room_for_the_state_nothing_is_sent() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let place = |name: &str| room.path().join(name);
    let state_of = |name: &str| {
        let folder = place(name).join(&id);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    };
    File::create(place("file")).unwrap();
    std::fs::create_dir(place("instance-is-a-file")).unwrap();
    File::create(place("instance-is-a-file").join(&id)).unwrap();
    std::fs::create_dir(state_of("lock-is-a-folder").join("lock")).unwrap();
    std::fs::create_dir(place("elsewhere")).unwrap();
    std::fs::create_dir(place("instance-is-a-link")).unwrap();
    symlink(place("elsewhere"), place("instance-is-a-link").join(&id)).unwrap();
    let victim = place("victim");
    std::fs::write(&victim, "kept").unwrap();
    symlink(&victim, state_of("lock-is-a-link").join("lock")).unwrap();
    symlink(
        place("not-there"),
        state_of("lock-leads-nowhere").join("lock"),
    )
    .unwrap();
    make_pipe(&state_of("lock-is-a-pipe").join("lock"));
    let mut cases = vec![
        text(&place("file")),
        text(&place("file").join("below")),
        text(&place("instance-is-a-file")),
        text(&place("instance-is-a-link")),
        text(&place("lock-is-a-folder")),
        text(&place("lock-is-a-link")),
        text(&place("lock-leads-nowhere")),
        text(&place("lock-is-a-pipe")),
        // No user may make a folder there.
        "/proc/forcessl".to_owned(),
    ];
    if !rustix::process::geteuid().is_root() {
        std::fs::create_dir(place("read-only")).unwrap();
        set_mode(&place("read-only"), 0o500);
        cases.push(text(&place("read-only")));
    }
    let enforce = [
        "enforce",
        id.as_str(),
        "--via",
        "hba",
        "--yes",
        "--state-dir",
    ];
    let says = ["could not save the state", "nothing was sent", "hint:"];
    for folder in &cases {
        let ran = sandbox.run(&[&enforce[..], &[folder.as_str()]].concat());
        ran.expect(8).says(&says);
    }
    let new = text(&place("new"));
    full(&sandbox, &[&enforce[..], &[new.as_str()]].concat())
        .expect(8)
        .says(&says)
        .says(&[no_room()]);
    assert_eq!(sandbox.writes(), 0);
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "kept");
    assert!(!place("not-there").exists());
    assert!(tree(&place("elsewhere")).is_empty());
    assert!(states(&place("new"), &id).is_empty());
    // The same folder with room in it.
    sandbox
        .run(&[&enforce[..], &[new.as_str()]].concat())
        .expect(0);
    assert_eq!(states(&place("new"), &id).len(), 1);
}

#[test]
fn a_disk_that_fails_between_two_writes_stops_before_the_second() {
    let sandbox = Sandbox::embedded(&["--change-time", "2s"]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let folder = room.path().join("state");
    let child = sandbox
        .command(&["enforce", &id, "--via", "hba", "--yes", "--state-dir"])
        .arg(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    sandbox.await_writes(1);
    std::fs::rename(&folder, room.path().join("away")).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap(), &[]);
    ran.expect(8)
        .says(&["could not note the change", "was not sent", "hint:"]);
    assert_eq!(sandbox.writes(), 1);
}

#[test]
fn foreign_files_among_the_states_are_named_and_never_waited_for() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let state_dir = text(room.path());
    let run = |args: &[&str]| sandbox.run(&[args, &["--state-dir", &state_dir]].concat());
    run(&["enforce", &id, "--via", "hba", "--yes"]).expect(0);
    let folder = room.path().join(&id);
    let good = states(room.path(), &id).remove(0);
    let writes = sandbox.writes();
    // Files that do not claim to be states.
    std::fs::write(folder.join("README"), "mine").unwrap();
    std::fs::write(folder.join(".forcessl-1234"), "{").unwrap();
    run(&["rollback", &id, "--list"]).expect(0);
    // One that claims to be a state of before.
    let foreign = folder.join("20200101T000000000000Z.json");
    let list: [&str; 3] = ["rollback", &id, "--list"];
    let make: [(&str, &dyn Fn()); 7] = [
        ("not a file of forcessl", &|| {
            std::fs::write(&foreign, "{}").unwrap();
        }),
        ("not a file of forcessl", &|| {
            std::fs::write(&foreign, [0xff, 0xfe]).unwrap();
        }),
        ("torn", &|| {
            let text = std::fs::read(&good).unwrap();
            std::fs::write(&foreign, &text[..text.len() / 2]).unwrap();
        }),
        ("another name", &|| {
            std::fs::copy(&good, &foreign).unwrap();
        }),
        ("symbolic link", &|| symlink(&good, &foreign).unwrap()),
        ("not a file", &|| std::fs::create_dir(&foreign).unwrap()),
        ("not a file", &|| make_pipe(&foreign)),
    ];
    for (why, make) in make {
        make();
        let says = ["20200101T000000000000Z.json", "cannot be used", why];
        let listed = run(&list).expect(0).stdout;
        for word in [&says[..], &["move this file away"]].concat() {
            assert!(listed.contains(word), "`{word}` is missing in:\n{listed}");
        }
        let to: [&str; 5] = ["rollback", &id, "--to", "20200101T000000000000Z", "--yes"];
        run(&to)
            .expect(8)
            .says(&[&says[..], &["choose another one"]].concat());
        if foreign.is_dir() && !foreign.is_symlink() {
            std::fs::remove_dir(&foreign).unwrap();
        } else {
            std::fs::remove_file(&foreign).unwrap();
        }
    }
    assert_eq!(sandbox.writes(), writes);
    run(&["rollback", &id, "--yes"]).expect(0);
}

fn set_mode(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn what_another_user_may_have_written_is_refused() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let root = room.path().join("state");
    let state_dir = text(&root);
    let run = |args: &[&str]| sandbox.run(&[args, &["--state-dir", &state_dir]].concat());
    let enforce = ["enforce", &id, "--via", "hba", "--yes"];
    std::fs::create_dir(&root).unwrap();
    set_mode(&root, 0o777);
    run(&enforce).expect(8).says(&[
        "every user may write to it",
        "nothing was sent",
        "hint: take the folder from the others",
    ]);
    set_mode(&root, 0o700);
    run(&enforce).expect(0);
    let writes = sandbox.writes();
    let folder = root.join(&id);
    let file = states(&root, &id).remove(0);
    let refused = |why: &str| refused(run, &id, &[why, "hint:"]);
    for place in [&root, &folder] {
        set_mode(place, 0o777);
        refused("every user may write to it");
        set_mode(place, 0o700);
    }
    for place in [&file, &folder.join("lock")] {
        set_mode(place, 0o666);
        run(&["rollback", &id, "--yes"])
            .expect(8)
            .says(&["every user may write to it", "hint:"]);
        set_mode(place, 0o600);
    }
    if rustix::process::geteuid().is_root() {
        let give =
            |path: &Path, user: u32| std::os::unix::fs::chown(path, Some(user), None).unwrap();
        give(&folder, 12345);
        refused("it belongs to another user, 12345");
        // The folder of a user whom the administrator works for.
        give(&root, 12345);
        run(&["rollback", &id, "--list"]).expect(0);
        give(&root, 0);
        give(&folder, 0);
        give(&file, 12345);
        run(&["rollback", &id, "--yes"])
            .expect(8)
            .says(&["it belongs to another user, 12345", "cannot be used"]);
        give(&file, 0);
    }
    assert_eq!(sandbox.writes(), writes);
    // A folder for all, as `/tmp` is, in which nobody can take away what is another's.
    set_mode(&root, 0o1777);
    run(&["rollback", &id, "--yes"]).expect(0);
}

/// A change that waits for the service, once its first write is accepted.
fn waiting(sandbox: &Sandbox, args: &[&str]) -> Child {
    let writes = sandbox.writes();
    let child = sandbox
        .command(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    sandbox.await_writes(writes + 1);
    child
}

#[test]
fn two_runs_on_one_instance_are_kept_apart_and_a_dead_one_holds_nothing() {
    let sandbox = Sandbox::embedded(&["--change-time", "60s"]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let state_dir = text(room.path());
    let enable = ["ssl", "enable", &id, "--yes", "--state-dir", &state_dir];
    let mut first = waiting(&sandbox, &enable);
    // A second service, on which the instance of this name is not busy.
    let free = Sandbox::embedded(&["--change-time", "100ms"]);
    assert_eq!(free.instance(0).id, id);
    free.run(&enable).expect(8).says(&[
        "another run of forcessl is changing this instance",
        &format!("process {} on this machine", first.id()),
        "nothing was sent",
        "wait for the other run",
    ]);
    first.kill().unwrap();
    first.wait().unwrap();
    // What the dead run wrote into the lock is there, and its lock is not.
    let path = room.path().join(&id).join("lock");
    let note = std::fs::read_to_string(&path).unwrap();
    assert!(note.contains(&first.id().to_string()), "{note}");
    let lock = File::open(&path).unwrap();
    lock.try_lock().unwrap();
    let elsewhere =
        json!({ "process": 7, "host": "db-admin-2", "since": "20260101T000000000000Z" });
    for (note, says) in [
        (
            elsewhere.to_string(),
            "process 7 on another machine, `db-admin-2`",
        ),
        (String::new(), "is changing this instance\n"),
        ("\u{1b}[2J".to_owned(), "is changing this instance\n"),
        ("x".repeat(1 << 20), "is changing this instance\n"),
    ] {
        std::fs::write(&path, note).unwrap();
        free.run(&enable).expect(8).says(&[says]);
    }
    assert_eq!((free.writes(), sandbox.writes()), (0, 1));
    drop(lock);
    free.run(&enable).expect(0);
}

#[test]
fn an_output_that_the_disk_does_not_take_is_an_error_and_leaves_nothing_torn() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let place = |name: &str| text(&room.path().join(name));
    let report = format!("html={}", place("report.html"));
    let json = format!("json={}", place("report.json"));
    for args in [
        &["check", &id, "-o", &report][..],
        &["check", &id, "-o", "table", "-o", &report, "-o", &json],
        &["plan", &id, "--via", "hba", "--out", &place("plan.json")],
        &["hba", "export", &id, &place("records.conf")],
        &["policy", "init", &place("policy.toml")],
        &["cert", "new-ca", "--name", "test", "--out", &place("ca")],
    ] {
        full(&sandbox, args)
            .expect(2)
            .says(&["could not", no_room(), "hint:"]);
    }
    // A folder was made and its lock; nothing is in it.
    let left: Vec<_> = tree(room.path())
        .into_iter()
        .filter(|path| !path.ends_with("ca") && !path.ends_with(".lock"))
        .collect();
    assert!(left.is_empty(), "{left:?}");

    // With room again the same names are free.
    sandbox
        .run(&["cert", "new-ca", "--name", "test", "--out", &place("ca")])
        .expect(0);
    let lock = room.path().join("ca/.lock");
    std::fs::remove_file(&lock).unwrap();
    symlink(room.path().join("elsewhere"), &lock).unwrap();
    let issue = [
        "cert",
        "issue",
        "app",
        "--ca",
        &place("ca"),
        "--out",
        &place("out"),
    ];
    sandbox.run(&issue).expect(2).says(&[".lock", "hint:"]);
    assert!(!room.path().join("elsewhere").exists());
    std::fs::remove_file(&lock).unwrap();
    full(&sandbox, &issue).expect(2).says(&[no_room()]);
    assert!(tree(&room.path().join("out")).is_empty());
    for name in ["ca.pem", "ca.key", "index.json"] {
        assert!(room.path().join("ca").join(name).metadata().unwrap().len() > 0);
    }
}

#[test]
fn a_report_that_cannot_be_replaced_stays_as_it_was() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let file = room.path().join("report.json");
    let output = format!("json={}", file.display());
    sandbox.run(&["check", &id, "-o", &output]).expect(1);
    let before = std::fs::read(&file).unwrap();
    full(&sandbox, &["check", &id, "-o", &output]).expect(2);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(tree(room.path()).len(), 1);
}

#[test]
fn evidence_is_refused_before_the_change_or_said_to_be_missing_after_it() {
    let sandbox = Sandbox::embedded(&["--change-time", "1s"]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let there = room.path().join("there.md");
    std::fs::write(&there, "kept").unwrap();
    let nowhere = room.path().join("nowhere.md");
    symlink(room.path().join("missing"), &nowhere).unwrap();
    let enforce = |file: &Path| {
        let mut command = sandbox.command(&["enforce", &id, "--via", "hba", "--yes"]);
        command.arg("--evidence").arg(file);
        command
    };
    for (file, says) in [
        (&there, "it exists"),
        (&nowhere, "it exists"),
        (&room.path().join("missing/new.md"), "there is no folder"),
    ] {
        let ran = Ran::of(enforce(file).output().unwrap(), &[]);
        ran.expect(2).says(&[says, "hint:"]);
    }
    assert_eq!(sandbox.writes(), 0);
    assert_eq!(std::fs::read_to_string(&there).unwrap(), "kept");
    assert!(!room.path().join("missing").exists());
    // A folder that goes away in the middle.
    let folder = room.path().join("folder");
    std::fs::create_dir(&folder).unwrap();
    let child = enforce(&folder.join("new.md"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    sandbox.await_writes(1);
    std::fs::remove_dir(&folder).unwrap();
    let ran = Ran::of(child.wait_with_output().unwrap(), &[])
        .expect(2)
        .says(&["could not write the evidence", "forcessl check"]);
    assert!(ran.stdout.contains("enforced"), "{}", ran.stdout);
}

#[test]
fn a_saved_plan_goes_through_no_link_and_over_no_file() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let victim = room.path().join("victim");
    std::fs::write(&victim, "kept").unwrap();
    let (link, nowhere) = (room.path().join("link"), room.path().join("nowhere"));
    symlink(&victim, &link).unwrap();
    symlink(room.path().join("missing"), &nowhere).unwrap();
    for file in [&victim, &link, &nowhere, &room.path().join("missing/plan")] {
        let ran = sandbox.run(&["plan", &id, "--via", "hba", "--out", &text(file)]);
        assert!(
            ran.expect(2)
                .says(&["could not write", &text(file), "hint: "])
                .stdout
                .is_empty()
        );
    }
    assert!(sandbox.calls().is_empty(), "nothing is even read");
    assert_eq!(std::fs::read_to_string(&victim).unwrap(), "kept");
    assert!(!room.path().join("missing").exists());
}

#[test]
fn an_export_replaces_regular_files_only() {
    let sandbox = Sandbox::embedded(&[]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let at = |name: &str| room.path().join(name);
    std::fs::write(at("victim"), "kept").unwrap();
    symlink(at("victim"), at("link")).unwrap();
    make_pipe(&at("pipe"));
    let export = |file: &Path| sandbox.run(&["hba", "export", &id, &text(file), "--force"]);
    for (file, why) in [
        (at("link"), "it is a symbolic link"),
        (at("pipe"), "it is not a file"),
        ("/dev/null".into(), "it is not a file"),
    ] {
        let ran = export(&file);
        ran.expect(2)
            .says(&["could not write", &text(&file), why, "hint: "]);
    }
    assert!(!Path::new("/dev/null").is_file());
    assert!(!at("pipe").is_file() && at("link").is_symlink());
    assert_eq!(std::fs::read_to_string(at("victim")).unwrap(), "kept");
    export(&at("victim")).expect(0);
    assert_ne!(std::fs::read_to_string(at("victim")).unwrap(), "kept");
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_stdout_does_not_take_is_an_error() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let lost = r#"exec "$0" "$@" >/dev/full"#;
    for args in [
        &["--help"][..],
        &["--version"],
        &["check", "--help"],
        &["completions", "bash"],
        &["explain", "InvalidACL.Permission"],
        &["check", &id],
        &["check", &id, "-o", "json"],
        &["check", &id, "-o", "ndjson"],
        &["check", "--all", "-o", "ndjson"],
        &["check", &id, "-o", "html"],
        &["plan", &id, "--via", "hba"],
        &["hba", "list", &id],
        &["hba", "export", &id],
        &["export", "terraform", &id],
        &["policy", "init"],
        &["rollback", &id, "--list"],
        &["sandbox", "--database", "none"],
    ] {
        Ran::of(sandbox.shell(lost, args).output().unwrap(), args)
            .expect(2)
            .says(&["could not write the answer", "No space left"]);
    }
    // What was changed is changed, and the state before is kept.
    let enforce = ["enforce", id.as_str(), "--via", "hba", "--yes"];
    Ran::of(sandbox.shell(lost, &enforce).output().unwrap(), &enforce)
        .expect(2)
        .says(&["what was changed stays changed"]);
    sandbox.run(&["check", &id]).expect(0);
    sandbox.run(&["rollback", &id, "--yes"]).expect(0);
    // A conversation that nobody can hear changes nothing.
    let mute = r#"exec "$0" "$@" 2>/dev/full"#;
    let ran = Ran::of(
        sandbox
            .shell(mute, &["check", &id, "-vvv"])
            .output()
            .unwrap(),
        &[],
    );
    assert!(ran.expect(1).stdout.contains("open"));
}

#[test]
fn homes_that_are_none_are_told_before_anything_is_sent() {
    let sandbox = Sandbox::embedded(&["--change-time", "100ms"]);
    let id = sandbox.instance(0).id;
    let room = tempfile::tempdir().unwrap();
    let file = room.path().join("file");
    File::create(&file).unwrap();
    let kept = text(&room.path().join("kept"));
    for (home, code, says) in [
        (text(&file), 8, "could not save the state"),
        ("/proc/self".to_owned(), 8, "could not save the state"),
        (
            "/nonexistent/home".to_owned(),
            8,
            "could not save the state",
        ),
        ("relative".to_owned(), 8, "there is no home folder"),
    ] {
        // Root may make a folder wherever the root file system is.
        if home.starts_with("/nonexistent") && rustix::process::geteuid().is_root() {
            continue;
        }
        let with = |args: &[&str]| {
            let mut command = sandbox.command(args);
            command.env("HOME", &home).current_dir(room.path());
            Ran::of(command.output().unwrap(), args)
        };
        with(&["enforce", &id, "--via", "hba", "--yes"])
            .expect(code)
            .says(&[says, "--state-dir"]);
        assert_eq!(sandbox.writes(), 0, "{home}");
        with(&["check", &id]).expect(1);
        with(&["rollback", &id, "--list", "--state-dir", &kept]).expect(0);
    }
    assert_eq!(tree(room.path()).len(), 1);
    let mut homeless = shell(room.path(), r#"unset HOME; exec "$0" "$@""#);
    let args = [
        "enforce",
        &id,
        "--via",
        "hba",
        "--yes",
        "--state-dir",
        &kept,
    ];
    homeless.args(args).envs(sandbox.variables());
    Ran::of(homeless.output().unwrap(), &args).expect(0);
}
