//! The sources that STS gives a key to.

use serde_json::json;

use super::*;
use crate::cloud::rpc::signature::{v1_signature, v1_string_to_sign};

/// A world whose STS is this server.
fn world(sts: &str) -> World {
    World::new(&[("ALIBABA_CLOUD_STS_ENDPOINT", sts)])
}

fn role() -> serde_json::Value {
    json!({
        "mode": "RamRoleArn", "access_key_id": "base-id", "access_key_secret": "sec-base",
        "ram_role_arn": "acs:ram::1:role/dba", "ram_session_name": "me", "expired_seconds": 900,
        "external_id": "ext", "policy": "{}",
    })
}

#[track_caller]
fn is_signed_with(arrived: &Arrived, secret: &str) {
    let form = arrived.form();
    let expected = v1_signature(secret, &v1_string_to_sign("POST", &form));
    assert_eq!(form["Signature"], expected);
}

#[tokio::test]
async fn a_role_is_assumed_with_the_key_of_the_profile() {
    let sts = Server::start(|_, _| (200, assumed("STS.1", &minutes(60)))).await;
    let world = world(&sts.url).with_profile(&role());
    world.finds_temporary("STS.1").await;
    let identity = world.identity().await;
    assert_eq!(identity.manner(), "the role acs:ram::1:role/dba");
    let arrived = &sts.arrived()[0];
    assert_eq!((arrived.method.as_str(), &*arrived.target), ("POST", "/"));
    is_signed_with(arrived, "sec-base");
    let form = arrived.form();
    for (name, value) in [
        ("Action", "AssumeRole"),
        ("Version", "2015-04-01"),
        ("Format", "JSON"),
        ("AccessKeyId", "base-id"),
        ("RoleArn", "acs:ram::1:role/dba"),
        ("RoleSessionName", "me"),
        ("DurationSeconds", "900"),
        ("ExternalId", "ext"),
        ("Policy", "{}"),
    ] {
        assert_eq!(form[name], value);
    }
    assert!(!form.contains_key("SecurityToken"));
}

#[tokio::test]
async fn a_role_can_be_assumed_with_a_token_and_defaults() {
    let sts = Server::start(|_, _| (200, assumed("STS.1", &minutes(60)))).await;
    let profile = json!({
        "access_key_id": "base-id", "access_key_secret": "sec-base", "sts_token": "sec-token",
        "ram_role_arn": "acs:ram::1:role/dba", "mode": "RamRoleArn", "expired_seconds": 0,
    });
    let world = world(&sts.url)
        .with("ALIBABA_CLOUD_ROLE_SESSION_NAME", "session")
        .with_profile(&profile);
    world.finds_temporary("STS.1").await;
    let form = sts.arrived()[0].form();
    assert_eq!(form["SecurityToken"], "sec-token");
    assert_eq!(form["RoleSessionName"], "session");
    assert_eq!(form["DurationSeconds"], "3600");
}

#[tokio::test]
async fn what_sts_answers_instead_is_told() {
    for (status, body, words) in [
        (200, assumed("STS.1", &minutes(-1)), &["AssumeRole", "`main`", "ran out"][..]),
        (200, "{}".to_owned(), &["AssumeRole", "`Credentials` is missing"]),
        (200, "<html>sec-x</html>".to_owned(), &["AssumeRole", "no JSON object"]),
        (200, json!({"Credentials": {"AccessKeyId": "x"}}).to_string(), &["`AccessKeySecret` is missing"]),
        (200, assumed("STS.1", "soon"), &["`Expiration` is not a time"]),
        (
            404,
            json!({"Code": "EntityNotExist.Role", "Message": "no role for sec-base", "RequestId": "R7"}).to_string(),
            &["EntityNotExist.Role", "(request R7)", "config.json"],
        ),
        (
            403,
            json!({"Code": "NoPermission", "Message": "You are not authorized"}).to_string(),
            &["NoPermission", "not authorized"],
        ),
    ] {
        let sts = Server::start(move |_, _| (status, body.clone())).await;
        world(&sts.url).with_profile(&role()).fails(words).await;
    }
}

