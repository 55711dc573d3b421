//! An answer in another form, or without a part.

use serde_json::{Value, json};

/// The place of every member of an answer: the pointer of its object, and its name. Of a list, only
/// what its first entry has counts.
pub fn members(value: &Value) -> Vec<(String, String)> {
    fn walk(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
        match value {
            Value::Object(members) => {
                for (name, member) in members.iter().filter(|(name, _)| *name != "RequestId") {
                    found.push((at.to_owned(), name.clone()));
                    walk(member, &format!("{at}/{name}"), found);
                }
            }
            Value::Array(list) => {
                if let Some(first) = list.first() {
                    walk(first, &format!("{at}/0"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(value, "", &mut found);
    found
}

pub fn member(value: &Value, number: usize) -> Option<(String, String)> {
    let members = members(value);
    let count = members.len().max(1);
    members.into_iter().nth(number % count)
}

pub fn each_scalar(value: &Value, change: &impl Fn(&Value) -> Value) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), each_scalar(member, change)))
            .collect(),
        Value::Array(list) => list
            .iter()
            .map(|entry| each_scalar(entry, change))
            .collect(),
        scalar => change(scalar),
    }
}

pub fn each_list(value: &Value, change: &impl Fn(&mut Vec<Value>)) -> Value {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), each_list(member, change)))
            .collect(),
        Value::Array(list) => {
            let mut list = list.clone();
            change(&mut list);
            list.iter().map(|entry| each_list(entry, change)).collect()
        }
        scalar => scalar.clone(),
    }
}

pub fn without_name(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("DBInstanceId");
            members.values_mut().for_each(without_name);
        }
        Value::Array(list) => list.iter_mut().for_each(without_name),
        _ => {}
    }
}

/// Priorities of its own, a mask as a prefix, names in quotes, types and methods in capitals, no value in another way,
/// PEM on one line.
pub fn normalised(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let mut members: serde_json::Map<String, Value> = members
                .iter()
                .map(|(name, member)| (name.clone(), normalised(member)))
                .collect();
            if let Some(priority) = members.get("PriorityId").and_then(Value::as_u64) {
                members["PriorityId"] = json!((priority * 7 + 3).to_string());
                let record =
                    super::record::Record::of(|name| members[name].as_str().map(str::to_owned));
                if record.mask.is_some() {
                    members["Address"] = json!(format!("{}/{}", record.address, record.prefix()));
                }
                for word in ["Type", "Method"] {
                    members[word] =
                        json!(members[word].as_str().unwrap_or_default().to_uppercase());
                }
                let is_name = |user: &&str| *user != "all" && !user.contains([',', '+', '"']);
                if let Some(user) = members["User"].as_str().filter(is_name) {
                    members["User"] = json!(format!("\"{user}\""));
                }
                members["Mask"] = json!("null");
                members["Option"] = json!(record.option.unwrap_or_default());
            }
            for name in ["ClientCACert", "ClientCertRevocationList"] {
                if let Some(pem) = members.get(name).and_then(Value::as_str) {
                    members[name] = json!(pem.replace('\n', " "));
                }
            }
            members.into()
        }
        Value::Array(list) => list.iter().map(normalised).collect(),
        scalar => scalar.clone(),
    }
}
