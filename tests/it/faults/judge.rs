//! Holds what a run told against what the sandbox knows.

use std::time::Duration;

use chrono::{DateTime, Utc};
use forcessl::domain::failure::Ending;
use forcessl::domain::saved::Saved;
use serde_json::Value;

use super::run::{Job, Manner, Told, journal, renew, run};
use super::schedule::{Case, Injected};
use super::site::{Call, SECRET, Site, Strike, Truth, instances};
use crate::support::look_of;

/// How long a wait may take that nothing keeps from its end.
pub const PATIENT: Duration = Duration::from_secs(600);
/// How long one may take that does not come to an end.
const SHORT: [(Manner, Duration); 2] = [
    (Manner::Binary, Duration::from_secs(60)),
    (Manner::Own, Duration::from_secs(120)),
];

/// What one run came to.
pub struct Found {
    pub code: String,
    pub injected: usize,
    pub states: usize,
    pub violations: Vec<String>,
}

/// Brings the instances of a run to where its job begins.
pub fn prepare(site: &Site, ca: &str, number: usize, job: Job) {
    if job == Job::Rollback {
        let told = run(site, ca, number, Job::Both, Manner::Own, PATIENT);
        assert_eq!(told.code, Some(0), "{told:?}");
    }
}

/// A run without faults, which must reach its goal; the calls it takes.
pub fn calm(site: &Site, ca: &str, number: usize, job: Job) -> Vec<Call> {
    prepare(site, ca, number, job);
    if job == Job::Wait {
        assert_eq!(renew(site, number), Ending::Pending);
    }
    let before = site.calls(number).len();
    let manner = if job == Job::Check {
        Manner::Binary
    } else {
        Manner::Own
    };
    let told = run(site, ca, number, job, manner, PATIENT);
    assert_eq!(told.code, Some(job.calm_code()), "{job:?}: {told:#?}");
    let calls = site.calls(number).split_off(before);
    assert!(!calls.is_empty());
    calls
}

/// The exit codes that a fault may lead to, beside that of a run without faults.
fn codes(job: Job, fault: &Injected) -> &'static [i32] {
    match (fault.kind(), job) {
        ("throttle" | "slow" | "skew" | "status-lag" | "lost-answer", _) => &[],
        ("http-500" | "reset" | "truncate" | "html", Job::Check | Job::Wait)
        | ("fail-change", _) => &[5],
        ("foreign-change", _) => &[7, 8],
        ("http-500" | "reset" | "truncate" | "html", _) => &[5, 7],
        ("expired-token" | "deny", Job::Check | Job::Wait) => &[4],
        ("expired-token" | "deny", _) => &[4, 7],
        ("stuck", _) => &[6],
        (other, _) => panic!("{other}"),
    }
}

fn is_write(action: &str) -> bool {
    action.starts_with("Modify")
}

struct Judge<'a> {
    case: &'a Case,
    number: usize,
    told: &'a Told,
    strikes: &'a [Strike],
    violations: Vec<String>,
}

