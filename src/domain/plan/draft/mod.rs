//! Makes a plan: checks the instance and the wish, then lays out steps and warnings.

mod checks;
mod openings;
mod record_checks;
mod records;
mod surroundings;

use std::borrow::Cow;

use super::rotation::rotated;
use super::steps::{combined, in_force, missing, parts};
use super::{
    Blocker, CutOff, NO_ENDPOINT, Plan, SCHEMA_VERSION, SKIPPED, Step, Warning, fingerprint,
};
use crate::domain::acl::Acl;
use crate::domain::basis::BasisPart;
use crate::domain::hba::{Record, RecordType};
use crate::domain::instance::{Instance, default_endpoint};
use crate::domain::policy::{AclGoal, Policy, SwitchGoal};
use crate::domain::posture::{Posture, Reading};
use crate::domain::ssl::{Pem, Replace, SslChange, SslState, Switch};
use crate::domain::verdict::{Thresholds, Verdict, judge};
use crate::text::{Text, text};

/// A plan in the making.
struct Draft<'a> {
    posture: &'a Posture,
    policy: &'a Policy,
    plan: Plan,
}

/// Steps that take what was seen to what is wanted.
pub fn plan(posture: &Posture, policy: &Policy) -> Plan {
    let plan = Plan {
        schema_version: SCHEMA_VERSION,
        instance_id: posture.id.clone(),
        policy: policy.clone(),
        seen_at: posture.seen_at,
        fingerprint: fingerprint(posture),
        steps: vec![],
        blockers: vec![],
        warnings: vec![],
        accepted: vec![],
        lockouts: vec![],
        opens: vec![],
        cut_off: CutOff::NotChecked,
        starts: None,
        again: None,
    };
    if let Some(why) = skipped(posture, policy) {
        let warnings = vec![Warning::new(SKIPPED, why)];
        return Plan { warnings, ..plan };
    }
    let rotation = policy.rotation.as_ref().zip(posture.ssl.known());
    let rotated = rotation.map(|(rotation, ssl)| rotated(&posture.id, ssl, policy, rotation));
    let (settled, warnings) = match rotated {
        Some(Ok((settled, warnings))) => (Cow::Owned(settled), Ok(warnings)),
        Some(Err(blocker)) => (Cow::Borrowed(policy), Err(blocker)),
        None => (Cow::Borrowed(policy), Ok(vec![])),
    };
    let mut draft = Draft {
        posture,
        policy: &settled,
        plan,
    };
    let usable = draft.check_instance();
    match (&posture.ssl, warnings) {
        (Reading::Known(_), Err(blocker)) => draft.plan.blockers.push(blocker),
        (Reading::Known(ssl), Ok(warnings)) => {
            draft.plan_with(ssl);
            draft.plan.warnings.extend(warnings);
        }
        // What is refused already is not asked for more.
        (Reading::NotAsked, _) if !draft.plan.blockers.is_empty() => {}
        (Reading::NotAsked | Reading::Unreadable(_), _) => {
            draft.block("unreadable", text!("plan-unread-ssl"), Some(draft.look()));
        }
    }
    if !draft.plan.is_empty() {
        draft.plan.blockers.extend(usable);
        draft.check_kept();
        draft.note_openings();
        draft.warn_about_surroundings();
    }
    draft.plan
}

/// Why an instance is left alone on which SSL cannot be enforced: a waiver accepts it, and nothing shows that it is open.
fn skipped(posture: &Posture, policy: &Policy) -> Option<Text> {
    let today = posture.seen_at.date_naive();
    let until = policy.unsupported.filter(|until| today <= *until)?;
    let judged = judge(posture, Thresholds::default());
    let (reason, until) = (&judged.reason, until.to_string());
    let why = text!("plan-skipped-why", reason = reason, until = until);
    (judged.verdict == Verdict::Unsupported).then_some(why)
}

impl<'a> Draft<'a> {
    fn block(&mut self, id: &str, message: Text, next: Option<Text>) {
        self.plan.blockers.push(Blocker::new(id, message, next));
    }

    fn warn(&mut self, id: &str, message: Text) {
        self.plan.warnings.push(Warning::new(id, message));
    }

