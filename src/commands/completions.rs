//! `forcessl completions`: prints the completion script of a shell.

use std::fmt::Write as _;

use clap_complete::Shell;

use super::app::App;
use super::help;
use crate::domain::catalogue;
use crate::domain::failure::Ending;

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    shell: Shell,
}

/// What the generated script for bash lacks: words without a dash first, and names that are on this
/// machine. It starts no program of ours and uses no network.
const BASH: &str = include_str!("completions.bash");

pub(super) fn run(app: &App, args: &CompletionsArgs) -> Ending {
    let mut script = Vec::new();
    let language = app.terminal.page().language;
    let mut command = help::built(language, help::command(language));
    clap_complete::generate(args.shell, &mut command, "forcessl", &mut script);
    let script = String::from_utf8_lossy(&script);
    if args.shell == Shell::Bash {
        app.terminal.document(&bash(&script));
    } else {
        app.terminal.document(&script);
    }
    Ending::Done
}

/// The generated script with the words of [`BASH`].
fn bash(generated: &str) -> String {
    let mut script = generated.replace(
        "$(compgen -W \"${opts}\" -- \"${cur}\")",
        "$(_forcessl_words | _forcessl_matching)",
    );
    for (flag, words) in [
        ("--profile)", "_forcessl_profiles"),
        ("-p)", "_forcessl_profiles"),
        ("--region)", "_forcessl_regions"),
        ("-r)", "_forcessl_regions"),
        ("--to)", "_forcessl_saved"),
    ] {
        let reply = |words: &str| {
            format!("                {flag}\n                    COMPREPLY=($({words}))\n")
        };
        script = script.replace(
            &reply("compgen -f \"${cur}\""),
            &reply(&format!("{words} | _forcessl_matching")),
        );
    }
    let codes: Vec<&str> = catalogue::entries()
        .flat_map(|entry| entry.codes().iter().copied())
        .collect();
    let mut text = BASH.to_owned();
    let _ = writeln!(text, "_forcessl_codes='{}'\n", codes.join(" "));
    text + &script
}
