//! P1, P2 and P3: what servers say to logins before and after.

use serde_json::Value;

use super::{Judge, row, short};
use crate::options::lane::Fact;
use crate::options::logins::{ADDRESSES, Answer, Login, Transport};
use crate::options::script::{Command, Lie, Moment};

/// Who may come in plaintext: columns, where none is all.
struct Opening {
    user: Option<String>,
    database: Option<String>,
    address: Option<String>,
}

fn element(column: Option<&str>, value: &str) -> bool {
    column.is_none_or(|column| column.split(',').any(|one| one == "all" || one == value))
}

/// Whether an address is in a range, written with a length, a mask or not at all.
fn inside(range: Option<&str>, address: &str) -> bool {
    let Some(range) = range.filter(|range| *range != "all") else {
        return true;
    };
    let (network, length) = range.split_once('/').unwrap_or((range, ""));
    let (Ok(network), Ok(address)) = (
        network.parse::<std::net::IpAddr>(),
        address.parse::<std::net::IpAddr>(),
    ) else {
        return false;
    };
    match (network, address) {
        (std::net::IpAddr::V4(network), std::net::IpAddr::V4(address)) => {
            let length: u32 = length.parse().unwrap_or(32);
            let shift = 32 - length.min(32);
            u64::from(u32::from(network)) >> shift == u64::from(u32::from(address)) >> shift
        }
        (std::net::IpAddr::V6(network), std::net::IpAddr::V6(address)) => {
            let length: u32 = length.parse().unwrap_or(128);
            length == 0
                || u128::from(network) >> (128 - length) == u128::from(address) >> (128 - length)
        }
        _ => false,
    }
}

impl Opening {
    fn holds(&self, login: &Login) -> bool {
        element(self.user.as_deref(), login.user)
            && match self.database.as_deref() {
                None => true,
                Some("all") => login.database != "replication",
                column => element(column, login.database),
            }
            && inside(self.address.as_deref(), login.address)
    }
}

/// The exceptions that a command declares for an instance.
fn openings(command: &Command, id: &str) -> Vec<Opening> {
    let mut all = Vec::new();
    for who in command.values("--except") {
        let part = |name: &str| {
            let mut parts = who.split(',').filter_map(|part| part.split_once('='));
            parts
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.to_owned())
        };
        all.push(Opening {
            user: part("user"),
            database: part("database"),
            address: part("address"),
        });
    }
    for waiver in command.policy.iter().flat_map(|policy| &policy.waivers) {
        let here = waiver.instance.as_deref().is_none_or(|of| of == id);
        let database = match waiver.finding.as_str() {
            // What is off or unsupported lets everybody in.
            "plaintext-admitted" | "ssl-off" | "unsupported" | "replica-open" => None,
            "plaintext-replication" => Some("replication".to_owned()),
            _ => continue,
        };
        if here {
            all.push(Opening {
                user: waiver.user.clone(),
                database,
                address: waiver.address.clone(),
            });
        }
    }
    all
}

pub(super) fn plain(fact: &Fact) -> impl Iterator<Item = (&Login, Answer)> {
    let plain = fact
        .survey
        .iter()
        .filter(|(login, _)| login.transport == Transport::Plain);
    plain.map(|(login, answer)| (login, *answer))
}

/// Whether SSL can be shown to get in from here: a login of nobody in particular does, or the records
/// say of no address that it does not.
fn secured(fact: &Fact) -> bool {
    let here = |database| Login {
        user: "ghost",
        database,
        address: ADDRESSES[0],
        transport: Transport::Ssl,
    };
    let everywhere = |line: &String| {
        let address = line.split(' ').nth(3);
        !line.ends_with("reject")
            && address.is_some_and(|address| address == "all" || address.starts_with("0.0.0.0"))
    };
    let shown = |database| fact.survey[&here(database)].admits();
    let somebody = fact
        .survey
        .iter()
        .any(|(login, answer)| login.transport != Transport::Plain && answer.admits());
    somebody && (fact.records().iter().all(everywhere) || shown("postgres") && shown("replication"))
}

/// Whether the ACL closes what a record for plaintext lets in: how the two combine is not documented,
/// so that it is open by the settings.
fn is_open_but_for_the_acl(fact: &Fact) -> bool {
    fact.records()
        .iter()
        .any(|line| line.starts_with("hostnossl") && !line.ends_with("reject"))
}

