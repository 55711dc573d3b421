//! `--evidence FILE`: a document for auditors.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::input;
use crate::domain::failure::{Ending, Failure};
use crate::domain::outcome::Outcome;
use crate::report::{Judged, evidence};

/// Where the document goes.
pub(super) struct Evidence {
    path: PathBuf,
}

impl Evidence {
    /// Refuses a file that exists before anything is asked or sent.
    ///
    /// # Errors
    /// `Usage` for such a file.
    pub(super) fn new(path: &Path) -> Result<Self, Failure> {
        if path.exists() {
            let why = "it exists, and evidence is never overwritten".to_owned();
            return Err(
                input::refused(path, "evidence", why).next("name a file that does not exist")
            );
        }
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// Writes it: JSON when the name ends in `.json`, else Markdown.
    ///
    /// # Errors
    /// `Usage` when the file cannot be made.
    pub(super) fn write(&self, judged: &Judged<'_>, changes: &[Outcome]) -> Result<(), Failure> {
        let json = self
            .path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let text = if json {
            evidence::json(judged, changes)
        } else {
            evidence::markdown(judged, changes)
        };
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&self.path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .map_err(|error| {
                let what = format!("could not write the evidence to `{}`", self.path.display());
                Failure::new(Ending::Usage, what).because(error.to_string())
            })
    }
}
