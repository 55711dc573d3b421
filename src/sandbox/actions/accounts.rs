//! `DescribeAccounts`: the logins of an instance.

use serde_json::{Value, json};

use super::{Call, Reply};
use crate::sandbox::answer::Refusal;
use crate::sandbox::state::State;

/// Source: `DescribeAccounts`, API version 2014-08-15; privileges are `t` or `f`. It opens a session
/// to the database, so it is refused while the instance does not run.
pub(super) fn describe(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 404, "InvalidDBInstanceName.NotFound")?;
    if instance.status(call.now) != "Running" {
        return Err(Refusal::new(
            403,
            "IncorrectDBInstanceState",
            "Current DB instance state does not support this operation.",
        ));
    }
    let flag = |set: bool| if set { "t" } else { "f" };
    let rows: Vec<Value> = instance
        .accounts
        .iter()
        .filter(|(name, _)| {
            call.optional("AccountName")
                .is_none_or(|wanted| wanted == name)
        })
        .map(|(name, replication)| {
            json!({
                "DBInstanceId": instance.id,
                "AccountName": name,
                "AccountType": if *replication { "Super" } else { "Normal" },
                "AccountStatus": "Available",
                "AccountDescription": "",
                "CreateDB": flag(*replication),
                "CreateRole": flag(*replication),
                "BypassRLS": "f",
                "Replication": flag(*replication),
                "ValidUntil": "infinity",
                "DatabasePrivileges": { "DatabasePrivilege": [{
                    "DBName": instance.database,
                    "AccountPrivilege": "ALL",
                    "AccountPrivilegeDetail": "CREATE,CONNECT,TEMPORARY",
                }] },
            })
        })
        .collect();
    Ok(Reply::Read(json!({
        "PageNumber": 1,
        "TotalRecordCount": rows.len(),
        "Accounts": { "DBInstanceAccount": rows },
    })))
}
