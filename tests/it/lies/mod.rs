//! A service that lies: every read answered with something else than the truth and every write
//! treated wrongly, under every command; whatever it says, nobody is told "enforced" who is not, nothing
//! is destroyed or left without a saved state, and the command ends.
//!
//! The server, its instance and the judge share no code with the tool or the sandbox.
//! `FORCESSL_LIES` is how many runs there are, of single lies and a quarter of them of pairs; without it only
//! a share of the single ones runs.
//! `FORCESSL_SEED` repeats a campaign, and `FORCESSL_LIE` runs what a line of its report names.

mod alter;
mod api;
mod commands;
mod counts;
mod judge;
mod lie;
mod model;
mod never_changed;
mod record;
mod refused;
mod replicas;
mod unreadable;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng};

use self::alter::members;
use self::api::Lie;
use self::commands::{Command, Ran, commands};
use self::lie::{READS, Read, WRITES, When};
use crate::support::campaign;
use crate::support::certificates::Authority;

/// Runs without `FORCESSL_LIES`.
const RUNS: usize = 400;
/// Runs at the same time, without and with `FORCESSL_LIES`; they wait more than they compute.
const LANES: [usize; 2] = [32, 128];

/// Every action of the service that is called here.
const ACTIONS: [&str; 11] = [
    "GetCallerIdentity",
    "DescribeDBInstances",
    "DescribeDBInstanceAttribute",
    "DescribeDBInstanceNetInfo",
    "DescribeDBInstanceSSL",
    "DescribePGHbaConfig",
    "DescribeModifyPGHbaConfigLog",
    "DescribeDBInstanceIPArrayList",
    "DescribeDBProxy",
    "ModifyDBInstanceSSL",
    "ModifyPGHbaConfig",
];

/// Every lie about an action under a command.
fn lies(command: &Command, action: &'static str) -> Vec<Lie> {
    if action.starts_with("Modify") {
        let which = [None, Some(0)];
        let lies = WRITES
            .iter()
            .flat_map(|lie| which.map(|which| Lie::Write(action, *lie, which)));
        return lies.collect();
    }
    let count = members(&command.answer(action)).len();
    let parts = (0..count).flat_map(|part| [Read::Partial(part), Read::Hollow(part)]);
    let is_log = action == "DescribeModifyPGHbaConfigLog";
    let whens = [
        When::Always,
        When::InTurn,
        When::BeforeWrites,
        When::AfterWrites,
        When::Once,
    ];
    READS
        .into_iter()
        .chain(parts)
        .filter(|lie| *lie != Read::Endless || action == "DescribeDBInstances")
        // What only one answer shows, and that one does not, nobody can know.
        .filter(|lie| *lie != Read::Behind || action == "DescribePGHbaConfig")
        .filter(|lie| !(is_log && *lie == Read::Behind))
        .flat_map(|lie| whens.map(|when| Lie::Read(action, lie, when)))
        .collect()
}

/// A run: which command, and under which lies.
type Case = (usize, Vec<Lie>);

#[derive(Default)]
struct Tally {
    runs: usize,
    codes: BTreeMap<String, usize>,
    longest: Duration,
    slowest: String,
    broken: Vec<String>,
}

fn named(command: &Command, lies: &[Lie]) -> String {
    let lies: Vec<String> = lies.iter().map(|lie| format!("{lie:?}")).collect();
    format!("{} under {}", command.name, lies.join(" + "))
}

/// What a run broke. Another way to say the truth changes no exit code, unless a busy machine does.
fn violations(command: &Command, ran: &Ran, honest: Option<i32>, lies: &[Lie]) -> Vec<String> {
    let mut broken = ran.broken.clone();
    let harmless = |lie: &Lie| matches!(lie, Lie::Read(_, lie, _) if lie.is_harmless());
    let changed = ![honest, Some(0)].contains(&ran.code) && lies.iter().all(harmless);
    if changed && command.run(lies).code != honest {
        broken.push(format!("it ends with {:?} instead of {honest:?}", ran.code));
    }
    broken
}

