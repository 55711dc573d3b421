//! Looking through all regions.

use serde_json::json;

use super::*;

fn rows(ids: &[&str]) -> Reply {
    let page = include_str!("../../../../tests/data/instances_token_last.json");
    let page: serde_json::Value = serde_json::from_str(page).unwrap();
    let row = |id: &&str| {
        let mut row = page["Items"]["DBInstance"][0].clone();
        row["DBInstanceId"] = json!(id);
        row
    };
    let rows: Vec<_> = ids.iter().map(row).collect();
    answer(200, &json!({ "Items": { "DBInstance": rows } }).to_string())
}

fn regions(endpoints: &[(&str, &str)]) -> Reply {
    let rows: Vec<_> = endpoints
        .iter()
        .map(|(region, endpoint)| json!({ "RegionId": region, "RegionEndpoint": endpoint }))
        .collect();
    answer(
        200,
        &json!({ "Regions": { "RDSRegion": rows } }).to_string(),
    )
}

#[tokio::test]
async fn every_region_is_asked_where_it_is_and_dead_ones_are_listed() {
    let here = Server::start(vec![rows(&[])]).await;
    let there = Server::start(vec![rows(&["pgm-a"])]).await;
    let odd = Server::start(vec![answer(200, r#"{"Items":{"DBInstance":[{"x":1}]}}"#)]).await;
    let closed = nobody().await.to_string();
    let center = Server::start(vec![regions(&[
        ("cn-a", &here.endpoint.authority()),
        ("cn-b", &closed),
        ("cn-c", &there.endpoint.authority()),
        ("cn-d", &odd.endpoint.authority()),
    ])])
    .await;
    let (api, _clock) = client(&center, |_| {});
    let sweep = api.find_instance(&id()).await.unwrap();
    let found = ("cn-c".parse().unwrap(), there.endpoint.clone());
    assert_eq!(sweep.found, [found]);
    assert_eq!(sweep.answered, 2);
    let failed = sweep.failed.iter();
    let failed: Vec<_> = failed
        .map(|(region, error)| (region.as_str(), error.kind))
        .collect();
    let (unreachable, unreadable) = (ApiErrorKind::Unreachable, ApiErrorKind::Unreadable);
    assert_eq!(failed, [("cn-b", unreachable), ("cn-d", unreadable)]);
    assert_eq!(there.sent("RegionId"), ["cn-c"]);
    assert_eq!(there.sent("DBInstanceId"), ["pgm-a"]);
}

#[tokio::test]
async fn a_stand_in_on_this_machine_is_asked_for_every_region() {
    let script = vec![
        regions(&[
            ("cn-hangzhou", "rds.aliyuncs.com"),
            ("eu-central-1", "rds.eu-central-1.aliyuncs.com"),
        ]),
        rows(&["pgm-b"]),
        refusal(404, "InvalidDBInstanceId.NotFound"),
    ];
    let server = Server::start(script).await;
    let (api, _clock) = client(&server, |_| {});
    let sweep = api.find_instance(&id()).await.unwrap();
    assert_eq!(
        (sweep.found.len(), sweep.answered, sweep.failed.len()),
        (0, 2, 0)
    );
    assert_eq!(server.requests(), 3);
}
