//! `DescribeDBInstanceAttribute`, `DescribeDBInstances` and `DescribeRegions`.

use serde::Deserialize;

use super::scalar::{Scalar, filled, flag, owned};
use super::{WireError, ours, parse};
use crate::domain::instance::{EngineVersion, Instance, InstanceId, Region, Role, Status};
use crate::text;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttributeAnswer {
    items: Option<AttributeItems>,
}

#[derive(Deserialize)]
struct AttributeItems {
    #[serde(rename = "DBInstanceAttribute")]
    rows: Option<Vec<InstanceRow>>,
}

/// One page of `DescribeDBInstances`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PageAnswer {
    items: Option<PageItems>,
    next_token: Option<Scalar>,
    total_record_count: Option<Scalar>,
}

#[derive(Deserialize)]
struct PageItems {
    #[serde(rename = "DBInstance")]
    rows: Option<Vec<InstanceRow>>,
}

/// A row of either call; each leaves out what the other tells.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InstanceRow {
    #[serde(rename = "DBInstanceId")]
    id: Option<Scalar>,
    #[serde(rename = "DBInstanceDescription")]
    description: Option<Scalar>,
    region_id: Option<Scalar>,
    engine: Option<Scalar>,
    engine_version: Option<Scalar>,
    current_kernel_version: Option<Scalar>,
    #[serde(rename = "DBInstanceStatus")]
    status: Option<Scalar>,
    lock_mode: Option<Scalar>,
    #[serde(rename = "DBInstanceStorageType")]
    storage: Option<Scalar>,
    category: Option<Scalar>,
    pay_type: Option<Scalar>,
    #[serde(rename = "DBInstanceType")]
    instance_type: Option<Scalar>,
    master_instance_id: Option<Scalar>,
    #[serde(rename = "ReadOnlyDBInstanceIds")]
    replicas: Option<Replicas>,
    #[serde(rename = "PGBouncerEnabled")]
    pooler: Option<Scalar>,
    maintain_time: Option<Scalar>,
    babelfish_config: Option<Babelfish>,
    dr_replica_info: Option<Companions>,
    warm_standby_info: Option<Companions>,
}

#[derive(Deserialize)]
struct Babelfish {
    #[serde(rename = "BabelfishEnabled")]
    enabled: Option<Scalar>,
}

/// Instances beside this one, as one object or a list of them; another shape tells of none.
#[derive(Deserialize)]
#[serde(untagged)]
enum Companions {
    One(Companion),
    Many(Vec<Companion>),
    Other(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct Companion {
    #[serde(rename = "InsName")]
    id: Option<Scalar>,
}

impl Companions {
    fn ids(&self) -> Vec<InstanceId> {
        let all = match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many.as_slice(),
            Self::Other(_) => &[],
        };
        all.iter()
            .filter_map(|one| filled(one.id.as_ref())?.parse().ok())
            .collect()
    }
}

#[derive(Deserialize)]
struct Replicas {
    #[serde(rename = "ReadOnlyDBInstanceId")]
    rows: Option<Vec<Replica>>,
}

#[derive(Deserialize)]
struct Replica {
    #[serde(rename = "DBInstanceId")]
    id: Option<Scalar>,
}

/// One page of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstancePage {
    /// One entry a row, none lost: a row that cannot be read is its error.
    pub rows: Vec<Result<Instance, WireError>>,
    /// Where the next page starts in token mode; `None` on the last page.
    pub next_token: Option<String>,
    /// `TotalRecordCount`: of the whole listing by page number, of this page in token mode.
    pub total: Option<u64>,
}

/// One region of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegionRow {
    /// Its id.
    pub region: Region,
    /// The API host for it (`RegionEndpoint`), where the API says.
    pub endpoint: Option<String>,
}

