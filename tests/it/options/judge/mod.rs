//! Holds what a command did against the promises, knowing nothing of how it works: what servers say
//! to logins before and after, what the sandbox has in force, the calls in their order, the saved
//! states.

mod effects;
mod logins;
mod others;

use std::fmt;

use serde_json::Value;

use super::lane::{Done, Fact, World};
use super::proxy::Event;
use super::script::{Act, Command, Consent, Step};
use others::is_indistinct;

/// A promise that was not kept.
#[derive(Debug)]
pub struct Violation {
    /// `P1` to `P9`.
    pub promise: &'static str,
    /// The rule, in a few words: the same for every script that breaks it.
    pub rule: &'static str,
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.promise, self.rule, self.what)
    }
}

/// What happened before, as far as a later command rests on it.
#[derive(Default)]
pub struct History {
    /// How the instances were before each change that went through, last at the end.
    changes: Vec<Change>,
    /// Instances in the saved plan, what its command was, and those that a colleague has changed since.
    plan: Option<(Command, Vec<String>)>,
    /// The command before, its exit code, and whether nobody acted since.
    last: Option<(Command, Option<i32>)>,
    /// Instances whose server does not follow what the API says.
    pub astray: Vec<String>,
}

/// A change that a later rollback would undo.
struct Change {
    instance: String,
    before: Fact,
    after: Fact,
    /// What a colleague did since.
    since: Vec<Act>,
}

/// A command, what it did, and what was before.
struct Judge<'a> {
    command: &'a Command,
    done: &'a Done,
    history: &'a History,
    found: Vec<Violation>,
}

impl<'a> Judge<'a> {
    fn hold(
        &mut self,
        right: bool,
        promise: &'static str,
        rule: &'static str,
        what: impl FnOnce() -> String,
    ) {
        if !right {
            self.found.push(Violation {
                promise,
                rule,
                what: what(),
            });
        }
    }

    fn code(&self) -> Option<i32> {
        self.done.ran.code
    }

    /// Writes that the sandbox took for this instance.
    fn writes(&self, id: &str) -> usize {
        self.done.writes.iter().filter(|of| *of == id).count()
    }

    /// Writes that it took for this instance after the colleague's act.
    fn writes_after_act(&self, id: &str) -> usize {
        let acted = self
            .done
            .events
            .iter()
            .position(|event| matches!(event, Event::Acted));
        let Some(acted) = acted else { return 0 };
        let after = self.done.events.iter().skip(acted);
        after
            .filter(|event| matches!(event, Event::Call(call) if call.wrote_to(id)))
            .count()
    }

    fn met(&self, fault: &str) -> bool {
        self.done
            .strikes
            .iter()
            .any(|(kind, _)| kind.starts_with(fault))
    }

    /// The instances that the command is about, those of its saved plan too.
    fn targets(&self) -> Vec<&'static str> {
        self.planned_by().unwrap_or(self.command).targets()
    }

    /// The command that made the saved plan, where one is carried out.
    fn planned_by(&self) -> Option<&'a Command> {
        let made = self.history.plan.as_ref().map(|(made, _)| made);
        made.filter(|_| self.command.has("--plan"))
    }

    /// Whether the instance's server does not follow what the API says.
    fn is_astray(&self, id: &str) -> bool {
        let unapplied = |(fault, of): &(String, String)| fault.starts_with("unapplied") && of == id;
        self.history.astray.iter().any(|one| one == id) || self.done.strikes.iter().any(unapplied)
    }

    /// Whether the command was meant to change something and may have.
    fn is_real(&self) -> bool {
        let flags = ["--dry-run", "--no-wait"];
        self.command.writes() && !flags.iter().any(|flag| self.command.has(flag))
    }
}

