//! `DescribePGHbaConfig` and `DescribeModifyPGHbaConfigLog`: see `tests/data/hba_*.json`.

use super::ssl::last_change;
use crate::cloud::rpc::answer::{Answer, WireError};
use crate::domain::hba::{HbaLogItem, HbaState, Record, RecordType, canonical};
use crate::text;

/// Reads the records in force (`DescribePGHbaConfig`).
///
/// "No value" of a mask or option is null, the word `null`, empty text or absent. One shape only
/// stands for the documented factory records: an answer that names its instance, has the two lists
/// without records of its own in them, and neither a time nor a status of a change.
///
/// # Errors
/// [`WireError`] when the body is not the API's or names no instance, when it gives no list of records in force, an empty
/// one or one that contradicts itself, or when a record lacks its priority or a column that decides
/// whom it admits.
pub fn hba_state(answer: &Answer<'_>) -> Result<HbaState, WireError> {
    // Whose records they are is told by nothing else; that it is ours is seen before.
    answer.required("DBInstanceId")?;
    let mut changed = false;
    for name in ["HbaModifyTime", "LastModifyStatus", "ModifyStatusReason"] {
        changed |= answer.filled(name)?.is_some();
    }
    let (running, default) = ("RunningHbaItems", "DefaultHbaItems");
    let both = answer.object(running)?.is_some() && answer.object(default)?.is_some();
    let factory = records(answer, default, default)?.unwrap_or_default();
    // Whatever the priorities of the documented records are.
    let is_factory = || factory.is_empty() || canonical(&factory) == canonical(&Record::factory());
    let mut state = match records(answer, running, running)? {
        Some(records) => HbaState::listed(records).map_err(WireError::Shape)?,
        None if both && !changed && is_factory() => HbaState::factory(),
        None => return Err(WireError::missing("RunningHbaItems.HbaItem")),
    };
    state.modified = answer.time("HbaModifyTime")?;
    state.last_change = last_change(answer, "LastModifyStatus", "ModifyStatusReason")?;
    Ok(state)
}

/// Reads the log of changes (`DescribeModifyPGHbaConfigLog`), newest first whatever the order of the answer. A list that
/// is missing on one side of a change is empty.
///
/// # Errors
/// [`WireError`] when the body is not the API's, a change lacks its time, or a record cannot be read.
pub fn hba_log(answer: &Answer<'_>) -> Result<Vec<HbaLogItem>, WireError> {
    answer.required("DBInstanceId")?;
    let item = |(index, item): (usize, &Answer<'_>)| {
        let path = |name: &str| format!("HbaLogItem[{index}].{name}");
        let time = || WireError::missing(&path("ModifyTime"));
        let list = |name| records(item, name, &path(name)).map(Option::unwrap_or_default);
        Ok(HbaLogItem {
            at: item.time("ModifyTime")?.ok_or_else(time)?,
            status: last_change(item, "ModifyStatus", "StatusReason")?,
            before: list("BeforeHbaItems")?,
            after: list("AfterHbaItems")?,
        })
    };
    let items = answer.listed("HbaLogItems", "HbaLogItem")?;
    let log = items.unwrap_or_default().iter().enumerate().map(item);
    let mut log = log.collect::<Result<Vec<_>, WireError>>()?;
    log.sort_by_key(|item| std::cmp::Reverse(item.at));
    Ok(log)
}

/// The records of a list, `path` in errors; `None` where there is no list.
fn records(answer: &Answer<'_>, name: &str, path: &str) -> Result<Option<Vec<Record>>, WireError> {
    let Some(items) = answer.listed(name, "HbaItem")? else {
        return Ok(None);
    };
    let read = |(index, item)| record(item, || format!("{path}.HbaItem[{index}]"));
    let records = items.iter().enumerate().map(read);
    let mut records = records.collect::<Result<Vec<_>, WireError>>()?;
    records.sort_by_key(|record| record.priority);
    Ok(Some(records))
}

