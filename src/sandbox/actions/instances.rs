//! `DescribeDBInstances`: the inventory, in both ways of paging.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Call, Reply, regions};
use crate::sandbox::answer::{Refusal, bad};
use crate::sandbox::clock::stamp;
use crate::sandbox::state::State;
use crate::sandbox::state::instance::SandboxInstance;

/// The largest page, and the page when no size is asked for.
const LARGEST: usize = 100;
const USUAL: usize = 30;

/// Source: `DescribeDBInstances`, API version 2014-08-15; `MaxResults` or `NextToken` make
/// `PageSize` and `PageNumber` count for nothing.
pub(super) fn describe(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let region = call.required("RegionId")?;
    if !regions::known(state).contains(region) {
        return Err(Refusal::new(
            404,
            "InvalidRegionId.NotFound",
            "The specified RegionId does not exist.",
        ));
    }
    let filter = Filter::read(call, region)?;
    if call.optional("MaxResults").is_some() || call.optional("NextToken").is_some() {
        return by_token(call, state, &filter);
    }
    let size = call.number("PageSize", USUAL, LARGEST)?;
    let page = call.number("PageNumber", 1, usize::MAX)?;
    let matching: Vec<&SandboxInstance> = state
        .instances()
        .filter(|instance| filter.matches(call, instance))
        .collect();
    let items: Vec<Value> = matching
        .iter()
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .map(|instance| item(call, state, instance))
        .collect();
    Ok(Reply::Read(json!({
        "PageNumber": page,
        "PageRecordCount": items.len(),
        "TotalRecordCount": matching.len(),
        "Items": { "DBInstance": items },
    })))
}

/// In this way `PageNumber` is always 1, and the total is that of the page.
fn by_token(call: &Call<'_>, state: &State, filter: &Filter<'_>) -> Result<Reply, Refusal> {
    let size = call.number("MaxResults", USUAL, LARGEST)?;
    let after = match call.optional("NextToken") {
        None => String::new(),
        Some(token) => URL_SAFE_NO_PAD
            .decode(token)
            .ok()
            .and_then(|id| String::from_utf8(id).ok())
            .filter(|id| state.instance(id).is_some())
            .ok_or_else(|| bad("Invalid.NextToken", "The specified NextToken is invalid."))?,
    };
    let mut found = state
        .instances_after(&after)
        .filter(|instance| filter.matches(call, instance))
        .peekable();
    let page: Vec<&SandboxInstance> = found.by_ref().take(size).collect();
    let next = match (found.peek(), page.last()) {
        (Some(_), Some(last)) => URL_SAFE_NO_PAD.encode(&last.id),
        _ => String::new(),
    };
    let items: Vec<Value> = page
        .iter()
        .map(|instance| item(call, state, instance))
        .collect();
    Ok(Reply::Read(json!({
        "PageNumber": 1,
        "PageRecordCount": items.len(),
        "TotalRecordCount": items.len(),
        "NextToken": next,
        "Items": { "DBInstance": items },
    })))
}

/// What the parameters ask for.
struct Filter<'a> {
    region: &'a str,
    tags: BTreeMap<String, String>,
}

impl<'a> Filter<'a> {
    fn read(call: &Call<'_>, region: &'a str) -> Result<Self, Refusal> {
        let tags: BTreeMap<String, String> = match call.optional("Tags") {
            None => BTreeMap::new(),
            Some(text) => serde_json::from_str(text)
                .ok()
                .filter(|tags: &BTreeMap<_, _>| tags.len() <= 5)
                .ok_or_else(|| bad("InvalidTags.Format", "The specified Tags are not valid."))?,
        };
        if let Some(kind) = call.optional("DBInstanceType")
            && !["Primary", "Readonly", "Guard", "Temp"].contains(&kind)
        {
            return Err(bad(
                "InvalidDBInstanceType.ValueNotSupport",
                "The specified DBInstanceType is not supported.",
            ));
        }
        Ok(Self { region, tags })
    }

    fn matches(&self, call: &Call<'_>, instance: &SandboxInstance) -> bool {
        let is = |name: &str, value: &str| call.optional(name).is_none_or(|wanted| wanted == value);
        let tagged = |(key, value): (&String, &String)| {
            instance
                .tags
                .get(key)
                .is_some_and(|has| value.is_empty() || has == value)
        };
        instance.region == self.region
            && is("DBInstanceId", &instance.id)
            && is("Engine", &instance.engine)
            && is("EngineVersion", &instance.engine_version)
            && is("DBInstanceType", kind(instance))
            && is("DBInstanceStatus", instance.status(call.now))
            && is("PayType", &instance.pay_type)
            && is("ResourceGroupId", "rg-sandbox")
            && is("ConnectionString", &instance.host)
            && call
                .optional("SearchKey")
                .is_none_or(|key| instance.id.contains(key) || instance.description.contains(key))
            && (self.tags.is_empty() || self.tags.iter().any(tagged))
    }
}

/// `DBInstanceType`.
pub(super) fn kind(instance: &SandboxInstance) -> &'static str {
    if instance.primary_id.is_some() {
        "Readonly"
    } else {
        "Primary"
    }
}

/// The ids of the replicas, in the nesting both calls use.
pub(super) fn replicas(state: &State, instance: &SandboxInstance) -> Value {
    let ids: Vec<Value> = if instance.primary_id.is_some() {
        Vec::new()
    } else {
        state
            .replicas(&instance.id)
            .map(|replica| json!({ "DBInstanceId": replica.id }))
            .collect()
    };
    json!({ "ReadOnlyDBInstanceId": ids })
}

