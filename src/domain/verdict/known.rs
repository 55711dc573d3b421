//! What is known of an instance, as the verdict and the findings need it.

use crate::domain::hba::Knowledge;
use crate::domain::posture::{Posture, Unreadable};

/// What is known of the server when its records are read.
pub fn knowledge(posture: &Posture) -> Knowledge {
    Knowledge {
        server_major: posture
            .instance
            .known()
            .and_then(|instance| instance.engine_version.as_ref())
            .and_then(|version| version.major),
        ..Knowledge::default()
    }
}

/// The parts of a posture with their names, those that decide first; `None` of one that was read or not
/// asked for.
pub(super) fn unreadable_parts(posture: &Posture) -> [(&'static str, Option<&Unreadable>); 6] {
    [
        ("the instance", posture.instance.unreadable()),
        ("the SSL settings", posture.ssl.unreadable()),
        ("the pg_hba records", posture.hba.unreadable()),
        ("the endpoints", posture.endpoints.unreadable()),
        ("the IP whitelist", posture.whitelist.unreadable()),
        ("the database proxy", posture.proxy.unreadable()),
    ]
}
