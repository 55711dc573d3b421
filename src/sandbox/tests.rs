//! A whole sandbox, from a signed request to what `psql` meets.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::*;
use crate::cloud::rpc::signature::{Parameters, query_string, v1_signature, v1_string_to_sign};

/// The parameters of a call `ACTION?NAME=VALUE&...` as V1 signs them; its own win.
pub(super) fn parameters(call: &str, access_key_id: &str) -> Parameters {
    let (action, query) = call.split_once('?').unwrap_or((call, ""));
    let common = format!(
        "Action={action}&Version=2014-08-15&Format=JSON&AccessKeyId={access_key_id}\
         &SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce={}&Timestamp={}",
        rand::random::<u128>(),
        clock::stamp(clock::now())
    );
    let call = format!("{common}&{query}");
    form_urlencoded::parse(call.as_bytes())
        .into_owned()
        .collect()
}

/// A request with these parameters in its form body, signed as V1.
pub(super) fn signed(
    request: reqwest::RequestBuilder,
    parameters: &Parameters,
    secret: &str,
) -> reqwest::RequestBuilder {
    let mut parameters = parameters.clone();
    let signature = v1_signature(secret, &v1_string_to_sign("POST", &parameters));
    parameters.insert("Signature".to_owned(), signature);
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(query_string(&parameters))
}

/// Sends one call and gives its JSON.
async fn call(ready: &Ready, call: &str) -> Value {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let parameters = parameters(call, &ready.access_key_id);
    let request = client.post(&ready.endpoint);
    let request = signed(request, &parameters, &ready.access_key_secret);
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    assert_eq!(status, 200, "{text}");
    serde_json::from_str(&text).unwrap()
}

/// Waits until the instance runs again.
async fn settled(ready: &Ready, id: &str) {
    let look = format!("DescribeDBInstanceAttribute?DBInstanceId={id}");
    loop {
        let value = call(ready, &look).await;
        if value["Items"]["DBInstanceAttribute"][0]["DBInstanceStatus"] == "Running" {
            return;
        }
        clock::pause(Duration::from_millis(10)).await;
    }
}

/// Switches SSL on and waits for it.
async fn switch_on(ready: &Ready, id: &str) {
    let on =
        format!("ModifyDBInstanceSSL?DBInstanceId={id}&ConnectionString=localhost&SSLEnabled=1");
    call(ready, &on).await;
    settled(ready, id).await;
}

