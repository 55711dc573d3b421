//! `ModifyDBInstanceSSL` of the emulator.

use super::*;
use crate::domain::certificate::sample::{Authority, NOW};
use crate::sandbox::actions::tests::{answer, ask, ask_with, now, refusal, state, state_with};
use crate::sandbox::state::instance::tests::complete;

const LOOK: &str = "DescribeDBInstanceSSL?DBInstanceId=pgm-a";
const JUNK: &str = "-----BEGIN CERTIFICATE-----%0AAAAA%0A-----END CERTIFICATE-----";

fn call(more: &str) -> String {
    format!("ModifyDBInstanceSSL?DBInstanceId=pgm-a&ConnectionString=localhost&{more}")
}

fn refused(state: &State, more: &str) -> String {
    refusal(state, &call(more))
}

/// Lets the change land and gives whether it restarts.
fn land(state: &mut State, more: &str) -> bool {
    let Ok(Reply::Begin {
        instance_id,
        target,
        restart,
    }) = ask(state, &call(more))
    else {
        panic!("refused")
    };
    complete(state, &instance_id, target, now());
    restart
}

/// Parameters with a client CA and with a revocation list of it, and the two as they are.
fn authority() -> ([String; 2], [String; 2]) {
    let ca = Authority::new("CA");
    let (ca, crl) = (ca.pem.clone(), ca.crl(NOW, &[]));
    let written = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let set = [
        format!("ClientCAEnabled=1&ClientCACert={}", written(&ca)),
        format!(
            "ClientCrlEnabled=1&ClientCertRevocationList={}",
            written(&crl)
        ),
    ];
    (set, [ca, crl])
}

fn on() -> State {
    let mut state = state();
    assert!(land(&mut state, "SSLEnabled=1&CAType=aliyun"));
    state
}

#[test]
fn on_then_ca_then_acl_then_off() {
    let mut state = on();
    let seen = answer(&state, LOOK);
    assert_eq!(seen["SSLEnabled"], "on");
    assert_eq!(seen["ACL"], "prefer");
    assert_eq!(seen["RequireUpdate"], "0");
    assert_eq!(seen["LastModifyStatus"], "success");
    let text = |name: &str| seen[name].as_str().unwrap();
    assert!(text("ServerKey").starts_with("-----BEGIN PRIVATE KEY-----"));
    assert!(text("ServerCert").ends_with("-----END CERTIFICATE-----"));
    let ([set_ca, _], [ca, _]) = authority();
    assert!(land(&mut state, &set_ca));
    assert!(!land(&mut state, "ACL=cert&ReplicationACL=verify-ca"));
    let seen = answer(&state, LOOK);
    assert_eq!(seen["ACL"], "cert");
    assert_eq!(seen["ReplicationACL"], "verify-ca");
    assert_eq!(seen["ClientCACert"], ca.trim());
    assert!(land(&mut state, "SSLEnabled=0"));
    let seen = answer(&state, LOOK);
    assert_eq!(seen["SSLEnabled"], "off");
    assert_eq!(seen["ACL"], "");
    assert_eq!(seen["ClientCACert"], "");
}

#[test]
fn everything_in_one_call_is_one_change() {
    let mut state = state();
    let (set, [_, crl]) = authority();
    let all = format!(
        "SSLEnabled=1&CAType=aliyun&{}&ACL=verify-full&ReplicationACL=verify-full",
        set.join("&")
    );
    let refusal = ask_with(&state, &call(&all), true).err().unwrap();
    assert_eq!(refusal.code, "InvalidACL.Permission");
    assert!(land(&mut state, &all));
    let seen = answer(&state, LOOK);
    assert_eq!(seen["ACL"], "verify-full");
    assert_eq!(seen["ClientCertRevocationList"], crl.trim());
}

