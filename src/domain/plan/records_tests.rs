//! What no plan sends: lists of records that let nobody in, that this server does not load, or that
//! take the last way in from somebody without a word.

use super::*;
use crate::domain::hba::syntax::file::parse_conf;
use crate::domain::hba::{Exception, Record, Strategy};
use crate::domain::instance::EngineVersion;
use crate::domain::policy::{AclGoal, HbaGoal, Restored, SwitchGoal};
use crate::domain::sample::{instance, pem, posture, ssl};
use crate::domain::ssl::{Replace, SslState};

fn records(conf: &str) -> Vec<Record> {
    parse_conf(conf).unwrap()
}

fn exactly(conf: &str) -> Policy {
    Policy {
        hba: Some(HbaGoal::Exactly(records(conf))),
        ..Policy::default()
    }
}

fn hardened(strategy: Strategy, exceptions: &[&str]) -> Policy {
    Policy {
        hba: Some(HbaGoal::Hardened {
            strategy,
            exceptions: exceptions
                .iter()
                .map(|text| text.parse::<Exception>().unwrap())
                .collect(),
        }),
        ..Policy::default()
    }
}

struct Seen {
    on: bool,
    client_ca: bool,
    major: u16,
    conf: &'static str,
}

const SEEN: Seen = Seen {
    on: true,
    client_ca: false,
    major: 15,
    conf: "host all all 0.0.0.0/0 md5\nhost replication all 0.0.0.0/0 md5",
};

fn made(seen: &Seen, policy: &Policy) -> Plan {
    let state = SslState {
        client_ca: seen.client_ca.then(|| pem("ca")),
        ..ssl(seen.on)
    };
    let mut posture = posture(state, records(seen.conf));
    instance(&mut posture).engine_version = Some(EngineVersion {
        text: seen.major.to_string(),
        major: Some(seen.major),
    });
    plan(&posture, policy)
}

fn blocked_by(plan: &Plan) -> Vec<&str> {
    plan.blockers
        .iter()
        .map(|blocker| blocker.id.as_str())
        .collect()
}

fn warns(plan: &Plan, id: &str) -> usize {
    plan.warnings
        .iter()
        .filter(|warning| warning.id == id)
        .count()
}

#[test]
fn a_list_that_lets_nobody_in_is_blocked() {
    let only_plaintext = Seen {
        conf: "hostnossl all all 0.0.0.0/0 md5",
        ..SEEN
    };
    let off = Seen { on: false, ..SEEN };
    let convert = hardened(Strategy::Convert, &[]);
    let guard = hardened(Strategy::Guard, &[]);
    assert_eq!(
        blocked_by(&made(&only_plaintext, &convert)),
        ["nobody-gets-in"]
    );
    assert_eq!(
        blocked_by(&made(&only_plaintext, &guard)),
        ["nobody-gets-in"]
    );
    assert_eq!(blocked_by(&made(&off, &guard)), ["nobody-gets-in"]);
    assert!(blocked_by(&made(&off, &convert)).contains(&"ssl-off"));
    let rejecting = exactly("host all all 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 md5");
    assert_eq!(blocked_by(&made(&SEEN, &rejecting)), ["nobody-gets-in"]);
    let replication = exactly("hostssl replication all 0.0.0.0/0 md5");
    assert_eq!(blocked_by(&made(&SEEN, &replication)), ["nobody-gets-in"]);
    for (seen, policy) in [(&SEEN, &convert), (&SEEN, &guard)] {
        assert_eq!(blocked_by(&made(seen, policy)), [""; 0]);
        assert_eq!(made(seen, policy).lockouts, []);
    }
}

#[test]
fn a_demand_for_certificates_needs_a_client_ca() {
    let conf =
        "hostssl all all 0.0.0.0/0 md5 clientcert=verify-ca\nhostssl replication all 0.0.0.0/0 md5";
    let demand = exactly(conf);
    let with_ca = Seen {
        client_ca: true,
        ..SEEN
    };
    assert!(blocked_by(&made(&SEEN, &demand)).contains(&"clientcert-without-ca"));
    let accepted = made(&with_ca, &demand);
    assert_eq!(blocked_by(&accepted), [""; 0]);
    // Who has no certificate loses the way in.
    assert_eq!(warns(&accepted, "lockout"), 1);
    // Taking the client CA away from such records is the same.
    let demanding = Seen { conf, ..with_ca };
    let clear = Policy {
        client_ca: Some(Replace::Clear),
        ..Policy::default()
    };
    assert!(blocked_by(&made(&demanding, &clear)).contains(&"clientcert-without-ca"));
    assert_eq!(blocked_by(&made(&with_ca, &clear)), [""; 0]);
}