impl Judge<'_> {
    fn hold(&mut self, right: bool, what: &str) {
        if !right {
            self.violations.push(format!(
                "run {} {:?}: {what}\n  met: {:?}\n  code {:?}, said: {}\n  rows: {}",
                self.number,
                self.case,
                self.strikes,
                self.told.code,
                self.told.said,
                Value::Array(
                    self.told
                        .rows
                        .iter()
                        .map(|row| {
                            let parts = ["instance_id", "changed", "steps", "verdict", "error"];
                            parts.iter().map(|part| row[part].clone()).collect()
                        })
                        .collect()
                )
            ));
        }
    }

    /// The exit code is one of the table, and one that these faults can lead to.
    fn code(&mut self) {
        let Some(code) = self.told.code else {
            return self.hold(false, "it hangs");
        };
        self.hold(!self.told.said.contains("panicked"), "it panicked");
        self.hold(!self.told.said.contains(SECRET), "it tells the key");
        let job = self.case.job;
        let mut allowed = vec![job.calm_code()];
        // A clock is corrected once in a call, and two faults can move the service's clock twice in it.
        let skews = self.case.faults.iter().filter(|one| one.kind() == "skew");
        if skews.count() > 1 {
            allowed.extend([4, 7]);
        }
        if !self.strikes.is_empty() {
            for fault in &self.case.faults {
                allowed.extend(codes(job, fault));
            }
            // Those after a canary that failed are left alone.
            allowed.extend((job == Job::Fleet).then_some(8));
        }
        self.hold(
            allowed.contains(&code),
            &format!("the code is none of {allowed:?}"),
        );
        if let [fault] = self.case.faults.as_slice()
            && fault.is_small()
            && matches!(fault.kind(), "http-500" | "reset" | "truncate" | "html")
            && self.strikes.iter().all(|strike| !is_write(&strike.action))
        {
            self.hold(code == job.calm_code(), "one more try was enough");
        }
    }

    /// Errors are in the report exactly when the code says so.
    fn errors(&mut self) {
        let job = self.case.job;
        if self.told.code == Some(job.calm_code()) && job != Job::Check {
            let clean = self.told.rows.iter().all(|row| row["error"].is_null());
            self.hold(clean, "the code is 0 and there is an error");
        } else if job.enforces() {
            // Of a fleet the listing can fail, which is no instance's error.
            let failed = self.told.rows.iter().any(|row| !row["error"].is_null())
                || job == Job::Fleet && self.told.said.contains("could not be listed");
            self.hold(failed, "the code is not 0 and there is no error");
        }
        // The worst of the rows, or of the listing, sets the code.
        let kinds: Vec<&str> = self
            .told
            .rows
            .iter()
            .filter_map(|row| row["error"]["kind"].as_str())
            .collect();
        let code = self.told.code.unwrap_or_default();
        let fits = |kind: &&str| {
            let ending = Ending::TABLE.iter().find(|(one, _)| one.as_str() == *kind);
            ending.is_some_and(|(_, of_kind)| i32::from(*of_kind) == code)
        };
        if job != Job::Check && !kinds.is_empty() && !self.told.said.contains("could not be listed")
        {
            let right = kinds.iter().any(fits);
            self.hold(right, "the code is not that of an error in the rows");
        }
        if code == 6 {
            let told = self.told.said.contains("forcessl wait");
            self.hold(told, "it does not say how to wait on");
        }
    }

    /// Whether somebody changed the records right after the last look at them, which nobody can see.
    fn is_unseen(&self, calls: &[Call]) -> bool {
        let last = calls
            .iter()
            .rfind(|call| call.action == "DescribePGHbaConfig");
        self.strikes.iter().any(|strike| {
            strike.fault == "foreign-change" && last.is_some_and(|last| last.at == strike.at)
        })
    }

    /// What the row of one instance says is true.
    fn row(&mut self, id: &str, before: &Truth, now: &Truth, calls: &[Call]) {
        let job = self.case.job;
        let row = self.told.rows.iter().find(|row| row["instance_id"] == id);
        let Some(row) = row.cloned() else {
            let early = job == Job::Rollback && self.told.code != Some(0);
            return self.hold(early, "the instance has no row");
        };
        let writes = calls.iter().filter(|call| call.write).count();
        let verdicts = if self.is_unseen(calls) {
            vec![now.verdict(), now.without_foreign_record().verdict()]
        } else {
            vec![now.verdict()]
        };
        let failed = !row["error"].is_null();
        if let Some(verdict) = row["verdict"].as_str()
            && verdict != "unknown"
            && !now.changing()
        {
            self.hold(
                verdicts.contains(&verdict),
                &format!("the verdict is {verdict}, and in truth it is {verdicts:?}"),
            );
        }
        let proof = row["proof"]["result"].as_str();
        if proof == Some("proven") {
            // A proof is for the address it was made from.
            let right = now.without_foreign_record().verdict() == "enforced";
            self.hold(right, "proven, and it is not enforced");
        }
        if proof == Some("refuted") {
            let right = now.verdict() != "enforced";
            self.hold(right, "refuted, and it is enforced");
        }
        if job.enforces() && !failed {
            self.hold(
                verdicts.contains(&"enforced"),
                "done, and it is not enforced",
            );
            self.hold(!now.changing(), "done, and a change is running");
        }
        if job == Job::Wait && !failed {
            self.hold(!now.changing(), "ready, and a change is running");
            self.hold(row["ready"] == true, "no error, and not ready");
        }
        if !matches!(job, Job::Check | Job::Wait) {
            self.changes(&row, before, now, writes);
            self.somebody_elses(now, calls);
        }
    }

    /// What somebody else did to the records before the last look is not undone. What comes between
    /// that look and the write is, since the API has no way to tell.
    fn somebody_elses(&mut self, now: &Truth, calls: &[Call]) {
        let of_records = |call: &&Call| call.action.contains("PGHbaConfig");
        let calls: Vec<&Call> = calls.iter().filter(of_records).collect();
        let foreign = |call: &Call| {
            let met = |strike: &Strike| strike.fault == "foreign-change" && strike.at == call.at;
            self.strikes.iter().any(met)
        };
        let met = calls.iter().position(|call| foreign(call));
        // What a rollback finds it puts away on purpose.
        let planned = self.case.job == Job::Rollback && met == Some(0);
        let Some(next) = met.and_then(|met| calls.get(met + 1)).filter(|_| !planned) else {
            return;
        };
        let kept = next.write || *now != now.without_foreign_record();
        self.hold(kept, "a record of somebody else is gone");
    }

    /// What was sent is told, and what was not is not.
    fn changes(&mut self, row: &Value, before: &Truth, now: &Truth, writes: usize) {
        let back = &row["rolled_back"];
        let error = format!("{} {}", row["error"], back["error"]);
        let steps: Vec<Value> = [&row["steps"], &back["steps"]]
            .into_iter()
            .flat_map(|steps| steps.as_array().cloned().unwrap_or_default())
            .collect();
        let told = steps.len();
        // Of a roll-back it means that nothing of that was.
        let own = row["error"].to_string();
        let nothing = "nothing was sent";
        self.hold(
            !own.contains(nothing) || writes == 0,
            "it says that nothing was sent",
        );
        let of_back = back["steps"].as_array().map_or(0, Vec::len);
        self.hold(
            !back["error"].to_string().contains(nothing) || of_back == 0,
            "it says that nothing was sent to put the state back",
        );
        // Whether a write whose answer is lost was refused nobody can tell when somebody else writes
        // right after it: then the step is told as one that failed.
        let lost = self
            .strikes
            .iter()
            .position(|strike| strike.action == "ModifyPGHbaConfig");
        let theirs = self
            .strikes
            .iter()
            .rposition(|strike| strike.fault == "foreign-change");
        let hidden = lost.is_some_and(|lost| theirs.is_some_and(|theirs| theirs > lost))
            && steps.iter().any(|step| step["status"] == "failed")
            && own.contains("what it reads back differs: pg_hba records");
        self.hold(
            told == writes
                || told + 1 == writes && error.contains("it may have taken effect")
                || told == writes + 1 && hidden,
            &format!("{writes} writes were accepted, and it tells of {told} steps"),
        );
        self.hold(
            (row["changed"] == true) == (told > 0),
            "`changed` does not fit the steps",
        );
        let other = now.without_foreign_record().settings() != before.settings();
        let undone = back.is_object() && back["error"].is_null();
        self.hold(!(undone && other), "it is not as before, and it says so");
        if other && row["error"].is_object() {
            let named = steps
                .iter()
                .filter(|step| step["status"] == "done")
                .all(|step| error.contains(step["step"].as_str().unwrap()));
            self.hold(
                named || error.contains("was changed"),
                "something is done, and the error does not say what",
            );
            let words = [
                "still running",
                "the change continues",
                "failed",
                "was changed",
                "was lost",
                "not done: ",
            ];
            self.hold(
                words.iter().any(|word| error.contains(word)),
                "it is not said how far the change is",
            );
        }
    }

    /// The state before the first write was kept, and each write noted.
    fn saved(&mut self, site: &Site, id: &str, before: &Truth, calls: &[Call]) {
        self.hold(
            self.told.unsaved == 0,
            "a write was sent before the state was kept",
        );
        let writes: Vec<&Call> = calls.iter().filter(|call| call.write).collect();
        let Some(first) = writes.first() else {
            let noted = states(site, self.number, id).and_then(|list| list.last().cloned());
            // The note of a refused write stays until a look shows that the service did not carry it out.
            let writes = self.strikes.iter().filter(|one| is_write(&one.action));
            let refused = writes.map(|one| &one.at).min();
            let reads = || self.strikes.iter().filter(|one| !is_write(&one.action));
            // A clock that is off has it refused without a strike at it.
            let is_off = |one: &Injected| one.fault.starts_with("skew");
            let refused_unseen = refused.is_some_and(|at| reads().any(|one| one.at >= *at))
                || self.case.faults.iter().any(is_off);
            let unseen = refused_unseen && self.told.said.contains("could not read");
            let sure = !self.told.said.contains("was lost") && !unseen;
            let mine = noted.filter(|_| sure && self.case.job.enforces());
            self.hold(
                mine.is_none_or(|saved| saved.writes.is_empty()),
                "a write is noted that was refused",
            );
            return;
        };
        let Some(list) = states(site, self.number, id) else {
            return self.hold(false, "the saved states cannot be read");
        };
        // A change that undid itself saved the state before, and the one it went back from.
        let (kept, undone) = match (self.case.job, list.as_slice()) {
            (Job::Undo, [kept, back]) => {
                let right = back.restores.as_ref() == Some(&kept.id);
                self.hold(right, "another state was put back");
                (kept, back.writes.len())
            }
            (_, [.., last]) => (last, 0),
            (_, []) => return self.hold(false, "no state was saved"),
        };
        let at: DateTime<Utc> = first.at.parse().unwrap();
        self.hold(
            kept.saved_at <= at,
            "the state was saved after the first write",
        );
        let noted = kept.writes.len() + undone;
        self.hold(noted >= writes.len(), "a write is not noted");
        let ended = list.iter().all(|one| one.ending().is_some());
        self.hold(ended, "how it ended is not noted");
        self.hold(
            kept.ssl.enabled == Some(before.0["ssl"] == true),
            "another state was saved",
        );
    }

    fn looks(&mut self, calls: &[Call]) {
        let mut looked: Vec<&str> = Vec::new();
        for call in calls {
            if call.write {
                let look = look_of(&call.action);
                self.hold(
                    looked.contains(&look),
                    &format!("{} without a look before it", call.action),
                );
                looked.clear();
            } else {
                looked.push(&call.action);
            }
        }
    }
}

