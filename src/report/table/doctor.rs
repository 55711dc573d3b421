//! `doctor` for people.

use comfy_table::Color;

use super::check::{fact, proof_text};
use super::{Grid, Page, cell, coloured, lines, table};
use crate::domain::diagnosis::{Diagnosis, Permission, SourceState, seconds};
use crate::domain::failure::Ending;
use crate::domain::posture::Reading;

/// The report: credentials, the way to the API, actions, endpoints, and what is not right.
pub fn doctor(found: &Diagnosis, page: Page) -> String {
    let mut parts = vec![
        sources(found, page).to_string(),
        facts(found, page).to_string(),
        actions(found, page).to_string(),
    ];
    let complaints = found.complaints();
    if complaints.is_empty() {
        parts.push("✔ no problems found".to_owned());
    }
    for complaint in complaints {
        let mark = if complaint.ending == Ending::Gaps {
            "! "
        } else {
            "✘ "
        };
        let what = super::printable(&complaint.what);
        parts.push(match complaint.next {
            Some(next) => format!("{mark}{what}\n  hint: {}", super::printable(&next)),
            None => format!("{mark}{what}"),
        });
    }
    lines(&parts)
}

fn sources(found: &Diagnosis, page: Page) -> Grid {
    let mut table = table(page, &["Credentials", "", "What"]);
    for source in &found.sources {
        let (text, colour) = match source.state {
            SourceState::Used => ("✔ used", Color::Green),
            SourceState::Absent => ("– nothing", Color::Grey),
            SourceState::Broken => ("✘ broken", Color::Red),
            SourceState::NotReached => ("– not looked at", Color::Grey),
        };
        table.add_row(vec![
            cell(&source.source),
            coloured(page, text, colour),
            cell(source.detail.as_deref().unwrap_or("")),
        ]);
    }
    table
}

fn facts(found: &Diagnosis, page: Page) -> Grid {
    let mut facts = table(page, &[]);
    fact(
        &mut facts,
        "Identity",
        &match &found.caller {
            Reading::Known(caller) => format!("{}, account {}", caller.arn, caller.account_id),
            Reading::NotAsked => "not asked".to_owned(),
            Reading::Unreadable(error) => format!("not known: {}", error.text().say(page.language)),
        },
    );
    fact(&mut facts, "Endpoint", &found.endpoint);
    if let Some(region) = &found.region {
        fact(&mut facts, "Region", region.as_str());
    }
    if let Some(proxy) = &found.proxy {
        fact(&mut facts, "Proxy", proxy);
    }
    match &found.way {
        Reading::Known(way) => {
            fact(
                &mut facts,
                "Latency",
                &format!("{:.0} ms", way.round_trip.as_secs_f64() * 1000.0),
            );
            fact(
                &mut facts,
                "Clock",
                &match way.clock_ahead {
                    Some(ahead) if ahead.num_seconds() < 0 => {
                        format!("{} ahead of the service", seconds(ahead.abs()))
                    }
                    Some(ahead) if ahead.num_seconds() > 0 => {
                        format!("{} behind the service", seconds(ahead))
                    }
                    Some(_) => "in sync with the service".to_owned(),
                    None => "not known: the answer named no time".to_owned(),
                },
            );
        }
        Reading::NotAsked => fact(&mut facts, "Answer", "not asked"),
        Reading::Unreadable(error) => fact(
            &mut facts,
            "Answer",
            &format!("none: {}", error.text().say(page.language)),
        ),
    }
    for report in found.probes.known().into_iter().flatten() {
        let kind = if report.replication {
            "Database, replication"
        } else {
            "Database"
        };
        let text = if report.unreachable() {
            format!(
                "cannot be reached: {}",
                proof_text(report).say(page.language)
            )
        } else {
            format!("reached; {}", proof_text(report).say(page.language))
        };
        fact(&mut facts, kind, &text);
    }
    facts
}

fn actions(found: &Diagnosis, page: Page) -> Grid {
    let mut table = table(page, &["RAM action", "Used for", "Permission", "Why"]);
    for action in &found.actions {
        let (text, colour) = match &action.permission {
            Permission::Allowed => ("✔ allowed", Color::Green),
            Permission::Denied(_) => ("✘ denied", Color::Red),
            Permission::NotAsked(_) => ("– not asked", Color::Grey),
            Permission::Unknown(_) => ("? not known", Color::Yellow),
        };
        table.add_row(vec![
            cell(&format!("rds:{}", action.action)),
            cell(action.used_for.commands()),
            coloured(page, text, colour),
            cell(action.permission.detail().unwrap_or("")),
        ]);
    }
    table
}