#[tokio::test]
async fn sts_that_is_slow_or_away_is_told() {
    let sts = Server::slow(Duration::from_secs(20), |_, _| (200, String::new())).await;
    let mut slow = world(&sts.url).with_profile(&role());
    // The limit of the whole command holds for each answer, and for asking again.
    let short = Duration::from_millis(30);
    slow.means.keep_within(Duration::from_secs(60), short);
    let error = slow.fails(&["AssumeRole", "no answer", "in time"]).await;
    assert_eq!(error.kind, CredentialsErrorKind::Unreachable);
    assert!(sts.arrived().len() < 3, "{}", sts.arrived().len());
    let away = world(&nobody().await).with_profile(&role());
    let error = away.fails(&["AssumeRole", "cannot connect"]).await;
    assert_eq!(error.kind, CredentialsErrorKind::Unreachable);
}

#[tokio::test]
async fn sts_is_never_spoken_to_in_clear_elsewhere() {
    world("http://sts.aliyuncs.com")
        .with_profile(&role())
        .fails(&["ALIBABA_CLOUD_STS_ENDPOINT", "loopback only"])
        .await;
    let mut profile = role();
    profile["sts_endpoint"] = json!("http://10.0.0.1");
    World::new(&[])
        .with_profile(&profile)
        .fails(&["`sts_endpoint`", "`main`"])
        .await;
    profile = role();
    profile["sts_region"] = json!("x y");
    World::new(&[])
        .with_profile(&profile)
        .fails(&["`sts_region`", "no region"])
        .await;
}

#[tokio::test]
async fn roles_build_on_other_profiles() {
    let sts =
        Server::start(|_, before| (200, assumed(&format!("STS.{before}"), &minutes(60)))).await;
    let profiles = json!({"current": "top", "profiles": [
        {"name": "top", "mode": "ChainableRamRoleArn", "source_profile": "middle", "ram_role_arn": "role/top"},
        {"name": "middle", "mode": "ChainableRamRoleArn", "source_profile": "bottom", "ram_role_arn": "role/middle"},
        {"name": "bottom", "mode": "AK", "access_key_id": "base-id", "access_key_secret": "sec-base"},
    ]});
    let world = world(&sts.url).with_config(&profiles.to_string());
    world.finds_temporary("STS.1").await;
    let arrived = sts.arrived();
    assert_eq!(arrived.len(), 2);
    assert_eq!(arrived[0].form()["RoleArn"], "role/middle");
    is_signed_with(&arrived[0], "sec-base");
    assert_eq!(arrived[1].form()["RoleArn"], "role/top");
    assert_eq!(arrived[1].form()["SecurityToken"], "sec-token-of-STS.0");
    is_signed_with(&arrived[1], "sec-of-STS.0");
}

#[tokio::test]
async fn profiles_in_a_circle_are_told() {
    let profiles = json!({"current": "a", "profiles": [
        {"name": "a", "mode": "ChainableRamRoleArn", "source_profile": "b", "ram_role_arn": "r"},
        {"name": "b", "mode": "ChainableRamRoleArn", "source_profile": "a", "ram_role_arn": "r"},
        {"name": "c", "mode": "ChainableRamRoleArn", "source_profile": "d", "ram_role_arn": "r"},
    ]});
    let world = World::new(&[]).with_config(&profiles.to_string());
    world.fails(&["source_profile", "a -> b -> a"]).await;
    world
        .asked_for("c")
        .fails(&["`source_profile` of profile `c`", "no profile of that name"])
        .await;
}

