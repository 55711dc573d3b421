//! Revocation lists against the client CA that is set, and the rotation of a client CA.

use std::path::Path;

use crate::support::certificates::Authority;
use crate::support::{Instance, Sandbox, psql, run};

const QUICK: &[&str] = &["--change-time", "1s"];

/// A CA with a folder below this one; the folder.
fn ca(folder: &Path, name: &str) -> String {
    let path = folder.join(name).to_str().unwrap().to_owned();
    run(&["cert", "new-ca", "--name", name, "--out", &path]).expect(0);
    path
}

/// A certificate of this CA for the user; what `psql` needs for it.
fn client(ca: &str, user: &str) -> String {
    run(&["cert", "issue", user, "--ca", ca, "--out", ca]).expect(0);
    format!("sslmode=require sslcert={ca}/{user}.crt sslkey={ca}/{user}.key")
}

fn list(ca: &str) -> String {
    run(&["cert", "crl", "--ca", ca]).expect(0);
    format!("{ca}/crl.pem")
}

fn join(folder: &Path, name: &str, files: &[&str]) -> String {
    let text: String = files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

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
    rotate(&[&new_ca, "--crl", &new_list]).expect(0);
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
        "CN=old, until",
        ": goes",
    ]);
    assert_eq!(admitted(&instance, clients), [false, true]);
    let writes = sandbox.writes();
    rotate(&["--finish"]).expect(0);
    assert_eq!(sandbox.writes(), writes, "finishing again changes nothing");
    assert_eq!(admitted(&instance, clients), [false, true]);
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
    // The client CA that the installed list does not cover.
    let writes = sandbox.writes();
    sandbox
        .run(&["ca", "set", &id, &file(&two), "--yes"])
        .expect(8)
        .says(&["no revocation list of `CN=two`"]);
    assert_eq!(sandbox.writes(), writes);
}
