//! What the campaign found once, each by itself; and clocks that jump, and long sleeps.

use serde_json::Value;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use forcessl::clock::{BriskClock, Clock};
use forcessl::domain::failure::Ending;

use super::judge::{PATIENT, prepare};
use super::run::{FACTOR, Job, Manner, Told, by_operations, renew, run};
use super::schedule::Injected;
use super::site::{Call, Site, Truth, instances};
use crate::support::certificates::Authority;

/// One job on an instance of its own.
struct Bench {
    site: Site,
    ca: Authority,
    job: Job,
}

impl Bench {
    fn new(job: Job) -> Self {
        let ca = Authority::new("forcessl test CA");
        Self {
            site: Site::new(&[(job, false)]),
            ca,
            job,
        }
    }

    fn prepared(job: Job) -> Self {
        let bench = Self::new(job);
        prepare(&bench.site, &bench.ca.ca(), 0, job);
        bench
    }

    fn arm(&self, fault: &str, after: usize) {
        let fault = fault.to_owned();
        self.site.arm(0, &[Injected { fault, after }]);
    }

    fn run(&self) -> Told {
        run(&self.site, &self.ca.ca(), 0, self.job, Manner::Own, PATIENT)
    }

    fn run_on(&self, clock: impl Clock + 'static, limit: Duration) -> Told {
        let clock = Arc::new(clock);
        by_operations(&self.site, &self.ca.ca(), 0, self.job, limit, clock)
    }

    /// The same again without faults.
    fn run_again(&self) -> Told {
        self.site.disarm(0);
        self.site.settled(0, &instances(self.job, 0)[0]);
        self.run()
    }

    fn truth(&self) -> Truth {
        self.site.settled(0, &instances(self.job, 0)[0])
    }

    fn writes(&self) -> usize {
        self.site.calls(0).iter().filter(|call| call.write).count()
    }
}

fn looks_at_hba(calls: &[Call]) -> usize {
    calls
        .iter()
        .filter(|call| call.action == "DescribePGHbaConfig")
        .count()
}

#[track_caller]
fn says(told: &Told, code: i32, words: &[&str]) {
    assert_eq!(told.code, Some(code), "{told:#?}");
    for word in words {
        assert!(told.said.contains(word), "`{word}` is missing: {told:#?}");
    }
}

#[test]
fn a_rollback_that_failed_is_gone_on_with_and_not_put_back_itself() {
    let bench = Bench::new(Job::Rollback);
    let before = bench.truth().settings();
    prepare(&bench.site, &bench.ca.ca(), 0, Job::Rollback);
    bench.arm("deny:ModifyDBInstanceSSL", 0);
    says(
        &bench.run(),
        4,
        &["done and in force: pg-hba", "not done: acl"],
    );
    says(&bench.run_again(), 0, &[]);
    assert_eq!(bench.truth().settings(), before);
}

#[test]
fn a_rollback_that_does_not_read_back_as_wanted_is_gone_on_with() {
    let calm = Bench::prepared(Job::Rollback);
    let asked = calm.site.calls(0).len();
    says(&calm.run(), 0, &[]);
    let looks = looks_at_hba(&calm.site.calls(0)[asked..]);

    let bench = Bench::new(Job::Rollback);
    let before = bench.truth().settings();
    prepare(&bench.site, &bench.ca.ca(), 0, Job::Rollback);
    // Right before the last look.
    bench.arm(&format!("foreign-change:{}", looks - 1), 0);
    says(&bench.run(), 7, &["does not read back as wanted"]);
    says(&bench.run_again(), 0, &[]);
    assert_eq!(bench.truth().settings(), before);
}

#[test]
fn nothing_was_sent_is_not_said_after_the_first_write() {
    let (write, looks) = before_the_records(Job::Hba);
    let foreign = format!("foreign-change:{}", looks - 1);
    // At the look that comes right before the second write, which is three calls.
    for (fault, after, code, why) in [
        ("deny:DescribePGHbaConfig", write - 3, 4, "could not read"),
        (&foreign, 0, 8, "changed after the plan was made"),
    ] {
        let bench = Bench::new(Job::Hba);
        bench.arm(fault, after);
        let told = bench.run();
        let half_done = ["done and in force: ssl-on", "not done: pg-hba"];
        says(&told, code, &[why, "nothing more was sent"]);
        says(&told, code, &half_done);
        assert!(!told.said.contains("nothing was sent"), "{told:#?}");
        assert_eq!(bench.writes(), 1);
    }
}

