//! `DescribeDBInstanceAttribute`: one instance in detail, and the poll of its status.

use serde_json::{Value, json};

use super::{Call, Reply, instances};
use crate::sandbox::answer::Refusal;
use crate::sandbox::clock::stamp;
use crate::sandbox::state::State;

/// Source: `DescribeDBInstanceAttribute`, API version 2014-08-15. An unknown instance comes back as
/// 200 with an empty list, which the vendor's Terraform provider guards against.
pub(super) fn describe(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let id = call.required("DBInstanceId")?;
    let rows: Vec<Value> = state
        .instance(id)
        .map(|instance| {
            json!({
                "DBInstanceId": instance.id,
                "DBInstanceDescription": instance.description,
                "RegionId": instance.region,
                "ZoneId": format!("{}-h", instance.region),
                "Engine": instance.engine,
                "EngineVersion": instance.engine_version,
                "CurrentKernelVersion": instance.kernel,
                "LatestKernelVersion": instance.kernel,
                "DBInstanceStatus": instance.status(call.now),
                "LockMode": instance.lock_mode,
                "LockReason": "",
                "DBInstanceType": instances::kind(instance),
                "MasterInstanceId": instance.primary_id.as_deref().unwrap_or(""),
                "ReadOnlyDBInstanceIds": instances::replicas(state, instance),
                "DBInstanceStorageType": instance.storage,
                "Category": instance.category,
                "PayType": instance.pay_type,
                "PGBouncerEnabled": if instance.pooler { "true" } else { "false" },
                "ProxyType": if instance.proxy { 2 } else { 0 },
                "ConnectionString": instance.host,
                "Port": instance.port.to_string(),
                "DBInstanceNetType": "Intranet",
                "InstanceNetworkType": "VPC",
                "VpcId": "vpc-sandbox",
                "VSwitchId": "vsw-sandbox",
                "MaintainTime": instance.maintenance_window,
                "SecurityIPMode": "normal",
                "SecurityIPList": "",
                "kindCode": "3",
                "CreationTime": stamp(instance.created),
                "ExpireTime": "",
                "DBInstanceClass": "pg.n2.2c.1m",
                "DBInstanceCPU": "2",
                "DBInstanceMemory": 4096,
                "DBInstanceStorage": 20,
                "SlaveZones": { "SlaveZone": [] },
                "Extra": { "DBInstanceIds": { "DBInstanceId": [] } },
            })
        })
        .into_iter()
        .collect();
    Ok(Reply::Read(
        json!({ "Items": { "DBInstanceAttribute": rows } }),
    ))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answer, refusal, state};

    #[test]
    fn an_unknown_instance_is_an_empty_list() {
        let value = answer(&state(), "DescribeDBInstanceAttribute?DBInstanceId=pgm-x");
        assert_eq!(value["Items"]["DBInstanceAttribute"], serde_json::json!([]));
        let refused = refusal(&state(), "DescribeDBInstanceAttribute");
        assert_eq!(refused, "400 MissingParameter");
    }

    #[test]
    fn scalars_are_text() {
        let value = answer(&state(), "DescribeDBInstanceAttribute?DBInstanceId=pgm-a");
        let row = &value["Items"]["DBInstanceAttribute"][0];
        assert_eq!(row["Port"], "5432");
        assert_eq!(row["PGBouncerEnabled"], "false");
        assert_eq!(row["DBInstanceStatus"], "Running");
    }
}