/// The record of `old` stands there; what a plan over it does to somebody who gets in today decides.
#[test]
fn a_standing_demand_without_a_client_ca_blocks_what_takes_a_way_in() {
    let seen = |on, conf| Seen { on, conf, ..SEEN };
    let on = |policy: Policy| Policy {
        switch: Some(SwitchGoal::On),
        ..policy
    };
    let convert = || hardened(Strategy::Convert, &[]);
    let enable = || on(Policy::default());
    let blocks = |seen: &Seen, policy: &Policy| {
        let made = made(seen, policy);
        let blocked = blocked_by(&made).contains(&"clientcert-without-ca");
        assert_eq!(warns(&made, "clientcert-without-ca"), usize::from(!blocked));
        blocked
    };
    let open = "hostssl all old 0.0.0.0/0 md5 clientcert=verify-ca\nhost all all 0.0.0.0/0 md5";
    // By plaintext `old` gets in today, and with SSL that does not let it in afterwards.
    assert!(blocks(&seen(true, open), &convert()));
    assert!(blocks(&seen(true, open), &hardened(Strategy::Guard, &[])));
    assert!(blocks(&seen(false, open), &on(convert())));
    assert!(blocks(&seen(false, open), &enable()));
    let kept = hardened(Strategy::Convert, &["user=old"]);
    assert!(!blocks(&seen(true, open), &kept));
    // Who has no way in loses none.
    let shut = "hostssl all old 0.0.0.0/0 md5 clientcert=verify-ca\nhost all old 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 md5";
    assert!(!blocks(&seen(true, shut), &convert()));
    assert!(!blocks(&seen(false, shut), &on(convert())));
    assert!(!blocks(&seen(false, shut), &enable()));
    // Another order, and another address beside it.
    let behind = "hostssl all old 0.0.0.0/0 md5\nhostssl all old 0.0.0.0/0 md5 clientcert=verify-ca\nhost all all 0.0.0.0/0 md5";
    let moved = "hostssl all old 0.0.0.0/0 md5 clientcert=verify-ca\nhostssl all old 0.0.0.0/0 md5\nhost all all 0.0.0.0/0 md5";
    assert!(blocks(&seen(true, behind), &exactly(moved)));
    let gone = "hostssl all old 0.0.0.0/0 md5 clientcert=verify-ca\nhost all all 0.0.0.0/0 md5";
    assert!(blocks(&seen(true, behind), &exactly(gone)));
    let beside = format!("{open}\nhost all all ::/0 md5");
    assert!(!blocks(&seen(true, open), &exactly(&beside)));
    let spelled = "hostssl all old 0.0.0.0 0.0.0.0 md5 clientcert=verify-ca\nhost all all 0.0.0.0/0 md5\nhost all all ::/0 md5";
    assert!(!blocks(&seen(true, open), &exactly(spelled)));
    // The service takes no list with such a record.
    let cert =
        "hostssl all old 0.0.0.0/0 cert\nhost all old 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 md5";
    assert!(blocks(&seen(true, cert), &convert()));
    // Numbered otherwise it is the same list, and none is sent.
    let mut moved = records(cert);
    for record in &mut moved {
        record.priority += 10;
    }
    let renumbered = |any_priorities| Policy {
        hba: Some(HbaGoal::Exactly(moved.clone())),
        any_priorities,
        ..Policy::default()
    };
    assert!(blocks(&seen(true, cert), &renumbered(false)));
    let same = made(&seen(true, cert), &renumbered(true));
    assert!(same.is_empty() && same.blockers.is_empty());
    assert!(!blocks(&seen(false, cert), &enable()));
}

#[test]
fn what_this_version_does_not_load_is_blocked() {
    let refused = |major: u16, conf: &str| {
        let seen = Seen {
            major,
            client_ca: true,
            ..SEEN
        };
        let plan = made(&seen, &exactly(&format!("{conf}\n{}", SEEN.conf)));
        blocked_by(&plan).contains(&"record-not-loaded")
    };
    for (major, conf, expected) in [
        (13, "hostssl all all 0.0.0.0/0 md5 clientcert=1", false),
        (14, "hostssl all all 0.0.0.0/0 md5 clientcert=1", true),
        (
            15,
            "hostssl all all 0.0.0.0/0 md5 clientcert=no-verify",
            true,
        ),
        (
            11,
            "hostssl all all 0.0.0.0/0 md5 clientcert=verify-ca",
            false,
        ),
        (13, "hostssl all all 0.0.0.0/0 md5 clientname=DN", true),
        (14, "hostssl all all 0.0.0.0/0 md5 clientname=DN", false),
        (15, "host all /[ 0.0.0.0/0 md5", false),
        (16, "host all /[ 0.0.0.0/0 md5", true),
        (16, "host /(a all 0.0.0.0/0 md5", true),
        (16, "host /^a.*$ all 0.0.0.0/0 md5", false),
    ] {
        assert_eq!(refused(major, conf), expected, "{major}: {conf}");
    }
    let old = Seen {
        major: 11,
        client_ca: true,
        ..SEEN
    };
    let silent = made(
        &old,
        &exactly(
            "hostssl all all 0.0.0.0/0 md5 clientcert=verify-ca\nhostssl replication all 0.0.0.0/0 md5",
        ),
    );
    assert_eq!(
        (blocked_by(&silent).len(), warns(&silent, "clientcert")),
        (0, 1)
    );
}

