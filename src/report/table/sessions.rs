//! `sessions` for people, and who would be cut off by a plan.

use std::collections::BTreeMap;

use comfy_table::Color;

use super::{INDENT, Page, cell, coloured, headed, line, lines, marked, yes_no};
use crate::domain::hba::Replication;
use crate::domain::plan::{CutOff, Fate, Preview};
use crate::domain::sessions::{
    Hidden, Session, SessionEncryption, SessionEnd, SessionReport, SessionsJudgement, SessionsWatch,
};
use crate::text::{Text, text};

/// More rows than these are a long list.
const LONG_LIST: usize = 40;

/// The report: sessions, what was watched, what was ended, what cannot be seen.
pub fn sessions(report: &SessionReport, all: bool, page: Page) -> String {
    let account = &report.account;
    let version = account.server_version.split(' ').next();
    let mut parts = vec![line(page.say(&text!(
        "sessions-head",
        place = format!("{}:{}", account.host, account.port),
        user = &account.user,
        version = version.unwrap_or_default()
    )))];
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
            parts.push(page.say(&text!("sessions-open-now")));
        }
        parts.push(session_table(&shown, all, page));
    }
    let (plaintext, all) = (
        report.look.plaintext().count(),
        report.look.others().count(),
    );
    parts.push(page.say(&match (report.judgement(), plaintext) {
        (SessionsJudgement::Clean, _) => text!("sessions-clean", all = all),
        (SessionsJudgement::Plaintext, 0) => text!("sessions-others-were", all = all),
        (SessionsJudgement::Plaintext, found) => {
            text!("sessions-plaintext", count = found, all = all)
        }
        (SessionsJudgement::Unknown, _) => text!("sessions-not-known", all = all),
    }));
    let hidden = match &report.watch {
        Some(watch) => watch.hidden(),
        None => report.look.hidden.clone(),
    };
    parts.extend(unseen(&hidden, &account.user, page));
    if report.watch.as_ref().is_some_and(|watch| watch.missed > 0) {
        parts.push(page.say(&text!("sessions-missed")));
    }
    lines(&parts)
}

/// The sessions that would be ended, for the question.
pub fn sessions_to_end(sessions: &[Session], page: Page) -> String {
    let all: Vec<&Session> = sessions.iter().collect();
    let mut parts = vec![
        page.say(&text!("sessions-to-end")),
        session_table(&all, false, page),
    ];
    if sessions
        .iter()
        .any(|session| session.replication() != Replication::No)
    {
        parts.push(page.say(&text!("sessions-replication-stops")));
    }
    lines(&parts)
}

fn session_table(sessions: &[&Session], ssl: bool, page: Page) -> String {
    let mut header = vec![
        text!("column-pid"),
        text!("column-user"),
        text!("column-database"),
        text!("column-client"),
        text!("column-application"),
        text!("column-since"),
    ];
    if ssl {
        header.push(text!("column-ssl"));
    }
    let mut table = headed(page, &header);
    for session in sessions {
        let mut row = vec![
            cell(&session.pid.to_string()),
            cell(&user(&session.user, session.own, page)),
            cell(&page.say(&database(session))),
            cell(&session.address.to_string()),
            cell(&session.application),
            cell(&session.started.format("%m-%d %H:%M").to_string()),
        ];
        if ssl {
            row.push(match &session.encryption {
                SessionEncryption::Plaintext => {
                    coloured(page, &page.say(&yes_no(false)), Color::DarkRed)
                }
                SessionEncryption::Ssl { version, .. } => match version {
                    Some(version) => cell(version),
                    None => cell(&page.say(&yes_no(true))),
                },
            });
        }
        table.add_row(row);
    }
    table.to_string()
}

fn database(session: &Session) -> Text {
    match (session.replication(), &session.database) {
        (Replication::Physical, _) => text!("probe-replication"),
        (Replication::Database, Some(name)) => text!("sessions-logical", database = name),
        (Replication::No | Replication::Database, name) => {
            Text::verbatim(name.as_deref().unwrap_or_default())
        }
    }
}

/// A user, with a word where it is one's own session.
fn user(name: &str, own: bool, page: Page) -> String {
    if own {
        page.say(&text!("sessions-you", user = name))
    } else {
        name.to_owned()
    }
}

fn terminated(ended: &[(Session, SessionEnd)], page: Page) -> Vec<String> {
    if ended.is_empty() {
        return vec![page.say(&text!("sessions-none-to-end"))];
    }
    let mut table = headed(
        page,
        [
            text!("column-pid"),
            text!("column-user"),
            text!("column-client"),
            text!("column-application"),
            text!("column-result"),
        ],
    );
    for (session, end) in ended {
        let result = match end {
            SessionEnd::Ended => text!("sessions-ended"),
            SessionEnd::Lingers => text!("sessions-lingers"),
            SessionEnd::Gone => text!("sessions-gone"),
            SessionEnd::Refused { message, .. } => text!("sessions-refused", message = message),
            SessionEnd::ReplicationKept => text!("sessions-kept"),
        };
        table.add_row(vec![
            cell(&session.pid.to_string()),
            cell(&session.user),
            cell(&session.address.to_string()),
            cell(&session.application),
            cell(&page.say(&result)),
        ]);
    }
    vec![table.to_string()]
}

