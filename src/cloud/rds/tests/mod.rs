//! The client against a small server that answers by script.

mod doctor;
mod identity;
mod regions;
mod way;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::clock::fake::FakeClock;
use crate::cloud::Cloud;
use crate::cloud::rpc::error::ApiErrorKind;
use crate::cloud::rpc::signature::percent_encode;
use crate::cloud::rpc::signature::{
    acs3_canonical_request, acs3_signature, acs3_string_to_sign, payload_hash, v1_signature,
    v1_string_to_sign,
};
use crate::cloud::rpc::{CallTrace, Credentials, SignatureVersion};
use crate::domain::acl::Acl;
use crate::domain::hba::Record;
use crate::domain::instance::{InstanceId, RequestId};
use crate::domain::ssl::{Pem, SslChange, SslState};

const SECRET: &str = "secret/of+the=test/key";
const SERVER_KEY: &str =
    "-----BEGIN PRIVATE KEY-----\nAAAABBBBCCCCDDDDEEEE+/==\n-----END PRIVATE KEY-----";
const SSL_ON: &str = include_str!("../../../../tests/data/ssl_on_prefer.json");
const THROTTLED: &str = include_str!("../../../../tests/data/error_throttled.json");
const ACCEPTED: &str = include_str!("../../../../tests/data/write_accepted.json");

/// What the server does with one request.
enum Reply {
    /// Status, extra header lines and body.
    Answer(u16, &'static str, String),
    /// Bytes as they are.
    Raw(Vec<u8>),
    /// The connection is dropped once the request was read.
    Drop,
    /// Nothing comes until the client gives up.
    Silence,
}

fn answer(status: u16, body: &str) -> Reply {
    Reply::Answer(status, "", body.to_owned())
}

/// An error of the API with this code.
fn refusal(status: u16, code: &str) -> Reply {
    let body = format!(r#"{{"Code":"{code}","Message":"x","RequestId":"R"}}"#);
    Reply::Answer(status, "", body)
}

/// An address where nobody listens.
async fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

/// One request as it arrived.
struct Arrived {
    line: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Arrived {
    fn form(&self) -> Parameters {
        let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
        self.body
            .split('&')
            .map(|pair| pair.split_once('=').unwrap())
            .map(|(name, value)| (decode(name), decode(value)))
            .collect()
    }
}

struct Server {
    endpoint: ApiEndpoint,
    arrived: Arc<Mutex<Vec<Arrived>>>,
}

impl Server {
    /// Answers one request a connection, in the order of the script; more requests fail the test
    /// that counts them.
    async fn start(script: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let arrived = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&arrived);
        tokio::spawn(async move {
            let mut script = VecDeque::from(script);
            loop {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut bytes = Vec::new();
                let request = loop {
                    if let Some(request) = parse(&bytes) {
                        break request;
                    }
                    if stream.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                        break Arrived {
                            line: "cut".into(),
                            headers: BTreeMap::new(),
                            body: String::new(),
                        };
                    }
                };
                seen.lock().unwrap().push(request);
                match script.pop_front().unwrap_or_else(|| answer(418, "{}")) {
                    Reply::Answer(status, headers, body) => {
                        let length = body.len();
                        let text = format!(
                            "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}"
                        );
                        // The client may hang up early, when it has read enough.
                        let _ = stream.write_all(text.as_bytes()).await;
                    }
                    Reply::Raw(bytes) => {
                        let _ = stream.write_all(&bytes).await;
                    }
                    Reply::Drop => {}
                    Reply::Silence => {
                        let _ = stream.read_u8().await;
                    }
                }
            }
        });
        Self {
            endpoint: ApiEndpoint::parse(&format!("http://{address}")).unwrap(),
            arrived,
        }
    }

    fn requests(&self) -> usize {
        self.arrived.lock().unwrap().len()
    }

    /// The forms of the requests, oldest first.
    fn forms(&self) -> Vec<Parameters> {
        self.arrived
            .lock()
            .unwrap()
            .iter()
            .map(Arrived::form)
            .collect()
    }

    /// What each request has for this parameter.
    fn sent(&self, name: &str) -> Vec<String> {
        self.forms().iter().map(|form| form[name].clone()).collect()
    }
}

fn parse(bytes: &[u8]) -> Option<Arrived> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let line = lines.next()?.to_owned();
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers
        .get("content-length")
        .map_or(Some(0), |length| length.parse().ok())?;
    (body.len() >= length).then(|| Arrived {
        line,
        headers,
        body: body.to_owned(),
    })
}

