//! forcessl makes an ApsaraDB RDS for PostgreSQL instance refuse every client that does not use
//! SSL, proves that it does, and cuts nobody off by surprise.
//!
//! Facts flow one way: observe, judge, plan, consent, apply, wait, prove, report.

// Elsewhere the crate is empty, and building the program stops with a message of its own.
#![cfg(unix)]

pub mod clock;
pub mod cloud;
pub mod commands;
pub mod context;
pub mod domain;
pub mod environment;
pub mod failure;
pub mod files;
pub mod issuing;
pub mod journal;
pub mod ops;
pub mod postgres;
pub mod report;
pub mod sandbox;
pub mod terminal;
pub mod text;
