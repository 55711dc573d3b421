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

/// Why SSL cannot be enforced on this kind of instance; `None` when it can or when it is not known.
///
/// Source: prerequisites on the vendor's pages "Configure SSL encryption" and "Force SSL".
pub fn unsupported(instance: &Instance) -> Option<Text> {
    if instance.is_postgresql() == Some(false) {
        let engine = instance.engine.as_deref().unwrap_or_default();
        return Some(text!("unsupported-engine", engine = engine));
    }
    let storage = instance.storage.as_deref().unwrap_or_default();
    if storage.eq_ignore_ascii_case("local_ssd") {
        return Some(text!("unsupported-storage"));
    }
    if instance.is_serverless() == Some(true) {
        return Some(text!("unsupported-serverless"));
    }
    let major = instance.major()?;
    (major < 10).then(|| text!("unsupported-version", version = major))
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

/// Whether nothing says which replicas an instance has that was read and can be judged.
pub(super) fn are_replicas_untold(posture: &Posture) -> bool {
    let instance = posture.instance.known();
    instance.is_some_and(|one| one.replicas.is_none() && unsupported(one).is_none())
}
