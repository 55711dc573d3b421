//! Error bodies: the API's JSON, its XML, and what proxies and web servers put in its place.

use super::answer::{Answer, EXCERPT, parse, printable};
use crate::domain::instance::RequestId;
use crate::text::{Text, text};

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
    parse(body)
        .ok()
        .and_then(|answer| from_json(&answer))
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

/// Whether an answer carries the code of an error.
pub(super) fn is_failure(answer: &Answer<'_>) -> bool {
    from_json(answer).is_some()
}

fn from_json(answer: &Answer<'_>) -> Option<ErrorBody> {
    let mut said = assemble(|name| text_of(answer, name))?;
    let mut denied = answer.in_any_case("AccessDeniedDetail");
    let denied = denied.find_map(|name| answer.object(name).ok()?);
    let detail = |name| Some(printable(text_of(denied?, name)?, EXCERPT));
    if let Some(action) = detail("AuthAction") {
        let message = said.message;
        said.message = match detail("NoPermissionType") {
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

/// A text by its name in any case.
fn text_of<'m>(answer: &'m Answer<'_>, name: &str) -> Option<&'m str> {
    let mut names = answer.in_any_case(name);
    names.find_map(|name| answer.filled(name).ok()?)
}

fn from_xml(body: &[u8]) -> Option<ErrorBody> {
    let text = std::str::from_utf8(body.get(..XML_LIMIT.min(body.len()))?).ok()?;
    if !text.trim_start().starts_with('<') {
        return None;
    }
    let document = roxmltree::Document::parse(text).ok()?;
    let root = document.root_element();
    let member = |name| root.children().find(|node| node.has_tag_name(name))?.text();
    root.has_tag_name("Error")
        .then(|| assemble(member))
        .flatten()
}

/// A failure, if there is a code to tell it by.
fn assemble<'a>(member: impl Fn(&'static str) -> Option<&'a str>) -> Option<ErrorBody> {
    let line = |name, limit| {
        let line = printable(member(name)?, limit);
        Some(line).filter(|line| !line.is_empty())
    };
    Some(ErrorBody {
        code: Some(line("Code", 100)?),
        message: Text::verbatim(line("Message", 2 * EXCERPT).unwrap_or_default()),
        request_id: line("RequestId", 100).map(RequestId),
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
