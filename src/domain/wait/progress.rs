//! Tells from one look how far a change is by its own fields.
//!
//! A mark of the service (`success`, `failed`) counts only when it moved since the write.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::acl::Acl;
use crate::domain::basis::BasisPart;
use crate::domain::hba::{HbaState, Record, canonical};
use crate::domain::ssl::{LastChange, Pem, Replace, SslChange, SslState, Switch};
use ChangeProgress::{Appeared, Differs, Failed, Landed, OldFailure, Pending, Running, Stood};

/// What the service said of the last change at one look; the one right before a write tells the old
/// from the new.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    last_change: LastChange,
    /// When the records were last changed, where that is known; the SSL settings have no such time.
    pub modified: Option<DateTime<Utc>>,
    /// The server certificate in force, in one form.
    certificate: Option<String>,
    /// Whether everything that the change sets stood there already, so that reading it back tells of no change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    stood: bool,
}

impl From<&SslState> for Mark {
    fn from(ssl: &SslState) -> Self {
        let certificate = || {
            let text = ssl.server_certificate.as_ref().map(Pem::digest);
            format!("{text:?} {:?} {:?}", ssl.created, ssl.expires)
        };
        Self {
            last_change: ssl.last_change.clone(),
            certificate: (ssl.enabled == Some(true)).then(certificate),
            ..Self::default()
        }
    }
}

impl From<&HbaState> for Mark {
    fn from(hba: &HbaState) -> Self {
        Self {
            last_change: hba.last_change.clone(),
            modified: hba.modified,
            ..Self::default()
        }
    }
}

impl Mark {
    /// The reason of a failure that stands there, which later looks have to be told apart from.
    pub const fn failure(&self) -> Option<&String> {
        if let LastChange::Failed(reason) = &self.last_change {
            Some(reason)
        } else {
            None
        }
    }

    /// The mark right before an SSL change.
    pub fn before_ssl(change: &SslChange, ssl: &SslState) -> Self {
        let mark = Self::from(ssl);
        let stood = mark.lacking(change, ssl).is_none();
        Self { stood, ..mark }
    }

    /// How far an SSL change since this mark is. One that is seen running is noted: whatever the mark says next is news.
    pub fn ssl_change(&mut self, change: &SslChange, now: &SslState) -> ChangeProgress {
        let progress = self.progress(&now.into(), self.lacking(change, now));
        let stands = self.stood && progress == Appeared;
        if stands { Stood } else { progress }
    }

    /// In what the settings first differ from what an SSL change since this mark leads to.
    fn lacking(&self, call: &SslChange, now: &SslState) -> Option<BasisPart> {
        let renews = call.switch == Some(Switch::On);
        // The same certificate, brought again, reads back as before.
        let brought = call.server_certificate.as_ref();
        let is_same = brought.is_some() && brought == now.server_certificate.as_ref();
        let is_old = self.certificate.is_some() && self.certificate == Self::from(now).certificate;
        let moved = |endpoint: &String| !endpoint.eq_ignore_ascii_case(&call.endpoint);
        let replaced = |goal: &Option<Replace>, now: &Option<Pem>| {
            let goal = goal.as_ref().map(Replace::after);
            goal.is_some_and(|goal| goal != now.as_ref())
        };
        let demands = |goal: Option<Acl>, acl| goal.is_some() && goal != now.counting(acl);
        if call.switch == Some(Switch::Off) {
            (now.enabled != Some(false)).then_some(BasisPart::Switch)
        } else if renews && now.enabled != Some(true) {
            Some(BasisPart::Switch)
        } else if renews && is_old && !is_same {
            Some(BasisPart::ServerCertificate)
        } else if renews && now.endpoint.as_ref().is_some_and(moved) {
            Some(BasisPart::Endpoint)
        } else if replaced(&call.client_ca, &now.client_ca) {
            Some(BasisPart::ClientCa)
        } else if replaced(&call.crl, &now.crl) {
            Some(BasisPart::Crl)
        } else if demands(call.acl, now.acl) {
            Some(BasisPart::Acl)
        } else {
            demands(call.replication_acl, now.replication_acl).then_some(BasisPart::ReplicationAcl)
        }
    }