/// Reads one instance; the row may leave its own id out.
///
/// # Errors
/// [`WireError::NoInstance`] for the empty list with which the API answers for an unknown
/// instance; otherwise [`WireError`] when the body is not the API's or is about another instance.
///
/// Source: `DescribeDBInstanceAttribute`, API version 2014-08-15; `tests/data/attribute_*.json`.
pub fn instance(id: &InstanceId, body: &[u8]) -> Result<Instance, WireError> {
    let answer: AttributeAnswer = parse(body)?;
    let items = answer.items.ok_or_else(|| WireError::missing("Items"))?;
    let mut rows = items.rows.unwrap_or_default().into_iter();
    let row = rows.next().ok_or(WireError::NoInstance)?;
    if rows.next().is_some() {
        return Err(WireError::Shape(text!("api-several-instances")));
    }
    ours(row.id.as_ref(), id.as_str())?;
    convert(row, Some(id))
}

/// Reads one page of a listing, by page number or by token.
///
/// # Errors
/// [`WireError`] when the body is not the API's.
///
/// Source: `DescribeDBInstances`, API version 2014-08-15; `tests/data/instances_*.json`.
pub fn instance_page(body: &[u8]) -> Result<InstancePage, WireError> {
    let answer: PageAnswer = parse(body)?;
    let items = answer.items.ok_or_else(|| WireError::missing("Items"))?;
    Ok(InstancePage {
        rows: items
            .rows
            .unwrap_or_default()
            .into_iter()
            .map(|row| convert(row, None))
            .collect(),
        next_token: owned(answer.next_token.as_ref()),
        total: filled(answer.total_record_count.as_ref()).and_then(|text| text.parse().ok()),
    })
}

fn convert(row: InstanceRow, asked: Option<&InstanceId>) -> Result<Instance, WireError> {
    let id = match (filled(row.id.as_ref()), asked) {
        (Some(text), _) => instance_id(text)?,
        (None, Some(asked)) => asked.clone(),
        (None, None) => return Err(WireError::missing("DBInstanceId")),
    };
    let master = filled(row.master_instance_id.as_ref())
        .map(instance_id)
        .transpose()?;
    let role = match (filled(row.instance_type.as_ref()), master) {
        (Some(kind), master) if kind.eq_ignore_ascii_case("readonly") => Role::Replica(master),
        (None, Some(master)) => Role::Replica(Some(master)),
        _ => Role::Primary,
    };
    let replicas = row
        .replicas
        .and_then(|replicas| replicas.rows)
        .unwrap_or_default()
        .iter()
        .filter_map(|replica| filled(replica.id.as_ref()))
        .map(instance_id)
        .collect::<Result<_, _>>()?;
    let companions = [&row.dr_replica_info, &row.warm_standby_info];
    Ok(Instance {
        companions: companions
            .into_iter()
            .flatten()
            .flat_map(Companions::ids)
            .collect(),
        babelfish: row
            .babelfish_config
            .as_ref()
            .and_then(|config| flag(config.enabled.as_ref())),
        id,
        region: filled(row.region_id.as_ref()).and_then(|text| text.parse().ok()),
        description: owned(row.description.as_ref()).unwrap_or_default(),
        engine: owned(row.engine.as_ref()),
        engine_version: filled(row.engine_version.as_ref()).map(EngineVersion::parse),
        kernel: owned(row.current_kernel_version.as_ref()),
        // A status that is not told is no evidence of `Running`, so it counts as busy.
        status: Status::parse(filled(row.status.as_ref()).unwrap_or("unknown")),
        lock_mode: owned(row.lock_mode.as_ref()),
        storage: owned(row.storage.as_ref()),
        category: owned(row.category.as_ref()),
        pay_type: owned(row.pay_type.as_ref()),
        role,
        replicas,
        pooler: flag(row.pooler.as_ref()),
        maintenance_window: owned(row.maintain_time.as_ref()),
    })
}

