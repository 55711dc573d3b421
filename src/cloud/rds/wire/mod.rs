//! The vendor's JSON, and what it means in the words of the domain.
//!
//! One function an answer of [`API_VERSION`]: bytes in, domain value out. Scalars are lenient (text, number, boolean,
//! null), unknown members are ignored, but nothing a decision rests on has a default: what is
//! missing becomes "not known", or the answer counts as unreadable where the domain has no such
//! word.
//!
//! `DescribeDBInstanceSSL` hands out the server's private key: it is dropped as an answer is read.

mod accounts;
mod hba;
mod instance;
mod network;
mod ssl;

pub use crate::cloud::rpc::answer::{Answer, WireError, parse};
pub use crate::cloud::rpc::failure::failure;
use crate::domain::instance::RequestId;
use crate::text::text;
pub use accounts::{AccountPage, account_page};
pub use hba::{hba_log, hba_state};
pub use instance::{InstancePage, RegionRow, UnreadRow, instance, instance_page, regions};
pub use network::{endpoints, proxy, whitelist};
pub use ssl::ssl_state;

/// The API version that every request names and every structure here is of.
pub const API_VERSION: &str = "2014-08-15";

/// Refuses an answer that says itself that it is about another instance.
///
/// # Errors
/// [`WireError`] when it does.
pub fn check_instance(id: &str, answer: &Answer<'_>) -> Result<(), WireError> {
    ours(answer, "DBInstanceId", id)?;
    ours(answer, "DBInstanceName", id)
}

/// Reads a member that may be left out; the name of one that is there and says nothing that is understood is `garbled`.
fn optional<'r, 'a, T>(
    row: &'r Answer<'a>,
    name: &'static str,
    read: impl Fn(&'r Answer<'a>, &str) -> Result<Option<T>, WireError>,
    garbled: &mut Vec<&'static str>,
) -> Option<T> {
    let value = read(row, name).ok().flatten();
    if value.is_none() && !matches!(row.filled(name), Ok(None)) {
        garbled.push(name);
    }
    value
}

/// Whether an id in an answer is the one that was asked for, or nothing.
fn ours(answer: &Answer<'_>, name: &str, id: &str) -> Result<(), WireError> {
    match answer.filled(name)? {
        Some(other) if !other.eq_ignore_ascii_case(id) => {
            Err(WireError::Shape(text!("api-other-instance")))
        }
        _ => Ok(()),
    }
}

/// The request id of an answer that says nothing else: `{"RequestId": "…"}`, or `None` inside when
/// it has none.
///
/// # Errors
/// [`WireError`] when it is no text.
pub fn accepted(answer: &Answer<'_>) -> Result<Option<RequestId>, WireError> {
    let id = answer.owned("RequestId")?;
    Ok(id.or(answer.owned("requestId")?).map(RequestId))
}