fn noon() -> DateTime<Utc> {
    "2027-01-02T12:00:00Z".parse().unwrap()
}

fn credentials() -> Credentials {
    Credentials {
        access_key_id: "test-id".into(),
        secret: SecretString::from(SECRET),
        security_token: None,
    }
}

fn with_token(token: &str) -> Credentials {
    Credentials {
        security_token: Some(SecretString::from(token)),
        ..credentials()
    }
}

/// A client of the server, with a clock that does not wait.
fn client(server: &Server, change: impl FnOnce(&mut ApiSettings)) -> (OpenApi, Arc<FakeClock>) {
    let clock = Arc::new(FakeClock::at(noon()));
    let mut settings = ApiSettings::new(server.endpoint.clone(), credentials());
    settings.read_timeout = Duration::from_secs(20);
    change(&mut settings);
    (OpenApi::new(settings, clock.clone(), None), clock)
}

fn id() -> InstanceId {
    "pgm-a".parse().unwrap()
}

/// One read against a script.
async fn read(script: Vec<Reply>) -> (Result<SslState, ApiError>, usize, Vec<Duration>) {
    let server = Server::start(script).await;
    let (api, clock) = client(&server, |_| {});
    let result = api.ssl(&id()).await;
    (result, server.requests(), clock.slept())
}

/// How a read against a script fails, and after how many requests.
async fn failed_read(script: Vec<Reply>) -> (ApiError, (ApiErrorKind, usize)) {
    let (result, requests, _) = read(script).await;
    let error = result.unwrap_err();
    let told = (error.kind, requests);
    (error, told)
}

/// One write against a script.
async fn write(script: Vec<Reply>) -> (Result<RequestId, ApiError>, usize, Vec<Duration>) {
    let server = Server::start(script).await;
    let (api, clock) = client(&server, |_| {});
    let result = api.replace_hba(&id(), &Record::factory()).await;
    (result, server.requests(), clock.slept())
}

#[tokio::test]
async fn a_read_is_sent_again_after_failures_and_each_time_signed_anew() {
    let server = Server::start(vec![
        refusal(503, "ServiceUnavailable"),
        answer(500, "oops"),
        Reply::Drop,
        answer(200, "<html>captured</html>"),
        answer(200, SSL_ON),
    ])
    .await;
    let (api, _clock) = client(&server, |_| {});
    assert_eq!(api.ssl(&id()).await.unwrap().enabled, Some(true));
    let nonces = server.sent("SignatureNonce");
    assert_eq!(nonces.len(), 5);
    assert_eq!(BTreeSet::from_iter(nonces).len(), 5);
}

