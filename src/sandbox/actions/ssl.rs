//! `DescribeDBInstanceSSL`: the SSL settings as they stand.

use secrecy::ExposeSecret;
use serde_json::json;

use super::{Call, Reply};
use crate::domain::ssl::Pem;
use crate::sandbox::answer::Refusal;
use crate::sandbox::clock::stamp;
use crate::sandbox::state::State;
use crate::sandbox::state::instance::SandboxInstance;

/// Source: `DescribeDBInstanceSSL`, API version 2014-08-15: flat, scalars as text, everything empty
/// while SSL is off, and the private key in a read-only call.
pub(super) fn describe(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 404, "InvalidDBInstanceId.NotFound")?;
    check_support(instance)?;
    let (status, reason) = if instance.ssl_change_shows(call.now) {
        ("setting", "Modify DB Instance SSL Config.")
    } else {
        (instance.ssl_last.status(), instance.ssl_last.reason())
    };
    let ssl = &instance.ssl;
    let value = match &ssl.identity {
        None => json!({
            "SSLEnabled": "off",
            "ConnectionString": "",
            "SSLExpireTime": "",
            "SSLCreateTime": "",
            "RequireUpdate": "",
            "RequireUpdateItem": "",
            "RequireUpdateReason": "",
            "CAType": "",
            "ServerCert": "",
            "ServerKey": "",
            "ServerCAUrl": "",
            "ClientCACert": "",
            "ClientCACertExpireTime": "",
            "ClientCertRevocationList": "",
            "ACL": "",
            "ReplicationACL": "",
            "LastModifyStatus": status,
            "ModifyStatusReason": reason,
        }),
        Some(identity) => {
            let own = ssl.ca_type.as_str() == "aliyun";
            let text = |pem: &Option<Pem>| pem.as_ref().map(|pem| pem.as_str().to_owned());
            json!({
                "SSLEnabled": "on",
                "ConnectionString": ssl.endpoint,
                "SSLExpireTime": stamp(ssl.expires),
                "SSLCreateTime": if own { stamp(ssl.created) } else { String::new() },
                "RequireUpdate": if ssl.requires_update { "1" } else { "0" },
                "RequireUpdateItem": "",
                "RequireUpdateReason": "",
                "CAType": ssl.ca_type.as_str(),
                "ServerCert": identity.certificate.as_str(),
                "ServerKey": identity.key.expose_secret().trim_end(),
                "ServerCAUrl": if own {
                    format!("http://{}/sandbox/ca.pem", call.address)
                } else {
                    String::new()
                },
                "ClientCACert": text(&ssl.client_ca).unwrap_or_default(),
                "ClientCACertExpireTime": "-",
                "ClientCertRevocationList": text(&ssl.crl).unwrap_or_default(),
                "ACL": ssl.acl.as_str(),
                "ReplicationACL": ssl.replication_acl.as_str(),
                "LastModifyStatus": status,
                "ModifyStatusReason": if reason.is_empty() { None } else { Some(reason) },
            })
        }
    };
    Ok(Reply::Read(value))
}

/// Source: error table of `DescribeDBInstanceSSL`; which code stands for which lack is inferred.
fn check_support(instance: &SandboxInstance) -> Result<(), Refusal> {
    if !instance.is_postgresql() {
        return Err(Refusal::new(
            403,
            "InstanceEngineType.NotSupport",
            "The specified instance engine type does not support this operation.",
        ));
    }
    if instance.is_serverless() {
        return Err(Refusal::new(
            403,
            "OperationDenied.DBInstanceType",
            "The operation is not permitted due to the instance type.",
        ));
    }
    if instance.storage == "local_ssd" {
        return Err(Refusal::new(
            404,
            "EnabledSSLNotSupport",
            "The specified instance does not support SSL.",
        ));
    }
    if instance.major() < 10 {
        return Err(Refusal::new(
            403,
            "IncorrectEngineVersion",
            "The current engine version does not support this operation.",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answer, refusal, state, state_with};
    use super::*;

    #[test]
    fn everything_is_empty_while_ssl_was_never_on() {
        let value = answer(&state(), "DescribeDBInstanceSSL?DBInstanceId=pgm-a");
        for (name, value) in value.as_object().unwrap() {
            let expected = if name == "SSLEnabled" { "off" } else { "" };
            assert_eq!(value, expected, "{name}");
        }
    }

    #[test]
    fn instances_without_ssl_are_refused() {
        let refused = |change: fn(&mut SandboxInstance)| {
            let call = "DescribeDBInstanceSSL?DBInstanceId=pgm-a";
            refusal(&state_with(change), call)
        };
        let engine = refused(|one| one.entry.engine = "MySQL".into());
        assert_eq!(engine, "403 InstanceEngineType.NotSupport");
        let serverless = refused(|one| one.entry.pay_type = "SERVERLESS".into());
        assert_eq!(serverless, "403 OperationDenied.DBInstanceType");
        let storage = refused(|one| one.entry.storage = "local_ssd".into());
        assert_eq!(storage, "404 EnabledSSLNotSupport");
        let version = refused(|one| one.engine_version = "9.4".into());
        assert_eq!(version, "403 IncorrectEngineVersion");
        let unknown = refusal(&state(), "DescribeDBInstanceSSL?DBInstanceId=pgm-x");
        assert_eq!(unknown, "404 InvalidDBInstanceId.NotFound");
    }
}
