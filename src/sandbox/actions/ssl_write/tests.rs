//! `ModifyDBInstanceSSL` of the emulator.

use super::*;
use crate::sandbox::actions::tests::{answer, ask, ask_with, now, refusal, state};
use crate::sandbox::certificates::SandboxCa;
use crate::sandbox::state::instance::tests::{complete, instance, revocation_list};

const ID: (&str, &str) = ("DBInstanceId", "pgm-a");
const HOST: (&str, &str) = ("ConnectionString", "localhost");

fn modify(state: &State, more: &[(&str, &str)]) -> Result<Reply, Refusal> {
    let mut parameters = vec![ID, HOST];
    parameters.extend_from_slice(more);
    ask(state, "ModifyDBInstanceSSL", &parameters)
}

fn refused(state: &State, more: &[(&str, &str)]) -> (u16, String) {
    let refusal = modify(state, more).err().unwrap();
    (refusal.status, refusal.code.into_owned())
}

/// Lets the change land and gives whether it restarts.
fn land(state: &mut State, more: &[(&str, &str)]) -> bool {
    let Ok(Reply::Begin {
        instance_id,
        target,
        restart,
    }) = modify(state, more)
    else {
        panic!("refused")
    };
    complete(state, &instance_id, target, now());
    restart
}

fn ca() -> String {
    SandboxCa::new(now()).unwrap().pem().to_owned()
}

fn on() -> State {
    let mut state = state();
    assert!(land(
        &mut state,
        &[("SSLEnabled", "1"), ("CAType", "aliyun")]
    ));
    state
}

#[test]
fn on_then_ca_then_acl_then_off() {
    let mut state = on();
    let look = |state: &State| answer(state, "DescribeDBInstanceSSL", &[ID]);
    let seen = look(&state);
    assert_eq!(seen["SSLEnabled"], "on");
    assert_eq!(seen["ACL"], "prefer");
    assert_eq!(seen["RequireUpdate"], "0");
    assert_eq!(seen["LastModifyStatus"], "success");
    assert!(
        seen["ServerKey"]
            .as_str()
            .unwrap()
            .starts_with("-----BEGIN PRIVATE KEY-----")
    );
    assert!(
        seen["ServerCert"]
            .as_str()
            .unwrap()
            .ends_with("-----END CERTIFICATE-----")
    );
    let ca = ca();
    assert!(land(
        &mut state,
        &[("ClientCAEnabled", "1"), ("ClientCACert", &ca)]
    ));
    assert!(!land(
        &mut state,
        &[("ACL", "cert"), ("ReplicationACL", "verify-ca")]
    ));
    let seen = look(&state);
    assert_eq!(seen["ACL"], "cert");
    assert_eq!(seen["ReplicationACL"], "verify-ca");
    assert_eq!(seen["ClientCACert"], ca.trim());
    assert!(land(&mut state, &[("SSLEnabled", "0")]));
    let seen = look(&state);
    assert_eq!(seen["SSLEnabled"], "off");
    assert_eq!(seen["ACL"], "");
    assert_eq!(seen["ClientCACert"], "");
}

#[test]
fn everything_in_one_call_is_one_change() {
    let mut state = state();
    let (ca, crl) = revocation_list(now());
    let all = [
        ("SSLEnabled", "1"),
        ("CAType", "aliyun"),
        ("ClientCAEnabled", "1"),
        ("ClientCACert", ca.as_str()),
        ("ClientCrlEnabled", "1"),
        ("ClientCertRevocationList", crl.as_str()),
        ("ACL", "verify-full"),
        ("ReplicationACL", "verify-full"),
    ];
    let mut parameters = vec![ID, HOST];
    parameters.extend_from_slice(&all);
    let refusal = ask_with(&state, "ModifyDBInstanceSSL", &parameters, true)
        .err()
        .unwrap();
    assert_eq!(refusal.code, "InvalidACL.Permission");
    assert!(land(&mut state, &all));
    let seen = answer(&state, "DescribeDBInstanceSSL", &[ID]);
    assert_eq!(seen["ACL"], "verify-full");
    assert_eq!(seen["ClientCertRevocationList"], crl.trim());
}

#[test]
fn sending_the_switch_again_renews() {
    let mut state = on();
    let times = |state: &State| {
        let seen = answer(state, "DescribeDBInstanceSSL", &[ID]);
        (
            seen["SSLCreateTime"].clone(),
            seen["SSLExpireTime"].clone(),
            seen["ServerCert"].clone(),
        )
    };
    let before = times(&state);
    assert!(land(&mut state, &[("SSLEnabled", "1")]));
    let after = times(&state);
    assert_ne!(before.0, after.0);
    assert_ne!(before.1, after.1);
    assert_ne!(before.2, after.2);
}

