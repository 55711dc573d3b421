//! Sessions of every kind against the settings a plan leaves behind.

use std::time::Duration;

use super::cut_off::{CutOff, Fate, GATE, Loss};
use super::{Change, Plan, SavedPlan, Step, plan, preview};
use crate::domain::acl::Acl;
use crate::domain::certificate::sample::{Authority, NOW};
use crate::domain::hba::{Memberships, Record, Strategy};
use crate::domain::instance::Status;
use crate::domain::policy::{AclGoal, HbaGoal, Policy, SwitchGoal};
use crate::domain::posture::{Posture, Reading};
use crate::domain::sample;
use crate::domain::sessions::tests::{look, session, ssl};
use crate::domain::sessions::{Hidden, Observer, Session, SessionEncryption, Visit};
use crate::domain::ssl::{Pem, Replace, SslState};
use crate::text::Text;

fn visit(sessions: Vec<Session>, hidden: Vec<Hidden>) -> Visit {
    Visit {
        account: Observer {
            host: "db".to_owned(),
            port: 5432,
            user: "dba".to_owned(),
            database: "postgres".to_owned(),
            server_version: "15.4".to_owned(),
            server_major: Some(15),
        },
        look: look(sessions, hidden),
        memberships: Memberships::new(
            ["app", "ops", "bob"].map(str::to_owned),
            [("ops".to_owned(), "bob".to_owned())],
        ),
    }
}

fn conf(text: &str) -> Vec<Record> {
    crate::domain::hba::syntax::file::parse_conf(text).unwrap()
}

fn records(text: &str) -> Vec<Step> {
    vec![Step {
        name: "pg-hba".to_owned(),
        summary: Text::verbatim(""),
        change: Change::Hba {
            before: vec![],
            after: conf(text),
        },
        restarts: false,
        expected: Duration::ZERO,
        fallback: vec![],
    }]
}

fn fate(posture: &Posture, steps: &[Step], session: Session) -> Fate {
    let preview = preview(posture, steps, &visit(vec![session], vec![]));
    preview.sessions.into_iter().next().unwrap().1
}

fn plaintext(user: &str) -> Session {
    session(1, user, SessionEncryption::Plaintext)
}

fn with(user: &str, dn: Option<&str>) -> Session {
    session(2, user, ssl(dn))
}

fn walsender(session: Session, database: Option<&str>) -> Session {
    Session {
        backend_type: "walsender".to_owned(),
        database: database.map(ToOwned::to_owned),
        ..session
    }
}

fn with_ca(ca: &str) -> SslState {
    SslState {
        client_ca: Pem::new(ca),
        acl: Some(Acl::Prefer),
        replication_acl: Some(Acl::Prefer),
        ..sample::ssl(true)
    }
}

fn acl_plan(posture: &Posture, acl: Acl, replication: Acl, ca: Option<&str>) -> Plan {
    let policy = Policy {
        switch: Some(SwitchGoal::On),
        client_ca: ca.and_then(Pem::new).map(Replace::Set),
        acl: Some(AclGoal::Exactly(acl)),
        replication_acl: Some(AclGoal::Exactly(replication)),
        ..Policy::default()
    };
    plan(posture, &policy)
}

#[test]
fn records_that_become_hostssl_cut_off_plaintext_alone() {
    let posture = sample::posture(sample::ssl(true), Record::factory());
    let steps = records("hostssl all all 0.0.0.0/0 md5\nhostssl replication all 0.0.0.0/0 md5");
    let fate = |session| fate(&posture, &steps, session);
    assert_eq!(fate(plaintext("app")), Fate::Loses(Loss::Plaintext));
    assert_eq!(fate(with("app", None)), Fate::Keeps);
    let stream = walsender(plaintext("standby"), None);
    assert_eq!(fate(stream), Fate::Loses(Loss::Plaintext));
    assert_eq!(fate(walsender(with("standby", None), None)), Fate::Keeps);
    let elsewhere = Session {
        address: "2001:db8::1".parse().unwrap(),
        ..plaintext("app")
    };
    assert_eq!(fate(elsewhere), Fate::Loses(Loss::NoRecord));
}

#[test]
fn records_are_met_by_role_and_rejects_are_told_from_plaintext() {
    let posture = sample::posture(sample::ssl(true), Record::factory());
    let steps = records(
        "host all evil all reject\nhost all +ops all md5\nhostnossl all all all reject\nhost all all all md5",
    );
    let fate = |session| fate(&posture, &steps, session);
    assert_eq!(fate(plaintext("bob")), Fate::Keeps);
    assert_eq!(fate(plaintext("app")), Fate::Loses(Loss::Plaintext));
    assert_eq!(fate(with("evil", None)), Fate::Loses(Loss::Rejected));
    assert_eq!(fate(plaintext("evil")), Fate::Loses(Loss::Rejected));
    let certificates = records(
        "hostssl all bob all cert\nhostssl all all all md5 clientcert=verify-full\nhost all all samenet md5",
    );
    let on_ca = sample::posture(with_ca("x"), Record::factory());
    let fate = |session| super::cut_off_tests::fate(&on_ca, &certificates, session);
    assert_eq!(fate(with("app", None)), Fate::Loses(Loss::NoCertificate));
    assert_eq!(fate(with("app", Some("/CN=app"))), Fate::Keeps);
    for user in ["bob", "app"] {
        assert_eq!(
            fate(with(user, Some("/CN=eve"))),
            Fate::Loses(Loss::OtherUser {
                common_name: Some("eve".to_owned())
            })
        );
    }
    assert!(
        matches!(fate(plaintext("app")), Fate::Unclear(_)),
        "samenet"
    );
}

