//! Whole `pg_hba.conf` texts and lists of records as JSON: read, checked, and written.
//!
//! Invariant: a text is read as the server reads it, or refused with line and column; nothing is
//! skipped or guessed.
//! Deliberately absent: other files. `@file` and `include` are refused, because the API takes
//! records and has no files to put beside them.
//!
//! Source: PostgreSQL, chapter 21.1; `tokenize_auth_file` and `parse_hba_line` of `hba.c`.

mod check;
mod json;
mod ldap;
#[cfg(test)]
mod tests;

use std::ops::Range;

use core::net::IpAddr;

use super::address::Address;
use super::record::{LAST_PRIORITY, Record, RecordType};
use super::text::{Shown, line as record_line, printable};
use super::tokens::{self, Field, TextEnd};
use crate::text::{Text, text};
pub(in crate::domain::hba) use check::check_words;
use check::{RecordColumn, check};

/// Why a text is refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().english())]
pub struct FileRefused {
    /// Line, from 1.
    pub line: usize,
    /// Column, in characters from 1.
    pub column: usize,
    /// What is wrong there.
    pub why: Text,
}

impl FileRefused {
    /// Where, and what is wrong there.
    pub fn text(&self) -> Text {
        text!(
            "file-place",
            line = self.line,
            column = self.column,
            why = &self.why
        )
    }
}

/// The records of a text: JSON when it begins with `[` or `{`, else `pg_hba.conf`.
///
/// # Errors
/// [`FileRefused`] at the first thing that is wrong.
pub fn parse(text: &str) -> Result<Vec<Record>, FileRefused> {
    if text.trim_start().starts_with(['[', '{']) {
        json::parse(text)
    } else {
        parse_conf(text)
    }
}

/// The records of a `pg_hba.conf`, with priorities from 0 in the order of the lines.
///
/// Comments, quotes, blanks, tabs, lists, separate masks and lines continued with a backslash are
/// read as PostgreSQL 14 and later read them. A quote that is not closed is refused, which the
/// server closes at the end of the line.
///
/// # Errors
/// [`FileRefused`] at the first thing that the server would refuse, or that the API cannot carry.
pub fn parse_conf(text: &str) -> Result<Vec<Record>, FileRefused> {
    let mut records = Vec::new();
    for line in logical_lines(text) {
        let Some(mut record) = record(&line)? else {
            continue;
        };
        record.priority = u32::try_from(records.len())
            .ok()
            .filter(|priority| *priority <= LAST_PRIORITY)
            .ok_or_else(|| line.refuse(0, text!("record-too-many", most = LAST_PRIORITY + 1)))?;
        records.push(record);
    }
    Ok(records)
}

/// A `pg_hba.conf` with these records, in order, under these comment lines.
///
/// An address without prefix and mask, which the API takes and the server does not, is written
/// with its prefix. Redacted secrets stand as `***`, and [`parse`] refuses them.
pub fn write(records: &[Record], comments: &[String], shown: Shown) -> String {
    let mut conf = String::new();
    for comment in comments {
        conf.push_str("# ");
        conf.push_str(&printable(comment));
        conf.push('\n');
    }
    for record in records {
        let prefix = record
            .address
            .parse::<IpAddr>()
            .ok()
            .filter(|_| record.mask.is_none())
            .map(|ip| if ip.is_ipv4() { 32 } else { 128 });
        let written = match prefix {
            Some(prefix) => Record {
                address: format!("{}/{prefix}", record.address),
                ..record.clone()
            },
            None => record.clone(),
        };
        conf.push_str(&record_line(&written, shown));
        conf.push('\n');
    }
    conf
}

/// One line as the server sees it: physical lines joined where one ends with a backslash.
struct LogicalLine {
    text: String,
    /// The number of each physical line in it, and where in `text` it begins.
    parts: Vec<(usize, usize)>,
}

impl LogicalLine {
    /// The refusal of what stands at a byte of the line.
    fn refuse(&self, at: usize, why: Text) -> FileRefused {
        let (line, start) = self
            .parts
            .iter()
            .rev()
            .find(|(_, start)| *start <= at)
            .copied()
            .unwrap_or((1, 0));
        let before = self.text.get(start..at).unwrap_or_default();
        FileRefused {
            line,
            column: before.chars().count() + 1,
            why,
        }
    }
}

fn logical_lines(text: &str) -> Vec<LogicalLine> {
    let mut lines: Vec<LogicalLine> = Vec::new();
    let mut continues = false;
    for (number, physical) in (1..).zip(text.split('\n')) {
        // The server takes off every line end character, also of a Windows file.
        let physical = physical.trim_end_matches('\r');
        let (kept, goes_on) = match physical.strip_suffix('\\') {
            Some(rest) => (rest, true),
            None => (physical, false),
        };
        match lines.last_mut().filter(|_| continues) {
            Some(line) => {
                line.parts.push((number, line.text.len()));
                line.text.push_str(kept);
            }
            None => lines.push(LogicalLine {
                text: kept.to_owned(),
                parts: vec![(number, 0)],
            }),
        }
        continues = goes_on;
    }
    lines
}

/// Why the API does not take a record of any list, or the server does not load it in any version.
pub fn fault(record: &Record) -> Option<Text> {
    let (column, why) = check(record).err()?;
    Some(text!("record-in-column", column = column.text(), why = why))
}

