//! `DescribeAccounts`: the logins of an instance.

use serde_json::{Value, json};

use super::{Call, Reply};
use crate::sandbox::answer::Refusal;
use crate::sandbox::state::State;

/// The smallest page, also when no size is asked for.
const LEAST: usize = 30;

/// The largest page.
const MOST: usize = 200;

/// Source: `DescribeAccounts`, API version 2014-08-15; privileges are `t` or `f`. It opens a session
/// to the database, so it is refused while the instance does not run.
pub(super) fn describe(call: &Call<'_>, state: &State) -> Result<Reply, Refusal> {
    let instance = call.instance(state, 404, "InvalidDBInstanceName.NotFound")?;
    if instance.status(call.now) != "Running" {
        return Err(Refusal::busy());
    }
    let size = call.number("PageSize", LEAST, MOST)?;
    let page = call.number("PageNumber", 1, usize::MAX)?;
    if size < LEAST {
        return Err(Refusal::malformed("PageSize"));
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
    let total = rows.len();
    let rows: Vec<Value> = rows
        .into_iter()
        .skip((page - 1).saturating_mul(size))
        .take(size)
        .collect();
    Ok(Reply::Read(json!({
        "PageNumber": page,
        "TotalRecordCount": total,
        "Accounts": { "DBInstanceAccount": rows },
    })))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{answer, refusal, state_with};

    #[test]
    fn accounts_come_in_pages() {
        let state = state_with(|one| {
            let accounts = (0..70).map(|number| (format!("u{number}"), number == 0));
            one.accounts = accounts.collect();
        });
        let ask = |more: &str| {
            answer(
                &state,
                &format!("DescribeAccounts?DBInstanceId=pgm-a&{more}"),
            )
        };
        let mut seen = Vec::new();
        for (number, rows) in [("1", 30), ("2", 30), ("3", 10), ("4", 0)] {
            let page = ask(&format!("PageNumber={number}"));
            assert_eq!(page["TotalRecordCount"], 70);
            let list = page["Accounts"]["DBInstanceAccount"].as_array().unwrap();
            assert_eq!(list.len(), rows);
            seen.extend(list.iter().map(|row| row["AccountName"].clone()));
        }
        assert_eq!(seen[0], "u0");
        assert_eq!(seen[69], "u69");
        let all = ask("PageSize=200");
        assert_eq!(all["Accounts"]["DBInstanceAccount"][0]["Replication"], "t");
        assert_eq!(all["Accounts"]["DBInstanceAccount"][69]["Replication"], "f");
        for size in ["29", "201"] {
            let call = format!("DescribeAccounts?DBInstanceId=pgm-a&PageSize={size}");
            assert_eq!(refusal(&state, &call), "400 InvalidPageSize.Format");
        }
    }
}
