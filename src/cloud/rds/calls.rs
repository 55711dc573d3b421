//! The calls about one instance: their parameters and what decodes their answers.

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value, json};

use super::wire::{self, Answer};
use super::{OpenApi, SERVER_KEY, of, parameters};
use crate::cloud::Cloud;
use crate::cloud::rpc::error::{ApiError, ApiErrorKind};
use crate::cloud::rpc::signature::{self, Parameters};
use crate::domain::acl::Acl;
use crate::domain::hba::{HbaLogItem, HbaState, Provenance, Record, is_without_effect};
use crate::domain::instance::{Endpoint, Instance, InstanceId, RequestId};
use crate::domain::posture::ProxyState;
use crate::domain::proof::DatabaseAccount;
use crate::domain::saved::Origin;
use crate::domain::ssl::{CaType, Replace, SslChange, SslState, Switch};
use crate::text;

/// How many accounts one page holds; the API gives no more.
const ACCOUNTS_A_PAGE: usize = 200;

/// How many pages of accounts are read, so that an endless listing ends.
const MOST_ACCOUNT_PAGES: usize = 500;

#[async_trait]
impl Cloud for OpenApi {
    fn origin(&self) -> Origin {
        let settings = self.settings();
        Origin {
            service: settings.endpoint.service(),
            account: settings.signer.account(),
            region: None,
        }
    }

    async fn instance(&self, id: &InstanceId) -> Result<Instance, ApiError> {
        let decode = |answer: &Answer<'_>| wire::instance(id, answer);
        let sent = of(id);
        let read = self.read("DescribeDBInstanceAttribute", &sent, decode);
        let mut instance = read.await?;
        self.join_replicas(&mut instance).await;
        Ok(instance)
    }

    async fn endpoints(&self, id: &InstanceId) -> Result<Vec<Endpoint>, ApiError> {
        self.read("DescribeDBInstanceNetInfo", &of(id), wire::endpoints)
            .await
    }

    async fn ssl(&self, id: &InstanceId) -> Result<SslState, ApiError> {
        self.read("DescribeDBInstanceSSL", &of(id), wire::ssl_state)
            .await
    }

    async fn hba(&self, id: &InstanceId) -> Result<HbaState, ApiError> {
        const ACTION: &str = "DescribePGHbaConfig";
        let state = self.read(ACTION, &of(id), wire::hba_state).await?;
        if state.provenance() == Provenance::Listed {
            return Ok(state);
        }
        // An answer without records is believed when it comes twice, and the log of changes does not say otherwise.
        let sent = of(id);
        let again = self.read(ACTION, &sent, wire::hba_state);
        let (again, log) = futures::join!(again, self.hba_log(id, None));
        let unreadable = |why| Err(ApiError::unreadable(ACTION, why).about(id));
        if again? != state {
            return unreadable(text!("api-listed-once"));
        }
        match log {
            Ok(log) if is_without_effect(&log) => Ok(state.unchanged_by_log()),
            Ok(_) => unreadable(text!("api-changed-by-log")),
            // Reading it again would be answered the same.
            Err(error)
                if matches!(
                    error.kind,
                    ApiErrorKind::Permission | ApiErrorKind::Unsupported
                ) =>
            {
                Ok(state)
            }
            Err(error) => Err(error),
        }
    }

    async fn hba_log(
        &self,
        id: &InstanceId,
        since: Option<DateTime<Utc>>,
    ) -> Result<Vec<HbaLogItem>, ApiError> {
        const ACTION: &str = "DescribeModifyPGHbaConfigLog";
        let sent = |format: &str| {
            let mut sent = of(id);
            if let Some(since) = since {
                sent.insert("StartTime".to_owned(), since.format(format).to_string());
            }
            sent
        };
        // The page says minutes, its own sample has seconds.
        let with_seconds = sent("%Y-%m-%dT%H:%M:%SZ");
        match self.read(ACTION, &with_seconds, wire::hba_log).await {
            Err(refused) if since.is_some() && refused.has_code("InvalidStartTime.Format") => {
                let in_minutes = sent("%Y-%m-%dT%H:%MZ");
                self.read(ACTION, &in_minutes, wire::hba_log).await
            }
            settled => settled,
        }
    }

