//! The pure core: given the same facts, the same clock value and the same policy, it gives the
//! same verdict, plan and text.
//!
//! Deliberately absent: network, files, environment, clock, randomness, async, printing.

pub mod acl;
pub mod age;
pub mod basis;
pub mod catalogue;
pub mod certificate;
pub mod change;
pub mod characters;
pub mod clients;
pub mod conclusion;
pub mod diagnosis;
pub mod event;
pub mod failure;
pub mod finding;
pub mod fleet;
pub mod hba;
pub mod instance;
pub mod known_keys;
mod nearest;
pub mod outcome;
pub mod pem;
pub mod plan;
pub mod policy;
pub mod policy_file;
pub mod posture;
pub mod proof;
pub mod ram_policy;
#[cfg(test)]
mod sample;
pub mod saved;
pub mod sealed;
pub mod sessions;
pub mod ssl;
pub mod start;
pub mod verdict;
pub mod versioned;
pub mod wait;
pub mod witnesses;
