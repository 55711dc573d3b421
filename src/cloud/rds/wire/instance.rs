//! Instances and regions: see `tests/data/attribute_*.json` and `instances_*.json`.

use super::{optional, ours};
use crate::cloud::rpc::answer::{Answer, WireError};
use crate::domain::instance::{EngineVersion, Instance, InstanceId, Region, Role, Status};
use crate::text;

/// One page of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstancePage {
    /// One entry a row, none lost: a row that cannot be read is an [`UnreadRow`].
    pub rows: Vec<Result<Instance, UnreadRow>>,
    /// Where the next page starts in token mode; `None` on the last page.
    pub next_token: Option<String>,
    /// `TotalRecordCount`: of the whole listing by page number, of this page in token mode.
    pub total: Option<u64>,
}

/// A row of a listing that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadRow {
    /// The instance that it is about, where it says so.
    pub id: Option<InstanceId>,
    /// Why not.
    pub why: WireError,
}

/// One region of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRow {
    /// Its id.
    pub region: Region,
    /// The API host for it (`RegionEndpoint`), where the API says.
    pub endpoint: Option<String>,
}

/// Reads one instance (`DescribeDBInstanceAttribute`); its row has to name it.
///
/// # Errors
/// [`WireError::NoInstance`] for the empty list with which the API answers for an unknown
/// instance; otherwise [`WireError`] when the body is not the API's or is about another instance.
pub fn instance(id: &InstanceId, answer: &Answer<'_>) -> Result<Instance, WireError> {
    match answer.rows("Items", "DBInstanceAttribute")? {
        [] => Err(WireError::NoInstance),
        [row] => {
            ours(row, "DBInstanceId", id.as_str())?;
            convert(row)
        }
        _ => Err(WireError::Shape(text!("api-several-instances"))),
    }
}

/// Reads one page of a listing (`DescribeDBInstances`), by page number or by token.
///
/// # Errors
/// [`WireError`] when the body is not the API's.
pub fn instance_page(answer: &Answer<'_>) -> Result<InstancePage, WireError> {
    let rows = answer.rows("Items", "DBInstance")?;
    Ok(InstancePage {
        rows: rows.iter().map(listed).collect(),
        next_token: answer.owned("NextToken")?,
        total: answer.parsed("TotalRecordCount")?,
    })
}

fn listed(row: &Answer<'_>) -> Result<Instance, UnreadRow> {
    convert(row).map_err(|why| UnreadRow {
        id: instance_id(row, "DBInstanceId").ok().flatten(),
        why,
    })
}

/// A row of either call; each leaves out what the other tells.
fn convert(row: &Answer<'_>) -> Result<Instance, WireError> {
    let named = |row, list| {
        let id = instance_id(row, "DBInstanceId")?;
        id.ok_or_else(|| WireError::missing(list))
    };
    let id = named(row, "DBInstanceId")?;
    let listed = row.listed("ReadOnlyDBInstanceIds", "ReadOnlyDBInstanceId")?;
    let name_of = |replica| named(replica, "ReadOnlyDBInstanceIds.DBInstanceId");
    let listed = listed.map(|rows| rows.iter().map(name_of).collect());
    let mut replicas: Option<Vec<InstanceId>> = listed.transpose()?;
    let master = instance_id(row, "MasterInstanceId")?;
    let kind = row.filled("DBInstanceType")?.map(str::to_ascii_lowercase);
    let role = match (kind.as_deref(), master) {
        (Some("readonly"), master) => Role::Replica(master),
        (Some("primary" | "guard" | "temp"), _) => Role::Primary,
        (None, Some(master)) => Role::Replica(Some(master)),
        // Only a primary has replicas.
        (None, None) if replicas.as_ref().is_some_and(|ids| !ids.is_empty()) => Role::Primary,
        _ => Role::NotTold,
    };
    if matches!(role, Role::Replica(_)) {
        replicas.get_or_insert_default();
    }
    let (mut companions, mut garbled) = (vec![], vec![]);
    for name in ["GuardDBInstanceId", "TempDBInstanceId"] {
        companions.extend(optional(row, name, Answer::parsed, &mut garbled));
    }
    for name in ["DrReplicaInfo", "WarmStandbyInfo"] {
        if matches!(row.filled(name), Ok(Some(_))) {
            garbled.push(name);
        }
        for one in row.one_or_many(name) {
            companions.extend(optional(one, "InsName", Answer::parsed, &mut garbled));
        }
    }
    let config = optional(row, "BabelfishConfig", Answer::object, &mut garbled);
    let enabled = |config| optional(config, "BabelfishEnabled", Answer::flag, &mut garbled);
    let babelfish = config.and_then(enabled);
    Ok(Instance {
        companions,
        babelfish,
        id,
        region: row.parsed("RegionId")?,
        description: row.owned("DBInstanceDescription")?.unwrap_or_default(),
        engine: row.owned("Engine")?,
        engine_version: row.filled("EngineVersion")?.map(EngineVersion::parse),
        kernel: row.owned("CurrentKernelVersion")?,
        // A status that is not told is no evidence of `Running`, so it counts as busy.
        status: Status::parse(row.filled("DBInstanceStatus")?.unwrap_or("unknown")),
        lock_mode: row.owned("LockMode")?,
        storage: row.owned("DBInstanceStorageType")?,
        category: row.owned("Category")?,
        pay_type: row.owned("PayType")?,
        role,
        replicas,
        pooler: optional(row, "PGBouncerEnabled", Answer::flag, &mut garbled),
        garbled,
        maintenance_window: row.owned("MaintainTime")?,
    })
}

