//! Many instances at once: found by listing, read with few calls.
//!
//! Invariant: every instance that is found or named comes out again, also one that failed.

mod discover;
mod listed;
mod pages;
mod statuses;
mod survey;

pub use discover::discover;
pub use listed::{InstanceFilter, ListedInstance, Member, RegionScope};
pub use pages::{instances, tagged};
pub use statuses::Listed;
pub(in crate::ops) use survey::unseen;
pub use survey::{Depth, HeldRows, SurveySource, Surveyed, members, survey};
