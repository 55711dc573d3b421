//! `RestartDBInstance`.

use super::{Call, Reply};
use crate::sandbox::answer::Refusal;
use crate::sandbox::state::State;
use crate::sandbox::state::change::NewSettings;

/// Source: `RestartDBInstance`, API version 2014-08-15.
pub(super) fn restart(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 404, "InvalidDBInstanceName.NotFound")?;
    if instance.lock_mode != "Unlock" {
        return Err(Refusal::locked(
            400,
            "IncorrectDBInstanceLockMode.ValueNotSupported",
        ));
    }
    if instance.is_busy() {
        return Err(Refusal::busy());
    }
    Ok(Reply::Begin {
        instance_id: instance.id.clone(),
        target: NewSettings::Restart,
        restart: true,
    })
}
