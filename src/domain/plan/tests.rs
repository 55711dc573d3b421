//! The plan against a model of the service that does what a call says.

use proptest::prelude::*;

use super::*;
use crate::domain::acl::Acl;
use crate::domain::certificate::{
    self,
    sample::{Authority, NOW, PAST},
};
use crate::domain::conclusion::{Conclusion, ProofRequest, conclude};
use crate::domain::hba::{HbaState, Record, RecordType, Strategy as HbaStrategy};
use crate::domain::instance::{EngineVersion, Status};
use crate::domain::policy::{AclGoal, CaCare, CrlCare, HbaGoal, Restored, SwitchGoal};
use crate::domain::posture::{Cause, Reading, Unreadable};
use crate::domain::sample::{after, any_policy, any_ssl, any_state, instance, pem, posture, ssl};
use crate::domain::ssl::{LastChange, Pem, Replace, SslState};
use crate::domain::wait::{ChangeProgress, Mark};

fn by_acl() -> Policy {
    Policy {
        switch: Some(SwitchGoal::On),
        client_ca: Some(Replace::Set(pem("ca"))),
        acl: Some(AclGoal::Exactly(Acl::VerifyFull)),
        replication_acl: Some(AclGoal::Exactly(Acl::VerifyFull)),
        ..Policy::default()
    }
}

fn by_hba() -> Policy {
    Policy {
        switch: Some(SwitchGoal::On),
        hba: Some(HbaGoal::Hardened {
            strategy: HbaStrategy::Convert,
            exceptions: vec![],
        }),
        ..Policy::default()
    }
}

fn names(plan: &Plan) -> Vec<&str> {
    plan.steps.iter().map(|step| step.name.as_str()).collect()
}

fn blocked_by(plan: &Plan) -> Vec<&str> {
    plan.blockers
        .iter()
        .map(|blocker| blocker.id.as_str())
        .collect()
}

#[test]
fn acl_is_one_call_and_one_restart() {
    let made = plan(&posture(ssl(false), Record::factory()), &by_acl());
    assert_eq!(names(&made), ["ssl-on+client-ca+acl"]);
    assert_eq!(made.restarts(), 1);
    assert_eq!(blocked_by(&made), [""; 0]);
    let parts: Vec<&str> = made.steps[0]
        .fallback
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    assert_eq!(parts, ["ssl-on", "client-ca", "acl"]);
}

#[test]
fn stepwise_is_three_calls() {
    let policy = Policy {
        stepwise: true,
        ..by_acl()
    };
    let made = plan(&posture(ssl(false), Record::factory()), &policy);
    assert_eq!(names(&made), ["ssl-on", "client-ca", "acl"]);
    assert_eq!(made.restarts(), 2);
}

#[test]
fn records_come_after_ssl_is_on_and_close_replication_too() {
    let made = plan(&posture(ssl(false), Record::factory()), &by_hba());
    assert_eq!(names(&made), ["ssl-on", "pg-hba"]);
    let Change::Hba { after, .. } = &made.steps[1].change else {
        panic!("pg_hba comes second")
    };
    assert!(
        after
            .iter()
            .all(|record| record.kind == RecordType::HostSsl)
    );
    assert_eq!(after.len(), 2);
}