/// What a reader makes of a body.
#[cfg(test)]
fn decode<T>(
    body: &[u8],
    reader: impl Fn(&Answer<'_>) -> Result<T, WireError>,
) -> Result<T, WireError> {
    reader(&parse(body)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::domain::instance::Region;

    /// Members the API uses, so that arbitrary JSON gets past the first level.
    const NAMES: [&str; 29] = [
        "Items",
        "DBInstance",
        "DBInstanceAttribute",
        "DBInstanceId",
        "DBInstanceStatus",
        "ReadOnlyDBInstanceIds",
        "ReadOnlyDBInstanceId",
        "RunningHbaItems",
        "DefaultHbaItems",
        "HbaItem",
        "PriorityId",
        "Type",
        "Method",
        "Mask",
        "SSLEnabled",
        "ACL",
        "SSLExpireTime",
        "DBInstanceNetInfos",
        "DBInstanceNetInfo",
        "ConnectionString",
        "Port",
        "DBInstanceIPArray",
        "SecurityIPList",
        "DBProxyServiceStatus",
        "Accounts",
        "DBInstanceAccount",
        "AccountName",
        "DatabasePrivileges",
        "DatabasePrivilege",
    ];

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            prop_oneof![
                Just("null"),
                Just(""),
                Just("on"),
                Just("perfer"),
                Just("pgm-a"),
                Just("2027-01-02T03:04:05Z"),
                Just("host")
            ]
            .prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 64, 6, |inner| {
            let name = prop_oneof![
                8 => proptest::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
                1 => any::<String>(),
            ];
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::vec((name, inner), 0..6)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    fn decode_with_everything(body: &[u8]) {
        let text = failure(body).message.english();
        assert!(!text.chars().any(char::is_control), "{text:?}");
        let Ok(answer) = &parse(body) else {
            return;
        };
        let id = "pgm-a".parse().unwrap();
        let _ = (
            instance(&id, answer),
            instance_page(answer),
            regions(answer),
            endpoints(answer),
        );
        let _ = (
            ssl_state(answer),
            hba_state(answer),
            whitelist(answer),
            proxy(answer),
        );
        let _ = (accepted(answer), account_page(answer));
        let _ = check_instance("pgm-a", answer);
    }

    proptest! {
        #[test]
        fn arbitrary_json_never_panics(value in any_json()) {
            decode_with_everything(value.to_string().as_bytes());
        }

        #[test]
        fn arbitrary_bytes_never_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            decode_with_everything(&body);
        }
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_crash() {
        for (open, close) in [("[", "]"), ("{\"Items\":", "}"), ("<a>", "</a>")] {
            let body = format!("{}{}", open.repeat(50_000), close.repeat(50_000));
            decode_with_everything(body.as_bytes());
            assert!(decode(body.as_bytes(), ssl_state).is_err());
        }
    }

    #[test]
    fn what_is_no_json_is_told_from_what_has_another_shape() {
        for cut in ["", "<html>", "{\"SSLEnabled\":\"o", "nul"] {
            assert!(
                matches!(
                    decode(cut.as_bytes(), ssl_state),
                    Err(WireError::NotJson(_))
                ),
                "{cut}"
            );
        }
        for odd in ["[]", "1", "{\"SSLEnabled\":{}}"] {
            assert!(
                matches!(decode(odd.as_bytes(), ssl_state), Err(WireError::Shape(_))),
                "{odd}"
            );
        }
    }

    #[test]
    fn regions_are_listed_once() {
        let body = json!({"Regions": {"RDSRegion": [
            {"RegionId": "cn-hangzhou", "ZoneId": "h", "RegionEndpoint": "rds.aliyuncs.com"},
            {"RegionId": "cn-hangzhou", "ZoneId": "i", "RegionEndpoint": "rds.aliyuncs.com"},
            {"RegionId": "eu-central-1", "ZoneId": "a"},
        ]}});
        let rows = decode(body.to_string().as_bytes(), regions).unwrap();
        let ids: Vec<&str> = rows.iter().map(|row| Region::as_str(&row.region)).collect();
        assert_eq!(ids, ["cn-hangzhou", "eu-central-1"]);
        assert_eq!(rows[0].endpoint.as_deref(), Some("rds.aliyuncs.com"));
        assert_eq!(rows[1].endpoint, None);
    }

    #[test]
    fn an_account_has_a_region() {
        let none = [json!([]), json!({}), json!(null)];
        let inner = none.clone().map(|list| json!({ "RDSRegion": list }));
        for list in none.into_iter().chain(inner) {
            let body = json!({ "Regions": list }).to_string();
            assert!(decode(body.as_bytes(), regions).is_err(), "{body}");
        }
    }

    #[test]
    fn acceptance_carries_the_request_id() {
        let body = include_bytes!("../../../../tests/data/write_accepted.json");
        assert_eq!(decode(body, accepted), Ok(Some(RequestId("R6".into()))));
        assert_eq!(decode(b"{}", accepted), Ok(None));
        assert!(decode(b"ok", accepted).is_err());
    }
}
