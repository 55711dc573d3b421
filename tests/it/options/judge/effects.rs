//! P4: a flag has its effect or is refused; and nothing is left half done.

use super::logins::plain;
use super::{Judge, agrees, row, short};
use crate::options::lane::Fact;
use crate::options::logins::{Login, Transport};
use crate::options::proxy::Event;
use crate::options::script::{Ca, Command, INSTANCES, Lie};

/// The CA whose file a flag names.
fn authority(value: &str) -> Option<Ca> {
    match value.chars().nth(1) {
        Some('A') => Some(Ca::A),
        Some('B') => Some(Ca::B),
        _ => None,
    }
}

/// How plaintext is to be closed at an instance.
fn strategy(command: &Command, id: &str) -> Option<String> {
    let of_policy = command
        .policy
        .as_ref()
        .and_then(|policy| policy.setting(id, "strategy"));
    let of_flag = command.value("--strategy").map(str::to_owned);
    of_flag
        .or(of_policy)
        .map(|text| text.trim_matches('"').to_owned())
}

/// Whether plaintext is closed by records of their own.
fn is_guarded(fact: &Fact) -> bool {
    let closes = |line: &String| line.starts_with("hostnossl") && line.ends_with("reject");
    fact.records().iter().any(closes)
}

impl Judge<'_> {
    pub(super) fn flags_have_effect(&mut self) {
        let command = self.command;
        let code = self.code();
        let number = |flag: &str| {
            command
                .value(flag)
                .and_then(|value| value.parse::<usize>().ok())
        };
        let mut touched: Vec<&str> = Vec::new();
        for id in &self.done.writes {
            if !touched.contains(&id.as_str()) {
                touched.push(id);
            }
        }
        let written = self.done.writes.len();
        if command.has("--dry-run") || !command.writes() {
            self.hold(
                written == 0,
                "P4",
                "nothing is sent by what only looks",
                || format!("{written} writes by {}", command.name()),
            );
        }
        let targets = self.targets();
        let outside: Vec<&&str> = touched.iter().filter(|id| !targets.contains(*id)).collect();
        self.hold(
            outside.is_empty(),
            "P4",
            "only what was selected is changed",
            || format!("{outside:?} was changed"),
        );
        if command.has("--shard") && command.has("--dry-run") {
            let rows = self.done.ran.rows();
            let planned = |id: &&str| {
                row(&rows, id).is_some_and(|row| !row["steps"].is_null() && row["error"].is_null())
            };
            let others = INSTANCES.into_iter().filter(|id| !targets.contains(id));
            let wrong: Vec<&str> = others.filter(planned).collect();
            self.hold(wrong.is_empty(), "P4", "--shard counts", || {
                format!("{wrong:?} is no part of it")
            });
        }
        if let Some(most) = number("--max-instances") {
            self.hold(
                touched.len() <= most,
                "P4",
                "--max-instances counts",
                || format!("{touched:?} were changed, more than {most}"),
            );
        }
        // Where one is changed after the other, and every change fails, the count is exact.
        let wave = number("--wave-size")
            .unwrap_or(1)
            .max(number("--canary").unwrap_or(1));
        let one_by_one = wave <= 1 || command.has("--confirm-each");
        let failing = targets.iter().all(|id| {
            command
                .faults
                .iter()
                .any(|(fault, of)| fault.starts_with("fail-change") && of.as_deref() == Some(id))
        });
        let bounded = matches!(command.name().as_str(), "enforce");
        if failing && one_by_one && bounded && !command.has("--no-wait") {
            // Without the flag several named ones are gone through to the end.
            if let Some(most) = number("--max-failures") {
                self.hold(touched.len() <= most.max(1), "P4", "--max-failures counts", || {
                    format!("every change fails, and {touched:?} were begun with --max-failures {most}")
                });
            }
        }
        if command.has("--require-proof")
            && command.lies.contains(&Lie::Unreachable)
            && !command.has("--dry-run")
            // A shard may hold no instance.
            && INSTANCES.iter().any(|id| self.done.ran.all().contains(*id))
        {
            self.hold(code != Some(0), "P4", "--require-proof counts", || {
                "no endpoint can be reached, and it ended with 0".to_owned()
            });
        }
        if code == Some(0) && self.is_real() && agrees(command) {
            self.effects();
        }
        if command.name() == "enforce" && code == Some(0) {
            self.certificate();
        }
        self.again();
    }

    /// What an end with 0 leaves at each instance.
    fn effects(&mut self) {
        let command = self.command;
        if command.colleague.is_some() {
            return;
        }
        for id in self.targets() {
            let after = &self.done.after[id];
            let acted_on = self.writes(id) > 0;
            if command.name() == "enforce" {
                let by_acl = command.values("--via").any(|way| way == "acl")
                    || command.has("--mode")
                    || command.has("--policy")
                        && command.policy.as_ref().is_some_and(|policy| {
                            policy
                                .setting(id, "via")
                                .is_some_and(|via| via.contains("acl"))
                        });
                if let Some(list) = command.value("--crl")
                    && by_acl
                {
                    let set = after.truth["crl_pem"].is_string();
                    self.hold(set, "P4", "--crl counts", || {
                        format!("{list} is not in force at {id}")
                    });
                }
                // A server that never took the client CA lets in as before.
                if let Some(ca) = command.value("--client-ca").and_then(authority)
                    && by_acl
                    && !self.is_astray(id)
                {
                    let let_in = after.survey.iter().any(|(login, answer)| {
                        login.transport == Transport::Certificate(ca) && answer.admits()
                    });
                    let certificate = Transport::Certificate(ca);
                    let before = &self.done.before[id].survey;
                    let had = before.iter().any(|(login, answer)| {
                        answer.admits() && after.survey.contains_key(&login.over(certificate))
                    });
                    self.hold(
                        let_in || !had,
                        "P3",
                        "holders of the client CA's certificates get in",
                        || {
                            format!(
                                "exit 0 at {id}, and no certificate of {ca:?} is let in: {:?}",
                                after.truth["acl"]
                            )
                        },
                    );
                }
                let by_hba = !by_acl || command.values("--via").any(|way| way == "hba");
                let wanted = strategy(command, id);
                let saved = command.has("--plan");
                // Where everybody is excepted there is nothing to guard against.
                let closes = plain(&self.done.before[id])
                    .any(|(login, was)| was.admits() && !after.survey[login].admits());
                if wanted.as_deref() == Some("guard") && acted_on && by_hba && closes {
                    let first = after.records().into_iter().next().unwrap_or_default();
                    self.hold(is_guarded(after), "P4", "the strategy counts", || {
                        format!(
                            "guard was asked for at {id}, and its first record is {first}{}",
                            if saved { ", by a saved plan" } else { "" }
                        )
                    });
                }
            }
        }
        self.of_the_plan();
    }

    /// A saved plan is carried out as it was made.
    fn of_the_plan(&mut self) {
        let Some(made) = self.planned_by() else {
            return;
        };
        for id in made.targets() {
            let after = &self.done.after[id];
            let was_open = plain(&self.done.before[id]).any(|(_, answer)| answer.admits());
            if strategy(made, id).as_deref() == Some("guard") && self.writes(id) > 0 && was_open {
                self.hold(
                    is_guarded(after),
                    "P4",
                    "a saved plan keeps each instance's policy",
                    || {
                        format!(
                            "guard was planned for {id}, and its records are {:?}",
                            after.records()
                        )
                    },
                );
            }
        }
    }

    /// A certificate that is handed in for the proof gets in, or nothing is proven.
    fn certificate(&mut self) {
        let unheard = self.command.lies.contains(&Lie::Unreachable);
        if unheard || self.command.has("--dry-run") || self.command.has("--no-wait") {
            return;
        }
        for id in self.targets() {
            // Where no record lets them in, it is not the certificate that is refused.
            let mut before = self.done.before[id].survey.iter();
            let had = before.any(|(login, answer)| self.is_asked(login) && answer.admits());
            self.hold(
                !had || !self.is_certificate_refused(id),
                "P2",
                "a rejected certificate proves nothing",
                || format!("the certificate is refused at {id}, and it ended with 0"),
            );
        }
    }

    /// Whether the certificate that is handed in for the proof gets into no database that is tried.
    pub(super) fn is_certificate_refused(&self, id: &str) -> bool {
        let Some(ca) = self.command.value("--cert").and_then(authority) else {
            return false;
        };
        let over = |transport| {
            let answers = self.done.after[id].survey.iter();
            answers.filter(move |(login, _)| login.transport == transport && self.is_asked(login))
        };
        // Where no client CA is set, nobody looks at a certificate.
        let with = over(Transport::Certificate(ca));
        let is_tried = with.clone().next().is_some();
        let mut answers = if is_tried { with } else { over(Transport::Ssl) };
        answers.clone().next().is_some() && !answers.any(|(_, answer)| answer.admits())
    }

    /// Whether the proof asks about this login, by one way or another.
    fn is_asked(&self, login: &Login) -> bool {
        let database = self.command.value("--database");
        login.user == "app"
            && login.database != "replication"
            && database.is_none_or(|one| one == login.database)
    }

    /// The plan after a plan is empty.
    fn again(&mut self) {
        let Some((last, Some(0))) = &self.history.last else {
            return;
        };
        let same = last.name() == "enforce"
            && last.words == self.command.words
            && last.instances == self.command.instances
            && last.flags == self.command.flags
            && last.policy == self.command.policy;
        let quiet = |command: &Command| {
            command.is_calm()
                && agrees(command)
                && !command.has("--dry-run")
                && !command.has("--no-wait")
        };
        if !same || !quiet(last) || !quiet(self.command) || last.has("--plan") {
            return;
        }
        let (code, written) = (self.code(), self.done.writes.clone());
        let said = short(&self.done.ran.all());
        self.hold(
            written.is_empty() && code == Some(0),
            "P4",
            "a second run has nothing to do",
            || format!("the second run ended with {code:?} after writes to {written:?}: {said}"),
        );
    }

    /// What cannot be done is refused before anything is sent.
    pub(super) fn not_half_done(&mut self) {
        let code = self.code();
        let said = self.done.ran.all();
        let written = self.done.writes.clone();
        let bad = self
            .command
            .records
            .iter()
            .flatten()
            .any(|line| line.contains(" nosuchuser "));
        let late = self.command.has("--no-wait") || code == Some(6);
        let stale = self.command.has("--plan")
            && self
                .history
                .plan
                .as_ref()
                .is_some_and(|(_, changed)| !changed.is_empty());
        if self.command.is_calm()
            && !bad
            && !late
            && !stale
            && !written.is_empty()
            && self.history.astray.is_empty()
        {
            // One that cannot be changed does not keep the others of a fleet from it.
            let targets = self.targets();
            let left = targets.iter().any(|id| self.writes(id) == 0);
            let right = matches!(code, Some(0 | 7)) || left && code == Some(8);
            self.hold(right, "P3", "nothing is left half done", || {
                format!("nothing went wrong outside, and it ended with {code:?} after writes to {written:?}: {}", short(&said))
            });
            for row in self.done.ran.rows() {
                let id = row["instance_id"].as_str().unwrap_or_default();
                let written = self.writes(id);
                let blocked = row["error"]["kind"] == "blocked" && written > 0;
                self.hold(!blocked, "P3", "what is blocked was not begun", || {
                    format!("{id} is blocked after {written} writes: {}", row["error"])
                });
            }
        }
        for lie in &self.command.lies {
            let mut later = self.done.events.iter();
            let answered = later.any(|event| {
                matches!(event, Event::Call(call) if call.is_write() && !call.accepted && call.status.is_some())
            });
            // Whatever came of it then, it was waited out.
            let goes_again = later.any(
                |event| matches!(event, Event::Call(call) if call.is_write() && call.accepted),
            );
            let mut events = self.done.events.iter();
            let is_refused_in_200 =
                events.any(|event| matches!(event, Event::Call(call) if call.is_refused_in_200()));
            match lie {
                Lie::Busy(..)
                    if answered
                        && self.command.faults.is_empty()
                        && self.command.lies.len() == 1
                        && self.command.colleague.is_none() =>
                {
                    // A saved plan for a state that is gone is refused after the wait.
                    let is_stale = code == Some(8) && said.contains("changed since the plan");
                    self.hold(
                        is_stale || goes_again || matches!(code, Some(0 | 6 | 7)),
                        "P5",
                        "a busy answer is waited out",
                        || {
                            format!(
                                "one busy answer, and it ended with {code:?}: {}",
                                short(&said)
                            )
                        },
                    );
                }
                Lie::ErrorInWrite(_) if is_refused_in_200 => {
                    self.hold(
                        code != Some(0) && said.contains("InvalidConfigValue"),
                        "P2",
                        "a refused write is told",
                        || {
                            format!(
                                "a write was refused in a 200, and it ended with {code:?}: {}",
                                short(&said)
                            )
                        },
                    );
                }
                _ => {}
            }
        }
    }
}
