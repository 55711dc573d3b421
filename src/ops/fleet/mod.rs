//! Many instances at once: found by listing, read with few calls.
//!
//! Invariant: every instance that is found or named comes out again, also one that failed.

mod discover;
mod listed;
mod statuses;
mod survey;

pub use discover::{discover, tagged};
pub use listed::{Member, Named, Place, Sighted, Wish};
pub use statuses::Listed;
pub(in crate::ops) use survey::unseen;
pub use survey::{Depth, Found, Source, members, survey};
