//! `forcessl hba export`: prints the records as a file.

use std::path::PathBuf;

use crate::commands::app::App;
use crate::commands::options::whole_file;
use crate::domain::failure::{Ending, Failure};
use crate::domain::hba::Shown;
use crate::domain::hba::syntax::file::write;
use crate::domain::instance::InstanceId;
use crate::files::{Readers, Taken};
use crate::report::{Format, json};
use crate::text::time::second;
use crate::text::{Language, text};

#[derive(Debug, clap::Args)]
pub(crate) struct HbaExportArgs {
    instance: InstanceId,
    file: Option<PathBuf>,
    #[arg(long)]
    show_secrets: bool,
    #[arg(long, requires = "file")]
    force: bool,
}

/// Writes the records as a `pg_hba.conf`, to stdout or to a file for its owner alone.
///
/// # Errors
/// `Usage` when the file exists and `--force` is not given, or cannot be written.
pub(super) async fn run(app: &App, args: HbaExportArgs) -> Result<Ending, Failure> {
    let (id, path) = (&args.instance, args.file.as_deref());
    if path.is_some_and(|path| path.as_os_str() == "-") {
        let what = text!("hba-export-stdin");
        return Err(Failure::usage(what).next(text!("hba-export-stdin-next")));
    }
    let (records, assumed) = super::records(&app.context().await?, id).await?.in_force();
    let (shown, redacted) = if args.show_secrets {
        (Shown::Raw, false)
    } else {
        let hides = records.iter().any(|record| record.redacted() != *record);
        (Shown::Redacted, hides)
    };
    let now = second(app.clock.now());
    let mut comments = vec![
        text!("hba-export-from", id = id, now = now.clone()),
        text!("hba-export-apply", id = id),
    ];
    if assumed {
        comments.push(text!("hba-export-assumed"));
    }
    let priorities = || records.iter().map(|record| record.priority);
    if !priorities().eq(0..priorities().count().try_into().unwrap_or(u32::MAX)) {
        let priorities: Vec<String> = priorities().map(|one| one.to_string()).collect();
        comments.push(text!(
            "hba-export-priorities",
            priorities = priorities.join(", ")
        ));
    }
    if redacted {
        comments.push(text!("hba-export-redacted"));
    }
    let language = match (path, app.terminal.format()) {
        (None, Format::Json) => Language::English,
        (Some(_), _) | (None, Format::Table) => app.terminal.page().language,
    };
    let comments: Vec<String> = comments.iter().map(|one| one.say(language)).collect();
    let text = write(&records, &comments, shown);
    let Some(path) = path else {
        app.terminal.document(&match app.terminal.format() {
            Format::Table => text,
            Format::Json => json::document_text(id, "pg_hba", &text),
        });
        return Ok(Ending::Done);
    };
    let taken = if args.force {
        Taken::Replaced
    } else {
        Taken::Kept
    };
    let other = text!("file-exists-next");
    whole_file::put(path, &text, Readers::Owner, taken, other)?;
    app.terminal
        .say(text!("file-written", file = path.display()));
    Ok(Ending::Done)
}
