//! Faults at every call of every command, alone and in pairs: whatever the moment, what is reported
//! is true, no write is sent twice without a look between, nothing is left half-done without a word,
//! and the next run without faults ends in the goal or in the saved state.
//!
//! The sandbox knows the truth. Every run has an access key and instances of its own, so that faults
//! that are armed for this key meet nobody else. A part of the runs is the built binary; in the
//! others the same operations, HTTP client, prober and journal run in this process on a clock whose
//! pauses are short, so that a campaign takes minutes instead of hours. `FORCESSL_SEED` repeats a
//! campaign, `FORCESSL_FAULTS` is how many runs there are.

mod found;
mod judge;
mod keys;
mod run;
mod schedule;
mod site;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::support::campaign;
use crate::support::certificates::Authority;
use run::{Job, Manner};
use schedule::{Case, schedule};
use site::Site;

/// Runs without `FORCESSL_FAULTS`.
const RUNS: usize = 3_050;
/// Runs that share sandboxes.
const BATCH: usize = 3_200;
/// Runs of the binary at the same time, and runs in this process.
const BINARY_LANES: usize = 8;
const OWN_LANES: usize = 8;

/// What a campaign found.
#[derive(Default)]
struct Tally {
    runs: usize,
    binary: usize,
    injected: usize,
    states: usize,
    codes: BTreeMap<String, usize>,
    violations: Vec<String>,
}

fn lane(site: &Site, ca: &str, cases: &[(usize, &Case)], next: &AtomicUsize, tally: &Mutex<Tally>) {
    loop {
        let Some((number, case)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) else {
            return;
        };
        let found = judge::carry_out(site, ca, *number, case);
        let _gone = std::fs::remove_dir_all(run::home(site, *number));
        let mut tally = tally.lock().unwrap();
        tally.runs += 1;
        tally.binary += usize::from(case.manner == Manner::Binary);
        tally.injected += found.injected;
        tally.states += found.states;
        *tally
            .codes
            .entry(format!("{:?} {}", case.job, found.code))
            .or_default() += 1;
        tally.violations.extend(found.violations);
    }
}

#[test]
fn whatever_fails_the_report_is_true_and_the_next_run_reaches_the_goal() {
    let started = Instant::now();
    let seed = campaign::seed();
    let runs = campaign::number("FORCESSL_FAULTS").unwrap_or(RUNS);
    let authority = Authority::new("forcessl test CA");
    let ca = authority.ca();
    let calls: BTreeMap<Job, Vec<site::Call>> = {
        let site = Site::new(&Job::ALL.map(|job| (job, false)));
        let calm = |(number, job): (usize, Job)| (job, judge::calm(&site, &ca, number, job));
        Job::ALL.into_iter().enumerate().map(calm).collect()
    };
    let mut dice = StdRng::seed_from_u64(seed);
    let cases = schedule(&calls, runs, &mut dice);
    let tally = Mutex::new(Tally::default());
    for cases in cases.chunks(BATCH) {
        let setups: Vec<(Job, bool)> = cases.iter().map(|case| (case.job, case.live)).collect();
        let site = Site::new(&setups);
        let of = |manner: Manner| -> Vec<(usize, &Case)> {
            let numbered = cases.iter().enumerate();
            numbered.filter(|(_, case)| case.manner == manner).collect()
        };
        let (binary, own) = (of(Manner::Binary), of(Manner::Own));
        let (next_binary, next_own) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..BINARY_LANES {
                scope.spawn(|| lane(&site, &ca, &binary, &next_binary, &tally));
            }
            for _ in 0..OWN_LANES {
                scope.spawn(|| lane(&site, &ca, &own, &next_own, &tally));
            }
        });
    }
    let tally = tally.into_inner().unwrap();
    // Not by the macros, whose output a passing test keeps to itself.
    let _ = writeln!(
        std::io::stderr(),
        "fault campaign: {} runs ({} of the binary), {} faults injected, {} states checked, {} violations, {} s, \
         FORCESSL_SEED={seed}",
        tally.runs,
        tally.binary,
        tally.injected,
        tally.states,
        tally.violations.len(),
        started.elapsed().as_secs(),
    );
    if std::env::var_os("FORCESSL_FAULTS_VERBOSE").is_some() {
        let _ = writeln!(std::io::stderr(), "{:#?}", tally.codes);
    }
    assert_eq!(tally.runs, runs);
    assert!(
        tally.violations.is_empty(),
        "FORCESSL_SEED={seed}:\n{}",
        tally.violations.join("\n\n")
    );
}
