//! `probe` against a real server.

use crate::support::Sandbox;
use crate::support::certificates::Authority;

#[test]
fn the_three_answers() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    let target = format!("{}:{}", instance.host, instance.port);
    let (code, before) = sandbox.json(&["probe", &target]);
    assert_eq!(code, 1);
    assert_eq!(before["probes"][0]["result"], "refuted");

    sandbox
        .run(&["enforce", &instance.id, "--via", "hba", "--yes"])
        .expect(0);
    let (code, after) = sandbox.json(&["probe", &target, "--replication"]);
    assert_eq!(code, 0, "{after:#}");
    for probe in after["probes"].as_array().unwrap() {
        assert_eq!(probe["result"], "proven");
        assert_eq!(probe["demands"], "ssl");
        assert_eq!(probe["runs"][0]["sqlstate"], "28000");
    }
    assert_eq!(after["probes"].as_array().unwrap().len(), 2);

    let (code, _) = sandbox.json(&["probe", "127.0.0.1:1"]);
    assert_eq!(code, 5, "nothing listens there");
}

#[test]
fn a_client_certificate_is_told_good_from_bad() {
    let sandbox = Sandbox::postgres(&["--change-time", "1s"]);
    let instance = sandbox.instance(0);
    let ca = Authority::new("forcessl test CA");
    let stranger = Authority::new("another CA");
    sandbox
        .run(&[
            "enforce",
            &instance.id,
            "--via",
            "acl",
            "--mode",
            "cert",
            "--client-ca",
            &ca.ca(),
            "--yes",
        ])
        .expect(0);
    let target = format!("{}:{}", instance.host, instance.port);
    let ask = |(cert, key): (String, String)| {
        let (code, document) = sandbox.json(&[
            "probe",
            &target,
            "--user",
            &instance.user,
            "--cert",
            &cert,
            "--key",
            &key,
        ]);
        assert_eq!(code, 0, "{document:#}");
        document["probes"][0]["runs"][2]["outcome"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(ask(ca.issue(&instance.user)), "accepted_no_auth");
    assert_eq!(ask(ca.issue("somebody-else")), "certificate_user_mismatch");
    assert_eq!(ask(stranger.issue(&instance.user)), "certificate_rejected");

    let (cert, _) = ca.issue("one");
    let (_, key) = ca.issue("two");
    sandbox
        .run(&["probe", &target, "--cert", &cert, "--key", &key])
        .expect(2)
        .says(&["client certificate", "hint:"]);
    sandbox.run(&["probe", &target, "--cert", &cert]).expect(2);
}
