//! Judgements on whole reports: compares two, merges several. The rest of `report` decides nothing.

mod anew;
mod compare;
mod merge;

pub(super) use compare::incomplete;
pub use compare::{Compared, Comparison, FailOn, Movement, compare};
pub use merge::{Merged, merge};
