//! One operation of an API: which, what it does, and how it proves who calls.

use super::retry::CallEffect;
use crate::cloud::wire::API_VERSION;

/// Which API a call belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Service {
    Rds,
    Sts,
}

impl Service {
    pub(super) const fn version(self) -> &'static str {
        match self {
            Self::Rds => API_VERSION,
            Self::Sts => "2015-04-01",
        }
    }
}

/// How a call proves who makes it.
#[derive(Clone, Copy)]
pub(in crate::cloud) enum Authentication {
    /// With the credentials of the settings.
    Identity,
    /// By what its parameters carry.
    Parameters,
}

/// One operation of the API.
#[derive(Clone, Copy)]
pub(super) struct Operation<'a> {
    pub(super) service: Service,
    pub(super) action: &'a str,
    pub(super) effect: CallEffect,
    pub(super) proof: Authentication,
}