#[test]
#[expect(
    clippy::print_stderr,
    reason = "a failed campaign is repeated by its seed"
)]
fn whatever_the_service_says_nothing_false_is_claimed_and_nothing_is_lost() {
    let seed = campaign::seed();
    let asked: Option<usize> = campaign::number("FORCESSL_LIES");
    let (runs, pairs) = asked.map_or((RUNS, 0), |runs| (runs, runs / 4));
    let only = std::env::var("FORCESSL_LIE").ok();
    let mut random = StdRng::seed_from_u64(seed);
    let authority = Authority::new("forcessl test CA");
    let commands = commands(&authority);
    let honest: Vec<Ran> = std::thread::scope(|scope| {
        let runs: Vec<_> = commands
            .iter()
            .map(|command| scope.spawn(|| command.run(&[])))
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    });
    for (command, ran) in commands.iter().zip(&honest) {
        assert!(
            ran.broken.is_empty(),
            "{}: {:?}\n{}",
            command.name,
            ran.broken,
            ran.told
        );
    }
    let mut singles: Vec<Case> = Vec::new();
    for (index, command) in commands.iter().enumerate() {
        let asked = ACTIONS
            .iter()
            .filter(|action| honest[index].actions.iter().any(|one| one == *action));
        singles.extend(
            asked
                .flat_map(|action| lies(command, action))
                .map(|lie| (index, vec![lie])),
        );
    }
    let all = singles.len();
    singles.shuffle(&mut random);
    let mut cases: Vec<Case> = singles.iter().take(runs - pairs).cloned().collect();
    let behind = |lie: &Lie| matches!(lie, Lie::Read(_, Read::Behind, _));
    while cases.len() < runs {
        let (index, first) = singles.choose(&mut random).unwrap();
        let beside: Vec<&Case> = singles
            .iter()
            .filter(|(other, lies)| other == index && lies[0].action() != first[0].action())
            .collect();
        let second = &beside[random.random_range(0..beside.len())].1;
        let pair = [&first[..], second].concat();
        if !pair.iter().any(behind) {
            cases.push((*index, pair));
        }
    }
    if let Some(only) = &only {
        let chosen = |case: &&Case| named(&commands[case.0], &case.1).contains(only.as_str());
        cases = singles
            .iter()
            .filter(chosen)
            .chain(cases.iter().filter(|case| case.1.len() > 1).filter(chosen))
            .cloned()
            .collect();
    }
    eprintln!(
        "{} runs under lies, of {all} single ones; FORCESSL_SEED={seed}",
        cases.len()
    );
    let (next, tally) = (AtomicUsize::new(0), Mutex::new(Tally::default()));
    let lane = || {
        while let Some((index, lies)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            let command = &commands[*index];
            let ran = command.run(lies);
            let name = named(command, lies);
            let violations = violations(command, &ran, honest[*index].code, lies);
            let mut tally = tally.lock().unwrap();
            tally.runs += 1;
            let code = ran
                .code
                .map_or("stopped".to_owned(), |code| code.to_string());
            *tally.codes.entry(code).or_default() += 1;
            if ran.took > tally.longest {
                (tally.longest, tally.slowest) = (ran.took, name.clone());
            }
            for what in violations {
                eprintln!("BROKEN {name}: {what}");
                if only.is_some() {
                    eprintln!("{}", ran.told);
                }
                tally.broken.push(format!("{name}: {what}"));
            }
        }
    };
    let lanes = LANES[usize::from(asked.is_some())];
    std::thread::scope(|scope| (0..lanes).for_each(|_| drop(scope.spawn(lane))));
    let tally = tally.into_inner().unwrap();
    let Tally {
        runs,
        codes,
        longest,
        slowest,
        broken,
    } = &tally;
    eprintln!(
        "{runs} runs, exit codes {codes:?}, the longest {longest:.0?} ({slowest}), {} broken promises",
        broken.len()
    );
    assert!(broken.is_empty(), "{broken:#?}\nFORCESSL_SEED={seed}");
}
