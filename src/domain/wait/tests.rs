//! The judge, look by look.

use std::time::Duration;

use chrono::DateTime;

use super::*;
use crate::domain::acl::Acl;
use crate::domain::basis::BasisPart;
use crate::domain::hba::{HbaState, Record};
use crate::domain::instance::Status;
use crate::domain::sample::ssl;
use crate::domain::ssl::{LastChange, Pem, Replace, SslChange, SslState, Switch};
use crate::text::Text;

const PATIENCE: Patience = Patience {
    limit: Duration::from_secs(100),
    settle: SETTLE,
    interval: EVERY,
};

fn look(status: Option<&str>, change: ChangeProgress) -> WaitReading {
    WaitReading {
        status: status.map(Status::parse),
        change,
    }
}

fn judge_all(looks: &[(u64, WaitReading)]) -> Next {
    let mut watch = WaitState::new(PATIENCE, false);
    let mut next = None;
    for (second, look) in looks {
        next = Some(watch.judge(look, Duration::from_secs(*second)));
    }
    next.unwrap()
}

#[test]
fn running_twice_after_the_change_landed_is_the_end() {
    let next = judge_all(&[
        (1, look(None, ChangeProgress::Running)),
        (2, look(None, ChangeProgress::Landed)),
        (2, look(Some("Running"), ChangeProgress::Landed)),
    ]);
    assert_eq!(next, Next::Confirm(CONFIRM));
    let next = judge_all(&[
        (1, look(None, ChangeProgress::Running)),
        (2, look(None, ChangeProgress::Landed)),
        (2, look(Some("Running"), ChangeProgress::Landed)),
        (3, look(Some("Running"), ChangeProgress::Landed)),
    ]);
    assert_eq!(next, Next::Reached);
}

#[test]
fn a_busy_status_in_between_starts_the_count_again() {
    let next = judge_all(&[
        (1, look(None, ChangeProgress::Running)),
        (2, look(Some("Running"), ChangeProgress::Landed)),
        (3, look(Some("SSL_MODIFYING"), ChangeProgress::Landed)),
        (4, look(Some("Running"), ChangeProgress::Landed)),
    ]);
    assert_eq!(next, Next::Confirm(CONFIRM));
}

#[test]
fn a_status_that_has_not_moved_yet_is_not_the_end() {
    let mut watch = WaitState::new(PATIENCE, false);
    for second in 1..10 {
        let next = watch.judge(
            &look(Some("Running"), ChangeProgress::Appeared),
            Duration::from_secs(second),
        );
        assert!(matches!(next, Next::Confirm(_)), "{second}: {next:?}");
    }
    let next = watch.judge(
        &look(Some("Running"), ChangeProgress::Appeared),
        Duration::from_secs(11),
    );
    assert_eq!(next, Next::Reached);
}