/// Whether every address that a record names is one that logins are tried from.
fn is_tried(fact: &Fact) -> bool {
    let far = |line: &String| {
        line.split(' ').nth(3).is_some_and(|address| {
            ![
                "127.", "::1", "0.0.0.0", "::/0", "all", "samehost", "samenet",
            ]
            .iter()
            .any(|near| address.starts_with(near))
        })
    };
    !fact.records().iter().any(far)
}

impl Judge<'_> {
    /// P1: who was refused before a hardening change is refused after it.
    pub(super) fn no_new_way_in(&mut self) {
        if !self.command.hardens() {
            return;
        }
        let flags = [
            "--client-ca",
            "--mode",
            "--replication",
            "--via",
            "--policy",
            "--crl",
        ];
        let made = self.planned_by().unwrap_or(self.command);
        let certificates = self.command.name() == "acl set"
            || self.command.name() == "crl set"
            || flags.iter().any(|flag| made.has(flag));
        for (id, before) in &self.done.before {
            let after = &self.done.after[id];
            let between = self
                .done
                .between
                .as_ref()
                .filter(|fact| fact.truth["instance_id"] == *id);
            let acted = self
                .command
                .colleague
                .as_ref()
                .is_some_and(|(_, act)| act.instance == *id);
            let allowed = |fact: &Fact, login: &Login| {
                let direct = fact.survey.get(login).copied().unwrap_or(Answer::Refused);
                let plain = fact.survey[&login.over(Transport::Plain)];
                // Where SSL is off nobody has it, and who has it then is who had plaintext.
                if fact.ssl() || plain < direct {
                    direct
                } else {
                    plain
                }
            };
            let mut opened = Vec::new();
            for (login, now) in after.survey.iter() {
                let certificate = matches!(login.transport, Transport::Certificate(_));
                if certificate && (certificates || acted || !before.survey.contains_key(login)) {
                    continue;
                }
                let was = allowed(before, login);
                let meanwhile = between.map_or(Answer::Refused, |fact| allowed(fact, login));
                if !was.covers(*now) && !meanwhile.covers(*now) {
                    opened.push(format!("{login:?} was {was:?} and is {now:?}"));
                }
            }
            let code = self.code();
            self.hold(opened.is_empty(), "P1", "no new way in", || {
                format!(
                    "{id}, exit {code:?}: {} logins, such as {}; records now: {:?}",
                    opened.len(),
                    opened[0],
                    after.records()
                )
            });
        }
    }

    /// Plaintext logins at an instance that nobody has declared.
    fn undeclared(&self, id: &str) -> Vec<String> {
        let mut openings = openings(self.command, id);
        if let Some(made) = self.planned_by() {
            openings.extend(self::openings(made, id));
        }
        let through = plain(&self.done.after[id]).filter(|(login, answer)| {
            answer.admits() && !openings.iter().any(|one| one.holds(login))
        });
        through
            .map(|(login, answer)| format!("{login:?}: {answer:?}"))
            .collect()
    }

    /// P2: "enforced" is never false.
    pub(super) fn enforced_is_true(&mut self) {
        let name = self.command.name();
        let judged = matches!(name.as_str(), "enforce" | "check" | "hba harden");
        let skipped = ["--dry-run", "--no-wait", "--baseline"];
        if !judged || skipped.iter().any(|flag| self.command.has(flag)) {
            return;
        }
        let code = self.code();
        let late = matches!(&self.command.colleague, Some((moment, _)) if !matches!(moment, Moment::Question));
        let rows = self.done.ran.rows();
        let mut open = false;
        for id in self.targets() {
            // What is in force at the API and not at the server can only be seen by a login.
            let astray = self.is_astray(id);
            let blind = self.command.has("--no-probe")
                || self.command.lies.contains(&Lie::Unreachable)
                || name == "check" && self.command.has("--all") && !self.command.has("--probe");
            if astray && blind || late {
                continue;
            }
            let through = self.undeclared(id);
            open |= !through.is_empty();
            // Of a server that does not follow, a login that is no part of the proof can get in.
            let is_asked = |login: &String| login.contains("ghost") && login.contains("127.0.0.1");
            let seen = !astray || through.iter().any(is_asked);
            if name != "hba harden" || self.done.after[id].ssl() {
                self.hold(
                    !seen || code != Some(0) || through.is_empty(),
                    "P2",
                    "exit 0 is true",
                    || {
                        format!(
                            "{name} ended with 0, and at {id} plaintext gets in: {}",
                            through[0]
                        )
                    },
                );
            }
            // What cannot be enforced is open where a live connection shows it.
            let row = row(&rows, id);
            let shown = |row: &&Value| {
                let live = row["proofs"]
                    .as_array()
                    .is_some_and(|proofs| !proofs.is_empty());
                live || row["verdict"] != "unsupported"
            };
            let verdict = row.filter(shown).and_then(|row| row["verdict"].as_str());
            let any = plain(&self.done.after[id]).find(|(_, answer)| answer.admits());
            if let (Some(verdict @ ("enforced" | "unsupported")), Some((login, _)), true) =
                (verdict, any, seen)
            {
                let declared = through.is_empty();
                self.hold(declared, "P2", "a verdict is true", || {
                    format!("{id} is {verdict}, and plaintext gets in: {login:?}")
                });
            }
        }
        let done = |id: &&str| {
            let fact = &self.done.after[*id];
            self.undeclared(id).is_empty()
                && !self.is_certificate_refused(id)
                && secured(fact)
                && is_tried(fact)
                && !is_open_but_for_the_acl(fact)
        };
        let reached = name != "check" && self.targets().iter().all(done);
        if reached
            && self.command.is_calm()
            && !open
            && self.history.astray.is_empty()
            && super::agrees(self.command)
        {
            let said = short(&self.done.ran.all());
            self.hold(code != Some(7), "P2", "enforced is not called open", || {
                format!("all plaintext is refused and SSL gets in, and it ended with 7: {said}")
            });
        }
        if name == "check" {
            self.hold(code != Some(8), "P2", "check never ends with 8", || {
                "check ended with 8".to_owned()
            });
        }
    }

    /// P3: who got in before gets in afterwards, or is named.
    pub(super) fn nobody_locked_out(&mut self) {
        let acted = self.command.colleague.is_some();
        let said = self.done.ran.all();
        // In one sentence with the instance, where several were changed.
        let alone = self.targets().len() == 1;
        let named = |id: &str| {
            let words = [
                "lose",
                "cut off",
                "no longer",
                "last way",
                "nobody",
                "would be refused",
                "get in",
            ];
            said.lines()
                .filter(|line| alone || line.contains(id))
                .any(|line| words.iter().any(|word| line.contains(word)))
        };
        let name = self.command.name();
        let by_acl = ["--client-ca", "--mode", "--policy"]
            .iter()
            .any(|flag| self.command.has(flag))
            || self.command.values("--via").any(|way| way == "acl");
        for (id, before) in &self.done.before {
            let after = &self.done.after[id];
            let touched = self.writes(id) > 0;
            if !touched || acted && self.writes_after_act(id) == 0 {
                continue;
            }
            let code = self.code();
            let anybody = |fact: &Fact| fact.survey.values().any(|answer| answer.admits());
            let before = self
                .done
                .between
                .as_ref()
                .filter(|fact| fact.truth["instance_id"] == *id)
                .unwrap_or(before);
            if anybody(before) && is_tried(after) && name != "rollback" {
                // All who try come from this machine, and have certificates of two users: others get in by a record
                // that rejects nobody.
                let others = (named(id) || by_acl)
                    && after
                        .records()
                        .iter()
                        .any(|record| !record.ends_with(" reject"));
                self.hold(
                    anybody(after) || others,
                    "P3",
                    "somebody still gets in",
                    || {
                        format!(
                            "{name} ended with {code:?}, and nobody gets in at {id} any more: {:?}",
                            after.records()
                        )
                    },
                );
            }
            if !matches!(name.as_str(), "enforce" | "hba harden") || by_acl || !after.ssl() || acted
            {
                continue;
            }
            if after.truth["acl"] != "prefer" || after.truth["replication_acl"] != "prefer" {
                continue;
            }
            let mut lost = Vec::new();
            for (login, was) in before.survey.iter() {
                if matches!(login.transport, Transport::Certificate(_)) || !was.admits() {
                    continue;
                }
                let now = after.survey[&login.over(Transport::Ssl)];
                // An exception keeps what they can do today.
                let kept = after.survey[login].covers(*was);
                if !now.covers(*was) && !kept {
                    lost.push(format!("{login:?} was {was:?} and is {now:?} with SSL"));
                }
            }
            self.hold(
                lost.is_empty() || named(id) || self.command.has("-q"),
                "P3",
                "who loses the way in is named",
                || {
                    format!(
                        "{name} ended with {code:?}, at {id} {}; records now: {:?}; said: {}",
                        lost[0],
                        after.records(),
                        short(&said)
                    )
                },
            );
        }
    }
}
