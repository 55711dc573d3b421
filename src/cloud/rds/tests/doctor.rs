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
    assert_eq!(sts.sent("Action"), ["GetCallerIdentity"]);
    assert_eq!(sts.sent("Version"), ["2015-04-01"]);
    let error = api.caller_identity(&sts.endpoint).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Unreadable);
}

#[tokio::test]
async fn the_clock_of_the_service_is_measured_on_any_answer() {
    let date = "date: Sat, 02 Jan 2027 12:00:40 GMT\r\n";
    let server = Server::start(vec![
        Reply::Answer(200, date, "{}".into()),
        expired("date: Sat, 02 Jan 2027 11:00:00 GMT\r\n"),
        answer(200, "{}"),
        Reply::Drop,
    ])
    .await;
    let (api, _clock) = client(&server, |_| {});
    let mut ahead = Vec::new();
    for _ in 0..3 {
        ahead.push(api.clock_difference().await.unwrap().ahead);
    }
    let expected = [Some(40), Some(-3600), None].map(|ahead| ahead.map(TimeDelta::seconds));
    assert_eq!(ahead, expected);
    let error = api.clock_difference().await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::AnswerLost);
    assert_eq!(server.requests(), 4);
}

#[tokio::test]
async fn permissions_are_told_by_the_answer() {
    let region = "cn-hangzhou".parse().unwrap();
    let denied = r#"{"Code":"Forbidden.RAM","Message":"no","AccessDeniedDetail":{"AuthAction":"rds:DescribePGHbaConfig"}}"#;
    for (reply, expected) in [
        (answer(200, SSL_ON), "allowed"),
        (refusal(404, "InvalidDBInstanceId.NotFound"), "allowed"),
        (refusal(404, "Forbidden.InstanceNotFound"), "allowed"),
        (answer(403, denied), "denied rds:DescribePGHbaConfig"),
        (
            refusal(404, "InvalidAccessKeyId.NotFound"),
            "unknown InvalidAccessKeyId",
        ),
        (refusal(400, "InvalidParameter"), "unknown InvalidParameter"),
    ] {
        let server = Server::start(vec![reply]).await;
        let (api, _clock) = client(&server, |_| {});
        let told = match api.ask("DescribePGHbaConfig", Some(&region), None).await {
            Permission::Allowed => "allowed".to_owned(),
            Permission::Denied(detail) => format!("denied {}", detail.english()),
            Permission::Unknown(reason) => format!("unknown {}", reason.english()),
            Permission::NotAsked(why) => format!("not asked: {}", why.english()),
        };
        let (kind, words) = expected.split_once(' ').unwrap_or((expected, ""));
        assert!(told.starts_with(kind) && told.contains(words), "{told}");
        assert!(server.sent("DBInstanceId")[0].parse::<InstanceId>().is_ok());
    }
}

#[tokio::test]
async fn asking_never_writes() {
    let server = Server::start(vec![answer(200, SSL_ON)]).await;
    let (api, _clock) = client(&server, |_| {});
    let region = "cn-hangzhou".parse().unwrap();
    let ask = async |action| api.ask(action, Some(&region), Some(&id())).await;
    let would_change = Permission::NotAsked(Text::verbatim("it would change something"));
    for action in [
        "ModifyDBInstanceSSL",
        "ModifyPGHbaConfig",
        "DeleteDBInstance",
        "",
    ] {
        assert_eq!(ask(action).await, would_change);
    }
    assert_eq!(server.requests(), 0);
    for action in AUDIT_ACTIONS.iter().chain(&SWEEP_ACTIONS) {
        assert!(action.starts_with("Describe"));
    }
    assert_eq!(ask("DescribeDBInstanceSSL").await, Permission::Allowed);
    assert_eq!(server.sent("DBInstanceId"), ["pgm-a"]);
}
