//! The ACL: what each mode demands of real clients, and what it needs itself.

use crate::support::issued::{ca, client};
use crate::support::{Instance, QUICK, Sandbox, psql};

#[test]
fn each_mode_lets_in_whom_it_says() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let id = instance.id.as_str();
    let folder = tempfile::tempdir().unwrap();
    let made = ca(folder.path(), "clients");
    let clients = [
        "sslmode=disable".to_owned(),
        "sslmode=require".to_owned(),
        client(&made, "somebody-else"),
        client(&made, &instance.user),
    ];
    let admitted = || clients.each_ref().map(|one| psql::login(&instance, one).ok);
    let set = |words: &[&str]| sandbox.run(&[&["acl", "set", id, "--yes"], words].concat());
    sandbox.run(&["ssl", "enable", id, "--yes"]).expect(0);
    sandbox
        .run(&["ca", "set", id, &format!("{made}/ca.pem"), "--yes"])
        .expect(0);
    assert_eq!(admitted(), [true; 4]);
    for (mode, expected) in [
        ("cert", [false, false, false, true]),
        ("verify-ca", [false, false, true, true]),
        ("verify-full", [false, false, false, true]),
        ("prefer", [true; 4]),
    ] {
        let writes = sandbox.writes();
        set(&[mode]).expect(0);
        assert_eq!(admitted(), expected, "{mode}");
        let (code, shown) = sandbox.json(&["acl", "show", id]);
        let said = [&shown["acl"], &shown["replication_acl"]];
        assert_eq!((code, said), (0, [&mode.into(), &mode.into()]));
        set(&[mode]).expect(0);
        assert_eq!(sandbox.writes(), writes + 1, "{mode}: one call, once");
    }

    set(&["verify-full", "--replication", "prefer"]).expect(0);
    assert_eq!(admitted(), [false, false, false, true]);
    assert!(psql::replication(&instance, "sslmode=disable").ok);
    let (_, shown) = sandbox.json(&["acl", "show", id]);
    assert_eq!(shown["replication_acl"], "prefer");
}

#[test]
fn nothing_is_sent_without_ssl_a_client_ca_or_a_yes() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let set = |words: &[&str]| sandbox.run(&[&["acl", "set", &id, "cert"], words].concat());
    set(&["--yes"])
        .expect(8)
        .says(&["SSL is off", "ssl enable"]);
    sandbox.run(&["ssl", "enable", &id, "--yes"]).expect(0);
    set(&["--yes"]).expect(8).says(&["needs a client CA"]);
    let folder = tempfile::tempdir().unwrap();
    let file = format!("{}/ca.pem", ca(folder.path(), "clients"));
    sandbox.run(&["ca", "set", &id, &file, "--yes"]).expect(0);
    let writes = sandbox.writes();
    set(&[]).expect(3).says(&["--yes"]);
    set(&["--dry-run"]).expect(1);
    sandbox
        .run(&["acl", "set", &id, "full", "--yes"])
        .expect(2)
        .says(&["verify-full"]);
    assert_eq!(sandbox.writes(), writes);
}

/// `enforce`, by flags and by a policy, over each mode in force: who was refused is refused afterwards.
#[test]
fn hardening_lets_nobody_in_whom_the_acl_in_force_refuses() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let id = instance.id.as_str();
    let folder = tempfile::tempdir().unwrap();
    let made = ca(folder.path(), "clients");
    let file = format!("{made}/ca.pem");
    let without_password = Instance {
        password: String::new(),
        ..instance.clone()
    };
    let (other, own) = (
        client(&made, "somebody-else"),
        client(&made, &instance.user),
    );
    let admitted = || {
        [
            (&instance, &other),
            (&instance, &own),
            (&without_password, &own),
        ]
        .map(|(who, settings)| psql::login(who, settings).ok)
    };
    sandbox.run(&["ssl", "enable", id, "--yes"]).expect(0);
    // Only commands that take the flag are told of it.
    let bare = ["acl", "set", id, "verify-ca", "--yes"];
    let set = format!("forcessl ca set {id} FILE");
    let refused = sandbox.run(&bare).expect(8).says(&[&set]);
    assert!(
        !refused.stderr.contains("--client-ca"),
        "{}",
        refused.stderr
    );
    sandbox.run(&["ca", "set", id, &file, "--yes"]).expect(0);
    for (now, wanted, code, says) in [
        ("verify-full", "verify-ca", 0, "stays verify-full"),
        ("verify-full", "cert", 0, "stays verify-full"),
        ("verify-ca", "cert", 8, "hardening opens nothing"),
        ("cert", "verify-ca", 8, "hardening opens nothing"),
    ] {
        sandbox.run(&["acl", "set", id, now, "--yes"]).expect(0);
        let (before, writes) = (admitted(), sandbox.writes());
        let policy = folder.path().join("policy.toml");
        let rule = format!("version = 1\n[defaults]\nvia = [\"acl\"]\nmode = \"{wanted}\"\n");
        std::fs::write(&policy, rule).unwrap();
        let by_flags = ["--via", "acl", "--mode", wanted];
        let by_policy = ["--policy", policy.to_str().unwrap()];
        for way in [&by_flags[..], &by_policy[..]] {
            let words = [&["enforce", id, "--yes", "--no-probe"], way].concat();
            sandbox.run(&words).expect(code).says(&[says]);
        }
        assert_eq!(
            (admitted(), sandbox.writes()),
            (before, writes),
            "{now} {wanted}"
        );
    }
    // The command that does it all the same has both modes.
    sandbox
        .run(&["acl", "set", id, "verify-ca", "--yes"])
        .expect(0);
    let modes = ["--mode", "cert", "--replication", "verify-full"];
    sandbox
        .run(&[&["enforce", id, "--via", "acl", "--yes"], &modes[..]].concat())
        .expect(8)
        .says(&[&format!(
            "forcessl acl set {id} cert --replication verify-full"
        )]);
    // Without a mode, what forces SSL stays; a named one that lets in fewer says whom it leaves out.
    sandbox.run(&["acl", "set", id, "cert", "--yes"]).expect(0);
    let harden = ["enforce", id, "--via", "acl", "--yes", "--no-probe"];
    sandbox.run(&harden).expect(0);
    assert_eq!(admitted(), [false, true, true]);
    let full = [&harden[..], &["--mode", "verify-full"]].concat();
    sandbox
        .run(&full)
        .expect(0)
        .says(&["need the password of their user"]);
    assert_eq!(admitted(), [false, true, false]);

    // Nothing is in force once SSL was switched off.
    sandbox.run(&["ssl", "disable", id, "--yes"]).expect(0);
    sandbox
        .run(&[&harden[..], &["--client-ca", &file]].concat())
        .expect(0);
    assert_eq!(admitted(), [false, true, false]);
}
