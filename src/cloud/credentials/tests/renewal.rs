//! Keys that run out.

use super::*;
use crate::clock::Clock;
use crate::cloud::rpc::CredentialsProvider;

/// An identity by OIDC, whose server numbers the keys it gives, each good for an hour; from the
/// `fails_from`th on it refuses.
async fn numbered(fails_from: usize) -> (World, Server) {
    let sts = Server::start(move |_, before| {
        if before >= fails_from {
            (400, r#"{"Code":"NoPermission","Message":"no"}"#.to_owned())
        } else {
            let end = minutes(60 * (i64::try_from(before).unwrap() + 1));
            (200, assumed(&format!("STS.{before}"), &end))
        }
    })
    .await;
    let world = World::new(&[("ALIBABA_CLOUD_STS_ENDPOINT", &sts.url)]).file("token", "sec-first");
    let file = world.home().join("token");
    let world = world
        .with("ALIBABA_CLOUD_ROLE_ARN", "r")
        .with("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "p")
        .with("ALIBABA_CLOUD_OIDC_TOKEN_FILE", file.to_str().unwrap());
    (world, sts)
}

async fn id(identity: &Identity) -> String {
    identity.credentials().await.unwrap().access_key_id.clone()
}

impl World {
    async fn wait(&self, minutes: u64) {
        self.clock.sleep(Duration::from_secs(60 * minutes)).await;
    }
}

#[tokio::test]
async fn a_key_is_renewed_when_under_five_minutes_are_left() {
    let (world, sts) = numbered(9).await;
    let identity = world.identity().await;
    assert_eq!(sts.arrived().len(), 0);
    assert_eq!(id(&identity).await, "STS.0");
    world.wait(54).await;
    assert_eq!(id(&identity.clone()).await, "STS.0");
    fs::write(world.home().join("token"), "sec-second").unwrap();
    world.wait(2).await;
    assert_eq!(id(&identity).await, "STS.1");
    assert_eq!(id(&identity).await, "STS.1");
    let tokens: Vec<String> = sts
        .arrived()
        .iter()
        .map(|request| request.form()["OIDCToken"].clone())
        .collect();
    assert_eq!(tokens, ["sec-first", "sec-second"]);
}

#[tokio::test]
async fn calls_at_the_same_time_ask_for_one_key() {
    let (world, sts) = numbered(9).await;
    let identity = world.identity().await;
    let ids = futures::future::join_all((0..20).map(|_| id(&identity))).await;
    assert!(ids.iter().all(|id| id == "STS.0"));
    assert_eq!(sts.arrived().len(), 1);
}

#[tokio::test]
async fn a_key_is_used_to_its_end_while_no_other_can_be_had() {
    let (world, sts) = numbered(1).await;
    let identity = world.identity().await;
    assert_eq!(id(&identity).await, "STS.0");
    world.wait(56).await;
    for _ in 0..3 {
        assert_eq!(id(&identity).await, "STS.0");
    }
    // Not asked at every call.
    assert_eq!(sts.arrived().len(), 2);
    world.wait(1).await;
    assert_eq!(id(&identity).await, "STS.0");
    assert_eq!(sts.arrived().len(), 3);
    world.wait(3).await;
    let error = identity.credentials().await.unwrap_err();
    assert!(error.to_string().contains("NoPermission"), "{error}");
}

#[tokio::test]
async fn a_refused_key_is_renewed_once_for_all() {
    let (world, sts) = numbered(2).await;
    let identity = world.identity().await;
    let refused = identity.credentials().await.unwrap();
    assert!(identity.renew(&refused).await.unwrap());
    // The second caller was refused with the same old key.
    assert!(identity.renew(&refused).await.unwrap());
    assert_eq!(sts.arrived().len(), 2);
    let refused = identity.credentials().await.unwrap();
    assert_eq!(refused.access_key_id, "STS.1");
    assert!(identity.renew(&refused).await.is_err());
}

#[tokio::test]
async fn a_key_of_a_file_or_variable_cannot_be_renewed() {
    let world = World::new(&[
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sec-x"),
        ("ALIBABA_CLOUD_SECURITY_TOKEN", "sec-t"),
    ]);
    let identity = world.identity().await;
    let held = identity.credentials().await.unwrap();
    assert!(!identity.renew(&held).await.unwrap());
}

#[tokio::test]
async fn a_program_that_gives_the_same_key_again_renews_nothing() {
    let printed = r#"{"mode":"StsToken","access_key_id":"id","access_key_secret":"sec-x","sts_token":"sec-t"}"#;
    let world = World::new(&[]).file("printed", printed);
    let file = world.home().join("printed");
    let command = format!("cat {}", file.display());
    let profile = serde_json::json!({"mode": "External", "process_command": command});
    let world = world.with_profile(&profile);
    let identity = world.identity().await;
    let held = identity.credentials().await.unwrap();
    assert!(!identity.renew(&held).await.unwrap());
    fs::write(&file, printed.replace("sec-t", "sec-u")).unwrap();
    assert!(identity.renew(&held).await.unwrap());
}

#[tokio::test]
async fn a_source_that_gave_no_key_is_not_asked_for_every_call() {
    let (world, sts) = numbered(0).await;
    let identity = world.identity().await;
    for _ in 0..18 {
        assert!(identity.credentials().await.is_err());
    }
    assert_eq!(sts.arrived().len(), 1);
    world.wait(2).await;
    assert!(identity.credentials().await.is_err());
    assert_eq!(sts.arrived().len(), 2);
}