fn instance_id(text: &str) -> Result<InstanceId, WireError> {
    text.parse()
        .map_err(|_| WireError::Shape(text!("api-no-instance-id")))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RegionsAnswer {
    regions: Option<RegionItems>,
}

#[derive(Deserialize)]
struct RegionItems {
    #[serde(rename = "RDSRegion")]
    rows: Option<Vec<ZoneRow>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ZoneRow {
    region_id: Option<Scalar>,
    region_endpoint: Option<Scalar>,
}

/// Reads the regions, each once: the API lists zones.
///
/// # Errors
/// [`WireError`] when the body is not the API's or a row names no region.
///
/// Source: `DescribeRegions`, API version 2014-08-15.
pub fn regions(body: &[u8]) -> Result<Vec<RegionRow>, WireError> {
    let answer: RegionsAnswer = parse(body)?;
    let items = answer
        .regions
        .ok_or_else(|| WireError::missing("Regions"))?;
    let mut regions: Vec<RegionRow> = Vec::new();
    for row in items.rows.unwrap_or_default() {
        let region: Region = filled(row.region_id.as_ref())
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| WireError::missing("RDSRegion.RegionId"))?;
        if regions.iter().all(|known| known.region != region) {
            regions.push(RegionRow {
                region,
                endpoint: owned(row.region_endpoint.as_ref()),
            });
        }
    }
    Ok(regions)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn id() -> InstanceId {
        "pgm-a".parse().unwrap()
    }

    fn attribute(row: &Value) -> Result<Instance, WireError> {
        let body = json!({ "Items": { "DBInstanceAttribute": [row] } }).to_string();
        instance(&id(), body.as_bytes())
    }

    #[test]
    fn an_instance_with_all_that_matters() {
        let body = include_bytes!("../../../tests/data/attribute_primary.json");
        let found = instance(&id(), body).unwrap();
        assert_eq!(found.id, id());
        assert_eq!(found.is_postgresql(), Some(true));
        assert_eq!(found.engine_version.as_ref().unwrap().major, Some(15));
        assert_eq!(found.kernel_date(), Some(20_230_530));
        assert_eq!(found.status, Status::Running);
        assert_eq!(found.is_locked(), Some(false));
        assert_eq!(found.is_serverless(), Some(false));
        assert_eq!(found.role, Role::Primary);
        assert_eq!(found.replicas, ["pgr-b".parse().unwrap()]);
        assert_eq!(found.pooler, Some(true));
        assert_eq!(found.region.unwrap().as_str(), "cn-hangzhou");
    }

    #[test]
    fn an_unknown_instance_is_an_empty_list() {
        let body = include_bytes!("../../../tests/data/attribute_unknown.json");
        assert_eq!(instance(&id(), body), Err(WireError::NoInstance));
        assert!(matches!(instance(&id(), b"{}"), Err(WireError::Shape(_))));
    }

    #[test]
    fn the_answer_must_be_about_the_instance_asked_for() {
        assert!(attribute(&json!({ "DBInstanceId": "pgm-b" })).is_err());
        assert_eq!(attribute(&json!({})).unwrap().id, id());
    }

    #[test]
    fn what_is_not_told_is_not_known() {
        let found = attribute(&json!({ "DBInstanceId": "pgm-a" })).unwrap();
        assert_eq!(found.status, Status::Busy("unknown".into()));
        assert_eq!((found.is_postgresql(), found.is_locked()), (None, None));
        assert_eq!((found.is_serverless(), found.pooler), (None, None));
    }

    #[test]
    fn replicas_name_their_primary() {
        for (row, role) in [
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
            assert_eq!(attribute(&row).unwrap().role, expected, "{row}");
        }
    }

    #[test]
    fn a_page_by_token_keeps_unreadable_rows() {
        let first = include_bytes!("../../../tests/data/instances_token_first.json");
        let page = instance_page(first).unwrap();
        assert_eq!(page.rows, [Err(WireError::missing("DBInstanceId"))]);
        assert_eq!(page.next_token.as_deref(), Some("t1"));
        let last = include_bytes!("../../../tests/data/instances_token_last.json");
        let page = instance_page(last).unwrap();
        assert_eq!(page.next_token, None);
        assert_eq!(page.rows.len(), 1);
        assert!(page.rows[0].is_ok());
        assert!(instance_page(b"{}").is_err());
    }

    #[test]
    fn a_page_by_number_has_the_total() {
        let body = json!({"Items": {"DBInstance": []}, "PageNumber": 2, "TotalRecordCount": "131"});
        let page = instance_page(body.to_string().as_bytes()).unwrap();
        assert_eq!(
            (page.rows.len(), page.total, page.next_token),
            (0, Some(131), None)
        );
    }
}
