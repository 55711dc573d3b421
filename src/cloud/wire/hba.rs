//! `DescribePGHbaConfig` and `DescribeModifyPGHbaConfigLog`.

use serde::Deserialize;

use super::scalar::{Scalar, filled, said, time};
use super::ssl::last_change;
use super::{WireError, parse};
use crate::domain::hba::{HbaLogItem, HbaState, Record, RecordType, canonical};
use crate::text;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HbaAnswer {
    #[serde(rename = "DBInstanceId")]
    id: Option<Scalar>,
    hba_modify_time: Option<Scalar>,
    last_modify_status: Option<Scalar>,
    modify_status_reason: Option<Scalar>,
    default_hba_items: Option<HbaItems>,
    running_hba_items: Option<HbaItems>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HbaItems {
    hba_item: Option<Vec<HbaItem>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct HbaItem {
    priority_id: Option<Scalar>,
    r#type: Option<Scalar>,
    database: Option<Scalar>,
    user: Option<Scalar>,
    address: Option<Scalar>,
    mask: Option<Scalar>,
    method: Option<Scalar>,
    option: Option<Scalar>,
}

/// Reads the records in force.
///
/// "No value" of a mask or option is null, the word `null`, empty text or absent. One shape only
/// stands for the documented factory records: an answer that names its instance, has the two lists
/// without records of its own in them, and neither a time nor a status of a change.
///
/// # Errors
/// [`WireError`] when the body is not the API's or names no instance, when it gives no list of records in force, an empty
/// one or one that contradicts itself, or when a record lacks its priority or a column that decides
/// whom it admits.
///
/// Source: `DescribePGHbaConfig`, API version 2014-08-15; `tests/data/hba_*.json`.
pub fn hba_state(body: &[u8]) -> Result<HbaState, WireError> {
    let answer: HbaAnswer = parse(body)?;
    // Whose records they are is told by nothing else; that it is ours is seen before.
    filled(answer.id.as_ref()).ok_or_else(|| WireError::missing("DBInstanceId"))?;
    let has = |scalar: &Option<Scalar>| filled(scalar.as_ref()).is_some();
    let changed = has(&answer.hba_modify_time)
        || has(&answer.last_modify_status)
        || has(&answer.modify_status_reason);
    let both = answer.running_hba_items.is_some() && answer.default_hba_items.is_some();
    let default = records(answer.default_hba_items, "DefaultHbaItems")?.unwrap_or_default();
    let untouched = both && !changed;
    let mut state = match records(answer.running_hba_items, "RunningHbaItems")? {
        Some(records) => HbaState::listed(records).map_err(WireError::Shape)?,
        None if untouched && (default.is_empty() || is_factory(&default)) => HbaState::factory(),
        None => return Err(WireError::missing("RunningHbaItems.HbaItem")),
    };
    state.modified = time(answer.hba_modify_time.as_ref());
    state.last_change = last_change(
        answer.last_modify_status.as_ref(),
        answer.modify_status_reason.as_ref(),
    );
    Ok(state)
}

/// Whether these are the documented factory records, whatever their priorities.
fn is_factory(records: &[Record]) -> bool {
    canonical(records) == canonical(&Record::factory())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LogAnswer {
    #[serde(rename = "DBInstanceId")]
    id: Option<Scalar>,
    hba_log_items: Option<LogItems>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LogItems {
    hba_log_item: Option<Vec<LogItem>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LogItem {
    modify_status: Option<Scalar>,
    status_reason: Option<Scalar>,
    modify_time: Option<Scalar>,
    before_hba_items: Option<HbaItems>,
    after_hba_items: Option<HbaItems>,
}

/// Reads the log of changes, newest first whatever the order of the answer. A list that is missing
/// on one side of a change is empty.
///
/// # Errors
/// [`WireError`] when the body is not the API's, a change lacks its time, or a record cannot be
/// read.
///
/// Source: `DescribeModifyPGHbaConfigLog`, API version 2014-08-15.
pub fn hba_log(body: &[u8]) -> Result<Vec<HbaLogItem>, WireError> {
    let answer: LogAnswer = parse(body)?;
    filled(answer.id.as_ref()).ok_or_else(|| WireError::missing("DBInstanceId"))?;
    let items = answer.hba_log_items.and_then(|items| items.hba_log_item);
    let mut log = items
        .unwrap_or_default()
        .into_iter()
        .enumerate()
        .map(|(index, item)| {
            let member = |name: &str| format!("HbaLogItem[{index}].{name}");
            Ok(HbaLogItem {
                at: time(item.modify_time.as_ref())
                    .ok_or_else(|| WireError::missing(&member("ModifyTime")))?,
                status: last_change(item.modify_status.as_ref(), item.status_reason.as_ref()),
                before: records(item.before_hba_items, &member("BeforeHbaItems"))?
                    .unwrap_or_default(),
                after: records(item.after_hba_items, &member("AfterHbaItems"))?.unwrap_or_default(),
            })
        })
        .collect::<Result<Vec<_>, _>>()?;
    log.sort_by_key(|item| std::cmp::Reverse(item.at));
    Ok(log)
}

fn records(items: Option<HbaItems>, list: &str) -> Result<Option<Vec<Record>>, WireError> {
    let Some(items) = items.and_then(|items| items.hba_item) else {
        return Ok(None);
    };
    let mut records = items
        .iter()
        .enumerate()
        .map(|(index, item)| record(item, list, index))
        .collect::<Result<Vec<_>, _>>()?;
    records.sort_by_key(|record| record.priority);
    Ok(Some(records))
}

fn record(item: &HbaItem, list: &str, index: usize) -> Result<Record, WireError> {
    let missing = |column: &str| WireError::missing(&format!("{list}.HbaItem[{index}].{column}"));
    let required =
        |scalar: Option<&Scalar>, column: &str| value(scalar).ok_or_else(|| missing(column));
    let priority = filled(item.priority_id.as_ref()).ok_or_else(|| missing("PriorityId"))?;
    Ok(Record {
        priority: priority
            .parse()
            .map_err(|_| WireError::Shape(text!("api-no-priority", list = list, index = index)))?,
        kind: RecordType::from(required(item.r#type.as_ref(), "Type")?),
        database: required(item.database.as_ref(), "Database")?,
        user: required(item.user.as_ref(), "User")?,
        address: required(item.address.as_ref(), "Address")?,
        mask: value(item.mask.as_ref()),
        method: required(item.method.as_ref(), "Method")?,
        option: value(item.option.as_ref()),
    })
}

/// A column, byte for byte; `None` however the API wrote "no value".
fn value(scalar: Option<&Scalar>) -> Option<String> {
    said(scalar)
        .filter(|text| !text.trim().is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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
        hba_state(body.as_bytes()).map(|state| state.records().to_vec())
    }

    #[test]
    fn forced_for_all_and_open_for_replication_with_every_style_of_null() {
        let body = include_bytes!("../../../tests/data/hba_replication_open.json");
        let state = hba_state(body).unwrap();
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
        let untouched: Value =
            serde_json::from_slice(include_bytes!("../../../tests/data/hba_never_touched.json"))
                .unwrap();
        let read = |answer: &Value| hba_state(answer.to_string().as_bytes());
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
            assert!(hba_state(empty.as_bytes()).is_err(), "{empty}");
        }
    }

    #[test]
    fn records_that_name_no_instance_may_be_those_of_another() {
        let list = json!({ "RunningHbaItems": { "HbaItem": [item()] } });
        assert!(hba_state(list.to_string().as_bytes()).is_err());
        assert!(hba_log(br#"{"HbaLogItems":{"HbaLogItem":[]}}"#).is_err());
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
        odd["Type"] = json!("HOSTSSL");
        let record = read(&[odd]).unwrap().remove(0);
        assert_eq!(
            record.option.as_deref(),
            Some("ldapserver=127.0.0.1 ldapbasedn=\"CN=Users,DC=example\" ")
        );
        assert_eq!(record.mask.as_deref(), Some("0"));
        assert_eq!(record.kind, RecordType::Other("HOSTSSL".into()));
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
        let log = hba_log(body(&[older.clone(), newer]).as_bytes()).unwrap();
        assert_eq!(log[0].status, LastChange::Succeeded);
        assert_eq!(log[1].status, LastChange::Failed("unknown user".into()));
        assert_eq!((log[0].before.len(), log[0].after.len()), (1, 0));
        assert_eq!(hba_log(br#"{"DBInstanceId":"pgm-a"}"#).unwrap(), []);
        let mut timeless = older;
        timeless["ModifyTime"] = json!(null);
        let error = hba_log(body(&[timeless]).as_bytes()).unwrap_err();
        assert!(error.to_string().contains("ModifyTime"), "{error}");
    }
}