#[test]
fn what_stands_in_the_way_is_named() {
    let check = |change: &dyn Fn(&mut Posture), policy: &Policy, expected: &[&str]| {
        let mut seen = posture(ssl(true), Record::factory());
        change(&mut seen);
        assert_eq!(blocked_by(&plan(&seen, policy)), expected);
    };
    let without_ca = Policy {
        client_ca: None,
        ..by_acl()
    };
    check(&|_| {}, &by_acl(), &[]);
    check(&|_| {}, &without_ca, &["acl-without-ca"]);
    check(
        &|p| instance(p).engine = Some("MySQL".into()),
        &by_acl(),
        &["unsupported"],
    );
    check(
        &|p| instance(p).storage = Some("local_ssd".into()),
        &by_acl(),
        &["unsupported"],
    );
    check(
        &|p| instance(p).category = Some("Serverless_basic".into()),
        &by_acl(),
        &["unsupported"],
    );
    check(
        &|p| instance(p).engine_version = Some(EngineVersion::parse("9.4")),
        &by_hba(),
        &["unsupported"],
    );
    check(
        &|p| instance(p).engine_version = Some(EngineVersion::parse("11.0")),
        &by_acl(),
        &["version"],
    );
    check(
        &|p| instance(p).kernel = Some("rds_20210101".into()),
        &by_hba(),
        &["kernel"],
    );
    check(
        &|p| instance(p).kernel = Some("rds_20210101".into()),
        &by_acl(),
        &[],
    );
    check(
        &|p| instance(p).lock_mode = Some("LockByExpiration".into()),
        &by_acl(),
        &["locked"],
    );
    check(
        &|p| instance(p).status = Status::Busy("SSL_MODIFYING".into()),
        &by_acl(),
        &["not-running"],
    );
    check(&|p| instance(p).pooler = Some(true), &by_acl(), &["pooler"]);
    check(&|p| instance(p).engine = None, &by_acl(), &["unsupported"]);
    let hba_only = Policy {
        switch: None,
        ..by_hba()
    };
    check(
        &|p| p.ssl = Reading::Known(ssl(false)),
        &hba_only,
        &["ssl-off"],
    );
    let off = Policy {
        switch: Some(SwitchGoal::Off),
        ..Policy::default()
    };
    let forced: Vec<Record> = Record::factory()
        .into_iter()
        .map(|r| Record {
            kind: RecordType::HostSsl,
            ..r
        })
        .collect();
    assert_eq!(
        blocked_by(&plan(&posture(ssl(true), forced), &off)),
        ["hostssl-without-ssl"]
    );
}

#[test]
fn what_is_as_wanted_while_a_change_of_it_runs_is_not_known() {
    let open = posture(ssl(true), Record::factory());
    let made = plan(&open, &by_hba());
    let closed = after(open, &made.steps[0].change);
    let backup = || Status::Busy("BACKING_UP".into());
    let applied = || LastChange::Other("applied".into());
    for (status, of_ssl, of_records, blocked) in [
        (
            Status::Running,
            LastChange::Never,
            LastChange::Succeeded,
            false,
        ),
        (backup(), LastChange::Never, LastChange::Succeeded, false),
        (
            Status::Running,
            LastChange::Setting,
            LastChange::Never,
            true,
        ),
        (
            Status::Running,
            LastChange::Never,
            LastChange::Setting,
            true,
        ),
        (backup(), LastChange::Never, LastChange::Setting, true),
        // A word that nobody knows tells of no change while the instance is at rest.
        (Status::Running, applied(), LastChange::Never, false),
        (Status::Running, LastChange::Never, applied(), false),
        (backup(), LastChange::Never, applied(), true),
    ] {
        let mut seen = closed.clone();
        instance(&mut seen).status = status;
        if let (Reading::Known(ssl), Reading::Known(hba)) = (&mut seen.ssl, &mut seen.hba) {
            ssl.last_change.clone_from(&of_ssl);
            hba.last_change.clone_from(&of_records);
        }
        let again = plan(&seen, &by_hba());
        assert!(again.is_empty());
        assert_eq!(again.is_blocked_by_change(), blocked, "{seen:?}");
        let judged = conclude(&seen, &made, &seen, &ProofRequest::default());
        assert_eq!(matches!(judged, Conclusion::Unknown(_)), blocked);
        assert_eq!(judged == Conclusion::AsWanted, !blocked, "{judged:?}");
        // One that came since the look before may be that of a change that runs.
        let moved = conclude(&closed, &again, &seen, &ProofRequest::default());
        let is_new = of_ssl.is_unknown() || of_records.is_unknown();
        assert_eq!(matches!(moved, Conclusion::Unknown(_)), blocked || is_new);
    }
}

