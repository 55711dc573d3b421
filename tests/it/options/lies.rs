//! Answers of the API that are not what they should be.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::script::Lie;

/// What was answered so far during a command.
#[derive(Default)]
pub struct Memory {
    /// Whether any write was accepted, and whether one of the records was.
    wrote: bool,
    wrote_records: bool,
    /// Answers before the last write, by action and instance, and how many old ones are still due.
    old: BTreeMap<String, Value>,
    due: usize,
    latest: BTreeMap<String, Value>,
    /// How many reads were answered.
    reads: usize,
}

/// The marks by which a change is told to have ended.
const MARKS: [&str; 5] = [
    "LastModifyStatus",
    "ModifyStatusReason",
    "HbaModifyTime",
    "StatusReason",
    "ModifyTime",
];

/// Changes an answer of the sandbox.
pub fn tell(
    lies: &[Lie],
    memory: &mut Memory,
    action: &str,
    instance: Option<&str>,
    status: &mut u16,
    document: &mut Value,
) {
    let write = action.starts_with("Modify");
    if write {
        if *status == 200 && document.get("Code").is_none() {
            memory.wrote = true;
            memory.wrote_records |= action == "ModifyPGHbaConfig";
            memory.old = memory.latest.clone();
            memory.due = lies
                .iter()
                .filter_map(|lie| match lie {
                    Lie::Stale(count) | Lie::OldMarks(count) => Some(*count),
                    _ => None,
                })
                .max()
                .unwrap_or_default();
        }
        return;
    }
    if *status != 200 {
        return;
    }
    let key = format!("{action} {}", instance.unwrap_or_default());
    memory.latest.insert(key.clone(), document.clone());
    memory.reads += 1;
    let Some(answer) = document.as_object_mut() else {
        return;
    };
    for lie in lies {
        one(lie, memory, action, instance, &key, status, answer);
    }
}

fn one(
    lie: &Lie,
    memory: &mut Memory,
    action: &str,
    instance: Option<&str>,
    key: &str,
    status: &mut u16,
    answer: &mut Map<String, Value>,
) {
    let of_records = action == "DescribePGHbaConfig";
    let before = of_records && !memory.wrote_records;
    match lie {
        Lie::EmptyRecords if before => {
            answer.insert("RunningHbaItems".to_owned(), json!({"HbaItem": []}));
        }
        Lie::NoRecords if before => {
            answer.remove("RunningHbaItems");
            answer.remove("DefaultHbaItems");
            answer.insert("HbaModifyTime".to_owned(), json!("2026-05-05T00:00:00Z"));
            answer.insert("LastModifyStatus".to_owned(), json!("success"));
        }
        Lie::ErrorInRead(wrong) if wrong == action && !memory.wrote => {
            answer.retain(|name, _| name == "RequestId");
            answer.insert("Code".to_owned(), json!("ServiceUnavailable"));
            answer.insert("Message".to_owned(), json!("try again"));
        }
        Lie::OtherInstance if before => {
            answer.insert("DBInstanceId".to_owned(), json!("pgm-other"));
            let record = json!({"PriorityId": 0, "Type": "host", "Database": "all", "User": "all",
                "Address": "0.0.0.0/0", "Mask": null, "Method": "trust", "Option": null});
            answer.insert("RunningHbaItems".to_owned(), json!({"HbaItem": [record]}));
        }
        Lie::Normalised if of_records && memory.wrote_records => normalise(answer),
        Lie::Rewrapped if action == "DescribeDBInstanceSSL" => {
            if let Some(Value::String(pem)) = answer.get_mut("ClientCACert") {
                *pem = rewrap(pem);
            }
        }
        Lie::Stale(_) if memory.due > 0 => {
            // Old and new in turn, and each action by itself.
            memory.due -= 1;
            if memory.due.is_multiple_of(2)
                && let Some(Value::Object(old)) = memory.old.get(key)
            {
                *answer = old.clone();
            }
        }
        Lie::OldMarks(_)
            if memory.due > 0
                && (action == "DescribePGHbaConfig" || action == "DescribeDBInstanceSSL") =>
        {
            memory.due -= 1;
            if let Some(old) = memory.old.get(key) {
                for mark in MARKS {
                    if let Some(value) = old.get(mark) {
                        answer.insert(mark.to_owned(), value.clone());
                    }
                }
            }
        }
        Lie::Unreachable if action == "DescribeDBInstanceNetInfo" => {
            let infos = answer.get_mut("DBInstanceNetInfos");
            let infos = infos.and_then(|infos| infos["DBInstanceNetInfo"].as_array_mut());
            for info in infos.into_iter().flatten() {
                info["Port"] = json!("1");
            }
        }
        Lie::ReplicaRefused if of_records && instance.is_some_and(|id| id.starts_with("pgr")) => {
            *status = 400;
            answer.retain(|name, _| name == "RequestId");
            answer.insert("Code".to_owned(), json!("IncorrectDBInstanceType"));
            answer.insert(
                "Message".to_owned(),
                json!("Current DB instance type does not support this operation."),
            );
        }
        Lie::CutListing if action == "DescribeDBInstances" => {
            let items = answer.get_mut("Items");
            let items = items.and_then(|items| items["DBInstance"].as_array_mut());
            if let Some(items) = items
                && items.len() > 1
            {
                items.pop();
            }
        }
        Lie::CircleListing
            if action == "DescribeDBInstances" && answer.contains_key("NextToken") =>
        {
            let token = format!("T{}", memory.reads % 2);
            answer.insert("NextToken".to_owned(), json!(token));
        }
        _ => {}
    }
}

fn normalise(answer: &mut Map<String, Value>) {
    let items = answer.get_mut("RunningHbaItems");
    let items = items.and_then(|items| items["HbaItem"].as_array_mut());
    for (place, item) in items.into_iter().flatten().enumerate() {
        item["PriorityId"] = json!((place + 1) * 10);
        let mask = item["Mask"]
            .as_str()
            .and_then(|mask| mask.parse::<std::net::Ipv4Addr>().ok());
        if let (Some(mask), Some(address)) = (mask, item["Address"].as_str()) {
            let prefix = u32::from(mask).leading_ones();
            item["Address"] = json!(format!("{address}/{prefix}"));
            item["Mask"] = Value::Null;
        }
    }
}

fn rewrap(pem: &str) -> String {
    let mut text = String::new();
    let mut body = String::new();
    for line in pem.lines() {
        if line.starts_with("-----BEGIN") {
            text += &format!("{line}\n");
        } else if line.starts_with("-----END") {
            for chunk in body.as_bytes().chunks(76) {
                text += &format!("{}\n", String::from_utf8_lossy(chunk));
            }
            text += &format!("{line}\n");
            body.clear();
        } else {
            body += line.trim();
        }
    }
    text
}
