//! Outcomes to text. Pure: nothing here prints, reads the environment or decides anything.

pub mod failure;
pub mod json;
pub mod table;
pub mod terraform;

use crate::domain::catalogue::Language;
use crate::domain::certificate::Certificate;

/// The output formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Table,
    /// One JSON document.
    Json,
}

/// What a view may use: nothing about the terminal is global.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Columns.
    pub width: u16,
    /// Whether colour may be used; it never carries meaning alone.
    pub colour: bool,
    /// The language of explanations.
    pub language: Language,
}

/// Replaces control characters, so that text from elsewhere cannot drive a terminal.
pub fn printable(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { '?' } else { c })
        .collect()
}

/// One client certificate that was issued, and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedRow {
    /// The database user.
    pub user: String,
    /// What the certificate says.
    pub certificate: Certificate,
    /// The files that were written.
    pub files: Vec<String>,
    /// A connection string of libpq.
    pub connection_string: String,
    /// A URL of the JDBC driver.
    pub jdbc: String,
}
