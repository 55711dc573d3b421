//! `forcessl completions`.

use clap_complete::Shell;

use super::app::App;
use crate::domain::failure::Ending;

/// Print the completion script of a shell
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// Shell to complete for
    shell: Shell,
}

pub(super) fn run(app: &App, args: &CompletionsArgs) -> Ending {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "forcessl", &mut script);
    app.terminal.document(&String::from_utf8_lossy(&script));
    Ending::Done
}
