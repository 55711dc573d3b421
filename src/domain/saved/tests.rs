//! What is saved, and what comes back of it.

use proptest::prelude::*;

use super::*;
use crate::domain::hba::RecordType;
use crate::domain::plan::{Change, plan};
use crate::domain::posture::{Cause, Reading};
use crate::domain::sample::{after, any_policy, any_state, pem, posture, ssl};

fn ldap() -> Record {
    Record {
        method: "ldap".into(),
        option: Some("ldapserver=x ldapbindpasswd=hunter2".into()),
        ..Record::factory().remove(0)
    }
}

fn saved(seen: &Posture) -> Saved {
    Saved::new(seen, &plan(seen, &Policy::default()), seen.seen_at).unwrap()
}

#[test]
fn no_password_is_saved_and_it_comes_back_from_the_service() {
    let seen = posture(ssl(true), vec![ldap()]);
    let mut saved = saved(&seen);
    assert!(!serde_json::to_string(&saved).unwrap().contains("hunter2"));
    let harder = Record {
        kind: RecordType::HostSsl,
        ..ldap()
    };
    for known in [ldap(), harder.clone()] {
        let back = saved.policy(&Part::ALL, &[known]).unwrap();
        assert_eq!(back.hba, Some(HbaGoal::Exactly(vec![ldap()])));
    }
    let theirs = Record {
        option: Some("ldapserver=x ldapbindpasswd=theirs".into()),
        ..harder.clone()
    };
    assert_eq!(saved.policy(&Part::ALL, &[theirs]), Err(0));
    // A file of an older version does not tell that it is the same password.
    saved.secrets.0.clear();
    assert_eq!(saved.policy(&Part::ALL, &[harder]), Err(0));
}

#[test]
fn the_password_of_then_is_told_from_the_one_of_today() {
    let with = |password: &str| Record {
        option: Some(format!("ldapserver=x ldapbindpasswd={password}")),
        ..ldap()
    };
    let mut saved = saved(&posture(ssl(true), vec![with("old")]));
    let known = [with("new"), with("old"), with("older")];
    let back = saved.policy(&Part::ALL, &known).unwrap();
    assert_eq!(back.hba, Some(HbaGoal::Exactly(vec![with("old")])));
    assert_eq!(saved.policy(&Part::ALL, &[with("new")]), Err(0));
    // A file of an older version has no hash to tell it by.
    saved.secrets.0.clear();
    assert_eq!(saved.policy(&Part::ALL, &known), Err(0));
    let back = saved
        .policy(&Part::ALL, &[with("new"), with("new")])
        .unwrap();
    assert_eq!(back.hba, Some(HbaGoal::Exactly(vec![with("new")])));
}

#[test]
fn what_a_change_left_behind_is_compared_with_today() {
    let before = posture(ssl(true), vec![ldap()]);
    let mut saved = saved(&before);
    let after = vec![Record {
        kind: RecordType::HostSsl,
        ..ldap()
    }];
    let policy = Policy {
        hba: Some(HbaGoal::Exactly(after.clone())),
        ..Policy::default()
    };
    let made = plan(&before, &policy);
    let mark = Mark::from(&ssl(true));
    saved.sending(&made.steps[0], vec![], mark, before.seen_at);
    assert!(!serde_json::to_string(&saved).unwrap().contains("hunter2"));
    let differences = |now: &Posture| {
        let drift = saved.drift(&Basis::of(now), &[ldap()]);
        drift.unwrap().unwrap().len()
    };
    assert_eq!(differences(&posture(ssl(true), after.clone())), 0);
    let mut other = after;
    other[0].option = Some("ldapserver=x ldapbindpasswd=theirs".into());
    let changed = posture(ssl(true), other.clone());
    assert_eq!(saved.drift(&Basis::of(&changed), &other), Err(0));
    assert_eq!(differences(&changed), 1);
    // While it is not known whether the service took the write, either may be ours.
    assert_eq!(differences(&before), 0);
    saved.writes[0].end = Some(WriteEnd::Done);
    let drift = saved.drift(&Basis::of(&before), &[ldap()]);
    assert_eq!(drift.unwrap().unwrap().len(), 1);
}