#[tokio::test]
async fn a_role_by_oidc_takes_no_key_and_keeps_its_token_out_of_the_address() {
    let sts = Server::start(|_, _| (200, assumed("STS.1", &minutes(60)))).await;
    let world = world(&sts.url).file("token", "sec-oidc-token\n");
    let file = world.home().join("token");
    let world = world
        .with("ALIBABA_CLOUD_ROLE_ARN", "acs:ram::1:role/pod")
        .with(
            "ALIBABACLOUD_OIDC_PROVIDER_ARN",
            "acs:ram::1:oidc-provider/k8s",
        )
        .with("ALIBABA_CLOUD_OIDC_TOKEN_FILE", file.to_str().unwrap());
    world.finds_temporary("STS.1").await;
    let arrived = &sts.arrived()[0];
    assert_eq!((arrived.method.as_str(), &*arrived.target), ("POST", "/"));
    let form = arrived.form();
    for (name, value) in [
        ("Action", "AssumeRoleWithOIDC"),
        ("OIDCToken", "sec-oidc-token"),
        ("OIDCProviderArn", "acs:ram::1:oidc-provider/k8s"),
        ("RoleArn", "acs:ram::1:role/pod"),
        ("RoleSessionName", "forcessl"),
    ] {
        assert_eq!(form[name], value);
    }
    for unsigned in ["AccessKeyId", "Signature", "SignatureNonce"] {
        assert!(!form.contains_key(unsigned), "{unsigned}");
    }
    fs::remove_file(&file).unwrap();
    world.fails(&["token", "not there"]).await;
    fs::write(&file, " \n").unwrap();
    world.fails(&["token", "holds no token"]).await;
}

#[tokio::test]
async fn sts_that_quotes_the_oidc_token_is_not_repeated() {
    let refused = json!({"Code": "AuthenticationFail.OIDCToken.Invalid", "Message": "bad sec-oidc-token-of-pod"});
    let sts = Server::start(move |_, _| (400, refused.to_string())).await;
    let world = world(&sts.url).file("token", "sec-oidc-token-of-pod");
    let file = world.home().join("token");
    let profile = json!({
        "mode": "OIDC", "oidc_provider_arn": "p", "oidc_token_file": file, "ram_role_arn": "r",
    });
    world
        .with_profile(&profile)
        .fails(&["AuthenticationFail.OIDCToken.Invalid: bad [secret"])
        .await;
}

#[tokio::test]
async fn part_of_what_oidc_takes_is_nothing() {
    let world = World::new(&[
        ("ALIBABA_CLOUD_ROLE_ARN", "r"),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p"),
    ])
    .with_profile(&json!({"access_key_id": "id", "access_key_secret": "sec-x"}));
    world.finds("id", "sec-x", None).await;
    let outcome = step(&world.search().await, "OIDC").outcome().english();
    let expected = "nothing there: ALIBABA_CLOUD_OIDC_TOKEN_FILE is not set";
    assert_eq!(outcome, expected);
}

#[tokio::test]
async fn a_section_of_the_credentials_file_may_be_a_role() {
    let sts = Server::start(|_, _| (200, assumed("STS.1", &minutes(60)))).await;
    let ini = "[default]\ntype=ram_role_arn\naccess_key_id=base-id\naccess_key_secret=sec-base\nrole_arn=acs:ram::1:role/ini\nrole_session_name=s\n";
    let world = world(&sts.url).file(".alibabacloud/credentials", ini);
    world.finds_temporary("STS.1").await;
    let form = sts.arrived()[0].form();
    assert_eq!(form["RoleArn"], "acs:ram::1:role/ini");
    assert_eq!(form["RoleSessionName"], "s");
    is_signed_with(&sts.arrived()[0], "sec-base");
}

#[tokio::test]
async fn inside_a_vpc_sts_is_asked_there() {
    let mut world = World::new(&[]).with_profile(&role());
    world.means.vpc_region = Some("eu-central-1".parse().unwrap());
    world
        .fails(&["AssumeRole at sts-vpc.eu-central-1.aliyuncs.com"])
        .await;
}