#[test]
fn a_change_that_left_its_marks_needs_no_settling() {
    let next = judge_all(&[
        (2, look(None, ChangeProgress::Landed)),
        (2, look(Some("Running"), ChangeProgress::Landed)),
        (3, look(Some("Running"), ChangeProgress::Landed)),
    ]);
    assert_eq!(next, Next::Reached);
    let next = judge_all(&[
        (2, look(None, ChangeProgress::Appeared)),
        (2, look(Some("Running"), ChangeProgress::Appeared)),
        (3, look(Some("Running"), ChangeProgress::Appeared)),
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
        let before = SslState {
            client_ca: Pem::new("ca"),
            acl: Some(Acl::Cert),
            ..state(before)
        };
        Mark::before_ssl(&change, &before).ssl_change(&change, &state(now))
    };
    assert_eq!(
        judged(LastChange::Never, LastChange::Succeeded),
        ChangeProgress::Landed
    );
    assert_eq!(
        judged(LastChange::Succeeded, LastChange::Succeeded),
        ChangeProgress::Appeared
    );
    assert_eq!(
        judged(LastChange::Never, LastChange::Never),
        ChangeProgress::Appeared
    );
    assert_eq!(
        judged(LastChange::Never, LastChange::Setting),
        ChangeProgress::Running
    );
    let failed = LastChange::Failed("x".into());
    // A word that nobody knows, old and new.
    let word = |word: &str| LastChange::Other(word.into());
    for before in [LastChange::Succeeded, word("applied"), word("accepted")] {
        assert_eq!(judged(before, word("applied")), ChangeProgress::Appeared);
    }
    // The fields are at the goal, and the mark has not moved.
    assert_eq!(
        judged(failed.clone(), failed.clone()),
        ChangeProgress::Pending
    );
    // A mark that is gone has not moved.
    assert_eq!(
        judged(LastChange::Succeeded, LastChange::Never),
        ChangeProgress::Pending
    );
    assert_eq!(
        judged(LastChange::Never, failed),
        ChangeProgress::Failed("x".into())
    );
}

#[test]
fn failures_and_limits() {
    let failed = || look(None, ChangeProgress::Failed("no such user".into()));
    let again = Next::LookAgain(EVERY);
    assert_eq!(judge_all(&[(1, failed()), (2, failed())]), again);
    assert_eq!(
        judge_all(&[(1, failed()), (2, failed()), (3, failed())]),
        Next::Failed(Text::verbatim("no such user"))
    );
    let pending = look(None, ChangeProgress::Pending);
    assert_eq!(
        judge_all(&[(1, failed()), (2, failed()), (3, pending), (4, failed())]),
        again
    );
    let gone = || look(Some("Released"), ChangeProgress::Landed);
    assert!(matches!(judge_all(&[(1, gone())]), Next::Confirm(_)));
    assert!(matches!(
        judge_all(&[(1, gone()), (2, gone()), (3, gone())]),
        Next::Failed(_)
    ));
    for change in [ChangeProgress::Running, ChangeProgress::Pending] {
        let looks = [50, 99, 100].map(|second| (second, look(None, change.clone())));
        assert_eq!(judge_all(&looks), Next::OutOfTime);
        assert_eq!(judge_all(&looks[..2]), Next::LookAgain(EVERY));
    }
}

#[test]
fn a_limit_that_was_slept_through_is_not_the_end() {
    let judged = |looks: &[(u64, WaitReading)]| judge_all(looks);
    let (running, landed) = (
        look(None, ChangeProgress::Running),
        look(Some("Running"), ChangeProgress::Landed),
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
    let mut watch = WaitState::new(PATIENCE, false);
    watch.judge(&look(None, ChangeProgress::Running), Duration::from_secs(1));
    let mut last = Next::Reached;
    for second in 2..15 {
        let differs = look(None, ChangeProgress::Differs(BasisPart::Acl));
        last = watch.judge(&differs, Duration::from_secs(second));
    }
    assert!(matches!(last, Next::Failed(reason) if reason.english().contains("differs: ACL")));
}

/// A mark of the SSL settings.
fn mark(last_change: LastChange) -> Mark {
    Mark::from(&SslState {
        last_change,
        ..ssl(true)
    })
}

fn failed(reason: &str) -> LastChange {
    LastChange::Failed(reason.into())
}

#[test]
fn a_failure_counts_only_when_its_mark_moved() {
    let mut change = SslChange::new("pgm-a");
    change.acl = Some(Acl::Cert);
    let now = |last_change| SslState {
        last_change,
        ..ssl(true)
    };
    let mut before = mark(failed("x"));
    let judged = |before: &Mark, last_change| before.clone().ssl_change(&change, &now(last_change));
    assert_eq!(
        judged(&before, failed("x")),
        ChangeProgress::OldFailure("x".into())
    );
    assert_eq!(
        judged(&before, failed("y")),
        ChangeProgress::Failed("y".into())
    );
    before.ssl_change(&change, &now(LastChange::Setting));
    assert_eq!(
        judged(&before, failed("x")),
        ChangeProgress::Failed("x".into())
    );
}

#[test]
fn the_same_certificate_sent_again_ends_with_the_mark() {
    let own = crate::domain::sample::pem("own");
    let now = |last_change| SslState {
        server_certificate: Some(own.clone()),
        last_change,
        ..ssl(true)
    };
    let change = SslChange {
        switch: Some(Switch::On),
        server_certificate: Some(own.clone()),
        ..SslChange::new("pgm-a.pg.rds.aliyuncs.com")
    };
    let before = now(LastChange::Succeeded);
    let mut mark = Mark::before_ssl(&change, &before);
    for (last_change, progress) in [
        (LastChange::Succeeded, ChangeProgress::Stood),
        (LastChange::Setting, ChangeProgress::Running),
        (LastChange::Succeeded, ChangeProgress::Landed),
    ] {
        assert_eq!(mark.ssl_change(&change, &now(last_change)), progress);
    }
}

#[test]
fn an_old_failure_is_no_failure_when_the_server_certificate_is_new() {
    let mut change = SslChange::new("pgm-a.pg.rds.aliyuncs.com");
    change.switch = Some(Switch::On);
    let mut before = Mark::from(&SslState {
        last_change: failed("x"),
        ..ssl(false)
    });
    let now = SslState {
        last_change: failed("x"),
        ..ssl(true)
    };
    assert_eq!(before.ssl_change(&change, &now), ChangeProgress::Appeared);
}

#[test]
fn the_same_failure_again_is_told_by_a_busy_status_and_rest() {
    let old = || ChangeProgress::OldFailure("x".into());
    let mut watch = WaitState::new(PATIENCE, false);
    let mut next = watch.judge(&look(Some("Running"), old()), Duration::from_millis(300));
    assert_eq!(next, Next::Confirm(CONFIRM));
    next = watch.judge(&look(Some("SSL_MODIFYING"), old()), Duration::from_secs(1));
    assert_eq!(next, Next::Confirm(CONFIRM));
    for second in 2..12 {
        next = watch.judge(&look(Some("Running"), old()), Duration::from_secs(second));
        assert!(matches!(next, Next::Confirm(_)), "{second}: {next:?}");
    }
    next = watch.judge(&look(Some("Running"), old()), Duration::from_secs(12));
    assert!(matches!(next, Next::Failed(reason) if reason.english().starts_with('x')));
    // Never busy: it may still begin.
    let mut watch = WaitState::new(PATIENCE, false);
    for second in 1..60 {
        next = watch.judge(&look(Some("Running"), old()), Duration::from_secs(second));
        assert!(matches!(next, Next::Confirm(_)), "{second}: {next:?}");
    }
}

#[test]
fn a_write_of_which_no_answer_is_known_is_given_up_once_it_must_have_shown() {
    for change in [
        ChangeProgress::Pending,
        ChangeProgress::OldFailure("x".into()),
    ] {
        let mut watch = WaitState::new(PATIENCE, true);
        let judged = |watch: &mut WaitState, status, second| {
            watch.judge(
                &look(Some(status), change.clone()),
                Duration::from_secs(second),
            )
        };
        for second in 1..10 {
            let next = judged(&mut watch, "Running", second);
            assert!(matches!(next, Next::Confirm(_)), "{second}: {next:?}");
        }
        if change == ChangeProgress::Pending {
            judged(&mut watch, "SSL_MODIFYING", 10);
        }
        for second in 11..31 {
            let next = judged(&mut watch, "Running", second);
            if next == Next::Unseen {
                assert_eq!(
                    (second, &change),
                    (21, &ChangeProgress::OldFailure("x".into()))
                );
                break;
            }
        }
        if change == ChangeProgress::Pending {
            assert_eq!(judged(&mut watch, "Running", 31), Next::Unseen);
        }
    }
    // An answered one is waited for to the limit.
    let mut watch = WaitState::new(PATIENCE, false);
    for second in 1..100 {
        let next = watch.judge(
            &look(Some("Running"), ChangeProgress::Pending),
            Duration::from_secs(second),
        );
        assert_eq!(next, Next::LookAgain(EVERY));
    }
}

#[test]
fn records_are_told_by_their_time() {
    let at = |second: i64| DateTime::from_timestamp(1_800_000_000 + second, 0);
    let state = |records: Vec<Record>, second, last_change| {
        let mut hba = HbaState::listed(records).unwrap();
        hba.modified = at(second);
        hba.last_change = last_change;
        hba
    };
    let old = Record::factory();
    let goal = Record::factory()[..1].to_vec();
    let before = Mark::from(&state(old.clone(), 10, failed("x")));
    let judged = |now: &HbaState| before.clone().hba_change(&goal, now);
    let same = failed("x");
    assert_eq!(
        judged(&state(old.clone(), 10, same.clone())),
        ChangeProgress::OldFailure("x".into())
    );
    assert_eq!(
        judged(&state(old.clone(), 11, same.clone())),
        ChangeProgress::Failed("x".into())
    );
    // A copy that lags behind.
    assert_eq!(
        judged(&state(old.clone(), 9, failed("y"))),
        ChangeProgress::Pending
    );
    assert_eq!(
        judged(&state(old.clone(), 9, LastChange::Succeeded)),
        ChangeProgress::Pending
    );
    assert_eq!(
        judged(&state(goal.clone(), 11, LastChange::Succeeded)),
        ChangeProgress::Landed
    );
    assert!(matches!(
        judged(&state(old, 11, LastChange::Succeeded)),
        ChangeProgress::Differs(_)
    ));
    // Records that look as wanted beside a mark that is gone, lags behind or did not move.
    for (second, last_change) in [
        (10, same.clone()),
        (9, LastChange::Succeeded),
        (10, LastChange::Never),
    ] {
        let seen = state(goal.clone(), second, last_change);
        assert_eq!(judged(&seen), ChangeProgress::Pending, "{seen:?}");
    }
    let gone = || {
        let mut gone = state(goal.clone(), 0, LastChange::Never);
        gone.modified = None;
        gone
    };
    assert_eq!(judged(&gone()), ChangeProgress::Pending);
    // Of an untouched instance: a mark that appears has moved.
    let untouched = Mark::from(&gone());
    let first = |now: &HbaState| untouched.clone().hba_change(&goal, now);
    assert_eq!(first(&gone()), ChangeProgress::Pending);
    assert_eq!(
        first(&state(goal.clone(), 1, LastChange::Succeeded)),
        ChangeProgress::Landed
    );
    let mut renumbered = goal.clone();
    renumbered[0].priority = 10;
    assert_eq!(
        judged(&state(renumbered, 11, LastChange::Succeeded)),
        ChangeProgress::Landed
    );
}

#[test]
fn without_a_goal_only_what_fails_meanwhile_is_a_failure() {
    let old = mark(failed("x"));
    assert_eq!(
        quiet([(&mut old.clone(), old.clone())]),
        ChangeProgress::Appeared
    );
    let running = mark(LastChange::Setting);
    assert_eq!(
        quiet([(&mut running.clone(), running.clone())]),
        ChangeProgress::Running
    );
    assert_eq!(
        quiet([(&mut running.clone(), old)]),
        ChangeProgress::Failed("x".into())
    );
}

#[test]
fn a_limit_holds_with_looks_that_are_far_apart() {
    for seconds in [1, 90, 600] {
        let interval = Duration::from_secs(seconds);
        let mut limit = Limit::new(Duration::from_secs(1000), interval);
        let looks = (0..).map(|number| interval * number);
        let last = looks.take_while(|&spent| !limit.is_over(spent)).last();
        let most = Duration::from_secs(1000);
        assert!(last.is_some_and(|last| last < most && last + interval >= most));
    }
}

/// The SSL settings have no time of modification, so that `success` twice is an end only where something else moved.
#[test]
fn success_twice_is_the_end_only_of_what_came_to_stand_there_or_was_seen_to_run() {
    let ca = |name: &str| Pem::new(name).unwrap();
    let state = |name: &str, acl| SslState {
        client_ca: Some(ca(name)),
        acl: Some(acl),
        last_change: LastChange::Succeeded,
        ..ssl(true)
    };
    let off = SslState {
        enabled: Some(false),
        ..state("one", Acl::Cert)
    };
    let call = |acl, client_ca, switch| SslChange {
        switch,
        client_ca,
        acl,
        ..SslChange::new("pgm-a")
    };
    let one = || state("one", Acl::Cert);
    let new_ca = Some(Replace::Set(ca("two")));
    let same_ca = Some(Replace::Set(ca("one")));
    let to_off = Some(Switch::Off);
    for (change, before, now, moved) in [
        (
            call(Some(Acl::Prefer), None, None),
            one(),
            state("one", Acl::Prefer),
            true,
        ),
        (
            call(None, new_ca, None),
            one(),
            state("two", Acl::Cert),
            true,
        ),
        (call(None, None, to_off), one(), off.clone(), true),
        (call(Some(Acl::Cert), None, None), one(), one(), false),
        (call(None, same_ca, None), one(), one(), false),
        (call(None, None, to_off), off.clone(), off, false),
    ] {
        let mut mark = Mark::before_ssl(&change, &before);
        let progress = mark.ssl_change(&change, &now);
        // A saved state keeps what a later wait needs to know.
        let kept: Mark = serde_json::from_str(&serde_json::to_string(&mark).unwrap()).unwrap();
        assert_eq!(kept, mark);
        let quiet: Vec<_> = (1..=100)
            .map(|second| (second, look(Some("Running"), progress.clone())))
            .collect();
        let busy = look(Some("SSL_MODIFYING"), progress.clone());
        let busy = [&[(1, busy)], &quiet[1..20]].concat();
        let expected = if moved {
            Next::Reached
        } else {
            Next::OutOfTime
        };
        assert_eq!(judge_all(&quiet), expected, "{change:?}");
        assert_eq!(judge_all(&busy), Next::Reached, "{change:?}");
        let mut running = now.clone();
        running.last_change = LastChange::Setting;
        assert_eq!(mark.ssl_change(&change, &running), ChangeProgress::Running);
        assert_eq!(mark.ssl_change(&change, &now), ChangeProgress::Landed);
    }
}

#[test]
fn a_word_that_nobody_knows_counts_when_it_moved() {
    let word = || LastChange::Other("accepted".into());
    let change = SslChange {
        acl: Some(Acl::Cert),
        ..SslChange::new("pgm-a")
    };
    let now = |last_change| SslState {
        last_change,
        ..ssl(true)
    };
    let mut old = Mark::before_ssl(&change, &now(word()));
    let progress = old.ssl_change(&change, &now(word()));
    assert_eq!(progress, ChangeProgress::Pending);
    assert_eq!(
        quiet([(&mut mark(word()), mark(word()))]),
        ChangeProgress::Appeared
    );
    // One that came is that of a change until it goes, and a failure after it is a new one.
    let mut failed = Mark::before_ssl(&change, &now(failed("x")));
    for _ in 0..2 {
        let progress = failed.ssl_change(&change, &now(word()));
        assert_eq!(progress, ChangeProgress::Running);
    }
    assert_eq!(
        failed.ssl_change(&change, &now(LastChange::Failed("x".into()))),
        ChangeProgress::Failed("x".into())
    );
}
