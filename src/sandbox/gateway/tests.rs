//! The gateway over real HTTP, with a database that only takes notes.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::HeaderMap;
use serde_json::Value;

use super::shared::{Pace, World};
use super::*;
use crate::cloud::rpc::signature::{
    Parameters, acs3_authorization, acs3_canonical_request, acs3_signature, acs3_string_to_sign,
    payload_hash, query_string, v1_string_to_sign,
};
use crate::sandbox::certificates::SandboxCa;
use crate::sandbox::database::{Database, Desired};
use crate::sandbox::faults::Faults;
use crate::sandbox::state::State;
use crate::sandbox::state::budget::{Budget, Load};
use crate::sandbox::state::instance::tests::instance;
use crate::sandbox::state::keys::{AccessKey, KnownKeys};
use crate::sandbox::tests::{parameters, signed};

const KEY: &str = "testid";
const SECRET: &str = "testsecret";

/// Notes what it is made to be; refuses when it is told to.
#[derive(Default)]
struct Notes {
    applied: Mutex<Vec<(bool, usize, bool)>>,
    refuses: Option<String>,
}

#[async_trait]
impl Database for Notes {
    fn port(&self) -> u16 {
        1
    }
    fn backend(&self) -> &'static str {
        "embedded"
    }
    async fn apply(&self, desired: &Desired, restart: bool) -> Result<(), String> {
        if let Some(reason) = &self.refuses {
            return Err(reason.clone());
        }
        let note = (desired.ssl.is_some(), desired.records.len(), restart);
        self.applied.lock().unwrap().push(note);
        Ok(())
    }
    async fn stop(&self) {}
}

struct Bench {
    gateway: Gateway,
    database: Arc<Notes>,
    base: String,
    client: reqwest::Client,
}

struct Setup {
    change_time: Duration,
    status_lag: Duration,
    qps: Option<u32>,
    refuses: Option<String>,
    token: Option<&'static str>,
}

const QUICK: Setup = Setup {
    change_time: Duration::from_millis(30),
    status_lag: Duration::ZERO,
    qps: None,
    refuses: None,
    token: None,
};

async fn bench(setup: Setup) -> Bench {
    let now = clock::now();
    let mut state = State::default();
    state.insert(instance("pgm-a", now));
    let database = Arc::new(Notes {
        refuses: setup.refuses,
        ..Notes::default()
    });
    let behind: Arc<dyn Database> = database.clone();
    let databases = HashMap::from([("pgm-a".to_owned(), behind)]);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let world = World {
        state,
        faults: Faults::default(),
        keys: KnownKeys::new(vec![AccessKey {
            id: KEY.to_owned(),
            secret: SECRET.into(),
            token: setup.token.map(Into::into),
            expires: None,
            policy: None,
        }]),
        budget: Budget::new(setup.qps),
        load: Load::default(),
    };
    let pace = Pace {
        change_time: setup.change_time,
        status_lag: setup.status_lag,
        latency: Duration::ZERO,
    };
    let shared = Shared::new(
        world,
        SandboxCa::new(now).unwrap(),
        Arc::new(databases),
        address,
        pace,
    );
    Bench {
        gateway: Gateway::start(listener, shared),
        database,
        base: format!("http://{address}"),
        client: reqwest::Client::builder().no_proxy().build().unwrap(),
    }
}

struct Got {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Got {
    async fn from(answer: reqwest::Response) -> Result<Self, reqwest::Error> {
        Ok(Self {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer.text().await?,
        })
    }
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
    /// Status and code, `400 MissingParameter`.
    fn code(&self) -> String {
        let code = self.json()["Code"].clone();
        format!("{} {}", self.status, code.as_str().unwrap_or_default())
    }
}

/// A call's parameters without the signature; those without a value are left out.
fn unsigned(call: &str) -> Parameters {
    let mut parameters = parameters(call, KEY);
    parameters.retain(|_, value| !value.is_empty());
    parameters
}

impl Bench {
    async fn send(&self, parameters: &Parameters, secret: &str) -> Result<Got, reqwest::Error> {
        let request = self.client.post(&self.base);
        Got::from(signed(request, parameters, secret).send().await?).await
    }

    async fn try_call(&self, call: &str) -> Result<Got, reqwest::Error> {
        self.send(&unsigned(call), SECRET).await
    }

    async fn call(&self, call: &str) -> Got {
        self.try_call(call).await.unwrap()
    }

