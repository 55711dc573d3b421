//! `sessions -o json`, and the sessions that other documents carry.

use serde_json::{Value, json};

use super::settings::stamp;
use super::{SCHEMA_VERSION, text};
use crate::domain::hba::Replication;
use crate::domain::instance::InstanceId;
use crate::domain::plan::{CutOff, Fate, Preview};
use crate::domain::sessions::{
    Hidden, Observer, Session, SessionEncryption, SessionEnd, SessionReport, SessionsWatch,
};

/// The document of `sessions`.
pub fn sessions(id: Option<&InstanceId>, report: &SessionReport, all: bool) -> String {
    let look = &report.look;
    let plaintext = look.plaintext().count();
    text(&json!({
        "schema_version": SCHEMA_VERSION,
        "instance_id": id,
        "login": account(&report.account),
        "at": stamp(look.at),
        "result": report.judgement().as_str(),
        "plaintext": plaintext,
        "ssl": look.others().count().saturating_sub(plaintext),
        "hidden": hidden(&look.hidden),
        "sessions": look
            .sessions
            .iter()
            .filter(|session| all || session.is_plaintext())
            .map(session)
            .collect::<Vec<_>>(),
        "watch": report.watch.as_ref().map(|seen| watch(seen, all)),
        "terminated": report.ended.as_ref().map(|ended| {
            ended.iter().map(|(session, end)| terminated(session, end)).collect::<Vec<_>>()
        }),
    }))
}

fn account(account: &Observer) -> Value {
    json!({
        "host": account.host,
        "port": account.port,
        "user": account.user,
        "database": account.database,
        "server_version": account.server_version,
    })
}

fn hidden(hidden: &[Hidden]) -> Vec<Value> {
    hidden
        .iter()
        .map(|row| {
            json!({
                "user": row.user,
                "database": row.database,
                "sessions": row.count,
            })
        })
        .collect()
}

fn session(session: &Session) -> Value {
    let (ssl, version, cipher, certificate) = match &session.encryption {
        SessionEncryption::Plaintext => (false, None, None, None),
        SessionEncryption::Ssl {
            version,
            cipher,
            certificate,
        } => (
            true,
            version.as_ref(),
            cipher.as_ref(),
            certificate.as_ref(),
        ),
    };
    json!({
        "pid": session.pid,
        "started_at": stamp(session.started),
        "user": session.user,
        "database": session.database,
        "application": session.application,
        "client_address": session.address.to_string(),
        "client_port": session.port,
        "backend_type": session.backend_type,
        "replication": match session.replication() {
            Replication::No => None,
            Replication::Physical => Some("physical"),
            Replication::Database => Some("logical"),
        },
        "state": session.state,
        "ssl": ssl,
        "ssl_version": version,
        "cipher": cipher,
        "client_certificate": certificate.map(|shown| json!({
            "subject": shown.subject,
            "serial": shown.serial,
            "issuer": shown.issuer,
        })),
        "own": session.own,
    })
}

fn watch(seen: &SessionsWatch, all: bool) -> Value {
    json!({
        "looks": seen.looks,
        "missed": seen.missed,
        "hidden": hidden(&seen.hidden()),
        "clients": seen
            .clients
            .iter()
            .filter(|(client, _)| all || !client.ssl)
            .map(|(client, seen)| json!({
                "user": client.user,
                "database": client.database,
                "client_address": client.address.to_string(),
                "application": client.application,
                "ssl": client.ssl,
                "sessions": seen.sessions(),
                "first_seen": stamp(seen.first),
                "last_seen": stamp(seen.last),
            }))
            .collect::<Vec<_>>(),
    })
}

fn terminated(ended: &Session, end: &SessionEnd) -> Value {
    let (sqlstate, message) = match end {
        SessionEnd::Refused { sqlstate, message } => (sqlstate.as_ref(), Some(message)),
        SessionEnd::Ended
        | SessionEnd::Lingers
        | SessionEnd::Gone
        | SessionEnd::ReplicationKept => (None, None),
    };
    json!({
        "session": session(ended),
        "result": end.as_str(),
        "sqlstate": sqlstate,
        "message": message,
    })
}

/// Who would be cut off, for `plan` and the writing commands. What nobody looked at is `null`.
pub(super) fn cut_off(cut_off: &CutOff) -> Value {
    let preview = match cut_off {
        CutOff::Checked(preview) => Some(preview),
        CutOff::NotChecked | CutOff::Failed(_) => None,
    };
    json!({
        "checked": preview.is_some(),
        "error": match cut_off {
            CutOff::Failed(why) => Some(why),
            CutOff::NotChecked | CutOff::Checked(_) => None,
        },
        "login": preview.map(|preview| account(&preview.account)),
        "own": preview.and_then(|preview| preview.own()).map(fate_word),
        "keeps": preview.map(Preview::keeps),
        "loses": preview.map(Preview::loses),
        "unclear": preview.map(Preview::unclear),
        "hidden": preview.map(|preview| hidden(&preview.hidden)),
        "sessions": preview.map(|preview| {
            preview.sessions.iter().map(|(shown, fate)| json!({
                "session": session(shown),
                "result": fate_word(fate),
                "reason": match fate {
                    Fate::Loses(loss) => Some(loss.as_str()),
                    Fate::Unclear(_) | Fate::Keeps => None,
                },
                "message": match fate {
                    Fate::Loses(loss) => Some(loss.text()),
                    Fate::Unclear(why) => Some(why.clone()),
                    Fate::Keeps => None,
                },
            })).collect::<Vec<_>>()
        }),
    })
}

const fn fate_word(fate: &Fate) -> &'static str {
    match fate {
        Fate::Keeps => "keeps",
        Fate::Loses(_) => "loses",
        Fate::Unclear(_) => "unclear",
    }
}
