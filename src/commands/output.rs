//! `-o`: which formats go where, checked before anything is sent, and the delivery of a report.

use std::ffi::OsStr;
use std::fs::Permissions;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::session::Session;
use crate::domain::failure::{Ending, Failure};
use crate::report::document::Document;
use crate::report::{Format, Page, ReportFormat, render};

/// One `-o`: a format, to stdout or to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    /// The format.
    pub format: ReportFormat,
    /// The file; `None` is stdout.
    pub file: Option<PathBuf>,
}

/// Reads `FORMAT` or `FORMAT=FILE`.
#[derive(Debug, Clone)]
pub(super) struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Output, clap::Error> {
        let bytes = value.as_bytes();
        let (name, file) = match bytes.iter().position(|byte| *byte == b'=') {
            None => (bytes, None),
            Some(at) => {
                let (name, rest) = bytes.split_at(at);
                (name, rest.get(1..))
            }
        };
        let names = PossibleValuesParser::new(values());
        let name = names.parse_ref(command, argument, OsStr::from_bytes(name))?;
        let format = ReportFormat::ALL
            .into_iter()
            .find(|format| format.as_str() == name);
        let file = file.map(|bytes| PathBuf::from(OsStr::from_bytes(bytes)));
        match format {
            Some(format)
                if file
                    .as_ref()
                    .is_none_or(|file| !file.as_os_str().is_empty()) =>
            {
                Ok(Output { format, file })
            }
            _ => Err(clap::Error::raw(
                clap::error::ErrorKind::InvalidValue,
                format!("`{name}=` names no file\n"),
            )
            .with_cmd(command)),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(values().into_iter()))
    }
}

fn values() -> Vec<PossibleValue> {
    ReportFormat::ALL
        .into_iter()
        .map(|format| PossibleValue::new(format.as_str()).help(format.describe()))
        .collect()
}

/// What a command can answer in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// A table or a JSON document, on stdout.
    Plain,
    /// These formats, on stdout or in files, several at once.
    Reports(&'static [ReportFormat]),
}

/// How a command talks that was given these.
pub(super) fn conversation(outputs: &[Output]) -> Format {
    outputs
        .iter()
        .find(|output| output.file.is_none())
        .map_or(Format::Table, |output| output.format.conversation())
}

/// Refuses what the command does not offer, two answers on stdout, and files that cannot be.
///
/// # Errors
/// `Usage`, with the list of what the command offers.
pub(super) fn check(outputs: &[Output], offer: Offer) -> Result<(), Failure> {
    let (formats, files) = match offer {
        Offer::Plain => (&[ReportFormat::Table, ReportFormat::Json][..], false),
        Offer::Reports(formats) => (formats, true),
    };
    if let Some(other) = outputs
        .iter()
        .find(|output| !formats.contains(&output.format))
    {
        let offered: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
        return Err(Failure::new(
            Ending::Usage,
            format!(
                "this command does not answer in `{}`",
                other.format.as_str()
            ),
        )
        .because(format!("it answers in {}", offered.join(", ")))
        .next("name one of these with -o"));
    }
    let on_stdout = outputs.iter().filter(|output| output.file.is_none());
    if on_stdout.count() > 1 {
        return Err(
            Failure::new(Ending::Usage, "only one format fits on stdout")
                .because("more than one -o names no file")
                .next("send the others to files, such as -o json=report.json"),
        );
    }
    let named: Vec<&Path> = outputs
        .iter()
        .filter_map(|output| output.file.as_deref())
        .collect();
    if let (Some(first), false) = (named.first(), files) {
        return Err(Failure::new(
            Ending::Usage,
            format!("this command writes no file like `{}`", first.display()),
        )
        .because("only reports on instances go to files")
        .next("send its stdout to the file"));
    }
    for (index, file) in named.iter().enumerate() {
        usable(file)?;
        let is_same = |other: &&Path| resolved(other) == resolved(file);
        if named.iter().take(index).any(is_same) {
            return Err(unwritable(file, "two formats name it"));
        }
    }
    Ok(())
}

/// The file by one name, however it was written; its folder exists.
fn resolved(file: &Path) -> PathBuf {
    let folder = folder_of(file);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    folder.join(file.file_name().unwrap_or_default())
}

/// Refuses a file that cannot be put in place whole: its folder is missing, or it is something else
/// than a file. A link is refused too, because the report would replace it.
fn usable(file: &Path) -> Result<(), Failure> {
    let folder = folder_of(file);
    if !folder.is_dir() {
        return Err(unwritable(
            file,
            &format!("there is no folder `{}`", folder.display()),
        ));
    }
    match file.symlink_metadata() {
        Ok(found) if found.is_symlink() => Err(unwritable(file, "it is a symbolic link")),
        Ok(found) if !found.is_file() => Err(unwritable(file, "it is not a file")),
        Ok(_) | Err(_) => Ok(()),
    }
}

