//! `-o`: which formats go where, checked before anything is sent.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use clap::builder::{PossibleValue, PossibleValuesParser, StringValueParser, TypedValueParser};

use super::whole_file::{is_nowhere, resolved, unwritable, usable};
use crate::domain::failure::Failure;
use crate::domain::instance::Malformed;
use crate::report::{Format, ReportFormat};
use crate::text;

/// One `-o`: a format, to stdout or to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// The format.
    pub format: ReportFormat,
    /// The file; `None` is stdout.
    pub file: Option<PathBuf>,
}

/// Reads `FORMAT` or `FORMAT=FILE`.
#[derive(Debug, Clone)]
pub(crate) struct OutputParser;

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
            .iter()
            .copied()
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
            // A parser that refuses everything, for an error of the usual form.
            _ => StringValueParser::new()
                .try_map(move |_| Err(Malformed(text!("output-no-file", name = &name))))
                .parse_ref(command, argument, value),
        }
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(values().into_iter()))
    }
}

fn values() -> Vec<PossibleValue> {
    ReportFormat::ALL
        .iter()
        .map(|format| PossibleValue::new(format.as_str()))
        .collect()
}

/// How a command talks that was given these.
pub(crate) fn conversation(outputs: &[Output]) -> Format {
    outputs
        .iter()
        .find(|output| output.file.is_none())
        .map_or(Format::Table, |output| output.format.conversation())
}

/// Refuses what the command does not offer, two answers on stdout, and files that cannot be. `reports` are the formats
/// that it writes on stdout or in files, several at once; without them it offers a table or a JSON document on stdout.
///
/// # Errors
/// `Usage`, with the list of what the command offers.
pub(crate) fn check(outputs: &[Output], reports: Option<&[ReportFormat]>) -> Result<(), Failure> {
    let formats = reports.unwrap_or(&[ReportFormat::Table, ReportFormat::Json]);
    if let Some(other) = outputs
        .iter()
        .find(|output| !formats.contains(&output.format))
    {
        let offered: Vec<&str> = formats.iter().map(|format| format.as_str()).collect();
        return Err(
            Failure::usage(text!("output-not-here", format = other.format.as_str()))
                .because(text!("output-offered", formats = offered.join(", ")))
                .next(text!("output-offered-next")),
        );
    }
    let on_stdout = outputs.iter().filter(|output| output.file.is_none());
    if on_stdout.count() > 1 {
        return Err(Failure::usage(text!("output-one-on-stdout"))
            .because(text!("output-one-on-stdout-why"))
            .next(text!("output-one-on-stdout-next")));
    }
    let named: Vec<&Path> = outputs
        .iter()
        .filter_map(|output| output.file.as_deref())
        .collect();
    if let (Some(first), None) = (named.first(), reports) {
        return Err(
            Failure::usage(text!("output-no-report", file = first.display()))
                .because(text!("output-no-report-why"))
                .next(text!("output-no-report-next")),
        );
    }
    for (index, file) in named.iter().enumerate() {
        if is_nowhere(file) {
            continue;
        }
        usable(file)?;
        let is_same = |other: &&Path| resolved(other) == resolved(file);
        if named.iter().take(index).any(is_same) {
            return Err(unwritable(file, text!("output-same-file")));
        }
    }
    Ok(())
}