#[test]
fn an_instance_that_cannot_be_enforced_is_skipped_where_a_waiver_accepts_it() {
    let waived = |until: &str| Policy {
        unsupported: Some(until.parse().unwrap()),
        ..by_hba()
    };
    let mut local = posture(ssl(true), Record::factory());
    instance(&mut local).storage = Some("local_ssd".to_owned());
    let refused = |what: &str| Unreadable {
        cause: Cause::Unsupported,
        action: None,
        code: None,
        message: Text::verbatim(what),
        request_id: None,
        next: None,
    };
    let by_api = |enabled| Posture {
        hba: Reading::Unreadable(refused("no records")),
        ..posture(ssl(enabled), Record::factory())
    };
    let supported = posture(ssl(true), Record::factory());
    let (holds, over) = (waived("2027-12-31"), waived("2026-12-31"));
    for (seen, policy, skipped) in [
        (&local, &holds, true),
        (&local, &over, false),
        (&local, &by_hba(), false),
        (&by_api(true), &holds, true),
        // Without SSL every connection is plaintext.
        (&by_api(false), &holds, false),
        (&supported, &holds, false),
    ] {
        let made = plan(seen, policy);
        assert_eq!(made.is_skipped(), skipped, "{policy:?}");
        let left = made.is_empty() && made.blockers.is_empty();
        assert_eq!(left, skipped, "{made:?}");
        let ended = conclude(seen, &made, seen, &ProofRequest::default());
        assert_eq!(ended == Conclusion::AsWanted, skipped, "{ended:?}");
    }
}

#[test]
fn a_replaced_client_ca_never_meets_the_old_revocation_list() {
    let mut seen = ssl(true);
    seen.client_ca = Some(pem("old"));
    seen.crl = Some(pem("old-crl"));
    let policy = Policy {
        crl: Some(Replace::Set(pem("new-crl"))),
        stepwise: true,
        ..by_acl()
    };
    let made = plan(&posture(seen, Record::factory()), &policy);
    let Change::Ssl(call) = &made.steps[0].change else {
        panic!("an SSL call comes first")
    };
    assert_eq!(call.crl, Some(Replace::Clear));
}

#[test]
fn the_fingerprint_follows_what_decides_and_nothing_else() {
    let seen = posture(ssl(true), Record::factory());
    let mut busy = seen.clone();
    instance(&mut busy).status = Status::Busy("Rebooting".into());
    assert_eq!(fingerprint(&seen), fingerprint(&busy));
    let mut other = seen.clone();
    other.hba = Reading::Known(HbaState::listed(Record::factory()[..1].to_vec()).unwrap());
    assert_ne!(fingerprint(&seen), fingerprint(&other));
}

#[test]
fn an_acl_that_is_left_from_before_ssl_was_off_is_not_in_force() {
    let stale = |acl| SslState {
        client_ca: Some(pem("old")),
        acl: Some(acl),
        replication_acl: Some(acl),
        ..ssl(false)
    };
    for left in Acl::ALL {
        let seen = posture(stale(left), Record::factory());
        let by_records = plan(&seen, &by_hba());
        assert!(by_records.blockers.is_empty(), "{left}");
        for (goal, expected) in [
            (None, Acl::Prefer),
            (Some(AclGoal::Forcing), Acl::VerifyFull),
            (Some(AclGoal::AtLeast(Acl::VerifyCa)), Acl::VerifyCa),
            (Some(AclGoal::AtLeast(Acl::Cert)), Acl::Cert),
            (Some(AclGoal::Exactly(Acl::Prefer)), Acl::Prefer),
        ] {
            let policy = Policy {
                acl: goal,
                replication_acl: goal,
                restores: Some(Restored::Logged),
                switch: Some(SwitchGoal::On),
                ..Policy::default()
            };
            for stepwise in [false, true] {
                let policy = Policy {
                    stepwise,
                    ..policy.clone()
                };
                let made = plan(&seen, &policy);
                assert_eq!(blocked_by(&made), [""; 0], "{left} {goal:?}");
                let apply = |seen, step: &Step| after(seen, &step.change);
                let end = made.steps.iter().fold(seen.clone(), apply);
                let ssl = end.ssl.known().unwrap();
                let now = [ssl.acl, ssl.replication_acl];
                assert_eq!(now, [Some(expected); 2], "{left} {goal:?}");
                // The client CA comes back with what needs it only.
                let asks = ssl.asked_ca().is_some();
                assert_eq!(asks, expected.forces_ssl(), "{left} {goal:?}");
                assert!(!made.weakens(), "{left} {goal:?}");
            }
        }
    }
}