    async fn on_instance(&self, action: &str) -> Value {
        let got = self.call(&format!("{action}?DBInstanceId=pgm-a")).await;
        assert_eq!(got.status, 200, "{}", got.text);
        got.json()
    }

    async fn status(&self) -> String {
        let value = self.on_instance("DescribeDBInstanceAttribute").await;
        let status = &value["Items"]["DBInstanceAttribute"][0]["DBInstanceStatus"];
        status.as_str().unwrap().to_owned()
    }

    /// `SSLEnabled` and `LastModifyStatus`.
    async fn ssl(&self) -> [String; 2] {
        let ssl = self.on_instance("DescribeDBInstanceSSL").await;
        ["SSLEnabled", "LastModifyStatus"].map(|name| ssl[name].as_str().unwrap().to_owned())
    }

    async fn switch_on(&self) -> Got {
        self.call(SWITCH_ON).await
    }

    async fn add_record(&self, user: &str) -> Got {
        let record = format!(
            "HbaItem.1.PriorityId=9&HbaItem.1.Type=host&HbaItem.1.Database=all\
             &HbaItem.1.User={user}&HbaItem.1.Address=10.0.0.0/8&HbaItem.1.Method=md5"
        );
        let call = format!("ModifyPGHbaConfig?DBInstanceId=pgm-a&OpsType=add&{record}");
        self.call(&call).await
    }

    async fn settled(&self) {
        while self.status().await != "Running" {
            clock::pause(Duration::from_millis(2)).await;
        }
    }

    /// A request beside the API.
    async fn control(&self, method: Method, path: &str, body: &str) -> Got {
        let url = format!("{}/sandbox/{path}", self.base);
        let request = self.client.request(method, url).body(body.to_owned());
        Got::from(request.send().await.unwrap()).await.unwrap()
    }

    async fn faults(&self, texts: &[&str]) {
        let texts = serde_json::to_string(texts).unwrap();
        let answer = self.control(Method::POST, "faults", &texts).await;
        assert_eq!(answer.status, 200);
    }

    fn applied(&self) -> Vec<(bool, usize, bool)> {
        self.database.applied.lock().unwrap().clone()
    }

