//! `DescribeAccounts`: who may log in.

use crate::cloud::rpc::answer::{Answer, WireError};
use crate::domain::proof::DatabaseAccount;

/// One page of the accounts of an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountPage {
    /// The accounts, in the order of the API.
    pub accounts: Vec<DatabaseAccount>,
    /// How many there are on all pages; `None` when the API did not say.
    pub total: Option<usize>,
}

/// Reads one page of accounts (`DescribeAccounts`; `Replication` is `t` or `f`), whatever their status: a record of
/// `pg_hba` names a user before it can log in.
///
/// # Errors
/// [`WireError`] when the body is not the API's, or an account or a database lacks its name.
pub fn account_page(answer: &Answer<'_>) -> Result<AccountPage, WireError> {
    let rows = answer.rows("Accounts", "DBInstanceAccount")?;
    Ok(AccountPage {
        accounts: rows.iter().map(account).collect::<Result<_, _>>()?,
        total: answer.parsed("TotalRecordCount")?,
    })
}

fn account(row: &Answer<'_>) -> Result<DatabaseAccount, WireError> {
    let privileges = row.listed("DatabasePrivileges", "DatabasePrivilege")?;
    let databases = privileges.unwrap_or_default().iter();
    let databases = databases.map(|row| name(row, "DBName"));
    Ok(DatabaseAccount {
        name: name(row, "AccountName")?,
        replication: row.flag("Replication")?,
        databases: databases.collect::<Result<_, _>>()?,
    })
}

/// A name as it came: PostgreSQL's names may begin and end with blanks.
fn name(row: &Answer<'_>, member: &str) -> Result<String, WireError> {
    let name = row.said(member)?.filter(|text| !text.is_empty());
    name.map(str::to_owned)
        .ok_or_else(|| WireError::missing(&format!("DBInstanceAccount.{member}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::decode;
    use super::*;

    #[test]
    fn accounts_with_and_without_databases() {
        let body = json!({ "PageNumber": 1, "TotalRecordCount": "3", "Accounts": {
            "DBInstanceAccount": [
                { "AccountName": "app", "AccountStatus": "Available", "Replication": "t",
                  "DatabasePrivileges": { "DatabasePrivilege": [
                      { "DBName": "shop", "AccountPrivilege": "ALL" }, { "DBName": "log" } ] } },
                { "AccountName": "report", "AccountStatus": "Unavailable", "Replication": "f",
                  "DatabasePrivileges": { "DatabasePrivilege": [] } },
                { "AccountName": " odd name", "Replication": "", "DatabasePrivileges": null },
            ] } });
        let account = |name: &str, replication, databases: &[&str]| DatabaseAccount {
            name: name.into(),
            replication,
            databases: databases.iter().map(|&name| name.to_owned()).collect(),
        };
        assert_eq!(
            decode(body.to_string().as_bytes(), account_page),
            Ok(AccountPage {
                accounts: vec![
                    account("app", Some(true), &["shop", "log"]),
                    account("report", Some(false), &[]),
                    account(" odd name", None, &[]),
                ],
                total: Some(3),
            })
        );
    }

    #[test]
    fn what_lacks_a_name_is_unreadable_and_nobody_is_somebody_else() {
        let none = decode(br#"{"Accounts":{"DBInstanceAccount":null}}"#, account_page).unwrap();
        assert_eq!((none.accounts, none.total), (vec![], None));
        for (body, member) in [
            ("{}", "Accounts"),
            (
                r#"{"Accounts":{"DBInstanceAccount":[{"AccountName":""}]}}"#,
                "AccountName",
            ),
            (
                r#"{"Accounts":{"DBInstanceAccount":[{"AccountName":"a",
                "DatabasePrivileges":{"DatabasePrivilege":[{}]}}]}}"#,
                "DBName",
            ),
        ] {
            let error = decode(body.as_bytes(), account_page)
                .unwrap_err()
                .to_string();
            assert!(error.contains(member), "{error}");
        }
    }
}
