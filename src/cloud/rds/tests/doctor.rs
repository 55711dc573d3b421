//! Who calls, how far the clocks are apart, and what is allowed.

use super::*;
use crate::domain::diagnosis::Permission;
use crate::domain::ram_policy::{AUDIT_ACTIONS, SWEEP_ACTIONS};
use crate::text::Text;

#[tokio::test]
async fn the_caller_is_told() {
    let said = r#"{"AccountId":"1","Arn":"acs:ram::1:user/dba","UserId":"2","IdentityType":"RAMUser","RequestId":"R"}"#;
    let sts = Server::start(vec![answer(200, said), answer(200, "{}")]).await;
    let (api, _clock) = client(&Server::start(Vec::new()).await, |_| {});
    let caller = api.caller_identity(&sts.endpoint).await.unwrap();
    let expected = CallerIdentity {
        account_id: "1".into(),
        arn: "acs:ram::1:user/dba".into(),
        user_id: Some("2".into()),
    };
    assert_eq!(caller, expected);
    let form = sts.arrived.lock().unwrap()[0].form();
    assert_eq!(
        (&*form["Action"], &*form["Version"]),
        ("GetCallerIdentity", "2015-04-01")
    );
    let error = api.caller_identity(&sts.endpoint).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Unreadable);
}

#[tokio::test]
async fn the_clock_of_the_service_is_measured_on_any_answer() {
    let date = "date: Sat, 02 Jan 2027 12:00:40 GMT\r\n";
    let expired = r#"{"Code":"InvalidTimeStamp.Expired","Message":"x"}"#;
    let server = Server::start(vec![
        Reply::Answer(200, date, "{}".into()),
        Reply::Answer(
            400,
            "date: Sat, 02 Jan 2027 11:00:00 GMT\r\n",
            expired.into(),
        ),
        answer(200, "{}"),
        Reply::Drop,
    ])
    .await;
    let (api, _clock) = client(&server, |_| {});
    let mut ahead = Vec::new();
    for _ in 0..3 {
        ahead.push(api.clock_difference().await.unwrap().ahead);
    }
    assert_eq!(
        ahead,
        [
            Some(TimeDelta::seconds(40)),
            Some(TimeDelta::hours(-1)),
            None
        ]
    );
    assert_eq!(
        api.clock_difference().await.unwrap_err().kind,
        ApiErrorKind::AnswerLost
    );
    assert_eq!(server.requests(), 4);
}

#[tokio::test]
async fn permissions_are_told_by_the_answer() {
    let region = "cn-hangzhou".parse().unwrap();
    let denied = r#"{"Code":"Forbidden.RAM","Message":"no","AccessDeniedDetail":{"AuthAction":"rds:DescribePGHbaConfig"}}"#;
    for (status, body, expected) in [
        (200, SSL_ON, "allowed"),
        (
            404,
            r#"{"Code":"InvalidDBInstanceId.NotFound","Message":"x"}"#,
            "allowed",
        ),
        (
            404,
            r#"{"Code":"Forbidden.InstanceNotFound","Message":"x"}"#,
            "allowed",
        ),
        (403, denied, "denied rds:DescribePGHbaConfig"),
        (
            404,
            r#"{"Code":"InvalidAccessKeyId.NotFound","Message":"x"}"#,
            "unknown InvalidAccessKeyId",
        ),
        (
            400,
            r#"{"Code":"InvalidParameter","Message":"x"}"#,
            "unknown InvalidParameter",
        ),
    ] {
        let server = Server::start(vec![answer(status, body)]).await;
        let (api, _clock) = client(&server, |_| {});
        let told = match api.ask("DescribePGHbaConfig", Some(&region), None).await {
            Permission::Allowed => "allowed".to_owned(),
            Permission::Denied(detail) => format!("denied {}", detail.english()),
            Permission::Unknown(reason) => format!("unknown {}", reason.english()),
            Permission::NotAsked(why) => format!("not asked: {}", why.english()),
        };
        let (kind, words) = expected.split_once(' ').unwrap_or((expected, ""));
        assert!(told.starts_with(kind) && told.contains(words), "{told}");
        let form = server.arrived.lock().unwrap()[0].form();
        assert!(form["DBInstanceId"].parse::<InstanceId>().is_ok());
    }
}

#[tokio::test]
async fn asking_never_writes() {
    let server = Server::start(vec![answer(200, SSL_ON)]).await;
    let (api, _clock) = client(&server, |_| {});
    let region = "cn-hangzhou".parse().unwrap();
    for action in [
        "ModifyDBInstanceSSL",
        "ModifyPGHbaConfig",
        "DeleteDBInstance",
        "",
    ] {
        assert_eq!(
            api.ask(action, Some(&region), Some(&id())).await,
            Permission::NotAsked(Text::verbatim("it would change something"))
        );
    }
    assert_eq!(server.requests(), 0);
    assert!(
        AUDIT_ACTIONS
            .iter()
            .chain(&SWEEP_ACTIONS)
            .all(|action| action.starts_with("Describe"))
    );
    assert_eq!(
        api.ask("DescribeDBInstanceSSL", Some(&region), Some(&id()))
            .await,
        Permission::Allowed
    );
    assert_eq!(
        server.arrived.lock().unwrap()[0].form()["DBInstanceId"],
        "pgm-a"
    );
}