#[test]
fn logins_whose_only_way_in_disappears_are_named_and_counted() {
    let seen = Seen {
        conf: "hostnossl all old 10.0.0.0/8 md5\nhostssl all strict 0.0.0.0/0 reject\nhost all all 11.0.0.0/8 md5\nhost all strict 0.0.0.0/0 md5",
        ..SEEN
    };
    let plan = made(&seen, &hardened(Strategy::Convert, &[]));
    assert_eq!(blocked_by(&plan), [""; 0]);
    let told: Vec<String> = plan
        .lockouts
        .iter()
        .map(|one| one.text().english())
        .collect();
    assert_eq!(
        told,
        [
            "user old to every database from 10.0.0.0/8 would not get in any more: no record of the list that is in force then matches them with SSL",
            "user strict to every database from 11.0.0.0/8 would not get in any more: record 1 of the list that is in force then rejects them",
            "user strict to every database from any IPv4 address would not get in any more: record 1 of the list that is in force then rejects them",
        ]
    );
    assert_eq!(warns(&plan, "lockout"), 3);
    // Who is kept as an exception loses nothing.
    let kept = made(
        &seen,
        &hardened(Strategy::Convert, &["user=old,address=10.0.0.0/8"]),
    );
    assert_eq!(kept.lockouts.len(), 2);
    let off = Seen { on: false, ..seen };
    let on = Policy {
        switch: Some(SwitchGoal::On),
        ..hardened(Strategy::Convert, &[])
    };
    assert_eq!(made(&off, &on).lockouts.len(), 3);
}

#[test]
fn an_exception_that_opens_is_refused() {
    let closed = Seen {
        conf: "hostssl all all 0.0.0.0/0 md5",
        ..SEEN
    };
    for strategy in [Strategy::Convert, Strategy::Guard] {
        let plan = made(&closed, &hardened(strategy, &["user=app"]));
        assert_eq!(blocked_by(&plan), ["exception"]);
        assert!(plan.is_empty());
    }
}

#[test]
fn turning_ssl_on_lets_nobody_in_who_is_refused_without_it() {
    let policy = |strategy| Policy {
        switch: Some(SwitchGoal::On),
        ..hardened(strategy, &[])
    };
    let alone = || Policy {
        switch: Some(SwitchGoal::On),
        ..Policy::default()
    };
    let planned = |conf, policy: &Policy| {
        let made = made(
            &Seen {
                on: false,
                conf,
                ..SEEN
            },
            policy,
        );
        assert!(!made.weakens(), "turning SSL on stays a yes: {conf}");
        let ids = |ids: Vec<&str>| {
            ids.iter()
                .filter(|id| ["ssl-opens", "admits-more"].contains(*id))
                .count()
        };
        (
            ids(made.blockers.iter().map(|one| one.id.as_str()).collect()),
            ids(made.warnings.iter().map(|one| one.id.as_str()).collect()),
        )
    };
    let policies = [policy(Strategy::Convert), policy(Strategy::Guard), alone()];
    for policy in &policies {
        for conf in [
            "hostnossl all app 0.0.0.0/0 md5\nhost all all 0.0.0.0/0 trust",
            "hostnossl all app 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 md5",
            "hostssl all all 0.0.0.0/0 trust\nhost all all 0.0.0.0/0 md5",
            "hostnossl all app 0.0.0.0/0 md5\nhostssl all all 0.0.0.0/0 md5",
        ] {
            assert_eq!(planned(conf, policy), (1, 0), "{conf}");
        }
        for conf in [
            SEEN.conf,
            "hostssl all all 0.0.0.0/0 scram-sha-256\nhost all all 0.0.0.0/0 scram-sha-256",
            "host all app 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 md5",
        ] {
            assert_eq!(planned(conf, policy), (0, 0), "{conf}");
        }
        let by_certificate = "hostssl all all 0.0.0.0/0 cert\nhost all all 0.0.0.0/0 md5";
        assert_eq!(planned(by_certificate, policy), (0, 1));
    }
}

