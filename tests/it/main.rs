//! Integration tests: the built binary, the sandbox, real PostgreSQL servers and real clients.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    clippy::disallowed_methods,
    clippy::wildcard_enum_match_arm,
    reason = "tests fail by panicking and start programs"
)]

mod accounts;
mod acl;
mod ca;
mod campaign;
mod catalogue;
mod cert;
mod certificates;
mod check;
mod chinese;
mod chinese_docs;
mod chinese_errors;
mod ci_docs;
mod clients;
mod colleagues;
mod consent;
mod credentials;
mod crl;
mod cut_off;
mod defaults;
mod demo;
mod disk;
mod docs;
mod doctor;
mod enforce;
mod examples;
mod faults;
mod files;
mod flags;
mod fleet;
mod fleet_kill;
mod formats;
mod guided;
mod hba;
mod hostile;
mod incomplete;
mod kill;
mod language;
mod layering;
mod lies;
mod list;
mod logins;
mod network;
#[expect(
    clippy::format_push_string,
    clippy::unused_self,
    clippy::struct_excessive_bools,
    clippy::assigning_clones,
    reason = "a campaign that is run by flag"
)]
mod options;
mod pages;
mod plan;
mod policy;
mod pooler;
mod probe;
mod ram_policy;
mod readme;
mod recipes;
mod refusals;
mod report;
mod rollback;
mod rollout;
mod sandbox;
mod screens;
mod secrets;
mod sentences;
mod server_certificate;
mod sessions;
mod signals;
mod snippets;
mod ssl;
mod start;
mod support;
mod texts;
mod tickets;
mod unattended;
mod waits;
