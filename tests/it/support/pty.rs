//! The program in a terminal of its own.

use std::process::Command;

use rexpect::process::WaitStatus;
use rexpect::reader::Options;
use rexpect::session::{PtySession, spawn_with_options};

use super::Sandbox;

/// Starts this in a terminal, without the sequences that set colours; what is expected of it comes within 30 s.
pub fn spawn(mut command: Command) -> PtySession {
    command.env("TERM", "xterm");
    let options = Options::new()
        .timeout_ms(Some(30_000))
        .strip_ansi_escape_codes(true);
    spawn_with_options(command, options).unwrap()
}

/// `forcessl ARGS…` against this sandbox.
pub fn pty(sandbox: &Sandbox, args: &[&str]) -> PtySession {
    let mut command = super::command(sandbox.home.path());
    command.args(args).envs(sandbox.variables());
    spawn(command)
}

/// How it ended.
pub fn exit_code(session: &mut PtySession) -> i32 {
    match session.process().wait().unwrap() {
        WaitStatus::Exited(_, code) => code,
        other => panic!("{other:?}"),
    }
}
