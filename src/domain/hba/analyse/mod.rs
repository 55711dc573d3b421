//! What a list of records does to all connections: who comes in, who is locked out, how it is hardened.

pub mod admitted;
pub(super) mod columns;
pub(super) mod coverage;
pub(super) mod credential;
pub(super) mod exception;
pub mod exposure;
pub mod harden;
pub(super) mod hardest;
pub mod lockout;
pub mod new_users;
pub(super) mod opens;
#[cfg(test)]
mod promises;
#[cfg(test)]
pub(in crate::domain::hba) mod properties;
pub(super) mod ranges;
pub(super) mod rejections;
pub(super) mod rewrite;
pub mod sample_login;
pub(super) mod words;