    async fn whitelist(&self, id: &InstanceId) -> Result<Vec<String>, ApiError> {
        self.read("DescribeDBInstanceIPArrayList", &of(id), wire::whitelist)
            .await
    }

    async fn proxy(&self, id: &InstanceId) -> Result<ProxyState, ApiError> {
        self.read("DescribeDBProxy", &of(id), wire::proxy).await
    }

    async fn accounts(&self, id: &InstanceId) -> Result<Vec<DatabaseAccount>, ApiError> {
        const ACTION: &str = "DescribeAccounts";
        let mut accounts = Vec::new();
        for number in 1..=MOST_ACCOUNT_PAGES {
            let mut sent = of(id);
            sent.extend(parameters([
                ("PageSize", &ACCOUNTS_A_PAGE.to_string()),
                ("PageNumber", &number.to_string()),
            ]));
            let page = self.read(ACTION, &sent, wire::account_page).await?;
            let rows = page.accounts.len();
            accounts.extend(page.accounts);
            // A count below what came does not end a listing whose pages are full.
            let counted = page.total.is_none_or(|total| accounts.len() >= total);
            if rows == 0 || rows < ACCOUNTS_A_PAGE && counted {
                return Ok(accounts);
            }
        }
        let why = text!("api-endless-accounts", pages = MOST_ACCOUNT_PAGES);
        Err(ApiError::unreadable(ACTION, why).about(id))
    }

    async fn modify_ssl(
        &self,
        id: &InstanceId,
        change: &SslChange,
        server_key: Option<&SecretString>,
    ) -> Result<RequestId, ApiError> {
        let mut sent = ssl_parameters(id, change, server_key);
        let misspelt = &self.misspells_prefer;
        if misspelt.load(Ordering::Relaxed) {
            spell_as_before(&mut sent);
        }
        let answer = self.write("ModifyDBInstanceSSL", &sent).await;
        // The API description spelt it `perfer` for years, and some validators still do.
        if answer
            .as_ref()
            .is_err_and(|error| error.has_code("InvalidACL.NotFound"))
            && spell_as_before(&mut sent)
        {
            misspelt.store(true, Ordering::Relaxed);
        }
        answer
    }

    async fn replace_hba(
        &self,
        id: &InstanceId,
        records: &[Record],
    ) -> Result<RequestId, ApiError> {
        self.write("ModifyPGHbaConfig", &hba_parameters(id, records))
            .await
    }
}

/// The parameters of `ModifyDBInstanceSSL`. What the change does not say is not sent: clearing is
/// an explicit 0.
fn ssl_parameters(
    id: &InstanceId,
    change: &SslChange,
    server_key: Option<&SecretString>,
) -> Parameters {
    let mut sent = of(id);
    let mut send = |name: &str, value: &str| sent.insert(name.to_owned(), value.to_owned());
    send("ConnectionString", &change.endpoint);
    match change.switch {
        Some(Switch::On) => {
            send("SSLEnabled", "1");
            // The API documents it as required here although it has a default.
            send(
                "CAType",
                change.ca_type.as_ref().unwrap_or(&CaType::Aliyun).as_str(),
            );
        }
        Some(Switch::Off) => {
            send("SSLEnabled", "0");
        }
        None => {}
    }
    if let Some(certificate) = &change.server_certificate {
        send("ServerCert", certificate.as_str());
        if let Some(key) = server_key {
            send(SERVER_KEY, key.expose_secret());
        }
    }
    for (replace, switch, text) in [
        (&change.client_ca, "ClientCAEnabled", "ClientCACert"),
        (&change.crl, "ClientCrlEnabled", "ClientCertRevocationList"),
    ] {
        match replace {
            Some(Replace::Set(pem)) => {
                send(switch, "1");
                send(text, pem.as_str());
            }
            Some(Replace::Clear) => {
                send(switch, "0");
            }
            None => {}
        }
    }
    for (name, acl) in [
        ("ACL", change.acl),
        ("ReplicationACL", change.replication_acl),
    ] {
        if let Some(acl) = acl {
            send(name, acl.as_str());
        }
    }
    sent
}

/// Spells `prefer` as the API once did; says whether there was one.
fn spell_as_before(sent: &mut Parameters) -> bool {
    let mut found = false;
    for name in ["ACL", "ReplicationACL"] {
        if let Some(value) = sent
            .get_mut(name)
            .filter(|value| *value == Acl::Prefer.as_str())
        {
            "perfer".clone_into(value);
            found = true;
        }
    }
    found
}