#[test]
fn sending_the_switch_again_renews() {
    let mut state = on();
    let before = answer(&state, LOOK);
    assert!(land(&mut state, "SSLEnabled=1"));
    let after = answer(&state, LOOK);
    for name in ["SSLCreateTime", "SSLExpireTime", "ServerCert"] {
        assert_ne!(before[name], after[name]);
    }
}

#[test]
fn settings_need_what_comes_before_them() {
    let mut state = on();
    let ([set_ca, set_crl], _) = authority();
    let (acl, crl) = (
        "403 InvalidACL.Permission",
        "403 InvalidClientCrl.Permission",
    );
    assert_eq!(refused(&state, "ACL=cert"), acl);
    assert_eq!(refused(&state, "ReplicationACL=prefer"), acl);
    assert_eq!(refused(&state, &set_crl), crl);
    land(&mut state, &format!("{set_ca}&{set_crl}&ACL=cert"));
    assert_eq!(refused(&state, "ClientCAEnabled=0"), acl);
    assert_eq!(refused(&state, "ClientCAEnabled=0&ACL=prefer"), crl);
    land(&mut state, "ACL=prefer");
    land(&mut state, "ClientCrlEnabled=0");
    assert!(land(&mut state, "ClientCAEnabled=0"));
}

#[test]
fn bad_texts_have_their_codes() {
    let state = on();
    for row in [
        "SSLEnabled=2 => InvalidSSLStatus",
        "CAType=self => InvalidCAType.NotFound",
        "ACL=require => InvalidACL.NotFound",
        "ClientCAEnabled=1 => RequiredParam.NotFound",
        "ClientCAEnabled=1&ClientCACert=JUNK => InvalidClientCACert",
        "ClientCrlEnabled=1&ClientCertRevocationList=JUNK => InvalidClientCrl",
        "CAType=custom&ServerCert=JUNK&ServerKey=JUNK => InvalidServerCertOrPrivateKey",
        "SSLEnabled=1&CAType=custom => RequiredParam.NotFound",
        " => Parameters.Invalid",
    ] {
        let (parameters, code) = row.split_once(" => ").unwrap();
        let refused = refused(&state, &parameters.replace("JUNK", JUNK));
        assert_eq!(refused, format!("400 {code}"), "{row}");
    }
    let without = "ModifyDBInstanceSSL?DBInstanceId=pgm-a&SSLEnabled=1";
    assert_eq!(refusal(&state, without), "400 RequiredParam.NotFound");
    let other = format!("{without}&ConnectionString=other");
    assert_eq!(refusal(&state, &other), "404 Endpoint.NotFound");
}

#[test]
fn instances_that_cannot_are_refused() {
    let refused = |change: fn(&mut SandboxInstance)| refused(&state_with(change), "SSLEnabled=1");
    let engine = refused(|one| one.entry.engine = "MySQL".into());
    assert_eq!(engine, "400 InvalidDBInstanceEngineType.Format");
    let storage = refused(|one| one.entry.storage = "local_ssd".into());
    assert_eq!(storage, "400 Api.NotSupport");
    let locked = refused(|one| one.entry.lock_mode = "LockByExpiration".into());
    assert_eq!(locked, "403 IncorrectDBInstanceLockMode");
    let busy = refused(|one| one.entry.status = Some("Rebooting".into()));
    assert_eq!(busy, "400 InvalideStatus.Format");
    let off = refusal(&state(), &call("SSLEnabled=0"));
    assert_eq!(off, "400 IncorrectDBSslStatus");
}

#[test]
fn verify_full_needs_version_12() {
    let state = state_with(|one| one.engine_version = "11.0".into());
    let ([set_ca, _], _) = authority();
    let with = |acl: &str| format!("SSLEnabled=1&{set_ca}&ACL={acl}");
    assert_eq!(
        refused(&state, &with("verify-full")),
        "400 InvalidACL.NotFound"
    );
    assert!(ask(&state, &call(&with("verify-ca"))).is_ok());
}
