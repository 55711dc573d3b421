//! Revocation lists against the client CA that is set.

use std::time::Duration;

use forcessl::domain::certificate::parse_chain;
use rcgen::{
    CertificateRevocationListParams, Issuer, KeyIdMethod, KeyPair, RevokedCertParams, SerialNumber,
    date_time_ymd,
};

use crate::support::issued::{ca, client, join, list};
use crate::support::{QUICK, Sandbox};

/// A list of the CA in this folder, as any CA software may make it: of these certificates, for this long.
fn list_of(ca: &str, name: &str, number: u64, revoked: &[&str], lasts: Duration) -> String {
    let read = |file: &str| std::fs::read_to_string(file).unwrap();
    let since_1970 = std::time::UNIX_EPOCH.elapsed().unwrap();
    let now = date_time_ymd(1970, 1, 1) + since_1970;
    let entry = |file: &&str| {
        let serial = parse_chain(&read(file)).unwrap()[0].serial.replace(':', "");
        let serial = data_encoding::HEXUPPER_PERMISSIVE.decode(serial.as_bytes());
        RevokedCertParams {
            serial_number: SerialNumber::from(serial.unwrap()),
            revocation_time: now,
            reason_code: None,
            invalidity_date: None,
        }
    };
    let list = CertificateRevocationListParams {
        this_update: now - Duration::from_secs(60),
        next_update: now + lasts,
        crl_number: SerialNumber::from(number),
        issuing_distribution_point: None,
        revoked_certs: revoked.iter().map(entry).collect(),
        key_identifier_method: KeyIdMethod::Sha256,
    };
    let key = KeyPair::from_pem(&read(&format!("{ca}/ca.key"))).unwrap();
    let issuer = Issuer::from_ca_cert_pem(&read(&format!("{ca}/ca.pem")), key).unwrap();
    let file = format!("{ca}/{name}");
    std::fs::write(&file, list.signed_by(&issuer).unwrap().pem().unwrap()).unwrap();
    file
}

const YEAR: Duration = Duration::from_secs(365 * 86_400);

/// OpenSSL looks for the CAs of a chain on the lists too, the root on its own.
#[test]
fn a_list_that_revokes_a_client_ca_is_sent_only_beside_another_ca() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (ca(folder.path(), "one"), ca(folder.path(), "two"));
    let file = |ca: &str| format!("{ca}/ca.pem");
    let own = list_of(&one, "own.crl", 9, &[&file(&one)], YEAR);
    let told = "`CN=one` is on the revocation list of `CN=one`";

    sandbox
        .run(&["cert", "revoke", &file(&one), "--ca", &one])
        .expect(2)
        .says(&["the certificate of the CA itself"]);
    sandbox.run(&["enforce", &id, "--yes"]).expect(0);
    let run = |words: &[&str]| sandbox.run(&[words, &["--yes", "--no-probe"]].concat());
    let refused = |words: &[&str]| {
        let writes = sandbox.writes();
        run(words)
            .expect(8)
            .says(&[told, "does not revoke the CA itself"]);
        assert_eq!(sandbox.writes(), writes, "{words:?}");
    };
    let by_acl = [
        "enforce",
        &id,
        "--mode",
        "verify-ca",
        "--client-ca",
        &file(&one),
    ];
    refused(&[&by_acl[..], &["--crl", &own]].concat());
    run(&["ca", "set", &id, &file(&one)]).expect(0);
    refused(&["crl", "set", &id, &own]);
    run(&["crl", "set", &id, &list(&one)]).expect(0);
    refused(&["crl", "set", &id, &own]);
    // A CA of two may go this way.
    run(&["ca", "rotate", &id, &file(&two), "--crl", &list(&two)]).expect(0);
    let lists = join(folder.path(), "lists.pem", &[&own, &list(&two)]);
    run(&["crl", "set", &id, &lists]).expect(0).says(&[told]);
    let (_, shown) = sandbox.json(&["check", &id, "--no-probe"]);
    assert!(shown.to_string().contains("client-ca-unfit"), "{shown}");
}