#[test]
fn settings_need_what_comes_before_them() {
    let state = on();
    let (ca, crl) = revocation_list(now());
    let acl = (403, "InvalidACL.Permission".to_owned());
    assert_eq!(refused(&state, &[("ACL", "cert")]), acl);
    assert_eq!(refused(&state, &[("ReplicationACL", "prefer")]), acl);
    assert_eq!(
        refused(
            &state,
            &[
                ("ClientCrlEnabled", "1"),
                ("ClientCertRevocationList", &crl)
            ]
        ),
        (403, "InvalidClientCrl.Permission".into())
    );
    let mut state = on();
    land(
        &mut state,
        &[
            ("ClientCAEnabled", "1"),
            ("ClientCACert", &ca),
            ("ClientCrlEnabled", "1"),
            ("ClientCertRevocationList", &crl),
            ("ACL", "cert"),
        ],
    );
    assert_eq!(refused(&state, &[("ClientCAEnabled", "0")]), acl);
    assert_eq!(
        refused(&state, &[("ClientCAEnabled", "0"), ("ACL", "prefer")]),
        (403, "InvalidClientCrl.Permission".into())
    );
    land(&mut state, &[("ACL", "prefer")]);
    land(&mut state, &[("ClientCrlEnabled", "0")]);
    assert!(land(&mut state, &[("ClientCAEnabled", "0")]));
}

#[test]
fn bad_texts_have_their_codes() {
    let state = on();
    let junk = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    for (parameters, code) in [
        (vec![("SSLEnabled", "2")], "InvalidSSLStatus"),
        (vec![("CAType", "self")], "InvalidCAType.NotFound"),
        (vec![("ACL", "require")], "InvalidACL.NotFound"),
        (vec![("ClientCAEnabled", "1")], "RequiredParam.NotFound"),
        (
            vec![("ClientCAEnabled", "1"), ("ClientCACert", junk)],
            "InvalidClientCACert",
        ),
        (
            vec![
                ("ClientCrlEnabled", "1"),
                ("ClientCertRevocationList", junk),
            ],
            "InvalidClientCrl",
        ),
        (
            vec![
                ("CAType", "custom"),
                ("ServerCert", junk),
                ("ServerKey", junk),
            ],
            "InvalidServerCertOrPrivateKey",
        ),
        (
            vec![("SSLEnabled", "1"), ("CAType", "custom")],
            "RequiredParam.NotFound",
        ),
        (vec![], "Parameters.Invalid"),
    ] {
        assert_eq!(
            refused(&state, &parameters),
            (400, code.into()),
            "{parameters:?}"
        );
    }
    assert_eq!(
        refusal(&state, "ModifyDBInstanceSSL", &[ID, ("SSLEnabled", "1")]),
        (400, "RequiredParam.NotFound".into())
    );
    assert_eq!(
        refusal(
            &state,
            "ModifyDBInstanceSSL",
            &[ID, ("ConnectionString", "other"), ("SSLEnabled", "1")]
        ),
        (404, "Endpoint.NotFound".into())
    );
}

#[test]
fn instances_that_cannot_are_refused() {
    let refused = |change: fn(&mut SandboxInstance)| {
        let mut one = instance("pgm-a", now());
        change(&mut one);
        let mut state = State::default();
        state.insert(one);
        refused(&state, &[("SSLEnabled", "1")])
    };
    assert_eq!(
        refused(|one| "MySQL".clone_into(&mut one.entry.engine)),
        (400, "InvalidDBInstanceEngineType.Format".into())
    );
    assert_eq!(
        refused(|one| "local_ssd".clone_into(&mut one.entry.storage)),
        (400, "Api.NotSupport".into())
    );
    assert_eq!(
        refused(|one| "LockByExpiration".clone_into(&mut one.entry.lock_mode)),
        (403, "IncorrectDBInstanceLockMode".into())
    );
    assert_eq!(
        refused(|one| one.entry.status = Some("Rebooting".to_owned())),
        (400, "InvalideStatus.Format".into())
    );
    let off = state();
    assert_eq!(
        super::tests::refused(&off, &[("SSLEnabled", "0")]),
        (400, "IncorrectDBSslStatus".into())
    );
}

#[test]
fn verify_full_needs_version_12() {
    let mut one = instance("pgm-a", now());
    "11.0".clone_into(&mut one.engine_version);
    let mut state = State::default();
    state.insert(one);
    let ca = ca();
    let with = |acl| {
        vec![
            ("SSLEnabled", "1"),
            ("ClientCAEnabled", "1"),
            ("ClientCACert", ca.as_str()),
            ("ACL", acl),
        ]
    };
    assert_eq!(
        refused(&state, &with("verify-full")),
        (400, "InvalidACL.NotFound".into())
    );
    assert!(modify(&state, &with("verify-ca")).is_ok());
}
