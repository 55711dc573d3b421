//! What the process asks of the system, and what the system tells it.

pub(super) mod descriptors;
pub(super) mod signals;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Keeps keys out of core dumps, and away from other programs of the same user.
///
/// Only the soft limit goes down, so that a program started from here can raise its own.
pub(super) fn keep_memory_private() {
    let limit = getrlimit(Resource::Core);
    let _ = setrlimit(
        Resource::Core,
        Rlimit {
            current: Some(0),
            maximum: limit.maximum,
        },
    );
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}
