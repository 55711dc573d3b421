//! The difference between what is wanted and what is so, as calls.

use std::time::Duration;

use super::{Change, Step};
use crate::domain::acl::Acl;
use crate::domain::pem::canonical_blocks;
use crate::domain::policy::{AclGoal, Policy, SwitchGoal};
use crate::domain::ssl::{CaType, Pem, Replace, SslChange, SslState, Switch};
use crate::text::{Text, text};

/// About how long the service takes for a change that restarts the instance.
///
/// Source: the vendor's pages on SSL settings ("about 3 minutes").
const RESTARTING: Duration = Duration::from_secs(180);
/// About how long the service takes for a change of the ACL or of pg_hba records.
pub(super) const QUICK: Duration = Duration::from_secs(60);

/// What is wanted and not so yet, as one call; it names no endpoint.
pub(super) fn missing(ssl: &SslState, policy: &Policy) -> SslChange {
    let moves = policy.endpoint.as_ref().is_some_and(|wanted| {
        let is_wanted = |now: &String| now.eq_ignore_ascii_case(wanted);
        !ssl.endpoint.as_ref().is_some_and(is_wanted)
    });
    let new_certificate =
        policy.server_certificate.is_some() && policy.server_certificate != ssl.server_certificate;
    let retyped = policy.ca_type.is_some() && policy.ca_type != ssl.ca_type;
    let is_as_wanted = ssl.enabled == Some(true) && !moves && !new_certificate && !retyped;
    let switch = match policy.switch {
        Some(SwitchGoal::Off) => (ssl.enabled != Some(false)).then_some(Switch::Off),
        // The same files again are a renewal only where the service asks for one.
        Some(SwitchGoal::Renew) => {
            let is_installed = policy.server_certificate.is_some() && is_as_wanted;
            let is_due = ssl.requires_update == Some(true);
            (is_due || !is_installed).then_some(Switch::On)
        }
        Some(SwitchGoal::On) => (!is_as_wanted).then_some(Switch::On),
        None => None,
    };
    let certificate_goes_along = switch == Some(Switch::On);
    let in_force = ssl.ca_type.as_ref().filter(|_| ssl.enabled == Some(true));
    let ca_type = policy.ca_type.as_ref().or(in_force);
    let replaced =
        |goal: &Option<Replace>, now: Option<&Pem>| goal.clone().filter(|goal| goal.after() != now);
    let moved = |goal: Option<AclGoal>, acl: Option<Acl>| {
        let now = [ssl.demanding(acl), ssl.counting(acl)];
        goal.map(|goal| goal.after(now[0]))
            .filter(|after| now != [Some(*after); 2])
    };
    SslChange {
        switch,
        ca_type: certificate_goes_along.then(|| ca_type.cloned().unwrap_or(CaType::Aliyun)),
        server_certificate: policy
            .server_certificate
            .clone()
            .filter(|_| certificate_goes_along),
        client_ca: replaced(&policy.client_ca, ssl.client_ca.as_ref()),
        crl: replaced(&policy.crl, ssl.crl.as_ref()),
        acl: moved(policy.acl, ssl.acl),
        replication_acl: moved(policy.replication_acl, ssl.replication_acl),
        ..SslChange::default()
    }
}

/// The ACL that stands after a change to a goal.
pub(super) fn acl_after(ssl: &SslState, goal: Option<AclGoal>, acl: Option<Acl>) -> Option<Acl> {
    let now = ssl.demanding(acl);
    goal.map(|goal| goal.after(now)).or(now)
}

/// A call that sets again what is set. Whether the service keeps what a call that switches SSL on leaves
/// out is not documented, so everything goes along; an ACL that is left from before SSL was switched off is not in force.
pub(super) fn in_force(ssl: &SslState) -> SslChange {
    let counts = |acl: Option<Acl>| ssl.demanding(acl).filter(|_| ssl.client_ca.is_some());
    SslChange {
        client_ca: ssl.client_ca.clone().map(Replace::Set),
        crl: ssl.crl.clone().map(Replace::Set),
        acl: counts(ssl.acl),
        replication_acl: counts(ssl.replication_acl),
        ..SslChange::default()
    }
}

