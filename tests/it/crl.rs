//! Revocation lists against the client CA that is set.

use crate::support::issued::{ca, join, list};
use crate::support::{QUICK, Sandbox};

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
