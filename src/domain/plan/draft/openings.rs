//! What a plan gives up beside the logins that new records let in: by SSL settings, and without SSL.

use super::Draft;
use crate::domain::acl::Acl;
use crate::domain::hba;
use crate::domain::policy::HbaGoal;
use crate::domain::ssl::{Replace, SslChange, SslState, Switch};
use crate::domain::verdict::knowledge;
use crate::text::{Text, text};

/// The warning that records open plaintext.
pub(super) const OPENED: &str = "plaintext-opened";

impl Draft<'_> {
    pub(super) fn note_openings(&mut self) {
        let calls: Vec<SslChange> = self.plan.ssl_changes().cloned().collect();
        let settings = if calls.iter().any(|call| call.switch == Some(Switch::Off)) {
            vec![text!("plan-opens-off")]
        } else {
            let is_asked = |ssl: &SslState| ssl.asked_ca().is_some();
            let asked = self.posture.ssl.known().is_some_and(is_asked);
            // A step may clear what a later one sets.
            let clears = |replace: fn(&SslChange) -> Option<&Replace>| {
                asked && calls.iter().filter_map(replace).next_back() == Some(&Replace::Clear)
            };
            let ca = clears(|call| call.client_ca.as_ref());
            let crl = clears(|call| call.crl.as_ref());
            let revoked = crl.then(|| text!("plan-opens-crl"));
            if let Some(what) = revoked.clone().filter(|_| !ca) {
                self.warn("crl-cleared", what);
            }
            let ca = ca.then(|| text!("plan-opens-ca"));
            ca.into_iter().chain(revoked).collect()
        };
        let ssl = self.posture.ssl.known();
        let acl = ssl.and_then(|ssl| lowered(ssl, &calls));
        if let Some(what) = &acl {
            self.warn("acl-weakened", what.clone());
        }
        let opens = self.opens_plaintext();
        let opened = opens.then(|| text!("plan-plaintext-opened"));
        if let Some(what) = &opened {
            self.warn(OPENED, what.clone());
        }
        let all = settings.into_iter().chain(acl).chain(opened);
        self.plan.opens.splice(..0, all);
    }

    /// Whether records that are named one by one may let in clients without SSL that are turned away now.
    fn opens_plaintext(&self) -> bool {
        let named = matches!(
            self.policy.hba,
            Some(HbaGoal::Exactly(_) | HbaGoal::Declared(_))
        );
        let known = knowledge(self.posture);
        let opens = |(before, after)| hba::opens(before, after, &known);
        named && self.plan.records().is_some_and(opens)
    }
}

/// The ACL that demands less by these calls; that of ordinary connections, where both do.
fn lowered(ssl: &SslState, calls: &[SslChange]) -> Option<Text> {
    let lower = |now: Option<Acl>, then: fn(&SslChange) -> Option<Acl>| {
        let now = now?;
        let mut all = calls.iter().filter_map(then);
        Some((now, all.find(|then| then.admits_more_than(now))?))
    };
    let replication = ssl.demanding(ssl.replication_acl);
    let replication = || lower(replication, |call| call.replication_acl);
    Some(match lower(ssl.demanding(ssl.acl), |call| call.acl) {
        Some((_, Acl::Prefer)) => text!("plan-acl-weakened"),
        Some((now, then)) => text!("plan-acl-lowered", now = now, then = then),
        None => match replication()? {
            (_, Acl::Prefer) => text!("plan-acl-weakened-replication"),
            (now, then) => text!("plan-acl-lowered-replication", now = now, then = then),
        },
    })
}