#[test]
fn what_could_not_be_read_is_not_saved() {
    let mut seen = posture(ssl(true), Record::factory());
    let made = plan(&seen, &Policy::default());
    let mut unreadable = |cause| {
        seen.hba = Reading::Unreadable(crate::domain::posture::Unreadable::new(
            cause,
            Text::verbatim(""),
        ));
        Saved::new(&seen, &made, seen.seen_at)
    };
    assert_eq!(unreadable(Cause::Failed), None);
    assert_eq!(unreadable(Cause::Access), None);
    assert_eq!(unreadable(Cause::Unsupported).unwrap().records, None);
}

#[test]
fn a_custom_certificate_cannot_be_put_back() {
    let custom = SslState {
        ca_type: Some(CaType::Custom),
        server_certificate: Some(pem("ours")),
        ..ssl(true)
    };
    let before = saved(&posture(custom.clone(), Record::factory()));
    let lost = |saved: &Saved, now: &SslState| saved.lost(Some(now), &Part::ALL).len();
    assert_eq!(lost(&before, &custom), 0);
    assert_eq!(lost(&before, &ssl(true)), 1);
    assert_eq!(lost(&before, &ssl(false)), 1);
    let issued = saved(&posture(ssl(true), Record::factory()));
    assert_eq!(lost(&issued, &custom), 0);
    assert_eq!(
        issued.policy(&Part::ALL, &[]).unwrap().ca_type,
        Some(CaType::Aliyun)
    );
}

#[test]
fn a_file_of_an_older_version_is_read() {
    let before = posture(ssl(true), Record::factory());
    let saved = saved(&before);
    let mut old = serde_json::to_value(&saved).unwrap();
    // Neither what was sent nor how the records became known was noted.
    old.as_object_mut().unwrap().remove("provenance");
    old["writes"] = serde_json::json!([
        {"step": "ssl-on", "at": saved.saved_at, "request_id": null},
        {"step": "pg-hba", "at": saved.saved_at, "request_id": "R"},
    ]);
    for (ending, _) in Ending::TABLE {
        old["ended"] = serde_json::json!({"at": saved.saved_at, "ending": ending.as_str()});
        let read: Saved = serde_json::from_value(old.clone()).unwrap();
        assert_eq!(read.ending(), Some(ending));
        assert_eq!(serde_json::to_value(&read).unwrap(), old);
        assert_eq!(
            read.touched().collect::<Vec<_>>(),
            [Part::ALL, Part::ALL].concat()
        );
        assert_eq!(read.drift(&Basis::of(&before), &[]), Ok(None));
        assert!(read.policy(&Part::ALL, &[]).is_ok());
    }
}

#[test]
fn a_change_is_done_when_all_that_was_planned_is() {
    let before = posture(ssl(false), Record::factory());
    let policy = Policy {
        switch: Some(SwitchGoal::On),
        ..Policy::default()
    };
    let made = plan(&before, &policy);
    let mark = || Mark::from(&ssl(true));
    let mut state = Saved::new(&before, &made, before.seen_at).unwrap();
    state.planned = vec![Text::verbatim("one"), Text::verbatim("two")];
    let mut endings = vec![];
    // The second is refused as one call, and sent in two.
    for left in [1, 0, 1, 0] {
        let left = vec!["left".to_owned(); left];
        state.sending(&made.steps[0], left, mark(), before.seen_at);
        state.end(before.seen_at, Ending::Done);
        endings.push(state.ending());
        if endings.len() == 2 {
            state.writes.pop();
        }
    }
    assert_eq!(
        endings,
        [None, Some(Ending::Done), None, Some(Ending::Done)]
    );
    // A file of an older version has the plan and the writes alone.
    state.writes.truncate(1);
    assert_eq!(state.ending(), None);
    state.end(before.seen_at, Ending::Api);
    assert_eq!(state.ending(), Some(Ending::Api));
}

#[test]
fn ids_count_up() {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let id = next_id(now, None);
    assert!(is_id(&id) && !is_id("notes") && !is_id(""));
    let later = next_id(now, Some(&id));
    assert!(later > id && is_id(&later));
    assert_eq!(
        next_id(now - TimeDelta::hours(3), Some(&later)),
        next_id(now, Some(&later))
    );
    assert_eq!(
        next_id(now + TimeDelta::hours(1), Some(&later)),
        next_id(now + TimeDelta::hours(1), None)
    );
}

