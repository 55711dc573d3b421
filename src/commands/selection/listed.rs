//! The instances that were listed last, with the last verdict of each, in a file that completion reads too.
//!
//! Shape: a line an instance with its id, its region, the verdict and when it was judged (RFC 3339), separated by
//! tabs. Nothing is decided by it: a line that cannot be read is left out, and a file that cannot be written is
//! not missed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::commands::app::App;
use crate::domain::instance::{InstanceId, Region};
use crate::domain::verdict::Verdict;
use crate::files::{self, Readers, Taken};

/// Its name in the state folder.
const FILE: &str = "instances.tsv";
/// No list of instances is larger.
const LIMIT: u64 = 16 << 20;

/// A verdict and when it was reached.
pub(crate) type LastVerdict = (Verdict, DateTime<Utc>);

/// What the file says.
pub(crate) struct ListedBefore {
    file: Option<PathBuf>,
    by_id: BTreeMap<InstanceId, (String, Option<LastVerdict>)>,
}

impl ListedBefore {
    /// Reads the file in the state folder; without one nothing was listed.
    pub(crate) fn load(app: &App) -> Self {
        let file = app.state_folder().map(|folder| folder.join(FILE));
        let bytes = file.as_deref().map(|file| files::read(file, LIMIT));
        let text = match &bytes {
            Some(Ok(bytes)) => String::from_utf8_lossy(bytes),
            Some(Err(_)) | None => "".into(),
        };
        let by_id = text.lines().filter_map(line).collect();
        Self { file, by_id }
    }

    /// The last verdict of an instance.
    pub(crate) fn verdict(&self, id: &InstanceId) -> Option<LastVerdict> {
        self.by_id.get(id).and_then(|(_, verdict)| *verdict)
    }

    /// Takes an instance of a listing; without a new verdict the last one stays.
    pub(crate) fn take(
        &mut self,
        id: &InstanceId,
        region: Option<&Region>,
        verdict: Option<LastVerdict>,
    ) {
        let verdict = verdict.or_else(|| self.verdict(id));
        let region = region.map(Region::as_str).unwrap_or_default().to_owned();
        self.by_id.insert(id.clone(), (region, verdict));
    }

    /// Writes the file, for its owner alone.
    pub(crate) fn keep(&self) {
        let Some(file) = &self.file else { return };
        let mut text = String::new();
        for (id, (region, verdict)) in &self.by_id {
            let (verdict, at) = match verdict {
                Some((verdict, at)) => (
                    verdict.as_str(),
                    at.to_rfc3339_opts(SecondsFormat::Secs, true),
                ),
                None => ("", String::new()),
            };
            let _ = writeln!(text, "{id}\t{region}\t{verdict}\t{at}");
        }
        if files::make_folder(files::folder_of(file)).is_ok() {
            let _ = files::place(file, text.as_bytes(), Readers::Owner, Taken::Replaced);
        }
    }
}

fn line(text: &str) -> Option<(InstanceId, (String, Option<LastVerdict>))> {
    let mut columns = text.split('\t');
    let id = columns.next()?.parse().ok()?;
    let region = columns.next()?;
    let verdict = columns.next().and_then(|word| word.parse().ok());
    let at = columns.next().and_then(|at| at.parse().ok());
    Some((id, (region.to_owned(), verdict.zip(at))))
}
