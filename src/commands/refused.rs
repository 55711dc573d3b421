//! Why a value on the command line is refused, said by one of our own parsers.

use crate::text::Text;

/// The reason, for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.english())]
pub(super) struct Refused(pub(super) Text);
