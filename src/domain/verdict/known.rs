//! What is known of an instance, as the verdict and the findings need it.

use crate::domain::hba::Knowledge;
use crate::domain::instance::Instance;
use crate::domain::posture::{Posture, Unreadable};
use crate::text::{Text, text};

/// What is known of the server when its records are read.
pub fn knowledge(posture: &Posture) -> Knowledge {
    Knowledge {
        server_major: posture.instance.known().and_then(Instance::major),
        ..Knowledge::default()
    }
}

/// The parts of a posture with their names, those that decide first; `None` of one that was read or not
/// asked for.
pub(super) fn unreadable_parts(posture: &Posture) -> [(Text, Option<&Unreadable>); 6] {
    [
        (text!("part-instance"), posture.instance.unreadable()),
        (text!("part-ssl"), posture.ssl.unreadable()),
        (text!("part-records"), posture.hba.unreadable()),
        (text!("part-endpoints"), posture.endpoints.unreadable()),
        (text!("part-whitelist"), posture.whitelist.unreadable()),
        (text!("part-proxy"), posture.proxy.unreadable()),
    ]
}