#[test]
fn what_is_left_from_before_ssl_was_off_is_told_apart_from_what_is_in_force() {
    let with = |on| SslState {
        client_ca: Some(pem("old")),
        crl: Some(pem("list")),
        acl: Some(Acl::Prefer),
        replication_acl: Some(Acl::Prefer),
        ..ssl(on)
    };
    let to = |client_ca, acl, crl: Option<Replace>| Policy {
        switch: Some(SwitchGoal::On),
        client_ca,
        crl,
        acl,
        replication_acl: acl,
        restores: Some(Restored::Logged),
        stepwise: true,
        ..Policy::default()
    };
    let new = || Some(Replace::Set(pem("new")));
    let list = || Some(Replace::Set(pem("other list")));
    for (on, policy, expected) in [
        (false, to(None, None, None), &["client-ca-left"][..]),
        (
            false,
            to(new(), None, None),
            &["client-ca-left", "client-ca-comes"],
        ),
        (
            false,
            to(None, Some(AclGoal::Forcing), None),
            &["client-ca-comes"],
        ),
        (
            true,
            to(new(), None, list()),
            &["client-ca-comes", "client-ca-goes"],
        ),
        (true, to(None, None, Some(Replace::Clear)), &["crl-cleared"]),
    ] {
        let made = plan(&posture(with(on), Record::factory()), &policy);
        assert_eq!(blocked_by(&made), [""; 0], "{policy:?}");
        let about = |one: &&str| one.starts_with("client-ca-") || one.starts_with("crl-");
        let told = made.warnings.iter().map(|one| one.id.as_str());
        let told: Vec<&str> = told.filter(about).collect();
        assert_eq!(told, expected, "{policy:?}");
        assert_eq!(made.weakens(), expected == ["crl-cleared"], "{policy:?}");
    }
}

proptest! {
    #[test]
    fn a_plan_after_apply_is_empty(state in any_state(), policy in any_policy()) {
        let mut seen = state;
        let made = plan(&seen, &policy);
        // Where `hostnossl` records alone let clients in, nothing is left to convert; where they reject
        // while SSL is off, turning it on would let in. An ACL that only hardens may not stand in the place of every other.
        let rightly = |id: &&str| ["nobody-gets-in", "ssl-opens", "acl-opens"].contains(id);
        let blocked = blocked_by(&made);
        if !blocked.is_empty() && blocked.iter().all(rightly) {
            return Ok(());
        }
        prop_assert!(made.blockers.is_empty(), "{:?}", made.blockers);
        for step in &made.steps {
            seen = after(seen, &step.change);
        }
        let again = plan(&seen, &policy);
        prop_assert!(again.is_empty(), "{:?}", again.steps);
    }

    #[test]
    fn an_acl_that_hardens_lets_in_nobody_whom_the_one_before_refuses(state in any_state(), policy in any_policy()) {
        let made = plan(&state, &policy);
        if !made.blockers.is_empty() {
            return Ok(());
        }
        let acls = |posture: &Posture| {
            let ssl = posture.ssl.known().unwrap();
            [ssl.acl, ssl.replication_acl].map(|acl| ssl.demanding(acl))
        };
        let end = made.steps.iter().fold(state.clone(), |seen, step| after(seen, &step.change));
        let goals = [policy.acl, policy.replication_acl];
        for (goal, (before, now)) in goals.iter().zip(acls(&state).into_iter().zip(acls(&end))) {
            let (before, now) = (before.unwrap(), now.unwrap());
            let exactly = matches!(goal, Some(AclGoal::Exactly(_)));
            prop_assert!(exactly || !now.admits_more_than(before), "{before} to {now}");
        }
    }

    /// What stands there already has no end that shows: nothing of the kind is sent.
    #[test]
    fn every_call_changes_something_that_shows(state in any_state(), policy in any_policy()) {
        let stood = |seen: &Posture, step: &Step| match (&step.change, seen.ssl.known()) {
            (Change::Ssl(call), Some(ssl)) => {
                Mark::before_ssl(call, ssl).ssl_change(call, ssl) == ChangeProgress::Stood
            }
            _ => false,
        };
        let mut seen = state;
        for step in plan(&seen, &policy).steps {
            prop_assert!(!stood(&seen, &step), "{:?}", step.change);
            let mut parts = seen.clone();
            for part in &step.fallback {
                prop_assert!(!stood(&parts, part), "part {:?} of {:?}", part.change, step.change);
                parts = after(parts, &part.change);
            }
            seen = after(seen, &step.change);
        }
    }

    #[test]
    fn what_an_enforcement_may_want_opens_nothing(state in any_state(), policy in any_policy()) {
        // The generated texts are no certificates, and pass as those of a saved state only.
        let asked = Policy { restores: None, ..policy.clone() };
        let made = plan(&state, &policy);
        let passes = asked.enforces() && made.blockers.is_empty();
        prop_assert!(!passes || !made.weakens(), "{:?}", made.opens);
    }

    #[test]
    fn the_parts_of_a_combined_call_end_in_the_same_state(state in any_ssl(), policy in any_policy()) {
        let seen = posture(state, Record::factory());
        let made = plan(&seen, &Policy { stepwise: false, ..policy });
        for step in made.steps.iter().filter(|step| !step.fallback.is_empty()) {
            let whole = after(seen.clone(), &step.change);
            let parts = step.fallback.iter().fold(seen.clone(), |p, part| after(p, &part.change));
            prop_assert_eq!(whole, parts);
        }
    }
}