#[test]
fn each_acl_asks_for_its_part_of_the_certificate() {
    let ca = Authority::new("client CA");
    let posture = sample::posture(with_ca(&ca.pem), Record::factory());
    let other = Fate::Loses(Loss::OtherUser {
        common_name: Some("eve".to_owned()),
    });
    for (acl, wrong) in [
        (Acl::VerifyCa, Fate::Keeps),
        (Acl::VerifyFull, other.clone()),
        (Acl::Cert, other),
    ] {
        let steps = acl_plan(&posture, acl, acl, None).steps;
        assert!(!steps.is_empty());
        let fate = |session| fate(&posture, &steps, session);
        assert_eq!(fate(plaintext("app")), Fate::Loses(Loss::Plaintext));
        assert_eq!(fate(with("app", None)), Fate::Loses(Loss::NoCertificate));
        assert_eq!(fate(with("app", Some("/CN=app"))), Fate::Keeps);
        assert_eq!(fate(with("app", Some("/CN=eve"))), wrong, "{acl}");
    }
    let steps = acl_plan(&posture, Acl::VerifyCa, Acl::Prefer, None).steps;
    let fate = |session| fate(&posture, &steps, session);
    assert_eq!(fate(walsender(plaintext("standby"), None)), Fate::Keeps);
    let logical = walsender(plaintext("cdc"), Some("shop"));
    assert!(
        matches!(fate(logical), Fate::Unclear(_)),
        "two ACLs disagree"
    );
    let name = "x".repeat(59);
    let cut = fate(with(&name, Some(&format!("/CN={name}"))));
    assert_eq!(cut, Fate::Keeps, "verify-ca does not ask for the name");
    let steps = acl_plan(&posture, Acl::VerifyFull, Acl::VerifyFull, None).steps;
    let cut =
        super::cut_off_tests::fate(&posture, &steps, with(&name, Some(&format!("/CN={name}"))));
    assert!(matches!(cut, Fate::Unclear(_)), "{cut:?}");
}

#[test]
fn a_server_that_asks_for_no_certificate_cannot_tell_who_has_one() {
    let ca = Authority::new("client CA");
    let posture = sample::posture(sample::ssl(true), Record::factory());
    let made = acl_plan(&posture, Acl::VerifyCa, Acl::VerifyCa, Some(&ca.pem));
    let fate = |session| fate(&posture, &made.steps, session);
    assert!(matches!(fate(with("app", None)), Fate::Unclear(_)));
    assert_eq!(fate(plaintext("app")), Fate::Loses(Loss::Plaintext));
    // Nobody has to have one, and one of another CA is refused all the same.
    let made = acl_plan(&posture, Acl::Prefer, Acl::Prefer, Some(&ca.pem));
    let begins = |session| self::fate(&posture, &made.steps, session);
    assert!(matches!(begins(with("app", None)), Fate::Unclear(_)));
    assert_eq!(begins(plaintext("app")), Fate::Keeps);
    let comes = |plan: &Plan| plan.warnings.iter().any(|one| one.id == "client-ca-comes");
    assert!(comes(&made));
}

#[test]
fn a_server_without_ssl_cannot_tell_who_would_use_it() {
    let posture = sample::posture(sample::ssl(false), Record::factory());
    let steps = records("hostssl all all 0.0.0.0/0 md5");
    assert!(matches!(
        fate(&posture, &steps, plaintext("app")),
        Fate::Unclear(_)
    ));
    let elsewhere = Session {
        address: "2001:db8::1".parse().unwrap(),
        ..plaintext("app")
    };
    assert_eq!(
        fate(&posture, &steps, elsewhere),
        Fate::Loses(Loss::NoRecord)
    );
}

