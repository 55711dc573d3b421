//! `sessions` for people, and who would be cut off by a plan.

use std::collections::BTreeMap;

use comfy_table::Color;

use super::{Page, cell, coloured, line, lines, table};
use crate::domain::hba::Replication;
use crate::domain::plan::{CutOff, Fate, Preview};
use crate::domain::sessions::{
    Hidden, Session, SessionEncryption, SessionEnd, SessionReport, SessionsJudgement, SessionsWatch,
};

/// More rows than these are a long list.
const LONG_LIST: usize = 40;

/// The report: sessions, what was watched, what was ended, what cannot be seen.
pub fn sessions(report: &SessionReport, all: bool, page: Page) -> String {
    let account = &report.account;
    let mut parts = vec![line(format!(
        "{}:{} as {}, PostgreSQL {}",
        account.host,
        account.port,
        account.user,
        account.server_version.split(' ').next().unwrap_or_default()
    ))];
    if let Some(ended) = &report.ended {
        parts.extend(terminated(ended, page));
    }
    if let Some(watch) = &report.watch {
        parts.extend(watched(watch, all, page));
    }
    let shown: Vec<&Session> = report
        .look
        .sessions
        .iter()
        .filter(|session| all || session.is_plaintext())
        .collect();
    if !shown.is_empty() {
        if report.watch.is_some() || report.ended.is_some() {
            parts.push("open now:".to_owned());
        }
        parts.push(session_table(&shown, all, page));
    }
    let (plaintext, all) = (
        report.look.plaintext().count(),
        report.look.others().count(),
    );
    parts.push(match (report.judgement(), plaintext) {
        (SessionsJudgement::Clean, _) => format!("✔ none of {all} other sessions is without SSL"),
        (SessionsJudgement::Plaintext, 0) => {
            format!("✘ none of {all} other sessions that are open now is without SSL, others were")
        }
        (SessionsJudgement::Plaintext, found) => {
            format!("✘ {found} of {all} other sessions are without SSL")
        }
        (SessionsJudgement::Unknown, _) => {
            format!("? not known: of the {all} sessions that can be seen none is without SSL")
        }
    });
    let hidden = match &report.watch {
        Some(watch) => watch.hidden(),
        None => report.look.hidden.clone(),
    };
    parts.extend(unseen(&hidden, &account.user));
    if report.watch.as_ref().is_some_and(|watch| watch.missed > 0) {
        parts.push("? looks that failed may have missed sessions".to_owned());
    }
    lines(&parts)
}

/// The sessions that would be ended, for the question.
pub fn sessions_to_end(sessions: &[Session], page: Page) -> String {
    let all: Vec<&Session> = sessions.iter().collect();
    let mut parts = vec![
        "Sessions without SSL that would be ended:".to_owned(),
        session_table(&all, false, page),
    ];
    if sessions
        .iter()
        .any(|session| session.replication() != Replication::No)
    {
        parts.push("! replication stops until its client connects again".to_owned());
    }
    lines(&parts)
}

fn session_table(sessions: &[&Session], ssl: bool, page: Page) -> String {
    let mut header = vec!["PID", "User", "Database", "Client", "Application", "Since"];
    if ssl {
        header.push("SSL");
    }
    let mut table = table(page, &header);
    for session in sessions {
        let mut row = vec![
            cell(&session.pid.to_string()),
            cell(&format!(
                "{}{}",
                session.user,
                if session.own { " (you)" } else { "" }
            )),
            cell(&database(session)),
            cell(&session.address.to_string()),
            cell(&session.application),
            cell(&session.started.format("%m-%d %H:%M").to_string()),
        ];
        if ssl {
            row.push(match &session.encryption {
                SessionEncryption::Plaintext => coloured(page, "no", Color::Red),
                SessionEncryption::Ssl { version, .. } => cell(version.as_deref().unwrap_or("yes")),
            });
        }
        table.add_row(row);
    }
    table.to_string()
}

fn database(session: &Session) -> String {
    match (session.replication(), &session.database) {
        (Replication::Physical, _) => "(replication)".to_owned(),
        (Replication::Database, Some(name)) => format!("{name} (replication)"),
        (Replication::No | Replication::Database, name) => name.clone().unwrap_or_default(),
    }
}

fn terminated(ended: &[(Session, SessionEnd)], page: Page) -> Vec<String> {
    if ended.is_empty() {
        return vec!["there was no session to end".to_owned()];
    }
    let mut table = table(page, &["PID", "User", "Client", "Application", "Result"]);
    for (session, end) in ended {
        let result = match end {
            SessionEnd::Ended => "ended".to_owned(),
            SessionEnd::Lingers => "told to end, still there".to_owned(),
            SessionEnd::Gone => "was gone already".to_owned(),
            SessionEnd::Refused { message, .. } => format!("refused: {message}"),
            SessionEnd::ReplicationKept => "replication, kept (--include-replication)".to_owned(),
        };
        table.add_row(vec![
            cell(&session.pid.to_string()),
            cell(&session.user),
            cell(&session.address.to_string()),
            cell(&session.application),
            cell(&result),
        ]);
    }
    vec![table.to_string()]
}