#[test]
fn a_rollback_names_the_revoked_certificates_that_it_lets_in_again() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let one = ca(folder.path(), "one");
    client(&one, "gone");
    let gone = format!("{one}/gone.crt");
    let run = |words: &[&str]| sandbox.run(&[words, &["--yes", "--no-probe"]].concat());
    let by_acl = ["enforce", &id, "--mode", "verify-ca", "--client-ca"];
    run(&[&by_acl[..], &[&format!("{one}/ca.pem")]].concat()).expect(0);
    for list in [
        list_of(&one, "first.crl", 1, &[], YEAR),
        list_of(&one, "second.crl", 2, &[&gone], YEAR),
    ] {
        run(&["crl", "set", &id, &list]).expect(0);
    }
    let ran = sandbox.run(&["rollback", &id, "--yes"]);
    ran.expect(0).says(&["let in again"]);
}

#[test]
fn lists_that_would_lock_clients_out_are_not_sent() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (ca(folder.path(), "one"), ca(folder.path(), "two"));
    let (list_one, list_two) = (list(&one), list(&two));
    let file = |ca: &str| format!("{ca}/ca.pem");
    let both = join(folder.path(), "both.pem", &[&file(&one), &file(&two)]);
    let crl = |args: &[&str]| sandbox.run(&[&["crl", "set", &id, "--yes"], args].concat());

    crl(&[&list_one]).expect(8).says(&["SSL is off"]);
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    crl(&[&list_one]).expect(8).says(&["needs a client CA"]);
    sandbox.run(&["ca", "set", &id, &both, "--yes"]).expect(0);

    let writes = sandbox.writes();
    crl(&[&list_one])
        .expect(8)
        .says(&["no revocation list of `CN=two`", "--allow-uncovered"]);
    let stranger = ca(folder.path(), "stranger");
    crl(&[&list(&stranger)])
        .expect(8)
        .says(&["by none of the client CAs"]);
    crl(&[&file(&one)]).expect(2).says(&["X509 CRL"]);
    crl(&[&format!("{one}/ca.key")])
        .expect(2)
        .says(&["private key"]);
    crl(&["/nowhere"]).expect(2);
    let binary = folder.path().join("binary");
    for (bytes, command) in [
        (
            &[0x30, 0x82, 1, 0, 0x30, 0xff][..],
            "openssl crl -inform DER",
        ),
        (
            &[0x30, 0x82, 1, 0, 2, 1, 3, 0xff],
            "openssl pkcs12 -in FILE -nokeys",
        ),
    ] {
        std::fs::write(&binary, bytes).unwrap();
        crl(&[binary.to_str().unwrap()]).expect(2).says(&[command]);
    }
    for words in [&["enforce", "--yes"][..], &["plan"]] {
        let files = [&id, "--client-ca", &both, "--crl", &list_one];
        let ran = sandbox.run(&[words, &files].concat());
        assert_eq!(ran.code, 8, "{words:?}: {}", ran.stderr);
    }
    assert_eq!(sandbox.writes(), writes);

    let lists = join(folder.path(), "lists.pem", &[&list_one, &list_two]);
    crl(&[&lists]).expect(0);
    let (_, shown) = sandbox.json(&["crl", "show", &id]);
    assert_eq!(shown["crl"]["lists"].as_array().unwrap().len(), 2);
    crl(&[&list(&one), "--allow-uncovered"]).expect(0);
    let dry = sandbox.run(&["crl", "clear", &id, "--dry-run"]);
    assert!(
        [dry.stdout, dry.stderr]
            .concat()
            .contains("revoked client certificates get in again"),
        "what a list that goes lets in is said"
    );
    // The client CA that the installed list does not cover.
    let writes = sandbox.writes();
    sandbox
        .run(&["ca", "set", &id, &file(&two), "--yes"])
        .expect(8)
        .says(&["no revocation list of `CN=two`"]);
    assert_eq!(sandbox.writes(), writes);
}
