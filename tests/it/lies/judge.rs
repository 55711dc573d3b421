//! What was promised, held against what is true. Knows the model, the exit code and the output, and
//! nothing of the tool.

use std::collections::BTreeMap;

use serde_json::Value;

use super::api::{Came, states};
use super::model::{Model, SECRETS, Ssl};
use super::record::Record;

/// What is said where only the log could tell what a write replaced, and it cannot be read.
const OVERWRITTEN_NOT_KNOWN: &str =
    "whether somebody else's records were overwritten at the same moment is not known";

/// What a command promises when it ends with 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Promise {
    /// Nobody gets in without SSL; it sends nothing.
    Checked,
    /// It sends nothing.
    Looked,
    /// Nobody gets in without SSL.
    Enforced,
    /// What was saved first is in force again.
    PutBack,
    /// Nothing is running any more; it sends nothing.
    Waited,
    /// These records are in force.
    Applied,
}

/// What one run showed.
pub struct Evidence<'a> {
    pub promise: Promise,
    /// The listing was whole and of another account, which no client can know: only what the report names is claimed.
    pub listed_elsewhere: bool,
    /// No answer shows the record that a colleague added.
    pub unseen_colleague: bool,
    /// The service's own log of changes lied, which alone shows what a write replaced.
    pub log_lied: bool,
    pub ids: &'a [&'a str],
    /// `None` when it had to be stopped.
    pub code: Option<i32>,
    pub stdout: &'a str,
    pub stderr: &'a str,
    /// What was true when it began, and when it ended.
    pub first: &'a BTreeMap<String, Model>,
    pub last: &'a BTreeMap<String, Model>,
    pub came: &'a [Came],
    pub states: &'a std::path::Path,
    /// What is to be in force after a rollback, or by a file.
    pub goal: Option<&'a Model>,
}

/// Every promise that was broken.
pub fn broken(seen: &Evidence<'_>) -> Vec<String> {
    let mut broken = Vec::new();
    let mut hold = |good: bool, what: String| {
        if !good {
            broken.push(what);
        }
    };
    let Evidence {
        promise,
        code,
        stdout,
        stderr,
        ..
    } = *seen;
    hold(code.is_some(), "it did not end in time".to_owned());
    let known = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    hold(
        code.is_none_or(|code| known.contains(&code)),
        format!("it ended with {code:?}"),
    );
    hold(!stderr.contains("panicked"), "it panicked".to_owned());
    let mut outputs = vec![stdout.to_owned(), stderr.to_owned()];
    outputs.extend(
        seen.ids
            .iter()
            .map(|id| format!("{:?}", states(seen.states, id))),
    );
    for secret in SECRETS {
        hold(
            !outputs.iter().any(|text| text.contains(secret)),
            format!("{secret} is shown"),
        );
    }
    let silent = matches!(
        promise,
        Promise::Checked | Promise::Looked | Promise::Waited
    );
    hold(
        !silent || seen.came.is_empty(),
        "it changed something".to_owned(),
    );
    let denied = stderr.contains("nothing was sent") && seen.ids.len() == 1;
    hold(
        !denied || seen.came.is_empty(),
        "it says that nothing was sent".to_owned(),
    );
    let verdicts = verdicts(stdout);
    for id in seen.ids {
        let now = &seen.last[*id];
        let open = admitted(now);
        let meant = !seen.listed_elsewhere || stdout.contains(id);
        let claims =
            meant && matches!(promise, Promise::Checked | Promise::Enforced) && code == Some(0);
        hold(
            !claims || open.is_none(),
            format!("0, while {id} lets {open:?} in"),
        );
        let verdict = verdicts.get(*id).map(String::as_str);
        hold(
            verdict != Some("enforced") || open.is_none(),
            format!("`enforced`, while {id} lets {open:?} in"),
        );
        if meant && promise == Promise::Waited && code == Some(0) && !stderr.contains("not known") {
            hold(!now.is_busy(), format!("0, while {id} is changing"));
        }
        let first = &seen.first[*id];
        if let Some(goal) = seen.goal.filter(|_| code == Some(0)) {
            // To put SSL back touches no records, so those of a colleague stay.
            let records_stay = promise == Promise::PutBack
                && seen.unseen_colleague
                && said(&now.records) == said(&first.records)
                && !seen.came.iter().any(Came::is_hba);
            hold(
                records_stay || said(&now.records) == said(&goal.records),
                "0, with other records".to_owned(),
            );
            let same = same_ssl(&now.ssl, &goal.ssl);
            hold(
                promise != Promise::PutBack || same,
                format!("0, with {:?}", now.ssl),
            );
        }
        let changed = said(&first.records) != said(&now.records) || !same_ssl(&first.ssl, &now.ssl);
        let noted = states(seen.states, id)
            .iter()
            .any(|saved| saved["writes"][0].is_object());
        hold(
            !changed || noted || silent,
            format!("{id} is changed, and no state notes the write"),
        );
        hold(
            !locks_out(&seen.first[*id], now),
            format!("{id} lets nobody in any more"),
        );
    }
    let output = outputs[..2].concat();
    for (number, came) in seen.came.iter().enumerate() {
        hold(
            !came.saved.is_empty(),
            format!("write {number} without a saved state"),
        );
        for lost in lost(came) {
            // What somebody else did in the same moment can be lost, but not silently.
            let unknown = seen.log_lied && output.contains(OVERWRITTEN_NOT_KNOWN);
            let told = unknown || code != Some(0) && output.contains(&lost.user);
            hold(told, format!("write {number} destroyed `{}`", lost.said()));
        }
        let mine = |other: &&Came| other.id == came.id && !other.is_hba();
        let first = seen.came[..number].iter().filter(mine).count() == 0;
        let kept = came
            .saved
            .iter()
            .any(|saved| same_ssl(&saved_ssl(saved), &came.ssl));
        hold(
            came.is_hba() || !first || kept,
            format!("write {number} changed SSL unsaved"),
        );
    }
    broken
}