fn record(line: &LogicalLine) -> Result<Option<Record>, FileRefused> {
    let read = tokens::read(&line.text);
    let end = line.text.trim_end().len();
    match read.ending {
        TextEnd::Clean | TextEnd::Comma | TextEnd::Comment => {}
        TextEnd::OpenQuote => {
            let at = read.fields.last().map_or(0, |field| field.span.start);
            return Err(line.refuse(at, text!("record-quote")));
        }
        TextEnd::LineBreak => {
            let at = read.fields.last().map_or(0, |field| field.span.end);
            return Err(line.refuse(at, text!("record-nul")));
        }
    }
    for field in &read.fields {
        let refuse = |why| line.refuse(field.span.start, why);
        check_words(&field.words).map_err(refuse)?;
    }
    let mut fields = read.fields.iter();
    let Some(kind) = fields.next() else {
        return Ok(None);
    };
    let kind_word = single(line, kind, &text!("record-name-type"))?;
    let kind_type = connection_type(&kind_word).map_err(|why| line.refuse(kind.span.start, why))?;
    let mut next = |column: RecordColumn| {
        fields
            .next()
            .ok_or_else(|| line.refuse(end, text!("record-ends", column = column.text())))
    };
    let database = next(RecordColumn::Database)?;
    let user = next(RecordColumn::User)?;
    let address = next(RecordColumn::Address)?;
    let address_text = address_text(line, address)?;
    // Only a bare address takes the column behind it as its mask.
    let mask = match address_text.parse::<IpAddr>() {
        Ok(_) => Some(next(RecordColumn::Mask)?),
        Err(_) => None,
    };
    if let Some(mask) = mask {
        let word = single(line, mask, &RecordColumn::Mask.text())?;
        if word != "0" && word.parse::<IpAddr>().is_err() {
            return Err(line.refuse(mask.span.start, text!("record-no-mask", word = word)));
        }
    }
    let method = next(RecordColumn::Method)?;
    let options: Vec<&Field> = fields.collect();
    let record = Record {
        priority: 0,
        kind: kind_type,
        database: compact(line, &database.span),
        user: compact(line, &user.span),
        address: address_text,
        mask: mask
            .map(|mask| single(line, mask, &RecordColumn::Mask.text()))
            .transpose()?,
        method: single(line, method, &RecordColumn::Method.text())?,
        option: (!options.is_empty()).then(|| {
            options
                .iter()
                .map(|field| compact(line, &field.span))
                .collect::<Vec<_>>()
                .join(" ")
        }),
    };
    check(&record).map_err(|(column, why)| {
        let start = |field: &Field| field.span.start;
        let at = match column {
            RecordColumn::Database => start(database),
            RecordColumn::User => start(user),
            RecordColumn::Address => start(address),
            RecordColumn::Mask => mask.map_or_else(|| start(address), start),
            RecordColumn::Method => start(method),
            RecordColumn::Option(position) => {
                options.get(position).map_or(end, |field| start(field))
            }
        };
        line.refuse(at, why)
    })?;
    Ok(Some(record))
}

/// The first column of a line, as the API takes it.
fn connection_type(word: &str) -> Result<RecordType, Text> {
    let kind = RecordType::from(word.to_owned());
    let RecordType::Other(other) = &kind else {
        return Ok(kind);
    };
    Err(match other.as_str() {
        "local" => text!("record-local"),
        "hostgssenc" | "hostnogssenc" => {
            text!("record-gss", word = other)
        }
        "include" | "include_if_exists" | "include_dir" => {
            text!("record-other-file", word = other)
        }
        _ => text!("record-type", word = other),
    })
}

/// The one word of a field that takes no list.
fn single(line: &LogicalLine, field: &Field, what: &Text) -> Result<String, FileRefused> {
    match field.words.as_slice() {
        [word] => Ok(word.text.clone()),
        _ => Err(line.refuse(field.span.start, text!("record-list", what = what))),
    }
}

/// The address without needless quotes; a quoted keyword keeps them, because it is a host name, and so
/// does what would not be read as the same word without them.
fn address_text(line: &LogicalLine, field: &Field) -> Result<String, FileRefused> {
    let word = single(line, field, &RecordColumn::Address.text())?;
    let plain = Address::parse(&word, None);
    let quoted = field.words.iter().any(|word| word.quoted);
    let keyword = matches!(plain, Address::All | Address::SameHost | Address::SameNet);
    let stays = matches!(
        tokens::column(&word).as_deref(),
        Ok([again]) if again.text == word && !again.quoted
    );
    if quoted && keyword || !stays {
        Ok(compact(line, &field.span))
    } else {
        Ok(word)
    }
}

/// A field as it is written, without the blanks between the words of a list.
fn compact(line: &LogicalLine, span: &Range<usize>) -> String {
    let mut quoted = false;
    line.text
        .get(span.clone())
        .unwrap_or_default()
        .chars()
        .filter(|c| {
            quoted ^= *c == '"';
            quoted || !matches!(c, ' ' | '\t' | '\r')
        })
        .collect()
}

impl RecordColumn {
    /// Its name.
    fn text(self) -> Text {
        match self {
            Self::Database => text!("record-name-database"),
            Self::User => text!("record-name-user"),
            Self::Address => text!("record-name-address"),
            Self::Mask => text!("record-name-mask"),
            Self::Method => text!("record-name-method"),
            Self::Option(_) => text!("record-name-option"),
        }
    }
}