fn item(call: &Call<'_>, state: &State, instance: &SandboxInstance) -> Value {
    let mut item = json!({
        // A member no client library declares; it is there in real answers.
        "InsId": 1,
        "DBInstanceId": instance.id,
        "DBInstanceDescription": instance.description,
        "RegionId": instance.region,
        "ZoneId": format!("{}-h", instance.region),
        "Engine": instance.engine,
        "EngineVersion": instance.engine_version,
        "DBInstanceType": kind(instance),
        "MasterInstanceId": instance.primary_id,
        "ReadOnlyDBInstanceIds": replicas(state, instance),
        "DBInstanceStatus": instance.status(call.now),
        "LockMode": instance.lock_mode,
        "LockReason": "",
        "DBInstanceStorageType": instance.storage,
        "DBInstanceClass": "pg.n2.2c.1m",
        "DBInstanceNetType": "Intranet",
        "ConnectionMode": "Standard",
        "ConnectionString": instance.host,
        "InstanceNetworkType": "VPC",
        "VpcId": "vpc-sandbox",
        "VSwitchId": "vsw-sandbox",
        "PayType": instance.pay_type,
        "CreateTime": stamp(instance.created),
        "ExpireTime": "",
        "MutriORsignle": false,
        "DeletionProtection": false,
        "ResourceGroupId": "rg-sandbox",
    });
    // Source: "InstanceLevel: send 1 to get Category".
    if call.optional("InstanceLevel") == Some("1")
        && let Some(members) = item.as_object_mut()
    {
        members.insert("Category".to_owned(), json!(instance.category));
    }
    item
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answer, now, refusal};
    use super::*;
    use crate::sandbox::state::instance::tests::instance;

    fn fleet(count: usize) -> State {
        let mut state = State::default();
        for number in 0..count {
            let mut one = instance(&format!("pgm-{number:03}"), now());
            one.entry
                .tags
                .insert("n".to_owned(), (number % 2).to_string());
            state.insert(one);
        }
        let mut replica = instance("pgr-000", now());
        replica.entry.primary_id = Some("pgm-000".to_owned());
        state.insert(replica);
        let mut elsewhere = instance("rm-1", now());
        elsewhere.entry.region = "us-west-1".to_owned();
        elsewhere.entry.engine = "MySQL".to_owned();
        state.insert(elsewhere);
        state
    }

    fn ids(value: &Value) -> Vec<String> {
        let rows = value["Items"]["DBInstance"].as_array().unwrap();
        rows.iter()
            .map(|row| row["DBInstanceId"].as_str().unwrap().to_owned())
            .collect()
    }

    const LIST: &str = "DescribeDBInstances?RegionId=cn-hangzhou";

    #[test]
    fn both_ways_of_paging_give_every_instance_once() {
        let state = fleet(70);
        let mut by_number = Vec::new();
        for page in ["1", "2", "3"] {
            let value = answer(&state, &format!("{LIST}&PageNumber={page}"));
            assert_eq!(value["TotalRecordCount"], 71);
            by_number.extend(ids(&value));
        }
        let mut by_token = Vec::new();
        let mut token = String::new();
        let mut pages = 0;
        loop {
            let value = answer(&state, &format!("{LIST}&MaxResults=30&NextToken={token}"));
            assert_eq!(value["PageNumber"], 1);
            pages += 1;
            by_token.extend(ids(&value));
            token = value["NextToken"].as_str().unwrap().to_owned();
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(pages, 3);
        assert_eq!(by_number.len(), 71);
        assert_eq!(by_number, by_token);
    }

    #[test]
    fn filters_narrow_the_list() {
        let state = fleet(4);
        let ask = |more: &str| ids(&answer(&state, &format!("{LIST}&{more}")));
        assert_eq!(ask("DBInstanceType=Readonly"), ["pgr-000"]);
        assert_eq!(ask("DBInstanceId=pgm-003"), ["pgm-003"]);
        let tags = r#"Tags={"n":"1","x":"y"}"#;
        assert_eq!(ask(tags), ["pgm-001", "pgm-003"]);
        assert_eq!(ask("DBInstanceStatus=Creating"), [""; 0]);
        assert_eq!(ask("Engine=MySQL"), [""; 0]);
        let value = answer(&state, "DescribeDBInstances?RegionId=us-west-1");
        assert_eq!(ids(&value), ["rm-1"]);
    }

    #[test]
    fn category_comes_with_the_level_only() {
        let state = fleet(1);
        let ask = |level: &str| {
            let value = answer(&state, &format!("{LIST}&InstanceLevel={level}"));
            value["Items"]["DBInstance"][0].clone()
        };
        assert_eq!(ask("1")["Category"], "HighAvailability");
        assert_eq!(ask("0").get("Category"), None);
        let replicas = &ask("1")["ReadOnlyDBInstanceIds"]["ReadOnlyDBInstanceId"];
        assert_eq!(replicas[0]["DBInstanceId"], "pgr-000");
    }

    #[test]
    fn bad_parameters_are_refused() {
        let state = fleet(1);
        for row in [
            " => 400 MissingParameter",
            "RegionId=cn-hangzhou&NextToken=! => 400 Invalid.NextToken",
            "RegionId=cn-hangzhou&PageSize=101 => 400 InvalidPageSize.Format",
            "RegionId=cn-hangzhou&Tags=x => 400 InvalidTags.Format",
            "RegionId=cn-hangzhou&DBInstanceType=x => 400 InvalidDBInstanceType.ValueNotSupport",
            "RegionId=mars-1 => 404 InvalidRegionId.NotFound",
        ] {
            let (query, refused) = row.split_once(" => ").unwrap();
            let call = format!("DescribeDBInstances?{query}");
            assert_eq!(refusal(&state, &call), refused, "{row}");
        }
    }
}