    fn writes(&self) -> Vec<&str> {
        let calls = self.gateway.calls().into_iter();
        calls
            .filter(|call| call.write)
            .map(|call| call.action)
            .collect()
    }
}

const SWITCH_ON: &str = "ModifyDBInstanceSSL?DBInstanceId=pgm-a&ConnectionString=localhost\
                         &SSLEnabled=1&CAType=aliyun";

#[tokio::test]
async fn a_write_runs_shows_lands_and_reaches_the_database() {
    let bench = bench(Setup {
        change_time: Duration::from_millis(300),
        ..QUICK
    })
    .await;
    assert_eq!(bench.switch_on().await.status, 200);
    assert_eq!(bench.status().await, "SSL_MODIFYING");
    assert_eq!(bench.ssl().await, ["off", "setting"]);
    let again = bench.switch_on().await.code();
    assert_eq!(again, "400 InvalideStatus.Format");
    let beside = bench.add_record("app").await.code();
    assert_eq!(beside, "403 IncorrectDBInstanceState");
    assert_eq!(bench.applied(), []);
    bench.settled().await;
    assert_eq!(bench.ssl().await, ["on", "success"]);
    assert_eq!(bench.applied(), [(true, 2, true)]);

    assert_eq!(bench.add_record("app").await.status, 200);
    assert_eq!(bench.status().await, "MAINTAINING");
    bench.settled().await;
    assert_eq!(bench.applied()[1..], [(true, 3, false)]);

    let expected = ["ModifyDBInstanceSSL", "ModifyPGHbaConfig"];
    assert_eq!(bench.writes(), expected);
    let calls = bench.control(Method::GET, "calls", "").await.json();
    assert_eq!(calls[0]["action"], "ModifyDBInstanceSSL");
    assert_eq!(calls[0]["instance_id"], "pgm-a");
    assert_eq!(calls[0]["write"], true);
    let at = calls[0]["at"].as_str().unwrap();
    assert!(at.parse::<DateTime<Utc>>().is_ok());
}

#[tokio::test]
async fn what_the_database_refuses_fails_and_leaves_the_values() {
    let bench = bench(Setup {
        refuses: Some("no such thing".to_owned()),
        ..QUICK
    })
    .await;
    bench.switch_on().await;
    bench.settled().await;
    assert_eq!(bench.ssl().await, ["off", "failed"]);
    let ssl = bench.on_instance("DescribeDBInstanceSSL").await;
    assert_eq!(ssl["ModifyStatusReason"], "no such thing");
}

#[tokio::test]
async fn an_unknown_user_never_reaches_the_database() {
    let bench = bench(QUICK).await;
    bench.add_record("ghost").await;
    bench.settled().await;
    let hba = bench.on_instance("DescribePGHbaConfig").await;
    assert_eq!(hba["LastModifyStatus"], "failed");
    assert_eq!(hba["ModifyStatusReason"], "user ghost does not exist");
    assert_eq!(bench.applied(), []);
}

#[tokio::test]
async fn a_lagging_status_reads_running_while_writes_are_refused() {
    let bench = bench(Setup {
        status_lag: Duration::from_millis(200),
        ..QUICK
    })
    .await;
    bench.switch_on().await;
    assert_eq!(bench.status().await, "Running");
    assert_eq!(bench.ssl().await, ["off", ""]);
    assert_eq!(bench.switch_on().await.status, 400);
    while bench.applied().is_empty() {
        clock::pause(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn acs3_in_the_query_is_answered_with_json() {
    let bench = bench(QUICK).await;
    let host = bench.base.trim_start_matches("http://").to_owned();
    let query = BTreeMap::from([("DBInstanceId".to_owned(), "pgm-a".to_owned())]);
    let hash = payload_hash(b"");
    let (date, nonce) = (
        clock::stamp(clock::now()),
        rand::random::<u64>().to_string(),
    );
    let headers = [
        ("host", host.as_str()),
        ("x-acs-action", "DescribeDBInstanceSSL"),
        ("x-acs-content-sha256", &hash),
        ("x-acs-date", &date),
        ("x-acs-signature-nonce", &nonce),
        ("x-acs-version", "2014-08-15"),
    ];
    let canonical = acs3_canonical_request("GET", "/", &query, &headers, &hash);
    let signature = acs3_signature(SECRET, &acs3_string_to_sign(&canonical));
    let mut request = bench
        .client
        .get(format!("{}/?{}", bench.base, query_string(&query)));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let request = request.header(
        "authorization",
        acs3_authorization(KEY, &headers, &signature),
    );
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 200);
    assert_eq!(
        answer.headers()["content-type"],
        "application/json;charset=utf-8"
    );
    let value: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(value["SSLEnabled"], "off");
}

#[tokio::test]
async fn without_a_format_the_answer_is_xml() {
    let bench = bench(QUICK).await;
    let call = "DescribeDBInstanceSSL?DBInstanceId=pgm-a&Format=";
    let got = bench.call(call).await;
    assert_eq!(got.headers["content-type"], "text/xml;charset=utf-8");
    for part in [
        "<DescribeDBInstanceSSLResponse><RequestId>",
        "<SSLEnabled>off</SSLEnabled>",
    ] {
        assert!(got.text.contains(part), "{}", got.text);
    }
    let got = bench.call("DescribeNothing?Format=").await;
    assert_eq!(got.status, 404);
    for part in ["<Error>", "<Code>InvalidAction.NotFound</Code>"] {
        assert!(got.text.contains(part), "{}", got.text);
    }
}

#[tokio::test]
async fn every_answer_has_its_request_id_in_header_and_body() {
    let bench = bench(QUICK).await;
    for action in ["DescribeRegions", "DescribeNothing"] {
        let got = bench.call(action).await;
        let id = got.json()["RequestId"].as_str().unwrap().to_owned();
        assert_eq!(got.headers["x-acs-request-id"], id.as_str());
        assert_eq!(id.len(), 36);
        assert_eq!(id.to_ascii_uppercase(), id);
        assert_eq!(&id[14..15], "4");
    }
}

#[tokio::test]
async fn strangers_are_refused_with_the_real_codes() {
    let bench = bench(QUICK).await;
    let regions = unsigned("DescribeRegions");
    let got = bench.send(&regions, "another").await.unwrap();
    assert_eq!(got.code(), "400 SignatureDoesNotMatch");
    let message = got.json()["Message"].as_str().unwrap().to_owned();
    assert!(
        message.ends_with(&v1_string_to_sign("POST", &regions)),
        "{message}"
    );
    assert_eq!(bench.send(&regions, SECRET).await.unwrap().status, 200);
    let again = bench.send(&regions, SECRET).await.unwrap();
    assert_eq!(again.code(), "400 SignatureNonceUsed");
    let old = clock::stamp(clock::now() - TimeDelta::minutes(16));
    for (query, code) in [
        ("AccessKeyId=nobody", "404 InvalidAccessKeyId.NotFound"),
        (&format!("Timestamp={old}"), "400 InvalidTimeStamp.Expired"),
        ("Action=", "400 MissingParameter"),
        ("Version=2000-01-01", "400 NoSuchVersion"),
        (
            "SecurityToken=x",
            "400 InvalidSecurityToken.MismatchWithAccessKey",
        ),
    ] {
        let got = bench.call(&format!("DescribeRegions?{query}")).await;
        assert_eq!(got.code(), code);
    }
    let refused = bench.client.put(&bench.base).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 403);
    assert_eq!(bench.gateway.calls().len(), 1);
}

#[tokio::test]
async fn a_key_with_a_token_wants_the_token() {
    let bench = bench(Setup {
        token: Some("tok"),
        ..QUICK
    })
    .await;
    for (query, code) in [
        ("", "400 MissingSecurityToken"),
        ("SecurityToken=x", "400 InvalidSecurityToken.Malformed"),
        ("SecurityToken=tok", "200 "),
    ] {
        let got = bench.call(&format!("DescribeRegions?{query}")).await;
        assert_eq!(got.code(), code);
    }
}

#[tokio::test]
async fn sts_tells_who_signs() {
    let bench = bench(QUICK).await;
    let got = bench.call("GetCallerIdentity?Version=2015-04-01").await;
    assert!(got.json()["Arn"].as_str().unwrap().ends_with("user/testid"));
    let got = bench.call("GetCallerIdentity").await;
    assert_eq!(got.code(), "404 InvalidAction.NotFound");
}

#[tokio::test]
async fn counted_faults_strike_as_often_as_they_say() {
    let bench = bench(QUICK).await;
    for (fault, code) in [
        ("throttle:1", "400 Throttling.User"),
        ("http-500:1", "500 InternalError"),
        ("expired-token:1", "400 InvalidSecurityToken.Expired"),
    ] {
        bench.faults(&[fault]).await;
        let got = bench.call("DescribeRegions").await;
        assert_eq!(got.code(), code);
        let pause = got.headers.get("x-acs-retry-after");
        assert_eq!(
            pause.is_some_and(|pause| pause == "100"),
            fault == "throttle:1"
        );
    }
    bench.faults(&["html:1"]).await;
    let got = bench.call("DescribeRegions").await;
    assert_eq!(
        (got.status, &got.headers["content-type"]),
        (502, &"text/html".parse().unwrap())
    );
    bench.faults(&["truncate:1"]).await;
    assert!(bench.try_call("DescribeRegions").await.is_err());
    assert_eq!(bench.call("DescribeRegions").await.status, 200);
}

#[tokio::test]
async fn a_reset_does_nothing_and_a_lost_answer_does_it_all() {
    let bench = bench(QUICK).await;
    let faults = ["reset:1@ModifyDBInstanceSSL", "lost-answer:1"];
    bench.faults(&faults).await;
    assert_eq!(bench.call("DescribeRegions").await.status, 200);
    assert!(bench.try_call(SWITCH_ON).await.is_err());
    assert_eq!(bench.status().await, "Running");
    assert!(bench.try_call(SWITCH_ON).await.is_err());
    bench.settled().await;
    assert_eq!(bench.ssl().await[0], "on");
    assert_eq!(bench.writes().len(), 1);
}

#[tokio::test]
async fn a_stuck_change_lands_when_the_fault_is_cleared() {
    let bench = bench(Setup {
        change_time: Duration::ZERO,
        ..QUICK
    })
    .await;
    bench.faults(&["stuck"]).await;
    bench.switch_on().await;
    for _ in 0..5 {
        assert_eq!(bench.status().await, "SSL_MODIFYING");
    }
    let cleared = bench.control(Method::DELETE, "faults", "").await;
    assert_eq!(cleared.status, 200);
    bench.settled().await;
    assert_eq!(bench.applied(), [(true, 2, true)]);
}

#[tokio::test]
async fn a_change_fails_for_the_reason_given_once() {
    let bench = bench(QUICK).await;
    bench.faults(&["fail-change:the disk is full"]).await;
    for (status, reason) in [("failed", "the disk is full"), ("success", "")] {
        bench.switch_on().await;
        bench.settled().await;
        let ssl = bench.on_instance("DescribeDBInstanceSSL").await;
        assert_eq!(ssl["LastModifyStatus"], status);
        assert_eq!(
            ssl["ModifyStatusReason"].as_str().unwrap_or_default(),
            reason
        );
    }
}

#[tokio::test]
async fn someone_else_edits_after_the_look() {
    let bench = bench(QUICK).await;
    bench.faults(&["foreign-change"]).await;
    let count = |value: &Value| {
        value["RunningHbaItems"]["HbaItem"]
            .as_array()
            .unwrap()
            .len()
    };
    let first = bench.on_instance("DescribePGHbaConfig").await;
    let second = bench.on_instance("DescribePGHbaConfig").await;
    assert_eq!((count(&first), count(&second)), (2, 3));
    assert_ne!(first["HbaModifyTime"], second["HbaModifyTime"]);
    assert_eq!(bench.applied(), [(false, 3, false)]);
    assert!(bench.gateway.calls().iter().all(|call| !call.write));
}

#[tokio::test]
async fn a_skewed_server_tells_its_own_time() {
    let bench = bench(QUICK).await;
    bench.faults(&["skew:20m"]).await;
    let got = bench.call("DescribeRegions").await;
    assert_eq!(got.code(), "400 InvalidTimeStamp.Expired");
    let date = DateTime::parse_from_rfc2822(got.headers["date"].to_str().unwrap()).unwrap();
    let skew = (date.to_utc() - clock::now()).num_minutes();
    assert!((19..=20).contains(&skew), "{skew}");
    let there = clock::stamp(date.to_utc());
    let call = format!("DescribeRegions?Timestamp={there}");
    assert_eq!(bench.call(&call).await.status, 200);
}

#[tokio::test]
async fn a_denied_action_names_the_policy() {
    let bench = bench(QUICK).await;
    bench.faults(&["deny:ModifyDBInstanceSSL"]).await;
    let got = bench.switch_on().await;
    assert_eq!(got.code(), "403 Forbidden.RAM");
    let denied = &got.json()["AccessDeniedDetail"]["AuthAction"];
    assert_eq!(denied, "rds:ModifyDBInstanceSSL");
    assert_eq!(bench.call("DescribeRegions").await.status, 200);
}

#[tokio::test]
async fn requests_beyond_the_limit_are_throttled() {
    let bench = bench(Setup {
        qps: Some(2),
        ..QUICK
    })
    .await;
    let mut throttled = 0;
    for _ in 0..5 {
        let got = bench.call("DescribeRegions").await;
        if got.status != 200 {
            assert_eq!(got.code(), "400 Throttling.User");
            let wait = got.headers["x-acs-retry-after"].to_str().unwrap();
            let wait: u64 = wait.parse().unwrap();
            assert!((1..=1000).contains(&wait));
            throttled += 1;
        }
    }
    assert!(throttled >= 1);
    let calls = bench.gateway.calls();
    for window in calls.windows(3) {
        assert!(window[2].at - window[0].at >= TimeDelta::seconds(1));
    }
}

#[tokio::test]
async fn the_control_paths_refuse_nonsense() {
    let bench = bench(QUICK).await;
    for body in ["{", "[1]", "[\"throttle:1\", \"explode\"]"] {
        let answer = bench.control(Method::POST, "faults", body).await;
        assert_eq!(answer.status, 400, "{body}");
    }
    let armed = bench.control(Method::GET, "faults", "").await;
    assert_eq!(armed.text, "[]");
    assert_eq!(bench.control(Method::GET, "x", "").await.status, 404);
    let ca = bench.control(Method::GET, "ca.pem", "").await;
    assert!(ca.text.starts_with("-----BEGIN CERTIFICATE-----"));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let bench = bench(QUICK).await;
    let answer = bench
        .client
        .post(&bench.base)
        .body(vec![b'a'; LARGEST_BODY + 1])
        .send()
        .await;
    // The server may close while the client still sends.
    if let Ok(answer) = answer {
        assert_eq!(answer.status().as_u16(), 413);
    }
    assert_eq!(bench.call("DescribeRegions").await.status, 200);
}

#[tokio::test]
async fn a_stop_ends_connections_and_changes() {
    let bench = bench(Setup {
        change_time: Duration::from_secs(3600),
        ..QUICK
    })
    .await;
    bench.switch_on().await;
    let address = bench.base.trim_start_matches("http://");
    let mut open = tokio::net::TcpStream::connect(address).await.unwrap();
    let shared = Arc::downgrade(&bench.gateway.shared);
    bench.gateway.stop().await;
    let read = tokio::io::AsyncReadExt::read(&mut open, &mut [0; 1]).await;
    assert!(matches!(read, Ok(0) | Err(_)));
    // Neither a connection nor a change holds on to it.
    assert!(shared.upgrade().is_none());
}