fn watched(watch: &SessionsWatch, all: bool, page: Page) -> Vec<String> {
    let looked = match watch.missed {
        0 => text!("sessions-looked", count = watch.looks),
        missed => text!(
            "sessions-looked-missed",
            count = watch.looks,
            missed = missed
        ),
    };
    let mut parts = vec![page.say(&looked)];
    let mut header = vec![
        text!("column-user-database"),
        text!("column-client"),
        text!("column-application"),
        text!("column-sessions"),
        text!("column-seen"),
    ];
    if all {
        header.push(text!("column-ssl"));
    }
    let mut table = headed(page, &header);
    let mut rows: usize = 0;
    for (client, seen) in watch
        .clients
        .iter()
        .filter(|(client, _)| all || !client.ssl)
    {
        let mut row = vec![
            cell(&if let Some(database) = &client.database {
                format!("{}@{database}", client.user)
            } else {
                let replication = page.say(&text!("probe-replication"));
                format!("{}@{replication}", client.user)
            }),
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
            row.push(cell(&page.say(&yes_no(client.ssl))));
        }
        table.add_row(row);
        rows = rows.saturating_add(1);
    }
    if rows > 0 {
        parts.push(table.to_string());
    }
    parts
}

fn unseen(hidden: &[Hidden], user: &str, page: Page) -> Vec<String> {
    if hidden.is_empty() {
        return vec![];
    }
    let count: usize = hidden.iter().map(|row| row.count).sum();
    let shown = hidden.iter().take(LONG_LIST);
    let mut whose: Vec<Text> = shown
        .map(|row| text!("sessions-of", count = row.count, user = &row.user))
        .collect();
    if hidden.len() > LONG_LIST {
        whose.push(text!("sessions-of-others"));
    }
    let unseen = text!(
        "sessions-hidden",
        count = count,
        user = user,
        whose = Text::list(whose)
    );
    let hint = text!("plan-hint", next = text!("cut-off-grant", user = user));
    vec![
        line(page.say(&unseen)),
        line(format!("{INDENT}{}", page.say(&hint))),
    ]
}

/// Who would be cut off, with the own login first; clients that are alike share a row.
pub(in crate::report) fn cut_off(cut_off: &CutOff, page: Page) -> Vec<String> {
    let preview = match cut_off {
        CutOff::NotChecked => {
            return vec![page.say(&text!("sessions-not-checked"))];
        }
        CutOff::Failed(why) => {
            return vec![line(
                page.say(&text!("sessions-not-checked-why", why = why)),
            )];
        }
        CutOff::Checked(preview) => preview,
    };
    let account = &preview.account;
    let mut parts = vec![line(page.say(&text!(
        "sessions-preview",
        place = format!("{}:{}", account.host, account.port),
        user = &account.user,
        keeps = preview.keeps(),
        loses = preview.loses(),
        unclear = preview.unclear()
    )))];
    let rows = grouped(preview);
    if !rows.is_empty() {
        let header = [
            text!("column-user"),
            text!("column-database"),
            text!("column-client"),
            text!("column-application"),
            text!("column-open"),
            text!("column-afterwards"),
        ];
        let mut table = headed(page, header);
        for (key, count) in rows.iter().take(LONG_LIST) {
            let fate = match key.fate {
                Fate::Keeps => marked(page, "✔", &text!("sessions-keeps"), Color::DarkGreen),
                Fate::Loses(loss) => {
                    let loses = text!("sessions-loses", why = loss.text());
                    marked(page, "✘", &loses, Color::DarkRed)
                }
                Fate::Unclear(why) => marked(page, "?", why, Color::DarkYellow),
            };
            table.add_row(vec![
                cell(&user(key.user, !key.other, page)),
                cell(&page.say(&key.database)),
                cell(&key.address),
                cell(key.application),
                cell(&count.to_string()),
                fate,
            ]);
        }
        parts.push(table.to_string());
    }
    if rows.len() > LONG_LIST {
        let more = rows.len().saturating_sub(LONG_LIST);
        parts.push(page.say(&text!("sessions-more", count = more)));
    }
    parts.extend(unseen(&preview.hidden, &account.user, page));
    parts
}

/// What sessions of one row have in common; the order is that of the rows.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Kind<'a> {
    other: bool,
    fate: &'a Fate,
    user: &'a str,
    database: Text,
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