/// One run with its faults, and the one after it without.
pub fn carry_out(site: &Site, ca: &str, number: usize, case: &Case) -> Found {
    let job = case.job;
    let ids = instances(job, number);
    let untouched: Vec<Truth> = ids.iter().map(|id| site.truth(number, id)).collect();
    prepare(site, ca, number, job);
    let (of_changes, of_calls): (Vec<Injected>, Vec<Injected>) = case
        .faults
        .iter()
        .cloned()
        .partition(Injected::is_of_a_change);
    site.arm(number, &of_changes);
    if job == Job::Wait {
        assert_eq!(renew(site, number), Ending::Pending);
    }
    let before: Vec<Truth> = ids.iter().map(|id| site.truth(number, id)).collect();
    let asked = site.calls(number).len();
    site.arm(number, &of_calls);
    let stuck = case.faults.iter().any(|fault| fault.kind() == "stuck");
    let short = SHORT.iter().find(|(manner, _)| *manner == case.manner);
    let patience = short.filter(|_| stuck).map_or(PATIENT, |(_, short)| *short);
    let told = run(site, ca, number, job, case.manner, patience);
    let strikes = site.strikes(number);
    let calls = site.calls(number).split_off(asked);
    let mut judge = Judge {
        case,
        number,
        told: &told,
        strikes: &strikes,
        violations: vec![],
    };
    judge.code();
    judge.errors();
    let mut states = 0;
    for (id, before) in ids.iter().zip(&before) {
        let of: Vec<Call> = calls
            .iter()
            .filter(|call| call.instance_id.as_deref() == Some(id))
            .cloned()
            .collect();
        // A change that is to fail, or that the run did not wait for, is over soon; a stuck one not.
        let now = site.truth(number, id);
        let over = told.code == Some(6) || !now.changing();
        judge.hold(over || told.code != Some(0), "a change is running");
        judge.row(id, before, &now, &of);
        judge.saved(site, id, before, &of);
        judge.looks(&of);
        states += 1;
    }
    if told.code == Some(6) {
        let running = ids.iter().any(|id| site.truth(number, id).changing());
        judge.hold(running, "still pending, it says, and no change is running");
    }
    let mut violations = judge.violations;
    site.disarm(number);
    for id in &ids {
        site.settled(number, id);
    }
    let calm = told.code == Some(job.calm_code());
    let foreign = strikes.iter().any(|one| one.fault == "foreign-change");
    if !calm || foreign && job.enforces() {
        let manner = if number.is_multiple_of(16) || job == Job::Check {
            Manner::Binary
        } else {
            Manner::Own
        };
        let again = run(site, ca, number, job, manner, PATIENT);
        states += ids.len();
        // The end of a change that failed is nothing to wait for.
        let failed = job == Job::Wait && case.faults.iter().any(|one| one.kind() == "fail-change");
        if again.code != Some(job.calm_code()) && !failed {
            violations.push(format!(
                "run {number} {case:?}: the next run without faults ended with {again:#?}, after {told:#?}"
            ));
        }
    }
    for (id, first) in ids.iter().zip(&untouched) {
        let now = site.settled(number, id);
        let reached = match job {
            Job::Check => now.without_foreign_record().settings() == first.settings(),
            Job::Wait => true,
            Job::Rollback if calm => now.without_foreign_record().settings() == first.settings(),
            Job::Rollback => now.settings() == first.settings(),
            _ => now.verdict() == "enforced",
        };
        if !reached {
            violations.push(format!(
                "run {number} {case:?}: not in the goal after the next run; {told:#?}"
            ));
        }
    }
    Found {
        code: told
            .code
            .map_or("hangs".to_owned(), |code| code.to_string()),
        // A change that is stuck meets its fault as often as it looks.
        injected: strikes.iter().filter(|one| !one.action.is_empty()).count() + usize::from(stuck),
        states,
        violations,
    }
}

/// The saved states; `None` when one cannot be read.
fn states(site: &Site, number: usize, id: &str) -> Option<Vec<Saved>> {
    let files = journal(site, number).list(&id.parse().unwrap()).ok()?;
    files.into_iter().map(|(_, state)| state.ok()).collect()
}
