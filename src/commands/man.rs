//! `forcessl man`: writes the man pages into a folder.

use std::path::{Path, PathBuf};

use super::app::App;
use super::help;
use crate::domain::failure::{Ending, Failure};
use crate::files::{FileError, Readers, Taken, place};
use crate::text;
use crate::text::Language;

#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(app: &App, args: &ManArgs) -> Result<Ending, Failure> {
    let made = std::fs::create_dir_all(&args.folder).map_err(FileError::from);
    let written = made.and_then(|()| {
        Language::ALL.into_iter().try_for_each(|language| {
            let command = help::command(language).disable_help_subcommand(true);
            write(help::built(language, command), language, &args.folder)
        })
    });
    match written {
        Ok(()) => {
            app.terminal
                .say(text!("man-written", folder = &args.folder));
            Ok(Ending::Done)
        }
        Err(error) => Err(
            Failure::usage(text!("man-unwritten", folder = &args.folder))
                .because(error.text())
                .next(text!("man-next")),
        ),
    }
}

/// Writes the pages of a command and of its subcommands, such as `forcessl-check.zh_CN.1`.
fn write(mut command: clap::Command, language: Language, folder: &Path) -> Result<(), FileError> {
    for inner in command
        .get_subcommands()
        .filter(|inner| !inner.is_hide_set())
    {
        write(inner.clone(), language, folder)?;
    }
    // Every option has a section of its own below.
    let usage = command.render_usage().to_string();
    let usage = usage.trim_start_matches("Usage: ").to_owned();
    let man = clap_mangen::Man::new(command.override_usage(usage));
    let name = man.get_filename();
    let name = match (language, name.strip_suffix(".1")) {
        (Language::Chinese, Some(name)) => format!("{name}.zh_CN.1"),
        _ => name,
    };
    let mut page = Vec::new();
    man.render(&mut page)?;
    let page = labelled(&String::from_utf8_lossy(&page), language);
    let file = folder.join(name);
    place(&file, page.as_bytes(), Readers::Umask, Taken::Replaced)
}

/// The page with the labels of clap in this language.
fn labelled(page: &str, language: Language) -> String {
    if language == Language::English {
        return page.to_owned();
    }
    let own = |key| text::named(language, key).unwrap_or_default();
    let page = LABELS.iter().fold(page.to_owned(), |page, (label, key)| {
        page.replace(label, &own(key))
    });
    // Lines of few blanks are not stretched.
    help::labelled(&page, language).replacen("\n.SH", "\n.ad l\n.SH", 1)
}

/// Labels that the writer of the pages has no setting for.
///
/// Source: `clap_mangen`, `lib.rs` and `render.rs`.
const LABELS: [(&str, &str); 9] = [
    (".SH NAME", "help-man-name"),
    (".SH SYNOPSIS", "help-man-synopsis"),
    (".SH DESCRIPTION", "help-man-description"),
    (".SH OPTIONS", "help-man-options"),
    (".SH SUBCOMMANDS", "help-man-subcommands"),
    (".SH EXTRA", "help-man-extra"),
    (".SH VERSION", "help-man-version"),
    ("May also be specified with the ", "help-man-variable"),
    (" environment variable. ", "help-man-variable-end"),
];
