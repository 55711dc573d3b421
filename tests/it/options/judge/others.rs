//! P5 to P9: other people, saved states, undo, consent, old marks.

use serde_json::{Value, json};

use super::{Judge, agrees, short};
use crate::options::lane::{Done, Fact, OLD_FAILURE, joined, line};
use crate::options::logins::Transport;
use crate::options::proxy::Event;
use crate::options::script::{Act, Consent, Deed, Lie, Moment};

/// Whether something that protects is gone or asks for less: SSL, client CA, revocation list, ACLs, or the
/// records towards clients without SSL.
fn is_weaker(before: &Fact, after: &Fact) -> bool {
    let lost = ["client_ca_pem", "crl_pem"].iter().any(|name| {
        let is_set = |fact: &Fact| {
            fact.truth[*name]
                .as_str()
                .is_some_and(|pem| !pem.is_empty())
        };
        is_set(before) && !is_set(after)
    });
    let lowered = ["acl", "replication_acl"].iter().any(|name| {
        let demand = |fact: &Fact| {
            let demands = ["verify-ca", "verify-full", "cert"];
            demands.iter().position(|acl| fact.truth[*name] == *acl)
        };
        demand(after) < demand(before)
    });
    let opened = after.survey.iter().any(|(login, answer)| {
        let was = before.survey.get(login);
        login.transport == Transport::Plain && was.is_some_and(|was| !was.covers(*answer))
    });
    before.ssl() && !after.ssl() || lost || lowered || opened
}

/// What a saved state says, in the order of [`Fact::settings`].
fn settings(saved: &Value) -> Value {
    let ssl = &saved["ssl"];
    let text = |name: &str| joined(&ssl[name]);
    let acl = |name: &str| match ssl[name].as_str() {
        None | Some("") => json!("prefer"),
        Some(word) => json!(word),
    };
    let records = saved["records"].as_array().map(|records| {
        let lines = records.iter().map(|record| {
            let mut record = record.clone();
            let kind = record.get("kind").cloned();
            if let Some(kind) = kind {
                record["type"] = kind;
            }
            line(&record)
        });
        lines.collect::<Vec<_>>()
    });
    json!([
        ssl["enabled"].as_bool().unwrap_or_default(),
        text("client_ca"),
        text("crl"),
        acl("acl"),
        acl("replication_acl"),
        records
    ])
}

