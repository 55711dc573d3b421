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
    payload_hash, query_string, v1_signature, v1_string_to_sign,
};
use crate::sandbox::certificates::SandboxCa;
use crate::sandbox::database::{Database, Desired};
use crate::sandbox::faults::Faults;
use crate::sandbox::state::State;
use crate::sandbox::state::budget::{Budget, Load};
use crate::sandbox::state::instance::tests::instance;
use crate::sandbox::state::keys::{AccessKey, KnownKeys};

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

/// A request signed as V1, every parameter in the form body.
struct Signed {
    parameters: Parameters,
    secret: &'static str,
}

fn signed(action: &str, more: &[(&str, &str)]) -> Signed {
    let mut parameters: Parameters = [
        ("Action", action),
        ("Version", "2014-08-15"),
        ("Format", "JSON"),
        ("AccessKeyId", KEY),
        ("SignatureMethod", "HMAC-SHA1"),
        ("SignatureVersion", "1.0"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    parameters.insert(
        "SignatureNonce".to_owned(),
        rand::random::<u128>().to_string(),
    );
    parameters.insert("Timestamp".to_owned(), clock::stamp(clock::now()));
    for (name, value) in more {
        if value.is_empty() {
            parameters.remove(*name);
        } else {
            parameters.insert((*name).to_owned(), (*value).to_owned());
        }
    }
    Signed {
        parameters,
        secret: SECRET,
    }
}

struct Got {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }
    fn code(&self) -> (u16, String) {
        (
            self.status,
            self.json()["Code"].as_str().unwrap_or_default().to_owned(),
        )
    }
}

impl Bench {
    async fn send(&self, signed: &Signed) -> Result<Got, reqwest::Error> {
        let mut parameters = signed.parameters.clone();
        let signature = v1_signature(signed.secret, &v1_string_to_sign("POST", &parameters));
        parameters.insert("Signature".to_owned(), signature);
        let answer = self
            .client
            .post(&self.base)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(query_string(&parameters))
            .send()
            .await?;
        Ok(Got {
            status: answer.status().as_u16(),
            headers: answer.headers().clone(),
            text: answer.text().await?,
        })
    }

    async fn call(&self, action: &str, more: &[(&str, &str)]) -> Got {
        self.send(&signed(action, more)).await.unwrap()
    }

    async fn on_instance(&self, action: &str) -> Value {
        let got = self.call(action, &[("DBInstanceId", "pgm-a")]).await;
        assert_eq!(got.status, 200, "{}", got.text);
        got.json()
    }

    async fn status(&self) -> String {
        let value = self.on_instance("DescribeDBInstanceAttribute").await;
        let status = &value["Items"]["DBInstanceAttribute"][0]["DBInstanceStatus"];
        status.as_str().unwrap().to_owned()
    }

    async fn switch_on(&self) -> Got {
        self.call("ModifyDBInstanceSSL", &SWITCH_ON).await
    }

    async fn add_record(&self, user: &str) -> Got {
        self.call("ModifyPGHbaConfig", &record(user)).await
    }

    async fn settled(&self) {
        while self.status().await != "Running" {
            clock::pause(Duration::from_millis(2)).await;
        }
    }

    async fn faults(&self, texts: &[&str]) {
        let answer = self
            .client
            .post(format!("{}/sandbox/faults", self.base))
            .body(serde_json::to_string(texts).unwrap())
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), 200);
    }

    fn applied(&self) -> Vec<(bool, usize, bool)> {
        self.database.applied.lock().unwrap().clone()
    }
}

const SWITCH_ON: [(&str, &str); 4] = [
    ("DBInstanceId", "pgm-a"),
    ("ConnectionString", "localhost"),
    ("SSLEnabled", "1"),
    ("CAType", "aliyun"),
];

