//! `DescribeRegions`: one row a zone, so regions repeat.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Call, Reply};
use crate::sandbox::answer::Refusal;
use crate::sandbox::state::State;

/// Regions that are listed whether an instance is there or not.
const REGIONS: [&str; 6] = [
    "cn-hangzhou",
    "cn-shanghai",
    "cn-beijing",
    "cn-hongkong",
    "ap-southeast-1",
    "eu-central-1",
];

/// The endpoint of a region that is out of service: the discard port, where nothing listens.
const NOWHERE: &str = "127.0.0.1:9";

/// Every region: the fixed ones and those of the instances.
pub(super) fn known(state: &State) -> BTreeSet<&str> {
    let of_instances = state.instances().map(|instance| instance.region.as_str());
    REGIONS.into_iter().chain(of_instances).collect()
}

/// Source: `DescribeRegions`, API version 2014-08-15: "lists region zones, not regions".
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature is that of every action"
)]
pub(super) fn describe(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let rows: Vec<Value> = known(state)
        .into_iter()
        .flat_map(|region| {
            ["h".to_owned(), "MAZ1(h,i)".to_owned()].map(|zone| {
                json!({
                    "RegionId": region,
                    "ZoneId": format!("{region}-{zone}"),
                    "LocalName": region,
                    "ZoneName": format!("{region} Zone {zone}"),
                    "RegionEndpoint": if call.dead.iter().any(|dead| dead == region) { NOWHERE } else { call.address },
                })
            })
        })
        .collect();
    Ok(Reply::Read(json!({ "Regions": { "RDSRegion": rows } })))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answer, state};

    #[test]
    fn regions_repeat_once_a_zone() {
        let value = answer(&state(), "DescribeRegions");
        let rows = value["Regions"]["RDSRegion"].as_array().unwrap();
        let hangzhou = rows
            .iter()
            .filter(|row| row["RegionId"] == "cn-hangzhou")
            .count();
        assert_eq!(hangzhou, 2);
        assert_eq!(rows[0]["RegionEndpoint"], "127.0.0.1:1");
    }
}