fn record(item: &Answer<'_>, path: impl Fn() -> String) -> Result<Record, WireError> {
    // Byte for byte; `None` however the API wrote "no value".
    let value = |column| {
        let text = item.said(column)?.filter(|text| !text.trim().is_empty());
        Ok::<_, WireError>(text.map(str::to_owned))
    };
    let required = |column| {
        let missing = || WireError::missing(&format!("{}.{column}", path()));
        value(column)?.ok_or_else(missing)
    };
    let odd = |_| WireError::Shape(text!("api-no-priority", item = path()));
    let record = Record {
        priority: required("PriorityId")?.trim().parse().map_err(odd)?,
        kind: RecordType::from(required("Type")?),
        database: required("Database")?,
        user: required("User")?,
        address: required("Address")?,
        mask: value("Mask")?,
        method: required("Method")?,
        option: value("Option")?,
    };
    Ok(record.returned())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::decode;
    use super::*;
    use crate::domain::hba::Provenance;
    use crate::domain::ssl::LastChange;

    fn item() -> Value {
        json!({"PriorityId": 0, "Type": "host", "Database": "all", "User": "all",
               "Address": "0.0.0.0/0", "Method": "md5"})
    }

    fn read(items: &[Value]) -> Result<Vec<Record>, WireError> {
        let body =
            json!({ "DBInstanceId": "pgm-a", "RunningHbaItems": { "HbaItem": items } }).to_string();
        decode(body.as_bytes(), hba_state).map(|state| state.records().to_vec())
    }

    #[test]
    fn types_and_methods_are_read_in_capitals_and_quotes_and_names_are_not() {
        let mut odd = item();
        odd["Type"] = json!("HOSTSSL");
        odd["Method"] = json!("\"SCRAM-SHA-256\"");
        odd["User"] = json!("\"App\"");
        let [record] = &read(&[odd.clone()]).unwrap()[..] else {
            panic!("one record")
        };
        let expected = (&RecordType::HostSsl, "scram-sha-256", "\"App\"");
        assert_eq!((&record.kind, &*record.method, &*record.user), expected);
        odd["Type"] = json!("Local");
        odd["Method"] = json!("Peer");
        let kept = &read(&[odd]).unwrap()[0];
        assert_eq!((kept.kind.as_str(), &*kept.method), ("Local", "Peer"));
    }

    #[test]
    fn forced_for_all_and_open_for_replication_with_every_style_of_null() {
        let body = include_bytes!("../../../../tests/data/hba_replication_open.json");
        let state = decode(body, hba_state).unwrap();
        let running = state.records();
        assert_eq!(state.provenance(), Provenance::Listed);
        assert_eq!(running.len(), 2);
        assert_eq!(running[0].kind, RecordType::HostSsl);
        assert_eq!(running[1].kind, RecordType::Host);
        assert_eq!(running[1].database, "replication");
        for record in running {
            assert_eq!((&record.mask, &record.option), (&None, &None));
        }
        assert_eq!(
            state.modified.unwrap().to_rfc3339(),
            "2027-01-02T03:10:00+00:00"
        );
        assert_eq!(state.last_change, LastChange::Succeeded);
    }

    #[test]
    fn one_shape_only_stands_for_the_factory_records() {
        let untouched: Value = serde_json::from_slice(include_bytes!(
            "../../../../tests/data/hba_never_touched.json"
        ))
        .unwrap();
        let read = |answer: &Value| decode(answer.to_string().as_bytes(), hba_state);
        let with = |member: &str, value: Value| {
            let mut answer = untouched.clone();
            answer[member] = value;
            read(&answer)
        };
        let state = read(&untouched).unwrap();
        assert_eq!(state, HbaState::factory());
        let mut factory = [item(), item()];
        factory[1]["Database"] = json!("replication");
        factory[1]["PriorityId"] = json!(1);
        assert_eq!(
            with("DefaultHbaItems", json!({ "HbaItem": factory })),
            Ok(HbaState::factory())
        );
        assert_eq!(with("HbaModifyTime", json!("")), Ok(HbaState::factory()));
        for (member, value) in [
            ("DBInstanceId", json!(null)),
            ("HbaModifyTime", json!("2026-05-05T00:00:00Z")),
            ("HbaModifyTime", json!("soon")),
            ("LastModifyStatus", json!("success")),
            ("LastModifyStatus", json!("setting")),
            ("ModifyStatusReason", json!("unknown user")),
            ("RunningHbaItems", json!(null)),
            ("RunningHbaItems", json!({ "HbaItem": [] })),
            ("RunningHbaItems", json!([])),
            ("DefaultHbaItems", json!(null)),
            ("DefaultHbaItems", json!({ "HbaItem": [item()] })),
        ] {
            assert!(with(member, value.clone()).is_err(), "{member} {value}");
        }
        for empty in ["{}", "{\"RequestId\":\"R\"}", "{\"RunningHbaItems\":{}}"] {
            assert!(decode(empty.as_bytes(), hba_state).is_err(), "{empty}");
        }
    }

    #[test]
    fn records_that_name_no_instance_may_be_those_of_another() {
        let list = json!({ "RunningHbaItems": { "HbaItem": [item()] } });
        assert!(decode(list.to_string().as_bytes(), hba_state).is_err());
        assert!(decode(br#"{"HbaLogItems":{"HbaLogItem":[]}}"#, hba_log).is_err());
    }

    #[test]
    fn an_empty_list_and_one_that_contradicts_itself_are_unreadable() {
        assert!(read(&[]).is_err());
        assert!(read(&[item(), item()]).is_err());
    }

    #[test]
    fn records_come_in_order_of_priority() {
        let (mut first, mut second) = (item(), item());
        first["PriorityId"] = json!("10");
        second["PriorityId"] = json!(9);
        let priorities: Vec<u32> = read(&[first, second])
            .unwrap()
            .iter()
            .map(|record| record.priority)
            .collect();
        assert_eq!(priorities, [9, 10]);
    }

    #[test]
    fn a_record_without_a_deciding_column_is_unreadable() {
        for column in [
            "PriorityId",
            "Type",
            "Database",
            "User",
            "Address",
            "Method",
        ] {
            for nothing in [json!(null), json!("null"), json!("")] {
                let mut broken = item();
                broken["PriorityId"] = json!(1);
                broken[column] = nothing;
                let error = read(&[item(), broken]).unwrap_err();
                assert!(
                    error.to_string().contains(&format!("HbaItem[1].{column}")),
                    "{error}"
                );
            }
        }
        for odd in [json!(-1), json!("first"), json!(1.5)] {
            let mut broken = item();
            broken["PriorityId"] = odd;
            assert!(matches!(read(&[broken]), Err(WireError::Shape(_))));
        }
    }

    #[test]
    fn text_is_kept_byte_for_byte() {
        let mut odd = item();
        odd["Option"] = json!("ldapserver=127.0.0.1 ldapbasedn=\"CN=Users,DC=example\" ");
        odd["Mask"] = json!(0);
        odd["Type"] = json!("HostGSSenc");
        let record = read(&[odd]).unwrap().remove(0);
        assert_eq!(
            record.option.as_deref(),
            Some("ldapserver=127.0.0.1 ldapbasedn=\"CN=Users,DC=example\" ")
        );
        assert_eq!(record.mask.as_deref(), Some("0"));
        assert_eq!(record.kind, RecordType::Other("HostGSSenc".into()));
    }

    #[test]
    fn the_log_is_read_newest_first() {
        let change = |at: &str, status: &str, reason: Value| {
            json!({"ModifyTime": at, "ModifyStatus": status, "StatusReason": reason,
                   "BeforeHbaItems": {"HbaItem": [item()]}, "AfterHbaItems": {"HbaItem": []}})
        };
        let body = |items: &[Value]| {
            json!({"DBInstanceId": "pgm-a", "HbaLogItems": {"HbaLogItem": items}}).to_string()
        };
        let older = change("2027-01-02T03:10:00Z", "failed", json!("unknown user"));
        let newer = change("2027-01-02T03:11Z", "success", json!(null));
        let log = decode(body(&[older.clone(), newer]).as_bytes(), hba_log).unwrap();
        assert_eq!(log[0].status, LastChange::Succeeded);
        assert_eq!(log[1].status, LastChange::Failed("unknown user".into()));
        assert_eq!((log[0].before.len(), log[0].after.len()), (1, 0));
        assert_eq!(decode(br#"{"DBInstanceId":"pgm-a"}"#, hba_log).unwrap(), []);
        let mut timeless = older;
        timeless["ModifyTime"] = json!(null);
        let error = decode(body(&[timeless]).as_bytes(), hba_log).unwrap_err();
        assert!(error.to_string().contains("ModifyTime"), "{error}");
    }
}
