//! Whose calls a fault is for, and from which of them on.

use super::fault::Fault;

/// What is known of a call, or of the call that began a change.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asker<'a> {
    /// Action; empty when there is none.
    pub(crate) action: &'a str,
    /// Access key id, as the request claims it.
    pub(crate) access_key_id: Option<&'a str>,
    /// The instance it names.
    pub(crate) instance_id: Option<&'a str>,
}

/// Whose calls a fault is for; `None` is anyone's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FaultScope {
    /// Those signed with this access key id.
    pub(crate) access_key_id: Option<String>,
    /// Those about this instance.
    pub(crate) instance_id: Option<String>,
}

impl FaultScope {
    /// Whether it is for everyone.
    pub(crate) const fn is_everyone(&self) -> bool {
        self.access_key_id.is_none() && self.instance_id.is_none()
    }

    /// Whether these two are in it.
    pub(crate) fn holds(&self, access_key_id: Option<&str>, instance_id: Option<&str>) -> bool {
        let fits = |wanted: &Option<String>, found: Option<&str>| {
            wanted.is_none() || wanted.as_deref() == found
        };
        fits(&self.access_key_id, access_key_id) && fits(&self.instance_id, instance_id)
    }
}

/// A fault that waits for its calls.
#[derive(Debug)]
pub(crate) struct Armed {
    pub(super) fault: Fault,
    pub(super) scope: FaultScope,
    /// How many calls it lets pass first.
    pub(super) after: u64,
    /// How many calls have come.
    pub(super) seen: u64,
}

impl Armed {
    /// This fault, for these calls, after N of them.
    pub(crate) const fn new(fault: Fault, scope: FaultScope, after: u64) -> Self {
        Self {
            fault,
            scope,
            after,
            seen: 0,
        }
    }

    /// Whether it is for this call, or this change.
    pub(super) fn is_for(&self, asker: &Asker<'_>) -> bool {
        let about = self.fault.action.as_deref();
        about.is_none_or(|only| only == asker.action)
            && self.scope.holds(asker.access_key_id, asker.instance_id)
    }

    /// Whether it is in force for a call that has arrived, or a change.
    pub(super) fn strikes(&self, asker: &Asker<'_>) -> bool {
        (self.after == 0 || self.seen > self.after) && self.is_for(asker)
    }
}
