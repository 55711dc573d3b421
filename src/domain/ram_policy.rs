//! RAM policy documents with the least rights for what the tool does.
//!
//! Invariant: a document allows the actions that a command cannot do without, on nothing but RDS
//! instances. Deliberately absent: reading and evaluating policies.

use serde_json::{Value, json};

use super::instance::{InstanceId, Region};

/// The actions that `check` and `plan` look with.
///
/// Source: an RDS action `X` is the RAM action `rds:X`; RAM authorization of the RDS OpenAPI,
/// version 2014-08-15.
pub const AUDIT_ACTIONS: [&str; 6] = [
    "DescribeDBInstanceAttribute",
    "DescribeDBInstanceNetInfo",
    "DescribeDBInstanceSSL",
    "DescribePGHbaConfig",
    "DescribeDBInstanceIPArrayList",
    "DescribeDBProxy",
];

/// The actions that `enforce` changes with.
pub const CHANGE_ACTIONS: [&str; 2] = ["ModifyDBInstanceSSL", "ModifyPGHbaConfig"];

/// The action by which `enforce` sees whether it overwrote a change that somebody else made at the same
/// moment, and whether records that are not listed were ever changed.
pub const LOG_ACTION: &str = "DescribeModifyPGHbaConfigLog";

/// The actions that find instances by listing them, in one region or in all.
pub const SWEEP_ACTIONS: [&str; 2] = ["DescribeDBInstances", "DescribeRegions"];

/// What the condition key `rds:SSLEnabled` says in a call that switches SSL off: the value of the
/// parameter `SSLEnabled` of `ModifyDBInstanceSSL`. A call without that parameter has no such key.
///
/// Source: the policy `DataSecuritySSLDisabledForbidden` on the vendor's page of RAM policies for
/// ApsaraDB RDS, which compares the key with `0`.
pub const SSL_OFF: &str = "0";

/// What a policy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To look: `check` and `plan`.
    Audit,
    /// To look and to change: `enforce` in both ways.
    Enforce,
    /// To forbid switching SSL off, whatever other policies allow.
    Guard,
}

/// Which instances a policy is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// The region; `None` is every region.
    pub region: Option<Region>,
    /// The account; `None` is the one that the policy belongs to.
    pub account: Option<String>,
    /// The instances; none is every instance.
    pub instances: Vec<InstanceId>,
    /// Whether instances are found by listing them too.
    pub sweep: bool,
}

impl Scope {
    fn place(&self) -> String {
        let region = self.region.as_ref().map_or("*", Region::as_str);
        let account = self.account.as_deref().unwrap_or("*");
        format!("acs:rds:{region}:{account}:dbinstance")
    }

    /// The resources in the form `acs:rds:REGION:ACCOUNT:dbinstance/ID`.
    fn resources(&self) -> Vec<String> {
        let place = self.place();
        if self.instances.is_empty() {
            return vec![format!("{place}/*")];
        }
        self.instances
            .iter()
            .map(|id| format!("{place}/{id}"))
            .collect()
    }
}

/// The document, ready to be pasted into the RAM console.
///
/// Source: policy structure and syntax of RAM, version 1.
pub fn document(purpose: Purpose, scope: &Scope) -> Value {
    let resources = scope.resources();
    let allow = |actions: &[&str]| json!({ "Effect": "Allow", "Action": named(actions), "Resource": resources });
    // A listing is not about one instance, so it is allowed on all of the region.
    let listing = scope.sweep.then(|| {
        let all = format!("{}/*", scope.place());
        json!({ "Effect": "Allow", "Action": named(&SWEEP_ACTIONS), "Resource": [all] })
    });
    let mut statements = match purpose {
        Purpose::Audit => vec![allow(&AUDIT_ACTIONS)],
        Purpose::Enforce => vec![
            allow(&AUDIT_ACTIONS),
            allow(&CHANGE_ACTIONS),
            allow(&[LOG_ACTION]),
        ],
        Purpose::Guard => vec![json!({
            "Effect": "Deny",
            "Action": named(&["ModifyDBInstanceSSL"]),
            "Resource": resources,
            "Condition": { "StringEquals": { "rds:SSLEnabled": [SSL_OFF] } },
        })],
    };
    if purpose != Purpose::Guard {
        statements.extend(listing);
    }
    json!({ "Version": "1", "Statement": statements })
}

fn named(actions: &[&str]) -> Vec<String> {
    actions
        .iter()
        .map(|action| format!("rds:{action}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_becomes_resources() {
        let everything = Scope::default().resources();
        assert_eq!(everything, ["acs:rds:*:*:dbinstance/*"]);
        let scope = Scope {
            region: Some("cn-hangzhou".parse().unwrap()),
            account: Some("1234567890123456".to_owned()),
            instances: vec!["pgm-a".parse().unwrap(), "pgm-b".parse().unwrap()],
            sweep: false,
        };
        let expected = ["pgm-a", "pgm-b"]
            .map(|id| format!("acs:rds:cn-hangzhou:1234567890123456:dbinstance/{id}"));
        assert_eq!(scope.resources(), expected);
    }

    /// The vendor's own example of such a policy, with the resource narrowed to instances.
    #[test]
    fn the_guard_is_the_documented_one() {
        let expected = json!({
            "Version": "1",
            "Statement": [{
                "Effect": "Deny",
                "Action": ["rds:ModifyDBInstanceSSL"],
                "Resource": ["acs:rds:*:*:dbinstance/*"],
                "Condition": { "StringEquals": { "rds:SSLEnabled": ["0"] } },
            }],
        });
        assert_eq!(document(Purpose::Guard, &Scope::default()), expected);
    }

    #[test]
    fn only_enforce_may_write() {
        let writes = |purpose| {
            let text = document(purpose, &Scope::default()).to_string();
            CHANGE_ACTIONS
                .iter()
                .all(|action| text.contains(&format!("rds:{action}")))
        };
        assert!(!writes(Purpose::Audit));
        assert!(writes(Purpose::Enforce));
    }
}