    /// How far a replacement of the pg_hba records since this mark is, noted as for [`Self::ssl_change`]. The goal may
    /// have its secrets hidden.
    pub fn hba_change(&mut self, goal: &[Record], now: &HbaState) -> ChangeProgress {
        let hidden: Vec<Record> = now.records().iter().map(Record::redacted).collect();
        let wanted = canonical(goal);
        let same = wanted == canonical(now.records()) || wanted == canonical(&hidden);
        // Where the service gives a time of modification, it must have moved; one that is gone has not, and no mark at all
        // tells of no change.
        let has_time = now.modified.max(self.modified).is_some();
        let moved = now.modified > self.modified;
        let is_marked = has_time || now.last_change != LastChange::Never;
        let is_unmoved = !is_marked || has_time && !moved;
        let progress = self.progress(&now.into(), (!same).then_some(BasisPart::Records));
        if is_unmoved && matches!(progress, Appeared | Differs(_)) {
            Pending
        } else if moved && progress == Appeared {
            Landed
        } else {
            progress
        }
    }

    /// How far a change since this mark is, by the mark now and in what the fields differ from the goal.
    fn progress(&mut self, now: &Self, differs: Option<BasisPart>) -> ChangeProgress {
        // What came since the write has run: whatever the mark says next is news.
        let runs = now.last_change.may_run(&self.last_change);
        if runs {
            self.last_change = LastChange::Setting;
        }
        // An unknown word may also be that of the end.
        if runs && (now.last_change.is_running() || differs.is_some()) {
            return Running;
        }
        // A look at a copy that lags behind tells of no end.
        let lags = now.modified.is_some() && now.modified < self.modified;
        let moved = self.last_change != now.last_change || self.modified < now.modified;
        let renewed = !lags && (moved || self.certificate != now.certificate);
        match (&now.last_change, differs) {
            (LastChange::Failed(why), _) if moved && !lags => Failed(why.clone()),
            (LastChange::Failed(why), Some(_)) if !lags => OldFailure(why.clone()),
            (LastChange::Succeeded, None) if renewed => Landed,
            (LastChange::Succeeded, Some(part)) if renewed => Differs(part),
            // The same old failure, or a mark that is gone, tells of no end, whatever the settings look like.
            (LastChange::Failed(_), None) if !renewed => Pending,
            (LastChange::Never, None) if moved && self.certificate == now.certificate => Pending,
            (_, None) => Appeared,
            (_, Some(_)) => Pending,
        }
    }
}

/// How far an instance is from quiet when no change in particular is waited for: `marks` are pairs of
/// the first look and the one now.
pub fn quiet<'a>(marks: impl IntoIterator<Item = (&'a mut Mark, Mark)>) -> ChangeProgress {
    let mut change = Appeared;
    for (first, now) in marks {
        let progress = first.progress(&now, None);
        if matches!(progress, Failed(_)) {
            return progress;
        }
        if progress == Running {
            change = progress;
        }
    }
    change
}

/// How far a change is by its own fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeProgress {
    /// Not visible yet, or `setting`.
    Pending,
    /// The service says a change is running.
    Running,
    /// The fields came to equal the goal, and nothing else tells of the change's end.
    Appeared,
    /// The fields equal the goal, as they did before the change, and no mark moved.
    Stood,
    /// The fields equal the goal, and the service's own marks of the change moved.
    Landed,
    /// The service says it is done, and the fields differ from the goal in this.
    Differs(BasisPart),
    /// The service says it failed; its reason.
    Failed(String),
    /// Not visible, and a failure from before still shows; its reason.
    OldFailure(String),
}
