//! The one judgement at the end of a change: as wanted, not as wanted, not proven, or unknown.
//!
//! It rests on the settings that were read back and on every live answer, and holds whether or not
//! anything was sent.

use core::net::Ipv4Addr;

use super::acl::Acl;
use super::hba::{
    CertificateClaim, Decision, Encryption, Exception, Knowledge, Record, RecordType,
    admits_anyone, compile, decide,
};
use super::plan::{Plan, plan};
use super::policy::{HbaGoal, Policy, SwitchGoal};
use super::posture::{Cause, Posture, Unreadable};
use super::proof::{LoginOrigin, Outcome, ProbeReport, Proof, Question, unproven};
use super::verdict::{Thresholds, Verdict, judge, knowledge, unreadable};
use crate::text::{Text, text};

/// How a change ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conclusion {
    /// The settings are as wanted, and no live answer contradicts them.
    AsWanted,
    /// What was read or heard shows that it is not as wanted.
    NotAsWanted {
        /// What is wrong, for people.
        what: Text,
        /// Why.
        why: Text,
        /// Whether a live connection shows it, and not the settings.
        live: bool,
    },
    /// Nothing shows that it is not as wanted, but a live answer that was needed is missing.
    NotProven {
        /// What is missing, for people.
        what: Text,
        /// Why.
        why: Text,
    },
    /// A part that decides could not be read.
    Unknown(Unreadable),
}

impl Conclusion {
    /// Whether a later reading of the settings could say something else.
    pub const fn rests_on_settings(&self) -> bool {
        matches!(
            self,
            Self::Unknown(_) | Self::NotAsWanted { live: false, .. }
        )
    }
}

/// What the live connections were asked to show.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProofRequest {
    /// The CN of a client certificate that was handed in, empty where it has none; it has to be let in.
    pub certificate: Option<String>,
    /// An endpoint that cannot be reached is not good enough.
    pub require_proof: bool,
}

/// Judges what was found after a change, or where nothing had to change. `before` is what the plan was made on.
pub fn conclude(
    before: &Posture,
    made: &Plan,
    after: &Posture,
    asked: &ProofRequest,
) -> Conclusion {
    // By the time of the plan: what ran out since, such as a waiver, is no fault of the change.
    let then = Posture {
        seen_at: made.seen_at,
        ..after.clone()
    };
    let again = plan(&then, &lasting(&made.policy));
    if made.is_skipped() && again.is_skipped() {
        return Conclusion::AsWanted;
    }
    if let Some(part) = unreadable(after) {
        return Conclusion::Unknown(part.clone());
    }
    if let Some(host) = after.stray_endpoint() {
        return unknown(text!("conclusion-stray", host = host));
    }
    // What a running change leaves behind does not show in the settings.
    let changing = after.is_changing() || made.is_empty() && after.is_changing_since(before);
    let mut undecided = changing.then(|| unknown(text!("plan-changing")));
    let left = again.steps.first().map(|step| &step.summary);
    let blocker = again.blockers.first().map(|blocker| &blocker.message);
    if let Some(left) = left.or(blocker).filter(|_| !changing) {
        return not_as_wanted(
            text!("conclusion-not-as-wanted"),
            text!("conclusion-left", what = left),
        );
    }
    let forces = made.policy.forces_ssl();
    // A proof that is asked for is owed whatever was wanted.
    let promised = forces || asked.require_proof;
    let settings = Posture {
        probes: vec![],
        ..after.clone()
    };
    let by_settings = judge(&settings, Thresholds::default());
    // A live answer overturned what the settings say.
    let contradicted = by_settings.verdict == Verdict::Enforced
        && judge(after, Thresholds::default()).verdict != Verdict::Enforced;
    if forces && !changing {
        // The plan has found that the records let in no more than the exceptions.
        let is_on = after.ssl.known().and_then(|ssl| ssl.enabled) == Some(true);
        let open = matches!(by_settings.verdict, Verdict::Partly | Verdict::Open);
        let kept = open && is_on && !again.accepted.is_empty();
        if by_settings.verdict == Verdict::Unknown {
            // Who has to act follows from what could not be read.
            return match after.endpoints.unreadable() {
                Some(part) => Conclusion::Unknown(Unreadable {
                    message: by_settings.reason,
                    ..part.clone()
                }),
                None => unknown(by_settings.reason),
            };
        }
        if by_settings.verdict != Verdict::Enforced && !kept {
            let what = text!("conclusion-still", verdict = by_settings.verdict.text());
            if !open || !rests_on_the_acl(made, after) {
                return not_as_wanted(what, by_settings.reason);
            }
            undecided = Some(not_proven(what, by_settings.reason));
        }
    }
    for probe in &after.probes {
        if let Proof::Refuted(how) = probe.proof()
            && (promised || contradicted)
            && !is_kept(made, probe)
        {
            let place = format!("{}:{}", probe.place.host, probe.place.port);
            let login = probe.login();
            return Conclusion::NotAsWanted {
                what: text!("conclusion-plaintext"),
                why: text!("conclusion-live", how = how, login = login, place = place),
                live: true,
            };
        }
    }
    undecided.unwrap_or_else(|| missing_proof(after, asked, promised))
}