/// The verdicts in a document, by instance.
fn verdicts(stdout: &str) -> BTreeMap<String, String> {
    let document: Value = serde_json::from_str(stdout).unwrap_or_default();
    let rows = document["instances"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let verdict = |row: &Value| match &row["verdict"] {
        Value::Null => text(&row["check"]["verdict"]),
        verdict => text(verdict),
    };
    rows.iter()
        .map(|row| (text(&row["instance_id"]), verdict(row)))
        .collect()
}

/// Records that were there, and are neither in what was sent nor saved.
fn lost(came: &Came) -> Vec<Record> {
    if !came.is_hba() {
        return vec![];
    }
    let mut safe: Vec<String> = said(&came.sent());
    for saved in &came.saved {
        safe.extend(saved_records(&saved["records"]));
        let writes = saved["writes"].as_array().into_iter().flatten();
        let after =
            writes.flat_map(|write| saved_records(&write["sent"]["change"]["Hba"]["after"]));
        safe.extend(after);
    }
    let mut lost = came.records.clone();
    lost.retain(|record| !safe.contains(&record.said()));
    lost
}

fn saved_records(list: &Value) -> Vec<String> {
    let text = |item: &Value, name: &str| item[name.to_lowercase()].as_str().map(str::to_owned);
    let record = |item: &Value| Record::of(|name| text(item, name)).said();
    list.as_array().into_iter().flatten().map(record).collect()
}

fn saved_ssl(saved: &Value) -> Ssl {
    let text = |name: &str| {
        saved["ssl"][name]
            .as_str()
            .unwrap_or_default()
            .to_lowercase()
    };
    let pem = |name: &str| saved["ssl"][name].as_str().unwrap_or_default().to_owned();
    Ssl {
        enabled: saved["ssl"]["enabled"] == true,
        ca: pem("client_ca"),
        crl: pem("crl"),
        acl: text("acl"),
        replication_acl: text("replication_acl"),
    }
}

fn said(records: &[Record]) -> Vec<String> {
    records.iter().map(Record::said).collect()
}

fn same_ssl(one: &Ssl, other: &Ssl) -> bool {
    let plain = |ssl: &Ssl| {
        let pem = |text: &str| text.split_whitespace().collect::<String>();
        let acl = |acl: &str| match acl.replace('-', "").as_str() {
            "" | "perfer" => "prefer".to_owned(),
            other => other.to_owned(),
        };
        let (acl, replication) = (acl(&ssl.acl), acl(&ssl.replication_acl));
        (ssl.enabled, pem(&ssl.ca), pem(&ssl.crl), acl, replication)
    };
    plain(one) == plain(other)
}

/// Somebody who gets in without SSL.
pub fn admitted(model: &Model) -> Option<String> {
    let forces = |acl: &str| {
        model.ssl.enabled
            && !model.ssl.ca.is_empty()
            && acl.len() > 3
            && !matches!(acl, "prefer" | "perfer")
    };
    logins()
        .into_iter()
        .find(|(user, database, address)| {
            let met = model
                .records
                .iter()
                .find(|record| record.kind != "hostssl" && meets(record, user, database, *address));
            let acl = if database == &"replication" {
                &model.ssl.replication_acl
            } else {
                &model.ssl.acl
            };
            met.is_some_and(|record| {
                record.method != "reject" && !(record.kind == "host" && forces(acl))
            })
        })
        .map(|(user, database, address)| {
            format!(
                "{user}@{database} from {}",
                std::net::Ipv4Addr::from(address)
            )
        })
}

/// Whether somebody got in before, and nobody does any more because SSL is off.
fn locks_out(before: &Model, now: &Model) -> bool {
    !before.ssl.enabled && !now.ssl.enabled && admitted(before).is_some() && admitted(now).is_none()
}

fn logins() -> Vec<(&'static str, &'static str, u32)> {
    let addresses = [
        [10, 0, 0, 5],
        [192, 168, 7, 9],
        [172, 16, 3, 3],
        [203, 0, 113, 9],
    ];
    let mut logins = Vec::new();
    for user in ["app", "alice", "repl", "ldapper", "anybody"] {
        for database in ["orders", "postgres", "replication"] {
            logins.extend(addresses.map(|address| (user, database, u32::from_be_bytes(address))));
        }
    }
    logins
}

fn meets(record: &Record, user: &str, database: &str, address: u32) -> bool {
    let names = |list: &str, name: &str| list.split(',').any(|one| one == name);
    let everything = record.database == "all" && database != "replication";
    let network: std::net::Ipv4Addr = record.address.split('/').next().unwrap().parse().unwrap();
    let mask = u32::MAX.checked_shl(32 - record.prefix()).unwrap_or(0);
    (everything || names(&record.database, database))
        && (record.user == "all" || names(&record.user, user))
        && u32::from(network) & mask == address & mask
}