#[test]
fn a_refused_step_says_which_are_done_and_which_are_not() {
    let bench = Bench::new(Job::Stepwise);
    bench.arm("deny:ModifyDBInstanceSSL", 12);
    let told = bench.run();
    says(
        &told,
        4,
        &["done and in force: ssl-on", "not done: client-ca, acl"],
    );
    assert_eq!(bench.writes(), 1);
    says(&bench.run_again(), 0, &[]);
    assert_eq!(bench.truth().verdict(), "enforced");
}

#[test]
fn a_refused_write_is_not_what_a_rollback_puts_back() {
    let bench = Bench::new(Job::Rollback);
    let before = bench.truth().settings();
    prepare(&bench.site, &bench.ca.ca(), 0, Job::Rollback);
    bench.arm("deny:ModifyDBInstanceSSL", 0);
    // On the same instance, whose plan is one write.
    let renewed = renew(&bench.site, 0);
    assert_eq!(renewed, Ending::Access);
    says(&bench.run_again(), 0, &[]);
    assert_eq!(bench.truth().settings(), before);
}

#[test]
fn a_wait_that_may_not_look_any_more_says_that_the_change_goes_on() {
    let (write, _) = before_the_records(Job::Harden);
    let bench = Bench::new(Job::Harden);
    bench.arm("deny:DescribePGHbaConfig", write + 1);
    says(
        &bench.run(),
        4,
        &[
            "could not look at",
            "the change was sent and is still running",
        ],
    );
    assert_eq!(bench.writes(), 1);
}

#[test]
fn a_lost_answer_that_nobody_can_look_at_may_have_taken_effect() {
    let (write, _) = before_the_records(Job::Harden);
    let bench = Bench::new(Job::Harden);
    bench.arm("lost-answer:1", 0);
    bench.arm("deny:DescribePGHbaConfig", write + 1);
    bench.arm("deny:DescribeDBInstanceAttribute", write + 1);
    let told = bench.run();
    says(
        &told,
        4,
        &[
            "was lost",
            "could not be looked at",
            "it may have taken effect",
        ],
    );
    assert!(!told.said.contains("no effect"), "{told:#?}");
    assert_eq!(bench.writes(), 1);
}

#[test]
fn endpoints_that_cannot_be_read_are_not_taken_for_none() {
    let bench = Bench::new(Job::Hba);
    bench.arm("deny:DescribeDBInstanceNetInfo", 0);
    let told = bench.run();
    says(&told, 4, &["could not read", "DescribeDBInstanceNetInfo"]);
    assert!(!told.said.contains("has no endpoint"), "{told:#?}");
    assert_eq!(bench.writes(), 0);
}

#[test]
fn instances_that_are_named_need_no_listing() {
    let bench = Bench::new(Job::Fleet);
    bench.arm("deny:DescribeDBInstances", 0);
    let ca = bench.ca.ca();
    let told = run(&bench.site, &ca, 0, Job::Fleet, Manner::Binary, PATIENT);
    says(&told, 0, &[]);
    let ids: Vec<&str> = told
        .rows
        .iter()
        .map(|row| row["instance_id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, instances(Job::Fleet, 0));
}

/// A clock on the wall that jumps at some pauses.
struct JumpingClock {
    inner: BriskClock,
    pauses: AtomicUsize,
    jumps: &'static [(usize, i64)],
    off: Mutex<TimeDelta>,
}

impl JumpingClock {
    fn new(jumps: &'static [(usize, i64)]) -> Self {
        Self {
            inner: BriskClock::new(FACTOR),
            pauses: AtomicUsize::new(0),
            jumps,
            off: Mutex::default(),
        }
    }
}

#[async_trait]
impl Clock for JumpingClock {
    fn now(&self) -> DateTime<Utc> {
        self.inner.now() + *self.off.lock().unwrap()
    }

    fn monotonic(&self) -> Duration {
        self.inner.monotonic()
    }

    async fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration).await;
        let pause = self.pauses.fetch_add(1, Ordering::Relaxed);
        for (_, hours) in self.jumps.iter().filter(|(at, _)| *at == pause) {
            *self.off.lock().unwrap() += TimeDelta::hours(*hours);
        }
    }
}

#[test]
fn a_wall_clock_that_jumps_during_a_wait_changes_nothing() {
    for jumps in [&[(0, 1), (2, -1)][..], &[(0, -30)], &[(1, 24), (2, -48)]] {
        let bench = Bench::new(Job::Stepwise);
        let told = bench.run_on(JumpingClock::new(jumps), Duration::from_secs(60));
        says(&told, 0, &[]);
        assert_eq!(bench.writes(), 3);
        assert_eq!(bench.truth().verdict(), "enforced");
    }
}

/// A clock on which the first pause lasts for hours: the machine was suspended.
struct SleepyClock {
    inner: BriskClock,
    slept: Mutex<Duration>,
}

