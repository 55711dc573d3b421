//! Where the sides meet: observe, survey, change, wait, roll back. Operations emit events and return
//! values; they print nothing.

pub mod change;
pub mod doctor;
pub mod fleet;
pub mod observe;
pub mod probe;
pub mod rollback;
pub mod sessions;
pub mod wait;