/// Everything that is wrong with one command.
pub fn judge(command: &Command, done: &Done, history: &History) -> Vec<Violation> {
    let mut judge = Judge {
        command,
        done,
        history,
        found: vec![],
    };
    judge.ends();
    if done.ran.code.is_none() {
        return judge.found;
    }
    judge.no_new_way_in();
    judge.enforced_is_true();
    judge.nobody_locked_out();
    judge.flags_have_effect();
    judge.not_half_done();
    judge.nothing_on_an_old_look();
    judge.records_are_kept();
    judge.undo();
    judge.consent();
    judge.marks();
    judge.found
}

impl Judge<'_> {
    /// It ends, with a code of the table, and does not panic.
    fn ends(&mut self) {
        let (code, all) = (self.code(), self.done.ran.all());
        let known = code.is_some_and(|code| (0..=8).contains(&code));
        self.hold(known, "P12", "ends with a code of the table", || {
            format!("it ended with {code:?}: {}", short(&all))
        });
        self.hold(!all.contains("panicked"), "P12", "no panic", || short(&all));
    }
}

/// The last lines of a text.
fn short(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let from = lines.len().saturating_sub(8);
    let text = lines[from..].join(" | ");
    // What went wrong comes last.
    let skipped = text.chars().count().saturating_sub(700);
    text.chars().skip(skipped).collect()
}

impl History {
    /// Notes a step that was carried out.
    pub fn note(&mut self, step: &Step, done: Option<&Done>, before: &World, world: &World) {
        let differs = |act: &Act| {
            let id = act.instance.as_str();
            before[id].settings() != world[id].settings()
        };
        let colleague = match step {
            Step::Colleague(act) => Some(act).filter(|act| differs(act)),
            Step::Run(command) => command
                .colleague
                .as_ref()
                .filter(|_| done.is_some_and(|done| done.between.is_some()))
                .map(|(_, act)| act),
        };
        if let Step::Run(command) = step
            && let Some(done) = done
        {
            self.note_run(command, done, world);
        }
        if let Some(act) = colleague {
            let of_this = |change: &&mut Change| {
                change.instance == act.instance
                    && !done.is_some_and(|done| is_indistinct(done, act))
            };
            for change in self.changes.iter_mut().filter(of_this) {
                change.since.push(act.clone());
            }
            if let Some((_, changed)) = &mut self.plan {
                changed.push(act.instance.clone());
            }
            self.last = None;
        }
    }

    fn note_run(&mut self, command: &Command, done: &Done, world: &World) {
        let name = command.name();
        if command.has("--out") && matches!(done.ran.code, Some(0 | 1 | 8)) {
            self.plan = Some((command.clone(), vec![]));
        }
        let stray =
            |(fault, id): &(String, String)| fault.starts_with("unapplied").then(|| id.clone());
        let strayed: Vec<String> = done.strikes.iter().filter_map(stray).collect();
        self.astray.retain(|id| !done.writes.contains(id));
        self.astray.extend(strayed);
        for (id, before) in &done.before {
            let after = &world[id];
            if !done.writes.iter().any(|of| of == id) {
                continue;
            }
            if let Some((_, changed)) = &mut self.plan
                && name != "plan"
            {
                changed.push((*id).to_owned());
            }
            if name == "rollback" {
                // Which of them it undid is seen from the state; those after it are gone.
                self.changes
                    .retain(|change| change.instance != *id || done.ran.code != Some(0));
            } else if before.settings() != after.settings() {
                self.changes.push(Change {
                    instance: (*id).to_owned(),
                    before: before.clone(),
                    after: after.clone(),
                    since: vec![],
                });
            }
        }
        self.last = Some((command.clone(), done.ran.code));
    }
}

/// The name of a consent that lets a change through.
fn agrees(command: &Command) -> bool {
    matches!(command.consent, Consent::Flag | Consent::AsAsked)
        || matches!(&command.consent, Consent::Typed(text) if matches!(text.as_str(), "y" | "yes"))
}

/// The row of an instance in a JSON answer.
fn row<'a>(rows: &'a [Value], id: &str) -> Option<&'a Value> {
    rows.iter().find(|row| row["instance_id"] == id)
}
