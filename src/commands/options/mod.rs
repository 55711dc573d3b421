//! Flags that several subcommands take, and the files that flags name.

pub(super) mod carried;
pub(super) mod certificate_files;
pub(super) mod defaults;
pub(super) mod deferred;
pub(super) mod given;
pub(super) mod global;
pub(super) mod input;
pub(super) mod locale;
pub(super) mod login;
pub(super) mod output;
pub(super) mod policy_file;
pub(super) mod probe_login;
pub(super) mod records_file;
pub(super) mod rules;
pub(super) mod wanted;
pub(super) mod whole_file;
pub(super) mod words;
