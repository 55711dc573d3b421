//! `DescribeDBInstanceSSL`.

use serde::Deserialize;

use super::scalar::{Scalar, filled, flag, owned, said, time};
use super::{WireError, parse};
use crate::domain::ssl::{CaType, LastChange, Pem, SslState};

/// The flat answer. `ServerKey` is left out on purpose.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct SslAnswer {
    #[serde(rename = "SSLEnabled")]
    ssl_enabled: Option<Scalar>,
    connection_string: Option<Scalar>,
    #[serde(rename = "SSLExpireTime")]
    ssl_expire_time: Option<Scalar>,
    #[serde(rename = "SSLCreateTime")]
    ssl_create_time: Option<Scalar>,
    require_update: Option<Scalar>,
    require_update_item: Option<Scalar>,
    require_update_reason: Option<Scalar>,
    #[serde(rename = "CAType")]
    ca_type: Option<Scalar>,
    server_cert: Option<Scalar>,
    #[serde(rename = "ServerCAUrl")]
    server_ca_url: Option<Scalar>,
    #[serde(rename = "ClientCACert")]
    client_ca_cert: Option<Scalar>,
    client_cert_revocation_list: Option<Scalar>,
    #[serde(rename = "ACL")]
    acl: Option<Scalar>,
    #[serde(rename = "ReplicationACL")]
    replication_acl: Option<Scalar>,
    force_encryption: Option<Scalar>,
    last_modify_status: Option<Scalar>,
    modify_status_reason: Option<Scalar>,
}

/// Reads the SSL settings.
///
/// `SSLEnabled` present but empty means off where all else is empty too; absent or null means not known. An ACL that is empty
/// or has a value this version does not know is not known.
///
/// # Errors
/// [`WireError`] when the body is not the API's.
///
/// Source: `DescribeDBInstanceSSL`, API version 2014-08-15; `tests/data/ssl_*.json`.
pub fn ssl_state(body: &[u8]) -> Result<SslState, WireError> {
    let answer: SslAnswer = parse(body)?;
    let pem = |scalar: Option<&Scalar>| filled(scalar).and_then(Pem::new);
    // Without a word on the switch, a certificate or a protected endpoint speaks against "off".
    let on = [
        &answer.connection_string,
        &answer.ssl_expire_time,
        &answer.server_cert,
        &answer.ca_type,
    ];
    let enabled = match said(answer.ssl_enabled.as_ref()) {
        Some(text) if text.trim().is_empty() => {
            let silent = on.iter().all(|scalar| filled(scalar.as_ref()).is_none());
            silent.then_some(false)
        }
        _ => flag(answer.ssl_enabled.as_ref()),
    };
    Ok(SslState {
        enabled,
        ca_type: filled(answer.ca_type.as_ref()).and_then(CaType::parse),
        endpoint: owned(answer.connection_string.as_ref()),
        expires: time(answer.ssl_expire_time.as_ref()),
        created: time(answer.ssl_create_time.as_ref()),
        requires_update: flag(answer.require_update.as_ref()),
        renewal: renewal(&answer),
        server_certificate: pem(answer.server_cert.as_ref()),
        server_ca_url: owned(answer.server_ca_url.as_ref()),
        client_ca: pem(answer.client_ca_cert.as_ref()),
        crl: pem(answer.client_cert_revocation_list.as_ref()),
        acl: filled(answer.acl.as_ref()).and_then(|text| text.parse().ok()),
        replication_acl: filled(answer.replication_acl.as_ref()).and_then(|text| text.parse().ok()),
        force_encryption: flag(answer.force_encryption.as_ref()),
        last_change: last_change(
            answer.last_modify_status.as_ref(),
            answer.modify_status_reason.as_ref(),
        ),
    })
}

/// What is to be renewed and why. Both are undocumented text; a dash stands for nothing.
fn renewal(answer: &SslAnswer) -> Option<String> {
    let texts: Vec<&str> = [&answer.require_update_item, &answer.require_update_reason]
        .into_iter()
        .filter_map(|scalar| filled(scalar.as_ref()))
        .filter(|text| *text != "-")
        .collect();
    (!texts.is_empty()).then(|| texts.join(", "))
}