fn folder_of(file: &Path) -> &Path {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Answers with a report: one format on stdout, the others in files.
///
/// # Errors
/// `Usage` when a file cannot be written; what could be is.
pub(super) fn deliver(session: &Session, document: &Document) -> Result<(), Failure> {
    deliver_all(session, &|_| true, |format, page| {
        render(document, format, page)
    })
}

/// The same for what is left when lines of JSON were already streamed to stdout.
///
/// # Errors
/// As [`deliver`].
pub(super) fn deliver_rest(session: &Session, document: &Document) -> Result<(), Failure> {
    let left = |output: &Output| output.file.is_some() || output.format != ReportFormat::Ndjson;
    deliver_all(session, &left, |format, page| {
        render(document, format, page)
    })
}

/// Answers in every format that was asked for, each made by `view`.
///
/// # Errors
/// As [`deliver`].
pub(super) fn deliver_each(
    session: &Session,
    view: impl Fn(ReportFormat, Page) -> Result<String, Failure>,
) -> Result<(), Failure> {
    deliver_all(session, &|_| true, view)
}

fn deliver_all(
    session: &Session,
    wanted: &dyn Fn(&Output) -> bool,
    view: impl Fn(ReportFormat, Page) -> Result<String, Failure>,
) -> Result<(), Failure> {
    let mut failed = None;
    for output in session.global.output.iter().filter(|output| wanted(output)) {
        match &output.file {
            None => {
                let text = view(output.format, session.terminal.page())?;
                match output.format {
                    ReportFormat::Table => session.terminal.answer(&text),
                    ReportFormat::Json
                    | ReportFormat::Ndjson
                    | ReportFormat::Csv
                    | ReportFormat::Markdown
                    | ReportFormat::Sarif
                    | ReportFormat::Junit
                    | ReportFormat::Ocsf
                    | ReportFormat::Html
                    | ReportFormat::Prometheus
                    | ReportFormat::Github
                    | ReportFormat::Gitlab => session.terminal.document(&text),
                }
            }
            Some(file) => {
                let page = Page {
                    colour: false,
                    width: FILE_WIDTH,
                    ..session.terminal.page()
                };
                let text = view(output.format, page)?;
                match put(file, &text) {
                    Ok(()) => session.terminal.say(&format!(
                        "wrote {} ({})",
                        file.display(),
                        output.format.as_str()
                    )),
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
        }
    }
    failed.map_or(Ok(()), Err)
}

/// Width of a table in a file.
const FILE_WIDTH: u16 = 110;

/// Puts a text into a file, whole or not at all; who may read it is up to the umask.
///
/// # Errors
/// `Usage` when the folder does not take it.
pub(super) fn put(file: &Path, text: &str) -> Result<(), Failure> {
    usable(file)?;
    place(file, text, Readers::Umask, Taken::Replaced)
        .map_err(|error| unwritable(file, &error.to_string()))
}

/// Refuses a file that is there already, a link that leads nowhere too, and one in a folder that is
/// missing, before anything is asked or sent.
///
/// # Errors
/// Why not.
pub(super) fn vacant(file: &Path) -> Result<(), String> {
    if file.symlink_metadata().is_ok() {
        return Err("it exists, and it is never overwritten".to_owned());
    }
    let folder = folder_of(file);
    if folder.is_dir() {
        Ok(())
    } else {
        Err(format!("there is no folder `{}`", folder.display()))
    }
}

/// Who may read a file that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readers {
    /// Its owner alone, from the first byte.
    Owner,
    /// Whoever the umask lets: other programs read it.
    Umask,
}

/// What becomes of a file that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It stays, and the new one is refused.
    Kept,
    /// It is replaced; a link is, not what it leads to.
    Replaced,
}

/// Writes beside the place and renames into it, so that a file is whole or not there.
///
/// # Errors
/// What the system said; `AlreadyExists` for a file that is kept.
pub(super) fn place(file: &Path, text: &str, readers: Readers, taken: Taken) -> io::Result<()> {
    let mode = match readers {
        Readers::Owner => 0o600,
        Readers::Umask => 0o666,
    };
    let mut beside = tempfile::Builder::new()
        .prefix(".forcessl-")
        .permissions(Permissions::from_mode(mode))
        .tempfile_in(folder_of(file))
        .map_err(plain)?;
    beside.write_all(text.as_bytes()).map_err(plain)?;
    beside.as_file().sync_all().map_err(plain)?;
    let placed = match taken {
        Taken::Kept => beside.persist_noclobber(file),
        Taken::Replaced => beside.persist(file),
    };
    placed.map(drop).map_err(|refused| refused.error)
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

fn unwritable(file: &Path, why: &str) -> Failure {
    Failure::new(
        Ending::Usage,
        format!("could not write `{}`", file.display()),
    )
    .because(why)
    .next("name a file in a folder that can be written to")
}