fn record(user: &str) -> [(&str, &str); 8] {
    [
        ("DBInstanceId", "pgm-a"),
        ("OpsType", "add"),
        ("HbaItem.1.PriorityId", "9"),
        ("HbaItem.1.Type", "host"),
        ("HbaItem.1.Database", "all"),
        ("HbaItem.1.User", user),
        ("HbaItem.1.Address", "10.0.0.0/8"),
        ("HbaItem.1.Method", "md5"),
    ]
}

#[tokio::test]
async fn a_write_runs_shows_lands_and_reaches_the_database() {
    let bench = bench(Setup {
        change_time: Duration::from_millis(300),
        ..QUICK
    })
    .await;
    assert_eq!(bench.switch_on().await.status, 200);
    assert_eq!(bench.status().await, "SSL_MODIFYING");
    let ssl = bench.on_instance("DescribeDBInstanceSSL").await;
    assert_eq!(
        (ssl["SSLEnabled"].as_str(), ssl["LastModifyStatus"].as_str()),
        (Some("off"), Some("setting"))
    );
    assert_eq!(
        bench.switch_on().await.code(),
        (400, "InvalideStatus.Format".into())
    );
    assert_eq!(
        bench.add_record("app").await.code(),
        (403, "IncorrectDBInstanceState".into())
    );
    assert_eq!(bench.applied(), []);
    bench.settled().await;
    let ssl = bench.on_instance("DescribeDBInstanceSSL").await;
    assert_eq!(
        (ssl["SSLEnabled"].as_str(), ssl["LastModifyStatus"].as_str()),
        (Some("on"), Some("success"))
    );
    assert_eq!(bench.applied(), [(true, 2, true)]);

    assert_eq!(bench.add_record("app").await.status, 200);
    assert_eq!(bench.status().await, "MAINTAINING");
    bench.settled().await;
    assert_eq!(bench.applied()[1..], [(true, 3, false)]);

    let writes: Vec<&str> = bench
        .gateway
        .calls()
        .iter()
        .filter(|call| call.write)
        .map(|call| call.action)
        .collect();
    assert_eq!(writes, ["ModifyDBInstanceSSL", "ModifyPGHbaConfig"]);
    let calls: Value = bench
        .client
        .get(format!("{}/sandbox/calls", bench.base))
        .send()
        .await
        .unwrap()
        .text()
        .await
        .map(|text| serde_json::from_str(&text).unwrap())
        .unwrap();
    assert_eq!(calls[0]["action"], "ModifyDBInstanceSSL");
    assert_eq!(calls[0]["instance_id"], "pgm-a");
    assert_eq!(calls[0]["write"], true);
    assert!(
        calls[0]["at"]
            .as_str()
            .unwrap()
            .parse::<DateTime<Utc>>()
            .is_ok()
    );
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
    let ssl = bench.on_instance("DescribeDBInstanceSSL").await;
    assert_eq!(ssl["SSLEnabled"], "off");
    assert_eq!(ssl["LastModifyStatus"], "failed");
    assert_eq!(ssl["ModifyStatusReason"], "no such thing");
}

#[tokio::test]
async fn an_unknown_user_never_reaches_the_database() {
    let bench = bench(QUICK).await;
    bench.add_record("ghost").await;
    bench.settled().await;
    let hba = bench.on_instance("DescribePGHbaConfig").await;
    assert_eq!(hba["LastModifyStatus"], "failed");
    assert!(
        hba["ModifyStatusReason"]
            .as_str()
            .unwrap()
            .contains("ghost")
    );
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
    assert_eq!(
        bench.on_instance("DescribeDBInstanceSSL").await["LastModifyStatus"],
        ""
    );
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
    let got = bench
        .call(
            "DescribeDBInstanceSSL",
            &[("DBInstanceId", "pgm-a"), ("Format", "")],
        )
        .await;
    assert_eq!(got.headers["content-type"], "text/xml;charset=utf-8");
    assert!(
        got.text
            .contains("<DescribeDBInstanceSSLResponse><RequestId>"),
        "{}",
        got.text
    );
    assert!(got.text.contains("<SSLEnabled>off</SSLEnabled>"));
    let got = bench.call("DescribeNothing", &[("Format", "")]).await;
    assert_eq!(got.status, 404);
    assert!(
        got.text.contains("<Error>") && got.text.contains("<Code>InvalidAction.NotFound</Code>")
    );
}

