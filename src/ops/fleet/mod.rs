//! Many instances at once: found by listing, read with few calls.
//!
//! Invariant: every instance that is found or named comes out again, also one that failed.

mod discover;
mod statuses;
mod survey;

pub use discover::{Named, Place, Wish, discover, tagged};
pub use statuses::Listed;
pub(in crate::ops) use survey::unseen;
pub use survey::{Depth, Found, Member, Sighted, Source, members, survey};
