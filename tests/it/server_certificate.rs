//! A custom server certificate is checked before it is sent.

use std::path::Path;

use crate::support::certificates::{openssl, request, self_signed, sign};
use crate::support::{QUICK, Sandbox, psql};

/// A root `ca.pem` and a leaf `NAME.pem` with its key for this alternative name.
fn leaf(folder: &Path, name: &str, alternative: &str, newkey: &str, digest: &str) {
    std::fs::write(
        folder.join("extensions"),
        format!("subjectAltName={alternative}\n"),
    )
    .unwrap();
    request(folder, name, name, newkey, &[]);
    sign(folder, name, &[digest, "-extfile", "extensions"]);
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    self_signed(folder.path(), "ca", "server root", &[]);
    leaf(
        folder.path(),
        "good",
        "DNS:localhost,IP:127.0.0.1",
        "rsa:2048",
        "-sha256",
    );
    folder
}

fn join(folder: &Path, name: &str, files: &[&str]) {
    let text: String = files
        .iter()
        .map(|file| std::fs::read_to_string(folder.join(file)).unwrap())
        .collect();
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn what_a_server_or_its_clients_would_choke_on_is_not_sent() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let folder = folder();
    let folder = folder.path();
    leaf(folder, "small", "DNS:localhost", "rsa:1024", "-sha256");
    leaf(folder, "sha1", "DNS:localhost", "rsa:2048", "-sha1");
    join(folder, "reversed.pem", &["ca.pem", "good.pem"]);
    join(folder, "with-key.pem", &["good.pem", "good.key"]);
    openssl(
        folder,
        &[
            "pkey",
            "-in",
            "good.key",
            "-aes256",
            "-passout",
            "pass:secret",
            "-out",
            "locked.key",
        ],
    );
    let cases = [
        ("good.pem", "ca.key", "does not belong"),
        ("good.pem", "locked.key", "encrypted"),
        ("good.pem", "good.pem", "no PEM block `PRIVATE KEY`"),
        (
            "reversed.pem",
            "good.key",
            "not followed by the one that signed it",
        ),
        ("small.pem", "small.key", "RSA key of 1024 bits"),
        ("sha1.pem", "sha1.key", "sha1WithRSAEncryption"),
        ("with-key.pem", "good.key", "private key"),
        ("nothing.pem", "good.key", "No such file"),
    ];
    for (certificate, key, why) in cases {
        let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
        let ran = sandbox.run(&[
            "ssl",
            "enable",
            &id,
            "--ca-type",
            "custom",
            "--server-cert",
            &path(certificate),
            "--server-key",
            &path(key),
            "--yes",
        ]);
        assert_eq!(ran.code, 2, "{certificate}: {}", ran.stderr);
        let ran = ran.says(&[why]);
        assert!(!ran.stderr.contains("BEGIN"), "{}", ran.stderr);
    }
    assert_eq!(sandbox.writes(), 0);
}

#[test]
fn a_good_one_serves_clients_and_uncovered_endpoints_are_named() {
    let sandbox = Sandbox::postgres(QUICK);
    let instance = sandbox.instance(0);
    let folder = folder();
    let folder = folder.path();
    leaf(
        folder,
        "elsewhere",
        "DNS:db.example.com",
        "rsa:2048",
        "-sha256",
    );
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (certificate, key) = (path("elsewhere.pem"), path("elsewhere.key"));
    let (code, plan) = sandbox.json(&[
        "ssl",
        "enable",
        &instance.id,
        "--ca-type",
        "custom",
        "--server-cert",
        &certificate,
        "--server-key",
        &key,
        "--dry-run",
    ]);
    assert_eq!(code, 1);
    let warned = plan["warnings"].as_array().unwrap().iter().any(|warning| {
        let message = warning["message"].as_str().unwrap();
        warning["id"] == "certificate-name" && message.contains(&instance.host)
    });
    assert!(warned, "{plan:#}");

    join(folder, "chain.pem", &["good.pem", "ca.pem"]);
    let (certificate, key) = (path("chain.pem"), path("good.key"));
    let (code, done) = sandbox.json(&[
        "ssl",
        "enable",
        &instance.id,
        "--ca-type",
        "custom",
        "--server-cert",
        &certificate,
        "--server-key",
        &key,
        "--yes",
    ]);
    assert_eq!(code, 0, "{done:#}");
    let quiet = done["warnings"]
        .as_array()
        .unwrap()
        .iter()
        .all(|warning| warning["id"] != "certificate-name");
    assert!(quiet, "{done:#}");
    let login = psql::login(
        &instance,
        &format!("sslmode=verify-full sslrootcert={}", path("ca.pem")),
    );
    assert!(login.ok && login.output.trim() == "t", "{login:?}");
}

/// Its private key is known to nobody but its owner: nothing that needs it is sent without, and nothing promises it back.
#[test]
fn a_custom_certificate_is_renewed_by_its_files_and_gone_without_them() {
    let sandbox = Sandbox::embedded(QUICK);
    let id = sandbox.instance(0).id;
    let folder = folder();
    let folder = folder.path();
    join(folder, "chain.pem", &["good.pem", "ca.pem"]);
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (certificate, key) = (path("chain.pem"), path("good.key"));
    let files = ["--server-cert", &certificate, "--server-key", &key];
    let run = |words: &[&str], code: i32| {
        let (verb, rest) = words.split_first().unwrap();
        sandbox
            .run(&[&["ssl", verb, &id], rest, &["--yes"]].concat())
            .expect(code)
    };
    let own = [&["renew", "--ca-type", "custom"], &files[..]].concat();
    run(&own, 0);

    // Neither a renewal nor another endpoint without the files.
    let writes = sandbox.writes();
    let needed = "--ca-type custom --server-cert FILE --server-key FILE";
    run(&["renew"], 8).says(&[needed, "--ca-type aliyun"]);
    let elsewhere = ["--via", "hba", "--connection-string", "elsewhere", "--yes"];
    sandbox
        .run(&[&["enforce", &id], &elsewhere[..]].concat())
        .expect(8)
        .says(&[needed]);
    // The same files again are as wanted.
    run(&own, 0);
    assert_eq!(sandbox.writes(), writes);

    // What replaces or ends it says that it does not come back, before the question and in a rollback.
    let gone = "its private key is not saved";
    let replaced = run(&["renew", "--ca-type", "aliyun"], 0).says(&[gone]);
    assert!(!replaced.stdout.contains("undo:"), "{}", replaced.stdout);
    let (_, saved) = sandbox.json(&["rollback", &id, "--list"]);
    let states = saved["saved"].as_array().unwrap().iter();
    let state = states.map(|one| one["id"].as_str().unwrap()).max().unwrap();
    sandbox
        .run(&["rollback", &id, "--to", state, "--dry-run"])
        .expect(8)
        .says(&["! cannot be put back", gone]);
    run(&own, 0);
    let off = run(&["disable"], 0).says(&[gone]);
    assert!(off.stdout.contains("undo:") && off.stdout.contains(gone));
    // What was left of it when SSL was turned off is no reason to ask for its files.
    run(&["enable"], 0);
}