#[test]
fn named_records_that_open_plaintext_are_a_weakening() {
    let closed: Vec<Record> = Record::factory()
        .into_iter()
        .map(|record| Record {
            kind: RecordType::HostSsl,
            ..record
        })
        .collect();
    let made = |from: &[Record], to: &[Record]| {
        let policy = Policy {
            hba: Some(HbaGoal::Exactly(to.to_vec())),
            ..Policy::default()
        };
        plan(&posture(ssl(true), from.to_vec()), &policy)
    };
    let opening = made(&closed, &Record::factory());
    assert!(opening.weakens());
    let warned = |plan: &Plan, id: &str| plan.warnings.iter().any(|warning| warning.id == id);
    assert!(warned(&opening, "plaintext-opened") && !warned(&opening, "plaintext-clients"));
    let closing = made(&Record::factory(), &closed);
    assert!(!closing.weakens() && warned(&closing, "plaintext-clients"));
    assert!(!made(&closed, &closed).weakens());
}

/// An instance with this client CA and revocation list, under the ACL `cert`.
fn with_certificates(client_ca: &str, crl: Option<&str>) -> Posture {
    let settings = SslState {
        client_ca: Pem::new(client_ca),
        crl: crl.and_then(Pem::new),
        acl: Some(Acl::Cert),
        replication_acl: Some(Acl::Cert),
        ..ssl(true)
    };
    posture(settings, Record::factory())
}

fn blockers(posture: &Posture, policy: &Policy) -> Vec<String> {
    let plan = plan(posture, policy);
    plan.blockers
        .into_iter()
        .map(|blocker| blocker.id)
        .collect()
}