#[test]
fn what_was_off_goes_off_last_and_the_records_go_back_first() {
    let before = posture(ssl(false), Record::factory());
    let saved = saved(&before);
    let now = posture(
        SslState {
            client_ca: Some(pem("ca")),
            acl: Some(Acl::VerifyFull),
            replication_acl: Some(Acl::VerifyFull),
            ..ssl(true)
        },
        Record::factory()
            .into_iter()
            .map(|record| Record {
                kind: RecordType::HostSsl,
                ..record
            })
            .collect(),
    );
    let back = plan(&now, &saved.policy(&Part::ALL, &[]).unwrap());
    let names: Vec<&str> = back.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(names, ["pg-hba", "acl+client-ca-clear+ssl-off"]);
    let parts: Vec<&str> = back.steps[1]
        .fallback
        .iter()
        .map(|step| step.name.as_str())
        .collect();
    assert_eq!(parts, ["acl", "client-ca-clear", "ssl-off"]);
    assert!(back.blockers.is_empty(), "{:?}", back.blockers);
    let Change::Hba { after, .. } = &back.steps[0].change else {
        panic!("pg_hba comes first")
    };
    assert_eq!(*after, Record::factory());
}

/// The states that a service gives back: without SSL it remembers nothing of it, and without
/// a client CA there is no list and no demand.
fn normal(mut posture: Posture) -> Posture {
    if let Reading::Known(ssl) = &mut posture.ssl {
        ssl.last_change = crate::domain::ssl::LastChange::Never;
        if ssl.client_ca.is_none() {
            ssl.acl = ssl.acl.filter(|_| ssl.enabled == Some(true));
            ssl.replication_acl = ssl.replication_acl.filter(|_| ssl.enabled == Some(true));
        }
    }
    posture
}

/// Records with passwords in any of the ways in which options are written.
fn any_secrets() -> impl Strategy<Value = Vec<Record>> {
    let option = prop_oneof![
        Just(None),
        "[a-z\\*]{1,6}".prop_map(|secret| Some(format!("ldapserver=x ldapbindpasswd={secret}"))),
        "[a-z *]{1,6}".prop_map(|secret| Some(format!("ldapbindpasswd=\"{secret}\" ldapport=1"))),
        "[a-z]{1,6}".prop_map(|secret| Some(format!("radiusservers=x radiussecrets=\"{secret}\""))),
    ];
    proptest::collection::vec(option, 1..4).prop_map(|options| {
        let record = |(priority, option)| Record {
            priority,
            option,
            ..ldap()
        };
        (0..).zip(options).map(record).collect()
    })
}

proptest! {
    // Each secret takes a slow hash, so that there are few.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_secret_is_found_again_among_others(records in any_secrets(), others in any_secrets()) {
        let saved = saved(&posture(ssl(true), records.clone()));
        let kept = saved.records.clone().unwrap();
        prop_assert_eq!(&kept, &records.iter().map(Record::redacted).collect::<Vec<_>>());
        let known = [others.clone(), records.clone()].concat();
        prop_assert_eq!(saved.records_before(&known), Ok(Some(records.clone())));
        // What is not known any more is never taken from another.
        if let Ok(Some(found)) = saved.records_before(&others) {
            prop_assert_eq!(found, records);
        }
    }
}

proptest! {
    #[test]
    fn rollback_after_any_enforce_gives_back_the_state(before in any_state(), policy in any_policy()) {
        let made = plan(&before, &policy);
        let saved = Saved::new(&before, &made, before.seen_at).unwrap();
        let enforced = made.steps.iter().fold(before.clone(), |p, step| after(p, &step.change));
        let back = plan(&enforced, &saved.policy(&Part::ALL, &[]).unwrap());
        // A state that let nobody in is not put back.
        prop_assume!(back.blockers.iter().all(|one| one.id != "nobody-gets-in"));
        prop_assert!(back.blockers.is_empty(), "{:?}", back.blockers);
        let undone = back.steps.iter().fold(enforced, |p, step| after(p, &step.change));
        prop_assert_eq!(normal(undone.clone()), normal(before.clone()));
        let names = |plan: &Plan| plan.steps.iter().map(|s| s.name.clone()).collect::<Vec<_>>();
        prop_assert_eq!(names(&plan(&undone, &policy)), names(&made));
    }
}