/// Whether an ACL that forces SSL was all that was wanted: what it does to a record that admits plaintext
/// is not documented, so that the settings show nothing.
fn rests_on_the_acl(made: &Plan, after: &Posture) -> bool {
    let forces = |acl: Option<Acl>| acl.is_some_and(Acl::forces_ssl);
    let ssl = after.ssl.known();
    made.policy.hba.is_none()
        && ssl.is_some_and(|ssl| forces(ssl.acl) && forces(ssl.replication_acl))
}

const fn unknown(message: Text) -> Conclusion {
    Conclusion::Unknown(Unreadable::new(Cause::Failed, message))
}

const fn not_proven(what: Text, why: Text) -> Conclusion {
    Conclusion::NotProven { what, why }
}

const fn not_as_wanted(what: Text, why: Text) -> Conclusion {
    Conclusion::NotAsWanted {
        what,
        why,
        live: false,
    }
}

/// What is left of a policy once it was carried out: a renewal is wanted every time, and what
/// remains of it is that SSL is on.
fn lasting(policy: &Policy) -> Policy {
    let mut policy = policy.clone();
    // The service may number records in its own way.
    policy.any_priorities = true;
    if policy.switch == Some(SwitchGoal::Renew) {
        policy.switch = Some(SwitchGoal::On);
    }
    policy
}

/// Whether the login that a report names, from where it came, is one that is kept open on purpose.
fn is_kept(made: &Plan, probe: &ProbeReport) -> bool {
    let Some(HbaGoal::Hardened { exceptions, .. }) = &made.policy.hba else {
        return false;
    };
    let from = probe
        .run(Question::Plaintext)
        .and_then(|run| run.from)
        .map(|from| from.ip().to_canonical());
    from.is_some_and(|address| {
        let connection = probe.login().connection(address, Encryption::None);
        let kept = |exception: &Exception| {
            let record = Record {
                priority: 0,
                kind: RecordType::HostNoSsl,
                database: exception.database.clone(),
                user: exception.user.clone(),
                address: exception.address.clone(),
                mask: None,
                method: "trust".to_owned(),
                option: None,
            };
            let rules = compile(&[record], None);
            let decision = decide(&rules, &connection, &Knowledge::default());
            matches!(decision, Decision::Accept { .. })
        };
        exceptions.iter().any(kept)
    })
}