#[test]
fn a_revocation_list_has_to_fit_every_client_ca() {
    let (one, two) = (Authority::new("one"), Authority::new("two"));
    let both = format!("{}{}", one.pem, two.pem);
    let (list_one, list_two) = (one.crl(NOW, &[]), two.crl(NOW, &[]));
    let set = |crl: &str, crl_care| Policy {
        crl: Some(Replace::Set(Pem::new(crl).unwrap())),
        crl_care,
        ..Policy::default()
    };
    let (with_one, with_both) = (
        with_certificates(&one.pem, None),
        with_certificates(&both, None),
    );
    let checked = |crl: &str| set(crl, CrlCare::Checked);
    assert!(blockers(&with_one, &checked(&list_one)).is_empty());
    assert_eq!(blockers(&with_one, &checked(&list_two)), ["crl"]);
    assert_eq!(blockers(&with_one, &checked(&one.crl(PAST, &[]))), ["crl"]);
    assert_eq!(blockers(&with_both, &checked(&list_one)), ["crl-uncovered"]);
    let whole = checked(&format!("{list_one}{list_two}"));
    assert!(blockers(&with_both, &whole).is_empty());
    let allowed = plan(&with_both, &set(&list_one, CrlCare::UncoveredAllowed));
    assert!(allowed.blockers.is_empty());
    assert!(
        allowed
            .warnings
            .iter()
            .any(|warning| warning.id == "crl-uncovered")
    );
    // The list of a saved state goes back as it was, unless it locks out by now.
    for (list, blocked) in [(&list_one, None), (&one.crl(PAST, &[]), Some("crl"))] {
        let restoring = Policy {
            restores: Some(Restored::State("before".to_owned())),
            ..checked(list)
        };
        let found = blockers(&with_both, &restoring);
        assert_eq!(found.first().map(String::as_str), blocked);
    }
    // A list that revokes the last CA of use, beside one that has expired.
    let serial = |ca: &Authority| {
        let hex = certificate::parse_chain(&ca.pem).unwrap()[0].serial.clone();
        u64::from_str_radix(&hex.replace(':', ""), 16).unwrap()
    };
    let past = Authority::with("past", PAST, |_| ());
    let with_past = with_certificates(&format!("{}{}", past.pem, one.pem), None);
    let revoking = one.crl(NOW, &[serial(&one)]) + &past.crl(NOW, &[]);
    assert_eq!(blockers(&with_past, &checked(&revoking)), ["client-ca"]);
    let harmless = one.crl(NOW, &[7]) + &past.crl(NOW, &[]);
    assert!(blockers(&with_past, &checked(&harmless)).is_empty());
    // One that stays where it is holds no records back, which may be the way in.
    let expired = with_certificates(&one.pem, Some(&one.crl(PAST, &[])));
    let records = Policy {
        restores: Some(Restored::State("before".to_owned())),
        hba: Some(HbaGoal::Exactly(Record::factory())),
        ..Policy::default()
    };
    assert!(!blockers(&expired, &records).contains(&"crl".to_owned()));
}

/// Which CAs a change lets in and which it does not let in any more, of what is installed.
#[test]
fn client_cas_that_come_and_go_are_named_and_no_opening() {
    let [one, two] = ["one", "two"].map(|name| Authority::new(name).pem);
    let usage = vec![rcgen::ExtendedKeyUsagePurpose::ServerAuth];
    let useless = Authority::with("useless", NOW, |params| params.extended_key_usages = usage);
    let both = format!("{one}{two}");
    let with_useless = format!("{both}{}", useless.pem);
    for (installed, wanted, named) in [
        (&one, &both, vec!["client-ca-comes CN=two"]),
        (&both, &two, vec!["client-ca-goes CN=one"]),
        (
            &one,
            &two,
            vec!["client-ca-comes CN=two", "client-ca-goes CN=one rotate"],
        ),
        (&both, &with_useless, vec!["client-ca-of-no-use CN=useless"]),
        (
            &one,
            &useless.pem,
            vec!["client-ca", "client-ca-goes CN=one rotate"],
        ),
    ] {
        let policy = Policy {
            client_ca: Some(Replace::Set(Pem::new(wanted).unwrap())),
            ..Policy::default()
        };
        let made = plan(&with_certificates(installed, None), &policy);
        let mut found: Vec<String> = made.blockers.iter().map(|one| one.id.clone()).collect();
        let all = certificate::parse_chain(&format!("{both}{}", useless.pem)).unwrap();
        for warning in &made.warnings {
            let said = warning.message.english();
            let ca = all
                .iter()
                .find(|ca| said.contains(&format!("`{}`", ca.subject)));
            if let Some(ca) = ca.filter(|_| warning.id.starts_with("client-ca-")) {
                let advice = if said.contains("ca rotate") {
                    " rotate"
                } else {
                    ""
                };
                let counts = warning.id == "client-ca-of-no-use" || said.contains(&ca.sha256);
                assert!(counts, "{said}");
                found.push(format!("{} {}{advice}", warning.id, ca.subject));
            }
        }
        assert_eq!(found, named);
        assert!(!made.weakens());
    }
}

