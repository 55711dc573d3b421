//! How a change that runs comes to its end. The loop that looks and sleeps is elsewhere and decides nothing.

mod judge;
mod limit;
mod progress;
#[cfg(test)]
mod tests;

pub use judge::{CONFIRM, EVERY, Next, Patience, SETTLE, WaitReading, WaitState};
pub use limit::Limit;
pub use progress::{ChangeProgress, Mark, quiet};
