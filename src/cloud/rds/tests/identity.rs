//! Keys that run out under a call.

use super::*;
use crate::cloud::credentials::{ChainInputs, Identity, ProviderContext, search};
use crate::cloud::rpc::transport::ServerTransport;

const RAN_OUT: &str = "InvalidSecurityToken.Expired";

/// An identity by an address that gives these keys in turn, each for hours.
async fn given(ids: &[&str]) -> (Identity, Server) {
    let key = |id: &&str| {
        let text = format!(
            r#"{{"Code":"Success","AccessKeyId":"{id}","AccessKeySecret":"s","SecurityToken":"t","Expiration":"2027-01-02T20:00:00Z"}}"#
        );
        answer(200, &text)
    };
    let server = Server::start(ids.iter().map(key).collect()).await;
    let uri = server.endpoint.url().to_string();
    let variables = BTreeMap::from([
        ("ALIBABA_CLOUD_CREDENTIALS_URI".to_owned(), uri),
        (
            "ALIBABA_CLOUD_ECS_METADATA_DISABLED".to_owned(),
            "1".to_owned(),
        ),
    ]);
    let means = ProviderContext::new(ServerTransport::default(), Arc::new(FakeClock::at(noon())));
    let around = ChainInputs {
        variables: &variables,
        home: None,
        profile: None,
    };
    (search(&around, &means).await.identity.unwrap(), server)
}

#[tokio::test]
async fn a_key_that_ran_out_is_renewed_once_for_reads_and_writes() {
    let (identity, _keys) = given(&["STS.1", "STS.2"]).await;
    let server = Server::start(vec![
        answer(200, SSL_ON),
        refusal(400, RAN_OUT),
        answer(200, ACCEPTED),
        answer(200, SSL_ON),
    ])
    .await;
    let (api, clock) = client(&server, |settings| settings.signer = Arc::new(identity));
    api.ssl(&id()).await.unwrap();
    let refused = api.replace_hba(&id(), &Record::factory()).await;
    assert_eq!(refused.unwrap_err().kind, ApiErrorKind::Credentials);
    api.replace_hba(&id(), &Record::factory()).await.unwrap();
    api.ssl(&id()).await.unwrap();
    assert_eq!(
        server.sent("AccessKeyId"),
        ["STS.1", "STS.1", "STS.2", "STS.2"]
    );
    assert!(clock.slept().is_empty());
}

#[tokio::test]
async fn a_key_that_stays_refused_is_the_answer() {
    let (identity, _keys) = given(&["STS.1", "STS.2", "STS.3"]).await;
    let server = Server::start((0..5).map(|_| refusal(400, RAN_OUT)).collect()).await;
    let (api, _clock) = client(&server, |settings| settings.signer = Arc::new(identity));
    let error = api.ssl(&id()).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Credentials);
    assert_eq!(server.sent("AccessKeyId"), ["STS.1", "STS.2"]);

    let (identity, _keys) = given(&["STS.1"]).await;
    let server = Server::start((0..5).map(|_| refusal(400, RAN_OUT)).collect()).await;
    let (api, _clock) = client(&server, |settings| settings.signer = Arc::new(identity));
    let error = api.ssl(&id()).await.unwrap_err();
    let said = error.message.english();
    assert!(said.contains("they cannot be renewed"), "{said}");
    assert_eq!(server.requests(), 1);

    let server = Server::start((0..5).map(|_| refusal(400, RAN_OUT)).collect()).await;
    let (api, _clock) = client(&server, |settings| {
        settings.signer = Arc::new(with_token("token"));
    });
    let error = api.ssl(&id()).await.unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Credentials);
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn without_a_key_nothing_is_sent() {
    let (identity, _keys) = given(&[]).await;
    let server = Server::start(vec![answer(200, ACCEPTED)]).await;
    let (api, _clock) = client(&server, |settings| settings.signer = Arc::new(identity));
    let error = api
        .replace_hba(&id(), &Record::factory())
        .await
        .unwrap_err();
    assert_eq!(error.kind, ApiErrorKind::Credentials);
    let said = error.message.english();
    assert!(said.contains("ALIBABA_CLOUD_CREDENTIALS_URI"), "{said}");
    assert_eq!(server.requests(), 0);
}
