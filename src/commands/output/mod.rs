//! Answers in every format that was asked for, on stdout or in files.

pub(super) mod deliver;
pub(super) mod evidence;
pub(super) mod show;
