//! How the gateway answers: a JSON object or a refusal, as JSON or as XML.
//!
//! Nothing here shares a type with the client's reading side, so a misread field cannot hide.

use std::borrow::Cow;
use std::fmt::Write;

use serde_json::{Value, json};

use super::policy::Denial;

/// A request that is not carried out.
///
/// Source: "Error body" and the code tables of the OpenAPI documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// HTTP status.
    pub(crate) status: u16,
    /// The vendor's code.
    pub(crate) code: Cow<'static, str>,
    /// What is wrong, in a sentence.
    pub(crate) message: String,
    /// Value of `x-acs-retry-after`, milliseconds.
    pub(crate) retry_after: Option<u64>,
    /// The action a RAM policy denies, and how.
    pub(crate) denied: Option<(String, Denial)>,
}

impl Refusal {
    /// The instance is locked; each action has its own status and code for it.
    pub(crate) fn locked(status: u16, code: &'static str) -> Self {
        Self::new(
            status,
            code,
            "Current DB instance lock mode does not support this operation.",
        )
    }

    /// The instance is busy.
    pub(crate) fn busy() -> Self {
        Self::new(
            403,
            "IncorrectDBInstanceState",
            "Current DB instance state does not support this operation.",
        )
    }

    /// A refusal with this status, code and message.
    pub(crate) fn new(
        status: u16,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            retry_after: None,
            denied: None,
        }
    }

    /// The value of a parameter is not valid.
    pub(crate) fn malformed(name: &str) -> Self {
        let message = format!("The specified parameter {name} is not valid.");
        bad(format!("Invalid{name}.Format"), message)
    }

    /// A mandatory parameter is not there.
    pub(crate) fn missing(name: &str) -> Self {
        Self::new(
            400,
            "MissingParameter",
            format!(
                "The input parameter \"{name}\" that is mandatory for processing this request is not supplied."
            ),
        )
    }

    /// Too many requests; come back after N milliseconds.
    ///
    /// Source: `x-acs-retry-after` is in milliseconds in the vendor's own clients.
    pub(crate) fn throttled(retry_after: u64) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(
                400,
                "Throttling.User",
                "Request was denied due to user flow control.",
            )
        }
    }

    /// RAM does not allow the action.
    pub(crate) fn denied(action: &str, denial: Denial) -> Self {
        Self {
            denied: Some((action.to_owned(), denial)),
            ..Self::new(
                403,
                "Forbidden.RAM",
                "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
            )
        }
    }

    /// The error body.
    pub(crate) fn body(&self, request_id: &str, host: &str) -> Value {
        let mut body = json!({
            "RequestId": request_id,
            "HostId": host,
            "Code": self.code,
            "Message": self.message,
            "Recommend": format!("https://api.aliyun.com/troubleshoot?q={}", self.code),
        });
        if let (Some((action, denial)), Some(members)) = (&self.denied, body.as_object_mut()) {
            members.insert(
                "AccessDeniedDetail".to_owned(),
                json!({
                    "AuthAction": format!("rds:{action}"),
                    "AuthPrincipalDisplayName": "sandbox",
                    "AuthPrincipalType": "SubUser",
                    "NoPermissionType": denial.as_str(),
                    "PolicyType": "AccountLevelIdentityBasedPolicy",
                }),
            );
        }
        body
    }
}

/// A refusal with status 400.
pub(crate) fn bad(code: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Refusal {
    Refusal::new(400, code, message)
}

/// Writes a JSON object as the XML form of the API: members become elements, lists repeat theirs.
///
/// Source: "Format: absent means XML" of the RPC request syntax.
pub(crate) fn xml(root: &str, value: &Value) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>".to_owned();
    element(&mut text, root, value);
    text
}

fn element(text: &mut String, name: &str, value: &Value) {
    if let Value::Array(items) = value {
        for item in items {
            element(text, name, item);
        }
        return;
    }
    let _ = write!(text, "<{name}>");
    match value {
        Value::Null | Value::Array(_) => {}
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(content) => escape(text, content),
        Value::Object(members) => {
            for (member, value) in members {
                element(text, member, value);
            }
        }
    }
    let _ = write!(text, "</{name}>");
}

fn escape(text: &mut String, content: &str) {
    for character in content.chars() {
        match character {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '"' => text.push_str("&quot;"),
            // XML 1.0 has no way to write the other control characters.
            c if c.is_control() && !matches!(c, '\n' | '\r' | '\t') => text.push('\u{fffd}'),
            c => text.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_repeat_their_element() {
        let value = json!({"Items": {"DBInstance": [{"A": "1 < 2"}, {"A": null, "B": 3}]}});
        assert_eq!(
            xml("R", &value),
            "<?xml version=\"1.0\" encoding=\"UTF-8\" ?><R><Items><DBInstance><A>1 &lt; 2</A>\
             </DBInstance><DBInstance><A></A><B>3</B></DBInstance></Items></R>"
        );
    }

    #[test]
    fn a_denied_action_is_named() {
        let body = Refusal::denied("ModifyPGHbaConfig", Denial::Implicit).body("R", "h");
        assert_eq!(body["Code"], "Forbidden.RAM");
        assert_eq!(
            body["AccessDeniedDetail"]["AuthAction"],
            "rds:ModifyPGHbaConfig"
        );
    }
}