#[tokio::test]
async fn every_answer_has_its_request_id_in_header_and_body() {
    let bench = bench(QUICK).await;
    for action in ["DescribeRegions", "DescribeNothing"] {
        let got = bench.call(action, &[]).await;
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
    let mut wrong = signed("DescribeRegions", &[]);
    wrong.secret = "another";
    let got = bench.send(&wrong).await.unwrap();
    assert_eq!(got.code(), (400, "SignatureDoesNotMatch".into()));
    let message = got.json()["Message"].as_str().unwrap().to_owned();
    assert!(
        message.ends_with(&v1_string_to_sign("POST", &wrong.parameters)),
        "{message}"
    );
    let got = bench
        .call("DescribeRegions", &[("AccessKeyId", "nobody")])
        .await;
    assert_eq!(got.code(), (404, "InvalidAccessKeyId.NotFound".into()));
    let old = clock::stamp(clock::now() - TimeDelta::minutes(16));
    let got = bench.call("DescribeRegions", &[("Timestamp", &old)]).await;
    assert_eq!(got.code(), (400, "InvalidTimeStamp.Expired".into()));
    let once = signed("DescribeRegions", &[]);
    assert_eq!(bench.send(&once).await.unwrap().status, 200);
    assert_eq!(
        bench.send(&once).await.unwrap().code(),
        (400, "SignatureNonceUsed".into())
    );
    let got = bench.call("DescribeRegions", &[("Action", "")]).await;
    assert_eq!(got.code(), (400, "MissingParameter".into()));
    let got = bench
        .call("DescribeRegions", &[("Version", "2000-01-01")])
        .await;
    assert_eq!(got.code(), (400, "NoSuchVersion".into()));
    let got = bench
        .call("DescribeRegions", &[("SecurityToken", "x")])
        .await;
    assert_eq!(
        got.code(),
        (400, "InvalidSecurityToken.MismatchWithAccessKey".into())
    );
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
    let code = |got: Got| got.code().1;
    assert_eq!(
        code(bench.call("DescribeRegions", &[]).await),
        "MissingSecurityToken"
    );
    let wrong = bench
        .call("DescribeRegions", &[("SecurityToken", "x")])
        .await;
    assert_eq!(code(wrong), "InvalidSecurityToken.Malformed");
    let right = bench
        .call("DescribeRegions", &[("SecurityToken", "tok")])
        .await;
    assert_eq!(right.status, 200);
}

#[tokio::test]
async fn sts_tells_who_signs() {
    let bench = bench(QUICK).await;
    let got = bench
        .call("GetCallerIdentity", &[("Version", "2015-04-01")])
        .await;
    assert!(got.json()["Arn"].as_str().unwrap().ends_with("user/testid"));
    let got = bench.call("GetCallerIdentity", &[]).await;
    assert_eq!(got.code(), (404, "InvalidAction.NotFound".into()));
}

#[tokio::test]
async fn counted_faults_strike_as_often_as_they_say() {
    let bench = bench(QUICK).await;
    bench.faults(&["throttle:1"]).await;
    let got = bench.call("DescribeRegions", &[]).await;
    assert_eq!(got.code(), (400, "Throttling.User".into()));
    assert_eq!(got.headers["x-acs-retry-after"], "100");
    bench.faults(&["http-500:1"]).await;
    assert_eq!(
        bench.call("DescribeRegions", &[]).await.code(),
        (500, "InternalError".into())
    );
    bench.faults(&["html:1"]).await;
    let got = bench.call("DescribeRegions", &[]).await;
    assert_eq!(
        (got.status, got.headers["content-type"].to_str().unwrap()),
        (502, "text/html")
    );
    bench.faults(&["expired-token:1"]).await;
    let got = bench.call("DescribeRegions", &[]).await;
    assert_eq!(got.code(), (400, "InvalidSecurityToken.Expired".into()));
    bench.faults(&["truncate:1"]).await;
    assert!(bench.send(&signed("DescribeRegions", &[])).await.is_err());
    assert_eq!(bench.call("DescribeRegions", &[]).await.status, 200);
}

#[tokio::test]
async fn a_reset_does_nothing_and_a_lost_answer_does_it_all() {
    let bench = bench(QUICK).await;
    bench
        .faults(&["reset:1@ModifyDBInstanceSSL", "lost-answer:1"])
        .await;
    assert_eq!(bench.call("DescribeRegions", &[]).await.status, 200);
    assert!(
        bench
            .send(&signed("ModifyDBInstanceSSL", &SWITCH_ON))
            .await
            .is_err()
    );
    assert_eq!(bench.status().await, "Running");
    assert!(
        bench
            .send(&signed("ModifyDBInstanceSSL", &SWITCH_ON))
            .await
            .is_err()
    );
    bench.settled().await;
    assert_eq!(
        bench.on_instance("DescribeDBInstanceSSL").await["SSLEnabled"],
        "on"
    );
    assert_eq!(
        bench
            .gateway
            .calls()
            .iter()
            .filter(|call| call.write)
            .count(),
        1
    );
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
    let url = format!("{}/sandbox/faults", bench.base);
    assert_eq!(
        bench
            .client
            .delete(url)
            .send()
            .await
            .unwrap()
            .status()
            .as_u16(),
        200
    );
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
    let got = bench.call("DescribeRegions", &[]).await;
    assert_eq!(got.code(), (400, "InvalidTimeStamp.Expired".into()));
    let date = DateTime::parse_from_rfc2822(got.headers["date"].to_str().unwrap()).unwrap();
    let skew = (date.to_utc() - clock::now()).num_minutes();
    assert!((19..=20).contains(&skew), "{skew}");
    let there = clock::stamp(date.to_utc());
    assert_eq!(
        bench
            .call("DescribeRegions", &[("Timestamp", &there)])
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_denied_action_names_the_policy() {
    let bench = bench(QUICK).await;
    bench.faults(&["deny:ModifyDBInstanceSSL"]).await;
    let got = bench.switch_on().await;
    assert_eq!(got.code(), (403, "Forbidden.RAM".into()));
    assert_eq!(
        got.json()["AccessDeniedDetail"]["AuthAction"],
        "rds:ModifyDBInstanceSSL"
    );
    assert_eq!(bench.call("DescribeRegions", &[]).await.status, 200);
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
        let got = bench.call("DescribeRegions", &[]).await;
        if got.status != 200 {
            assert_eq!(got.code().1, "Throttling.User");
            let wait: u64 = got.headers["x-acs-retry-after"]
                .to_str()
                .unwrap()
                .parse()
                .unwrap();
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
    let url = format!("{}/sandbox/faults", bench.base);
    for body in ["{", "[1]", "[\"throttle:1\", \"explode\"]"] {
        let answer = bench.client.post(&url).body(body).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 400, "{body}");
    }
    assert_eq!(
        bench
            .client
            .get(&url)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap(),
        "[]"
    );
    let answer = bench
        .client
        .get(format!("{}/sandbox/x", bench.base))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status().as_u16(), 404);
    let ca = bench
        .client
        .get(format!("{}/sandbox/ca.pem", bench.base))
        .send()
        .await
        .unwrap();
    assert!(
        ca.text()
            .await
            .unwrap()
            .starts_with("-----BEGIN CERTIFICATE-----")
    );
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
    assert_eq!(bench.call("DescribeRegions", &[]).await.status, 200);
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