#[test]
fn certificates_of_a_ca_that_goes_or_revoked_ones_are_cut_off() {
    let (old, new) = (Authority::new("client CA"), Authority::new("new CA"));
    let posture = sample::posture(with_ca(&old.pem), Record::factory());
    let app = || with("app", Some("/CN=app"));
    let replaced = acl_plan(&posture, Acl::Prefer, Acl::Prefer, Some(&new.pem)).steps;
    assert_eq!(fate(&posture, &replaced, app()), Fate::Loses(Loss::OtherCa));
    let both = format!("{}{}", old.pem, new.pem);
    let joined = acl_plan(&posture, Acl::VerifyFull, Acl::VerifyFull, Some(&both)).steps;
    assert_eq!(fate(&posture, &joined, app()), Fate::Keeps);
    let namesake = Authority::new("client CA");
    let renewed = acl_plan(&posture, Acl::Prefer, Acl::Prefer, Some(&namesake.pem)).steps;
    assert!(matches!(fate(&posture, &renewed, app()), Fate::Unclear(_)));

    let mut state = with_ca(&old.pem);
    state.crl = Pem::new(&old.crl(NOW, &[7, 9]));
    let posture = sample::posture(state.clone(), Record::factory());
    assert_eq!(fate(&posture, &[], app()), Fate::Loses(Loss::Revoked));
    state.crl = Pem::new(&old.crl(NOW, &[8]));
    let posture = sample::posture(state, Record::factory());
    assert_eq!(fate(&posture, &[], app()), Fate::Keeps);
}

fn hardened() -> Plan {
    let posture = sample::posture(sample::ssl(true), Record::factory());
    let policy = Policy {
        hba: Some(HbaGoal::Hardened {
            strategy: Strategy::Convert,
            exceptions: vec![],
        }),
        ..Policy::default()
    };
    plan(&posture, &policy)
}

fn checked(sessions: Vec<Session>, hidden: Vec<Hidden>) -> CutOff {
    let posture = sample::posture(sample::ssl(true), Record::factory());
    CutOff::Checked(preview(
        &posture,
        &hardened().steps,
        &visit(sessions, hidden),
    ))
}

fn blockers(cut_off: CutOff, limit: Option<usize>) -> Vec<String> {
    let plan = hardened().with_cut_off(cut_off, limit);
    plan.blockers
        .into_iter()
        .map(|blocker| blocker.id)
        .collect()
}

#[test]
fn the_gate_never_passes_on_what_was_not_seen() {
    let hidden = || {
        vec![Hidden {
            user: "app".to_owned(),
            database: None,
            count: 1,
        }]
    };
    let none = || vec![with("app", None)];
    let two = || vec![plaintext("app"), plaintext("bob"), with("app", None)];
    assert_eq!(blockers(CutOff::NotChecked, None), [""; 0]);
    assert_eq!(
        blockers(CutOff::NotChecked, Some(9)),
        ["sessions-not-checked"]
    );
    let failed = || CutOff::Failed(Text::verbatim("no route"));
    assert_eq!(blockers(failed(), None), ["sessions-not-checked"]);
    assert_eq!(blockers(checked(none(), vec![]), Some(0)), [""; 0]);
    assert_eq!(
        blockers(checked(none(), hidden()), Some(0)),
        ["sessions-hidden"]
    );
    assert_eq!(blockers(checked(none(), hidden()), None), [""; 0]);
    assert_eq!(blockers(checked(two(), vec![]), Some(1)), ["cut-off"]);
    assert_eq!(blockers(checked(two(), vec![]), Some(2)), [""; 0]);
    assert_eq!(blockers(checked(two(), vec![]), None), [""; 0]);
}

#[test]
fn the_gate_is_passed_after_a_wait_and_not_before() {
    let waits = |status: Status, cut_off: CutOff| {
        let mut posture = sample::posture(sample::ssl(true), Record::factory());
        if let Reading::Known(instance) = &mut posture.instance {
            instance.status = status;
        }
        let policy = hardened().policy;
        let made = plan(&posture, &policy).with_cut_off(cut_off, Some(0));
        assert!(
            made.blockers
                .iter()
                .any(|one| GATE.contains(&one.id.as_str()))
        );
        made.is_blocked_by_change()
    };
    let busy = || Status::Busy("SSL_MODIFYING".into());
    let loses = || checked(vec![plaintext("app")], vec![]);
    assert!(waits(busy(), loses()));
    assert!(waits(busy(), CutOff::Failed(Text::verbatim("no route"))));
    assert!(
        !waits(busy(), CutOff::NotChecked),
        "nobody looks after it either"
    );
    assert!(!waits(Status::Running, loses()));
}

#[test]
fn the_own_login_comes_first_and_is_warned_of() {
    let own = Session {
        own: true,
        ..plaintext("dba")
    };
    let found = checked(vec![plaintext("app"), with("app", None), own], vec![]);
    let CutOff::Checked(preview) = &found else {
        panic!("{found:?}")
    };
    assert!(preview.sessions[0].0.own);
    assert_eq!(
        (preview.keeps(), preview.loses(), preview.unclear()),
        (1, 2, 0)
    );
    let plan = hardened().with_cut_off(found, None);
    let ids: Vec<&str> = plan.warnings.iter().map(|w| w.id.as_str()).collect();
    assert!(
        ids.contains(&"own-login") && ids.contains(&"cut-off"),
        "{ids:?}"
    );
    assert!(!ids.contains(&"plaintext-clients"), "they were checked");
    let posture = sample::posture(sample::ssl(true), Record::factory());
    let saved = serde_json::to_string(&SavedPlan::new(&posture, &plan, &[])).unwrap();
    assert!(!saved.contains("dba"), "sessions are not kept on disk");
}