/// The parameters of `ModifyPGHbaConfig`, replacing the whole set.
fn hba_parameters(id: &InstanceId, records: &[Record]) -> Parameters {
    let items: Vec<Value> = records
        .iter()
        .map(|record| {
            json!({
                "PriorityId": record.priority,
                "Type": record.kind.as_str(),
                "Database": record.database,
                "User": record.user,
                "Address": record.address,
                "Mask": record.mask,
                "Method": record.method,
                "Option": record.option,
            })
        })
        .collect();
    let mut sent = signature::flatten(&Map::from_iter([("HbaItem".to_owned(), items.into())]));
    sent.extend(of(id));
    sent.extend(parameters([("OpsType", "update")]));
    sent
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::hba::RecordType;
    use crate::domain::ssl::Pem;

    fn id() -> InstanceId {
        "pgm-a".parse().unwrap()
    }

    #[track_caller]
    fn check(change: &SslChange, key: Option<&SecretString>, expected: &[(&str, &str)]) {
        let mut expected: Parameters = expected
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()))
            .collect();
        expected.extend(parameters([
            ("DBInstanceId", "pgm-a"),
            ("ConnectionString", "host"),
        ]));
        assert_eq!(ssl_parameters(&id(), change, key), expected);
    }

    #[test]
    fn only_what_the_change_says_is_sent() {
        check(
            &SslChange::new("host"),
            Some(&SecretString::from("key")),
            &[],
        );
        let on = SslChange {
            switch: Some(Switch::On),
            ..SslChange::new("host")
        };
        check(&on, None, &[("SSLEnabled", "1"), ("CAType", "aliyun")]);
        let off = SslChange {
            switch: Some(Switch::Off),
            client_ca: Some(Replace::Clear),
            crl: Some(Replace::Clear),
            ..SslChange::new("host")
        };
        check(
            &off,
            None,
            &[
                ("SSLEnabled", "0"),
                ("ClientCAEnabled", "0"),
                ("ClientCrlEnabled", "0"),
            ],
        );
    }

    #[test]
    fn everything_travels_in_one_call() {
        let change = SslChange {
            endpoint: "host".into(),
            switch: Some(Switch::On),
            ca_type: Some(CaType::Custom),
            server_certificate: Pem::new("CERT"),
            client_ca: Some(Replace::Set(Pem::new("CA\n").unwrap())),
            crl: Some(Replace::Set(Pem::new("CRL").unwrap())),
            acl: Some(Acl::VerifyCa),
            replication_acl: Some(Acl::Cert),
        };
        check(
            &change,
            Some(&SecretString::from("KEY")),
            &[
                ("SSLEnabled", "1"),
                ("CAType", "custom"),
                ("ServerCert", "CERT"),
                ("ServerKey", "KEY"),
                ("ClientCAEnabled", "1"),
                ("ClientCACert", "CA"),
                ("ClientCrlEnabled", "1"),
                ("ClientCertRevocationList", "CRL"),
                ("ACL", "verify-ca"),
                ("ReplicationACL", "cert"),
            ],
        );
    }

    #[test]
    fn records_are_numbered_and_no_value_is_not_sent() {
        let mut records = Record::factory();
        records[1].kind = RecordType::HostSsl;
        records[1].mask = Some("255.0.0.0".into());
        let sent = hba_parameters(&id(), &records);
        let expected = parameters([
            ("DBInstanceId", "pgm-a"),
            ("OpsType", "update"),
            ("HbaItem.1.PriorityId", "0"),
            ("HbaItem.1.Type", "host"),
            ("HbaItem.1.Database", "all"),
            ("HbaItem.1.User", "all"),
            ("HbaItem.1.Address", "0.0.0.0/0"),
            ("HbaItem.1.Method", "md5"),
            ("HbaItem.2.PriorityId", "1"),
            ("HbaItem.2.Type", "hostssl"),
            ("HbaItem.2.Database", "replication"),
            ("HbaItem.2.User", "all"),
            ("HbaItem.2.Address", "0.0.0.0/0"),
            ("HbaItem.2.Mask", "255.0.0.0"),
            ("HbaItem.2.Method", "md5"),
        ]);
        assert_eq!(sent, expected);
    }
}
