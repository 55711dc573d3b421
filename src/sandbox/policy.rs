//! RAM policies of access keys: whether a call is allowed.
//!
//! Pure. It shares nothing with the writing side, so a document that is wrong cannot be read
//! right. Anything a document holds that is not understood here is refused when it is read, since
//! passing over a condition would allow what it forbids.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::cloud::rpc::signature::Parameters;
use crate::text::{Text, text};

/// A policy document.
///
/// Source: policy structure and syntax of RAM, version 1: the allowed is what some statement
/// allows and none denies; `*` stands for any text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct RamPolicy {
    version: String,
    statement: Vec<Statement>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Statement {
    effect: Effect,
    action: OneOrMany,
    resource: OneOrMany,
    #[serde(default)]
    condition: Condition,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum Effect {
    Allow,
    Deny,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Condition {
    /// Key to values: each key must have one of its values.
    #[serde(default)]
    string_equals: BTreeMap<String, OneOrMany>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// A call, as a policy sees it.
pub(crate) struct PolicyCall<'a> {
    /// The action, such as `ModifyDBInstanceSSL`.
    pub(crate) action: &'a str,
    /// The region of the instance, or `*`.
    pub(crate) region: &'a str,
    /// The account.
    pub(crate) account: &'a str,
    /// What the call sends.
    pub(crate) parameters: &'a Parameters,
}

/// How a call is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Denial {
    /// No statement allows it.
    Implicit,
    /// A statement denies it.
    Explicit,
}

impl Denial {
    /// `NoPermissionType` of `AccessDeniedDetail`.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Implicit => "ImplicitDeny",
            Self::Explicit => "ExplicitDeny",
        }
    }
}

impl RamPolicy {
    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// The reason.
    pub(crate) fn check(&self) -> Result<(), Text> {
        if self.version != "1" {
            return Err(text!("sandbox-policy-version", version = &self.version));
        }
        let known = ["rds:SSLEnabled"];
        let keys = self
            .statement
            .iter()
            .flat_map(|statement| statement.condition.string_equals.keys());
        for key in keys {
            if !known.contains(&key.as_str()) {
                return Err(text!("sandbox-policy-condition", key = key));
            }
        }
        Ok(())
    }

    /// Whether the call is allowed.
    ///
    /// # Errors
    /// How it is not.
    pub(crate) fn allows(&self, asked: &PolicyCall<'_>) -> Result<(), Denial> {
        let applies = |effect: Effect| {
            self.statement
                .iter()
                .any(|statement| statement.effect == effect && statement.covers(asked))
        };
        if applies(Effect::Deny) {
            Err(Denial::Explicit)
        } else if applies(Effect::Allow) {
            Ok(())
        } else {
            Err(Denial::Implicit)
        }
    }
}

impl Statement {
    fn covers(&self, asked: &PolicyCall<'_>) -> bool {
        let action = format!("rds:{}", asked.action);
        let instance = asked.parameters.get("DBInstanceId").map_or("*", |id| id);
        let resource = format!(
            "acs:rds:{}:{}:dbinstance/{instance}",
            asked.region, asked.account
        );
        self.action.any(|pattern| matches(pattern, &action))
            && self.resource.any(|pattern| matches(pattern, &resource))
            && self.condition.string_equals.iter().all(|(key, wanted)| {
                match value(key, asked.parameters) {
                    Some(value) => wanted.any(|wanted| wanted == value),
                    None => false,
                }
            })
    }
}

/// The value of a condition key in a call; a call that does not send the parameter has none.
///
/// Source: the sample policy `DataSecuritySSLDisabledForbidden` of the vendor compares
/// `rds:SSLEnabled` with `0`, the value of the parameter.
fn value<'a>(key: &str, parameters: &'a Parameters) -> Option<&'a str> {
    parameters
        .get(key.strip_prefix("rds:")?)
        .map(String::as_str)
        .filter(|value| !value.is_empty())
}

impl OneOrMany {
    fn any(&self, test: impl Fn(&str) -> bool) -> bool {
        match self {
            Self::One(text) => test(text),
            Self::Many(texts) => texts.iter().any(|text| test(text)),
        }
    }
}

/// Whether a text has the shape of a pattern, in which `*` stands for any text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|start| text.strip_prefix(start)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(end) = parts.pop() else {
        // No star at all.
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("*", "rds:X", true),
            ("rds:Describe*", "rds:DescribeDBProxy", true),
            ("rds:Describe*", "rds:ModifyPGHbaConfig", false),
            ("rds:X", "rds:X", true),
            ("rds:X", "rds:XY", false),
            (
                "acs:rds:*:*:dbinstance/pgm-a",
                "acs:rds:r:1:dbinstance/pgm-a",
                true,
            ),
            (
                "acs:rds:*:*:dbinstance/pgm-a",
                "acs:rds:r:1:dbinstance/pgm-ab",
                false,
            ),
            ("a*a", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }

    fn ask(policy: &RamPolicy, action: &str, parameters: &[(&str, &str)]) -> Result<(), Denial> {
        let parameters = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        policy.allows(&PolicyCall {
            action,
            region: "cn-hangzhou",
            account: "1",
            parameters: &parameters,
        })
    }

    #[test]
    fn a_denial_beats_what_is_allowed() {
        let policy: RamPolicy = serde_json::from_str(
            r#"{"Version": "1", "Statement": [
                {"Effect": "Allow", "Action": "rds:*", "Resource": "acs:rds:*:*:dbinstance/pgm-a"},
                {"Effect": "Deny", "Action": ["rds:ModifyDBInstanceSSL"], "Resource": ["*"],
                 "Condition": {"StringEquals": {"rds:SSLEnabled": "0"}}}]}"#,
        )
        .unwrap();
        policy.check().unwrap();
        let a = ("DBInstanceId", "pgm-a");
        let modify = "ModifyDBInstanceSSL";
        assert_eq!(ask(&policy, "DescribeDBInstanceSSL", &[a]), Ok(()));
        assert_eq!(ask(&policy, modify, &[a]), Ok(()));
        assert_eq!(ask(&policy, modify, &[a, ("SSLEnabled", "1")]), Ok(()));
        assert_eq!(
            ask(&policy, modify, &[a, ("SSLEnabled", "0")]),
            Err(Denial::Explicit)
        );
        assert_eq!(
            ask(&policy, modify, &[("DBInstanceId", "pgm-b")]),
            Err(Denial::Implicit)
        );
        assert_eq!(ask(&policy, "DescribeRegions", &[]), Err(Denial::Implicit));
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let read = |text: &str| {
            serde_json::from_str::<RamPolicy>(text)
                .map_err(|error| error.to_string())
                .and_then(|policy| policy.check().map_err(|why| why.english()))
        };
        for (text, part) in [
            (r#"{"Version": "2", "Statement": []}"#, "version"),
            (
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*",
                   "Condition": {"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}}]}"#,
                "IpAddress",
            ),
            (
                r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*",
                   "Condition": {"StringEquals": {"rds:ResourceTag": "x"}}}]}"#,
                "rds:ResourceTag",
            ),
        ] {
            let error = read(text).unwrap_err();
            assert!(error.contains(part), "{error}");
        }
    }
}
