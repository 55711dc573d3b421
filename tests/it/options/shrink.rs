//! Makes a script that breaks a promise smaller, as long as it still breaks it.

use serde_json::{Value, json};

use super::script::{INSTANCES, Script, Start};

/// Every script that is this one with one thing less, the smallest first.
pub fn smaller(script: &Script) -> Vec<Script> {
    let mut all = less(&json!(script));
    all.sort_by_cached_key(|one| one.to_string().len());
    let scripts = all
        .into_iter()
        .filter_map(|one| serde_json::from_value(one).ok());
    let whole = |script: &Script| {
        script.starts.len() == INSTANCES.len() && script.starts.iter().all(can_be)
    };
    scripts.filter(whole).collect()
}

/// Every value that is this one with something left out; not all of them are scripts.
fn less(value: &Value) -> Vec<Value> {
    let mut all = Vec::new();
    match value {
        Value::Bool(true) => all.push(json!(false)),
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                all.push([&items[..place], &items[place + 1..]].concat().into());
                for less in less(item) {
                    let mut items = items.clone();
                    items[place] = less;
                    all.push(items.into());
                }
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let plain = match name.as_str() {
                    "acl" | "replication_acl" => json!("prefer"),
                    "consent" if members["colleague"].is_null() => json!("Flag"),
                    _ => Value::Null,
                };
                let others = [plain].into_iter().filter(|plain| plain != member);
                for less in others.chain(less(member)) {
                    let mut members = members.clone();
                    members.insert(name.clone(), less);
                    all.push(members.into());
                }
            }
        }
        _ => {}
    }
    all
}

/// Whether a server can be started so.
fn can_be(start: &Start) -> bool {
    let say = |word: &str| start.records.iter().any(|line| line.contains(word));
    let demands = start.crl || start.acl != "prefer" || start.replication_acl != "prefer";
    (start.ssl || start.ca.is_none() && !say("hostssl"))
        && (start.ca.is_some() || !demands && !say("clientcert"))
}
