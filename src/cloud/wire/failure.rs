//! Error bodies: the API's JSON, its XML, and what proxies and web servers put in its place.

use serde_json::{Map, Value};

use crate::domain::instance::RequestId;
use crate::text;
use crate::text::Text;

/// How much of a foreign text is kept, in characters.
pub(super) const EXCERPT: usize = 300;

/// How large an XML error may be; the API's own stay far below.
const XML_LIMIT: usize = 64 * 1024;

/// What an error body says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorBody {
    /// The API's code; `None` when the body is not the API's.
    pub code: Option<String>,
    /// The message, printable, or the first part of a body that is not the API's.
    pub message: Text,
    /// The request id of the body.
    pub request_id: Option<RequestId>,
}

/// Reads an error body of any kind.
///
/// Source: the error format of the OpenAPI; members come in both cases, XML has the root `Error`.
pub fn failure(body: &[u8]) -> ErrorBody {
    from_json(body)
        .or_else(|| from_xml(body))
        .unwrap_or_else(|| ErrorBody {
            code: None,
            message: match printable(&String::from_utf8_lossy(body), EXCERPT) {
                empty if empty.is_empty() => text!("api-empty"),
                excerpt => text!("api-not-its-own", excerpt = excerpt),
            },
            request_id: None,
        })
}

/// Text on one line without control characters, cut after `limit` characters.
pub fn printable(text: &str, limit: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let mut line = String::new();
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if let Some((end, _)) = line.char_indices().nth(limit) {
            line.truncate(end);
            line.push('…');
            break;
        }
    }
    line
}

fn from_json(body: &[u8]) -> Option<ErrorBody> {
    let object: Map<String, Value> = serde_json::from_slice(body).ok()?;
    let member = |names: [&str; 2]| {
        names.into_iter().find_map(|name| match object.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        })
    };
    let denied = object
        .get("AccessDeniedDetail")
        .or_else(|| object.get("accessDeniedDetail"));
    let mut said = assemble(
        member(["Code", "code"]),
        member(["Message", "message"]).as_deref(),
        member(["RequestId", "requestId"]),
    )?;
    let action = denied
        .and_then(|detail| detail.get("AuthAction"))
        .and_then(Value::as_str);
    if let Some(action) = action {
        let kind = denied
            .and_then(|detail| detail.get("NoPermissionType"))
            .and_then(Value::as_str)
            .map(|kind| printable(kind, EXCERPT));
        let (message, action) = (said.message, printable(action, EXCERPT));
        said.message = match kind {
            Some(kind) => text!(
                "api-takes-permission-kind",
                message = message,
                action = action,
                kind = kind
            ),
            None => text!("api-takes-permission", message = message, action = action),
        };
    }
    Some(said)
}

fn from_xml(body: &[u8]) -> Option<ErrorBody> {
    let text = std::str::from_utf8(body.get(..XML_LIMIT.min(body.len()))?).ok()?;
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let document = roxmltree::Document::parse(text).ok()?;
    let root = document.root_element();
    if !root.has_tag_name("Error") {
        return None;
    }
    let member = |name: &str| {
        root.children()
            .find(|node| node.has_tag_name(name))?
            .text()
            .map(str::to_owned)
    };
    assemble(
        member("Code"),
        member("Message").as_deref(),
        member("RequestId"),
    )
}

/// A failure, if there is a code to tell it by.
fn assemble(code: Option<String>, message: Option<&str>, id: Option<String>) -> Option<ErrorBody> {
    let code = code
        .map(|code| printable(&code, 100))
        .filter(|code| !code.is_empty())?;
    Some(ErrorBody {
        message: Text::verbatim(printable(message.unwrap_or_default(), 2 * EXCERPT)),
        code: Some(code),
        request_id: id
            .filter(|id| !id.trim().is_empty())
            .map(|id| RequestId(printable(&id, 100))),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, code: Option<&str>, message: &str, id: Option<&str>) {
        let failure = failure(body.as_bytes());
        assert_eq!(failure.code.as_deref(), code);
        assert_eq!(failure.message, message);
        assert_eq!(failure.request_id, id.map(|id| RequestId(id.to_owned())));
    }

    #[test]
    fn the_apis_own_json() {
        check(
            include_str!("../../../tests/data/error_acl_permission.json"),
            Some("InvalidACL.Permission"),
            "The ACL cannot be set before the client CA.",
            Some("R7"),
        );
        check(
            include_str!("../../../tests/data/error_throttled.json"),
            Some("Throttling.User"),
            "Request was denied due to user flow control.",
            Some("R8"),
        );
    }

    #[test]
    fn lower_case_members() {
        check(
            r#"{"code":"Forbidden","message":"no","requestId":"R"}"#,
            Some("Forbidden"),
            "no",
            Some("R"),
        );
    }

    #[test]
    fn a_denial_names_the_permission() {
        check(
            r#"{"Code":"Forbidden.RAM","Message":"no","AccessDeniedDetail":{"AuthAction":"rds:DescribeDBInstanceSSL","NoPermissionType":"ImplicitDeny"}}"#,
            Some("Forbidden.RAM"),
            "no; it takes the permission rds:DescribeDBInstanceSSL (ImplicitDeny)",
            None,
        );
    }

    #[test]
    fn xml() {
        check(
            "<?xml version='1.0' encoding='UTF-8'?>\n<Error><RequestId>R</RequestId><HostId>h</HostId><Code>Throttling</Code><Message>slow &amp; down</Message></Error>",
            Some("Throttling"),
            "slow & down",
            Some("R"),
        );
    }

    #[test]
    fn a_foreign_body_is_kept_in_part() {
        check(
            "<html>\r\n<h1>502 Bad\x1b[31m Gateway</h1></html>",
            None,
            "the answer is not the API's: <html> <h1>502 Bad [31m Gateway</h1></html>",
            None,
        );
        check("", None, "an empty answer", None);
        check("{}", None, "the answer is not the API's: {}", None);
        let long = failure("x".repeat(100_000).as_bytes()).message.english();
        assert!(long.chars().count() < 400, "{}", long.len());
    }
}
