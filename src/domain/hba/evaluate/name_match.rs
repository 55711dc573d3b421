//! Whether a column of a record matches, where that may not be known.

use crate::text::Text;

/// Whether something matches; `Maybe` carries the reason why it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domain::hba) enum NameMatch {
    Yes,
    No,
    Maybe(Text),
}

impl NameMatch {
    pub(super) const fn from_bool(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    /// Whether it matches or could.
    pub(in crate::domain::hba) fn may(&self) -> bool {
        *self != Self::No
    }

    /// Both must match.
    pub(in crate::domain::hba) fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes => other(),
            Self::Maybe(why) => match other() {
                Self::No => Self::No,
                Self::Yes | Self::Maybe(_) => Self::Maybe(why),
            },
        }
    }

    /// One of them must match.
    pub(in crate::domain::hba) fn any(all: impl Iterator<Item = Self>) -> Self {
        let mut answer = Self::No;
        for one in all {
            match one {
                Self::Yes => return Self::Yes,
                Self::Maybe(_) if answer == Self::No => answer = one,
                Self::Maybe(_) | Self::No => {}
            }
        }
        answer
    }
}