/// A call as one step a setting, in the order the API demands: SSL before the client CA, the client CA
/// before the revocation list and the ACL. The step of the switch sets `along` too.
pub(super) fn parts(call: &SslChange, ssl: &SslState, along: SslChange) -> Vec<Step> {
    let endpoint = call.endpoint.as_str();
    let nothing = || SslChange::new(endpoint);
    let mut parts = Vec::new();
    if let Some(switch) = call.switch {
        let (name, summary) = match (switch, ssl.enabled) {
            (Switch::Off, _) => ("ssl-off", text!("step-ssl-off")),
            (Switch::On, Some(true)) => {
                let summary = text!("step-ssl-renew", endpoint = endpoint);
                ("ssl-renew", summary)
            }
            (Switch::On, _) => ("ssl-on", text!("step-ssl-on", endpoint = endpoint)),
        };
        let change = SslChange {
            endpoint: endpoint.to_owned(),
            switch: call.switch,
            ca_type: call.ca_type.clone(),
            server_certificate: call.server_certificate.clone(),
            ..along
        };
        parts.push(ssl_step(name, summary, change));
    }
    if let Some(client_ca) = &call.client_ca {
        let (name, summary) = match client_ca {
            Replace::Set(pem) => ("client-ca", client_ca_summary(pem)),
            Replace::Clear => ("client-ca-clear", text!("step-client-ca-clear")),
        };
        // A revocation list of the old client CA would lock everyone out under the new one.
        let stale = ssl.crl.is_some() && matches!(call.crl, Some(Replace::Set(_)));
        let change = SslChange {
            client_ca: Some(client_ca.clone()),
            crl: stale.then_some(Replace::Clear),
            ..nothing()
        };
        parts.push(ssl_step(name, summary, change));
    }
    if let Some(crl) = &call.crl {
        let (name, summary) = match crl {
            Replace::Set(_) => ("crl", text!("step-crl")),
            Replace::Clear => ("crl-clear", text!("step-crl-clear")),
        };
        let change = SslChange {
            crl: Some(crl.clone()),
            ..nothing()
        };
        parts.push(ssl_step(name, summary, change));
    }
    let change = SslChange {
        acl: call.acl,
        replication_acl: call.replication_acl,
        ..nothing()
    };
    parts.extend(acl_summary(&change).map(|summary| ssl_step("acl", summary, change)));
    parts
}

/// What is installed: during a rotation it is more than one client CA.
fn client_ca_summary(client_ca: &Pem) -> Text {
    match canonical_blocks(client_ca.as_str()).map_or(1, |blocks| blocks.len()) {
        1 => text!("step-client-ca"),
        count => text!("step-client-cas", count = count),
    }
}

/// What a call does to the ACLs; `None` where it leaves them alone.
fn acl_summary(call: &SslChange) -> Option<Text> {
    Some(match (call.acl, call.replication_acl) {
        (None, None) => return None,
        (Some(acl), Some(replication)) if acl == replication => text!("step-acl-both", acl = acl),
        (Some(acl), Some(replication)) => {
            text!("step-acl-each", acl = acl, replication = replication)
        }
        (Some(acl), None) => text!("step-acl", acl = acl),
        (None, Some(acl)) => text!("step-replication-acl", acl = acl),
    })
}

fn ssl_step(name: &str, summary: Text, change: SslChange) -> Step {
    let restarts = change.switch.is_some() || change.client_ca.is_some() || change.crl.is_some();
    Step {
        name: name.to_owned(),
        summary,
        change: Change::Ssl(change),
        restarts,
        expected: if restarts { RESTARTING } else { QUICK },
        fallback: vec![],
    }
}

/// One call for several steps, which are sent one by one when the API refuses it.
pub(super) fn combined(parts: Vec<Step>, all: SslChange) -> Step {
    let names: Vec<&str> = parts.iter().map(|step| step.name.as_str()).collect();
    let name = names.join("+");
    let summary = Text::phrases(parts.iter().map(|step| step.summary.clone()));
    Step {
        fallback: parts,
        ..ssl_step(&name, summary, all)
    }
}
