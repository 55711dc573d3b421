//! `DescribeDBInstanceSSL`: see `tests/data/ssl_*.json`.

use crate::cloud::rpc::answer::{Answer, WireError};
use crate::domain::ssl::{CaType, LastChange, Pem, SslState};

/// Reads the SSL settings.
///
/// `SSLEnabled` present but empty means off where all else is empty too; absent or null means not known. An ACL that is empty
/// or has a value this version does not know is not known.
///
/// # Errors
/// [`WireError`] when the body is not the API's.
pub fn ssl_state(answer: &Answer<'_>) -> Result<SslState, WireError> {
    let pem = |name| Ok::<_, WireError>(answer.filled(name)?.and_then(Pem::returned));
    let mut enabled = answer.flag("SSLEnabled")?;
    if answer.said("SSLEnabled")?.map(str::trim) == Some("") {
        // Without a word on the switch, a certificate or a protected endpoint speaks against "off".
        let others = ["ConnectionString", "SSLExpireTime", "ServerCert", "CAType"];
        let is_unsaid = |name| matches!(answer.filled(name), Ok(None));
        enabled = others.into_iter().all(is_unsaid).then_some(false);
    }
    // What is to be renewed and why: undocumented text, in which a dash stands for nothing.
    let mut renewal = vec![];
    for name in ["RequireUpdateItem", "RequireUpdateReason"] {
        renewal.extend(answer.filled(name)?.filter(|text| *text != "-"));
    }
    Ok(SslState {
        enabled,
        ca_type: answer.filled("CAType")?.and_then(CaType::parse),
        endpoint: answer.owned("ConnectionString")?,
        expires: answer.time("SSLExpireTime")?,
        created: answer.time("SSLCreateTime")?,
        requires_update: answer.flag("RequireUpdate")?,
        renewal: (!renewal.is_empty()).then(|| renewal.join(", ")),
        server_certificate: pem("ServerCert")?,
        server_ca_url: answer.owned("ServerCAUrl")?,
        client_ca: pem("ClientCACert")?,
        crl: pem("ClientCertRevocationList")?,
        acl: answer.parsed("ACL")?,
        replication_acl: answer.parsed("ReplicationACL")?,
        force_encryption: answer.flag("ForceEncryption")?,
        last_change: last_change(answer, "LastModifyStatus", "ModifyStatusReason")?,
    })
}

/// The status of the last change with its reason; empty or absent is "never changed".
pub(super) fn last_change(
    answer: &Answer<'_>,
    status: &str,
    reason: &str,
) -> Result<LastChange, WireError> {
    let text = |name| Ok::<_, WireError>(answer.filled(name)?.unwrap_or_default());
    Ok(LastChange::parse(text(status)?, text(reason)?))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::decode;
    use super::*;
    use crate::domain::acl::Acl;

    fn read(value: &Value) -> SslState {
        decode(value.to_string().as_bytes(), ssl_state).unwrap()
    }

    #[test]
    fn never_enabled() {
        let state = decode(
            include_bytes!("../../../../tests/data/ssl_never_enabled.json"),
            ssl_state,
        )
        .unwrap();
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
        let body = include_bytes!("../../../../tests/data/ssl_on_prefer.json");
        let state = decode(body, ssl_state).unwrap();
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
        let setting = decode(
            include_bytes!("../../../../tests/data/ssl_setting.json"),
            ssl_state,
        )
        .unwrap();
        assert_eq!(setting.last_change, LastChange::Setting);
        let failed = decode(
            include_bytes!("../../../../tests/data/ssl_failed.json"),
            ssl_state,
        )
        .unwrap();
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
        let odd = decode(
            json!({ "ServerKey": {"VERY-PRIVATE": 1}, "ACL": [] })
                .to_string()
                .as_bytes(),
            ssl_state,
        );
        assert!(!format!("{odd:?}").contains("VERY-PRIVATE"));
    }
}
