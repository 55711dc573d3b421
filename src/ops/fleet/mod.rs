//! Many instances at once: found by listing, looked at with few calls, changed in waves.
//!
//! Invariant: every instance that is found or named comes out again, also one that failed.

mod change;
mod discover;
mod statuses;
mod survey;

pub use change::{Rollout, Target, plans, roll_out};
pub use discover::{Named, Place, Wish, discover, tagged};
pub use statuses::Listed;
pub use survey::{Depth, Found, Member, Sighted, members, survey};
