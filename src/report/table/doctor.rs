//! `doctor` for people.

use comfy_table::Color;

use super::check::proof_text;
use super::{Grid, INDENT, Page, cell, headed, line, lines, marked, table};
use crate::domain::diagnosis::{Diagnosis, Permission, SourceState, seconds};
use crate::domain::failure::Ending;
use crate::domain::posture::Reading;
use crate::text::{Text, text};

/// The report: credentials, the way to the API, actions, endpoints, and what is not right.
pub fn doctor(found: &Diagnosis, page: Page) -> String {
    let mut parts = vec![
        sources(found, page).to_string(),
        facts(found, page).to_string(),
        actions(found, page).to_string(),
    ];
    let complaints = found.complaints();
    if complaints.is_empty() {
        parts.push(format!("✔ {}", page.say(&text!("doctor-fine"))));
    }
    for complaint in complaints {
        let mark = if complaint.ending == Ending::Gaps {
            "! "
        } else {
            "✘ "
        };
        parts.push(line(format!("{mark}{}", page.say(&complaint.what))));
        if let Some(next) = complaint.next {
            let hint = page.say(&text!("plan-hint", next = next));
            parts.push(line(format!("{INDENT}{hint}")));
        }
    }
    lines(&parts)
}

fn sources(found: &Diagnosis, page: Page) -> Grid {
    let header = [
        text!("column-credentials"),
        Text::default(),
        text!("column-what"),
    ];
    let mut table = headed(page, header);
    for source in &found.sources {
        let (mark, words, colour) = match source.state {
            SourceState::Used => ("✔", text!("doctor-used"), Color::DarkGreen),
            SourceState::Absent => ("–", text!("doctor-nothing"), Color::DarkGrey),
            SourceState::Broken => ("✘", text!("doctor-broken"), Color::DarkRed),
            SourceState::NotReached => ("–", text!("doctor-not-looked"), Color::DarkGrey),
        };
        table.add_row(vec![
            cell(&page.say(&source.source)),
            marked(page, mark, &words, colour),
            cell(
                &source
                    .detail
                    .as_ref()
                    .map_or_else(String::new, |detail| page.say(detail)),
            ),
        ]);
    }
    table
}

fn facts(found: &Diagnosis, page: Page) -> Grid {
    let mut facts = table(page, &[]);
    let caller = match &found.caller {
        Reading::Known(caller) => text!(
            "doctor-caller",
            arn = &caller.arn,
            account = &caller.account_id
        ),
        Reading::NotAsked => text!("doctor-not-asked"),
        Reading::Unreadable(error) => text!("doctor-not-known-why", why = error.text()),
    };
    facts.add_fact(&text!("column-identity"), &page.say(&caller));
    facts.add_fact(&text!("column-api-endpoint"), &found.endpoint);
    if let Some(defaults) = &found.defaults {
        let flags = defaults.flags.join(", ");
        let told = text!("doctor-defaults", file = &defaults.path, flags = flags);
        facts.add_fact(&text!("column-defaults"), &page.say(&told));
    }
    if let Some(region) = &found.region {
        facts.add_fact(&text!("column-region"), region.as_str());
    }
    if let Some(proxy) = &found.proxy {
        facts.add_fact(&text!("column-network-proxy"), proxy);
    }
    match &found.way {
        Reading::Known(way) => {
            let millis = format!("{:.0}", way.round_trip.as_secs_f64() * 1000.0);
            let latency = page.say(&text!("time-millis", count = millis));
            facts.add_fact(&text!("column-latency"), &latency);
            let clock = match way.clock_ahead {
                Some(ahead) if ahead.num_seconds() < 0 => {
                    text!("doctor-ahead", difference = seconds(ahead.abs()))
                }
                Some(ahead) if ahead.num_seconds() > 0 => {
                    text!("doctor-behind", difference = seconds(ahead))
                }
                Some(_) => text!("doctor-in-sync"),
                None => text!("doctor-no-time"),
            };
            facts.add_fact(&text!("column-clock"), &page.say(&clock));
        }
        Reading::NotAsked => {
            let answer = page.say(&text!("doctor-not-asked"));
            facts.add_fact(&text!("column-answer"), &answer);
        }
        Reading::Unreadable(error) => {
            let answer = text!("doctor-none-why", why = error.text());
            facts.add_fact(&text!("column-answer"), &page.say(&answer));
        }
    }
    for report in found.probes.known().into_iter().flatten() {
        let name = if report.replication {
            text!("column-database-replication")
        } else {
            text!("column-database")
        };
        let told = if report.unreachable() {
            text!("doctor-not-reached", proof = proof_text(report))
        } else {
            text!("doctor-reached", proof = proof_text(report))
        };
        facts.add_fact(&name, &page.say(&told));
    }
    facts
}

fn actions(found: &Diagnosis, page: Page) -> Grid {
    let header = [
        text!("column-ram-action"),
        text!("column-used-for"),
        text!("column-permission"),
        text!("column-why"),
    ];
    let mut table = headed(page, header);
    for action in &found.actions {
        let (mark, words, colour) = match &action.permission {
            Permission::Allowed => ("✔", text!("doctor-allowed"), Color::DarkGreen),
            Permission::Denied(_) => ("✘", text!("doctor-is-denied"), Color::DarkRed),
            Permission::NotAsked(_) => ("–", text!("doctor-not-asked"), Color::DarkGrey),
            Permission::Unknown(_) => ("?", text!("word-not-known"), Color::DarkYellow),
        };
        table.add_row(vec![
            cell(&format!("rds:{}", action.action)),
            cell(action.used_for.commands()),
            marked(page, mark, &words, colour),
            cell(&page.say(&action.permission.detail().unwrap_or_default())),
        ]);
    }
    table
}
