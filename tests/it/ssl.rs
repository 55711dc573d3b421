//! The SSL switch: enabled, renewed and disabled, as real clients see it.

use serde_json::Value;

use crate::support::{QUICK, Sandbox, psql};

#[test]
fn the_switch_offers_ssl_and_forces_nobody() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let id = instance.id.as_str();
    let admitted =
        || ["disable", "require"].map(|mode| psql::login(&instance, &format!("sslmode={mode}")).ok);
    let switch = |action: &str| sandbox.run(&["ssl", action, id, "--yes"]);
    let shown = || -> Value {
        let (code, shown) = sandbox.json(&["ssl", "show", id]);
        assert_eq!(code, 0);
        shown["ssl"].clone()
    };
    assert_eq!(admitted(), [true, false]);
    assert_eq!(shown()["enabled"], false);

    switch("enable").expect(0);
    assert_eq!(admitted(), [true, true], "plaintext stays open");
    let first = shown();
    assert_eq!(
        (&first["enabled"], &first["ca_type"]),
        (&true.into(), &"aliyun".into())
    );
    switch("enable").expect(0);
    assert_eq!(sandbox.writes(), 1, "it is on already");

    switch("renew").expect(0);
    assert_ne!(shown()["expires_at"], first["expires_at"]);
    assert_eq!((admitted(), sandbox.writes()), ([true, true], 2));

    switch("disable").expect(0);
    assert_eq!(admitted(), [true, false]);
    switch("disable").expect(0);
    assert_eq!(sandbox.writes(), 3, "it is off already");
}

#[test]
fn ssl_stays_on_under_records_that_need_it() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    sandbox
        .run(&["enforce", &id, "--via", "hba", "--yes"])
        .expect(0);
    let writes = sandbox.writes();
    sandbox
        .run(&["ssl", "disable", &id, "--yes"])
        .expect(8)
        .says(&["hostssl"]);
    sandbox
        .run(&["ssl", "renew", &id])
        .expect(3)
        .says(&["--yes"]);
    sandbox
        .run(&["ssl", "enable", &id, "--ca-type", "custom", "--yes"])
        .expect(2)
        .says(&["--server-cert"]);
    assert_eq!(sandbox.writes(), writes);
}