/// Client CAs of which it is not known whether their clients are let in are no ground for an ACL that demands one.
#[test]
fn nobody_is_asked_for_a_certificate_by_client_cas_that_are_not_known() {
    let odd = |name: &str| {
        let change = |params: &mut rcgen::CertificateParams| {
            let unknown = rcgen::CustomExtension::from_oid_content(&[1, 2, 3, 4], vec![5, 0]);
            params.custom_extensions = vec![unknown];
        };
        Authority::with(name, NOW, change).pem
    };
    let (odd, other, good) = (odd("odd"), odd("other"), Authority::new("good").pem);
    let expired = Authority::with("expired", PAST, |_| ()).pem;
    let both = |one: &str, two: &str| format!("{one}{two}");
    let set = |text: &str| Policy {
        client_ca: Some(Replace::Set(Pem::new(text).unwrap())),
        ..Policy::default()
    };
    let demanding = |text: &str| Policy {
        acl: Some(AclGoal::Forcing),
        ..set(text)
    };
    let restored = |text: &str| Policy {
        restores: Some(Restored::Logged),
        ..set(text)
    };
    let tried = |policy: Policy| Policy {
        ca_care: CaCare::Tried,
        ..policy
    };
    let prefer = posture(ssl(true), Record::factory());
    let asks = |ca: &str| with_certificates(ca, None);
    for (seen, policy, expected) in [
        (&prefer, set(&odd), None),
        (&prefer, demanding(&odd), Some("client-ca-not-known")),
        (
            &prefer,
            demanding(&both(&odd, &other)),
            Some("client-ca-not-known"),
        ),
        (
            &prefer,
            demanding(&both(&odd, &expired)),
            Some("client-ca-not-known"),
        ),
        (&prefer, demanding(&both(&odd, &good)), None),
        (&prefer, tried(demanding(&odd)), None),
        (&prefer, tried(demanding(&expired)), Some("client-ca")),
        // Under an ACL that asks already.
        (&asks(&good), set(&odd), Some("client-ca-not-known")),
        (&asks(&good), tried(set(&odd)), None),
        (&asks(&other), set(&both(&other, &odd)), None),
        (&asks(&other), by_hba(), None),
        // A saved state was in force once, and may have expired since.
        (&asks(&good), restored(&odd), None),
        (&asks(&good), restored(&expired), Some("client-ca")),
        (&prefer, restored(&expired), None),
    ] {
        let found = blockers(seen, &policy);
        assert_eq!(found.first().map(String::as_str), expected, "{policy:?}");
    }
}

#[test]
fn a_new_client_ca_is_held_against_the_installed_list_and_what_goes_is_named() {
    let (one, two) = (Authority::new("one"), Authority::new("two"));
    let both = format!("{}{}", one.pem, two.pem);
    let set = |client_ca: &str| Policy {
        client_ca: Some(Replace::Set(Pem::new(client_ca).unwrap())),
        crl_care: CrlCare::Checked,
        ..Policy::default()
    };
    let list = one.crl(NOW, &[]);
    let posture = with_certificates(&one.pem, Some(&list));
    assert_eq!(blockers(&posture, &set(&both)), ["crl-uncovered"]);
    let goes = |posture: &Posture, policy: &Policy| {
        let warnings = plan(posture, policy).warnings;
        warnings
            .iter()
            .any(|warning| warning.id == "client-ca-goes")
    };
    let without = with_certificates(&one.pem, None);
    assert!(blockers(&without, &set(&both)).is_empty());
    assert!(!goes(&without, &set(&both)));
    assert!(goes(&without, &set(&two.pem)));
    assert!(goes(&with_certificates(&both, None), &set(&two.pem)));
}

