//! The network around an instance: endpoints, whitelist, proxy.

use super::optional;
use crate::cloud::rpc::answer::{Answer, WireError, printable};
use crate::domain::instance::{Endpoint, EndpointKind};
use crate::domain::posture::ProxyState;
use crate::text;

/// Reads the endpoints (`DescribeDBInstanceNetInfo`), in the order of the API.
///
/// # Errors
/// [`WireError`] when the body is not the API's, names no endpoint, or an endpoint has no name.
pub fn endpoints(answer: &Answer<'_>) -> Result<Vec<Endpoint>, WireError> {
    let rows = answer.some_rows("DBInstanceNetInfos", "DBInstanceNetInfo")?;
    rows.iter().map(endpoint).collect()
}

fn endpoint(row: &Answer<'_>) -> Result<Endpoint, WireError> {
    let says = |name, word| {
        let text = row.filled(name)?;
        Ok::<_, WireError>(text.is_some_and(|text| text.eq_ignore_ascii_case(word)))
    };
    let host = row.owned("ConnectionString")?;
    let mut garbled = vec![];
    let port = optional(row, "Port", Answer::parsed, &mut garbled);
    // Every endpoint has one.
    if port.is_none() {
        garbled = vec!["Port"];
    }
    Ok(Endpoint {
        host: host.ok_or_else(|| WireError::missing("DBInstanceNetInfo.ConnectionString"))?,
        port,
        kind: if says("ConnectionStringType", "ReadWriteSplitting")? {
            EndpointKind::ReadWriteSplitting
        } else if says("IPType", "Public")? {
            EndpointKind::Public
        } else {
            EndpointKind::Internal
        },
        pooler_port: optional(row, "PGBouncerPort", Answer::parsed, &mut garbled),
        babelfish_port: optional(row, "BabelfishPort", Answer::parsed, &mut garbled),
        garbled,
    })
}

/// Reads the addresses of every whitelist group (`DescribeDBInstanceIPArrayList`), hidden ones included.
///
/// # Errors
/// [`WireError`] when the body is not the API's, has no group, or a group has no list.
pub fn whitelist(answer: &Answer<'_>) -> Result<Vec<String>, WireError> {
    let groups = answer.some_rows("Items", "DBInstanceIPArray")?;
    let mut addresses = Vec::new();
    for group in groups {
        let list = group.said("SecurityIPList")?;
        let list = list.ok_or_else(|| WireError::missing("DBInstanceIPArray.SecurityIPList"))?;
        let parts = list.split(',').map(str::trim);
        addresses.extend(parts.filter(|text| !text.is_empty()).map(str::to_owned));
    }
    Ok(addresses)
}

/// Reads whether the proxy is on (`DescribeDBProxy`).
///
/// # Errors
/// [`WireError`] when the body is not the API's, says neither `Startup` nor `Shutdown`, or has instances or
/// endpoints of a proxy that is off.
pub fn proxy(answer: &Answer<'_>) -> Result<ProxyState, WireError> {
    let status = answer.required("DBProxyServiceStatus")?;
    let running = match status.to_ascii_lowercase().as_str() {
        "startup" => true,
        "shutdown" => false,
        _ => {
            let status = printable(status, 40);
            return Err(WireError::Shape(text!("api-proxy-status", status = status)));
        }
    };
    let items = "DBProxyConnectStringItems";
    let endpoints = answer.listed(items, items)?.unwrap_or_default();
    let instances = answer.filled("DBProxyInstanceNum")?.unwrap_or("0");
    let is_empty = endpoints.is_empty() && instances == "0";
    if !(running || is_empty) {
        return Err(WireError::Shape(text!("api-proxy-contradicts")));
    }
    let status = answer.owned("DBProxyInstanceStatus")?.filter(|_| running);
    Ok(ProxyState { running, status })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::decode;
    use super::*;

    #[test]
    fn endpoints_of_every_kind() {
        let body = include_bytes!("../../../../tests/data/net_info.json");
        let found = decode(body, endpoints).unwrap();
        assert_eq!(
            found,
            [
                Endpoint {
                    host: "pgm-a.pg.rds.aliyuncs.com".into(),
                    port: Some(5432),
                    kind: EndpointKind::Internal,
                    pooler_port: Some(6432),
                    babelfish_port: None,
                    garbled: vec![],
                },
                Endpoint {
                    host: "pgm-ao.pg.rds.aliyuncs.com".into(),
                    port: Some(3433),
                    kind: EndpointKind::Public,
                    pooler_port: None,
                    babelfish_port: None,
                    garbled: vec![],
                },
                Endpoint {
                    host: "pgm-arw.pg.rds.aliyuncs.com".into(),
                    port: None,
                    kind: EndpointKind::ReadWriteSplitting,
                    pooler_port: None,
                    babelfish_port: None,
                    garbled: vec!["Port"],
                },
            ]
        );
        let empty = br#"{"DBInstanceNetInfos":{"DBInstanceNetInfo":[]}}"#;
        assert!(decode(empty, endpoints).is_err());
        let odd = br#"{"DBInstanceNetInfos":{"DBInstanceNetInfo":[{"ConnectionString":"a","Port":"1","PGBouncerPort":"x"}]}}"#;
        assert_eq!(
            decode(odd, endpoints).unwrap()[0].garbled,
            ["PGBouncerPort"]
        );
        assert!(decode(b"{}", endpoints).is_err());
        assert!(
            decode(
                br#"{"DBInstanceNetInfos":{"DBInstanceNetInfo":[{}]}}"#,
                endpoints
            )
            .is_err()
        );
    }

    #[test]
    fn whitelist_joins_the_groups() {
        let body = json!({"Items": {"DBInstanceIPArray": [
            {"DBInstanceIPArrayName": "default", "SecurityIPList": "10.0.0.0/8, 127.0.0.1"},
            {"DBInstanceIPArrayName": "dts", "DBInstanceIPArrayAttribute": "hidden", "SecurityIPList": "0.0.0.0/0"},
            {"DBInstanceIPArrayName": "none", "SecurityIPList": ""},
        ]}});
        let found = decode(body.to_string().as_bytes(), whitelist).unwrap();
        assert_eq!(found, ["10.0.0.0/8", "127.0.0.1", "0.0.0.0/0"]);
        assert!(decode(b"{}", whitelist).is_err());
        assert!(decode(br#"{"Items":{"DBInstanceIPArray":[{}]}}"#, whitelist).is_err());
        assert!(decode(br#"{"Items":{"DBInstanceIPArray":[]}}"#, whitelist).is_err());
    }

    #[test]
    fn a_proxy_is_on_off_or_unreadable() {
        assert!(
            decode(br#"{"DBProxyServiceStatus":"Startup"}"#, proxy)
                .unwrap()
                .running
        );
        assert!(
            !decode(br#"{"DBProxyServiceStatus":"Shutdown"}"#, proxy)
                .unwrap()
                .running
        );
        for odd in [
            r#"{"DBProxyServiceStatus":"Starting"}"#,
            r#"{"DBProxyServiceStatus":"Shutdown","DBProxyInstanceNum":2}"#,
            r#"{"DBProxyServiceStatus":"Shutdown","DBProxyConnectStringItems":{"DBProxyConnectStringItems":[{}]}}"#,
        ] {
            assert!(decode(odd.as_bytes(), proxy).is_err(), "{odd}");
        }
        assert!(decode(b"{}", proxy).is_err());
    }
}