/// `LastModifyStatus` with `ModifyStatusReason`; empty or absent is "never changed".
pub(super) fn last_change(status: Option<&Scalar>, reason: Option<&Scalar>) -> LastChange {
    LastChange::parse(
        filled(status).unwrap_or_default(),
        filled(reason).unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::acl::Acl;

    fn read(value: &Value) -> SslState {
        ssl_state(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn never_enabled() {
        let state =
            ssl_state(include_bytes!("../../../tests/data/ssl_never_enabled.json")).unwrap();
        assert_eq!(state.enabled, Some(false));
        assert_eq!(state.last_change, LastChange::Never);
        assert_eq!(
            (state.acl, state.replication_acl, state.requires_update),
            (None, None, None)
        );
        assert_eq!(
            (state.ca_type, state.endpoint, state.expires),
            (None, None, None)
        );
        assert_eq!(
            (state.client_ca, state.crl, state.server_certificate),
            (None, None, None)
        );
    }

    #[test]
    fn on_and_not_forced_with_the_old_spelling_and_a_number() {
        let body = include_bytes!("../../../tests/data/ssl_on_prefer.json");
        let state = ssl_state(body).unwrap();
        assert_eq!(state.enabled, Some(true));
        assert_eq!(state.acl, Some(Acl::Prefer));
        assert_eq!(state.replication_acl, Some(Acl::Prefer));
        assert_eq!(state.requires_update, Some(false));
        assert_eq!(state.ca_type, Some(CaType::Aliyun));
        assert_eq!(state.endpoint.as_deref(), Some("pgm-a.pg.rds.aliyuncs.com"));
        assert_eq!(
            state.expires.unwrap().to_rfc3339(),
            "2027-01-02T03:04:05+00:00"
        );
        assert_eq!(state.last_change, LastChange::Succeeded);
    }

    #[test]
    fn running_and_failed_changes() {
        let setting = ssl_state(include_bytes!("../../../tests/data/ssl_setting.json")).unwrap();
        assert_eq!(setting.last_change, LastChange::Setting);
        let failed = ssl_state(include_bytes!("../../../tests/data/ssl_failed.json")).unwrap();
        assert_eq!(
            failed.last_change,
            LastChange::Failed("certificate chain is broken".into())
        );
    }

    #[test]
    fn a_missing_switch_is_not_known_and_an_empty_one_is_off() {
        assert_eq!(read(&json!({})).enabled, None);
        assert_eq!(read(&json!({ "SSLEnabled": null })).enabled, None);
        assert_eq!(read(&json!({ "SSLEnabled": "null" })).enabled, None);
        assert_eq!(read(&json!({ "SSLEnabled": "perhaps" })).enabled, None);
        assert_eq!(read(&json!({ "SSLEnabled": "" })).enabled, Some(false));
        let torn = json!({ "SSLEnabled": "", "ServerCert": "PEM" });
        assert_eq!(read(&torn).enabled, None);
        assert_eq!(read(&json!({ "SSLEnabled": "No" })).enabled, Some(false));
        assert_eq!(read(&json!({ "SSLEnabled": true })).enabled, Some(true));
    }

    #[test]
    fn an_unknown_acl_is_not_known() {
        assert_eq!(read(&json!({ "ACL": "require" })).acl, None);
        assert_eq!(
            read(&json!({ "ACL": "Verify-Full" })).acl,
            Some(Acl::VerifyFull)
        );
    }

    #[test]
    fn the_private_key_is_nowhere() {
        let state = read(&json!({ "SSLEnabled": "on", "ServerKey": "VERY-PRIVATE" }));
        assert!(!format!("{state:?}").contains("VERY-PRIVATE"));
        let odd = ssl_state(
            json!({ "ServerKey": {"VERY-PRIVATE": 1}, "ACL": [] })
                .to_string()
                .as_bytes(),
        );
        assert!(!format!("{odd:?}").contains("VERY-PRIVATE"));
    }
}
