//! `--evidence FILE`: a document for auditors.

use std::path::{Path, PathBuf};

use super::input::{self, Content};
use super::whole_file;
use crate::domain::failure::{Ending, Failure};
use crate::domain::outcome::InstanceOutcome;
use crate::files::{Readers, Taken, place};
use crate::report::{Judged, Page, evidence};
use crate::text;

/// Where the document goes.
pub(super) struct Evidence {
    path: PathBuf,
}

impl Evidence {
    /// Refuses a file that exists, and a folder that does not, before anything is asked or sent.
    ///
    /// # Errors
    /// `Usage` for such a file.
    pub(super) fn new(path: &Path) -> Result<Self, Failure> {
        whole_file::vacant(path).map_err(|why| {
            input::refused(path, Content::Evidence, why).next(text!("evidence-next"))
        })?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// Writes it: JSON when the name ends in `.json`, else Markdown.
    ///
    /// # Errors
    /// `Usage` when the file cannot be made.
    pub(super) fn write(
        &self,
        judged: &Judged<'_>,
        changes: &[InstanceOutcome],
        page: Page,
    ) -> Result<(), Failure> {
        let json = self
            .path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
        let text = if json {
            evidence::json(judged, changes)
        } else {
            evidence::markdown(judged, changes, page)
        };
        place(&self.path, text.as_bytes(), Readers::Umask, Taken::Kept).map_err(|error| {
            let what = text!("evidence-unwritten", file = self.path.display());
            Failure::new(Ending::Usage, what)
                .because(&error)
                .next(text!("evidence-unwritten-next"))
        })
    }
}
