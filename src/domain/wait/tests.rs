//! The judge, look by look.

use super::*;
use crate::domain::sample::ssl;

const LIMIT: Duration = Duration::from_secs(100);

fn look(status: Option<&str>, change: Change) -> Look {
    Look {
        status: status.map(Status::parse),
        change,
    }
}

fn judge_all(looks: &[(u64, Look)]) -> Next {
    let mut watch = Watch::new(LIMIT, SETTLE);
    let mut next = None;
    for (second, look) in looks {
        next = Some(watch.judge(look, Duration::from_secs(*second)));
    }
    next.unwrap()
}

#[test]
fn running_twice_after_the_change_landed_is_the_end() {
    let next = judge_all(&[
        (1, look(None, Change::Running)),
        (2, look(None, Change::Landed)),
        (2, look(Some("Running"), Change::Landed)),
    ]);
    assert_eq!(next, Next::Confirm(CONFIRM));
    let next = judge_all(&[
        (1, look(None, Change::Running)),
        (2, look(None, Change::Landed)),
        (2, look(Some("Running"), Change::Landed)),
        (3, look(Some("Running"), Change::Landed)),
    ]);
    assert_eq!(next, Next::Reached);
}

#[test]
fn a_busy_status_in_between_starts_the_count_again() {
    let next = judge_all(&[
        (1, look(None, Change::Running)),
        (2, look(Some("Running"), Change::Landed)),
        (3, look(Some("SSL_MODIFYING"), Change::Landed)),
        (4, look(Some("Running"), Change::Landed)),
    ]);
    assert_eq!(next, Next::Confirm(CONFIRM));
}

#[test]
fn a_status_that_has_not_moved_yet_is_not_the_end() {
    let mut watch = Watch::new(LIMIT, SETTLE);
    for second in 1..10 {
        let next = watch.judge(
            &look(Some("Running"), Change::Appeared),
            Duration::from_secs(second),
        );
        assert!(matches!(next, Next::Confirm(_)), "{second}: {next:?}");
    }
    let next = watch.judge(
        &look(Some("Running"), Change::Appeared),
        Duration::from_secs(11),
    );
    assert_eq!(next, Next::Reached);
}

#[test]
fn a_change_that_left_its_marks_needs_no_settling() {
    let next = judge_all(&[
        (2, look(None, Change::Landed)),
        (2, look(Some("Running"), Change::Landed)),
        (3, look(Some("Running"), Change::Landed)),
    ]);
    assert_eq!(next, Next::Reached);
    let next = judge_all(&[
        (2, look(None, Change::Appeared)),
        (2, look(Some("Running"), Change::Appeared)),
        (3, look(Some("Running"), Change::Appeared)),
    ]);
    assert!(matches!(next, Next::Confirm(_)));
}

#[test]
fn marks_tell_a_change_from_a_look_that_is_too_early() {
    let state = |last_change: LastChange| SslState {
        last_change,
        ..ssl(true)
    };
    let mut change = SslChange::new("pgm-a");
    change.acl = Some(Acl::Prefer);
    let judged = |before: LastChange, now: LastChange| {
        ssl_change(&state(before), &change, &state(now), false)
    };
    assert_eq!(
        judged(LastChange::Never, LastChange::Succeeded),
        Change::Landed
    );
    assert_eq!(
        judged(LastChange::Succeeded, LastChange::Succeeded),
        Change::Appeared
    );
    assert_eq!(
        judged(LastChange::Never, LastChange::Never),
        Change::Appeared
    );
    assert_eq!(
        judged(LastChange::Never, LastChange::Setting),
        Change::Running
    );
    let failed = LastChange::Failed("x".into());
    assert_eq!(judged(failed.clone(), failed.clone()), Change::Pending);
    assert_eq!(
        judged(LastChange::Never, failed),
        Change::Failed("x".into())
    );
}

#[test]
fn failures_and_limits() {
    assert_eq!(
        judge_all(&[(1, look(None, Change::Failed("no such user".into())))]),
        Next::Failed("no such user".into())
    );
    assert!(matches!(
        judge_all(&[(1, look(Some("Released"), Change::Landed))]),
        Next::Failed(_)
    ));
    for change in [Change::Running, Change::Pending] {
        let looks = [50, 99, 100].map(|second| (second, look(None, change.clone())));
        assert_eq!(judge_all(&looks), Next::OutOfTime);
        assert_eq!(judge_all(&looks[..2]), Next::LookAgain(EVERY));
    }
}

#[test]
fn a_limit_that_was_slept_through_is_not_the_end() {
    let judged = |looks: &[(u64, Look)]| judge_all(looks);
    let (running, landed) = (
        look(None, Change::Running),
        look(Some("Running"), Change::Landed),
    );
    // Done in the meantime: it takes a second look to tell.
    let woken = [(5, running.clone()), (5000, landed.clone())];
    assert_eq!(judged(&woken), Next::Confirm(CONFIRM));
    let again = [&woken[..], &[(5001, landed)]].concat();
    assert_eq!(judged(&again), Next::Reached);
    // Still running: a few looks more, and no second time.
    let mut looks = vec![(5, running.clone()), (5000, running.clone())];
    assert_eq!(judged(&looks), Next::LookAgain(EVERY));
    looks.push((5014, running.clone()));
    assert_eq!(judged(&looks), Next::LookAgain(EVERY));
    looks.push((9000, running.clone()));
    assert_eq!(judged(&looks), Next::LookAgain(EVERY));
    looks.push((9015, running));
    assert_eq!(judged(&looks), Next::OutOfTime);
}

#[test]
fn success_that_reads_back_as_something_else_is_a_failure_in_the_end() {
    let mut watch = Watch::new(LIMIT, SETTLE);
    watch.judge(&look(None, Change::Running), Duration::from_secs(1));
    let mut last = Next::Reached;
    for second in 2..10 {
        let differs = look(None, Change::Differs("the ACL reads prefer".into()));
        last = watch.judge(&differs, Duration::from_secs(second));
    }
    assert!(matches!(last, Next::Failed(reason) if reason.contains("the ACL reads prefer")));
}