    /// The command that shows what could not be read.
    fn look(&self) -> Text {
        Text::verbatim(format!("forcessl check -v {}", self.posture.id))
    }

    /// The command that turns SSL on.
    fn turn_on(&self) -> Text {
        Text::verbatim(format!("forcessl ssl enable {}", self.posture.id))
    }

    fn instance(&self) -> Option<&'a Instance> {
        self.posture.instance.known()
    }

    fn turns_off(&self) -> bool {
        self.policy.switch == Some(SwitchGoal::Off)
    }

    /// Whether SSL is on after the plan.
    fn is_on_after(&self, ssl: &SslState) -> bool {
        match self.policy.switch {
            Some(SwitchGoal::On | SwitchGoal::Renew) => true,
            Some(SwitchGoal::Off) => false,
            None => ssl.enabled == Some(true),
        }
    }

    fn plan_with(&mut self, ssl: &SslState) {
        if ssl.enabled.is_none() {
            return self.block("unreadable", text!("plan-unsaid-ssl"), Some(self.look()));
        }
        // Settings that may be another instance's are no ground for a change but the one that renews them.
        if let Some(host) = self.posture.stray_endpoint()
            && self.policy.switch != Some(SwitchGoal::Renew)
        {
            let id = &self.posture.id;
            let what = text!("plan-stray", host = host, instance = id);
            let next = text!("plan-stray-next", instance = id);
            return self.block("stray-endpoint", what, Some(next));
        }
        let left = self.left_over(ssl);
        let ssl = &ssl.after(&left);
        if left != SslChange::default() {
            self.warn("client-ca-left", text!("plan-client-ca-left"));
        }
        let wanted = missing(ssl, self.policy);
        let is_unconfirmed = ssl.endpoint.is_some() && self.posture.are_endpoints_unread();
        if is_unconfirmed && wanted != SslChange::default() {
            let what = text!("plan-endpoints-unread");
            return self.block(NO_ENDPOINT, what, Some(self.look()));
        }
        let untold = untold(ssl).or_else(|| garbled(ssl, &wanted));
        if let Some(untold) = untold.filter(|_| wanted != SslChange::default()) {
            return self.block("unreadable", untold, Some(self.look()));
        }
        self.check_wanted(ssl, &wanted);
        if self.turns_off() || wanted.client_ca == Some(Replace::Clear) {
            self.plan_hba(ssl, &wanted);
            self.weaken(ssl, wanted);
        } else {
            self.strengthen(ssl, &wanted, left);
            self.plan_hba(ssl, &wanted);
        }
    }

    /// Takes away the client CA and what goes with it when they are left from before SSL was switched off, where it comes
    /// on and nothing that is wanted needs them: in force, the CA makes the server ask every client for a certificate.
    fn left_over(&self, ssl: &SslState) -> SslChange {
        let goals = [self.policy.acl, self.policy.replication_acl];
        let demands = |goal: &AclGoal| goal.mode().forces_ssl();
        let is_needed =
            goals.iter().flatten().any(demands) || matches!(self.policy.crl, Some(Replace::Set(_)));
        let comes_on = ssl.enabled == Some(false) && self.is_on_after(ssl);
        if !comes_on || is_needed || ssl.client_ca.is_none() {
            return SslChange::default();
        }
        let lower = |acl: Option<Acl>| acl.filter(|acl| acl.forces_ssl()).map(|_| Acl::Prefer);
        SslChange {
            client_ca: Some(Replace::Clear),
            crl: ssl.crl.as_ref().map(|_| Replace::Clear),
            acl: lower(ssl.acl),
            replication_acl: lower(ssl.replication_acl),
            ..SslChange::default()
        }
    }

    /// SSL on, client CA, CRL and ACL: one call and one restart, or step by step.
    fn strengthen(&mut self, ssl: &SslState, wanted: &SslChange, left: SslChange) {
        let Some(endpoint) = self.endpoint(ssl) else {
            if *wanted != SslChange::default() {
                let message = match &self.posture.endpoints {
                    Reading::Unreadable(why) => text!("plan-unread-endpoints", why = why.text()),
                    Reading::Known(_) | Reading::NotAsked => text!("plan-no-endpoint"),
                };
                self.block(NO_ENDPOINT, message, Some(text!("plan-no-endpoint-next")));
            }
            return;
        };
        let wanted = SslChange {
            endpoint,
            ..wanted.clone()
        };
        let along = left.overlay(in_force(ssl));
        let steps = parts(&wanted, ssl, along.clone());
        let kept = wanted.switch.map(|_| along).unwrap_or_default();
        self.send(steps, wanted.overlay(kept));
    }

    /// The other way round, so that no ACL ever stands without its client CA.
    fn weaken(&mut self, ssl: &SslState, wanted: SslChange) {
        let off = wanted.switch == Some(Switch::Off);
        let lower = |acl: Option<Acl>, goal: Option<Acl>| {
            goal.or((off && acl.is_some_and(Acl::forces_ssl)).then_some(Acl::Prefer))
        };
        let all = SslChange {
            endpoint: self.endpoint(ssl).unwrap_or_default(),
            acl: lower(ssl.acl, wanted.acl),
            replication_acl: lower(ssl.replication_acl, wanted.replication_acl),
            ..wanted
        };
        let lets_in = |record: &Record| record.kind == RecordType::HostSsl && !record.rejects();
        if off && self.records_after().iter().any(lets_in) {
            let next = text!("plan-hostssl-without-ssl-next");
            let what = text!("plan-hostssl-without-ssl");
            self.block("hostssl-without-ssl", what, Some(next));
        }
        let mut steps = parts(&all, ssl, SslChange::default());
        steps.reverse();
        self.send(steps, all);
    }

    /// All in one call, where that is more than one part and it was not asked for otherwise.
    fn send(&mut self, parts: Vec<Step>, all: SslChange) {
        if parts.len() <= 1 || self.policy.stepwise {
            self.plan.steps.extend(parts);
        } else {
            self.plan.steps.push(combined(parts, all));
        }
    }

    fn records_after(&self) -> Vec<Record> {
        let planned = self.plan.records().map(|(_, after)| after.to_vec());
        let known = || self.posture.hba.known().map(|hba| hba.in_force().0);
        planned.or_else(known).unwrap_or_default()
    }

    /// The endpoint to name in a call: the one asked for, the protected one, else the internal one.
    fn endpoint(&self, ssl: &SslState) -> Option<String> {
        let asked = self.policy.endpoint.clone();
        let protected = ssl.endpoint.clone().filter(|endpoint| !endpoint.is_empty());
        let endpoints = self.posture.endpoints.known().map(Vec::as_slice);
        let default = || Some(default_endpoint(endpoints?)?.host.clone());
        asked.or(protected).or_else(default)
    }
}