fn instance_id(row: &Answer<'_>, name: &str) -> Result<Option<InstanceId>, WireError> {
    let id = row.filled(name)?.map(str::parse).transpose();
    id.map_err(|_| WireError::Shape(text!("api-no-instance-id")))
}

/// Reads the regions (`DescribeRegions`), each once: the API lists zones.
///
/// # Errors
/// [`WireError`] when the body is not the API's, lists none, or a row names no region.
pub fn regions(answer: &Answer<'_>) -> Result<Vec<RegionRow>, WireError> {
    let mut regions: Vec<RegionRow> = Vec::new();
    for row in answer.some_rows("Regions", "RDSRegion")? {
        let region = row.parsed("RegionId")?;
        let region = region.ok_or_else(|| WireError::missing("RDSRegion.RegionId"))?;
        if regions.iter().all(|known| known.region != region) {
            let endpoint = row.owned("RegionEndpoint")?;
            regions.push(RegionRow { region, endpoint });
        }
    }
    Ok(regions)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::decode;
    use super::*;

    fn id() -> InstanceId {
        "pgm-a".parse().unwrap()
    }

    fn attribute(row: &Value) -> Result<Instance, WireError> {
        let body = json!({ "Items": { "DBInstanceAttribute": [row] } }).to_string();
        decode(body.as_bytes(), |answer| instance(&id(), answer))
    }

    #[test]
    fn an_instance_with_all_that_matters() {
        let body = include_bytes!("../../../../tests/data/attribute_primary.json");
        let found = decode(body, |answer| instance(&id(), answer)).unwrap();
        assert_eq!(found.id, id());
        assert_eq!(found.is_postgresql(), Some(true));
        assert_eq!(found.engine_version.as_ref().unwrap().major, Some(15));
        assert_eq!(found.kernel_date(), Some(20_230_530));
        assert_eq!(found.status, Status::Running);
        assert_eq!(found.is_locked(), Some(false));
        assert_eq!(found.is_serverless(), Some(false));
        assert_eq!(found.role, Role::Primary);
        assert_eq!(found.replicas, Some(vec!["pgr-b".parse().unwrap()]));
        assert_eq!(found.pooler, Some(true));
        assert_eq!(found.region.unwrap().as_str(), "cn-hangzhou");
    }

    #[test]
    fn an_unknown_instance_is_an_empty_list() {
        let body = include_bytes!("../../../../tests/data/attribute_unknown.json");
        let found = |body| decode(body, |answer| instance(&id(), answer));
        assert_eq!(found(body), Err(WireError::NoInstance));
        assert!(matches!(found(b"{}"), Err(WireError::Shape(_))));
    }

    #[test]
    fn the_answer_must_be_about_the_instance_asked_for() {
        assert!(attribute(&json!({ "DBInstanceId": "pgm-b" })).is_err());
        assert!(attribute(&json!({})).is_err(), "it is about no instance");
        let replica = |replica| {
            let replicas = json!({ "ReadOnlyDBInstanceId": [replica] });
            attribute(&json!({ "DBInstanceId": "pgm-a", "ReadOnlyDBInstanceIds": replicas }))
        };
        assert_eq!(
            replica(json!({ "DBInstanceId": "pgr-a" }))
                .unwrap()
                .replicas
                .map(|replicas| replicas.len()),
            Some(1)
        );
        assert!(replica(json!({})).is_err(), "a replica without a name");
    }

    /// A primary without replicas carries an empty list in real answers; whatever else is no list says nothing.
    #[test]
    fn only_an_empty_list_says_that_there_are_no_replicas() {
        let replicas = |lists: Value, kind: &str| {
            let mut row = json!({ "DBInstanceId": "pgm-a", "DBInstanceType": kind });
            row.as_object_mut()
                .unwrap()
                .extend(lists.as_object().unwrap().clone());
            attribute(&row).unwrap().replicas
        };
        let none = json!({ "ReadOnlyDBInstanceIds": { "ReadOnlyDBInstanceId": [] } });
        assert_eq!(replicas(none, "Primary"), Some(vec![]));
        for unsaid in [
            json!({}),
            json!({ "ReadOnlyDBInstanceIds": null }),
            json!({ "ReadOnlyDBInstanceIds": {} }),
            json!({ "ReadOnlyDBInstanceIds": { "ReadOnlyDBInstanceId": null } }),
        ] {
            assert_eq!(replicas(unsaid.clone(), "Primary"), None, "{unsaid}");
            assert_eq!(replicas(unsaid.clone(), ""), None, "{unsaid}");
            assert_eq!(replicas(unsaid, "Readonly"), Some(vec![]));
        }
    }

    #[test]
    fn companions_are_named_wherever_they_stand() {
        let row = json!({ "DBInstanceId": "pgm-a", "GuardDBInstanceId": "pgm-g", "TempDBInstanceId": "pgm-t",
            "DrReplicaInfo": { "InsName": "pgm-d" }, "WarmStandbyInfo": [{ "InsName": "pgm-w" }] });
        let found = attribute(&row).unwrap().companions;
        let names: Vec<&str> = found.iter().map(InstanceId::as_str).collect();
        assert_eq!(names, ["pgm-g", "pgm-t", "pgm-d", "pgm-w"]);
    }

    #[test]
    fn what_is_said_and_not_understood_is_named() {
        let row = json!({ "DBInstanceId": "pgm-a", "PGBouncerEnabled": "enabled",
            "BabelfishConfig": { "BabelfishEnabled": "perhaps" } });
        let found = attribute(&row).unwrap();
        assert_eq!((found.pooler, found.babelfish), (None, None));
        assert_eq!(found.garbled, ["BabelfishEnabled", "PGBouncerEnabled"]);
        // Neither does another kind of value cost more than what it says.
        let row = json!({ "DBInstanceId": "pgm-a", "PGBouncerEnabled": {}, "BabelfishConfig": "x",
            "DrReplicaInfo": "x", "GuardDBInstanceId": ["x"] });
        assert_eq!(
            attribute(&row).unwrap().garbled,
            [
                "GuardDBInstanceId",
                "DrReplicaInfo",
                "BabelfishConfig",
                "PGBouncerEnabled"
            ]
        );
    }

    #[test]
    fn what_is_not_told_is_not_known() {
        let found = attribute(&json!({ "DBInstanceId": "pgm-a" })).unwrap();
        assert_eq!(found.status, Status::Busy("unknown".into()));
        assert_eq!((found.is_postgresql(), found.is_locked()), (None, None));
        assert_eq!((found.is_serverless(), found.pooler), (None, None));
        assert_eq!(found.role, Role::NotTold);
        let odd = json!({ "DBInstanceId": "pgm-a", "DBInstanceType": "Mirror" });
        assert_eq!(attribute(&odd).unwrap().role, Role::NotTold);
        let replicas = json!({ "ReadOnlyDBInstanceId": [{ "DBInstanceId": "pgr-a" }] });
        let primary = json!({ "DBInstanceId": "pgm-a", "ReadOnlyDBInstanceIds": replicas });
        assert_eq!(attribute(&primary).unwrap().role, Role::Primary);
    }

    #[test]
    fn replicas_name_their_primary() {
        for (mut row, role) in [
            (
                json!({"DBInstanceType": "Readonly", "MasterInstanceId": "pgm-p"}),
                Some("pgm-p"),
            ),
            (json!({"MasterInstanceId": "pgm-p"}), Some("pgm-p")),
            (
                json!({"DBInstanceType": "Primary", "MasterInstanceId": ""}),
                None,
            ),
            (
                json!({"DBInstanceType": "Guard", "MasterInstanceId": "pgm-p"}),
                None,
            ),
        ] {
            let expected =
                role.map_or(Role::Primary, |id| Role::Replica(Some(id.parse().unwrap())));
            row["DBInstanceId"] = json!("pgm-a");
            assert_eq!(attribute(&row).unwrap().role, expected, "{row}");
        }
    }

    #[test]
    fn a_page_by_token_keeps_unreadable_rows() {
        let first = include_bytes!("../../../../tests/data/instances_token_first.json");
        let page = decode(first, instance_page).unwrap();
        let why = WireError::missing("DBInstanceId");
        assert_eq!(page.rows, [Err(UnreadRow { id: None, why })]);
        assert_eq!(page.next_token.as_deref(), Some("t1"));
        let last = include_bytes!("../../../../tests/data/instances_token_last.json");
        let page = decode(last, instance_page).unwrap();
        assert_eq!(page.next_token, None);
        assert_eq!(page.rows.len(), 1);
        assert!(page.rows[0].is_ok());
        assert!(decode(b"{}", instance_page).is_err());
    }

    #[test]
    fn a_page_by_number_has_the_total() {
        let body = json!({"Items": {"DBInstance": []}, "PageNumber": 2, "TotalRecordCount": "131"});
        let page = decode(body.to_string().as_bytes(), instance_page).unwrap();
        assert_eq!(
            (page.rows.len(), page.total, page.next_token),
            (0, Some(131), None)
        );
    }
}
