//! What stands before the database: endpoints, whitelist, proxy.

use serde_json::{Value, json};

use super::{Call, Reply};
use crate::sandbox::answer::Refusal;
use crate::sandbox::state::State;
use crate::sandbox::state::instance::SandboxInstance;

/// `DescribeDBInstanceNetInfo`.
///
/// Source: `DescribeDBInstanceNetInfo`, API version 2014-08-15; the pooler has its own port, 6432.
pub(super) fn describe_endpoints(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 400, "InvalidDBInstanceName.NotFound")?;
    let endpoint = |host: &str, kind: &str| endpoint(instance, host, kind);
    let mut rows = vec![endpoint(&instance.host, "Private")];
    rows.extend(
        instance
            .public_host
            .iter()
            .map(|host| endpoint(host, "Public")),
    );
    if call.optional("DBInstanceNetRWSplitType") == Some("ReadWriteSplitting") {
        rows.clear();
    }
    Ok(Reply::Read(json!({
        "InstanceNetworkType": "VPC",
        "SecurityIPMode": "normal",
        "DBInstanceNetInfos": { "DBInstanceNetInfo": rows },
    })))
}

fn endpoint(instance: &SandboxInstance, host: &str, kind: &str) -> Value {
    let mut row = json!({
        "ConnectionString": host,
        "ConnectionStringType": "Normal",
        "IPType": kind,
        "IPAddress": "127.0.0.1",
        "Port": instance.port.to_string(),
        "VPCId": if kind == "Private" { "vpc-sandbox" } else { "" },
        "VSwitchId": if kind == "Private" { "vsw-sandbox" } else { "" },
        "Upgradeable": "Disabled",
        // The lower-case `s` of the inner name is the vendor's.
        "SecurityIPGroups": { "securityIPGroup": [] },
        "DBInstanceWeights": { "DBInstanceWeight": [] },
    });
    if instance.pooler
        && let Some(members) = row.as_object_mut()
    {
        members.insert("PGBouncerPort".to_owned(), json!("6432"));
    }
    row
}

/// `DescribeDBInstanceIPArrayList`.
///
/// Source: `DescribeDBInstanceIPArrayList`, API version 2014-08-15; `hidden` groups belong to the
/// service.
pub(super) fn describe_whitelist(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 404, "InvalidDBInstanceName.NotFound")?;
    let group = |name: &str, attribute: &str, list: &str| {
        json!({
            "DBInstanceIPArrayName": name,
            "DBInstanceIPArrayAttribute": attribute,
            "SecurityIPType": "IPv4",
            "SecurityIPList": list,
            "WhitelistNetworkType": "MIX",
        })
    };
    Ok(Reply::Read(json!({ "Items": { "DBInstanceIPArray": [
        group("default", "", &instance.whitelist.join(",")),
        group("hdm_security_ips", "hidden", "100.104.0.0/16"),
    ] } })))
}

/// `DescribeDBProxy`.
///
/// Source: `DescribeDBProxy`, API version 2014-08-15; without a proxy `DBProxyInstanceStatus` is
/// absent, and the nesting names are doubled.
pub(super) fn describe_proxy(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 404, "InvalidDBInstanceName.NotFound")?;
    let value = if instance.proxy {
        json!({
            "DBProxyServiceStatus": "Startup",
            "DBProxyInstanceStatus": "Running",
            "DBProxyInstanceType": "2",
            "DBProxyInstanceNum": 1,
            "DBProxyInstanceSize": "4/8",
            "DBProxyConnectStringItems": { "DBProxyConnectStringItems": [{
                "DBProxyConnectString": format!("{}.rwlb.sandbox.invalid", instance.id),
                "DBProxyConnectStringPort": "5432",
                "DBProxyConnectStringNetType": "InnerString",
                "DBProxyConnectStringNetWorkType": 2,
                "DBProxyEndpointId": "proxy-endpoint",
                "DBProxyEndpointName": "sandbox",
            }] },
        })
    } else {
        json!({
            "DBProxyServiceStatus": "Shutdown",
            "DBProxyInstanceNum": 0,
            "DBProxyConnectStringItems": { "DBProxyConnectStringItems": [] },
        })
    };
    Ok(Reply::Read(value))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answer, refusal, state_with};

    #[test]
    fn endpoints_pooler_whitelist_and_proxy() {
        let state = state_with(|one| {
            one.entry.public_host = Some("public.test".to_owned());
            one.entry.pooler = true;
            one.entry.proxy = true;
        });
        let ask = |action: &str| answer(&state, &format!("{action}?DBInstanceId=pgm-a"));
        let rows = &ask("DescribeDBInstanceNetInfo")["DBInstanceNetInfos"]["DBInstanceNetInfo"];
        assert_eq!(rows[0]["IPType"], "Private");
        assert_eq!(rows[0]["PGBouncerPort"], "6432");
        assert_eq!(rows[1]["ConnectionString"], "public.test");
        let whitelist = &ask("DescribeDBInstanceIPArrayList")["Items"]["DBInstanceIPArray"];
        assert_eq!(whitelist[0]["SecurityIPList"], "127.0.0.1");
        assert_eq!(ask("DescribeDBProxy")["DBProxyServiceStatus"], "Startup");
        let unknown = refusal(&state, "DescribeDBInstanceNetInfo?DBInstanceId=x");
        assert_eq!(unknown, "400 InvalidDBInstanceName.NotFound");
    }
}