fn missing_proof(after: &Posture, asked: &ProofRequest, promised: bool) -> Conclusion {
    // What stands in front of the server refuses without telling why; a pooler is a finding of its own.
    let binding = |probe: &&&ProbeReport| asked.require_proof || !probe.place.kind.is_in_front();
    let named = |probe: &&ProbeReport| probe.origin == LoginOrigin::Named;
    let open = unproven(&after.probes);
    let inconclusive = open
        .iter()
        .filter(|probe| !probe.unreachable() && !is_shut_to_all(after, probe))
        .filter(binding)
        .filter(|probe| named(probe))
        .find_map(|probe| match probe.proof() {
            Proof::NotProven(why) => Some(why),
            Proof::Proven(_) | Proof::Refuted(_) => None,
        });
    if let Some(why) = inconclusive.filter(|_| promised) {
        return not_proven(text!("conclusion-inconclusive"), why);
    }
    if let Some(holder) = &asked.certificate {
        let servers = |probe: &&ProbeReport| !probe.place.kind.is_in_front();
        let tried = after.probes.iter().filter(named).filter(servers);
        let runs = tried.filter_map(|probe| {
            let run = probe.run(Question::ClientCertificate)?;
            let unreached = matches!(run.outcome, Outcome::Unreachable { .. } | Outcome::TimedOut);
            (!unreached).then_some((probe, &run.outcome))
        });
        let runs: Vec<_> = runs.collect();
        if runs.is_empty() && asked.require_proof {
            let why = text!("conclusion-no-endpoint");
            return not_proven(text!("conclusion-certificate"), why);
        }
        // A login that nobody has is shut, as it is to be; one at least has to get in.
        let nobody = !runs.iter().any(|(_, outcome)| outcome.passed_hba());
        let refused = runs.iter().find_map(|(probe, outcome)| {
            let shut = **outcome == Outcome::RefusedByHba && is_shut_to_all(after, probe);
            (!outcome.passed_hba() && (nobody || !shut)).then(|| outcome.text())
        });
        let of_another = runs
            .iter()
            .filter(|(probe, outcome)| outcome.passed_hba() && is_refused(after, probe, holder))
            .map(|(probe, _)| {
                text!(
                    "conclusion-certificate-other",
                    holder = holder,
                    user = &probe.user
                )
            });
        if let Some(why) = refused.or(of_another.into_iter().next()) {
            let why = text!("conclusion-certificate-why", why = why);
            return not_proven(text!("conclusion-certificate"), why);
        }
    }
    let nobody = after.probes.iter().all(ProbeReport::unreachable);
    if asked.require_proof && nobody {
        let why = text!("conclusion-no-endpoint");
        return not_proven(text!("conclusion-nothing-proven"), why);
    }
    if let Some(first) = after.unprobed().first().filter(|_| asked.require_proof) {
        return not_proven(text!("conclusion-nothing-proven"), first.why.clone());
    }
    Conclusion::AsWanted
}

/// Whether a certificate of this name lets the user of a login in no further than to the password: a server
/// compares the name only after it.
fn is_refused(after: &Posture, probe: &ProbeReport, holder: &str) -> bool {
    if holder == probe.user {
        return false;
    }
    let acl = after.ssl.known().and_then(|ssl| {
        if probe.replication {
            ssl.replication_acl
        } else {
            ssl.acl
        }
    });
    let run = probe.run(Question::ClientCertificate);
    let from = run.and_then(|run| Some(run.from?.ip().to_canonical()));
    let by_records = || {
        let (records, from) = (after.hba.known()?.in_force().0, from?);
        let knowledge = knowledge(after);
        let common_name = Some(holder.to_owned());
        let certificate = CertificateClaim::Verified { common_name };
        let connection = probe
            .login()
            .connection(from, Encryption::Ssl { certificate });
        let rules = compile(&records, knowledge.server_major);
        let fits = !matches!(
            decide(&rules, &connection, &knowledge),
            Decision::CertificateOfAnother { .. }
                | Decision::Authenticate {
                    certificate_fits: false,
                    ..
                }
        );
        Some(fits)
    };
    acl.is_some_and(Acl::binds_user) || by_records() == Some(false)
}

/// Whether `pg_hba` turned this login away with and without SSL, and by the records in force it lets
/// nobody in that way from anywhere: then being refused is what was to be shown.
fn is_shut_to_all(after: &Posture, probe: &ProbeReport) -> bool {
    let shut = probe.shut();
    let records = after.hba.known().map(|hba| hba.in_force().0);
    shut && records.is_some_and(|records| {
        let knowledge = knowledge(after);
        // The address and the encryption do not count here.
        let anywhere = Ipv4Addr::UNSPECIFIED.into();
        let connection = probe.login().connection(anywhere, Encryption::SSL);
        !admits_anyone(&records, &connection, &knowledge)
    })
}
