//! One operation of an API: which, what it does, and how it proves who calls.

use super::retry::CallEffect;

/// How a call proves who makes it.
#[derive(Clone, Copy)]
pub(in crate::cloud) enum Authentication {
    /// With the key of the settings.
    Key,
    /// By what its parameters carry.
    Parameters,
}

/// One operation of an API.
#[derive(Clone, Copy)]
pub(in crate::cloud) struct Operation<'a> {
    /// The version of the API.
    pub(in crate::cloud) version: &'static str,
    pub(in crate::cloud) action: &'a str,
    pub(in crate::cloud) effect: CallEffect,
    pub(in crate::cloud) authentication: Authentication,
    /// The parameter whose value is a secret, where it has one.
    pub(in crate::cloud) secret: &'static str,
}