/// How far what a colleague did still stands.
fn stands(deed: &Deed, between: &Fact, after: &Fact) -> bool {
    let same = |names: &[&str]| {
        names
            .iter()
            .all(|name| between.truth[*name] == after.truth[*name])
    };
    match deed {
        Deed::SslOff | Deed::SslOn => same(&["ssl"]),
        Deed::Demand(..) | Deed::Relax => same(&["client_ca_pem", "acl"]),
        Deed::Replace(_) => same(&["client_ca_pem"]),
        Deed::First(new) | Deed::Last(new) => {
            // A record that was converted is still there.
            let key = |line: &str| {
                line.split(' ')
                    .skip(1)
                    .take(3)
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            after.records().iter().any(|line| key(line) == key(new))
        }
    }
}

/// Whether no look can tell the colleague's deed from what the tool's own call was for: before the SSL settings were
/// read again came a call that leaves the same with the deed as it would without.
pub(super) fn is_indistinct(done: &Done, act: &Act) -> bool {
    let (Some(found), Some(between)) = (&done.found, &done.between) else {
        return false;
    };
    let mut later = done.events.iter();
    later.find(|event| matches!(event, Event::Acted));
    let mut calls = later.filter_map(|event| match event {
        Event::Call(call) if call.instance.as_ref() == Some(&act.instance) => Some(call),
        _ => None,
    });
    let next = calls.find(|call| {
        let is_read = call.action == "DescribeDBInstanceSSL" && call.accepted;
        is_read || call.action == "ModifyDBInstanceSSL"
    });
    let is = between.settings();
    next.is_some_and(|call| {
        // Carried out, or lost on its way or refused, which tells nothing.
        let left = if call.accepted { call.leaves(&is) } else { is };
        call.is_write() && call.leaves(found) == left
    })
}

impl Judge<'_> {
    /// P5: nothing is sent on an old look.
    pub(super) fn nothing_on_an_old_look(&mut self) {
        let (code, said) = (self.code(), self.done.ran.all());
        self.planned_before();
        let (Some((moment, act)), Some(between)) = (&self.command.colleague, &self.done.between)
        else {
            return;
        };
        let id = act.instance.as_str();
        let after = &self.done.after[id];
        let written = self.writes_after_act(id);
        let told = || {
            format!(
                "{moment:?}, {:?}, exit {code:?}, {written} writes after it: {}",
                act.deed,
                short(&said)
            )
        };
        match moment {
            Moment::Throttled(_) | Moment::Lost(_) if is_indistinct(self.done, act) => {}
            Moment::Question | Moment::Throttled(_) | Moment::Lost(_) => {
                self.hold(
                    written == 0,
                    "P5",
                    "nothing is sent after somebody else's change",
                    told,
                );
            }
            Moment::Read(_) => {
                let (before, since) = self.looks(id, act.deed.shown_by());
                if before && since {
                    self.hold(
                        written == 0,
                        "P5",
                        "nothing is sent after somebody else's change",
                        told,
                    );
                }
            }
            Moment::Unseen(_) => {
                let words = ["omeone", "omebody", "overwr", "meanwhile", "203.0.113"];
                let noted = words.iter().any(|word| said.contains(word));
                let kept = stands(&act.deed, between, after) || self.leaves_no_trace(&act.deed, id);
                self.hold(kept || noted, "P5", "an overwritten change is told", told);
            }
        }
        // A change that ended well was not undone.
        if self.command.has("--auto-rollback") && code != Some(0) {
            let kept = stands(&act.deed, between, after)
                || is_indistinct(self.done, act)
                || self.leaves_no_trace(&act.deed, id);
            let noted = said.contains("omeone") || said.contains("omebody");
            self.hold(
                kept || noted && matches!(moment, Moment::Unseen(_)),
                "P7",
                "an undo leaves what others did",
                || format!("{:?} is gone: {}", act.deed, short(&said)),
            );
        }
    }

    /// Whether the deed was about SSL settings, which have no log, and a call that sets them anew came before they were
    /// read again.
    fn leaves_no_trace(&self, deed: &Deed, id: &str) -> bool {
        let mut later = self.done.events.iter();
        later.find(|event| matches!(event, Event::Acted));
        let overwrites = |event: &Event| matches!(event, Event::Call(call) if call.wrote_to(id) && call.action == "ModifyDBInstanceSSL");
        let is_seen = self.looks(id, deed.shown_by()).1;
        deed.shown_by() == "DescribeDBInstanceSSL" && !is_seen && later.any(overwrites)
    }

    /// Whether the thing was read before the act, and after it before the next write.
    fn looks(&self, id: &str, action: &str) -> (bool, bool) {
        let acted = self
            .done
            .events
            .iter()
            .position(|event| matches!(event, Event::Acted));
        let Some(acted) = acted else {
            return (false, false);
        };
        let read = |event: &Event| matches!(event, Event::Call(call) if call.action == action && call.instance.as_deref() == Some(id) && call.accepted);
        let (early, late) = self.done.events.split_at(acted);
        let next = late
            .iter()
            .position(|event| matches!(event, Event::Call(call) if call.wrote_to(id)));
        let late = &late[..next.unwrap_or(late.len())];
        (early.iter().any(read), late.iter().any(read))
    }

    /// A saved plan does not hold for an instance that has changed since.
    fn planned_before(&mut self) {
        let Some((_, changed)) = self
            .history
            .plan
            .as_ref()
            .filter(|_| self.command.has("--plan"))
        else {
            return;
        };
        let written: Vec<&String> = changed.iter().filter(|id| self.writes(id) > 0).collect();
        let (code, said) = (self.code(), short(&self.done.ran.all()));
        self.hold(written.is_empty(), "P5", "a saved plan holds for what was seen", || {
            format!("{written:?} changed since the plan was saved, and was written to, exit {code:?}: {said}")
        });
    }

    /// P6: what is replaced is what was read, and a saved state holds it.
    pub(super) fn records_are_kept(&mut self) {
        let (code, said) = (self.code(), self.done.ran.all());
        let mut seen: Vec<&str> = Vec::new();
        for saved in &self.done.saved {
            let Some(id) = self
                .done
                .before
                .keys()
                .copied()
                .find(|id| saved["instance_id"] == **id)
            else {
                continue;
            };
            // Later ones of the same run are of a state of its own making.
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let told = settings(saved);
            let between = self
                .done
                .between
                .as_ref()
                .filter(|fact| fact.truth["instance_id"] == *id);
            let mut real: Vec<Value> = vec![self.done.before[id].settings()];
            real.extend(between.map(Fact::settings));
            let right = real
                .iter()
                .any(|one| *one == told || told[5].is_null() && one[0] == told[0]);
            self.hold(right, "P6", "a saved state is what was there", || {
                format!(
                    "{id}, exit {code:?}: saved {told}, and there was {}",
                    real[0]
                )
            });
        }
        let name = self.command.name();
        if !matches!(name.as_str(), "enforce" | "hba harden") || self.command.colleague.is_some() {
            return;
        }
        for (id, before) in &self.done.before {
            let after = self.done.after[id].records();
            let rest = |line: &str| {
                line.split_once(' ')
                    .map(|(_, rest)| rest.to_owned())
                    .unwrap_or_default()
            };
            let kept: Vec<String> = after.iter().map(|line| rest(line)).collect();
            let lost: Vec<String> = before
                .records()
                .into_iter()
                .filter(|line| !line.starts_with("hostnossl") && !kept.contains(&rest(line)))
                .collect();
            self.hold(lost.is_empty(), "P6", "no record is lost", || {
                format!(
                    "{id}, exit {code:?}: {lost:?} is gone, there is {after:?}: {}",
                    short(&said)
                )
            });
        }
    }

    /// P7: undo undoes what we did, and only that.
    pub(super) fn undo(&mut self) {
        let (code, said) = (self.code(), self.done.ran.all());
        if self.command.name() == "rollback" && self.command.is_calm() && self.is_real() {
            self.rollback();
        }
        if !self.command.has("--auto-rollback") || self.command.name() != "enforce" {
            return;
        }
        // A later step that is refused undoes those before it.
        let refused = |lie: &Lie| matches!(lie, Lie::ErrorInWrite(_));
        let failed = self.met("fail-change")
            || self.met("unapplied")
            || self.command.lies.iter().any(refused)
            || !self.history.astray.is_empty();
        for id in self.targets() {
            let (before, after) = (&self.done.before[id], &self.done.after[id]);
            let undone = self.writes(id) > 1
                && before.settings() == after.settings()
                && before.records() == after.records();
            let excused = failed || self.command.colleague.is_some();
            self.hold(
                !undone || excused,
                "P7",
                "a good change is not undone",
                || {
                    format!(
                        "{id}, exit {code:?}: nothing failed, and all is as before: {}",
                        short(&said)
                    )
                },
            );
            // What was lost on the way may still come.
            let rows = self.done.ran.rows();
            let back = super::row(&rows, id).map(|row| row["rolled_back"].clone());
            let claims = back.is_some_and(|back| back.is_object() && back["error"].is_null());
            let late = self
                .command
                .lies
                .iter()
                .any(|lie| matches!(lie, Lie::Late(_)));
            if claims && late {
                let same = before.settings() == after.settings();
                self.hold(same, "P7", "rolled back means rolled back", || {
                    format!(
                        "{id} is said to be rolled back, and is not as before: {}",
                        short(&said)
                    )
                });
            }
        }
    }

    fn rollback(&mut self) {
        let (code, said) = (self.code(), self.done.ran.all());
        if code != Some(0) || !self.history.astray.is_empty() {
            return;
        }
        for id in self.targets() {
            let after = &self.done.after[id];
            let mut of_this = self
                .history
                .changes
                .iter()
                .filter(|change| change.instance == id);
            let Some(last) = of_this.next_back() else {
                continue;
            };
            if last.since.is_empty() {
                let right = after.settings() == last.before.settings();
                self.hold(right, "P7", "a rollback gives the state before", || {
                    format!(
                        "{id} is {}, and was {} before the change that is undone",
                        after.settings(),
                        last.before.settings()
                    )
                });
            } else {
                let now = &self.done.before[id];
                let kept = last.since.iter().all(|act| stands(&act.deed, now, after));
                let words = ["omeone", "omebody", "since", "else"];
                let noted = words.iter().any(|word| said.contains(word));
                self.hold(
                    kept || noted,
                    "P7",
                    "a rollback says what others did since",
                    || {
                        format!(
                            "{id}: {:?} is gone without a word: {}",
                            last.since,
                            short(&said)
                        )
                    },
                );
            }
            let redone = after.settings() == last.after.settings() && self.writes(id) > 0;
            self.hold(!redone, "P7", "a rollback does not redo", || {
                format!("{id} is as after the change that is to be undone")
            });
        }
    }

    /// P8: consent is a sentence, typed after the question.
    pub(super) fn consent(&mut self) {
        let written = self.done.writes.clone();
        let (code, said) = (self.code(), self.done.ran.all());
        if !self.command.writes() {
            return;
        }
        let consent = &self.command.consent;
        let told = || {
            format!(
                "{consent:?}, exit {code:?}, writes to {written:?}: {}",
                short(&said)
            )
        };
        if !agrees(self.command) {
            self.hold(
                written.is_empty(),
                "P8",
                "nothing is sent without consent",
                told,
            );
        }
        if matches!(consent, Consent::Typed(_)) && self.command.colleague.is_none() {
            let before = self.done.before.iter();
            let weaker = before.filter(|(id, before)| is_weaker(before, &self.done.after[*id]));
            let ids: Vec<_> = weaker.map(|(id, _)| *id).collect();
            self.hold(ids.is_empty(), "P8", "a yes gives nothing up", || {
                format!("{ids:?}: {}", told())
            });
        }
        if *consent == Consent::EndOfInput && self.done.asked {
            self.hold(code == Some(3), "P8", "end of input is no", told);
        }
        if *consent == Consent::Nobody && !self.command.has("--dry-run") {
            // 0: nothing is to be done.
            let right = matches!(code, Some(0 | 2 | 3 | 4 | 5 | 7 | 8));
            self.hold(right, "P8", "nobody there is a no", told);
        }
    }

    /// P9: an old failure fails nobody's run.
    pub(super) fn marks(&mut self) {
        let refused = |line: &String| line.contains(" nosuchuser ");
        if self.met("fail-change") || self.command.records.iter().flatten().any(refused) {
            return;
        }
        let (code, said) = (self.code(), self.done.ran.all());
        let old = said.contains(OLD_FAILURE) || said.contains("nosuchuser does not exist");
        let failed = self.command.name() != "check" && matches!(code, Some(5 | 7));
        self.hold(
            !(old && failed),
            "P9",
            "an old failure fails nobody's run",
            || {
                format!(
                    "{} ended with {code:?}: {}",
                    self.command.name(),
                    short(&said)
                )
            },
        );
    }
}
