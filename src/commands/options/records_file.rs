//! A `pg_hba.conf` that a flag or an argument names.

use std::path::Path;

use super::input;
use crate::domain::failure::Failure;
use crate::domain::hba::Record;
use crate::domain::hba::syntax::file::{FileRefused, parse};
use crate::text;

/// The records of a file, or of stdin for `-`.
///
/// # Errors
/// `Usage` with line and column.
pub(crate) fn read(path: &Path) -> Result<Vec<Record>, Failure> {
    let refused = |wrong: FileRefused| input::refused(path, input::RECORDS, wrong.text());
    let bytes = input::bytes(path, input::RECORDS)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        refused(FileRefused {
            line: good.matches('\n').count() + 1,
            column: good
                .rsplit('\n')
                .next()
                .map_or(0, |line| line.chars().count())
                + 1,
            why: text!("input-not-utf8"),
        })
    })?;
    let records = parse(text).map_err(refused)?;
    if records.is_empty() {
        return Err(
            input::refused(path, input::RECORDS, text!("hba-file-empty"))
                .next(text!("hba-file-empty-next")),
        );
    }
    Ok(records)
}
