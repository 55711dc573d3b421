//! The client CA: set, rotated and cleared, and whom the server then lets in.

use serde_json::json;

use crate::support::certificates::{Authority, expired_ca, request, self_signed, sign};
use crate::support::issued::{ca, client, join, list};
use crate::support::{Instance, QUICK, Sandbox, psql};

/// Whether old and new clients are let in.
fn admitted(instance: &Instance, clients: [&str; 2]) -> [bool; 2] {
    clients.map(|client| psql::login(instance, client).ok)
}

#[test]
fn a_rotation_refuses_neither_old_nor_new_clients_until_it_is_finished() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let folder = tempfile::tempdir().unwrap();
    let (old, new) = (ca(folder.path(), "old"), ca(folder.path(), "new"));
    let clients = [client(&old, &instance.user), client(&new, &instance.user)];
    let clients = [clients[0].as_str(), clients[1].as_str()];
    let (old_ca, new_ca) = (format!("{old}/ca.pem"), format!("{new}/ca.pem"));
    let rotate =
        |args: &[&str]| sandbox.run(&[&["ca", "rotate", &instance.id, "--yes"], args].concat());
    rotate(&[&new_ca])
        .expect(8)
        .says(&["has no client CA", "ca set"]);
    sandbox
        .run(&["enforce", &instance.id, "--client-ca", &old_ca, "--yes"])
        .expect(0);
    assert_eq!(admitted(&instance, clients), [true, false]);

    let writes = sandbox.writes();
    rotate(&[&new_ca, "--finish"])
        .expect(8)
        .says(&["is not among", "ca rotate"]);
    assert_eq!(sandbox.writes(), writes);

    // With a revocation list every CA needs one, or its clients are refused.
    let (old_list, new_list) = (list(&old), list(&new));
    sandbox
        .run(&["crl", "set", &instance.id, &old_list, "--yes"])
        .expect(0);
    rotate(&[&new_ca])
        .expect(8)
        .says(&["no revocation list of `CN=new`", "cert crl", "--crl"]);
    rotate(&[&new_ca, "--crl", &new_list]).expect(0).says(&[
        "set 2 client CAs",
        "take the old one away: forcessl ca rotate",
        "--finish",
    ]);
    assert_eq!(admitted(&instance, clients), [true, true]);
    let (_, shown) = sandbox.json(&["ca", "show", &instance.id]);
    let subjects: Vec<&str> = shown["client_ca"]["certificates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|ca| ca["subject"].as_str().unwrap())
        .collect();
    assert_eq!(subjects, ["CN=old", "CN=new"]);

    let writes = sandbox.writes();
    rotate(&[&new_ca]).expect(0);
    assert_eq!(
        sandbox.writes(),
        writes,
        "the first step again changes nothing"
    );
    rotate(&["--finish"]).expect(0).says(&[
        "CN=new, until",
        ": remains",
        "certificates of `CN=old` are refused",
    ]);
    assert_eq!(admitted(&instance, clients), [false, true]);
    let writes = sandbox.writes();
    rotate(&["--finish"]).expect(0);
    assert_eq!(sandbox.writes(), writes, "finishing again changes nothing");
    assert_eq!(admitted(&instance, clients), [false, true]);
}

/// Which CA remains is known from what this tool did, not from the order alone: another order may be a colleague's.
#[test]
fn a_rotation_ends_with_the_ca_that_was_added_or_the_one_that_is_named() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| format!("{}/ca.pem", ca(folder.path(), name)));
    let turned = join(folder.path(), "turned.pem", &[&new, &old]);
    let rotate = |words: &[&str]| {
        let rest = ["--yes", "--no-probe"];
        sandbox.run(&[&["ca", "rotate", &id], words, &rest[..]].concat())
    };
    sandbox
        .run(&["enforce", &id, "--client-ca", &old, "--yes"])
        .expect(0);
    rotate(&[&new])
        .expect(0)
        .says(&[&format!("{new} --finish")]);
    // Going back to the old one is not what --finish by itself would do.
    let back = format!("{old} --finish");
    rotate(&[&old])
        .expect(0)
        .says(&["`CN=old` is installed already, before `CN=new`", &back]);
    // Another machine, whose saved states do not tell; and a colleague, who stores the two the other way round.
    let elsewhere = folder.path().join("elsewhere");
    let elsewhere = elsewhere.to_str().unwrap();
    let refused = [
        "2 client CAs",
        "name the one that remains",
        "NEW-CA.pem --finish",
    ];
    let writes = sandbox.writes();
    rotate(&["--finish", "--state-dir", elsewhere])
        .expect(2)
        .says(&refused);
    assert_eq!(sandbox.writes(), writes);
    // The two in another order are the same two.
    for (file, sent) in [(&turned, 0), (&new, 1), (&turned, 2)] {
        let colleague = ["ca", "set", &id, file, "--yes", "--state-dir", elsewhere];
        sandbox.run(&colleague).expect(0);
        assert_eq!(sandbox.writes(), writes + sent);
    }
    let writes = sandbox.writes();
    rotate(&["--finish"]).expect(2).says(&refused);
    assert_eq!(sandbox.writes(), writes);
    rotate(&[&new, "--finish"]).expect(0);
    let (_, shown) = sandbox.json(&["ca", "show", &id]);
    assert_eq!(shown["client_ca"]["certificates"][0]["subject"], "CN=new");
}

