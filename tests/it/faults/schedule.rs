//! Which fault meets which call of which command.

use std::collections::BTreeMap;

use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use super::run::{Job, Manner};
use super::site::Call;

/// One fault, and after how many calls it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Injected {
    pub fault: String,
    pub after: usize,
}

impl Injected {
    /// The kind, without its argument.
    pub fn kind(&self) -> &str {
        self.fault.split([':', '@']).next().unwrap()
    }

    /// Whether it happens to a change instead of a call.
    pub fn is_of_a_change(&self) -> bool {
        OF_CHANGES.contains(&self.fault.as_str())
    }

    /// Whether the client's own retries are enough to get over it.
    pub fn is_small(&self) -> bool {
        !self.fault.contains(":6")
    }
}

/// One run.
#[derive(Debug, Clone)]
pub struct Case {
    pub job: Job,
    pub manner: Manner,
    /// Whether a front door stands behind the instance.
    pub live: bool,
    pub faults: Vec<Injected>,
}

/// Interruptions of any one call.
const INTERRUPTIONS: [&str; 6] = [
    "throttle",
    "http-500",
    "reset",
    "truncate",
    "html",
    "expired-token",
];

/// What happens to the change that a write begins.
const OF_CHANGES: [&str; 3] = [
    "stuck",
    "fail-change:no room on the disk",
    "status-lag:60ms",
];

/// Every fault at every call of a command whose calls are these. `both` takes each interruption once
/// short and once longer than the retries last; else the dice decide.
fn alone(job: Job, calls: &[Call], both: bool, dice: &mut StdRng) -> Vec<Injected> {
    let mut all = Vec::new();
    let mut add = |fault: String, after: usize| all.push(Injected { fault, after });
    if job == Job::Wait {
        // Of the change that is waited for.
        for fault in OF_CHANGES {
            add(fault.to_owned(), 0);
        }
    }
    let mut looks = 0;
    for (place, call) in calls.iter().enumerate() {
        for kind in INTERRUPTIONS {
            let short = dice.random_bool(0.5);
            if both || short {
                add(format!("{kind}:1"), place);
            }
            if both || !short {
                add(format!("{kind}:6"), place);
            }
        }
        add("slow:30ms".to_owned(), place);
        let behind = if dice.random_bool(0.5) { "-" } else { "" };
        add(format!("skew:{behind}20m"), place);
        add(format!("deny:{}", call.action), place);
        if call.action == "DescribePGHbaConfig" {
            looks += 1;
            add(format!("foreign-change:{looks}"), 0);
        }
        if call.write {
            for fault in OF_CHANGES.into_iter().chain(["lost-answer:1"]) {
                add(fault.to_owned(), place);
            }
        }
    }
    all
}

/// So many runs: every fault at every call alone as far as they go, then pairs of them.
pub fn schedule(calls: &BTreeMap<Job, Vec<Call>>, runs: usize, dice: &mut StdRng) -> Vec<Case> {
    let mut singles = Vec::new();
    for (job, calls) in calls {
        for fault in alone(*job, calls, false, dice) {
            singles.push((*job, fault));
        }
    }
    if singles.len() * 2 < runs {
        singles.clear();
        for (job, calls) in calls {
            for fault in alone(*job, calls, true, dice) {
                singles.push((*job, fault));
            }
        }
    }
    singles.shuffle(dice);
    let mut chosen: Vec<(Job, Vec<Injected>)> = singles
        .iter()
        .take(runs)
        .map(|(job, fault)| (*job, vec![fault.clone()]))
        .collect();
    while chosen.len() < runs {
        // Each command as often as the others, however many calls it makes.
        let job = *Job::ALL.choose(dice).unwrap();
        let of_job: Vec<&Injected> = singles
            .iter()
            .filter(|(other, _)| *other == job)
            .map(|(_, fault)| fault)
            .collect();
        let pair = of_job.sample(dice, 2).map(|fault| (*fault).clone());
        chosen.push((job, pair.collect()));
    }
    chosen.shuffle(dice);
    chosen
        .into_iter()
        .map(|(job, faults)| {
            let manner = if dice.random_bool(job.share_of_binary()) {
                Manner::Binary
            } else {
                Manner::Own
            };
            Case {
                job,
                manner,
                live: dice.random_bool(0.2),
                faults,
            }
        })
        .collect()
}