/// What `psql` says: `SHOW ssl` style answer of this session, or its error.
async fn psql(instance: &ReadyInstance, sslmode: &str) -> Result<String, String> {
    let connection = format!(
        "host={} port={} dbname={} user={} sslmode={sslmode} connect_timeout=10",
        instance.host, instance.port, instance.database, instance.user
    );
    let query = "select ssl from pg_stat_ssl where pid = pg_backend_pid()";
    let output = tokio::process::Command::new("psql")
        .args(["-X", "-A", "-t", "-c", query, &connection])
        .env("PGPASSWORD", &instance.password)
        .stdin(Stdio::null())
        .output()
        .await
        .unwrap();
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

/// Whether the test can run here; says so when it cannot.
async fn has_postgres() -> bool {
    let server = database::server::Binaries::discover(None).await;
    let client = tokio::process::Command::new("psql")
        .arg("--version")
        .output()
        .await;
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    if server.is_err() || client.is_err() {
        eprintln!("SKIPPED: no PostgreSQL programs on this machine");
        return false;
    }
    true
}

#[tokio::test]
async fn psql_meets_what_the_api_was_told() {
    if !has_postgres().await {
        return;
    }
    let sandbox = start(SandboxOptions {
        database: DatabaseChoice::Postgres,
        change_time: Duration::from_millis(50),
        ..SandboxOptions::default()
    })
    .await
    .unwrap();
    let ready = sandbox.ready();
    let instance = &ready.instances[0];
    let id = instance.instance_id.as_str();
    assert_eq!(instance.backend, "postgres");
    assert_eq!(psql(instance, "disable").await, Ok("f".to_owned()));
    assert!(psql(instance, "require").await.unwrap_err().contains("SSL"));

    switch_on(ready, id).await;
    let ssl = call(ready, &format!("DescribeDBInstanceSSL?DBInstanceId={id}")).await;
    assert_eq!(ssl["LastModifyStatus"], "success", "{ssl}");
    assert_eq!(psql(instance, "require").await, Ok("t".to_owned()));
    // Switched on is not enforced.
    assert_eq!(psql(instance, "disable").await, Ok("f".to_owned()));

    let record = "HbaItem.1.PriorityId=0&HbaItem.1.Type=hostssl&HbaItem.1.Database=all\
                  &HbaItem.1.User=all&HbaItem.1.Address=0.0.0.0/0&HbaItem.1.Method=md5";
    let modify = format!("ModifyPGHbaConfig?DBInstanceId={id}&OpsType=modify&{record}");
    call(ready, &modify).await;
    settled(ready, id).await;
    let hba = call(ready, &format!("DescribePGHbaConfig?DBInstanceId={id}")).await;
    assert_eq!(hba["LastModifyStatus"], "success", "{hba}");
    let open = connection(instance).await;
    let refused = psql(instance, "disable").await.unwrap_err();
    assert!(refused.contains("no pg_hba.conf entry"), "{refused}");
    assert_eq!(psql(instance, "require").await, Ok("t".to_owned()));

    let calls = sandbox.calls();
    assert_eq!(calls.iter().filter(|call| call.write).count(), 2);
    sandbox.stop().await;
    assert!(is_over(open).await);
}

#[tokio::test]
async fn the_embedded_front_door_follows_the_api_too() {
    let options = SandboxOptions {
        instances: 2,
        database: DatabaseChoice::Embedded,
        change_time: Duration::from_millis(20),
        ..SandboxOptions::default()
    };
    let sandbox = start(options).await.unwrap();
    let ready = sandbox.ready();
    assert_eq!(ready.instances.len(), 2);
    let instance = &ready.instances[1];
    let id = instance.instance_id.as_str();
    assert_eq!((id, instance.backend), ("pgm-sandbox2", "embedded"));
    assert_eq!(ssl_answer(instance).await, b'N');
    switch_on(ready, id).await;
    assert_eq!(ssl_answer(instance).await, b'S');
    assert_eq!(ssl_answer(&ready.instances[0]).await, b'N');
    let open = connection(instance).await;
    sandbox.stop().await;
    assert!(is_over(open).await);
}

/// A connection to the endpoint. After a stop its port says nothing: another test may have it.
async fn connection(instance: &ReadyInstance) -> TcpStream {
    TcpStream::connect(("127.0.0.1", instance.port))
        .await
        .unwrap()
}

/// Whether the other side has ended it.
async fn is_over(mut connection: TcpStream) -> bool {
    matches!(connection.read(&mut [0; 1]).await, Ok(0) | Err(_))
}

/// The byte that answers an `SSLRequest`.
async fn ssl_answer(instance: &ReadyInstance) -> u8 {
    let mut stream = connection(instance).await;
    // PostgreSQL, chapter 54.7: length 8, code 80877103.
    stream
        .write_all(&[0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
        .await
        .unwrap();
    stream.read_u8().await.unwrap()
}

#[tokio::test]
async fn a_state_document_makes_the_fleet() {
    let file: StateFile = r#"{
        "access_keys": [{"id": "testid", "secret": "testsecret"}],
        "instances": [
            {"id": "pgm-b", "region": "eu-central-1", "database": "none",
             "ssl": {"enabled": true, "certificate_host": "other.test"}},
            {"id": "pgm-a", "region": "eu-central-1", "database": "none", "status": "Restoring"}
        ]}"#
    .parse()
    .unwrap();
    let options = SandboxOptions {
        database: DatabaseChoice::Embedded,
        state: Some(file),
        ..SandboxOptions::default()
    };
    let sandbox = start(options).await.unwrap();
    let ready = sandbox.ready();
    assert_eq!(
        (&*ready.region, &*ready.access_key_id),
        ("eu-central-1", "testid")
    );
    let ids = ready.instances.iter().map(|one| one.instance_id.as_str());
    assert_eq!(ids.collect::<Vec<_>>(), ["pgm-a", "pgm-b"]);
    let closed = ready.instances[0].port;
    assert!(TcpStream::connect(("127.0.0.1", closed)).await.is_err());
    let list = call(ready, "DescribeDBInstances?RegionId=eu-central-1").await;
    let first = &list["Items"]["DBInstance"][0];
    assert_eq!(first["DBInstanceStatus"], "Restoring");
    let ssl = call(ready, "DescribeDBInstanceSSL?DBInstanceId=pgm-b").await;
    assert_eq!(ssl["ConnectionString"], "localhost");
    sandbox.stop().await;
}

#[tokio::test]
async fn a_mixed_fleet_starts_and_every_instance_is_listed() {
    let options = SandboxOptions {
        database: DatabaseChoice::Embedded,
        state: Some(StateFile::fleet(Fleet::Mixed(3), 200, 4).unwrap()),
        ..SandboxOptions::default()
    };
    let sandbox = start(options).await.unwrap();
    let ready = sandbox.ready();
    let mut listed = 0;
    for region in "cn-hangzhou cn-shanghai ap-southeast-1 eu-central-1".split(' ') {
        let asked = format!("DescribeDBInstances?RegionId={region}&MaxResults=100");
        let list = call(ready, &asked).await;
        assert_eq!(list["NextToken"], "");
        listed += list["Items"]["DBInstance"].as_array().unwrap().len();
    }
    assert_eq!((listed, ready.instances.len()), (200, 200));
    sandbox.stop().await;
}

#[tokio::test]
async fn the_line_has_exactly_the_documented_members() {
    let file: StateFile = r#"{"instances": [{"id": "pgm-a", "database": "none"}]}"#
        .parse()
        .unwrap();
    let options = SandboxOptions {
        database: DatabaseChoice::Embedded,
        state: Some(file),
        ..SandboxOptions::default()
    };
    let sandbox = start(options).await.unwrap();
    let line: Value = serde_json::to_value(sandbox.ready()).unwrap();
    let names = |value: &Value| {
        let names = value.as_object().unwrap().keys().map(String::as_str);
        names.collect::<Vec<_>>().join(" ")
    };
    let expected = "endpoint region access_key_id access_key_secret instances faults";
    assert_eq!(names(&line), expected);
    let expected = "instance_id host port database user password backend";
    assert_eq!(names(&line["instances"][0]), expected);
    sandbox.stop().await;
}

#[tokio::test]
async fn other_addresses_than_loopback_are_refused() {
    let options = SandboxOptions {
        listen: ([0, 0, 0, 0], 0).into(),
        ..SandboxOptions::default()
    };
    assert!(matches!(
        start(options).await,
        Err(SandboxError::NotLoopback(_))
    ));
}

#[tokio::test]
async fn a_postgres_folder_that_is_none_is_named() {
    let options = SandboxOptions {
        database: DatabaseChoice::Auto,
        postgres_bin: Some("/nonexistent".into()),
        ..SandboxOptions::default()
    };
    let error = start(options).await.err().unwrap().to_string();
    assert!(error.contains("/nonexistent"), "{error}");
}
