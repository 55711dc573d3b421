//! Holds a change back until it may start, and looks again before it does.

use std::time::Duration;

use crate::context::Context;
use crate::domain::event::Event;
use crate::domain::failure::{Ending, Failure};
use crate::domain::instance::InstanceId;
use crate::domain::start::{Hold, Slot};

/// The longest sleep. A machine that was suspended does not count the time, so the wall clock is
/// asked again this often.
const NAP: Duration = Duration::from_secs(5);

/// Waits until the slot opens.
///
/// # Errors
/// `Blocked` when the slot is over, because this machine slept through it.
pub async fn hold(context: &Context, id: &InstanceId, slot: Slot) -> Result<(), Failure> {
    loop {
        match slot.judge(context.clock.now()) {
            Hold::Go => return Ok(()),
            Hold::For(left) => {
                context.audience.tell(&Event::Holding {
                    instance: id.clone(),
                    opens: slot.opens,
                    left,
                });
                context.clock.sleep(left.min(NAP)).await;
            }
            Hold::Missed => {
                let what = format!("the time to change `{id}` went by; nothing was sent");
                return Err(Failure::new(Ending::Blocked, what)
                    .because("this machine was not running at that time")
                    .next("run the same command again, with another time"));
            }
        }
    }
}