#[test]
fn records_that_ask_for_less_are_a_weakening() {
    let now = "hostssl all all 0.0.0.0/0 scram-sha-256 clientcert=verify-full";
    let seen = Seen {
        conf: now,
        client_ca: true,
        ..SEEN
    };
    for less in [
        "hostssl all all 0.0.0.0/0 trust",
        "hostssl all all 0.0.0.0/0 scram-sha-256",
        "hostssl all app 0.0.0.0/0 trust\nhostssl all all 0.0.0.0/0 scram-sha-256 clientcert=verify-full",
        "hostssl all all 0.0.0.0/0 password clientcert=verify-full",
        "hostssl all all 0.0.0.0/0 cert",
    ] {
        let declared = Policy {
            hba: Some(HbaGoal::Declared(records(less))),
            ..Policy::default()
        };
        let named = made(&seen, &exactly(less));
        assert!(named.weakens(), "{less}");
        assert!(warns(&named, "admits-more") > 0, "{less}");
        // What a policy declares closes and never opens.
        assert_eq!(
            blocked_by(&made(&seen, &declared)),
            ["records-admit"],
            "{less}"
        );
    }
    for as_much in [
        "hostssl all all 10.0.0.0/8 scram-sha-256 clientcert=verify-full",
        "hostssl all app 0.0.0.0/0 reject\nhostssl all all 0.0.0.0/0 scram-sha-256 clientcert=verify-full",
    ] {
        let made = made(&seen, &exactly(as_much));
        assert!(!made.weakens(), "{as_much}");
        assert_eq!(warns(&made, "admits-more"), 0, "{as_much}");
    }
}

#[test]
fn records_as_they_were_go_back_though_they_cannot_be_judged() {
    let strange = Record {
        method: "pam2".to_owned(),
        ..records("hostssl all app 0.0.0.0/0 md5").remove(0)
    };
    let all = [
        strange,
        Record {
            priority: 1,
            ..records("hostssl all all 0.0.0.0/0 md5").remove(0)
        },
    ];
    for (restores, blocked, warned) in [
        (None, &["record-not-loaded"][..], 0),
        (Some(Restored::Logged), &[], 1),
        (Some(Restored::State("before".to_owned())), &[], 1),
    ] {
        let policy = Policy {
            hba: Some(HbaGoal::Exactly(all.to_vec())),
            restores,
            ..Policy::default()
        };
        let made = made(&SEEN, &policy);
        assert_eq!(blocked_by(&made), blocked);
        assert_eq!(warns(&made, "record-not-judged"), warned);
        assert!(made.weakens(), "who gets in by it is not known");
    }
}

/// By a waiver that ends with the first of January 2027.
fn waived(text: &str) -> Exception {
    Exception {
        waiver: Some("2027-01-01".parse().unwrap()),
        ..text.parse().unwrap()
    }
}

#[test]
fn a_plan_holds_as_long_as_the_waiver_that_it_rests_on() {
    let policy = |exceptions| Policy {
        hba: Some(HbaGoal::Hardened {
            strategy: Strategy::Convert,
            exceptions,
        }),
        ..Policy::default()
    };
    let at = |time: &str, policy: &Policy| {
        let mut seen = posture(ssl(true), records(SEEN.conf));
        seen.seen_at = time.parse().unwrap();
        let made = plan(&seen, policy);
        blocked_by(&made).join(" ")
    };
    let kept = policy(vec![waived("user=app")]);
    assert_eq!(at("2027-01-01T23:59:59Z", &kept), "");
    assert_eq!(at("2027-01-02T00:00:00Z", &kept), "waiver");
    let idle = policy(vec![waived("user=app,address=fd00::/8")]);
    assert_eq!(at("2027-01-02T00:00:00Z", &idle), "", "it keeps nobody");
    let named = policy(vec!["user=app".parse().unwrap()]);
    assert_eq!(at("2027-01-02T00:00:00Z", &named), "");
}

#[test]
fn declared_records_cut_off_nobody_whom_a_waiver_keeps() {
    let close = "hostssl all all 0.0.0.0/0 md5\nhostssl replication all 0.0.0.0/0 md5";
    let keep = "hostnossl all app 0.0.0.0/0 md5\nhostnossl replication app 0.0.0.0/0 md5\n";
    let declared = |conf: &str, waiver: &str| Policy {
        hba: Some(HbaGoal::Declared(records(conf))),
        waived: vec![waived(waiver)],
        ..Policy::default()
    };
    for (conf, waiver, blocked) in [
        (close, "user=app", &["waiver"][..]),
        (close, "user=app,address=fd00::/8", &[]),
        (&format!("{keep}{close}"), "user=app", &["records-open"]),
    ] {
        assert_eq!(blocked_by(&made(&SEEN, &declared(conf, waiver))), blocked);
    }
}