/// Neither answer names its instance, so nothing is changed, or called bad, on two that contradict each other.
#[test]
fn settings_for_an_endpoint_that_is_not_there_are_no_ground_for_a_change() {
    use crate::domain::conclusion::{Conclusion, ProofRequest, conclude};
    let seen = posture(ssl(true), HbaState::factory().records().to_vec());
    let mut stray = seen.clone();
    stray.ssl = Reading::Known(SslState {
        endpoint: Some("pgm-b.pg.rds.aliyuncs.com".to_owned()),
        ..ssl(true)
    });
    assert_eq!(blocked_by(&plan(&stray, &by_hba())), ["stray-endpoint"]);
    let made = plan(&seen, &by_hba());
    let concluded = conclude(&stray, &made, &stray, &ProofRequest::default());
    assert!(matches!(concluded, Conclusion::Unknown(_)), "{concluded:?}");
    let renewal = Policy {
        switch: Some(SwitchGoal::Renew),
        ..Policy::default()
    };
    assert!(blocked_by(&plan(&stray, &renewal)).is_empty());
}

#[test]
fn acls_that_are_not_told_are_not_changed() {
    let untold = SslState {
        client_ca: Some(pem("ca")),
        acl: None,
        ..ssl(true)
    };
    let seen = posture(untold, HbaState::factory().records().to_vec());
    assert!(blocked_by(&plan(&seen, &by_acl())).contains(&"unreadable"));
    assert!(blocked_by(&plan(&seen, &by_hba())).is_empty());
}

/// What cannot be compared may be the same; and a call that switches SSL on would send it.
#[test]
fn a_client_ca_or_list_that_is_given_back_unreadable_is_not_sent_over() {
    let new = |part: &str| Some(Replace::Set(pem(part)));
    let clear = || Some(Replace::Clear);
    for is_list in [false, true] {
        let garbled = Pem::returned("LS0tLS1CRUdJTg==");
        let state = SslState {
            client_ca: if is_list {
                Some(pem("ca"))
            } else {
                garbled.clone()
            },
            crl: garbled.filter(|_| is_list),
            acl: Some(Acl::Prefer),
            replication_acl: Some(Acl::Prefer),
            ..ssl(true)
        };
        let seen = posture(state, HbaState::factory().records().to_vec());
        let with = |goal: Option<Replace>, switch| {
            let (crl, client_ca) = if is_list { (goal, None) } else { (None, goal) };
            Policy {
                switch,
                client_ca,
                crl,
                ..Policy::default()
            }
        };
        let renew = Some(SwitchGoal::Renew);
        for policy in [with(new("other"), None), with(None, renew)] {
            assert_eq!(
                blocked_by(&plan(&seen, &policy)),
                ["unreadable"],
                "{is_list}"
            );
        }
        for policy in [
            with(clear(), None),
            with(None, None),
            with(None, Some(SwitchGoal::Off)),
            by_hba(),
        ] {
            assert!(
                !blocked_by(&plan(&seen, &policy)).contains(&"unreadable"),
                "{is_list}"
            );
        }
    }
}

/// A read that lost the client CA is no state that a roll-back could go back to.
#[test]
fn an_acl_that_forces_without_its_client_ca_is_not_changed() {
    for acls in [(Acl::VerifyCa, Acl::Prefer), (Acl::Prefer, Acl::Cert)] {
        let torn = SslState {
            client_ca: None,
            acl: Some(acls.0),
            replication_acl: Some(acls.1),
            ..ssl(true)
        };
        let seen = posture(torn, HbaState::factory().records().to_vec());
        let weaker = Policy {
            acl: Some(AclGoal::Exactly(Acl::Prefer)),
            replication_acl: Some(AclGoal::Exactly(Acl::Prefer)),
            ..Policy::default()
        };
        assert!(blocked_by(&plan(&seen, &weaker)).contains(&"unreadable"));
        assert!(blocked_by(&plan(&seen, &by_acl())).contains(&"unreadable"));
        assert!(blocked_by(&plan(&seen, &by_hba())).is_empty());
    }
}