#[async_trait]
impl Clock for SleepyClock {
    fn now(&self) -> DateTime<Utc> {
        self.inner.now()
    }

    fn monotonic(&self) -> Duration {
        self.inner.monotonic() + *self.slept.lock().unwrap()
    }

    async fn sleep(&self, duration: Duration) {
        self.inner.sleep(duration).await;
        let mut slept = self.slept.lock().unwrap();
        if slept.is_zero() {
            *slept = Duration::from_secs(3 * 3600);
        }
    }
}

#[test]
fn a_machine_that_was_suspended_looks_again_before_the_time_is_up() {
    let bench = Bench::new(Job::Harden);
    // The network is not back at the first look, and the retries are not enough.
    bench.arm("reset:6@DescribePGHbaConfig", 2);
    let clock = SleepyClock {
        inner: BriskClock::new(FACTOR),
        slept: Mutex::default(),
    };
    let told = bench.run_on(clock, Duration::from_secs(600));
    says(&told, 0, &[]);
    assert_eq!(bench.truth().verdict(), "enforced");
}

/// In a run without faults: the calls before the write of the records, and the looks at them among
/// these.
fn before_the_records(job: Job) -> (usize, usize) {
    let calm = Bench::new(job);
    says(&calm.run(), 0, &[]);
    let calls = calm.site.calls(0);
    let write = calls
        .iter()
        .position(|call| call.action == "ModifyPGHbaConfig")
        .unwrap();
    (write, looks_at_hba(&calls[..write]))
}

#[test]
fn a_change_that_undoes_itself_leaves_somebody_elses_record_alone() {
    let (_, looks) = before_the_records(Job::Undo);
    let bench = Bench::new(Job::Undo);
    // Right before the look that comes right before the write.
    bench.arm(&format!("foreign-change:{}", looks - 1), 0);
    let told = bench.run();
    says(
        &told,
        8,
        &["changed after the plan was made", "done and in force"],
    );
    // Nobody says that the change failed, and somebody else is at work: nothing is undone.
    assert_eq!(told.rows[0]["rolled_back"], Value::Null, "{told:#?}");
    let truth = bench.truth();
    assert_ne!(truth, truth.without_foreign_record());
    says(&bench.run_again(), 0, &[]);
}

#[test]
fn what_could_not_be_looked_at_after_a_change_is_not_undone() {
    let calm = Bench::new(Job::Undo);
    says(&calm.run(), 0, &[]);
    let calls = calm.site.calls(0);
    let last = calls
        .iter()
        .rposition(|call| call.action == "DescribePGHbaConfig")
        .unwrap();
    let bench = Bench::new(Job::Undo);
    bench.arm("deny:DescribePGHbaConfig", last);
    let told = bench.run();
    says(&told, 4, &["could not read"]);
    assert_eq!(told.rows[0]["rolled_back"], Value::Null);
    assert_eq!(bench.truth().verdict(), "enforced");
}

#[test]
fn a_change_that_could_not_be_put_back_says_so_and_what_is_in_force() {
    let (write, _) = before_the_records(Job::Undo);
    // One call after another fails, until it is one that the roll-back needs.
    let mut told = None;
    for after in write + 1..write + 20 {
        let bench = Bench::new(Job::Undo);
        bench.arm("fail-change:no room on the disk", write);
        bench.arm("expired-token:1", after);
        let ran = bench.run();
        if ran.rows[0]["rolled_back"]["error"]["message"].is_string() {
            told = Some((ran, bench.truth().verdict()));
            break;
        }
    }
    let (told, verdict) = told.unwrap();
    says(
        &told,
        5,
        &["no room on the disk", "done and in force: ssl-on"],
    );
    let back = &told.rows[0]["rolled_back"];
    assert_eq!(
        back["error"]["message"],
        "the state before of `pgm-run0a` was not put back"
    );
    assert_eq!(back["steps"], serde_json::json!([]));
    assert_eq!(told.rows[0]["verdict"], Value::Null);
    assert_ne!(verdict, "open");
}

#[test]
fn a_lost_write_right_before_somebody_elses_is_told_as_failed_and_theirs_stays() {
    let (write, looks) = before_the_records(Job::Hba);
    let bench = Bench::new(Job::Hba);
    bench.arm("http-500:1", write);
    // At the first look after it.
    bench.arm(&format!("foreign-change:{}", looks + 1), 0);
    let told = bench.run();
    says(
        &told,
        5,
        &[
            "the answer to the change was lost",
            "what it reads back differs: pg_hba records",
        ],
    );
    let truth = bench.truth();
    assert_ne!(truth, truth.without_foreign_record());
    says(&bench.run_again(), 0, &[]);
}
