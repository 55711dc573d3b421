//! `forcessl completions`.

use clap_complete::Shell;

use super::session::Session;
use crate::domain::failure::Ending;

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Shell to complete for
    shell: Shell,
}

pub(super) fn run(session: &Session, args: &Args) -> Ending {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "forcessl", &mut script);
    session.terminal.document(&String::from_utf8_lossy(&script));
    Ending::Done
}
