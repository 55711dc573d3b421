//! An option campaign: random states, random commands with random flags, policies, waivers and saved
//! plans, a colleague who acts in between, an API that fails and lies, on real PostgreSQL servers.
//!
//! After every command the promises are checked by a judge that knows nothing of how the tool works.
//! `FORCESSL_OPTIONS` is how many scripts there are, `FORCESSL_SEED` what they are generated from, and
//! `FORCESSL_SCRIPT` runs one script. The first script that breaks a rule is printed as small as it can be made.

mod generate;
mod judge;
mod lane;
mod lies;
mod logins;
mod proxy;
mod script;
mod shrink;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::support::campaign;
use judge::{History, Violation, judge};
use lane::{Authorities, Lane, World};
use script::{Script, Step};

/// Scripts without `FORCESSL_OPTIONS`.
const SCRIPTS: u64 = 300;
/// Scripts at the same time; they mostly wait, and a lane has servers to start before its first script.
fn lanes(scripts: usize) -> usize {
    (scripts / 40).clamp(1, 32)
}

/// How long one script may be made smaller.
const SHRINKING: Duration = Duration::from_secs(90);

/// What a campaign found.
#[derive(Default)]
struct Tally {
    commands: usize,
    /// Answers of servers to logins that were compared.
    logins: usize,
    /// How often each command ended with each code.
    codes: BTreeMap<String, BTreeMap<String, usize>>,
    violations: usize,
    /// The rules that were broken.
    rules: BTreeSet<&'static str>,
}

/// Runs a script; what is wrong, until something is. The tally counts its commands.
fn carry_out(lane: &mut Lane, script: &Script, tally: Option<&Mutex<Tally>>) -> Vec<Violation> {
    lane.reset(&script.starts);
    let mut history = History::default();
    let mut world = lane.world();
    for step in &script.steps {
        match step {
            Step::Colleague(act) => {
                lane.act(act);
                let before = std::mem::replace(&mut world, lane.world());
                history.note(step, None, &before, &world);
            }
            Step::Run(command) => {
                let done = lane.run(command, world);
                if let Some(tally) = tally {
                    let mut tally = tally.lock().unwrap();
                    tally.commands += 1;
                    let logins =
                        |world: &World| world.values().map(|fact| fact.survey.len()).sum::<usize>();
                    tally.logins += logins(&done.before) + logins(&done.after);
                    let code = done
                        .ran
                        .code
                        .map_or("none".to_owned(), |code| code.to_string());
                    let codes = tally.codes.entry(command.name()).or_default();
                    *codes.entry(code).or_default() += 1;
                }
                let found = judge(command, &done, &history);
                if !found.is_empty() {
                    return found;
                }
                world = done.after.clone();
                history.note(step, Some(&done), &done.before, &world);
            }
        }
    }
    vec![]
}

/// The smallest script that breaks the same rule, within limits.
fn minimal(lane: &mut Lane, mut script: Script, mut violation: Violation) -> (Script, Violation) {
    let started = Instant::now();
    let mut candidates = shrink::smaller(&script).into_iter();
    while let Some(less) = candidates.next()
        && started.elapsed() < SHRINKING
    {
        let found = carry_out(lane, &less, None);
        if let Some(same) = found.into_iter().find(|one| one.rule == violation.rule) {
            candidates = shrink::smaller(&less).into_iter();
            (script, violation) = (less, same);
        }
    }
    (script, violation)
}

fn tell(text: &str) {
    // Not by the macros, whose output a passing test keeps to itself.
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn scripts(seed: u64) -> Vec<Script> {
    if let Ok(script) = std::env::var("FORCESSL_SCRIPT") {
        return vec![serde_json::from_str(&script).unwrap()];
    }
    let mut scripts = found();
    let count = campaign::number("FORCESSL_OPTIONS").unwrap_or(SCRIPTS);
    let first = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let own = |number| StdRng::seed_from_u64(first.wrapping_add(number));
    scripts.extend((0..count).map(|number| generate::script(&mut own(number))));
    scripts
}

/// Scripts that broke a rule once, with what they show.
fn found() -> Vec<Script> {
    let all: Vec<serde_json::Value> = serde_json::from_str(include_str!("found.json")).unwrap();
    let script = |one: &serde_json::Value| serde_json::from_value(one["script"].clone()).unwrap();
    all.iter().map(script).collect()
}

#[test]
fn no_command_breaks_a_promise() {
    let started = Instant::now();
    let seed = campaign::seed();
    let scripts = scripts(seed);
    let authorities = Arc::new(Authorities::new());
    let tally = Mutex::new(Tally::default());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut lane = Lane::start(&authorities);
        while let Some(script) = scripts.get(next.fetch_add(1, Ordering::Relaxed)) {
            for violation in carry_out(&mut lane, script, Some(&tally)) {
                let is_new = tally.lock().unwrap().rules.insert(violation.rule);
                let (script, violation) = if is_new {
                    minimal(&mut lane, script.clone(), violation)
                } else {
                    (script.clone(), violation)
                };
                tally.lock().unwrap().violations += 1;
                tell(&format!("{violation}\n{script}\n"));
            }
        }
    };
    let count = lanes(scripts.len());
    let broken_lanes = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
        lanes
            .into_iter()
            .filter_map(|lane| lane.join().err())
            .count()
    });
    let tally = tally.into_inner().unwrap();
    tell(&format!(
        "option campaign: {} scripts, {} commands, {} logins, {} violations, {} s, FORCESSL_SEED={seed}",
        scripts.len(),
        tally.commands,
        tally.logins,
        tally.violations,
        started.elapsed().as_secs()
    ));
    for (name, codes) in &tally.codes {
        let codes = codes
            .iter()
            .map(|(code, count)| format!("{count} ended with {code}"));
        tell(&format!(
            "  {name}: {}",
            codes.collect::<Vec<_>>().join(", ")
        ));
    }
    assert!(
        tally.violations == 0,
        "FORCESSL_SEED={seed}: {:?}",
        tally.rules
    );
    assert_eq!(broken_lanes, 0, "some scripts could not be run");
}
