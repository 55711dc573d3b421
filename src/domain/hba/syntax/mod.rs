//! What a record and a list of records say, as text and as values.

pub mod address;
pub(super) mod canonical;
pub mod diff;
pub mod file;
pub mod log;
pub mod record;
pub(super) mod regex;
pub mod text;
pub(super) mod tokens;