/// What the API left out beside what it told of client certificates: what is not known cannot be put back.
fn untold(ssl: &SslState) -> Option<Text> {
    let acls = [ssl.acl, ssl.replication_acl];
    match ssl.client_ca {
        Some(_) if acls.contains(&None) => Some(text!("plan-unsaid-acl")),
        None if ssl.enabled == Some(true) && acls.into_iter().flatten().any(Acl::forces_ssl) => {
            Some(text!("plan-unsaid-ca"))
        }
        _ => None,
    }
}

/// A client CA or list that the API gave back and that cannot be read, where a call would send one: nobody knows whether it
/// is the same, and a call that switches SSL on sends again what is set.
fn garbled(ssl: &SslState, wanted: &SslChange) -> Option<Text> {
    let parts = [
        (BasisPart::ClientCa, &ssl.client_ca, &wanted.client_ca),
        (BasisPart::Crl, &ssl.crl, &wanted.crl),
    ];
    let is_sent = |goal: &Option<Replace>| match goal {
        Some(goal) => goal.after().is_some(),
        None => wanted.switch == Some(Switch::On),
    };
    let is_unreadable = |now: &Option<Pem>| now.as_ref().is_some_and(|pem| !pem.is_readable());
    let mut found = parts
        .into_iter()
        .filter(|(_, now, goal)| is_unreadable(now) && is_sent(goal));
    let (part, ..) = found.next()?;
    Some(text!("plan-garbled-pem", part = part.text()))
}