/// A rotation starts from the client CAs that are installed when it is sent.
#[test]
fn a_rotation_that_waits_takes_up_what_somebody_else_installed_meanwhile() {
    let sandbox = Sandbox::embedded(&["--change-time", "3s"]);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let [one, two, three] =
        ["one", "two", "three"].map(|name| format!("{}/ca.pem", ca(folder.path(), name)));
    let both = join(folder.path(), "both.pem", &[&one, &two]);
    let names = || {
        let (_, shown) = sandbox.json(&["ca", "show", &id]);
        let all = shown["client_ca"]["certificates"]
            .as_array()
            .unwrap()
            .clone();
        let names = all
            .iter()
            .map(|ca| ca["subject"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    sandbox
        .run(&["enforce", &id, "--client-ca", &both, "--yes"])
        .expect(0);
    // Somebody takes the first CA out while the rotation waits for the instance.
    let somebody = |file: &str| {
        sandbox
            .run(&["ca", "set", &id, file, "--yes", "--no-wait"])
            .expect(6);
    };
    let rotate = |words: &[&str]| {
        let rest = ["--wait-ready", "--yes", "--no-probe"];
        sandbox.run(&[&["ca", "rotate", &id], words, &rest[..]].concat())
    };
    somebody(&two);
    rotate(&[&three]).expect(0);
    assert_eq!(names(), "CN=two CN=three");
    // What would remain after the wait is not known before it.
    let writes = sandbox.writes();
    rotate(&["--finish"])
        .expect(2)
        .says(&["the CA that remains", "--finish"]);
    assert_eq!(sandbox.writes(), writes);
    somebody(&both);
    rotate(&[&two, "--finish"]).expect(0);
    assert_eq!(names(), "CN=two");
}

/// Whom an ACL asks for a certificate gets in by one of a CA whose clients are let in, or not at all.
#[test]
fn no_acl_and_no_record_demands_certificates_of_an_expired_ca() {
    let expired = expired_ca();
    let state =
        json!({"instances": [{"id": "pgm-old", "ssl": {"enabled": true, "client_ca": expired}}]});
    let sandbox = Sandbox::with_state(&state, &["--change-time", "100ms"]);
    let home = sandbox.home.path();
    let file = |name: &str, text: &str| {
        std::fs::write(home.join(name), text).unwrap();
        home.join(name).to_str().unwrap().to_owned()
    };
    let records = file(
        "demands.conf",
        "hostssl all all 0.0.0.0/0 md5 clientcert=verify-ca\n",
    );
    for change in [
        &["acl", "set", "pgm-old", "verify-full"][..],
        &["enforce", "pgm-old", "--via", "acl"],
        &["hba", "apply", "pgm-old", &records],
    ] {
        let refused = sandbox.run(&[change, &["--yes"]].concat()).expect(8);
        assert!(
            refused.stderr.contains("expired") || refused.stderr.contains("lets anybody in today"),
            "{}",
            refused.stderr
        );
    }
    assert_eq!(sandbox.writes(), 0);
}

/// A client CA that is not checked in full is demanded of nobody until a client has shown that it gets in.
#[test]
fn a_client_ca_that_is_not_known_is_tried_before_it_is_relied_on() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let odd = ["1.2.3.4=DER:0500"];
    self_signed(folder, "ca", "odd", &odd);
    self_signed(folder, "other", "other", &odd);
    request(folder, "app", &instance.user, "rsa:2048", &[]);
    sign(folder, "app", &[]);
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (ca, other) = (path("ca.pem"), path("other.pem"));
    let enforce = |ca| ["enforce", &instance.id, "--client-ca", ca, "--yes"];
    sandbox.run(&enforce(&ca)).expect(8).says(&[
        "an ACL demands client certificates",
        "--cert FILE",
        "1.2.3.4",
    ]);
    assert_eq!(sandbox.writes(), 0);
    let (cert, key) = (path("app.pem"), path("app.key"));
    let tried = ["--cert", &cert, "--key", &key, "--require-proof"];
    sandbox.run(&[&enforce(&ca)[..], &tried].concat()).expect(0);
    let writes = sandbox.writes();
    let set = ["ca", "set", &instance.id, &other, "--yes"];
    sandbox.run(&set).expect(8).says(&["--cert FILE"]);
    assert_eq!(sandbox.writes(), writes);
    // The client shows that it is one of another CA.
    sandbox.run(&[&set[..], &tried].concat()).expect(7);
    let undo = ["rollback", &instance.id, "--yes"];
    sandbox.run(&undo).expect(0);
    let (_, shown) = sandbox.json(&["ca", "show", &instance.id]);
    assert_eq!(
        shown["client_ca"]["certificates"][0]["subject"].as_str(),
        Some("CN=odd")
    );
}

/// A rollback of the client CA alone, under an ACL that stays, is held against it like every other change.
#[test]
fn a_client_ca_that_lets_nobody_in_is_found_and_not_put_back() {
    let state = json!({"instances": [{"id": "pgm-old", "ssl":
        {"enabled": true, "client_ca": expired_ca(), "acl": "verify-ca", "replication_acl": "verify-ca"}}]});
    let sandbox = Sandbox::with_state(&state, &["--change-time", "100ms"]);
    let folder = tempfile::tempdir().unwrap();
    let new = format!("{}/ca.pem", ca(folder.path(), "new"));
    sandbox
        .run(&["ca", "set", "pgm-old", &new, "--yes", "--no-probe"])
        .expect(0);
    let writes = sandbox.writes();
    sandbox
        .run(&["rollback", "pgm-old", "--yes"])
        .expect(8)
        .says(&["no client certificate would be accepted", "expired"]);
    assert_eq!(sandbox.writes(), writes);
}

#[test]
fn a_new_ca_of_the_same_name_and_three_without_a_choice_are_refused() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let (one, two, three) = (
        ca(folder.path(), "one"),
        ca(folder.path(), "two"),
        ca(folder.path(), "three"),
    );
    let authority = Authority::new("one");
    let twin = authority.ca();
    let file = |ca: &str| format!("{ca}/ca.pem");
    let set = join(folder.path(), "two.pem", &[&file(&one), &file(&two)]);
    sandbox
        .run(&["enforce", &id, "--client-ca", &set, "--yes"])
        .expect(0);
    let writes = sandbox.writes();
    sandbox
        .run(&["ca", "rotate", &id, &twin, "--yes"])
        .expect(2)
        .says(&["the name of the old one"]);
    sandbox.run(&["ca", "rotate", &id, "--yes"]).expect(2);
    assert_eq!(sandbox.writes(), writes);
    sandbox
        .run(&["ca", "rotate", &id, &file(&three), "--yes"])
        .expect(0);
    sandbox
        .run(&["ca", "rotate", &id, "--finish", "--yes"])
        .expect(2)
        .says(&["3 client CAs"]);
    sandbox
        .run(&["ca", "rotate", &id, &file(&three), "--finish", "--yes"])
        .expect(0);
    let (_, shown) = sandbox.json(&["ca", "show", &id]);
    assert_eq!(
        shown["client_ca"]["certificates"].as_array().unwrap().len(),
        1
    );
    assert_eq!(shown["client_ca"]["subject"], "CN=three");
}

#[test]
fn a_client_ca_is_set_once_and_not_cleared_under_an_acl_that_needs_it() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let folder = tempfile::tempdir().unwrap();
    let made = ca(folder.path(), "clients");
    let file = format!("{made}/ca.pem");
    let set = |words: &[&str]| sandbox.run(&[&["ca", "set", &id, &file], words].concat());
    set(&["--yes"])
        .expect(8)
        .says(&["SSL is off", "ssl enable"]);
    assert_eq!(sandbox.writes(), 0);
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    set(&["--dry-run"]).expect(1);
    set(&[]).expect(3).says(&["--yes"]);
    assert_eq!(sandbox.writes(), 1, "neither sends anything");
    set(&["--yes"]).expect(0);
    set(&["--yes"]).expect(0);
    assert_eq!(sandbox.writes(), 2, "what is set is not set again");
    for bad in [format!("{made}/ca.key"), "/nowhere".to_owned()] {
        sandbox
            .run(&["ca", "set", &id, &bad, "--yes"])
            .expect(2)
            .says(&["caused by", "hint"]);
    }

    let clear = || sandbox.run(&["ca", "clear", &id, "--yes"]);
    sandbox.run(&["acl", "set", &id, "cert", "--yes"]).expect(0);
    let writes = sandbox.writes();
    let lower = format!("acl set {id} prefer");
    clear().expect(8).says(&[&lower]);
    assert_eq!(sandbox.writes(), writes);
    sandbox
        .run(&["acl", "set", &id, "prefer", "--yes"])
        .expect(0);
    clear().expect(0);
    let (code, shown) = sandbox.json(&["ca", "show", &id]);
    assert_eq!((code, &shown["client_ca"]), (0, &serde_json::Value::Null));
}
