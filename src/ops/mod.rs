//! Where the sides meet: observe, audit, enforce, apply, wait, prove. Operations emit events and
//! return values; they print nothing.

pub mod apply;
pub mod audit;
pub mod doctor;
pub mod enforce;
pub mod fleet;
pub mod hold;
pub mod observe;
pub mod probe;
pub mod prove;
pub mod rollback;
pub mod sessions;
pub mod wait;
