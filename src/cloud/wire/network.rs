//! The network around an instance: `DescribeDBInstanceNetInfo`, `DescribeDBInstanceIPArrayList`,
//! `DescribeDBProxy`.

use serde::Deserialize;

use super::scalar::{Scalar, filled, owned, said};
use super::{WireError, parse, printable};
use crate::domain::instance::{Endpoint, EndpointKind};
use crate::domain::posture::ProxyState;
use crate::text;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NetInfoAnswer {
    #[serde(rename = "DBInstanceNetInfos")]
    net_infos: Option<NetInfos>,
}

#[derive(Deserialize)]
struct NetInfos {
    #[serde(rename = "DBInstanceNetInfo")]
    rows: Option<Vec<NetInfo>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NetInfo {
    connection_string: Option<Scalar>,
    connection_string_type: Option<Scalar>,
    #[serde(rename = "IPType")]
    ip_type: Option<Scalar>,
    port: Option<Scalar>,
    #[serde(rename = "PGBouncerPort")]
    pgbouncer_port: Option<Scalar>,
    babelfish_port: Option<Scalar>,
}

/// Reads the endpoints, in the order of the API.
///
/// # Errors
/// [`WireError`] when the body is not the API's or an endpoint has no name.
///
/// Source: `DescribeDBInstanceNetInfo`, API version 2014-08-15.
pub fn endpoints(body: &[u8]) -> Result<Vec<Endpoint>, WireError> {
    let answer: NetInfoAnswer = parse(body)?;
    let infos = answer
        .net_infos
        .ok_or_else(|| WireError::missing("DBInstanceNetInfos"))?;
    infos
        .rows
        .unwrap_or_default()
        .iter()
        .map(endpoint)
        .collect()
}

fn endpoint(row: &NetInfo) -> Result<Endpoint, WireError> {
    let says = |scalar: &Option<Scalar>, word: &str| {
        filled(scalar.as_ref()).is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let port = |scalar: &Option<Scalar>| filled(scalar.as_ref()).and_then(|text| text.parse().ok());
    Ok(Endpoint {
        host: filled(row.connection_string.as_ref())
            .ok_or_else(|| WireError::missing("DBInstanceNetInfo.ConnectionString"))?
            .to_owned(),
        port: port(&row.port),
        kind: if says(&row.connection_string_type, "ReadWriteSplitting") {
            EndpointKind::ReadWriteSplitting
        } else if says(&row.ip_type, "Public") {
            EndpointKind::Public
        } else {
            EndpointKind::Internal
        },
        pooler_port: port(&row.pgbouncer_port),
        babelfish_port: port(&row.babelfish_port),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct WhitelistAnswer {
    items: Option<WhitelistItems>,
}

#[derive(Deserialize)]
struct WhitelistItems {
    #[serde(rename = "DBInstanceIPArray")]
    groups: Option<Vec<WhitelistGroup>>,
}

#[derive(Deserialize)]
struct WhitelistGroup {
    #[serde(rename = "SecurityIPList")]
    addresses: Option<Scalar>,
}

/// Reads the addresses of every whitelist group, hidden ones included.
///
/// # Errors
/// [`WireError`] when the body is not the API's or a group has no list.
///
/// Source: `DescribeDBInstanceIPArrayList`, API version 2014-08-15.
pub fn whitelist(body: &[u8]) -> Result<Vec<String>, WireError> {
    let answer: WhitelistAnswer = parse(body)?;
    let items = answer.items.ok_or_else(|| WireError::missing("Items"))?;
    let mut addresses = Vec::new();
    for group in items.groups.unwrap_or_default() {
        let list = said(group.addresses.as_ref())
            .ok_or_else(|| WireError::missing("DBInstanceIPArray.SecurityIPList"))?;
        addresses.extend(
            list.split(',')
                .map(str::trim)
                .filter(|text| !text.is_empty())
                .map(str::to_owned),
        );
    }
    Ok(addresses)
}

#[derive(Deserialize)]
struct ProxyAnswer {
    #[serde(rename = "DBProxyServiceStatus")]
    service_status: Option<Scalar>,
    #[serde(rename = "DBProxyInstanceStatus")]
    instance_status: Option<Scalar>,
}

/// Reads whether the proxy is on.
///
/// # Errors
/// [`WireError`] when the body is not the API's, or says neither `Startup` nor `Shutdown`.
///
/// Source: `DescribeDBProxy`, API version 2014-08-15.
pub fn proxy(body: &[u8]) -> Result<ProxyState, WireError> {
    let answer: ProxyAnswer = parse(body)?;
    let status = filled(answer.service_status.as_ref())
        .ok_or_else(|| WireError::missing("DBProxyServiceStatus"))?;
    match status.to_ascii_lowercase().as_str() {
        "startup" => Ok(ProxyState {
            running: true,
            status: owned(answer.instance_status.as_ref()),
        }),
        "shutdown" => Ok(ProxyState {
            running: false,
            status: None,
        }),
        _ => Err(WireError::Shape(text!(
            "api-proxy-status",
            status = printable(status, 40)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn endpoints_of_every_kind() {
        let body = include_bytes!("../../../tests/data/net_info.json");
        let found = endpoints(body).unwrap();
        assert_eq!(
            found,
            [
                Endpoint {
                    host: "pgm-a.pg.rds.aliyuncs.com".into(),
                    port: Some(5432),
                    kind: EndpointKind::Internal,
                    pooler_port: Some(6432),
                    babelfish_port: None,
                },
                Endpoint {
                    host: "pgm-ao.pg.rds.aliyuncs.com".into(),
                    port: Some(3433),
                    kind: EndpointKind::Public,
                    pooler_port: None,
                    babelfish_port: None,
                },
                Endpoint {
                    host: "pgm-arw.pg.rds.aliyuncs.com".into(),
                    port: None,
                    kind: EndpointKind::ReadWriteSplitting,
                    pooler_port: None,
                    babelfish_port: None,
                },
            ]
        );
        assert!(endpoints(b"{}").is_err());
        assert!(endpoints(br#"{"DBInstanceNetInfos":{"DBInstanceNetInfo":[{}]}}"#).is_err());
    }

    #[test]
    fn whitelist_joins_the_groups() {
        let body = json!({"Items": {"DBInstanceIPArray": [
            {"DBInstanceIPArrayName": "default", "SecurityIPList": "10.0.0.0/8, 127.0.0.1"},
            {"DBInstanceIPArrayName": "dts", "DBInstanceIPArrayAttribute": "hidden", "SecurityIPList": "0.0.0.0/0"},
            {"DBInstanceIPArrayName": "none", "SecurityIPList": ""},
        ]}});
        let found = whitelist(body.to_string().as_bytes()).unwrap();
        assert_eq!(found, ["10.0.0.0/8", "127.0.0.1", "0.0.0.0/0"]);
        assert!(whitelist(b"{}").is_err());
        assert!(whitelist(br#"{"Items":{"DBInstanceIPArray":[{}]}}"#).is_err());
    }

    #[test]
    fn a_proxy_is_on_off_or_unreadable() {
        assert!(
            proxy(br#"{"DBProxyServiceStatus":"Startup"}"#)
                .unwrap()
                .running
        );
        assert!(
            !proxy(br#"{"DBProxyServiceStatus":"Shutdown"}"#)
                .unwrap()
                .running
        );
        assert!(proxy(br#"{"DBProxyServiceStatus":"Starting"}"#).is_err());
        assert!(proxy(b"{}").is_err());
    }
}