#[tokio::test]
async fn a_read_that_keeps_failing_gives_the_last_error() {
    let script = (0..9).map(|_| refusal(500, "InternalError"));
    let (error, told) = failed_read(script.collect()).await;
    assert_eq!(told, (ApiErrorKind::Failed, 5));
    assert_eq!(error.status, Some(500));
    let expected = "DescribeDBInstanceSSL: InternalError: x (request R)";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_refusal_is_final() {
    let (result, requests, slept) = read(vec![refusal(403, "Forbidden.RAM")]).await;
    assert_eq!(result.unwrap_err().kind, ApiErrorKind::Permission);
    assert_eq!((requests, slept.len()), (1, 0));
}

#[tokio::test]
async fn a_refusal_names_action_and_instance_in_its_remedy() {
    for (code, remedy) in [
        (
            "Forbidden.RAM",
            "allow the RAM action rds:DescribeDBInstanceSSL for this identity".to_owned(),
        ),
        (
            "IncorrectDBInstanceState",
            format!("wait for it with `forcessl wait {}`, then try again", id()),
        ),
    ] {
        let (error, _) = failed_read(vec![refusal(403, code)]).await;
        assert_eq!(error.remedy().map(|next| next.english()), Some(remedy));
    }
}

#[tokio::test]
async fn the_request_id_of_the_header_comes_first() {
    let denied = r#"{"Code":"Forbidden.RAM","Message":"no","RequestId":"body"}"#;
    let reply = Reply::Answer(403, "x-acs-request-id: header\r\n", denied.into());
    let (error, _) = failed_read(vec![reply]).await;
    assert_eq!(error.request_id, Some(RequestId("header".into())));
}

#[tokio::test]
async fn the_pause_that_the_service_asks_for_is_kept() {
    let throttled = Reply::Answer(400, "x-acs-retry-after: 1500\r\n", THROTTLED.into());
    let (result, requests, slept) = read(vec![throttled, answer(200, SSL_ON)]).await;
    assert!(result.is_ok());
    assert_eq!(requests, 2);
    assert_eq!(slept, [Duration::from_millis(1500)]);
}

#[tokio::test]
async fn a_hint_that_is_none_is_not_followed() {
    for hint in [
        "x-acs-retry-after: soon\r\n",
        "x-acs-retry-after: -5\r\n",
        "x-acs-retry-after: 0\r\n",
    ] {
        let throttled = Reply::Answer(400, hint, THROTTLED.into());
        let (result, requests, slept) = read(vec![throttled, answer(200, SSL_ON)]).await;
        assert!(result.is_ok());
        assert_eq!(requests, 2);
        let longest = slept.iter().max().copied().unwrap_or_default();
        assert!(longest <= Duration::from_millis(200), "{slept:?}");
    }
}

#[tokio::test]
async fn a_throttled_write_is_left_to_its_caller_to_send_again() {
    for status in [400, 503] {
        let (result, requests, slept) =
            write(vec![answer(status, THROTTLED), answer(200, ACCEPTED)]).await;
        assert_eq!(result.unwrap_err().kind, ApiErrorKind::Throttled);
        assert_eq!(requests, 1);
        assert!(slept.is_empty());
    }
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_never_sent_again() {
    for lost in [
        Reply::Drop,
        Reply::Raw(b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"Requ".to_vec()),
        refusal(500, "InternalError"),
        answer(503, "<html>gateway</html>"),
        refusal(400, "SignatureNonceUsed"),
        answer(200, "<html>captured</html>"),
        answer(200, "{}"),
        answer(302, ""),
        answer(404, "<html>not here</html>"),
    ] {
        let (result, requests, _) = write(vec![lost, answer(200, ACCEPTED)]).await;
        assert_eq!(result.unwrap_err().kind, ApiErrorKind::AnswerLost);
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn a_write_without_an_answer_in_time_is_lost() {
    let server = Server::start(vec![Reply::Silence, answer(200, ACCEPTED)]).await;
    let (api, _clock) = client(&server, |settings| {
        settings.write_timeout = Duration::from_millis(80);
    });
    let error = api
        .replace_hba(&id(), &Record::factory())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::AnswerLost);
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_refused_write_says_who_has_to_act() {
    for (status, code, kind) in [
        (403, "IncorrectDBInstanceState", ApiErrorKind::Busy),
        (404, "IncorrectDBInstanceLockMode", ApiErrorKind::Locked),
        (400, "HbaItem.InvalidType", ApiErrorKind::Invalid),
        (
            404,
            "InvalidDBInstanceName.NotFound",
            ApiErrorKind::NotFound,
        ),
    ] {
        let (result, requests, _) = write(vec![refusal(status, code)]).await;
        assert_eq!((result.unwrap_err().kind, requests), (kind, 1));
    }
}

#[tokio::test]
async fn nobody_listening_is_unreachable_for_reads_and_writes() {
    let closed = nobody().await.to_string();
    let server = Server {
        endpoint: ApiEndpoint::parse(&closed).unwrap(),
        arrived: Arc::default(),
    };
    let (api, clock) = client(&server, |_| {});
    let error = api.ssl(&id()).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Unreachable);
    let error = api.replace_hba(&id(), &[]).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Unreachable);
    assert!(error.message.english().contains(&closed), "{error}");
    assert_eq!(clock.slept().len(), 2, "a write is tried once");
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Server::start(vec![answer(200, SSL_ON)]).await;
    let headers = format!("location: {}\r\n", elsewhere.endpoint.url());
    let redirect = Reply::Answer(307, headers.leak(), String::new());
    let (_, told) = failed_read(vec![redirect]).await;
    assert_eq!(told, (ApiErrorKind::Unreadable, 1));
    assert_eq!(elsewhere.requests(), 0);
}

#[tokio::test]
async fn foreign_answers_are_quoted_in_part() {
    let page = format!("<html>{}</html>", "long ".repeat(10_000));
    let (error, told) = failed_read((0..9).map(|_| answer(404, &page)).collect()).await;
    assert_eq!(told, (ApiErrorKind::Unreadable, 5));
    let said = error.message.english();
    assert!(said.starts_with("HTTP status 404, the answer is not the API's: <html>"));
    assert!(said.len() < 500);
}

#[tokio::test]
async fn a_cut_answer_is_asked_for_again() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{\"SSLEnabled\":\"o".to_vec();
    let (result, requests, _) = read(vec![
        Reply::Raw(cut),
        answer(200, "{\"SSLEnabled\":\"o"),
        answer(200, SSL_ON),
    ])
    .await;
    assert!(result.is_ok());
    assert_eq!(requests, 3);
}

#[tokio::test]
async fn an_answer_is_read_within_bounds() {
    let huge = format!("{{\"x\":\"{}\"}}", "x".repeat(8 << 20));
    let (error, told) = failed_read(vec![answer(200, &huge)]).await;
    assert_eq!(told, (ApiErrorKind::Unreadable, 1));
    assert!(error.message.english().contains("8 MiB"), "{error}");
}

#[tokio::test]
async fn an_unknown_instance_is_not_found() {
    let unknown = include_str!("../../../../tests/data/attribute_unknown.json");
    let server = Server::start(vec![answer(200, unknown)]).await;
    let (api, _clock) = client(&server, |_| {});
    let error = api.instance(&id()).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::NotFound);
}

/// The refusal of a time, by a server whose clock says this.
fn expired(date: &'static str) -> Reply {
    let body = r#"{"Code":"InvalidTimeStamp.Expired","Message":"x"}"#;
    Reply::Answer(400, date, body.into())
}

#[tokio::test]
async fn a_clock_that_is_off_is_corrected_once() {
    let expired = || expired("date: Sat, 02 Jan 2027 11:00:00 GMT\r\n");
    let server = Server::start(vec![expired(), answer(200, SSL_ON), answer(200, ACCEPTED)]).await;
    let (api, _clock) = client(&server, |_| {});
    assert!(api.ssl(&id()).await.is_ok());
    assert!(api.replace_hba(&id(), &[]).await.is_ok());
    let hours = ["12", "11", "11"].map(|hour| format!("2027-01-02T{hour}:00:00Z"));
    assert_eq!(server.sent("Timestamp"), hours);

    let (_, told) = failed_read((0..5).map(|_| expired()).collect()).await;
    assert_eq!(told, (ApiErrorKind::Credentials, 2));
}

#[tokio::test]
async fn a_clock_that_jumps_and_jumps_back_is_corrected_each_time() {
    let expired = || expired("date: Sat, 02 Jan 2027 12:00:00 GMT\r\n");
    let server = Server::start(vec![
        answer(200, SSL_ON),
        expired(),
        answer(200, SSL_ON),
        expired(),
        answer(200, ACCEPTED),
    ])
    .await;
    let (api, clock) = client(&server, |_| {});
    assert!(api.ssl(&id()).await.is_ok());
    clock.jump(TimeDelta::hours(1));
    assert!(api.ssl(&id()).await.is_ok());
    clock.jump(TimeDelta::hours(-1));
    let refused = api.replace_hba(&id(), &[]).await.unwrap_err();
    assert_eq!(refused.kind, ApiErrorKind::Credentials);
    assert!(api.replace_hba(&id(), &[]).await.is_ok());
    let hours = ["12", "13", "12", "11", "12"].map(|hour| format!("2027-01-02T{hour}:00:00Z"));
    assert_eq!(server.sent("Timestamp"), hours);
    assert!(clock.slept().is_empty());
}

#[tokio::test]
async fn prefer_is_spelt_the_old_way_after_it_was_refused() {
    let script = || vec![refusal(400, "InvalidACL.NotFound"), answer(200, ACCEPTED)];
    let server = Server::start(script()).await;
    let (api, _clock) = client(&server, |_| {});
    let prefer = SslChange {
        acl: Some(Acl::Prefer),
        ..SslChange::new("host")
    };
    assert!(api.modify_ssl(&id(), &prefer, None).await.is_err());
    assert_eq!(server.requests(), 1, "the caller looks in between");
    assert!(api.modify_ssl(&id(), &prefer, None).await.is_ok());
    assert_eq!(server.sent("ACL"), ["prefer", "perfer"]);

    let server = Server::start(script()).await;
    let (api, _clock) = client(&server, |_| {});
    let cert = SslChange {
        acl: Some(Acl::Cert),
        ..SslChange::new("host")
    };
    assert!(api.modify_ssl(&id(), &cert, None).await.is_err());
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn the_log_is_asked_for_in_seconds_and_then_in_minutes() {
    let refused = refusal(400, "InvalidStartTime.Format");
    let since = DateTime::from_timestamp(1_800_000_059, 0).unwrap();
    let empty = r#"{"DBInstanceId":"pgm-a"}"#;
    let server = Server::start(vec![refused, answer(200, empty)]).await;
    let (api, _clock) = client(&server, |_| {});
    assert_eq!(api.hba_log(&id(), Some(since)).await, Ok(vec![]));
    let asked = ["2027-01-15T08:00:59Z", "2027-01-15T08:00Z"];
    assert_eq!(server.sent("StartTime"), asked);

    let server = Server::start(vec![answer(200, empty)]).await;
    let (api, _clock) = client(&server, |_| {});
    assert_eq!(api.hba_log(&id(), None).await, Ok(vec![]));
    assert!(!server.forms()[0].contains_key("StartTime"));
}

#[tokio::test]
async fn nothing_of_a_request_is_in_its_first_line_and_v1_verifies() {
    let server = Server::start(vec![answer(200, ACCEPTED)]).await;
    let (api, _clock) = client(&server, |settings| {
        settings.signer = Arc::new(with_token("token+/="));
    });
    let change = SslChange {
        server_certificate: Pem::new("CERT"),
        ..SslChange::new("host")
    };
    let key = SecretString::from(SERVER_KEY);
    api.modify_ssl(&id(), &change, Some(&key)).await.unwrap();
    let arrived = server.arrived.lock().unwrap();
    assert_eq!(arrived[0].line, "POST / HTTP/1.1");
    let form = arrived[0].form();
    assert_eq!(form["ServerKey"], SERVER_KEY);
    assert_eq!(form["SecurityToken"], "token+/=");
    assert_eq!(
        (&*form["Format"], &*form["Version"]),
        ("JSON", "2014-08-15")
    );
    assert_eq!(
        form["Signature"],
        v1_signature(SECRET, &v1_string_to_sign("POST", &form))
    );
    let agent = &arrived[0].headers["user-agent"];
    assert!(
        agent.starts_with(concat!("forcessl/", env!("CARGO_PKG_VERSION"), " (")),
        "{agent}"
    );
}

#[tokio::test]
async fn acs3_signs_what_arrives() {
    let server = Server::start(vec![answer(200, SSL_ON)]).await;
    let (api, _clock) = client(&server, |settings| {
        settings.signature = SignatureVersion::Acs3;
        settings.signer = Arc::new(with_token("token"));
    });
    api.ssl(&id()).await.unwrap();
    let arrived = server.arrived.lock().unwrap();
    let (headers, body) = (&arrived[0].headers, &arrived[0].body);
    assert_eq!(arrived[0].line, "POST / HTTP/1.1");
    assert_eq!(body, "DBInstanceId=pgm-a");
    let authorization = &headers["authorization"];
    let (_, signed) = authorization.split_once("SignedHeaders=").unwrap();
    let signed: Vec<&str> = signed.split(',').next().unwrap().split(';').collect();
    for name in ["x-acs-security-token", "x-acs-accesskey-id"] {
        assert!(headers.contains_key(name), "{name}");
    }
    let every = headers.keys().map(String::as_str);
    let every = every.filter(|name| name.starts_with("x-acs-"));
    assert!(every.clone().count() >= 7);
    for name in every.chain(["host", "content-type"]) {
        assert!(signed.contains(&name), "{name} in {signed:?}");
    }
    let lines: Vec<(&str, &str)> = signed
        .iter()
        .map(|name| (*name, headers[*name].as_str()))
        .collect();
    let request = acs3_canonical_request(
        "POST",
        "/",
        &Parameters::new(),
        &lines,
        &payload_hash(body.as_bytes()),
    );
    let signature = acs3_signature(SECRET, &acs3_string_to_sign(&request));
    assert!(
        authorization.ends_with(&format!("Signature={signature}")),
        "{authorization}"
    );
}

#[tokio::test]
async fn a_signature_mismatch_tells_the_reason_and_quotes_nothing() {
    let quoting = "Specified signature is not matched with our calculation. server string to sign is:POST&%2F&SecurityToken%3Dtoken";
    let body = format!(r#"{{"Code":"SignatureDoesNotMatch","Message":"{quoting}"}}"#);
    let (error, told) = failed_read(vec![answer(400, &body)]).await;
    assert_eq!(told, (ApiErrorKind::Credentials, 1));
    let said = error.message.english();
    assert!(
        said.contains("another text") && !said.contains("token"),
        "{said}"
    );
}

#[tokio::test]
async fn no_secret_gets_into_an_error() {
    let padding = "x".repeat(600 - 30);
    for quoted in [
        format!("bad key {SERVER_KEY}, or {SECRET}"),
        "bad AAAABBBBCCCCDDDDEEEE+/==".to_owned(),
        format!("bad {SECRET}"),
        format!("bad {}", percent_encode(SECRET)),
        format!("bad {padding} {SECRET}"),
    ] {
        let body = serde_json::json!({ "Code": "InvalidParam", "Message": quoted }).to_string();
        let server = Server::start(vec![answer(400, &body)]).await;
        let (api, _clock) = client(&server, |_| {});
        let change = SslChange {
            server_certificate: Pem::new("CERT"),
            ..SslChange::new("host")
        };
        let key = SecretString::from(SERVER_KEY);
        let error = api
            .modify_ssl(&id(), &change, Some(&key))
            .await
            .unwrap_err();
        let said = error.message.english();
        assert!(said.starts_with("bad "), "{said}");
        assert!(said.ends_with("[secret; the rest is withheld]"), "{said}");
        let shown = format!("{error} {error:?} {:?}", api.settings());
        for secret in ["PRIVATE", "AAAABBBB", "secret/of", "secret%2Fof"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}

#[tokio::test]
async fn every_attempt_is_traced() {
    let server = Server::start(vec![
        answer(400, THROTTLED),
        Reply::Answer(200, "x-acs-request-id: R2\r\n", SSL_ON.into()),
    ])
    .await;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&seen);
    let trace: Trace = Arc::new(move |call: &CallTrace<'_>| {
        let id = call.request_id.map(ToString::to_string);
        told.lock().unwrap().push((call.attempt, call.status, id));
    });
    let settings = ApiSettings::new(server.endpoint.clone(), credentials());
    let api = OpenApi::new(settings, Arc::new(FakeClock::at(noon())), Some(trace));
    api.ssl(&id()).await.unwrap();
    assert_eq!(
        *seen.lock().unwrap(),
        [
            (1, Some(400), Some("R8".to_owned())),
            (2, Some(200), Some("R2".to_owned()))
        ]
    );
}

#[tokio::test]
async fn listings_page_by_token_and_by_number() {
    let page = include_str!("../../../../tests/data/instances_token_last.json");
    let server = Server::start((0..3).map(|_| answer(200, page)).collect()).await;
    let (api, _clock) = client(&server, |_| {});
    let region = "cn-hangzhou".parse().unwrap();
    let tags = BTreeMap::from([("env".to_owned(), "prod".to_owned())]);
    for page in [Page::First, Page::After("t1"), Page::Number(2)] {
        let query = InstanceQuery {
            region: &region,
            engine: Some("PostgreSQL"),
            kind: None,
            tags: &tags,
            resource_group: None,
            page,
        };
        assert_eq!(api.instances(&query).await.unwrap().rows.len(), 1);
    }
    let forms = server.forms();
    assert_eq!(forms[0]["Tags"], r#"{"env":"prod"}"#);
    assert_eq!(forms[0]["RegionId"], "cn-hangzhou");
    assert_eq!(forms[0]["InstanceLevel"], "1");
    assert_eq!(forms[0]["MaxResults"], "100");
    assert!(!forms[0].contains_key("NextToken") && !forms[0].contains_key("PageNumber"));
    assert_eq!(forms[1]["NextToken"], "t1");
    assert_eq!(forms[2]["PageNumber"], "2");
    assert_eq!(forms[2]["PageSize"], "100");
    assert!(!forms[2].contains_key("MaxResults"));
}

#[tokio::test]
async fn accounts_are_read_from_every_page() {
    let page = |names: &[&str], total: &str| {
        let row = |name: &&str| format!(r#"{{"AccountName":"{name}"}}"#);
        let rows = names.iter().map(row).collect::<Vec<_>>().join(",");
        let page = format!(r#"{{{total}"Accounts":{{"DBInstanceAccount":[{rows}]}}}}"#);
        answer(200, &page)
    };
    let total = r#""TotalRecordCount":3,"#;
    let (many, none) = (["a"; 200], r#""TotalRecordCount":0,"#);
    let more = format!("{}b", many.concat());
    for (pages, expected) in [
        (vec![page(&["a", "b"], total), page(&["c"], total)], "abc"),
        // Fewer than were told: the listing ends with an empty page.
        (vec![page(&["a", "b"], total), page(&[], total)], "ab"),
        (vec![page(&["a", "b"], "")], "ab"),
        (vec![page(&many, none), page(&["b"], none)], more.as_str()),
        (vec![page(&[], none)], ""),
    ] {
        let asked = pages.len();
        let server = Server::start(pages).await;
        let (api, _clock) = client(&server, |_| {});
        let accounts = api.accounts(&id()).await.unwrap();
        let names: String = accounts.into_iter().map(|account| account.name).collect();
        assert_eq!(names, expected);
        let numbers: Vec<String> = (1..=asked).map(|number| number.to_string()).collect();
        assert_eq!(server.sent("PageNumber"), numbers);
        assert_eq!(server.sent("PageSize"), vec!["200"; asked]);
    }
}

#[tokio::test]
async fn one_limit_holds_for_all_endpoints_of_an_account() {
    let server = Server::start((0..4).map(|_| answer(200, SSL_ON)).collect()).await;
    let (api, clock) = client(&server, |settings| {
        settings.calls_per_second = Some(NonZeroU32::MIN);
    });
    let elsewhere = api.at(server.endpoint.clone());
    for api in [&api, &elsewhere, &api, &elsewhere] {
        api.ssl(&id()).await.unwrap();
    }
    assert_eq!(clock.slept(), [Duration::from_millis(1010); 3]);
}

#[tokio::test]
async fn https_never_falls_back_to_plaintext() {
    let server = Server::start(vec![answer(200, SSL_ON)]).await;
    let (api, _clock) = client(&server, |settings| {
        settings.endpoint =
            ApiEndpoint::parse(&format!("https://{}", settings.endpoint.authority())).unwrap();
        settings.transport.connect_timeout = Duration::from_millis(100);
    });
    let error = api.ssl(&id()).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Unreachable, "{error}");
    let arrived = server.arrived.lock().unwrap();
    assert!(arrived.iter().all(|request| request.line == "cut"));
}

/// What an instance does not say of its replicas, the listing of its region does.
#[tokio::test]
async fn replicas_that_name_their_primary_are_found_where_it_does_not_name_them() {
    let own = r#"{"Items":{"DBInstanceAttribute":[{"DBInstanceId":"pgm-a","DBInstanceType":"Primary","RegionId":"cn-hangzhou"}]}}"#;
    let row = |id: &str, of: &str| {
        format!(
            r#"{{"DBInstanceId":"{id}","DBInstanceType":"Readonly","MasterInstanceId":"{of}"}}"#
        )
    };
    let page = |total: u32, rows: &[&str]| {
        let rows = rows.join(",");
        answer(
            200,
            &format!(r#"{{"TotalRecordCount":{total},"Items":{{"DBInstance":[{rows}]}}}}"#),
        )
    };
    let (ours, other) = (row("pgr-a", "pgm-a"), row("pgr-b", "pgm-b"));
    let lost = row("pgr-c", "");
    for (pages, expected) in [
        (vec![page(0, &[])], Some(vec![])),
        (vec![page(1, &[&other])], Some(vec![])),
        (
            vec![page(2, &[&other]), page(2, &[&ours])],
            Some(vec!["pgr-a"]),
        ),
        (vec![page(2, &[&ours]), page(2, &[])], None),
        (vec![page(2, &[&ours, &lost])], None),
        (vec![page(0, &[&other])], None),
        (vec![answer(200, r#"{"Items":{"DBInstance":[]}}"#)], None),
        (vec![refusal(403, "Forbidden.RAM")], None),
    ] {
        let asked = pages.len() + 1;
        let server = Server::start(
            [vec![answer(200, own)], pages]
                .into_iter()
                .flatten()
                .collect(),
        )
        .await;
        let (api, _clock) = client(&server, |_| {});
        let found = api
            .instance(&"pgm-a".parse().unwrap())
            .await
            .unwrap()
            .replicas;
        let ids = |ids: Vec<&str>| ids.into_iter().map(|id| id.parse().unwrap()).collect();
        assert_eq!(found, expected.map(ids));
        let forms = server.forms();
        assert_eq!(forms.len(), asked);
        assert_eq!(forms[1]["DBInstanceType"], "Readonly");
    }
}