#[test]
fn records_that_the_api_does_not_take_are_blocked_whoever_made_them() {
    let record = |user: &str| Record {
        user: user.to_owned(),
        ..records("hostssl all all 0.0.0.0/0 md5").remove(0)
    };
    for (user, blocked) in [
        ("app", &[][..]),
        ("@file", &["record-not-loaded"]),
        ("a b", &["record-not-loaded"]),
    ] {
        let all = [
            record("all"),
            Record {
                priority: 1,
                ..record(user)
            },
        ];
        for goal in [HbaGoal::Exactly, HbaGoal::Declared] {
            let policy = Policy {
                hba: Some(goal(all.to_vec())),
                ..Policy::default()
            };
            assert_eq!(blocked_by(&made(&SEEN, &policy)), blocked, "{user}");
        }
    }
}

#[test]
fn whatever_opens_is_a_weakening_and_is_named() {
    let open = |now: &'static str, then: &'static str| {
        let seen = Seen {
            conf: now,
            client_ca: true,
            ..SEEN
        };
        let made = made(&seen, &exactly(then));
        assert_eq!(made.weakens(), !made.opens.is_empty());
        made.opens.iter().map(Text::english).collect::<Vec<_>>()
    };
    for (now, then, says) in [
        ("md5", "trust", "with the method md5 today"),
        ("scram-sha-256", "password", "less protected"),
        ("scram-sha-256", "md5", "less protected"),
        ("md5", "password", "less protected"),
        (
            "ldap ldapserver=a ldapprefix=a",
            "md5",
            "with the method ldap",
        ),
        ("cert map=a", "cert map=b", "may be let in"),
        (
            "scram-sha-256 clientcert=verify-ca",
            "scram-sha-256",
            "certificate",
        ),
        ("reject", "scram-sha-256", "is rejected"),
    ] {
        let line = |method: &str| -> &'static str {
            Box::leak(
                format!(
                    "hostssl all app 10.0.0.0/8 {method}\nhostssl all all 0.0.0.0/0 scram-sha-256"
                )
                .into_boxed_str(),
            )
        };
        let opens = open(line(now), line(then));
        assert!(
            opens.iter().any(|one| one.contains(says)),
            "{now} to {then}: {opens:?}"
        );
        assert!(
            opens.iter().all(|one| !one.contains("without SSL")),
            "{opens:?}"
        );
    }
    let wider = open(
        "hostssl all all 10.0.0.0/8 md5",
        "hostssl all all 10.0.0.0/7 md5",
    );
    assert!(
        wider
            .iter()
            .any(|one| one.contains("matches no record today")),
        "{wider:?}"
    );
    for (now, then) in [
        ("password", "md5"),
        ("md5", "scram-sha-256"),
        ("trust", "password"),
    ] {
        let line = |method: &str| -> &'static str {
            Box::leak(format!("hostssl all all 0.0.0.0/0 {method}").into_boxed_str())
        };
        assert!(open(line(now), line(then)).is_empty(), "{now} to {then}");
    }
}

#[test]
fn an_acl_that_leaves_nobody_a_record_is_not_set() {
    use crate::domain::acl::Acl;
    let forced = Policy {
        acl: Some(AclGoal::Exactly(Acl::VerifyCa)),
        replication_acl: Some(AclGoal::Exactly(Acl::VerifyCa)),
        ..Policy::default()
    };
    let with = |conf: &'static str| {
        let seen = Seen {
            client_ca: true,
            conf,
            ..SEEN
        };
        made(&seen, &forced)
    };
    let shut = with("hostnossl all all 0.0.0.0/0 md5\nhostssl replication all 0.0.0.0/0 md5");
    assert_eq!(blocked_by(&shut), ["nobody-gets-in"]);
    let loses = with("hostssl all app 0.0.0.0/0 reject\nhost all all 0.0.0.0/0 md5");
    assert!(blocked_by(&loses).is_empty());
    assert!(loses.warnings.iter().any(|one| one.id == "lockout"));
    let fine = with("host all all 0.0.0.0/0 md5\nhost replication all 0.0.0.0/0 md5");
    assert!(blocked_by(&fine).is_empty());
    assert!(fine.warnings.iter().all(|one| one.id != "lockout"));
}
