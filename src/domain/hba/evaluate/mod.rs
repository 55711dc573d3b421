//! What the server does with one connection by a list of records.

pub mod connection;
pub mod decision;
pub(super) mod effect;
pub mod explain;
pub mod matching;
pub(super) mod name_match;
pub(super) mod names;
pub(super) mod pattern;
pub(super) mod versions;