fn watched(watch: &SessionsWatch, all: bool, page: Page) -> Vec<String> {
    let missed = match watch.missed {
        0 => String::new(),
        missed => format!(", {missed} failed"),
    };
    let mut parts = vec![format!("looked {} times{missed}", watch.looks)];
    let mut header = vec!["User@Database", "Client", "Application", "Sessions", "Seen"];
    if all {
        header.push("SSL");
    }
    let mut table = table(page, &header);
    let mut rows: usize = 0;
    for (client, seen) in watch
        .clients
        .iter()
        .filter(|(client, _)| all || !client.ssl)
    {
        let mut row = vec![
            cell(&format!(
                "{}@{}",
                client.user,
                client.database.as_deref().unwrap_or("(replication)")
            )),
            cell(&client.address.to_string()),
            cell(&client.application),
            cell(&seen.sessions().to_string()),
            cell(&format!(
                "{}–{}",
                seen.first.format("%H:%M:%S"),
                seen.last.format("%H:%M:%S")
            )),
        ];
        if all {
            row.push(cell(if client.ssl { "yes" } else { "no" }));
        }
        table.add_row(row);
        rows = rows.saturating_add(1);
    }
    if rows > 0 {
        parts.push(table.to_string());
    }
    parts
}

fn unseen(hidden: &[Hidden], user: &str) -> Vec<String> {
    if hidden.is_empty() {
        return vec![];
    }
    let count: usize = hidden.iter().map(|row| row.count).sum();
    let mut whose: Vec<String> = hidden
        .iter()
        .take(LONG_LIST)
        .map(|row| format!("{} of {}", row.count, row.user))
        .collect();
    if hidden.len() > LONG_LIST {
        whose.push("and others".to_owned());
    }
    vec![
        line(format!(
            "? {count} sessions cannot be looked into by {user}: {}",
            whose.join(", ")
        )),
        line(format!(
            "  hint: as a privileged account: GRANT pg_monitor TO {user}"
        )),
    ]
}

/// Who would be cut off, with the own login first; clients that are alike share a row.
pub(super) fn cut_off(cut_off: &CutOff, page: Page) -> Vec<String> {
    let preview = match cut_off {
        CutOff::NotChecked => {
            return vec![
                "Open sessions: not checked (plan and enforce look at them with --dsn)".to_owned(),
            ];
        }
        CutOff::Failed(why) => return vec![line(format!("Open sessions: not checked: {why}"))],
        CutOff::Checked(preview) => preview,
    };
    let mut parts = vec![line(format!(
        "Open sessions at {}:{}, as {}: {} keep their access, {} lose it, {} unclear",
        preview.account.host,
        preview.account.port,
        preview.account.user,
        preview.keeps(),
        preview.loses(),
        preview.unclear(),
    ))];
    let rows = grouped(preview);
    if !rows.is_empty() {
        let header = [
            "User",
            "Database",
            "Client",
            "Application",
            "Open",
            "Afterwards",
        ];
        let mut table = table(page, &header);
        for (key, count) in rows.iter().take(LONG_LIST) {
            let (colour, text) = match key.fate {
                Fate::Keeps => (Color::Green, "✔ keeps".to_owned()),
                Fate::Loses(loss) => (Color::Red, format!("✘ loses: {}", loss.describe())),
                Fate::Unclear(why) => (Color::Yellow, format!("? {why}")),
            };
            table.add_row(vec![
                cell(&format!(
                    "{}{}",
                    key.user,
                    if key.other { "" } else { " (you)" }
                )),
                cell(&key.database),
                cell(&key.address),
                cell(key.application),
                cell(&count.to_string()),
                coloured(page, &text, colour),
            ]);
        }
        parts.push(table.to_string());
    }
    if rows.len() > LONG_LIST {
        parts.push(format!(
            "… and {} more kinds of clients; -o json lists every session",
            rows.len().saturating_sub(LONG_LIST)
        ));
    }
    parts.extend(unseen(&preview.hidden, &preview.account.user));
    parts
}

/// What sessions of one row have in common; the order is that of the rows.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kind<'a> {
    other: bool,
    fate: &'a Fate,
    user: &'a str,
    database: String,
    address: String,
    application: &'a str,
}

fn grouped(preview: &Preview) -> Vec<(Kind<'_>, usize)> {
    let mut kinds: BTreeMap<Kind<'_>, usize> = BTreeMap::new();
    for (session, fate) in &preview.sessions {
        let kind = Kind {
            other: !session.own,
            fate,
            user: &session.user,
            database: database(session),
            address: session.address.to_string(),
            application: &session.application,
        };
        let count = kinds.entry(kind).or_default();
        *count = count.saturating_add(1);
    }
    kinds.into_iter().collect()
}
