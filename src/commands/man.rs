//! `forcessl man`.

use std::path::PathBuf;

use super::app::App;
use crate::domain::failure::{Ending, Failure};

/// Write the man pages into a folder
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// Folder to write into; it is made when it is missing
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(app: &App, args: &ManArgs) -> Result<Ending, Failure> {
    let written = std::fs::create_dir_all(&args.folder)
        .and_then(|()| clap_mangen::generate_to(super::command(), &args.folder));
    match written {
        Ok(()) => {
            app.terminal
                .say(&format!("wrote the man pages to {}", args.folder.display()));
            Ok(Ending::Done)
        }
        Err(error) => Err(Failure::new(
            Ending::Usage,
            format!(
                "could not write the man pages to `{}`",
                args.folder.display()
            ),
        )
        .because(error.to_string())
        .next("name a folder that can be written to")),
    }
}
